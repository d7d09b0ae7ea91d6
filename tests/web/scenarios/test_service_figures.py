"""What TRUST promises of the service as it is shipped: `screening serve` as a process, and load from the same machine.

These take minutes and mean something on a machine that does nothing else; `make soak` runs them.
"""

import http.client
import json
import os
import socket
import sys
import threading
import time
from contextlib import ExitStack

import pytest
from local_token import BEARER
from receiver import HERE, free_port, wait_for
from served import program

pytestmark = pytest.mark.soak
NAMES = [
    "Beihang University",
    "KU Leuven",
    "Harbin Engineering University",
    "BUAA",
    "Dept of Physics, MIT, Cambridge MA",
]


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """The shipped service, on a port of this machine."""
    data = tmp_path_factory.mktemp("figures") / "data"
    port = free_port()
    environment = {
        **os.environ,
        "SCREENING_DATA": str(data),
        "SCREENING_PORT": str(port),
        "SCREENING_AUTO_UPDATE_LISTS": "false",
    }
    with program([sys.executable, "-m", "screening", "serve"], env=environment):
        wait_for(port, 300)
        ask(port, "GET", "/healthz")
        yield port


def ask(port, method, path, body=None, timeout=60):
    """One call; gives status, answer and seconds."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection(HERE, port, timeout=timeout)
    try:
        connection.request(
            method, path, body, {"Content-Type": "application/json" if method == "POST" else "", **BEARER}
        )
        answer = connection.getresponse()
        return answer.status, answer.read(), time.perf_counter() - began
    finally:
        connection.close()


def part(times, share):
    """The time below which this share of all times lies, in milliseconds."""
    ordered = sorted(times)
    return 1_000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def checks(port, a_second, seconds):
    """Single checks at an even pace, each in a thread of its own; gives their seconds and the statuses."""
    times, statuses, threads = [], [], []

    def check(name):
        body = json.dumps({"subjects": [{"name": name}]})
        status, _, taken = ask(port, "POST", "/api/v1/screen", body)
        times.append(taken)
        statuses.append(status)

    began = time.monotonic()
    for number in range(int(a_second * seconds)):
        time.sleep(max(0, began + number / a_second - time.monotonic()))
        threads.append(threading.Thread(target=check, args=(f"{NAMES[number % len(NAMES)]} {number}",)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return times, set(statuses)


def test_w8_slow_clients_hold_up_nobody(port):
    half_head = b"POST /api/v1/screen HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    half_body = half_head + b"Content-Type: application/json\r\n\r\n{"
    asks_and_never_reads = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 20
    with ExitStack() as opened:
        for number in range(600):
            connection = opened.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_024)
            connection.connect((HERE, port))
            said = asks_and_never_reads if number >= 300 else half_body if number % 2 else half_head
            connection.sendall(said)
        answers = [ask(port, "GET", "/healthz") for _ in range(500)]
    assert {status for status, _, _ in answers} == {200}
    slowest = part([taken for _, _, taken in answers], 0.99)
    assert slowest <= 200


def test_f1_twenty_checks_a_second_for_ten_minutes(port):
    times, statuses = checks(port, 20, 600)
    assert statuses == {200}
    assert part(times, 0.5) <= 60
    assert part(times, 0.99) <= 300


def test_f2_ten_lists_of_5000_rows_at_once_and_checks_meanwhile(port):
    accepted, slow = [], []

    def give(number):
        rows = "".join(f'"{NAMES[row % len(NAMES)]} {number} {row}",CN\n' for row in range(5_000))
        path = "/api/v1/runs?format=csv&file_name=list.csv"
        status, answer, taken = ask(port, "POST", path, f"Institution,Country\n{rows}".encode())
        assert status == 202, answer
        accepted.append(json.loads(answer)["links"]["self"])
        slow.append(taken)

    given = [threading.Thread(target=give, args=(number,)) for number in range(10)]
    began = time.monotonic()
    for thread in given:
        thread.start()
    for thread in given:
        thread.join()
    times, statuses = [], set()
    waiting = set(accepted)
    while waiting:
        assert time.monotonic() - began <= 300, f"{len(waiting)} runs are not done"
        some, said = checks(port, 5, 2)
        times += some
        statuses |= said
        states = {run: json.loads(ask(port, "GET", run)[1])["state"] for run in waiting}
        waiting = {run for run, state in states.items() if state in ("queued", "running")}
        assert set(states.values()) <= {"queued", "running", "finished"}
    assert len(accepted) == 10
    assert max(slow) <= 2
    assert statuses == {200}
    assert part(times, 0.99) <= 500
