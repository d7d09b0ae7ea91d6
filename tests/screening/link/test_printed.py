"""A name printed in force is never passed over in silence; the few that rightly are stand in a reviewed table."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from linkers import Known, Lists, exact

from screening import vocabulary
from screening.link import build
from screening.link.printed import name_keys, without_brackets, without_form
from screening.model import Inquiry, Outcome, Relation, Subject, SubjectType, Tie
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName, Status

TABLE = Path(vocabulary.__file__).parent / "names_not_asked.csv"
ON = date(2026, 11, 25)  # the day of the fixture `engine`
# Persons are read elsewhere; a class of goods or a bare address names no party.
NO_ORGANISATION = (PartyType.PERSON, PartyType.OTHER)


def forms(name: str) -> Iterator[tuple[str, str]]:
    """The ways a name may be written by somebody who has it from the list, each once."""
    bare = without_brackets(name)
    ways = [
        ("printed", name),
        ("without brackets", bare),
        ("without legal form", without_form(name)),
        ("without brackets and legal form", without_form(bare)),
    ]
    seen = set()
    for form, text in ways:
        key = name_keys(text)[:1]
        if key and key not in seen:
            seen.add(key)
            yield form, text


@pytest.mark.slow
def test_every_organisation_in_force_is_asked_about_by_its_names_and_no_list_hides_another(engine):
    rows_by_text: dict[str, list[tuple[str, str, str, str]]] = {}
    for listing in engine.library.listings:
        if listing.type in NO_ORGANISATION or not listing.in_force_on(ON):
            continue
        for name in listing.names:
            # A general name of another source asks only with a place beside it: test_link_native_names_elsewhere.
            if name.needs_place:
                continue
            for form, text in forms(name.text):
                row = (listing.watchlist_id, listing.id, name.text, form)
                rows_by_text.setdefault(text, []).append(row)
    assert len(rows_by_text) > 20_000
    subjects = [Inquiry(Subject(name=text, type=SubjectType.ORGANISATION)) for text in rows_by_text]
    silent, own, hidden = set(), set(), set()
    for each, result in zip(subjects, engine.screen_all(subjects), strict=True):
        rows = rows_by_text[each.subject.name]
        if result.assessment.outcome is not Outcome.REVIEW:
            silent.update(rows)
        hit = {listing.id for hit in result.reading.hits for listing in (hit.listing, *hit.other_listings)}
        own.update(row for row in rows if row[1] in hit)
        # However others are called, whoever has just this name is in the answer with the very entry that prints it.
        hidden.update(row for row in rows if row[3] == "printed" and row[1] not in hit)
    with TABLE.open(encoding="utf-8", newline="") as file:
        reviewed = {
            (row["list"], row["listing"], row["name"], row["form"]): row["reason"]
            for row in csv.DictReader(file, strict=True)
        }
    # A row holds for the body of its listing, whatever other lists print the name.
    entries = {
        listing.id: [each.id for each in bearer.listings]
        for bearer in engine.linker.universe.bearers
        for listing in bearer.listings
    }
    spared = {
        (entry, key)
        for (_, entry_of_row, name, form), _ in reviewed.items()
        for entry in entries[entry_of_row]
        for key in name_keys(dict(forms(name))[form])[:1]
    }
    unexpected, unanswered = (
        {row for row in rows if (row[1], name_keys(dict(forms(row[2]))[row[3]])[0]) not in spared}
        for rows in (silent, hidden)
    )
    assert unexpected == set()
    assert unanswered == set()
    assert reviewed.keys() & own == set()
    assert all(reviewed.values())


def listing(key, name, *more, country="CN", status=Status.IN_FORCE):
    names = (ListedName(name, NameKind.PRIMARY), *(ListedName(*each) for each in more))
    return Listing(f"entity:{key}", "entity", names, PartyType.ORGANISATION, country, status=status)


def body(number, name, country, city=""):
    names = (RegisterName(name, "label"),)
    return Body(f"ror:{number}", names, country, (city,) if city else (), ("education",))


CAUTION = "the name of another university of the same city"


@pytest.fixture(scope="module")
def linker():
    lists = Lists(
        listing("navy", "Naval Research Academy", ("Naval Academy", NameKind.WEAK_ALIAS, "borne by many")),
        listing("teku", "Teku Technological University", ("Teku University", NameKind.CONTESTED, CAUTION)),
        listing("part", "Zorvex Group", ("Graduate Institute", NameKind.FRAGMENT, "a part of it")),
        listing("past", "Old Zorvex Works", ("Works", NameKind.WEAK_ALIAS), status=Status.EXPIRED),
        listing("form", "Quillon Joint Stock Company", country="RU"),
        listing("state", "State Corporation for Tarmun 'Vestrak'", ("Vestrak", NameKind.ALIAS), country="RU"),
        listing("nowhere", "Institute of Optics (ZIO)", country=""),
    )
    register = Known(
        body("1", "Naval Academy", "TR", "Istanbul"),
        body("2", "Teku University", "CN", "Teku"),
    )
    return exact(build(lists, register))


@pytest.fixture(scope="module")
def lists_beside_another():
    """Entries of two lists and of one, that print one name for several parties."""

    def entry(watchlist, key, name, *more, country="", citation=""):
        names = (ListedName(name, NameKind.PRIMARY), *more)
        return Listing(
            f"{watchlist}:{key}", watchlist, names, PartyType.ORGANISATION, country, citation=citation
        )

    alias = (NameKind.ALIAS, "", False)
    needs_place = (NameKind.NATIVE_ELSEWHERE, "a register", True)
    lists = Lists(
        entry("freeze", "orphi", "Orphi Institute (OPI)", citation=IRAN),
        entry(
            "export",
            "orphi",
            "Zorvex Physics Company",
            ListedName("Orphi Institute OPI", *alias),
            country="RU",
        ),
        entry("export", "rivet", "Tarmun Plant", ListedName("АО «Рывет»", *needs_place), country="RU"),
        entry("freeze", "rivet", "Rivet Works", ListedName("АО «Рывет»", NameKind.NATIVE), country="RU"),
        entry("freeze", "old", "Vestrak Holding", ListedName("Vestrak Group", *alias), country="LY"),
        entry("freeze", "group", "Vestrak Group", country="SY"),
        entry("export", "es", "Quillon Jet DMCC", country="ES"),
        entry("export", "ae", "Quillon Jet DMCC", country="AE"),
    )
    return exact(build(lists, Known()))


IRAN = "The Iran (Sanctions) (Nuclear) (EU Exit) Regulations 2019"


def found(linker, text, country=""):
    return {hit.listing.id for hit in read(linker, text, country).hits}


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Orphi Institute (OPI)", {"freeze:orphi", "export:orphi"}),
        ("АО «Рывет»", {"freeze:rivet", "export:rivet"}),
        ("Vestrak Group", {"freeze:group", "freeze:old"}),
        ("Quillon Jet DMCC", {"export:es", "export:ae"}),
    ],
)
def test_whoever_prints_just_this_name_is_asked_about_beside_those_that_are_hit(
    lists_beside_another, text, entries
):
    assert found(lists_beside_another, text) == entries


def test_an_alias_that_another_body_is_called_by_is_less_sure_and_says_whose_name_it_is(lists_beside_another):
    hits = {hit.listing.id: hit for hit in read(lists_beside_another, "Vestrak Group").hits}
    other, own = hits["freeze:old"], hits["freeze:group"]
    assert other.confidence < own.confidence
    assert any(line.note == "it is also a name of Vestrak Group" for line in other.evidence)


def test_a_country_that_only_the_act_says_supports_and_never_contradicts(lists_beside_another):
    def sureness(country):
        (hit,) = [
            hit
            for hit in read(lists_beside_another, "Orphi Institute (OPI)", country).hits
            if hit.listing.id == "freeze:orphi"
        ]
        return hit.confidence, [line.note for line in hit.evidence if line.feature == "country"]

    (at_home, notes), (nowhere, _), (elsewhere, _) = map(sureness, ("IR", "", "CN"))
    assert at_home > nowhere
    assert elsewhere > 0.3
    assert notes == ["the list gives no country for it; the act it is listed under is about this one"]


def read(linker, text, country=""):
    return linker.read(Subject(name=text, type=SubjectType.ORGANISATION, country=country))


def test_a_weak_alias_by_itself_is_a_question_and_names_all_who_bear_it(linker):
    reading = read(linker, "NAVAL ACADEMY")
    assert [hit.listing.id for hit in reading.hits] == ["entity:navy"]
    assert reading.hits[0].confidence < 0.3
    assert {each.id for each in reading.bearers} == {"entity:navy", "ror:1"}


def test_a_known_body_of_the_same_name_in_the_country_given_explains_it(linker):
    reading = read(linker, "Naval Academy", "TR")
    assert reading.hits == ()
    assert not reading.ambiguous
    assert [known.id for known in reading.bodies] == ["ror:1"]


def test_another_country_says_that_a_weak_alias_means_somebody_else(linker):
    assert read(linker, "Naval Academy", "BR").hits == ()


def test_a_contested_name_is_asked_about_with_its_caution(linker):
    reading = read(linker, "Teku University", "CN")
    assert reading.ambiguous
    (line,) = [line for line in reading.hits[0].evidence if line.feature == "contested name"]
    assert line.note == CAUTION
    assert any(CAUTION in note for note in reading.notes)


def test_a_part_too_general_to_tell_is_a_part_of_the_listed_body(linker):
    (hit,) = read(linker, "Graduate Institute").hits
    assert hit.relation is Relation.MEMBER_OF


def test_what_has_lapsed_is_not_asked_about_by_a_weak_alias(linker):
    assert read(linker, "Works").hits == ()


@pytest.mark.parametrize("text", ["quillon", "Quillon JSC", "QUILLON (Russia)", "АО Quillon", "Quillon"])
def test_case_brackets_and_legal_form_make_no_other_name(linker, text):
    assert [hit.listing.id for hit in read(linker, text).hits] == ["entity:form"]


def test_a_legal_form_that_a_printed_name_has_not_makes_another_name(linker):
    assert read(linker, "LLC Naval Academy").hits == ()


@pytest.mark.parametrize(
    "text",
    ["Vestrak State Corporation", "State Corporation Vestrak", "Vestrak State Company"],
)
@pytest.mark.parametrize("behind", ["", ", Moscow, Russia"])
def test_a_legal_form_is_no_part_of_the_name_a_company_is_listed_with(linker, text, behind):
    (hit,) = read(linker, text + behind).hits
    assert hit.listing.id == "entity:state"


def test_the_affiliation_of_a_person_is_asked_about_like_the_name_of_an_organisation(linker):
    for text, found in (
        ("Vestrak State Corporation", ["entity:state"]),
        ("Teku University", ["entity:teku"]),
    ):
        person = Subject(name="Ann Smith", type=SubjectType.PERSON, affiliations=(text,))
        tied = Subject(name="Ann Smith", type=SubjectType.PERSON, ties=(Tie(text),))
        assert [hit.listing.id for hit in linker.read(person).hits] == found
        assert [hit.listing.id for hit in linker.read(tied).hits] == found


def test_a_known_body_of_the_name_in_the_place_the_text_says_explains_a_contested_name(linker):
    reading = read(linker, "Teku University, Teku, China")
    assert reading.hits == ()
    (why,) = [each.why for each in reading.alternatives if each.id == "entity:teku"]
    assert why == "Teku University is a registered organisation of this name there (ror:2)"


def test_a_general_name_before_a_place_says_little_of_a_body_whose_country_no_list_prints(linker):
    assert [hit.listing.id for hit in read(linker, "Institute of Optics").hits] == ["entity:nowhere"]
    assert read(linker, "Institute of Optics, Chisinau, Moldova").hits == ()


def test_a_weak_name_before_its_own_country_is_asked_about_where_nobody_else_there_bears_it(linker):
    reading = read(linker, "Naval Academy, China")
    assert [hit.listing.id for hit in reading.hits] == ["entity:navy"]


@pytest.mark.parametrize(
    "text",
    ["LLC Vestrak", "LLC Vestrak, Moscow, Russia", "LLC Teku University", "Quillon LLC, Kazan, Russia"],
)
def test_one_word_with_a_private_companys_form_may_be_anybody(linker, text):
    assert read(linker, text).hits == ()


def test_a_longer_text_is_no_printed_name(linker):
    assert read(linker, "Old Naval Academy Restaurant", "US").hits == ()


def test_a_name_of_one_letter_and_a_number_is_looked_up_where_a_list_prints_it(engine):
    outcome = {
        name: engine.screen(Subject(name=name, type=SubjectType.ORGANISATION)).assessment.outcome
        for name in ("M23", "X7")
    }
    assert outcome == {"M23": Outcome.REVIEW, "X7": Outcome.UNSCREENED}
