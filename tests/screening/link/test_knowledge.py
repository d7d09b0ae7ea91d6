"""Curated knowledge speaks of bodies that the shipped lists or the shipped register hold; a row about nobody is a typing error."""

from dataclasses import replace

import pytest

from screening.link.knowledge import DraftFinder, Knowledge, add_knowledge, load_knowledge
from screening.link.universe import Assembly
from screening.model import Relation, Subject
from screening.vocabulary import rows
from watchlists.knowledge import KnownPart, Renaming, ShortName
from watchlists.library import load_library
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName
from watchlists.register import load_register


@pytest.fixture(scope="module")
def assembly():
    library = load_library()
    made = Assembly(load_register().in_order, library.listings, library.by_hand)
    made.assemble()
    return made


def test_every_short_name_hospital_and_laboratory_finds_its_body(assembly):
    known = load_knowledge()
    finder = DraftFinder(assembly, known)
    asked = [(short.short, short.body, short.name, short.country) for short in known.short_names]
    asked += [
        (part.name, part.parent, part.parent_name, part.country)
        for part in (*known.hospitals, *known.laboratories)
    ]
    assert [what for what, body, name, country in asked if not finder.find(body, name, country)] == []


def test_every_reviewed_join_speaks_of_a_listing_and_of_a_body_or_listing(assembly):
    listings = {listing.id for listing in assembly.listings}
    known = listings | {body.id for body in assembly.bodies}
    lost = [
        row
        for row in rows("joined_listings")
        if row["listing"] not in listings or row["same_as"] not in known
    ]
    assert lost == []


def test_a_reviewed_join_goes_before_what_names_alone_say(assembly):
    """The list prints the school's patron before its name, the register after it: nothing but a person joins the two."""
    school = assembly.by_body["ror:01bb1zm18"]
    assert "us-dow-1286:fy25/lobachevsky-state-university-of-nizhny-novgorod" in {
        e.id for e in school.listings
    }
    institute = "jp-meti-end-user-list:beijing-automation-control-equipment-institute-bacei"
    # Not the group.
    assert institute not in {entry.id for entry in assembly.by_body["ror:0523vvf33"].listings}


def listed(key, *names):
    kinds = (NameKind.PRIMARY, NameKind.ALIAS)
    printed = tuple(ListedName(text, kind) for text, kind in zip(names, kinds, strict=False))
    return Listing(f"one:{key}", "one", printed, PartyType.ORGANISATION, "CN")


def test_a_body_is_found_with_and_without_the_acronym_in_brackets():
    made = Assembly((), (listed("zor", "Zorvex University (ZVU)"),))
    made.assemble()
    row = ShortName(
        "zorvex.edu.cn", "domain", "CN", "Zorvex University (ZVU)", "Zorvex University", "", "", "list"
    )
    add_knowledge(made, Knowledge(short_names=(row,)))
    assert made.drafts[0].domains == {"zorvex.edu.cn"}


def test_a_school_that_took_over_a_listed_one_is_its_successor():
    made = Assembly((), (listed("old", "Zorvex Ordnance College"), listed("new", "Quillam University")))
    made.assemble()
    row = Renaming(
        "Zorvex Ordnance College", "", "CN", "merged", "2017", "Quillam University", "", "", "", "list"
    )
    add_knowledge(made, Knowledge(renamings=(row,)))
    successor = next(draft for draft in made.drafts if draft.name == "Quillam University")
    assert [tie.relation for tie in successor.ties] == [Relation.SUCCESSOR_OF]


HOSPITAL = KnownPart(
    "Morning Cloud Hospital", "", "CN", "hospital_of", "Zorvex University (ZVU)", "Zorvex University", "its hospital",
    "Zorvex University, https://zorvex.example", "unverified",
)  # fmt: skip


@pytest.mark.parametrize(
    ("verified", "shown"),
    [("unverified", HOSPITAL.source), ("ror", ""), ("list", ""), ("document", HOSPITAL.source)],
)
def test_a_relation_carries_its_source_where_nobody_has_verified_it(verified, shown):
    made = Assembly((), (listed("zor", "Zorvex University (ZVU)"),))
    made.assemble()
    add_knowledge(made, Knowledge(hospitals=(replace(HOSPITAL, verified=verified),)))
    hospital = next(draft for draft in made.drafts if draft.name == HOSPITAL.name)
    assert [tie.unverified_source for tie in hospital.ties] == [shown]


def test_a_relation_that_the_register_names_too_needs_nobody_else_to_vouch_for_it():
    university = Body("ror:000000101", (RegisterName("Zorvex University", "label"),), "CN")
    hospital = Body(
        "ror:000000102",
        (RegisterName(HOSPITAL.name, "label"),),
        "CN",
        types=("healthcare",),
        relations=(("parent", university.id, "Zorvex University"),),
    )
    made = Assembly((university, hospital), (listed("zor", "Zorvex University (ZVU)"),))
    made.assemble()
    part = replace(HOSPITAL, parent=university.id, parent_name="Zorvex University")
    add_knowledge(made, Knowledge(hospitals=(part,)))
    draft = next(draft for draft in made.drafts if draft.name == HOSPITAL.name)
    assert [(tie.relation, tie.unverified_source) for tie in draft.ties] == [(Relation.HOSPITAL_OF, "")]


@pytest.mark.parametrize(
    ("text", "verified"), [("Ruijin Hospital", True), ("West China Second University Hospital", False)]
)
def test_a_hit_says_whether_its_relation_is_verified(engine, text, verified):
    hits = engine.screen(Subject(name=text)).reading.hits
    assert {hit.relation for hit in hits} == {Relation.HOSPITAL_OF}
    assert {hit.unverified_source == "" for hit in hits} == {verified}


def test_a_short_name_that_nobody_has_verified_is_shown_as_one(engine):
    def notes(text):
        hits = engine.screen(Subject(name=text)).reading.hits
        return {line.note for hit in hits for line in hit.evidence if line.feature == "name"}

    assert notes("北航") == {"native, from a table of ours whose source is not verified"}
    assert notes("北大") == {"native"}


def test_a_name_that_others_bear_too_means_little_by_itself_and_next_to_nothing_elsewhere(engine):
    """The Arabic name of Syria's institute is the name of Tunisia's institutes, which no register of ours holds."""
    name = "المعهد العالي للعلوم التطبيقية والتكنولوجيا"

    def confidence(country):
        hits = engine.linker.read(Subject(affiliations=(name,), country=country)).hits
        return max((hit.confidence for hit in hits), default=0.0)

    assert confidence("TN") < 0.1 < confidence("") < 0.5 < confidence("SY")
