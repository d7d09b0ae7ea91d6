"""Erasing and holding on the pages: who may, what is marked, and how a second person agrees."""

import re

import pytest
from accounts import HTTPS, first, hidden, member, post
from erasing import later
from sqlmodel import select

from screening.accounts import AccessRole
from screening.review.decide import Proposal, propose
from screening.review.rules import Decider, Verdict
from screening.runs.control import run_progress
from screening.runs.erasures import carry_out_due, erasures
from screening.storage.review_tables import Case

LIST = "Name,Institution,Country\nWei Zhang,Beihang University,CN\nJane Roe,KU Leuven,BE\n"
WHY = "Uploaded by mistake"


@pytest.fixture
def run_id(client, screened):
    """A finished run of the first team; made while nobody has an account."""
    return screened(LIST).rsplit("/", 1)[1]


@pytest.fixture
def case_id(place, run_id):
    with place.database.read() as session:
        return session.exec(select(Case.id)).first()


@pytest.fixture
def office(client, place, run_id):
    """Accounts are set up; gives what makes members of the first team."""
    first(place)

    def join(login, *roles):
        return member(client.application, place, login, "local", *roles)

    return join


def decided(place, case_id):
    proposal = Proposal(Verdict.ESCALATED, "legal_advice")
    propose(place, "local", case_id, proposal, Decider("person:x", "X"), source="page")


def ask(client, run_id):
    return post(client, f"/runs/{run_id}", f"/erasures/runs/{run_id}", reason=WHY)


def test_a_records_manager_erases_a_run_which_is_marked_until_it_is_due(office, place, run_id):
    ana = office("ana2", AccessRole.RECORDS_MANAGER)
    assert ask(ana, run_id).headers["Location"] == f"/runs/{run_id}"
    page = ana.get(f"/runs/{run_id}", **HTTPS).text
    assert "Will be erased on" in page
    assert "<bdi>Ana2</bdi> asked for it" in page
    assert "Will be erased on" in ana.get("/runs/", **HTTPS).text
    report = ana.get(f"/runs/{run_id}/report/csv", **HTTPS)
    assert (report.status_code, report.headers["Sunset"][:3] != "") == (200, True)
    listed = ana.get("/erasures/", **HTTPS).text
    assert WHY in listed
    assert f"/runs/{run_id}" in listed
    assert carry_out_due(later(place)) == 1
    assert "were deleted" in ana.get(f"/runs/{run_id}", **HTTPS).text
    assert "Erased" in ana.get("/erasures/", **HTTPS).text


def test_the_days_of_grace_end_with_undo_by_anybody_who_may_erase(office, place, run_id):
    ana, ben = office("ana2", AccessRole.RECORDS_MANAGER), office("ben", AccessRole.RECORDS_MANAGER)
    ask(ana, run_id)
    (erasure,) = erasures(place, "local")
    done = post(ben, f"/runs/{run_id}", f"/erasures/{erasure.id}/undo", back="thing")
    assert done.headers["Location"] == f"/runs/{run_id}"
    assert "Will be erased" not in ben.get(f"/runs/{run_id}", **HTTPS).text
    assert carry_out_due(later(place)) == 0
    assert run_progress(place, run_id, "local").state == "finished"


def test_what_is_due_and_could_not_be_carried_out_is_said(office, place, run_id, clock):
    ana = office("ana2", AccessRole.RECORDS_MANAGER)
    ask(ana, run_id)
    assert "could not be carried out yet" not in ana.get("/erasures/", **HTTPS).text
    clock.moved(days=place.settings.erase_grace_days, hours=2)
    ben = member(ana.application, place, "ben", "local", AccessRole.RECORDS_MANAGER)
    assert "could not be carried out yet" in ben.get("/erasures/", **HTTPS).text
    assert carry_out_due(place) == 1
    assert "could not be carried out yet" not in ben.get("/erasures/", **HTTPS).text


@pytest.mark.parametrize("role", [AccessRole.SCREENER, AccessRole.REVIEWER, AccessRole.AUDITOR])
def test_no_lower_role_erases_holds_or_is_offered_it(office, place, run_id, role):
    bo = office("bo", role)
    page = bo.get(f"/runs/{run_id}", **HTTPS).text
    assert "Erase it" not in page
    proof = hidden("proof", bo.get("/account/", **HTTPS).text)
    for path in (f"runs/{run_id}", f"runs/{run_id}/hold", f"runs/{run_id}/release", "x/second", "x/undo", ""):
        answer = bo.post(f"/erasures/{path}", data={"proof": proof, "reason": WHY, "subject": "A"}, **HTTPS)
        assert answer.status_code == 403
        assert "not-permitted" in answer.text
    assert bo.get("/erasures/", **HTTPS).status_code == 403
    assert erasures(place, "local") == []


def test_what_was_decided_about_needs_another_records_manager_who_agrees(office, place, run_id, case_id):
    ana, ben = office("ana2", AccessRole.RECORDS_MANAGER), office("ben", AccessRole.RECORDS_MANAGER)
    decided(place, case_id)
    ask(ana, run_id)
    (erasure,) = erasures(place, "local")
    for path in (f"/runs/{run_id}", "/runs/"):
        page = ben.get(path, **HTTPS).text
        assert "Waits for a second person; erased on" in page
        assert "Will be erased on" not in page  # it is not, where nobody agrees
    assert "at the earliest" in ben.get("/erasures/", **HTTPS).text
    assert carry_out_due(later(place)) == 0
    own = ana.get("/erasures/", **HTTPS).text
    assert "You asked for this yourself" in own
    assert ">Agree" not in own
    assert f'Undo: do not erase<span class="unseen">: Run <bdi>{run_id[:12]}</bdi></span>' in own
    refused = post(ana, "/erasures/", f"/erasures/{erasure.id}/second")
    assert (refused.status_code, "erasure-second-person" in refused.text) == (403, True)
    assert (
        f'>Agree<span class="unseen">: Run <bdi>{run_id[:12]}</bdi></span><'
        in ben.get("/erasures/", **HTTPS).text
    )
    assert post(ben, "/erasures/", f"/erasures/{erasure.id}/second").status_code == 303
    assert re.search(r"<bdi>Ben</bdi> agreed", ana.get("/erasures/", **HTTPS).text)
    assert carry_out_due(later(place)) == 1


def test_a_thing_is_held_with_a_reason_and_released_and_a_held_one_is_not_erased(office, run_id, case_id):
    ana = office("ana2", AccessRole.RECORDS_MANAGER)
    here = f"/erasures/runs/{run_id}"
    assert post(ana, f"/runs/{run_id}", f"{here}/hold", reason=" ").status_code == 422
    assert post(ana, f"/runs/{run_id}", f"{here}/hold", reason="Inquiry 7").status_code == 303
    page = ana.get(f"/runs/{run_id}", **HTTPS).text
    assert "Inquiry 7" in page
    assert "Erase it" not in page
    refused = ask(ana, run_id)
    assert (refused.status_code, "run-held" in refused.text) == (409, True)
    case = post(ana, f"/review/{case_id}", f"/erasures/cases/{case_id}", reason=WHY)
    assert (case.status_code, "case-held" in case.text) == (409, True)
    assert post(ana, f"/runs/{run_id}", f"{here}/release").status_code == 303
    assert "Erase it" in ana.get(f"/runs/{run_id}", **HTTPS).text


def test_all_of_a_subject_is_asked_for_on_the_list_and_marks_its_cases(office, place, run_id, case_id):
    ana = office("ana2", AccessRole.RECORDS_MANAGER)
    assert post(ana, "/erasures/", "/erasures/", subject="wei zhang", reason=WHY).status_code == 303
    assert "wei zhang" in ana.get("/erasures/", **HTTPS).text
    assert "Will be erased on" in ana.get(f"/review/{case_id}", **HTTPS).text
    assert "Runs are not marked" in ana.get("/erasures/", **HTTPS).text
    assert "Will be erased" not in ana.get(f"/runs/{run_id}", **HTTPS).text
    assert carry_out_due(later(place)) == 1
    assert run_progress(place, run_id, "local").state == "erased"
    assert "wei zhang" not in ana.get("/erasures/", **HTTPS).text


def test_without_accounts_there_is_no_second_person_and_the_page_points_to_the_shell(
    client, place, run_id, case_id
):
    decided(place, case_id)
    assert ask(client, run_id).status_code == 303
    listed = client.get("/erasures/", **HTTPS).text
    assert "screening erasures second" in listed
    assert ">Agree" not in listed
