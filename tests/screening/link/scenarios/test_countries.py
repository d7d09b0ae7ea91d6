"""Whose country it is: one tied to the institution may tell bodies apart, one beside a person rules nobody out."""

import pytest
from linkers import Known, Lists, exact

from screening.link import build
from screening.model import Relation, Subject, SubjectType
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName

PERSON, ORGANISATION = SubjectType.PERSON, SubjectType.ORGANISATION
COUNTRIES = ["", "CN", "NZ", "US", "RU", "HK", "ZW"]


def listing(key, name, country="CN", watchlist="l"):
    names = (ListedName(name, NameKind.PRIMARY),)
    return Listing(f"{watchlist}:{key}", watchlist, names, PartyType.ORGANISATION, country)


def body(number, name, country, city, types=("education",)):
    return Body(f"ror:{number}", (RegisterName(name, "label"),), country, (city,), types)


@pytest.fixture(scope="module")
def linker():
    # What the exact reading of countries says; the second stage asks about more.
    linker = build(
        Lists(
            listing("neu", "Northeastern University"),
            listing("nudt", "National University of Defense Technology"),
            listing("ict", "Institute of Physics"),
            listing("zorvex", "Zorvex Digital Technology Co., Ltd."),
            listing("qyt", "Qytrel Corporation"),
            listing("qyt", "Qytrel Corporation", watchlist="m"),
            listing("lumo", "Lumo LLC", "RU"),
            listing("ocean", "China Zorvex Shipping Corporation Limited"),
            listing("rail", "Zorvex Rail Group Pty Ltd."),
            listing("pale", "Pacific Shipping Corporation Limited"),
        ),
        Known(
            body("1", "Northeastern University", "US", "Boston"),
            body("2", "Northeastern University", "CN", "Shenyang"),
            body("3", "Qytrel Australia", "AU", "Perth", ("nonprofit",)),
        ),
    )
    return exact(linker)


def read(linker, affiliation, **more):
    return linker.read(Subject(name="Ann Smith", type=PERSON, affiliations=(affiliation,), **more))


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_country_beside_a_person_neither_silences_nor_lowers_a_name_of_one_bearer(linker, country):
    (hit,) = read(linker, "National University of Defense Technology", country=country).hits
    (alone,) = read(linker, "National University of Defense Technology").hits
    assert hit.confidence == alone.confidence > 0.8


def test_it_orders_the_bearers_of_a_shared_name_and_says_so(linker):
    for country, first in (("US", "Boston, United States"), ("CN", "Shenyang, China")):
        reading = read(linker, "Northeastern University", country=country)
        assert reading.ambiguous
        assert reading.bearers[0].place == first
        assert "none is ruled out" in reading.notes[0]


def test_the_country_of_the_institution_tells_which_of_two_is_meant(linker):
    assert read(linker, "Northeastern University", institution_country="US").hits == ()
    assert not read(linker, "Northeastern University", institution_country="CN").ambiguous


def test_it_goes_before_a_country_beside_the_person(linker):
    assert read(linker, "Northeastern University", country="CN", institution_country="US").hits == ()


def test_a_town_in_the_text_goes_before_both(linker):
    assert read(linker, "Northeastern University, Boston, MA, USA", country="CN").hits == ()


def test_the_country_of_an_organisation_is_its_own(linker):
    reading = linker.read(Subject(name="Northeastern University", type=ORGANISATION, country="US"))
    assert reading.hits == ()


def test_a_country_beside_a_person_may_speak_for_a_general_name(linker):
    text = "Department of Optics, Institute of Physics"
    assert [bool(read(linker, text, country=country).hits) for country in ("CN", "US", "")] == [
        True,
        False,
        False,
    ]


def company(linker, name, country=""):
    return linker.read(Subject(name=name, type=ORGANISATION, country=country)).hits


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Zorvex Digital Technology New Zealand Ltd", "NZ"),
        ("Zorvex Digital Technology New Zealand Ltd", ""),
        ("Zorvex Digital Technology Deutschland GmbH", "DE"),
        ("Zorvex Digital Technology Europe B.V.", "NL"),
        ("Qytrel Italia S.r.l.", "IT"),
        ("QYTREL UK LIMITED", "GB"),
        ("Zorvex Rail (NZ) Limited", "NZ"),
        ("Zorvex Rail (M) Sdn. Bhd.", "MY"),
        ("Zorvex Digital Technology UAE FZE", "AE"),
        ("Zorvex Digital Technology Thuringia GmbH", "DE"),
        ("Zorvex Digital Technology Hamburg GmbH", "DE"),
        ("Zorvex Digital Technology Asia Pacific Pte. Ltd.", "SG"),
        ("Qytrel International Pte. Ltd.", "SG"),
        ("Qytrel Auto Japan Co., Ltd.", "JP"),
        ("Zorvex Shipping (New Zealand) Ltd", "NZ"),
    ],
)
def test_a_listed_companys_name_before_another_country_is_a_question_about_a_subsidiary(
    linker, name, country
):
    hits = company(linker, name, country)
    assert {hit.relation for hit in hits} == {Relation.SUBSIDIARY_OF}
    assert all(hit.confidence < 0.6 for hit in hits)


@pytest.mark.parametrize(
    "name",
    [
        "Qytrel Australia",  # a body that the register knows by just this name
        "Lumo Italia S.r.l.",  # one word, of one small company
        "Northeastern University Deutschland",  # a school is no company
        "Zorvex Kitchens New Zealand Ltd",
        "New Zealand Ltd",
        "Lumo Solar Italia S.r.l.",  # before a line of business, too
        "Zorvex Shipping",  # no place
        "Qytrel Plumtree Japan Co., Ltd.",  # no line of business
        "Zorvex Rail M Ltd",  # no brackets: an initial
    ],
)
def test_other_names_before_a_country_are_none(linker, name):
    assert company(linker, name) == ()


def test_a_company_by_its_own_name_at_another_address_is_a_question_and_never_sure(linker):
    (hit,) = company(linker, "Zorvex Digital Technology, New Zealand")
    assert hit.relation is Relation.SAME
    assert hit.confidence < 0.5


def test_a_part_of_the_world_says_nothing_of_a_company_that_is_at_home(linker):
    assert company(linker, "Qytrel International Ltd.", "CN") == ()


def test_a_line_of_business_behind_words_that_many_are_called_by_tells_nobody(linker):
    assert company(linker, "Pacific Shipping Cloud Japan Co., Ltd.") == ()


def test_a_line_of_business_between_makes_it_less_sure_and_is_said(linker):
    (plain, *_) = company(linker, "Qytrel Japan Co., Ltd.")
    (hit, *_) = company(linker, "Qytrel Auto Japan Co., Ltd.")
    assert 0.3 <= hit.confidence < plain.confidence <= 0.5
    notes = [line.note for line in hit.evidence]
    assert "the line of business “auto” follows the name" in notes
    assert "reads as a branch or subsidiary abroad" in notes
