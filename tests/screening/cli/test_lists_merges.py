"""Listings that are one organisation: how they were found to be, and a person's word that goes before the rules."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from screening.cli import main
from screening.cli.lists_editions import now
from screening.engine import compile_ahead, load_engine
from screening.model import Subject
from screening.run_facts import run_facts
from watchlists.editions.merges import by_hand
from watchlists.editions.signing import new_key
from watchlists.editions.stored_editions import StoredEditions
from watchlists.updates.bundle import export_bundle, import_bundle

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 25)
COMPILE_AHEAD = compile_ahead
MILITARY, ENTITY = "us-bis-meu:cn/example-rotor-works", "ours:example-rotor-works"


@pytest.fixture
def call(monkeypatch, tmp_path):
    """The command line over three small lists of one's own, no register and nothing beside it."""
    monkeypatch.setenv("SCREENING_CACHE_DIR", "")
    monkeypatch.setattr("screening.link.builder.read_beyond_seed", tuple)
    monkeypatch.setattr("screening.link.builder.read_register_additions", lambda path: ())
    monkeypatch.setattr("watchlists.library.read_catalogue", lambda folder: {})
    empty = __import__("watchlists.register", fromlist=["Register"]).Register({}, "")
    for module in ("screening.cli.lists_merges", "screening.engine"):
        monkeypatch.setattr(f"{module}.current_register", lambda data: empty)

    def called(*arguments):
        return CliRunner().invoke(main, ["lists", *map(str, arguments)], catch_exceptions=False)

    for name, rows in {
        "one": "Example Rotor Works,CN,example-rotor-works",
        "two": "Example Rotor Works,CN,example-rotor-works",
        "three": "Sample Propeller Combine,CN,sample-propeller-combine",
    }.items():
        file = tmp_path / f"{name}.csv"
        file.write_text(f"name,country,key\n{rows}\n", encoding="utf-8")
        assert called("import", name, file).exit_code == 0
    return called


def hits(data, name="Example Rotor Works"):
    engine = load_engine(on=DAY, data=data)
    return {hit.listing.id for hit in engine.screen(Subject(name=name, country="CN")).reading.hits}


def test_listings_that_share_name_and_country_are_shown_joined_with_how(call):
    (organisation,) = json.loads(call("merges", "list", "rotor", "--json").output)
    assert [(each["id"], each["how"]) for each in organisation["listings"]] == [
        ("one:example-rotor-works", "the first of them"),
        ("two:example-rotor-works", "name and country of another listing, “Example Rotor Works”"),
    ]


def test_a_listing_joined_by_hand_is_hit_by_the_other_name_and_says_by_whom(call, tmp_path):
    data = tmp_path / "data"
    assert hits(data) == {"one:example-rotor-works", "two:example-rotor-works"}
    answer = call(
        "merges",
        "add",
        "three:sample-propeller-combine",
        "one:example-rotor-works",
        "--by",
        "A. Person",
        "--reason",
        "renamed",
    )
    assert answer.exit_code == 0
    assert "three:sample-propeller-combine" in hits(data)
    assert "by hand, A. Person on" in call("merges", "list", "--by-hand").output
    engine = load_engine(on=DAY, data=data)
    (told,) = dict(run_facts(engine, now()).parameters).values()
    assert told.startswith("1 listing; SHA-256")


def test_a_listing_set_apart_is_another_organisation_until_that_is_taken_back(call, tmp_path):
    def together():
        return [
            len(each["listings"]) for each in json.loads(call("merges", "list", "rotor", "--json").output)
        ]

    assert (
        call(
            "merges", "remove", "two:example-rotor-works", "--by", "A. Person", "--reason", "another town"
        ).exit_code
        == 0
    )
    assert together() == [1]
    assert "set apart by hand, A. Person" in call("merges", "list", "rotor").output
    assert call("merges", "undo", "two:example-rotor-works", "--reason", "the same after all").exit_code == 0
    assert together() == [2]
    events = json.loads(call("history", "joined-by-hand", "--json").output)
    assert [event["kind"] for event in events] == ["undo", "split"]


def test_decisions_travel_in_a_bundle_and_screen_alike_on_another_machine(call, tmp_path):
    call("merges", "add", "three:sample-propeller-combine", "one:example-rotor-works", "--reason", "renamed")
    new_key(tmp_path / "key")
    export_bundle(tmp_path / "data", tmp_path / "lists.bundle", tmp_path / "key", now=now())
    import_bundle(tmp_path / "there", tmp_path / "lists.bundle", tmp_path / "key.pub", now=now())
    assert by_hand(StoredEditions.open(tmp_path / "there")) == by_hand(StoredEditions.open(tmp_path / "data"))
    assert hits(tmp_path / "there") == hits(tmp_path / "data")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("merges", "remove", "one:nobody", "--reason", "x"), "listing-unknown"),
        (("merges", "add", "one:example-rotor-works", "ror:nobody", "--reason", "x"), "listing-unknown"),
        (
            ("merges", "add", "one:example-rotor-works", "one:example-rotor-works", "--reason", "x"),
            "listing-unknown",
        ),
        (("merges", "undo", "one:example-rotor-works", "--reason", "x"), "snapshot-unknown"),
    ],
)
def test_what_names_no_listing_is_refused_and_decides_nothing(call, tmp_path, arguments, code):
    answer = call(*arguments)
    assert answer.exit_code == 2
    assert f"[{code}]" in answer.output
    assert by_hand(StoredEditions.open(tmp_path / "data")) == ()


def test_a_change_of_the_lists_is_compiled_at_once_and_found_by_the_next_start(call, tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("SCREENING_CACHE_DIR", str(folder))
    monkeypatch.setattr("screening.engine.compile_ahead", COMPILE_AHEAD)
    file = tmp_path / "four.csv"
    file.write_text("name,country\nSpecimen Turbine Bureau,CN\n", encoding="utf-8")
    assert call("import", "four", file).exit_code == 0
    (compiled,) = folder.glob("linker-*.bin")
    told = []
    on, data = now().date(), tmp_path / "data"
    load_engine(on=on, data=data, tell=told.append)
    assert told == []
    compiled.unlink()
    engine = load_engine(on=on, data=data, tell=told.append)
    assert "not compiled yet" in told[0]
    assert engine.screen(Subject(name="Specimen Turbine Bureau", country="CN")).reading.hits
