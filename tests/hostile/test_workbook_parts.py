"""What a workbook holds besides its values is counted, whatever part it stands in and whatever that is called."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hostile_files import (
    MAIN,
    OFFICE,
    RELATIONS,
    comments_part,
    many_elements,
    with_sheet,
    workbook_with_parts,
    workbook_with_strings,
)

import screening.intake
from screening.errors import UploadRefused
from screening.intake import read_list
from screening.intake.limits import LIMITS
from screening.intake.tag_counts import TagCounts
from screening.intake.vocabularies import csv_file
from screening.intake.workbook_safety import preflight

CAPS = csv_file("tag_caps.csv")
# Of all that an honest list of 100,000 rows may hold, as much as anybody has seen, in one workbook.
HONEST = {
    "anything else": 150_000,
    "comment": 5_000,
    "conditionalFormatting": 1_000,
    "cfRule": 1_000,
    "dxf": 1_000,
    "dataValidation": 256,
    "definedName": 5_000,
    "xf": 2 * 65_490,
    "alignment": 65_490,
    "font": 1_000,
    "mergeCell": 5_000,
    "hyperlink": 100_000,
    "Relationship": 100_000,
    "@row": 100_000,
    "blip": 500,
    "pt": 10_000,
    "@sqref": 50_000,
    "r": 20_000,
    "@r": 30_000,
    "@f": 25_000_000,
    "c": 4_000_000,
    "v": 2_000_000,
    "t": 2_000_000,
    "f": 1_000_000,
    "si": 2_000_000,
    "rPh": 600_000,
    "row": 1_048_576,
}


def counted(numbers):
    counts = TagCounts("list.xlsx")
    for kind, number in numbers.items():
        counts.numbers[counts.places.get(kind, 0)] += number
    return counts


def code_of(content, limits=LIMITS):
    with pytest.raises(UploadRefused) as caught:
        preflight(content, "list.xlsx", limits)
    return caught.value.code


def test_the_most_that_anybody_has_seen_in_honest_workbooks_passes():
    counted(HONEST).check("xl/workbook.xml")


@pytest.mark.parametrize("row", CAPS, ids=lambda row: row["what"])
def test_of_every_kind_there_may_be_so_many_and_no_more(row):
    kind = (row["tags"].split() or ["no tag of the table"])[0]
    counted({kind: int(row["most"])}).check("xl/p.xml")
    with pytest.raises(UploadRefused) as caught:
        counted({kind: int(row["most"]) + 1}).check("xl/p.xml")
    assert caught.value.code == "too-many-of-a-kind"
    assert f"{row['what']} ({int(row['most']) + 1:,} up to the part xl/p.xml)" in str(caught.value)


def test_of_kinds_that_count_together_there_may_be_the_most_of_two():
    together = [row for row in CAPS if row["together"] and row["tags"]]
    third = {row["tags"].split()[0]: int(row["most"]) // 3 for row in together}
    counted(dict(list(third.items())[:6])).check("xl/p.xml")
    with pytest.raises(UploadRefused):
        counted(dict(list(third.items())[:7])).check("xl/p.xml")


def test_the_table_counts_each_tag_once_and_has_a_reason_where_it_is_not_of_cells_and_texts():
    tags = [tag for row in CAPS for tag in row["tags"].split()]
    assert len(tags) == len(set(tags))
    assert all(row["reason"] for row in CAPS if row["together"])
    sources = "".join(path.read_text() for path in Path(screening.intake.__path__[0]).glob("*.py"))
    assert [tag for tag in tags if tag.startswith("@") and f'add("{tag}"' not in sources] == []


def test_a_workbook_with_thousands_of_comments_and_formats_passes():
    formats = many_elements(
        '<conditionalFormatting sqref="C{0}:C99"><cfRule priority="{0}"/></conditionalFormatting>', 1_000
    )
    checks = many_elements('<dataValidation sqref="C{0}"/>', 256, "dataValidations")
    comments = comments_part(*(f"C{number}" for number in range(1, 5_001)))
    preflight(
        workbook_with_parts(("comments", "xl/comments1.xml", comments), tag=formats + checks),
        "list.xlsx",
        LIMITS,
    )


@pytest.mark.parametrize("name", ["xl/comments1.xml", "xl/worksheets/sheet7.xml", "docProps/calcChain.xml"])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_tags_count_whatever_their_part_is_called_and_whatever_prefix_they_have(name, prefix):
    comments = comments_part(*(f"C{number}" for number in range(1, 80_002)))
    comments = comments.replace("<comment ", f"<{prefix}comment ").replace(
        "</comment>", f"</{prefix}comment>"
    )
    comments = comments.replace("<comments ", '<comments xmlns:x="y" ')
    assert code_of(workbook_with_parts(("comments", name, comments))) == "too-many-of-a-kind"


def test_tags_are_counted_while_they_are_read():
    # It breaks off, which nobody comes to see.
    comments = comments_part(*(f"C{number}" for number in range(1, 82_000)))
    content = workbook_with_parts(("comments", "xl/comments1.xml", comments.removesuffix("</comments>")))
    assert code_of(content) == "too-many-of-a-kind"


def test_a_part_that_openpyxl_reads_at_once_may_only_be_so_long():
    comments = ("comments", "xl/comments1.xml", comments_part(*(f"C{number}" for number in range(1, 200))))
    assert code_of(workbook_with_parts(comments), replace(LIMITS, xml_bytes=9_000)) == "zip-inflation"


def test_cells_are_counted_while_they_are_read():
    rows = many_elements('<row r="{0}"><c/><c/></row>', 300).partition('<row r="3"')[2]
    content = with_sheet(rows='<row r="3"' + rows + "<a")  # it breaks off, which nobody comes to see
    assert code_of(content, replace(LIMITS, cells=500)) == "too-many-cells"


@pytest.mark.parametrize("within", ["a comment", "an instruction"])
def test_a_comment_or_instruction_of_megabytes_is_refused_as_a_tag_is(within):
    open_, close = {"a comment": ("<!--", "-->"), "an instruction": ("<?a ", "?>")}[within]
    content = with_sheet(after=open_ + many_elements("C{0} ", 700_000) + close)
    assert code_of(content) == "xml-long-tag"


def test_long_texts_are_no_long_tags():
    preflight(
        with_sheet(after=f"<headerFooter>{many_elements('C{0} ', 700_000)}</headerFooter>"),
        "list.xlsx",
        LIMITS,
    )


def _moved(texts):
    """A workbook whose name is a shared text, with other texts where the file says that they stand."""
    rows = '<row r="3"><c r="A3" t="s"><v>0</v></c></row>'
    own = workbook_with_strings("<si><t>Screened Name</t></si>", rows)
    if not texts:
        return own
    relation = f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target='
    with zipfile.ZipFile(io.BytesIO(own)) as old:
        parts = {part: old.read(part) for part in old.namelist()}
    parts[RELATIONS] = parts[RELATIONS].replace(
        f'{relation}"sharedStrings.xml"'.encode(), f'{relation}"other.xml"'.encode()
    )
    parts["xl/other.xml"] = f'<sst xmlns="{MAIN}"><si><t>Shown Name</t></si></sst>'.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for part, content in parts.items():
            new.writestr(part, content)
    return out.getvalue()


def test_the_names_that_other_programs_show_are_those_that_are_screened(tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(_moved(texts=False))
    assert "Screened Name" in [each.name for row in read_list(path).rows() for each in row.subjects]
    path.write_bytes(_moved(texts=True))
    with pytest.raises(UploadRefused, match="stands for") as caught:
        read_list(path)
    assert caught.value.code == "zip-damaged"
