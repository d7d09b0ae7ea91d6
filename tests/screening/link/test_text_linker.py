"""Which organisation a text means: whole names, places, and near-misses explained away."""

import pytest
from linkers import Known, Lists

from screening.link import build
from screening.model import Relation, Subject, SubjectType
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName, Status


def listing(key, name, *more, country="CN", status=Status.IN_FORCE, place=""):
    names = (ListedName(name, NameKind.PRIMARY), *(ListedName(text, kind) for text, kind in more))
    return Listing(key, key.split(":")[0], names, PartyType.ORGANISATION, country, place, status=status)


def body(number, name, country, city="", *more):
    names = (RegisterName(name, "label"), *(RegisterName(text, kind) for text, kind in more))
    return Body(f"ror:{number}", names, country, (city,) if city else (), ("education",))


@pytest.fixture(scope="module")
def linker():
    lists = Lists(
        listing("entity:bit", "Beijing Institute of Technology", ("BIT", NameKind.ACRONYM)),
        listing("research:bit", "Beijing Institute of Technology"),
        listing("research:neu", "Northeastern University", place="Shenyang"),
        listing("research:old", "Harbin Engineering University", status=Status.SUPERSEDED),
        listing("research:tju", "Tianjin University"),
    )
    register = Known(
        body("1", "Beijing Institute of Technology", "CN", "Beijing", ("北京理工大学", "label")),
        body("2", "Beijing University of Technology", "CN", "Beijing"),
        body("3", "Northeastern University", "US", "Boston"),
        body("4", "Northeastern University", "CN", "Shenyang"),
        body("5", "Harbin Engineering University", "CN", "Harbin"),
    )
    return build(lists, register)


def found(linker, text, country=""):
    return {hit.listing.id for hit in linker.read(Subject(affiliations=(text,), country=country)).hits}


def test_a_listed_name_is_found_inside_a_long_affiliation_on_every_list_that_has_it(linker):
    text = "School of Optics, Beijing Inst. of Technol., Beijing 100081, P.R. China"
    assert found(linker, text) == {"entity:bit", "research:bit"}


def test_a_near_miss_is_read_as_the_organisation_it_names(linker):
    reading = linker.read(Subject(affiliations=("Beijing University of Technology, Beijing, China",)))
    assert reading.hits == ()
    assert [known.name for known in reading.bodies] == ["Beijing University of Technology"]


def test_a_longer_name_is_not_the_shorter_one_inside_it(linker):
    reading = linker.read(Subject(affiliations=("Tianjin University of Commerce, Tianjin, China",)))
    assert reading.hits == ()
    assert "part of a longer name" in reading.alternatives[0].why


def test_a_contradicting_country_is_a_veto_and_is_said(linker):
    assert found(linker, "Northeastern University, Boston, MA, USA") == set()
    assert found(linker, "Northeastern University, Shenyang 110819, China") == {"research:neu"}


@pytest.mark.parametrize(("country", "namesake"), [("JP", "two:jp"), ("CN", "one:cn")])
def test_of_namesakes_in_han_characters_the_one_at_home_in_the_country_beside_them_is_meant(
    country, namesake
):
    lists = Lists(
        listing("one:cn", "Northeastern University", ("东北大学", NameKind.NATIVE)),
        listing("two:jp", "Tohoku University", ("東北大學", NameKind.NATIVE), country="JP"),
    )
    assert found(build(lists, Known()), "东北大学", country) == {namesake}


def test_what_is_no_longer_in_force_is_shown_with_its_status(linker):
    reading = linker.read(Subject(name="Harbin Engineering University", country="CN"))
    assert [hit.listing.status for hit in reading.hits] == [Status.SUPERSEDED]


def test_evidence_adds_up_to_the_confidence(linker):
    for hit in linker.read(Subject(name="Beijing Institute of Technology", country="CN")).hits:
        assert hit.relation is Relation.SAME
        assert sum(line.points for line in hit.evidence) == round(hit.confidence * 100)


@pytest.mark.parametrize(
    "text", ["", "A", "😀" * 50, "x" * 300, "; ".join(["State Key Laboratory"] * 40), "of the and"]
)
def test_any_text_has_a_defined_outcome(linker, text):
    assert linker.read(Subject(name=text, affiliations=(text,))).hits == ()


def test_numbers_stay_with_names_printed_in_two_scripts():
    lists = Lists(
        listing("l:10", "10th Research Institute of Example Group (中国例集団公司第十研究所)"),
        listing("l:20", "20th Research Institute of Example Group (中国例集団公司第二十研究所)"),
    )
    two = build(lists, Known())
    assert found(two, "10th Research Institute of Example Group", "CN") == {"l:10"}
    assert found(two, "中国例集团公司第二十研究所", "CN") == {"l:20"}


@pytest.mark.parametrize(
    "text",
    [
        "Zorvex Radio Plant, Minsk, Belarus",
        "OJSC Zorvex Radio Plant",
        "Zorvex Radio Plant Open Joint Stock Company",
    ],
)
def test_a_name_printed_with_a_legal_form_of_several_words_is_found_without_it(text):
    lists = Lists(listing("entity:zorvex", "Open Joint Stock Company Zorvex Radio Plant", country="BY"))
    assert found(build(lists, Known()), text) == {"entity:zorvex"}


def test_a_legal_form_in_another_alphabet_is_nobodys_name():
    lists = Lists(listing("entity:arms", "Zorvexport OJSC", ("АО Зорвэкспорт", NameKind.ALIAS), country="RU"))
    assert found(build(lists, Known()), "Акционерное общество «Ромашка»") == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("United Front Work Department of Shandong", True),
        ("United Front Work Department of Shandong Province", True),
        ("United Front Work Department of Qingdao Municipal Committee", True),
        ("Federation of Examples of Guangdong Province, Guangzhou", True),
        ("United Front Work Department of Ontario Province", False),
        ("United Front Work Department of Shandong Province Hospital", False),
    ],
)
def test_a_place_of_its_own_country_behind_of_makes_a_local_organ_no_other_name(text, found):
    lists = Lists(
        listing("named:ufwd", "United Front Work Department"),
        listing("named:fed", "Federation of Examples"),
    )
    assert bool(build(lists, Known()).read(Subject(text)).hits) is found


def test_a_known_refusal_holds_for_its_mention_and_not_for_another():
    lists = Lists(listing("l:kadris", "Kadris University", country="IR"))
    linker = build(lists, Known(body("414", "Kadris University", "IR")))
    reader = linker.texts.claims("Kadris Univ of Arts; Kadris University")
    bearer = next(each for each in linker.universe.bearers if each.listings)
    reader.reject(bearer, "known", where=reader.mention_around(0))
    last = len(reader.tokens) - 1
    assert reader.tokens.groups[0] != reader.tokens.groups[last]
    assert (reader.known_refusal(bearer, 0), reader.known_refusal(bearer, last)) == ("known", "")
    reader.reject(bearer, "in all of it")
    assert reader.known_refusal(bearer, last) == "in all of it"


def test_one_word_is_read_before_an_address_that_is_run_on_and_not_before_more_of_a_name():
    names = (ListedName("Qorvanix", NameKind.PRIMARY),)
    linker = build(Lists(Listing("l:qorvanix", "l", names, PartyType.ORGANISATION, "RU")), Known())
    run_on, longer = (
        linker.read(Subject(text, SubjectType.ORGANISATION)).hits
        for text in ("Qorvanix Vostochnoe Shosse 4 Nizhny Tagil", "Qorvanix Garment Textile Weaving")
    )
    assert [hit.listing.id for hit in run_on] == ["l:qorvanix"]
    assert all(hit.confidence < 0.8 for hit in longer)
