"""An installation with an application that serves its pages, and its worker."""

import io
import re
import sys
from dataclasses import replace
from functools import partial

import pytest

from screening.intake import limited as limited_reading
from screening.runs import read_slots
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from web.app import create_app
from web.config import Config

HTTPS = {"base_url": "https://localhost"}


@pytest.fixture
def client(small_engine, clock, place, tmp_path):
    app = create_app(Config(rates=tmp_path / "rates.sqlite3"), small_engine, clock, place)
    return app.test_client()


@pytest.fixture
def work(place, small_engine):
    """Carry out every step of a run, as a worker does."""

    def do(run_id):
        steps = StepRunner(place, Engines(lambda day: replace(small_engine, on=day)), "worker")
        for kind in ("plan", "chunk", "report"):
            steps.do(kind, run_id, 1, 0)

    return do


@pytest.fixture
def uploaded(client):
    """Upload a list, with what the form at an address states; gives the page that shows how it is read."""

    def do(content, name="list.csv", address="/upload"):
        page = client.get(address, **HTTPS).text
        form = {
            **dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page)),
            "list": (io.BytesIO(content if isinstance(content, bytes) else content.encode()), name),
        }
        return client.get(client.post("/upload", data=form, **HTTPS).headers["Location"], **HTTPS).text

    return do


@pytest.fixture
def screened(client, uploaded, work):
    """Upload a list, accept it as it is understood, and carry its run out; gives the address of the run.

    Further fields go with the acceptance.
    """

    def do(content, name="list.csv", **fields):
        page = uploaded(content, name)
        form = {key: _hidden(key, page) for key in ("proof", "draft")} | fields
        address = client.post("/upload/accept", data=form, **HTTPS).headers["Location"]
        work(address.rsplit("/", 1)[1])
        return address

    return do


@pytest.fixture
def reading(monkeypatch):
    """The processes that read lists, by their ids; reading one in this process fails."""
    begun, popen = [], limited_reading.subprocess.Popen

    class Counted(popen):
        def __init__(self, *args, **more):
            super().__init__(*args, **more)
            begun.append(self.pid)

    def fail(*_args, **_more):
        raise AssertionError("a list was read in this process")

    monkeypatch.setattr(limited_reading.subprocess, "Popen", Counted)
    for name in ("open_list", "preflight", "read_workbook", "read_delimited", "decode"):
        monkeypatch.setattr(sys.modules["screening.intake.list_reader"], name, fail)
    return begun


@pytest.fixture
def impatient(monkeypatch):
    """Nobody waits for a turn at reading."""
    monkeypatch.setattr(read_slots, "_wait", partial(_at_once, read_slots._wait))


def _at_once(wait, slots, who, at_once, _until):
    return wait(slots, who, at_once, 0)


def _hidden(name, page):
    return re.search(rf'name="{name}" value="([^"]+)"', page).group(1)
