"""The pages about policies: the interview ends in policies that the forms of this browser are filled in with."""

import re

from markupsafe import escape

from screening.policy.interview import advise

HTTPS = {"base_url": "https://localhost"}


def proof(page):
    return re.search(r'name="proof" value="([^"]+)"', page).group(1)


def ticked(page):
    return re.findall(r'name="policy" value="([^"]+)" checked', page)


def answered(page):
    return dict(re.findall(r'name="fact-(\w+)" value="(\w+)" checked', page))


def test_the_interview_suggests_nothing_before_it_is_answered(client):
    page = client.get("/policies/choose", **HTTPS).text
    assert "Who pays for the work?" in page
    assert "Suggested policies" not in page


def test_each_suggested_policy_stands_with_its_reasons_and_what_the_answers_say_of_the_project(client):
    page = client.get("/policies/choose?where=japan&pays=us-war-department", **HTTPS).text
    suggested = advise({"where": ["japan"], "pays": ["us-war-department"]})
    assert ticked(page) == [each.policy for each in suggested.policies]
    assert len(ticked(page)) > 3
    for why in (why for each in suggested.policies for why in each.reasons):
        assert str(escape(why)) in page
    assert answered(page) == suggested.project


def test_policies_that_are_used_fill_in_the_form_of_a_check_and_do_not_change_what_an_address_asks(client):
    page = client.get("/policies/choose?where=japan", **HTTPS).text
    form = {
        "proof": proof(page),
        "policy": ["jp-meti-end-users", "ca-strac"],
        "fact-support": "yes",
        "fact-federal_contract": "no",
        "then": "check",
    }
    onward = client.post("/policies/choose", data=form, **HTTPS).headers["Location"]
    first = client.get(onward, **HTTPS).text
    assert onward.startswith("/check?")
    assert set(ticked(first)) == {"jp-meti-end-users", "ca-strac"}
    assert answered(first) == {"support": "yes", "federal_contract": "no"}
    later = client.get("/check", **HTTPS).text
    assert set(ticked(later)) == {"jp-meti-end-users", "ca-strac"}
    assert answered(later) == {"federal_contract": "no"}
    assert ticked(client.get("/check?name=KU+Leuven", **HTTPS).text) == []


def test_policies_that_are_used_are_ticked_in_the_preview_of_a_list(client, uploaded):
    page = client.get("/policies/choose?where=japan", **HTTPS).text
    form = {
        "proof": proof(page),
        "policy": "nz-trusted-research",
        "fact-sensitive_area": "no",
        "then": "list",
    }
    onward = client.post("/policies/choose", data=form, **HTTPS).headers["Location"]
    assert onward.startswith("/upload?")
    first = uploaded("Name\nKU Leuven\n", address=onward)
    assert ticked(first) == ["nz-trusted-research"]
    assert answered(first)["sensitive_area"] == "no"
    later = uploaded("Name\nKU Leuven\n")
    assert ticked(later) == ["nz-trusted-research"]
    assert "sensitive_area" not in answered(later)


def test_a_browser_forgets_its_policies_when_told_to(client):
    page = client.get("/policies/choose?where=japan", **HTTPS).text
    client.post("/policies/choose", data={"proof": proof(page), "policy": "ca-strac"}, **HTTPS)
    page = client.get("/policies/", **HTTPS).text
    assert "Policies that this browser remembers" in page
    client.post("/policies/choose", data={"proof": proof(page)}, **HTTPS)
    assert "Policies that this browser remembers" not in client.get("/policies/", **HTTPS).text


def test_a_policy_that_is_not_there_is_refused_and_not_remembered(client):
    page = client.get("/policies/choose?where=japan", **HTTPS).text
    refused = client.post("/policies/choose", data={"proof": proof(page), "policy": "no-such"}, **HTTPS)
    assert refused.status_code == 404
    assert "Set-Cookie" not in refused.headers or "screening-policies" not in refused.headers["Set-Cookie"]


def test_an_answer_that_is_not_there_is_refused_in_a_sentence(client):
    refused = client.get("/policies/choose?where=atlantis", **HTTPS)
    assert refused.status_code == 400
    assert "atlantis" in refused.text


def test_a_policy_shows_each_figure_with_its_reason_and_a_score_leads_there(client):
    page = client.get("/policies/us-ndaa-fy25-s238", **HTTPS).text
    table = page.partition('id="weights"')[2]
    assert "The section speaks of the institution and its employees, not of former ones." in table
    assert "Where to look:" in table
    assert "A person&#39;s name alone stays below medium" in table
    assert (
        'href="/policies/international-baseline#weights"'
        in client.get("/check?name=Beihang+University", **HTTPS).text
    )
