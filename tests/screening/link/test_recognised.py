"""Who a text was recognised as: known organisations, listed or not, and what nobody knows."""

from dataclasses import replace

import pytest
from small_universe import SmallUniverse

from screening.link import build
from screening.link.recognised import recognise, recognised_in
from screening.link.relations import Link
from screening.model import Recognised, Relation, Subject, SubjectType
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName, Status


def listing(watchlist, key, name, country="CN", kind=NameKind.PRIMARY):
    return Listing(
        f"{watchlist}:{key}", watchlist, (ListedName(name, kind),), PartyType.ORGANISATION, country
    )


def body(id_, name, country, *acronyms):
    names = (RegisterName(name, "label"), *(RegisterName(each, "acronym") for each in acronyms))
    return Body(id_, names, country, (), ("education",))


ZORVEX = body("ror:0aaaaaa01", "Zorvex University of Technology", "CN", "ZUTQ")
AUCKLAND = body("ror:03b94tp07", "University of Auckland", "NZ")
OTHER = body("ror:0bbbbbb02", "Zaragoza Union of Teaching Quarters", "ES", "ZUTQ")

QINGHE = body("ror:0cccccc03", "Qinghe Normal University", "CN")


class Lists:
    listings = (listing("one", "zorvex", "Zorvex University of Technology"),)


class Lapsed:
    listings = tuple(replace(each, status=Status.LIFTED) for each in Lists.listings)


class Known:
    in_order = (ZORVEX, AUCKLAND, OTHER, QINGHE)


@pytest.fixture(scope="module")
def linker():
    return build(Lists(), Known())


def recognised(linker, *affiliations, name="", type=SubjectType.UNKNOWN, **facts):
    return linker.read(Subject(name, type, affiliations, **facts)).recognised


def test_a_known_organisation_that_nobody_lists_is_named_with_its_register_id_and_country(linker):
    text = "Department of Physics, University of Auckland, Auckland"
    assert recognised(linker, text) == (
        Recognised(text, "University of Auckland", "ror:03b94tp07", "NZ", listed=False),
    )


def test_a_listed_one_is_said_to_be_listed_while_its_listing_is_in_force(linker):
    (found,) = recognised(linker, "Zorvex University of Technology")
    assert (found.id, found.listed) == ("ror:0aaaaaa01", True)
    (past,) = recognised(build(Lapsed(), Known()), "Zorvex University of Technology")
    assert (past.id, past.listed) == ("ror:0aaaaaa01", False)


def test_of_nonsense_nothing_is_known(linker):
    assert recognised(linker, "Xqzzt Blorf") == (Recognised("Xqzzt Blorf"),)
    assert recognised(linker, name="Xqzzt Blorf") == (Recognised("Xqzzt Blorf"),)


def test_each_text_is_answered_in_its_order_and_an_institution_that_nobody_knows_is_among_them(linker):
    found = recognised(
        linker, "University of Auckland; Qwelb University; PO Box 12", "Zorvex University of Technology"
    )
    assert [(each.text, each.name) for each in found] == [
        ("University of Auckland", "University of Auckland"),
        ("Qwelb University", ""),
        ("Zorvex University of Technology", "Zorvex University of Technology"),
    ]


def test_a_name_of_several_bearers_has_an_entry_for_each(linker):
    found = recognised(linker, name="ZUTQ", type=SubjectType.ORGANISATION)
    assert {(each.name, each.listed) for each in found} == {
        ("Zorvex University of Technology", True),
        ("Zaragoza Union of Teaching Quarters", False),
    }
    assert {each.text for each in found} == {"ZUTQ"}


def test_a_persons_name_is_recognised_as_nobody(linker):
    found = recognised(linker, "University of Auckland", name="Ann Smith")
    assert [each.name for each in found] == ["University of Auckland"]
    assert recognised(linker, name="Ann Smith", type=SubjectType.PERSON) == ()


def test_an_identifier_is_recognised_and_one_that_is_all_there_is_and_unknown_is_said_to_be(linker):
    (found,) = recognised(linker, identifiers=(("ror", "03b94tp07"),))
    assert (found.text, found.name) == ("03b94tp07", "University of Auckland")
    assert recognised(linker, identifiers=(("ror", "00000zz00"),)) == (Recognised("00000zz00"),)


def test_a_text_is_quoted_as_it_was_written(linker):
    (found,) = recognised(linker, "Ｕｎｉｖｅｒｓｉｔｙ of Auckland")
    assert found.text == "Ｕｎｉｖｅｒｓｉｔｙ of Auckland"


def test_many_read_together_are_recognised_as_each_is_alone(linker):
    subjects = [Subject(name=name) for name in ("University of Auckland", "ZUTQ", "Xqzzt Blorf")]
    assert [each.reading.recognised for each in linker.link_all(subjects)] == [
        linker.read(each).recognised for each in subjects
    ]


class Generic:
    listings = (*Lists.listings, listing("one", "physics", "Institute of Physics"))


def test_a_general_name_under_another_schools_roof_is_not_said_to_be_the_listed_body():
    linker = build(Generic(), Known())
    (alone,) = recognised(linker, "Institute of Physics, China")
    assert (alone.name, alone.listed) == ("Institute of Physics", True)
    found = recognised(linker, "Institute of Physics, Qinghe Normal University, China")
    assert [each.name for each in found] == ["Qinghe Normal University"]


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("one", "kadris", "Kadris University", "IR"),
        bodies=(body("ror:0aaaaaa05", "Torvel University", "NZ"),),
    )


def read_as(universe, text, *, linked=True):
    """What the claims of a text are recognised as, where relations keep them or set them aside."""
    reader = universe.reader(text)
    links = [
        Link(made, made.bearer, Relation.SAME) for made in reader.claims if made.bearer.listings and linked
    ]
    found = recognised_in(reader, links, universe.speller.names_institution)
    return [(each.text, each.name) for each in found]


def test_claims_are_recognised_in_the_order_of_the_text_then_pieces_that_nobody_knows(universe):
    assert read_as(universe, "Zembla Institute; Torvel University; Kadris University") == [
        ("Torvel University", "Torvel University"),
        ("Kadris University", "Kadris University"),
        ("Zembla Institute", ""),
    ]


def test_a_claim_that_the_relations_set_aside_recognises_nobody(universe):
    assert read_as(universe, "Kadris University") == [("Kadris University", "Kadris University")]
    assert read_as(universe, "Kadris University", linked=False) == [("Kadris University", "")]


def test_a_text_that_nobody_knows_is_one_entry_and_an_empty_one_none(universe):
    assert read_as(universe, "Zembla") == [("Zembla", "")]
    assert read_as(universe, "") == []


def test_a_bearer_is_said_to_be_listed_while_a_listing_is_in_force(universe):
    bearer = universe.bearer("Kadris University")
    assert recognise("KU", bearer) == Recognised("KU", "Kadris University", "one:kadris", "IR", listed=True)
    lapsed = replace(bearer, listings=tuple(replace(each, status=Status.LIFTED) for each in bearer.listings))
    assert not recognise("KU", lapsed).listed
