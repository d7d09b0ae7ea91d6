"""Policies and answers about the project, in a form, in an address and in what a browser remembers."""

from types import SimpleNamespace

from flask import Response
from werkzeug.datastructures import MultiDict

from web.policy_choice import COOKIE, PolicyChoice

SERVED = SimpleNamespace(policies={"ca-strac": None, "au-ufit": None})


def browser(cookie):
    return SimpleNamespace(cookies={COOKIE: cookie} if cookie else {})


def cookie_of(response):
    return response.headers["Set-Cookie"].partition(";")[0].partition("=")[2].strip('"')


def test_a_form_states_each_policy_once_and_only_the_facts_that_were_answered():
    form = MultiDict([("policy", "ca-strac"), ("policy", "ca-strac"), ("policy", ""), ("fact-support", "yes"), ("fact-purpose", " ")])  # fmt: skip
    assert PolicyChoice.of(form) == PolicyChoice(("ca-strac",), ("support=yes",))


def test_an_address_made_of_a_choice_states_the_same_choice():
    choice = PolicyChoice(("ca-strac", "au-ufit"), ("funder=A=B & C", "support=no"))
    form = MultiDict([(name, value) for name, values in choice.in_address().items() for value in values])
    assert PolicyChoice.of(form) == choice


def test_a_browser_remembers_a_choice_and_forgets_it_with_an_empty_one():
    choice = PolicyChoice(("ca-strac",), ("federal_contract=yes",))
    kept = cookie_of(choice.keep(Response(), secure=True))
    assert PolicyChoice.remembered(browser(kept), SERVED) == choice
    assert cookie_of(PolicyChoice().keep(Response(), secure=True)) == ""


def test_a_browser_remembers_no_answer_about_a_project_or_a_party():
    choice = PolicyChoice(("ca-strac",), ("supply=no", "federal_contract=yes", "purpose=visit"))
    cookie = cookie_of(choice.keep(Response(), secure=True))
    assert "supply" not in cookie
    assert PolicyChoice.remembered(browser(cookie), SERVED) == PolicyChoice(
        ("ca-strac",), ("federal_contract=yes",)
    )


def test_an_answer_about_a_party_in_an_older_cookie_is_left_out():
    cookie = "policy=ca-strac&fact-supply=no"
    assert PolicyChoice.remembered(browser(cookie), SERVED) == PolicyChoice(("ca-strac",))


def test_answers_about_one_project_alone_leave_no_cookie():
    assert cookie_of(PolicyChoice((), ("supply=no",)).keep(Response(), secure=True)) == ""


def test_a_policy_that_is_no_longer_there_and_a_fact_nobody_knows_are_not_remembered():
    kept = cookie_of(
        PolicyChoice(("gone", "au-ufit"), ("colour=red", "support=perhaps")).keep(Response(), secure=True)
    )
    assert PolicyChoice.remembered(browser(kept), SERVED) == PolicyChoice(("au-ufit",))
