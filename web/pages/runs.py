"""Runs: what was accepted, how far it is, its results as a table, and the report in every form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, Response, abort, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from screening.assessment import gravest, gravity_of_result
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.model import Result, called
from screening.pipeline import ScreeningRequest
from screening.policy.open_questions import open_questions
from screening.report import PARTS, Format, content_disposition, default_name, name_as_of
from screening.review.fingerprints import subject_digest
from screening.review.history import cases_of, has_newer_decisions
from screening.review.queue import states_of
from screening.runs.control import (
    RunNotReady,
    RunProgress,
    answer_question,
    cancel_run,
    newest_runs,
    out_of_date,
    report_path,
    retry_run,
    run_of,
    run_progress,
)
from screening.runs.erasures import ErasureKind, waiting_erasures
from screening.runs.pinned_lists import PinnedLists, lists_not_searched
from screening.runs.pins import Pins, pins_of
from screening.runs.read_slots import ReadingBusy
from screening.runs.results import Decisions, FinishedRuns
from screening.runs.states import ERASED, NEEDS_MAPPING, OPEN
from web.i18n import _
from web.pages import comparison
from web.pages.decided import decided_case, decided_headline
from web.pages.grouped_hits import explained, findings, headline
from web.pages.page_context import PageContext
from web.pages.paging import paged
from web.pages.reading import ListReading, read_run, reading_template_context
from web.pages.results import LongTable, ResultTable, Tables, View
from web.pages.run_options import read_choice
from web.pages.sorting import Key, Sort, sort_rows
from web.sunset import sunset

NAME = "runs"
FORMATS: tuple[Format, ...] = ("xlsx", "fresh-xlsx", "csv", "json", "ndjson", "parquet")
_RUN_COLUMNS: Mapping[str, Key[RunProgress]] = {
    "list": lambda run: run.file_name.casefold(),
    "accepted": lambda run: run.accepted_at,
    "state": lambda run: (run.state, run.doing),
    "rows": lambda run: run.rows,
}
_PER_PAGE = 50
_NEWEST = 200


def make_blueprint(shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of everything about runs."""
    page = Blueprint(NAME, __name__, url_prefix="/runs")
    tables = Tables(context)
    finished = FinishedRuns(context, PinnedLists(shown.served.today))

    comparison.add_to(page, shown, finished)

    @page.get("/")
    def every() -> str:
        sort = Sort.of(request.args, _RUN_COLUMNS, "-accepted")
        found = sort_rows(newest_runs(context, g.caller.team, _NEWEST), sort, _RUN_COLUMNS)
        waiting = waiting_erasures(context, g.caller.team, ErasureKind.RUN, (each.run_id for each in found))
        return render_template("runs.html", runs=found, erasures=waiting, sort=sort)

    @page.get("/<run_id>")
    def one(run_id: str) -> str:
        at = run_progress(context, run_id, g.caller.team)
        erasure = waiting_erasures(context, g.caller.team, ErasureKind.RUN, [run_id]).get(run_id)
        held = run_of(context, run_id, g.caller.team).held
        if at.state != "finished":
            return render_template(
                "run.html",
                at=at,
                open=at.state in OPEN,
                erased=at.state == ERASED,
                held=held,
                erasure=erasure,
            )
        view, table = View.of(request.args), tables.get(run_id, g.caller.team)
        on_page = paged(table.lines_of(view), request.args.get("page", "1"), _PER_PAGE)
        with context.database.read() as session:
            cases = states_of(session, g.caller.team, run_id)
            # Of a long list there is no report with the decisions of another day.
            newer = not at.in_parts and has_newer_decisions(
                session, g.caller.team, run_id, table.run.ended_at
            )
            decided = cases_of(
                session, g.caller.team, run_id, [line.subject for line in on_page.rows if line.subject]
            )
        return render_template(
            "results.html",
            at=at,
            view=view,
            cases=cases,
            newer_decisions=newer,
            rows=table.rows,
            asked=table.questions,
            policy_titles={key: each.title for key, each in shown.served.policies.items()},
            answers=dict(_pairs(table)),
            notices=table.content.notices,
            several=not at.in_parts and len({line.sheet for line in table.lines}) > 1,
            page=on_page,
            decided=decided,
            known=shown.known.by_id,
            formats=(at.format,) if at.in_parts else FORMATS,
            report_size=json.loads(table.run.receipt)["receipt"]["size"],
            receipt_size=len(table.run.receipt.encode()),
            workbook=table.content.format == "xlsx",  # else both forms are the same fresh workbook
            run=table.run,
            old_lists=out_of_date(table.run) or (),
            searched=len(Pins.from_json(table.run.pins).snapshots),
            not_searched=lists_not_searched(Pins.from_json(table.run.pins)),
            held=held,
            erasure=erasure,
            earlier=[] if at.in_parts else comparison.to_compare_with(finished, table.run),
        )

    @page.get("/<run_id>/rows/<int:number>")
    def row(run_id: str, number: int) -> str:
        table = tables.get(run_id, g.caller.team)
        found = table.row(request.args.get("sheet", ""), number)
        if found is None or not found.subjects:
            abort(404)
        engine = shown.served.under(table.order.policies, dict(_pairs(table)))
        with shown.screening([each.subject for each in found.inquiries]) as deadline:
            results = list(engine.screen_all(found.inquiries, deadline))
        result = _chosen(results, request.args.get("subject", ""))
        with context.database.read() as session:
            decided = cases_of(session, g.caller.team, run_id, [result.subject])
        lead = result.assessment.lead
        made = decided_case(decided.get(result.subject, ()), lead.listing.id if lead else "")
        return render_template(
            "row.html",
            at=run_progress(context, run_id, g.caller.team),
            row=found,
            chosen=results.index(result) + 1,
            cases=decided.get(result.subject, ()),
            others=[
                (number, called(each.subject), each.assessment)
                for number, each in enumerate(results, start=1)
                if each is not result
            ],
            moved_on=pins_of(engine) != Pins.from_json(table.run.pins),
            result=result,
            waits=bool(open_questions(result.assessment.policies)),
            digest=subject_digest(result.subject),
            headline=decided_headline(made, headline(result)),
            made=made,
            explained=explained(result),
            findings=findings(result, shown.known),
            known=shown.known.by_id,
            engine=engine,
            facts=shown.served.facts(engine),
            out_of_date=engine.lists.out_of_date(engine.on),
        )

    @page.get("/<run_id>/mapping")
    def ask(run_id: str) -> ResponseReturnValue:
        return _asked(context, run_id, request.args)

    @page.post("/<run_id>/mapping")
    def apply(run_id: str) -> ResponseReturnValue:
        return _asked(context, run_id, request.form)

    @page.post("/<run_id>/mapping/answer")
    def answer(run_id: str) -> ResponseReturnValue:
        run, team = run_of(context, run_id, g.caller.team), g.caller.team
        order = ScreeningRequest.from_json(run.choices).with_choice(read_choice(request.form))
        reading = read_run(context, run, order)
        if reading.error is not None:
            return _asked(context, run_id, request.form)
        answer_question(
            context,
            run_id,
            team,
            order.choice,
            actor=g.caller.id,
            pins=pins_of(shown.served.under(order.policies)),
            remember=request.form.get("remember") == "yes",
            whole=True,
        )
        return redirect(url_for("runs.one", run_id=run_id), code=303)

    @page.post("/<run_id>/cancel")
    def stop(run_id: str) -> ResponseReturnValue:
        cancel_run(context, run_id, g.caller.team, g.caller.id)
        return redirect(url_for("runs.one", run_id=run_id), code=303)

    @page.post("/<run_id>/retry")
    def again(run_id: str) -> ResponseReturnValue:
        run = run_of(context, run_id, g.caller.team)
        policies = tuple(Pins.from_json(run.pins).policies)
        retry_run(context, run_id, g.caller.team, g.caller.id, pins_of(shown.served.under(policies)))
        return redirect(url_for("runs.one", run_id=run_id), code=303)

    @page.get("/<run_id>/report/<format>")
    def download(run_id: str, format: str) -> Response:
        wanted = next((each for each in FORMATS if each == format), None)
        if wanted is None:
            abort(404)
        at = run_progress(context, run_id, g.caller.team)
        if request.args.get("decisions", "") == "now":
            return sunset(_written(finished, run_id, g.caller.team, wanted, "now"), context, run_id)
        if format == at.format:
            with report_path(context, run_id, g.caller.team) as (path, _):
                form = PARTS if at.in_parts else format
                return sunset(_sent(path, default_name(at.file_name, form), form), context, run_id)
        return sunset(_written(finished, run_id, g.caller.team, wanted, "then"), context, run_id)

    @page.get("/<run_id>/receipt")
    def receipt(run_id: str) -> Response:
        with report_path(context, run_id, g.caller.team) as (_, text):
            answer = Response(text, mimetype="application/json")
        answer.headers["Content-Disposition"] = content_disposition(f"{run_id[:12]}.receipt.json")
        return answer

    return page


def _asked(context: AppContext, run_id: str, form: MultiDict[str, str]) -> ResponseReturnValue:
    """The list of a run that waits for an answer, as it is read with what was chosen.

    Raises:
        RunNotReady: the run asks nothing.
    """
    run = run_of(context, run_id, g.caller.team)
    if run.state != NEEDS_MAPPING:
        raise RunNotReady(_("This run does not need an answer (any more); look at its page."))
    order = ScreeningRequest.from_json(run.choices)
    try:
        order = order.with_choice(read_choice(form) if "changed" in form else order.choice)
        reading = read_run(context, run, order)
    except ReadingBusy:
        raise
    except ScreeningError as refused:
        reading = ListReading(order, error=refused)
    page = render_template(
        "preview_list.html",
        **reading_template_context(reading, run.file_name, form),
        run_id=run_id,
        draft="",
        questions=[],
    )
    return page, reading.status


def _chosen(results: Sequence[Result], number: str) -> Result:
    """The result of the subject of this number within its row, from 1; the gravest where none is asked for."""
    if not number:
        return gravest(results, gravity_of_result)
    if not number.isdecimal() or not 1 <= int(number) <= len(results):
        abort(404)
    return results[int(number) - 1]


def _pairs(table: ResultTable | LongTable) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (fact.partition("=") for fact in table.order.project)]


def _written(
    finished: FinishedRuns, run_id: str, team: str, format: Format, decisions: Decisions
) -> Response:
    """The report in another form than the one that was ordered, or with other decisions, from the same results."""
    run = finished.get(run_id, team)
    with TemporaryDirectory(prefix="report-", dir=finished.context.scratch()) as folder:
        out = Path(folder) / "report"
        finished.write(run, out, format, decisions=decisions)
        name, today = run.run.file_name, finished.context.now().date()
        named = name_as_of(name, today, format) if decisions == "now" else default_name(name, format)
        return _sent(out, named, format)


def _sent(path: Path, name: str, format: str) -> Response:
    """The bytes of a report as a download; opened before its file goes."""
    answer = send_file(path.open("rb"), mimetype=_TYPES[format], as_attachment=True, download_name="report")
    answer.headers["Content-Disposition"] = content_disposition(name)
    return answer


_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = {
    "xlsx": _WORKBOOK,
    "fresh-xlsx": _WORKBOOK,
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "parts": "application/zip",
}
