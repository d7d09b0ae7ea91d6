"""Organs of states share their names: a country, a native name or a parent says whose one is; alone it is a question."""

import pytest

from screening.affiliations.tokens import name_words
from screening.link import build
from screening.link.organs import are_organs_apart, begins_as_organ, is_organ
from screening.model import Relation, Subject, SubjectType
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName

MSS = {"influence-charged:cn-mss", "influence-designated:kp-mss"}


def read(engine, text, country=""):
    return engine.linker.read(Subject(affiliations=(text,), type=SubjectType.ORGANISATION, country=country))


def listed(reading):
    return {hit.listing.id for hit in reading.hits}


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Ministry of Public Security, Hanoi", ""),
        ("Ministry of Public Security", "VN"),
        ("Ministry of Public Security of Liberia", ""),  # a body that nobody here knows
        ("Bộ Công an", ""),
        ("State Security Department of the Republic of Lithuania", ""),
        ("State Security Department", "LT"),
        ("Ministry of State Security of the Republic of Azerbaijan", ""),
        ("Israeli Ministry of Intelligence", ""),
        ("Ministry of Defence, Wellington", ""),
        ("Main Intelligence Directorate of the Ministry of Defence of Ukraine", ""),
        ("Main Intelligence Directorate", "UA"),
        ("Головне управління розвідки Міністерства оборони України", "UA"),
        ("Служба зовнішньої розвідки України", ""),
        ("Foreign Intelligence Service of Kazakhstan", ""),
        ("Служба внешней разведки Украины", ""),
        ("Служба внешней разведки Республики Казахстан", ""),
        ("Federal Security Service, Kyiv", ""),
        ("GRU of Ukraine", ""),
        ("Internal Troops", "AZ"),
        ("United Front Work Department of the Workers' Party of Korea", ""),
    ],
)
def test_another_states_organ_is_no_listed_one_whether_it_is_known_or_not(engine, text, country):
    assert listed(read(engine, text, country)) == set()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Ministry of State Security of the People's Republic of China", "influence-charged:cn-mss"),
        ("Ministry of State Security (DPRK)", "influence-designated:kp-mss"),
        ("North Korean Ministry of State Security", "influence-designated:kp-mss"),
        ("Ministry of Public Security of North Korea", "influence-designated:kp-mps"),
        ("MSS of China", "influence-charged:cn-mss"),
        ("GRU, Moscow", "influence-designated:ru-gru"),
        ("FSB of the Russian Federation", "us-bis-entity-list:ru/federal-security-service-fsb"),
        ("United Front Work Department of the CPC Central Committee", "influence-determined:cn-ufwd"),
        ("ГУБОПиК МВД Беларуси", "influence-designated:by-gubopik"),
        (
            "Ministry of Defence, Moscow",
            "us-bis-entity-list:ru/ministry-of-defence-of-the-russian-federation",
        ),
    ],
)
def test_the_own_state_behind_a_name_before_it_or_beside_it_says_whose_organ_it_is(engine, text, meant):
    reading = read(engine, text)
    assert meant in listed(reading)
    assert not reading.ambiguous
    others = {
        "ru-gru": MSS,
        "cn-mss": {"influence-designated:kp-mss"},
        "kp-mss": {"influence-charged:cn-mss"},
    }
    assert listed(reading).isdisjoint(others.get(meant.rpartition(":")[2], set()))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Ministry of State Security", {"China", "North Korea"}),
        ("Ministry of Public Security", {"China", "North Korea", "Vietnam", "Panama", "Costa Rica"}),
        ("State Security Department", {"North Korea", "Lithuania"}),
        ("Main Intelligence Directorate", {"Russia", "Belarus", "Ukraine"}),
        ("Central Military Commission", {"China", "Vietnam"}),
        ("Directorate of Military Intelligence", {"Cuba", "Israel"}),
        ("Ministry of Intelligence", {"Iran", "Israel"}),
        ("Internal Troops", {"Belarus", "Azerbaijan"}),
    ],
)
def test_a_shared_name_alone_is_a_question_that_names_who_bears_it(engine, text, places):
    reading = read(engine, text)
    assert reading.hits
    assert reading.ambiguous
    assert {
        place for each in reading.alternatives if each.bears for place in [each.place.rpartition(", ")[2]]
    } >= places


def test_an_institute_of_a_ministry_is_a_part_of_it(engine):
    reading = read(engine, "First Research Institute of the Ministry of Public Security, Beijing", "CN")
    assert {(hit.listing.id, hit.relation) for hit in reading.hits} == {
        ("influence-charged:cn-mps", Relation.LABORATORY_OF)
    }


def test_what_is_left_of_a_name_without_its_state_is_not_asked_about_alone(engine):
    assert listed(read(engine, "National Guard")) == set()
    assert "influence-designated:ru-rosgvardia" in listed(read(engine, "National Guard, Moscow"))


def test_a_school_with_the_words_of_a_force_is_no_force(engine):
    assert listed(read(engine, "Air Force Institute of Technology, Wright-Patterson AFB")) == set()


def test_an_office_abroad_of_a_listed_agency_is_found_by_its_one_long_word(engine):
    found = "influence-designated:ru-rossotrudnichestvo"
    assert found in listed(read(engine, "Rossotrudnichestvo office in Wellington", "NZ"))
    assert found in listed(read(engine, "Rossotrudnichesto office in Wellington", "NZ"))


def test_state_security_is_not_public_security(engine):
    assert listed(read(engine, "Chinese Ministry of State Security")) == {"influence-charged:cn-mss"}


def test_a_listing_is_no_body_of_a_state_whose_country_merely_overlaps():
    class Lists:
        listings = (
            Listing(
                "l:ru",
                "l",
                (ListedName("Main Signals Directorate", NameKind.PRIMARY),),
                PartyType.ORGANISATION,
                "RU",
            ),
        )

    class Known:
        in_order = (
            Body(
                "ror:000000112",
                (RegisterName("Main Signals Directorate", "label"),),
                "UA",
                types=("government",),
            ),
        )

    linker = build(Lists(), Known())
    assert linker.universe.ledger == ()
    assert (
        linker.read(
            Subject(name="Main Signals Directorate", type=SubjectType.ORGANISATION, country="UA")
        ).hits
        == ()
    )


def test_ministries_are_organs_whatever_their_subject_and_services_by_all_their_words(engine):
    lexicon = engine.linker.universe.lexicon
    organs = ["ministry public security", "main intelligence directorate", "general staff"]
    others = ["department physic", "library service", "special design bureau", "russia ministry defense"]
    assert [text for text in (*organs, *others) if is_organ(text.split(), lexicon)] == organs


def test_hong_kongs_organs_are_chinas_and_ukraines_are_not_russias():
    assert not are_organs_apart(("HK",), ("CN",))
    assert are_organs_apart(("UA",), ("RU",))
    assert not are_organs_apart((), ("RU",))


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("State Authority for Military Industry of Belarus", True),
        ("Ministry of Rocket Industry", True),
        ("Zorvex Industry Department", False),
        ("Semiconductor Manufacturing Corporation", False),
    ],
)
def test_a_name_that_begins_with_an_organ_of_a_state_is_one_whatever_it_is_for(name, begins):
    assert begins_as_organ(name_words(name)) is begins
