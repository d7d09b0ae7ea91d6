"""Listings that somebody merged or separated by hand: a bulk result rests on one state of these decisions."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from screening.bulk import BulkJob
from screening.bulk.dask_tasks import lists_of_node, pack, provenance_sha256, run_task
from screening.bulk.executor import ListsMoved
from screening.bulk.layout import find_layout
from screening.bulk.screen import BulkEngine
from screening.bulk.sources import open_source
from screening.bulk.work_folder import work_on
from screening.cli import main
from watchlists.editions.merges import SPLIT, ByHand, by_hand, by_hand_sha256, decide, take_back
from watchlists.editions.stored_editions import StoredEditions
from watchlists.register import Register

MOMENT = datetime(2026, 11, 25, 9, tzinfo=UTC)
DECISION = ByHand(
    SPLIT, "two:example-rotor-works", "", "A. Person", date(2026, 11, 24), "another company of the same name"
)


@pytest.fixture
def data(monkeypatch, tmp_path):
    """A data folder with two small lists, which is also that of a node; no register and nothing beside it."""
    monkeypatch.setenv("SCREENING_CACHE_DIR", "")
    monkeypatch.setenv("SCREENING_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("screening.link.builder.read_beyond_seed", tuple)
    monkeypatch.setattr("screening.link.builder.read_register_additions", lambda path: ())
    monkeypatch.setattr("watchlists.library.read_catalogue", lambda folder: {})
    monkeypatch.setattr("screening.engine.current_register", lambda data: Register({}, ""))
    for name in ("one", "two"):
        file = tmp_path / f"{name}.csv"
        file.write_text("name,country\nExample Rotor Works,CN\n", encoding="utf-8")
        imported = CliRunner().invoke(main, ["lists", "import", name, str(file)], catch_exceptions=False)
        assert imported.exit_code == 0
    return tmp_path / "data"


@pytest.fixture
def job(data):
    return BulkJob("csv", screened_at=MOMENT, data=data)


def provenance(job):
    return BulkEngine.load(job).provenance


def test_a_node_with_another_decision_screens_nothing(data, job, tmp_path):
    here = provenance_sha256(provenance(job))
    decide(data, DECISION, now=MOMENT)
    options = job.request.options("one.csv")
    layout = find_layout(
        open_source(tmp_path / "one.csv", None, job.limits), "one.csv", options, "", job.limits
    )
    setup = pack((job, layout))
    assert lists_of_node(setup).sha256 != here
    refused = run_task("screen_inquiries", setup, 0, pack([]), here)
    assert isinstance(refused, ListsMoved)


def test_work_begun_before_a_decision_is_done_anew_after_it(data, job, tmp_path):
    def bound():
        # What ends it is the run's own error, so the folder stays.
        with suppress(ListsMoved), work_on(tmp_path / "out.csv") as work:
            same.append(work.bind(against=provenance(job).model_dump(mode="json")))
            raise ListsMoved("stopped")

    same = []
    bound()
    bound()
    decide(data, DECISION, now=MOMENT)
    bound()
    bound()
    assert same == [False, True, False, True]


def test_a_result_names_the_decisions_that_it_rests_on_where_there_are_any(data, job):
    before = provenance(job).model_dump(mode="json")
    assert "by_hand_sha256" not in before
    decide(data, DECISION, now=MOMENT)
    sha256 = by_hand_sha256(by_hand(StoredEditions.open(data)))
    assert json.loads(provenance(job).model_dump_json())["by_hand_sha256"] == sha256
    take_back(data, DECISION.listing, by="A. Person", reason="it is the same", now=MOMENT)
    assert provenance(job).model_dump(mode="json") == before
