"""Relations by type: what the organisation in a string is to the listed one, on strings labelled by type with reasons.

`relation_labels.csv` names strings of the shared files by digest. A label may hold two types where both are right.
A school, department or key laboratory beside the listed school that houses it is a unit: the text means the school,
`same`. An institute that is listed, or whose parent is not in the text, or a hospital or campus, is its own type. The
labels were made by one reader from the strings, before their readings were looked at; "none" means no hit in force.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.evaluate.affiliations import digest, shown
from benchmarks.evaluate.world import LABELLED, in_force, labelled, linker, share
from screening.model import Reading, Subject

LABELS = Path(__file__).parent / "relation_labels.csv"
INPUTS = ("openalex_partner_orgs.csv", "cordis_cn_participants_raw_names.csv")
NONE = "none"


def run() -> None:
    """Print the share right by type, and every string that is read otherwise."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        labels = {row["digest"]: row["relation"].split("|") for row in csv.DictReader(file)}
    counts: Counter[tuple[str, bool]] = Counter()
    for text, country in dict.fromkeys(strings()):
        wanted = labels.pop(digest(text), None)
        if wanted is None:
            continue
        reading = linker().read(Subject(affiliations=(text,), country=country))
        right = relation_of(reading) in wanted
        counts[wanted[0], right] += 1
        if not right:
            print(f"  {'|'.join(wanted)}: {text[:110]} -> {shown(reading)}")
    for kind in sorted({kind for kind, _ in counts}):
        print(f"{kind:18} {share(counts[kind, True], counts[kind, True] + counts[kind, False])}")
    right = sum(count for (_, good), count in counts.items() if good)
    print(f"all: {share(right, counts.total())}; {len(labels)} labelled strings are not here")


def relation_of(reading: Reading) -> str:
    """The relation of the surest hit in force; "none" where there is none."""
    hits = in_force(reading.hits)
    return hits[0].relation.value if hits else NONE


def strings() -> Iterator[tuple[str, str]]:
    """(text, country) of every string that may be labelled."""
    for row in labelled("affiliations_dev.csv"):
        yield row["affiliation"], "" if "|" in row["country"] else row["country"]
    for name in INPUTS:
        path = LABELLED.parent / "inputs" / name
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    yield row["organisation"], row["country_code"]
