"""How far the work on a list is: one figure that only grows, in rows of the file, and an honest time left."""

import csv
from datetime import UTC, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from list_screening import screen_list, write_results

from screening.intake import open_list
from screening.progress import (
    Phase,
    RunEnded,
    WorkProgress,
    by_share,
    list_format,
    read_share,
    visit,
    write_share,
)

DONE = Phase(1.0, 10.0)
NOTHING = Phase()


def work(reading=NOTHING, screening=NOTHING, writing=NOTHING, rows=10_000):
    return WorkProgress(rows, "xlsx", "xlsx", reading, screening, writing)


def test_the_share_grows_over_reading_screening_and_writing():
    stages = [
        work(),
        work(Phase(0.5, 1)),
        work(DONE),
        work(DONE, Phase(0.5, 1)),
        work(DONE, DONE),
        work(DONE, DONE, Phase(0.5, 1)),
        work(DONE, DONE, DONE),
    ]
    shares = [each.share for each in stages]
    assert shares == sorted(set(shares))
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_what_is_done_is_counted_in_rows_of_the_file():
    assert (work(DONE, Phase(0.25, 1)).phase, work(DONE, Phase(0.25, 1)).rows_done) == ("screening", 2_500)


def test_a_phase_under_way_is_timed_by_its_own_speed():
    half = work(DONE, DONE, Phase(0.5, 30.0))
    assert half.seconds_left == pytest.approx(30.0)


@pytest.mark.parametrize("slower", [0.5, 1.0, 4.0])
def test_after_ten_seconds_the_estimate_is_within_a_factor_of_two_on_any_machine(slower):
    rows = 100_000
    read, screen, write = (rows * cost / 1e6 * slower for cost in (65, 500, 180))
    at = 10.0 * slower
    now = work(Phase(1.0, read), Phase((at - read) / screen, at - read), rows=rows)
    assert 0.5 <= now.seconds_left / (read + screen + write - at) <= 2


def test_what_a_short_list_costs_to_begin_with_is_no_speed_of_its_rows():
    started = Phase(1.0, 2.0)  # two seconds of starting for 240 rows
    assert work(started, Phase(0.99, 30.0), rows=240).seconds_left < 1.0


def test_nothing_is_said_of_the_time_left_before_anything_is_known():
    assert work(Phase(0.5, 1.0)).seconds_left is None
    assert work(Phase(0.0, 30.0), rows=0).seconds_left is None


def test_the_ending_of_a_name_says_the_format():
    assert [list_format(name) for name in ("A.XLSX", "a.csv", "a.txt")] == ["xlsx", "csv", "csv"]


@pytest.fixture
def lists(tmp_path):
    rows = [["Name", "Affiliation"], *([f"Ana Costa {n}", "University of Porto"] for n in range(60))]
    with (tmp_path / "list.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    return tmp_path


@pytest.mark.parametrize(
    ("form", "report_form"),
    [
        ("xlsx", "xlsx"),
        ("xlsx", "fresh-xlsx"),
        ("csv", "csv"),
        ("csv", "json"),
        ("csv", "ndjson"),
        ("csv", "parquet"),
    ],
)
def test_the_rows_counted_in_reading_and_writing_are_those_the_shares_expect(
    lists, engine, form, report_form
):
    read, written = [], []
    path = lists / f"list.{form}"
    opened = open_list(path, tick=read.append)
    intake = opened.whole()
    rows = intake.counts["rows"]
    # Who reads the list counts each row once more as it is handed on.
    assert read_share(form, rows, sum(read) + rows) == pytest.approx(1.0, abs=0.05)
    done = screen_list(engine, intake, screened_at=datetime(2026, 11, 25, 9, tzinfo=UTC))
    out = lists / "out"
    write_results(path, intake, done.results, done.facts, out, report_form, progress=written.append)
    assert write_share(report_form, rows, sum(written)) == pytest.approx(1.0, abs=0.1)


@given(st.lists(st.integers(1, 1_000), min_size=1), st.integers(0, 500))
def test_the_rows_of_a_file_are_told_by_the_share_of_its_bytes(blocks, rows):
    told = []
    tell = by_share(told.append, rows, sum(blocks))
    for block in blocks:
        tell(block)
    assert sum(told) == rows
    assert min(told) >= 0


@given(st.lists(st.integers(0, 500)), st.integers(0, 500))
def test_a_visit_is_told_whole_at_its_end_however_many_rows_were_told(steps, rows):
    told = []
    with visit(told.append, rows) as advance:
        for step in steps:
            advance(step)
        assert sum(told) == min(rows, sum(steps))
    assert sum(told) == rows
    assert min(told) >= 0


def test_work_that_failed_in_a_visit_is_not_told_as_done():
    told = []

    def broken():
        with visit(told.append, 10) as advance:
            advance(4)
            raise RunEnded

    with pytest.raises(RunEnded):
        broken()
    assert told == [4]
