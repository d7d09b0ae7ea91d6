"""Organisations, lists and policies as pages: everything is a link, and what is old or not read says so."""

from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from screening.link import build
from screening.policy.read import available_policies
from watchlists.model import ListedName, NameKind
from web.pages.organisations import OrganisationPage, names_of
from web.pages.paging import paged
from web.pages.timeline import timeline


def test_an_organisation_has_one_page_whichever_of_its_ids_leads_there(client):
    for listing in ("us-entity-list:cn/beihang", "jp-end-users:1"):
        answer = client.get(f"/organisations/{listing}")
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/organisations/ror:00wk2mp56"


def test_an_organisation_shows_its_names_listings_and_citations(client):
    page = client.get("/organisations/ror:00wk2mp56").text
    for text in (
        "北京航空航天大学",
        "Beijing University of Aeronautics and Astronautics",
        "66 FR 24264",
        "On 2 of 3 lists",
        "buaa.edu.cn",
    ):
        assert text in page


def test_the_line_of_time_says_in_words_what_it_draws(client):
    page = client.get("/organisations/ror:00wk2mp56").text
    assert "<desc" in page
    assert "Entity List, edition 2026-10: since 14 May 2001; in force." in page


def test_a_lifted_listing_is_history_on_its_page(client):
    page = client.get("/organisations/us-entity-list:cn/old").text
    assert "No longer on any of" in page
    assert "lifted" in page


def test_what_another_number_keeps_apart_is_said_on_both_pages_with_the_numbers(make_app, small_engine):
    numbers = {"us-entity-list": "7707083893", "jp-end-users": "7736050003"}
    lists = dict(small_engine.library.lists)
    for list_id, number in numbers.items():
        entry = replace(
            lists[list_id].listings[0],
            id=f"{list_id}:zorvex",
            names=(ListedName("Zorvex Logistics LLC", NameKind.PRIMARY),),
            country="RU",
            identifiers=(("inn", number),),
        )
        lists[list_id] = replace(lists[list_id], listings=(*lists[list_id].listings, entry))
    library = replace(small_engine.library, lists=lists)
    engine = replace(small_engine, library=library, linker=build(library, small_engine.register))
    client = make_app(engine).test_client()
    for list_id in numbers:
        page = client.get(f"/organisations/{list_id}:zorvex", follow_redirects=True).text
        kept_apart = page.partition("Kept apart by a number")[2].partition("</section>")[0]
        assert kept_apart.count("Zorvex Logistics LLC") == 1
        assert all(number in kept_apart for number in numbers.values())


def test_an_unlisted_organisation_says_that_it_is_on_no_list(client):
    assert "On none of 3 lists" in client.get("/organisations/ror:013meh722").text


def test_the_page_of_a_listed_person_says_that_a_name_identifies_nobody(client):
    assert "A name alone identifies nobody" in client.get("/organisations/un-sanctions:7").text


@pytest.mark.parametrize("path", ["/organisations/none", "/lists/none", "/policies/none"])
def test_what_is_not_known_is_a_page_of_its_own(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "We couldn't do this" in unescape(answer.text)


def test_every_list_is_on_the_lists_page_and_has_its_own(client, small_engine):
    page = client.get("/lists/").text
    for list_id, loaded in small_engine.library.lists.items():
        assert f"/lists/{list_id}" in page
        one = client.get(f"/lists/{list_id}").text
        assert loaded.watchlist.means in one
        assert loaded.watchlist.does_not_mean in one
        assert loaded.snapshot.file_sha256 in one


def test_a_list_past_its_limit_of_age_says_so_first(client, clock):
    assert "out of date" not in client.get("/lists/un-sanctions").text.partition("<main")[2]
    clock.moved(days=400)
    page = client.get("/lists/un-sanctions").text
    assert page.index("3 lists are out of date") < page.index("<h1")
    assert "record that you looked" in page, "whoever sits at this machine keeps the lists"
    assert "limit 400" in client.get("/lists/").text


def test_listings_are_searched_by_words_and_state_on_the_server(client):
    assert "Tianshui" not in client.get("/lists/us-entity-list").text
    assert "Tianshui" in client.get("/lists/us-entity-list?status=lifted").text
    found = client.get("/lists/us-entity-list?status=all&q=tian+bear").text
    assert "Tianshui" in found
    assert "Ghoura" not in found


@pytest.mark.parametrize("number", ["0", "-1", "9999999999", "x", "", "٣"])
def test_a_page_that_is_not_there_shows_one_that_is(number):
    page = paged(tuple(range(101)), number, 50)
    assert page.rows
    assert 1 <= page.number <= page.pages == 3


def test_pages_hold_every_row_once():
    rows = tuple(range(101))
    assert [row for number in "123" for row in paged(rows, number, 50).rows] == list(rows)


def test_every_policy_has_a_page_with_each_rule_and_clause(client):
    for policy in available_policies({}).values():
        page = client.get(f"/policies/{policy.id}")
        assert page.status_code == 200
        assert page.text.count('class="step"') == len(policy.rules)
        for part in policy.not_read:
            assert part[:40].split("'")[0].split("&")[0].split('"')[0] in page.text


def test_a_policy_page_quotes_the_law_of_a_rule_that_was_read_and_says_where_to_look_for_that_of_another(
    client,
):
    read = client.get("/policies/ca-strac").text
    assert "3 of 3 rules quote the words that they rest on. 1 rule is our own advice." in read
    assert (
        "will not be funded if any of the researchers involved in activities supported by the grant" in read
    )
    assert "a stored copy of the publisher&#39;s page" in read
    known = client.get("/policies/sanctions-baseline").text
    assert "0 of 12 rules quote the words that they rest on." in known
    assert "From summaries by others; we have not read the words of the law:" in known
    assert "Where to look (not read by us):" in known
    assert 'href="https://ofac.treasury.gov/faqs/401"' in known
    assert "The policy file says prohibited. We apply the lower outcome above" in known


def test_a_listing_without_first_day_is_drawn_open_and_said_so(small_engine):
    listing = replace(small_engine.library["jp-end-users"].listings[0], listed_from=None)
    line = timeline([listing], {}, date(2026, 11, 25))
    assert line.bars[0].open_start
    assert "first day not given" in line.bars[0].sentence


def test_a_native_name_of_another_source_is_shown_with_that_source_and_not_as_the_lists(small_engine):
    listing = small_engine.library["jp-end-users"].listings[0]
    added = ListedName("Институт Зорвекс", NameKind.NATIVE_ELSEWHERE, "EU act CELEX 32014R0833, annex IV")
    listing = replace(listing, names=(*listing.names, added))
    shown = OrganisationPage(listing.id, listing.name, listing.type, ("CN",), None, (listing,))
    name = names_of(shown)[-1]
    assert (name.text, name.printed_by) == ("Институт Зорвекс", ("EU act CELEX 32014R0833, annex IV",))
    assert "Институт Зорвекс" in shown.native
