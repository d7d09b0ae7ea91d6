"""Lists, policies and organisations: what the service looks in, with tags so that nobody loads it twice."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from watchlists.model import ListedName, NameKind
from watchlists.updates.custom_lists import CustomList, import_custom_list
from web.api.reference_answers import OrganisationJson
from web.directory import Party, PartyDirectory


@pytest.mark.parametrize(
    "path",
    [
        "lists",
        "lists/un-sanctions",
        "policies",
        "organisations?q=beihang",
        "organisations/us-entity-list:cn/beihang",
        "organisations/ror:05f950310",
    ],
)
def test_every_answer_rests_on_the_lists_and_is_not_sent_twice(client, path):
    answer = client.get(f"/api/v1/{path}")
    assert "screened_at" not in answer.json["provenance"]
    assert answer.json["provenance"]["snapshots"]
    again = client.get(f"/api/v1/{path}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    packed = client.get(f"/api/v1/{path}", headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert packed != answer.headers["ETag"]
    both = {"If-None-Match": packed, "Accept-Encoding": "gzip"}
    assert client.get(f"/api/v1/{path}", headers=both).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "lists/none",
        "organisations/none",
        "organisations/ror:none",
        "lists/%00",
        "organisations/../../etc/passwd",
    ],
)
def test_what_is_not_known_is_said_to_be_so(client, path):
    assert client.get(f"/api/v1/{path}").status_code == 404


def test_a_list_past_its_limit_says_so(client, clock):
    assert client.get("/api/v1/lists/un-sanctions").json["list"]["stale"] is False
    clock.moved(days=900)
    assert client.get("/api/v1/lists/un-sanctions").json["list"]["stale"] is True


def names(client, query):
    return [each["name"] for each in client.get(f"/api/v1/organisations?{query}").json["organisations"]]


def test_organisations_are_found_by_words_and_their_beginnings_in_any_order(client):
    assert names(client, "q=univ+beij+techn") == ["Beijing University of Technology"]
    assert "Beihang University" in names(client, "q=北京航空航天大学")
    assert names(client, "q=MIT") == ["Massachusetts Institute of Technology"]
    assert names(client, "q=cambridge&country=gb") == ["University of Cambridge"]
    assert names(client, "q=ror:05f950310") == ["KU Leuven"]
    assert names(client, "q=---") == []


def test_a_registered_body_names_its_listings(client):
    found = client.get("/api/v1/organisations/ror:00wk2mp56").json["organisation"]["listings"]
    assert {each["watchlist"] for each in found} == {"us-entity-list", "jp-end-users"}


def test_a_name_of_a_register_has_no_source(client):
    found = client.get("/api/v1/organisations/ror:00wk2mp56").json["organisation"]["names"]
    assert {tuple(name) for name in found} == {("text", "kind")}


def test_a_native_name_of_another_source_says_who_prints_it(small_engine):
    listing = small_engine.library["jp-end-users"].listings[0]
    added = ListedName("Институт Зорвекс", NameKind.NATIVE_ELSEWHERE, "EU act CELEX 32014R0833, annex IV")
    listing = replace(listing, names=(*listing.names, added))
    party = Party(listing.id, listing.name, listing.country, listing.type, frozenset(), listing)
    given = OrganisationJson.of(PartyDirectory({}, (), (), {}, {}), party).model_dump(mode="json")["names"]
    assert given[-1]["source"] == "EU act CELEX 32014R0833, annex IV"
    assert {name["source"] for name in given[:-1]} == {""}


@pytest.mark.parametrize(
    "query", ["", "q=", "q=a&limit=0", "q=a&limit=101", "q=a&cursor=x", "q=a&country=CHN"]
)
def test_a_question_that_cannot_be_answered_is_refused(client, query):
    assert client.get(f"/api/v1/organisations?{query}").status_code == 422


def test_each_rule_of_a_policy_says_whether_the_law_was_read_and_quotes_it_or_says_where_to_look(client):
    policies = {each["id"]: each for each in client.get("/api/v1/policies").json["policies"]}
    read = policies["ca-strac"]["rules"][0]
    assert (read["verified"], read["outcome"], read["reaches"]) == ("read", "prohibited", "prohibited")
    assert read["words"]["publisher"] == "Natural Sciences and Engineering Research Council of Canada"
    assert read["words"]["read_on"] == "2026-11-29"
    assert (read["look_at"], read["source_url"]) == (None, None)
    assert read["words"]["kind"] == "funder's rule"
    advice = policies["ca-strac"]["rules"][3]
    assert (advice["verified"], advice["words"]) == ("advice", None)
    known = policies["au-dfat-sanctions"]["rules"][0]
    assert (known["verified"], known["outcome"], known["reaches"]) == (
        "known",
        "prohibited",
        "check_with_counsel",
    )
    assert known["words"] is None
    assert known["look_at"].startswith("https://legislation.gov.au/")
    assert known["says"].startswith("As far as we know, ")
    assert policies["au-dfat-sanctions"]["summary"].startswith("From summaries by others; we have not read")


@pytest.fixture
def ours(tmp_path):
    """A list of one's own, imported twice."""
    file = tmp_path / "ours.csv"
    for day, names in ((1, "Example Rotor Works"), (2, "Example Rotor Works\nExample Optics Bureau")):
        file.write_text(f"name\n{names}\n", encoding="utf-8")
        own = CustomList(id="ours", title="Ours", publisher="Us", standing="context", edition=f"of day {day}")
        import_custom_list(
            tmp_path / "data",
            own,
            file,
            secret=b"of a test",
            now=datetime(2026, 11, day, tzinfo=UTC),
            by="a test",
        )
    return "/api/v1/lists/ours/diff"


def test_two_editions_of_a_list_are_compared_in_words_and_listing_by_listing(client, ours):
    answer = client.get(ours)
    found = answer.json
    assert (found["before"], found["after"]) == ("of day 1", "of day 2")
    assert found["sentence"] == "1 added, 0 removed, 0 changed, 1 the same."
    assert found["lines"] == ["added: Example Optics Bureau (no country)"]
    assert [each["name"] for each in found["added"]] == ["Example Optics Bureau"]
    assert client.get(ours, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    back = client.get(ours, query_string={"from": "of day 2", "to": "of day 1"}).json
    assert (back["before"], [each["name"] for each in back["removed"]]) == (
        "of day 2",
        ["Example Optics Bureau"],
    )


@pytest.mark.parametrize(
    "path", ["lists/none/diff", "lists/ours/diff?from=2020", "lists/us-bis-entity-list/diff"]
)
def test_editions_that_are_not_held_cannot_be_compared(client, ours, path):
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.json["code"] in ("watchlist-unknown", "snapshot-unknown")


def test_the_interview_gives_its_questions_and_takes_answers(client):
    questions = client.get("/api/v1/policies/questions").json["questions"]
    assert [each["id"] for each in questions] == ["where", "pays", "shared", "travels"]
    answers = {each["id"]: [each["answers"][0]["id"]] for each in questions}
    advice = client.post("/api/v1/policies/advice", json={"answers": answers}).json
    suggested = {policy for each in questions for policy in each["answers"][0]["suggests"]}
    assert {each["id"] for each in advice["policies"]} == suggested
    assert all(each["title"] and each["reasons"] for each in advice["policies"])
    stated = [name for each in questions for name in each["answers"][0]["facts"]]
    assert advice["project"].keys() <= set(stated)
    assert "dow_money" not in advice["project"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"answers": {"where": ["atlantis"]}}, 400),
        ({"answers": {"weather": []}}, 400),
        ({"answers": "x"}, 422),
        ({}, 422),
    ],
)
def test_answers_that_the_interview_does_not_know_are_refused(client, body, status):
    assert client.post("/api/v1/policies/advice", json=body).status_code == status


def test_a_policy_gives_each_figure_it_scores_with_and_the_reason(client):
    policies = {each["id"]: each for each in client.get("/api/v1/policies").json["policies"]}
    weights = {each["figure"]: each for each in policies["ca-strac"]["weights"]}
    assert (weights["roles.former"]["value"], weights["roles.former"]["policy"]) == (0, "ca-strac")
    assert weights["medium"]["policy"] == "international-baseline"
    assert all(each["why"] and each["source"] for each in weights.values())
