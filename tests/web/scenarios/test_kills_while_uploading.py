"""P1: the pages' processes are killed while a list comes in, at twenty points of it: nothing half is there, and one asks again."""

import http.client
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest
from local_token import BEARER, TOKEN
from receiver import HERE, free_port, wait_for
from served import program
from sqlmodel import select

from screening.audit import lines_of, read_heads, verify
from screening.context import install, open_context
from screening.runs.retention import clear_up
from screening.settings import Settings
from screening.storage.tables import Run

pytestmark = pytest.mark.slow
PATIENCE = 300  # seconds; a loaded machine builds the linker first
POINTS = 20
PAGES = 2  # processes that answer
PIECE = 2**20
LIST = (b"Name,Country\n" + b"Harvard University,US\n" * PIECE)[: POINTS * PIECE]
HEAD = (
    f"POST /api/v1/runs?file_name=list.csv HTTP/1.1\r\nHost: {HERE}\r\nContent-Type: text/csv\r\n"
    f"Authorization: Bearer {TOKEN}\r\n"
    f"Content-Length: {len(LIST)}\r\n\r\n"
).encode()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    settings = Settings(data=tmp_path_factory.mktemp("killed") / "data")
    install(settings)
    opened = open_context(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pages(place):
    """The pages as they are shipped, without workers: their port, and how to kill every process that answers."""
    port = free_port()
    environment = {
        **os.environ,
        "SCREENING_DATA": str(place.settings.data),
        "SCREENING_PORT": str(port),
        "SCREENING_AUTO_UPDATE_LISTS": "false",
        "SCREENING_WORKERS": "0",
        "SCREENING_WEB_PROCESSES": str(PAGES),
    }
    with program([sys.executable, "-m", "screening", "serve"], env=environment) as process:
        wait_for(port, PATIENCE)

        def kill():
            (gunicorn,) = children_of(process.pid)
            # One that is yet to come would go on with the list.
            until(lambda: len(children_of(gunicorn)) == PAGES)
            killed = children_of(gunicorn)
            for each in killed:
                os.kill(each, signal.SIGKILL)
            until(lambda: not set(killed) & set(children_of(gunicorn)))

        yield port, kill


def children_of(process):
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def until(true):
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not come to pass in time"
        time.sleep(0.02)


def received(place):
    """How many bytes of a list on its way in are on the disk."""
    sizes = [path.stat().st_size for path in place.scratch().glob("incoming-*")]
    return max(sizes, default=-1)


def runs_of(place):
    """The runs that are there: each whole, with its file, its upload and its entry."""
    with place.database.read() as session:
        runs = session.exec(select(Run)).all()
        assert {line.run_id for line in lines_of(session) if line.action == "run.accepted"} == {
            run.id for run in runs
        }
        assert verify(session, read_heads(place.heads, place.key)) == []
        for run in runs:
            with place.files.path(run.upload_sha256) as path:
                assert path.read_bytes() == LIST
        return {run.id for run in runs}


def swept(place):
    """Take away what kills left, as a worker does once it is an hour old."""
    for path in place.scratch().iterdir():
        os.utime(path, (0, 0))
    clear_up(place)
    assert list(place.scratch().iterdir()) == []


@pytest.mark.parametrize("point", range(POINTS))
def test_what_comes_in_when_the_pages_are_killed_is_nowhere_to_be_seen(place, pages, point):
    port, kill = pages
    before, files = runs_of(place), place.files.names()
    with socket.create_connection((HERE, port), timeout=PATIENCE) as connection:
        connection.sendall(HEAD + LIST[: point * PIECE])
        until(lambda: received(place) >= max(point - 1, 0) * PIECE)  # somebody has it in hand
        kill()
        try:
            said = connection.recv(100)
        except ConnectionResetError:
            said = b""
    assert said == b""
    assert runs_of(place) == before
    assert place.files.names() == files
    swept(place)


def test_a_list_that_was_sent_whole_when_they_are_killed_is_there_whole_or_not_at_all(place, pages):
    port, kill = pages
    before = runs_of(place)
    with socket.create_connection((HERE, port), timeout=PATIENCE) as connection:
        connection.sendall(HEAD + LIST)
        kill()
    assert len(runs_of(place) - before) <= 1
    swept(place)


def test_who_asks_again_is_answered(place, pages):
    port, _kill = pages
    before = runs_of(place)
    connection = http.client.HTTPConnection(HERE, port, timeout=PATIENCE)
    connection.request(
        "POST", "/api/v1/runs?file_name=list.csv", LIST, {"Content-Type": "text/csv", **BEARER}
    )
    answer = connection.getresponse()
    said = json.loads(answer.read())
    connection.close()
    assert answer.status == 202
    assert runs_of(place) - before == {said["id"]}
