"""/search, /entities, /catalog, /algorithms and the rest that yente's clients call."""

import re

import pytest
from accounts import new_key


def search(client, query="", dataset="default"):
    return client.get(f"/search/{dataset}?{query}")


def captions(client, query, dataset="default"):
    return {each["caption"] for each in search(client, query, dataset).json["results"]}


def test_search_finds_by_words_and_counts_in_facets(client):
    said = search(client, "q=beihang").json
    # One body on two lists is one result.
    assert (said["total"], said["limit"], said["offset"]) == ({"value": 1, "relation": "eq"}, 10, 0)
    assert said["facets"]["countries"] == {
        "label": "Countries",
        "values": [{"name": "cn", "label": "China", "count": 1}],
    }
    assert {each["label"] for each in said["facets"]["datasets"]["values"]} == {
        "Entity List",
        "End User List",
    }
    assert captions(client, "q=beihang", "jp_end_users") == {"Beihang University"}


def test_search_narrows_by_schema_country_and_dataset(client):
    assert captions(client, "schema=Person") == {"Abdul Satar Ghoura"}
    assert captions(client, "schema=Organization&countries=SY") == {"Zabir Logistics Company"}
    assert captions(client, "datasets=jp_end_users") == {"Beihang University"}
    assert captions(client, "countries=cn&countries=sy&filter_op=AND") == set()
    assert "facets" in search(client, "facets=topics").json
    assert set(search(client, "facets=topics").json["facets"]) == {"topics"}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=501", 422),
        ("offset=9500", 422),
        ("q=(beihang", 400),
        ('q="beihang', 400),
        ("q=(beihang&simple=true", 200),
        ("schema=Starship", 400),
        ("filter_op=XOR", 422),
    ],
)
def test_search_refuses_as_yente_does(client, query, status):
    assert search(client, query).status_code == status


def test_an_entity_has_its_listing_inside_unless_it_is_asked_flat(client):
    whole = client.get("/entities/jp-end-users:1?nested=True").json
    inside = whole["properties"]["sanctions"]
    assert [each["datasets"] for each in inside] == [["jp_end_users"], ["us_entity_list"]]
    for each in inside:
        assert each["schema"] == "Sanction"
        assert each["properties"]["authority"] == ["Bureau of Examples"]
        assert each["properties"]["listingDate"] == ["2001-05-14"]
        assert each["properties"]["entity"] == ["jp-end-users:1"]
    flat = client.get("/entities/jp-end-users:1?nested=false").json
    assert "sanctions" not in flat["properties"]
    missing = client.get("/entities/none")
    assert (missing.status_code, set(missing.json)) == (404, {"detail"})
    assert client.get("/entities/ror:05f950310").status_code == 404


@pytest.mark.parametrize("known_as", ["us-entity-list:cn/beihang", "ror:00wk2mp56"])
def test_a_body_is_found_by_any_of_its_ids_and_given_under_one(client, known_as):
    answer = client.get(f"/entities/{known_as}?nested=false")
    assert (answer.status_code, answer.location) == (308, "/entities/jp-end-users:1?nested=false")
    found = client.get(answer.location).json
    assert found["id"] == "jp-end-users:1"
    assert known_as in found["referents"]
    assert found["datasets"] == ["jp_end_users", "us_entity_list"]
    assert found["properties"]["alias"] == ["Beijing University of Aeronautics and Astronautics"]
    assert [each["id"] for each in search(client, f"q={known_as}").json["results"]] == [found["id"]]


def test_persons_are_shown_with_nothing_but_name_year_country_and_source(client):
    said = (
        client.get("/entities/af/ghoura").status_code,
        client.get("/entities/un-sanctions:7?nested=false").json,
    )
    assert said[0] == 404
    assert set(said[1]["properties"]) == {"name", "country", "topics", "sourceUrl", "program", "birthDate"}


def test_the_catalogue_has_default_with_a_version_that_is_a_time_and_is_not_sent_twice(client):
    answer = client.get("/catalog")
    by_name = {each["name"]: each for each in answer.json["datasets"]}
    assert (
        set(answer.json["current"])
        == set(by_name)
        == {"default", "us_entity_list", "jp_end_users", "un_sanctions"}
    )
    assert re.match(r"\d{14}", by_name["default"]["index_version"])
    assert set(by_name["default"]["children"]) == set(by_name) - {"default"}
    for each in by_name.values():
        assert {"name", "title", "version", "index_version", "index_current", "load", "children"} <= set(each)
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    tag = answer.headers["ETag"]
    assert not tag.startswith("W/")
    assert client.get("/manifest", headers={"If-None-Match": tag}).status_code == 304


def test_algorithms_name_one_that_is_real_and_say_so_of_the_others(client):
    said = client.get("/algorithms").json
    by_name = {each["name"]: each for each in said["algorithms"]}
    assert said["default"] in by_name
    assert said["best"] in by_name
    assert "runs research-screening" in by_name["logic-v2"]["description"]
    assert set(by_name["logic-v2"]["docs"]) == {"name", "description", "config", "features"}


def test_algorithms_that_did_not_change_are_not_sent_twice(client):
    tag = client.get("/algorithms").headers["ETag"]
    assert client.get("/algorithms", headers={"If-None-Match": tag}).status_code == 304


def test_health_is_open_and_lists_are_not_updated_by_whoever_asks(client):
    for path in ("/healthz", "/readyz"):
        assert client.get(path).json == {"status": "ok"}
    answer = client.post("/updatez?token=x&sync=true")
    assert (answer.status_code, set(answer.json)) == (403, {"detail"})


def test_a_page_of_another_host_may_ask_first_without_a_key(make_app, place):
    new_key(place)
    client = make_app(context=place).test_client()
    asked = client.options("/match/default")
    assert (asked.status_code, asked.headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
