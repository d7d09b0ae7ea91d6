"""Telling what a screening of a watch changed: kept once, in one transaction with the mail and the entry of the log.

The page reads the changes, mail points at the page, and the entry becomes the event for other systems
(`screening.outbox`). A screening that changed nothing sends nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select, update

from screening.context import AppContext, AuditedTransaction
from screening.model import Outcome, SubjectType, called
from screening.pipeline import ScreeningRequest
from screening.review.fingerprints import name_digest, subject_digest
from screening.runs.chunk_store import ResultSummary
from screening.runs.compare import ChangeCause, ChangeReason, ComparedRun, Place
from screening.runs.pinned_lists import PinnedLists
from screening.runs.results import FinishedRuns
from screening.runs.states import FINISHED
from screening.storage.review_tables import Case, Sighting
from screening.storage.tables import AuditEntry, Run
from screening.storage.watch_tables import Watch, WatchChange, WatchVersion
from screening.watch.changes import (
    RowChange,
    WatchChangeKind,
    WatchDifference,
    count_kinds,
    possible_matches,
    watch_difference,
)
from screening.watch.mail import put_message
from screening.watch.messages import (
    ChangeLine,
    Coverage,
    begun_anew_message,
    changes_message,
    ended_message,
    first_message,
    stopped_message,
    weekly_message,
)
from screening.watch.watches import WatchState, locked_watch
from watchlists.model import PartyType

DAYS_OF_A_WEEK = 7
# The entries of which each screening that was told has one.
_TOLD = ("watch.told", "watch.quiet", "watch.begun_anew", "watch.begun")
# A key of a row as systems give them: without spaces, and with a figure in it.
_CODE = re.compile(r"(?=.*\d)[\w.\-/#]{1,40}")


def tell_screening(context: AppContext, watch_id: str, run_id: str, worker: str) -> bool:
    """Compare a finished screening with the one that was told last and keep what changed; say whether it was new.

    Where the one before is no longer kept, all that was found is told instead.

    Raises:
        StorageFailed: nothing was kept.
        FileStoreError: a list that is to be compared is no longer kept.
    """
    with context.database.read() as session:
        watch = session.get_one(Watch, watch_id)
        team, told_run_id = watch.team, watch.told_run_id
        earlier = session.get(Run, told_run_id) if told_run_id else None
        is_kept = earlier is not None and earlier.state == FINISHED
        lapsed = _lapsed(session, watch_id, told_run_id, run_id)
    runs = FinishedRuns(context, PinnedLists())
    after = runs.side(runs.get(run_id, team))
    before = runs.side(runs.get(told_run_id, team)) if is_kept else None
    found = watch_difference(before, after, lapsed)
    return _keep(context, watch_id, run_id, told_run_id, _Screenings(before, after, found, lapsed), worker)


@dataclass(frozen=True, slots=True)
class _Screenings:
    """The screening that was told last, where it is kept, the newest one, and how they differ."""

    before: ComparedRun | None
    after: ComparedRun
    found: WatchDifference
    lapsed: dict[Place, str]


def _keep(
    context: AppContext, watch_id: str, run_id: str, told_run_id: str, both: _Screenings, worker: str
) -> bool:
    found = both.found
    with context.decide() as decision:
        session = decision.session
        watch = locked_watch(session, watch_id)
        # Somebody else was quicker, or a newer file was given meanwhile: that screening tells it.
        if watch is None or watch.state == WatchState.REMOVED or watch.told_run_id != told_run_id:
            return False
        # A decision lapsed while we compared: the next look tells it, too.
        if _lapsed(session, watch_id, told_run_id, run_id) != both.lapsed:
            return False
        _follow_subjects(session, watch_id, found)
        for number, change in enumerate(found.changes, 1):
            session.add(_row(watch, run_id, number, change, decision.at))
        watch.told_run_id = run_id
        _count_rows(session, watch, run_id, found)
        facts: dict[str, object] = {
            "watch": watch_id,
            "earlier": told_run_id,
            "rows": found.rows.rows,
            "joined": found.rows.joined,
            "left": found.rows.left,
            "changed": found.rows.changed,
            "changes": len(found.changes),
            "kinds": count_kinds(found.changes),
        }
        decision.record(
            ("watch.told" if found.changes else "watch.quiet")
            if both.before
            else ("watch.begun_anew" if told_run_id else "watch.begun"),
            actor=worker,
            team=watch.team,
            run_id=run_id,
            facts=facts,
        )
        _mail(context, decision, watch, run_id, told_run_id, both)
        # How its list is to be read, where somebody answered that for this run: later files are read the same.
        order = ScreeningRequest.from_json(session.get_one(Run, run_id).choices)
        choice = replace(order.choice, as_above="")
        watch.choices = ScreeningRequest.from_json(watch.choices).with_choice(choice).to_json()
        session.add(watch)
    return True


def _follow_subjects(session: Session, watch_id: str, found: WatchDifference) -> None:
    """Let what was told of a subject follow it, where the newer list gives it otherwise."""
    for old, new in found.given_otherwise:
        if (was := subject_digest(old)) == (now := subject_digest(new)):
            continue
        theirs = update(WatchChange).where(
            col(WatchChange.watch_id) == watch_id, col(WatchChange.subject_digest) == was
        )
        values = {"subject_digest": now, "name_digest": name_digest(new), "subject": called(new)}
        session.connection().execute(theirs.values(**values))


def _mail(
    context: AppContext,
    decision: AuditedTransaction,
    watch: Watch,
    run_id: str,
    told_run_id: str,
    both: _Screenings,
) -> None:
    address, names = _address(context, watch), context.settings.mail_names
    after, found = both.after, both.found
    changes = found.changes if both.before else tuple(possible_matches(after))
    lines = [line_of(change, after, names=names) for change in changes]
    run = decision.session.get_one(Run, run_id)
    coverage = Coverage(
        after.day,
        tuple(json.loads(run.out_of_date or "[]")),
        json.loads(run.tally or "{}").get(Outcome.UNSCREENED.value, 0),
    )
    # Changes stand on the page of the watch; what was compared with nothing stands in the results.
    results = f"{context.settings.public_address}/runs/{run_id}"
    rows = found.rows.rows
    if not told_run_id:
        said = first_message(watch.name, results, rows, lines, coverage, is_weekly=watch.is_weekly)
    elif both.before is None:
        said = begun_anew_message(watch.name, results, rows, lines, coverage)
    elif lines:
        since = datetime.fromisoformat(watch.told_at).date() if watch.told_at else None
        said = changes_message(watch.name, address, found.rows, lines, coverage, since=since)
    else:
        return
    watch.told_at = decision.at.isoformat()
    key = f"watch:{watch.id}:{run_id}"
    put_message(context, decision.session, watch, said, key=key, kind="watch.changes", names=names)


def put_state_mail(context: AppContext, session: Session, watch: Watch) -> None:
    """Say by mail that a watch has stopped or ended, in the transaction that says so."""
    address = _address(context, watch)
    if watch.state == WatchState.ENDED:
        said, key = ended_message(watch.name, address, watch.ends_on), f"ended:{watch.ends_on}"
    else:
        said, key = stopped_message(watch.name, address), f"stopped:{watch.run_id}:{watch.code}"
    put_message(context, session, watch, said, key=f"watch:{watch.id}:{key}", kind="watch.state", names=False)


def _address(context: AppContext, watch: Watch) -> str:
    return f"{context.settings.public_address}/watches/{watch.id}"


def tell_weekly(context: AppContext, watch_id: str) -> bool:
    """Say of a watch that wants it that a week was quiet: that it is watched, and against lists of which days.

    Returns:
        Whether something was said.

    Raises:
        StorageFailed: nothing was kept.
    """
    with context.decide() as decision:
        watch = locked_watch(decision.session, watch_id)
        if watch is None or watch.state != WatchState.WATCHING or not watch.is_weekly or not watch.told_at:
            return False
        if decision.at - datetime.fromisoformat(watch.told_at) < timedelta(days=DAYS_OF_A_WEEK):
            return False
        run = decision.session.get(Run, watch.told_run_id)
        if run is None or run.state != FINISHED:
            return False
        since = datetime.fromisoformat(watch.told_at).date()
        address = _address(context, watch)
        said = weekly_message(
            watch.name,
            address,
            run.rows,
            since=since,
            screened_on=datetime.fromisoformat(run.screened_at).date(),
            out_of_date=json.loads(run.out_of_date or "[]"),
        )
        key = f"watch:{watch.id}:week:{since.isoformat()}"
        put_message(context, decision.session, watch, said, key=key, kind="watch.weekly", names=False)
        watch.told_at = decision.at.isoformat()
        decision.session.add(watch)
    return True


def line_of(change: RowChange, after: ComparedRun, *, names: bool) -> ChangeLine:
    """What a message says of one row.

    Where names may not stand in mail it is not named, its key stands there only if it has the form of one, and of
    persons whom they may be is left out too: on a list of persons that is the name.
    """
    sheet, number = change.place
    before = change.before
    listing = after.listings.get(change.after.listing_id)
    is_person = change.subject.type is SubjectType.PERSON or (
        listing is not None and listing.type is PartyType.PERSON
    )
    says_whom = names or not is_person
    return ChangeLine(
        kind=change.kind,
        row=number,
        sheet=sheet,
        reference=change.reference if names or _CODE.fullmatch(change.reference) else "",
        name=called(change.subject) if names else "",
        outcome=Outcome(change.after.outcome),
        level=change.after.level,
        level_before=before.level if before is not None and before.outcome == Outcome.REVIEW else None,
        party=_party(change.after, after) if says_whom else "",
        reasons=tuple(
            reason.sentence for reason in change.reasons if says_whom or not _names_a_party(reason, after)
        ),
        publisher=_publisher(change.after, after),
        is_over=_is_over(change, after),
    )


def _publisher(said: ResultSummary, run: ComparedRun) -> str:
    """Who publishes the list of whom a row may be; "" where that is not known."""
    listing = run.listings.get(said.listing_id)
    if listing is None or run.library is None:
        return ""
    return run.library.lists[listing.watchlist_id].watchlist.publisher


def _names_a_party(reason: ChangeReason, after: ComparedRun) -> bool:
    """Whether a reason may name whom somebody may be: those about a policy, the engine or a list left out do not."""
    if reason.watchlist and reason.watchlist not in after.pins.snapshots:
        return False
    return reason.cause is ChangeCause.LIST or (reason.cause is ChangeCause.DAY and bool(reason.listing))


def _is_over(change: RowChange, after: ComparedRun) -> bool:
    """Whether a possible match is none any more because a listing went or the row says otherwise, and for nothing else.

    A list that is no longer searched, or too old to decide by, a policy or an engine that changed end no question.
    """
    before, now = change.before, change.after
    return (
        before is not None
        and (before.outcome, now.outcome) == (Outcome.REVIEW, Outcome.NO_MATCH)
        and change.kind in (WatchChangeKind.DELISTED, WatchChangeKind.ROW)
        and all(listing.partition(":")[0] in after.pins.snapshots for listing in before.listings)
        and all(reason.listing or reason.cause is ChangeCause.SUBJECT for reason in change.reasons)
    )


def _party(said: ResultSummary, run: ComparedRun) -> str:
    """Whom a result says that a row may be, with the list; "" where nobody, or where the lists are no longer held."""
    listing = run.listings.get(said.listing_id)
    if said.outcome != Outcome.REVIEW or listing is None or run.library is None:
        return ""
    return f"{listing.name} on {run.library.lists[listing.watchlist_id].watchlist.title}"


def _row(watch: Watch, run_id: str, number: int, change: RowChange, at: datetime) -> WatchChange:
    sheet, row = change.place
    before = change.before
    return WatchChange(
        watch_id=watch.id,
        run_id=run_id,
        number=number,
        team=watch.team,
        earlier_run_id=watch.told_run_id,
        kind=change.kind.value,
        told_at=at.isoformat(),
        reference=change.reference,
        subject=called(change.subject),
        subject_digest=subject_digest(change.subject),
        name_digest=name_digest(change.subject),
        sheet=sheet,
        row=row,
        reasons=json.dumps(
            [
                {"sentence": each.sentence, "watchlist": each.watchlist, "listing": each.listing}
                for each in change.reasons
            ]
        ),
        outcome_before=before.outcome if before else "",
        level_before=before.level.value if before else "",
        score_before=before.risk_score if before else 0,
        outcome=change.after.outcome,
        level=change.after.level.value,
        score=change.after.risk_score,
    )


def _count_rows(session: Session, watch: Watch, run_id: str, found: WatchDifference) -> None:
    """Keep with the file how its rows differ from those of the file before, once."""
    run = session.get_one(Run, run_id)
    version = session.get(WatchVersion, (watch.id, watch.version))
    if version is not None and version.upload_sha256 == run.upload_sha256 and version.rows < 0:
        version.rows, version.joined = found.rows.rows, found.rows.joined
        version.left, version.changed = found.rows.left, found.rows.changed
        session.add(version)


def _lapsed(session: Session, watch_id: str, told_run_id: str, run_id: str) -> dict[Place, str]:
    """By row of a run, the sentence of a decision that lapsed with any run of the watch since the last was told."""
    last = select(func.max(AuditEntry.sequence)).where(
        AuditEntry.run_id == told_run_id, col(AuditEntry.action).in_(_TOLD)
    )
    since = (session.exec(last).one() or 0) if told_run_id else 0
    wanted = select(AuditEntry.facts).where(
        col(AuditEntry.run_id).in_(select(Run.id).where(Run.watch_id == watch_id)),
        AuditEntry.action == "disposition.lapsed",
        col(AuditEntry.sequence) > since,
    )
    cases = sorted({json.loads(facts)["case"] for facts in session.exec(wanted)})
    return dict(_lapsed_rows(session, run_id, cases))


def _lapsed_rows(session: Session, run_id: str, cases: Sequence[str]) -> list[tuple[Place, str]]:
    rows = []
    for case_id in cases:
        case = session.get(Case, case_id)
        if case is None or not case.lapsed:
            continue
        seen = select(Sighting.sheet, Sighting.row).where(
            Sighting.run_id == run_id, Sighting.case_id == case_id
        )
        rows += [((sheet, row), case.lapsed) for sheet, row in session.exec(seen)]
    return rows
