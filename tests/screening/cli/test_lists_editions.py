"""`screening lists`: imports, differences, going back and bundles, as a person types them."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from publisher import un_xml

from screening.cli import main
from watchlists.catalogue import read_catalogue

pytestmark = pytest.mark.slow

OFFICIAL = read_catalogue()["un-sc-consolidated"]
CANARIES = OFFICIAL.watchlist.guards.canaries
CITIES = (
    "HARBIN",
    "WUHAN",
    "HEFEI",
    "JINAN",
    "DALIAN",
    "TIANJIN",
    "LANZHOU",
    "NANJING",
    "CHENGDU",
    "KUNMING",
)
TRADES = ("TURBINE", "GYROSCOPE", "CENTRIFUGE", "PROPELLANT", "OPTICS", "RADAR", "SONAR", "FOUNDRY", "ALLOY")
FORMS = ("WORKS", "COMBINE", "BUREAU")
NAMES = (*CANARIES, *(f"{city} {trade} {form}" for city in CITIES for trade in TRADES for form in FORMS))


@pytest.fixture
def call():
    def called(*arguments):
        return CliRunner().invoke(main, ["lists", *map(str, arguments)])

    return called


@pytest.fixture
def ours(tmp_path, call):
    """A list of one's own, imported twice."""
    file = tmp_path / "ours.csv"
    for names in ("Example Rotor Works", "Example Rotor Works\nExample Optics Bureau"):
        file.write_text(f"Institution\n{names}\n", encoding="utf-8")
        edition = f"of {len(names)} letters"
        assert call("import", "ours", file, "--map", "name=Institution", "--edition", edition).exit_code == 0
    return file


def test_an_own_list_is_in_force_and_its_history_is_told(ours, call):
    rows = {row["id"]: row for row in json.loads(call("status", "--json").output)}
    assert rows["ours"]["count"] == 2
    assert rows["ours"]["next_check"] is None
    events = json.loads(call("history", "ours", "--json").output)
    assert [(event["generation"], event["kind"]) for event in events] == [(2, "import"), (1, "import")]


def test_differences_are_told_in_words_and_in_json(ours, call):
    assert "added: Example Optics Bureau (no country)" in call("diff", "ours").output
    found = json.loads(call("diff", "ours", "--json").output)
    assert ([each["name"] for each in found["added"]], found["same"]) == (["Example Optics Bureau"], 1)


def test_going_back_needs_a_reason_and_puts_the_edition_before_in_force(ours, call):
    assert call("rollback", "ours").exit_code == 2
    answer = call("rollback", "ours", "--reason", "wrong file", "--by", "A. Person")
    assert answer.output == "ours: edition of 19 letters is in force again.\n"
    assert "(by A. Person; wrong file)" in call("history").output


def test_a_refusal_is_one_sentence_with_its_code_and_exit_code_2(ours, call):
    answer = call("import", "ours", ours)
    assert answer.exit_code == 2
    assert answer.output.endswith("[own-list-invalid]\n")
    assert call("diff", "nothing").output.endswith("[watchlist-unknown]\n")
    assert call("update", "nothing").output.endswith("[watchlist-unknown]\n")


def test_damage_is_found_by_verify(ours, call, tmp_path):
    assert call("verify").exit_code == 0
    for blob in (tmp_path / "data" / "lists" / "blobs").glob("*/*"):
        blob.write_bytes(blob.read_bytes() + b" ")
    answer = call("verify")
    assert answer.exit_code == 1
    assert "is not what was written" in answer.output


def test_a_publishers_file_that_a_person_brings_passes_the_same_guards(tmp_path, call):
    file = tmp_path / "consolidated.xml"
    file.write_bytes(un_xml(NAMES[:100], "2026-11-20"))
    refused = call("import", "un-sc-consolidated", file)
    assert refused.exit_code == 2
    assert "[guard-fewest]" in refused.output
    assert "To override it: --by NAME --reason WHY" in refused.output
    file.write_bytes(un_xml(NAMES, "2026-11-20")[:5000])
    assert "To override it" not in call("import", "un-sc-consolidated", file).output, "nobody may"
    file.write_bytes(un_xml(NAMES, "2026-11-20"))
    assert call("import", "un-sc-consolidated", file, "--by", "A. Person").exit_code == 0
    rows = {row["id"]: row for row in json.loads(call("status", "--json").output)}
    assert rows["un-sc-consolidated"]["edition"] == "2026-11-20"
    assert rows["un-sc-consolidated"]["retrieved_at"] is None
    assert rows["un-sc-consolidated"]["confirmed_on"] is None, "nobody asked the publisher"
    assert "consolidated.xml" in call("history").output


def test_a_list_nobody_fetches_is_said_and_the_rest_is_not_touched(call, tmp_path):
    answer = call("update", "us-ndaa-889", "--json")
    (row,) = json.loads(answer.output)["lists"]
    assert (answer.exit_code, row["code"]) == (1, "list-without-source")


def test_a_bundle_carries_the_lists_to_another_machine(ours, call, tmp_path, monkeypatch):
    key, bundle = tmp_path / "key", tmp_path / "lists.bundle"
    assert call("bundle", "new-key", key).exit_code == 0
    assert call("bundle", "export", bundle, "--key", key).exit_code == 0
    here = call("status", "--json").output
    monkeypatch.setenv("SCREENING_DATA", str(tmp_path / "there"))
    assert call("bundle", "import", bundle, "--key", key).exit_code == 2
    answer = call("bundle", "import", bundle, "--key", f"{key}.pub")
    assert "1 lists put in force" in answer.output

    def facts(output):
        return [{k: v for k, v in row.items() if "check" not in k} for row in json.loads(output)]

    assert facts(call("status", "--json").output) == facts(here)


def test_old_editions_are_pruned_by_a_stated_policy(ours, call):
    assert call("prune", "--keep", "1", "--days", "0").output.startswith("0 editions"), "today's stay"
    assert call("prune").exit_code == 2


def test_a_check_by_hand_is_said_as_such_and_not_as_fetched(call, monkeypatch):
    monkeypatch.setattr("screening.cli.lists_auto_update.now", lambda: datetime(2026, 11, 28, 9, tzinfo=UTC))
    answer = call("confirm", "us-dow-1286", "--on", "2026-11-27", "--by", "Ana Example")
    told = "us-dow-1286: edition FY25, checked by hand by Ana Example on 2026-11-27.\n"
    assert (answer.exit_code, answer.output) == (0, told)
    rows = {row["id"]: row for row in json.loads(call("status", "--json").output)}
    assert (rows["us-dow-1286"]["confirmed_on"], rows["us-dow-1286"]["confirmed_by"]) == (
        "2026-11-27",
        "Ana Example",
    )
    assert rows["us-dow-1286"]["retrieved_at"] is None
    assert rows["us-dow-1260h"]["confirmed_by"] is None
    assert "checked by hand by Ana Example on 2026-11-27" in call("status").output
    assert "checked by hand by Ana Example on 2026-11-27: nothing newer is out" in call("history").output
    earlier = call("confirm", "us-dow-1286", "--on", "2026-11-20", "--by", "Ben Example").output
    assert "a later check already counts: checked by hand by Ana Example on 2026-11-27" in earlier
    for arguments, code in (
        (("us-dow-1286", "--on", "2027-01-01"), "day-impossible"),
        (("us-dow-1286", "--on", "2020-01-01"), "day-impossible"),
        (("us-dow-1286", "--by", " "), "override-unnamed"),
        (("no-such-list",), "watchlist-unknown"),
    ):
        refused = call("confirm", *arguments)
        assert (refused.exit_code, refused.output.endswith(f"[{code}]\n")) == (2, True)


def test_that_the_day_to_look_again_has_come_is_a_notice_and_makes_no_list_stale(call, monkeypatch):
    def status_on(day):
        class Clock(datetime):
            @classmethod
            def now(cls, tz=None):
                return cls.fromisoformat(f"{day}T09:00:00+00:00")

        monkeypatch.setattr("screening.cli.lists.datetime", Clock)
        return {row["id"]: row for row in json.loads(call("status", "--json").output)}["us-ndaa-889"]

    assert status_on("2027-01-14")["look_again"] is None
    row = status_on("2027-01-15")
    assert row["look_again"]["looked_on"] == "2026-11-25"
    assert "Act of the next year" in row["look_again"]["because"]
    assert row["stale"] is False
    assert "check its publisher's page again: the Act of the next year" in call("status").output


def test_a_file_downloaded_by_hand_says_by_whom_and_on_what_day(tmp_path, call):
    file = tmp_path / "consolidated.xml"
    file.write_bytes(un_xml(NAMES, "2026-11-20"))
    ahead = call("import", "un-sc-consolidated", file, "--by", "A. Person", "--on", "2999-01-01")
    assert ahead.output.endswith("[day-impossible]\n")
    done = call("import", "un-sc-consolidated", file, "--by", "A. Person", "--on", "2026-11-21")
    assert done.exit_code == 0
    assert "downloaded by hand by A. Person on 2026-11-21" in call("history").output
