"""What of openpyxl is exchanged gives what openpyxl gives, without work that grows with the square of a workbook."""

import io
import os
import subprocess
import sys
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.drawing.image import Image as Placed
from openpyxl.formatting.rule import CellIsRule
from openpyxl.packaging.relationship import Relationship, RelationshipList
from openpyxl.reader.workbook import WorkbookParser
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.hyperlink import Hyperlink
from PIL import Image
from sheet_parts import HEADER, PERSON, workbook, worksheet

from screening.progress import no_progress
from screening.report import openpyxl_patches
from screening.report.added_sheets import AddedCell, AddedSheet
from screening.report.xlsx_save import open_book, save_book
from screening.report.xlsx_sheets import draw


def kept(path, out):
    """A workbook opened and saved as reports are; gives the parts that come out."""
    save_book(open_book(path, 1, no_progress), out, no_progress)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def coloured(path, number):
    """A workbook with so many conditional formats, each with a look of its own."""
    book = Workbook()
    for size in range(1, number + 1):
        book.active.conditional_formatting.add(
            f"A{size}", CellIsRule(operator="equal", formula=["1"], font=Font(size=size))
        )
    book.save(path)
    return path


def test_conditional_formats_keep_their_looks_to_the_bytes_that_openpyxl_gives(tmp_path):
    path = coloured(tmp_path / "list.xlsx", 30)
    load_workbook(path, rich_text=True).save(tmp_path / "theirs.xlsx")
    with zipfile.ZipFile(tmp_path / "theirs.xlsx") as archive:
        theirs = {name: archive.read(name) for name in ("xl/worksheets/sheet1.xml", "xl/styles.xml")}
    assert theirs.items() <= kept(path, tmp_path / "ours.xlsx").items()


def test_looks_that_were_read_are_compared_with_none_and_ours_with_ours(tmp_path, monkeypatch):
    path, compared = coloured(tmp_path / "list.xlsx", 200), []
    book = open_book(path, 1, no_progress)
    for row in range(1, 40):
        rule = CellIsRule(operator="equal", formula=["2"], font=Font(size=9 if row % 2 else 10))
        book.active.conditional_formatting.add(f"B{row}", rule)
    equal = DifferentialStyle.__eq__

    def compare(one, other):
        compared.append(one)
        return equal(one, other)

    monkeypatch.setattr(DifferentialStyle, "__eq__", compare)
    save_book(book, tmp_path / "out.xlsx", no_progress)
    assert len(compared) < 100
    assert len(load_workbook(tmp_path / "out.xlsx")._differential_styles.styles) == 202


def test_a_relation_is_found_by_its_id_without_going_through_all_for_each(monkeypatch):
    relations = RelationshipList(Relationship(Id=f"r{n}", type="x", Target=f"t{n}") for n in range(500))
    gone_through = []
    back = list.__reversed__

    def count(self):
        gone_through.append(1)
        return back(self)

    monkeypatch.setattr(RelationshipList, "__reversed__", count, raising=False)
    assert [relations.get(f"r{n}").Target for n in range(500)] == [f"t{n}" for n in range(500)]
    assert len(gone_through) == 1
    relations.append(Relationship(Id="r7", type="x", Target="second"))
    relations.append(Relationship(Id="new", type="x", Target="new"))
    assert (relations.get("r7").Target, relations.get("new").Target) == ("t7", "new")
    with pytest.raises(KeyError):
        relations.get("nobody")


def test_pivot_caches_are_read_once_however_many_sheets_there_are(monkeypatch):
    read = []
    monkeypatch.setattr(openpyxl_patches, "_read_caches", lambda parser: read.append(parser) or {7: "cache"})
    parser = WorkbookParser.__new__(WorkbookParser)
    assert [parser.pivot_caches for _ in range(3)] == [{7: "cache"}] * 3
    assert read == [parser]


def test_a_link_within_merged_cells_goes_to_the_first_of_them_without_going_through_all(
    tmp_path, monkeypatch
):
    merged = '<mergeCells><mergeCell ref="A3:B4"/><mergeCell ref="C3:D9"/></mergeCells>'
    links = "".join(f'<hyperlink ref="{ref}" location="A1"/>' for ref in ("B4", "D7", "F1"))
    sheet = worksheet(HEADER, PERSON).replace(
        "</worksheet>", f"{merged}<hyperlinks>{links}</hyperlinks></worksheet>"
    )
    path = tmp_path / "list.xlsx"
    path.write_bytes(workbook(sheet))
    monkeypatch.setattr(MultiCellRange, "__iter__", lambda _: pytest.fail("all were gone through"))
    page = open_book(path, 1, no_progress).active
    found = {cell.coordinate for cell in page._cells.values() if isinstance(cell.hyperlink, Hyperlink)}
    assert found == {"A3", "C3", "F1"}


def picture(form, **more):
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, form, **more)
    return out.getvalue()


def with_picture(path, content, ending):
    """A workbook that shows a picture of these bytes."""
    book = Workbook()
    book.active.add_image(Placed(io.BytesIO(picture("PNG"))), "A1")
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/media/"):
                name, part = f"xl/media/image1.{ending}", content
            elif name.startswith("xl/drawings/_rels"):
                part = part.replace(b"image1.png", f"image1.{ending}".encode())
            new.writestr(name, part)
    return path


TWO_IN_ONE = picture("MPO", save_all=True, append_images=[Image.new("RGB", (8, 8), "blue")])


@pytest.mark.parametrize(
    ("content", "ending"),
    [(picture("PNG"), "png"), (picture("JPEG"), "jpeg"), (picture("GIF"), "gif"), (TWO_IN_ONE, "jpeg")],
    ids=["png", "jpeg", "gif", "two pictures in one"],
)
def test_pictures_are_kept_to_the_byte_and_never_decoded(tmp_path, monkeypatch, content, ending):
    path = with_picture(tmp_path / "list.xlsx", content, ending)
    monkeypatch.setattr(Image.Image, "save", lambda *_: pytest.fail("a picture was written anew"))
    parts = kept(path, tmp_path / "out.xlsx")
    assert parts[f"xl/media/image1.{ending}"] == content


@pytest.mark.parametrize("form", ["TIFF", "BMP", "PPM", "EPS"])
def test_pictures_of_other_kinds_are_left_out(tmp_path, recwarn, form):
    parts = kept(with_picture(tmp_path / "list.xlsx", picture(form), "png"), tmp_path / "out.xlsx")
    assert [name for name in parts if name.startswith("xl/media/")] == []


def test_cells_of_a_page_that_are_merged_are_not_compared_with_all_the_others(monkeypatch):
    monkeypatch.setattr(MultiCellRange, "__contains__", lambda *_: pytest.fail("they were compared"))
    rows = tuple((AddedCell("why", span=3),) for _ in range(50))
    drawn = draw(Workbook(), AddedSheet("Page", (9.0, 9.0, 9.0), rows))
    assert {str(each) for each in drawn.sheet.merged_cells.ranges} == {f"A{n}:C{n}" for n in range(1, 51)}


def in_a_new_process(script):
    """What a script says in a process that imports everything anew."""
    environment = {key: value for key, value in os.environ.items() if key != "OPENPYXL_LXML"}
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=False, text=True, env=environment
    )


def test_workbooks_are_read_and_written_without_lxml_where_that_is_installed_too():
    pytest.importorskip("lxml")
    said = in_a_new_process("import screening.report.xlsx_save, openpyxl; print(openpyxl.LXML)")
    assert said.stdout.strip() == "False"
    assert in_a_new_process("import watchlists, openpyxl; print(openpyxl.LXML)").stdout.strip() == "False"


def test_openpyxl_that_was_imported_with_lxml_is_refused_in_a_sentence():
    pytest.importorskip("lxml")
    said = in_a_new_process("import openpyxl, screening.report.openpyxl_patches")
    assert said.returncode
    assert "import this package first" in said.stderr
