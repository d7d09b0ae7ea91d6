"""`screening accounts`: accounts from the machine itself."""

import pyotp
from click.testing import CliRunner

from screening.accounts import sessions, two_factor
from screening.accounts.administration import add_team
from screening.accounts.keys import check_key
from screening.accounts.one_time_links import read_link, set_password, set_up, set_up_link
from screening.audit import lines_of
from screening.cli import main
from screening.context import install, open_context
from screening.settings import read_settings
from screening.storage.people_tables import Person


def run(*words):
    return CliRunner().invoke(main, ["accounts", *words])


def test_a_link_to_the_first_account_is_printed_until_it_was_used(monkeypatch):
    monkeypatch.setenv("SCREENING_PUBLIC_URL", "https://screening.example.org/")
    settings = read_settings()
    install(settings)
    printed = run("bootstrap").output.strip()
    assert printed.startswith("https://screening.example.org/welcome/")
    place, secret = open_context(settings), printed.rsplit("/", 1)[1]
    assert read_link(place, secret).kind.value == "set-up"
    set_up(place, secret, login="ana", name="Ana", team="Office", password="correct horse battery")
    assert "set up already" in run("bootstrap").output
    place.close()


def test_an_address_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("SCREENING_PUBLIC_URL", "screening.example.org/pages")
    assert "config-unsafe" in run("bootstrap").output


def test_keys_are_made_listed_and_revoked(monkeypatch):
    install(read_settings())
    keys = lambda *words: CliRunner().invoke(main, ["keys", *words]).output  # noqa: E731
    key = keys("new", "Grant system", "--role", "reviewer", "--calls-per-minute", "9").strip()
    place = open_context(read_settings())
    found = check_key(place, key)
    assert (found.holder, found.team, found.roles, found.calls_per_minute) == (
        "Grant system",
        "local",
        "reviewer",
        9,
    )
    assert "Grant system (team local, reviewer): 9 calls a minute" in keys("list")
    assert key not in keys("list")
    assert "Revoked: Grant system" in keys("revoke", found.id)
    assert check_key(place, key) is None
    assert "key-unknown" in CliRunner().invoke(main, ["keys", "revoke", "0"]).stderr
    place.close()


def test_who_lost_phone_and_recovery_codes_is_helped_from_the_machine_only():
    install(read_settings())
    place = open_context(read_settings())
    secret = set_up(
        place, set_up_link(place), login="ana", name="Ana", team="Office", password="correct horse battery"
    )
    assert "two-factor-refused" in run("reset-two-factor", "ana").stderr
    signed = sessions.find(place, secret)
    two_factor.begin(place, signed.person.id)
    with place.database.read() as session:
        address = two_factor.enrolment(place, session.get(Person, signed.person.id)).address
    two_factor.turn_on(place, signed, pyotp.parse_uri(address).at(place.now()))
    assert run("reset-two-factor", "ANA").exit_code == 0
    assert sessions.find(place, secret) is None
    with place.database.read() as session:
        assert session.get(Person, signed.person.id).two_factor_secret == ""
        last = list(lines_of(session))[-1]
    assert (last.action, last.actor.split(":")[0]) == ("two-factor.reset", "local")
    place.close()


def test_people_are_invited_given_roles_disabled_and_helped_back_in():
    install(read_settings())
    place = open_context(read_settings())
    assert "no-accounts" in run("invite", "bo", "Bo").stderr
    set_up(
        place, set_up_link(place), login="ana", name="Ana", team="Office", password="correct horse battery"
    )
    link = run("invite", "bo@office.example", "Bo Tane", "--role", "reviewer").output.strip()
    assert "bo@office.example  Bo Tane (local: reviewer) invited" in run("list").output
    set_password(place, link.rsplit("/", 1)[1], "correct horse battery")
    assert run("roles", "BO@office.example", "--role", "auditor", "--role", "screener").exit_code == 0
    assert "Bo Tane (local: auditor, screener)\n" in run("list").output
    assert run("disable", "bo@office.example").exit_code == 0
    assert "disabled" in run("list").output
    assert "person-refused" in run("reset-password", "bo@office.example").stderr
    assert run("enable", "bo@office.example").exit_code == 0
    assert (
        read_link(place, run("reset-password", "bo@office.example").output.strip().rsplit("/", 1)[1]).name
        == "Bo Tane"
    )
    assert "last-administrator" in run("disable", "ana").stderr
    assert "ana  Ana (local: " in run("list").output
    assert ") installation administrator\n" in run("list").output
    assert run("make-installation-administrator", "bo@office.example").exit_code == 0
    assert run("remove-installation-administrator", "ana").exit_code == 0
    assert "last-administrator" in run("remove-installation-administrator", "bo@office.example").stderr
    assert "Bo Tane (local: auditor, screener) installation administrator\n" in run("list").output
    add_team(place, "Grants", by="person:x")
    assert (
        "has an account already and is in grants now"
        in run("invite", "ana", "Ana", "--team", "grants").output
    )
    assert "team-unknown" in run("roles", "ana", "--team", "nowhere", "--role", "auditor").stderr
    assert "person-unknown" in run("disable", "nobody").stderr
    with place.database.read() as session:
        assert all(each.actor.startswith("local:") for each in lines_of(session) if "disabled" in each.action)
    place.close()


def test_data_of_another_edition_is_refused_by_every_command_that_would_work_in_it():
    settings = read_settings()
    install(settings)
    place = open_context(settings)
    with place.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0160'")
    place.close()
    said = run("list")
    assert said.exit_code == 2
    assert "[other-edition]" in said.output
