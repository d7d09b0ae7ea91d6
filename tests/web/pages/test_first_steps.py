"""Somebody who has just set the service up is led through its first steps, each of which goes once it is done."""

import re
from pathlib import Path

from accounts import enter, first, hidden, member

from screening.accounts import AccessRole
from screening.accounts.one_time_links import FIRST_TEAM
from screening.runs.control import newest_runs
from web.pages.first_steps import EXAMPLE

HTTPS = {"base_url": "https://localhost"}


def steps(page):
    """Each step with whether it is done."""
    text = re.search(r'<section class="panel steps".*?</section>', page, re.DOTALL)
    lines = re.findall(r"<li>.*?</li>", text.group(), re.DOTALL) if text else []
    return {re.search(r"<strong>([^<]+)", each).group(1): ">done<" in each for each in lines}


def test_the_example_is_the_one_of_the_repository():
    assert EXAMPLE.read_bytes() == Path("examples/collaborators.xlsx").read_bytes()


def test_the_example_is_screened_for_real_on_one_click(client, work, place):
    assert steps(client.get("/", **HTTPS).text)["Screen the example or your own list"] is False
    proof = hidden("proof", client.get("/", **HTTPS).text)
    address = client.post("/upload/example", data={"proof": proof}, **HTTPS).headers["Location"]
    work(address.rsplit("/", 1)[1])
    (run,) = newest_runs(place, "local")
    assert (run.state, run.file_name) == ("finished", "collaborators.xlsx")
    assert sum(run.tally.values()) == 238, "every row of the file"
    assert steps(client.get("/overview", **HTTPS).text)["Screen the example or your own list"] is True


def test_lists_that_are_out_of_date_are_a_step(client, clock):
    assert steps(client.get("/", **HTTPS).text)["Update the lists"] is True
    clock.moved(days=1_000)
    assert steps(client.get("/", **HTTPS).text)["Update the lists"] is False


def test_an_administrator_is_asked_to_invite_a_colleague_until_there_is_one(client, place):
    first(place)
    enter(client)
    assert steps(client.get("/", **HTTPS).text)["Invite a colleague"] is False
    member(client.application, place, "ben@office.example", FIRST_TEAM, AccessRole.REVIEWER)
    assert steps(client.get("/", **HTTPS).text)["Invite a colleague"] is True


def test_who_may_do_nothing_of_it_is_shown_no_steps(client, place):
    first(place)
    auditor = member(client.application, place, "bo@office.example", FIRST_TEAM, AccessRole.AUDITOR)
    assert steps(auditor.get("/overview", **HTTPS).text) == {}


def test_the_step_for_a_second_reviewer_opens_an_invitation_as_reviewer(client, place):
    first(place)
    enter(client)
    link = re.search(r'href="(/people/[^"]+)#invite"', client.get("/", **HTTPS).text).group(1)
    page = client.get(link, **HTTPS).text
    assert re.findall(r'name="role" value="(\w+)" checked', page) == ["reviewer"]
