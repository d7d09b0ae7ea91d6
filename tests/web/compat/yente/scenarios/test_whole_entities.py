"""A FollowTheMoney dataset is imported, served and exported, and nothing of it is lost."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from screening.link import build
from screening.policy.list_state import ListState
from tests.whole_entities import DATES, as_lines, whole_dataset
from watchlists.identifier_schemes import scheme_of_property
from watchlists.library import Library, load_library
from watchlists.updates.custom_lists import CustomList, import_custom_list
from web.compat.yente.words import properties

ENTITIES = {each["id"]: each for each in whole_dataset()}
PARTIES = {id_: each for id_, each in ENTITIES.items() if each["target"]}
NUMBERS = [
    (id_, name, value)
    for id_, each in PARTIES.items()
    for name, values in each["properties"].items()
    if name in scheme_of_property()
    for value in values
]


@pytest.fixture(scope="module")
def imported(small_engine, tmp_path_factory):
    """The small world with the dataset in force as a list of one's own, beside a list of ours."""
    folder = tmp_path_factory.mktemp("whole")
    file = folder / "invented.ftm.json"
    file.write_text(as_lines(whole_dataset()), encoding="utf-8")
    own = CustomList(id="invented-list", title="Invented list", edition="2026-11-20")
    import_custom_list(
        folder, own, file, secret=b"of a test", now=datetime(2026, 11, 20, tzinfo=UTC), by="a test"
    )
    loaded = load_library(data=folder).lists["invented-list"]
    library = Library({**small_engine.library.lists, "invented-list": loaded}, {})
    linker = build(library, small_engine.register)
    return replace(small_engine, library=library, linker=linker, lists=ListState.of(library))


@pytest.fixture
def service(make_app, imported):
    return make_app(imported).test_client()


def test_the_dataset_has_every_property_of_a_party():
    for schema in ("Person", "Company", "Organization"):
        known = {name for name, (_, _, schemata) in properties().items() if schema in schemata}
        used = {name for each in PARTIES.values() if each["schema"] == schema for name in each["properties"]}
        assert known - used == set()


def asked(service, schema, **given):
    query = {"schema": schema, "properties": given}
    return service.post("/match/invented_list", json={"queries": {"q": query}}).json["responses"]["q"][
        "results"
    ]


def holds(said, printed):
    """Whether an answer has every property of an entity with its values, its ids, its datasets and its dates."""
    for name, values in printed["properties"].items():
        assert set(values) <= {str(each) for each in said["properties"][name]}, name
    assert (said["id"], said["schema"], said["caption"]) == (
        printed["id"],
        printed["schema"],
        printed["caption"],
    )
    assert "invented_source" in said["datasets"]
    assert set(printed["referents"]) <= set(said["referents"])
    assert {name: said[name] for name in DATES} == DATES


@pytest.mark.parametrize("id_", ENTITIES)
def test_every_entity_is_served_by_its_id_with_every_property(service, id_):
    holds(service.get(f"/entities/{id_}?nested=false").json, ENTITIES[id_])


@pytest.mark.parametrize("id_", ENTITIES)
def test_an_id_that_was_merged_leads_to_the_entity(service, id_):
    for address in (f"/entities/old-{id_}", f"/entities/old-{id_}/adjacent"):
        answer = service.get(f"{address}?limit=2")
        assert (answer.status_code, answer.location) == (308, f"{address.replace('old-', '')}?limit=2")


@pytest.mark.parametrize("id_", PARTIES)
def test_a_party_is_found_by_its_name_and_in_a_search_with_every_property(service, id_):
    printed = PARTIES[id_]
    name = printed["properties"]["name"][0]
    (found,) = [each for each in asked(service, printed["schema"], name=[name]) if each["id"] == id_]
    holds(found, printed)
    (looked_up,) = service.get(f"/search/invented_list?q={name}").json["results"]
    holds(looked_up, printed)


@pytest.mark.parametrize(("id_", "name", "value"), NUMBERS)
def test_each_identifier_alone_finds_its_entity(service, id_, name, value):
    found = asked(service, PARTIES[id_]["schema"], **{name: [value]})
    assert [each["id"] for each in found] == [id_]


def test_the_number_of_a_passport_finds_who_holds_it(service):
    assert [each["id"] for each in asked(service, "Person", passportNumber=["75 1234509"])] == ["iv-p2"]
    assert [each["id"] for each in asked(service, "Person", passportNumber=["751234509"])] == ["iv-p2"]


def test_an_identifier_beside_a_name_is_evidence_that_makes_a_match(service):
    (named,) = asked(service, "Person", name=["Ludovic Ormsby"])
    assert named["match"] is False, "a name alone identifies nobody"
    (found,) = asked(service, "Person", name=["Ludovic Ormsby"], passportNumber=["75 1234509"])
    assert found["match"] is True
    assert "identifier_of_a_party" in found["explanations"]


def test_an_identifier_that_contradicts_is_noted(service):
    (found,) = asked(service, "Person", name=["Perpetua Quillfeather"], innCode=["500100732260"])
    assert found["match"] is False
    assert found["explanations"]["identifier_differs"]["candidate"] == "500100732259"


def test_an_identifier_with_another_name_or_date_of_birth_is_no_match(service):
    number = {"innCode": ["500100732259"]}
    (alone,) = asked(service, "Person", **number)
    assert alone["match"] is True
    (found,) = asked(service, "Person", name=["Somebody Else"], **number)
    assert found["match"] is False
    assert asked(service, "Person", name=["Perpetua Quillfeather"], birthDate=["1991-01-02"], **number) == []


def test_a_number_that_many_bear_finds_and_identifies_nobody(service):
    (value,) = PARTIES["iv-c1"]["properties"]["kppCode"]
    (found,) = asked(service, "Company", kppCode=[value])
    assert (found["id"], found["match"]) == ("iv-c1", False)


def test_entities_are_nested_as_followthemoney_nests_them(service):
    said = service.get("/entities/iv-p1").json["properties"]
    (sanction,) = said["sanctions"]
    holds(sanction, ENTITIES["iv-san"])
    (address,) = said["addressEntity"]
    holds(address, ENTITIES["iv-a1"])
    (ownership,) = said["ownershipOwner"]
    assert ownership["properties"]["owner"] == ["iv-p1"]
    (asset,) = ownership["properties"]["asset"]  # through an ownership its other end, and no further
    assert (asset["id"], asset["properties"]["parent"]) == ("iv-c1", ["iv-o1"])
    (post,) = said["directorshipDirector"]
    assert post["properties"]["organization"][0]["id"] == "iv-c1"
    assert service.get("/entities/iv-p2").json["properties"]["identification"][0]["id"] == "iv-pass"


def test_what_stands_beside_an_entity_comes_in_pages_by_property(service):
    said = service.get("/entities/iv-a1/adjacent?limit=1&offset=1").json
    holds(said["entity"], ENTITIES["iv-a1"])
    assert said["adjacent"].keys() == {"things"}
    page = said["adjacent"]["things"]
    assert [each["id"] for each in page["results"]] == ["iv-c1"]
    assert (page["total"], page["limit"], page["offset"]) == ({"value": 3, "relation": "eq"}, 1, 1)
    company = service.get("/entities/iv-c1/adjacent").json["adjacent"]
    assert {name: [each["id"] for each in page["results"]] for name, page in company.items()} == {
        "parent": ["iv-o1"],
        "addressEntity": ["iv-a1"],
        "ownershipAsset": ["iv-own"],
        "directorshipOrganization": ["iv-dir"],
    }
    assert service.get("/entities/nobody/adjacent").status_code == 404
    assert service.get("/entities/iv-a1/adjacent?limit=501").status_code == 422


def test_the_dataset_is_exported_as_it_was_imported(service):
    answer = service.get("/api/v1/lists/invented-list/entities.ftm.json")
    assert answer.content_type == "application/x-ndjson"
    assert answer.get_data(as_text=True) == as_lines(whole_dataset())


def test_a_list_of_ours_is_exported_as_entities_made_of_its_listings(service, imported):
    own = next(each for each in imported.library.lists if each != "invented-list")
    lines = service.get(f"/api/v1/lists/{own}/entities.ftm.json").get_data(as_text=True).splitlines()
    for body in map(json.loads, lines):
        served = service.get(f"/entities/{body['id']}?nested=false", follow_redirects=True).json
        assert set(body["properties"]["name"]) <= set(served["properties"]["name"])
        assert body["id"] in (served["id"], *served["referents"])
    assert len(lines) == sum(each.type != "other" for each in imported.library[own].listings)
    assert service.get("/api/v1/lists/nobody/entities.ftm.json").status_code == 404


def test_a_list_is_exported_as_csv_one_name_a_line(service, imported):
    text = service.get("/api/v1/lists/invented-list/entities.csv").get_data(as_text=True)
    assert text.startswith("listing,kind,name,")
    printed = [name.text for listing in imported.library["invented-list"].listings for name in listing.names]
    assert len(text.splitlines()) == 1 + len(printed)
    assert "Alder Merrow Turbine Works" in text


def test_a_cell_with_an_identifier_is_reconciled(service):
    for pid in ("Person:passportNumber", "passport"):
        query = {"query": "Ludovic Ormsby", "type": "person", "properties": [{"pid": pid, "v": "751234509"}]}
        said = service.post("/reconcile", data={"queries": json.dumps({"q0": query})}).json["q0"]["result"]
        assert [(each["name"], each["match"]) for each in said] == [("Ludovic Ormsby", True)]


def test_own_subjects_are_found_by_identifiers_alone(service):
    subject = {"type": "person", "identifiers": [{"scheme": "passport", "value": "751234509"}]}
    said = service.post("/api/v1/screen", json={"subjects": [subject]}).json["results"][0]
    assert [hit["listing"]["name"] for hit in said["hits"]] == ["Ludovic Ormsby"]
