"""Templates and static files: nothing unescaped, nothing inline, nothing from elsewhere."""

import hashlib
import re
from pathlib import Path

import pytest

import web

ROOT = Path(web.__file__).parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_lets_anything_through_unescaped(path):
    text = path.read_text(encoding="utf-8")
    for wrong in ("|safe", "| safe", "autoescape false", "Markup(", "style=", "onclick", "javascript:"):
        assert wrong not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<[^>]+\son\w+=", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_loads_anything_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r'(?:src|<link[^>]*href)="https?:', text)


def test_files_of_others_are_the_bytes_that_were_published():
    readme = (ROOT / "static" / "vendor" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$", readme, re.MULTILINE)
    assert rows
    for name, sha256 in rows:
        assert hashlib.sha256((ROOT / "static" / "vendor" / name).read_bytes()).hexdigest() == sha256
