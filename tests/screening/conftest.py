"""Databases to test on: SQLite always, PostgreSQL where one answers."""

import os
import uuid

import psycopg
import pytest

from screening.settings import Settings, make_data_folder
from screening.storage import migrate, open_database

SERVER = os.environ.get("SCREENING_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


def _new_postgres():
    try:
        connection = psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        if os.environ.get("SCREENING_TEST_POSTGRES_NEEDED"):
            pytest.fail(f"No PostgreSQL answers at {SERVER}, and here these tests may not be skipped.")
        pytest.skip("No PostgreSQL answers; set SCREENING_TEST_POSTGRES to the address of one to test on.")
    name = f"screening_test_{uuid.uuid4().hex[:12]}"
    with connection:
        connection.execute(f"CREATE DATABASE {name}")
    return name


def _drop_postgres(name):
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def settings(request, tmp_path):
    """Settings of a fresh installation on each database; nothing is migrated yet."""
    data = tmp_path / "data"
    if request.param == "sqlite":
        made = Settings(data=data)
        make_data_folder(made)
        yield made
        return
    name = _new_postgres()
    made = Settings(data=data, database_url=f"{SERVER.rsplit('/', 1)[0]}/{name}")
    make_data_folder(made)
    yield made
    _drop_postgres(name)


@pytest.fixture
def database(settings):
    """A migrated database of each kind."""
    opened = open_database(settings)
    migrate(opened)
    yield opened
    opened.close()
