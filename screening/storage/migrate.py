"""Bringing a database to the newest shape: the same migrations on SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from screening.storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Apply what is missing, in one transaction: all of it or nothing."""
    with database.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Say whether the database has the newest shape."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    with database.read() as session:
        return MigrationContext.configure(session.connection()).get_current_revision() == newest


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
