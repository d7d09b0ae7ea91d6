"""A direction is written in two forms; in another country the other form is another school's name."""

import pytest
from linkers import Known, Lists
from small_universe import SmallUniverse, body, listing

from screening.link import build
from screening.link.agreement import Agreement
from screening.link.bearer_candidates import Options
from screening.model import Subject
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName


@pytest.fixture(scope="module")
def linker():
    name = "Northeastern Velmor University"
    names = (ListedName(name, NameKind.PRIMARY),)
    return build(
        Lists(Listing("l:velmor", "l", names, PartyType.ORGANISATION, "CN")),
        Known(Body("ror:000000111", (RegisterName(name, "label"),), "CN", ("Shenyang",), ("education",))),
    )


def asked(linker, text, country):
    return [
        hit.listing.id for hit in linker.read(Subject(affiliations=(text,), institution_country=country)).hits
    ]


def test_the_other_form_of_a_direction_is_the_same_school_at_home(linker):
    assert asked(linker, "Northeast Velmor University, Shenyang", "CN") == ["l:velmor"]


def test_the_other_form_of_a_direction_is_another_school_elsewhere(linker):
    assert asked(linker, "Northeast Velmor University", "US") == []


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:kadris", "Kadris University", "IR"),
        listing("l:physics", "Institute of Physics", "IR"),
        listing("l:zorbex", "Zorbex", "RU"),
        listing("l:academy", "Academy of Military Engineering Sciences", "IR"),
        listing("l:optics", "Institute of Marine Optics", "IR"),
        bodies=(
            body(1, "Kadris University", "IR", types=("education",), cities=("Isfahan",)),
            body(2, "Torvel University", "IR", types=("education",)),
            body(3, "Torvel University", "NZ", types=("education",)),
        ),
    )


def options(universe, text, country="", repaired=0):
    """The claims of the longest whole name in a text, and why others of its listed bearers are not meant."""
    reader = universe.reader(text, country, read=False)
    span = max(
        universe.gazetteer.spans(reader.tokens, reader.tokens.words), key=lambda each: each.last - each.first
    )
    made = Options(reader, span, repaired).claims()
    return made, [each.why for each in reader.rejected]


def test_every_bearer_that_a_span_can_mean_has_a_claim():
    twins = SmallUniverse(
        bodies=(body(2, "Torvel University", "IR"), body(3, "Torvel University", "NZ")),
    )
    made, _ = options(twins, "Torvel University")
    assert [each.bearer.id for each in made] == ["ror:000000002", "ror:000000003"]
    (here,), _ = options(twins, "Torvel University, New Zealand")
    assert (here.bearer.id, here.placement.agreement) == ("ror:000000003", Agreement.COUNTRY)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Institute of Marine Optics, Germany", "the country is DE, not IR"),
        ("Kadris University Zembla", "“Zembla” follows, so this is another name"),
        ("North Kadris University", "“North” comes before it, so this is another name"),
        (
            "Zorbex Hospital, Zembla",
            "the text names a hospital, and this organisation is not a school or a hospital",
        ),
        ("Institute of Physics, Velmor", "a general name, and no country shows which organisation is meant"),
    ],
)
def test_a_listed_bearer_that_a_span_cannot_mean_is_told_with_the_reason(universe, text, why):
    assert options(universe, text) == ([], [why])


def test_a_text_that_is_the_printed_name_and_nothing_else_is_asked_about_however_general(universe):
    assert [each.bearer.name for each in options(universe, "Institute of Physics")[0]] == [
        "Institute of Physics"
    ]
    assert [each.bearer.name for each in options(universe, "Institute of Physics, Iran")[0]] == [
        "Institute of Physics"
    ]


def test_a_country_beside_the_text_speaks_against_a_bearer_and_rules_it_out_only_for_a_slip(universe):
    (made,), _ = options(universe, "Kadris University", "DE")
    assert made.placement.agreement is Agreement.CONFLICT
    assert options(universe, "Kadris University", "DE", repaired=1) == (
        [],
        ["the spelling differs, and the country is DE, not IR"],
    )


def test_a_claim_says_its_words_and_how_many_were_repaired(universe):
    (made,), _ = options(universe, "Board; Kadris University, Isfahan", repaired=1)
    assert (made.text, made.repaired, made.first, made.last) == ("Kadris University", 1, 1, 2)
    assert made.placement.agreement is Agreement.CITY


@pytest.mark.parametrize("before", ["", "formerly ", "PhD "])
def test_an_armys_academy_stands_beside_a_school_abroad_and_is_none_of_its_units(universe, before):
    made, refused = options(
        universe, f"{before}Academy of Military Engineering Sciences, University of Oslo, Norway"
    )
    assert ([each.bearer.id for each in made], refused) == (["l:academy"], [])


def test_an_institute_that_was_left_is_no_unit_of_the_school_that_follows(universe):
    made, _ = options(universe, "formerly Institute of Marine Optics, University of Oslo, Norway")
    assert [each.bearer.id for each in made] == ["l:optics"]
    made, refused = options(universe, "Institute of Marine Optics, University of Oslo, Norway")
    assert (made, len(refused)) == ([], 1)
