"""Every page, in a language in which every text of ours stands in brackets: nothing of ours stands outside them.

What is not ours is marked as what it is: names and values as <bdi>, what was typed in a form as <textarea>, code as <code> or <kbd>, and what publishers, policies and
the engine say, which is English in every language, with lang="en" (docs/decisions/0030).
"""

import importlib.util
import io
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from accounts import HTTPS, hidden
from flask import Response, request
from translated import german

from screening.accounts.accounts import find
from screening.accounts.one_time_links import LinkKind, make_link, set_up, set_up_link
from screening.review.rules import Decider
from screening.runs.erasures import ErasureKind as Erased
from screening.runs.erasures import ErasureTarget, ask_erasure, undo_erasure
from web.cookies import SECURE
from web.pages import BLUEPRINTS, two_factor_step

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
HERE = Path(__file__).parent
LETTER = re.compile(r"[^\W\d_]")
NAMES = ("Research Screening", "SHA-256", "kB", "MB", "CSV", "NDJSON", "JSON")  # the same in every language
ELSEWHERE = {  # answers that are no pages of HTML: downloads, ways to a provider, and what accounts have made void
    "audit.export",
    "audit.key",
    "checks.answer",
    "oidc.leave",
    "oidc.come_back",
    "review.file",
    "runs.download",
    "runs.receipt",
    "token.ask",
    "sign_in.ask_link",  # where mail is on, which it is not here: tests/web/pages/test_mail.py
    "account.address_link",
    "watches.download",
}
FACES = {  # of pages that have more than one, or whose address has parts
    "account.overview": ["/account/"],
    "api.page": ["/api/v1/"],
    "audit.every": ["/audit/"],
    "audit.check": ["/audit/verify"],
    "check.show": [
        "/",
        "/check?name=Beihang+University",
        "/check?name=KU+Leuven",
        "/check?name=Abdul+Satar+Ghoura",
        "/check?name=0000-0002-1825-0097",
        "/check?name=Tianshui+Bearing+Works",
        "/check?name=%E2%80%AE",
    ],
    "checks.every": ["/checks/", "/checks/?q=nothing"],
    "checks.one": ["/checks/{check}"],
    "collaborator.decisions": ["/collaborators/decisions", "/collaborators/decisions?state=expired"],
    "collaborator.show": ["/collaborators/{digest}"],
    "erasures.every": ["/erasures/"],
    "glossary.show": ["/glossary"],
    "keys.every": ["/keys/"],
    "list_asking.progress": ["/lists/us-entity-list/asked"],
    "list_by_hand.choose": ["/lists/us-bis-entity-list/import"],
    "list_by_hand.preview": ["/lists/us-bis-entity-list/import/preview?draft={publishers}"],
    "lists.every": ["/lists/"],
    "lists.one": ["/lists/us-entity-list?status=all", "/lists/us-entity-list?q=nothing"],
    "lists.changes": ["/lists/us-bis-entity-list/changes?from=shipped"],
    "memo.check": ["/memo/check?name=Beihang+University", "/memo/check?name=KU+Leuven"],
    "memo.saved": ["/memo/checks/{check}"],
    "memo.case": ["/memo/cases/{case}"],
    "memo.collaborator": ["/memo/collaborators/{digest}"],
    "memo.organisation": ["/memo/organisations/ror:00wk2mp56"],
    "memo.run": ["/memo/runs/{run}"],
    "organisation.show": ["/organisations/ror:00wk2mp56"],
    "overview.show": ["/overview"],
    "people.every": ["/people/"],
    "people.one": ["/people/{person}"],
    "policies.every": ["/policies/"],
    "policies.one": ["/policies/us-nsf-restricted-entities-2026"],
    "policies.choose": ["/policies/choose", "/policies/choose?where=japan&pays=us-war-department"],
    "reconcile.features": ["/reconcile/features/name"],
    "reconcile.preview": ["/reconcile/preview/us-entity-list:cn/beihang"],
    "reconcile.view": ["/reconcile/view/us-entity-list:cn/beihang"],
    "review.queue": ["/review/", "/review/?state=decided", "/review/?run={run}"],
    "review.case": ["/review/{case}", "/review/{case}?blind=yes"],
    "review.bulk": ["/review/bulk"],
    "review.one_bulk": ["/review/bulk/{bulk}"],
    "review.step_to_confirm": ["/review/bulk/{bulk}/confirm"],
    "review.missed": ["/review/missed?run={run}&row=2&q=beihang"],
    "review.annotated": ["/review/runs/{run}/annotated"],
    "search.show": ["/search", "/search?q=beihang", "/search?q=zzyzx"],
    "runs.every": ["/runs/"],
    "mappings.every": ["/mappings/"],
    "runs.ask": ["/runs/{asking}/mapping"],
    "runs.one": ["/runs/{run}", "/runs/{waiting}", "/runs/{asking}"],
    "runs.comparison": ["/runs/{run}/compare/{earlier}"],
    "runs.row": ["/runs/{run}/rows/2", "/runs/{run}/rows/3"],
    "mail.every": ["/mail/"],
    "sign_in.ask": ["/sign-in"],
    "sign_in.ask_code": ["/sign-in/code"],
    "sign_in.welcome": ["/welcome/{link}"],
    "two_factor.show": ["/account/two-factor/"],
    "upload.ask": ["/upload"],
    "upload.preview": ["/upload/preview?draft={draft}", "/upload/preview?draft={unclear}"],
    "watches.every": ["/watches/"],
    "watches.one": ["/watches/{watch}"],
    "watches.begin": ["/watches/new", "/watches/new?run={run}"],
    "watches.preview": ["/watches/new/preview?draft={draft}"],
    "watches.ask_subject": ["/watches/new/subject?name=KU+Leuven"],
    "watches.terms": ["/watches/{watch}/terms"],
    "watches.ask_removal": ["/watches/{watch}/remove"],
    "webhooks.every": ["/webhooks/"],
    "webhooks.one": ["/webhooks/{webhook}"],
}
OF_PROGRAMS = ("api.page", "reconcile.")  # pages that stand under protocols, and so are English for everybody


class Outside(HTMLParser):
    """Gathers what a person reads or hears and stands in no brackets, nor in an element that says what it is."""

    def __init__(self):
        super().__init__()
        self.inside, self.depth, self.found = [], 0, []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        ours = not (given.get("lang") == "en" or given.get("translate") == "no")
        if tag not in ("meta", "link", "input", "br", "path", "circle", "line", "rect", "hr", "polyline"):
            named = tag in ("bdi", "code", "kbd", "script", "style", "time", "title", "svg", "textarea")
            self.inside.append((tag, ours and not named))
        if ours:
            for key in ("title", "alt", "placeholder", "aria-label"):
                if given.get(key) and "⟦" not in given[key] and self.is_text(given[key]):
                    self.found.append(f"{key}={given[key]}")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag("br", attrs)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data):
        for piece in re.split(r"([⟦⟧])", data):
            if piece == "⟦":
                self.depth += 1
            elif piece == "⟧":
                self.depth -= 1
            elif not self.depth and all(ours for _, ours in self.inside) and self.is_text(piece):
                self.found.append(f"<{self.inside[-1][0]}> {piece.strip()}" if self.inside else piece.strip())

    @staticmethod
    def is_text(text):
        for name in NAMES:
            text = text.replace(name, "")
        return LETTER.search(text)


def _world_module():
    path = HERE.parents[2] / "browser" / "world.py"
    spec = importlib.util.spec_from_file_location("world_of_every_page", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def service(small_engine, tmp_path_factory):
    """A client of a service with something in it, whose browser prefers German, and the parts of addresses."""
    folder = tmp_path_factory.mktemp("every")
    texts = german(folder / "translations")
    world = _world_module().World(folder, small_engine, NOW, translations=texts)
    world.filled["waiting"] = world._accepted(world.draft).rsplit("/", 1)[1]
    link = set_up_link(world.place)
    secret = set_up(
        world.place, link, login="ana", name="Ana", team="Office", password="correct horse battery"
    )
    with world.place.decide() as decision:
        person = find(decision.session, "ana")
        world.filled |= {
            "person": person.id,
            "link": make_link(decision, LinkKind.RESET, person.id, "person:1"),
        }
        decision.record("person.invited", actor="person:1", team="")
    ana = Decider(f"person:{person.id}", "Ana")
    for who in (ana, Decider("person:ben", "Ben")):  # one is hers to undo, another's to agree to
        target = ErasureTarget(Erased.SUBJECT, f"Li Ming of {who.name}")
        ask_erasure(world.place, "local", target, "Letter", who)
    undone = ask_erasure(world.place, "local", ErasureTarget(Erased.SUBJECT, "Li"), "Letter", ana)
    undo_erasure(world.place, "local", undone.id, ana)
    ask_erasure(world.place, "local", ErasureTarget(Erased.RUN, world.filled["waiting"]), "Letter", ana)
    client = world.app.test_client()
    client.set_cookie(SECURE, secret, secure=True, domain="localhost")
    _take_first_step(world, client)
    world.client = client
    world.filled["unclear"] = world._given("unclear.csv", _world_module().UNCLEAR)
    world.filled["draft"] = world._given("again.csv", b"Name,Institution\nLi Ming,Beihang University\n")
    world.filled["publishers"] = _publishers_file(client)
    yield client, world.filled
    world.close()


def _publishers_file(client):
    """The note of a publisher's file that was brought for a list."""
    address = "/lists/us-bis-entity-list/import"
    proof = hidden("proof", client.get(address, **HTTPS).text)
    form = {"proof": proof, "on": "2026-11-24", "file": (io.BytesIO(b"no list"), "list.csv")}
    answer = client.post(address, data=form, **HTTPS)
    return parse_qs(urlsplit(answer.headers["Location"]).query)["draft"][0]


def _take_first_step(world, client):
    """Let the browser hold what it holds once Ana's password was right and her code is due."""
    with world.app.test_request_context(base_url="https://localhost"):
        ana = two_factor_step.person(world.place, world.filled["person"])
        answer = two_factor_step.note(world.place, request, Response(), ana, "password", "/")
    for kept in answer.headers.getlist("Set-Cookie"):
        name, _, value = kept.partition(";")[0].partition("=")
        client.set_cookie(name, value, secure=True, domain="localhost")


def test_every_address_that_shows_a_page_is_looked_at(service):
    client, _ = service
    rules = [each for each in client.application.url_map.iter_rules() if "GET" in each.methods]
    pages = {each.endpoint for each in rules if each.endpoint.partition(".")[0] in BLUEPRINTS}
    assert pages - ELSEWHERE == {each for each in FACES if not each.startswith(OF_PROGRAMS)}


def test_every_page_is_looked_at_in_a_browser_too_and_pictured(service):
    client, _ = service
    world = _world_module()
    adapter = client.application.url_map.bind("localhost")
    pictured = set()
    for address in (world.ADDRESSES | world.SIGNED_OUT | world.SIGNED_IN).values():
        path = re.sub(r"\{\w+\}", "0", address.partition("?")[0])
        pictured |= {adapter.match(path)[0]} if adapter.test(path) else set()
    assert set(FACES) - pictured == set()


@pytest.mark.parametrize(
    "face",
    [face for name, faces in FACES.items() if not name.startswith(OF_PROGRAMS) for face in faces],
)
def test_nothing_of_ours_stands_on_a_page_in_english_only(service, face):
    client, filled = service
    if face == "/sign-in":
        client = client.application.test_client()
    german_first = {"Accept-Language": "de-DE,en;q=0.5"}
    answer = client.get(face.format_map(filled), headers=german_first, base_url="https://localhost")
    assert answer.mimetype == "text/html", answer.status
    assert answer.status_code in (200, 422)
    assert '<html lang="de">' in answer.text
    reader = Outside()
    reader.feed(answer.text)
    assert reader.found == []
    assert reader.depth == 0


@pytest.mark.parametrize(
    "face", [face for name, faces in FACES.items() if name.startswith(OF_PROGRAMS) for face in faces]
)
def test_a_page_under_a_protocol_says_that_it_is_english(service, face):
    client, filled = service
    in_a_browser = {"Authorization": ""}  # a key would be read before the session
    answer = client.get(face.format_map(filled), base_url="https://localhost", headers=in_a_browser)
    assert '<html lang="en">' in answer.text


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>Bare</p>", ["<p> Bare"]),
        ("<p>⟦A <a>link</a>, <b>bold</b>⟧ and more</p>", ["<p> and more"]),
        ('<p lang="en">What a policy says</p><bdi>Name</bdi><p title="Bare">⟦x⟧</p>', ["title=Bare"]),
    ],
)
def test_what_stands_outside_is_found(page, found):
    reader = Outside()
    reader.feed(page)
    assert reader.found == found
