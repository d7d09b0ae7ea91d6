"""The shipped lists, served on loopback and driven by Debian's Chromium; skipped with a sentence where there is none."""

import importlib.util
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from local_token import let_in

from screening.context import install, open_context
from screening.settings import Settings
from web.app import create_app
from web.config import Config

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def _load(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


chromium = _load("chromium")
world_of_pages = _load("world")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Take all into `make test-slow`, since a browser takes seconds to start; skip them where there is none."""
    missing = pytest.mark.skip(
        reason="There is no /usr/bin/chromium here; `apt-get install chromium` brings it."
    )
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)
            if not chromium.CHROMIUM.exists():
                item.add_marker(missing)


@pytest.fixture(scope="session")
def browser():
    with chromium.browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def world(engine, tmp_path_factory):
    made = world_of_pages.World(tmp_path_factory.mktemp("world"), engine, NOW)
    yield made
    made.close()


@pytest.fixture(scope="session")
def address(world):
    """Where the service answers."""
    with chromium.serving(world.app) as base:
        yield base


@pytest.fixture(scope="session")
def accounts(engine, tmp_path_factory):
    """The service with accounts, and where it answers."""
    made = world_of_pages.Accounts(tmp_path_factory.mktemp("accounts"), engine, NOW)
    with chromium.serving(made.app) as base:
        yield made, base
    made.close()


@pytest.fixture
def place(tmp_path):
    """An installation of the test's own, in which nothing has happened yet."""
    settings = Settings(data=tmp_path / "service")
    install(settings)
    opened = open_context(settings, lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture
def app(engine, place, tmp_path):
    """The application of that installation."""
    return create_app(Config(rates=tmp_path / "rates.sqlite3"), engine, lambda: NOW, place)


@pytest.fixture
def own_address(app):
    """Where that installation answers; a file of journeys says `address` of it."""
    with chromium.serving(app) as base:
        yield base


@pytest.fixture
def page(browser, address):
    """A page of 1280 pixels; what the browser complains of fails the test."""
    context = let_in(browser.new_context(viewport={"width": 1280, "height": 900}, base_url=address), address)
    opened, said = context.new_page(), []
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    # a refusal's status is named by the browser as an error; it is none of ours
    assert [text for text in said if "status of 4" not in text] == []
