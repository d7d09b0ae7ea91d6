"""What finished runs say, over HTTP: row by row in pages, as a report in any form, and beside an earlier run."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Blueprint, Response, g, send_file

from screening.errors import ScreeningError
from screening.intake.model import Row
from screening.model import CountedAs
from screening.report import PARTS, ReportForm, content_disposition, default_name, name_as_of
from screening.runs.compare_json import ChangesAnswer
from screening.runs.control import earlier_runs, report_path
from screening.runs.long_rows import LISTED, ends_counted_as
from screening.runs.results import FinishedRun, FinishedRuns
from web.api.described import described
from web.api.paging import PageRequest, cursor_after, key_of, with_link
from web.api.run_results_answers import ChangesPage, ChangesRequest, ReportRequest, ResultsRequest
from web.api.runs_answers import FORMATS, REPORT_TYPES
from web.api.validation import query_of
from web.responses import as_json, with_etag
from web.sunset import sunset

NDJSON = "application/x-ndjson"


class NoEarlierRun(ScreeningError):
    """There is nothing to compare with."""

    code, status = "no-earlier-run", 404


class FormUnknown(ScreeningError):
    """Reports come in other forms."""

    code, status = "form-unknown", 404


def add_to(api: Blueprint, finished: Callable[[], FinishedRuns]) -> None:
    """Answer what is asked about the results of runs; `finished` refuses where no runs are kept."""

    @api.get("/runs/<run_id>/results")
    @described(
        "The results of a finished run, one object a subject (NDJSON), in pages of rows; the header Link leads to the next",
        query=ResultsRequest,
        media=NDJSON,
        refusals=(404, 409, 410, 422, 503),
    )
    def results(run_id: str) -> Response:
        asked = query_of(ResultsRequest)
        runs = finished()
        begin = _begin(asked)
        long = runs.long(run_id, g.caller.team)
        if long is not None and not (asked.new_against or asked.since):
            ends = ends_counted_as(CountedAs(asked.counted_as)) if asked.counted_as else LISTED
            number = long.count(ends)
            page = long.rows(begin, begin + asked.limit, ends)
            said = list(runs.objects_of_long(long, page, decisions=asked.decisions))
        else:
            run = runs.get(run_id, g.caller.team)
            rows = _wanted(runs, run, asked)
            if asked.counted_as:
                rows = runs.rows_ending(run, rows, ends_counted_as(CountedAs(asked.counted_as)))
            number = len(rows)
            said = list(runs.objects(run, rows[begin : begin + asked.limit], decisions=asked.decisions))
        if asked.provenance == "once":
            for each in said[1:]:
                del each["provenance"]
        answer = Response("".join(map(_line, said)), mimetype=NDJSON)
        answer.headers["X-Total-Count"] = str(number)
        return with_etag(sunset(with_link(answer, _following(asked, begin, number)), runs.context, run_id))

    @api.get("/runs/<run_id>/report.<form>")
    @described(
        "The report of a finished run as xlsx, fresh-xlsx, csv, json, ndjson or parquet, whatever was ordered",
        query=ReportRequest,
        refusals=(404, 409, 410, 422, 503),
    )
    def report_as(run_id: str, form: str) -> Response:
        asked = query_of(ReportRequest)
        wanted = next((each for each in FORMATS if each == form), None)
        runs = finished()
        long = runs.long(run_id, g.caller.team)
        if wanted is None:
            raise FormUnknown(f"There is no report of that form; there are {', '.join(FORMATS)}.")
        if long is not None and wanted == long.request.format and asked.decisions == "then":
            with report_path(runs.context, run_id, g.caller.team) as (path, _):
                return sunset(sent(path, long.run.file_name, PARTS), runs.context, run_id)
        run = runs.get(run_id, g.caller.team)
        if wanted == run.order.format and asked.decisions == "then":
            with report_path(runs.context, run_id, g.caller.team) as (path, _):
                return sunset(sent(path, run.run.file_name, wanted), runs.context, run_id)
        with TemporaryDirectory(prefix="report-", dir=runs.context.scratch()) as folder:
            out = Path(folder) / "report"
            runs.write(run, out, wanted, decisions=asked.decisions)
            day = runs.context.now().date() if asked.decisions == "now" else None
            return sunset(sent(out, run.run.file_name, wanted, day), runs.context, run_id)

    @api.get("/runs/<run_id>/compare/<earlier_id>")
    @described(
        "Which subjects changed since an earlier run, and why",
        query=ChangesRequest,
        answer=ChangesPage,
        refusals=(404, 409, 410, 422, 503),
    )
    def changed(run_id: str, earlier_id: str) -> Response:
        asked = query_of(ChangesRequest)
        runs = finished()
        later, earlier = runs.get(run_id, g.caller.team), runs.get(earlier_id, g.caller.team)
        found = runs.compare(earlier, later)
        wanted = [each for each in found.changes if asked.kind in ("", each.kind)]
        begin = _begin(asked)
        following = _following(asked, begin, len(wanted))
        whole = ChangesAnswer.of(earlier, later, found, wanted[begin : begin + asked.limit])
        return with_link(as_json(ChangesPage(**dict(whole), next=following)), following)


def sent(path: Path, file_name: str, form: ReportForm, decided_on: date | None = None) -> Response:
    """The bytes of a report as a download; opened before its file goes, since they stay readable then.

    Args:
        path: where they are.
        file_name: of the list.
        form: of the report, or that it is a ZIP of parts.
        decided_on: the day whose decisions it shows, where these are not those of its run.
    """
    name = file_name or "list"
    named = name_as_of(name, decided_on, form) if decided_on else default_name(name, form)
    answer = send_file(path.open("rb"), mimetype=REPORT_TYPES[form].partition(";")[0])
    answer.headers["Content-Type"] = REPORT_TYPES[form]
    answer.headers["Content-Disposition"] = content_disposition(named)
    return answer


def _begin(asked: PageRequest) -> int:
    """How many entries come before the page; those of a finished run are the same for ever."""
    return max(0, next(iter(key_of(asked, int)), 0))


def _following(asked: PageRequest, begin: int, total: int) -> str | None:
    """The cursor of the next page, None where there is none."""
    return cursor_after(begin + asked.limit) if begin + asked.limit < total else None


def _wanted(runs: FinishedRuns, run: FinishedRun, asked: ResultsRequest) -> list[Row]:
    """The rows that are asked for, in the order of the file.

    Raises:
        NoEarlierRun: no run of this list was screened by the moment asked about.
        RunUnknown, RunNotReady: of the earlier run.
    """
    rows = list(run.rows)
    if asked.new_against or asked.since:
        earlier = asked.new_against
        if not earlier:
            found = earlier_runs(runs.context, run.run, until=asked.since, limit=1)
            if not found:
                raise NoEarlierRun(
                    "No run of this list was screened by then; ask without `since` for all rows."
                )
            earlier = found[0].id
        changes = runs.compare(runs.get(earlier, g.caller.team), run)
        new = changes.rows()
        rows = [row for row in rows if (row.sheet, row.number) in new or not row.subjects]
    return rows


def _line(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"
