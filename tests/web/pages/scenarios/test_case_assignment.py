"""A case is given to somebody of the team who may decide, one by one or many at once, on the pages and over HTTP."""

import json
import re

import pytest
from accounts import HTTPS, first, member, new_key, post

from screening.accounts import AccessRole, administration
from screening.accounts.one_time_links import FIRST_TEAM
from screening.audit import lines_of

LIST = (
    "Name,Institution,Country\nWei Zhang,Beihang University,CN\nLi Na,Beijing University of Aeronautics and Astronautics,CN\n"
    "Ada,Zabir Logistics Company,SY\n"
)


@pytest.fixture
def team(client, place, screened):
    """Two reviewers and a screener of one team, a reviewer of another, and a run that found three cases."""
    first(place)
    administration.add_team(place, "Grants", by="person:x")
    people = {
        login: member(client.application, place, login, where, *roles)
        for login, where, roles in (
            ("ben", FIRST_TEAM, (AccessRole.REVIEWER,)),
            ("cleo", FIRST_TEAM, (AccessRole.REVIEWER, AccessRole.AUDITOR)),
            ("sam", FIRST_TEAM, (AccessRole.SCREENER,)),
            ("gus", "grants", (AccessRole.REVIEWER,)),
        )
    }
    cookie = people["ben"].get_cookie("__Host-screening", domain="localhost").value
    client.set_cookie("__Host-screening", cookie, domain="localhost", secure=True)
    screened(LIST)
    return people


def ids(place):
    return {each.person.login: each.person.actor for each in administration.everybody(place)}


def cases(person, **asked):
    page = person.get("/review/", query_string=asked, **HTTPS).text
    return re.findall(r'data-step href="/review/([0-9a-f]{32})', page)


def test_those_who_may_decide_here_are_offered_and_nobody_else(team, place):
    page = team["ben"].get(f"/review/{cases(team['ben'])[0]}", **HTTPS).text
    offered = re.search(r'<select id="to".*?</select>', page, re.S).group(0)
    assert re.findall(r">([^<>]+)</option>", offered) == ["Ana Ngata", "me (Ben)", "Cleo", "nobody"]
    assert '<form class="assign"' not in team["sam"].get(f"/review/{cases(team['sam'])[0]}", **HTTPS).text


def test_the_queue_is_filtered_by_who_its_cases_are_assigned_to(team):
    page = team["ben"].get("/review/", **HTTPS).text
    label, offered = re.search(
        r'<label for="assignee">([^<]*)</label><select id="assignee"(.*?)</select>', page, re.S
    ).groups()
    assert label == "Assigned to"
    assert re.findall(r">([^<>]+)</option>", offered) == ["Anyone", "Me", "Unassigned", "Ana Ngata", "Cleo"]


def test_a_case_given_to_somebody_is_his_in_the_queue_and_he_decides_it(team, place):
    case = cases(team["ben"])[0]
    given = post(team["ben"], f"/review/{case}", f"/review/{case}/assign", to=ids(place)["cleo"])
    assert given.status_code == 303
    assert cases(team["cleo"], assignee="mine") == [case]
    assert case not in cases(team["cleo"], assignee="nobody")
    assert cases(team["ben"], assignee="mine") == []
    assert cases(team["ben"], assignee=ids(place)["cleo"]) == [case]
    assert "assigned to <bdi>Cleo</bdi>" in team["ben"].get(f"/review/{case}", **HTTPS).text
    form = {"verdict": "inconclusive", "reason": "too_little"}
    assert post(team["cleo"], f"/review/{case}", f"/review/{case}/propose", **form).status_code == 303
    with place.database.read() as session:
        facts = [json.loads(each.facts) for each in lines_of(session) if each.action == "case.assigned"]
    assert [(each["from"], each["to"]) for each in facts] == [("", ids(place)["cleo"])]


def test_four_eyes_are_not_changed_by_who_a_case_is_assigned_to(team, place):
    case = cases(team["ben"])[0]
    post(team["ben"], f"/review/{case}", f"/review/{case}/assign", to=ids(place)["ben"])
    form = {"verdict": "true_match", "reason": "name_and_place"}
    assert post(team["ben"], f"/review/{case}", f"/review/{case}/propose", **form).status_code == 303
    page = team["cleo"].get(f"/review/{case}", **HTTPS).text
    which = re.search(r'name="disposition" value="([^"]+)"', page).group(1)
    refused = post(team["ben"], "/review/", f"/review/{case}/confirm", disposition=which)
    assert refused.status_code == 403
    assert "Waiting for another reviewer" in refused.text
    confirmed = post(team["cleo"], f"/review/{case}", f"/review/{case}/confirm", disposition=which)
    assert confirmed.status_code == 303


@pytest.mark.parametrize("login", ["sam", "gus"])
def test_who_may_not_decide_in_this_team_is_given_nothing(team, place, login):
    case = cases(team["ben"])[0]
    refused = post(team["ben"], f"/review/{case}", f"/review/{case}/assign", to=ids(place)[login])
    assert refused.status_code == 422
    assert "Nobody with this id can decide in this team" in refused.text
    assert set(cases(team["ben"], assignee="nobody")) == set(cases(team["ben"]))


def test_many_are_given_at_once_each_with_its_own_entry_or_none(team, place):
    wanted = cases(team["ben"])
    done = post(team["ben"], "/review/", "/review/assign", case=wanted[:2], to=ids(place)["cleo"])
    assert done.status_code == 303
    assert "2 questions reassigned" in team["ben"].get(done.headers["Location"], **HTTPS).text
    assert set(cases(team["cleo"], assignee="mine")) == set(wanted[:2])
    assert cases(team["cleo"], assignee="nobody") == wanted[2:]
    with place.database.read() as session:
        assert sum(each.action == "case.assigned" for each in lines_of(session)) == 2
    mixed = post(team["ben"], "/review/", "/review/assign", case=[wanted[2], "0" * 32], to="me")
    assert mixed.status_code == 404
    assert cases(team["ben"], assignee="nobody") == wanted[2:]
    none = post(team["ben"], "/review/", "/review/assign", to="me")
    assert none.status_code == 422
    assert "Choose between one and" in none.text


def test_who_may_not_decide_any_more_is_named_as_such_and_the_case_given_on(team, place):
    case = cases(team["ben"])[0]
    post(team["ben"], f"/review/{case}", f"/review/{case}/assign", to=ids(place)["cleo"])
    administration.disable(place, ids(place)["cleo"].removeprefix("person:"), by="person:x")
    assert "may not decide any more" in team["ben"].get("/review/", **HTTPS).text
    assert "assign it to somebody else" in team["ben"].get(f"/review/{case}", **HTTPS).text
    post(team["ben"], f"/review/{case}", f"/review/{case}/assign", to="")
    assert case in cases(team["ben"], assignee="nobody")


def test_over_http_reviewers_are_named_and_a_case_is_given_to_one(team, place, client):
    headers = {"Authorization": f"Bearer {new_key(place, roles=(AccessRole.REVIEWER,))}"}
    case = cases(team["ben"])[0]
    client = client.application.test_client()
    said = client.get("/api/v1/reviewers", headers=headers, **HTTPS).json["reviewers"]
    assert [each["name"] for each in said] == ["Ana Ngata", "Ben", "Cleo"]
    address = f"/api/v1/cases/{case}/assignee"
    given = client.put(address, json={"to": said[2]["id"]}, headers=headers, **HTTPS).json["case"]
    assert (given["assignee"], given["assignee_id"]) == ("Cleo", ids(place)["cleo"])
    mine = client.get(f"/api/v1/cases?assignee={said[2]['id']}", headers=headers, **HTTPS).json["cases"]
    assert [each["id"] for each in mine] == [case]
    for to in (ids(place)["sam"], "person:unknown"):
        refused = client.put(address, json={"to": to}, headers=headers, **HTTPS)
        assert (refused.status_code, refused.content_type) == (422, "application/problem+json")
    assert client.put(address, json={"to": "Cleo"}, headers=headers, **HTTPS).status_code == 422
    back = client.put(address, json={"to": "nobody"}, headers=headers, **HTTPS).json["case"]
    assert (back["assignee"], back["assignee_id"]) == ("", None)


def test_a_key_that_may_not_decide_neither_gives_nor_attaches_nor_takes_over(team, place, client):
    case = cases(team["ben"])[0]
    run = re.search(r"/runs/([0-9a-f]{32})", team["ben"].get("/runs/", **HTTPS).text).group(1)
    client = client.application.test_client()
    headers = {"Authorization": f"Bearer {new_key(place)}"}
    refused = [
        client.put(f"/api/v1/cases/{case}/assignee", json={"to": "me"}, headers=headers, **HTTPS),
        client.post(f"/api/v1/cases/{case}/files?file_name=a.txt", data=b"x", headers=headers, **HTTPS),
        client.post(f"/api/v1/runs/{run}/annotated", data=b"x", headers=headers, **HTTPS),
    ]
    assert [(each.status_code, each.json["code"]) for each in refused] == [(403, "not-permitted")] * 3
