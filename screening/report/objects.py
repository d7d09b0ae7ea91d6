"""JSON and NDJSON reports: one object a row that holds a subject, in the order of the file.

Both are written row by row, so memory stays flat; skipped rows have no object, but JSON counts them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from screening.dispositions.standing import NOTHING, Standings, standing_json
from screening.intake.model import Intake, Row, RowState
from screening.model import Result, RunFacts
from screening.report.lines import line_beside
from screening.report.shape import Json, provenance_json, result_json, unscreened_json
from screening.report.told import ToldRows
from screening.ticks import Tick


def row_object(
    row: Row,
    results: Mapping[tuple[str, int], Result],
    facts: RunFacts,
    standings: Standings = NOTHING,
) -> Json | None:
    """Give the object of one row, None for a skipped one."""
    result = results.get((row.sheet, row.number)) if row.state is RowState.SUBJECT else None
    if result is not None:
        return {**result_json(result, facts, (row.sheet, row.number)), **_beside(row, standings)}
    line = line_beside(row, None)
    return (
        None
        if line is None
        else {**unscreened_json(row, facts, line.why), "id": row.reference or None, "decisions": []}
    )


def _objects(
    intake: Intake, told: ToldRows, facts: RunFacts, standings: Standings, tick: Tick
) -> Iterator[str]:
    """Write out the object of every row that holds a subject; word for word what `row_object` gives."""
    provenance = _compact(provenance_json(facts))
    for row in intake.rows():
        tick(1)
        said = told.get((row.sheet, row.number)) if row.state is RowState.SUBJECT else None
        if said is not None:
            place = _compact({"sheet": row.sheet, "number": row.number})
            beside = _compact(_beside(row, standings))[1:]
            yield f'{{"row":{place},{said.body},"provenance":{provenance},{beside}'
        elif (line := line_beside(row, None)) is not None:
            yield _compact(
                {**unscreened_json(row, facts, line.why), "id": row.reference or None, "decisions": []}
            )


def _beside(row: Row, standings: Standings) -> Json:
    found = standings.of(row.subject) if row.subject else ()
    return {
        "id": row.reference or None,
        "row_notes": list(row.notes),
        "row_project": dict(row.project),
        "decisions": [standing_json(each) for each in found],
    }


def write_ndjson(
    intake: Intake, told: ToldRows, facts: RunFacts, standings: Standings, out: Path, tick: Tick
) -> None:
    """Write one compact object a line, UTF-8."""
    with out.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for said in _objects(intake, told, facts, standings, tick):
            file.write(said + "\n")


def write_json(
    intake: Intake, told: ToldRows, facts: RunFacts, standings: Standings, out: Path, tick: Tick
) -> None:
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
        for position, said in enumerate(_objects(intake, told, facts, standings, tick)):
            file.write((",\n  " if position else "\n  ") + said)
        file.write("\n ]\n}\n")


def _compact(said: Json) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
