"""Looking up watches, their versions, screenings and changes; pages begin after the values of an entry."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select

from screening.context import AppContext
from screening.storage.keysets import in_order, rows_after
from screening.storage.tables import Run
from screening.storage.watch_tables import Watch, WatchChange, WatchVersion
from screening.watch.watches import WatchState


@dataclass(frozen=True, slots=True)
class WatchFilter:
    """Which watches are asked for; "" asks nothing."""

    state: str = ""
    reference: str = ""


_WATCHES = ((col(Watch.made_at), True), (col(Watch.id), True))
_VERSIONS = ((col(WatchVersion.number), True),)
_CHANGES = (
    (col(WatchChange.told_at), True),
    (col(WatchChange.run_id), False),
    (col(WatchChange.number), False),
)


def team_watches(
    context: AppContext,
    team: str,
    *,
    most: int | None = None,
    wanted: WatchFilter = WatchFilter(),
    after: Sequence[str] = (),
) -> list[Watch]:
    """The watches of a team that are not removed, the newest first.

    Args:
        context: the installation.
        team: whose watches they are.
        most: how many at most; None for all.
        wanted: which of them.
        after: moment at which it was made and id of the watch after which to go on; () for the newest.
    """
    found = select(Watch).where(Watch.team == team, Watch.state != WatchState.REMOVED.value)
    if wanted.state:
        found = found.where(Watch.state == wanted.state)
    if wanted.reference:
        found = found.where(Watch.reference == wanted.reference)
    if after:
        found = found.where(rows_after(_WATCHES, after))
    with context.database.read() as session:
        watches = list(session.exec(found.order_by(*in_order(_WATCHES)).limit(most)))
        session.expunge_all()
    return watches


def versions_of(
    context: AppContext, watch_id: str, *, most: int = 50, after: Sequence[int] = ()
) -> list[WatchVersion]:
    """The files of a watch, the newest first; `after` has the number of the version after which to go on."""
    found = select(WatchVersion).where(WatchVersion.watch_id == watch_id)
    if after:
        found = found.where(rows_after(_VERSIONS, after))
    with context.database.read() as session:
        versions = list(session.exec(found.order_by(*in_order(_VERSIONS)).limit(most)))
        session.expunge_all()
    return versions


def changes_of_watch(
    context: AppContext,
    watch_id: str,
    *,
    most: int = 500,
    run_id: str = "",
    unseen: bool = False,
    skip: int = 0,
    after: Sequence[str | int] = (),
) -> list[WatchChange]:
    """What changed about the rows of a watch, the newest screening first, in the order of the list.

    Args:
        context: the installation.
        watch_id: of the watch.
        most: how many at most.
        run_id: only what this screening changed; "" for every one.
        unseen: only what nobody has read.
        skip: how many are left out first, for pages that are counted.
        after: moment of telling, run and number of the change after which to go on; () for the newest.
    """
    found = select(WatchChange).where(WatchChange.watch_id == watch_id)
    if run_id:
        found = found.where(WatchChange.run_id == run_id)
    if unseen:
        found = found.where(WatchChange.seen_at == "")
    if after:
        found = found.where(rows_after(_CHANGES, after))
    with context.database.read() as session:
        changes = list(session.exec(found.order_by(*in_order(_CHANGES)).offset(skip).limit(most)))
        session.expunge_all()
    return changes


def screenings_of(context: AppContext, watch_id: str, *, most: int = 50) -> list[Run]:
    """The runs of a watch, the newest first."""
    with context.database.read() as session:
        wanted = select(Run).where(Run.watch_id == watch_id)
        found = list(session.exec(wanted.order_by(col(Run.accepted_at).desc(), col(Run.id)).limit(most)))
        session.expunge_all()
    return found


def count_changes(context: AppContext, watch_id: str) -> int:
    """How many changes of a watch are kept."""
    with context.database.read() as session:
        wanted = select(func.count()).where(WatchChange.watch_id == watch_id)
        return session.exec(wanted.select_from(WatchChange)).one()


def unseen_changes(context: AppContext, team: str) -> dict[str, int]:
    """How many changes nobody has read yet, by watch."""
    with context.database.read() as session:
        wanted = (
            select(WatchChange.watch_id, func.count())
            .where(WatchChange.team == team, WatchChange.seen_at == "")
            .group_by(col(WatchChange.watch_id))
        )
        return dict(session.exec(wanted).all())


def newest_rows(context: AppContext, watch_ids: Collection[str]) -> dict[str, int]:
    """How many rows the newest file of each watch has that was screened and compared; none of it where none was."""
    found = select(WatchVersion.watch_id, WatchVersion.rows).where(
        col(WatchVersion.watch_id).in_(watch_ids), WatchVersion.rows >= 0
    )
    with context.database.read() as session:
        return dict(session.exec(found.order_by(col(WatchVersion.number))).all())
