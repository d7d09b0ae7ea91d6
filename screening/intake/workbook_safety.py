"""Whether a workbook is safe to open, judged by its bytes before any spreadsheet library sees it, and its facts.

Passing means: one honest zip container, every XML part well-formed and shallow, no macros, links out or
embedded files, and sheets that stay within the limits. It says nothing about values; the child reads those.

What the parts that are no sheets say of each other is judged, too, and what in them openpyxl would take too long for.
A drawing or the comments of a sheet are read once for each part that refers to them, so each may be referred to once.
The workbook and its shared texts may stand in one place only: other programs look for them where the file says, and
our reader where they always stand, so that another name might be shown than was screened.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass, field

from screening.intake.container import ArchivePart, Container
from screening.intake.limits import Limits
from screening.intake.refusals import refusal
from screening.intake.sheet_facts import CellValues, SheetFacts, SheetScan, StringValues, is_cell
from screening.intake.vocabularies import csv_file
from screening.intake.xml_scan import StartTag, TextSwitch, attribute, scan_xml
from screening.progress import Progress, no_progress

# Kinds of parts that openpyxl reads for each relation to them, whatever they are called.
_READ_FOR_EACH = frozenset({"chart", "comments", "drawing", "pivotTable"})
_READ = _READ_FOR_EACH | {"pivotCacheDefinition", "pivotCacheRecords", "table"}
# Where the reader of values looks for them, by the kind of relation and by how their types end.
_PLACES = {"officeDocument": "xl/workbook.xml", "sharedStrings": "xl/sharedstrings.xml"}
_PLACES_OF_TYPES = {
    "spreadsheetml.sheet.main+xml": _PLACES["officeDocument"],
    "spreadsheetml.sharedstrings+xml": _PLACES["sharedStrings"],
}
_PRINTED = ("_xlnm.Print_Area", "_xlnm.Print_Titles")  # names that openpyxl takes to pieces


def part_name(folder: str, target: str) -> str:
    """The name of the part that a relation of a part in `folder` leads to, in small letters."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/").lower()


class PartScan:
    """The start-tag handler for parts that are no sheets, one after the other; `begin` says which comes next."""

    def __init__(self, container: Container, lossy: set[str]) -> None:
        self.text = TextSwitch()
        self._container, self._lossy = container, lossy
        self._part = self._owner = ""
        self._measured = 0  # characters of a text that is counted
        self._referred: set[tuple[str, ...]] = set()
        # Sizes, by the part that shows them and the relation's id.
        self._pictures: dict[tuple[str, str], int] = {}
        self._shown: Counter[tuple[str, str]] = Counter()  # the same: how often
        self._tables: set[str] = set()
        self._with_columns: set[str] = set()
        self._rare = {
            "Relationship": self._on_relation,
            "blip": self._on_picture,
            "chart": self._on_reference,
            "pivotCache": self._on_reference,
            "comment": self._on_comment,
            "definedName": self._on_name,
            "numFmt": self._on_format,
            "tableColumn": self._on_table_column,
            "sp": self._on_shape,
            "cxnSp": self._on_shape,
        }

    def begin(self, part: str) -> None:
        """The tags that follow stand in the part of this name, in small letters."""
        self._part = part
        folder, file = posixpath.split(part)
        self._owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))

    def __call__(self, tag: str, attributes: dict[str, str]) -> None:
        """Take one start tag."""
        if self._measured:
            self._measured = 0
            self.text.send(None)
        if (handler := self._rare.get(tag)) is not None:
            handler(attributes)

    def end(self) -> None:
        """All parts were read: judge what could not be judged before."""
        for table in sorted(self._tables - self._with_columns):
            raise self._damaged(f"the table {table} has no columns")  # openpyxl makes every cell of its range
        for place, number in self._shown.items():
            self._container.counts.add("@blip", number * self._pictures.get(place, 0))
        self._container.counts.check("of the last picture")

    def _on_relation(self, attributes: dict[str, str]) -> None:
        if attributes.get("TargetMode") == "External":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = part_name(posixpath.dirname(self._owner), attributes.get("Target", ""))
        if kind in _READ:
            if not target.endswith(".xml"):  # others were not looked at as such
                raise self._damaged(f"the part {target} is called as such parts are not")
            self._refer("" if kind in _READ_FOR_EACH else self._part, target)
        if (place := _PLACES.get(kind)) is not None:
            self._check_place(target, place)
        elif kind == "table":
            self._tables.add(target)
        elif kind == "image" and target in self._container.parts:
            self._pictures[self._owner, attributes.get("Id", "")] = self._container.parts[target].size

    def check_type(self, part: str, kind: str) -> None:
        """Judge the type of a part, in small letters, as the workbook's list of types gives it."""
        for ending, place in _PLACES_OF_TYPES.items():
            if kind.endswith(ending):
                self._check_place(part, place)

    def _check_place(self, part: str, place: str) -> None:
        if part != place and place in self._container.parts:
            raise self._damaged(f"{part} stands for {place}")

    def _on_reference(self, attributes: dict[str, str]) -> None:
        if id_ := attribute(attributes, "id"):
            self._refer(self._part, id_)

    def _refer(self, *place: str) -> None:
        if place in self._referred:
            raise self._damaged(f"{place[-1]} is referred to twice by {self._part}")
        self._referred.add(place)

    def _on_picture(self, attributes: dict[str, str]) -> None:
        self._shown[self._part, attribute(attributes, "embed")] += 1

    def _on_comment(self, attributes: dict[str, str]) -> None:
        ref = attributes.get("ref", "")
        if not is_cell(ref):
            raise refusal("bad-comment", name=self._container.name, ref=ref[:40] or "no place")

    def _on_format(self, attributes: dict[str, str]) -> None:
        self._check_length(
            "a number format", len(attributes.get("formatCode", "")), self._container.limits.format_chars
        )

    def _on_name(self, attributes: dict[str, str]) -> None:
        if attributes.get("name", "").startswith(_PRINTED):
            self._measured = 1
            self.text.send(self._on_printed)

    def _on_printed(self, text: str) -> None:
        self._measured += len(text)
        self._check_length("a print area or print titles", self._measured, self._container.limits.print_chars)

    def _on_table_column(self, _attributes: dict[str, str]) -> None:
        self._with_columns.add(self._part)

    def _on_shape(self, _attributes: dict[str, str]) -> None:
        if self._part.startswith("xl/drawings/drawing"):
            self._lossy.add("shapes and text boxes")

    def _check_length(self, what: str, length: int, limit: int) -> None:
        if length > limit:
            raise refusal("too-long-setting", name=self._container.name, what=what, limit=limit)

    def _damaged(self, what: str) -> Exception:
        return refusal("zip-damaged", name=self._container.name, what=what)


_WORKBOOK = re.compile(r"xl/workbook\d*\.xml")  # Excel for the web numbers the part
_KEPT_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


@dataclass(slots=True)
class WorkbookFacts:
    """Sheets in the order of the workbook, and features that a rewrite would lose, in words."""

    sheets: list[SheetFacts] = field(default_factory=list)
    chart_sheets: list[str] = field(default_factory=list)
    lossy: set[str] = field(default_factory=set)


def preflight(content: bytes, name: str, limits: Limits, tick: Progress = no_progress) -> WorkbookFacts:
    """Judge a workbook and return its facts. Raises UploadRefused with the code of what is wrong."""
    container = Container(content, name, limits)
    _judge_kind(container)
    facts = WorkbookFacts()
    pending = dict(container.parts)
    parts = PartScan(container, facts.lossy)
    sheets, strings_part = _sheet_parts(container, pending, parts)
    strings = StringValues()
    if strings_part:
        _scan(container, pending.pop(strings_part), strings, strings.text)
    cells = merged = 0
    for key, (sheet_name, state) in sheets.items():
        part = pending.pop(key)
        if not key.startswith("xl/worksheets/"):
            facts.chart_sheets.append(sheet_name)
            _scan(container, part, None)
            continue
        sheet = SheetFacts(sheet_name, state)
        _scan_sheet(container, part, sheet, strings, tick)
        facts.sheets.append(sheet)
        facts.lossy |= sheet.features
        cells += sheet.cells
        if cells > limits.cells:
            raise refusal("too-many-cells", name=name, limit=limits.cells)
        merged += sheet.merged_cells
        if merged > limits.merged_cells:
            raise refusal("too-many-merged", name=name, limit=limits.merged_cells)
    for key, part in pending.items():
        _scan_other(container, key, part, parts, facts.lossy)
    parts.end()
    return facts


def _judge_kind(container: Container) -> None:
    """Refuse what is not a plain workbook, by the parts it holds. The most telling part is named first."""
    names, name = set(container.parts), container.name
    for row in csv_file("parts.csv"):
        if row["code"] and any(re.fullmatch(row["part"], part) for part in names):
            raise refusal(row["code"], name=name)
    if not any(_WORKBOOK.fullmatch(part) for part in names):
        raise refusal("no-workbook", name=name)


def _sheet_parts(
    container: Container, pending: dict[str, ArchivePart], parts: PartScan
) -> tuple[dict[str, tuple[str, str]], str]:
    """Part of each sheet, in the workbook's order, with the sheet's name and state; and the part of shared strings."""
    # The plain name comes before those with numbers.
    workbook = next(part for part in sorted(pending) if _WORKBOOK.fullmatch(part))
    listed: list[tuple[str, str, str]] = []
    targets: dict[str, str] = {}
    strings: list[str] = []
    types: dict[str, str] = {}  # of parts, and of endings for parts that have none of their own

    def on_sheet(tag: str, attributes: dict[str, str]) -> None:
        parts(tag, attributes)
        if tag == "sheet":
            listed.append(
                (attribute(attributes, "id"), attributes.get("name", ""), attributes.get("state", "visible"))
            )

    def on_relation(tag: str, attributes: dict[str, str]) -> None:
        parts(tag, attributes)
        if tag == "Relationship":
            targets[attributes.get("Id", "")] = target = attributes.get("Target", "")
            if attributes.get("Type", "").endswith("/sharedStrings"):
                strings.append(part_name(folder, target))

    def on_type(tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "").lower()
        if tag == "Override":
            types[attributes.get("PartName", "").lstrip("/").lower()] = kind
        elif tag == "Default":
            types["." + attributes.get("Extension", "").lower()] = kind

    parts.begin(workbook)
    _scan(container, pending.pop(workbook), on_sheet, parts.text)
    folder, file = posixpath.split(workbook)
    for key, handler in ((f"{folder}/_rels/{file}.rels", on_relation), ("[content_types].xml", on_type)):
        if key not in pending:
            raise refusal("zip-damaged", name=container.name, what=f"the part {key} is missing")
        parts.begin(key)
        _scan(container, pending.pop(key), handler)
    _judge_types(container, types, parts)
    found = {}
    for relation, sheet, state in listed:
        target = part_name(folder, targets.get(relation, ""))
        if target not in pending or target in found:
            raise refusal(
                "zip-damaged", name=container.name, what=f"the part of the sheet {sheet} is missing"
            )
        found[target] = (sheet, state)
    return found, next((part for part in strings if part in pending and part not in found), "")


def _judge_types(container: Container, types: dict[str, str], parts: PartScan) -> None:
    """Refuse macros and templates by the type of the parts that are there.

    A type for an ending, or for a part that is not there, declares nothing: SheetJS writes the type of binary
    macro workbooks for ".bin" into every workbook.
    """
    for part in container.parts:
        parts.check_type(part, types.get(part, ""))
        kind = types.get(part) or types.get(posixpath.splitext(part)[1], "")
        if "macroenabled" in kind or "vbaproject" in kind:
            raise refusal("macros", name=container.name)
        if "spreadsheetml.template.main" in kind:
            raise refusal("template", name=container.name)


def _scan_sheet(
    container: Container, part: ArchivePart, sheet: SheetFacts, strings: StringValues, tick: Progress
) -> None:
    limits = container.limits
    values = CellValues(strings)
    _scan(container, part, SheetScan(sheet, limits, container.counts, values, tick), values.text)
    container.counts.add("@r", values.runs)
    container.counts.check(part.name)
    sheet.filled = values.filled
    if sheet.last_row * sheet.last_column > limits.grid_cells:
        raise refusal("far-cell", sheet=sheet.name, row=sheet.last_row, column=sheet.last_column)


def _scan(
    container: Container, part: ArchivePart, on_start: StartTag | None, text: TextSwitch | None = None
) -> None:
    scan_xml(
        container.chunks(part),
        on_start,
        part=part.name,
        counts=container.counts,
        limits=container.limits,
        text=text,
    )


def _scan_other(container: Container, key: str, part: ArchivePart, parts: PartScan, lossy: set[str]) -> None:
    """Unpack a part that holds no values; learn what a rewrite would lose from its name, first bytes and tags."""
    features = {row["feature"] for row in csv_file("parts.csv") if re.fullmatch(row["part"], key)} - {""}
    lossy |= features
    # Excel itself writes .vml ill-formed; no reader of values opens it.
    if not key.endswith((".xml", ".rels")):
        start = b""
        for chunk in container.chunks(part):
            start = start or chunk[:8]
        if key.startswith("xl/media/") and not features and not start.startswith(_KEPT_PICTURES):
            lossy.add("pictures that are neither PNG, JPEG nor GIF")
        return
    if part.size > container.limits.xml_bytes:
        raise refusal("zip-inflation", name=container.name, part=part.name)
    parts.begin(key)
    _scan(container, part, parts, parts.text)
