"""Exports of known programs are found by their headers, and their names and lists of persons are read as they are written."""

import csv
from pathlib import Path

import openpyxl
import pytest

from screening.intake.presets import (
    Pairing,
    PresetInvalid,
    find_preset,
    join_name,
    load_presets,
    split_people,
    split_values,
)

PRESETS = {preset.id: preset for preset in load_presets()}
EXAMPLES = [(preset.id, number) for preset in load_presets() for number in range(len(preset.examples))]
LAYOUTS = Path("tests/layouts")
HEAD = """
[[sources]]
address = "https://example.org/export"
read_on = 2026-11-27
"""
TABLE = """
[[table]]
id = "invented"
title = "An invented export"
signature = ["Vendor"]
columns = [{ header = "Vendor", meaning = "organisation" }]
examples = []
"""


def read_text(file, delimiter=","):
    delimiter = "\t" if file.endswith(".txt") else delimiter
    with (LAYOUTS / file).open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text, delimiter=delimiter))


def expected(file, fact):
    with (LAYOUTS / "expected.csv").open(encoding="utf-8", newline="") as text:
        return [line for line in csv.DictReader(text) if (line["file"], line["fact"]) == (file, fact)]


def folder_with(tmp_path, text):
    (tmp_path / "invented.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("name", "number"), EXAMPLES)
def test_the_invented_rows_of_a_preset_are_found_and_read_as_it_says(name, number):
    preset = PRESETS[name]
    example = preset.examples[number]
    assert find_preset(tuple(example.cells)) is preset
    if preset.join:
        joined = join_name(preset, [*example.cells.items()], {})
        assert (joined.text, joined.cut_at) == (example.name, example.cut_at)
    else:
        read = split_people(preset, [*example.cells.items()])
        assert (read.people, read.unassigned) == (example.people, example.unassigned)


def test_every_preset_has_an_example_and_says_where_its_header_was_read():
    assert all(preset.examples and preset.sources for preset in load_presets())


def test_every_export_that_we_promise_has_a_preset():
    assert set(PRESETS) == {
        "dimensions",
        *(f"nsf-coa-{number}" for number in range(1, 6)),
        "openalex",
        "orcid",
        "pubmed",
        "sap-lfa1",
        "scopus",
        "scopus-before-full-names",
        "web-of-science",
    }


def test_headers_are_known_in_any_order_and_case_and_among_others():
    headers = ["our remark", "name1", "Land1", "LIFNR "]
    assert find_preset(headers).id == "sap-lfa1"
    assert PRESETS["sap-lfa1"].column("name1", headers).meaning == "organisation"
    assert PRESETS["sap-lfa1"].column("our remark", headers) is None


def test_a_list_that_only_resembles_an_export_has_no_preset():
    assert find_preset(["Name", "Organizational Affiliation", "Last Active"]) is None
    assert find_preset(["Authors", "Title", "Year"]) is None
    assert find_preset(["NAME1", "NAME2", "LAND1"]) is None
    assert find_preset([]) is None


def test_the_preset_that_more_headers_speak_for_is_taken():
    old = ["Authors", "Author(s) ID", "Title", "Source title"]
    assert find_preset(old).id == "scopus-before-full-names"
    assert find_preset([*old, "Author full names"]).id == "scopus"


def test_a_column_that_repeats_another_is_used_only_where_the_other_is_missing():
    preset = PRESETS["scopus"]
    assert preset.column("Affiliations", ["Affiliations"]).meaning == "affiliation"
    assert preset.column("Affiliations", ["Affiliations", "Authors with affiliations"]).meaning == "unused"


def test_a_code_of_the_coa_workbook_is_a_role():
    column = PRESETS["nsf-coa-4"].column("4", [])
    assert (column.meaning, column.word("A:"), column.word("c"), column.word("X:")) == (
        "role",
        "co-author",
        "collaborator",
        "",
    )


def test_when_a_collaboration_was_last_active_is_not_taken_for_the_end_of_an_affiliation():
    assert PRESETS["nsf-coa-4"].column("Last Active", []).meaning == "unused"
    assert PRESETS["nsf-coa-1"].column("Last Active Date", []).meaning == "end"


def vendor(*names):
    return [(f"NAME{number}", name) for number, name in enumerate(names, start=1)]


def test_a_name_as_long_as_its_field_is_known_to_be_cut():
    cut = join_name(PRESETS["sap-lfa1"], vendor("Shanghai Institute of Invented Opti"), {"NAME1": 35})
    assert cut.note == "This name is cut at 35 characters in the export; the rest is unknown."
    assert not join_name(PRESETS["sap-lfa1"], vendor("Shanghai Institute of Inventions"), {"NAME1": 35}).note


def test_a_name_of_thirty_characters_is_cut_only_where_no_name_of_the_column_is_longer():
    name = vendor("Shanghai Institute of Invented")
    assert join_name(PRESETS["sap-lfa1"], name, {"NAME1": 30}).cut_at == 30
    assert join_name(PRESETS["sap-lfa1"], name, {"NAME1": 33}).cut_at == 0


def test_a_full_field_before_another_matter_is_still_known_to_be_cut():
    joined = join_name(
        PRESETS["sap-lfa1"], vendor("Shanghai Institute of Invented Opti", "Attn. Accounts"), {}
    )
    assert joined.cut_at == 35


def test_a_word_that_goes_on_in_the_next_field_is_one_word_and_whole():
    joined = join_name(PRESETS["sap-lfa1"], vendor("Shanghai Institute of Invented Opti", "cal Things"), {})
    assert (joined.text, joined.note) == ("Shanghai Institute of Invented Optical Things", "")


def test_a_comma_without_a_space_parts_institutions_and_one_with_a_space_does_not():
    assert split_values("ORCID,University of California, Berkeley,CERN", ",") == (
        "ORCID",
        "University of California, Berkeley",
        "CERN",
    )


def test_two_authors_of_one_name_are_not_told_apart():
    cells = {"AF": "Wang, Yi; Wang, Yi", "C1": "[Wang, Yi] Beihang Univ, Beijing, Peoples R China"}
    people = split_people(PRESETS["web-of-science"], [*cells.items()]).people
    assert [person.affiliations for person in people] == [("Beihang Univ, Beijing, Peoples R China",)] * 2


def test_an_address_of_somebody_who_is_not_in_the_list_is_not_lost():
    cells = {
        "AF": "Qiao, Wenbo; Marlowe, Edith",
        "C1": "[Lei, Xinyu] Harbin Engn Univ, Harbin, Peoples R China",
    }
    assert split_people(PRESETS["web-of-science"], [*cells.items()]).unassigned == (
        "Harbin Engn Univ, Harbin, Peoples R China",
    )


def test_affiliations_that_do_not_begin_with_the_author_are_laid_to_nobody():
    cells = {
        "Authors": "Qiao W.; Marlowe E.",
        "Author full names": "Qiao, Wenbo (1); Marlowe, Edith (2)",
        "Authors with affiliations": "Qiao W., Beihang University, China; University of Auckland, New Zealand",
    }
    read = split_people(PRESETS["scopus"], [*cells.items()])
    assert [person.affiliations for person in read.people] == [(), ()]
    assert read.unassigned == ("Qiao W., Beihang University, China", "University of Auckland, New Zealand")


def test_no_word_of_an_affiliation_is_lost_whatever_the_cell_looks_like():
    odd = "Qiao, Wenbo (Beihang University; Marlowe, Edith (University of Auckland)"
    cells = {"Authors": "Qiao, Wenbo; Marlowe, Edith", "Authors (Raw Affiliation)": odd}
    assert split_people(PRESETS["dimensions"], [*cells.items()]).unassigned == (odd,)


def test_a_preset_is_read(tmp_path):
    assert load_presets(folder_with(tmp_path, HEAD + TABLE))[0].id == "invented"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + TABLE.replace("organisation", "organization"), "there is no meaning 'organization'"),
        (HEAD + TABLE.replace("title", "titel"), "titel"),
        (HEAD + TABLE.replace('["Vendor"]', '["Supplier"]'), "'Supplier' is not among its columns"),
        (HEAD.replace("address", "note") + TABLE, "a source is an address, or repository, path and commit"),
        (TABLE, "sources"),
        (HEAD + TABLE + TABLE, "two presets are called 'invented'"),
        (HEAD, "not a preset with [[table]]"),
        ("id = ", "not a preset with [[table]]"),
        (
            HEAD + TABLE.replace("examples = []", 'unused = ["VENDOR"]\nexamples = []'),
            "a header stands twice",
        ),
    ],
)
def test_a_preset_that_is_wrong_is_refused_with_its_file_and_what_is_wrong(tmp_path, text, said):
    with pytest.raises(PresetInvalid, match=r"invented|presets") as refused:
        load_presets(folder_with(tmp_path, text))
    assert said in refused.value.sentence


@pytest.mark.parametrize(
    ("file", "name", "header_row"),
    [
        ("scopus.csv", "scopus", 1),
        ("web_of_science.txt", "web-of-science", 1),
        ("pubmed.csv", "pubmed", 1),
        ("dimensions.csv", "dimensions", 2),
    ],
)
def test_every_author_of_an_export_has_their_own_affiliation(file, name, header_row):
    rows = read_text(file)
    headers = rows[header_row - 1]
    assert find_preset(headers) is PRESETS[name]
    counts = {int(line["row"]): int(line["value"]) for line in expected(file, "subjects")}
    assert len(counts) == 10
    for number, count in counts.items():
        read = split_people(PRESETS[name], [*zip(headers, rows[number - 1], strict=True)])
        assert (len(read.people), read.unassigned) == (count, ())
        assert all(len(person.affiliations) == (name != "pubmed") for person in read.people)


def test_vendors_have_their_whole_names_and_those_that_are_cut_are_known():
    header, *rows = read_text("sap_lfa1.csv", ";")
    preset = find_preset(header)
    longest = {name: max(len(row[place]) for row in rows) for place, name in enumerate(header)}
    names = [join_name(preset, [*zip(header, row, strict=True)], longest) for row in rows]
    assert names[1].text == "Chengdu Aircraft Design and Research Institute"
    assert names[7].text == "Huawei Technologies Co., Ltd. Attn. Accounts Receivable"
    assert [name.text for name in names if name.note] == ["Semiconductor Manufacturing Interna"]


def test_every_table_of_the_coa_workbook_is_found():
    sheet = openpyxl.load_workbook(LAYOUTS / "coa.xlsx").active
    heads = [
        [str(cell.value) for cell in sheet[int(line["row"])] if cell.value is not None]
        for line in expected("coa.xlsx", "header")
    ]
    assert [find_preset(head).id for head in heads] == [f"nsf-coa-{number}" for number in range(1, 6)]


def test_the_ways_of_pairing_are_all_used():
    used = {column.pairing for preset in load_presets() for column in preset.columns}
    assert used - {None} == set(Pairing)


SCOPUS = [
    "Authors",
    "Author full names",
    "Author(s) ID",
    "Title",
    "Source title",
    "Authors with affiliations",
]
QIAO = ["Qiao W.", "Qiao, W (5)", "5", "Invented", "Invented Letters", ""]
TWO = [
    "Qiao W.; Marlowe E.",
    "Qiao, Wenbo (1); Marlowe, Edith (2)",
    "1; 2",
    "Invented",
    "Invented Letters",
    "Qiao W., Beihang University, China; Marlowe E., University of Auckland, New Zealand",
]
NUDT = "National University of Defense Technology"


def listed(intake):
    return [(each.name, each.affiliations) for row in intake.rows() for each in row.subjects]


def test_the_key_of_a_database_is_no_part_of_a_name_whose_row_gives_no_affiliation(office):
    assert listed(office.take([SCOPUS, QIAO])) == [("Qiao, W", ())]


@pytest.mark.parametrize(
    ("header", "choice"), [("Institution", ()), ("Remark", (("affiliation", "Remark"),))]
)
def test_an_affiliation_in_a_column_outside_the_export_is_the_lone_persons_and_of_several_nobodys(
    office, header, choice
):
    intake = office.take([[*SCOPUS, header], [*QIAO, NUDT], [*TWO, NUDT]], map=choice)
    assert listed(intake) == [
        ("Qiao, W", (NUDT,)),
        ("Qiao, Wenbo", ("Beihang University, China",)),
        ("Marlowe, Edith", ("University of Auckland, New Zealand",)),
        (NUDT, ()),
    ]


@pytest.mark.parametrize("place", range(len(SCOPUS)))
def test_a_header_that_stands_twice_erases_nothing_of_an_export(office, place):
    once = listed(office.take([SCOPUS, TWO]))
    header = SCOPUS[place]
    behind = [[*SCOPUS, header], [*TWO, ""]]
    before = [[header, *SCOPUS], ["", *TWO]]
    again = [[*SCOPUS, header], [*TWO, TWO[place]]]
    assert [listed(office.take(rows)) for rows in (behind, before, again)] == [once] * 3


def test_what_stands_under_the_second_of_two_equal_headers_is_read_as_well(office):
    rows = [[*SCOPUS, SCOPUS[-1]], [*TWO, NUDT]]
    assert NUDT in str(listed(office.take(rows)))


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["LIFNR", "NAME1", "NAME2", "NAME1", "LAND1"], ["7", "Invented Optical", "Institute", "", "CN"]),
        (["LIFNR", "NAME1", "NAME1", "NAME2", "LAND1"], ["7", "", "Invented Optical", "Institute", "CN"]),
        (["LIFNR", "NAME1", "NAME1", "LAND1"], ["7", "Invented Optical", "Institute", "CN"]),
        (["LIFNR", "LAND1", "NAME2", "NAME1"], ["7", "CN", "Invented Optical Institute", ""]),
    ],
)
def test_a_vendors_name_is_whole_where_a_part_of_it_has_two_columns(office, header, row):
    assert listed(office.take([header, row])) == [("Invented Optical Institute", ())]


def test_a_vendors_name_is_not_lost_where_its_row_ends_before_the_first_part(office):
    rows = [["LIFNR", "LAND1", "NAME2", "NAME1"], ["6", "CN", "", "Invented"], ["7", "CN", "Optical Works"]]
    assert listed(office.take(rows)) == [("Invented", ()), ("Optical Works", ())]
