"""A domain or an e-mail address beside a printed affiliation supports it, contradicts it or adds to it."""

import pytest
from linkers import Known, Lists
from small_universe import body, listing

from screening.link import build
from screening.model import Relation, Role, Subject

MAIL = (("email", "li@zorbex.edu.cn"),)
BODIES = (
    body(101, "Zorbex University", "CN", types=("education",), domains=("zorbex.edu.cn",)),
    body(
        102,
        "Velmor Hospital of Zorbex University",
        "CN",
        types=("healthcare",),
        relations=(("parent", "ror:000000101", "Zorbex University"),),
    ),
    body(103, "Quillor University", "NZ", types=("education",)),
)


@pytest.fixture(scope="module")
def linker():
    return build(Lists(listing("l:zorbex", "Zorbex University", "CN")), Known(*BODIES))


def hits(linker, text, identifiers=MAIL):
    affiliations = (text,) if text else ()
    return linker.read(Subject(affiliations=affiliations, identifiers=identifiers)).hits


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        ("Velmor Hospital of Zorbex University", MAIL),
        ("Velmor Hospital of Zorbex University, li@zorbex.edu.cn", ()),
        ("Zorbex Univ. Velmor Hosp.", MAIL),
    ],
)
def test_a_hospital_beside_an_address_of_its_university_is_the_hospital(linker, text, identifiers):
    (bare,) = hits(linker, text.removesuffix(", li@zorbex.edu.cn"), ())
    (hit,) = hits(linker, text, identifiers)
    assert bare.relation is hit.relation is Relation.HOSPITAL_OF
    assert (hit.matched_text, hit.body_id) == (bare.matched_text, bare.body_id)
    assert hit.confidence >= bare.confidence
    assert any(line.subject == "zorbex.edu.cn" for line in hit.evidence)


def test_an_address_makes_the_printed_name_as_sure_as_it_is_itself(linker):
    (alone,) = hits(linker, "")
    (hit,) = hits(linker, "Zorbex University")
    assert (hit.matched_text, hit.confidence) == ("Zorbex University", alone.confidence)
    assert round(100 * hit.confidence) == sum(line.points for line in hit.evidence)


def test_an_address_of_another_body_than_the_text_names_is_a_hit_of_its_own(linker):
    (hit,) = hits(linker, "Quillor University")
    assert hit.matched_text == "zorbex.edu.cn"


def test_an_address_beside_an_affiliation_that_has_ended_is_a_hit_of_its_own(linker):
    found = hits(linker, "formerly Zorbex University")
    assert {(hit.matched_text, hit.mention.role) for hit in found} == {
        ("zorbex.edu.cn", Role.CURRENT),
        ("Zorbex University", Role.FORMER),
    }
