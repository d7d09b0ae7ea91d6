"""Every action that the code records says what it changes."""

import ast
import json
import re
from pathlib import Path

import pytest

from screening.audit.chain import FIRST, LogEntry
from screening.audit.replay import EFFECTS, Expected
from screening.review.rules import State
from screening.runs.erasures import ErasureOutcome
from screening.runs.states import CANCELLED, ERASED, FAILED, FINISHED, NEEDS_MAPPING, QUEUED, RUNNING

ROOT = Path(__file__).parents[3]
_ACTION = re.compile(r"[a-z-]+\.[a-z_-]+")
# Functions that hand an action on to the log, and the place of the action among what they are given.
WRITERS = {"record": (0, 1), "_record": (1, 2), "log_decision": (2,), "_set": (2,), "_set_state": (4,)}
# Actions that are put together: how they read in the code, and what they can be.
MADE = {
    "run.{}": [QUEUED, RUNNING, FINISHED, FAILED, CANCELLED, ERASED, NEEDS_MAPPING],
    "disposition.{}": [State.DISAGREED, State.WITHDRAWN],
    "erasure.{}": ["asked", "seconded", "second_needed", *ErasureOutcome],
    "{}.held": ["run", "check", "case"],
    "{}.released": ["run", "check", "case"],
}


def texts(node, constants):
    """The texts that an argument may be; of one that is put together, with {} for what is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*texts(node.body, constants), *texts(node.orelse, constants)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(each.value if isinstance(each, ast.Constant) else "{}" for each in node.values)]
    if isinstance(node, ast.Name) and node.id in constants:
        return [constants[node.id]]
    return []


def recorded():
    """Every action that stands in a call which writes into the log."""
    found = set()
    for package in ("screening", "web"):
        for path in (ROOT / package).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            constants = {
                target.id: node.value.value
                for node in tree.body
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
                for target in node.targets
                if isinstance(target, ast.Name) and isinstance(node.value.value, str)
            }
            for node in ast.walk(tree):
                if not isinstance(node, ast.Call):
                    continue
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                for place in WRITERS.get(name, ()):
                    for text in texts(node.args[place], constants) if place < len(node.args) else []:
                        if text in MADE:
                            found |= {text.format(each) for each in MADE[text]}
                        elif _ACTION.fullmatch(text.replace("{}", "x")):
                            found.add(text)
    return found


def test_every_action_that_the_code_records_has_its_row():
    found = recorded()
    assert len(found) > 40, "the sources are not read any more as they are written"
    assert sorted(found - EFFECTS.keys()) == []


def test_every_row_is_of_an_action_that_the_code_records():
    assert sorted(EFFECTS.keys() - recorded()) == []


def test_an_action_of_another_version_is_told_and_an_entry_that_was_changed_is_no_crash():
    expected = Expected()
    for sequence, (action, facts) in enumerate(
        [("future.thing", "{}"), ("key.made", "[]"), ("key.made", "{"), ("person.disabled", "{}")], start=1
    ):
        expected.take(LogEntry(sequence, "2026", "ana", "office", action, "", facts, FIRST))
    assert expected.unknown == {"future.thing": 1}
    assert expected.unread == [2, 3, 4]


@pytest.mark.parametrize("listed", [True, False])
def test_what_went_without_being_listed_may_be_gone_and_what_is_listed_is(listed):
    expected = Expected()
    said = {
        "case": "c",
        "disposition": "d",
        "to": "true_match",
        "reason": "r",
        "source": "page",
        "waits": False,
    }
    kept = {"check": "k", "answer": "a", "outcome": "review"}
    lines = [("disposition.decided", {**said, "level": "high"}), ("check.kept", kept)]
    if listed:
        lines += [("records.forgotten", {"cases": ["c"]}), ("records.forgotten", {"checks": ["k"]})]
    lines += [("retention.forgot", {"cases": 1, "checks": 1, **({"listed": True} if listed else {})})]
    for sequence, (action, facts) in enumerate(lines, start=1):
        expected.take(LogEntry(sequence, "2026", "ana", "office", action, "", json.dumps(facts), FIRST))
    left = {kind: rows for kind, rows in expected.rows.items() if rows}
    if listed:
        assert left == {}
    else:
        assert all(row.optional for rows in left.values() for row in rows.values())
