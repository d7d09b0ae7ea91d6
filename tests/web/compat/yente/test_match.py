"""/match, to the letter of yente's protocol."""

import re

import pytest

KEYS = {
    "id",
    "caption",
    "schema",
    "properties",
    "datasets",
    "referents",
    "target",
    "first_seen",
    "last_seen",
    "last_change",
}
COMPANY = {"schema": "Organization", "properties": {"name": ["Beihang University"], "country": "China"}}
PERSON = {"schema": "Person", "properties": {"name": "Abdul Satar Ghoura"}}


def match(client, queries, dataset="default", params="", **more):
    return client.post(f"/match/{dataset}?{params}", json={"queries": queries, **more})


def one(client, query, params="", dataset="default"):
    return match(client, {"q": query}, dataset, params).json["responses"]["q"]


def assert_entity_shape(entity):
    """What yente's own tests pin."""
    assert set(entity) >= KEYS
    for name, values in entity["properties"].items():
        assert isinstance(values, list), name
        assert all(isinstance(value, str) for value in values)
    assert isinstance(entity["target"], bool)
    for name in ("first_seen", "last_seen", "last_change"):
        assert entity[name] is None or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", entity[name])
    assert all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", each) for each in entity["datasets"])


def test_a_listed_organisation_comes_back_as_an_entity_with_score_claim_and_evidence(client):
    answer = match(client, {"any key": {"id": "7", **COMPANY}})
    assert answer.headers["x-batch-size"] == "1"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json["limit"] == 5
    said = answer.json["responses"]["any key"]
    assert said["status"] == 200
    assert said["query"] == {
        "id": "7",
        "schema": "Organization",
        "properties": {"name": ["Beihang University"], "country": ["cn"]},
    }
    (body,) = said["results"]  # one body once, whatever lists print it
    assert set(body["datasets"]) == {"us_entity_list", "jp_end_users"}
    for each in said["results"]:
        assert_entity_shape(each)
        assert each["match"] is True
        assert each["explanations"]["name_match"]["query"] == "Beihang University"
        assert set(each["explanations"]["name_match"]) == {"detail", "score", "query", "candidate"}
    assert said["total"] == {"value": 1, "relation": "eq"}


def test_a_query_that_is_not_reached_before_the_deadline_says_so_and_has_no_empty_answer(make_app):
    client = make_app(call_seconds=0.0).test_client()
    said = match(client, {"a": {"id": "7", **COMPANY}, "b": {"schema": "Nothing"}}).json["responses"]
    assert (said["a"]["status"], said["a"]["query"]["id"]) == (503, "7")
    assert "POST /api/v1/runs" in said["a"]["detail"]
    assert said["b"]["status"] == 400


def test_the_total_counts_matches_before_the_limit(client):
    said = one(client, COMPANY, "limit=0")
    assert (said["results"], said["total"]["value"]) == ([], 1)


def test_results_are_sorted_and_none_is_at_or_below_the_cutoff(client):
    scores = [each["score"] for each in one(client, COMPANY, "cutoff=0&threshold=0.1")["results"]]
    assert scores == sorted(scores, reverse=True)
    assert one(client, COMPANY, "cutoff=1&threshold=1")["results"] == []
    assert one(client, COMPANY, "cutoff=0.99&threshold=0.2")["results"] != []


def test_a_person_is_never_a_match_on_a_name_alone(client):
    said = one(client, PERSON)
    assert said["results"], "a listed name is shown"
    assert all(each["schema"] == "Person" and each["match"] is False for each in said["results"])
    assert said["total"]["value"] == 0
    assert "second identifier" in str(said["results"][0]["explanations"])


def test_a_person_is_a_match_where_the_date_of_birth_agrees_and_gone_where_it_differs(client):
    born = {"schema": "Person", "properties": {**PERSON["properties"], "birthDate": "1964-02-01"}}
    assert all(each["match"] is True for each in one(client, born)["results"])
    for date in ("1991", "1964-09-21"):
        other = {"schema": "Person", "properties": {**PERSON["properties"], "birthDate": [date]}}
        assert one(client, other)["results"] == []
    both = {"schema": "Person", "properties": {**PERSON["properties"], "birthDate": ["1964", "1964-09-21"]}}
    assert one(client, both)["results"] == [], "the year beside a whole date of it says nothing more"


def test_a_name_in_parts_is_put_together(client):
    parts = {
        "schema": "Person",
        "properties": {"firstName": "Abdul", "secondName": "Satar", "lastName": "Ghoura"},
    }
    assert one(client, parts)["results"]


def test_nationality_and_birthplace_change_nothing(client):
    more = {**PERSON["properties"], "nationality": ["af"], "birthPlace": "Kandahar", "gender": "male"}
    assert one(client, {"schema": "Person", "properties": more})["results"] == one(client, PERSON)["results"]


def test_every_name_of_a_query_is_read(client):
    aliases = {
        "schema": "LegalEntity",
        "properties": {"name": ["KU Leuven"], "alias": ["Zabir Logistics Company"]},
    }
    assert [each["caption"] for each in one(client, aliases)["results"]] == ["Zabir Logistics Company"]


def test_what_is_lifted_is_not_a_candidate(client):
    assert (
        one(client, {"schema": "Company", "properties": {"name": "Tianshui Bearing Works"}})["results"] == []
    )


@pytest.mark.parametrize("schema", ["Vessel", "Airplane", "Address"])
def test_a_schema_that_no_list_has_finds_nothing(client, schema):
    said = one(client, {"schema": schema, "properties": {"name": "Beihang University"}})
    assert (said["status"], said["results"]) == (200, [])


def test_an_organisation_is_not_found_as_a_person(client):
    assert one(client, {"schema": "Person", "properties": COMPANY["properties"]})["results"] == []


@pytest.mark.parametrize(
    ("params", "bodies"),
    [
        ("include_dataset=us_entity_list", 1),
        ("include_dataset=us_entity_list&include_dataset=jp_end_users", 1),
        ("include_dataset=default", 1),
        ("include_dataset=un_sanctions", 0),
        ("include_dataset=no_such", 0),
        ("exclude_dataset=us_entity_list", 1),  # it stands on the other list, too
        ("exclude_dataset=us_entity_list&exclude_dataset=jp_end_users", 0),
        ("include_dataset=us_entity_list&exclude_dataset=us_entity_list", 0),
        ("exclude_dataset=default", 0),
        ("exclude_schema=Organization", 0),
        ("exclude_schema=Person", 1),
        ("topics=export.control", 1),
        ("topics=export.control&topics=sanction", 1),
        ("topics=sanction", 0),
        ("changed_since=2001-05-13", 1),
        ("changed_since=2001-05-14T00:00:00", 0),
        ("exclude_entity_ids=jp-end-users:1", 0),
        ("exclude_entity_ids=us-entity-list:cn/beihang", 0),
        ("exclude_entity_ids=ror:00wk2mp56", 0),
        ("exclude_entity_ids=un-sanctions:8", 1),
        ("fuzzy=False&algorithm=BEST&api_key=x&no_such=1", 1),
    ],
)
def test_parameters_narrow_which_bodies_are_looked_at(client, params, bodies):
    said = one(client, COMPANY, params)
    assert (len(said["results"]), said["total"]["value"]) == (bodies, bodies)
    # What is told of a body does not depend on what found it.
    assert all(each["datasets"] == ["jp_end_users", "us_entity_list"] for each in said["results"])


def test_a_dataset_in_the_path_is_the_scope(client):
    found = one(client, COMPANY, dataset="jp_end_users")["results"]
    assert [each["id"] for each in found] == ["jp-end-users:1"]
    assert one(client, COMPANY, dataset="un_sanctions")["results"] == []
    assert one(client, COMPANY, "include_dataset=us_entity_list", "jp_end_users")["results"] == []
    missing = match(client, {"q": COMPANY}, "no_such")
    assert (missing.status_code, missing.json) == (404, {"detail": "No such dataset."})


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ("limit=501", 422),
        ("limit=-1", 422),
        ("threshold=2", 422),
        ("changed_since=yesterday", 422),
        ("algorithm=magic", 400),
        ("&".join(f"exclude_entity_ids={each}" for each in range(51)), 422),
    ],
)
def test_parameters_out_of_bounds_are_refused_as_yente_refuses_them(client, params, status):
    answer = match(client, {"q": COMPANY}, params=params)
    assert answer.status_code == status
    assert set(answer.json) == {"detail"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"queries": {}}, 400),
        ({"queries": {"a": None}}, 400),
        ({"queries": {str(each): COMPANY for each in range(101)}}, 400),
        ({"queries": {"a": COMPANY}, "config": {"no_such": 1}}, 400),
        ({"queries": {"a": COMPANY}, "config": []}, 200),
        ({"queries": {"a": COMPANY}, "weights": [1]}, 422),
        ({"queries": []}, 422),
        ([], 422),
        ({}, 422),
    ],
)
def test_a_batch_without_answer_is_refused_whole(client, body, status):
    assert client.post("/match/default", json=body).status_code == status


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"properties": {"name": "x"}}, 422),
        ({"schema": "Starship", "properties": {"name": "x"}}, 400),
        ({"schema": 5}, 422),
        ({"schema": "Person", "properties": []}, 422),
        ("text", 422),
        ({"schema": "Person", "properties": {"name": "x" * 301}}, 400),
    ],
)
def test_one_bad_query_fails_by_itself(client, query, status):
    said = match(client, {"good": COMPANY, "bad": query, "none": None}).json["responses"]
    assert set(said) == {"good", "bad"}
    assert said["good"]["results"]
    assert (said["bad"]["status"], said["bad"]["results"]) == (status, [])
    assert said["bad"]["detail"]


def test_settings_that_change_nothing_are_named(client):
    answer = match(client, {"q": COMPANY}, config={"nm_number_mismatch": 0.4}, weights={"name_literal": 0.8})
    assert answer.headers["X-Ignored"] == "config, weights"


@pytest.mark.parametrize(
    "value", ["Beihang University", ["Beihang University", None, ""], ["", "Beihang University", {"a": 1}]]
)
def test_values_are_taken_as_they_come(client, value):
    query = {
        "schema": "Organization",
        "properties": {"name": value, "founded": 1952, "no_such": ["x"], "country": None},
    }
    said = one(client, query)
    assert said["results"]
    assert said["query"]["properties"] == {"name": ["Beihang University"]}


def test_no_content_type_is_needed_and_bad_json_is_no_crash(client):
    body = b'{"queries":{"q":{"schema":"Organization","properties":{"name":["Beihang University"]}}}}'
    assert client.post("/match/default", data=body).json["responses"]["q"]["results"]
    assert client.post("/match/default", data=b"[" * 100_000).status_code == 400
    assert client.post("/match/default", data=b'{"queries":{"q":NaN}}').json.keys() == {"detail"}


@pytest.mark.parametrize("value", [True, 42, 3.5])
def test_a_number_or_truth_value_for_a_name_is_refused_and_a_hit_beside_it_kept(client, value):
    def named(*names):
        return {"schema": "Organization", "properties": {"name": [*names]}}

    queries = {
        "a": named(value),
        "b": named("Nobody Knows This", value),
        "c": named(value, "Beihang University"),
    }
    said = match(client, queries).json["responses"]
    assert {key: each["status"] for key, each in said.items()} == {"a": 422, "b": 422, "c": 200}
    assert ", not text" in said["a"]["detail"]
    assert said["c"]["results"]


def test_the_last_of_many_names_is_read(client):
    names = [*(f"Nobody Of That Name {number}" for number in range(10)), "Beihang University"]
    query = {"schema": "Organization", "properties": {"name": names}}
    assert one(client, query)["results"]


def test_the_last_of_many_years_of_birth_is_read(client):
    born = ["1931", "1942", "1953", "1964"]
    query = {"schema": "Person", "properties": {"name": ["Abdul Satar Ghoura"], "birthDate": born}}
    assert any(each["match"] for each in one(client, query)["results"])


def test_every_part_of_a_name_is_read(client):
    parts = {"firstName": ["Nobody", "Abdul Satar"], "lastName": ["Knows", "Ghoura"]}
    assert one(client, {"schema": "Person", "properties": parts})["results"]


@pytest.mark.parametrize(
    "properties",
    [
        {"name": [f"Nobody {number}" for number in range(1_001)]},
        {
            "name": [f"Nobody {number}" for number in range(200)],
            "birthDate": ["1961", "1962", "1963", "1964", "1965", "1966"],
        },
        {
            part: [f"{part}{number}" for number in range(400)]
            for part in ("firstName", "middleName", "lastName")
        },
        {
            "name": [f"Nobody {number}" for number in range(900)],
            "email": [f"a{number}@example.org" for number in range(9)],
        },
    ],
    ids=["names", "years", "parts", "identifiers"],
)
def test_a_query_with_more_names_than_a_call_may_ask_is_refused_by_itself(client, properties):
    said = match(client, {"good": COMPANY, "bad": {"schema": "Person", "properties": properties}}).json[
        "responses"
    ]
    assert (said["good"]["status"], said["bad"]["status"]) == (200, 422)
    assert "up to 1,000" in said["bad"]["detail"]


@pytest.mark.parametrize("properties", [{"name": [{"caption": "Beihang University"}]}, {"leiCode": ["none"]}])
def test_what_is_no_text_and_no_identifier_is_not_answered_with_nobody(client, properties):
    said = one(client, {"schema": "Organization", "properties": properties})
    assert said["status"] == 422
    assert "we did not search" in said["detail"]


@pytest.mark.parametrize(
    ("properties", "says"),
    [
        ({}, "no name and no identifier"),
        ({"nam": ["Beihang"]}, "There is no property “nam”; name may be meant."),
        ({"birthDate": ["1964"]}, "no name and no identifier"),
        ({"name": [""]}, "no name and no identifier"),
    ],
)
def test_a_query_with_nothing_to_search_for_is_never_an_empty_answer_with_200(client, properties, says):
    said = one(client, {"schema": "Person", "properties": properties})
    assert (said["status"], said["results"]) == (422, [])
    assert says in said["detail"]
    assert said["detail"].count("There is no property") == ("nam" in properties)


def test_a_query_for_a_person_says_how_many_of_the_lists_hold_persons(client):
    person = {"schema": "Person", "properties": {"name": "Vlad Nobody"}}
    assert one(client, person)["detail"] == (
        "The person's own name was compared with 2 lists; 1 list searched holds no persons here."
    )
    assert "hold no persons" in one(client, person, dataset="jp_end_users")["detail"]
    assert "detail" not in one(client, person, dataset="un_sanctions")
    assert "detail" not in one(client, COMPANY)
