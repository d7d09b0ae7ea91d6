"""Answers a second over HTTP, and how long one takes, through the start command that is shipped.

    python -m benchmarks.api_load [--seconds 10] [--connections 16] [--slow 300]
    python -m benchmarks.api_load --held [--checks 400] [--matches 600] [--seconds 10] [--slow 300]

The load comes from this very machine over kept connections, one question at a time on each; so it takes its part of the
processors, and the figures are what remains. Every question is another: names of the register, each asked once, and
beside them ten names asked again and again, as a form is tried out. `--slow` opens that many connections beside it
which send half a header and stay, and reports how long /healthz takes meanwhile.

`--held` asks so many questions a second whether or not the ones before were answered, with a key, beside the slow
connections and beside another key that asks a hundred times what it may. A question's time counts from the moment it was
due, so one that had to wait for the service to come to it is not left out. How many answers a second gunicorn gives in
the same run with nothing behind it is told beside, since the machine is not the same on two days.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import secrets
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from screening.accounts.keys import make_key
from screening.context import install, open_context
from screening.settings import Settings
from watchlists.library import load_library
from watchlists.register import load_register

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ROOT = Path(__file__).parent.parent
GOOD = b"HTTP/1.1 200"
TOKEN = secrets.token_urlsafe(32)  # of the service that is started, which has no accounts
LATE = 2.0  # seconds for which answers are waited for after the last question
GREEDY_MAY, GREEDY_ASKS = 60, 6_000  # calls a minute
GREEDY_CONNECTIONS = 8
NAMES = [
    "Beihang University",
    "School of Astronautics, Northwestern Polytechnical University, Xi'an 710072",
    "Massachusetts Institute of Technology",
    "Department of Physics, University of Cambridge, Cambridge CB3 0HE, UK",
    "BUAA",
    "Harbin Engineering University",
    "KU Leuven, Leuven, Belgium",
    "Charité Universitätsmedizin Berlin",
    "国防科技大学",
    "Baumann Research Institute",
]


def post(path: str, body: object, key: str = TOKEN) -> bytes:
    """A whole HTTP request."""
    said = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(said)}\r\nAuthorization: Bearer {key}\r\n\r\n"
    return head.encode() + said


def get(path: str) -> bytes:
    """A whole HTTP request without a body."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def screened(name: str, key: str = TOKEN) -> bytes:
    """A check of one subject over our own API."""
    return post("/api/v1/screen", {"subjects": [{"name": name}]}, key)


def matched(name: str, key: str = TOKEN) -> bytes:
    """One query of yente's protocol."""
    return post(
        "/match/default",
        {"queries": {"q": {"schema": "Organization", "properties": {"name": [name]}}}},
        key,
    )


def different_names() -> list[str]:
    """The first names of all registered bodies and of all listed parties, in a fixed order without meaning."""
    library = load_library()
    names = {listing.name for listing in library.listings}
    names |= {body.names[0].text for body in load_register().in_order}
    return sorted(names, key=lambda name: hashlib.sha256(name.encode()).digest())


def loads(key: str = TOKEN) -> dict[str, list[bytes]]:
    """What is asked, by name; halves of the different names, so that no load asks what another has asked."""
    names = different_names()
    half = len(names) // 2
    return {
        "screen, ten names": [screened(name, key) for name in NAMES],
        "screen, all different": [screened(name, key) for name in names[:half]],
        "match, ten names": [matched(name, key) for name in NAMES],
        "match, all different": [matched(name, key) for name in names[half:]],
        "healthz": [get("/healthz")],
    }


@contextmanager
def served(
    port: int, options: list[str], app: str = "wsgi:app", settings: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Start the service as it is shipped, or another `app` as it is; gives the process id of its first process."""
    start = ["-c", "python:web.gunicorn_settings", "-w", "2", "-b", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", *start, *options, app]
    began = time.monotonic()
    environment = {**os.environ, "SCREENING_TOKEN": TOKEN, **(settings or {})}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as process:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if process.poll() is not None:
                    raise SystemExit((process.stderr.read() if process.stderr else b"").decode()) from None
                time.sleep(0.1)
        answered(port)
        print(f"started in {time.monotonic() - began:.1f} s")
        try:
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)


def answered(port: int) -> None:
    """Wait for the first answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        connection.sendall(get("/healthz"))
        connection.recv(4_096)


def load(
    port: int, requests: Iterator[bytes], connections: int, seconds: float, good: bytes = GOOD
) -> tuple[list[float], int]:
    """Seconds of every answer, and how many did not begin as a good one does."""
    chooser = selectors.DefaultSelector()
    begun: dict[socket.socket, float] = {}
    coming: dict[socket.socket, Coming] = {}
    for _ in range(connections):
        opened = socket.create_connection(("127.0.0.1", port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chooser.register(opened, selectors.EVENT_READ)
        coming[opened], begun[opened] = Coming(good), time.perf_counter()
        opened.sendall(next(requests))
    times, failed, end = [], 0, time.perf_counter() + seconds
    while (now := time.perf_counter()) < end:
        for key, _ in chooser.select(timeout=1):
            connection = key.fileobj
            assert isinstance(connection, socket.socket)
            if not (piece := connection.recv(262_144)):
                raise SystemExit("the service closed a connection")
            if (answer := coming[connection]).takes(piece):
                now = time.perf_counter()
                times.append(now - begun[connection])
                failed += not answer.is_good
                coming[connection], begun[connection] = Coming(good), now
                connection.sendall(next(requests))
    for connection in begun:
        connection.close()
    return times, failed


@dataclass
class HeldLoad:
    """Questions that come due at a rate, each sent over the connection that is free the longest."""

    requests: Iterator[bytes]
    rate: float  # a second
    connections: int
    good: bytes = GOOD
    times: list[float] = field(default_factory=list)  # seconds from the due moment, of good answers
    asked: int = 0
    others: int = 0  # answers that are not good, and connections that the service closed before it answered
    _due: float = 0.0
    _waiting: deque[float] = field(default_factory=deque)
    _free: deque[socket.socket] = field(default_factory=deque)
    _asking: dict[socket.socket, tuple[float, Coming]] = field(default_factory=dict)

    def open(self, port: int, chooser: selectors.BaseSelector) -> None:
        """Open the connections."""
        self._due = time.perf_counter()
        for _ in range(self.connections):
            self._connect(port, chooser)

    def ask(self, until: float) -> float:
        """Send what is due and has a free connection; when the next is due. None becomes due after `until`."""
        now = time.perf_counter()
        while self._due <= min(now, until):
            self._waiting.append(self._due)
            self.asked += 1
            self._due += 1 / self.rate
        while self._waiting and self._free:
            connection = self._free.popleft()
            self._asking[connection] = (self._waiting.popleft(), Coming(self.good))
            connection.sendall(next(self.requests))
        return self._due

    def take(self, connection: socket.socket, port: int, chooser: selectors.BaseSelector) -> None:
        """Read what has come over a connection; one that the service closed is opened anew."""
        try:
            piece = connection.recv(262_144)
        except ConnectionResetError:
            piece = b""
        if not piece:
            chooser.unregister(connection)
            connection.close()
            if self._asking.pop(connection, None):
                self.others += 1
            else:
                self._free.remove(connection)
            self._connect(port, chooser)
            return
        due, answer = self._asking[connection]
        if not answer.takes(piece):
            return
        del self._asking[connection]
        self._free.append(connection)
        if answer.is_good:
            self.times.append(time.perf_counter() - due)
        else:
            self.others += 1

    @property
    def is_done(self) -> bool:
        """Whether nothing is waited for."""
        return not (self._waiting or self._asking)

    def close(self) -> None:
        """Close the connections."""
        for connection in (*self._free, *self._asking):
            connection.close()

    def _connect(self, port: int, chooser: selectors.BaseSelector) -> None:
        opened = socket.create_connection(("127.0.0.1", port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chooser.register(opened, selectors.EVENT_READ, self)
        self._free.append(opened)


def hold(port: int, held: Iterable[HeldLoad], seconds: float) -> None:
    """Ask at the rates of all loads for so long, and wait a little for the last answers."""
    chooser, held = selectors.DefaultSelector(), list(held)
    for each in held:
        each.open(port, chooser)
    until = time.perf_counter() + seconds
    while (now := time.perf_counter()) < until + LATE and not (
        now > until and all(each.is_done for each in held)
    ):
        due = min(each.ask(until) for each in held)
        wait = due - time.perf_counter() if due <= until else 0.1
        for key, _ in chooser.select(timeout=max(0.0, wait)):
            connection, load_of = key.fileobj, key.data
            assert isinstance(connection, socket.socket)
            load_of.take(connection, port, chooser)
    for each in held:
        each.close()


class Coming:
    """An answer on its way; it is looked through once, since this generator shares the processors with the service."""

    __slots__ = ("good", "is_good", "missing")

    def __init__(self, good: bytes = GOOD) -> None:
        # Bytes still to come; unknown before the head is there.
        self.good, self.is_good, self.missing = good, False, -1

    def takes(self, piece: bytes) -> bool:
        """Take what has arrived; say whether it is whole."""
        if self.missing < 0:
            head = piece.index(b"\r\n\r\n")  # gunicorn sends a head at once
            at = piece.index(b"Content-Length: ", 0, head) + 16
            self.is_good = piece.startswith(self.good)
            self.missing = int(piece[at : piece.index(b"\r", at)]) + head + 4
        self.missing -= len(piece)
        return self.missing <= 0


def processes_of(first: int) -> list[str]:
    """The service's processes: the first and those it started."""
    return [str(first), *Path(f"/proc/{first}/task/{first}/children").read_text().split()]


def processor_seconds(first: int) -> float:
    """What the service's processes have taken of the processors since they began."""
    ticks = 0
    for process in processes_of(first):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(first: int) -> float:
    """MB that the service's processes hold, what they share counted once (PSS)."""
    lines = [
        line
        for process in processes_of(first)
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        if line.startswith("Pss:")
    ]
    return sum(int(line.split()[1]) for line in lines) / 1024


def report(name: str, times: list[float], failed: int, seconds: float) -> None:
    """Print one line of figures."""
    ordered = sorted(times)
    at = {part: 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))] for part in (0.5, 0.99)}
    print(
        f"{name:22} {len(times) / seconds:7.0f} a second, p50 {at[0.5]:.1f} ms, p99 {at[0.99]:.1f} ms, {failed} not 200"
    )


def report_held(name: str, held: HeldLoad, greedy: HeldLoad, used: float) -> None:
    """Print one line of figures; `used` is what the service took of the processors, in seconds."""
    answers = len(held.times) + held.others + len(greedy.times) + greedy.others
    ordered = sorted(held.times) or [float("inf")]
    p50, p99 = (1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))] for part in (0.5, 0.99))
    print(
        f"{name:22} {held.rate:5.0f} a second asked, {len(held.times) / held.asked:7.2%} answered, {held.others} otherwise, p50 {p50:.1f} ms,"
        f" p99 {p99:.1f} ms, {1000 * used / max(1, answers):.1f} ms of processor an answer; greedy key {greedy.rate:.0f} a second asked, {len(greedy.times) / greedy.asked:.0%}"
        " answered 429"
    )


def bare(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
    """A WSGI application that reads what is sent and says two characters: what gunicorn takes by itself."""
    environ["wsgi.input"].read()
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
    return [b"{}"]


@contextmanager
def slow_clients(port: int, count: int) -> Iterator[None]:
    """Connections that send half a request and stay."""
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
    try:
        for place, connection in enumerate(slow):
            half = b"POST /match/default HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n"
            connection.sendall(half + b"\r\n{" if place % 2 else half)
        time.sleep(1)
        yield
    finally:
        for connection in slow:
            connection.close()


def measure_held(
    port: int, options: list[str], rates: Mapping[str, float], seconds: float, slow: int
) -> None:
    """Measure at given rates, with keys, beside slow clients and a greedy key."""
    with served(port, options, "benchmarks.api_load:bare"):
        times, _ = load(port, cycle([matched("")]), 8, 4)
        print(f"gunicorn by itself: {len(times) / 4:.0f} a second")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        install(Settings(data=data))
        place = open_context(Settings(data=data))
        key = make_key(
            place,
            "Benchmark",
            by="this-machine",
            calls_per_minute=10**7,
            subjects_per_day=10**8,
            characters_per_day=10**10,
        )
        greedy_key = make_key(place, "Greedy", by="this-machine", calls_per_minute=GREEDY_MAY)
        place.close()
        # One key asks here what many do elsewhere, so it may have as many calls at once as is allowed.
        at_once = {"SCREENING_DATA": str(data), "SCREENING_CALLS_AT_ONCE": "64"}
        with served(port, options, settings=at_once) as first, slow_clients(port, slow):
            for name, questions in loads(key).items():
                if (rate := rates.get(name.partition(",")[0])) is None:
                    continue
                requests = cycle(questions)
                load(port, requests, 8, 1)
                asked = cycle([matched(NAMES[0], greedy_key)])
                greedy = HeldLoad(asked, GREEDY_ASKS / 60, GREEDY_CONNECTIONS, b"HTTP/1.1 429")
                held = HeldLoad(requests, rate, 48)
                before = processor_seconds(first)
                hold(port, [held, greedy], seconds)
                used = processor_seconds(first) - before
                report_held(name, held, greedy, used)
            print(f"load average {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--slow", type=int, default=300)
    parser.add_argument("--port", type=int, default=8911)
    parser.add_argument("--held", action="store_true")
    parser.add_argument("--checks", type=float, default=400, help="a second, with --held")
    parser.add_argument("--matches", type=float, default=600, help="a second, with --held")
    known, options = parser.parse_known_args()
    if known.held:
        rates = {"screen": known.checks, "match": known.matches}
        measure_held(known.port, options, rates, known.seconds, known.slow)
        return
    with served(known.port, options) as first:
        for name, questions in loads().items():
            requests = cycle(questions)
            load(known.port, requests, known.connections, 1)
            times, failed = load(known.port, requests, known.connections, known.seconds)
            report(name, times, failed, known.seconds)
        print(f"memory {memory(first):.0f} MB, load average {os.getloadavg()[0]:.1f}")
        with slow_clients(known.port, known.slow):
            times, failed = load(known.port, cycle([get("/healthz")]), 1, min(known.seconds, 5))
            report(f"healthz beside {known.slow}", times or [float("inf")], failed, min(known.seconds, 5))


if __name__ == "__main__":
    main()
