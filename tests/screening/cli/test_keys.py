"""`screening keys` and the teams they are for, as a person types it."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from screening.accounts.keys import check_key, every_key
from screening.cli import main
from screening.context import install, open_context
from screening.settings import read_settings


@pytest.fixture
def place():
    settings = read_settings()
    install(settings)
    opened = open_context(settings)
    yield opened
    opened.close()


def run(*words):
    return CliRunner().invoke(main, words)


def day(days):
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def test_a_sandbox_key_says_so_in_its_text_and_in_the_list(place):
    made = run("keys", "new", "Trial", "--sandbox").output.strip()
    assert made.startswith("rs_sandbox-")
    assert check_key(place, made).team == "local"
    assert run("keys", "list").output.startswith("sandbox-")


def test_a_key_with_an_end_is_listed_with_it_and_its_last_use(place):
    made = run("keys", "new", "Trial", "--ends-on", day(3)).output.strip()
    assert f"ends on {day(3)}; last used never" in run("keys", "list").output
    check_key(place, made)
    assert f"last used {day(0)}" in run("keys", "list").output


@pytest.mark.parametrize("days", [-1, 0])
def test_a_key_that_would_never_be_answered_is_not_made(place, days):
    answer = run("keys", "new", "Trial", "--ends-on", day(days))
    assert (answer.exit_code, every_key(place)) == (2, [])
    assert "not in the future" in answer.output


@pytest.mark.parametrize(
    "command",
    [
        ("keys", "new", "Trial", "--team", "grants"),
        ("webhooks", "add", "https://192.0.2.1/screened", "--team", "grants"),
        ("webhooks", "add", "https://192.0.2.1/screened", "--team", "sandbox:grants"),
    ],
)
def test_nothing_is_made_for_a_team_that_there_is_not(place, monkeypatch, command):
    monkeypatch.setenv("SCREENING_WEBHOOK_HOSTS", "192.0.2.1")
    answer = run(*command)
    assert answer.exit_code == 2
    assert "There is no team 'grants'" in answer.output
    assert "leave the team out" in answer.output
    assert "[team-unknown]" in answer.output
    assert every_key(place) == []
