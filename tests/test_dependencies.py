"""W14: what we depend on is pinned by hash, under licences that may be; and an audit never calls unseen what is clear."""

import importlib.metadata
import json
import re
import runpy
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RULES = tomllib.loads((ROOT / "requirements/licences.toml").read_text())
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
AUDIT = runpy.run_path(str(ROOT / ".ci/audit.py"))


def pinned(lock):
    """Each requirement of a lock: its name, and the lines that belong to it."""
    found = {}
    for line in lock.read_text().splitlines():
        if begun := re.match(r"([a-zA-Z0-9._-]+)==", line):
            found[begun[1]] = ""
        found[name := list(found)[-1]] += line
    assert name
    return found


def licence_of(metadata):
    """The licences a package names, as SPDX expressions."""
    classes = [
        each.split(" :: ")[-1] for each in metadata.get_all("Classifier", []) if each.startswith("License")
    ]
    said = [metadata.get("License-Expression")] if metadata.get("License-Expression") else classes
    said = said or [(metadata.get("License") or "").strip()]
    return [RULES["said"].get(each, each) for each in said if each]


def is_allowed(expression):
    """Whether every licence of an expression may be; alternatives are not weighed, all of them must."""
    return set(re.findall(r"[A-Za-z0-9.-]+", expression)) - {"AND", "OR", "WITH"} <= set(RULES["allowed"])


def test_every_pinned_package_has_a_licence_that_may_be():
    wrong, seen = {}, 0
    for name in pinned(ROOT / "requirements/lock.txt"):
        try:
            metadata = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system
        seen += 1
        licences = [RULES["read"][name]] if name in RULES["read"] else licence_of(metadata)
        if not licences or not all(map(is_allowed, licences)):
            wrong[name] = licences
    assert wrong == {}
    assert seen > 80


@pytest.mark.parametrize(
    ("expression", "may"),
    [
        ("MIT", True),
        ("MIT AND (BSD-2-Clause OR LGPL-2.1-or-later)", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-2.0-or-later", False),
        ("AGPL-3.0-or-later", False),
        ("UNKNOWN", False),
    ],
)
def test_what_may_be_and_what_not(expression, may):
    assert is_allowed(expression) == may


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_to_a_version_with_its_hashes_and_to_no_address(lock):
    assert "://" not in lock.read_text()
    for name, lines in pinned(lock).items():
        assert re.match(rf"{re.escape(name)}==\S+", lines)
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", lines), name


CLEAN = {"name": "idna", "version": "3.20", "vulns": []}
FLAWED = {"name": "old", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}]}
UNSEEN = {"name": "own", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("dependencies", "code", "words"),
    [
        ([CLEAN], 0, "1 dependencies looked at, 0 not; 0 known"),
        ([CLEAN, FLAWED], 1, "old 1.0: PYSEC-2026-1, mended in 1.1"),
        ([CLEAN, UNSEEN], 2, "own: not looked at"),
        ([FLAWED, UNSEEN], 1, "1 known"),
        ([UNSEEN], 2, "Could not look"),
        ([], 2, "Could not look"),
    ],
)
def test_what_an_audit_could_not_look_at_is_never_called_clear(tmp_path, capsys, dependencies, code, words):
    (tmp_path / "audit.json").write_text(json.dumps({"dependencies": dependencies}))
    assert AUDIT["main"](tmp_path / "audit.json") == code
    assert words in capsys.readouterr().out


def test_an_audit_that_said_nothing_could_not_look(tmp_path, capsys):
    assert AUDIT["main"](tmp_path / "none.json") == 2
    assert "Could not look" in capsys.readouterr().out
