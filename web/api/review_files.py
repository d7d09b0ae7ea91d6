"""Files over HTTP: those beside a case, and a report that somebody filled in and whose decisions are taken over."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g, request

from screening.context import AppContext
from screening.review import comments
from screening.review.attachments import LARGEST
from screening.review.decide import case_of
from screening.review.json_output import FileJson
from screening.review.rules import Decider
from screening.runs.control import run_of
from screening.runs.filled_reports import filled_file
from screening.runs.import_summary import summarise
from screening.runs.report_import import Uploader, judge_rows, listing_names, take_over
from screening.runs.report_import_json import AnnotatedAnswer
from web.api.described import FORM, LISTS, described
from web.api.incoming import allow_a_list, sent_file, usual_name
from web.api.paging import PageRequest, page_in_memory, with_link
from web.api.review_answers import (
    AnnotatedRequest,
    AttachedAnswer,
    AttachedRequest,
    FilesAnswer,
)
from web.api.validation import query_of
from web.attachment import attachment
from web.responses import as_json
from web.served_engine import Served

_AROUND = 64 * 1024  # bytes of a form around its file
_ANY = "application/octet-stream"


def add_to(api: Blueprint, served: Served, there: Callable[[], AppContext]) -> None:
    """Answer what is asked about files; `there` refuses where no cases are kept."""

    @api.get("/cases/<case_id>/files")
    @described(
        "The files of a case, oldest first", query=PageRequest, answer=FilesAnswer, refusals=(404, 422, 503)
    )
    def case_files(case_id: str) -> Response:
        asked = query_of(PageRequest)
        with there().database.read() as session:
            case = case_of(session, g.caller.team, case_id)
            files = list(map(FileJson.of, comments.files_of(session, case.id)))
        found, following = page_in_memory(files, asked, lambda each: each.id)
        return with_link(as_json(FilesAnswer(files=found, next=following)), following)

    @api.post("/cases/<case_id>/files")
    @described(
        "Attach a file to a case, as the body or as form field `file`; we store it unchanged and never open it",
        query=AttachedRequest,
        answer=AttachedAnswer,
        status=201,
        files=(_ANY, FORM),
        refusals=(400, 404, 413, 422, 503, 507),
    )
    def attach_file(case_id: str) -> Response:
        context, asked = there(), query_of(AttachedRequest)
        request.max_content_length = LARGEST + _AROUND
        with sent_file(context.settings.data, asked.file_name) as sent:
            made = comments.attach(context, g.caller.team, case_id, _me(), sent.path, sent.name)
        return as_json(AttachedAnswer(file=FileJson.of(made)), 201)

    @api.get("/cases/<case_id>/files/<file_id>")
    @described("A file of a case, as a download", media=_ANY, refusals=(404, 503))
    def case_file(case_id: str, file_id: str) -> Response:
        context = there()
        return attachment(context, comments.file_of(context, g.caller.team, case_id, file_id))

    @api.post("/runs/<run_id>/annotated")
    @described(
        "The decisions that people wrote into a report of this run, line by line; with `take=all` we import those "
        "that can be imported, as proposals of the key; proposals of others are confirmed or rejected by people only",
        query=AnnotatedRequest,
        answer=AnnotatedAnswer,
        files=(*LISTS, FORM),
        refusals=(400, 404, 409, 413, 422, 503),
    )
    def annotated(run_id: str) -> Response:
        context, asked = there(), query_of(AnnotatedRequest)
        run = run_of(context, run_id, g.caller.team)
        allow_a_list(asked.file_name)
        with sent_file(context.settings.data, asked.file_name) as sent:
            rows = filled_file(context, run, sent.path, sent.name or usual_name(), who=g.caller.id)
        uploader = Uploader(_me())
        lines = judge_rows(context, run, rows, listing_names(served.engine.library), uploader)
        summary = summarise(context, run, lines, uploader)
        chosen = [each for each in lines if each.can_take and asked.take == "all"]
        taken = take_over(context, g.caller.team, chosen, _me()) if chosen else 0
        return as_json(AnnotatedAnswer.of(run.id, lines, taken, summary))


def _me() -> Decider:
    return Decider(g.caller.id, g.caller.name)
