"""Rules that a policy does not write out: one of another policy, and the lists that the policy requires.

A rule is written once. A policy that needs it as well says `same_as = "<policy>/<rule>"` beside an id of its own, and nothing
else. `when.lists = "required"` stands for the lists that the policy requires.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from screening.policy.places import policy_file
from screening.policy.toml_file import TomlFile

SAME_AS = "same_as"
REQUIRED = "required"


def shared_rules(file: TomlFile, path: Path) -> list[Any] | None:
    """The rules of a policy as they would stand if each were written out; None where they are no list of tables.

    Args:
        file: the policy.
        path: where it stands; the other policy stands beside it, or is a shipped one.

    Raises:
        PolicyInvalid: there is no such rule, it is itself that of another policy, or more is said beside it.
    """
    rules = file.table.get("rule")
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        return None
    return [
        _with_required(_written_out(file, path, number, rule), file) if rule else rule
        for number, rule in enumerate(rules)
    ]


def _written_out(file: TomlFile, path: Path, number: int, rule: dict[str, Any]) -> dict[str, Any]:
    if SAME_AS not in rule:
        return rule
    place = ("rule", number, SAME_AS)
    if more := sorted(rule.keys() - {"id", SAME_AS}):
        file.fail(("rule", number, more[0]), f"cannot stand beside {SAME_AS}; the other rule says it")
    policy_id, _, rule_id = str(rule[SAME_AS]).partition("/")
    other = policy_file(policy_id, path)
    if not rule_id or policy_id == path.stem or not other.exists():
        file.fail(place, 'must name a rule of another policy, as in "us-restricted-parties/blocked"')
    for each in TomlFile.open(other).table.get("rule", []):
        if each.get("id") == rule_id and SAME_AS not in each:
            return {**each, "id": rule.get("id", rule_id)}
    file.fail(place, f"{policy_id!r} does not write out a rule {rule_id!r}")


def _with_required(rule: dict[str, Any], file: TomlFile) -> dict[str, Any]:
    when = rule.get("when")
    if not isinstance(when, dict) or when.get("lists") != REQUIRED:
        return rule
    return {**rule, "when": {**when, "lists": file.table.get("requires", [])}}
