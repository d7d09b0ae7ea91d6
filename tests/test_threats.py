"""The threat model names tests that there are."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent
_NAMED = re.compile(r"`([a-z0-9_/]+\.py)::(test_[a-z0-9_]+)`")


def test_every_line_of_the_threat_model_names_tests_that_there_are():
    text = (TESTS.parent / "docs" / "threats.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and line.count("|") == 5]
    held = [line for line in rows if not line.startswith(("| Who | Tries", "|---"))]
    assert len(held) > 30
    assert [line for line in held if not _NAMED.search(line)] == []
    missing = [
        f"{path}::{name}"
        for path, name in _NAMED.findall(text)
        if name not in {each.name for each in _functions(TESTS / path)}
    ]
    assert missing == []


def _functions(path):
    return [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
