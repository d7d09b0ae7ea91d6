"""`screening watch`, as a person types it."""

import json
import os
import time

import pytest
from click.testing import CliRunner

from screening.cli import main
from screening.context import install, open_context
from screening.runs.control import run_of
from screening.runs.states import FINISHED, move
from screening.settings import read_settings
from screening.storage.tables import Run
from screening.storage.watch_tables import WatchChange
from screening.watch.watches import watch_of

TOLD = {"changes": 1, "kinds": {"listed": 1}, "rows": 2}
LIST = "Reference,Institution\nP-1,Beihang University\nP-2,KU Leuven\n"


@pytest.fixture
def place():
    settings = read_settings()
    install(settings)
    opened = open_context(settings)
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "visitors.csv"
    path.write_text(LIST)
    return path


def call(*words):
    return CliRunner().invoke(main, ["watch", *map(str, words)])


def terms(until="2027-01-31", **more):
    said = {"name": "Visitors", "purpose": "Check visitors.", "legal-basis": "Art. 6(1)(f)", "until": until}
    return [word for key, value in (said | more).items() for word in (f"--{key}", value)]


@pytest.fixture
def made(place, file):
    return call("add", file, *terms()).output.strip()


def test_a_list_is_watched_shown_and_listed(place, file):
    added = call(
        *("add", file, *terms(), "--weekly", "--reference", "dept-4", "--metadata", "cost_centre=4711"),
        *("--map", "affiliation=Institution", "--json"),
    )
    assert added.exit_code == 0, added.output
    said = json.loads(added.output)
    assert (said["state"], said["ends_on"], said["weekly"]) == ("watching", "2027-01-31", True)
    assert (said["reference"], said["metadata"]) == ("dept-4", {"cost_centre": "4711"})
    assert said["owner"].startswith("local:")
    assert json.loads(call("show", said["id"], "--json").output) == said
    assert json.loads(call("list", "--json").output) == [said]
    assert json.loads(call("list", "--state", "paused", "--json").output) == []
    shown = call("show", said["id"]).output
    assert "Visitors: watching until 2027-01-31" in shown
    assert "legal basis: Art. 6(1)(f)" in shown
    assert "version 1" in shown
    assert f"{said['id']}  watching" in call("list", "--reference", "dept-4").output
    run = run_of(place, said["run"], "local")
    assert (run.watch_id, run.file_name, json.loads(run.choices)["map"]) == (
        said["id"],
        "visitors.csv",
        [["affiliation", "Institution"]],
    )


def test_a_newer_file_is_a_new_version_and_the_same_one_is_none(made, file):
    assert "nothing was changed" in call("file", made, file).output
    file.write_text(LIST + "P-3,MIT\n")
    assert json.loads(call("file", made, file, "--json").output) == {"new": True, "version": 2}
    assert "version 2" in call("show", made).output


def test_a_watch_is_paused_resumed_screened_and_removed(place, made):
    assert call("pause", made).exit_code == 0
    assert watch_of(place, made, "local").state == "paused"
    assert call("resume", made).exit_code == 0
    assert call("run", made).output.strip() == watch_of(place, made, "local").run_id
    refused = call("remove", made)
    assert refused.exit_code == 2
    assert "add --yes" in refused.output
    assert watch_of(place, made, "local").state == "watching"
    assert call("remove", made, "--yes").exit_code == 0
    assert call("show", made).output.endswith("[watch-unknown]\n")
    assert "No watches" in call("list").output


def test_changes_are_shown_until_they_were_read(place, made):
    change = WatchChange(
        watch_id=made,
        run_id=watch_of(place, made, "local").run_id,
        number=1,
        team="local",
        earlier_run_id="0" * 32,
        kind="listed",
        told_at="2026-11-25T09:00:00+00:00",
        reference="P-2",
        subject="KU Leuven",
        row=3,
        reasons=json.dumps([{"sentence": "Added to a list.", "watchlist": "l", "listing": "l:1"}]),
        outcome_before="no_match",
        level_before="none",
        outcome="review",
        level="high",
        score=80,
    )
    with place.decide() as decision:
        decision.session.add(change)
        decision.record("watch.told", actor="local:test", team="local", facts=TOLD | {"watch": made})
    shown = call("changes", made, "--unseen", "--mark-read").output
    assert "* 2026-11-25  listed   KU Leuven  (row 3, P-2): no_match none -> review high" in shown
    assert "    Added to a list." in shown
    assert "No changes" in call("changes", made, "--unseen").output
    (said,) = json.loads(call("changes", made, "--json").output)
    assert (said["subject"], said["read_by"][:6]) == ("KU Leuven", "local:")
    assert "No changes" in call("changes", made, "--run", "0" * 32).output


def test_the_list_of_a_finished_run_is_watched_as_it_was_ordered(place, made):
    run_id = watch_of(place, made, "local").run_id
    assert "only a finished one" in call("add", *terms(), "--run", run_id).output
    with place.decide() as decision:
        run = decision.session.get(Run, run_id)
        move(decision, run, FINISHED, actor="local:test", values={}, since=("queued",))
    refused = call("add", *terms(), "--run", run_id, "--ignore", "Reference")
    assert "leave out --ignore" in refused.output
    added = call("add", *terms(), "--run", run_id)
    assert added.exit_code == 0, added.output
    assert watch_of(place, added.output.strip(), "local").version == 1


def test_a_folder_is_watched_only_where_the_server_allows_one(place, tmp_path, monkeypatch):
    refused = call("add", *terms(), "--folder", "visitors")
    assert "SCREENING_WATCH_FOLDER" in refused.output
    folder = tmp_path / "incoming" / "local" / "visitors"
    folder.mkdir(parents=True)
    monkeypatch.setenv("SCREENING_WATCH_FOLDER", str(folder.parent.parent))
    assert call("add", *terms(), "--folder", "visitors").output.endswith("[watch-folder]\n")
    (folder / "week.csv").write_text(LIST)
    os.utime(folder / "week.csv", (time.time() - 300,) * 2)
    made = call("add", *terms(), "--folder", "visitors").output.strip()
    assert watch_of(place, made, "local").folder == "visitors"
    given = call("file", made, folder / "week.csv")
    assert (given.exit_code, "put the newer file there" in given.output) == (2, True)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (terms(until="2020-01-31"), "[watch-invalid]"),
        (terms(purpose=" "), "purpose"),
        ([*terms(), "--tell", "nobody@example.org"], "[watch-invalid]"),
        ([*terms(), "--policy", "none-such"], "[policy-unknown]"),
    ],
)
def test_what_cannot_be_watched_is_refused_in_one_sentence(place, file, more, said):
    refused = call("add", file, *more)
    assert (refused.exit_code, said in refused.output) == (2, True), refused.output
    assert "No watches" in call("list").output


def test_another_teams_watch_is_not_there(made):
    for command in ("show", "changes", "pause", "resume", "run", "remove"):
        refused = call(command, made, "--team", "other")
        assert (refused.exit_code, refused.output.endswith("[watch-unknown]\n")) == (2, True)
