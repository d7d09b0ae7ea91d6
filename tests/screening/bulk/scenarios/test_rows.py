"""The rows of a bulk file are read as the ordinary way reads them."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.bulk.blocks import BlockReader, row_blocks
from screening.bulk.layout import find_layout
from screening.bulk.limits import BULK
from screening.bulk.sources import open_source
from screening.errors import UploadRefused
from screening.intake import IntakeOptions, read_list

SMALL = replace(BULK, block=3)
NAMES = st.sampled_from(
    [
        "Wang Wei",
        "Anna Berg",
        "",
        "n/a",
        "Li; Ann Lee; Bo Ek",
        "x" * 301,
        "x" * 2001,
        "\ufffd",
        "Total",
        "陈 伟",
        "42",
    ]
)
PLACES = st.sampled_from(
    [
        "Beihang University",
        "Dept of Physics, Lund University",
        "Harbin Institute of Technology; Tsinghua University",
        "Note: as of May",
        "",
        "–",
        "A\nB University",
    ]
)
COUNTRIES = st.sampled_from(["CN", "SE", "se", "Atlantis", "", "XX"])
ROWS = st.lists(
    st.one_of(
        st.tuples(NAMES, PLACES, COUNTRIES),
        st.just(("", "", "")),
        st.just(("Name", "Affiliation", "Country")),
        st.tuples(NAMES, PLACES, COUNTRIES, st.just("surplus")),
        st.tuples(NAMES),
    ),
    min_size=1,
    max_size=20,
)


def written(path: Path, rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def bulk_rows(path: Path, limits=SMALL, **options):
    source = open_source(path, None, limits)
    layout = find_layout(source, path.name, IntakeOptions(**options), "", limits)
    reader = BlockReader(layout)
    return layout, [row for block in row_blocks(source.rows(), limits) for row in reader.read(block)]


def test_rows_are_read_as_the_ordinary_way_reads_them_wherever_a_block_ends(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")

    @given(rows=ROWS, title=st.booleans())
    @settings(max_examples=150)
    def alike(rows, title):
        above = [["Collaborators of 2026"], []] if title else []
        path = written(folder / "list.csv", [*above, ["Name", "Affiliation", "Country"], *rows])
        ordinary, rows_in_bulk = read_list(path), bulk_rows(path)[1]
        expected = sorted((*ordinary.rows(), *ordinary.outside), key=lambda row: row.number)
        assert rows_in_bulk == expected

    alike()


def test_country_codes_of_the_whole_file_decide_how_they_are_read(tmp_path):
    late = [["Lund University", "SW"]] * 2_500 + [["Tsinghua University", "CH"]] * 10
    path = written(tmp_path / "list.csv", [["Organisation", "Country"], *late])
    layout, rows = bulk_rows(path, BULK)
    ordinary = read_list(path)
    assert [row.subjects for row in rows] == [
        row.subjects for row in sorted(ordinary.rows(), key=lambda row: row.number)
    ]
    assert layout.country_system == "fips"


@pytest.mark.parametrize("at", [5, 2_500])
def test_a_second_table_refuses_the_file_wherever_it_begins(tmp_path, at):
    rows = [["Anna Berg", "Lund University", "SE"]] * at
    second = [
        [],
        ["Organisation", "Address", "City", "Country"],
        ["Beihang University", "Xueyuan Rd", "Beijing", "CN"],
    ]
    path = written(tmp_path / "list.csv", [["Name", "Affiliation", "Country"], *rows, *second])
    with pytest.raises(UploadRefused) as refused:
        bulk_rows(path, BULK)
    assert refused.value.code == "bulk-second-table"
    assert str(at + 3) in refused.value.sentence


def test_a_wrong_quote_far_down_refuses_the_file_before_anything_is_screened(tmp_path):
    path = written(tmp_path / "list.csv", [["Name"], *[["Anna Berg"]] * 3_000])
    with path.open("a", encoding="utf-8") as file:
        file.write('"Bo Ek\nLi Wei\n')
    with pytest.raises(UploadRefused) as refused:
        bulk_rows(path)
    assert refused.value.code == "unclosed-quote"


def test_a_line_without_an_end_does_not_fill_the_memory(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Name\n" + "x," * 5_000_000)
    with pytest.raises(UploadRefused) as refused:
        bulk_rows(path, BULK)
    assert refused.value.code == "bulk-long-line"


def test_lines_that_cannot_be_read_are_rows_with_a_reason(tmp_path):
    path = tmp_path / "list.ndjson"
    lines = [
        b'\xef\xbb\xbf{"name": "Anna Berg", "affiliation": ["Lund University", "Beihang University"]}',
        b"",
        b"{broken",
        b"[1, 2]",
        b'{"name": "J\xf6rg"}',
        b'{"name": {"first": "Anna"}, "affiliation": "Lund University"}',
        b'{"name": "Anna\\u0000 Berg"}',
        b'{"name": "Bo Ek", "extra": {"kept": "for yourself"}}',
        b'{"name": "' + b"x" * BULK.line + b'"}',
        b'{"name": "Last One"}',
    ]
    path.write_bytes(b"\n".join(lines))
    _, rows = bulk_rows(path)
    assert [(row.number, row.state.value, row.code) for row in rows] == [
        (1, "subject", ""),
        (2, "skipped", "blank"),
        (3, "unscreened", "bulk-not-json"),
        (4, "unscreened", "bulk-not-an-object"),
        (5, "unscreened", "bulk-not-utf8"),
        (6, "subject", "bulk-no-text"),
        (7, "unscreened", "damaged-text"),
        (8, "subject", ""),
        (9, "unscreened", "bulk-line-too-long"),
        (10, "subject", ""),
    ]
    assert rows[0].subjects[0].affiliations == ("Lund University", "Beihang University")
    assert "“name” of row 7" in rows[6].reason


def test_parquet_and_ndjson_give_the_subjects_that_csv_gives(tmp_path):
    asked = [
        ("Anna Berg", "Lund University", "SE"),
        ("Wang Wei", "北京航空航天大学", "CN"),
        ("", "Beihang University", ""),
    ]
    keys = ("Name", "Affiliation", "Country")
    written(tmp_path / "list.csv", [keys, *asked])
    with (tmp_path / "list.ndjson").open("w") as file:
        file.writelines(json.dumps(dict(zip(keys, row, strict=True))) + "\n" for row in asked)
    duckdb.connect().execute(
        f"COPY (FROM read_csv('{tmp_path}/list.csv', header=true)) TO '{tmp_path}/list [1].parquet'"
    )
    subjects = [
        [row.subjects for row in bulk_rows(tmp_path / name)[1] if row.subjects]
        for name in ("list.csv", "list.ndjson", "list [1].parquet")
    ]
    assert subjects[0] == subjects[1] == subjects[2]
    assert len(subjects[0]) == 3


def test_a_file_that_is_no_parquet_is_refused_in_a_sentence(tmp_path):
    for name, content, code in (
        ("a.parquet", b"PAR1" + b"\0" * 60, "bulk-damaged"),
        ("b.parquet", b"name\nAnna\n", "bulk-no-parquet"),
        ("c.xlsx", b"PK\x03\x04", "bulk-form"),
        ("d.ndjson", b"", "empty-file"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(UploadRefused) as refused:
            bulk_rows(path)
        assert refused.value.code == code


def test_citizenship_is_not_read_in_bulk_either(tmp_path):
    path = written(tmp_path / "list.csv", [["Name", "Nationality"], ["Anna Berg", "IR"]])
    layout, rows = bulk_rows(path)
    assert rows[1].subjects[0].country == ""
    assert any("Nationality" in notice for notice in layout.notices)
    with pytest.raises(UploadRefused) as refused:
        bulk_rows(path, map=(("country", "Nationality"),))
    assert refused.value.code == "forbidden-column"


def taken(path, **mapped):
    """How each row of a file read in bulk ends, and its subjects' names."""
    source = open_source(path, None, BULK)
    layout = find_layout(source, path.name, IntakeOptions(map=tuple(mapped.items())), "", BULK)
    (block,) = row_blocks(source.rows(), BULK)
    return [(row.code, [each.name for each in row.subjects], row) for row in BlockReader(layout).read(block)]


@pytest.mark.parametrize("value", [True, False, 1688, 0.5, [7], ["Beihang University", True]])
def test_a_value_that_is_no_text_is_nobodys_name_in_a_column_chosen_by_hand(tmp_path, value):
    path = tmp_path / "list.ndjson"
    rows = ({"Firma X": value, "n": 3}, {"Firma X": "Beihang University", "n": True})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    wrong, right = taken(path, organisation="Firma X")
    assert wrong[0] == "name-is-not-text"
    assert wrong[1] in ([], ["Beihang University"])
    assert not {"\ufdd0", "\ufdd1"} & set(f"{wrong[2]}")
    assert right[:2] == ("", ["Beihang University"])


def test_a_number_of_a_parquet_file_is_nobodys_name_in_a_column_chosen_by_hand(tmp_path):
    path = tmp_path / "list.parquet"
    duckdb.connect().execute(
        "COPY (SELECT * FROM (VALUES (1688, 'Beihang University', true), (7, 'MIT', false)) t(a, \"Firma X\", b)) "
        f"TO '{path}'"
    )
    assert [row[0] for row in taken(path, organisation="a")] == ["name-is-not-text"] * 2
    assert [row[:2] for row in taken(path, organisation="Firma X")] == [
        ("", ["Beihang University"]),
        ("", ["MIT"]),
    ]


def test_numbers_where_no_name_belongs_are_read_as_they_show(tmp_path):
    path = tmp_path / "list.ndjson"
    row = {"organisation": "Rosneft", "inn": 7706107510, "ogrn": [1027700043502], "country": "RU", "id": 7}
    path.write_text(json.dumps(row) + "\n")
    ((code, _, read),) = taken(path)
    assert code == ""
    assert set(read.subjects[0].identifiers) == {
        ("inn", "7706107510"),
        ("ogrn", "1027700043502"),
    }
