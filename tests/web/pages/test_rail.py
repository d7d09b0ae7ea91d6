"""The rail shows daily work apart from settings, only what the caller may open, and what waits there."""

import re

import pytest
from accounts import first, member

from screening.accounts import AccessRole
from screening.accounts.one_time_links import FIRST_TEAM
from screening.storage import StorageFailed

HTTPS = {"base_url": "https://localhost"}
LIST = "Name,Country\nBeihang University,CN\nKU Leuven,BE\n"


def rail(page):
    """The rail's daily work and its settings, as (label, what waits)."""
    nav = re.search(r'<nav class="rail".*?</nav>', page, re.DOTALL).group()
    daily, _, settings = nav.partition('id="settings"')
    return [
        [
            (label, int(count or 0))
            for label, count in re.findall(
                r"<a href[^>]*>([^<]+?)(?: <span class=\"count[^>]*>(\d+)|</a>)", part
            )
        ]
        for part in (daily, settings)
    ]


def test_daily_work_stands_apart_from_settings(client):
    daily, settings = rail(client.get("/", **HTTPS).text)
    assert [label for label, _ in daily] == ["Check", "Screen a list", "Watch", "Review", "Lists", "Overview"]
    assert [label for label, _ in settings][-5:] == ["People", "Keys", "Log", "Mail", "Webhooks"]


def test_the_runs_belong_to_screening_a_list(client):
    page = client.get("/runs/", **HTTPS).text
    assert re.search(r'<a href="/upload" aria-current="page">Screen a list', page)


def test_what_waits_for_review_is_counted_as_the_queue_counts_it(client, screened):
    screened(LIST)
    daily, _ = rail(client.get("/overview", **HTTPS).text)
    total = re.search(r"1 to \d+ of (\d+)", client.get("/review/", **HTTPS).text).group(1)
    assert dict(daily)["Review"] == int(total) > 0


def test_lists_that_are_out_of_date_are_counted(client, clock):
    assert dict(rail(client.get("/", **HTTPS).text)[0])["Lists"] == 0
    clock.moved(days=1_000)
    assert dict(rail(client.get("/", **HTTPS).text)[0])["Lists"] == 3


def test_the_page_that_says_that_the_storage_failed_has_a_rail_without_counts(client, screened, monkeypatch):
    screened(LIST)

    def fail(*_args):
        raise StorageFailed("The disk is full.")

    monkeypatch.setattr("web.pages.runs.newest_runs", fail)
    monkeypatch.setattr("web.pages.rail.count_wanted", fail)
    answer = client.get("/runs/", **HTTPS)
    assert answer.status_code == StorageFailed.status
    assert ("Review", 0) in rail(answer.text)[0]


@pytest.mark.parametrize(
    ("role", "daily", "settings"),
    [
        (AccessRole.SCREENER, ["Check", "Screen a list"], ["Policies", "Confirmed mappings"]),
        (AccessRole.REVIEWER, ["Review", "Overview"], ["Policies"]),
        (AccessRole.AUDITOR, ["Runs", "Watch", "Review"], ["Log"]),
    ],
)
def test_nobody_is_shown_a_screen_that_refuses(client, place, role, daily, settings):
    first(place)
    client = member(client.application, place, "bo@office.example", FIRST_TEAM, role)
    page = client.get("/account/", **HTTPS).text
    shown_daily, shown_settings = ([label for label, _ in part] for part in rail(page))
    assert set(daily) <= set(shown_daily)
    assert set(settings) <= set(shown_settings)
    for address in re.findall(r'<li><a href="([^"]+)"', re.search(r"<nav.*?</nav>", page, re.DOTALL).group()):
        assert client.get(address, follow_redirects=True, **HTTPS).status_code == 200, address
