"""The command line with the real engine, loaded once for all tests instead of once a command."""

import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner

import screening.cli.check
import screening.cli.screen  # noqa: F401 - commands are imported when they are given
from screening.cli import main
from screening.policy.read import choose, read_policies


@pytest.fixture(autouse=True)
def changed_lists_are_not_compiled(request, monkeypatch):
    """Each change of lists would compile everything shipped; one test says that it does, over three small lists."""
    if request.module.__name__.rpartition(".")[2].startswith("test_lists"):
        monkeypatch.setattr("screening.engine.compile_ahead", lambda data, on: None)


@pytest.fixture
def run(engine, monkeypatch):
    def load(policy_ids=(), *, on, project=None, data=None, tell=None):
        chosen = choose(read_policies(), policy_ids or ("international-baseline",))
        return replace(engine, policies=chosen, on=on, project=project or engine.project)

    for command in ("check", "screen"):
        monkeypatch.setattr(sys.modules[f"screening.cli.{command}"], "load_engine", load)

    def call(*arguments):
        return CliRunner().invoke(main, [str(each) for each in arguments])

    return call
