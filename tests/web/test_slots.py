"""Calls of one caller at once, counted over processes by locks that end with whoever holds them."""

import subprocess
import sys

import pytest
from accounts import HTTPS, enter, first, new_key
from sqlmodel import select

from screening.storage.people_tables import Person
from web.slots import Slots, TooManyAtOnce

HOLD = """
import sys
from pathlib import Path
from web.slots import Slots
slots = Slots(Path(sys.argv[1]))
held = [slots.take("key", 2) for _ in range(2)]
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def slots(tmp_path):
    return Slots(tmp_path / "slots")


def test_as_many_are_taken_as_there_may_be_and_one_that_is_given_back_is_taken_again(slots):
    held = [slots.take("key", 2) for _ in range(2)]
    with pytest.raises(TooManyAtOnce) as refused:
        slots.take("key", 2)
    assert (refused.value.status, refused.value.code) == (429, "too-many-at-once")
    held[0].close()
    held[0].close()
    again = slots.take("key", 2)
    with pytest.raises(TooManyAtOnce):
        slots.take("key", 2)
    again.close()


def test_each_caller_has_its_own(slots):
    held = slots.take("one key", 1)
    slots.take("another key", 1).close()
    held.close()


def test_a_process_that_is_killed_leaves_nothing_taken(slots, tmp_path):
    holder = [sys.executable, "-c", HOLD, str(tmp_path / "slots")]
    with subprocess.Popen(holder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(TooManyAtOnce):
            slots.take("key", 2)
        process.kill()
        process.wait()
    held = [slots.take("key", 2) for _ in range(2)]
    assert len(held) == 2


def test_the_files_are_their_owners_alone(slots, tmp_path):
    held = slots.take("key", 1)
    paths = [tmp_path / "slots", *(tmp_path / "slots").iterdir()]
    assert {path.stat().st_mode & 0o077 for path in paths} == {0}
    held.close()


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
