"""Known devices: browsers that a person signed in in before, by a secret that is another one after every sign-in."""

from datetime import timedelta

import pytest
from sqlmodel import select

from screening.accounts import AccessRole, administration, devices, sessions
from screening.accounts.devices import LASTS, MOST, DeviceCookie
from screening.accounts.one_time_links import replace_password
from screening.audit import lines_of
from screening.storage.people_tables import KnownDevice, Person

LOGIN = "ana@office.example"


@pytest.fixture
def ana(place, first):
    return sessions.find(place, first).person


@pytest.fixture
def sign_in(place, ana):
    """Begin a session in a browser that sends one device secret and is given another; gives the latter."""

    def do(sent="", given="given", person=ana):
        sessions.begin(place, person, "Firefox", "password", DeviceCookie(sent, given))
        return given

    return do


def test_a_browser_is_known_to_whom_signed_in_in_it_and_to_nobody_else(place, sign_in, add):
    add("bo", local=[AccessRole.SCREENER])
    secret = sign_in()
    assert devices.find(place, secret, " ANA@office.EXAMPLE ")
    assert not devices.find(place, secret, "bo")
    assert not devices.find(place, secret, "nobody")
    assert not devices.find(place, "another", LOGIN)
    assert not devices.find(place, "", LOGIN)


def test_each_sign_in_changes_the_secret_and_the_one_before_is_worth_nothing(place, sign_in):
    first = sign_in(given="one")
    known = devices.find(place, first, LOGIN)
    second = sign_in(sent=first, given="two")
    assert devices.find(place, second, LOGIN) == known
    assert not devices.find(place, first, LOGIN)


def test_two_people_who_share_a_browser_are_both_known_in_it(place, sign_in, add):
    bo = add("bo", local=[AccessRole.SCREENER])
    ours = sign_in(given="one")
    theirs = sign_in(sent=ours, given="two", person=bo)
    assert devices.find(place, theirs, LOGIN) != devices.find(place, theirs, "bo") != ""
    assert devices.find(place, theirs, LOGIN)
    assert not devices.find(place, ours, LOGIN)


def test_the_database_holds_no_secret_of_a_device_and_the_log_says_whether_it_was_known(place, sign_in):
    sign_in(sent=sign_in(given="one-secret"), given="two-secret")
    with place.database.read() as session:
        assert "secret" not in str([each.secret_sha256 for each in session.exec(select(KnownDevice))])
        began = [each.facts for each in lines_of(session) if each.action == "session.began"]
    assert ["new" in each for each in began[1:]] == [True, False]
    assert "known" in began[2]


def test_a_device_is_forgotten_after_its_term_and_the_oldest_where_there_are_too_many(place, sign_in, clock):
    secrets = [sign_in(given=f"browser {number}") for number in range(MOST)]
    clock.moved(days=1)
    newest = sign_in(given="newest")
    ana = place.database
    with ana.read() as session:
        person_id = session.exec(select(Person.id)).one()
    assert len(devices.of_person(place, person_id)) == MOST
    assert sum(bool(devices.find(place, each, LOGIN)) for each in secrets) == MOST - 1
    clock.moved(seconds=LASTS.total_seconds())
    assert devices.find(place, newest, LOGIN)
    clock.moved(seconds=timedelta(days=1).total_seconds())
    assert not devices.find(place, newest, LOGIN)
    assert devices.of_person(place, person_id) == []


def test_a_person_forgets_a_device_of_his_own_only(place, sign_in, ana, add):
    bo = add("bo", local=[AccessRole.SCREENER])
    secret = sign_in()
    (known,) = devices.of_person(place, ana.id)
    with pytest.raises(devices.DeviceUnknown):
        devices.forget(place, bo, known.id, "local")
    devices.forget(place, ana, known.id, "local")
    assert not devices.find(place, secret, LOGIN)
    with pytest.raises(devices.DeviceUnknown):
        devices.forget(place, ana, known.id, "local")
    with place.database.read() as session:
        assert [each.actor for each in lines_of(session) if each.action == "device.forgotten"] == [ana.actor]


def test_a_new_password_forgets_every_device_but_the_one_in_which_it_was_set(place, sign_in, ana):
    here, there = sign_in(given="here"), sign_in(given="there")
    with place.decide() as decision:
        whose = decision.session.get(Person, ana.id)
        replace_password(decision, whose, "x", team="", how="changed", device=here)
    assert devices.find(place, here, LOGIN)
    assert not devices.find(place, there, LOGIN)
    with place.decide() as decision:
        replace_password(decision, decision.session.get(Person, ana.id), "y", team="", how="reset")
    assert not devices.find(place, here, LOGIN)


def test_a_disabled_account_has_no_known_device_any_more(place, sign_in, add):
    bo = add("bo", local=[AccessRole.SCREENER])
    secret = sign_in(person=bo)
    administration.disable(place, bo.id, by="person:1")
    administration.enable(place, bo.id, by="person:1")
    assert not devices.find(place, secret, "bo")
