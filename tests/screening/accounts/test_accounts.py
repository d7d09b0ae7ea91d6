"""Accounts: made by a link that works once, signed into with a password that is kept as a slow hash."""

import json

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import event

from screening.accounts import EVERY_ROLE, AccessRole, administration, sessions, two_factor
from screening.accounts.accounts import PersonRefused, SignInRefused, add_person, find, sign_in
from screening.accounts.credentials import PasswordRefused, check_new, hash_password, is_outdated, is_right
from screening.accounts.one_time_links import (
    LinkKind,
    LinkUnknown,
    make_link,
    read_link,
    set_password,
    set_up,
    set_up_link,
)
from screening.audit import lines_of
from screening.storage.people_tables import Membership, Person

PASSWORD = "correct horse battery"


def log_of(place):
    with place.database.read() as session:
        return list(lines_of(session))


def test_the_first_link_makes_the_first_account_with_every_role_and_works_once(place):
    secret = set_up_link(place)
    given = {"login": "ana@office.example", "name": "Ana Ngata", "team": "Office", "password": PASSWORD}
    signed = sessions.find(place, set_up(place, secret, **given))
    assert (signed.person.name, signed.place.team_id, signed.place.title) == ("Ana Ngata", "local", "Office")
    assert signed.place.roles == set(AccessRole)
    with pytest.raises(LinkUnknown):
        set_up(place, secret, **given | {"login": "bo"})
    assert set_up_link(place) == ""


def test_who_opens_the_first_link_administers_the_installation_and_no_one_else_does(place, first, add):
    assert sessions.find(place, first).person.installation_administrator_at == place.now().isoformat()
    bo = add("bo", local=list(AccessRole))
    assert sessions.find(place, sessions.begin(place, bo)).person.installation_administrator_at == ""


def test_a_newer_link_voids_the_one_before_and_one_too_old_is_none(place, clock):
    older, newer = set_up_link(place), set_up_link(place)
    with pytest.raises(LinkUnknown):
        read_link(place, older)
    assert read_link(place, newer).kind is LinkKind.SET_UP
    clock.moved(hours=24)
    with pytest.raises(LinkUnknown):
        read_link(place, newer)


@pytest.mark.parametrize(
    "wrong", [{"password": "short"}, {"name": " "}, {"team": "\u202e"}, {"login": "a b"}]
)
def test_what_cannot_be_kept_leaves_the_link_as_it_was(place, wrong):
    secret = set_up_link(place)
    given = {"login": "ana@office.example", "name": "Ana Ngata", "team": "Office", "password": PASSWORD}
    with pytest.raises((PersonRefused, PasswordRefused)):
        set_up(place, secret, **given | wrong)
    assert set_up(place, secret, **given)


def test_who_gives_the_right_password_is_signed_in_whatever_the_case_of_the_name(place, first):
    assert sign_in(place, " ANA@office.EXAMPLE ", PASSWORD).name == "Ana Ngata"


@pytest.mark.parametrize(
    ("login", "given"), [("ana@office.example", "wrong horse battery"), ("nobody", PASSWORD), ("", "")]
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(place, first, login, given):
    with pytest.raises(SignInRefused) as refused:
        sign_in(place, login, given)
    assert refused.value.sentence == "Incorrect e-mail or password, or the account is disabled."


def test_an_unknown_name_costs_the_work_of_a_known_one(place, first, monkeypatch):
    worked = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda self, kept, given: worked.append(kept) or verify(self, kept, given)
    )
    for login in ("ana@office.example", "nobody"):
        with pytest.raises(SignInRefused):
            sign_in(place, login, "wrong horse battery")
    parameters = {kept.rsplit("$", 2)[0] for kept in worked}
    assert len(worked) == 2
    assert len(parameters) == 1


def test_a_disabled_account_is_signed_in_by_nobody_and_its_session_is_none(place, first, behind_the_log):
    with behind_the_log(place.database) as session:
        find(session, "ana@office.example").disabled_at = "2026"
    assert sessions.find(place, first) is None
    with pytest.raises(SignInRefused):
        sign_in(place, "ana@office.example", PASSWORD)


def test_a_hash_of_other_parameters_is_made_anew_at_the_next_sign_in(place, first, behind_the_log):
    weak = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
    assert is_outdated(weak)
    with behind_the_log(place.database) as session:
        find(session, "ana@office.example").password = weak
    sign_in(place, "ana@office.example", PASSWORD)
    with place.database.read() as session:
        kept = find(session, "ana@office.example").password
    assert not is_outdated(kept)
    assert is_right(kept, PASSWORD)


def test_a_password_is_the_same_from_two_keyboards_and_never_kept_as_typed():
    kept = hash_password("ﬁve māori words".replace("ā", "a\u0304"))
    assert is_right(kept, "five māori words")
    assert "words" not in kept
    assert not is_right("", "")
    assert not is_right(kept, "x" * 10_000)


@pytest.mark.parametrize(
    "password",
    ["eleven chars"[:11], "x" * 257, "aaaaaaaaaaaaaa", "password1234", "Ana.Ngata2026", "ana@office!12"],
)
def test_what_would_be_tried_first_is_no_password(password):
    with pytest.raises(PasswordRefused):
        check_new(password, "ana@office.example", "Ana Ngata")


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "a password of ngata in six words", "皇帝企鹅喜欢在周三跳华尔兹舞吗"],
)
def test_long_ones_are_taken_whatever_they_are_made_of(password):
    check_new(password, "ana@office.example", "Ana Ngata")


def test_a_link_to_a_new_password_ends_every_session_and_the_other_links(place, first):
    with place.decide() as decision:
        ana = find(decision.session, "ana@office.example")
        secret = make_link(decision, LinkKind.RESET, ana.id, "person:x")
        decision.record("person.reset-offered", actor="person:x", team="")
    anew = set_password(place, secret, "four other words here")
    assert sessions.find(place, first) is None
    assert sessions.find(place, anew)
    with pytest.raises(LinkUnknown):
        set_password(place, secret, "four other words again")
    with pytest.raises(SignInRefused):
        sign_in(place, "ana@office.example", PASSWORD)


def test_every_act_is_in_the_log_without_a_name_or_a_secret(place, first):
    with pytest.raises(SignInRefused):
        sign_in(place, "ana@office.example", "wrong horse battery")
    with pytest.raises(SignInRefused):
        sign_in(place, "somebody else", PASSWORD)
    log = log_of(place)
    assert [each.action for each in log] == [
        "people.set-up-offered",
        "people.set-up",
        "person.installation-administrator-made",
        "session.began",
        "sign-in.failed",
        "sign-in.failed",
    ]
    assert log[4].actor.startswith("person:")
    assert log[5].actor == "nobody"
    said = json.dumps([each.facts + each.actor for each in log]).lower()
    for text in ("ana@", "ngata", "horse", "somebody", first.lower()):
        assert text not in said


def test_two_people_cannot_have_one_name_to_sign_in_with(place, first):
    with place.decide() as decision, pytest.raises(PersonRefused):
        add_person(decision, "ANA@office.example", "Another Ana")


def test_of_an_act_that_fails_nothing_is_kept(place, first):
    def fail():
        with place.decide() as decision:
            add_person(decision, "bo", "Bo")
            decision.record("person.invited", actor="person:1", team="")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with place.database.read() as session:
        assert find(session, "bo") is None
    assert "person.invited" not in {each.action for each in log_of(place)}


def test_sessions_end_when_they_were_not_used_for_half_an_hour(place, first, clock):
    for _ in range(5):
        clock.moved(minutes=29)
        assert sessions.find(place, first)
    clock.moved(minutes=30)
    assert sessions.find(place, first) is None


def test_sessions_end_after_twelve_hours_however_busy_they_are(place, first, clock):
    for _ in range(28):
        clock.moved(minutes=25)
        assert sessions.find(place, first)
    clock.moved(minutes=20)
    assert sessions.find(place, first) is None


def test_what_is_no_secret_of_a_session_is_nobody(place, first):
    for secret in ("", "x", first[:-1], first + "x", "x" * 43):
        assert sessions.find(place, secret) is None


def test_who_is_signed_in_is_one_question_to_the_database_since_every_call_asks_it(place, first, clock):
    asked = []

    def note(_connection, _cursor, statement, *_):
        asked.append(statement)

    event.listen(place.database.engine, "before_cursor_execute", note)
    clock.moved(seconds=30)
    assert sessions.find(place, first).place.roles == EVERY_ROLE
    assert sum(each.startswith("SELECT") for each in asked) == 1
    assert not any(each.startswith(("UPDATE", "INSERT")) for each in asked)


def test_a_person_sees_and_ends_sessions_but_nobody_elses(place, first, add):
    bo = add("bo", local=[AccessRole.SCREENER])
    signed = sessions.find(place, first)
    second = sessions.begin(place, signed.person, "Firefox " * 100)
    kept = sessions.of_person(place, signed.person.id)
    assert len(kept) == 2
    assert max(len(each.browser) for each in kept) == 200
    with pytest.raises(sessions.SessionUnknown):
        sessions.end(place, bo, signed.session_id, "local")
    sessions.end(place, signed.person, signed.session_id, "local")
    assert sessions.find(place, first) is None
    assert sessions.find(place, second)


def test_going_on_in_another_team_is_under_a_new_secret_and_keeps_the_limits(place, add, clock):
    bo = add("bo", local=[AccessRole.SCREENER], grants=[AccessRole.AUDITOR])
    secret = sessions.begin(place, bo)
    signed = sessions.find(place, secret)
    assert [each.team_id for each in signed.places] == ["grants", "local"]
    for _ in range(24):
        clock.moved(minutes=29)
        assert sessions.find(place, secret)
    other = sessions.switch(place, signed, "local")
    assert sessions.find(place, secret) is None
    assert sessions.find(place, other).place.roles == {AccessRole.SCREENER}
    clock.moved(minutes=25)
    assert sessions.find(place, other) is None
    with pytest.raises(sessions.TeamUnknown):
        sessions.switch(place, signed, "nowhere")


def test_who_belongs_to_no_team_cannot_sign_in(place, add, behind_the_log):
    bo = add("bo", local=[AccessRole.SCREENER])
    with behind_the_log(place.database) as session:
        session.delete(session.get(Membership, (bo.id, "local", "screener")))
    with pytest.raises(SignInRefused):
        sessions.begin(place, bo)


@pytest.mark.parametrize("meanwhile", ["another password", "a second factor", "disabled"])
def test_who_was_let_in_by_what_holds_no_more_gets_no_session(place, add, meanwhile):
    bo = add("bo", local=[AccessRole.SCREENER])
    let_in = sign_in(place, "bo", PASSWORD)
    if meanwhile == "another password":
        set_password(place, administration.new_link(place, bo.id, by="person:1"), "four other words here")
    elif meanwhile == "disabled":
        administration.disable(place, bo.id, by="person:1")
    else:
        signed = sessions.find(place, sessions.begin(place, bo))
        two_factor.begin(place, bo.id)
        with place.database.read() as session:
            key = two_factor.enrolment(place, session.get(Person, bo.id)).key
        two_factor.turn_on(place, signed, pyotp.TOTP(key.replace(" ", "")).at(place.now()))
    there = len(sessions.of_person(place, bo.id))
    with pytest.raises(SignInRefused, match="changed meanwhile"):
        sessions.begin(place, let_in)
    assert len(sessions.of_person(place, bo.id)) == there
