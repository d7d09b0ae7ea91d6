"""Watches: lists of people and partners that stay screened, each on stated grounds and until a stated day.

A screening of a watch is an ordinary run (`screening.runs`) that names its watch. Its id is made from what it screens
and against what, so that whoever asks twice for the same screening gets one.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, update

from screening.context import AppContext, AuditedTransaction
from screening.errors import ScreeningError
from screening.pipeline import ScreeningRequest
from screening.runs.control import retry_run, run_of
from screening.runs.list_limits import ListLimits
from screening.runs.pins import Pins
from screening.runs.states import CANCELLED, ERASED, FAILED, UNENDED
from screening.runs.submit import submit_again, submit_list
from screening.storage.tables import Run
from screening.storage.watch_tables import Watch, WatchChange, WatchVersion

LONGEST_NAME = 200  # characters
LONGEST_GROUND = 2_000  # characters of purpose and of legal basis
MOST_DAYS = 3 * 366  # that a list may be watched before somebody says again that it is needed


class WatchState(StrEnum):
    """Where a watch stands."""

    WATCHING = "watching"
    PAUSED = "paused"  # by a person
    STOPPED = "stopped"  # by itself: it needs an answer, which its sentence says
    ENDED = "ended"  # its last day has passed
    REMOVED = "removed"  # nothing that names people is kept


class WatchSource(StrEnum):
    """Where the files of a watch come from."""

    FILE = "file"  # given by a person or another system
    FOLDER = "folder"  # of the server, which is looked at
    SUBJECTS = "subjects"  # single subjects that people add


class WatchUnknown(ScreeningError):
    """There is no such watch, or it is another team's; the two are never told apart."""

    code, status = "watch-unknown", 404


class WatchInvalid(ScreeningError):
    """What was said of a watch cannot be kept; nothing was changed. `field` names what is wrong."""

    code, status = "watch-invalid", 422


class WatchClosed(ScreeningError):
    """The watch has ended, or is in no state for what was asked; nothing was changed."""

    code, status = "watch-closed", 409


class WatchFault(Exception):
    """What keeps a watch from going on, for whoever looks at it: a code and a sentence that may quote its list."""

    def __init__(self, sentence: str, *, code: str) -> None:
        super().__init__(code)
        self.sentence, self.code = sentence, code


@dataclass(frozen=True, slots=True)
class WatchTerms:
    """What people say of a watch."""

    name: str
    purpose: str
    legal_basis: str
    ends_on: date  # the last day of watching
    owner: str = ""  # account; "" for who makes it
    tell: tuple[str, ...] = ()  # accounts that get mail
    is_weekly: bool = False  # whether a quiet week is told
    reference: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


def add_watch(
    context: AppContext,
    source: Path,
    order: ScreeningRequest,
    pins: Pins,
    terms: WatchTerms,
    *,
    actor: str,
    team: str,
    file_name: str,
    folder: str = "",
    kind: WatchSource = WatchSource.FILE,
    watch_id: str = "",
) -> Watch:
    """Watch the list in the file `source`, which is copied, and have it screened for the first time.

    Args:
        context: the installation.
        source: the bytes of the first file.
        order: how it and the files after it are to be read, screened and reported.
        pins: what the first screening is bound to.
        terms: on what grounds, until when, and who is told.
        actor: the account that asks.
        team: whose watch it is.
        file_name: as the user has it.
        folder: within the watched folder of the server, where the files come from there.
        kind: where its files come from.
        watch_id: the id that the watch is to have, for callers that may ask twice; by default a new one. An id that is
            taken already keeps nothing and fails.

    Raises:
        WatchInvalid: a ground is missing or too long, or the last day is not ahead.
        UploadRefused, StorageFailed: as `submit_list`; nothing was kept.
    """
    watch = _new_watch(
        context, order, terms, actor=actor, team=team, folder=folder, kind=kind, watch_id=watch_id
    )
    _submit_file(context, watch, source, order, pins, actor=actor, file_name=file_name, add=True)
    return watch_of(context, watch.id, team)


def watch_run(
    context: AppContext, earlier: Run, pins: Pins, terms: WatchTerms, *, actor: str, watch_id: str = ""
) -> Watch:
    """Watch the list of a run, ordered as it was; `watch_id` as for `add_watch`.

    Raises:
        WatchInvalid: as `add_watch`, or the list is too long.
        RunNotReady: its list is no longer kept.
    """
    order = ScreeningRequest.from_json(earlier.choices)
    if order.part_rows:
        raise WatchInvalid(
            f"A list of more than {ListLimits().part_rows:,} rows is not watched; watch it in several files.",
            field="run",
        )
    watch = _new_watch(context, order, terms, actor=actor, team=earlier.team, watch_id=watch_id)
    run_id = screening_id(watch.id, 1, "")
    version = _version(context, watch, 1, earlier.upload_sha256, earlier.file_name, actor)

    def on_accept(decision: AuditedTransaction, _run: Run) -> None:
        _keep_version(decision, watch, version, run_id, actor=actor, add=True)

    submit_again(
        context,
        earlier,
        pins,
        actor=actor,
        run_id=run_id,
        watch_id=watch.id,
        reuses=earlier.id,
        on_accept=on_accept,
    )
    return watch_of(context, watch.id, earlier.team)


def add_version(
    context: AppContext,
    watch_id: str,
    team: str,
    source: Path,
    pins: Pins,
    *,
    actor: str,
    file_name: str,
    after: int | None = None,
) -> bool:
    """Take a newer file of a watch and have it screened; say whether it differs from the newest one.

    Args:
        context: the installation.
        watch_id: of the watch.
        team: whose watch it is.
        source: the bytes, which are copied.
        pins: what its screening is bound to.
        actor: the account that asks.
        file_name: as the user has it.
        after: the number of the version of which the file was made, for a file that is made of it.

    Raises:
        WatchUnknown: the team has no such watch.
        WatchClosed: it has ended, it is one of single subjects, or somebody gave a newer file than `after`.
        UploadRefused, StorageFailed: as `submit_list`; nothing was kept.
    """
    watch = watch_of(context, watch_id, team)
    _check_open(watch)
    if after is None and watch.source == WatchSource.SUBJECTS:
        raise WatchClosed("The subjects of this watch are added one by one; add or take out single ones.")
    if after is not None and watch.version != after:
        raise _overtaken()
    with source.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    run = _find_run(context, watch.run_id)
    if run is not None and run.state != ERASED and run.upload_sha256 == sha256:
        return False
    order = ScreeningRequest.from_json(watch.choices)
    _submit_file(context, watch, source, order, pins, actor=actor, file_name=file_name)
    return True


def check_takes_files(watch: Watch) -> None:
    """Refuse a file that somebody gives where the files of the watch come from elsewhere: the next look would undo it.

    Raises:
        WatchClosed: its files come from a folder, or are made of single subjects.
    """
    if watch.source == WatchSource.FOLDER:
        raise WatchClosed(
            "The files of this watch come from a folder of the server; put the newer file there."
        )
    if watch.source == WatchSource.SUBJECTS:
        raise WatchClosed("The subjects of this watch are added one by one; add or take out single ones.")


def screen_again(context: AppContext, watch: Watch, pins: Pins, *, actor: str, in_full: bool = False) -> str:
    """Have the newest file of a watch screened anew, and give the id of the run.

    Where its newest screening has not ended, that is the run. Two that ask at once get the same one. `in_full`: no
    reading of an earlier screening is reused.

    Raises:
        WatchClosed: it has ended, or somebody gave a newer file meanwhile.
        RunNotReady: its list is no longer kept.
    """
    _check_open(watch)
    earlier = run_of(context, watch.run_id, watch.team)
    if earlier.state in UNENDED:
        return earlier.id
    if earlier.state in (FAILED, CANCELLED):
        retry_run(context, earlier.id, watch.team, actor, pins)
        return earlier.id
    run_id = screening_id(watch.id, watch.version, earlier.id)
    if _find_run(context, run_id) is not None:
        return run_id

    def on_accept(decision: AuditedTransaction, _run: Run) -> None:
        now = decision.session.get_one(Watch, watch.id, with_for_update=True, populate_existing=True)
        _check_open(now)
        if (now.version, now.run_id) != (watch.version, earlier.id):
            raise _overtaken()
        now.run_id = run_id
        decision.session.add(now)

    submit_again(
        context,
        earlier,
        pins,
        actor=actor,
        run_id=run_id,
        watch_id=watch.id,
        reuses="" if in_full else watch.told_run_id,
        on_accept=on_accept,
    )
    return run_id


def screening_id(watch_id: str, version: int, earlier_run_id: str) -> str:
    """The id of the run that screens one file of a watch after an earlier run of it; "" for none."""
    said = json.dumps([watch_id, version, earlier_run_id])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def watch_of(context: AppContext, watch_id: str, team: str) -> Watch:
    """A watch of `team`.

    Raises:
        WatchUnknown: it has no such watch.
    """
    with context.database.read() as session:
        watch = session.get(Watch, watch_id)
        if watch is None or watch.team != team or watch.state == WatchState.REMOVED:
            raise _unknown()
        session.expunge(watch)
    return watch


def mark_seen(context: AppContext, watch_id: str, team: str, *, actor: str, run_id: str = "") -> int:
    """Say that the changes of a watch, or of one of its screenings, were read; gives how many were new.

    Raises:
        WatchUnknown: the team has no such watch.
    """
    watch_of(context, watch_id, team)
    with context.decide() as decision:
        unseen = update(WatchChange).where(
            col(WatchChange.watch_id) == watch_id, col(WatchChange.seen_at) == ""
        )
        if run_id:
            unseen = unseen.where(col(WatchChange.run_id) == run_id)
        said = unseen.values(seen_at=decision.at.isoformat(), seen_by=actor)
        count = decision.session.connection().execute(said).rowcount
        if count:
            facts = {"watch": watch_id, "changes": count}
            decision.record("watch.seen", actor=actor, team=team, facts=facts)
    return count


def pause_watch(context: AppContext, watch_id: str, team: str, *, actor: str) -> None:
    """Screen a watch no more until somebody resumes it.

    Raises:
        WatchUnknown: the team has no such watch.
        WatchClosed: it has ended.
    """
    _set_state(context, watch_id, team, WatchState.PAUSED, "watch.paused", actor=actor)


def resume_watch(context: AppContext, watch_id: str, team: str, pins: Pins, *, actor: str) -> None:
    """Screen a watch again that was paused or has stopped; what stopped it may stop it again.

    A screening that failed or was cancelled begins anew against what `pins` name.

    Raises:
        WatchUnknown: the team has no such watch.
        WatchClosed: it has ended.
        RunNotReady: its newest file is no longer kept.
    """
    watch = watch_of(context, watch_id, team)
    _check_open(watch)
    run = _find_run(context, watch.run_id)
    if run is not None and run.state in (FAILED, CANCELLED):
        retry_run(context, run.id, team, actor, pins)
    _set_state(context, watch_id, team, WatchState.WATCHING, "watch.resumed", actor=actor)


def change_terms(context: AppContext, watch_id: str, team: str, terms: WatchTerms, *, actor: str) -> None:
    """Say anew on what grounds a list is watched, until when, and who is told. One that has ended is watched again.

    Raises:
        WatchUnknown: the team has no such watch.
        WatchInvalid: as `add_watch`.
    """
    check_terms(terms, context.now().date())
    with context.decide() as decision:
        watch = _locked(decision.session, watch_id, team)
        _set_terms(watch, terms, actor)
        if watch.state == WatchState.ENDED:
            watch.state = WatchState.WATCHING.value
        decision.session.add(watch)
        facts = {"watch": watch_id, "ends_on": watch.ends_on, "state": watch.state}
        decision.record("watch.changed_terms", actor=actor, team=team, facts=facts)


def terms_of(watch: Watch, **changes: Any) -> WatchTerms:  # noqa: ANN401 - of the fields of the terms
    """The terms of a watch as they stand, with some of them changed."""
    said: dict[str, Any] = {
        "name": watch.name,
        "purpose": watch.purpose,
        "legal_basis": watch.legal_basis,
        "ends_on": date.fromisoformat(watch.ends_on),
        "owner": watch.owner,
        "tell": tuple(json.loads(watch.tell or "[]")),
        "is_weekly": watch.is_weekly,
        "reference": watch.reference,
        "metadata": json.loads(watch.metadata_json or "{}"),
    }
    return WatchTerms(**said | changes)


def check_terms(terms: WatchTerms, today: date) -> None:
    """Judge what is said of a watch.

    Raises:
        WatchInvalid: the first of its faults, naming the field.
    """
    for field_name, sentence in faults_of_terms(terms, today).items():
        raise WatchInvalid(sentence, field=field_name)


def faults_of_terms(terms: WatchTerms, today: date) -> dict[str, str]:
    """Everything that is wrong with what is said of a watch: sentences by field."""
    faults: dict[str, str] = {}
    for name, text, longest in (
        ("name", terms.name, LONGEST_NAME),
        ("purpose", terms.purpose, LONGEST_GROUND),
        ("legal_basis", terms.legal_basis, LONGEST_GROUND),
        ("reference", terms.reference, LONGEST_NAME),
    ):
        shown = name.replace("_", " ")
        if not text.strip() and name != "reference":
            faults[name] = f"Enter the {shown} of the watch; it is kept in the record."
        elif len(text) > longest:
            faults[name] = f"The {shown} has more than {longest:,} characters; shorten it."
    if not today < terms.ends_on <= today + timedelta(days=MOST_DAYS):
        faults["ends_on"] = (
            "Enter a last day of watching after today and within three years; you can change it later."
        )
    return faults


def _new_watch(
    context: AppContext,
    order: ScreeningRequest,
    terms: WatchTerms,
    *,
    actor: str,
    team: str,
    folder: str = "",
    kind: WatchSource = WatchSource.FILE,
    watch_id: str = "",
) -> Watch:
    moment = context.now()
    check_terms(terms, moment.date())
    watch = Watch(
        id=watch_id or uuid.uuid4().hex,
        team=team,
        name=terms.name,
        made_by=actor,
        made_at=moment.isoformat(),
        owner=actor,
        purpose=terms.purpose,
        legal_basis=terms.legal_basis,
        ends_on=terms.ends_on.isoformat(),
        # Nobody looks at the later lists of a watch before they are read.
        choices=replace(order, as_above="").to_json(),
        source=kind.value,
        folder=folder,
        state=WatchState.WATCHING.value,
    )
    _set_terms(watch, terms, actor)
    return watch


def _set_terms(watch: Watch, terms: WatchTerms, actor: str) -> None:
    watch.name, watch.purpose = terms.name.strip(), terms.purpose.strip()
    watch.legal_basis, watch.ends_on = terms.legal_basis.strip(), terms.ends_on.isoformat()
    watch.owner = terms.owner or watch.owner or actor
    watch.tell, watch.is_weekly = json.dumps(list(terms.tell)), terms.is_weekly
    watch.reference = terms.reference
    watch.metadata_json = json.dumps(dict(terms.metadata)) if terms.metadata else ""


def _submit_file(
    context: AppContext,
    watch: Watch,
    source: Path,
    order: ScreeningRequest,
    pins: Pins,
    *,
    actor: str,
    file_name: str,
    add: bool = False,
) -> None:
    number = watch.version + 1
    run_id = screening_id(watch.id, number, watch.run_id)

    def on_accept(decision: AuditedTransaction, run: Run) -> None:
        version = _version(context, watch, number, run.upload_sha256, file_name, actor)
        _keep_version(decision, watch, version, run_id, actor=actor, add=add)

    submit_list(
        context,
        source,
        order,
        pins,
        actor=actor,
        team=watch.team,
        file_name=file_name,
        run_id=run_id,
        watch_id=watch.id,
        reuses=watch.told_run_id,
        on_accept=on_accept,
    )


def _version(
    context: AppContext, watch: Watch, number: int, sha256: str, file_name: str, actor: str
) -> WatchVersion:
    return WatchVersion(
        watch_id=watch.id,
        number=number,
        upload_sha256=sha256,
        file_name=file_name,
        given_by=actor,
        given_at=context.now().isoformat(),
    )


def _keep_version(
    decision: AuditedTransaction,
    watch: Watch,
    version: WatchVersion,
    run_id: str,
    *,
    actor: str,
    add: bool,
) -> None:
    if not add:
        watch = _locked(decision.session, watch.id, watch.team)
        _check_open(watch)
        if watch.version != version.number - 1:
            raise _overtaken()
    else:
        facts = {"watch": watch.id, "source": watch.source, "ends_on": watch.ends_on}
        decision.record("watch.added", actor=actor, team=watch.team, run_id=run_id, facts=facts)
    watch.version, watch.run_id = version.number, run_id
    if watch.state == WatchState.STOPPED:
        watch.state, watch.code, watch.sentence = WatchState.WATCHING.value, "", ""
    decision.session.add(watch)
    decision.session.add(version)
    given: dict[str, object] = {"watch": watch.id, "version": version.number, "upload": version.upload_sha256}
    decision.record("watch.file_given", actor=actor, team=watch.team, run_id=run_id, facts=given)


def _set_state(
    context: AppContext, watch_id: str, team: str, state: WatchState, action: str, *, actor: str
) -> None:
    with context.decide() as decision:
        watch = _locked(decision.session, watch_id, team)
        _check_open(watch)
        if watch.state == state:
            return
        watch.state, watch.code, watch.sentence = state.value, "", ""
        decision.session.add(watch)
        decision.record(action, actor=actor, team=team, facts={"watch": watch_id})


def stop_watch(decision: AuditedTransaction, watch: Watch, code: str, sentence: str, *, actor: str) -> None:
    """Leave a watch until somebody answers; the sentence may quote its list, so that no log has it."""
    watch.state, watch.code, watch.sentence = WatchState.STOPPED.value, code, sentence
    decision.session.add(watch)
    facts = {"watch": watch.id, "code": code}
    decision.record("watch.stopped", actor=actor, team=watch.team, run_id=watch.run_id, facts=facts)


def locked_watch(session: Session, watch_id: str) -> Watch | None:
    """A watch that nobody else changes until the transaction ends; None where there is none."""
    return session.get(Watch, watch_id, with_for_update=True, populate_existing=True)


def _locked(session: Session, watch_id: str, team: str) -> Watch:
    watch = locked_watch(session, watch_id)
    if watch is None or watch.team != team or watch.state == WatchState.REMOVED:
        raise _unknown()
    return watch


def _check_open(watch: Watch) -> None:
    if watch.state in (WatchState.ENDED, WatchState.REMOVED):
        raise WatchClosed("This watch has ended; give it a later last day to go on.")


def _find_run(context: AppContext, run_id: str) -> Run | None:
    with context.database.read() as session:
        run = session.get(Run, run_id)
        session.expunge_all()
    return run


def _overtaken() -> WatchClosed:
    return WatchClosed("Somebody gave a newer file of this watch a moment ago; look at it, then try again.")


def _unknown() -> WatchUnknown:
    return WatchUnknown("There is no such watch in this team.")
