"""ROR's dump and the compact extract become the same bodies, and a broken dump is refused."""

import gzip
import json
import zipfile

import pytest

from watchlists.errors import MalformedBody
from watchlists.model import RegisterName
from watchlists.ror import read_ror, ror_key, ror_records

V2 = {
    "id": "https://ror.org/03awzbc87",
    "names": [
        {"value": "NEU", "types": ["acronym"], "lang": None},
        {"value": "东北大学", "types": ["label"], "lang": "zh"},
        {"value": "Northeastern University", "types": ["ror_display", "label"], "lang": "en"},
        {"value": " Dōngběi Dàxué ", "types": ["alias"], "lang": None},
    ],
    "locations": [{"geonames_details": {"country_code": "CN", "name": "Shenyang"}, "geonames_id": 1}],
    "types": ["education"],
    "domains": [],
    "links": [
        {"type": "wikipedia", "value": "https://en.wikipedia.org/"},
        {"type": "website", "value": "https://www.neu.edu.cn/"},
    ],
    "relationships": [{"type": "child", "id": "https://ror.org/01h3km103", "label": "A Laboratory"}],
    "status": "active",
}
COMPACT = V2 | {
    "names": [{"v": n["value"], "t": n["types"], "l": n["lang"]} for n in V2["names"]],
    "country": ["CN"],
    "city": ["Shenyang"],
    "links": [link["value"] for link in V2["links"]],
}
del COMPACT["locations"]


def test_both_forms_of_a_record_are_one_body():
    (full,), (compact,) = read_ror([V2]), read_ror([COMPACT])
    assert full == compact
    assert full.id == "ror:03awzbc87"
    assert [name.text for name in full.names] == [
        "Northeastern University",
        "东北大学",
        "Dōngběi Dàxué",
        "NEU",
    ]
    assert full.names[3] == RegisterName("NEU", "acronym")
    assert full.relations == (("child", "ror:01h3km103", "A Laboratory"),)


def test_a_root_page_gives_the_domain_that_ror_lacks_and_no_other_page_does():
    (body,) = read_ror([V2])
    assert body.domains == ("neu.edu.cn",)
    (deep,) = read_ror([V2 | {"links": [{"value": "https://kjt.ln.gov.cn/kjt/cxpt/"}]}])
    assert deep.domains == ()
    (held,) = read_ror([V2 | {"domains": ["NEU.edu.cn"]}])
    assert held.domains == ("neu.edu.cn",)


def test_withdrawn_records_are_left_out():
    assert list(read_ror([V2 | {"status": "withdrawn"}])) == []


@pytest.mark.parametrize("fault", [{"id": "https://example.org/x"}, {"names": []}, {"locations": [{}]}])
def test_a_record_that_is_not_rors_is_refused_with_its_position(fault):
    with pytest.raises(MalformedBody, match=r"^ROR record 2 "):
        list(read_ror([V2, V2 | fault]))


def test_the_zip_the_array_and_the_lines_hold_the_same_records(tmp_path):
    array, lines = json.dumps([V2, COMPACT], indent=1), f"{json.dumps(V2)}\n{json.dumps(COMPACT)}\n"
    (tmp_path / "dump.json").write_text(array, encoding="utf-8")
    (tmp_path / "dump.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "dump.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    with zipfile.ZipFile(tmp_path / "v1.50-ror-data.zip", "w") as archive:
        archive.writestr("v1.50-ror-data.json", "[]")
        archive.writestr("v1.50-ror-data_schema_v2.json", array)
    for path in tmp_path.iterdir():
        assert list(ror_records(path)) == [V2, COMPACT], path.name


@pytest.mark.parametrize("cut", [1, 2, 30])
def test_a_dump_cut_short_is_refused(tmp_path, cut):
    path = tmp_path / "dump.json"
    path.write_text(json.dumps([V2, V2])[:-cut], encoding="utf-8")
    with pytest.raises(MalformedBody, match=r"^dump.json: not a ROR dump"):
        list(ror_records(path))


def test_a_record_longer_than_a_chunk_is_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr("watchlists.ror.CHUNK", 64)
    path = tmp_path / "dump.json"
    path.write_text(json.dumps([V2, COMPACT]), encoding="utf-8")
    assert list(ror_records(path)) == [V2, COMPACT]


@pytest.mark.parametrize("text", ["03awzbc8", "https://ror.org/13awzbc87", "03awzbl87"])
def test_what_is_not_a_ror_id_is_refused(text):
    assert ror_key("https://ror.org/03awzbc87") == ror_key("03awzbc87") == "03awzbc87"
    with pytest.raises(ValueError, match="ROR id"):
        ror_key(text)
