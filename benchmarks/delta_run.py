"""What a run costs that reuses the readings of one over the edition before: processor seconds by step, and memory.

    python -m benchmarks.delta_run [--rows 50000] [--kinds companies universities persons]

The list is that of `benchmarks.throughput`; twelve listings of a kind are new, gone or changed, and their lists have a new
edition. Each run has a process of its own, which takes its steps one after the other; the linkers are compiled before.
A full run over the new edition is made, too, and what both keep must be the same to the byte. Memory is what the process
holds by itself (RssAnon), looked at every twentieth of a second: the linkers are mapped files that processes share.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
MOMENT = datetime(2026, 11, 27, 12, tzinfo=UTC)
SEED = 1
LOOK_SECONDS = 0.05


def take(source: Path, kind: str, reuses: str) -> None:
    """Make one run in this process and print what it took; `kind`: of the changes, "" for the lists as shipped."""
    from sqlmodel import select

    from benchmarks.delta_screening import changed
    from screening.context import open_context
    from screening.engine import DEFAULT_POLICY, Engine
    from screening.matcher_cache import cache_folder, compiled_linker
    from screening.pipeline import ScreeningRequest
    from screening.policy.facts import ProjectFacts
    from screening.policy.list_state import ListState
    from screening.policy.read import available_policies, choose
    from screening.runs.control import report_path, run_of
    from screening.runs.engines import Engines
    from screening.runs.execute import StepRunner
    from screening.runs.pins import pins_of
    from screening.runs.reuse import count_readings, verify_reuse
    from screening.runs.submit import submit_list
    from screening.settings import read_settings
    from screening.storage.tables import RunChunk
    from watchlists.library import load_library
    from watchlists.register import load_register

    def load(day: date) -> Engine:
        library, register = load_library().as_of(day), load_register()
        library = changed(library, kind, SEED) if kind else library
        policies = choose(available_policies(os.environ), (DEFAULT_POLICY,))
        linker = compiled_linker(library, register, cache_folder())
        return Engine(library, register, linker, policies, ListState.of(library), day, ProjectFacts())

    place = open_context(read_settings(), now=lambda: MOMENT)
    engines, order = Engines(load), ScreeningRequest(format="csv")
    pins = pins_of(engines.get(order, MOMENT))
    run_id = submit_list(
        place,
        source,
        order,
        pins,
        actor="bench",
        team="bench",
        screened_at=MOMENT,
        reuses=reuses,
        keeps_readings=True,
    )
    steps, seconds = StepRunner(place, engines, "worker"), {}
    memory = AnonymousMemory()
    with memory:
        for step in ("plan", "chunk", "report"):
            start = time.process_time()
            for number in range(run_of(place, run_id, "bench").chunks if step == "chunk" else 1):
                steps.do(step, run_id, 1, number)
            seconds[step] = round(time.process_time() - start, 1)
    run = run_of(place, run_id, "bench")
    assert run.state == "finished", run.sentence
    with place.database.read() as session:
        chunks = session.exec(select(RunChunk).where(RunChunk.run_id == run_id).order_by(RunChunk.number))  # type: ignore[arg-type]
        results = [chunk.results.hex() for chunk in chunks]
        counts = count_readings(session, run_id)
    with report_path(place, run_id, "bench") as (path, _):
        report = path.read_bytes()
    import hashlib

    same = hashlib.sha256("\n".join(results).encode() + report).hexdigest()
    held = None
    if reuses:
        found = verify_reuse(place, engines, run, 1_000, "bench")
        held = (found.reused, found.checked, len(found.differing))
    said = {"run": run_id, "seconds": seconds, "peak": round(memory.most), "counts": counts}
    print(json.dumps({**said, "sha256": same, "held": held}))
    place.close()


class AnonymousMemory:
    """The most that this process holds by itself while it is watched, in MB."""

    def __init__(self) -> None:
        self.most = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(LOOK_SECONDS):
            lines = Path("/proc/self/status").read_text().splitlines()
            now = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))
            self.most = max(self.most, now)


def compile_lists(kind: str) -> None:
    """Compile the lists as they were and as they are, which no run waits for."""
    from benchmarks.delta_screening import changed
    from screening.matcher_cache import cache_folder, compiled_linker
    from watchlists.library import load_library
    from watchlists.register import load_register

    library, register = load_library().as_of(MOMENT.date()), load_register()
    for each in (library, changed(library, kind, SEED)):
        compiled_linker(each, register, cache_folder())


def measure(rows: int, kinds: list[str]) -> int:
    """Measure each kind of change; the number of runs that gave other bytes."""
    from benchmarks.throughput import make_list

    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "list.csv"
        make_list(source, rows)
        environment = os.environ | {"SCREENING_DATA": str(folder / "data"), "SCREENING_LOG_LEVEL": "WARNING"}
        environment.setdefault("SCREENING_CACHE_DIR", str(folder / "cache"))
        subprocess.run([sys.executable, "-m", "screening", "init"], cwd=ROOT, env=environment, check=True)

        def child(*words: str) -> dict[str, object]:
            command = [sys.executable, "-m", "benchmarks.delta_run", *words]
            done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
            return json.loads(done.stdout.splitlines()[-1]) if words[0] == "take" else {}

        for kind in kinds:
            child("compile", kind)
        first = child("take", str(source), "", "")
        print(f"{'as shipped':28} {first}", flush=True)
        for kind in kinds:
            full = child("take", str(source), kind, "")
            reusing = child("take", str(source), kind, str(first["run"]))
            wrong += full["sha256"] != reusing["sha256"]
            print(f"{kind + ', in full':28} {full}\n{kind + ', reusing':28} {reusing}")
            print(f"{kind:28} {'the same bytes' if full['sha256'] == reusing['sha256'] else 'OTHER BYTES'}")
    return wrong


def main(arguments: list[str]) -> int:
    """Measure, or take part in a measurement as a process of its own."""
    if arguments[:1] == ["take"]:
        take(Path(arguments[1]), arguments[2], arguments[3])
        return 0
    if arguments[:1] == ["compile"]:
        compile_lists(arguments[1])
        return 0
    parser = argparse.ArgumentParser(prog="python -m benchmarks.delta_run")
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--kinds", nargs="+", default=["companies", "universities", "persons"])
    given = parser.parse_args(arguments)
    return int(bool(measure(given.rows, given.kinds)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
