"""Check: one field for anything, the outcome first, nothing concluded about a person, nothing found said in full."""

import re

import pytest

from web.pages.query import CheckRefused, identifier_in, parse_query


def asked(client, name, **more):
    return client.get("/check", query_string={"name": name, **more})


def headline(page):
    return re.search(r'<h2 id="outcome"[^>]*>(.*?)</h2>', page).group(1)


def test_a_check_that_takes_too_long_says_so_and_finds_nothing(make_app):
    refused = make_app(call_seconds=0.0).test_client().get("/check?name=KU+Leuven")
    assert (refused.status_code, "Retry-After" in refused.headers) == (503, False)
    assert "before all of it was looked at" in refused.text
    assert "No match found" not in refused.text


def test_the_outcome_stands_before_what_follows_and_both_before_listings_reading_and_sources(client):
    page = asked(client, "Beihang University, Beijing").text
    places = [
        page.index(text)
        for text in (
            "Possible match with a listed organisation, for review",
            "What follows",
            "Listings in force",
            "Why we think so",
            "Sources and dates",
        )
    ]
    assert places == sorted(places)


def test_a_page_that_stands_already_gets_the_answer_alone_as_it_is_on_a_page_of_its_own(client):
    whole = asked(client, "Beihang University").text
    part = client.get("/check?name=Beihang+University", headers={"HX-Request": "true"}).text
    title, _, answer = part.partition('<div id="result">')
    assert answer.strip().removesuffix("</div>").strip() in whole
    assert title.strip() in whole
    assert "<nav" in whole
    assert "<nav" not in part


def test_a_refusal_reaches_the_page_that_stands_already(client):
    part = client.get("/check?name=0000-0002-1825-0097", headers={"HX-Request": "true"})
    assert part.status_code == 422
    assert 'role="alert"' in part.text.partition('<div id="result">')[2]


def test_editions_are_those_of_the_day_and_in_the_form_of_the_visitor(client, clock):
    def ages(language):
        page = client.get("/check?name=KU+Leuven", headers={"Accept-Language": language}).text
        return re.search(r"lists and their editions</summary>.*?</details>", page, re.DOTALL).group(0)

    before = ages("en-GB")
    assert '<td class="number">55</td>' in before
    clock.moved(days=1)
    assert '<td class="number">56</td>' in ages("en-GB")


def test_hits_on_several_lists_are_shown_as_one_organisation(client):
    page = asked(client, "Beihang University").text
    assert page.count('class="finding"') == 1
    assert "Entity List" in page
    assert "End User List" in page
    assert "北京航空航天大学" in page


@pytest.mark.parametrize(
    "typed", ["buaa.edu.cn", "https://www.buaa.edu.cn/en/", "x.li@buaa.edu.cn", "https://ror.org/00wk2mp56"]
)
def test_an_identifier_in_the_one_field_finds_its_organisation(client, typed):
    assert "Possible match with a listed organisation" in asked(client, typed).text


@pytest.mark.parametrize(
    ("typed", "scheme"),
    [
        ("0000-0002-1825-0097", "orcid"),
        ("ror:00wk2mp56", "ror"),
        ("buaa.edu.cn", "domain"),
        ("a@b.org", "email"),
        ("Beihang University", ""),
        ("see buaa.edu.cn for more", ""),
        ("St. Gallen", ""),
    ],
)
def test_only_a_field_that_holds_nothing_else_is_taken_for_an_identifier(typed, scheme):
    assert identifier_in(typed)[0] == scheme


def test_an_orcid_alone_is_refused_since_finding_nothing_would_look_like_clearance(client):
    answer = asked(client, "https://orcid.org/0000-0002-1825-0097")
    assert answer.status_code == 422
    assert "Enter the name and affiliation" in answer.text
    assert "No match found" not in answer.text


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"country": "Atlantis"}, "not a country"),
        ({"type": "robot"}, "not a type"),
        ({"policy": "none-such"}, "none-such"),
    ],
)
def test_what_cannot_be_checked_is_refused_in_the_page_with_what_to_do(client, given, says):
    answer = asked(client, "MIT", **given)
    assert 400 <= answer.status_code < 500
    assert says in answer.text
    assert 'id="result"' in answer.text


def test_a_text_longer_than_a_cell_is_refused_and_never_cut():
    with pytest.raises(CheckRefused):
        parse_query("x" * 2_001)


def test_nothing_found_says_how_many_lists_and_listings_and_what_it_was_read_as(client):
    page = asked(client, "University of Cambridge").text
    assert "No match found" in page
    assert "3 lists" in page
    assert "does not mean the party is clear" in page
    assert "not on any list searched" in page
    assert "ROR 013meh722" in page


def test_nonsense_and_a_real_university_do_not_get_the_same_page(client):
    known, unknown = (asked(client, name).text for name in ("University of Cambridge", "Xqzzt Blorf"))
    sentence = "we do not know this organisation; nothing like it is on the lists we searched"
    assert sentence in unknown
    assert sentence not in known


def test_of_a_person_with_no_affiliation_it_is_said_that_no_listed_person_is_called_so(client):
    page = asked(client, "Ann Quillby Marchbanks", type="person").text
    assert "No listed person has this name, or one like it." in page
    assert "we do not know this organisation" not in page


def test_a_page_says_in_one_line_that_the_lists_are_out_of_date(client, clock):
    assert "out of date" not in headline(asked(client, "University of Cambridge").text)
    clock.moved(days=2_000)
    page = asked(client, "University of Cambridge").text
    assert headline(page) == "No match found, on lists that are out of date"
    assert "level none" in page


def test_a_person_is_never_called_a_match(client):
    page = asked(client, "Abdul Satar Ghoura", type="person").text
    assert "Same or similar name to a listed person (needs review)" in page
    assert "Possible match with a listed organisation" not in page
    assert 'class="level high"' not in page


def test_the_link_to_a_check_asks_the_same_again(client):
    page = asked(client, "北航, Beijing", country="CN").text
    link = re.search(r'href="(/check\?name=[^"]+)">Link to this check', page).group(1).replace("&amp;", "&")
    again = client.get(link).text
    assert 'value="北航, Beijing"' in again
    assert 'value="CN"' in again


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><svg onload=x>', "{{7*7}}", "javascript:x"]
)
def test_what_is_typed_is_shown_as_text_and_never_run(client, hostile):
    page = asked(client, hostile).text
    assert "<script>alert" not in page
    assert "<svg onload" not in page
    assert 'href="javascript:' not in page
    assert page.count("{{7*7}}") == (3 if "7*7" in hostile else 0)  # title, field, and the form that keeps it


def test_the_empty_page_offers_examples_that_are_links(client):
    page = client.get("/").text
    assert 'class="examples"' in page
    assert "/check?name=" in page


def test_a_page_and_all_it_loads_weigh_less_than_200_kilobytes(client):
    page = client.get("/").text
    parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(parts) >= 4
    assert len(page) + sum(len(client.get(part).data) for part in parts) < 200_000


def test_what_the_text_itself_says_is_an_outcome_of_its_own(client):
    page = asked(client, "PLA 306 Hospital").text
    assert headline(page) == "The text itself names a body to look at (needs review)"
    assert "What the text itself says" in page
    assert "does not confirm one" in page
    assert "Possible match with a listed organisation" not in page


def legends(page):
    return re.findall(r'<legend id="fact-(\w+)-asks">', page)


def test_what_a_policy_must_know_is_asked_beside_the_answer_with_its_choices(client):
    page = asked(client, "KU Leuven", policy="nz-trusted-research").text
    assert "To decide this, answer:" in page
    assert {"sensitive_area", "controlled_technology"} <= set(legends(page))
    assert re.findall(r'name="fact-sensitive_area" value="(\w*)"', page) == ["yes", "no", ""]
    assert "Some grants are refused" in page
    assert "Needed by:" in page


def test_answers_decide_and_stand_in_the_address_the_memo_and_what_is_saved(client):
    terms = {"policy": "nz-trusted-research", "fact-sensitive_area": "yes", "fact-controlled_technology": "no", "fact-military_end_use": "no", "fact-wmd_end_use": "no", "fact-purpose": "collaboration"}  # fmt: skip
    page = asked(client, "KU Leuven", **terms).text
    assert "To decide this, answer:" not in page
    assert "What you answered about the project" in page
    assert "the guidance applies most to sensitive work" in page
    memo = re.search(r'href="(/memo/check[^"]+)"', page).group(1).replace("&amp;", "&")
    assert "the guidance applies most to sensitive work" in client.get(memo).text
    for name, value in terms.items():
        assert f'name="{name}" value="{value}"' in page.partition('class="panel keep"')[2]


def test_an_answer_that_cannot_be_understood_is_refused_in_one_sentence(client):
    refused = asked(client, "KU Leuven", policy="nz-trusted-research", **{"fact-sensitive_area": "perhaps"})
    assert refused.status_code == 400
    assert "must be yes, no or unknown" in refused.text


def test_the_default_policy_asks_nothing_about_the_project(client):
    assert legends(asked(client, "Beihang University").text) == []
