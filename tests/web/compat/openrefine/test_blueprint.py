"""The reconciliation protocol, version 0.2, as OpenRefine really speaks it."""

import json

import pytest
from accounts import HTTPS, enter, first, new_key
from local_token import stranger

from web.compat.body_entities import BodyEntities
from web.compat.openrefine.answers import answer
from web.compat.openrefine.queries import read_cell

COMPANY = {"query": "Beihang University", "type": "organisation"}
PERSON = {"query": "Abdul Satar Ghoura", "type": "person"}


def ask(client, queries, path="/reconcile"):
    return client.post(path, data={"queries": json.dumps(queries)})


def one(client, query):
    return ask(client, {"q0": query}).json["q0"]["result"]


def test_cells_that_are_not_reached_before_the_deadline_refuse_the_call_and_have_no_empty_answer(make_app):
    queries = json.dumps({"a": {"query": "Beihang University"}})
    refused = make_app(call_seconds=0.0).test_client().post("/reconcile", data={"queries": queries})
    assert (refused.status_code, "Retry-After" in refused.headers) == (503, False)
    assert "POST /api/v1/runs" in refused.json["message"]


def test_the_manifest_says_what_openrefine_reads(client):
    answer = client.get("/reconcile")
    said = answer.json
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "0.2" in said["versions"]
    assert {"name", "identifierSpace", "schemaSpace", "defaultTypes", "view", "preview", "batchSize"} <= set(
        said
    )
    assert "{{id}}" in said["view"]["url"]
    assert "{{id}}" in said["preview"]["url"]
    assert set(said["suggest"]) == {"entity", "type", "property"}
    assert {"propose_properties", "property_settings"} == set(said["extend"])
    assert "opensanctions" not in answer.text


def test_every_address_of_the_manifest_is_answered(client):
    said = client.get("/reconcile").json
    services = [*said["suggest"].values(), said["extend"]["propose_properties"]]
    for service in services:
        assert client.get(service["service_path"] + "?prefix=be").status_code == 200
    for url in (said["view"]["url"], said["preview"]["url"]):
        path = url.removeprefix("http://localhost").replace("{{id}}", "us-entity-list:cn/beihang")
        assert "Bureau of Examples" in client.get(path).text


def test_a_listed_organisation_is_claimed_once_and_first(client):
    found = one(client, COMPANY)
    assert [each["match"] for each in found] == [True]
    assert "also on" in found[0]["description"]
    assert all(0 <= each["score"] <= 100 for each in found)
    assert found[0]["score"] > 50
    assert found[0]["type"] == [{"id": "organisation", "name": "Organisation"}]
    assert {"id": "same_party", "value": True} in found[0]["features"]
    assert "2026-10" in found[0]["description"]


def test_a_person_is_claimed_only_with_a_second_identifier(client):
    found = one(client, PERSON)
    assert found
    assert not any(each["match"] for each in found)
    assert "second identifier" in found[0]["description"]
    born = {**PERSON, "properties": [{"pid": "Person:birthDate", "v": "1964"}]}
    assert [each["match"] for each in one(client, born)] == [True, False]


@pytest.mark.parametrize(
    "value",
    [
        1964,
        "1964",
        ["1964"],
        {"id": "1964", "name": "1964"},
        [{"id": "x", "name": "1964"}],
        True,
        None,
        1964.5,
        {},
        [],
    ],
)
def test_a_hint_may_be_whatever_a_cell_holds(client, value):
    query = {**PERSON, "properties": [{"pid": "birth_date", "v": value}], "type_strict": "should"}
    assert ask(client, {"q0": query}).status_code == 200
    assert one(client, query)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"query": None},
        {"query": ""},
        {"query": []},
        {"query": {}},
        {"query": "---"},
    ],
)
def test_every_key_comes_back_with_a_list(client, query):
    said = ask(client, {"a": query, "b": COMPANY}).json
    assert said["a"] == {"result": []}
    assert said["b"]["result"]


def test_types_may_be_lists_foreign_or_left_out(client):
    for kind in (None, "Organization", ["Company", "Person"], "https://example.org/Organization", "no-such"):
        assert one(client, {"query": "Beihang University", "type": kind})
    assert one(client, {**COMPANY, "type": "person"}) == []
    assert one(client, {"query": "Beihang University", "limit": 3})


def test_a_cell_gets_a_hundred_answers_at_most_however_many_it_asks_for():
    assert [read_cell({**COMPANY, "limit": most}).limit for most in (99, 100, 101, 10**9)] == [
        99,
        100,
        100,
        100,
    ]


def test_limits_are_kept(client):
    assert len(one(client, {**COMPANY, "limit": 1})) == 1
    assert len(one(client, {**COMPANY, "limit": 0})) == 1


def test_questions_may_come_by_get(client):
    said = client.get("/reconcile", query_string={"queries": json.dumps({"q0": COMPANY})})
    assert said.json["q0"]["result"]


def test_a_batch_beyond_the_manifest_is_refused_in_the_words_of_the_protocol(client):
    size = client.get("/reconcile").json["batchSize"]
    assert ask(client, {str(each): COMPANY for each in range(size)}).status_code == 200
    refused = ask(client, {str(each): COMPANY for each in range(size + 1)})
    assert (refused.status_code, refused.json["status"]) == (413, "error")


@pytest.mark.parametrize("text", ["", "[]", "{", "5", '{"a":NaN}', "[" * 100_000])
def test_what_is_no_batch_is_refused(client, text):
    assert client.post("/reconcile", data={"queries": text}).status_code == 400
    assert client.post("/reconcile", data={"extend": text}).status_code == 400


def test_ten_thousand_form_fields_are_refused(client):
    body = "&".join(f"f{each}=1" for each in range(10_000))
    answer = client.post("/reconcile", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (200, 413)
    parts = (
        "".join(
            f'--b\r\nContent-Disposition: form-data; name="f{each}"\r\n\r\n1\r\n' for each in range(10_000)
        )
        + "--b--\r\n"
    )
    many = client.post("/reconcile", data=parts, content_type="multipart/form-data; boundary=b")
    assert many.status_code == 413
    assert client.post("/reconcile", data=b"x", content_type="multipart/form-data").status_code in (200, 400)


def extended(client, ids, *properties):
    question = {"ids": ids, "properties": list(properties)}
    return client.post("/reconcile", data={"extend": json.dumps(question)}).json


def test_columns_are_added_from_what_the_list_prints(client):
    ids = ["us-entity-list:cn/beihang", "none"]
    asked = ({"id": "lists"}, {"id": "country", "settings": {"most": "1"}}, {"id": "no-such"})
    said = extended(client, ids, *asked)
    assert said["meta"] == [{"id": "lists", "name": "Lists"}, {"id": "country", "name": "Country"}]
    assert said["rows"] == {
        "us-entity-list:cn/beihang": {
            "lists": [{"str": "End User List"}, {"str": "Entity List"}],
            "country": [{"str": "China"}],
        },
        "none": {"lists": [], "country": []},
    }


def test_a_body_is_extended_alike_by_whichever_id_it_was_settled_on(client):
    ids = ["us-entity-list:cn/beihang", "jp-end-users:1", "ror:00wk2mp56"]
    names = ("deciding_list", "citation", "listed_since", "other_names", "edition", "publisher")
    rows = extended(client, ids, *({"id": name} for name in names))["rows"]
    assert rows[ids[0]] == rows[ids[1]] == rows[ids[2]]
    assert rows[ids[0]]["deciding_list"] == [{"str": "End User List"}]
    assert rows[ids[0]]["listed_since"] == [{"str": "2001-05-14"}]
    assert rows[ids[0]]["citation"] == [{"str": "66 FR 24264"}]
    assert rows[ids[0]]["other_names"] == [{"str": "Beijing University of Aeronautics and Astronautics"}]


def test_what_screening_a_body_says_is_a_column_too(client):
    names = ("risk_score", "risk_level", "confidence", "recognised_body", "recognised_body_id", "relation")
    row = extended(client, ["us-entity-list:cn/beihang"], *({"id": name} for name in names))["rows"]
    row = row["us-entity-list:cn/beihang"]
    screened = client.post("/api/v1/screen", json={"subjects": [{"name": LISTED, "country": "CN"}]}).json
    (body,) = screened["results"][0]["bodies"]
    assert row["risk_score"] == [{"int": body["risk_score"]}]
    assert body["risk_score"] > 0
    assert row["risk_level"] == [{"str": body["risk_level"]}]
    assert row["confidence"] == [{"float": round(100 * body["confidence"], 1)}]
    assert row["recognised_body"] == [{"id": "ror:00wk2mp56", "name": LISTED}]
    assert row["recognised_body_id"] == [{"str": body["id"]}]
    assert row["relation"] == [{"str": "same"}]


def test_a_person_is_screened_with_what_the_list_prints_of_him(client):
    ids = ["un-sanctions:7", "us-entity-list:af/ghoura"]
    rows = extended(client, ids, {"id": "relation"}, {"id": "recognised_body_id"})["rows"]
    # Two entries have the name: each row is about its own.
    for id_ in ids:
        assert rows[id_] == {"relation": [{"str": "same"}], "recognised_body_id": [{"str": id_}]}


def test_columns_that_screen_count_as_screening_and_end_with_the_deadline(make_app):
    client = make_app(call_seconds=0.0).test_client()
    question = {"ids": ["us-entity-list:cn/beihang"], "properties": [{"id": "risk_score"}]}
    assert client.post("/reconcile", data={"extend": json.dumps(question)}).status_code == 503
    question["properties"] = [{"id": "lists"}]
    assert client.post("/reconcile", data={"extend": json.dumps(question)}).status_code == 200


def test_properties_are_proposed_by_type(client):
    said = client.get("/reconcile/properties?type=person&limit=3").json
    assert (said["type"], said["limit"], len(said["properties"])) == ("person", 3, 3)
    assert "birth_date" in {
        each["id"] for each in client.get("/reconcile/properties?type=person").json["properties"]
    }


def test_suggestions_find_by_beginnings_and_by_id(client):
    found = client.get("/reconcile/suggest/entity?prefix=beih").json["result"]
    assert {each["name"] for each in found} == {"Beihang University"}
    assert [each["id"] for each in found] == ["jp-end-users:1"]
    by_id = client.get("/reconcile/suggest/entity?prefix=us-entity-list:cn/beihang").json["result"]
    assert by_id == found
    by_id = client.get("/reconcile/suggest/entity?prefix=un-sanctions:8").json["result"]
    assert [each["name"] for each in by_id] == ["Zabir Logistics Company"]
    assert client.get("/reconcile/suggest/entity?prefix=beih&cursor=1").json["result"] == found[1:]
    assert client.get("/reconcile/suggest/type?prefix=per").json["result"] == [
        {"id": "person", "name": "Person"}
    ]
    assert client.get("/reconcile/suggest/nothing").status_code == 404


def test_a_preview_shows_every_list_that_prints_the_body(client):
    for id_ in ("jp-end-users:1", "us-entity-list:cn/beihang", "ror:00wk2mp56"):
        page = client.get(f"/reconcile/preview/{id_}").text
        assert "End User List" in page
        assert "Entity List" in page


def test_one_list_may_be_reconciled_against(client):
    manifest = client.get("/reconcile/un_sanctions").json
    assert manifest["name"] == "Research Screening: Consolidated List"
    assert manifest["suggest"]["entity"]["service_path"] == "/reconcile/un_sanctions/suggest/entity"
    assert ask(client, {"q0": COMPANY}, "/reconcile/un_sanctions").json["q0"]["result"] == []
    (found,) = ask(client, {"q0": COMPANY}, "/reconcile/us_entity_list").json["q0"]["result"]
    assert (found["id"], found["match"]) == (
        "jp-end-users:1",
        True,
    )  # the body is the same, whichever list is asked
    assert client.get("/reconcile/un_sanctions/suggest/entity?prefix=beih").json["result"] == []
    assert client.get("/reconcile/jp_end_users/suggest/entity?prefix=beih").json["result"]
    assert client.get("/reconcile/un_sanctions/properties").json["properties"]
    assert client.get("/reconcile/default").json == {
        **client.get("/reconcile").json,
        **{each: client.get("/reconcile/default").json[each] for each in ("suggest", "extend")},
    }
    missing = client.get("/reconcile/no_such")
    assert (missing.status_code, missing.json["status"]) == (404, "error")


def test_only_the_preview_may_stand_in_a_frame(client):
    preview = client.get("/reconcile/preview/us-entity-list:cn/beihang").headers
    assert "frame-ancestors *" in preview["Content-Security-Policy"]
    assert "X-Frame-Options" not in preview
    assert client.get("/reconcile/view/us-entity-list:cn/beihang").headers["X-Frame-Options"] == "DENY"
    assert client.get("/reconcile/view/none").status_code == 404


def test_a_key_in_the_path_is_repeated_in_every_address(make_app, place):
    key = new_key(place, "OpenRefine")
    client = stranger(make_app(context=place))
    assert client.get("/reconcile").status_code == 200
    assert ask(client, {"q0": COMPANY}).status_code == 401
    keyed = f"/reconcile/key/{key}"
    assert ask(client, {"q0": COMPANY}, keyed).json["q0"]["result"]
    service = client.get(keyed).json["suggest"]["entity"]["service_path"]
    assert service.startswith(keyed)
    assert client.get(service + "?prefix=b").status_code == 200
    assert ask(client, {"q0": COMPANY}, f"/reconcile?api_key={key}").status_code == 200
    assert ask(client, {"q0": COMPANY}, keyed[:-1]).status_code == 401
    assert client.get(keyed[:-1]).status_code == 401
    assert ask(client, {"q0": COMPANY}, f"{keyed}/us_entity_list").json["q0"]["result"]
    assert ask(client, {"q0": COMPANY}, "/reconcile/us_entity_list").status_code == 401


def test_the_gravest_list_is_the_top_candidate_among_equal_scores(engine):
    found = answer(engine, BodyEntities.of(engine), read_cell(COMPANY))["result"]
    assert len(found) == 1
    assert found[0]["id"].startswith("us-bis-entity-list:")
    assert "also on" in found[0]["description"]
    assert found[0]["match"]


LISTED = "Beihang University"


@pytest.mark.parametrize(
    "query",
    [
        5,
        None,
        [],
        LISTED,
        {"query": 360},
        {"query": True},
        {"query": 1.5},
        {"query": {"id": 1}},
        {"query": [LISTED, "Somebody else"]},
        {"query": LISTED + "," * 2_000},
        {"query": "Wei Li", "properties": [{"pid": "affiliation", "v": "x" * 2_001}]},
        {"query": "Wei Li", "properties": [{"pid": "affiliation", "v": [LISTED, 7]}]},
    ],
)
def test_what_cannot_be_looked_up_refuses_the_call_and_is_never_answered_with_nobody(client, query):
    refused = ask(client, {"a": COMPANY, "row 7": query})
    assert (refused.status_code, refused.json["status"]) == (422, "error")
    assert "'row 7'" in refused.json["message"]
    assert "nothing of the call was looked up" in refused.json["message"].lower()


def test_a_long_cell_is_read(client):
    found = one(client, {"query": f"{LISTED}, " + "Xueyuan Road 37, Haidian District, Beijing; " * 8})
    assert found[0]["name"] == LISTED


@pytest.mark.parametrize(
    "affiliation",
    [
        [f"{LISTED}, " + "Xueyuan Road 37, Haidian District, Beijing; " * 8],
        [*(f"Institute {number} of Nowhere" for number in range(10)), LISTED],
    ],
    ids=["long", "eleventh"],
)
def test_every_affiliation_is_read_and_a_long_one_too(client, affiliation):
    found = one(client, {"query": "Wei Li", "properties": [{"pid": "affiliation", "v": affiliation}]})
    assert found[0]["name"] == LISTED


def test_a_cell_without_a_name_is_looked_up_by_what_stands_beside_it(client):
    query = {"query": "", "properties": [{"pid": "affiliation", "v": LISTED}]}
    assert one(client, query)


def test_several_types_leave_out_nobody(client):
    assert one(client, {"query": PERSON["query"], "type": ["Company", "Person"]})


def test_openrefine_shows_an_entry_by_the_key_in_the_address_and_a_browser_by_who_is_signed_in(
    make_app, place
):
    key, id_ = new_key(place, "OpenRefine"), "us-entity-list:cn/beihang"
    first(place)
    client = stranger(make_app(context=place))
    said, plain = client.get(f"/reconcile/key/{key}").json, client.get("/reconcile").json
    assert said["identifierSpace"] == plain["identifierSpace"]
    for kind in ("view", "preview"):
        path = said[kind]["url"].removeprefix("http://localhost").replace("{{id}}", id_)
        assert "Bureau of Examples" in client.get(path).text
        assert client.get(path.replace(key, key[:-1])).status_code == 401
        path = plain[kind]["url"].removeprefix("http://localhost").replace("{{id}}", id_)
        assert client.get(path, headers={"X-API-Key": key}).status_code == 200
        assert client.get(path, **HTTPS).location.startswith("/sign-in")
    enter(client)
    assert "Bureau of Examples" in client.get(f"/reconcile/view/{id_}", **HTTPS).text
