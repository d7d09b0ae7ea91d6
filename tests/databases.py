"""Databases to test on: SQLite always, PostgreSQL where one answers."""

import os
import uuid
from contextlib import contextmanager

import psycopg
import pytest

SERVER = os.environ.get("SCREENING_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@contextmanager
def new_postgres(template="template1"):
    """A database that lasts as long as the block; gives its address."""
    try:
        connection = psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        if os.environ.get("SCREENING_TEST_POSTGRES_NEEDED"):
            pytest.fail(f"No PostgreSQL answers at {SERVER}, and here these tests may not be skipped.")
        pytest.skip("No PostgreSQL answers; set SCREENING_TEST_POSTGRES to the address of one to test on.")
    name = f"screening_test_{uuid.uuid4().hex[:12]}"
    with connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield f"{SERVER.rsplit('/', 1)[0]}/{name}"
    finally:
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
