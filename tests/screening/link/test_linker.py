"""What a subject's texts and identifiers say together."""

import pytest
from linkers import Known, Lists

from screening.link import build
from screening.model import Relation, Subject, SubjectType, Tie, TieKind
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName


def listing(key, name, country="CN"):
    names = (ListedName(name, NameKind.PRIMARY),)
    return Listing(key, key.split(":")[0], names, PartyType.ORGANISATION, country)


def body(number, name, country, city="", *more, types=("education",)):
    names = (RegisterName(name, "label"), *(RegisterName(text, kind) for text, kind in more))
    return Body(f"ror:{number}", names, country, (city,) if city else (), types)


VIKRON = "Hangzhou Vikronis Digital Technology Co., Ltd."
QUESTION = "Hangzhou Vikronis Digtal Technlogy New Zealand"
OTAGO, OF_VIKRON, OF_KADRIS = "000000212", "000000313", "000000414"


@pytest.fixture(scope="module")
def companies():
    return build(
        Lists(listing("l:vikron", VIKRON), listing("l:kadris", "Kadris University", country="IR")),
        Known(
            body(OTAGO, "University of Otago", "NZ"),
            body(
                OF_VIKRON,
                "Vikronis (China)",
                "CN",
                "Hangzhou",
                ("Hangzhou Vikronis Digital Technology", "alias"),
                types=("company",),
            ),
            body(OF_KADRIS, "Kadris University", "IR"),
        ),
    )


def read_company(linker, text, ror=""):
    given = (("ror", ror),) if ror else ()
    return linker.read(Subject(text, SubjectType.ORGANISATION, identifiers=given))


@pytest.mark.parametrize("ror", [OF_VIKRON, OF_KADRIS])
def test_a_question_keeps_its_relation_and_points_beside_an_identifier_of_a_listed_body(companies, ror):
    (bare,) = read_company(companies, QUESTION).hits
    reading = read_company(companies, QUESTION, ror)
    (beside,) = [hit for hit in reading.hits if hit.mention.source == "name"]
    assert bare.relation is Relation.SUBSIDIARY_OF
    assert (beside.relation, beside.confidence) == (bare.relation, bare.confidence)
    assert not any("point to different" in note for note in reading.notes)


def test_an_identifier_of_an_unlisted_organisation_explains_a_question_away(companies):
    reading = read_company(companies, QUESTION, OTAGO)
    assert reading.hits == ()
    assert [each.why for each in reading.alternatives] == ["the identifier names University of Otago"]
    assert not any("point to different" in note for note in reading.notes)


def test_an_identifier_of_another_organisation_is_a_conflict_with_a_name_that_was_read_exactly(companies):
    reading = read_company(companies, VIKRON, OTAGO)
    assert {hit.listing.id for hit in reading.hits} == {"l:vikron"}
    assert "identifier and name point to different organisations" in reading.notes


def test_who_is_hit_is_no_alternative_under_the_name_that_a_register_gives_it(companies):
    refused = companies.texts.claims(QUESTION).rejected
    assert {each.id for each in refused} == {f"ror:{OF_VIKRON}"}
    reading = read_company(companies, QUESTION)
    assert reading.hits
    assert reading.alternatives == ()


KADRIS_IN_LINES = "Kadris\nUniversity"


@pytest.mark.parametrize(
    "subject",
    [
        Subject(KADRIS_IN_LINES),
        Subject(affiliations=(KADRIS_IN_LINES,)),
        Subject("Anna Berg", SubjectType.PERSON, affiliations=("Dept of Physics\r\nKadris\x0bUniversity",)),
        Subject("Anna Berg", SubjectType.PERSON, ties=(Tie(KADRIS_IN_LINES, TieKind.EDUCATION),)),
    ],
)
def test_a_name_that_goes_on_in_the_next_line_is_found(companies, subject):
    (hit,) = companies.read(subject).hits
    assert hit.listing.id == "l:kadris"
    assert hit.matched_text == "Kadris University"


def test_each_line_of_a_text_is_found_once_and_names_its_text(companies):
    reading = companies.read(Subject(affiliations=(f"University of Otago\nKadris University\n{VIKRON}",)))
    assert sorted((hit.listing.id, hit.matched_text) for hit in reading.hits) == [
        ("l:kadris", "Kadris University"),
        ("l:vikron", VIKRON.rstrip(".")),
    ]
    assert [each.name for each in reading.recognised].count("Kadris University") == 1


def test_a_country_on_the_next_line_speaks_for_the_line_above_as_much_as_on_the_same(companies):
    on_one, on_two = (
        companies.read(Subject(affiliations=(f"Kadris University,{space}Tehran, Iran",))) for space in " \n"
    )
    assert [hit.confidence for hit in on_two.hits] == [hit.confidence for hit in on_one.hits]
