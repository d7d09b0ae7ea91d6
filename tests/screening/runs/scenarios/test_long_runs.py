"""Lists that are too long to be read at once: read as a stream, screened as any other, reported in parts."""

import csv
import gc
import hashlib
import io
import itertools
import json
import signal
import sys
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace

import duckdb
import pytest
from sqlmodel import select

from screening.audit import lines_of, read_heads, verify
from screening.context import open_context
from screening.formula_escaping import escape_formula
from screening.labels import wording
from screening.progress import write_share
from screening.report.parts import write_parts
from screening.runs import report_step
from screening.runs.chunk_store import load_summaries
from screening.runs.control import cancel_run, report_path, run_of, run_progress
from screening.runs.deletion import ASKED, delete_run, runs_naming
from screening.runs.engines import Engines
from screening.runs.execute import RunEnded, StepRunner
from screening.runs.long_rows import LongRuns
from screening.runs.pins import pins_of
from screening.runs.reproduce import ReproductionVerdict, verify_report
from screening.runs.row_progress import RowCounter
from screening.runs.submit import submit_list
from screening.settings import Settings
from screening.storage import StorageAway
from screening.storage.review_tables import Case, Sighting, StagedCase
from screening.storage.tables import ChunkRows, RunChunk, RunReading, ScreenedSubject

NAMES = ["Beihang University", "Harbin Engineering University", "Harvard University", "Some Company"]


@pytest.fixture
def settings(settings):
    """A list of more than forty rows is long here; and a worker that is gone is missed soon."""
    return settings.model_copy(update={"part_rows": 40, "lease_seconds": 3})


@pytest.fixture
def at_once(settle, tmp_path):
    """An installation in which no list is long."""
    return Settings(data=settle(tmp_path / "other"))


@pytest.fixture
def work(world, small_engine):
    """Screen a list in an installation, step by step, and give its run."""

    def do(settings, path, **choices):
        place = open_context(settings)
        try:
            steps = StepRunner(place, Engines(lambda _day: small_engine), "worker")
            order = world.order(**choices)
            run_id = submit_list(
                place,
                path,
                order,
                pins_of(small_engine),
                actor="ana",
                team="office",
                screened_at=world.MOMENT,
            )
            steps.do("plan", run_id, 1, 0)
            for number in range(run_of(place, run_id, "office").chunks):
                steps.do("chunk", run_id, 1, number)
            steps.do("report", run_id, 1, 0)
            return Ended(place, run_id)
        finally:
            place.close()

    return do


@pytest.fixture
def steps(place, small_engine):
    """A worker that takes steps when told."""
    return StepRunner(place, Engines(lambda _day: small_engine), "worker")


@pytest.fixture
def submit(place, world, small_engine):
    """Accept a list, and give the id of its run."""

    def do(path, **choices):
        return submit_list(
            place,
            path,
            world.order(**choices),
            pins_of(small_engine),
            actor="ana",
            team="office",
            screened_at=world.MOMENT,
        )

    return do


class Ended:
    """What is left of a run, whatever becomes of its installation."""

    def __init__(self, place, run_id):
        self.progress = run_progress(place, run_id, "office")
        assert self.progress.state == "finished", (self.progress.code, self.progress.sentence)
        with report_path(place, run_id, "office") as (path, _):
            self.report = path.read_bytes()
        self.tally = self.progress.tally
        with place.database.read() as session:
            sighted = select(
                Sighting.subject_digest,
                Case.party_id,
                Sighting.rows,
                Sighting.row,
                Sighting.level,
                Sighting.lead,
            ).join(Case, Case.id == Sighting.case_id)
            self.cases = sorted(map(tuple, session.exec(sighted)))
            self.subjects = sorted(
                tuple(each.model_dump(exclude={"run_id"}).items())
                for each in session.exec(select(ScreenedSubject))
            )
            assert session.exec(select(StagedCase)).all() == []

    def parts(self):
        with zipfile.ZipFile(io.BytesIO(self.report)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def about(self):
        return json.loads(self.parts()["about.json"])


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def rows_of_parts(ended, header=1):
    """The lines of all parts without the header that each repeats."""
    parts = [rows_of(content) for name, content in ended.parts().items() if name.endswith(".csv")]
    assert all(each[0] == parts[0][header - 1] for each in parts[1:])
    return [*parts[0], *(line for each in parts[1:] for line in each[1:])]


def test_a_long_list_says_of_every_row_what_an_ordinary_run_says(work, settings, at_once, tmp_path):
    path = tmp_path / "list.csv"
    lines = [f"{NAMES[n % 4]} {n % 90 if n % 3 else ''},Note {n}" for n in range(300)]
    lines[40:40] = [
        "",
        "=cmd(),Formula",
        f"{'x' * 3_000},Too long",
        '"Beihang University\nof today",Two lines',
    ]
    path.write_text("Institution,Remark\n" + "\n".join(lines) + "\n")
    long, short = work(settings, path), work(at_once, path)
    assert rows_of_parts(long) == rows_of(short.report)
    assert long.tally == short.tally == long.about()["ends"]
    assert long.cases == short.cases != []
    assert long.subjects == short.subjects != []
    assert long.about()["counts"]["rows"] == sum(long.tally.values())


def test_parts_say_which_rows_they_hold(work, settings, listed):
    about = work(settings, listed).about()
    assert [(each["name"], each["first_row"], each["last_row"]) for each in about["parts"]] == [
        ("part-0001.csv", 1, 40),
        ("part-0002.csv", 41, 80),
        ("part-0003.csv", 81, 101),
    ]


@pytest.mark.parametrize("form", ["ndjson", "json"])
def test_objects_in_parts_are_those_of_an_ordinary_run(work, settings, at_once, listed, form):
    def objects(content):
        return (
            [json.loads(line) for line in content.splitlines()]
            if form == "ndjson"
            else json.loads(content)["results"]
        )

    long, short = work(settings, listed, format=form), work(at_once, listed, format=form)
    parts = [content for name, content in long.parts().items() if name.startswith("part-")]
    assert [each for part in parts for each in objects(part)] == objects(short.report)


def test_workbooks_in_parts_hold_the_rows_of_an_ordinary_one(work, settings, at_once, listed):
    from openpyxl import load_workbook

    def cells(content):
        sheet = load_workbook(io.BytesIO(content))["Screening results"]
        return list(sheet.iter_rows(values_only=True))

    long, short = work(settings, listed, format="xlsx"), work(at_once, listed, format="xlsx")
    parts = [cells(content) for name, content in long.parts().items() if name.endswith(".xlsx")]
    assert len(parts) == 3
    assert [*parts[0], *(row for part in parts[1:] for row in part[1:])] == cells(short.report)


def test_a_part_that_is_a_workbook_has_fewer_rows_where_memory_asks_for_it(
    work, settings, listed, monkeypatch
):
    monkeypatch.setattr("screening.report.parts.WORKBOOK_ROWS", 30)
    last_rows = {}
    for form in ("xlsx", "csv"):
        about = work(settings, listed, format=form).about()
        last_rows[form] = [each["last_row"] for each in about["parts"]]
        assert about["part_rows"] == last_rows[form][0]
    assert last_rows == {"xlsx": [30, 60, 90, 101], "csv": [40, 80, 101]}


def parquet_rows(content, folder, columns="*"):
    path = folder / "part.parquet"
    path.write_bytes(content)
    cursor = duckdb.execute(f"SELECT {columns} FROM '{path}'")
    names = [each[0] for each in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_parquet_in_parts_holds_every_row_with_its_state_and_the_values_of_the_csv_report(
    work, settings, at_once, tmp_path
):
    path = tmp_path / "list.csv"
    lines = [f"{NAMES[n % 4]} {n % 9 if n % 3 else ''},A-{n},{n if n > 40 else ''}" for n in range(100)]
    lines[30:30] = ["", "=cmd(),-7,=1+1", f"{'x' * 3_000},,"]
    path.write_text("Institution,id,metadata.budget line\n" + "\n".join(lines) + "\n")
    long, short = work(settings, path, format="parquet"), work(at_once, path, format="parquet")
    parts = {name: each for name, each in long.parts().items() if name.endswith(".parquet")}
    rows = [row for each in parts.values() for row in parquet_rows(each, tmp_path)]
    assert len(parts) == 3
    assert rows == parquet_rows(short.report, tmp_path)
    assert [row["row"] for row in rows] == [*range(1, 105)]
    ends = Counter(
        row["level"]
        if row["outcome"] == "review"
        else "organisation_not_known"
        if row["organisation_not_known"]
        else row["outcome"]
        for row in rows
    )
    assert ends == Counter({end: number for end, number in long.tally.items() if number})
    assert {"skipped", "unscreened", "organisation_not_known"} < set(ends)
    table = rows_of(work(at_once, path, strict_formulas=False).report)
    keys = [column.key for column in wording().columns]
    for row, line in list(zip(rows, table, strict=True))[1:]:
        said = {**row, **{key: row[f"review_{key}"] for key in keys if key not in row}}
        shown = ["" if said[key] in (None, "skipped") else said[key] for key in keys]
        texts = [
            f"{each:.2f}"
            if isinstance(each, float)
            else str(each).lower()
            if isinstance(each, bool)
            else str(each)
            for each in shown
        ]
        assert [escape_formula(each) for each in texts] == line[3:]
        assert [escape_formula(row["reference"]), escape_formula(row["metadata.budget line"])] == line[1:3]


def test_a_part_in_parquet_says_what_it_rests_on_and_which_rows_it_holds(work, settings, listed, tmp_path):
    long = work(settings, listed, format="parquet")
    (tmp_path / "part.parquet").write_bytes(long.parts()["part-0002.parquet"])
    kept = f"SELECT decode(value) FROM parquet_kv_metadata('{tmp_path / 'part.parquet'}') WHERE decode(key) = 'research_screening'"
    within, about = json.loads(duckdb.execute(kept).fetchone()[0]), long.about()
    assert within["parameters"].pop("part of the report") == "2: rows 41 to 80 of the list"
    assert within == {key: value for key, value in about.items() if key not in ("part_rows", "parts")}
    assert [each["name"] for each in about["parts"]] == [f"part-000{n}.parquet" for n in (1, 2, 3)]
    for each in about["parts"]:
        assert hashlib.sha256(long.parts()[each["name"]]).hexdigest() == each["sha256"]


def test_a_list_without_a_header_and_one_with_titles_above_are_read_the_same(
    work, settings, at_once, tmp_path
):
    for begin, header in (("", 1), ("Partners of 2026,\n,\nInstitution,Country\n", 3)):
        path = tmp_path / "list.csv"
        path.write_text(begin + "\n".join(f"{NAMES[n % 4]} {n},DE" for n in range(100)) + "\n")
        long, short = work(settings, path), work(at_once, path)
        assert rows_of_parts(long, header) == rows_of(short.report)
        assert long.tally == short.tally
        assert long.cases == short.cases


def test_a_workbook_is_never_read_as_a_stream(work, settings, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for line in (["Institution"], *([f"{NAMES[n % 4]} {n}"] for n in range(60))):
        book.active.append(line)
    book.save(tmp_path / "list.xlsx")
    assert work(settings, tmp_path / "list.xlsx").report.count(b"part-0001") == 0


def test_a_report_in_parts_that_is_screened_again_gives_the_same_and_keeps_what_people_wrote(
    work, settings, at_once, listed, tmp_path
):
    first = rows_of(work(at_once, listed).report)
    first[50][-1] = "A note of mine"
    path = tmp_path / "again.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(first)
    long, short = work(settings, path), work(at_once, path)
    assert rows_of_parts(long) == rows_of(short.report)
    assert sum(line[-1] == "A note of mine" for line in rows_of_parts(long)) == 1


def test_rows_of_a_long_list_stay_as_long_as_its_results_and_no_longer(work, settings, listed):
    ended = work(settings, listed)
    place = open_context(settings)
    try:
        with place.database.read() as session:
            kept = session.exec(select(ChunkRows.number)).all()
            chunks = session.exec(select(RunChunk.number)).all()
            assert sorted(kept) == sorted(chunks) == list(range(len(chunks))) != []
        with place.decide() as decision:
            delete_run(decision, ended.progress.run_id, actor="ana", why=ASKED)
        with place.database.read() as session:
            for table in (ChunkRows, RunChunk, RunReading):
                assert session.exec(select(table)).all() == []
    finally:
        place.close()


def test_erasing_a_subject_finds_long_lists_too_whether_they_were_read_or_not(
    work, settings, place, world, small_engine, listed
):
    read = work(settings, listed).progress.run_id
    waiting = submit_list(
        place,
        listed,
        world.order(),
        pins_of(small_engine),
        actor="ana",
        team="office",
        screened_at=world.MOMENT,
    )
    found = runs_naming(place, "office", "Harvard University 2")
    assert found.naming == {read, waiting}
    assert runs_naming(place, "office", "Nobody at All").naming == set()


PAIRS = ["Zoe Brown,Maria Garcia", "John Miller,Peter Jones", "Wang Fang,Hans Weber"]
# Nothing says which of the two columns is that of the names.
UNCLEAR = "Ref,Alpha,Beta\n" + "".join(f"R{n:04},{PAIRS[n % 3]}\n" for n in range(60))


def test_erasing_a_subject_leaves_long_lists_that_wait_for_an_answer_and_do_not_name_it(
    submit, steps, place, tmp_path
):
    path = tmp_path / "list.csv"
    path.write_text(UNCLEAR + "R0061,Zzyxgrave  Quillfeather,Li Wei\n")
    asked = submit(path, part_rows=40)
    steps.do("plan", asked, 1, 0)
    assert run_progress(place, asked, "office").state == "needs_mapping"
    for name in ("Zzyxgrave Quillfeather", "li wei", "Maria Garcia"):  # whichever column the answer will be
        assert runs_naming(place, "office", name).going == [asked]
    found = runs_naming(place, "office", "Nobody at All")
    assert found.at == {asked}
    assert found.going == []


def test_a_long_list_in_question_that_nobody_can_read_to_its_end_may_name_anybody(submit, place, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(UNCLEAR * 100 + 'R0061,"Zoe Brown,Li Wei\n')
    asked = submit(path, part_rows=40)
    assert runs_naming(place, "office", "Nobody at All").unread == {asked}


def test_a_list_of_more_rows_than_the_office_takes_is_refused(place, world, small_engine, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Institution\n" + "\n".join(f"Company {n}" for n in range(100_001)) + "\n")
    order = world.order(chunk_size=1_000)
    run_id = submit_list(
        place, path, order, pins_of(small_engine), actor="ana", team="office", screened_at=world.MOMENT
    )
    StepRunner(place, Engines(lambda _day: small_engine), "worker").do("plan", run_id, 1, 0)
    now = run_progress(place, run_id, "office")
    assert (now.state, now.code) == ("failed", "too-many-rows")


@pytest.mark.parametrize("form", ["csv", "ndjson", "parquet"])
@pytest.mark.parametrize("error", [StorageAway("The database does not answer."), RunEnded()])
def test_what_goes_wrong_while_a_part_is_written_is_what_the_worker_hears(
    submit, steps, place, listed, monkeypatch, form, error
):
    """So a report waits for a database that restarts, and is written when it is back."""
    run_id = submit(listed, format=form)
    steps.do("plan", run_id, 1, 0)
    for number in range(run_of(place, run_id, "office").chunks):
        steps.do("chunk", run_id, 1, number)

    def broken(given, out, format, progress):
        def pieces():
            yield next(iter(given.pieces))
            raise error

        write_parts(replace(given, pieces=pieces()), out, format, progress)

    with monkeypatch.context() as patched:
        patched.setattr("screening.runs.long_reports.write_report_parts", broken)
        waits = isinstance(error, StorageAway)
        with pytest.raises(StorageAway) if waits else nullcontext():
            steps.do("report", run_id, 1, 0)
    assert run_progress(place, run_id, "office").state == "running"
    steps.do("report", run_id, 1, 0)
    assert len(Ended(place, run_id).about()["parts"]) == 3


def test_a_long_list_that_was_accepted_is_read_however_few_rows_the_office_takes_since(
    submit, steps, place, listed, monkeypatch
):
    run_id = submit(listed)
    with monkeypatch.context() as patched:
        patched.setattr("screening.runs.execute.StepRunner._store_chunk", _away)
        with pytest.raises(StorageAway):
            steps.do("plan", run_id, 1, 0)
    lowered = place.settings.model_copy(update={"max_rows": 50})
    later = StepRunner(replace(place, settings=lowered), steps.engines, "worker")
    later.do("plan", run_id, 1, 0)
    now = run_progress(place, run_id, "office")
    assert (now.state, now.code) == ("running", "")
    new = submit(listed, strict_formulas=True)
    later.do("plan", new, 1, 0)
    assert run_progress(place, new, "office").code == "too-many-rows"


def _away(*_args, **_more):
    raise StorageAway("The database does not answer.")


def test_a_page_of_a_ledger_loads_what_each_chunk_concluded_once(work, settings, tmp_path, monkeypatch):
    path = tmp_path / "list.csv"
    subjects = [f"{NAMES[n % 4]} {n}" for n in range(120)]
    lines = [*subjects, *(subjects[n * 7 % 120] for n in range(480))]
    path.write_text("Institution\n" + "\n".join(lines) + "\n")
    run_id = work(settings, path, chunk_size=3).progress.run_id
    loaded = []

    def counted(database, run, number):
        loaded.append(number)
        return load_summaries(database, run, number)

    monkeypatch.setattr("screening.runs.long_rows.load_summaries", counted)
    place = open_context(settings)
    try:
        run = run_of(place, run_id, "office")
        assert run.chunks >= 40
        page = LongRuns(place).get(run).some(500, 510)
        assert [each.row.number for each in page] == list(range(502, 512))
        assert [each.row.inquiries[0].subject.name for each in page] == lines[500:510]
        assert len(loaded) <= 10
        every = LongRuns(place).get(run).some(0, 600)
        loaded.clear()
        ends = {each.end for each in every}
        assert len(ends) > 1
        for end in ends:
            wanted = [each for each in every if each.end == end]
            loaded.clear()
            long = LongRuns(place).get(run)
            assert long.some(len(wanted) - 5, len(wanted), [end]) == wanted[-5:]
            assert len(loaded) == len(set(loaded)) <= run.chunks
    finally:
        place.close()


def test_no_part_of_a_report_leaves_its_workbook_to_the_next(work, settings, listed, monkeypatch):
    """Nor is the collector paused from the first part to the last."""
    from openpyxl.workbook import Workbook

    left, paused = [], []

    def watched(given, out, format, progress):
        def pieces():
            for piece in given.pieces:
                left.append(sum(isinstance(each, Workbook) for each in gc.get_objects()))
                paused.append(not gc.isenabled())
                yield piece

        write_parts(replace(given, pieces=pieces()), out, format, progress)

    gc.collect()
    before = sum(isinstance(each, Workbook) for each in gc.get_objects())
    monkeypatch.setattr("screening.runs.long_reports.write_report_parts", watched)
    assert len(work(settings, listed, format="xlsx").about()["parts"]) == 3
    assert set(left) == {before}
    assert set(paused) == {False}


def test_the_report_of_a_long_run_is_known_to_be_ours_though_it_is_not_made_again(
    work, settings, small_engine, listed, tmp_path
):
    report, engines = tmp_path / "report.zip", Engines(lambda _day: small_engine)
    report.write_bytes(work(settings, listed).report)
    place = open_context(settings)
    try:
        said = verify_report(place, report, engines)
        assert said.verdict is ReproductionVerdict.TOO_LONG
        assert "ours and unchanged" in said.sentence
        report.write_bytes(report.read_bytes() + b" ")
        assert verify_report(place, report, engines).verdict is ReproductionVerdict.UNKNOWN
    finally:
        place.close()


STAGES = [
    "screening.runs.execute.StepRunner._pin_parts:after",
    "screening.runs.execute.StepRunner._store_chunk:after",
    "screening.runs.execute.pack_layout:before",
    "screening.runs.execute.pack_results:before",
    "screening.runs.execute.bring_cases:after",
    "screening.runs.long_reports._store_ends:after",
    "screening.runs.report_step.ReportStep.bring_subjects:after",
    "screening.runs.long_reports.write_report_parts:before",
    "screening.runs.long_reports.write_report_parts:after",
    "screening.review.case_intake._take_new_cases:after",
    "screening.review.case_intake._take_members:after",
    "screening.runs.report_step.merge_staged_cases:after",
    "screening.runs.report_step.ReportStep.finish:after",
]
SAMPLE = {STAGES[1], STAGES[3], STAGES[8], STAGES[10]}


@pytest.mark.parametrize(
    "stage", [pytest.param(each, marks=() if each in SAMPLE else pytest.mark.soak) for each in STAGES]
)
def test_a_worker_killed_over_a_long_list_is_followed_by_another_and_the_bytes_are_the_same(
    work, settings, settle, tmp_path, listed, processes, place, ended, stage
):
    undisturbed = work(Settings(data=settle(tmp_path / "other"), part_rows=40), listed)
    processes.environment["SMALL_SERVICE_PORTION"] = "5"
    (run_id,) = processes.accept(listed)
    worker = processes.start("worker", 0, stage)
    assert worker.wait(timeout=60) == -signal.SIGKILL
    with place.database.read() as session:
        # All of them with the end of the run, or none.
        finished = stage == STAGES[-1]
        assert bool(session.exec(select(Case.id)).all()) is finished
        assert bool(session.exec(select(Sighting.case_id)).all()) is finished
    processes.start("worker")
    assert ended(run_id).state == "finished"
    found = Ended(place, run_id)
    assert found.report == undisturbed.report
    assert found.cases == undisturbed.cases
    assert found.subjects == undisturbed.subjects
    heads = read_heads(place.heads, place.key)
    with place.database.read() as session:
        chunks = session.exec(select(RunChunk.number)).all()
        assert sorted(chunks) == list(range(run_of(place, run_id, "office").chunks))
        actions = [line.action for line in lines_of(session, run_id)]
        assert actions == ["run.accepted", "run.in_parts", "run.running", "run.finished"]
        assert verify(session, heads) == []


class NotingCounter(RowCounter):
    """Counts, and notes what others see of it while the run is finished."""

    def __init__(self, *given):
        super().__init__(*given)
        self.events = []
        COUNTERS.append(self)

    def __call__(self, rows):
        super().__call__(rows)
        self.events.append(rows)


COUNTERS = []


@pytest.fixture
def counters(monkeypatch):
    """Those of the report steps that were taken; whatever is done in portions is done in small ones."""
    COUNTERS.clear()
    monkeypatch.setattr("screening.runs.execute.RowCounter", NotingCounter)
    monkeypatch.setattr("screening.runs.report_step.SUBJECTS_AT_ONCE", 10)
    monkeypatch.setattr("screening.runs.report_step.AT_ONCE", 5)
    monkeypatch.setattr("screening.review.case_intake.PORTION", 5)
    return COUNTERS


@pytest.fixture
def up_to_report(submit, steps, place):
    """Have a list screened, up to its report; give its run's id."""

    def do(path, **choices):
        run_id = submit(path, **choices)
        steps.do("plan", run_id, 1, 0)
        for number in range(run_of(place, run_id, "office").chunks):
            steps.do("chunk", run_id, 1, number)
        return run_id

    return do


PORTIONS = {
    "screening.runs.report_step.store_subjects": 9,
    "screening.review.case_intake._take_members": 8,
    "screening.review.case_intake._bring_up_to_date": 3,
}


@pytest.mark.parametrize("portion", PORTIONS)
def test_progress_is_told_after_every_portion_in_which_a_long_run_is_finished(
    up_to_report, steps, listed, counters, monkeypatch, portion
):
    run_id = up_to_report(listed)
    owner, _, name = portion.rpartition(".")
    real = getattr(sys.modules[owner], name)

    def noted(*args, **more):
        counters[-1].events.append("portion")
        return real(*args, **more)

    monkeypatch.setattr(portion, noted)
    steps.do("report", run_id, 1, 0)
    events = counters[-1].events
    places = [place for place, each in enumerate(events) if each == "portion"]
    assert len(places) >= PORTIONS[portion]
    for begin, end in itertools.pairwise([*places, len(events)]):
        assert sum(events[begin + 1 : end]) > 0


def test_cases_of_several_chunks_are_told_of_when_they_are_brought_again(
    up_to_report, steps, tmp_path, counters, monkeypatch
):
    path = tmp_path / "list.csv"
    path.write_text("Institution\n" + "".join(f"Beihang University {n % 20}\n" for n in range(100)))
    run_id = up_to_report(path)
    real = report_step.stage_cases

    def noted(session, key, cases, *, whole):
        counters[-1].events.append("portion")
        real(session, key, cases, whole=whole)

    monkeypatch.setattr(report_step, "stage_cases", noted)
    monkeypatch.setattr(report_step, "AT_ONCE", 1)
    steps.do("report", run_id, 1, 0)
    events = counters[-1].events
    assert events.count("portion") >= 2
    assert ("portion", "portion") not in itertools.pairwise(events)


@pytest.mark.parametrize("form", ["csv", "ndjson", "json", "xlsx"])
@pytest.mark.parametrize("parts", [True, False])
def test_all_that_is_told_while_a_report_is_written_makes_its_whole(
    up_to_report, steps, place, listed, counters, form, parts
):
    limited = place.settings.model_copy(update={"part_rows": 40 if parts else 100_000})
    steps.context = replace(place, settings=limited)
    run_id = up_to_report(listed, format=form)
    assert run_progress(place, run_id, "office").in_parts is parts
    steps.do("report", run_id, 1, 0)
    told = "fresh-xlsx" if form == "xlsx" else form
    share = write_share(told, 101, counters[-1].rows, durable=True, parts=parts)
    assert share == pytest.approx(1.0, abs=0.1)
    if parts:
        assert counters[-1].rows == 6 * 101


# SQLite has one writer at a time, so nothing is seen there until the run is finished.
@pytest.mark.parametrize(
    "settings", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
def test_others_see_how_far_cases_are_taken_in_before_any_of_them_is_in_the_queue(
    up_to_report, steps, place, listed, counters, monkeypatch
):
    run_id = up_to_report(listed)
    real, seen = report_step.merge_staged_cases, []

    def merging(decision, context, key, number, progress):
        def told(rows):
            progress(rows)
            beside.submit(counters[-1].note).result(timeout=30)
            with place.database.read() as session:
                assert session.exec(select(Case.id)).all() == []
            now = run_progress(place, run_id, "office")
            seen.append((now.state, now.rows_written))

        real(decision, context, key, number, told)

    monkeypatch.setattr(report_step, "merge_staged_cases", merging)
    with ThreadPoolExecutor(1) as beside:
        steps.do("report", run_id, 1, 0)
    assert {state for state, _ in seen} == {"running"}
    assert len({rows for _, rows in seen}) >= 10
    assert [rows for _, rows in seen] == sorted(rows for _, rows in seen)
    assert run_progress(place, run_id, "office").state == "finished"
    assert Ended(place, run_id).cases


def test_a_run_that_is_cancelled_while_its_cases_are_taken_in_ends_once(
    up_to_report, steps, place, listed, counters, monkeypatch
):
    """Whoever cancels waits for the transaction that finishes the run, and finds it finished."""
    run_id = up_to_report(listed)
    real, cancelled = report_step.merge_staged_cases, []

    with ThreadPoolExecutor(1) as beside:

        def merging(*given):
            cancelled.append(beside.submit(cancel_run, place, run_id, "office", "ana"))
            real(*given)

        monkeypatch.setattr(report_step, "merge_staged_cases", merging)
        steps.do("report", run_id, 1, 0)
        assert cancelled[0].result() is False
    assert Ended(place, run_id).cases


@pytest.mark.parametrize(
    "stage",
    [
        "screening.report.parquet_output.ParquetWriter.write:after",
        "screening.report.parts._FilePart.store:after",
    ],
)
def test_a_worker_killed_while_a_part_in_parquet_is_written_leaves_no_half_of_it(
    work, settings, settle, tmp_path, listed, processes, place, ended, stage
):
    undisturbed = work(Settings(data=settle(tmp_path / "other"), part_rows=40), listed, format="parquet")
    (run_id,) = processes.accept(listed, 1, "parquet")
    worker = processes.start("worker", 0, stage)
    assert worker.wait(timeout=60) == -signal.SIGKILL
    left = [path for path in place.scratch().rglob("*") if path.is_file()]
    # What lies about is swept away by age; nothing of it has the name of a report, in the scratch folder or elsewhere.
    assert left != []
    assert all(path.suffix != ".zip" and path.name != "report" for path in left)
    assert run_progress(place, run_id, "office").report_sha256 == ""
    processes.start("worker")
    assert ended(run_id).state == "finished"
    assert Ended(place, run_id).report == undisturbed.report
