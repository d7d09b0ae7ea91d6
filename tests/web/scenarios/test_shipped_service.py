"""The service as it is shipped: `screening serve` as a process, its workers beside it, asked over real connections."""

import http.client
import json
import os
import re
import socket
import stat
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from local_token import BEARER, TOKEN
from receiver import HERE, free_port, wait_for
from served import program

pytestmark = pytest.mark.slow
LIST = "Name,Institution,Country\nWei Zhang,Beihang University,CN\nJane Roe,KU Leuven,BE\n"
PATIENCE = 300  # seconds; a loaded machine builds the linker first


@contextmanager
def serving(data, port):
    """The first process of a service."""
    environment = {
        **os.environ,
        "SCREENING_DATA": str(data),
        "SCREENING_PORT": str(port),
        "SCREENING_AUTO_UPDATE_LISTS": "false",
    }
    command = [sys.executable, "-m", "screening", "serve"]
    with program(command, env=environment) as process:
        wait_for(port, PATIENCE)
        yield process


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("shipped") / "data"


@pytest.fixture(scope="module")
def key(data):
    """A key that allows thirty calls a minute."""
    environment = {**os.environ, "SCREENING_DATA": str(data)}
    for words in (["init"], ["keys", "new", "A test", "--calls-per-minute", "30"]):
        command = [sys.executable, "-m", "screening", *words]
        made = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return next(word for word in made.stdout.split() if word.startswith("rs_"))


@pytest.fixture(scope="module")
def port(data, key):
    port = free_port()
    with serving(data, port):
        yield port


def ask(port, method, path, body=None, patience=PATIENCE, **headers):
    """One call over a connection of its own."""
    connection = http.client.HTTPConnection(HERE, port, timeout=patience)
    try:
        connection.request(method, path, body, {**BEARER, **headers})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def workers_of(process):
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def test_a_list_that_is_accepted_is_screened_by_the_worker_beside_the_pages(tmp_path):
    port = free_port()
    with serving(tmp_path / "data", port):
        said = ask(port, "POST", "/api/v1/runs?format=csv", LIST, **{"Content-Type": "text/csv"})
        assert said[0] == 202
        run = json.loads(said[2])["links"]["self"]
        end = time.monotonic() + PATIENCE
        while (now := json.loads(ask(port, "GET", run)[2]))["state"] in ("queued", "running"):
            assert time.monotonic() < end
            time.sleep(0.2)
        assert now["state"] == "finished"
        report = ask(port, "GET", f"{run}/report")[2].decode()
        assert "Beihang University" in report
        written = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
        assert {path.name for path in written} >= {"screening.sqlite", "rates.sqlite3"}
        assert {path.name for path in written if path.stat().st_mode & 0o077} == set()  # V4


def wait_until_said(path, words):
    """Wait until a service has written the words to its output."""
    end = time.monotonic() + PATIENCE
    while words not in path.read_text():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_the_printed_address_opens_the_service_and_the_token_stands_nowhere_else(tmp_path):
    """As somebody starts it, without a token of his own; what it says and writes goes to files that are looked through."""
    port, data = free_port(), tmp_path / "data"
    environment = {**os.environ, "SCREENING_DATA": str(data), "SCREENING_AUTO_UPDATE_LISTS": "false"}
    del environment["SCREENING_TOKEN"]
    with (tmp_path / "said").open("w") as said:
        command = [sys.executable, "-m", "screening", "serve"]
        own = {**environment, "SCREENING_PORT": str(port)}
        with program(command, env=own, stdout=said, stderr=said):
            wait_for(port, PATIENCE)
            wait_until_said(tmp_path / "said", f"Ready at http://127.0.0.1:{port}/")
            (address,) = re.findall(r"http://127\.0\.0\.1:\d+/\?token=\S+", (tmp_path / "said").read_text())
            token = address.partition("token=")[2]
            assert ask(port, "GET", "/", Authorization="")[0] == 401
            assert ask(port, "GET", "/metrics", Authorization="")[0] == 401
            status, headers, _ = ask(port, "GET", f"/?token={token}", Authorization="")
            assert (status, headers["Location"]) == (303, "/")
            cookie = headers["Set-Cookie"].partition(";")[0]
            assert ask(port, "GET", "/", Authorization="", Cookie=cookie)[0] == 200
            assert ask(port, "GET", "/api/v1/lists", Authorization=f"Bearer {token}")[0] == 200
            assert ask(port, "GET", f"/nowhere?token={token}x")[0] == 401
            assert ask(port, "GET", "/api/v1/lists")[0] == 401  # the token of tests is another one
            (tmp_path / "list.csv").write_text(LIST)
            # the command finds the token in the data folder, whatever port its own environment names
            words = ["screen", "list.csv", "-o", "out.csv", "--server", f"http://127.0.0.1:{port}"]
            here = {"env": environment, "cwd": tmp_path, "check": True}
            subprocess.run([sys.executable, "-m", "screening", *words], **here)
            assert "Beihang University" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
            assert stat.S_IMODE((data / "token").stat().st_mode) == 0o600
    holding = [path for path in tmp_path.rglob("*") if path.is_file() and token.encode() in path.read_bytes()]
    assert [path.name for path in holding] == ["said"]
    assert (tmp_path / "said").read_text().count(token) == 1


def test_a_token_that_is_set_is_not_printed(tmp_path):
    port = free_port()
    environment = {
        **os.environ,
        "SCREENING_DATA": str(tmp_path / "data"),
        "SCREENING_PORT": str(port),
        "SCREENING_AUTO_UPDATE_LISTS": "false",
    }
    command = [sys.executable, "-m", "screening", "serve"]
    with program(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        said = next(line for line in process.stdout if "paste the token" in line)
        assert said.startswith(f"Open http://127.0.0.1:{port}/ ")
        # the address is said once the service answers there
        assert ask(port, "GET", f"/?token={TOKEN}", Authorization="")[0] == 303
    said += process.stdout.read()
    assert TOKEN not in said


def test_calls_are_counted_over_all_workers_together(port, key):
    # The minute that is counted begins with the first call, whatever the clock shows.
    asked = [ask(port, "GET", "/api/v1/policies", Authorization=f"Bearer {key}") for _ in range(60)]
    assert Counter(status for status, _, _ in asked) == {200: 30, 429: 30}
    waits = [int(headers["Retry-After"]) for status, headers, _ in asked if status == 429]
    assert all(1 <= seconds <= 60 for seconds in waits)


def test_clients_that_send_half_a_request_hold_up_nobody(port):
    half_head = b"POST /api/v1/screen HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    half_body = half_head + b"Content-Type: application/json\r\n\r\n{"
    with ExitStack() as opened:
        for number in range(300):
            connection = opened.enter_context(socket.create_connection((HERE, port)))
            connection.sendall(half_body if number % 2 else half_head)
        # held up, one would wait as long as they do; how quick it is is measured in test_service_figures
        answers = {ask(port, "GET", "/healthz", patience=10)[0] for _ in range(50)}
    assert answers == {200}


def test_sigterm_ends_every_process_of_the_service(tmp_path):
    port = free_port()
    with serving(tmp_path / "data", port) as process:
        ask(port, "GET", "/healthz")
        below = workers_of(process.pid)
        below += [each for worker in below for each in workers_of(worker)]
        assert len(below) >= 3  # gunicorn and its workers, or the workers of runs
        process.terminate()
        assert process.wait(30) == 0
    assert not any(map(runs, below))
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((HERE, port), 1)


def runs(process_id):
    """Whether a process runs; one that ended and that nobody has asked about is there still, as a zombie."""
    try:
        said = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return said.rpartition(")")[2].split()[0] != "Z"
