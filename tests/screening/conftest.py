"""Databases to test on: SQLite always, PostgreSQL where one answers."""

from contextlib import contextmanager

import pytest
from databases import KINDS, new_postgres
from object_server import ObjectServer

from screening.context import install
from screening.settings import Settings, make_data_folder
from screening.storage import open_database


@pytest.fixture(scope="session")
def installed_postgres(tmp_path_factory):
    """The name of a database as `install` leaves it, made once, for others to be copied from."""
    with new_postgres() as address:
        install(Settings(data=tmp_path_factory.mktemp("installed") / "data", database_url=address))
        yield address.rsplit("/", 1)[1]


@contextmanager
def _settings(request, data):
    if request.param == "sqlite":
        yield Settings(data=request.getfixturevalue("settle")(data))
        return
    with new_postgres(request.getfixturevalue("installed_postgres")) as address:
        made = Settings(data=data, database_url=address)
        make_data_folder(made)
        yield made


@pytest.fixture(params=KINDS)
def settings(request, tmp_path):
    """Settings of an installation that was just made, on each database."""
    with _settings(request, tmp_path / "data") as made:
        yield made


@pytest.fixture(scope="module", params=KINDS)
def shared_settings(request, tmp_path_factory):
    """The same for all tests of a file, which do not disturb each other."""
    with _settings(request, tmp_path_factory.mktemp("shared") / "data") as made:
        yield made


@pytest.fixture(params=KINDS)
def bare_settings(request, tmp_path):
    """Settings of an installation on each database in which there are no tables yet."""
    data = tmp_path / "data"
    if request.param == "sqlite":
        made = Settings(data=data)
        make_data_folder(made)
        yield made
        return
    with new_postgres() as address:
        made = Settings(data=data, database_url=address)
        make_data_folder(made)
        yield made


@pytest.fixture
def empty_postgres(installed_postgres):
    """The address of one more PostgreSQL database, with the newest tables and nothing in them."""
    with new_postgres(installed_postgres) as address:
        yield address


@pytest.fixture
def database(settings):
    """A database of each kind with the newest tables."""
    opened = open_database(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def object_server(tmp_path_factory):
    """An object store that other tests use as well; a test that kills it starts it again (`bucket`)."""
    server = ObjectServer(tmp_path_factory.mktemp("objects"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def bucket(object_server, monkeypatch):
    """The name of a new bucket, in an object store that the environment names."""
    object_server.need()
    for name, value in object_server.environment.items():
        monkeypatch.setenv(name, value)
    return object_server.new_bucket()
