"""A file of a million rows through `screening screen --workers`: seconds, processor and memory of all its processes.

    python -m benchmarks.bulk [--rows 1000000] [--workers 2] [--persons] [--list FILE]

By default the file is a ledger: organisations of the shipped register, drawn with a fixed seed, so that a million rows
name some thousands of suppliers. With --persons each row is a person with an affiliation, and nearly all are distinct.
Memory is what the processes hold together, with what they share counted once (PSS), looked at twice a second.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.throughput import ROOT, UNITS, make_list

LOOK_SECONDS = 0.5


def make_ledger(path: Path, rows: int) -> None:
    """Write a list of suppliers in which each stands many times."""
    from watchlists.register import load_register

    chance = random.Random(7)
    bodies = [body for body in load_register().in_order if body.country]
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(["Supplier", "Country", "Amount"])
        for body in chance.choices(bodies, k=rows):
            write([chance.choice(UNITS) + body.name, body.country, chance.randrange(10_000)])


def measure(source: Path, workers: int) -> None:
    """Screen the file and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.parquet"
        command = [sys.executable, "-m", "screening", "screen", str(source), "-o", str(out)]
        start, most = time.perf_counter(), 0
        process = subprocess.Popen([*command, "--workers", str(workers)], cwd=ROOT)
        while process.poll() is None:
            most = max(most, sum(_held(pid) for pid in _family(process.pid)))
            time.sleep(LOOK_SECONDS)
        if process.returncode:
            raise SystemExit(f"screening {source.name} failed")
        seconds, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            f"{source.name} with {workers} workers: {seconds:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of processor,"
            f" {most / 1024:,.0f} MB at most, result {out.stat().st_size / 2**20:.0f} MiB"
        )


def _family(pid: int) -> list[int]:
    """A process and those it started."""
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *(each for child in children for each in _family(int(child)))]
    return []


def _held(pid: int) -> int:
    """Kilobytes a process holds, its part of what is shared with others."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def main() -> None:
    """Measure once, as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--persons", action="store_true")
    parser.add_argument("--list", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = asked.list or Path(folder) / "list.csv"
        if not asked.list:
            (make_list if asked.persons else make_ledger)(source, asked.rows)
        measure(source, asked.workers)


if __name__ == "__main__":
    main()
