"""On PostgreSQL the service runs under an account that cannot change the log, whatever it tries."""

import uuid
from datetime import UTC, datetime

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from screening.audit import lines_of, record, verify
from screening.cli import main
from screening.context import install
from screening.settings import Settings
from screening.storage import StorageFailed, open_database
from screening.storage.postgresql_role import AccountUnfit, grant

pytestmark = pytest.mark.postgresql


@pytest.fixture
def account(settings):
    """An account of its own, and settings that use it on tables somebody else owns."""
    name = f"service_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(settings.database_url, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {name} LOGIN")
    yield (
        name,
        Settings(data=settings.data, database_url=settings.database_url.replace("postgres@", f"{name}@")),
    )
    with psycopg.connect(settings.database_url, autocommit=True) as owner:
        owner.execute(f"DROP OWNED BY {name}")
        owner.execute(f"DROP ROLE {name}")


only_postgresql = pytest.mark.parametrize("settings", ["postgresql"], indirect=True)


@pytest.fixture
def service(settings, account):
    """The database as the service's account sees it, with two entries in the log."""
    owner = open_database(settings)
    grant(owner, account[0])
    opened = open_database(account[1])
    for number in range(2):
        with opened.write() as session:
            record(
                session,
                "run.accepted",
                at=datetime(2026, 11, 25, tzinfo=UTC),
                actor="ana",
                team="office",
                facts={"number": number},
            )
    yield opened
    opened.close()
    owner.close()


@only_postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'mallory'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_entry_no_change ON audit_entry",
        "DROP TABLE audit_entry",
        "CREATE OR REPLACE FUNCTION audit_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
        "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = '0001'",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_services_account_cannot_change_the_log_nor_what_guards_it(service, statement):
    with pytest.raises(StorageFailed) as refused, service.write() as session:
        session.connection().exec_driver_sql(statement)
    assert any(words in str(refused.value.__cause__) for words in ("permission denied", "must be owner"))
    with service.read() as session:
        assert verify(session) == []
        assert [line.actor for line in lines_of(session)] == ["ana", "ana"]


@only_postgresql
def test_what_the_account_may_not_is_not_the_triggers_doing_alone(settings, service):
    """The guards gone, the rights alone still hold."""
    with psycopg.connect(settings.database_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
    with pytest.raises(StorageFailed), service.write() as session:
        session.connection().exec_driver_sql("UPDATE audit_entry SET actor = 'mallory'")


@only_postgresql
def test_a_new_table_is_the_accounts_too_after_the_next_init(settings, account, service, monkeypatch):
    with psycopg.connect(settings.database_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE since (id int)")
    with pytest.raises(StorageFailed), service.read() as session:
        session.connection().execute(text("SELECT * FROM since"))
    install(settings)
    with service.read() as session:
        assert session.connection().execute(text("SELECT * FROM since")).all() == []


@only_postgresql
def test_the_command_refuses_an_account_that_could_change_the_log_all_the_same(settings, monkeypatch):
    monkeypatch.setenv("SCREENING_DATA", str(settings.data))
    monkeypatch.setenv("SCREENING_DATABASE_URL", settings.database_url)
    for name, words in (("postgres", "superuser"), ("nobody-here", "no account")):
        said = CliRunner().invoke(main, ["init", "--account", name])
        assert said.exit_code
        assert words in said.output


def test_on_sqlite_there_are_no_accounts(tmp_path):
    with pytest.raises(AccountUnfit):
        grant(open_database(Settings(data=tmp_path)), "service")
