"""What offices abroad of a listed group are called: its brand from the table, with places and words of research, joint work and trade."""

import pytest
from linkers import Known, Lists

from screening.link import build
from screening.link.changed_universe import changed_universe
from screening.link.knowledge import Knowledge
from screening.model import Relation, Subject, SubjectType
from watchlists.knowledge import GroupBrand
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName, Status

GROUP = "Zhongvik Vikronis Digital Equipment Co., Ltd."
LETTERS = "Vikron Kalmar Quillor Corporation"


def listing(key, name, country="CN", status=Status.IN_FORCE):
    names = (ListedName(name, NameKind.PRIMARY),)
    return Listing(key, "one", names, PartyType.ORGANISATION, country, status=status)


def row(name, body=GROUP, kind="brand", country="CN", source="one, entry “x”", verified="list"):
    return GroupBrand(name, kind, country, body, "example", "counter-example", source, verified)


def linker_of(*listings, rows, bodies=()):
    towns = [
        Body(f"ror:00000{number}", (RegisterName(f"{town} Museum", "label"),), country, (town,))
        for number, (town, country) in enumerate(
            (("Tampere", "FI"), ("Tel Aviv", "IL"), ("Chengdu", "CN")), 1000
        )
    ]
    return build(Lists(*listings), Known(*towns, *bodies), Knowledge(group_brands=rows))


@pytest.fixture(scope="module")
def linker():
    return linker_of(
        listing("one:group", GROUP),
        listing("one:letters", LETTERS),
        listing("one:lapsed", "Dalmek Group", status=Status.LIFTED),
        listing("one:alike", "Vikroniz Laboratory LLC", "RU"),
        rows=(
            row("Vikronis"),
            row("Vikronis ZKLM", kind="firm"),
            row("Tarquel", kind="firm", source="Tarquel, https://tarquel.example", verified="unverified"),
            row("VKQ", LETTERS),
            row("Dalmek", "Dalmek Group"),
            row("Nowhere", "A group that no list has"),
        ),
        bodies=(Body("ror:000002001", (RegisterName("Vikronis Sweden Institute", "label"),), "SE"),),
    )


def read(linker, text, country=""):
    return linker.read(Subject(name=text, type=SubjectType.ORGANISATION, country=country)).hits


@pytest.mark.parametrize(
    ("text", "meant", "relation"),
    [
        ("Vikronis Tampere Research Center", "group", Relation.LABORATORY_OF),
        ("Vikronis Tel Aviv R&D Centre", "group", Relation.LABORATORY_OF),
        ("Vikronis Netherlands B.V.", "group", Relation.SUBSIDIARY_OF),
        ("Vikronis Technologies Europe", "group", Relation.SUBSIDIARY_OF),
        ("University of Kalmarby - Vikronis Joint Lab", "group", Relation.JOINT_VENTURE_OF),
        ("University of Kalmarby-VKQ Joint Innovation Centre", "letters", Relation.JOINT_VENTURE_OF),
        ("HKUST-VKQ Joint Laboratory", "letters", Relation.JOINT_VENTURE_OF),
        ("Joint Laboratory of Kalmarby University and Vikronis", "group", Relation.JOINT_VENTURE_OF),
        ("Tarquel Technologies", "group", Relation.SUBSIDIARY_OF),  # a firm with a name of its own
        ("Vikronis ZKLM Europe", "group", Relation.SUBSIDIARY_OF),
    ],
)
def test_a_brand_with_two_signs_is_a_question_about_its_group_and_never_sure(linker, text, meant, relation):
    (hit,) = read(linker, text)
    assert (hit.listing.id, hit.relation) == (f"one:{meant}", relation)
    assert 0.5 < hit.confidence < 0.8


@pytest.mark.parametrize(
    "text",
    [
        "Vikronis UK",
        "Vikronis Tampere",
        "Vikronis Tech",
        "NTU-Vikronis",
        "Vikronis, Tampere, Finland",
        "Vikronis Smallplace Research Institute",  # a town of no table
    ],
)
def test_a_brand_with_one_sign_is_a_question_below_one_half(linker, text):
    (hit,) = read(linker, text)
    assert hit.listing.id == "one:group"
    assert hit.confidence < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Vikronis Rugby Club",
        "Vikronis Bakery, Tampere",
        "Vikronis Road, Tampere",
        "Vikronis Primary School, Leeds",
        "Jane Vikronis, Research Center",
        "University of Kalmarby Vikronis Lecture Theatre",
        "Vikronis Sweden Institute",  # a known body that no list has
        "Vkq Europe",  # no letters
        "Dalmek Europe GmbH",  # on no list any more
        "Nowhere Europe GmbH",
    ],
)
def test_a_strangers_word_a_known_body_and_a_group_on_no_list_ask_nobody(linker, text):
    assert linker.texts.groups.links(linker.texts.claims(text)) == []


def test_a_place_at_home_makes_nobody_sure(linker):
    (hit,) = read(linker, "Vikronis Chengdu Research Institute")
    assert hit.confidence < 0.8


def test_the_evidence_says_whose_the_brand_is_and_what_stands_beside_it(linker):
    (hit,) = read(linker, "Vikronis Tampere Research Center")
    notes = [line.note for line in hit.evidence]
    assert (
        "“Vikronis” is a brand of this listed group, and beside it is a place and a word of research" in notes
    )
    (hit,) = read(linker, "Tarquel Europe")
    assert any(
        "whose source is not verified: Tarquel, https://tarquel.example" in line.note for line in hit.evidence
    )


def test_a_brand_is_no_other_name_misspelt(linker):
    assert {hit.listing.id for hit in read(linker, "Vikronis Joint Laboratory")} == {"one:group"}


def test_a_group_beside_another_listed_body_is_asked_about_too():
    linker = linker_of(
        listing("one:group", GROUP),
        listing("one:school", "Belmar Tarkvin University"),
        rows=(row("Vikronis"),),
    )
    hits = read(linker, "Belmar Tarkvin University; Vikronis Tampere Research Center")
    assert {hit.listing.id for hit in hits} == {"one:group", "one:school"}


def test_a_change_of_the_group_leads_to_texts_that_hold_its_brand():
    rows = (row("Vikronis"),)
    old = linker_of(listing("one:other", "Belmar Tarkvin Group"), rows=rows)
    new = linker_of(listing("one:other", "Belmar Tarkvin Group"), listing("one:group", GROUP), rows=rows)
    assert "vikronis" in changed_universe(old, new).run_together
