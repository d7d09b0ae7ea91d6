"""Texts are ready for translation: none stands bare in a template, the catalogue is kept, and another language works."""

import ast
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes
from translated import CATALOGUE, german

import web

ROOT = Path(web.__file__).parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LETTER = re.compile(r"[^\W\d_]")
NAMES = {"Research Screening", "SHA-256", "kB", "CSV", "JSON"}  # the same in every language


class Bare(HTMLParser):
    """Gathers what a person reads or hears: texts outside code, and attributes that are read out."""

    def __init__(self):
        super().__init__()
        self.inside, self.found = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "link", "input", "br", "path", "circle", "line", "rect"):
            self.inside.append(tag)
        self.found += [
            value for key, value in attrs if key in ("title", "alt", "placeholder", "aria-label") and value
        ]

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"code", "kbd", "script"} & set(self.inside):
            self.found.append(data)


def bare_texts(source):
    """Texts of a template that no call of gettext holds; an expression leaves only what it writes out itself."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    reader = Bare()
    for output in tree.find_all(nodes.Output):
        for node in output.nodes:
            reader.feed(node.data if isinstance(node, nodes.TemplateData) else "".join(written(node)))
    return [
        text.strip() for text in reader.found if LETTER.search(text) and text.strip(" ·.,:;()\n") not in NAMES
    ]


def written(node):
    """Constants that an expression may show as they stand."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from written(node.expr1)
        yield from written(node.expr2) if node.expr2 else ()
    elif isinstance(node, nodes.Or | nodes.And | nodes.Add):
        yield from (*written(node.left), *written(node.right))
    elif isinstance(node, nodes.Concat):
        for each in node.nodes:
            yield from written(each)
    elif isinstance(node, nodes.Getitem) and isinstance(node.node, nodes.Dict):
        for pair in node.node.items:
            yield from written(pair.value)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_a_text_that_cannot_be_translated(path):
    assert bare_texts(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Bare</p>",
        '<input placeholder="Bare">',
        "<p>{{ 'yes' if x else 'no' }}</p>",
        "<p>{{ x or 'nothing' }}</p>",
        "<b>{{ {'a': 'Bare'}[x] }}</b>",
    ],
)
def test_a_bare_text_is_found_wherever_it_stands(source):
    assert bare_texts(source)


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.name)
def test_no_refusal_of_a_page_is_said_in_english_only(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    raised = [
        each.exc for each in ast.walk(tree) if isinstance(each, ast.Raise) and isinstance(each.exc, ast.Call)
    ]
    said = [call.args[0] for call in raised if call.args]
    assert [ast.unparse(each) for each in said if isinstance(each, ast.Constant | ast.JoinedStr)] == []


def test_the_catalogue_holds_the_texts_of_today(tmp_path):
    recipe = (ROOT.parent / "Makefile").read_text(encoding="utf-8").split("texts:")[1].split("\n\n")[0]
    command = (
        recipe.split("pybabel ")[1]
        .replace("\\\n", " ")
        .replace("web/translations/messages.pot", str(tmp_path / "now"))
    )
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", *command.split()], cwd=ROOT.parent, check=True
    )
    kept, now = (set(file.read_text(encoding="utf-8").splitlines()) for file in (CATALOGUE, tmp_path / "now"))
    assert sorted(kept ^ now) == [], "run `make texts`"
    same = CATALOGUE.read_bytes() == (tmp_path / "now").read_bytes()
    assert same, "run `make texts`"  # a comparison of all of both would be shown for minutes


def test_no_text_begins_in_the_middle_of_a_sentence_that_another_language_would_begin_otherwise():
    with CATALOGUE.open("rb") as file:
        texts = [each.id if isinstance(each.id, str) else each.id[0] for each in read_po(file) if each.id]
    assert [each for each in texts if each.startswith((",", ".", ";", ":", "·"))] == []


@pytest.fixture
def in_german(make_app, place, tmp_path):
    """A client whose browser prefers German, of a service that has a German catalogue."""
    client = make_app(context=place, translations=german(tmp_path / "translations")).test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de-DE,en;q=0.5"
    return client


def test_dates_and_numbers_are_the_visitors_and_machines_read_iso(in_german):
    page = in_german.get("/organisations/ror:00wk2mp56").text
    assert '<time datetime="2001-05-14">14. Mai 2001</time>' in page


@pytest.mark.parametrize(
    ("accepted", "shown"),
    [
        ("", "14 May 2001"),
        ("en-US,en;q=0.9", "May 14, 2001"),
        ("de-DE,de", "14 May 2001"),
        ("x-unknown, *", "14 May 2001"),
    ],
)
def test_without_a_catalogue_a_page_is_in_english_as_it_is_written_where_the_visitor_lives(
    client, accepted, shown
):
    page = client.get("/organisations/ror:00wk2mp56", headers={"Accept-Language": accepted}).text
    assert f'<time datetime="2001-05-14">{shown}</time>' in page
    assert '<html lang="en">' in page


def test_a_person_may_choose_how_dates_and_numbers_are_written_and_take_it_back(client):
    https = {"base_url": "https://localhost"}

    def choose(tag):
        proof = re.search(r'name="proof" value="([^"]+)"', client.get("/account/", **https).text).group(1)
        assert (
            client.post("/account/locale", data={"proof": proof, "locale": tag}, **https).status_code == 303
        )
        return client.get("/account/", **https).text

    assert "25 November 2026" in client.get("/account/", **https).text
    page = choose("en-US")
    assert "November 25, 2026" in page
    assert '<option value="en-US" selected>' in page
    assert "1.234.567" in choose("de-DE")
    assert "25 November 2026" in choose("")
    assert "25 November 2026" in choose("../../etc")


def test_a_catalogue_is_read_when_the_service_starts_not_for_each_page(make_app, place, tmp_path):
    client = make_app(context=place, translations=german(tmp_path / "translations")).test_client()
    shutil.rmtree(tmp_path / "translations")
    assert "⟦Lists⟧" in client.get("/lists/", headers={"Accept-Language": "de"}).text


def test_answers_to_programs_are_the_same_for_every_visitor(in_german):
    assert in_german.get("/api/v1/nowhere").json["detail"].startswith("There is nothing at this address.")
