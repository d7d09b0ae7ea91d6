"""An installation with an application that serves its pages, and its worker."""

import io
import re
from dataclasses import replace

import pytest

from screening.jobs.engines import Engines
from screening.jobs.steps import Steps
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
        steps = Steps(place, Engines(lambda day: replace(small_engine, on=day)), "worker")
        for kind in ("plan", "chunk", "report"):
            steps.do(kind, run_id, 1, 0)

    return do


@pytest.fixture
def screened(client, work):
    """Upload a list, accept it as it is understood, and carry its run out; gives the address of the run."""

    def do(content, name="list.csv"):
        page = client.get("/upload", **HTTPS).text
        form = {
            "proof": _hidden("proof", page),
            "list": (io.BytesIO(content if isinstance(content, bytes) else content.encode()), name),
        }
        page = client.get(client.post("/upload", data=form, **HTTPS).headers["Location"], **HTTPS).text
        form = {key: _hidden(key, page) for key in ("proof", "draft")}
        address = client.post("/upload/accept", data=form, **HTTPS).headers["Location"]
        work(address.rsplit("/", 1)[1])
        return address

    return do


def _hidden(name, page):
    return re.search(rf'name="{name}" value="([^"]+)"', page).group(1)
