"""A workbook judged by its bytes, before any spreadsheet library sees it, and its facts from the same pass.

Passing means: one honest zip container, every XML part well-formed and shallow, no macros, links out or
embedded files, and sheets that stay within the limits. It says nothing about values; the child reads those.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

from screening.intake.cell_values import CellValues, StringValues
from screening.intake.container import ArchivePart, Container
from screening.intake.limits import Limits
from screening.intake.part_scan import PartScan, part_name
from screening.intake.refusals import refusal
from screening.intake.sheet_facts import SheetFacts, SheetScan
from screening.intake.vocabularies import csv_file
from screening.intake.xml_scan import StartTag, TextSwitch, attribute, scan_xml
from screening.progress import Progress, no_progress

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
