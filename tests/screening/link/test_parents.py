"""What the register says of owners: one owner's laboratory is its own; several owners, or one abroad, make it nobody's."""

from dataclasses import replace

import pytest
from small_universe import SmallUniverse

from screening.link import build
from screening.link.knowledge import Knowledge
from screening.link.parents import add_listed_parents
from screening.model import Relation, Subject
from watchlists.knowledge import UnlistedParent
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName, Status


def body(number, name, country, types, *parents):
    relations = tuple(("parent", parent, "a parent") for parent in parents)
    return Body(number, (RegisterName(name, "label"),), country, (), types, relations=relations)


def listing(key, name, country):
    names = (ListedName(name, NameKind.PRIMARY),)
    return Listing(f"one:{key}", "one", names, PartyType.ORGANISATION, country)


def company(key, name, parent=""):
    names = (ListedName(name, NameKind.PRIMARY),)
    return Listing(f"two:{key}", "two", names, PartyType.ORGANISATION, "CN", parent=parent)


SCHOOL, FIRM, AGENCY, OTHER = "ror:0aaaaaa01", "ror:0aaaaaa02", "ror:0aaaaaa03", "ror:0aaaaaa04"
# Owners that the register does not hold.
ELSEWHERE = tuple(f"ror:0bbbbbb{number:02}" for number in range(10, 22))


class Lists:
    listings = (
        listing("school", "Qytrel University", "CN"),
        listing("firm", "Zorvex Technologies", "CN"),
        listing("agency", "Ministry of Wrontal Affairs", "CN"),
    )


class Known:
    in_order = (
        body(SCHOOL, "Qytrel University", "CN", ("education",)),
        body(FIRM, "Zorvex Technologies", "CN", ("company",)),
        body(AGENCY, "Ministry of Wrontal Affairs", "CN", ("government", "funder")),
        body(OTHER, "Blenvik University", "CN", ("education",)),
        body("ror:0cccccc01", "Laboratory of Hupsel Physics", "CN", ("facility",), SCHOOL),
        body("ror:0cccccc02", "Laboratory of Drummel Optics", "CN", ("facility",), SCHOOL, OTHER),
        body("ror:0cccccc03", "European Frondel Laser", "DE", ("facility",), SCHOOL, *ELSEWHERE),
        body("ror:0cccccc04", "Kestrin Research Laboratory", "FR", ("facility",), FIRM),
        body("ror:0cccccc05", "Marvolt Devices", "PL", ("company",), FIRM),
        body("ror:0cccccc06", "Institute of Gronzel Studies", "CN", ("facility",), AGENCY),
        body("ror:0cccccc07", "Laboratory of Tavisk Waves", "CN", ("facility",), SCHOOL, AGENCY),
        body("ror:0cccccc08", "Pelnar Group of Drummel Optics", "CN", ("facility",), "ror:0cccccc02"),
    )


@pytest.fixture(scope="module")
def linker():
    return build(Lists(), Known())


def ties(linker, text):
    return {hit.listing.id: (hit.relation, hit.confidence) for hit in linker.read(Subject(name=text)).hits}


def test_a_laboratory_of_one_owner_is_its_laboratory(linker):
    ((relation, confidence),) = ties(linker, "Laboratory of Hupsel Physics").values()
    assert relation is Relation.LABORATORY_OF
    assert confidence > 0.8


def test_a_laboratory_of_several_owners_is_a_joint_body_of_low_confidence(linker):
    found = ties(linker, "Laboratory of Drummel Optics")
    assert found.keys() == {"one:school"}
    relation, confidence = found["one:school"]
    assert relation is Relation.JOINT_VENTURE_OF
    assert confidence < 0.7


def test_what_is_of_a_joint_body_is_no_more_of_its_owner(linker):
    ((relation, _),) = ties(linker, "Pelnar Group of Drummel Optics").values()
    assert relation is Relation.JOINT_VENTURE_OF


def test_a_body_of_many_owners_in_many_countries_is_no_part_of_one_abroad(linker):
    """Fourteen shareholders had made the European XFEL a laboratory of one of them, which is listed."""
    assert ties(linker, "European Frondel Laser") == {}


def test_a_laboratory_whose_only_owner_is_abroad_is_no_laboratory_of_it(linker):
    ((relation, confidence),) = ties(linker, "Kestrin Research Laboratory").values()
    assert relation is Relation.MEMBER_OF
    assert confidence < 0.7


def test_a_company_of_a_company_abroad_is_its_subsidiary(linker):
    ((relation, confidence),) = ties(linker, "Marvolt Devices").values()
    assert relation is Relation.SUBSIDIARY_OF
    assert confidence > 0.8


def test_a_ministry_that_supervises_is_no_owner(linker):
    assert ties(linker, "Institute of Gronzel Studies") == {}
    found = ties(linker, "Laboratory of Tavisk Waves")
    assert {key: relation for key, (relation, _) in found.items()} == {"one:school": Relation.LABORATORY_OF}


def test_a_parent_that_a_list_names_is_the_company_of_that_name_and_no_sister_in_another_town():
    group = "Vexonal Semiconductor International Corporation"

    class Group:
        listings = (
            company("group", group),
            company("beijing", "Vexonal Semiconductor International (Beijing) Corporation", group),
            company("shanghai", "Quorvel Wafers (Shanghai) Co., Ltd.", group),
        )

    class Nobody:
        in_order = ()

    found = ties(build(Group(), Nobody()), "Quorvel Wafers (Shanghai) Co., Ltd.")
    assert "two:beijing" not in found
    assert found["two:shanghai"][0] is Relation.SAME


def listed_ties(*listings):
    """The ties that the step makes, by names."""
    universe = SmallUniverse(*listings).after(add_listed_parents)
    return [
        (bearer.name, tie.relation, universe.bearers[tie.bearer].name, tie.note)
        for bearer in universe.bearers
        for tie in bearer.ties
    ]


def test_a_parent_that_a_list_states_is_tied_with_the_share_it_states():
    parent = company("parent", "Zorvex Holding")
    child = company("child", "Quelmar Works", "Zorvex Holding (51 % owned)")
    assert listed_ties(parent, child) == [
        ("Quelmar Works", Relation.SUBSIDIARY_OF, "Zorvex Holding", "51 % as the list states")
    ]
    assert listed_ties(company("child", "Quelmar Works", "Zorvex Holding")) == []  # it is on no list


def test_a_numbered_institute_of_a_listed_body_stands_under_it():
    parent, child = (
        company("parent", "Zorvex Velmor Academy"),
        company("child", "Zorvex Velmor Academy 3rd Institute"),
    )
    assert listed_ties(parent, child) == [
        ("Zorvex Velmor Academy 3rd Institute", Relation.MEMBER_OF, "Zorvex Velmor Academy", "")
    ]


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        (
            company("parent", "Zorvex Velmor Academy"),
            company("child", "Zorvex Velmor Academy Bakery"),
        ),  # no unit
        (company("parent", "Zorvex Academy"), company("child", "Zorvex Academy 3rd Institute")),  # two words
        (
            listing("parent", "Zorvex Velmor Academy", "RU"),
            company("child", "Zorvex Velmor Academy 3rd Institute"),
        ),
    ],
)
def test_a_name_that_only_begins_alike_or_is_of_another_country_ties_nobody(parent, child):
    assert listed_ties(parent, child) == []


GROUP, WORKS = "ror:0ddddddd1", "ror:0ddddddd2"


class Unlisted:
    """A group that no list holds, and its works that the register knows as its own."""

    in_order = (
        body(GROUP, "Vortelan Group", "CN", ("company",)),
        body(WORKS, "Quelmar Works", "CN", ("company",), GROUP),
    )


class OfUnlisted:
    listings = (company("works", "Quelmar Works"), company("mill", "Drostel Paper Mill"))


def member(name, parent="", parent_name="Vortelan Group"):
    return UnlistedParent(
        name, "CN", parent, parent_name, "example", "counter-example", "a page", "unverified"
    )


def read_as(text, listings=OfUnlisted, register=Unlisted, *members):
    linker = build(listings(), register(), Knowledge(unlisted_parents=members))
    return linker.read(Subject(affiliations=(text,)))


def test_an_owner_on_no_list_names_the_listed_bodies_that_belong_to_it_and_is_no_hit():
    reading = read_as("Vortelan Group")
    (entry,) = reading.recognised
    assert (entry.listed, entry.listed_members) == (False, ("Quelmar Works",))
    assert reading.hits == ()
    assert reading.names_noted


def test_our_table_adds_members_and_the_group_that_no_register_has():
    (entry,) = read_as("Vortelan Group", OfUnlisted, Unlisted, member("Drostel Paper Mill", GROUP)).recognised
    assert entry.listed_members == ("Drostel Paper Mill", "Quelmar Works")
    (entry,) = read_as(
        "Brelmont Holding", OfUnlisted, Unlisted, member("Drostel Paper Mill", "", "Brelmont Holding")
    ).recognised
    assert (entry.name, entry.listed_members) == ("Brelmont Holding", ("Drostel Paper Mill",))


def test_a_group_whose_members_are_not_on_the_lists_searched_has_nothing_to_say():
    class Lapsed:
        listings = tuple(replace(each, status=Status.LIFTED) for each in OfUnlisted.listings)

    (entry,) = read_as("Vortelan Group", Lapsed, Unlisted, member("Drostel Paper Mill", GROUP)).recognised
    assert (entry.name, entry.listed_members) == ("Vortelan Group", ())
    (entry,) = read_as(
        "Brelmont Holding", OfUnlisted, Unlisted, member("Nobody's Works", "", "Brelmont Holding")
    ).recognised
    assert entry.name == ""


def test_a_group_that_is_listed_itself_is_a_hit_and_no_note():
    class Both:
        listings = (*OfUnlisted.listings, company("group", "Vortelan Group"))

    reading = read_as("Vortelan Group", Both)
    assert [hit.listing.id for hit in reading.hits] == ["two:group"]
    assert [entry.listed_members for entry in reading.recognised] == [()]


def test_a_note_on_the_group_hides_no_hit_on_its_member():
    reading = read_as("Quelmar Works, Vortelan Group")
    assert [hit.listing.id for hit in reading.hits] == ["two:works"]


def test_a_joint_venture_does_not_belong_to_one_of_its_owners():
    class Shared:
        in_order = (
            body(GROUP, "Vortelan Group", "CN", ("company",)),
            body(OTHER, "Blenvik Holdings", "CN", ("company",)),
            body(WORKS, "Quelmar Works", "CN", ("company",), GROUP, OTHER),
        )

    (entry,) = read_as("Vortelan Group", OfUnlisted, Shared).recognised
    assert entry.listed_members == ()
