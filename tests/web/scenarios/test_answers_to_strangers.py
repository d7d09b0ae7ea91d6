"""What every address answers to somebody who brings nothing, once there are keys and accounts: no key, no session, no token.

The institution's own list is loaded: no answer names it, nor who stands on it.
"""

import re
from dataclasses import replace

import pytest
from accounts import first, new_key
from local_token import stranger

from screening.link import build
from screening.policy.list_state import ListState
from watchlists.library import Library
from watchlists.model import ListedName, NameKind
from web.pages import BLUEPRINTS
from web.routes import routes

OWN, TITLE, NAME = "confidential", "Internal blocklist", "Marta Geheim"
ENTRY = f"{OWN}:marta-geheim"
ELSEWHERE = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}

# Every address that is open, with its status and a piece of its answer. Where neither mail nor a provider is set up,
# there are no pages for them.
OPEN = {
    "GET /static/style.css": (200, "--"),
    "GET /healthz": (200, '"ok"'),
    "GET /readyz": (503, "no worker lives"),
    "GET /sign-in": (200, "Sign in"),
    "POST /sign-in": (400, "form-refused"),
    "GET /sign-in/code": (302, ""),
    "POST /sign-in/code": (400, "form-refused"),
    "GET /sign-in/forgotten": (404, "not-found"),
    "POST /sign-in/forgotten": (400, "form-refused"),
    "GET /welcome/1": (404, "link"),
    "POST /welcome/1": (400, "form-refused"),
    "GET /sign-in/provider/": (404, "not-found"),
    "GET /sign-in/provider/back": (404, "not-found"),
    "GET /token": (302, ""),
    "POST /token": (400, "form-refused"),
    "GET /api/v1/": (200, "API"),
    "GET /api/v1/openapi.json": (200, '"openapi"'),
    "GET /api/v1/errors": (200, '"key-needed"'),
    "GET /algorithms": (200, "logic-v1"),
    "GET /reconcile": (200, '"Research Screening"'),
    "GET /reconcile/features/1": (200, "1"),
}
VALUES = {
    "filename": "style.css",
    "list_id": OWN,
    "dataset": OWN,
    "party_id": ENTRY,
    "entity_id": ENTRY,
    "body_id": ENTRY,
    "api_key": "rs_000000000000_" + "A" * 43,
}


@pytest.fixture
def app(make_app, place, small_engine):
    """A service with accounts, a key and a list of the institution's own."""
    first(place)
    new_key(place)
    copied = small_engine.library["jp-end-users"]
    entry = replace(
        copied.listings[0], id=ENTRY, watchlist_id=OWN, names=(ListedName(NAME, NameKind.PRIMARY),)
    )
    own = replace(
        copied,
        watchlist=replace(copied.watchlist, id=OWN, title=TITLE),
        snapshot=replace(copied.snapshot, watchlist_id=OWN),
        listings=(entry,),
    )
    library = Library({**small_engine.library.lists, OWN: own}, {})
    engine = replace(
        small_engine,
        library=library,
        lists=ListState.of(library),
        linker=build(library, small_engine.register),
    )
    return make_app(engine, place)


def every_call(app):
    """Every address with each of its methods, and the endpoint that answers."""
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: VALUES.get(part.group(1), "1"), rule.rule)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, f"{method} {path}"


def answer_to(client, call, **where):
    method, _, path = call.partition(" ")
    return client.open(path, method=method, base_url="https://localhost", **where)


@pytest.mark.parametrize("where", [{}, ELSEWHERE], ids=["on this machine", "elsewhere"])
def test_every_address_is_closed_to_who_brings_nothing_but_those_that_are_named_with_their_answers(
    app, where
):
    asked, wrong = [], []
    for endpoint, call in every_call(app):
        asked.append(call)
        answer = answer_to(stranger(app), call, **where)
        assert TITLE not in answer.text, call
        assert NAME not in answer.text, call
        if not is_right(endpoint, call, answer):
            wrong.append((call, answer.status_code, re.sub(r"\s+", " ", answer.text)[-200:]))
    assert wrong == []
    assert set(OPEN) <= set(asked)
    assert len(asked) > 250


def is_right(endpoint, call, answer):
    """Whether an open address answers as the table says, a page leads to the form, and a protocol asks for a key."""
    if call in OPEN:
        status, piece = OPEN[call]
        return answer.status_code == status and piece in answer.text
    is_page = endpoint.partition(".")[0] in BLUEPRINTS
    if is_page or (endpoint in routes().in_browsers and VALUES["api_key"] not in call):
        return leads_to_the_form(answer, call)
    return answer.status_code == 401 and "key" in answer.text


def leads_to_the_form(answer, call):
    """Whether a browser is led to the form, and what it sent is refused."""
    if call.startswith("GET "):
        return answer.status_code == 302 and answer.location.startswith("/sign-in")
    return answer.status_code == 401


@pytest.mark.parametrize(
    "call",
    [
        f"GET /reconcile/view/{ENTRY}",
        f"GET /reconcile/preview/{ENTRY}",
        f"GET /reconcile/{OWN}",
        "GET /catalog",
        f"GET /entities/{ENTRY}",
    ],
)
def test_who_has_a_key_is_told_what_strangers_are_not(app, place, call):
    key = new_key(place, "Grant system")
    method, _, path = call.partition(" ")
    answer = stranger(app).open(path, method=method, headers={"X-API-Key": key})
    assert answer.status_code == 200
    assert TITLE in answer.text
    assert "public" not in answer.headers.get("Cache-Control", "")


def test_there_is_no_telling_whether_a_list_or_an_entry_is_there(app):
    client = stranger(app)
    for there, not_there in (
        (f"/reconcile/{OWN}", "/reconcile/no_such"),
        (f"/reconcile/preview/{ENTRY}", "/reconcile/preview/no-such"),
        (f"/reconcile/key/wrong/preview/{ENTRY}", "/reconcile/key/wrong/preview/no-such"),
        (f"/entities/{ENTRY}", "/entities/no-such"),
    ):
        first_answer, second_answer = client.get(there), client.get(not_there)
        assert first_answer.status_code == second_answer.status_code
        assert first_answer.status_code in (302, 401)
