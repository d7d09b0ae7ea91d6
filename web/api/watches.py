"""Watches over HTTP: lists that stay screened, their files, what changed about whom, and what is done with a watch.

A key sees the watches of its team; another team's and one that is not there are not told apart. With an Idempotency-Key
the same call makes one watch, however often it is sent: the key decides its id, so that the database itself refuses a
second one. A newer file needs none: the same file again is no new version.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from flask import Blueprint, Response, g, request, url_for

from screening.confirmed_mappings import mappings
from screening.context import AppContext
from screening.intake.confirmed_mapping import choices_of
from screening.pipeline import ScreeningRequest
from screening.runs.control import RunNotReady, run_of
from screening.runs.pins import Pins, pins_of
from screening.runs.previews import check_list
from screening.runs.states import FINISHED
from screening.sandbox_names import is_sandbox_team
from screening.storage import StorageFailed
from screening.storage.tables import Run
from screening.storage.watch_tables import Watch, WatchVersion
from screening.watch.cleaning import remove_watch
from screening.watch.folder import list_in_folder
from screening.watch.people import accounts_of
from screening.watch.queries import WatchFilter, changes_of_watch, team_watches, versions_of
from screening.watch.watch_json import WatchChangeJson, WatchVersionJson, watches_json
from screening.watch.watches import (
    WatchClosed,
    WatchInvalid,
    WatchSource,
    WatchState,
    WatchTerms,
    add_version,
    add_watch,
    change_terms,
    check_takes_files,
    check_terms,
    mark_seen,
    pause_watch,
    resume_watch,
    screen_again,
    terms_of,
    watch_of,
    watch_run,
)
from web.access import Access
from web.api.described import FORM, IDEMPOTENCY_KEY, LISTS, described
from web.api.incoming import allow_a_list, incoming
from web.api.paging import PageRequest, cut, key_of, with_link
from web.api.runs import CallerTexts, KeyReused, id_of_key, installed, order_of, started
from web.api.runs_answers import RunJson, RunRequest
from web.api.validation import query_of, validate
from web.api.watches_answers import (
    WatchAnswer,
    WatchChangesAnswer,
    WatchChangesRequest,
    WatchesAnswer,
    WatchesRequest,
    WatchFileAnswer,
    WatchFileRequest,
    WatchReadAnswer,
    WatchReadRequest,
    WatchRemovalAnswer,
    WatchRequest,
    WatchTermsRequest,
    WatchVersionsAnswer,
)
from web.faults import FaultJson
from web.responses import as_json
from web.served_engine import Served
from web.strict_json import body_json

_KEYS = uuid.UUID("5b0f2f0e-0a57-4b0e-8c39-6f0b9c2f4e71")  # the name space of ids made from Idempotency-Keys
_TERMS_BYTES = 128 * 1024
# Parameters that say something of a watch and nothing of how a run's list is read.
_OF_A_RUN = WatchRequest.model_fields.keys() - RunRequest.model_fields.keys() | {"reference", "metadata"}


def add_to(api: Blueprint, served: Served, access: Access, context: AppContext | None) -> None:
    """Answer `/watches`."""

    def there() -> AppContext:
        return installed(context)

    def pins_now(watch: Watch) -> Pins:
        return pins_of(served.under(ScreeningRequest.from_json(watch.choices).policies))

    @api.post("/watches")
    @described(
        "Watch a list: the file that is sent, the list of a finished run (`run`) or the newest list in a folder of the "
        "server (`folder`). It is screened now, and again whenever lists, policies or the file change",
        query=WatchRequest,
        answer=WatchAnswer,
        status=202,
        files=(*LISTS, FORM),
        headers=(IDEMPOTENCY_KEY,),
        or_form=True,
        refusals=(400, 404, 409, 413, 414, 422, 503, 507),
    )
    def make_watch() -> Response:
        context = there()
        allow_a_list(request.args.get("file_name", ""))
        asked = query_of(WatchRequest, or_form=True)
        with _place(_parameter):
            _check_source(asked)
            terms = _first_terms(context, asked)
            check_terms(terms, context.now().date())
        make = _of_run if asked.run else _of_folder if asked.folder else _of_file
        watch_id = make(context, served, access, asked, terms)
        answer = as_json(_watch(context, watch_id), 202)
        answer.headers["Location"] = url_for("api.one_watch", watch_id=watch_id)
        return answer

    @api.get("/watches")
    @described(
        "The watches of the key's team, the newest first, in pages",
        query=WatchesRequest,
        answer=WatchesAnswer,
        refusals=(422, 503),
    )
    def watches() -> Response:
        asked, context = query_of(WatchesRequest), there()
        after = key_of(asked, str, str)
        wanted = WatchFilter(asked.state, asked.reference)
        newest = team_watches(context, g.caller.team, most=asked.limit + 1, wanted=wanted, after=after)
        found, following = cut(newest, asked.limit, lambda each: (each.made_at, each.id))
        answer = WatchesAnswer(watches=_answers(context, found), next=following)
        return with_link(as_json(answer), following)

    @api.get("/watches/<watch_id>")
    @described("A watch: where it stands and on what grounds", answer=WatchAnswer, refusals=(404, 503))
    def one_watch(watch_id: str) -> Response:
        return as_json(_watch(there(), watch_id))

    @api.patch("/watches/<watch_id>")
    @described(
        "Change on what grounds a list is watched, until when, and who is told; one that has ended goes on with a later "
        "last day",
        body=WatchTermsRequest,
        answer=WatchAnswer,
        refusals=(400, 404, 413, 422, 503),
    )
    def change_watch(watch_id: str) -> Response:
        context, team = there(), g.caller.team
        watch = watch_of(context, watch_id, team)
        request.max_content_length = _TERMS_BYTES
        said = validate(WatchTermsRequest, body_json(request))
        with _place(_pointer):
            change_terms(context, watch_id, team, _next_terms(context, watch, said), actor=g.caller.id)
        return one_watch(watch_id)

    @api.post("/watches/<watch_id>/files")
    @described(
        "Give a newer file of a watch; where it differs from the newest one it is a new version and is screened",
        query=WatchFileRequest,
        answer=WatchFileAnswer,
        status=202,
        files=(*LISTS, FORM),
        refusals=(400, 404, 409, 413, 414, 422, 503, 507),
    )
    def give_watch_file(watch_id: str) -> Response:
        context, team = there(), g.caller.team
        watch = watch_of(context, watch_id, team)
        check_takes_files(watch)
        asked = query_of(WatchFileRequest)
        allow_a_list(asked.file_name)
        with incoming(context.scratch(), asked.file_name) as sent:
            newest = versions_of(context, watch_id, most=1)
            if not newest or newest[0].upload_sha256 != _sha256(sent.path):
                access.count_list(g.caller, sent.path.stat().st_size)
            is_new = add_version(
                context,
                watch_id,
                team,
                sent.path,
                pins_now(watch),
                actor=g.caller.id,
                file_name=sent.name,
            )
        return as_json(WatchFileAnswer(new=is_new, watch=_watch(context, watch_id)), 202)

    @api.get("/watches/<watch_id>/versions")
    @described(
        "The files of a watch, the newest first, each with how its rows differ from those of the file before",
        query=PageRequest,
        answer=WatchVersionsAnswer,
        refusals=(404, 422, 503),
    )
    def watch_versions(watch_id: str) -> Response:
        asked, context = query_of(PageRequest), there()
        watch_of(context, watch_id, g.caller.team)
        newest = versions_of(context, watch_id, most=asked.limit + 1, after=key_of(asked, int))
        found, following = cut(newest, asked.limit, lambda each: (each.number,))
        answer = WatchVersionsAnswer(versions=list(map(WatchVersionJson.of, found)), next=following)
        return with_link(as_json(answer), following)

    @api.get("/watches/<watch_id>/changes")
    @described(
        "What changed about the rows of a watch, and why: the newest screening first, in the order of the list",
        query=WatchChangesRequest,
        answer=WatchChangesAnswer,
        refusals=(404, 422, 503),
    )
    def watch_changes(watch_id: str) -> Response:
        asked, context = query_of(WatchChangesRequest), there()
        watch_of(context, watch_id, g.caller.team)
        newest = changes_of_watch(
            context,
            watch_id,
            most=asked.limit + 1,
            run_id=asked.run,
            unseen=asked.unseen == "yes",
            after=key_of(asked, str, str, int),
        )
        found, following = cut(newest, asked.limit, lambda each: (each.told_at, each.run_id, each.number))
        answer = WatchChangesAnswer(changes=list(map(WatchChangeJson.of, found)), next=following)
        return with_link(as_json(answer), following)

    @api.post("/watches/<watch_id>/read")
    @described(
        "Mark the changes of a watch as read, or those of one screening",
        query=WatchReadRequest,
        answer=WatchReadAnswer,
        refusals=(404, 422, 503),
    )
    def read_watch_changes(watch_id: str) -> Response:
        asked, context = query_of(WatchReadRequest), there()
        count = mark_seen(context, watch_id, g.caller.team, actor=g.caller.id, run_id=asked.run)
        return as_json(WatchReadAnswer(read=count, watch=_watch(context, watch_id)))

    @api.post("/watches/<watch_id>/pause")
    @described(
        "Screen a watch no more until somebody resumes it", answer=WatchAnswer, refusals=(404, 409, 503)
    )
    def pause_watching(watch_id: str) -> Response:
        pause_watch(there(), watch_id, g.caller.team, actor=g.caller.id)
        return one_watch(watch_id)

    @api.post("/watches/<watch_id>/resume")
    @described(
        "Go on with a watch that was paused or has stopped; a screening that failed or was cancelled begins anew",
        answer=WatchAnswer,
        refusals=(404, 409, 503),
    )
    def resume_watching(watch_id: str) -> Response:
        context, team = there(), g.caller.team
        pins = pins_now(watch_of(context, watch_id, team))
        resume_watch(context, watch_id, team, pins, actor=g.caller.id)
        return one_watch(watch_id)

    @api.post("/watches/<watch_id>/screen")
    @described(
        "Screen the newest file of a watch now; where its newest screening has not ended, that is the answer",
        answer=RunJson,
        status=202,
        refusals=(404, 409, 503),
    )
    def screen_watch(watch_id: str) -> Response:
        context = there()
        watch = watch_of(context, watch_id, g.caller.team)
        return started(context, screen_again(context, watch, pins_now(watch), actor=g.caller.id))

    @api.delete("/watches/<watch_id>")
    @described(
        "Watch a list no more and erase at once what is kept of it: its files, screenings, reports and changes; its lines "
        "in the log stay",
        answer=WatchRemovalAnswer,
        refusals=(404, 503),
    )
    def drop_watch(watch_id: str) -> Response:
        held = remove_watch(there(), watch_id, g.caller.team, actor=g.caller.id)
        return as_json(WatchRemovalAnswer(id=watch_id, held_runs=held))


def _of_file(
    context: AppContext, served: Served, access: Access, asked: WatchRequest, terms: WatchTerms
) -> str:
    order = order_of(asked, context)
    pins = pins_of(served.under(order.policies))  # refuses a policy that is not there before reading on
    order.facts()
    with incoming(context.scratch(), asked.file_name) as sent:
        return _made_of(context, access, asked, terms, order, pins, sent.path, sent.name)


def _of_folder(
    context: AppContext, served: Served, access: Access, asked: WatchRequest, terms: WatchTerms
) -> str:
    order = order_of(asked, context)
    pins = pins_of(served.under(order.policies))
    order.facts()
    path = list_in_folder(context, g.caller.team, asked.folder)
    return _made_of(context, access, asked, terms, order, pins, path, path.name)


def _made_of(
    context: AppContext,
    access: Access,
    asked: WatchRequest,
    terms: WatchTerms,
    order: ScreeningRequest,
    pins: Pins,
    path: Path,
    name: str,
) -> str:
    """Watch the list in a file, once for an Idempotency-Key."""
    # What lies in a folder may be another file by now, and it is the folder that was named.
    known = _Known(context, order, asked.folder, "" if asked.folder else _sha256(path))

    def make() -> Watch:
        access.count_list(g.caller, path.stat().st_size)
        if asked.question == "refuse":
            confirmed = choices_of(mappings(context, g.caller.team))
            check_list(context, path, order.options(name, confirmed), who=g.caller.id)
        return add_watch(
            context,
            path,
            order,
            pins,
            terms,
            actor=g.caller.id,
            team=g.caller.team,
            file_name=name,
            folder=asked.folder,
            kind=WatchSource.FOLDER if asked.folder else WatchSource.FILE,
            watch_id=known.watch_id,
        )

    return known.or_made(make)


def _of_run(
    context: AppContext, served: Served, _access: Access, asked: WatchRequest, terms: WatchTerms
) -> str:
    earlier: Run = run_of(context, asked.run, g.caller.team)
    order = ScreeningRequest.from_json(earlier.choices)
    known = _Known(context, order, "", earlier.upload_sha256)

    def make() -> Watch:
        if earlier.state != FINISHED:
            raise RunNotReady("Only the list of a finished run can be watched; ask for the run first.")
        pins = pins_of(served.under(order.policies))
        return watch_run(context, earlier, pins, terms, actor=g.caller.id, watch_id=known.watch_id)

    return known.or_made(make)


class _Known:
    """Whether the watch of this call's Idempotency-Key was made by this same call before.

    What is said of a watch may be changed after it was made, so the list and how it is read and screened are compared.
    """

    def __init__(self, context: AppContext, order: ScreeningRequest, folder: str, sha256: str) -> None:
        self.watch_id = id_of_key(_KEYS)
        self._context, self._order, self._folder, self._sha256 = context, order, folder, sha256

    def or_made(self, make: Callable[[], Watch]) -> str:
        """The id of the watch that was made before, else of the one that is made now.

        Raises:
            KeyReused: another call made it.
            WatchClosed: it was removed.
        """
        if self._is_there():
            return self.watch_id
        try:
            return make().id
        except StorageFailed:
            if self._is_there():
                return self.watch_id  # the same call came twice at once, and the other was first
            raise

    def _is_there(self) -> bool:
        if not self.watch_id:
            return False
        with self._context.database.read() as session:
            watch = session.get(Watch, self.watch_id)
            first = session.get(WatchVersion, (self.watch_id, 1))
            session.expunge_all()
        if watch is None:
            return False
        if watch.state == WatchState.REMOVED:
            raise WatchClosed("The watch of this Idempotency-Key was removed; use a new key for another one.")
        same = (
            first is not None and self._sha256 in ("", first.upload_sha256) and watch.folder == self._folder
        )
        if not same or ScreeningRequest.from_json(watch.choices).first_sha256() != self._order.first_sha256():
            raise KeyReused(
                "This Idempotency-Key was sent with another list or other choices; use a new one."
            )
        return True


def _check_source(asked: WatchRequest) -> None:
    """Refuse what nobody could know how to follow: two lists, or another reading of a run's.

    Raises:
        WatchInvalid: naming the parameter.
    """
    named = "run" if asked.run else "folder"
    has_file = bool(request.files) if request.mimetype == FORM else bool(request.content_length)
    if (asked.run and asked.folder) or ((asked.run or asked.folder) and has_file):
        raise WatchInvalid("Send a file, or name a run or a folder; one of them is watched.", field=named)
    if asked.run and (more := sorted(asked.model_fields_set - _OF_A_RUN)):
        raise WatchInvalid(
            f"The list of a run is watched as that run was ordered; leave out {more[0]}.", field=more[0]
        )


def _first_terms(context: AppContext, asked: WatchRequest) -> WatchTerms:
    own = CallerTexts.of(asked)
    return WatchTerms(
        name=asked.name,
        purpose=asked.purpose,
        legal_basis=asked.legal_basis,
        ends_on=date.fromisoformat(asked.ends_on),
        tell=accounts_of(context, g.caller.team, asked.tell),
        is_weekly=asked.weekly == "yes",
        reference=own.reference,
        metadata=own.metadata,
    )


def _next_terms(context: AppContext, watch: Watch, said: WatchTermsRequest) -> WatchTerms:
    """The terms of a watch with what was sent in the place of what stood there."""
    team, sent = g.caller.team, said.model_fields_set
    changes = said.model_dump(include=sent - {"weekly", "tell", "owner", "ends_on"})
    if "weekly" in sent:
        changes["is_weekly"] = said.weekly
    if "ends_on" in sent:
        changes["ends_on"] = date.fromisoformat(said.ends_on)
    if "tell" in sent:
        changes["tell"] = accounts_of(context, team, said.tell)
    if "owner" in sent:
        (changes["owner"],) = accounts_of(context, team, [said.owner], field="owner")
    return terms_of(watch, **changes)


@contextmanager
def _place(of: Callable[[str], FaultJson]) -> Iterator[None]:
    """Let a refusal of what is said of a watch name the place in the call, as other faults do."""
    try:
        yield
    except WatchInvalid as error:
        fault = of(str(error.facts["field"])).model_copy(update={"sentence": error.sentence})
        raise WatchInvalid(error.sentence, errors=(fault,)) from error


def _parameter(field: str) -> FaultJson:
    return FaultJson(parameter=field, code="value-invalid", sentence="")


def _pointer(field: str) -> FaultJson:
    return FaultJson(pointer=f"/{field}", code="value-invalid", sentence="")


def _watch(context: AppContext, watch_id: str) -> WatchAnswer:
    (answer,) = _answers(context, [watch_of(context, watch_id, g.caller.team)])
    return answer


def _answers(context: AppContext, watches: list[Watch]) -> list[WatchAnswer]:
    sandbox = is_sandbox_team(g.caller.team)
    found = []
    for each in watches_json(context, g.caller.team, watches):
        here = url_for("api.one_watch", watch_id=each.id)
        links = {"self": here} | {part: f"{here}/{part}" for part in ("files", "versions", "changes")}
        links["runs"] = f"{url_for('api.runs')}?watch={each.id}"
        links["run"] = url_for("api.one_run", run_id=each.run)
        found.append(WatchAnswer(**dict(each), sandbox=sandbox, links=links))
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
