"""Strings of the kinds that files hold, written to be read by one who knows the organisations, one a line.

`probes.csv` holds sets 1 to 6; each later set has a file of its own.

`expect` is what the reading must show, alternatives apart by "|": a relation to a listing of which some name holds
`whom`; "past" (a hit, and each is education or a former post), "current" (a hit of which some is neither), "related" (any relation but `same`), "found" (any at all), "not" (not as that body itself), "ambiguous", "none".
"""

import csv
from pathlib import Path

import pytest

from screening.intake.affiliation_cell import affiliations_in
from screening.model import Relation, Role, Subject
from watchlists.model import Status

PROBES = []
for table in sorted(Path(__file__).parent.glob("probes*.csv")):
    with table.open(encoding="utf-8", newline="") as file:
        PROBES += csv.DictReader(file)
PAST = (Role.EDUCATION, Role.FORMER)


def is_named(hit, whom):
    printed = (name.text for each in (hit.listing, *hit.other_listings) for name in each.names)
    return any(whom.lower() in text.lower() for text in printed)


def shows(reading, expect, whom):
    hits = [hit for hit in reading.hits if hit.listing.status is Status.IN_FORCE]
    named = [hit for hit in hits if is_named(hit, whom)]
    relations = {hit.relation for hit in named}
    if expect in ("none", "ambiguous"):
        return not hits if expect == "none" else reading.ambiguous
    if expect == "past":
        return bool(named) and all(hit.mention.role in PAST for hit in named)
    if expect == "current":
        return any(hit.mention.role not in PAST for hit in named)
    if expect == "found":
        return bool(relations)
    if expect == "related":
        return bool(relations - {Relation.SAME})
    if expect == "not":
        return Relation.SAME not in relations
    return Relation(expect) in relations


@pytest.mark.parametrize("probe", PROBES, ids=[probe["text"] for probe in PROBES])
def test_a_probe_is_read_as_one_who_knows_would_read_it(engine, probe):
    reading = engine.linker.read(
        Subject(affiliations=affiliations_in(probe["text"]), country=probe["country"])
    )
    expected = probe["expect"].split("|")
    assert any(shows(reading, each, probe["whom"]) for each in expected), (
        [(hit.relation.value, hit.listing.name, hit.matched_name) for hit in reading.hits],
        reading.alternatives,
    )
