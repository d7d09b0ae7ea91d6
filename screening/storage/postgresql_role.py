"""The account that pages and workers use on PostgreSQL: it may do everything they do, and cannot change the log.

Triggers refuse changing the log to everybody, but the owner of a table may drop its triggers. So the owner's account
makes and upgrades the tables (`screening init`), and another one runs the service: of the log it may read and append.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from screening.errors import ScreeningError
from screening.storage.audit_guard import LOG
from screening.storage.database import Database

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_VERSION = "alembic_version"
_ENGINE = "dbos"  # the schema in which the engine of durable work keeps its tables


class AccountUnfit(ScreeningError):
    """The account cannot run the service under the log's protection; no right was changed."""

    code = "account-unfit"


def grant(database: Database, account: str) -> None:
    """Give an account every right the service needs and none to change the log; the tables must be there.

    Raises:
        AccountUnfit: there is no such account, or it could change the log all the same.
    """
    if database.is_sqlite:
        raise AccountUnfit("Accounts are PostgreSQL's; SQLite's file is protected by its folder's rights.")
    with database.engine.begin() as connection:
        _check_account(connection, account)
        for statement in _statements(connection, account):
            connection.exec_driver_sql(statement)


def grant_again(database: Database) -> None:
    """Give the accounts that run the service their rights on tables that are new since."""
    if database.is_sqlite:
        return
    with database.engine.begin() as connection:
        found = connection.execute(
            text(
                "SELECT DISTINCT grantee FROM information_schema.role_table_grants WHERE table_name = :log "
                "AND privilege_type = 'INSERT' AND grantee <> (SELECT tableowner FROM pg_tables WHERE tablename = :log)"
            ),
            {"log": LOG},
        )
        for account in list(found.scalars()):
            for statement in _statements(connection, account):
                connection.exec_driver_sql(statement)


def _check_account(connection: Connection, account: str) -> None:
    asked = text(
        "SELECT rolsuper, pg_has_role(rolname, (SELECT tableowner FROM pg_tables WHERE tablename = :log), 'MEMBER') "
        "FROM pg_roles WHERE rolname = :account"
    )
    said = connection.execute(asked, {"account": account, "log": LOG}).first()
    if said is None:
        raise AccountUnfit(
            f"There is no account {account}; make it with CREATE ROLE … LOGIN, then run this again."
        )
    if any(said):
        raise AccountUnfit(
            f"{account} owns the tables or is a superuser; the service needs an account of its own."
        )


def _statements(connection: Connection, account: str) -> Iterator[str]:
    to = connection.dialect.identifier_preparer.quote_identifier(account)
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"  # PostgreSQL before 15 lets anybody make tables
    yield f"GRANT USAGE ON SCHEMA public, {_ENGINE} TO {to}"
    yield f"GRANT {_ALL} ON ALL TABLES IN SCHEMA public, {_ENGINE} TO {to}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public, {_ENGINE} TO {to}"
    yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {_ENGINE} TO {to}"
    yield f"REVOKE UPDATE, DELETE, TRUNCATE ON {LOG} FROM {to}"
    yield f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {_VERSION} FROM {to}"
