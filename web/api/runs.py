"""Runs over HTTP: a list of any size is accepted at once and screened by the workers; nothing accepted is lost.

A key sees the runs of its team; another team's run and one that is not there are not told apart. With an
Idempotency-Key the same call may be sent again and again: it makes one run. The key decides the run's id, so that the
database itself refuses a second one.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, g, request, url_for

from screening.confirmed_mappings import mappings
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.intake.confirmed_mapping import choices_of
from screening.intake.reading_choice import ReadingChoice
from screening.pipeline import ScreeningRequest
from screening.privacy_notice import PrivacyNotice
from screening.report import PARTS
from screening.runs.control import (
    RunFilter,
    RunProgress,
    answer_question,
    cancel_run,
    newest_runs,
    report_path,
    retry_run,
    run_of,
    run_progress,
)
from screening.runs.erasures import ErasureKind, waiting_erasures
from screening.runs.erasures_json import ErasureMark
from screening.runs.list_limits import ListLimits
from screening.runs.pinned_lists import PinnedLists
from screening.runs.pins import Pins, pins_of
from screening.runs.previews import check_list
from screening.runs.progress_json import RunProgressJson
from screening.runs.results import FinishedRuns
from screening.runs.states import FINISHED, NEEDS_MAPPING
from screening.runs.submit import submit_again, submit_list
from screening.sandbox_names import is_sandbox_team
from screening.storage import StorageFailed
from screening.storage.erasure_tables import Erasure
from screening.storage.tables import Run
from web.access import Access
from web.api import erasures, keys, run_results, webhooks
from web.api.described import IDEMPOTENCY_KEY, LISTS, described
from web.api.incoming import allow_a_list, incoming
from web.api.paging import cut, key_of, with_link
from web.api.run_results import sent
from web.api.runs_answers import AgainRequest, MappingRequest, RunJson, RunRequest, RunsAnswer, RunsRequest
from web.api.validation import query_of, validate
from web.responses import as_json
from web.served_engine import Served
from web.strict_json import body_json
from web.sunset import sunset

_KEY_CHARS = 200
_CHOICE_BYTES = 2**20  # a choice for every column of the widest list is a tenth of it
RUN_KEYS = uuid.UUID(
    "8a1f2b52-6a34-4c53-9d43-2f6f3d6f7a10"
)  # the name space of ids made from Idempotency-Keys


class KeyReused(ScreeningError):
    """An Idempotency-Key was sent again with another list or other choices."""

    code, status = "idempotency-key-reused", 422


class NoRunsHere(ScreeningError):
    """This service was started without a data folder and keeps no runs."""

    code, status = "no-runs-here", 503


@dataclass(frozen=True, slots=True)
class CallerTexts:
    """The caller's own key of a run and texts beside it."""

    reference: str
    metadata: dict[str, str]

    @classmethod
    def of(cls, asked: RunRequest) -> CallerTexts:
        """Those of a call; of a key that is sent twice the last text counts."""
        pairs = (each.partition("=") for each in asked.metadata)
        return cls(asked.reference, {key: text for key, _, text in pairs})

    @classmethod
    def of_run(cls, run: Run) -> CallerTexts:
        """Those that a run was accepted with."""
        return cls(run.reference, json.loads(run.metadata_json or "{}"))


def installed(context: AppContext | None) -> AppContext:
    """The installation that is served.

    Raises:
        NoRunsHere: there is none.
    """
    if context is None:
        raise NoRunsHere(
            "This service keeps no runs; the people who run it need to start it with `screening serve`."
        )
    return context


def add_to(api: Blueprint, served: Served, access: Access, context: AppContext | None) -> None:
    """Answer `/runs`."""

    def there() -> AppContext:
        return installed(context)

    kept = FinishedRuns(context, PinnedLists(served.today)) if context is not None else None

    def finished() -> FinishedRuns:
        there()
        assert kept is not None
        return kept

    run_results.add_to(api, finished)
    webhooks.add_to(api, there)
    keys.add_to(api, there)
    erasures.add_to(api, there)

    @api.post("/runs")
    @described(
        "Accept a list (.xlsx, .csv or subjects as NDJSON, as the body or as form field `file`); workers screen it",
        query=RunRequest,
        answer=RunJson,
        status=202,
        files=LISTS,
        headers=(IDEMPOTENCY_KEY,),
        refusals=(400, 404, 413, 414, 422, 503, 507),
    )
    def accept() -> Response:
        context = there()
        asked = query_of(RunRequest)
        limits = ListLimits.of(context.settings)
        allow_a_list(asked.file_name, limits)
        order = order_of(asked, context)
        pins = pins_of(served.under(order.policies))  # refuses a policy that is not there before reading on
        order.facts()
        run_id, own = id_of_key(RUN_KEYS), CallerTexts.of(asked)
        with incoming(context.scratch(), asked.file_name, limits) as sent:
            known = bool(run_id) and _is_known(context, run_id, sent.path, order, own)
            if not known:  # sent again, it is kept once and costs once
                access.count_list(g.caller, sent.path.stat().st_size)
            if asked.question == "refuse":
                confirmed = choices_of(mappings(context, g.caller.team))
                # refused with its readings
                check_list(
                    context, sent.path, order.options(sent.name, confirmed), who=g.caller.id, limits=limits
                )
            if not known:
                run_id = _accepted(context, sent.path, order, pins, sent.name, run_id, own)
        return started(context, run_id)

    @api.get("/runs")
    @described(
        "The runs of the key's team, the newest first, in pages",
        query=RunsRequest,
        answer=RunsAnswer,
        refusals=(422, 503),
    )
    def runs() -> Response:
        asked = query_of(RunsRequest)
        after = key_of(asked, str, str)
        wanted = RunFilter(asked.state, asked.since, asked.until, asked.reference, asked.watch)
        newest = newest_runs(there(), g.caller.team, asked.limit + 1, wanted=wanted, after=after)
        found, following = cut(newest, asked.limit, lambda each: (each.accepted_at, each.run_id))
        waiting = waiting_erasures(there(), g.caller.team, ErasureKind.RUN, (each.run_id for each in found))
        listed = [_run(each, waiting.get(each.run_id)) for each in found]
        return with_link(as_json(RunsAnswer(runs=listed, next=following)), following)

    @api.get("/runs/<run_id>")
    @described("The state of a run", answer=RunJson, refusals=(404, 503))
    def one_run(run_id: str) -> Response:
        return as_json(_one_run(there(), run_id))

    @api.get("/runs/<run_id>/report")
    @described("The report of a finished run, in the format that was asked for", refusals=(404, 409, 503))
    def report(run_id: str) -> Response:
        now = run_progress(there(), run_id, g.caller.team)
        with report_path(there(), run_id, g.caller.team) as (path, _receipt):
            form = PARTS if now.in_parts else now.format
            response = sunset(sent(path, now.file_name, form), there(), run_id)
        response.set_etag(now.report_sha256)
        response.make_conditional(request)
        return response

    @api.get("/runs/<run_id>/receipt")
    @described("The receipt of a report: its hash in the sealed log", refusals=(404, 409, 503))
    def receipt(run_id: str) -> Response:
        with report_path(there(), run_id, g.caller.team) as (_path, said):
            return Response(said, mimetype="application/json")

    @api.post("/runs/<run_id>/mapping")
    @described(
        "Choose how to read the list of a run that needs a mapping; it is queued again under its id",
        body=MappingRequest,
        answer=RunJson,
        status=202,
        refusals=(400, 404, 409, 413, 422, 503),
    )
    def answer_mapping(run_id: str) -> Response:
        context, team = there(), g.caller.team
        run = run_of(context, run_id, team)
        request.max_content_length = _CHOICE_BYTES
        said = validate(MappingRequest, body_json(request))
        choice = said.parse()
        answer_question(
            context, run_id, team, choice, actor=g.caller.id, pins=_pins_now(run), remember=said.remember
        )
        return started(context, run_id)

    @api.post("/runs/<run_id>/cancel")
    @described("Cancel a run that has not ended", answer=RunJson, refusals=(404, 503))
    def cancel(run_id: str) -> Response:
        cancel_run(there(), run_id, g.caller.team, g.caller.id)
        return one_run(run_id)

    @api.post("/runs/<run_id>/retry")
    @described(
        "Restart a failed or cancelled run, on today's lists",
        answer=RunJson,
        status=202,
        refusals=(404, 409, 503),
    )
    def retry(run_id: str) -> Response:
        context, team = there(), g.caller.team
        retry_run(context, run_id, team, g.caller.id, _pins_now(run_of(context, run_id, team)))
        return started(context, run_id)

    @api.post("/runs/<run_id>/again")
    @described(
        "Screen the list of a run again on today's lists, with further answers about the project, as a new run that you can compare with this one",
        query=AgainRequest,
        answer=RunJson,
        status=202,
        refusals=(400, 404, 409, 410, 422, 503),
    )
    def again(run_id: str) -> Response:
        context, project = there(), query_of(AgainRequest).project
        earlier = run_of(context, run_id, g.caller.team)
        pins = _pins_now(earlier)
        return started(context, submit_again(context, earlier, pins, actor=g.caller.id, project=project))

    def _pins_now(run: Run) -> Pins:
        return pins_of(served.under(ScreeningRequest.from_json(run.choices).policies))


def started(context: AppContext, run_id: str) -> Response:
    """The answer about a run that was accepted or begun anew."""
    answer = as_json(_one_run(context, run_id), 202)
    answer.headers["Location"] = url_for("api.one_run", run_id=run_id)
    return answer


def order_of(asked: RunRequest, context: AppContext) -> ScreeningRequest:
    """How a list is to be read, screened and reported.

    Raises:
        ChoiceInvalid: how it is to be read is not written as a choice.
    """
    choice = ReadingChoice.parse(
        asked.map,
        asked.ignore,
        asked.header_row,
        asked.skip_sheet,
        asked.encoding,
        asked.delimiter,
        asked.as_above,
    )
    return ScreeningRequest(
        policies=tuple(dict.fromkeys(asked.policies)),
        project=tuple(asked.project),
        country_codes=asked.country_codes,
        format=asked.format,
        chunk_size=context.settings.chunk_size,
        notice=PrivacyNotice(asked.notice),
        remember=asked.remember == "yes",
    ).with_choice(choice)


def id_of_key(space: uuid.UUID) -> str:
    """The id that the Idempotency-Key of this call gives what it makes; "" where there is none.

    Args:
        space: the name space of such ids, another for each kind of thing.

    Raises:
        KeyReused: it is too long to be one.
    """
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > _KEY_CHARS:
        raise KeyReused(f"An Idempotency-Key has at most {_KEY_CHARS} characters.")
    return uuid.uuid5(space, f"{g.caller.team}\n{key}").hex if key else ""


def _accepted(
    context: AppContext,
    source: Path,
    order: ScreeningRequest,
    pins: Pins,
    name: str,
    run_id: str,
    own: CallerTexts,
) -> str:
    try:
        return submit_list(
            context,
            source,
            order,
            pins,
            actor=g.caller.id,
            team=g.caller.team,
            file_name=name,
            run_id=run_id,
            reference=own.reference,
            metadata=own.metadata,
        )
    except StorageFailed:
        if run_id and _is_known(context, run_id, source, order, own):
            return run_id  # the same call came twice at once, and the other was first
        raise


def _is_known(
    context: AppContext, run_id: str, source: Path, order: ScreeningRequest, own: CallerTexts
) -> bool:
    """Whether the run was made by this same call before.

    Raises:
        KeyReused: it was made by another.
    """
    with context.database.read() as session:
        run = session.get(Run, run_id)
        made = (
            (
                run.upload_sha256,
                (ScreeningRequest.from_json(run.choices).first_sha256(), CallerTexts.of_run(run)),
                run.state,
            )
            if run
            else None
        )
    if made is None:
        return False
    with source.open("rb") as file:
        same = hashlib.file_digest(file, "sha256").hexdigest() == made[0]
    if not same or (made[1] != (order.first_sha256(), own) and made[2] != "erased"):
        raise KeyReused("This Idempotency-Key was sent with another list or other choices; use a new one.")
    return True


def _one_run(context: AppContext, run_id: str) -> RunJson:
    now = run_progress(context, run_id, g.caller.team)
    return _run(now, waiting_erasures(context, g.caller.team, ErasureKind.RUN, [run_id]).get(run_id))


def _run(now: RunProgress, erasure: Erasure | None) -> RunJson:
    here = url_for("api.one_run", run_id=now.run_id)
    links = {"self": here}
    if now.state == FINISHED:
        links |= {part: f"{here}/{part}" for part in ("report", "report.xlsx", "results", "receipt", "again")}
    if now.state == NEEDS_MAPPING:
        links["mapping"] = f"{here}/mapping"
    mark = ErasureMark.of(erasure) if erasure else None
    return RunJson(
        **dict(RunProgressJson.of(now)), erasure=mark, sandbox=is_sandbox_team(g.caller.team), links=links
    )
