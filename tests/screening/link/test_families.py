"""A listed body and its parts that bear one name are one question: one confidence, and no listing of a part is lost."""

from dataclasses import replace
from datetime import date

import pytest
from small_universe import SmallUniverse, claim

from screening.link import build
from screening.link.agreement import Agreement
from screening.link.families import gather_families, is_one_family, listed_again, listed_parts
from screening.model import Relation, Subject, SubjectType
from watchlists.model import (
    Body,
    BodyKind,
    ListedName,
    Listing,
    Measure,
    NamedIn,
    NameKind,
    Naming,
    PartyType,
    ReadIn,
    RegisterName,
    Status,
)

CORPS = "Zorvian Guard Corps (ZGC)"
COUNCIL = "ror:0aaaaaa01"
READ_IN = next(iter(ReadIn))


def listing(key, name, country="", *more, identifiers=(), **facts):
    names = (ListedName(name, NameKind.PRIMARY), *more)
    return Listing(
        key, key.partition(":")[0], names, PartyType.ORGANISATION, country, identifiers=identifiers, **facts
    )


def acronym(text):
    return ListedName(text, NameKind.ACRONYM)


HEAD = listing("one:corps", CORPS)
AIR = listing("one:air", "Zorvian Guard Corps (ZGC) Air Wing")
NAVY = listing(
    "two:navy", "Zorvian Guard Corps Naval Wing", "IR", acronym("ZGC"), identifiers=(("lei", "5" * 20),)
)
COUNCIL_BODY = Body(
    COUNCIL, (RegisterName("Zeeland Grain Council", "label"), RegisterName("ZGC", "acronym")), "NL"
)


def linker(*listings, bodies=()):
    class Lists:
        pass

    class Known:
        in_order = bodies

    Lists.listings = listings
    return build(Lists(), Known())


def read(engine, text, **facts):
    return engine.read(Subject(name=text, type=SubjectType.ORGANISATION, **facts))


@pytest.fixture(scope="module")
def corps():
    return linker(HEAD, AIR, NAVY)


def test_parts_take_nothing_from_the_confidence_of_the_body_above(corps):
    alone = {hit.confidence for hit in read(linker(HEAD), "ZGC").hits}
    assert {hit.confidence for hit in read(corps, "ZGC").hits} == alone


def test_a_part_on_a_list_of_the_body_stands_behind_its_one_hit_there(corps):
    (hit,) = [each for each in read(corps, "ZGC").hits if each.listing.watchlist_id == "one"]
    assert hit.listing.id == "one:corps"
    assert [each.id for each in hit.other_listings] == ["one:air"]
    assert hit.relation is Relation.SAME
    assert not hit.body


def test_the_parts_are_named_in_the_evidence(corps):
    (hit,) = [each for each in read(corps, "ZGC").hits if each.listing.watchlist_id == "one"]
    (line,) = [each for each in hit.evidence if each.feature == "family"]
    assert line.listing.split("; ") == list(hit.parts)
    assert {"Zorvian Guard Corps (ZGC) Air Wing", "Zorvian Guard Corps Naval Wing"} == set(hit.parts)
    assert line.note == "and 2 parts listed"
    assert line.points == 0


def test_a_part_on_a_list_where_the_body_does_not_stand_is_hit_there(corps):
    (hit,) = [each for each in read(corps, "ZGC").hits if each.listing.watchlist_id == "two"]
    assert hit.listing.id == "two:navy"
    assert hit.body == CORPS
    assert hit.party_id == "one:corps"


def test_a_part_that_a_document_names_otherwise_is_hit_beside_the_body():
    """A policy looks at how a body is named: a part named by experts says something else than a body a law designates."""

    def named(naming):
        return NamedIn(
            naming,
            BodyKind.MILITARY,
            "A document",
            "A publisher",
            "2026",
            "page 1",
            READ_IN,
            "It says so.",
            "",
        )

    head = listing("one:corps", CORPS, named=named(Naming.DESIGNATED))
    air = listing("one:air", "Zorvian Guard Corps (ZGC) Air Wing", named=named(Naming.NAMED_EXPERT))
    assert [hit.listing.id for hit in read(linker(head, air), "ZGC").hits] == ["one:air", "one:corps"]


def test_a_part_whose_listing_does_something_else_is_hit_beside_the_body():
    """A policy may ask what a listing does, and would not see one that stands behind another."""
    head = listing("one:corps", CORPS, measures=(Measure.FINANCIAL_RESTRICTION,))
    air = listing("one:air", "Zorvian Guard Corps (ZGC) Air Wing", measures=(Measure.SERVICES_BAN,))
    assert [hit.listing.id for hit in read(linker(head, air), "ZGC").hits] == ["one:air", "one:corps"]


def test_a_part_that_was_listed_before_the_body_is_hit_beside_it():
    """On a day between the two only the part's listing is in force, and it stands behind none that is not."""
    head = replace(listing("one:corps", CORPS), listed_from=date(2025, 6, 1))
    air = replace(listing("one:air", "Zorvian Guard Corps (ZGC) Air Wing"), listed_from=date(2019, 6, 1))
    hits = read(linker(head, air), "ZGC").hits
    day = date(2022, 1, 1)
    assert [hit.listing.id for hit in hits if hit.listing.in_force_on(day)] == ["one:air"]
    assert [hit.listing.id for hit in hits if not hit.listing.in_force_on(day)] == ["one:corps"]


def test_what_has_lapsed_of_a_part_is_history_and_no_part_that_is_listed():
    lapsed = listing("one:air", "Zorvian Guard Corps (ZGC) Air Wing", status=Status.LIFTED)
    hits = {hit.listing.id: hit for hit in read(linker(HEAD, lapsed), "ZGC").hits}
    assert hits.keys() == {"one:corps", "one:air"}
    assert hits["one:corps"].parts == ()
    assert not any(line.feature == "family" for line in hits["one:corps"].evidence)


def test_a_family_is_no_ambiguous_name(corps):
    reading = read(corps, "ZGC")
    assert not reading.ambiguous
    assert [each.name for each in reading.recognised] == [CORPS]


def test_another_bearer_shares_with_the_family_as_with_one():
    one = read(linker(HEAD, bodies=(COUNCIL_BODY,)), "ZGC")
    several = read(linker(HEAD, AIR, NAVY, bodies=(COUNCIL_BODY,)), "ZGC")
    assert several.ambiguous
    assert {hit.confidence for hit in several.hits} == {hit.confidence for hit in one.hits}
    assert {each.name for each in several.bearers} == {CORPS, "Zeeland Grain Council"}


def test_a_place_of_its_parts_places_a_body_whose_list_gives_it_no_country(corps):
    alone, placed = read(corps, "ZGC"), read(corps, "ZGC, Tehran, Iran")
    assert {hit.listing.id for hit in placed.hits} == {hit.listing.id for hit in alone.hits}
    assert placed.hits[0].confidence > alone.hits[0].confidence


def test_a_parts_own_name_means_the_part_alone(corps):
    (hit,) = read(corps, "Zorvian Guard Corps Naval Wing").hits
    assert hit.listing.id == "two:navy"
    assert hit.parts == ()
    assert hit.confidence > 0.8


def test_the_name_of_a_part_that_is_printed_for_the_body_too_is_no_question_about_the_body():
    corps = listing("one:corps", CORPS, "IR", ListedName("ZGC Naval Wing", NameKind.ALIAS))
    navy = listing(
        "two:navy", "Zorvian Guard Corps Naval Wing", "IR", ListedName("ZGC Naval Wing", NameKind.ALIAS)
    )
    reading = read(linker(corps, navy), "ZGC Naval Wing")
    assert {hit.listing.id for hit in reading.hits} == {"one:corps", "two:navy"}
    assert not any(hit.parts for hit in reading.hits)


def test_what_is_called_by_the_acronym_of_a_body_is_its_part():
    group = listing("one:group", "Zorvex Mechanical International Corporation", "CN", acronym("ZXMIC"))
    holdings = listing("one:holdings", "ZXMIC Holdings Limited", "CN", acronym("ZXMIC"))
    (hit,) = read(linker(group, holdings), "ZXMIC").hits
    assert hit.listing.id == "one:group"
    assert hit.parts == ("ZXMIC Holdings Limited",)


def test_a_body_that_two_lists_print_under_one_name_is_no_part_of_itself():
    """One alias of two words is too short to join the two entries."""
    name = "Zorvian Guards"
    one = listing("one:young", name, "IR")
    two = listing("two:young", f"{name} and Veterans", "", ListedName(name, NameKind.ALIAS))
    hits = read(linker(one, two), name).hits
    assert {hit.listing.id for hit in hits} == {"one:young", "two:young"}
    assert {hit.party_id for hit in hits} == {"one:young"}
    assert not any(hit.parts for hit in hits)
    assert "by its name the same organisation, on another list" in {line.note for line in hits[0].evidence}


def test_of_two_bodies_of_one_acronym_none_is_the_other_ones_part():
    one = listing("one:one", "Zorvex Mechanical Institute", "CN", acronym("ZXMIC"))
    two = listing("one:two", "Zembla Xenon Concern", "CN", acronym("ZXMIC"))
    third = listing("one:third", "ZXMIC Holdings Limited", "CN", acronym("ZXMIC"))
    assert not any(hit.parts for hit in read(linker(one, two, third), "ZXMIC").hits)


def test_bodies_of_one_name_that_have_nothing_to_do_with_each_other_stay_rivals():
    other = listing("two:concern", "Zembla Glass Combine", "RU", acronym("ZGC"))
    reading = read(linker(HEAD, other), "ZGC")
    assert reading.ambiguous
    assert not any(hit.parts for hit in reading.hits)


def test_a_subsidiary_abroad_is_no_part_of_its_group():
    group = listing("one:group", "Zorvex Dynamics", "CN", acronym("ZXD"))
    abroad = listing("one:abroad", "Zorvex Dynamics Nordic", "SE", acronym("ZXD"))
    assert not any(hit.parts for hit in read(linker(group, abroad), "ZXD").hits)


def test_a_name_that_adds_a_place_abroad_in_brackets_is_no_part():
    group = listing("one:group", "Zorvex Dynamics Company", "CN")
    abroad = listing("one:abroad", "Zorvex Dynamics (USA) Company", parent="Zorvex Dynamics Company")
    home = listing("one:home", "Zorvex Dynamics (Beijing) Company", parent="Zorvex Dynamics Company")
    hits = read(linker(group, abroad, home), "Zorvex Dynamics Company, China").hits
    assert [each.id for hit in hits for each in hit.listings] == ["one:group", "one:home"]


def test_a_town_beside_an_acronym_silences_no_listed_bearer_of_whom_no_town_is_known():
    centre = listing("one:centre", "Zorvex Xenon Research Centre", "SY", acronym("ZXRC"))
    laboratory = listing(
        "two:laboratory", "Qytrel Calibration Laboratory", "SY", acronym("ZXRC"), place="Damascus"
    )
    elsewhere = listing("two:elsewhere", "Zembla Xenon Repair Company", "SY", acronym("ZXRC"), place="Aleppo")
    town = Body("ror:0aaaaaa05", (RegisterName("Museum of Damascus", "label"),), "SY", ("Damascus",))
    hits = read(linker(centre, laboratory, elsewhere, bodies=(town,)), "ZXRC, Damascus").hits
    assert {hit.listing.id for hit in hits} == {"one:centre", "two:laboratory"}


def test_an_identifier_says_which_part_is_meant(corps):
    hits = read(corps, "ZGC", identifiers=(("lei", "5" * 20),)).hits
    assert {hit.listing.id for hit in hits} == {"two:navy"}
    assert not any(hit.parts for hit in hits)


def gathered(*listings):
    """The claims to one acronym that all of these bear, with the names of their parts."""
    universe = SmallUniverse(*listings)
    claims = [
        claim("ZGC", "acronym", Agreement.UNKNOWN, kind=NameKind.ACRONYM, bearer=bearer)
        for bearer in universe.bearers
    ]
    found = gather_families(claims, universe.bearers, universe.lexicon, lambda _: 0.0)
    return {each.bearer.name: [part.bearer.name for part in each.parts] for each in found}, found


def test_one_that_is_called_after_another_is_its_part_and_others_stay_apart():
    families, found = gathered(
        listing("a:corps", "Zorvian Guard Corps", "IR", acronym("ZGC")),
        listing("b:navy", "Zorvian Guard Corps Navy", "IR", acronym("ZGC")),
        listing("c:abroad", "Zorvian Guard Corps Office", "RU", acronym("ZGC")),
        listing("d:other", "Zeeland Grain Council", "IR", acronym("ZGC")),
    )
    assert families == {
        "Zorvian Guard Corps": ["Zorvian Guard Corps Navy"],
        "Zorvian Guard Corps Office": [],
        "Zeeland Grain Council": [],
    }
    (head,) = [each for each in found if each.parts]
    assert [part.name for part in listed_parts(head)] == ["Zorvian Guard Corps Navy"]
    assert listed_again(head) == ()


def test_a_better_sort_of_name_keeps_a_part_by_itself():
    universe = SmallUniverse(
        listing("a:corps", "Zorvian Guard Corps", "IR", acronym("ZGC")),
        listing("b:navy", "Zorvian Guard Corps Navy", "IR", acronym("ZGC")),
    )
    claims = [claim("ZGC", "acronym", kind=NameKind.ACRONYM, bearer=bearer) for bearer in universe.bearers]

    def rank(made):
        return float(made.bearer.name.endswith("Navy"))

    assert len(gather_families(claims, universe.bearers, universe.lexicon, rank)) == 2


def test_a_head_whose_listing_lapsed_has_no_parts():
    families, _ = gathered(
        listing("a:corps", "Zorvian Guard Corps", "IR", acronym("ZGC"), status=Status.LIFTED),
        listing("b:navy", "Zorvian Guard Corps Navy", "IR", acronym("ZGC")),
    )
    assert families == {"Zorvian Guard Corps": [], "Zorvian Guard Corps Navy": []}


def test_names_are_one_familys_where_all_bearers_are():
    universe = SmallUniverse(
        listing("a:corps", "Zorvian Guard Corps", "IR", acronym("ZGC")),
        listing("b:navy", "Zorvian Guard Corps Navy", "IR", acronym("ZGC")),
        listing("d:other", "Zeeland Grain Council", "IR", acronym("ZGC")),
    )
    names = {universe.bearers[name.bearer].name: name for name in universe.names if name.text == "ZGC"}
    corps, navy, other = (
        names[each] for each in ("Zorvian Guard Corps", "Zorvian Guard Corps Navy", "Zeeland Grain Council")
    )
    assert is_one_family([corps, navy], universe.bearers, universe.lexicon)
    assert is_one_family([other], universe.bearers, universe.lexicon)
    assert not is_one_family([corps, navy, other], universe.bearers, universe.lexicon)
