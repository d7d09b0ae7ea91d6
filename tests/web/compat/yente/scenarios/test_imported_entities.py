"""A FollowTheMoney file of a hundred mixed entities, imported and served: /match in yente's shape, field by field."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from screening.link import build
from screening.policy.list_state import ListState
from watchlists.library import Library, load_library
from watchlists.updates.custom_lists import CustomList, import_custom_list

PLACES = "Alder Birch Cedar Dogwood Elder Fir Gorse Hazel Ivy Juniper".split()
FAMILY = (
    "Quillfeather Ormsby Tansley Brackenbury Wexcombe Ashdown Merrow Thistlewood Fennimore Greywell".split()
)
COUNTRIES = ("ru", "cn", "ir", "sy", "by")


def thing(schema, number, **properties):
    return {
        "id": f"XX-{schema.lower()}-{number}",
        "caption": properties["name"][0],
        "schema": schema,
        "properties": properties,
        "datasets": ["invented"],
        "referents": [f"old-{number}"],
        "target": True,
        "first_seen": "2023-04-20T18:00:25",
        "last_seen": "2026-11-01T00:00:00",
        "last_change": "2024-01-01T00:00:00",
    }


def a_hundred():
    """Twenty each of persons, companies, organisations and legal entities, ten vessels, and ten that are no party."""
    for n in range(20):
        country = COUNTRIES[n % 5]
        family, place = FAMILY[n % 10], PLACES[(n * 3 + n // 10) % 10]
        given = "Perpetua" if n < 10 else "Ludovic"
        yield thing(
            "Person",
            n,
            name=[f"{given} {family}"],
            birthDate=[f"{1950 + n}-02-03"],
            country=[country],
            nationality=["xx"],
            topics=["sanction"],
        )
        yield thing(
            "Company",
            n,
            name=[f"{place} {family} Turbine Works"],
            alias=[f"{family} Turbines {place}"],
            jurisdiction=[country],
            registrationNumber=[f"{n:09}"],
        )
        yield thing(
            "Organization",
            n,
            name=[f"{family} Gyroscope Bureau of {place}"],
            country=[country],
            weakAlias=["GB"],
        )
        yield thing("LegalEntity", n, name=[f"{place} {family} Propellant Combine"], country=[country])
    for n in range(10):
        yield thing(
            "Vessel", n, name=[f"Star of {PLACES[n]}"], imoNumber=[f"IMO {9_000_000 + n}"], flag=["pa"]
        )
    for n in range(5):
        yield thing("Address", n, name=[f"{n} Harbour Street"], full=[f"{n} Harbour Street, {PLACES[n]}"])
        yield thing("Sanction", n, name=[f"Measure {n}"], entity=[f"XX-person-{n}"])


@pytest.fixture(scope="module")
def imported(small_engine, tmp_path_factory):
    """The small world with the file in force as a list of one's own, and no other."""
    folder = tmp_path_factory.mktemp("imported")
    entities = list(a_hundred())
    assert len(entities) == 100
    file = folder / "invented.ftm.json"
    file.write_text("\n".join(map(json.dumps, entities)), encoding="utf-8")
    own = CustomList(
        id="invented-list", title="Invented list", standing="non-government", edition="2026-11-20"
    )
    import_custom_list(
        folder, own, file, secret=b"of a test", now=datetime(2026, 11, 20, tzinfo=UTC), by="a test"
    )
    library = Library({"invented-list": load_library(data=folder).lists["invented-list"]}, {})
    return replace(
        small_engine,
        library=library,
        linker=build(library, small_engine.register),
        lists=ListState.of(library),
    )


@pytest.fixture
def service(make_app, imported):
    return make_app(imported).test_client()


def queries():
    """What a client asks about each party of the file: its schema, its caption, and what else it knows."""
    for each in a_hundred():
        known = {"name": [each["caption"]]}
        if each["schema"] == "Person":
            known["birthDate"] = each["properties"]["birthDate"]
        yield each["id"], {"id": each["id"], "schema": each["schema"], "properties": known}


PARTIES = ("Person", "Company", "Organization", "LegalEntity")
TEXT = str
ENTITY = {
    "id": TEXT,
    "caption": TEXT,
    "schema": TEXT,
    "properties": dict,
    "datasets": list,
    "referents": list,
    "target": bool,
    "first_seen": (TEXT, type(None)),
    "last_seen": (TEXT, type(None)),
    "last_change": (TEXT, type(None)),
}
RESULT = {**ENTITY, "score": float, "match": bool, "explanations": dict}
ANSWER = {"status": int, "results": list, "total": dict, "query": dict}
EXPLANATION = {"detail": TEXT, "score": float, "query": TEXT, "candidate": TEXT}


def has_shape(said, shape):
    assert said.keys() == shape.keys()
    for name, kind in shape.items():
        assert isinstance(said[name], kind), name
        assert kind is not float or not isinstance(said[name], bool)


def entity_is_to_the_letter(said):
    assert said["schema"] in {"Person", "Organization", "Company", "LegalEntity"}
    assert said["caption"] in said["properties"]["name"]
    assert said["datasets"] == ["invented_list", "invented"]
    assert all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", each) for each in said["datasets"])
    for values in said["properties"].values():
        assert values
        assert all(type(value) is str and value for value in values)
    for name in ("first_seen", "last_seen", "last_change"):
        assert said[name] is None or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", said[name])


def test_a_hundred_queries_are_answered_in_yentes_shape_field_by_field(service):
    asked = dict(queries())
    answer = service.post("/match/invented_list?limit=10", json={"queries": asked})
    assert (answer.status_code, answer.headers["x-batch-size"]) == (200, "100")
    assert answer.content_type == "application/json"
    assert answer.json.keys() == {"responses", "limit"}
    assert answer.json["limit"] == 10
    assert answer.json["responses"].keys() == asked.keys()
    for key, said in answer.json["responses"].items():
        has_shape(said, ANSWER)
        assert said["status"] == 200
        assert said["total"] == {"value": sum(each["match"] for each in said["results"]), "relation": "eq"}
        assert said["query"] == {
            "id": key,
            "schema": asked[key]["schema"],
            "properties": said["query"]["properties"],
        }
        assert all(isinstance(values, list) for values in said["query"]["properties"].values())
        scores = [each["score"] for each in said["results"]]
        assert scores == sorted(scores, reverse=True)
        assert all(0.7 < score <= 1 for score in scores)
        for result in said["results"]:
            has_shape(result, RESULT)
            entity_is_to_the_letter(result)
            for name, explanation in result["explanations"].items():
                assert re.fullmatch(r"[a-z0-9_]+", name)
                has_shape(explanation, EXPLANATION)
                assert explanation["detail"] or explanation["score"] > 0


def test_every_party_of_the_file_is_found_by_its_own_name_and_claimed(service):
    said = service.post("/match/default", json={"queries": dict(queries())}).json["responses"]
    for each in a_hundred():
        results = said[each["id"]]["results"]
        if each["schema"] not in PARTIES:
            assert results == []  # ships, addresses and sanctions are no parties
            continue
        best = results[0]
        assert (best["caption"], best["match"]) == (each["caption"], True), each["id"]
        assert (best["id"], best["schema"]) == (each["id"], each["schema"])
        assert best["referents"] == each["referents"]
        assert best["properties"]["topics"] == each["properties"].get("topics", ["poi"])
        assert best["target"] is True


def test_what_the_dataset_tells_of_a_person_is_served_as_it_is_there(service):
    (said,) = service.post(
        "/match/default",
        json={
            "queries": {
                "q": {
                    "schema": "Person",
                    "properties": {"name": "Perpetua Quillfeather", "birthDate": "1950"},
                }
            }
        },
    ).json["responses"]["q"]["results"]
    assert said["properties"]["birthDate"] == ["1950-02-03"]
    assert said["properties"]["country"] == ["ru"]
    assert said["properties"]["nationality"] == ["xx"]


def test_each_entity_is_given_by_its_id_with_its_listing_inside(service):
    said = service.post("/match/default", json={"queries": dict(queries())}).json["responses"]
    for each in a_hundred():
        if each["schema"] in PARTIES:
            found = service.get(f"/entities/{said[each['id']]['results'][0]['id']}").json
            assert found.keys() == ENTITY.keys()
            entity_is_to_the_letter({**found, "properties": {"name": found["properties"]["name"]}})
            (inside,) = found["properties"]["sanctions"]
            assert (inside["schema"], inside["properties"]["entity"]) == ("Sanction", [found["id"]])


def test_an_entity_is_found_by_the_ids_that_were_merged_into_it_too(service):
    for merged in ("old-3", "invented-list:xx-person-3"):
        answer = service.get(f"/entities/{merged}?nested=false&api_key=x")
        assert answer.status_code == 308
        assert answer.location.startswith("/entities/XX-")
        assert answer.location.endswith("?nested=false&api_key=x")
    assert service.get("/entities/XX-person-3").json["id"] == "XX-person-3"
    assert service.get("/entities/XX-vessel-3").json["schema"] == "Vessel"
    assert service.get("/entities/XX-vessel-11").status_code == 404


@pytest.mark.parametrize("given", ["x=%FF&x=2", "x=\xff"])
def test_what_is_asked_beside_an_id_comes_along_whatever_its_bytes_are(service, given):
    answer = service.get("/entities/old-3", environ_overrides={"QUERY_STRING": given})
    assert answer.status_code == 308
    assert "?x=" in answer.location


@pytest.mark.parametrize("excluded", ["XX-person-0", "old-0", "invented-list:xx-person-0"])
def test_an_entity_is_left_out_by_any_of_its_ids(service, excluded):
    query = {"schema": "Person", "properties": {"name": "Perpetua Quillfeather", "birthDate": "1950"}}
    said = service.post(f"/match/default?exclude_entity_ids={excluded}", json={"queries": {"q": query}})
    assert said.json["responses"]["q"]["results"] == []


def test_topics_are_those_of_the_file(service):
    sanctioned = service.get("/search/default?topics=sanction&limit=100").json
    assert sanctioned["total"]["value"] == 20
    assert {each["schema"] for each in sanctioned["results"]} == {"Person"}


def test_an_entity_of_two_datasets_comes_back_once_with_both(imported, make_app):
    (first,) = imported.library.lists.values()
    copied = tuple(
        replace(
            each, id=f"second-list:{number}", watchlist_id="second-list", source_url="https://example.org/2"
        )
        for number, each in enumerate(first.listings)
    )
    second = replace(first, watchlist=replace(first.watchlist, id="second-list"), listings=copied)
    library = Library({"invented-list": first, "second-list": second}, {})
    engine = replace(imported, library=library, linker=build(library, imported.register))
    service = make_app(replace(engine, lists=ListState.of(library))).test_client()
    name = "Alder Quillfeather Turbine Works"
    query = {"schema": "Company", "properties": {"name": name}}
    (found,) = service.post("/match/default", json={"queries": {"q": query}}).json["responses"]["q"][
        "results"
    ]
    assert found["id"] == "XX-company-0"
    assert found["datasets"] == ["invented_list", "second_list", "invented"]
    assert found["properties"]["country"] == ["ru"]
    assert "https://example.org/2" in found["properties"]["sourceUrl"]
    (looked_up,) = service.get(f"/search/default?q={name}").json["results"]
    assert {**found, **looked_up} == found  # whatever found it, the entity is the same
    inside = service.get("/entities/XX-company-0").json["properties"]["sanctions"]
    assert [each["datasets"] for each in inside] == [["invented_list"], ["second_list"]]
