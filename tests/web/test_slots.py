"""Calls of one caller at once, counted over processes by slots that end with whoever holds them."""

import pytest
from accounts import HTTPS, enter, first, new_key
from sqlmodel import select

from screening.file_locks import Slots
from screening.storage.people_tables import Person
from web.slots import TooManyAtOnce, take_slot


def test_a_call_beyond_as_many_as_a_caller_may_have_is_refused(tmp_path):
    slots = Slots(tmp_path / "slots")
    held = [take_slot(slots, "key", 2) for _ in range(2)]
    with pytest.raises(TooManyAtOnce) as refused:
        take_slot(slots, "key", 2)
    assert (refused.value.status, refused.value.code) == (429, "too-many-at-once")
    held[0].close()
    take_slot(slots, "key", 2).close()
    held[1].close()


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


def test_a_key_whose_calls_are_all_under_way_is_refused_and_others_are_answered(make_app, place, tmp_path):
    keys = [new_key(place), new_key(place)]
    client = make_app(context=place, calls_at_once=2).test_client()
    name = f"calls key:{keys[0].split('_')[1]}"
    held = [Slots(tmp_path / "calls-at-once").take(name, 2) for _ in range(2)]  # as of another process
    refused = client.get("/api/v1/policies", headers=bearer(keys[0]))
    assert (refused.status_code, refused.json["code"]) == (429, "too-many-at-once")
    assert refused.headers["Retry-After"] == "1"
    assert "2 calls under way" in refused.json["detail"]
    assert client.get("/api/v1/policies", headers=bearer(keys[1])).status_code == 200
    held[0].close()
    for _ in range(3):  # each gives back what it took
        assert client.get("/api/v1/policies", headers=bearer(keys[0])).status_code == 200


def test_an_answer_that_is_not_read_to_its_end_is_still_under_way(make_app, place):
    key = new_key(place)
    client = make_app(context=place, calls_at_once=1).test_client()
    subjects = [{"name": "Beihang University"}] * 50
    unread = client.post("/api/v1/screen", json={"subjects": subjects}, headers=bearer(key))
    assert len(unread.get_data()) > 2**16
    assert client.get("/api/v1/policies", headers=bearer(key)).status_code == 429
    unread.close()
    assert client.get("/api/v1/policies", headers=bearer(key)).status_code == 200


def test_a_call_that_fails_gives_its_place_back(make_app, place):
    key = new_key(place)
    client = make_app(context=place, calls_at_once=1).test_client()
    for _ in range(2):
        answer = client.post("/api/v1/screen", data=b"{", headers=bearer(key))
        assert answer.status_code == 400
        answer.close()


def test_a_person_has_so_many_checks_at_once_and_other_pages_beside(make_app, place, tmp_path):
    client = make_app(context=place, calls_at_once=1).test_client()
    first(place)
    enter(client)
    with place.database.read() as session:
        (person,) = session.exec(select(Person)).all()
    held = Slots(tmp_path / "calls-at-once").take(f"screening {person.actor}", 1)
    refused = client.get("/check?name=KU+Leuven", **HTTPS)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert "under way" in refused.text
    assert client.get("/lists/", **HTTPS).status_code == 200
    held.close()
    assert client.get("/check?name=KU+Leuven", **HTTPS).status_code == 200
