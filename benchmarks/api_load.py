"""Answers a second over HTTP, and how long one takes, through the start command that is shipped.

    python -m benchmarks.api_load [--seconds 10] [--connections 16] [--slow 300]

The load comes from this very machine over kept connections, one question at a time on each; so it takes its part of the
processors, and the figures are what remains. Every question is another: names of the register, each asked once, and
beside them ten names asked again and again, as a form is tried out. `--slow` opens that many connections beside it
which send half a header and stay, and reports how long /healthz takes meanwhile.
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
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from watchlists.library import load_library
from watchlists.register import load_register

ROOT = Path(__file__).parent.parent
GOOD = b"HTTP/1.1 200"
TOKEN = secrets.token_urlsafe(32)  # of the service that is started, which has no accounts
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


def post(path: str, body: object) -> bytes:
    """A whole HTTP request."""
    said = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(said)}\r\nAuthorization: Bearer {TOKEN}\r\n\r\n"
    return head.encode() + said


def get(path: str) -> bytes:
    """A whole HTTP request without a body."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def screened(name: str) -> bytes:
    """A check of one subject over our own API."""
    return post("/api/v1/screen", {"subjects": [{"name": name}]})


def matched(name: str) -> bytes:
    """One query of yente's protocol."""
    return post(
        "/match/default", {"queries": {"q": {"schema": "Organization", "properties": {"name": [name]}}}}
    )


def different_names() -> list[str]:
    """The first names of all registered bodies and of all listed parties, in a fixed order without meaning."""
    library = load_library()
    names = {listing.name for listing in library.listings}
    names |= {body.names[0].text for body in load_register().in_order}
    return sorted(names, key=lambda name: hashlib.sha256(name.encode()).digest())


def loads() -> dict[str, list[bytes]]:
    """What is asked, by name; halves of the different names, so that no load asks what another has asked."""
    names = different_names()
    half = len(names) // 2
    return {
        "screen, ten names": [screened(name) for name in NAMES],
        "screen, all different": [screened(name) for name in names[:half]],
        "match, ten names": [matched(name) for name in NAMES],
        "match, all different": [matched(name) for name in names[half:]],
        "healthz": [get("/healthz")],
    }


@contextmanager
def served(port: int, options: list[str]) -> Iterator[int]:
    """Start the service as it is shipped; gives the process id of its first process."""
    settings = ["-c", "python:web.gunicorn_settings", "-w", "2", "-b", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", *settings, *options, "wsgi:app"]
    began = time.monotonic()
    environment = {**os.environ, "SCREENING_TOKEN": TOKEN}
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


def memory(first: int) -> float:
    """MB that the service's processes hold, what they share counted once (PSS)."""
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    lines = [
        line
        for process in (str(first), *children)
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


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--slow", type=int, default=300)
    parser.add_argument("--port", type=int, default=8911)
    known, options = parser.parse_known_args()
    with served(known.port, options) as first:
        for name, questions in loads().items():
            requests = cycle(questions)
            load(known.port, requests, known.connections, 1)
            times, failed = load(known.port, requests, known.connections, known.seconds)
            report(name, times, failed, known.seconds)
        print(f"memory {memory(first):.0f} MB, load average {os.getloadavg()[0]:.1f}")
        slow = [socket.create_connection(("127.0.0.1", known.port)) for _ in range(known.slow)]
        for place, connection in enumerate(slow):
            half = b"POST /match/default HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n"
            connection.sendall(half + b"\r\n{" if place % 2 else half)
        time.sleep(1)
        try:
            times, failed = load(known.port, cycle([get("/healthz")]), 1, min(known.seconds, 5))
            report(f"healthz beside {known.slow}", times or [float("inf")], failed, min(known.seconds, 5))
        finally:
            for connection in slow:
                connection.close()


if __name__ == "__main__":
    main()
