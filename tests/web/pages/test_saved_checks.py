"""A check may be kept as a record: the answer as it was given, for the team, found again and gone with its term."""

import json
import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from erasing import erase_subject
from sqlmodel import select

from screening.audit import lines_of
from screening.context import open_context
from screening.model import Subject
from screening.policy.facts import read_questions
from screening.review.case_finder import PartyNames
from screening.run_facts import run_facts
from screening.runs.retention import clear_up
from screening.saved_checks import (
    Keeper,
    ReferenceTooLong,
    count_checks,
    find_saved_check,
    keep_check,
    list_saved_checks,
)
from screening.storage.review_tables import CaseMember

HTTPS = {"base_url": "https://localhost"}
NAME = "Beihang University"
ANA = Keeper("person:ana", "Ana <b>Ngata</b>", "office")


@pytest.fixture
def keep(place, small_engine, clock):
    def do(name=NAME, reference="", keeper=ANA):
        result = small_engine.screen(Subject(name=name))
        return keep_check(
            place, result, run_facts(small_engine, clock()), PartyNames.of(small_engine), keeper, reference
        )

    return do


def given(client, name=NAME, reference="order 4711"):
    page = client.get("/check", query_string={"name": name}, **HTTPS).text
    proof = re.search(r'name="proof" value="([^"]+)"', page).group(1)
    form = {"proof": proof, "name": name, "reference": reference}
    return client.post("/checks/", data=form, **HTTPS)


def test_a_check_is_kept_from_its_page_under_an_address_of_its_own(client):
    sent = given(client)
    assert sent.status_code == 303
    page = client.get(sent.headers["Location"], **HTTPS).text
    assert NAME in page
    assert "order 4711" in page
    assert "for review" in page.lower()
    found = client.get("/checks/?q=4711", **HTTPS).text
    assert sent.headers["Location"].removeprefix("https://localhost") in found
    assert "No saved check" in client.get("/checks/?q=4712", **HTTPS).text


def test_nothing_is_kept_for_a_form_without_its_proof(client, place):
    assert client.post("/checks/", data={"name": NAME}, **HTTPS).status_code == 400
    assert count_checks(place, "office") == 0


def test_what_cannot_be_checked_is_not_kept(client):
    assert given(client, reference="x" * 201).status_code == 422
    page = client.get("/check", query_string={"name": NAME}, **HTTPS).text
    proof = re.search(r'name="proof" value="([^"]+)"', page).group(1)
    form = {"proof": proof, "name": NAME, "country": "Atlantis"}
    assert client.post("/checks/", data=form, **HTTPS).status_code == 422


def test_the_answer_is_kept_to_the_byte_and_sealed_in_the_log_without_a_name(client, place):
    address = given(client).headers["Location"]
    content = client.get(f"{address}/answer.json", **HTTPS).data
    assert json.loads(content)["subject"]["name"] == NAME
    check = find_saved_check(place, address.rsplit("/", 1)[1], "local")
    assert check.answer.encode() == content
    with place.database.read() as session:
        line = next(each for each in lines_of(session) if each.action == "check.kept")
    assert json.loads(line.facts)["answer"] == check.answer_sha256
    assert NAME not in line.facts
    assert "4711" not in line.facts


def test_what_was_found_becomes_a_case_for_review_once(place, keep):
    keep()
    keep()
    with place.database.read() as session:
        lines = session.exec(select(CaseMember.shown)).all()
    assert [NAME in each for each in lines] == [True]


def test_names_of_a_keeper_are_text_on_the_page(client, place, keep):
    keep(keeper=Keeper("x", ANA.name, "local"))
    assert "<b>Ngata" not in client.get("/checks/", **HTTPS).text


def test_another_team_is_told_that_there_is_no_such_check(client, keep):
    check_id = keep(keeper=Keeper("person:bo", "Bo", "another team"))
    for address in (f"/checks/{check_id}", f"/checks/{check_id}/answer.json", "/checks/nothing"):
        assert client.get(address, **HTTPS).status_code == 404
    assert check_id not in client.get("/checks/", **HTTPS).text


def test_a_reference_too_long_keeps_nothing(place, keep):
    with pytest.raises(ReferenceTooLong):
        keep(reference="x" * 201)
    assert count_checks(place, "office") == 0


def test_the_newest_comes_first_and_pages_cut_the_rest(place, keep, clock):
    ids = [keep(reference=f"order {number}") for number in range(3)]
    assert {each.id for each in list_saved_checks(place, "office")} == set(ids)
    assert len(list_saved_checks(place, "office", first=2, most=2)) == 1
    assert [each.reference for each in list_saved_checks(place, "office", "ORDER 2")] == ["order 2"]
    assert list_saved_checks(place, "office", "50%") == []


def test_a_check_ends_with_its_term(place, keep, clock):
    keep()
    later = place.now() + timedelta(days=place.settings.retain_check_days + 1)
    assert count_checks(place, "office") == 1
    clear_up(open_context(place.settings, lambda: later))
    assert count_checks(place, "office") == 0


def test_erasing_a_subject_takes_its_checks(place, keep):
    keep()
    keep("Harvard University")
    erase_subject(place, "beihang  university", team="office", actor="ana")
    assert [each.called for each in list_saved_checks(place, "office")] == ["Harvard University"]


def test_a_saved_check_shows_the_answers_it_rests_on_and_asks_again_with_them(client):
    page = client.get("/check?name=KU+Leuven", **HTTPS).text
    form = {"proof": re.search(r'name="proof" value="([^"]+)"', page).group(1), "name": "KU Leuven"}
    form |= {"policy": ["nz-trusted-research", "ca-strac"], "fact-sensitive_area": "yes"}
    saved = client.get(client.post("/checks/", data=form, **HTTPS).headers["Location"], **HTTPS).text
    assert "What was answered about the project" in saved
    assert read_questions()["sensitive_area"].asks in saved
    again = re.search(r'href="(/check\?[^"]+)"[^>]*>Check again', saved).group(1)
    asked = parse_qs(urlsplit(unescape(again)).query)
    assert asked == {
        "name": ["KU Leuven"], "policy": ["nz-trusted-research", "ca-strac"], "fact-sensitive_area": ["yes"]
    }  # fmt: skip
    memo = re.search(r'href="(/memo/checks/[^"]+)"', saved).group(1)
    assert "What was answered about the project" in client.get(memo, **HTTPS).text


def test_a_memo_of_a_check_leads_back_to_the_same_policies_and_answers(client):
    query = "name=KU+Leuven&policy=nz-trusted-research&policy=ca-strac&fact-sensitive_area=no"
    memo = client.get(f"/memo/check?{query}", **HTTPS).text
    back = next(each for each in re.findall(r'href="(/check\?[^"]+)"', memo))
    assert parse_qs(urlsplit(unescape(back)).query) == parse_qs(query)
