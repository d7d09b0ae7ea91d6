"""JSON and NDJSON reports: one object a subject, and one a row that could not be looked at, in the order of the file.

Both are written row by row, so memory stays flat; skipped rows have no object, but JSON counts them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from screening.dispositions.standing import NOTHING, Standings, standing_json
from screening.intake.model import Intake, Row, RowState
from screening.model import RowResults, RunFacts, Subject
from screening.report.lines import line_beside
from screening.report.shape import Json, provenance_json, result_json, row_json, unscreened_json
from screening.report.told import ToldRows
from screening.ticks import Tick


def row_objects(
    row: Row, results: RowResults, facts: RunFacts, standings: Standings = NOTHING
) -> Iterator[Json]:
    """Give the objects of one row, one a subject of it; none for a skipped one."""
    found = results.get(row.place, ()) if row.state is RowState.SUBJECT else ()
    for number, (subject, result) in enumerate(zip(row.subjects, found, strict=bool(found)), start=1):
        said = result_json(result, facts)
        yield {"row": row_json(row, number), **said, **_beside(row, subject, standings)}
    if not found and (line := line_beside(row, ())) is not None:
        yield _unscreened(row, facts, line.why)


def _unscreened(row: Row, facts: RunFacts, why: str) -> Json:
    return {**unscreened_json(row, facts, why), "id": row.reference or None, "decisions": []}


def _objects(
    intake: Intake, told: ToldRows, facts: RunFacts, standings: Standings, tick: Tick
) -> Iterator[str]:
    """Write out the objects of every row that holds a subject; word for word what `row_objects` gives."""
    provenance = _compact(provenance_json(facts))
    for row in intake.rows():
        tick(1)
        found = told.get(row.place, ()) if row.state is RowState.SUBJECT else ()
        for number, (subject, said) in enumerate(zip(row.subjects, found, strict=bool(found)), start=1):
            place = _compact(row_json(row, number))
            beside = _compact(_beside(row, subject, standings))[1:]
            yield f'{{"row":{place},{said.body},"provenance":{provenance},{beside}'
        if not found and (line := line_beside(row, ())) is not None:
            yield _compact(_unscreened(row, facts, line.why))


def _beside(row: Row, subject: Subject, standings: Standings) -> Json:
    found = standings.of(subject)
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
    """Write one document: the run, the counts of rows, the notices, and the objects of every row."""
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
