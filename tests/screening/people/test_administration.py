"""What administrators do: it takes effect at once, ends sessions where it should, and never locks everybody out."""

import json

import pytest

from screening.audit import lines_of
from screening.intake import take
from screening.intake.reading_choice import ReadingChoice
from screening.jobs.mappings import confirm, mappings
from screening.people import Role, sessions
from screening.people import administration as admin
from screening.people.accounts import PersonRefused, PersonUnknown, SignInRefused, find, sign_in
from screening.people.links import FIRST_TEAM, LinkUnknown, look, set_password
from screening.people.sessions import TeamUnknown

PASSWORD = "correct horse battery"
BY = "person:ana"


def ana_of(place):
    with place.database.read() as session:
        found = find(session, "ana@office.example")
        session.expunge_all()
    return found


def test_an_invited_person_sets_his_own_password_and_has_the_roles_given(place, first):
    bo, secret = admin.invite(place, "bo@office.example", "Bo", FIRST_TEAM, {Role.REVIEWER}, by=BY)
    with pytest.raises(SignInRefused):
        sign_in(place, "bo@office.example", "")
    signed = sessions.find(place, set_password(place, secret, PASSWORD))
    assert signed.person.id == bo.id
    assert signed.place.roles == {Role.REVIEWER}


def test_nobody_is_invited_before_there_is_anybody(place):
    with pytest.raises(admin.NoAccounts):
        admin.invite(place, "bo", "Bo", FIRST_TEAM, {Role.REVIEWER}, by="this-machine")


@pytest.mark.parametrize(
    ("login", "roles", "team", "refusal"),
    [
        ("bo", set(), FIRST_TEAM, PersonRefused),
        ("bo", {Role.AUDITOR}, "nowhere", TeamUnknown),
        ("ana@office.example", {Role.AUDITOR}, FIRST_TEAM, PersonRefused),
    ],
)
def test_an_invitation_that_cannot_be_kept_leaves_nobody_behind(place, first, login, roles, team, refusal):
    with pytest.raises(refusal):
        admin.invite(place, login, "Bo", team, roles, by=BY)
    assert len(admin.everybody(place)) == 1


def test_a_change_of_roles_holds_at_once_and_ends_every_session(place, add):
    bo = add("bo", local=[Role.SCREENER])
    secret = sessions.begin(place, bo)
    admin.set_roles(place, bo.id, FIRST_TEAM, {Role.SCREENER}, by=BY)
    assert sessions.find(place, secret)  # nothing changed
    admin.set_roles(place, bo.id, FIRST_TEAM, {Role.AUDITOR}, by=BY)
    assert sessions.find(place, secret) is None
    assert admin.one(place, bo.id).places[0].roles == {Role.AUDITOR}
    admin.set_roles(place, bo.id, FIRST_TEAM, set(), by=BY)
    assert admin.one(place, bo.id).places == ()


def test_somebody_who_may_administer_is_always_left(place, first, add):
    bo, team = add("bo", local=[Role.SCREENER]), admin.add_team(place, "Grants", by=BY)
    ana = ana_of(place)
    for act in (
        lambda: admin.disable(place, ana.id, by=BY),
        lambda: admin.set_roles(place, ana.id, FIRST_TEAM, {Role.AUDITOR}, by=BY),
        lambda: admin.close_team(place, FIRST_TEAM, by=BY),
    ):
        with pytest.raises(admin.LastAdministrator):
            act()
        assert sessions.find(place, first)
    invited, _ = admin.invite(place, "ci", "Ci", team, {Role.ADMINISTRATOR}, by=BY)
    with pytest.raises(admin.LastAdministrator):  # who was invited cannot sign in yet
        admin.disable(place, ana.id, by=BY)
    admin.set_roles(place, bo.id, team, {Role.ADMINISTRATOR}, by=BY)
    admin.disable(place, ana.id, by=BY)
    assert sessions.find(place, first) is None
    assert invited.id


def test_a_disabled_account_is_used_again_with_its_password_but_not_its_links(place, add):
    bo = add("bo", local=[Role.SCREENER])
    link = admin.new_link(place, bo.id, by=BY)
    admin.disable(place, bo.id, by=BY)
    with pytest.raises(PersonRefused):
        admin.new_link(place, bo.id, by=BY)
    admin.enable(place, bo.id, by=BY)
    with pytest.raises(LinkUnknown):
        look(place, link)
    assert sign_in(place, "bo", PASSWORD)


def test_a_team_has_an_id_that_people_can_type_and_that_is_never_used_twice(place, first):
    assert admin.add_team(place, "Te Tari Rangahau Māori", by=BY) == "te-tari-rangahau-maori"
    assert admin.add_team(place, "研究室", by=BY).isascii()
    with pytest.raises(PersonRefused):
        admin.add_team(place, "te tari rangahau MĀORI", by=BY)
    admin.close_team(place, "te-tari-rangahau-maori", by=BY)
    assert admin.add_team(place, "Te Tari Rangahau Māori", by=BY) == "te-tari-rangahau-maori-2"
    assert admin.add_team(place, "!!", by=BY) == "team"


def test_in_a_closed_team_nobody_works_any_more(place, add):
    bo = add("bo", grants=[Role.SCREENER])
    secret = sessions.begin(place, bo)
    admin.close_team(place, "grants", by=BY)
    assert sessions.find(place, secret) is None
    with pytest.raises(TeamUnknown):
        admin.set_roles(place, bo.id, "grants", {Role.SCREENER}, by=BY)


def test_a_closed_team_leaves_no_confirmed_mapping(place, add, tmp_path):
    add("bo", grants=[Role.SCREENER])
    path = tmp_path / "list.csv"
    path.write_text("Name,Employer\nJane Roe,KU Leuven\n", encoding="utf-8")
    choice = ReadingChoice(map=(("person_name", "Name"),))
    for team in ("grants", "elsewhere"):
        confirm(place, team, take(path), choice, by=BY)
    admin.close_team(place, "grants", by=BY)
    assert mappings(place, "grants") == []
    assert len(mappings(place, "elsewhere")) == 1


def test_what_is_nobody_is_not_there(place, first):
    for act in (admin.disable, admin.enable, admin.new_link, admin.end_sessions):
        with pytest.raises(PersonUnknown):
            act(place, "nobody", by=BY)


def test_every_act_is_in_the_log_under_who_did_it_without_names(place, first):
    bo, _ = admin.invite(place, "bo@office.example", "Bo Tane", FIRST_TEAM, {Role.REVIEWER}, by=BY)
    team = admin.add_team(place, "Grants", by=BY)
    admin.set_roles(place, bo.id, team, {Role.AUDITOR}, by=BY)
    admin.new_link(place, bo.id, by=BY)
    admin.end_sessions(place, bo.id, by=BY)
    admin.disable(place, bo.id, by=BY)
    admin.enable(place, bo.id, by=BY)
    admin.close_team(place, team, by=BY)
    with place.database.read() as session:
        log = [each for each in lines_of(session) if each.actor == BY]
    assert [each.action for each in log] == [
        "person.invited",
        "team.added",
        "person.roles-set",
        "person.link-made",
        "person.sessions-ended",
        "person.disabled",
        "person.enabled",
        "team.closed",
    ]
    assert json.loads(log[2].facts) == {"person": bo.id, "from": [], "to": ["auditor"]}
    assert "Tane" not in str(log)
