"""A bulk run, with real processes on the shipped lists: the ordinary answers, and nothing lost when it is killed."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from list_screening import screen_list, write_results

from screening.bulk import BulkJob, screen_bulk
from screening.bulk.limits import BULK
from screening.bulk.work_folder import BulkUnderWay, folder_for, work_on
from screening.cli import main
from screening.errors import OutputUnwritable, UploadRefused
from screening.intake import read_list

MOMENT = datetime(2026, 11, 25, 9, tzinfo=UTC)
SMALL = replace(BULK, chunk=5, block=7)
ROWS = [
    ("Wang Wei", "Beihang University", "CN"),
    ("Anna Berg", "Lund University", "SE"),
    ("Anna Berg", "Lund University", "SE"),
    ("=HYPERLINK(1)", "Harbin Institute of Technology", "CN"),
    ("Li Na", "Dept of Physics, NPU, Xi'an 710072", "Atlantis"),
    ("x" * 400, "Lund University", "SE"),
    ("", "", ""),
    ("Bo Ek", "Beijing Institute of Technology", "CN"),
    ("Ivan Petrov", "МГТУ им. Баумана", "RU"),
    ("Ann Lind; Bo Berg", "Lund University; Beihang University", ""),
    ("Ann Lind; Bo Berg; Cy Dahl", "Beihang University; Harbin Institute of Technology", ""),
]


class Told:
    """Remembers how far it was said to be."""

    def __init__(self):
        self.stages = []

    def begin(self, what, rows, done=0):
        self.stages.append([what, rows, done])

    def advance(self, rows):
        self.stages[-1][2] += rows


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Name", "Affiliation", "Country"), *ROWS, *ROWS])
    return path


def result(path: Path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_row_has_the_line_of_the_ordinary_report(listed, tmp_path, engine):
    told = Told()
    order = BulkJob("csv", screened_at=MOMENT, reference="name", limits=SMALL)
    done = screen_bulk(listed, tmp_path / "bulk.csv", order, 2, told)
    intake = read_list(listed)
    ordinary = screen_list(engine, intake, screened_at=MOMENT)
    write_results(listed, intake, ordinary.results, ordinary.facts, tmp_path / "ordinary.csv", "csv")
    with (tmp_path / "ordinary.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = dict(enumerate(csv.reader(file), start=1))
    found = result(done.out)
    keys = (
        "outcome",
        "level",
        "score",
        "best_hit",
        "relation",
        "confidence",
        "lists",
        "recognised",
        "organisation_not_known",
        "named",
        "why",
        "follows",
        "source",
    )
    assert [int(each["row"]) for each in found] == [
        row.number for row in intake.rows() if row.state != "skipped"
    ]
    for each in found:
        line = lines[int(each["row"])]
        each["confidence"] = f"{float(each['confidence']):.2f}" if each["confidence"] else ""
        assert [each[key] for key in keys] == line[3:16]
        assert each["reference"] == line[0]
        assert each["lists_current"] == "false"
    counts = done.said.counts.model_dump(exclude={"skipped_by_reason"})
    assert counts == {"rows": 23, "subject": 20, "unscreened": 0, "skipped": 3, "subjects": 30}
    assert done.said.distinct_subjects == 15
    assert sum(done.said.ends.values()) == 20
    assert done.said.ends["unscreened"] == 2
    assert told.stages == [["Reading", 23, 23], ["Screening", 20, 20]]
    (_, several) = [each for each in found if each["reference"].startswith("Ann Lind; Bo Berg")][:2]
    assert several["subject"] == "Beihang University"
    assert several["why"].startswith("Beihang University (4 of 5 in this row): ")
    assert "Also for review in this row: Harbin Institute of Technology." in several["why"]
    assert not folder_for(done.out).exists()


def test_a_column_of_keys_stands_beside_each_result_without_being_asked_for(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("id,Organisation\nA-7,Beihang University\nA-8,Xqzzt Blorf\n", "utf-8")
    done = screen_bulk(path, tmp_path / "out.ndjson", BulkJob("ndjson", screened_at=MOMENT), 1, Told())
    lines = [json.loads(line) for line in done.out.read_text("utf-8").splitlines()]
    assert [(each["reference"], each["outcome"]) for each in lines] == [
        ("A-7", "review"),
        ("A-8", "no_match"),
    ]
    assert "nothing like it is on the lists we searched" in lines[1]["recognised"]
    about = json.loads(done.about.read_text("utf-8"))
    assert about["lists_current"] is False
    assert about["not_searched"]


def test_parquet_and_ndjson_say_the_same_and_carry_what_they_rest_on(listed, tmp_path):
    orders = [BulkJob(form, screened_at=MOMENT, limits=SMALL) for form in ("parquet", "ndjson")]
    parquet, ndjson = (
        screen_bulk(listed, tmp_path / f"out.{order.form}", order, 1, Told()) for order in orders
    )
    rows = duckdb.connect().execute(f"SELECT * FROM '{parquet.out}' ORDER BY row")
    names = [column[0] for column in rows.description]
    lines = [json.loads(line) for line in ndjson.out.read_text("utf-8").splitlines()]
    assert [dict(zip(names, row, strict=True)) for row in rows.fetchall()] == lines
    assert lines[0]["outcome"] == "review"
    assert lines[0]["listings"]
    about = json.loads(parquet.about.read_text("utf-8"))
    known = {each["sha256"] for each in about["snapshots"]}
    assert {sha for line in lines for sha in line["snapshots"]} <= known
    kept = duckdb.connect().execute(
        f"SELECT decode(value) FROM parquet_kv_metadata('{parquet.out}') WHERE decode(key) = 'research_screening'"
    )
    assert json.loads(kept.fetchone()[0]) == about


OWN_TEXTS = {
    "csv": "id,Organisation,metadata.cost_centre,metadata.it's\nA-7,Beihang University,4711,=1+1\nA-8,7,,\n",
    "ndjson": '{"id":"A-7","organisation":"Beihang University","metadata":{"cost_centre":"4711","it\'s":"=1+1"}}\n'
    '{"id":"A-8","organisation":7,"metadata":{}}\n',
}


@pytest.mark.parametrize("sent", ["csv", "ndjson"])
def test_metadata_of_a_row_comes_back_with_its_result(tmp_path, sent):
    path = tmp_path / f"list.{sent}"
    path.write_text(OWN_TEXTS[sent], "utf-8")
    out = {
        form: screen_bulk(path, tmp_path / f"out.{form}", BulkJob(form, screened_at=MOMENT), 1, Told()).out
        for form in ("csv", "ndjson", "parquet")
    }
    lines = [json.loads(line) for line in out["ndjson"].read_text("utf-8").splitlines()]
    own = {"cost_centre": "4711", "it's": "=1+1"}
    assert [(each["reference"], each["metadata"]) for each in lines] == [("A-7", own), ("A-8", {})]
    assert [each["outcome"] for each in lines] == ["review", "unscreened"]
    wanted = 'SELECT "metadata.cost_centre", "metadata.it\'s" FROM '
    found = duckdb.execute(f"{wanted} '{out['parquet']}' ORDER BY row").fetchall()
    assert found == [("4711", "=1+1"), ("", "")]
    table = [(each["metadata.cost_centre"], each["metadata.it's"]) for each in result(out["csv"])]
    assert table == [("4711", "'=1+1"), ("", "")]


ALIKE = {
    "csv": "Organisation,metadata.Cost,metadata.cost,metadata.cost_2\nBeihang University,4711,4712,4713\n",
    "ndjson": '{"organisation":"Beihang University","metadata":{"Cost":"4711","cost":"4712","cost_2":"4713"}}\n',
}


@pytest.mark.parametrize("sent", ["csv", "ndjson"])
def test_metadata_of_keys_that_differ_only_by_case_stands_in_the_columns_that_are_stated(tmp_path, sent):
    path = tmp_path / f"list.{sent}"
    path.write_text(ALIKE[sent], "utf-8")
    done = {
        form: screen_bulk(path, tmp_path / f"out.{form}", BulkJob(form, screened_at=MOMENT), 1, Told())
        for form in ("csv", "ndjson", "parquet")
    }
    own = {"Cost": "4711", "cost": "4712", "cost_2": "4713"}
    about = {form: json.loads(each.about.read_text("utf-8")) for form, each in done.items()}
    columns = {"Cost": "metadata.Cost", "cost": "metadata.cost_3", "cost_2": "metadata.cost_2"}
    assert about["csv"]["metadata_columns"] == about["parquet"]["metadata_columns"] == columns
    table = duckdb.execute(f"SELECT * FROM '{done['parquet'].out}'")
    names = [column[0] for column in table.description]
    (row,) = table.fetchall()
    for line in (dict(zip(names, row, strict=True)), result(done["csv"].out)[0]):
        assert {key: line[name] for key, name in columns.items()} == own
    # Within one object no key needs another name.
    assert json.loads(done["ndjson"].out.read_text("utf-8"))["metadata"] == own
    assert "metadata_columns" not in about["ndjson"]


def test_metadata_of_a_row_whose_name_is_no_text_comes_back(tmp_path):
    path = tmp_path / "list.ndjson"
    path.write_text('{"organisation":"Lund University"}\n{"organisation":{},"metadata":{"a":"b"}}\n', "utf-8")
    done = screen_bulk(path, tmp_path / "out.ndjson", BulkJob("ndjson", screened_at=MOMENT), 1, Told())
    _, unread = [json.loads(line) for line in done.out.read_text("utf-8").splitlines()]
    assert (unread["code"], unread["metadata"]) == ("bulk-no-text", {"a": "b"})


SCRIPT = """
import sys
from dataclasses import replace
from pathlib import Path
from tests.screening.bulk.scenarios.test_bulk_runs import MOMENT, SMALL, Told
from screening.bulk import BulkJob, screen_bulk
if __name__ == "__main__":
    screen_bulk(Path(sys.argv[1]), Path(sys.argv[2]), BulkJob("csv", screened_at=MOMENT, limits=SMALL), 2, Told())
"""


@pytest.mark.slow
def test_a_run_that_was_killed_goes_on_and_gives_the_bytes_of_one_that_was_not(tmp_path):
    path = tmp_path / "list.csv"
    names = [
        f"{place} of {city}"
        for place in ("University", "Institute")
        for city in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 8
    ]
    with path.open("w", newline="") as file:
        rows = [[f"{name} {n}", "SE"] for n, name in enumerate(names)]
        csv.writer(file).writerows([["Organisation", "Country"], *rows])
    out, script = tmp_path / "out.csv", tmp_path / "go.py"
    script.write_text(SCRIPT)
    root = Path(__file__).parents[4]
    process = subprocess.Popen(
        [sys.executable, str(script), str(path), str(out)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": f"{root}:{root / 'tests'}"},
    )
    said = folder_for(out) / "results"
    while process.poll() is None and len(list(said.glob("*.ndjson"))) < 3:
        time.sleep(0.01)
    children = [
        int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    ]
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not out.exists()
    for pid in children:
        while Path(f"/proc/{pid}").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z":
            time.sleep(0.01)
    done_before = len(list(said.glob("*.ndjson")))
    told = Told()
    order = BulkJob("csv", screened_at=MOMENT, limits=SMALL)
    again = screen_bulk(path, out, order, 2, told)
    assert done_before >= 3
    assert [stage[0] for stage in told.stages] == ["Screening"]
    undisturbed = screen_bulk(path, tmp_path / "other.csv", order, 1, Told())
    assert again.out.read_bytes() == undisturbed.out.read_bytes()
    assert len(result(out)) == len(names)


def test_work_on_another_order_is_not_gone_on_with(listed, tmp_path):
    out = tmp_path / "out.csv"
    with work_on(out) as work:
        work.bind(file="a")
        (work.results / "000000.ndjson").write_text("left by another order")
        assert work.bind(file="a")
        assert (work.results / "000000.ndjson").exists()
        assert not work.bind(file="b")
        assert not (work.results / "000000.ndjson").exists()


def test_two_processes_never_write_one_result(tmp_path):
    with work_on(tmp_path / "out.csv"), pytest.raises(BulkUnderWay), work_on(tmp_path / "out.csv"):
        pass


def test_names_that_lie_between_are_for_their_owner_alone_and_gone_after_a_refusal(tmp_path):
    path = tmp_path / "list.csv"
    rows = [["Name", "Affiliation", "Country"], *[["Anna Berg", "Lund University", "SE"]] * 2_500]
    second = [
        [],
        ["Organisation", "Address", "City", "Country"],
        ["Beihang University", "Xueyuan Rd", "Beijing", "CN"],
    ]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([*rows, *second])
    out = tmp_path / "out.csv"
    with work_on(out) as work:
        assert work.folder.stat().st_mode & 0o777 == 0o700
    with pytest.raises(UploadRefused):
        screen_bulk(path, out, BulkJob("csv", screened_at=MOMENT), 1, Told())
    assert sorted(each.name for each in tmp_path.iterdir() if each.name != "data") == ["list.csv"]


def test_the_list_itself_is_never_overwritten(listed):
    with pytest.raises(OutputUnwritable):
        screen_bulk(listed, listed, BulkJob("csv", screened_at=MOMENT), 1, Told())


def test_the_command_says_how_far_it_is_and_what_came_of_it(listed, tmp_path):
    out = tmp_path / "out.parquet"
    ran = CliRunner().invoke(
        main,
        [
            "screen",
            str(listed),
            "-o",
            str(out),
            "--workers",
            "1",
            "--fail-on",
            "high",
            "--screened-at",
            "2026-11-25T09:00:00Z",
        ],
    )
    assert ran.exit_code == 1
    assert "18 screened (15 distinct), 2 could not be screened, 3 skipped" in ran.stdout
    assert "Screening: 20 of 20 rows" in ran.stderr
    assert duckdb.connect().execute(f"SELECT count(*) FROM '{out}'").fetchone() == (20,)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["list.xlsx", "--workers", "2"], "bulk-form"),
        (["list.csv", "--workers", "2", "--format", "json"], "bulk results are csv, ndjson or parquet"),
        (["list.csv", "--workers", "2", "-o", "out.xlsx"], "does not have the ending of its format"),
        (["list.csv", "--workers", "2", "--server", "http://x"], "do not go with bulk files"),
    ],
)
def test_what_does_not_go_together_is_refused_in_a_sentence(given, said):
    ran = CliRunner().invoke(main, ["screen", *given])
    assert ran.exit_code == 2
    assert said in ran.output
