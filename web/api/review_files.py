"""Files over HTTP: those beside a case, and a report that somebody filled in and whose decisions are taken over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from screening.dispositions import talk
from screening.dispositions.annotated import Fate, listing_names, read_annotated, take_over
from screening.dispositions.attached import LARGEST
from screening.dispositions.desk import case_of
from screening.dispositions.rules import Decider
from screening.dispositions.shape import annotated_json
from screening.jobs import Installation
from screening.jobs.control import run_of
from screening.storage.review_tables import Remark
from web.api.described import FORM, LISTS, described
from web.api.incoming import allow_a_list, sent_file, usual_name
from web.api.review_answers import (
    AnnotatedAnswer,
    AnnotatedAsked,
    AttachedAnswer,
    AttachedAsked,
    FilesAnswer,
)
from web.api.validation import query_of
from web.attachment import attachment
from web.served import Served

_AROUND = 64 * 1024  # bytes of a form around its file
_ANY = "application/octet-stream"


def add_to(api: Blueprint, served: Served, there: Callable[[], Installation]) -> None:
    """Answer what is asked about files; `there` refuses where no cases are kept."""

    @api.get("/cases/<case_id>/files")
    @described("The files beside a case, oldest first", answer=FilesAnswer, refusals=(404, 503))
    def case_files(case_id: str) -> Response:
        with there().database.read() as session:
            case = case_of(session, g.caller.team, case_id)
            said = [file_json(each) for each in talk.files_of(session, case.id)]
        return jsonify({"files": said})

    @api.post("/cases/<case_id>/files")
    @described(
        "Attach a file to a case, as the body or as form field `file`; it is kept as it is and never opened",
        query=AttachedAsked,
        answer=AttachedAnswer,
        status=201,
        files=(_ANY, FORM),
        refusals=(400, 404, 413, 422, 503, 507),
    )
    def attach_file(case_id: str) -> Response:
        place, asked = there(), query_of(AttachedAsked)
        request.max_content_length = LARGEST + _AROUND
        with sent_file(place.settings.data, asked.file_name) as sent:
            made = talk.attach(place, g.caller.team, case_id, _me(), sent.path, sent.name)
        answer = jsonify({"file": file_json(made)})
        answer.status_code = 201
        return answer

    @api.get("/cases/<case_id>/files/<file_id>")
    @described("A file beside a case, as a download that nothing opens", media=_ANY, refusals=(404, 503))
    def case_file(case_id: str, file_id: str) -> Response:
        place = there()
        return attachment(place, talk.file_of(place, g.caller.team, case_id, file_id))

    @api.post("/runs/<run_id>/annotated")
    @described(
        "What people wrote into a report of this run: line by line what would become of it, and with `take=all` "
        "everything that can be is taken over as the key's proposals",
        query=AnnotatedAsked,
        answer=AnnotatedAnswer,
        files=(*LISTS, FORM),
        refusals=(400, 404, 409, 413, 422, 503),
    )
    def annotated(run_id: str) -> Response:
        place, asked = there(), query_of(AnnotatedAsked)
        run = run_of(place, run_id, g.caller.team)
        allow_a_list(asked.file_name)
        with sent_file(place.settings.data, asked.file_name) as sent:
            names = listing_names(served.engine.library)
            lines = read_annotated(place, run, sent.path, sent.name or usual_name(), names)
        chosen = [each for each in lines if each.fate is Fate.TAKES and asked.take == "all"]
        taken = take_over(place, g.caller.team, chosen, _me()) if chosen else 0
        return jsonify(annotated_json(lines, taken))


def file_json(remark: Remark) -> dict[str, Any]:
    """A file beside a case."""
    return {
        "id": remark.id,
        "file_name": remark.file_name,
        "size": remark.file_size,
        "sha256": remark.file_sha256,
        "by": remark.by_name,
        "at": remark.at,
    }


def _me() -> Decider:
    return Decider(g.caller.id, g.caller.name)
