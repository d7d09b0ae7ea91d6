"""Make screening/names/vocabulary/word_counts.csv: how many names hold each word.

Run as `python -m benchmarks.count_words FOLDER`, the folder with `lists/` and `register/`. Counts of single words
only: no name can be read back from them.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from screening.names.characters import NameTooLong, clean
from screening.names.scripts import romanise

OUT = Path(__file__).parent.parent / "screening/names/vocabulary/word_counts.csv"
LEAST = 3


def names(folder: Path) -> Iterator[tuple[bool, str]]:
    """(is a person, name) of every name of the lists and the register."""
    lists = folder / "lists"
    yield from _ofac(lists / "us")
    yield from _uk(lists / "uk")
    yield from _un(next((lists / "un").glob("*.xml")))
    for entry in json.loads((lists / "us/bis_entity_list.json").read_text(encoding="utf-8"))["entities"]:
        for name in (entry.get("name", ""), *(entry.get("aliases") or ())):
            yield False, str(name)
    with gzip.open(folder / "register/ror_records.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            for name in json.loads(line)["names"]:
                yield False, name["v"]


def _ofac(folder: Path) -> Iterator[tuple[bool, str]]:
    persons = set()
    with (folder / "ofac_bench_sdn.csv").open(encoding="latin-1", newline="") as lines:
        for row in csv.reader(lines):
            if len(row) > 2:
                person = row[2].strip() == "individual"
                persons |= {row[0]} if person else set()
                yield person, row[1]
    with (folder / "ofac_bench_alt.csv").open(encoding="latin-1", newline="") as lines:
        yield from ((row[0] in persons, row[3]) for row in csv.reader(lines) if len(row) > 3)


def _uk(folder: Path) -> Iterator[tuple[bool, str]]:
    with (folder / "subjects.csv").open(encoding="utf-8", newline="") as lines:
        persons = {row["unique_id"] for row in csv.DictReader(lines) if row["subject_type"] == "individual"}
    with (folder / "subject_names.csv").open(encoding="utf-8", newline="") as lines:
        yield from ((row["unique_id"] in persons, row["full_name"]) for row in csv.DictReader(lines))


def _un(path: Path) -> Iterator[tuple[bool, str]]:
    for party in ElementTree.parse(path).getroot().iter():
        if party.tag not in ("INDIVIDUAL", "ENTITY"):
            continue
        parts = [party.findtext(f"{order}_NAME") or "" for order in ("FIRST", "SECOND", "THIRD", "FOURTH")]
        yield party.tag == "INDIVIDUAL", " ".join(parts)


def main(folder: Path) -> None:
    """Count and write; a word of the file is a word of at least three names."""
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    totals = [0, 0]
    for person, name in names(folder):
        try:
            words = set(romanise(clean(name).text, person).split())
        except NameTooLong:
            continue
        totals[person] += 1
        counts[person].update(word for word in words if len(word) < 25 and not word.isdigit())
    kept = sorted(word for word in counts[0] | counts[1] if max(counts[0][word], counts[1][word]) >= LEAST)
    with OUT.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("word", "persons", "organisations"))
        writer.writerow(("(names)", totals[1], totals[0]))
        writer.writerows((word, counts[1][word] or "", counts[0][word] or "") for word in kept)
    print(f"{len(kept):,} words of {sum(totals):,} names, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
