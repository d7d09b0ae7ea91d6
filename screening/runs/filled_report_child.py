"""The child that reads a filled-in report: one question on standard input, one answer on standard output; see `filled_reports`.

It runs and takes its limits as `screening.intake.limited_child` does. What the report itself had put into a cell says
nothing, and such rows do not cross.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from screening.errors import ScreeningError
from screening.intake.grid import LongCell
from screening.intake.limited_child import answer_once, refused_by
from screening.intake.list_reader import read_list, read_origin
from screening.intake.refusals import refusal
from screening.report.evidence import HitRow, hit_row, review_cells, subject_text
from screening.review.reviewer_columns import REVIEWERS, is_unchanged
from screening.runs.filled_report_json import (
    MOST_BYTES,
    MOST_ROWS,
    FilledAnswer,
    FilledQuestion,
    FilledRow,
    filled_answers,
    filled_questions,
)
from screening.runs.misplaced_words import misplaced_words

_CELLS = ("best_hit", *REVIEWERS)  # columns that cross, by key


@dataclass(frozen=True, slots=True)
class _FilledHit:
    """A row of the sheet of evidence in which somebody wrote, and the hit that it is about."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    about: HitRow
    is_cut: bool


def answer_to(question: FilledQuestion) -> FilledAnswer:
    """Read the report, and of the list what its sheet of evidence speaks of."""
    try:
        if question.only_origin:
            return FilledAnswer(origin=read_origin(Path(question.path), options=question.options))
        found = _filled_in(question)
        if found is None:
            return FilledAnswer()
        rows, hits, misplaced = found
        answer = FilledAnswer((*rows, *_beside_hits(question, hits), *misplaced), is_report=True)
        if len(filled_answers().write(answer)) > MOST_BYTES:
            raise _too_many(question)
    except ScreeningError as error:
        return FilledAnswer(refused=refused_by(error))
    return answer


def _filled_in(
    question: FilledQuestion,
) -> tuple[list[FilledRow], list[_FilledHit], list[FilledRow]] | None:
    """What somebody wrote beside rows, beside hits, and where it is not read; None where the file has no columns of a report."""
    report = read_list(Path(question.path), options=question.options)
    if not report.own_columns:
        return None
    rows = [
        FilledRow(row.sheet, row.number, _crossing(cells), row.subjects, is_cut=_is_cut(cells))
        for row in report.rows()
        if _is_filled(cells := report.report_cells_of(row))
    ]
    hits = [
        _FilledHit(sheet, number, _crossing(cells), hit_row(said), _is_cut(cells))
        for sheet, hits_of_sheet in report.own_hits.items()
        for number, said in hits_of_sheet.items()
        if _is_filled(cells := review_cells(said))
    ]
    misplaced = list(misplaced_words(report))
    if len(rows) + len(hits) + len(misplaced) > MOST_ROWS:
        raise _too_many(question)
    return rows, hits, misplaced


def _beside_hits(question: FilledQuestion, hits: list[_FilledHit]) -> Iterator[FilledRow]:
    """The rows of the sheet of evidence; whom they are about is read from the run's own list."""
    if not hits:
        return
    wanted = {(hit.about.sheet, hit.about.number) for hit in hits}
    subjects = {}
    if question.list_path:
        listed = read_list(Path(question.list_path), options=question.list_options)
        subjects = {row.place: row.subjects for row in listed.rows() if row.place in wanted}
    for hit in hits:
        about = hit.about
        meant = tuple(  # none where its cells were mixed up
            each
            for each in subjects.get((about.sheet, about.number), ())
            if about.subject.split() == subject_text(each).split()
        )
        yield FilledRow(hit.sheet, hit.number, hit.cells, meant[:1], about.entry or "none", hit.is_cut)


def _is_filled(cells: Mapping[str, str]) -> bool:
    said = any(cells.get(key, "").strip() for key in ("decision", "reason", "note"))
    return said and not is_unchanged(cells)


def _is_cut(cells: Mapping[str, str]) -> bool:
    return any(isinstance(cells.get(key), LongCell) for key in REVIEWERS)


def _crossing(cells: Mapping[str, str]) -> dict[str, str]:
    return {key: str(text) for key in _CELLS if (text := cells.get(key, ""))}


def _too_many(question: FilledQuestion) -> ScreeningError:
    name = question.options.file_name
    return refusal("too-many-filled", name=name, limit=MOST_ROWS, bytes=MOST_BYTES)


if __name__ == "__main__":
    answer_once(filled_questions(), filled_answers(), answer_to, lambda kind: FilledAnswer(failed=kind))
