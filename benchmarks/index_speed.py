"""Rows a second, single checks, start-up and memory of the candidate index.

The batch is 10,000 different rows as offices send them: three in ten are mutated names of the index, the others
real partner organisations, most of which no list holds.
"""

from __future__ import annotations

import csv
import multiprocessing
import subprocess
import sys
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

import numpy as np

from benchmarks.index_names import SHARED, planted
from benchmarks.index_world import SIZES, built, lists_at_hand, names, opened

ROWS, MUTATED, CHECKS, REPEATS = 10_000, 3_000, 2_000, 3
START = (
    "import time; start = time.perf_counter()\n"
    "import sys; from pathlib import Path; from screening.mapped_file import read_value\n"
    "read_value(Path(sys.argv[1])).search_one('Beihang University'); print(time.perf_counter() - start)"
)


def run() -> None:
    """Print every figure at each size."""
    if not lists_at_hand():
        return
    for size in SIZES:
        rows = batch(size)
        for k, budget in ((30, 1500), (30, 3000), (100, 3000)):
            _throughput(size, rows, k, budget)
        _single(size, rows)
        _start(size)


def batch(size: int) -> list[str]:
    """Different rows, mutated names spread evenly among real ones."""
    mutated = [text for _, text, _ in planted(names(size), MUTATED // 9 + 1)]
    with (SHARED / "inputs" / "openalex_partner_orgs.csv").open(encoding="utf-8", newline="") as file:
        real = [row["organisation"] for row in csv.DictReader(file)]
    mixed = dict.fromkeys([*mutated[:MUTATED], *real])
    order = np.random.default_rng(7).permutation(len(mixed))[:ROWS]
    texts = list(mixed)
    return [texts[place] for place in order]


def _throughput(size: int, rows: list[str], k: int, budget: int) -> None:
    index = opened(built(size))
    seconds = []
    for _ in range(REPEATS):
        start = time.process_time()
        found = index.search(rows, k=k, budget=budget)
        seconds.append(time.process_time() - start)
    wall, private = _two_processes(built(size), rows, k, budget)
    print(
        f"   {size:,} names, k={k}, budget={budget}: {len(rows) / min(seconds):,.0f} rows/s a core; two processes "
        f"{2 * len(rows) / wall:,.0f} rows/s on the clock, {private:.0f} MB private to each; "
        f"{len(found.row) / len(rows):.0f} candidates a row",
        flush=True,
    )


def _two_processes(path: Path, rows: list[str], k: int, budget: int) -> tuple[float, float]:
    """(seconds for both to search all rows at the same time, private megabytes of each)."""
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(2), context.Queue()
    workers = [
        context.Process(target=_work, args=(path, rows, k, budget, barrier, answers)) for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    pairs = [answers.get(timeout=300) for _ in workers]
    for worker in workers:
        worker.join()
    return max(wall for wall, _ in pairs), max(private for _, private in pairs)


def _work(
    path: Path, rows: list[str], k: int, budget: int, barrier: Barrier, answers: multiprocessing.Queue
) -> None:  # type: ignore[type-arg]
    index = opened(path)
    index.search(rows[:200], k=k, budget=budget)
    walls = []
    for _ in range(REPEATS):
        barrier.wait()
        start = time.perf_counter()
        index.search(rows, k=k, budget=budget)
        walls.append(time.perf_counter() - start)
    private = _private_megabytes()
    barrier.wait()  # while both have the index mapped
    answers.put((min(walls), private))


def _private_megabytes() -> float:
    """Memory no other process shares, as Linux counts it; 0 where it does not tell."""
    rollup = Path("/proc/self/smaps_rollup")
    if not rollup.exists():
        return 0.0
    lines = [line.split() for line in rollup.read_text(encoding="ascii").splitlines()]
    return sum(int(line[1]) for line in lines if line[0] in ("Private_Clean:", "Private_Dirty:")) / 1024


def _single(size: int, rows: list[str]) -> None:
    index = opened(built(size))
    times = []
    for text in rows[:CHECKS]:
        start = time.perf_counter()
        index.search_one(text)
        times.append((time.perf_counter() - start) * 1000)
    half, most, last = np.percentile(times, [50, 99, 100])
    print(f"   {size:,} names, one check: p50 {half:.2f} ms, p99 {most:.2f} ms, slowest {last:.2f} ms")


def _start(size: int) -> None:
    command = [sys.executable, "-c", START, str(built(size))]
    seconds = [
        float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        for _ in range(REPEATS)
    ]
    print(
        f"   {size:,} names, new process: imported, checked, opened and answered in {max(seconds):.2f} s",
        flush=True,
    )
