"""What DuckDB does about all rows at once stays within its memory, however many processors the machine has."""

import json
import re
from dataclasses import fields, replace

import duckdb
import pytest

from screening.bulk.limits import BULK
from screening.bulk.store import _RESULT, RowStore
from screening.errors import OutputUnwritable
from screening.report.rows import ReportRow

ROWS = 200_000


def write_lines(folder, lines):
    """Write lines as the processes do, some thousand a file."""
    folder.mkdir()
    for first in range(0, len(lines), BULK.chunk):
        (folder / f"{first}.ndjson").write_text("\n".join(map(json.dumps, lines[first : first + BULK.chunk])))


@pytest.fixture
def folder(tmp_path):
    """A work folder whose rows are all read, and ask nothing twice, so that each has a line of its own."""
    long = "Possible match with a listed organisation, for review. " * 6
    taken = {"notes": "", "reference": "", "why": "", "code": ""}
    asked = [{"row": n, "inquiry": f"asked {n}", "subject": f"Person {n}", **taken} for n in range(ROWS)]
    said = {"outcome": "review", "level": "low", "score": 7, "listings": ["a"], "snapshots": ["b"]}
    write_lines(tmp_path / "rows", asked)
    told = [{"number": n, "why": f"{n} {long}", "follows": f"{long} {n}", **said} for n in range(ROWS)]
    write_lines(tmp_path / "results", told)
    return tmp_path


def write(folder, memory):
    rows = RowStore(folder, replace(BULK, memory=memory))
    asked, _, _ = rows.gather(folder / "rows")
    rows.write(
        folder / "results",
        asked,
        folder / "out.parquet",
        "parquet",
        "{}",
        reference=False,
        metadata={},
        lists_current=True,
    )
    return folder / "out.parquet"


@pytest.mark.slow
def test_a_result_larger_than_the_memory_is_written_in_the_order_of_the_file(folder):
    out = write(folder, "190MB")
    rows = duckdb.execute("SELECT row, why FROM read_parquet(?)", [str(out)]).fetchall()
    assert [row for row, _ in rows] == list(range(ROWS))
    assert all(why.startswith(f"{row} Possible") for row, why in rows)
    assert not list(folder.glob("spilled/*"))


def test_too_little_memory_is_not_said_to_be_a_full_disk(folder):
    with pytest.raises(OutputUnwritable, match="more than 10MB of memory"):
        write(folder, "10MB")


def test_chunks_end_by_the_characters_of_their_texts_as_well_as_by_count(tmp_path):
    """A text longer than the budget is a chunk by itself; the cut is the same each time, and nothing is left out."""
    lengths = [40, 40, 40, 300, 10, 10, 10, 10, 10, 10]
    lines = [
        {"row": n, "inquiry": f"asked {n}", "length": length, "subject": "x", "notes": ""}
        for n, length in enumerate(lengths)
    ]
    write_lines(tmp_path / "rows", [*lines, {**lines[0], "row": 10}])
    limits = replace(BULK, chunk=4, chunk_chars=100)
    store = RowStore(tmp_path, limits)
    assert store.gather(tmp_path / "rows") == (10, 11, 11)
    spans = store.chunk_spans(limits)
    assert [(span.first, span.inquiries, span.rows) for span in spans] == [
        (0, 2, 3),
        (2, 1, 1),
        (3, 1, 1),
        (4, 4, 4),
        (8, 2, 2),
    ]
    assert store.chunk_spans(limits) == spans
    chunks = dict(store.chunks(spans))
    assert [each for span in spans for each in chunks[span]] == [f"asked {n}" for n in range(10)]


def test_results_are_kept_with_every_value_of_a_report_row():
    kept = set(re.findall(r"(\w+): '", _RESULT))
    assert {field.name for field in fields(ReportRow)} <= kept
