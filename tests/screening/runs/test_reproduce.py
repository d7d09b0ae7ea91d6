"""A run of earlier is made again from the very editions it was screened against, and what differs is named."""

import json
import shutil
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from screening import version as made_of
from screening.runs.control import report_path
from screening.runs.evidence_pack import make_pack
from screening.runs.pinned_lists import ListsGone, as_pinned
from screening.runs.pins import Pins, pins_of
from screening.runs.reproduce import ReproductionVerdict, differing, verify_report
from watchlists.editions.data_folder import lists_folder
from watchlists.editions.merges import ByHand, decide
from watchlists.editions.publisher_checks import Check, write_checks
from watchlists.editions.retention import prune
from watchlists.editions.stored_editions import StoredEditions

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
ROWS = ("Baumann Rocket Institute", "Lahti Optics Works", "Corvo Propulsion Laboratory", "Harvard University")


@pytest.fixture
def kept(lists, tmp_path):
    """Give the report of a run as its user has it."""

    def fetch(run_id):
        with report_path(lists.place, run_id, "office") as (path, _):
            return shutil.copyfile(path, tmp_path / f"{run_id}.csv")

    return fetch


def confirm(lists, day):
    """Note that the publisher was seen on `day` to have no newer edition."""
    data = lists.place.settings.data
    held = StoredEditions.open(data).in_force("partners")
    write_checks(lists_folder(data), {"partners": Check(day, confirmed=held.name, confirmed_at=day)})


def test_after_an_update_of_the_lists_a_run_of_before_is_made_again_to_the_same_bytes(lists, kept):
    report = kept(lists.screen(ROWS))
    lists.publish(lists.SECOND)
    assert verify_report(lists.place, report, lists.engines).verdict is ReproductionVerdict.SAME


def test_a_report_in_parquet_is_made_again_to_the_same_bytes_and_goes_into_the_pack(lists, kept, tmp_path):
    run_id = lists.screen(ROWS, format="parquet")
    report = kept(run_id)
    assert verify_report(lists.place, report, lists.engines).verdict is ReproductionVerdict.SAME
    make_pack(lists.place, run_id, "office", tmp_path / "pack.zip")
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        assert archive.read("report.parquet") == report.read_bytes()


def test_what_was_joined_and_confirmed_since_changes_no_byte_of_an_earlier_run(lists, kept):
    confirm(lists, "2026-11-20")
    first = lists.screen(ROWS)
    report = kept(first)
    confirm(lists, "2026-11-24")
    day = lists.world.MOMENT
    decide(
        lists.place.settings.data,
        ByHand(
            "join", "partners:lahti-optics-works", "partners:baumann-rocket-institute", "ana", day.date(), "x"
        ),
        now=day,
    )
    assert lists.pins() != Pins.from_json(lists.run(first).pins)
    assert verify_report(lists.place, report, lists.engines).verdict is ReproductionVerdict.SAME


def test_a_look_that_confirms_a_list_in_the_middle_of_a_run_does_not_begin_it_anew(lists):
    confirm(lists, "2026-11-20")
    accepted = lists.pins()
    confirm(lists, "2026-11-24")
    assert lists.pins() == accepted
    engine = as_pinned(lists.engine(lists.world.DAY), accepted)
    assert str(engine.lists.snapshots["partners"].confirmed_on) == "2026-11-20"
    assert pins_of(engine).confirmed == accepted.confirmed
    assert lists.run(lists.screen(ROWS)).attempt == 1


def test_without_the_edition_what_differs_is_named_with_the_rows(lists, kept):
    report = kept(lists.screen(ROWS))
    lists.publish(lists.SECOND)
    prune(StoredEditions.open(lists.place.settings.data), 1, 0, lists.world.MOMENT + timedelta(days=2))
    said = verify_report(lists.place, report, lists.engines)
    assert said.verdict is ReproductionVerdict.DIFFERS
    assert "lists (partners)" in said.sentence
    assert [row for _, row, _ in said.rows] == [3, 4]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"engine": "engine 2"}, "the engine (engine 2, then research-screening"),
        ({"code": "x" * 64}, "the engine's code"),
        ({"register": "x" * 64}, "the register"),
        ({"joined": "x" * 64}, "listings joined or split by hand"),
        ({"policies": {}}, "policies (international-baseline)"),
        ({"snapshots": {}}, "lists (us-dow-1286)"),
    ],
)
def test_each_part_of_the_pins_that_differs_is_named(small_engine, settings, part, words):
    pins = pins_of(small_engine)
    assert list(differing(pins, pins)) == []
    (said,) = differing(pins, replace(pins, **part))
    assert said.startswith(words)


def test_a_change_of_knowledge_is_named_by_its_folder_and_a_change_of_code_as_code(lists, kept, monkeypatch):
    report = kept(lists.screen(ROWS))
    before = pins_of(lists.small)
    vocabulary = dict(made_of.knowledge()) | {"screening/names/vocabulary": "x" * 64}
    monkeypatch.setattr("screening.runs.pins.knowledge", lambda: vocabulary)
    assert list(differing(before, pins_of(lists.small))) == ["knowledge (screening/names/vocabulary)"]
    said = verify_report(lists.place, report, lists.engines)
    assert said.verdict is ReproductionVerdict.SAME
    assert "knowledge (screening/names/vocabulary)" in said.sentence


def test_every_curated_file_counts_and_what_is_pinned_apart_does_not(tmp_path, monkeypatch, settings):
    for package in ("screening", "watchlists"):
        shutil.copytree(package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
        monkeypatch.setattr(f"screening.version.{package}.__file__", str(tmp_path / package / "__init__.py"))
    code, knowledge = made_of.code_sha256.__wrapped__, made_of.knowledge.__wrapped__
    assert (code(), knowledge()) == (made_of.code_sha256(), made_of.knowledge())
    for name in ("watchlists/data/lists/us-dow-1286.csv", "screening/policies/au-ufit.toml"):
        (tmp_path / name).write_text("other")
        assert (code(), knowledge()) == (made_of.code_sha256(), made_of.knowledge())
    (tmp_path / "watchlists/data/knowledge/renamed.csv").write_text("other")
    assert {key for key, value in knowledge().items() if made_of.knowledge()[key] != value} == {
        "watchlists/data/knowledge"
    }
    (tmp_path / "screening/engine.py").write_text("other")
    assert code() != made_of.code_sha256()


def test_a_pack_is_made_from_the_pinned_editions_and_refused_without_them(lists, tmp_path):
    run_id = lists.screen(ROWS)
    lists.publish(lists.SECOND)
    make_pack(lists.place, run_id, "office", tmp_path / "pack.zip")
    with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
        said = json.loads(pack.read("run.json"))
        evidence = json.loads(pack.read("evidence.json"))
    used = {each["watchlist_id"]: each["file_sha256"] for each in said["snapshots"]}
    assert used == said["pins"]["snapshots"]
    assert "Lahti" in json.dumps(evidence)
    prune(StoredEditions.open(lists.place.settings.data), 1, 0, lists.world.MOMENT + timedelta(days=2))
    with pytest.raises(ListsGone):
        make_pack(lists.place, run_id, "office", tmp_path / "none.zip")
    assert not (tmp_path / "none.zip").exists()
