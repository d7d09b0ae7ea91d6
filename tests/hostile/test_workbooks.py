"""Workbooks made to do harm: each is refused at once, by its own code, and the program lives on."""

import http.server
import io
import random
import threading
import time
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from screening.errors import UploadRefused
from screening.intake import take
from screening.intake.limits import LIMITS
from screening.intake.preflight import preflight
from screening.intake.sandbox import read_workbook
from screening.intake.sheet_facts import SheetFacts

SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FOOT = "</sheetData></worksheet>"


@pytest.fixture(scope="module")
def honest():
    book = openpyxl.Workbook()
    book.active.append(["Name", "Affiliation"])
    book.active.append(["Wei Zhang", "Beihang University"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rebuilt(honest, changed=None, more=(), method=zipfile.ZIP_DEFLATED):
    """The honest workbook with some parts changed and some added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(honest)) as old, zipfile.ZipFile(out, "w", method) as new:
        for part in old.namelist():
            new.writestr(part, (changed or {}).get(part, old.read(part)))
        for part, content in more:
            new.writestr(part, content)
    return out.getvalue()


def sheet(body):
    return HEAD + body + FOOT


def cell(ref, row):
    return f'<row r="{row}"><c r="{ref}" t="inlineStr"><is><t>x</t></is></c></row>'


def refused(tmp_path, content, name="list.xlsx"):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UploadRefused) as caught:
        take(path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith((".", ")"))
    return caught.value.code


BOMBS = {
    "rows": "<row><c><v>1</v></c></row>" * 3_000_000,
    "one text": '<row r="1"><c r="A1" t="inlineStr"><is><t>' + "a" * 250_000_000 + "</t></is></c></row>",
    "nested tags": "<a>" * 1_000_000 + "</a>" * 1_000_000,
    "columns": '<row r="1">' + "<c><v>1</v></c>" * 1_000_000 + "</row>",
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("bomb", "code"),
    [
        ("rows", "too-many-rows"),
        ("one text", "zip-inflation"),
        ("nested tags", "xml-depth"),
        ("columns", "too-many-columns"),
    ],
)
def test_bombs_are_refused_before_they_go_off(tmp_path, honest, bomb, code):
    content = rebuilt(honest, {SHEET: sheet(BOMBS[bomb])})
    begun = time.process_time()
    assert refused(tmp_path, content) == code
    assert time.process_time() - begun < 5  # the reader would need half a minute and gigabytes


def test_a_bomb_of_shared_strings_is_refused(tmp_path, honest):
    strings = (
        "<sst>"
        + "<si><t>"
        + "b" * 1000
        + "</t></si>" * 1
        + ("<si><t>" + "b" * 1000 + "</t></si>") * 20_000
        + "</sst>"
    )
    assert refused(tmp_path, rebuilt(honest, more=[("xl/sharedStrings.xml", strings)])) == "zip-inflation"


@pytest.mark.parametrize(
    ("ref", "row", "code"),
    [
        ("XFD1048576", 1_048_576, "too-many-rows"),
        ("GR1048576", 1_048_576, "too-many-rows"),
        ("XFD1", 1, "too-many-columns"),
        ("A200000000", 200_000_000, "bad-position"),
        ("A4000000000", 4_000_000_000, "bad-position"),
        ("ZZZZ1", 1, "bad-position"),
        ("IV90000", 90_000, "far-cell"),
    ],
)
def test_cells_in_far_corners_are_refused(tmp_path, honest, ref, row, code):
    cells = cell("A1", 1) + cell(ref, row)
    if row == 1:
        cells = cells.replace('</row><row r="1">', "")
    assert refused(tmp_path, rebuilt(honest, {SHEET: sheet(cells)})) == code


def test_without_the_preflight_the_child_dies_and_this_program_lives(honest):
    content = rebuilt(honest, {SHEET: sheet(cell("A1", 1) + cell("XFD1048576", 1_048_576))})
    with pytest.raises(UploadRefused) as caught:
        read_workbook(content, "list.xlsx", [SheetFacts("Sheet")], LIMITS)
    assert caught.value.code == "reader-limits"


def test_a_child_that_takes_too_long_is_stopped(honest):
    with pytest.raises(UploadRefused) as caught:
        read_workbook(honest, "list.xlsx", [SheetFacts("Sheet")], replace(LIMITS, wall_seconds=0.001))
    assert caught.value.code == "reader-limits"


ENTITIES = {
    "billion laughs": '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
    "external file": '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "external address": '<!DOCTYPE a [<!ENTITY a SYSTEM "http://127.0.0.1:{port}/x">]>',
}
PARTS = ["xl/workbook.xml", SHEET, "xl/styles.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("attack", ENTITIES)
def test_document_types_are_refused_in_every_part_and_nothing_is_fetched(tmp_path, honest, part, attack):
    asked = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)

    with http.server.HTTPServer(("127.0.0.1", 0), Canary) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with zipfile.ZipFile(io.BytesIO(honest)) as old:
            text = old.read(part).decode()
        body = text.partition("?>")[2] if text.startswith("<?xml") else text
        doctype = ENTITIES[attack].replace("{port}", str(server.server_port))
        assert refused(tmp_path, rebuilt(honest, {part: doctype + body})) == "xml-doctype"
        server.shutdown()
    assert asked == []


MORE_PARTS = {
    "macros": [("xl/vbaProject.bin", b"x")],
    "external-links": [("xl/externalLinks/externalLink1.xml", "<a/>")],
    "embedded-object": [("xl/embeddings/oleObject1.bin", b"x")],
    "zip-path": [("../evil.xml", "<a/>")],
    "zip-duplicate": [("XL/Workbook.xml", "<a/>")],
    "zip-parts": [(f"xl/part{n}.xml", "<a/>") for n in range(500)],
    "binary-workbook": [("xl/workbook.bin", b"x")],
    "open-document": [("mimetype", "application/vnd.oasis.opendocument.spreadsheet")],
    "word-document": [("word/document.xml", "<a/>")],
}


@pytest.mark.parametrize("code", MORE_PARTS)
def test_parts_that_no_list_needs_are_refused_each_by_its_code(tmp_path, honest, code):
    assert refused(tmp_path, rebuilt(honest, more=MORE_PARTS[code])) == code


def test_odd_compression_is_refused(tmp_path, honest):
    assert refused(tmp_path, rebuilt(honest, method=zipfile.ZIP_LZMA)) == "zip-compression"


def test_an_encrypted_part_is_said_to_be_a_password(tmp_path, honest):
    at = honest.rindex(b"PK\x01\x02")
    changed = honest[: at + 8] + bytes([honest[at + 8] | 1]) + honest[at + 9 :]
    assert refused(tmp_path, changed) == "password"


def test_overlapping_parts_are_refused(tmp_path, honest):
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    first, second = infos[0].header_offset, infos[1].header_offset
    entry = honest.index(b"PK\x01\x02")
    while honest[entry + 42 : entry + 46] != second.to_bytes(4, "little"):
        entry = honest.index(b"PK\x01\x02", entry + 4)
    changed = honest[: entry + 42] + first.to_bytes(4, "little") + honest[entry + 46 :]
    assert refused(tmp_path, changed) in ("zip-overlap", "zip-damaged")


def test_a_size_that_lies_is_refused(tmp_path, honest):
    entry = honest.index(b"PK\x01\x02")
    changed = honest[: entry + 24] + (5).to_bytes(4, "little") + honest[entry + 28 :]
    assert refused(tmp_path, changed) in ("zip-inflation", "zip-damaged")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
KINDS = {
    "old-excel": OLE + "Workbook".encode("utf-16-le"),
    "password": OLE + "EncryptedPackage".encode("utf-16-le"),
    "html": b"\xef\xbb\xbf <html><table><tr><td>Name</td></tr></table></html>",
    "pdf": b"%PDF-1.7\n%....",
    "empty-file": b"",
    "extension-mismatch": b"Name,Affiliation\nA B,MIT\n",
    "wrong-type": b"\x1f\x8b\x08\x00abc",
    "xml-spreadsheet": b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
}


@pytest.mark.parametrize("code", KINDS)
def test_other_kinds_of_file_are_refused_with_the_sentence_that_helps(tmp_path, code):
    assert refused(tmp_path, KINDS[code]) == code


@pytest.mark.parametrize("ending", [".xls", ".csv", ".xlsx", ""])
def test_a_pdf_in_front_of_a_workbook_is_two_files(tmp_path, honest, ending):
    assert refused(tmp_path, b"%PDF-1.7\n" + honest, "list" + ending) == "polyglot"


def test_bytes_behind_a_workbook_are_refused(tmp_path, honest):
    assert refused(tmp_path, honest + b"\0" * 70_000) == "trailing-bytes"
    assert refused(tmp_path, honest + b"Name,Affiliation\n") == "trailing-bytes"


def test_a_workbook_cut_off_anywhere_is_refused(tmp_path, honest):
    for at in random.Random(7).sample(range(5, len(honest)), 20):
        assert refused(tmp_path, honest[:at]) == "truncated"


def test_a_macro_workbook_by_its_type_is_refused_whatever_it_is_called(tmp_path, honest):
    with zipfile.ZipFile(io.BytesIO(honest)) as old:
        types = old.read("[Content_Types].xml").decode()
    changed = types.replace(
        "openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main"
    )
    assert changed != types
    assert refused(tmp_path, rebuilt(honest, {"[Content_Types].xml": changed})) == "macros"


def test_the_honest_workbook_passes(tmp_path, honest):
    path = tmp_path / "list.xlsx"
    path.write_bytes(honest)
    assert take(path).counts == {"rows": 2, "subject": 1, "unscreened": 0, "skipped": 1, "subjects": 1}
    assert [sheet.last_row for sheet in preflight(honest, "list.xlsx", LIMITS).sheets] == [2]


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|'/c calc'!A1.xlsx",
        "a\r\nb.xlsx",
        "x" * 300 + ".xlsx",
        "\u202exslx.xlsx",
        "CON.xlsx",
        "报告.xlsx",
        "../../x.xlsx",
        "{0}.xlsx",
    ],
)
def test_odd_file_names_are_kept_as_text_and_break_nothing(tmp_path, honest, name):
    from screening.intake import IntakeOptions

    path = tmp_path / "stored"
    path.write_bytes(honest)
    assert take(path, options=IntakeOptions(file_name=name)).file_name == name
    path.write_bytes(b"")
    with pytest.raises(UploadRefused):
        take(path, options=IntakeOptions(file_name=name))


@pytest.mark.slow
def test_mutated_workbooks_are_taken_or_refused_and_nothing_else(tmp_path, honest):
    chance = random.Random(11)
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(io.BytesIO(honest)) as old:
        parts = {part: old.read(part) for part in old.namelist()}
    for _ in range(150):
        part = chance.choice(list(parts))
        content = bytearray(parts[part])
        for _ in range(chance.randrange(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path.write_bytes(rebuilt(honest, {part: bytes(content)}))
        try:
            intake = take(path)
        except UploadRefused:
            continue
        counts = intake.counts
        assert counts["rows"] == counts["subject"] + counts["unscreened"] + counts["skipped"]
