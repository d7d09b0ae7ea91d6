"""The kinds of tests that yente has of its own service, asked of ours over our own small world.

The table in docs/api.md says which of its groups are answered alike and what differs on purpose; the names here are its rows.
"""

import re
from urllib.parse import quote

import pytest

COMPANY = {"schema": "Company", "properties": {"name": ["Zabir Logistics Company"], "country": "Syria"}}
PERSON = {
    "schema": "Person",
    "properties": {"name": ["Abdul Satar Ghoura"], "birthDate": ["1964"], "country": "Afghanistan"},
}
MANY_NAMES = {
    "schema": "Person",
    "properties": {"name": ["Ghoura Abdul Satar", "Abdul Sattar GHOURA", "Abdul Satar Ghoura"]},
}
NAMES = "id caption schema properties datasets referents target first_seen last_seen last_change".split()


def post(client, queries, params="", dataset="default"):
    return client.post(f"/match/{dataset}?{params}", json={"queries": queries})


def ask(client, query, params="", dataset="default"):
    return post(client, {"q": query}, params, dataset).json["responses"]["q"]


def search(client, query, dataset="default"):
    answer = client.get(f"/search/{dataset}?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json


def total(client, query, dataset="default"):
    return search(client, query, dataset)["total"]["value"]


def assert_entity(said):
    assert set(NAMES) <= said.keys()
    assert all(isinstance(value, str) for values in said["properties"].values() for value in values)
    assert isinstance(said["target"], bool)
    for name in ("first_seen", "last_seen", "last_change"):
        assert said[name] is None or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", said[name])


# /match


def test_a_person_is_found_with_the_country_as_a_code(client):
    said = post(client, {"a": PERSON, "b": PERSON, "c": PERSON}).json["responses"]
    assert said.keys() == {"a", "b", "c"}
    assert said["a"] == said["b"]
    assert said["a"]["query"]["properties"]["country"] == ["af"]
    assert said["a"]["total"]["value"] > 0
    assert said["a"]["results"][0]["score"] > 0.7
    assert_entity(said["a"]["results"][0])


@pytest.mark.parametrize(
    ("algorithm", "status"),
    [("neural-net", 400), ("name-based", 200), ("logic-v1", 200), ("BEST", 200), ("logic-v2", 200)],
)
def test_algorithms_are_known_by_name(client, algorithm, status):
    assert post(client, {"a": COMPANY}, f"algorithm={algorithm}").status_code == status


@pytest.mark.parametrize(("schema", "status"), [({}, 422), ({"schema": "xxx"}, 400)])
def test_a_query_without_a_known_schema_is_refused_by_itself(client, schema, status):
    answer = post(client, {"a": {**schema, "properties": {"name": "Banana"}}, "b": COMPANY})
    assert answer.status_code == 200  # on purpose: yente refuses the whole batch
    assert answer.json["responses"]["a"]["status"] == status
    assert answer.json["responses"]["b"]["results"]


def test_many_names_find_as_many_results_fuzzy_or_not(client):
    found = ask(client, MANY_NAMES)["results"]
    assert found
    assert ask(client, MANY_NAMES, "fuzzy=false")["results"] == found


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ("exclude_dataset=un_sanctions", 0),
        ("include_dataset=us_entity_list&include_dataset=jp_end_users", 0),
        ("include_dataset=un_sanctions&include_dataset=jp_end_users", 1),
        ("include_dataset=un_sanctions&exclude_dataset=un_sanctions", 0),
        ("topics=crime.cyber", 0),
        ("topics=export.control", 1),
        ("exclude_schema=Organization", 0),
        ("changed_since=2099-01-01", 0),
        ("changed_since=2000-01-01T10", 1),
    ],
)
def test_filters_leave_out_who_does_not_fit(client, params, found):
    assert len(ask(client, COMPANY, params)["results"]) == found


def test_the_id_of_a_query_comes_back(client):
    assert ask(client, {**MANY_NAMES, "id": "ghoura"})["query"]["id"] == "ghoura"


@pytest.mark.parametrize("excluded", ["un-sanctions:8", "jp-end-users:1&exclude_entity_ids=un-sanctions:8"])
def test_who_was_cleared_before_is_left_out(client, excluded):
    assert ask(client, COMPANY)["results"]
    assert ask(client, COMPANY, f"exclude_entity_ids={excluded}")["results"] == []


def test_a_misspelt_name_is_found(client):
    misspelt = {"schema": "Person", "properties": {"name": "Abdul Satar Ghuora"}}
    assert ask(client, misspelt, "threshold=0.2")["results"]


def test_unknown_settings_are_refused(client):
    body = {"queries": {"a": COMPANY}, "config": {"invalid_option": 0.4}}
    assert client.post("/match/default", json=body).status_code == 400
    body["config"] = {"nm_number_mismatch": 0.4}
    assert client.post("/match/default", json=body).status_code == 200


# /search


def test_words_find_an_entity(client):
    found = search(client, "q=zabir logistics")["results"]
    assert [each["id"] for each in found] == ["un-sanctions:8"]
    assert_entity(found[0])
    assert found[0]["first_seen"]
    assert found[0]["last_seen"]
    assert "default" not in found[0]["datasets"]


def test_without_words_everything_is_found(client):
    assert total(client, "") == 5


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("default?q=invalid/query", 400),
        ("default?q=invalid/query&simple=true", 200),
        ("banana?q=x", 404),
        ("default?schema=Banana", 400),
        ("default?offset=9499", 200),
        ("default?offset=9999", 422),
        ("default?limit=500", 200),
        ("default?limit=10000", 422),
        ("default?sort=banana", 400),
        ("default?filter=banana", 400),
        ("default?changed_since=soon", 422),
    ],
)
def test_a_search_has_the_status_that_yente_gives(client, path, status):
    answer = client.get(f"/search/{path}")
    assert answer.status_code == status
    assert status == 200 or set(answer.json) == {"detail"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("schema=Vessel", 0),
        ("schema=Organization", 1),
        ("exclude_schema=Organization", 0),
        ("exclude_dataset=un_sanctions", 0),
        ("include_dataset=jp_end_users", 0),
        ("include_dataset=un_sanctions", 1),
        ("include_dataset=un_sanctions&exclude_dataset=un_sanctions", 0),
        ("datasets=un_sanctions", 1),
        ("datasets=jp_end_users", 0),
        ("changed_since=2099-01-01T00:00", 0),
        ("countries=sy", 1),
        ("countries=ke", 0),
        ("countries=ke&countries=sy", 1),
        ("countries=ke&countries=sy&filter_op=AND", 0),
        ("topics=export.control&topics=crime", 1),
        ("topics=export.control&topics=crime&filter_op=AND", 0),
        ("filter=properties.country:sy", 1),
        ("filter=birthDate:1972-01-26", 0),
        ("exclude_entity_ids=un-sanctions:8", 0),
        ("target=true", 1),
    ],
)
def test_filters_narrow_a_search(client, query, found):
    assert total(client, f"q=zabir&{query}") == found


def test_a_dataset_in_the_path_is_the_scope_of_a_search(client):
    assert total(client, "q=zabir", "un_sanctions") == 1
    assert total(client, "q=zabir", "jp_end_users") == 0


def test_three_facets_come_unasked_and_others_as_asked(client):
    assert search(client, "")["facets"].keys() == {"countries", "topics", "datasets"}
    facets = search(client, "facets=schema&facets=topics")["facets"]
    assert facets.keys() == {"schema", "topics"}
    assert {each["name"]: each["count"] for each in facets["schema"]["values"]} == {
        "Organization": 3,
        "Person": 2,
    }


def test_facets_count_what_was_found(client):
    facets = search(client, "countries=sy")["facets"]
    assert facets["countries"] == {
        "label": "Countries",
        "values": [{"name": "sy", "label": "Syria", "count": 1}],
    }
    assert [each["name"] for each in facets["datasets"]["values"]] == ["un_sanctions"]
    assert facets["topics"]["values"] == [
        {"name": "export.control", "label": "Under export control", "count": 1}
    ]


@pytest.mark.parametrize("name", ["first_seen", "last_change", "caption", "id"])
@pytest.mark.parametrize("way", ["asc", "desc"])
def test_results_are_sorted(client, name, way):
    found = [each[name] for each in search(client, f"sort={name}:{way}")["results"]]
    assert found == sorted(found, reverse=way == "desc")


def test_the_second_order_counts_where_the_first_is_equal(client):
    found = [(each["schema"], each["id"]) for each in search(client, "sort=schema&sort=id:desc")["results"]]
    assert found == sorted(sorted(found, key=lambda each: each[1], reverse=True), key=lambda each: each[0])


def test_a_search_is_given_in_pages(client):
    said = search(client, "limit=0&q=zabir")
    assert (said["results"], said["limit"], said["total"]["value"]) == ([], 0, 1)
    said = search(client, "offset=100&q=zabir")
    assert (said["results"], said["offset"]) == ([], 100)
    pages = [search(client, f"limit=2&offset={at}")["results"] for at in (0, 2, 4)]
    assert len({each["id"] for page in pages for each in page}) == 5


# /entities


def test_an_unknown_id_is_404(client):
    assert client.get("/entities/banana").status_code == 404


def test_an_entity_has_its_sanctions_inside(client):
    said = client.get("/entities/un-sanctions:7").json
    assert (said["id"], said["schema"], said["datasets"]) == (
        "un-sanctions:7",
        "Person",
        ["un_sanctions"],
    )
    assert isinstance(said["properties"]["birthDate"][0], str)
    assert said["properties"]["sanctions"][0]["schema"] == "Sanction"


def test_a_merged_id_leads_to_the_one_that_is_kept(client):
    answer = client.get(f"/entities/{quote('us-entity-list:cn/beihang')}")
    assert answer.status_code == 308
    assert client.get(answer.location).json["id"] == "jp-end-users:1"


def test_whatever_finds_an_entity_it_is_the_same(client):
    (searched,) = search(client, "q=beihang")["results"]
    query = {"schema": "Organization", "properties": {"name": "Beihang University"}}
    (matched,) = ask(client, query, dataset="jp_end_users")["results"]
    fetched = client.get(f"/entities/{searched['id']}?nested=false").json
    assert searched == fetched
    assert {**matched, **fetched} == matched


# /reconcile


def test_each_dataset_says_what_it_is(client):
    said = client.get("/reconcile/default").json
    assert said["identifierSpace"]
    assert len(said["defaultTypes"]) == 2  # on purpose: organisations and people are all that lists have
    assert "suggest" in said


def test_a_name_is_reconciled(client):
    data = {"queries": '{"m": {"query": "Zabir Logistics Company"}}'}
    assert client.post("/reconcile/default", data=data).json["m"]["result"][0]["id"] == "un-sanctions:8"


@pytest.mark.parametrize("kind", ["entity", "property", "type"])
def test_nothing_and_nonsense_suggest_nothing(client, kind):
    path = f"/reconcile/default/suggest/{kind}"
    for query in ("", "?prefix=", "?prefix=banana%20man"):
        assert client.get(path + query).json == {"result": []}


@pytest.mark.parametrize(
    ("kind", "prefix", "id_"),
    [
        ("entity", "abdul%20sat", "us-entity-list:af/ghoura"),
        ("property", "count", "country"),
        ("type", "organ", "organisation"),
    ],
)
def test_a_beginning_suggests(client, kind, prefix, id_):
    found = client.get(f"/reconcile/default/suggest/{kind}?prefix={prefix}").json["result"]
    assert id_ in [each["id"] for each in found]


# /catalog, /algorithms, probes and addresses


def test_probes_and_descriptions_answer(client):
    for path in ("/healthz", "/readyz", "/catalog", "/manifest", "/algorithms"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/catalog", "/manifest", "/algorithms"])
def test_what_did_not_change_is_304(client, path):
    tag = client.get(path).headers["ETag"]
    answer = client.get(path, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_an_address_may_be_long_and_no_longer_than_yentes(client):
    assert client.get(f"/search/default?simple=true&x={'y' * 59_000}").status_code == 200
    assert client.get(f"/search/default?simple=true&x={'y' * 60_000}").status_code == 414


def test_updates_are_for_the_operators(client):
    assert client.post("/updatez?token=wrong").status_code == 403
