"""What the parts of a workbook that are no sheets say of each other, and what in them openpyxl would take too long for.

A drawing or the comments of a sheet are read once for each part that refers to them, so each may be referred to once.
The workbook and its shared texts may stand in one place only: other programs look for them where the file says, and
our reader where they always stand, so that another name might be shown than was screened.
"""

from __future__ import annotations

import posixpath
from collections import Counter

from screening.intake.container import Container
from screening.intake.refusals import refusal
from screening.intake.sheet_facts import is_cell
from screening.intake.xml_scan import TextSwitch, attribute

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
