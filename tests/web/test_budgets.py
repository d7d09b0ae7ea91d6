"""Budgets: what a call reads is counted before it is read, in every protocol and on the page of checks."""

import json

import pytest
from accounts import HTTPS, enter, first, new_key
from sqlmodel import select

from screening.accounts.accounts import PersonRefused
from screening.accounts.keys import make_key
from screening.model import Subject, Tie
from screening.storage.people_tables import Person
from web.budgets import Amount
from web.rates import Allowance, Charge, Rates

LONG = "Beihang University, " * 90  # 1,800 characters
NAME = "Beihang University, " * 14  # 280


def by_screen(client, key, text, times=1):
    subjects = [{"name": "A", "affiliations": [text]}] * times
    return client.post("/api/v1/screen", json={"subjects": subjects}, headers={"X-API-Key": key})


def by_match(client, key, text, times=1):
    query = {"schema": "Organization", "properties": {"name": [text[:280]]}}
    queries = {str(number): query for number in range(times)}
    return client.post("/match/default", json={"queries": queries}, headers={"X-API-Key": key})


def by_reconcile(client, key, text, times=1):
    queries = json.dumps({str(number): {"query": text[:280]} for number in range(times)})
    return client.post("/reconcile", data={"queries": queries}, headers={"X-API-Key": key})


PROTOCOLS = [by_screen, by_match, by_reconcile]


@pytest.fixture
def keyed(make_app, place):
    """A client of a service with keys, and one key that may have 3,000 characters read a day."""
    return make_app(context=place).test_client(), new_key(place, characters=3_000)


@pytest.mark.parametrize("ask", PROTOCOLS)
def test_long_texts_use_up_a_days_characters_whatever_number_of_subjects_they_make(keyed, clock, ask):
    client, key = keyed
    answers = [ask(client, key, LONG).status_code for _ in range(20)]
    allowed = answers.count(200)
    assert answers == [200] * allowed + [429] * (20 - allowed)
    assert allowed == (1 if ask is by_screen else 10)
    clock.moved(days=1)
    assert ask(client, key, LONG).status_code == 200


@pytest.mark.parametrize("ask", PROTOCOLS)
def test_a_call_that_was_refused_has_cost_what_it_tried(keyed, ask):
    client, key = keyed
    assert ask(client, key, LONG, times=12).status_code == 429
    refused = ask(client, key, "A")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "86400")


def test_a_call_that_is_too_large_for_anybody_costs_as_much_as_the_largest(make_app, place):
    client, key = make_app(context=place).test_client(), new_key(place, characters=300_000)
    affiliations = ["x" * 2_000] * 50
    too_large = {"subjects": [{"affiliations": affiliations}] * 3}
    sent = client.post("/api/v1/screen", json=too_large, headers={"X-API-Key": key})
    assert (sent.status_code, sent.json["code"]) == (413, "call-too-large")
    half = {"subjects": [{"name": 7, "affiliations": affiliations}, {"affiliations": affiliations}]}
    assert client.post("/api/v1/screen", json=half, headers={"X-API-Key": key}).status_code == 429


def test_a_minute_has_a_share_of_the_day_and_never_less_than_one_whole_call(make_app, place, clock):
    client, key = make_app(context=place).test_client(), new_key(place, characters=10_000_000)
    tried = {"subjects": [{"affiliations": ["x" * 2_000] * 50}] * 3}  # refused, and cost 200,000 characters
    assert client.post("/api/v1/screen", json=tried, headers={"X-API-Key": key}).status_code == 413
    refused = by_screen(client, key, "A")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert "characters read a minute" in refused.json["detail"]
    clock.moved(seconds=60)
    assert by_screen(client, key, "A").status_code == 200


def send_list(client, key, size, **headers):
    rows = "Name\n" + "Beihang University\n" * size
    sent = {"X-API-Key": key, "Content-Type": "text/csv", **headers}
    return client.post("/api/v1/runs", data=rows[:size], headers=sent)


def test_lists_that_are_sent_as_runs_use_up_a_days_characters_by_their_bytes(keyed, clock):
    client, key = keyed
    assert send_list(client, key, 1_400).status_code == 202
    assert send_list(client, key, 1_500).status_code == 202
    refused = send_list(client, key, 500)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "86400")
    assert refused.json["code"] == "too-many-calls"
    assert by_screen(client, key, "A").status_code == 429
    assert len(client.get("/api/v1/runs", headers={"X-API-Key": key}).json["runs"]) == 2
    clock.moved(days=1)
    assert send_list(client, key, 500).status_code == 202


def test_a_list_longer_than_a_days_characters_takes_the_whole_day_and_no_minute_bounds_it(keyed):
    client, key = keyed
    assert send_list(client, key, 300_000).status_code == 202
    assert send_list(client, key, 10).status_code == 429


def test_a_list_that_is_sent_again_under_its_key_costs_once(keyed):
    client, key = keyed
    sent = [send_list(client, key, 1_400, **{"Idempotency-Key": "a"}) for _ in range(5)]
    assert {each.status_code for each in sent} == {202}
    assert len({each.json["id"] for each in sent}) == 1
    assert send_list(client, key, 1_401).status_code == 202
    assert send_list(client, key, 1_402).status_code == 429


def test_short_texts_count_as_fifty_characters_each():
    alone = Amount.of([Subject("A")])
    assert (alone.subjects, alone.texts, alone.characters, alone.cost) == (1, 1, 1, 50)
    whole = Subject(
        "A", affiliations=("B" * 60, "C"), ties=(Tie("D", role="E"),), identifiers=(("lei", "F"),)
    )
    assert Amount.of([whole, whole]) == Amount(subjects=2, texts=10, characters=130, cost=2 * (4 * 50 + 60))


def test_every_spelling_of_a_query_is_counted(keyed):
    client, key = keyed
    names = [f"{number} {NAME}"[:280] for number in range(10)]
    query = {"schema": "Organization", "properties": {"name": names[:1], "alias": names[1:]}}
    answers = [
        client.post("/match/default", json={"queries": {"a": query}}, headers={"X-API-Key": key}).status_code
        for _ in range(2)
    ]
    assert answers == [200, 429]


def test_the_page_of_checks_counts_for_the_person_who_checks(make_app, place, clock, tmp_path):
    client = make_app(context=place).test_client()
    first(place)
    enter(client)
    with place.database.read() as session:
        (person,) = session.exec(select(Person)).all()
    path = "/check?name=" + "Beihang%20University,%20" * 90
    assert client.get(path, **HTTPS).status_code == 200
    minute = Allowance(1_000_000, 60)
    used = Rates(tmp_path / "rates.sqlite3", lambda: clock.now.timestamp())
    used.take(Charge(f"characters a minute {person.actor}", 997_000, minute, str))
    refused = client.get(path, **HTTPS)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert "1,000,000 characters read a minute" in refused.text
    clock.moved(seconds=60)
    assert client.get(path, **HTTPS).status_code == 200


def test_a_key_is_made_with_a_budget_or_not_at_all(place):
    with pytest.raises(PersonRefused):
        make_key(place, "HR", by="local:test", characters_per_day=0)


def test_a_call_of_too_many_subjects_costs_no_more_subjects_than_the_largest(make_app, place):
    client, key = make_app(context=place).test_client(), new_key(place, subjects=2_000, characters=10_000_000)
    queries = {
        str(number): {"schema": "Organization", "properties": {"name": [f"A{each}" for each in range(900)]}}
        for number in range(3)
    }
    sent = client.post("/match/default", json={"queries": queries}, headers={"X-API-Key": key})
    assert sent.status_code == 413
    assert by_screen(client, key, "A").status_code == 200
