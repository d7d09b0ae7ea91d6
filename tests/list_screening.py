"""Screens a list that a test has taken, and writes reports of results that a test has made up."""

from dataclasses import dataclass

from screening.intake.model import ParsedList
from screening.model import RowResults, RunFacts
from screening.progress import no_progress
from screening.report import ReportFormatter, ReportInput, render_report
from screening.review.case_finder import find_cases
from screening.review.subject_decisions import NO_DECISIONS
from screening.run_facts import run_facts


@dataclass(frozen=True)
class ScreenedList:
    """A list, the results of its rows by (sheet, row number), and what they rest on."""

    intake: ParsedList
    results: RowResults
    facts: RunFacts


def screen_list(engine, intake, *, screened_at, parameters=()):
    """Screen every row of a list that holds a subject."""
    rows = [row for row in intake.rows() if row.subjects]
    screened = engine.screen_all(inquiry for row in rows for inquiry in row.inquiries)
    results = {row.place: tuple(next(screened) for _ in row.subjects) for row in rows}
    return ScreenedList(intake, results, run_facts(engine, screened_at, intake, parameters))


def write_results(
    original,
    intake,
    results,
    facts,
    out,
    format="xlsx",
    decisions_in_effect=NO_DECISIONS,
    progress=no_progress,
    parties=None,
):
    """Write the report of results by (sheet, row number), with the levels of questions where `parties` are given."""
    formatter = ReportFormatter.of(facts, format)

    def entry(result):
        found = find_cases(result, parties) if parties is not None and formatter.for_workbook else ()
        return formatter.entry(result, tuple(case.question for case in found))

    entries = {place: tuple(map(entry, each)) for place, each in results.items()}
    render_report(ReportInput(original, intake, entries, facts, decisions_in_effect), out, format, progress)
