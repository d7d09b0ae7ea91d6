"""Two-factor authentication: codes that work once, recovery codes, and a secret that the database alone does not give."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyotp
import pytest
from sqlmodel import select

from screening.accounts import AccessRole, administration, sessions, two_factor
from screening.accounts.accounts import SignInRefused
from screening.accounts.one_time_links import LinkKind, make_link, set_password
from screening.accounts.two_factor import CodeRefused, TwoFactorRefused, TwoFactorUnreadable
from screening.audit import lines_of
from screening.storage import open_database
from screening.storage.people_tables import Person, RecoveryCode


@pytest.fixture
def signed(place, first):
    return sessions.find(place, first)


def now_of(place, person_id):
    with place.database.read() as session:
        found = session.get(Person, person_id)
        session.expunge_all()
    return found


@pytest.fixture
def app(place, signed):
    """An authenticator app that was given the key, nothing confirmed yet."""
    two_factor.begin(place, signed.person.id)
    given = two_factor.enrolment(place, now_of(place, signed.person.id))
    totp = pyotp.parse_uri(given.address)
    assert (totp.secret, totp.name, totp.issuer) == (
        given.key.replace(" ", ""),
        "ana@office.example",
        "Research Screening",
    )
    return totp


@pytest.fixture
def codes(place, signed, app, clock):
    """It is on; gives the recovery codes. The code of this half minute is used up, so the clock goes on."""
    made = two_factor.turn_on(place, signed, app.at(clock.now))
    clock.moved(seconds=60)
    return made


@pytest.fixture
def enter(place, signed):
    """Give a code after the right password."""

    def do(code):
        person = now_of(place, signed.person.id)
        return two_factor.sign_in_with_code(place, person, code, "Firefox", "password")

    return do


def actions(place):
    with place.database.read() as session:
        return [(each.action, json.loads(each.facts)) for each in lines_of(session)]


def test_it_is_on_once_a_first_code_was_right_and_other_sessions_end(place, signed, app, clock, first):
    other = sessions.begin(place, signed.person)
    with pytest.raises(CodeRefused):
        two_factor.turn_on(place, signed, "000000")
    assert now_of(place, signed.person.id).two_factor_at == ""
    assert sessions.find(place, other)
    codes = two_factor.turn_on(place, signed, app.at(clock.now))
    assert now_of(place, signed.person.id).two_factor_at
    assert len(set(codes)) == two_factor.RECOVERY_CODES == 10
    assert sessions.find(place, other) is None
    assert sessions.find(place, first)
    with pytest.raises(TwoFactorRefused):
        two_factor.begin(place, signed.person.id)


def test_a_code_is_right_half_a_minute_early_or_late_and_no_more(codes, app, enter, clock):
    for wrong in (-60, 60):
        with pytest.raises(CodeRefused):
            enter(app.at(clock.now.timestamp() + wrong))
    assert enter(app.at(clock.now.timestamp() - 30))
    assert enter(app.at(clock.now.timestamp() + 30))


def test_a_code_is_used_once_and_none_older_than_the_newest_after_it(codes, app, enter, clock):
    code, older = app.at(clock.now), app.at(clock.now.timestamp() - 30)
    assert enter(f" {code[:3]} {code[3:]} ")
    for again in (code, older):
        with pytest.raises(CodeRefused):
            enter(again)
    clock.moved(seconds=30)
    assert enter(app.at(clock.now))


def test_one_code_given_twice_at_once_signs_in_once_on_two_machines(place, codes, app, clock, signed):
    other = replace(place, database=open_database(place.settings))
    person, code = now_of(place, signed.person.id), app.at(clock.now)

    def enter(at):
        try:
            return two_factor.sign_in_with_code(at, person, code, "", "password")
        except CodeRefused:
            return ""

    try:
        with ThreadPoolExecutor(4) as people:
            begun = list(people.map(enter, [place, other] * 2))
    finally:
        other.database.close()
    assert sum(map(bool, begun)) == 1


def test_a_recovery_code_stands_in_once_however_it_is_written(place, codes, enter, signed):
    assert enter(f" {codes[0].upper().replace('-', ' ')} ")
    with pytest.raises(CodeRefused):
        enter(codes[0])
    assert enter(codes[1])
    assert two_factor.recovery_codes_left(place, signed.person.id) == 8
    used = [facts for action, facts in actions(place) if action == "recovery-code.used"]
    assert used == [{"left": 9}, {"left": 8}]


def test_recovery_codes_made_anew_void_those_before(place, codes, app, enter, signed, clock):
    made = two_factor.renew_recovery_codes(place, signed, app.at(clock.now))
    assert not set(made) & set(codes)
    with pytest.raises(CodeRefused):
        enter(codes[0])
    assert enter(made[0])


def test_it_is_turned_off_by_a_code_only_and_then_the_password_is_enough(place, codes, app, signed, clock):
    with pytest.raises(CodeRefused):
        two_factor.turn_off(place, signed, "000000")
    two_factor.turn_off(place, signed, app.at(clock.now))
    person = now_of(place, signed.person.id)
    assert (person.two_factor_at, person.two_factor_secret) == ("", "")
    assert two_factor.recovery_codes_left(place, person.id) == 0
    with pytest.raises(SignInRefused):
        two_factor.sign_in_with_code(place, person, codes[0], "", "password")


def test_a_wrong_code_stands_in_the_log_because_somebody_knew_the_password(place, codes, enter):
    with pytest.raises(CodeRefused):
        enter("000000")
    assert actions(place)[-1] == ("sign-in.failed", {"step": "code"})


def test_a_new_password_by_link_does_not_turn_it_off_and_begins_no_session(place, codes, signed, first):
    with place.decide() as decision:
        secret = make_link(decision, LinkKind.RESET, signed.person.id, "person:1")
        decision.record("person.link-made", actor="person:1", team="")
    assert set_password(place, secret, "four other words here") == ""
    assert sessions.of_person(place, signed.person.id) == []
    assert now_of(place, signed.person.id).two_factor_at


def test_who_gave_the_old_password_is_not_let_in_by_a_code_after_it_was_changed(
    place, codes, app, signed, clock, behind_the_log
):
    before = now_of(place, signed.person.id)
    with behind_the_log(place.database) as session:
        session.get(Person, before.id).password = "another"
    with pytest.raises(SignInRefused):
        two_factor.sign_in_with_code(place, before, app.at(clock.now), "", "password")


def test_a_disabled_account_is_let_in_by_no_code(place, codes, app, enter, add, signed, clock):
    other = add("bo", local=list(AccessRole))
    administration.make_installation_administrator(place, other.id, by="this-machine")
    administration.disable(place, signed.person.id, by="person:1")
    with pytest.raises(SignInRefused):
        enter(app.at(clock.now))


def test_the_database_gives_neither_the_secret_nor_a_recovery_code(place, codes, app, signed):
    with place.database.read() as session:
        person = session.get(Person, signed.person.id)
        kept = repr(person) + repr(session.exec(select(RecoveryCode)).all())
    assert app.secret not in kept
    assert not any(each in kept or each.replace("-", "") in kept for each in codes)


def test_a_secret_is_bound_to_its_person_and_to_the_key(
    place, codes, app, signed, add, clock, behind_the_log
):
    bo = add("bo", local=[AccessRole.SCREENER])
    mine = now_of(place, signed.person.id)
    with behind_the_log(place.database) as session:
        theirs = session.get(Person, bo.id)
        theirs.two_factor_secret, theirs.two_factor_at = mine.two_factor_secret, mine.two_factor_at
    with pytest.raises(TwoFactorUnreadable):
        two_factor.sign_in_with_code(place, now_of(place, bo.id), app.at(clock.now), "", "password")
    other = replace(place, key=b"another key of the service, long enough")
    with pytest.raises(TwoFactorUnreadable):
        two_factor.sign_in_with_code(other, mine, app.at(clock.now), "", "password")


def test_a_reset_takes_the_second_factor_and_ends_sessions(place, codes, signed, first):
    two_factor.reset(place, signed.person.id, by="local:root")
    assert now_of(place, signed.person.id).two_factor_secret == ""
    assert sessions.find(place, first) is None
    assert actions(place)[-1] == ("two-factor.reset", {"person": signed.person.id})
    with pytest.raises(TwoFactorRefused):
        two_factor.reset(place, signed.person.id, by="local:root")


@pytest.mark.parametrize(
    ("setting", "screener", "administrator"),
    [
        ("off", False, False),
        ("optional", False, False),
        ("administrators", False, True),
        ("everybody", True, True),
    ],
)
def test_who_must_have_it_follows_the_setting(place, add, signed, setting, screener, administrator):
    at = replace(place, settings=place.settings.model_copy(update={"two_factor": setting}))
    bo = sessions.find(place, sessions.begin(place, now_of(place, add("bo", local=[AccessRole.SCREENER]).id)))
    assert two_factor.must_have(at, bo) is screener
    assert two_factor.must_have(at, signed) is administrator
    vouched = replace(bo, person=Person(id="x", login="x", name="x", made_at="", issuer="https://x"))
    assert two_factor.must_have(at, vouched) is False


def test_where_it_is_off_nobody_begins_but_who_has_it_is_still_asked(place, codes, app, enter, add, clock):
    at = replace(place, settings=place.settings.model_copy(update={"two_factor": "off"}))
    with pytest.raises(TwoFactorRefused):
        two_factor.begin(at, add("bo", local=[AccessRole.SCREENER]).id)
    assert enter(app.at(clock.now))


def test_every_step_is_in_the_log_without_a_code(place, codes, app, enter, signed, clock):
    enter(codes[0])
    two_factor.turn_off(place, signed, app.at(clock.now))
    found = actions(place)
    assert [action for action, _ in found if "factor" in action or "recovery" in action] == [
        "two-factor.begun",
        "two-factor.on",
        "recovery-code.used",
        "two-factor.off",
    ]
    assert not any(each in str(found) for each in (*codes, app.secret))


def test_a_key_of_the_service_that_changed_before_the_first_code_keeps_nobody_from_beginning_anew(
    place, app, signed, clock
):
    other = replace(place, key=b"another key of the service, long enough")
    assert two_factor.enrolment(other, now_of(place, signed.person.id)) is None
    with pytest.raises(TwoFactorRefused):
        two_factor.turn_on(other, signed, app.at(clock.now))
    two_factor.begin(other, signed.person.id)
    given = two_factor.enrolment(other, now_of(place, signed.person.id))
    assert two_factor.turn_on(other, signed, pyotp.parse_uri(given.address).at(clock.now))
