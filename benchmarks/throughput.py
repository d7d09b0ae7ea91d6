"""A list from its acceptance to its report, through the durable runs, with worker processes as they are shipped.

    python -m benchmarks.throughput [--rows 100000] [--workers 2] [--format csv] [--database postgresql://…] [--list FILE]
        [--part-rows 100000]

A list of more than --part-rows is read as a stream, and its report comes in parts of so many rows; then a workbook is
made of a CSV list. With --format xlsx the list is a workbook, and the report is that workbook annotated. The list is made of the shipped register: persons with affiliations, drawn with a fixed seed so that some organisations
stand often and most a few times. Workers are up and warm before the clock starts, as on a service. "Stood still" is the
longest time in which nobody who asked would have seen anything move.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOOK_SECONDS = 0.25  # a page asks once a second; whoever looks more often takes from the workers' processors
GIVEN = "Wei Na Anna Bo Erik Maria Jose Min Yuki Ivan Olga John Emma Luca Hans Petra Thi Ali Reza Elif David Noa Ama".split()
FAMILY = "Wang Li Zhang Berg Ek Novak Garcia Silva Kim Sato Petrov Smith Jones Rossi Schmidt Nguyen Khan Demir Cohen Okafor".split()
UNITS = ["", "", "", "Department of Physics, ", "School of Materials Science, ", "Faculty of Engineering, "]


def make_list(path: Path, rows: int) -> None:
    """Write a list of persons with affiliations."""
    from watchlists.register import load_register

    chance = random.Random(7)
    bodies = [body for body in load_register().in_order if body.country]
    often = [1 / (place + 10) for place in range(len(bodies))]
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(["Name", "Affiliation", "Country"])
        for body in chance.choices(bodies, often, k=rows):
            name = f"{chance.choice(GIVEN)} {chance.choice(GIVEN)}-{chance.choice(GIVEN)} {chance.choice(FAMILY)}"
            write([name, chance.choice(UNITS) + body.name, body.country])


def as_workbook(source: Path) -> Path:
    """Write the list as a workbook beside it."""
    import xlsxwriter

    out = source.with_suffix(".xlsx")
    with xlsxwriter.Workbook(str(out)) as book, source.open(encoding="utf-8", newline="") as file:
        sheet = book.add_worksheet("People")
        for number, cells in enumerate(csv.reader(file)):
            sheet.write_row(number, 0, cells)
    return out


@contextmanager
def service(
    folder: Path, workers: int, database: str, rows: int, part_rows: int
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """An installation in `folder` with workers that are up and warm."""
    os.environ |= {
        "SCREENING_DATA": str(folder / "data"),
        "SCREENING_DATABASE_URL": database,
        "SCREENING_LOG_LEVEL": "WARNING",
        "SCREENING_MAX_ROWS": str(max(100_000, rows)),
        "SCREENING_PART_ROWS": str(part_rows),
    }
    command = [sys.executable, "-m", "screening"]
    subprocess.run([*command, "init"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    running = [subprocess.Popen([*command, "worker"], cwd=ROOT) for _ in range(workers)]
    try:
        yield running
    finally:
        for each in running:
            each.send_signal(signal.SIGTERM)
        for each in running:
            each.wait()


def measure(
    source: Path, form: str, workers: int, database: str, rows: int = 100_000, part_rows: int = 100_000
) -> float:
    """Accept `source`, follow it to its report, print what it took, and give the seconds."""
    from screening.context import open_context
    from screening.settings import read_settings

    with (
        tempfile.TemporaryDirectory() as name,
        service(Path(name), workers, database, rows, part_rows) as running,
    ):
        place = open_context(read_settings())
        warm = Path(name) / "warm.csv"
        make_list(warm, 50 * workers)
        pids = [each.pid for each in running]
        _follow(place, warm, "csv", 10, pids)
        before = [_cpu(each.pid) for each in running]
        seconds, still, rows, own = _follow(place, source, form, place.settings.chunk_size, pids)
        cpu = sum(_cpu(each.pid) for each in running) - sum(before)
        peak = max(_memory(each.pid, "VmHWM") for each in running)
        place.close()
    print(
        f"{form:>10} {workers} workers {rows:>9,} rows {seconds:>7.1f} s {rows / seconds:>7,.0f} rows/s, {cpu:.1f} s of"
        f" processor, {peak:,.0f} MB at most a worker, {own:,.0f} MB of it its own; stood still {still:.1f} s at most",
        flush=True,
    )
    return seconds


def _follow(
    place: object, source: Path, form: str, chunk: int, pids: list[int]
) -> tuple[float, float, int, float]:
    """Seconds to the report, the longest standstill, how many rows there were, and MB that a worker had of its own."""
    from screening.pipeline import ScreeningRequest
    from screening.runs.control import run_progress
    from screening.runs.pins import shipped_pins
    from screening.runs.submit import submit_list

    order = ScreeningRequest(format=form, chunk_size=chunk)  # type: ignore[arg-type]
    pins = shipped_pins()  # a service has its lists loaded
    start = moved = time.perf_counter()
    run = submit_list(place, source, order, pins, actor="bench", team="bench")  # type: ignore[arg-type]
    last, still, own = None, 0.0, 0.0
    while True:
        now = run_progress(place, run, "bench")  # type: ignore[arg-type]
        seen = (now.doing, now.rows, now.rows_done, now.rows_read, now.rows_written)
        moment = time.perf_counter()
        own = max(own, *(_memory(pid, "RssAnon") for pid in pids))
        if seen != last:
            if last is not None and os.environ.get("BENCH_TRACE"):
                print(f"{moment - start:6.1f} {seen}")
            still, moved, last = max(still, moment - moved), moment, seen
        if now.state not in ("queued", "running"):
            if now.state != "finished":
                raise SystemExit(f"the run ended as {now.state}: {now.sentence}")
            return moment - start, still, now.rows, own
        time.sleep(LOOK_SECONDS)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int, what: str) -> float:
    """MB, of what a line of the process's status says."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(what))


def main() -> None:
    """Measure once, as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--format", default="csv")
    parser.add_argument("--database", default="")
    parser.add_argument("--list", type=Path)
    parser.add_argument("--part-rows", type=int, default=100_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = asked.list or Path(folder) / "list.csv"
        if not asked.list:
            make_list(source, asked.rows)
            short = asked.rows <= asked.part_rows
            source = as_workbook(source) if asked.format == "xlsx" and short else source
        measure(source, asked.format, asked.workers, asked.database, asked.rows, asked.part_rows)


if __name__ == "__main__":
    main()
