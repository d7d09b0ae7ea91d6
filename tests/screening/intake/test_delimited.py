"""CSV files: strict quotes, declared encodings, and delimiters seen in the header line."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import UploadRefused
from screening.intake import read_list
from screening.intake.delimited import choose_delimiter, read_delimited
from screening.intake.encodings import DelimiterNeeded, decode
from screening.intake.limits import LIMITS

TEXT = "姓名,单位\n张伟,北京航空航天大学\n"


def names(intake):
    return [row.subjects[0].name for row in intake.rows() if row.subjects]


def code_of(call, *args, **kwargs):
    with pytest.raises(UploadRefused) as refused:
        call(*args, **kwargs)
    return refused.value.code


@pytest.mark.parametrize("row", [2, 7, 11])
def test_an_unclosed_quote_refuses_the_file_with_its_row(office, row):
    lines = ["Name,Affiliation", *(f"P {n},MIT" for n in range(2, 12))]
    lines[row - 1] = f'"P {row},MIT'
    with pytest.raises(UploadRefused, match=f"Row {row} ") as refused:
        office.take_csv("\n".join(lines))
    assert refused.value.code == "unclosed-quote"


def test_a_quote_in_the_middle_of_quotes_refuses_the_file(office):
    assert code_of(office.take_csv, 'Name,Affiliation\n"A "B" C",MIT\nD E,MIT\n') == "unclosed-quote"


def test_quoted_fields_may_hold_delimiters_quotes_and_line_breaks(office):
    intake = office.take_csv('Name,Affiliation\n"Zhang, ""Bo""","School of X,\nNUDT"\n')
    row = intake.tables[0].rows[1]
    assert row.subjects[0].name == 'Zhang, "Bo"'
    assert row.subjects[0].affiliations == ("School of X,\nNUDT",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marked_and_utf8_texts_need_no_declaration(office, encoding):
    assert names(office.take_csv(TEXT, encoding)) == ["张伟"]


def test_big_endian_with_its_mark_is_read(office):
    assert names(office.take_csv(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"))) == ["张伟"]


def test_a_mixed_file_is_refused_under_any_declaration(office):
    mixed = TEXT.encode() + "Björn,KTH\n".encode("cp1252")
    assert code_of(office.take_csv, mixed) == "encoding-unknown"
    assert code_of(office.take_csv, mixed, encoding="utf-8") == "encoding-mismatch"


def test_a_declaration_that_contradicts_the_bytes_is_refused(office):
    assert code_of(office.take_csv, TEXT, encoding="gb18030") == "encoding-contradiction"
    assert code_of(office.take_csv, TEXT, "utf-16", encoding="gb18030") == "encoding-contradiction"


def test_unknown_and_unsafe_codecs_are_refused(office):
    for encoding in ("rot13", "zip", "unicode_escape", "utf-7", "klingon"):
        assert code_of(office.take_csv, TEXT, encoding=encoding) == "encoding-unsupported"


def test_nul_bytes_and_lone_surrogates_are_refused(office):
    assert code_of(office.take_csv, b"Name,Affiliation\nA\0B,MIT\n") == "nul-bytes"
    assert code_of(office.take_csv, b"Name,Affiliation\nA\xed\xa0\x80,MIT\n") == "encoding-unknown"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_seen_in_the_header_line(office, sign):
    text = f"Name{sign}Affiliation{sign}Country\nZhang Wei{sign}NUDT{sign}CN\n"
    assert names(office.take_csv(text)) == ["Zhang Wei"]
    assert choose_delimiter(text, "list.csv") == sign


def test_commas_in_a_title_or_in_cells_do_not_mislead(office):
    text = "Collaborators, 2026, draft\n\nName;Affiliation\nZhang, Wei;NPU, Xi'an, China\nLi, Na;MIT, Cambridge, USA\n"
    intake = office.take_csv(text)
    assert intake.delimiter == ";"
    assert intake.tables[0].rows[1].subjects[0].affiliations == ("NPU, Xi'an, China",)


def test_excels_own_line_about_the_delimiter_is_followed(office):
    assert names(office.take_csv("sep=;\nName;Affiliation\nA, B;MIT\n")) == ["A, B"]


def test_a_comma_and_a_semicolon_that_part_a_list_equally_well_are_asked_about(office):
    text = "Ann Example,1;MIT\nBo Example,2;KTH\n"
    with pytest.raises(DelimiterNeeded, match="may be separated by a") as asked:
        office.take_csv(text)
    assert (asked.value.code, asked.value.status) == ("needs-delimiter", 422)
    readings = {reading.option: reading.rows[0] for reading in asked.value.readings}
    assert readings == {
        "--delimiter comma": ("Ann Example", "1;MIT"),
        "--delimiter semicolon": ("Ann Example,1", "MIT"),
    }


def test_a_declared_delimiter_wins(office):
    text = "Ann Example,1;MIT\nBo Example,2;KTH\n"
    named = (("name", "A"),)
    assert office.take_csv(text, delimiter=",", map=named).delimiter == ","
    assert office.take_csv(text, delimiter=";", map=named).delimiter == ";"
    assert code_of(office.take_csv, text, delimiter="ab") == "delimiter-unsupported"
    assert code_of(office.take_csv, text, delimiter='"') == "delimiter-unsupported"


def test_a_sign_with_a_space_behind_it_stands_within_cells():
    assert choose_delimiter("Example, Ann;MIT\nExample, Bo;KTH\n", "list.csv") == ";"
    assert choose_delimiter("Ann Example,MIT; KTH\nBo Example,KTH; MIT\n", "list.csv") == ","


def test_a_tab_goes_before_signs_that_stand_in_cells(office):
    assert choose_delimiter("Example, Ann\tMIT\nExample, Bo\tKTH\n", "list.csv") == "\t"


def test_text_tables_under_other_endings_are_read(office):
    table = "Name\tAffiliation\nAnn Example\tMIT, Cambridge\n"
    for ending in ("tsv", "txt"):
        intake = read_list(office.csv(table, name=f"list.{ending}"))
        assert (names(intake), intake.delimiter, intake.format) == (["Ann Example"], "\t", "csv")
    people = read_list(office.csv("Ann Example\nBo Example\nLi Na\n", name="people.txt"))
    assert names(people) == ["Ann Example", "Bo Example", "Li Na"]


def test_the_ending_tsv_declares_tabs():
    text = "Example, Ann\tMIT, Cambridge, US\nExample, Bo\tKTH, Stockholm, SE\n"
    assert choose_delimiter(text, "list.tsv") == "\t"


def test_blank_lines_count_as_rows(office):
    assert office.take_csv("Name,Affiliation\n\nA B,MIT\n\n").counts == {
        "rows": 4,
        "subject": 1,
        "unscreened": 0,
        "skipped": 3,
        "subjects": 1,
    }


def test_a_megabyte_in_one_cell_leaves_its_row_unscreened(office):
    intake = office.take_csv("Name,Affiliation\nA B," + "x" * 1_000_000 + "\nC D,MIT\n")
    assert [row.code for row in intake.rows()] == ["header", "cell-too-long", ""]
    assert "1,000,000" in intake.tables[0].rows[1].reason


def test_a_million_columns_are_refused(office):
    assert code_of(office.take_csv, ",".join(["x"] * 1_000_000) + "\n") == "too-many-columns"


def test_too_many_rows_refuse_the_whole_file(office):
    assert code_of(office.take_csv, "Name,Affiliation\n" + "A B,MIT\n" * 100_001) == "too-many-rows"


def test_headers_that_look_like_formulas_or_are_endless_are_only_texts(office):
    header = "Name,Affiliation,=cmd|'/c calc'!A1," + "h" * 10_000
    intake = office.take_csv(header + "\nA B,MIT,x,y\n")
    assert names(intake) == ["A B"]
    assert intake.tables[0].columns[2].header.startswith("=cmd")


@given(
    st.lists(
        st.lists(st.text(alphabet="aé北 ,;\"'\n", max_size=6), min_size=2, max_size=4), min_size=1, max_size=8
    )
)
def test_what_csv_writes_is_read_back(rows):
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows([["Name", "Affiliation"], *rows])
    grid, delimiter = read_delimited(out.getvalue(), "list.csv", LIMITS)
    assert delimiter == ","
    assert grid.rows[1:] == rows


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=50))
def test_utf8_comes_back_as_it_was(text):
    assert decode(text.encode(), None, "x.csv")[0] == text.removeprefix("\ufeff")
