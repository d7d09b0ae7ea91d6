"""A ledger through `screen_batches` on Dask or Ray: seconds, memory, a lost worker, and whether the values are those of a bulk run.

    python -m benchmarks.cluster dask [--rows 100000] [--kill]
    python -m benchmarks.cluster ray [--rows 100000] [--kill]

Needs the engine in the environment: `dask[dataframe] distributed pyarrow`, or `ray[data]`. Two workers of one process each
run on this machine. With --kill one of them is killed (SIGKILL, with what started it) once the first part is written.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.bulk import _family, _held, make_ledger
from benchmarks.throughput import ROOT
from screening.bulk import BatchJob, BulkJob, prepare_batches, result_schema, screen_batches

MOMENT = datetime(2026, 11, 30, 9, tzinfo=UTC)
PART = 2_000  # rows


def make_parts(folder: Path, rows: int) -> Path:
    """Write a ledger as Parquet files of 2,000 numbered rows, and as one for the bulk run."""
    make_ledger(folder / "ledger.csv", rows)
    parts = folder / "parts"
    parts.mkdir()
    read = f"read_csv('{folder}/ledger.csv', all_varchar=true)"
    duckdb.execute(f"COPY (FROM {read}) TO '{folder}/ledger.parquet' (FORMAT parquet)")
    table = duckdb.sql(
        f"SELECT row_number() OVER () AS row, * FROM '{folder}/ledger.parquet'"
    ).to_arrow_table()
    for number, begin in enumerate(range(0, rows, PART)):
        pq.write_table(table.slice(begin, PART), parts / f"{number:04}.parquet")
    return parts


def with_dask(parts: Path, out: Path, job: BatchJob, started: Callable[[list[int]], None]) -> None:
    """Screen with a scheduler and two workers of one process each, as on two machines."""
    import dask
    import dask.dataframe as dd
    import pandas as pd
    from distributed import Client

    schema = result_schema(job)

    def screen(part: pd.DataFrame) -> pd.DataFrame:
        batch = pa.RecordBatch.from_pandas(part, preserve_index=False)
        done = pa.Table.from_batches(screen_batches([batch], job), schema)
        return done.to_pandas(types_mapper=pd.ArrowDtype)

    bin_, address = Path(sys.executable).parent, "tcp://127.0.0.1:18786"
    with services() as start:
        start(bin_ / "dask", "scheduler", "--host", "127.0.0.1", "--port", "18786", "--no-dashboard")
        worker = (bin_ / "dask", "worker", address, "--nthreads", "1", "--nworkers", "1", "--no-dashboard")
        workers = [start(*worker), start(*worker)]
        with Client(address, timeout="60s") as client:
            client.wait_for_workers(2)
            started([each.pid for each in workers])
            with dask.config.set({"dataframe.convert-string": True}):
                table = dd.read_parquet(parts, dtype_backend="pyarrow", split_row_groups=False)
                meta = schema.empty_table().to_pandas(types_mapper=pd.ArrowDtype)
                table.map_partitions(screen, meta=meta).to_parquet(out, write_index=False, schema=schema)


def with_ray(parts: Path, out: Path, job: BatchJob, started: Callable[[list[int]], None]) -> None:
    """Screen with two nodes of one processor each, both on this machine."""
    import ray

    schema = result_schema(job)

    def screen(part: pa.Table) -> pa.Table:
        return pa.Table.from_batches(screen_batches(part.to_batches(), job), schema)

    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    other = cluster.add_node(num_cpus=1)
    cluster.wait_for_nodes()
    ray.init(address=cluster.address, log_to_driver=False)
    raylet = next(each.process.pid for each in other.all_processes["raylet"])
    started([raylet])
    # Ray reads so small a table into one block, and so on one node, unless told otherwise.
    table = ray.data.read_parquet(str(parts)).repartition(len([*parts.iterdir()]))
    done = table.map_batches(screen, batch_format="pyarrow", batch_size=PART, num_cpus=1)
    done.write_parquet(str(out))
    ray.shutdown()
    cluster.shutdown()


@contextmanager
def services() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start programs that end with the context."""
    running: list[subprocess.Popen[bytes]] = []

    def start(*command: object) -> subprocess.Popen[bytes]:
        running.append(subprocess.Popen([str(each) for each in command], stderr=subprocess.DEVNULL))
        return running[-1]

    try:
        yield start
    finally:
        for each in reversed(running):
            each.terminate()
            each.wait(20)


def end_now(pid: int) -> None:
    """Kill a process and those it started, as when a machine fails."""
    for each in _family(pid):
        os.kill(each, signal.SIGKILL)


def look_on(out: Path, ended: Event, kill: list[int], most: list[int]) -> None:
    """Note the most memory of this process and all it started; kill one once something was written."""
    while not ended.wait(0.25):
        most[0] = max(most[0], sum(_held(pid) for pid in _family(os.getpid())))
        if kill and len([*out.glob("**/*.parquet")]) >= 1:
            end_now(kill.pop())
            print(f"one of two workers was killed with {len([*out.glob('**/*.parquet')])} files written")


def main() -> None:
    """Measure once, as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=("dask", "ray"))
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--kill", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts, out = make_parts(folder, asked.rows), folder / "out"
        out.mkdir()
        order = BulkJob("parquet", screened_at=MOMENT)
        start = time.perf_counter()
        batches = (batch for part in sorted(parts.iterdir()) for batch in pq.ParquetFile(part).iter_batches())
        job = prepare_batches(batches, order)
        print(
            f"job of all {asked.rows:,} rows: {time.perf_counter() - start:.1f} s, {len(job.model_dump_json())} bytes"
        )
        ended, to_kill, most = Event(), list[int](), [0]
        start = began = time.perf_counter()

        def started(pids: list[int]) -> None:
            nonlocal began
            began = time.perf_counter()
            print(f"workers started: {began - start:.1f} s")
            to_kill.extend(pids[-1:] if asked.kill else [])

        Thread(target=look_on, args=(out, ended, to_kill, most), daemon=True).start()
        {"dask": with_dask, "ray": with_ray}[asked.engine](parts, out, job, started)
        ended.set()
        print(f"{asked.engine}: {time.perf_counter() - began:.1f} s, {most[0] / 1024:,.0f} MB at most")
        command = [
            sys.executable,
            "-m",
            "screening",
            "screen",
            f"{folder}/ledger.parquet",
            "--workers",
            "2",
            "--quiet",
        ]
        start = time.perf_counter()
        subprocess.run(
            [*command, "-o", f"{folder}/bulk.parquet", "--screened-at", f"{MOMENT:%Y-%m-%dT%H:%M:%SZ}"],
            check=True,
            cwd=ROOT,
        )
        print(f"bulk run with two workers: {time.perf_counter() - start:.1f} s")
        compare(out, folder / "bulk.parquet")


def compare(out: Path, bulk: Path) -> None:
    """Say whether both results hold the same rows with the same values, each once."""
    query = "SELECT * FROM {} ORDER BY row"
    mine = duckdb.sql(
        query.format(f"read_parquet('{out}/**/*.parquet') WHERE outcome <> 'skipped'")
    ).to_arrow_table()
    theirs = duckdb.sql(query.format(f"'{bulk}'")).to_arrow_table()
    same = mine.combine_chunks().equals(theirs.combine_chunks())
    print(f"{mine.num_rows:,} rows, {theirs.num_rows:,} in the bulk result; same values and types: {same}")


if __name__ == "__main__":
    main()
