"""What the names alone say of pairs, line by line or file by file.

A file is read whole and checked before a line is written; the answer replaces the output in one step, so nothing
is ever written half. A row that cannot be compared keeps its place with score 0 and says why in a column `note`.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

from screening.compare.comparison import compare
from screening.compare.lines import Comparison
from screening.compare.prepared import prepare
from screening.errors import OutputUnwritable, ScreeningError
from screening.names.characters import NameTooLong

_ASKED = ("schema", "name1", "name2")
_MOST_PAIRS = 1_000_000  # at 100 microseconds a pair, under two minutes
_CELL_CHARS = 131_072  # the csv module's own cap, said here so that a cell over it is refused in words


class PairsRefused(ScreeningError):
    """The file of pairs cannot be read; nothing was written."""

    code, status = "pairs-refused", 422


def explain(left: str, right: str, schema: str = "Organization") -> Comparison:
    """Compare two names as given; "Person" compares persons, every other schema organisations.

    Raises NameTooLong over 300 characters.
    """
    return compare(prepare(schema, left), prepare(schema, right))


def explain_pairs(pairs: Path, out: Path) -> int:
    """Write every row of `pairs` (CSV with schema, name1, name2) to `out` with its score; how many rows that is.

    Raises PairsRefused for a file that is not such a table, OutputUnwritable where `out` cannot be written.
    """
    columns, rows = _read(pairs)
    notes = [_score(row) for row in rows]
    columns = [*(name for name in columns if name not in ("score", "note")), "score"]
    if any(notes):
        columns.append("note")
        for row, note in zip(rows, notes, strict=True):
            row["note"] = note
    _write(out, columns, rows)
    return len(rows)


def _score(row: dict[str, str]) -> str:
    """Set the row's score; a note where it could not be compared."""
    schema = (row["schema"] or "").strip() or "LegalEntity"
    try:
        score = explain(row["name1"] or "", row["name2"] or "", schema).score
    except NameTooLong as refusal:
        row["score"] = "0.00"
        return f"not compared: {refusal.sentence}"
    row["score"] = f"{score:.2f}"
    return ""


def _read(pairs: Path) -> tuple[list[str], list[dict[str, str]]]:
    csv.field_size_limit(_CELL_CHARS)
    try:
        with pairs.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True, restkey="(further cells)", restval="")
            columns = [(name or "").strip() for name in reader.fieldnames or ()]
            reader.fieldnames = columns
            missing = [name for name in _ASKED if name not in columns]
            if missing:
                raise PairsRefused(
                    f"{pairs.name} lacks the column {missing[0]!r}; it needs schema, name1 and name2."
                )
            rows = []
            for row in reader:
                if "(further cells)" in row:
                    raise PairsRefused(
                        f"{pairs.name}, line {reader.line_num}: more cells than columns; quote names that hold commas."
                    )
                rows.append(row)
                if len(rows) > _MOST_PAIRS:
                    raise PairsRefused(
                        f"{pairs.name} has over {_MOST_PAIRS:,} pairs; split it.", limit=_MOST_PAIRS
                    )
    except csv.Error as fault:
        raise PairsRefused(
            f"{pairs.name}, line {reader.reader.line_num}: {fault}; mend the quotes there."
        ) from fault
    except UnicodeDecodeError as fault:
        raise PairsRefused(f"{pairs.name} is not UTF-8 at byte {fault.start:,}; save it as UTF-8.") from fault
    except OSError as fault:
        raise PairsRefused(f"{pairs} cannot be read ({fault.strerror}); check the path.") from fault
    return columns, rows


def _write(out: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    beside = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, columns, lineterminator="\n", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        beside.replace(out)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        raise OutputUnwritable(
            f"{out} cannot be written ({fault.strerror}); choose another place."
        ) from fault
