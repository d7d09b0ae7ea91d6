"""The golden set of linking (tests/golden_set.py says how to read it): what a text of a file is read as.

`expected` has alternatives apart by "|". `listing` is a piece of a name of the listing that is meant.

- a relation (`same`, `hospital_of`, ...): a hit of that relation on that listing;
- `any_relation`, `other_relation`: a hit of any relation on it; of any but `same`;
- `not_same`: no hit that says it is that listing itself;
- `past`, `current`: a hit on it, and all are education or former posts; a hit on it that is neither;
- `ambiguous`: several bear the name, and nothing tells them apart;
- `none`: no hit in force;
- `only_body`: it is read as the register's `body`, and as nothing else, with no hit at all;
- `no_statement`: the text says nothing by itself, neither as an organisation nor as the affiliation of a person.
"""

from datetime import date
from pathlib import Path

from golden_set import check_cases, check_rates, find_failures, read_floors, read_table

from screening.intake.affiliation_cell import affiliations_in
from screening.link.ties import add_stated
from screening.model import Relation, Role, Subject, SubjectType
from watchlists.model import Status

FOLDER = Path(__file__).parent
CASES = read_table(FOLDER / "golden.csv")
INPUTS = ("text", "country", "expected", "listing", "body")
PAST = (Role.EDUCATION, Role.FORMER)


def has_name(hit, piece):
    names = (name.text for listing in (hit.listing, *hit.other_listings) for name in listing.names)
    return any(piece.lower() in name.lower() for name in names)


def states_nothing(engine, text, country):
    """The country of a person's home says nothing about an affiliation."""
    organisation = Subject(name=text, type=SubjectType.ORGANISATION, country=country)
    person = Subject("Li Ming", SubjectType.PERSON, (text,), "CN")
    readings = (
        add_stated(engine.linker.read(subject), subject, date(2026, 11, 25))
        for subject in (organisation, person)
    )
    return not any(reading.self_declared for reading in readings)


def shows(reading, expected, case):
    hits = [hit for hit in reading.hits if hit.listing.status is Status.IN_FORCE]
    on_listing = [hit for hit in hits if has_name(hit, case["listing"])]
    relations = {hit.relation for hit in on_listing}
    match expected:
        case "none":
            return not hits
        case "ambiguous":
            return reading.ambiguous
        case "past":
            return bool(on_listing) and all(hit.mention.role in PAST for hit in on_listing)
        case "current":
            return any(hit.mention.role not in PAST for hit in on_listing)
        case "any_relation":
            return bool(relations)
        case "other_relation":
            return bool(relations - {Relation.SAME})
        case "not_same":
            return Relation.SAME not in relations
        case "only_body":
            return [body.id for body in reading.bodies] == [case["body"]] and reading.hits == ()
    return Relation(expected) in relations


def passes(engine, case):
    if case["expected"] == "no_statement":
        return states_nothing(engine, case["text"], case["country"])
    subject = Subject(affiliations=affiliations_in(case["text"]), country=case["country"])
    reading = engine.linker.read(subject)
    return any(shows(reading, expected, case) for expected in case["expected"].split("|"))


def test_no_case_stands_twice_and_no_organisation_in_both_halves():
    check_cases(CASES, INPUTS)


def test_expectations_are_words_that_the_evaluation_knows():
    words = {word for case in CASES for word in case["expected"].split("|")}
    others = {"any_relation", "other_relation", "not_same", "past", "current", "ambiguous", "none"}
    assert words <= {*Relation, *others, "only_body", "no_statement"}
    assert all(case["body"] for case in CASES if case["expected"] == "only_body")


def test_texts_are_read_as_what_they_mean(engine):
    failures = find_failures(CASES, lambda case: passes(engine, case))
    check_rates(CASES, failures, read_floors(FOLDER / "golden_rates.csv"), INPUTS)
