"""`screening screen FILE --cluster` on nodes of one core each: one against two, lost nodes, and the bytes of `--workers`.

    python -m benchmarks.cluster_run [--rows 200000] [--ledger] [--kills 10]

Needs the extra `cluster`, and taskset. A node is a worker of one process and one thread, bound to a core of this machine; the
command and the scheduler share these cores. By default each row is a distinct person with an affiliation. With --kills a
run on two nodes follows in which a random node is killed (SIGKILL) so many times, and started anew each time.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from distributed import Client

from benchmarks.bulk import make_ledger
from benchmarks.throughput import ROOT, make_list
from screening.bulk.limits import BULK
from screening.bulk.work_folder import folder_for

MOMENT = "2026-11-30T09:00:00Z"
LOOK_SECONDS = 0.2
TICKS = os.sysconf("SC_CLK_TCK")


class Nodes:
    """A scheduler and its workers, by core."""

    def __init__(self, folder: Path, count: int) -> None:
        self._file = folder / f"scheduler-{time.time_ns()}.json"
        where = ("--scheduler-file", self._file, "--no-dashboard")
        self.scheduler = _started("scheduler", "--host", "127.0.0.1", "--port", "0", *where)
        while not self._file.exists():
            time.sleep(LOOK_SECONDS)
        self._where = where
        self.workers = {core: self._worker(core) for core in range(count)}
        with Client(scheduler_file=str(self._file), timeout=60, set_as_default=False) as client:
            self.address = client.scheduler.address
            client.wait_for_workers(count, timeout=120)

    def replace(self, core: int) -> None:
        """Kill a node, as when a machine fails, and start it anew."""
        self.workers[core].kill()
        self.workers[core].wait()
        self.workers[core] = self._worker(core)

    def end(self) -> None:
        """End all of them."""
        for each in (*self.workers.values(), self.scheduler):
            each.kill()
            each.wait()

    def _worker(self, core: int) -> subprocess.Popen[bytes]:
        return _started(
            "worker", "--nthreads", "1", "--no-nanny", *self._where, before=("taskset", "-c", str(core))
        )


@contextmanager
def nodes_of(folder: Path, count: int) -> Iterator[Nodes]:
    """Nodes that end with the context."""
    nodes = Nodes(folder, count)
    try:
        yield nodes
    finally:
        nodes.end()


def screen(source: Path, out: Path, *where: str) -> subprocess.Popen[bytes]:
    """Start the command."""
    command = [sys.executable, "-m", "screening", "screen", source, "-o", out, "--quiet", *where]
    return subprocess.Popen([*map(str, command), "--screened-at", MOMENT], cwd=ROOT)


def on_nodes(source: Path, out: Path, count: int) -> float:
    """Screen on so many nodes, print what it took, and give the seconds."""
    with nodes_of(out.parent, count) as nodes:
        start = time.perf_counter()
        process = screen(source, out, "--cluster", nodes.address)
        code, usage = os.wait4(process.pid, 0)[1:]
        seconds = time.perf_counter() - start
        if code:
            raise SystemExit(f"the run on {count} nodes failed")
        used = ", ".join(f"{_processor(each.pid):.1f}" for each in nodes.workers.values())
        print(
            f"{count} nodes: {seconds:.1f} s; seconds of processor: command {usage.ru_utime + usage.ru_stime:.1f}, "
            f"scheduler {_processor(nodes.scheduler.pid):.1f}, nodes {used}",
            flush=True,
        )
    return seconds


def with_kills(source: Path, out: Path, kills: int, chunks: int) -> None:
    """Screen on two nodes and kill a random one: once while rows are read, then as chunks are done."""
    chance = random.Random(7)
    with nodes_of(out.parent, 2) as nodes:
        start, done = time.perf_counter(), 0
        process = screen(source, out, "--cluster", nodes.address)
        work = folder_for(out)
        while process.poll() is None:
            read = _files(work / "rows") or (work / "reading.json").exists()
            if done < kills and read and _files(work / "results") >= done * chunks / (kills + 1):
                nodes.replace(chance.choice([*nodes.workers]))
                done += 1
            time.sleep(LOOK_SECONDS * chance.random())
        print(
            f"2 nodes, {done} of {kills} kills: {time.perf_counter() - start:.1f} s, exit code {process.returncode}"
        )


def compare(out: Path, processes: Path) -> None:
    """Say whether two results and what they rest on are the same bytes."""
    beside = [(each, each.with_name(f"{each.name}.about.json")) for each in (out, processes)]
    same = all(filecmp.cmp(mine, theirs, shallow=False) for mine, theirs in zip(*beside, strict=True))
    print(f"{out.name}: the same bytes as with --workers: {same}", flush=True)


def main() -> None:
    """Measure once, as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--ledger", action="store_true")
    parser.add_argument("--kills", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, processes = folder / "list.csv", folder / "workers.parquet"
        (make_ledger if asked.ledger else make_list)(source, asked.rows)
        start = time.perf_counter()
        if screen(source, processes, "--workers", "2").wait():
            raise SystemExit("the run with --workers failed")
        print(f"--workers 2: {time.perf_counter() - start:.1f} s", flush=True)
        seconds = []
        for count in (1, 2):
            seconds.append(on_nodes(source, folder / f"nodes-{count}.parquet", count))
            compare(folder / f"nodes-{count}.parquet", processes)
        print(f"two nodes are {seconds[0] / seconds[1]:.2f} times as fast as one", flush=True)
        if asked.kills:
            out = folder / "kills.parquet"
            with_kills(source, out, asked.kills, asked.rows // BULK.chunk)
            compare(out, processes)


def _started(kind: str, *arguments: object, before: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
    command = [*before, sys.executable, "-m", f"distributed.cli.dask_{kind}", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)


def _processor(pid: int) -> float:
    """Seconds of processor that a process has used."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    return 0.0


def _files(folder: Path) -> int:
    return len([*folder.glob("*.ndjson")]) if folder.is_dir() else 0


if __name__ == "__main__":
    main()
