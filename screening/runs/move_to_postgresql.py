"""From SQLite to PostgreSQL: an installation that has outgrown its file takes its whole history along."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlmodel import Session, col, select

from screening.audit import Head, head_of, read_heads, verify
from screening.audit.log import hold
from screening.context import AppContext, AuditedTransaction, install, open_context
from screening.errors import ScreeningError
from screening.mail.mail_log import queue_again
from screening.outbox import DELIVER, WAITING
from screening.runs.deletion import needed_files
from screening.runs.pins import Pins
from screening.runs.states import OPEN, begin_anew
from screening.settings import Settings, key_of
from screening.storage import Database, Files, FileStoreError, lock_files, open_database, open_files
from screening.storage.all_tables import every_table
from screening.storage.copy_tables import Tally, copy_table, put_rows, tally_of
from screening.storage.exclusive_sqlite import exclusive_database, fold
from screening.storage.files import PART_BYTES, FolderFiles
from screening.storage.migrate import knows, newest_shape, shape_of
from screening.storage.tables import AuditEntry, FilePart, Run
from screening.storage.webhook_tables import WebhookDelivery

ACTION = "installation.moved"
LEFT_BEHIND = {"lease": "that a worker lives, and none does while the database is held alone"}
_FILE_PARTS = FilePart.metadata.tables[FilePart.__tablename__]
_LOCK_SECONDS = 5  # for others to end what they do with the new database

Tell = Callable[[str], None]


class MoveRefused(ScreeningError):
    """The installation stays where it is; nothing was changed. Every subclass has its own code."""

    code, status = "move-refused", 409


class NothingToMove(MoveRefused):
    """There is no installation on SQLite here."""

    code = "move-nothing"


class VersionsDiffer(MoveRefused):
    """One of the databases has another shape than this release makes."""

    code = "move-versions-differ"


class SourceDamaged(MoveRefused):
    """What is to be moved is not whole."""

    code = "move-source-damaged"


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
    mails_anew: int = 0


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
    check_source(left)
    # Before anything is locked: it takes a while.
    put = _put_into_object_store(left, tell) if settings.files_in_object_store else 0
    install(settings)
    context = open_context(settings)
    try:
        with context.decide() as decision:
            connection = decision.session.connection()
            _hold(decision.session)
            copied = _copy(settings, left, connection, tell)
            tell("Reading back what was copied.")
            _compare(copied, connection)
            files = len(left.needed) if settings.files_in_database else put
            rows = sum(tally.rows for tally in copied.values())
            runs, calls = _begin_anew(context, decision, actor), _call_again(context, decision)
            mails = queue_again(context, decision.session)
            facts = {"head": left.head.hash, "entries": left.head.sequence, "rows": rows, "files": files}
            facts |= {"from": "sqlite", "to": "postgresql", "runs_anew": runs, "calls_anew": calls}
            facts |= {"mails_anew": mails}
            head = decision.record(ACTION, actor=actor, team="", facts=facts)
            tell("Keeping it.")
    finally:
        context.close()
    return Moved(head, left.aside, rows, files, runs, calls, mails)


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
        put_rows(_FILE_PARTS, _pieces(left), target, copied[_FILE_PARTS.name])
    else:  # they are where they are to be
        for _ in _pieces(left):
            pass
    return copied


def _put_into_object_store(left: Leaving, tell: Tell) -> int:
    """Put what still lies in the folder into the object store and say how much; the folder stays as it was."""
    there = [sha256 for sha256 in sorted(left.needed) if left.folder.has(sha256)]
    if there:
        tell("Putting files into the object store.")
    for sha256 in there:
        with _checked(left.folder, sha256) as path:
            left.files.put(path)
    return len(there)


def _pieces(left: Leaving) -> Iterator[tuple[str, int, bytes]]:
    """Every file that is counted on, in parts, once its bytes were checked."""
    for sha256 in sorted(left.needed):
        with _checked(left.files, sha256) as path, path.open("rb") as file:
            number, block = 0, file.read(PART_BYTES)
            while block or not number:  # an empty file has one empty part
                yield sha256, number, block
                number, block = number + 1, file.read(PART_BYTES)


@contextmanager
def _checked(files: Files, sha256: str) -> Iterator[Path]:
    with ExitStack() as opened:
        try:
            path = opened.enter_context(files.path(sha256))
        except FileStoreError as gone:
            raise missing(sha256) from gone
        yield path


def _compare(copied: Mapping[str, Tally], connection: Connection) -> None:
    for table in every_table():
        if table.name in copied and tally_of(table, connection) != copied[table.name]:
            raise ArrivedOtherwise(
                f"The table {table.name} did not arrive as it was; nothing was saved. Report this to the maintainers.",
                table=table.name,
            )


def _begin_anew(context: AppContext, decision: AuditedTransaction, actor: str) -> int:
    """Queue every open run again, in the order of acceptance: its steps stood in the old database's queue."""
    wanted = select(Run).where(col(Run.state).in_(OPEN)).order_by(col(Run.accepted_at), col(Run.id))
    runs = list(decision.session.exec(wanted))
    for run in runs:
        pins = Pins.from_json(run.pins)  # a worker that finds other lists begins anew under those
        begin_anew(context, decision, run, actor=actor, pins=pins, why="moved")
    return len(runs)


def _call_again(context: AppContext, decision: AuditedTransaction) -> int:
    """Have every call of a webhook that waits made when it would have been made."""
    session = decision.session
    waiting = list(session.exec(select(WebhookDelivery).where(WebhookDelivery.state == WAITING)))
    for each in waiting:
        left = (datetime.fromisoformat(each.next_at) - decision.at).total_seconds() if each.next_at else 0.0
        context.queue.add(session, [(DELIVER, each.id, each.round, each.next_try)], after=max(0.0, left))
    return len(waiting)


ASIDE = "moved-from-sqlite"  # in the data folder


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is to be moved, while it is held alone."""

    settings: Settings  # of SQLite
    database: Database
    files: Files
    head: Head  # of its log
    needed: frozenset[str]  # hashes of the files it counts on

    @property
    def folder(self) -> FolderFiles:
        """The files of the data folder; with an object store, those from before it was set."""
        return FolderFiles(self.settings.files_folder)

    @property
    def aside(self) -> Path:
        """Where it lies once it has arrived elsewhere."""
        return self.settings.data / ASIDE


@contextmanager
def leaving(settings: Settings) -> Iterator[Leaving]:
    """Hold an installation on SQLite alone; `settings` are those of SQLite.

    Raises:
        NothingToMove: there is none.
        VersionsDiffer: it is of another version.
        StorageInUse: somebody else has it open.
        StorageDamaged: it is no database, or no longer.
    """
    file = settings.sqlite_file
    if not file.exists():
        raise NothingToMove(f"There is no {file.name} in {settings.data}; see SCREENING_DATA.")
    with exclusive_database(settings) as database:
        with database.read() as session:
            if not (shape := shape_of(session)):
                raise NothingToMove(f"{file.name} holds no installation; see SCREENING_DATA.")
            if shape != newest_shape():
                raise VersionsDiffer(
                    "The old database is of another version; run `screening init` without SCREENING_DATABASE_URL first."
                )
            head, needed = head_of(session), frozenset(needed_files(session))
        yield Leaving(settings, database, open_files(settings, database), head, needed)


def check_source(left: Leaving) -> None:
    """Look through the whole database and its log, and see that no file is missing.

    Raises:
        SourceDamaged, HeadForged: it is not whole.
        StorageDamaged: it is no database any more.
    """
    with left.database.read() as session:
        if session.connection().exec_driver_sql("PRAGMA integrity_check").scalars().first() != "ok":
            raise SourceDamaged("The old database is damaged; restore the newest backup, then move that.")
        heads = read_heads(left.settings.data / "audit-heads.ndjson", key_of(left.settings))
        if faults := verify(session, heads):
            raise SourceDamaged(f"The log is not whole: {faults[0].sentence}; restore the newest backup.")
    for sha256 in sorted(left.needed):
        if not left.files.has(sha256) and not (
            left.settings.files_in_object_store and left.folder.has(sha256)
        ):
            raise missing(sha256)


def put_aside(left: Leaving) -> None:
    """Put the database and its files into a folder of their own, where no term and no erasure looks.

    The database goes last: as long as it is in its place, moving it again finds what is still to be done.
    """
    fold(left.database)
    left.aside.mkdir(mode=0o700, exist_ok=True)
    files = left.settings.files_folder
    if files.exists() and left.settings.file_store != "folder":
        _put_all(files, left.aside / "files")
    left.settings.sqlite_file.rename(left.aside / left.settings.sqlite_file.name)


def _put_all(folder: Path, there: Path) -> None:
    there.mkdir(mode=0o700, exist_ok=True)
    for path in folder.iterdir():
        path.rename(there / path.name)
    folder.rmdir()


def missing(sha256: str) -> SourceDamaged:
    """What to say of a file that something counts on, and that is not there as it was given."""
    return SourceDamaged(
        f"The file {sha256[:12]}… is gone or not as it was given; put it back from a backup, or erase its run.",
        sha256=sha256,
    )
