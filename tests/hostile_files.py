"""Files made to do harm, each with the codes by which it may be refused; "" where it may be taken as it is.

One table for all doors: what intake refuses, pages and API have to refuse by the same code.
"""

import io
import random
import re
import zipfile
from dataclasses import dataclass
from functools import cache

import openpyxl

SHEET, WORKBOOK, RELATIONS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET_RELATIONS, TYPES = "xl/worksheets/_rels/sheet1.xml.rels", "[Content_Types].xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = f'<worksheet xmlns="{MAIN}"><sheetData>'
_FOOT = "</sheetData></worksheet>"
_ENCODING = {"encoding-contradiction", "encoding-mismatch", "encoding-unknown", "needs-encoding"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@dataclass(frozen=True)
class HostileFile:
    """One file: what it tries, what it is called, and the codes that are right; "" means that it may be taken."""

    kind: str
    name: str
    content: bytes
    codes: frozenset


@cache
def honest():
    """A workbook that nobody would refuse."""
    book = openpyxl.Workbook()
    book.active.append(["Name", "Affiliation"])
    book.active.append(["Wei Zhang", "Beihang University"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rebuilt(changed=None, more=(), method=zipfile.ZIP_DEFLATED, without=()):
    """The honest workbook with some parts changed, added or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(honest())) as old, zipfile.ZipFile(out, "w", method) as new:
        for part in old.namelist():
            if part not in without:
                new.writestr(part, (changed or {}).get(part, old.read(part)))
        for part, content in more:
            new.writestr(part, content)
    return out.getvalue()


def sheet_xml(body):
    return _HEAD + body + _FOOT


def _text(ref, text="x"):
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def cell_xml(ref, row):
    return f'<row r="{row}">{_text(ref)}</row>'


def _header():
    return f'<row r="1">{_text("A1", "Name")}{_text("B1", "Affiliation")}</row>'


def _people():
    return f'<row r="2">{_text("A2", "Wei Zhang")}{_text("B2", "Beihang University")}</row>'


def with_sheet(before="", after="", rows=""):
    """The honest workbook with this around the cells of its sheet."""
    body = sheet_xml(_header() + _people() + rows)
    return rebuilt(
        {
            SHEET: body.replace("<sheetData>", f"{before}<sheetData>").replace(
                "</sheetData>", f"</sheetData>{after}"
            )
        }
    )


def inflation_files():
    bombs = {
        "rows": ("<row><c><v>1</v></c></row>" * 3_000_000, "too-many-rows"),
        "one text": (
            '<row r="1"><c r="A1" t="inlineStr"><is><t>' + "a" * 250_000_000 + "</t></is></c></row>",
            "zip-inflation",
        ),
        "nested tags": ("<a>" * 1_000_000 + "</a>" * 1_000_000, "xml-depth"),
        "columns": ('<row r="1">' + "<c><v>1</v></c>" * 1_000_000 + "</row>", "too-many-columns"),
    }
    for name, (body, code) in bombs.items():
        yield f"bomb of {name}", rebuilt({SHEET: sheet_xml(body)}), {code}
    strings = "<sst>" + ("<si><t>" + "b" * 1_000 + "</t></si>") * 20_000 + "</sst>"
    yield "bomb of shared strings", rebuilt(more=[("xl/sharedStrings.xml", strings)]), {"zip-inflation"}
    lie = bytearray(honest())
    entry = lie.index(b"PK\x01\x02")
    lie[entry + 24 : entry + 28] = (5).to_bytes(4, "little")
    yield "size that lies", bytes(lie), {"zip-inflation", "zip-damaged"}


def _positions():
    corners = {
        ("XFD1048576", 1_048_576): "too-many-rows",
        ("GR1048576", 1_048_576): "too-many-rows",
        ("XFD1", 1): "too-many-columns",
        ("A200000000", 200_000_000): "bad-position",
        ("A4000000000", 4_000_000_000): "bad-position",
        ("A99999999999999999999", 99_999_999_999_999_999_999): "bad-position",
        ("ZZZZ1", 1): "bad-position",
        ("IV90000", 90_000): "far-cell",
        ("A0", 0): "cell-order",
        ("A-1", -1): "bad-position",
        ("1A", 1): "bad-position",
    }
    for (ref, row), code in corners.items():
        first = (
            f'<row r="1">{_text("A1")}{_text(ref)}</row>'
            if row == 1
            else cell_xml("A1", 1) + cell_xml(ref, row)
        )
        yield f"cell {ref}", rebuilt({SHEET: sheet_xml(first)}), {code}
    order = {
        "the same cell twice": f'<row r="2">{_text("A2", "Ana Sousa")}{_text("A2", "Beihang University")}</row>',
        "cells backwards": f'<row r="2">{_text("B2", "MIT")}{_text("A2", "Ana Sousa")}</row>',
        "the same row twice": cell_xml("A2", 2) + cell_xml("A2", 2),
        "rows backwards": cell_xml("A3", 3) + cell_xml("A2", 2),
        "a cell of another row": f'<row r="2">{_text("A3", "Ana Sousa")}</row>',
    }
    for kind, body in order.items():
        yield kind, rebuilt({SHEET: sheet_xml(_header() + body)}), {"cell-order"}


def range_files():
    merged = {
        "C3:XFD1048576": "too-many-merged",
        "C3:C1048576": "too-many-merged",
        "A3:XFD3": "far-merge",
        "C3:C100002": "far-merge",
        "C3:C4000000000": "bad-merge",
        "C:XFD": "bad-merge",
        "3:9": "bad-merge",
        "D9:C3": "bad-merge",
        "C3:D4:E5": "bad-merge",
        "": "bad-merge",
    }
    for ref, code in merged.items():
        for tag in ("mergeCell", "hyperlink"):
            after = f'<{tag}s><{tag} ref="{ref}"/></{tag}s>'
            yield f"{tag} {ref!r}", with_sheet(after=after), {code}
    over = '<mergeCells><mergeCell ref="C3:D9"/><mergeCell ref="D9:E12"/></mergeCells>'
    yield "merged cells over others", with_sheet(after=over), {"bad-merge"}
    for first, last in ((-2_000_000_000, 2), (1, 2_000_000_000), (2, 1), (0, 1)):
        columns = f'<cols><col min="{first}" max="{last}" hidden="1"/></cols>'
        yield f"columns {first} to {last}", with_sheet(before=columns), {"bad-position"}
    formats = "".join(f'<xf numFmtId="{number}"/>' for number in range(240_001))
    yield (
        "formats of cells",
        rebuilt({"xl/styles.xml": f"<styleSheet><cellXfs>{formats}</cellXfs></styleSheet>"}),
        {"too-many-of-a-kind"},
    )
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    yield "an empty cell in the far corner", with_sheet(rows=far), {""}


def _with_names(names):
    """The honest workbook with these names."""
    with zipfile.ZipFile(io.BytesIO(honest())) as old:
        book = old.read(WORKBOOK).decode()
    return rebuilt(
        {WORKBOOK: re.sub("<definedNames ?/>", "", book).replace("</sheets>", f"</sheets>{names}")}
    )


def workbook_with_strings(strings, rows=""):
    """The honest workbook with these shared texts, and more rows."""
    with zipfile.ZipFile(io.BytesIO(honest())) as old:
        relations = old.read(RELATIONS).decode()
    shared = (
        f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    changed = {
        SHEET: sheet_xml(_header() + _people() + rows),
        RELATIONS: relations.replace("</Relationships>", shared),
    }
    return rebuilt(changed, [("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')])


def many_elements(form, number, *within):
    """A tag so many times within these, each with a number of its own, so that it is packed as honest ones are."""
    body = "".join(form.format(n) for n in range(1, number + 1))
    for tag in reversed(within):
        body = f"<{tag}>{body}</{tag}>"
    return body


def workbook_with_parts(*parts, sheet="", tag=""):
    """The honest workbook whose sheet is related to these parts: (kind, name, content, relations of its own)."""
    relations, more = "", []
    for number, (kind, name, content, *own) in enumerate(parts, start=1):
        relations += f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="/{name}"/>'
        more.append((name, content))
        folder, _, file = name.rpartition("/")
        more += [(f"{folder}/_rels/{file}.rels", f"<Relationships>{each}</Relationships>") for each in own]
    body = sheet_xml(_header() + _people() + sheet).replace("</worksheet>", f"{tag}</worksheet>")
    relations = (SHEET_RELATIONS, f"<Relationships>{relations}</Relationships>")
    return rebuilt({SHEET: body}, dict([relations, *more]).items())


def comments_part(*refs):
    listed = "".join(
        f'<comment ref="{ref}" authorId="0"><text><t>{number}</t></text></comment>'
        for number, ref in enumerate(refs)
    )
    return f'<comments xmlns="{MAIN}"><authors><author>a</author></authors><commentList>{listed}</commentList></comments>'


def _besides():
    """Small files of which openpyxl would make so much that a worker is busy for minutes, or takes all memory."""
    many = {"too-many-of-a-kind"}
    rows = many_elements('<row r="{0}" ht="{0}"/>', 500_010).partition('<row r="3"')[2]
    formats = '<conditionalFormatting sqref="C{0}"><cfRule priority="{0}"/></conditionalFormatting>'
    afters = {
        "conditional formats": many_elements(formats, 150_001),
        "rules of one format": many_elements('<cfRule priority="{0}"/>', 300_001, "conditionalFormatting"),
        "checks of what is typed": many_elements(
            '<dataValidation sqref="C{0}"/>', 250_001, "dataValidations"
        ),
        "ranges of one check": f'<dataValidation sqref="{many_elements("C{0} ", 230_000)}"/>',
        "page breaks": many_elements('<brk id="{0}"/>', 500_001, "rowBreaks"),
        "values of a filter": many_elements(
            '<filter val="{0}"/>', 500_001, "autoFilter", "filterColumn", "filters"
        ),
        "views": many_elements('<sheetView workbookViewId="{0}"/>', 200_001, "customSheetViews"),
    }
    for kind, after in afters.items():
        yield kind, with_sheet(after=after), many
    yield "rows with heights", with_sheet(rows='<row r="3"' + rows), many
    names = many_elements('<definedName name="n{0}">A1</definedName>', 400_001, "definedNames")
    yield "names", _with_names(names), many
    yield (
        "comments",
        workbook_with_parts(
            ("comments", "xl/comments1.xml", comments_part(*(f"C{n}" for n in range(1, 80_002))))
        ),
        many,
    )
    values = many_elements('<r><n v="{0}"/><n v="1"/><n v="2"/></r>', 500_001)
    yield (
        "values of a pivot table",
        workbook_with_parts(("pivotCacheRecords", "xl/pivotCache/records1.xml", f"<a>{values}</a>")),
        many,
    )
    points = many_elements('<c:pt idx="{0}"><c:v>{0}</c:v></c:pt>', 800_001)
    yield (
        "points of a chart",
        workbook_with_parts(("chart", "xl/charts/chart1.xml", f'<c:a xmlns:c="x">{points}</c:a>')),
        many,
    )
    runs = f"<si>{many_elements('<r><rPr><b/></rPr><t>{0}</t></r>', 500_001)}</si>"
    yield "formatted parts of a text", workbook_with_strings(runs), many
    shown = f"<si>{'<r><rPr><b/></rPr><t>a</t></r>' * 100}</si>"
    cells = many_elements('<row r="{0}"><c r="C{0}" t="s"><v>0</v></c></row>', 5_010).partition('<row r="3"')[
        2
    ]
    yield "a text of many parts in many cells", workbook_with_strings(shown, '<row r="3"' + cells), many
    formula = "+".join(f"A{n % 9 + 1}" for n in range(2_700))
    uses = many_elements('<row r="{0}"><c r="C{0}"><f t="shared" si="0"/></c></row>', 5_010).partition(
        '<row r="4"'
    )[2]
    first = f'<row r="3"><c r="C3"><f t="shared" si="0" ref="C3:C5010">{formula}</f></c></row><row r="4"'
    yield "a long formula in many cells", with_sheet(rows=first + uses), many
    picture = random.Random(3).randbytes(250_000)
    shows = "".join(f'<a:blip xmlns:a="x" r:embed="i" n="{n}" xmlns:r="y"/>' for n in range(2_001))
    relation = f'<Relationship Id="i" Type="{OFFICE}/image" Target="../media/image1.png"/>'
    drawing = ("drawing", "xl/drawings/drawing1.xml", f"<d>{shows}</d>", relation)
    yield (
        "a picture in many places",
        workbook_with_parts(drawing, ("image", "xl/media/image1.png", picture)),
        many,
    )
    for ref in ("C1:XFD1048576", "C:C", "3:9", "XFE1", "C1048577", ""):
        yield (
            f"a comment at {ref!r}",
            workbook_with_parts(("comments", "xl/comments1.xml", comments_part(ref))),
            {"bad-comment"},
        )
    for name in ("_xlnm.Print_Area", "_xlnm.Print_Titles"):
        long = f'<definedNames><definedName name="{name}" localSheetId="0">{"a" * 3_000}</definedName></definedNames>'
        yield f"a long {name}", _with_names(long), {"too-long-setting"}
    format_ = f'<styleSheet><numFmts><numFmt numFmtId="200" formatCode="{"[" * 501}"/></numFmts></styleSheet>'
    yield "a long number format", rebuilt({"xl/styles.xml": format_}), {"too-long-setting"}
    ranges = many_elements("C{0} ", 700_000)
    yield "a tag of megabytes", with_sheet(after=f'<dataValidations sqref="{ranges}"/>'), {"xml-long-tag"}
    yield from _twice()


def _twice():
    """Parts that are referred to twice, or not called as such parts are, so that they count as one or not at all."""
    damaged = {"zip-damaged"}
    for kind, name in (
        ("comments", "xl/comments1.xml"),
        ("drawing", "xl/drawings/drawing1.xml"),
        ("pivotTable", "xl/p.xml"),
    ):
        yield f"{kind} twice", workbook_with_parts(*[(kind, name, "<a/>")] * 2), damaged
        yield f"{kind} under another ending", workbook_with_parts((kind, "xl/other.bin", "<a/>")), damaged
    chart = '<c:chart xmlns:c="x" xmlns:r="y" r:id="c"/>'
    yield (
        "a chart drawn twice",
        workbook_with_parts(("drawing", "xl/drawings/drawing1.xml", f"<d>{chart * 2}</d>")),
        damaged,
    )
    with zipfile.ZipFile(io.BytesIO(honest())) as old:
        parts = {part: old.read(part).decode() for part in old.namelist()}
    caches = '<pivotCaches xmlns:r="y"><pivotCache cacheId="1" r:id="p"/><pivotCache cacheId="2" r:id="p"/></pivotCaches>'
    book = parts[WORKBOOK].replace("</workbook>", f"{caches}</workbook>")
    yield "a pivot cache listed twice", rebuilt({WORKBOOK: book}), damaged
    table = f'<table xmlns="{MAIN}" id="1" displayName="T" ref="D1:XFD1048576"/>'
    tag = '<tableParts><tablePart xmlns:r="y" r:id="r1"/></tableParts>'
    yield (
        "a table without columns",
        workbook_with_parts(("table", "xl/tables/table1.xml", table), tag=tag),
        damaged,
    )
    more = [("xl/other.xml", parts[WORKBOOK]), ("xl/_rels/other.xml.rels", parts[RELATIONS])]
    moved = {TYPES: parts[TYPES].replace("/xl/workbook.xml", "/xl/other.xml")}
    yield "another workbook by its type", rebuilt(moved, more), damaged
    moved = {"_rels/.rels": parts["_rels/.rels"].replace("xl/workbook.xml", "xl/other.xml")}
    yield "another workbook by its relation", rebuilt(moved, more), damaged
    texts = "<sst/>"
    more = [("xl/sharedStrings.xml", texts), ("xl/other.xml", texts)]
    relation = f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="other.xml"/></Relationships>'
    moved = {RELATIONS: parts[RELATIONS].replace("</Relationships>", relation)}
    yield "other shared texts by their relation", rebuilt(moved, more), damaged
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    moved = {
        TYPES: parts[TYPES].replace(
            "</Types>", f'<Override PartName="/xl/other.xml" ContentType="{kind}"/></Types>'
        )
    }
    yield "other shared texts by their type", rebuilt(moved, more), damaged


def _entities():
    attacks = {
        "billion laughs": '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        "quadratic entity": f'<!DOCTYPE a [<!ENTITY a "{"ha" * 10_000}">]>',
        "external file": '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        "external address": '<!DOCTYPE a [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]>',
        "parameter entity": '<!DOCTYPE a [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>',
    }
    with zipfile.ZipFile(io.BytesIO(honest())) as old:
        parts = {part: old.read(part).decode() for part in old.namelist() if part.endswith((".xml", ".rels"))}
    for part, text in parts.items():
        body = text.partition("?>")[2] if text.startswith("<?xml") else text
        for attack, doctype in attacks.items():
            yield f"{attack} in {part}", rebuilt({part: doctype + body}), {"xml-doctype"}


def _parts():
    more = {
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
    for code, parts in more.items():
        yield f"part {parts[0][0]}", rebuilt(more=parts), {code}
    for path in ("/etc/passwd", "C:\\evil.xml", "xl\\..\\..\\evil.xml", "xl/../../evil.xml"):
        yield f"part {path!r}", rebuilt(more=[(path, "<a/>")]), {"zip-path", "zip-damaged", "zip-duplicate"}
    for part in ("xl/workbook.xml", "[Content_Types].xml", SHEET, "xl/_rels/workbook.xml.rels"):
        yield (
            f"without {part}",
            rebuilt(without=[part]),
            {
                "no-workbook",
                "zip-damaged",
                "reader-failed",
                "no-table",
                "wrong-type",
                "xml-malformed",
                "empty-file",
            },
        )
        yield f"no XML in {part}", rebuilt({part: "<a"}), {"xml-malformed", "reader-failed", "zip-damaged"}
        yield (
            f"noise in {part}",
            rebuilt({part: random.Random(part).randbytes(2_000)}),
            {
                "xml-malformed",
                "reader-failed",
                "zip-damaged",
            },
        )
    with zipfile.ZipFile(io.BytesIO(honest())) as old:
        types = old.read("[Content_Types].xml").decode()
    macro = types.replace(
        "openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main"
    )
    yield "macro workbook by its type", rebuilt({"[Content_Types].xml": macro}), {"macros"}


def _archives():
    for method, name in ((zipfile.ZIP_LZMA, "LZMA"), (zipfile.ZIP_BZIP2, "BZIP2")):
        yield f"compressed by {name}", rebuilt(method=method), {"zip-compression"}
    at = honest().rindex(b"PK\x01\x02")
    locked = honest()[: at + 8] + bytes([honest()[at + 8] | 1]) + honest()[at + 9 :]
    yield "part with a password", locked, {"password"}
    with zipfile.ZipFile(io.BytesIO(honest())) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    first, second = infos[0].header_offset, infos[1].header_offset
    entry = honest().index(b"PK\x01\x02")
    while honest()[entry + 42 : entry + 46] != second.to_bytes(4, "little"):
        entry = honest().index(b"PK\x01\x02", entry + 4)
    lapping = honest()[: entry + 42] + first.to_bytes(4, "little") + honest()[entry + 46 :]
    yield "parts that overlap", lapping, {"zip-overlap", "zip-damaged"}
    yield "bytes behind", honest() + b"\0" * 70_000, {"trailing-bytes"}
    yield "a table behind", honest() + b"Name,Affiliation\n", {"trailing-bytes"}
    yield (
        "two workbooks in one",
        honest() + honest(),
        {"polyglot", "trailing-bytes", "zip-damaged", "truncated"},
    )
    for ending in (".xls", ".csv", ".xlsx", ""):
        yield (
            f"PDF in front, as {ending or 'nothing'}",
            b"%PDF-1.7\n" + honest(),
            {"polyglot"},
            f"list{ending}",
        )
    for where in random.Random(7).sample(range(5, len(honest())), 20):
        yield f"cut at byte {where}", honest()[:where], {"truncated"}


def _kinds():
    kinds = {
        "old-excel": _OLE + "Workbook".encode("utf-16-le"),
        "password": _OLE + "EncryptedPackage".encode("utf-16-le"),
        "html": b"\xef\xbb\xbf <html><table><tr><td>Name</td></tr></table></html>",
        "pdf": b"%PDF-1.7\n%....",
        "empty-file": b"",
        "extension-mismatch": b"Name,Affiliation\nA B,MIT\n",
        "wrong-type": b"\x1f\x8b\x08\x00abc",
        "json": b'[{"name": "Beihang University"}]',
        "xml-spreadsheet": b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    }
    for code, content in kinds.items():
        # the API says of an empty body that it is one
        yield f"no workbook: {code}", content, {code, *({"no-list"} if code == "empty-file" else ())}
    for magic, name in (
        (b"\x7fELF\x02\x01\x01" + b"\0" * 200, "program"),
        (b"MZ" + b"\0" * 200, "Windows program"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "picture"),
        (b"Rar!\x1a\x07\x01\x00" + b"\0" * 100, "RAR archive"),
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 100, "7z archive"),
        (b"SQLite format 3\0" + b"\0" * 100, "SQLite file"),
    ):
        for ending in ("xlsx", "csv"):
            yield (
                f"{name} as .{ending}",
                magic,
                {
                    "wrong-type",
                    "nul-bytes",
                    "encoding-unsupported",
                    "encoding-contradiction",
                    "extension-mismatch",
                    "no-table",
                    "needs-mapping",
                },
                f"list.{ending}",
            )


def _texts():
    table = "Name,Affiliation\nAna Sousa,MIT\n"
    texts = {
        "unclosed quote": (b'Name,Affiliation\n"Ana Sousa,MIT\nBo Li,KU Leuven\n', {"unclosed-quote"}),
        "NUL byte": (b"Name,Affiliation\nAna\0Sousa,MIT\n", {"nul-bytes"}),
        "lone surrogate": (
            b"Name,Affiliation\nAna \xed\xa0\x80,MIT\n",
            _ENCODING,
        ),
        "mixed encodings": (
            table.encode() + "Björn,Åbo\n".encode("cp1252") + "李,北京\n".encode(),
            _ENCODING,
        ),
        "million columns": (b",".join([b"a"] * 1_000_000) + b"\n", {"too-many-columns"}),
        "too many rows": (table.encode() + b"Ana,MIT\n" * 100_002, {"too-many-rows"}),
        "overlong UTF-8": (
            b"Name,Affiliation\nAna \xc0\xaf,MIT\n",
            _ENCODING,
        ),
        "UTF-7": (b"Name,Affiliation\n+ADw-script+AD4-,MIT\n", {""}),
        "a megabyte in one cell": (b"Name,Affiliation\n" + b"a" * 1_000_000 + b",MIT\n", {""}),
        "formulas": (b"Name,Affiliation\n=cmd|'/c calc'!A1,MIT\n@SUM(1),=1+1\n", {""}),
        "markup": (b"Name,Affiliation\n<script>alert(1)</script>,{{7*7}}\n", {""}),
        "carriage returns": (b"Name,Affiliation\rAna Sousa,MIT\r", {""}),
        "only a header": (b"Name,Affiliation\n", {"", "no-table", "empty-file"}),
        "only line breaks": (b"\n" * 10_000, {"no-table", "empty-file"}),
        "only quotes": (b'"' * 9_999, {"unclosed-quote", "no-table", "needs-mapping", "empty-file", ""}),
        "only commas": (b"," * 200 + b"\n", {"no-table", "empty-file", "needs-mapping"}),
        "combining marks": (("Name,Affiliation\nA" + "\u0300\u0323" * 900 + ",MIT\n").encode(), {""}),
        "signs of direction": ("Name,Affiliation\n\u202etfarC\u202c gnahieB,\u2066MIT\n".encode(), {""}),
        "UTF-16 cut in two": (
            "Name,Affiliation\nAna,MIT\n".encode("utf-16")[:-1],
            {*_ENCODING, ""},
        ),
        "UTF-32": (
            "Name,Affiliation\nAna,MIT\n".encode("utf-32"),
            {*_ENCODING, "nul-bytes", "encoding-unsupported"},
        ),
    }
    for kind, (content, codes) in texts.items():
        yield kind, content, codes, "list.csv"


def name_files():
    for name in (
        "=cmd|'/c calc'!A1.xlsx",
        "a\r\nSet-Cookie: x.xlsx",
        "x" * 300 + ".xlsx",
        "\u202exslx.xlsx",
        "CON.xlsx",
        "报告.xlsx",
        "../../x.xlsx",
        "/etc/passwd.xlsx",
        "{0}{{7*7}}.xlsx",
        "<script>alert(1)</script>.xlsx",
        "%2e%2e%2fx.xlsx",
        "a\0b.xlsx",
    ):
        yield f"called {name[:40]!r}", honest(), {""}, name


def _mutations(number):
    chance = random.Random(11)
    with zipfile.ZipFile(io.BytesIO(honest())) as old:
        parts = {part: old.read(part) for part in old.namelist()}
    for count in range(number):
        part = chance.choice(list(parts))
        content = bytearray(parts[part])
        for _ in range(chance.randrange(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        # any refusal is right, and so is none
        yield f"mutation {count} of {part}", rebuilt({part: bytes(content)}), {"*"}


def every_file(mutations=40):
    """All of them, in one order."""
    made = (
        inflation_files,
        _positions,
        range_files,
        _besides,
        _entities,
        _parts,
        _archives,
        _kinds,
        _texts,
        name_files,
    )
    for each in (*made, lambda: _mutations(mutations)):
        for kind, content, codes, *name in each():
            yield HostileFile(kind, name[0] if name else "list.xlsx", content, frozenset(codes))
