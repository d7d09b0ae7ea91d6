"""W14: what we depend on is pinned by hash, under licences that may be; and an audit never calls unseen what is clear."""

import json
import re
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
AUDIT, LICENCES, SBOM = (
    runpy.run_path(str(ROOT / f".ci/{name}.py")) for name in ("audit", "licences", "sbom")
)
is_allowed = LICENCES["is_allowed"]


def pinned(lock):
    """Each requirement of a lock: its name, and the lines that belong to it."""
    found = {}
    for line in lock.read_text().splitlines():
        if begun := re.match(r"([a-zA-Z0-9._-]+)==", line):
            found[begun[1]] = ""
        found[name := list(found)[-1]] += line
    assert name
    return found


def test_every_pinned_package_has_a_licence_that_may_be():
    found = {name: LICENCES["licences_of"](name) for name in pinned(ROOT / "requirements/dev.txt")}
    here = {name: licences for name, licences in found.items() if licences is not None}
    wrong = {name: each for name, each in here.items() if not each or not all(map(is_allowed, each))}
    assert wrong == {}
    assert len(here) > 80


def test_nothing_that_the_service_runs_with_is_under_the_gpl():
    core = LICENCES["core"]()
    assert {"flask", "werkzeug", "sqlmodel", "dbos", "duckdb", "psycopg-binary"} <= core  # and not its tools:
    assert core.isdisjoint({"pytest", "ruff", "mypy", "playwright", "hypothesis"})
    said = {name: LICENCES["licences_of"](name) for name in core}
    assert [name for name, licences in said.items() if not licences] == []
    assert [name for name, licences in said.items() if any(map(LICENCES["is_copyleft"], licences))] == []


@pytest.mark.parametrize(
    ("expression", "copyleft"),
    [
        ("GPL-3.0-only", True),
        ("MIT OR AGPL-3.0-or-later", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v2 or later (LGPLv2+)", False),
        ("MIT AND (BSD-2-Clause OR LGPL-2.1-or-later)", False),
        ("LGPL-3.0-only OR GPL-3.0-only", True),
    ],
)
def test_the_gpl_is_known_in_every_spelling_and_the_lgpl_is_not_taken_for_it(expression, copyleft):
    assert LICENCES["is_copyleft"](expression) == copyleft


def test_the_list_of_parts_tells_licences_and_refuses_the_gpl(tmp_path, capsys, monkeypatch):
    parts = [{"name": name} for name in ("flask", "marisa-trie", "pytest", "for-another-system")]
    path = tmp_path / "sbom.json"
    path.write_text(json.dumps({"components": parts}))
    assert SBOM["main"](path) == 0
    told = {each["name"]: each for each in json.loads(path.read_text())["components"]}
    assert told["flask"] == {
        "name": "flask",
        "licenses": [{"license": {"id": "BSD-3-Clause"}}],
        "scope": "required",
    }
    assert told["marisa-trie"]["licenses"] == [{"expression": "MIT AND (BSD-2-Clause OR LGPL-2.1-or-later)"}]
    assert told["pytest"]["scope"] == "excluded"
    assert "licenses" not in told["for-another-system"]
    assert "no licence was read: for-another-system" in capsys.readouterr().out
    monkeypatch.setitem(LICENCES["RULES"]["read"], "flask", "GPL-3.0-only")
    before = path.read_text()
    monkeypatch.setitem(SBOM["completed"].__globals__, "licences_of", LICENCES["licences_of"])
    assert SBOM["main"](path) == 1
    assert "flask is under GPL-3.0-only" in capsys.readouterr().err
    assert path.read_text() == before


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


@pytest.fixture
def auditor(tmp_path):
    """A program in the place of pip-audit that writes what it is given, says something and ends."""

    def make(content, words="", code=0):
        path = tmp_path / "pip-audit"
        wrote = f"open(sys.argv[-1], 'w').write({content!r})" if content is not None else "None"
        path.write_text(f"#!{sys.executable}\nimport sys\n{wrote}\nsys.exit({words!r} or {code})\n")
        path.chmod(0o700)
        return str(path)

    return make


@pytest.mark.parametrize(
    ("dependencies", "code", "words"),
    [
        ([CLEAN], 0, "1 dependencies looked at, 0 not; 0 known"),
        ([CLEAN, FLAWED], 1, "old 1.0: PYSEC-2026-1, mended in 1.1"),
        ([CLEAN, UNSEEN], 3, "own: NOT LOOKED AT"),
        ([FLAWED, UNSEEN], 1, "1 known"),
        ([UNSEEN], 3, "COULD NOT LOOK"),
        ([], 3, "COULD NOT LOOK"),
    ],
)
def test_what_an_audit_could_not_look_at_is_never_called_clear(auditor, capsys, dependencies, code, words):
    assert AUDIT["main"]("lock.txt", auditor(json.dumps({"dependencies": dependencies}))) == code
    said = capsys.readouterr().out
    assert words in said
    assert f"Exit code {code}." in said
    assert ("no clearance" in said) == ("skip_reason" in str(dependencies) or not dependencies)


@pytest.mark.parametrize("content", [None, "", "{}"])
def test_an_audit_that_no_service_answered_says_so_and_why(auditor, capsys, content):
    assert AUDIT["main"]("lock.txt", auditor(content, "ConnectionError: no route", 1)) == 3
    said = capsys.readouterr().out
    assert said.startswith("COULD NOT LOOK")
    assert "ConnectionError: no route" in said
