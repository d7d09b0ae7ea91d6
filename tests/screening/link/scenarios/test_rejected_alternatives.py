"""A listed name near a text that means somebody else is kept as an alternative with its reason, and is no hit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.link import build
from screening.model import Subject, SubjectType
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName


def listing(key, name, *acronyms, country="CN"):
    names = (
        ListedName(name, NameKind.PRIMARY),
        *(ListedName(text, NameKind.ACRONYM) for text in acronyms),
    )
    return Listing(f"one:{key}", "one", names, PartyType.ORGANISATION, country)


class Lists:
    listings = (
        listing("bit", "Beijing Institute of Technology"),
        listing("mu", "Harbin Medical University"),
        listing("hit", "Harbin Institute of Technology", "HIT"),
        listing("eng", "Harbin Engineering Institute"),
        listing("29", "Dongfang 29th Research Institute"),
        listing("zor", "Zorvex Technology Co., Ltd."),
    )


class Known:
    in_order = (
        Body(
            "ror:037b1pp87",
            (RegisterName("Beijing University of Technology", "label"),),
            "CN",
            ("Beijing",),
            ("education",),
        ),
        Body(
            "ror:02q2q2q02",
            (RegisterName("Zorvex University", "label"),),
            "US",
            ("Boston",),
            ("education",),
        ),
    )


@pytest.fixture(scope="module")
def linker():
    return build(Lists(), Known())


def read(linker, text, country=""):
    return linker.read(Subject(name=text, country=country))


@pytest.mark.parametrize(
    ("text", "listed", "reason"),
    [
        (
            "Beijing University of Technology",
            "one:bit",
            "University ≠ Institute: Beijing University of Technology is a registered organisation of its own (ROR 037b1pp87)",
        ),
        ("Harbin Normal University, China", "one:mu", "Normal ≠ Medical"),
        ("Dongfang 14th Research Institute, China", "one:29", "the numbers differ: “14th” in the text"),
        ("Zorvex University", "one:zor", "country US ≠ CN"),
        ("Harare Institute of Technology (HIT)", "one:hit", "the acronym HIT stands for the name before it"),
    ],
)
def test_a_near_miss_is_explained_away(linker, text, listed, reason):
    reading = read(linker, text)
    assert reading.hits == ()
    assert any(other.id == listed and reason in other.why for other in reading.alternatives)
    assert not any(other.bears for other in reading.alternatives)


def test_a_place_in_another_country_is_not_near(linker):
    assert read(linker, "Beijing Technology Restaurant Company, Texas, USA").alternatives == ()


def test_what_is_hit_is_not_also_explained_away(linker):
    reading = read(linker, "Harbin Institute of Technology, China")
    assert {hit.listing.id for hit in reading.hits} == {"one:hit"}
    assert "one:hit" not in {other.id for other in reading.alternatives}
    assert "one:eng" in {other.id for other in reading.alternatives}


WORDS = st.sampled_from(
    "Beijing Harbin Zorvex Dongfang Institute University of Technology Medical Normal 14th 29th Research HIT , China ( )".split()
)


@settings(max_examples=60)
@given(text=st.lists(WORDS, max_size=9).map(" ".join))
def test_explaining_is_the_same_every_time_and_short(linker, text):
    first, second = read(linker, text), read(linker, text)
    assert first == second
    assert sum(not other.bears for other in first.alternatives) <= 5


@pytest.mark.parametrize(
    ("name", "text", "listed"),
    [
        ("Thomas Wagner", "Wagner Group, Institute of Organic Chemistry, University of Vienna", False),
        ("Thomas Wagner", "Wagner Group", True),
        ("Thomas Wagner", "Wagner Group, Logistics Department", True),
        ("Thomas Huber", "Wagner Group, University of Vienna", True),
    ],
)
def test_a_group_called_after_the_person_at_a_university_is_no_listed_group(engine, name, text, listed):
    reading = engine.linker.read(Subject(name=name, affiliations=(text,), type=SubjectType.PERSON))
    assert bool(reading.hits) is any(each.listed for each in reading.recognised) is listed
