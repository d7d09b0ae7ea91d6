"""Runs over HTTP: a list of any size is accepted at once and screened by the workers; nothing accepted is lost.

A key sees the runs of its team; another team's run and one that is not there are not told apart. With an
Idempotency-Key the same call may be sent again and again: it makes one run. The key decides the run's id, so that the
database itself refuses a second one.
"""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path

from flask import Blueprint, Response, g, jsonify, request, url_for

from screening import jobs
from screening.errors import ScreeningError
from screening.intake.reading_choice import ReadingChoice
from screening.jobs.control import Progress, run_of
from screening.jobs.erasures import Kind, waiting_erasures
from screening.jobs.finished import FinishedRuns
from screening.jobs.mappings import choices_of, mappings
from screening.jobs.order import Order, pins_of
from screening.jobs.pinned import PinnedLists
from screening.jobs.previews import check_list
from screening.jobs.states import NEEDS_MAPPING
from screening.notice import Notice
from screening.storage import StorageFailed
from screening.storage.erasure_tables import Erasure
from screening.storage.tables import Run
from web.api import erasures, run_results, webhooks
from web.api.described import IDEMPOTENCY_KEY, LISTS, described
from web.api.erasures import mark_json
from web.api.incoming import allow_a_list, incoming
from web.api.run_results import sent
from web.api.runs_answers import MappingAsked, RunAsked, RunGiven, RunsAnswer, RunsAsked
from web.api.validation import query_of, validate
from web.served import Served
from web.strict_json import body_json
from web.sunset import sunset

_KEY_CHARS = 200
_CHOICE_BYTES = 2**20  # a choice for every column of the widest list is a tenth of it
_KEYS = uuid.UUID("8a1f2b52-6a34-4c53-9d43-2f6f3d6f7a10")  # the name space of ids made from Idempotency-Keys


class KeyReused(ScreeningError):
    """An Idempotency-Key was sent again with another list or other choices."""

    code, status = "idempotency-key-reused", 422


class NoRunsHere(ScreeningError):
    """This service was started without a data folder and keeps no runs."""

    code, status = "no-runs-here", 503


def add_to(api: Blueprint, served: Served, place: jobs.Installation | None) -> None:
    """Answer `/runs`."""

    def there() -> jobs.Installation:
        if place is None:
            raise NoRunsHere("This service keeps no runs; whoever runs it starts it with `screening serve`.")
        return place

    kept = FinishedRuns(place, PinnedLists(served.today)) if place is not None else None

    def finished() -> FinishedRuns:
        there()
        assert kept is not None
        return kept

    run_results.add_to(api, finished)
    webhooks.add_to(api, there)
    erasures.add_to(api, there)

    @api.post("/runs")
    @described(
        "Accept a list (.xlsx, .csv or subjects as NDJSON, as the body or as form field `file`); workers screen it",
        query=RunAsked,
        answer=RunGiven,
        status=202,
        files=LISTS,
        headers=(IDEMPOTENCY_KEY,),
        refusals=(400, 404, 413, 414, 422, 503, 507),
    )
    def accept() -> Response:
        place = there()
        asked = query_of(RunAsked)
        allow_a_list(asked.file_name)
        order = _order(asked, place)
        pins = pins_of(served.under(order.policies))  # refuses a policy that is not there before reading on
        order.facts()
        with incoming(place.scratch(), asked.file_name) as sent:
            if asked.question == "refuse":
                known = choices_of(mappings(place, g.caller.team))
                # refused with its readings
                check_list(place, sent.path, order.options(sent.name, known), who=g.caller.id)
            run_id = _accepted(place, sent.path, order, pins, sent.name)
        return _started(place, run_id)

    @api.get("/runs")
    @described("The newest runs of the key's team", query=RunsAsked, answer=RunsAnswer, refusals=(422, 503))
    def runs() -> Response:
        limit = query_of(RunsAsked).limit
        found = jobs.runs(there(), g.caller.team, limit)
        waiting = waiting_erasures(there(), g.caller.team, Kind.RUN, (each.run_id for each in found))
        return jsonify({"runs": [_run_json(each, waiting.get(each.run_id)) for each in found]})

    @api.get("/runs/<run_id>")
    @described("Where a run stands", answer=RunGiven, refusals=(404, 503))
    def one_run(run_id: str) -> Response:
        return jsonify(_one_json(there(), run_id))

    @api.get("/runs/<run_id>/report")
    @described("The report of a finished run, in the format that was asked for", refusals=(404, 409, 503))
    def report(run_id: str) -> Response:
        now = jobs.progress(there(), run_id, g.caller.team)
        with jobs.report_path(there(), run_id, g.caller.team) as (path, _receipt):
            response = sunset(sent(path, now.file_name, now.format), there(), run_id)
        response.set_etag(now.report_sha256)
        response.make_conditional(request)
        return response

    @api.get("/runs/<run_id>/receipt")
    @described("The receipt of a report: its hash in the sealed log", refusals=(404, 409, 503))
    def receipt(run_id: str) -> Response:
        with jobs.report_path(there(), run_id, g.caller.team) as (_path, said):
            return Response(said, mimetype="application/json")

    @api.post("/runs/<run_id>/mapping")
    @described(
        "Say how the list of a run that needs a mapping is to be read; it is queued again under its id",
        body=MappingAsked,
        answer=RunGiven,
        status=202,
        refusals=(400, 404, 409, 413, 422, 503),
    )
    def answer_mapping(run_id: str) -> Response:
        place, team = there(), g.caller.team
        run = run_of(place, run_id, team)
        request.max_content_length = _CHOICE_BYTES
        said = validate(MappingAsked, body_json(request))
        choice = ReadingChoice.parse(**said.model_dump(exclude={"remember"}))
        jobs.answer_question(
            place, run_id, team, choice, actor=g.caller.id, pins=_pins_now(run), remember=said.remember
        )
        return _started(place, run_id)

    @api.post("/runs/<run_id>/cancel")
    @described("Cancel a run that has not ended", answer=RunGiven, refusals=(404, 503))
    def cancel(run_id: str) -> Response:
        jobs.cancel(there(), run_id, g.caller.team, g.caller.id)
        return one_run(run_id)

    @api.post("/runs/<run_id>/retry")
    @described(
        "Begin a run that failed or was cancelled anew, on the lists as they are now",
        answer=RunGiven,
        status=202,
        refusals=(404, 409, 503),
    )
    def retry(run_id: str) -> Response:
        place, team = there(), g.caller.team
        jobs.retry(place, run_id, team, g.caller.id, _pins_now(run_of(place, run_id, team)))
        return _started(place, run_id)

    @api.post("/runs/<run_id>/again")
    @described(
        "Screen the list of a run again on the lists as they are now: a new run, to be compared with this one",
        answer=RunGiven,
        status=202,
        refusals=(404, 409, 410, 503),
    )
    def again(run_id: str) -> Response:
        place = there()
        earlier = run_of(place, run_id, g.caller.team)
        return _started(place, jobs.accept_again(place, earlier, _pins_now(earlier), actor=g.caller.id))

    def _pins_now(run: Run) -> jobs.Pins:
        return pins_of(served.under(jobs.Order.from_json(run.choices).policies))


def _started(place: jobs.Installation, run_id: str) -> Response:
    answer = jsonify(_one_json(place, run_id))
    answer.status_code = 202
    answer.headers["Location"] = url_for("api.one_run", run_id=run_id)
    return answer


def _order(asked: RunAsked, place: jobs.Installation) -> jobs.Order:
    choice = ReadingChoice.parse(
        asked.map, asked.ignore, asked.header_row, asked.skip_sheet, asked.encoding, asked.delimiter
    )
    return jobs.Order(
        policies=tuple(dict.fromkeys(asked.policies)),
        project=tuple(asked.project),
        country_codes=asked.country_codes,
        format=asked.format,
        chunk=place.settings.chunk,
        notice=Notice(asked.notice),
        remember=asked.remember == "yes",
    ).with_choice(choice)


def _accepted(place: jobs.Installation, source: Path, order: jobs.Order, pins: jobs.Pins, name: str) -> str:
    key, team = request.headers.get("Idempotency-Key", ""), g.caller.team
    if not key:
        return jobs.accept(place, source, order, pins, actor=g.caller.id, team=team, file_name=name)
    if len(key) > _KEY_CHARS:
        raise KeyReused(f"An Idempotency-Key has at most {_KEY_CHARS} characters.")
    run_id = uuid.uuid5(_KEYS, f"{team}\n{key}").hex
    if _is_known(place, run_id, source, order):
        return run_id
    try:
        return jobs.accept(
            place, source, order, pins, actor=g.caller.id, team=team, file_name=name, run_id=run_id
        )
    except StorageFailed:
        if _is_known(place, run_id, source, order):
            return run_id  # the same call came twice at once, and the other was first
        raise


def _is_known(place: jobs.Installation, run_id: str, source: Path, order: jobs.Order) -> bool:
    """Whether the run was made by this same call before.

    Raises:
        KeyReused: it was made by another.
    """
    with place.database.read() as session:
        run = session.get(Run, run_id)
        made = (run.upload_sha256, Order.from_json(run.choices).first_sha256(), run.state) if run else None
    if made is None:
        return False
    with source.open("rb") as file:
        same = hashlib.file_digest(file, "sha256").hexdigest() == made[0]
    if not same or (made[1] != order.first_sha256() and made[2] != "erased"):
        raise KeyReused("This Idempotency-Key was sent with another list or other choices; use a new one.")
    return True


def _one_json(place: jobs.Installation, run_id: str) -> dict[str, object]:
    now = jobs.progress(place, run_id, g.caller.team)
    return _run_json(now, waiting_erasures(place, g.caller.team, Kind.RUN, [run_id]).get(run_id))


def _run_json(now: Progress, erasure: Erasure | None) -> dict[str, object]:
    here = url_for("api.one_run", run_id=now.run_id)
    links = {"self": here}
    if now.state == "finished":
        links |= {part: f"{here}/{part}" for part in ("report", "report.xlsx", "results", "receipt", "again")}
    if now.state == NEEDS_MAPPING:
        links["mapping"] = f"{here}/mapping"
    facts = now.to_json()
    return {"id": facts.pop("run_id"), **facts, "erasure": mark_json(erasure), "links": links}
