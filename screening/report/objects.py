"""JSON and NDJSON reports: one object a row that holds a subject, in the order of the file.

Both are written row by row, so memory stays flat; skipped rows have no object, but JSON counts them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from screening.intake.model import Intake, Row, RowState
from screening.model import RunFacts
from screening.report.lines import Results, line_of
from screening.report.shape import Json, provenance_json, result_json, unscreened_json


def row_objects(intake: Intake, results: Results, facts: RunFacts) -> Iterator[Json]:
    """Give the object of every row that holds a subject."""
    for row in intake.rows():
        if (said := row_object(row, results, facts)) is not None:
            yield said


def row_object(row: Row, results: Results, facts: RunFacts) -> Json | None:
    """Give the object of one row, None for a skipped one."""
    result = results.get((row.sheet, row.number)) if row.state is RowState.SUBJECT else None
    if result is not None:
        beside = {"row_notes": list(row.notes), "row_project": dict(row.project)}
        return {**result_json(result, facts, (row.sheet, row.number)), **beside}
    line = line_of(row, results, facts)
    return None if line is None else unscreened_json(row, facts, line.why)


def write_ndjson(intake: Intake, results: Results, facts: RunFacts, out: Path) -> None:
    """Write one compact object a line, UTF-8."""
    with out.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for said in row_objects(intake, results, facts):
            file.write(_compact(said) + "\n")


def write_json(intake: Intake, results: Results, facts: RunFacts, out: Path) -> None:
    """Write one document: the run, the counts of rows, the notices, and every row's object."""
    head = {
        "run": {
            "input_name": facts.input_name,
            "input_sha256": facts.input_sha256,
            "parameters": dict(facts.parameters),
            **provenance_json(facts),
        },
        "counts": intake.counts,
        "notices": list(intake.notices),
    }
    with out.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "results": [')
        for position, said in enumerate(row_objects(intake, results, facts)):
            file.write((",\n  " if position else "\n  ") + _compact(said))
        file.write("\n ]\n}\n")


def _compact(said: Json) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
