"""A workbook judged by its bytes, before any spreadsheet library sees it, and its facts from the same pass.

Passing means: one honest zip container, every XML part well-formed and shallow, no macros, links out or
embedded files, and sheets that stay within the limits. It says nothing about values; the child reads those.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from screening.intake.cell_values import CellValues, StringValues
from screening.intake.container import Container, Part
from screening.intake.limits import Limits
from screening.intake.refusals import refusal
from screening.intake.sheet_facts import SheetFacts, SheetScan
from screening.intake.vocabularies import csv_file
from screening.intake.xml_scan import TextSwitch, attribute, scan_xml
from screening.ticks import Tick, untold

_WORKBOOK = re.compile(r"xl/workbook\d*\.xml")  # Excel for the web numbers the part


@dataclass(slots=True)
class WorkbookFacts:
    """Sheets in the order of the workbook, and features that a rewrite would lose, in words."""

    sheets: list[SheetFacts] = field(default_factory=list)
    chart_sheets: list[str] = field(default_factory=list)
    lossy: set[str] = field(default_factory=set)


def preflight(content: bytes, name: str, limits: Limits, tick: Tick = untold) -> WorkbookFacts:
    """Judge a workbook and return its facts. Raises UploadRefused with the code of what is wrong."""
    container = Container(content, name, limits)
    _judge_kind(container)
    facts = WorkbookFacts()
    pending = dict(container.parts)
    sheets, strings = _sheet_parts(container, pending)
    blank = _blank_strings(container, pending.pop(strings)) if strings else frozenset()
    cells = merged = 0
    for key, (sheet_name, state) in sheets.items():
        part = pending.pop(key)
        if not key.startswith("xl/worksheets/"):
            facts.chart_sheets.append(sheet_name)
            _scan(container, part, None)
            continue
        sheet = SheetFacts(sheet_name, state)
        _scan_sheet(container, part, sheet, blank, tick)
        facts.sheets.append(sheet)
        facts.lossy |= sheet.features
        cells += sheet.cells
        if cells > limits.cells:
            raise refusal("too-many-cells", name=name, limit=limits.cells)
        merged += sheet.merged_cells
        if merged > limits.merged_cells:
            raise refusal("too-many-merged", name=name, limit=limits.merged_cells)
    for key, part in pending.items():
        _scan_other(container, key, part, facts.lossy)
    return facts


def _judge_kind(container: Container) -> None:
    """Refuse what is not a plain workbook, by the parts it holds. The most telling part is named first."""
    names, name = set(container.parts), container.name
    for row in csv_file("parts.csv"):
        if row["code"] and any(re.fullmatch(row["part"], part) for part in names):
            raise refusal(row["code"], name=name)
    if not any(_WORKBOOK.fullmatch(part) for part in names):
        raise refusal("no-workbook", name=name)


def _sheet_parts(container: Container, pending: dict[str, Part]) -> tuple[dict[str, tuple[str, str]], str]:
    """Part of each sheet, in the workbook's order, with the sheet's name and state; and the part of shared strings."""
    workbook = next(part for part in pending if _WORKBOOK.fullmatch(part))
    listed: list[tuple[str, str, str]] = []
    targets: dict[str, str] = {}
    strings: list[str] = []
    types: dict[str, str] = {}  # of parts, and of endings for parts that have none of their own

    def on_sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            listed.append(
                (attribute(attributes, "id"), attributes.get("name", ""), attributes.get("state", "visible"))
            )

    def on_relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes.get("Id", "")] = target = attributes.get("Target", "")
            if attributes.get("Type", "").endswith("/sharedStrings"):
                strings.append(_part_name(folder, target))

    def on_type(tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "").lower()
        if tag == "Override":
            types[attributes.get("PartName", "").lstrip("/").lower()] = kind
        elif tag == "Default":
            types["." + attributes.get("Extension", "").lower()] = kind

    _scan(container, pending.pop(workbook), on_sheet)
    folder, file = posixpath.split(workbook)
    for key, handler in ((f"{folder}/_rels/{file}.rels", on_relation), ("[content_types].xml", on_type)):
        if key not in pending:
            raise refusal("zip-damaged", name=container.name, what=f"the part {key} is missing")
        _scan(container, pending.pop(key), handler)
    _judge_types(container, types)
    found = {}
    for relation, sheet, state in listed:
        target = _part_name(folder, targets.get(relation, ""))
        if target not in pending or target in found:
            raise refusal(
                "zip-damaged", name=container.name, what=f"the part of the sheet {sheet} is missing"
            )
        found[target] = (sheet, state)
    return found, next((part for part in strings if part in pending and part not in found), "")


def _part_name(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/").lower()


def _judge_types(container: Container, types: dict[str, str]) -> None:
    """Refuse macros and templates by the type of the parts that are there.

    A type for an ending, or for a part that is not there, declares nothing: SheetJS writes the type of binary
    macro workbooks for ".bin" into every workbook.
    """
    for part in container.parts:
        kind = types.get(part) or types.get(posixpath.splitext(part)[1], "")
        if "macroenabled" in kind or "vbaproject" in kind:
            raise refusal("macros", name=container.name)
        if "spreadsheetml.template.main" in kind:
            raise refusal("template", name=container.name)


def _blank_strings(container: Container, part: Part) -> Collection[int]:
    """The numbers of the shared strings that show nothing."""
    strings = StringValues()
    _scan(container, part, strings, strings.text)
    return strings.blank


def _scan_sheet(
    container: Container, part: Part, sheet: SheetFacts, blank: Collection[int], tick: Tick
) -> None:
    limits = container.limits
    values = CellValues(blank)
    _scan(container, part, SheetScan(sheet, limits, container.name, tick, values), values.text)
    sheet.filled = values.filled
    if sheet.last_row * sheet.last_column > limits.grid_cells:
        raise refusal("far-cell", sheet=sheet.name, row=sheet.last_row, column=sheet.last_column)


def _scan(container: Container, part: Part, handler: object, text: TextSwitch | None = None) -> None:
    on_start = handler if callable(handler) else None
    scan_xml(
        container.chunks(part),
        on_start,
        part=part.name,
        name=container.name,
        depth=container.limits.depth,
        text=text,
    )


def _scan_other(container: Container, key: str, part: Part, lossy: set[str]) -> None:
    """Unpack a part that holds no values; learn what a rewrite would lose from its name and tags."""
    lossy |= {
        row["feature"] for row in csv_file("parts.csv") if row["feature"] and re.fullmatch(row["part"], key)
    }
    if not key.endswith((".xml", ".rels", ".vml")):
        for _ in container.chunks(part):
            pass
        return

    formats = 0

    def on_start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal formats
        if tag == "xf":
            formats += 1
            if formats > container.limits.formats:
                raise refusal("too-many-formats", name=container.name, limit=container.limits.formats)
        elif tag in ("sp", "cxnSp"):
            lossy.add("shapes and text boxes")

    if key.endswith(".vml"):  # Excel itself writes these ill-formed; no reader of values opens them
        for _ in container.chunks(part):
            pass
    else:
        _scan(container, part, on_start if key.startswith(("xl/drawings/drawing", "xl/styles")) else None)
