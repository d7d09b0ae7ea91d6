"""The folder of frozen sets: a CSV a set with one line a hit, and the counts; sorted, so that differences are small."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from benchmarks.outcomes.record import Key, Record, RecordedHit, SetRecords

HEADER = ("file", "sheet", "row", "outcome", "code", "score", "listing", "relation", "confidence")
COUNTS = "counts.csv"
COUNTS_HEADER = ("set", "file", "outcome", "rows")


def write_sets(folder: Path, sets: dict[str, SetRecords]) -> None:
    """Write these sets; others that the folder holds stay."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frozen in sets.items():
        _write(
            folder / f"{name}.csv", HEADER, (line for record in _sorted(frozen) for line in _lines(record))
        )
    counts = {**_read_counts(folder), **{name: frozen.counts for name, frozen in sets.items()}}
    lines = [
        (name, file, outcome, rows)
        for name, files in counts.items()
        for file, outcomes in files.items()
        for outcome, rows in outcomes.items()
    ]
    _write(folder / COUNTS, COUNTS_HEADER, sorted(lines))


def read_sets(folder: Path) -> dict[str, SetRecords]:
    """Read every set of a folder."""
    return {
        name: SetRecords(counts, {record.key: record for record in _read_set(folder / f"{name}.csv", name)})
        for name, counts in _read_counts(folder).items()
    }


def _sorted(frozen: SetRecords) -> list[Record]:
    return sorted(frozen.records.values(), key=lambda record: record.key)


def _lines(record: Record) -> Iterable[Sequence[object]]:
    row = (*record.key[1:], record.outcome, record.code, record.score)
    for hit in record.hits:
        yield (*row, hit.listing, hit.relation, hit.confidence)
    if not record.hits:
        yield (*row, "", "", "")


def _read_set(path: Path, name: str) -> Iterable[Record]:
    for _, group in groupby(_read(path), key=lambda line: (line["file"], line["sheet"], line["row"])):
        lines = list(group)
        first = lines[0]
        key = Key(name, first["file"], first["sheet"], int(first["row"]))
        hits = tuple(
            RecordedHit(line["listing"], line["relation"], float(line["confidence"]))
            for line in lines
            if line["listing"]
        )
        yield Record(key, first["outcome"], first["code"], int(first["score"]), hits)


def _read_counts(folder: Path) -> dict[str, dict[str, dict[str, int]]]:
    counts: dict[str, dict[str, dict[str, int]]] = {}
    if (folder / COUNTS).exists():
        for line in _read(folder / COUNTS):
            files = counts.setdefault(line["set"], {})
            files.setdefault(line["file"], {})[line["outcome"]] = int(line["rows"])
    return counts


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, header: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
