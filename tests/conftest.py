"""Worlds that several tests share.

Services that tests start, in this process or as others, have the token that is set here; `app.test_client()` gives a
client that brings it (tests/local_token.py), so a test begins with it as a person does who opened the printed address.
"""

import gc
import os
import shutil
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2 import BytecodeCache
from local_token import TOKEN, ClientWithToken
from longest_files import LONGEST
from sqlmodel import Session
from werkzeug.routing import Rule

from screening.accounts import credentials
from watchlists.library import load_library

# Compiling the shipped lists takes ten seconds for each set of lists and day. All processes of all runs over this
# tree share what was compiled, apart from what the person who runs them keeps, and with room for every set of the tests.
COMPILED = Path(__file__).parent.parent / ".pytest_cache" / "compiled"

# A machine that does much else is slow, not wrong.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")

# Ten thousand tests are collected, and all stay: looking for garbage among them takes longer than making them.
gc.disable()

os.environ["SCREENING_CACHE_DIR"] = str(COMPILED)
os.environ["SCREENING_CACHE_KEPT"] = "16"
os.environ["SCREENING_TOKEN"] = TOKEN
Flask.test_client_class = ClientWithToken


class TemplateCache(BytecodeCache):
    """Templates compiled for all applications of this process: each of a thousand tests would compile them for its own."""

    def __init__(self):
        self._code = {}

    def load_bytecode(self, bucket):
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket):
        self._code[bucket.key, bucket.checksum] = bucket.code


class CompiledRule(Rule):
    """The rule of an address, whose builder is compiled once for all applications of this process, for the same reason."""

    _builders: ClassVar[dict] = {}

    def _compile_builder(self, append_unknown=True):
        kinds = tuple(sorted((name, type(each).__name__) for name, each in self._converters.items()))
        key = (self.rule, append_unknown, tuple(self._trace), repr(self.defaults), kinds)
        if key not in self._builders:
            self._builders[key] = super()._compile_builder(append_unknown)
        return self._builders[key]


Flask.jinja_options = {"bytecode_cache": TemplateCache()}
Flask.url_rule_class = CompiledRule


def pytest_itemcollected(item):
    """Whole flows, in folders named scenarios, are slow: they start services, run lists and compile editions."""
    if "scenarios" in item.path.parts:
        item.add_marker(pytest.mark.slow)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The files that take longest come first, then others with slow tests (tests/longest_files.py says why).

    Soaks may take hours; every other test that takes ten minutes hangs.
    """
    for item in items:
        item.add_marker(pytest.mark.timeout(0 if item.get_closest_marker("soak") else 600))
    place = {Path(__file__).parent / name: number for number, name in enumerate(LONGEST)}
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (place.get(item.path, len(place)), item.path not in slow))


def pytest_collection_finish():
    """What was collected stays to the end, so nobody looks for garbage in it again."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def engine():
    """The shipped lists, register and default policy, on a fixed day."""
    from screening.engine import load_engine

    return load_engine(on=date(2026, 11, 25))


@pytest.fixture(scope="session")
def shipped_library():
    """The shipped lists as their files say, read once: nobody changes them."""
    return load_library()


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """A data folder as `install` leaves it, made once, for tests to copy: making one takes a while."""
    from screening.context import install
    from screening.settings import Settings

    data = tmp_path_factory.mktemp("installed") / "data"
    install(Settings(data=data))
    return data


@pytest.fixture(scope="session")
def settle(installed):
    """Make a data folder that `install` need not make anew; gives it."""

    def do(data):
        shutil.copytree(installed, data, dirs_exist_ok=True)
        data.chmod(0o700)
        return data

    return do


@pytest.fixture(autouse=True, scope="session")
def passwords_hashed_quickly():
    """Passwords cost next to nothing in this process; processes that tests start hash them as the service does.

    tests/screening/accounts/test_credentials.py holds what they cost there.
    """
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    credentials._HASHER, credentials._NOBODYS = quick, quick.hash("nobody")


@pytest.fixture(autouse=True)
def no_lists_of_this_machine(tmp_path, monkeypatch):
    """Tests see the shipped lists, whatever was fetched or imported on the machine that runs them."""
    monkeypatch.setenv("SCREENING_DATA", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def behind_the_log():
    """A transaction that changes state without an entry in the log, as only somebody with the database's key could."""

    @contextmanager
    def transaction(database):
        with database.engine.begin() as connection, Session(connection) as session:
            yield session
            session.flush()

    return transaction
