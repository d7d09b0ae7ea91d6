"""Texts of others that would be scripts, in every place where others write: a page shows them and runs none."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from screening.engine import DEFAULT_POLICY, Engine
from screening.link import build
from screening.policy.facts import ProjectFacts
from screening.policy.list_state import ListState
from screening.policy.read import choose, read_policies
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from watchlists.library import Library, LoadedList
from watchlists.model import Guards, ListedName, Listing, NameKind, PartyType, Snapshot, Watchlist
from watchlists.register import Register

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
HTTPS = {"base_url": "https://localhost"}
SCRIPT = "window.ran=1"
HOSTILE = [
    f"<script>{SCRIPT}</script>",
    f'"><svg onload="{SCRIPT}"></svg>',
    f'<img src=x onerror="{SCRIPT}">',
    f'<a href="javascript:{SCRIPT}">look</a>',
    "{{7*7}}${7*7}{% raw %}",
    "'-alert(1)-'",
]
ALL = " ".join(HOSTILE)
NAME = f"Zabir Logistics Company, {ALL}"
CALL = f"javascript:{SCRIPT}"


@pytest.fixture(scope="session")
def engine():
    """An engine of one list whose publisher, title, entry and addresses are all hostile."""
    watchlist = Watchlist(
        id="us-entity-list",
        title=f"List {ALL}",
        publisher=f"Bureau {ALL}",
        jurisdiction="US",
        legal_basis=ALL,
        licence=ALL,
        official_url=CALL,
        cadence=ALL,
        oldest_age_days=400,
        standing="government",
        means=ALL,
        does_not_mean=ALL,
        shipped=True,
        guards=Guards(fewest=1),
    )
    listing = Listing(
        id="us-entity-list:1",
        watchlist_id=watchlist.id,
        names=(ListedName(NAME, NameKind.PRIMARY), ListedName("Zabir Logistics Company", NameKind.ALIAS)),
        type=PartyType.ORGANISATION,
        country="SY",
        edition="2026-10",
        listed_from=date(2001, 5, 14),
        citation=ALL,
        source_url=CALL,
        remark=ALL,
    )
    snapshot = Snapshot(
        watchlist_id=watchlist.id,
        edition="2026-10",
        edition_date=date(2026, 10, 1),
        file_sha256="0" * 64,
        count=1,
        count_all=1,
    )
    library = Library({watchlist.id: LoadedList(watchlist, snapshot, (listing,))}, {})
    register = Register({}, "0" * 64)
    return Engine(
        library=library,
        register=register,
        linker=build(library, register),
        policies=choose(read_policies(), (DEFAULT_POLICY,)),
        lists=ListState.of(library),
        on=NOW.date(),
        project=ProjectFacts(),
    )


@pytest.fixture
def address(own_address):
    return own_address


def hidden(name, page):
    return re.search(rf'name="{name}" value="([^"]+)"', page).group(1)


@pytest.fixture
def pages(app, place, engine):
    """Addresses of all pages that show what others wrote, once it was uploaded, found, decided, discussed and kept."""
    client = app.test_client()
    content = "Name,Note\n" + "".join(
        f'"{each.replace(chr(34), chr(34) * 2)}",x\n' for each in (NAME, *HOSTILE)
    )
    form = {"proof": hidden("proof", client.get("/upload", **HTTPS).text)}
    sent = {"list": (io.BytesIO(content.encode()), "<svg onload=alert(1)>{{7*7}}.csv")}
    preview = client.post("/upload", data=form | sent, **HTTPS).headers["Location"]
    again = client.post(
        "/upload",
        data=form | {"list": (io.BytesIO(content.encode()), "b.csv")},
        **HTTPS,
    ).headers["Location"]
    page = client.get(again, **HTTPS).text
    run = client.post(
        "/upload/accept", data={key: hidden(key, page) for key in ("proof", "draft")}, **HTTPS
    ).headers["Location"]
    steps = StepRunner(place, Engines(lambda day: replace(engine, on=day)), "worker")
    for kind in ("plan", "chunk", "report"):
        steps.do(kind, run.rsplit("/", 1)[1], 1, 0)
    kept = client.post(
        "/checks/",
        data={
            "proof": hidden("proof", client.get("/check", query_string={"name": NAME}, **HTTPS).text),
            "name": NAME,
            "reference": ALL[:200],
        },
        **HTTPS,
    ).headers["Location"]
    case = re.search(r'href="(/review/[0-9a-f]{32})"', client.get("/review/", **HTTPS).text).group(1)
    page = client.get(case, **HTTPS).text
    client.post(f"{case}/comments", data={"proof": hidden("proof", page), "text": ALL}, **HTTPS)
    decided = {
        "version": hidden("version", page),
        "verdict": "escalated",
        "reason": "for_review",
        "note": ALL,
    }
    reason = re.search(r'data-for="escalated">.*?<option value="(\w+)"', page, re.DOTALL).group(1)
    taken = client.post(
        f"{case}/propose", data={"proof": hidden("proof", page)} | decided | {"reason": reason}, **HTTPS
    )
    assert taken.status_code == 303
    number = re.search(rf'href="({run}/rows/\d+[^"]*)"', client.get(run, **HTTPS).text).group(1)
    organisation = "/organisations/us-entity-list:1"
    return [
        preview,
        run,
        number,
        kept,
        case,
        "/review/",
        "/review/?state=escalated",
        organisation,
        "/checks/",
        "/runs/",
        "/overview",
        "/lists/",
        "/lists/us-entity-list",
        "/policies/",
        "/audit/",
        "/api/v1/",
    ]


def test_no_text_of_others_runs_as_a_script_on_any_page(page, pages):
    from urllib.parse import quote

    shown = 0
    for path in [*pages, f"/check?name={quote(NAME)}"]:
        assert page.goto(path).status == 200, path
        assert page.evaluate("window.ran") is None, path
        assert (
            page.locator("main script, main [onload], main [onerror], main a[href^='javascript']").count()
            == 0
        ), path
        text = page.inner_text("body")
        assert "49$49" not in text, path
        shown += HOSTILE[0] in text
    assert shown >= 9  # they were there to be run


def test_the_same_texts_would_run_without_the_escaping_and_the_policy(browser):
    context = browser.new_context()
    page = context.new_page()
    page.set_content(f"<p>{HOSTILE[0]}</p>")
    assert page.evaluate("window.ran") == 1
    context.close()
