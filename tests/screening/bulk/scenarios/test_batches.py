"""Rows in batches of Arrow, as Spark, Ray Data and Dask distribute them: the lines of a bulk run, on any machine."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

import duckdb
import pytest

from screening.bulk import (
    BatchJob,
    BulkJob,
    batches,
    prepare_batches,
    result_schema,
    screen_batches,
    screen_bulk,
)
from screening.bulk.executor import ListsMoved
from screening.bulk.screen import BulkEngine
from screening.caches import LruCache
from screening.errors import UploadRefused
from screening.pipeline import ScreeningRequest

# It comes with the engines, and the package itself does without.
pa = pytest.importorskip("pyarrow")

MOMENT = datetime(2026, 11, 25, 9, tzinfo=UTC)
ORDER = BulkJob("parquet", ScreeningRequest(policies=("uk-export-control",)), screened_at=MOMENT)
SOME = [
    {"name": "Wang Wei", "affiliation": "Beihang University", "country": "CN"},
    {"name": "Anna Berg", "affiliation": "Lund University", "country": "SE"},
    {"name": "=HYPERLINK(1)", "affiliation": "Harbin Institute of Technology", "country": "CN"},
    {"name": "Li Na", "affiliation": "Dept of Physics, NPU, Xi'an 710072", "country": "Atlantis"},
    {"name": "x" * 400, "affiliation": "Lund University", "country": "SE"},
    {"name": "x" * 40_000, "affiliation": "Beihang University", "country": "CN"},
    dict.fromkeys(("vendor number", "metadata.cost_centre", "amount", "name", "affiliation")),
    {"name": "Total", "vendor number": None, "metadata.cost_centre": None},
    {"name": "Ivan Petrov", "affiliation": "МГТУ им. Баумана", "country": "RU"},
    {"name": "Ann Lind; Bo Berg", "affiliation": "Lund University; Beihang University", "country": ""},
    {
        "name": "Ann Lind; Bo Berg; Cy Dahl",
        "affiliation": "Beihang University; Harbin Institute of Technology",
    },
    {"name": "42", "affiliation": "–", "country": "XX"},
    {"name": "Bad \x00 Text", "affiliation": "Beijing Institute of Technology", "country": "CN"},
    {"name": "陈 伟", "affiliation": "北京航空航天大学", "country": "CN"},
]
ROWS = [
    {
        "vendor number": f"A-{number}",
        "country": None,
        "metadata.cost_centre": str(number % 5) if number % 3 else None,
        "amount": number / 4,
        **SOME[number % len(SOME)],
    }
    for number in range(420)
]
KEYS = ("vendor number", "name", "affiliation", "country", "metadata.cost_centre", "amount")


def table_of(rows, first=1):
    columns = {key: [row.get(key) for row in rows] for key in KEYS}
    return pa.table({"row": pa.array(range(first, first + len(rows)), pa.int64()), **columns})


@pytest.fixture(scope="module")
def table():
    return table_of(ROWS)


@pytest.fixture(scope="module")
def job(table):
    return prepare_batches(table.to_batches(max_chunksize=100), ORDER)


@pytest.fixture(scope="module")
def bulk(table, tmp_path_factory):
    """The rows of a bulk run over the same table, with the names and types of its columns."""
    folder = tmp_path_factory.mktemp("bulk")
    given = table.drop_columns(["row"])
    database = duckdb.connect()
    database.register("given", given)
    database.execute(f"COPY given TO '{folder}/list.parquet' (FORMAT parquet)")

    class Silent:
        def begin(self, what, rows, done=0): ...
        def advance(self, rows): ...

    done = screen_bulk(folder / "list.parquet", folder / "out.parquet", ORDER, 1, Silent())
    return duckdb.connect().sql(f"SELECT * FROM '{done.out}' ORDER BY row").to_arrow_table()


def screened(batches, job):
    return pa.Table.from_batches(screen_batches(batches, job), schema=result_schema(job))


def said(result):
    """The lines for which a bulk run has one too."""
    return [line for line in result.to_pylist() if line["outcome"] != "skipped"]


@pytest.mark.parametrize("size", [420, 100, 7])
def test_each_row_has_the_columns_and_values_of_the_bulk_result(table, job, bulk, size):
    result = screened(table.to_batches(max_chunksize=size), job)
    assert [(field.name, field.type) for field in result.schema] == [
        (field.name, field.type) for field in bulk.schema
    ]
    assert said(result) == bulk.to_pylist()
    assert len(said(result)) == 360
    assert {line["outcome"] for line in said(result)} == {"review", "no_match", "unscreened"}


def test_every_row_given_has_a_row_and_one_that_names_nobody_says_so(table, job):
    result = screened(table.to_batches(max_chunksize=100), job)
    assert result["row"].to_pylist() == list(range(1, 421))
    skipped = [line for line in result.to_pylist() if line["outcome"] == "skipped"]
    assert {(line["row"] - 1) % 14 for line in skipped} == {6, 7}
    assert {line["code"] for line in skipped} == {"blank", "total"}
    assert all(line["level"] is None and line["why"] == "" for line in skipped)


def test_batches_in_any_order_and_with_any_rows_left_out_give_the_same_lines(table, job, bulk):
    chosen = [number for number in range(420) if number % 11 not in (3, 4)]
    mixed = [*reversed(chosen)]
    parts = [table.take(mixed[place : place + 50]) for place in range(0, len(mixed), 50)]
    moved = [part.select([*reversed(part.column_names)]) for part in parts]
    result = screened([batch for part in moved for batch in part.combine_chunks().to_batches()], job)
    assert result["row"].to_pylist() == [number + 1 for number in mixed]
    wanted = {line["row"]: line for line in bulk.to_pylist()}
    assert said(result) == [wanted[number + 1] for number in mixed if number + 1 in wanted]


def test_metadata_of_keys_that_differ_only_by_case_stands_in_columns_that_differ_by_more():
    texts = {"metadata.Cost": ["4711"], "metadata.cost": ["4712"], "metadata.cost_2": ["4713"]}
    given = pa.table({"row": pa.array([1], pa.int64()), "affiliation": ["Lund University"], **texts})
    job = prepare_batches(given.to_batches(), ORDER)
    (line,) = screened(given.to_batches(), job).to_pylist()
    found = {key: line[name] for key, name in job.layout.metadata_headers.items()}
    assert found == {"Cost": "4711", "cost": "4712", "cost_2": "4713"}
    assert len({name.casefold() for name in line}) == len(line)


def test_the_job_is_sent_as_json_and_a_fresh_process_gives_the_same_bytes(table, job, tmp_path):
    (tmp_path / "job.json").write_text(job.model_dump_json(), "utf-8")
    assert BatchJob.model_validate_json(job.model_dump_json()) == job
    import pyarrow.feather as feather

    feather.write_feather(table.slice(30, 60), tmp_path / "in.arrow")
    script = (
        "import sys, pyarrow as pa, pyarrow.feather as f\n"
        "from pathlib import Path\n"
        "from screening.bulk import BatchJob, screen_batches\n"
        "here = Path(sys.argv[1])\n"
        "job = BatchJob.model_validate_json((here / 'job.json').read_text('utf-8'))\n"
        "given = f.read_table(here / 'in.arrow').to_batches()\n"
        "f.write_feather(pa.Table.from_batches(screen_batches(given, job)), here / 'out.arrow')\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, env={**os.environ})
    assert feather.read_table(tmp_path / "out.arrow").equals(
        screened(table.slice(30, 60).to_batches(), job).combine_chunks()
    )


def test_numbered_names_are_read_alike_after_the_job_was_json(tmp_path):
    rows = [f"{number}. Research Institute of {place}" for number, place in enumerate("ABCDEFGHIJKL", 1)]
    rows.append("13. Research Institute")
    table = pa.table({"row": range(1, 14), "organisation": rows})
    job = prepare_batches(table.to_batches(), replace(ORDER, request=ScreeningRequest()))
    import re

    # The module's own pattern is one of the hundreds that Python keeps compiled, and may be dropped from these.
    re.purge()
    sent = BatchJob.model_validate_json(job.model_dump_json())
    assert screened(table.to_batches(), sent)["subject"].to_pylist()[-1] == "13. Research Institute"


def test_a_subject_that_many_rows_and_batches_name_is_screened_once_in_a_process(job, monkeypatch):
    asked = []
    screen = BulkEngine.screen
    monkeypatch.setattr(
        BulkEngine, "screen", lambda self, given, *more: asked.extend(given) or screen(self, given, *more)
    )
    rows = [
        {"name": "Wang Wei", "affiliation": "Beihang University", "vendor number": str(n)} for n in range(50)
    ]
    (batch,) = table_of(rows).to_batches()
    monkeypatch.setattr(batches, "_engines", LruCache(1))
    assert screened([batch, batch], job)["outcome"].to_pylist() == ["review"] * 100
    assert screened([batch], job)["outcome"].to_pylist() == ["review"] * 50
    assert len(asked) == 1


def test_an_empty_batch_gives_an_empty_batch_with_the_columns(table, job):
    empty = pa.RecordBatch.from_pylist([], schema=table.schema)
    (batch,) = screen_batches([empty], job)
    assert batch.num_rows == 0
    assert batch.schema == result_schema(job)


def test_a_mapping_that_is_unclear_is_refused_before_anything_is_screened():
    table = pa.table({"row": [1, 2], "Firma X": ["Beihang University", "MIT"], "b": ["1", "2"]})
    unclear = pa.table({"row": [1, 2], "c1": ["q", "z"], "c2": ["7", "8"]})
    with pytest.raises(UploadRefused) as refused:
        prepare_batches(unclear.to_batches(), ORDER)
    assert refused.value.code in ("no-table", "needs-mapping")
    given = replace(ORDER, request=ScreeningRequest(map=(("organisation", "Firma X"),)))
    result = screened(table.to_batches(), prepare_batches(table.to_batches(), given))
    assert result["outcome"].to_pylist()[0] == "review"
    codes = pa.table({"row": [1, 2], "organisation": ["Lund University", "MIT"], "country": ["CH", "RS"]})
    with pytest.raises(UploadRefused) as refused:
        prepare_batches(codes.to_batches(), ORDER)
    assert refused.value.code == "ambiguous-countries"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda table: table.drop_columns(["name"]), "batch-columns"),
        (lambda table: table.append_column("new", table["name"]), "batch-columns"),
        (lambda table: table.drop_columns(["row"]), "batch-columns"),
        (lambda table: table.set_column(0, "row", pa.array([0, 1])), "batch-row-number"),
        (lambda table: table.set_column(0, "row", pa.array([1, None])), "batch-row-number"),
        (lambda table: table.set_column(0, "row", pa.array(["1", "2"])), "batch-row-number"),
    ],
)
def test_a_batch_of_another_form_is_refused_in_a_sentence(table, job, change, code):
    with pytest.raises(UploadRefused) as refused:
        screened(change(table.slice(0, 2)).to_batches(), job)
    assert refused.value.code == code


def test_a_machine_with_other_lists_or_another_version_screens_nothing(table, job):
    with pytest.raises(ListsMoved) as refused:
        next(screen_batches(table.to_batches(), job.model_copy(update={"against": "0" * 64})))
    assert refused.value.code == "lists-moved-on"


def test_a_job_without_a_moment_is_refused(table):
    with pytest.raises(ValueError, match="moment"):
        prepare_batches(table.to_batches(), replace(ORDER, screened_at=None))


def test_batches_are_read_only_as_results_are_asked_for(table, job):
    def endless():
        while True:
            yield from table.slice(0, 10).to_batches()

    assert [batch.num_rows for batch in islice(screen_batches(endless(), job), 3)] == [10] * 3


def test_times_with_nanoseconds_and_numbers_are_no_texts_of_a_name(tmp_path):
    names = pa.array([1_700_000_000_000_000_001, 7], pa.timestamp("ns"))
    table = pa.table(
        {"row": [1, 2], "organisation": ["Beihang University", "MIT"], "seen": names, "n": [1, 2]}
    )
    job = prepare_batches(table.to_batches(), ORDER)
    assert json.loads(job.model_dump_json())["keys"] == ["organisation", "seen", "n"]
    assert screened(table.to_batches(), job)["outcome"].to_pylist()[0] == "review"
