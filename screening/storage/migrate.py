"""Bringing a database to the newest shape: the same migrations on SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import Session

from screening.errors import ScreeningError
from screening.storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


class OtherEdition(ScreeningError):
    """The database was made by another edition of the service; nothing was changed."""

    code, status = "other-edition", 503


def migrate(database: Database) -> None:
    """Apply what is missing, in one transaction: all of it or nothing.

    Raises:
        OtherEdition: its tables are those of an edition that this one does not know.
    """
    with database.engine.begin() as connection:
        _check(MigrationContext.configure(connection).get_current_revision() or "")
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check_edition(database: Database) -> None:
    """Refuse a database that another edition made, before anything is read from it or written to it.

    Raises:
        OtherEdition: its tables are those of an edition that this one does not know.
    """
    with database.read() as session:
        _check(shape_of(session))


def _check(shape: str) -> None:
    if shape and not knows(shape):
        raise OtherEdition(
            f"This data was made by another edition of Research Screening (tables {shape}) and was left as it is. "
            "Take out what you need with that edition (reports, `screening audit pack`), then begin anew with "
            "SCREENING_DATA (and SCREENING_DATABASE_URL, where it is set) at an empty place."
        )


def newest_shape() -> str:
    """The name of the newest shape."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def shape_of(session: Session) -> str:
    """The name of the shape that a database has, "" where it has no tables of ours."""
    return MigrationContext.configure(session.connection()).get_current_revision() or ""


def knows(shape: str) -> bool:
    """Whether this release has a shape of this name, the newest or an older one."""
    return any(each.revision == shape for each in ScriptDirectory.from_config(_config()).walk_revisions())


def is_current(database: Database) -> bool:
    """Say whether the database has the newest shape."""
    with database.read() as session:
        return shape_of(session) == newest_shape()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
