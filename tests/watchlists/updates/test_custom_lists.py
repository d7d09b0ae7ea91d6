"""Lists of one's own: in force at once, whole or not at all."""

import io
import json
import re
from datetime import UTC, date, datetime

import openpyxl
import pytest

from watchlists.editions.retention import prune
from watchlists.editions.stored_editions import StoredEditions
from watchlists.editions.verify import damages
from watchlists.errors import CustomListInvalid, NotTheList, SnapshotDamaged
from watchlists.library import load_library
from watchlists.model import NameKind, PartyType
from watchlists.updates.custom_lists import CustomList, import_custom_list

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
CSV = "Institution,Aliases,Country,Comment\nNorthern Institute of Rocketry,NIR | Nord Rockets,China,a\n例示大学,,JP,b\n"


@pytest.fixture
def take(tmp_path):
    def taken(name, content, now=NOW, secret=b"of a test", data="data", **facts):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_custom_list(
            tmp_path / data, CustomList("ours", **facts), file, secret=secret, now=now, by="A. Person"
        )

    return taken


@pytest.fixture
def ours(tmp_path):
    return lambda **options: load_library(data=tmp_path / "data", **options)["ours"]


def test_a_csv_is_in_force_beside_the_official_lists_with_its_own_description(take, ours):
    imported = take("ours.csv", CSV, mapping={"name": "Institution"}, title="Ours")
    loaded = ours()
    assert imported.not_read == ("Comment",)
    assert [listing.name for listing in loaded.listings] == ["Northern Institute of Rocketry", "例示大学"]
    assert [listing.country for listing in loaded.listings] == ["CN", "JP"]
    assert [name.text for name in loaded.listings[0].names[1:]] == ["NIR", "Nord Rockets"]
    assert loaded.watchlist.title == "Ours"
    assert loaded.snapshot.count == 2
    assert loaded.snapshot.transcribed_from == "imported from ours.csv"


def test_without_a_data_folder_nothing_but_the_shipped_lists_is_loaded(take):
    take("ours.csv", CSV, mapping={"name": "Institution"})
    assert "ours" not in load_library().lists


def test_a_workbook_and_a_toml_file_give_the_same_listing(take, ours):
    book = openpyxl.Workbook()
    book.active.append(["name", "aliases", "country", "listed from"])
    book.active.append(["Example Works", "EW Group", "RU", date(2024, 5, 1)])
    workbook = io.BytesIO()
    book.save(workbook)
    toml = '[[listing]]\nname = "Example Works"\naliases = ["EW Group"]\ncountry = "RU"\nlisted_from = 2024-05-01\n'
    seen = set()
    for name, content in (("a.xlsx", workbook.getvalue()), ("a.toml", toml)):
        take(name, content)
        seen.add(ours().listings)
    (listings,) = seen
    assert listings[0].listed_from == date(2024, 5, 1)
    assert listings[0].names[1].kind is NameKind.ALIAS


def ids_of(data):
    return {each.name: each.id for each in load_library(data=data)["ours"].listings}


def test_who_does_not_have_the_secret_of_the_installation_finds_no_id_by_a_name(take, tmp_path):
    take("a.csv", "name,country\nMarta Geheim,DE\n例示大学,JP\n")
    take("a.csv", "name,country\nMarta Geheim,DE\n例示大学,JP\n", secret=b"of another", data="other")
    ours, theirs = ids_of(tmp_path / "data"), ids_of(tmp_path / "other")
    assert not set(ours.values()) & set(theirs.values())
    assert all(re.fullmatch(r"ours:[0-9a-f]{16}", each) for each in ours.values())


def test_an_entry_has_the_same_id_whenever_and_wherever_the_installation_imports_it(take, tmp_path):
    take("a.csv", "name,country\nExample Works,DE\nOther Works,JP\n")
    first = ids_of(tmp_path / "data")
    take("a.csv", "name,country\nNew Works,JP\nOther Works,DE\n")
    take("b.csv", "name,country\nNew Works,FR\nOther Works,DE\nExample works,DE\n")
    last = ids_of(tmp_path / "data")
    assert (last["Other Works"], last["Example works"]) == (first["Other Works"], first["Example Works"])
    take("a.csv", "name,country\nExample Works,DE\nOther Works,JP\n", data="another machine")
    assert ids_of(tmp_path / "another machine") == first


def test_an_entry_keeps_the_id_that_decisions_name_also_under_another_secret(take, tmp_path):
    take("a.csv", "name,key\nExample Works,ew-1\nOther Works,\n")
    first = ids_of(tmp_path / "data")
    assert first["Example Works"] == "ours:ew-1"
    take("a.csv", "name,country\nExample Works,DE\nOther Works,DE\n", secret=b"of another")
    assert ids_of(tmp_path / "data") == first


def test_a_list_whose_edition_in_force_is_damaged_is_put_right_by_an_import(take, tmp_path):
    take("a.csv", "name,country\nExample Works,DE\n")
    first = ids_of(tmp_path / "data")
    stored = StoredEditions.open(tmp_path / "data")
    (manifest,) = stored.manifests.values()
    stored.file(manifest).write_bytes(b"x")
    take("a.csv", "name,country\nExample Works,FR\n")
    assert ids_of(tmp_path / "data") == first


def test_json_lines_of_follow_the_money_are_read_as_the_official_datasets_are(take, ours):
    properties = {"name": ["Example Works"], "alias": ["EW Group"], "country": ["ru"], "shoeSize": ["9"]}
    imported = take("a.jsonl", json.dumps({"id": "ew-1", "schema": "Company", "properties": properties}))
    (listing,) = ours().listings
    assert (listing.id, listing.name, listing.country) == ("ours:ew-1", "Example Works", "RU")
    assert "shoeSize" in " ".join(imported.not_read)
    with pytest.raises(NotTheList, match="Line 1"):
        take("a.ftm.json", "{")


def test_a_file_of_follow_the_money_is_kept_whole_with_an_index_of_its_entities(take, ours, tmp_path):
    person = {"id": "p1", "schema": "Person", "properties": {"name": ["A. Example"], "birthPlace": ["Alder"]}}
    take("a.ftm.json", json.dumps(person) + "\n")
    assert ours().entities.get("p1") == person
    stored = StoredEditions.open(tmp_path / "data")
    prune(stored, keep=1, days=0, now=NOW)
    assert damages(stored) == ()
    assert ours().entities.get("p1") == person
    take("a.csv", CSV, mapping={"name": "Institution"})
    assert ours().entities is None


def test_an_index_of_entities_that_was_changed_is_a_damage(take, ours, tmp_path):
    take("a.jsonl", json.dumps({"id": "p1", "schema": "Person", "properties": {"name": ["A. Example"]}}))
    ours().entities.index.write_bytes(b"x")
    assert "index of the entities" in damages(StoredEditions.open(tmp_path / "data"))[0]
    with pytest.raises(SnapshotDamaged):
        ours().entities.get("p1")


def test_persons_are_kept_as_persons(take, ours):
    line = json.dumps(
        {"id": "p1", "schema": "Person", "properties": {"name": ["A. Example"], "birthDate": ["1970-02-01"]}}
    )
    take("a.jsonl", line)
    assert ours().listings[0].type is PartyType.PERSON
    assert ours().listings[0].birth_date == "1970-02-01"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name,country\nA,Atlantis\n", "Row 2: country 'Atlantis' is not known"),
        ("name\nA\nA\n", "Row 3: 'A' stands there twice"),
        ("name,listed_from\nA,last May\n", "Row 2: .*'last May' is no date; write it as in 2024-05-01"),
        ("name,source_url\nA,javascript:alert(1)\n", "Row 2: source_url"),
        ("title\nA\n", "no row of headers"),
        ("title,day\nA,1\n", "No column holds the names"),
        ("name\n", "holds no row"),
        ("name,name\nA,B\n", "two columns have the same header"),
        ("name,key\nA,-\n", "Row 2: the key '-' has no letter or figure"),
        ("name\nA,B\n", "row 2 has more cells than the header"),
        (b"name,country\nA,CN\n\xff,CN\n", "row 3 is not in UTF-8; save the file"),
    ],
)
def test_a_list_with_a_faulty_row_is_refused_whole(take, tmp_path, content, sentence):
    with pytest.raises(CustomListInvalid, match=sentence):
        take("ours.csv", content)
    assert StoredEditions.open(tmp_path / "data").generation.number == 0


def test_an_official_lists_id_is_taken(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("name\nA\n", encoding="utf-8")
    with pytest.raises(CustomListInvalid, match="is the id of an official list"):
        import_custom_list(
            tmp_path / "data", CustomList("us-bis-entity-list"), file, secret=b"of a test", now=NOW
        )


def test_what_was_in_force_on_an_earlier_day_can_be_asked_for(take, ours):
    take("a.csv", "name\nA\n", now=datetime(2026, 1, 5, tzinfo=UTC))
    take("a.csv", "name\nB\n", now=datetime(2026, 6, 5, tzinfo=UTC))
    names = {day: ours(on=day).listings[0].name for day in (date(2026, 3, 1), date(2026, 6, 5))}
    assert names == {date(2026, 3, 1): "A", date(2026, 6, 5): "B"}
    assert ours().listings[0].name == "B"


def test_importing_the_same_file_twice_makes_one_edition(take, tmp_path):
    take("a.csv", "name\nA\n")
    take("a.csv", "name\nA\n")
    assert len(StoredEditions.open(tmp_path / "data").generation.lines["ours"]) == 1


@pytest.mark.parametrize(
    "content",
    [
        "name;country\nExample Works;RU\n".encode("utf-16"),
        "name\tcountry\nExample Works\tRU\n",
        "Partners we watch\n\nname;country\nExample Works;RU\n",
    ],
)
def test_what_spreadsheets_write_is_read_with_titles_above_it(take, ours, content):
    take("ours.csv", content)
    assert [(listing.name, listing.country) for listing in ours().listings] == [("Example Works", "RU")]


def test_a_title_above_a_workbooks_header_is_no_listing_and_rows_keep_their_numbers(take, ours):
    book = openpyxl.Workbook()
    for row in (["Partners we watch, 2026"], [], ["Institution", "Country"], ["Example Works", "Atlantis"]):
        book.active.append(row)
    workbook = io.BytesIO()
    book.save(workbook)
    with pytest.raises(CustomListInvalid, match="Row 4: country 'Atlantis'"):
        take("ours.xlsx", workbook.getvalue(), mapping={"name": "Institution"})
