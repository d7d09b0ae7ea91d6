"""JSON and NDJSON reports: one object a subject, and one a row that could not be looked at, in the order of the file.

Both are written row by row, so memory stays flat; skipped rows have no object, but JSON counts them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from screening.intake.model import Row, RowState
from screening.json_model import JsonObject
from screening.model import RowResults, RunFacts, Subject
from screening.progress import Progress
from screening.report.entries import ReportInput
from screening.report.json_output import provenance_json, result_json, row_json, unscreened_json
from screening.report.rows import combine_report_rows
from screening.review.collaboration_json import collaboration_json
from screening.review.decision_json import standing_json
from screening.review.subject_decisions import NO_DECISIONS, DecisionsInEffect


def row_objects(
    row: Row, results: RowResults, facts: RunFacts, decisions_in_effect: DecisionsInEffect = NO_DECISIONS
) -> Iterator[JsonObject]:
    """Give the objects of one row, one a subject of it; none for a skipped one."""
    found = results.get(row.place, ()) if row.state is RowState.SUBJECT else ()
    for number, (subject, result) in enumerate(zip(row.subjects, found, strict=bool(found)), start=1):
        said = result_json(result, facts)
        yield {"row": row_json(row, number), **said, **_beside(row, subject, decisions_in_effect)}
    if not found and (shown := combine_report_rows(row, ())) is not None:
        yield _unscreened(row, facts, shown.why)


def _unscreened(row: Row, facts: RunFacts, why: str) -> JsonObject:
    return {**unscreened_json(row, facts, why), **_own(row), "decisions": [], "collaboration": None}


def objects_of_rows(given: ReportInput, progress: Progress) -> Iterator[str]:
    """Write out the objects of every row that holds a subject; word for word what `row_objects` gives."""
    provenance = _compact(provenance_json(given.facts))
    for row in given.intake.rows():
        progress(1)
        found = given.entries.get(row.place, ()) if row.state is RowState.SUBJECT else ()
        for number, (subject, entry) in enumerate(zip(row.subjects, found, strict=bool(found)), start=1):
            place = _compact(row_json(row, number))
            beside = _compact(_beside(row, subject, given.decisions_in_effect))[1:]
            yield f'{{"row":{place},{entry.json},"provenance":{provenance},{beside}'
        if not found and (shown := combine_report_rows(row, ())) is not None:
            yield _compact(_unscreened(row, given.facts, shown.why))


def _beside(row: Row, subject: Subject, decisions_in_effect: DecisionsInEffect) -> JsonObject:
    found = decisions_in_effect.of(subject)
    return {
        **_own(row),
        "row_notes": list(row.notes),
        "row_project": dict(row.project),
        "decisions": [standing_json(each) for each in found],
        "collaboration": collaboration_json(decisions_in_effect.collaboration_of(subject)),
    }


def _own(row: Row) -> JsonObject:
    return {"reference": row.reference or None, "metadata": dict(row.metadata)}


def write_ndjson(given: ReportInput, out: Path, progress: Progress) -> None:
    """Write one compact object a line, UTF-8."""
    with out.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for each in objects_of_rows(given, progress):
            file.write(each + "\n")


def write_json(given: ReportInput, out: Path, progress: Progress) -> None:
    """Write one document: the run, the counts of rows, the notices, and the objects of every row."""
    intake, facts = given.intake, given.facts
    head = {
        "run": {
            "input_name": facts.input_name,
            "input_sha256": facts.input_sha256,
            "reference": facts.reference or None,
            "metadata": dict(facts.metadata),
            "parameters": dict(facts.parameters),
            **provenance_json(facts),
        },
        "counts": intake.counts,
        "notices": list(intake.notices),
    }
    with out.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "results": [')
        for position, each in enumerate(objects_of_rows(given, progress)):
            file.write((",\n  " if position else "\n  ") + each)
        file.write("\n ]\n}\n")


def _compact(said: JsonObject) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
