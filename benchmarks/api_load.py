"""Answers a second over HTTP, and how long one takes, through the start command that is shipped.

    python -m benchmarks.api_load [--seconds 10] [--connections 16] [--slow 300]

The load comes from this very machine over kept connections, one question at a time on each; so it takes its part of the
processors, and the figures are what remains. `--slow` opens that many connections beside it which send half a header and
stay, and reports how long /healthz takes meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
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

ROOT = Path(__file__).parent.parent
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
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(said)}\r\n\r\n"
    return head.encode() + said


def get(path: str) -> bytes:
    """A whole HTTP request without a body."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


LOADS = {
    "screen, one subject": [post("/api/v1/screen", {"subjects": [{"name": name}]}) for name in NAMES],
    "match, one query": [
        post("/match/default", {"queries": {"q": {"schema": "Organization", "properties": {"name": [name]}}}})
        for name in NAMES
    ],
    "healthz": [get("/healthz")],
}


@contextmanager
def served(port: int, options: list[str]) -> Iterator[int]:
    """Start the service as it is shipped; gives the process id of its first process."""
    settings = ["-c", "python:web.gunicorn_settings", "-w", "2", "-b", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", *settings, *options, "wsgi:app"]
    began = time.monotonic()
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as process:
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


def load(port: int, requests: list[bytes], connections: int, seconds: float) -> tuple[list[float], int]:
    """Seconds of every answer, and how many were not 200."""
    chooser = selectors.DefaultSelector()
    turn = cycle(requests)
    begun: dict[socket.socket, float] = {}
    got: dict[socket.socket, bytearray] = {}
    for _ in range(connections):
        opened = socket.create_connection(("127.0.0.1", port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chooser.register(opened, selectors.EVENT_READ)
        got[opened], begun[opened] = bytearray(), time.perf_counter()
        opened.sendall(next(turn))
    times, failed, end = [], 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        for key, _ in chooser.select(timeout=1):
            connection = key.fileobj
            assert isinstance(connection, socket.socket)
            got[connection] += (piece := connection.recv(262_144))
            if not piece:
                raise SystemExit("the service closed a connection")
            if is_whole(got[connection]):
                times.append(time.perf_counter() - begun[connection])
                failed += not got[connection].startswith(b"HTTP/1.1 200")
                got[connection].clear()
                begun[connection] = time.perf_counter()
                connection.sendall(next(turn))
    for connection in begun:
        connection.close()
    return times, failed


def is_whole(said: bytearray) -> bool:
    """Whether an answer has come to its end."""
    head, found, body = bytes(said).partition(b"\r\n\r\n")
    if not found:
        return False
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    return len(body) >= length


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
        for name, requests in LOADS.items():
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
            times, failed = load(known.port, LOADS["healthz"], 1, min(known.seconds, 5))
            report(f"healthz beside {known.slow}", times or [float("inf")], failed, min(known.seconds, 5))
        finally:
            for connection in slow:
                connection.close()


if __name__ == "__main__":
    main()
