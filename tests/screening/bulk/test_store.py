"""What DuckDB does about all rows at once stays within its memory, however many processors the machine has."""

import json
from dataclasses import replace

import duckdb
import pytest

from screening.bulk.limits import BULK
from screening.bulk.store import Rows
from screening.errors import OutputUnwritable

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
    asked = [{"row": n, "asked": f"asked {n}", "subject": f"Person {n}", **taken} for n in range(ROWS)]
    said = {"outcome": "review", "level": "low", "score": 7, "listings": ["a"], "snapshots": ["b"]}
    write_lines(tmp_path / "taken", asked)
    told = [{"number": n, "why": f"{n} {long}", "follows": f"{long} {n}", **said} for n in range(ROWS)]
    write_lines(tmp_path / "said", told)
    return tmp_path


def write(folder, memory):
    rows = Rows(folder, replace(BULK, memory=memory))
    asked, _, _ = rows.gather(folder / "taken")
    rows.write(
        folder / "said", asked, folder / "out.parquet", "parquet", "{}", reference=False, lists_current=True
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
