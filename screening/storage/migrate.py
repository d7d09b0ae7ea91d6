"""Bringing a database to the newest shape: the same migrations on SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import Session

from screening.storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Apply what is missing, in one transaction: all of it or nothing."""
    with database.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


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
