"""What administrators do: it takes effect at once, ends sessions where it should, and never locks everybody out."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from screening.accounts import AccessRole, sessions
from screening.accounts import administration as admin
from screening.accounts.accounts import PersonRefused, PersonUnknown, SignInRefused, find, sign_in
from screening.accounts.one_time_links import FIRST_TEAM, LinkUnknown, read_link, set_password
from screening.accounts.sessions import TeamUnknown
from screening.audit import lines_of
from screening.confirmed_mappings import confirm, mappings
from screening.errors import ScreeningError
from screening.intake import read_list
from screening.intake.reading_choice import ReadingChoice
from screening.storage import open_database

PASSWORD = "correct horse battery"
BY = "person:ana"


def ana_of(place):
    with place.database.read() as session:
        found = find(session, "ana@office.example")
        session.expunge_all()
    return found


def test_an_invited_person_sets_his_own_password_and_has_the_roles_given(place, first):
    bo, secret = admin.invite(place, "bo@office.example", "Bo", FIRST_TEAM, {AccessRole.REVIEWER}, by=BY)
    with pytest.raises(SignInRefused):
        sign_in(place, "bo@office.example", "")
    signed = sessions.find(place, set_password(place, secret, PASSWORD))
    assert signed.person.id == bo.id
    assert signed.place.roles == {AccessRole.REVIEWER}


def test_nobody_is_invited_before_there_is_anybody(place):
    with pytest.raises(admin.NoAccounts):
        admin.invite(place, "bo", "Bo", FIRST_TEAM, {AccessRole.REVIEWER}, by="this-machine")


@pytest.mark.parametrize(
    ("login", "roles", "team", "refusal"),
    [
        ("bo", set(), FIRST_TEAM, PersonRefused),
        ("bo", {AccessRole.AUDITOR}, "nowhere", TeamUnknown),
        ("ana@office.example", {AccessRole.AUDITOR}, FIRST_TEAM, PersonRefused),
    ],
)
def test_an_invitation_that_cannot_be_kept_leaves_nobody_behind(place, first, login, roles, team, refusal):
    with pytest.raises(refusal):
        admin.invite(place, login, "Bo", team, roles, by=BY)
    assert len(admin.everybody(place)) == 1


def test_a_change_of_roles_holds_at_once_and_ends_every_session(place, add):
    bo = add("bo", local=[AccessRole.SCREENER])
    secret = sessions.begin(place, bo)
    admin.set_roles(place, bo.id, FIRST_TEAM, {AccessRole.SCREENER}, by=BY)
    assert sessions.find(place, secret)  # nothing changed
    admin.set_roles(place, bo.id, FIRST_TEAM, {AccessRole.AUDITOR}, by=BY)
    assert sessions.find(place, secret) is None
    assert admin.one(place, bo.id).places[0].roles == {AccessRole.AUDITOR}
    admin.set_roles(place, bo.id, FIRST_TEAM, set(), by=BY)
    assert admin.one(place, bo.id).places == ()


def test_an_installation_administrator_who_can_sign_in_is_always_left(place, first, add):
    bo, ana = add("bo", local=[AccessRole.ADMINISTRATOR]), ana_of(place)
    for act in (admin.disable, admin.remove_installation_administrator):
        with pytest.raises(admin.LastAdministrator, match="make-installation-administrator"):
            act(place, ana.id, by=BY)
        assert sessions.find(place, first)
    invited, _ = admin.invite(place, "ci", "Ci", FIRST_TEAM, {AccessRole.SCREENER}, by=BY)
    admin.make_installation_administrator(place, invited.id, by=BY)
    with pytest.raises(admin.LastAdministrator):  # who was invited cannot sign in yet
        admin.disable(place, ana.id, by=BY)
    admin.make_installation_administrator(place, bo.id, by=BY)
    admin.disable(place, ana.id, by=BY)
    assert sessions.find(place, first) is None
    with pytest.raises(admin.LastAdministrator):
        admin.remove_installation_administrator(place, bo.id, by=BY)


def test_an_installation_administrator_signs_in_without_a_team_and_holds_no_role_then(place, first):
    ana = ana_of(place)
    admin.set_roles(place, ana.id, FIRST_TEAM, set(), by=BY)
    assert sessions.find(place, first) is None
    signed = sessions.find(place, sessions.begin(place, ana))
    assert (signed.place, signed.places) == (sessions.NO_TEAM, ())
    admin.add_team(place, "Grants", by=BY)
    admin.close_team(place, FIRST_TEAM, by=BY)
    with pytest.raises(admin.LastTeam):
        admin.close_team(place, "grants", by=BY)


def test_who_is_no_installation_administrator_any_more_is_signed_out_and_needs_a_team(place, add):
    bo = add("bo", grants=[AccessRole.SCREENER])
    admin.make_installation_administrator(place, bo.id, by=BY)
    secret = sessions.begin(place, ana_of(place)), sessions.begin(place, admin.one(place, bo.id).person)
    admin.remove_installation_administrator(place, bo.id, by=BY)
    assert sessions.find(place, secret[0])
    assert sessions.find(place, secret[1]) is None
    admin.set_roles(place, bo.id, "grants", set(), by=BY)
    with pytest.raises(SignInRefused):
        sessions.begin(place, admin.one(place, bo.id).person)


REACHING = (admin.new_link, admin.disable, admin.enable)


@pytest.mark.parametrize("act", [*REACHING, admin.end_sessions])
def test_to_a_teams_administrator_people_of_other_teams_are_nobody(place, add, act):
    bo = add("bo", grants=[AccessRole.SCREENER])
    secret = sessions.begin(place, bo)
    said = []
    for person_id in (bo.id, "nobody"):
        with pytest.raises(PersonUnknown) as refused:
            act(place, person_id, by=BY, within=FIRST_TEAM)
        said.append(refused.value.sentence)
    assert said[0] == said[1]
    assert sessions.find(place, secret)
    with pytest.raises(PersonUnknown):
        admin.one(place, bo.id, FIRST_TEAM)
    assert bo.id not in {each.person.id for each in admin.everybody(place, FIRST_TEAM)}
    assert [each.id for each in admin.teams(place, FIRST_TEAM)] == [FIRST_TEAM]


@pytest.mark.parametrize("act", REACHING)
def test_a_teams_administrator_takes_over_nobody_who_is_more_than_the_teams_own(place, first, add, act):
    """Both an account of two teams, and one that administers the installation."""
    bo, ana = add("bo", local=[AccessRole.SCREENER], grants=[AccessRole.ADMINISTRATOR]), ana_of(place)
    for whose in (bo, ana):
        with pytest.raises(admin.BeyondTeam):
            act(place, whose.id, by=BY, within=FIRST_TEAM)
        assert admin.one(place, whose.id, FIRST_TEAM).beyond
        assert [each.team_id for each in admin.one(place, whose.id, FIRST_TEAM).places] == [FIRST_TEAM]
    assert sign_in(place, "bo", PASSWORD)
    ci = add("ci", local=[AccessRole.SCREENER])
    act(place, ci.id, by=BY, within=FIRST_TEAM)
    act(place, bo.id, by=BY)  # as an installation administrator


def test_a_teams_administrator_takes_people_out_of_his_team_and_leaves_them_the_others(place, add):
    bo = add("bo", local=[AccessRole.SCREENER], grants=[AccessRole.AUDITOR])
    there = sessions.begin(place, bo)
    here = sessions.switch(place, sessions.find(place, sessions.begin(place, bo)), "grants")
    assert sessions.find(place, there).place.team_id == FIRST_TEAM
    admin.set_roles(place, bo.id, FIRST_TEAM, set(), by=BY, within=FIRST_TEAM)
    assert sessions.find(place, there) is None
    assert sessions.find(place, here).places == admin.one(place, bo.id).places
    with pytest.raises(PersonUnknown):  # back only by the name that he signs in with
        admin.set_roles(place, bo.id, FIRST_TEAM, {AccessRole.SCREENER}, by=BY, within=FIRST_TEAM)
    with pytest.raises(TeamUnknown):
        admin.set_roles(place, bo.id, "grants", set(), by=BY, within=FIRST_TEAM)
    secret = sessions.begin(place, bo)
    with pytest.raises(PersonUnknown):
        admin.end_sessions(place, bo.id, by=BY, within=FIRST_TEAM)
    assert sessions.find(place, secret)


def test_sessions_in_another_team_are_not_a_teams_administrators_to_end(place, add):
    bo = add("bo", local=[AccessRole.SCREENER], grants=[AccessRole.AUDITOR])
    here = sessions.begin(place, bo)
    there = sessions.switch(place, sessions.find(place, sessions.begin(place, bo)), "grants")
    admin.end_sessions(place, bo.id, by=BY, within=FIRST_TEAM)
    assert sessions.find(place, here) is None
    assert sessions.find(place, there).place.team_id == "grants"
    admin.end_sessions(place, bo.id, by=BY)
    assert sessions.find(place, there) is None


def test_sessions_of_an_installation_administrator_are_not_a_teams_administrators_to_end(place, first):
    ana = ana_of(place)
    secret = sessions.begin(place, ana)
    with pytest.raises(admin.BeyondTeam):
        admin.end_sessions(place, ana.id, by=BY, within=FIRST_TEAM)
    assert sessions.find(place, secret)
    with place.database.read() as session:
        assert "person.sessions-ended" not in {each.action for each in lines_of(session)}
    admin.end_sessions(place, ana.id, by=BY)
    assert sessions.find(place, secret) is None


def test_who_has_an_account_is_added_to_a_team_without_a_link_and_keeps_the_account(place, add):
    bo = add("bo", grants=[AccessRole.SCREENER])
    secret = sessions.begin(place, bo)
    given = admin.invite(place, " BO ", "Another name", FIRST_TEAM, {AccessRole.AUDITOR}, by=BY)
    assert (given[0].id, given[0].name, given[1]) == (bo.id, "Bo", "")
    assert sessions.find(place, secret).place.roles == {AccessRole.SCREENER}  # nobody is signed out by it
    assert {each.team_id: each.roles for each in admin.one(place, bo.id).places} == {
        FIRST_TEAM: {AccessRole.AUDITOR},
        "grants": {AccessRole.SCREENER},
    }
    with pytest.raises(TeamUnknown):
        admin.invite(place, "ci", "Ci", "grants", {AccessRole.AUDITOR}, by=BY, within=FIRST_TEAM)


@pytest.mark.parametrize("state", ["in another team", "invited there", "disabled", "in no team"])
def test_a_teams_administrator_takes_nobody_of_another_team_into_his_own(place, add, state):
    """Or her own team's administrator could help her no more, and her invitation would be void."""
    bo = add("bo", grants=[AccessRole.SCREENER])
    link = admin.new_link(place, bo.id, by=BY) if state == "invited there" else ""
    if state == "disabled":
        admin.disable(place, bo.id, by=BY)
    elif state == "in no team":
        admin.set_roles(place, bo.id, "grants", set(), by=BY)
    with pytest.raises(
        admin.BeyondTeam, match=r"^You cannot invite this name; an installation administrator"
    ):
        admin.invite(place, "bo", "Bo", FIRST_TEAM, {AccessRole.AUDITOR}, by=BY, within=FIRST_TEAM)
    assert FIRST_TEAM not in {each.team_id for each in admin.one(place, bo.id).places}
    if link:
        assert read_link(place, link).name == "Bo"
    admin.invite(place, "bo", "Bo", FIRST_TEAM, {AccessRole.AUDITOR}, by=BY)


def test_a_session_begins_where_the_person_worked_last_and_at_first_in_the_first_team_given(place, add):
    bo = add("bo", local=[AccessRole.SCREENER])  # "Office"
    alpha = admin.add_team(place, "Alpha", by=BY)
    admin.invite(place, "bo", "Bo", alpha, {AccessRole.AUDITOR}, by=BY)
    secret = sessions.begin(place, bo)
    assert sessions.find(place, secret).place.team_id == FIRST_TEAM
    sessions.switch(place, sessions.find(place, secret), alpha)
    assert sessions.find(place, sessions.begin(place, bo)).place.team_id == alpha
    admin.set_roles(place, bo.id, alpha, set(), by=BY)
    assert sessions.find(place, sessions.begin(place, bo)).place.team_id == FIRST_TEAM


def at_once(place, acts):
    """What each of two acts raised, begun at once on two machines."""
    other = replace(place, database=open_database(place.settings))
    ready = Barrier(len(acts))

    def do(at, act):
        ready.wait()
        try:
            act(at)
        except ScreeningError as error:
            return type(error)
        return None

    try:
        with ThreadPoolExecutor(len(acts)) as threads:
            return list(threads.map(do, (place, other), acts))
    finally:
        other.database.close()


@pytest.mark.parametrize("act", [admin.disable, admin.remove_installation_administrator])
def test_of_two_who_take_the_last_two_installation_administrators_at_once_one_is_refused(place, add, act):
    bo, ana = add("bo", local=[AccessRole.SCREENER]), ana_of(place)
    for _ in range(8):
        admin.make_installation_administrator(place, bo.id, by=BY)
        raised = at_once(place, [lambda at: act(at, ana.id, by=BY), lambda at: act(at, bo.id, by=BY)])
        assert sorted(raised, key=str) == [admin.LastAdministrator, None]
        for whose in (ana, bo):
            admin.enable(place, whose.id, by=BY)
            admin.make_installation_administrator(place, whose.id, by=BY)


def test_of_two_who_close_the_last_two_teams_at_once_one_is_refused(place, first):
    last = FIRST_TEAM
    for number in range(8):
        both = [last, admin.add_team(place, f"Grants {number}", by=BY)]
        raised = at_once(place, [lambda at, team=team: admin.close_team(at, team, by=BY) for team in both])
        assert sorted(raised, key=str) == [admin.LastTeam, None]
        (last,) = (each.id for each in admin.teams(place))


@pytest.mark.parametrize("more", ["invited", "given roles", "made installation administrator"])
def test_a_link_is_worth_nothing_once_its_person_has_more_than_who_made_it_could_give(place, add, more):
    """Or the administrator of a team would keep a link, and use it when the person has come to another team."""
    bo = add("bo", local=[AccessRole.SCREENER])
    admin.add_team(place, "Grants", by=BY)
    kept = admin.new_link(place, bo.id, by="person:their-administrator", within=FIRST_TEAM)
    assert read_link(place, kept).name == "Bo"
    if more == "invited":
        admin.invite(place, "bo", "Bo", "grants", {AccessRole.AUDITOR}, by=BY)
    elif more == "given roles":
        admin.set_roles(place, bo.id, "grants", {AccessRole.AUDITOR}, by=BY)
    else:
        admin.make_installation_administrator(place, bo.id, by=BY)
    with pytest.raises(LinkUnknown):
        read_link(place, kept)


def test_what_a_teams_administrator_does_stands_in_the_log_of_the_team(place, first, add):
    bo = add("bo", local=[AccessRole.SCREENER])
    for act in (admin.new_link, admin.end_sessions, admin.disable, admin.enable):
        act(place, bo.id, by="person:here", within=FIRST_TEAM)
    with place.database.read() as session:
        assert {each.team for each in lines_of(session) if each.actor == "person:here"} == {FIRST_TEAM}


def test_a_disabled_account_is_used_again_with_its_password_but_not_its_links(place, add):
    bo = add("bo", local=[AccessRole.SCREENER])
    link = admin.new_link(place, bo.id, by=BY)
    admin.disable(place, bo.id, by=BY)
    with pytest.raises(PersonRefused):
        admin.new_link(place, bo.id, by=BY)
    admin.enable(place, bo.id, by=BY)
    with pytest.raises(LinkUnknown):
        read_link(place, link)
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
    bo = add("bo", grants=[AccessRole.SCREENER])
    secret = sessions.begin(place, bo)
    admin.close_team(place, "grants", by=BY)
    assert sessions.find(place, secret) is None
    with pytest.raises(TeamUnknown):
        admin.set_roles(place, bo.id, "grants", {AccessRole.SCREENER}, by=BY)


def test_a_closed_team_leaves_no_confirmed_mapping(place, add, tmp_path):
    add("bo", grants=[AccessRole.SCREENER])
    path = tmp_path / "list.csv"
    path.write_text("Name,Employer\nJane Roe,KU Leuven\n", encoding="utf-8")
    choice = ReadingChoice(map=(("person_name", "Name"),))
    for team in ("grants", "elsewhere"):
        confirm(place, team, read_list(path), choice, by=BY)
    admin.close_team(place, "grants", by=BY)
    assert mappings(place, "grants") == []
    assert len(mappings(place, "elsewhere")) == 1


def test_what_is_nobody_is_not_there(place, first):
    for act in (admin.disable, admin.enable, admin.new_link, admin.end_sessions):
        with pytest.raises(PersonUnknown):
            act(place, "nobody", by=BY)


def test_every_act_is_in_the_log_under_who_did_it_without_names(place, first):
    bo, _ = admin.invite(place, "bo@office.example", "Bo Tane", FIRST_TEAM, {AccessRole.REVIEWER}, by=BY)
    team = admin.add_team(place, "Grants", by=BY)
    admin.set_roles(place, bo.id, team, {AccessRole.AUDITOR}, by=BY)
    admin.new_link(place, bo.id, by=BY)
    admin.end_sessions(place, bo.id, by=BY)
    admin.disable(place, bo.id, by=BY)
    admin.enable(place, bo.id, by=BY)
    admin.close_team(place, team, by=BY)
    admin.make_installation_administrator(place, bo.id, by=BY)
    admin.remove_installation_administrator(place, bo.id, by=BY)
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
        "person.installation-administrator-made",
        "person.installation-administrator-removed",
    ]
    assert json.loads(log[2].facts) == {"person": bo.id, "from": [], "to": ["auditor"]}
    assert "Tane" not in str(log)
