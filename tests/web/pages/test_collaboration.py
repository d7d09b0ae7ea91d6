"""The collaboration decision on the pages: made on the dossier and below a question, shown in memos, by roles."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlmodel import select

from screening.storage.collaboration_tables import CollaborationDecision
from screening.storage.review_tables import Case
from web.access import Caller

HTTPS = {"base_url": "https://localhost"}
LIST = "Name,Institution\nAna Ngata,Beihang University\nJo Roe,KU Leuven\n"
WHOLE = {
    "collaboration": "proceed_with_conditions",
    "condition": ["", "No samples leave the country"],
    "condition_by": ["", "Export office"],
    "condition_until": ["", "2027-01-31"],
    "collaboration_until": "2027-06-30",
    "collaboration_reason": "Open research; =2+2 <b>no</b> samples.",
}


def words(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def page_of(client, address):
    answer = client.get(address, **HTTPS)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.fixture
def ana(client, screened):
    """The run, and the address of the page of somebody who stands in a question."""
    run = screened(LIST)
    return run, re.search(r'href="(/collaborators/[0-9a-f]{64})"', page_of(client, f"{run}/rows/2")).group(1)


def send(client, page_address, address, **said):
    """Send the form as the page holds it, with its proof and version."""
    page = page_of(client, page_address)
    for name in ("proof", "collaboration_version"):
        part = page.split(f'action="{address}"')[1]
        said.setdefault(name, re.search(rf'name="{name}" value="([^"]*)"', part).group(1))
    return client.post(address, data=said, **HTTPS)


def test_a_decision_made_on_the_dossier_stands_there_and_in_every_memo(client, ana, place):
    run, dossier = ana
    assert "Nobody has decided yet whether your team goes on" in words(page_of(client, dossier))
    answer = send(client, dossier, f"{dossier}/collaboration", **WHOLE)
    assert answer.status_code == 303
    with place.database.read() as session:
        case_id = session.exec(select(Case.id)).one()
    for address in (
        dossier,
        f"/memo{dossier}",
        f"/review/{case_id}",
        f"/memo/cases/{case_id}",
        f"/memo{run}",
    ):
        said = words(page_of(client, address))
        assert "Proceed with conditions" in said, address
        assert "No samples leave the country Export office" in said, address
        assert "=2+2 <b>no</b> samples." in said, address
    assert "false positive" not in words(page_of(client, f"/memo/cases/{case_id}"))


def test_a_decision_can_be_made_below_the_question_and_leads_back_to_it(client, ana, place):
    _, dossier = ana
    with place.database.read() as session:
        case_id = session.exec(select(Case.id)).one()
    said = {
        "collaboration": "refer",
        "refer_to": "Ministry",
        "collaboration_until": "2027-01-01",
        "collaboration_reason": "Not ours.",
    }
    question, address = f"/review/{case_id}", f"{dossier}/collaboration"
    answer = send(client, question, address, from_case=case_id, **said)
    assert answer.headers["Location"].startswith(f"{question}?member=")
    assert "Refer : Ministry , in effect until" in words(page_of(client, question))
    # The question itself is as open as it was.
    with place.database.read() as session:
        assert session.get(Case, case_id).state == "open"


def test_a_refused_form_says_why_and_loses_nothing_that_was_typed(client, ana, place):
    _, dossier = ana
    refused = {**WHOLE, "condition": ["", ""]}
    answer = send(client, dossier, f"{dossier}/collaboration", **refused)
    assert answer.status_code == 422
    said = unescape(answer.text)
    assert "Say what condition 1 is." in said
    assert 'value="Export office"' in said
    assert WHOLE["collaboration_reason"].split(";")[0] in said
    answer = send(
        client, dossier, f"{dossier}/collaboration", **{**WHOLE, "collaboration_until": "2020-01-01"}
    )
    assert "2020-01-01 is past" in answer.text
    with place.database.read() as session:
        assert session.exec(select(CollaborationDecision)).all() == []


def test_a_decision_is_withdrawn_with_a_reason_and_stays_in_the_history(client, ana):
    _, dossier = ana
    send(client, dossier, f"{dossier}/collaboration", **WHOLE)
    old = re.findall(r'name="collaboration_version" value="([^"]*)"', page_of(client, dossier))[0]
    assert send(client, dossier, f"{dossier}/collaboration/withdraw", why=" ").status_code == 422
    assert send(client, dossier, f"{dossier}/collaboration/withdraw", why="Another Ana.").status_code == 303
    said = words(page_of(client, dossier))
    assert "Nobody has decided yet" in said
    assert "Another Ana." in said
    answer = send(client, dossier, f"{dossier}/collaboration", collaboration_version=old, **WHOLE)
    assert answer.status_code == 409  # from a page of before


def test_who_may_not_decide_sees_it_and_has_no_form(client, ana, monkeypatch):
    _, dossier = ana
    send(client, dossier, f"{dossier}/collaboration", **WHOLE)
    monkeypatch.setattr(Caller, "may", lambda self, asked: asked.value != "decide")
    page = page_of(client, dossier)
    assert "Proceed with conditions" in words(page)
    assert f'action="{dossier}/collaboration"' not in page
    assert client.post(f"{dossier}/collaboration", data=WHOLE, **HTTPS).status_code in (400, 403)


def test_the_list_of_a_team_says_which_decisions_have_expired_and_which_end_soon(client, ana, clock):
    _, dossier = ana
    listed = "/collaborators/decisions"
    assert "None stands." in words(page_of(client, listed))
    soon = (clock().date() + timedelta(days=30)).isoformat()
    said = {**WHOLE, "condition_until": ["", ""], "collaboration_until": soon}
    assert send(client, dossier, f"{dossier}/collaboration", **said).status_code == 303
    assert f'href="{dossier}#collaboration"' in page_of(client, f"{listed}?state=ends_soon")
    assert "None of them." in words(page_of(client, f"{listed}?state=expired"))
    assert "0 collaboration decisions have expired" in words(page_of(client, "/overview"))
    clock.now += timedelta(days=31)
    assert "Expired on" in words(page_of(client, f"{listed}?state=expired"))
    assert "None of them." in words(page_of(client, f"{listed}?state=ends_soon"))
    assert "1 collaboration decision has expired" in words(page_of(client, "/overview"))


def test_the_list_of_a_team_holds_nobody_elses_decisions_and_none_that_was_withdrawn(
    client, ana, monkeypatch
):
    _, dossier = ana
    send(client, dossier, f"{dossier}/collaboration", **WHOLE)
    assert "Ana Ngata" in words(page_of(client, "/collaborators/decisions"))
    with monkeypatch.context() as another:
        another.setattr(Caller, "team", "another")
        assert "Ana Ngata" not in words(page_of(client, "/collaborators/decisions"))
    send(client, dossier, f"{dossier}/collaboration/withdraw", why="Another Ana.")
    assert "None stands." in words(page_of(client, "/collaborators/decisions"))
