"""From SQLite to PostgreSQL: an installation that has outgrown its file takes its whole history along.

Everything is copied in one transaction of the new database and read back before that is kept; so it is there whole or
not at all, whatever is killed. Nobody has the old database open meanwhile. The log goes along byte for byte, and its
next entry says that it moved. What was under way begins anew there: runs that are open are queued again, and so are
calls of webhooks. The data folder stays, with its key, the heads of the log and the lists; the old database and its
files are put aside in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlmodel import Session, col, select

from screening.audit import Head, head_of
from screening.audit.log import hold
from screening.jobs.installation import Decision, Installation, install, open_installation
from screening.jobs.leaving import Leaving, MoveRefused, VersionsDiffer, judge, leaving, missing, put_aside
from screening.jobs.order import Pins
from screening.jobs.states import OPEN, begin_anew
from screening.settings import Settings
from screening.storage import FileStoreError, lock_files, open_database
from screening.storage.copying import Tally, copy_table, put_rows, tally_of
from screening.storage.every_table import every_table
from screening.storage.files import PIECE
from screening.storage.migrate import knows, shape_of
from screening.storage.tables import AuditEntry, Piece, Run
from screening.storage.webhook_tables import WebhookDelivery
from screening.webhooks.outbox import DELIVER, WAITING

ACTION = "installation.moved"
LEFT_BEHIND = {"lease": "that a worker lives, and none does while the database is held alone"}
_PIECES = Piece.metadata.tables[Piece.__tablename__]
_LOCK_SECONDS = 5  # for others to end what they do with the new database

Tell = Callable[[str], None]


class NowhereToMove(MoveRefused):
    """No PostgreSQL is named."""

    code = "move-nowhere"


class TargetNotEmpty(MoveRefused):
    """The new database holds something already."""

    code = "move-target-not-empty"


class ArrivedOtherwise(MoveRefused):
    """What was read back is not what was copied."""

    code = "move-arrived-otherwise"


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of it; the counts are 0 where an earlier move was brought to its end."""

    head: Head  # of the log in the new database
    aside: Path  # where the old one lies now
    rows: int = 0
    files: int = 0
    runs_anew: int = 0
    calls_anew: int = 0


def move_to_postgresql(settings: Settings, actor: str, tell: Tell = lambda _: None) -> Moved:
    """Take the installation in the data folder from SQLite to the configured PostgreSQL.

    A move that was kept and then killed before the old database was put aside is brought to its end.

    Args:
        settings: with the address of an empty database, as the owner of its tables.
        actor: who moves it, for the log.
        tell: told in a sentence what is done next.

    Raises:
        MoveRefused: it cannot be moved as it is; nothing was changed.
        StorageFailed, RowUnfit: one of the databases would not; nothing was changed.
    """
    if settings.is_sqlite:
        raise NowhereToMove(
            "Set SCREENING_DATABASE_URL to the empty PostgreSQL database to move to; there is no way back to SQLite."
        )
    with leaving(settings.model_copy(update={"database_url": ""})) as left:
        moved = _moved_before(settings, left) or _move(settings, left, actor, tell)
        tell("Everything is kept; putting the old database aside.")
        put_aside(left)
    return moved


def _moved_before(settings: Settings, left: Leaving) -> Moved | None:
    """What an earlier move of this very history has kept, None where nothing is there yet.

    Raises:
        TargetNotEmpty: something else is there.
        VersionsDiffer: it was made by another release.
    """
    database = open_database(settings)
    try:
        with database.read() as session:
            there = set(inspect(session.connection()).get_table_names())
            if "alembic_version" in there and (shape := shape_of(session)) and not knows(shape):
                raise VersionsDiffer("The new database is of a newer version; use that release.")
            if AuditEntry.__tablename__ in there:
                moves = select(AuditEntry.facts).where(AuditEntry.action == ACTION)
                if any(json.loads(facts)["head"] == left.head.hash for facts in session.exec(moves)):
                    return Moved(head_of(session), left.aside)
            _judge_empty(session.connection(), there)
    finally:
        database.close()
    return None


def _judge_empty(connection: Connection, there: set[str]) -> None:
    for table in every_table():
        if table.name in there and connection.execute(table.select().limit(1)).first() is not None:
            raise TargetNotEmpty(
                "The database in SCREENING_DATABASE_URL is not empty; make another to move to.",
                table=table.name,
            )


def _move(settings: Settings, left: Leaving, actor: str, tell: Tell) -> Moved:
    tell("Checking the old database, its log and its files.")
    judge(left)
    install(settings)
    place = open_installation(settings)
    try:
        with place.decide() as decision:
            connection = decision.session.connection()
            _hold(decision.session)
            copied = _copy(settings, left, connection, tell)
            tell("Reading back what was copied.")
            _compare(copied, connection)
            files = len(left.needed) if settings.files_in_database else 0
            rows = sum(tally.rows for tally in copied.values())
            runs, calls = _begin_anew(place, decision, actor), _call_again(place, decision)
            facts = {"head": left.head.hash, "entries": left.head.sequence, "rows": rows, "files": files}
            facts |= {"from": "sqlite", "to": "postgresql", "runs_anew": runs, "calls_anew": calls}
            head = decision.record(ACTION, actor=actor, team="", facts=facts)
            tell("Keeping it.")
    finally:
        place.close()
    return Moved(head, left.aside, rows, files, runs, calls)


def _hold(session: Session) -> None:
    """Let nobody else write into the new database until all is kept, and look once more whether it is empty."""
    connection = session.connection()
    connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'"))
    lock_files(session)  # before the tables, as everybody takes them
    hold(session)
    names = ", ".join(f'"{table.name}"' for table in every_table())
    connection.exec_driver_sql(f"LOCK TABLE {names} IN EXCLUSIVE MODE")
    _judge_empty(connection, {table.name for table in every_table()})


def _copy(settings: Settings, left: Leaving, target: Connection, tell: Tell) -> dict[str, Tally]:
    copied: dict[str, Tally] = {}
    with left.database.read() as session:
        for table in every_table():
            if table.name not in LEFT_BEHIND:
                tell(f"Copying {table.name}.")
                copied[table.name] = copy_table(table, session.connection(), target)
    tell("Copying files.")
    if settings.files_in_database and not left.settings.files_in_database:
        put_rows(_PIECES, _pieces(left), target, copied[_PIECES.name])
    else:  # they are where they are to be
        for _ in _pieces(left):
            pass
    return copied


def _pieces(left: Leaving) -> Iterator[tuple[str, int, bytes]]:
    """Every file that is counted on, in pieces, once its bytes were checked."""
    for sha256 in sorted(left.needed):
        with _checked(left, sha256) as path, path.open("rb") as file:
            number, block = 0, file.read(PIECE)
            while block or not number:  # an empty file has one empty piece
                yield sha256, number, block
                number, block = number + 1, file.read(PIECE)


@contextmanager
def _checked(left: Leaving, sha256: str) -> Iterator[Path]:
    with ExitStack() as opened:
        try:
            path = opened.enter_context(left.files.path(sha256))
        except FileStoreError as gone:
            raise missing(sha256) from gone
        yield path


def _compare(copied: Mapping[str, Tally], connection: Connection) -> None:
    for table in every_table():
        if table.name in copied and tally_of(table, connection) != copied[table.name]:
            raise ArrivedOtherwise(
                f"The table {table.name} did not arrive as it was; nothing was kept. Tell whoever looks after the code.",
                table=table.name,
            )


def _begin_anew(place: Installation, decision: Decision, actor: str) -> int:
    """Queue every open run again, in the order of acceptance: its steps stood in the old database's queue."""
    wanted = select(Run).where(col(Run.state).in_(OPEN)).order_by(col(Run.accepted_at), col(Run.id))
    runs = list(decision.session.exec(wanted))
    for run in runs:
        pins = Pins.from_json(run.pins)  # a worker that finds other lists begins anew under those
        begin_anew(place, decision, run, actor=actor, pins=pins, why="moved")
    return len(runs)


def _call_again(place: Installation, decision: Decision) -> int:
    """Have every call of a webhook that waits made when it would have been made."""
    session = decision.session
    waiting = list(session.exec(select(WebhookDelivery).where(WebhookDelivery.state == WAITING)))
    for each in waiting:
        left = (datetime.fromisoformat(each.next_at) - decision.at).total_seconds() if each.next_at else 0.0
        place.queue.add(session, [(DELIVER, each.id, each.round, each.next_try)], after=max(0.0, left))
    return len(waiting)
