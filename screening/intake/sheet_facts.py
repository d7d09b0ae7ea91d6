"""What a worksheet says besides its values: how far it reaches, what is hidden, merged, a formula or an error.

Positions are 1-based (row, column). Only filled cells count for the reach of a sheet; empty styled ones do not.

Rows must follow each other downwards and the cells of a row from left to right, each once, as the standard has it: of
a position that stands twice one program shows the first text and another the last. Positions may be left out, of rows
and of cells; each is then the next one.

Cells that show something are counted without keeping their texts, and the reader's cells are counted the same way
(`workbook_cells`): a sheet whose cells the reader did not see, or saw in part, is then refused. It stops at the first
`sheetData`, sees no cell of a part in UTF-16, and leaves out CDATA.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import IntEnum

from screening.intake.limits import Limits
from screening.intake.refusals import refusal
from screening.intake.tag_counts import TagCounts
from screening.intake.xml_scan import TextSwitch, attribute
from screening.progress import Progress, no_progress

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")  # how the format spells characters that XML cannot hold


class CellValues:
    """Counts values that show something; told of the start tags of a worksheet."""

    def __init__(self, strings: StringValues) -> None:
        self.text = TextSwitch(on_cdata=self._on_cdata)
        self.runs = 0  # formatted parts of the shared texts that cells show
        self._strings = strings
        self._filled = 0
        self._index: list[str] = []  # pieces of the number of a shared string
        self._within = self._phonetic = self._counted = False

    @property
    def filled(self) -> int:
        """How many values show something so far."""
        self._settle()
        return self._filled

    def on_value(self, kind: str) -> None:
        """A value begins in a cell of this type ("s", "str", "n", ...)."""
        self._settle()
        self._within = kind != "s"
        if kind == "e":  # the reader gives an error no text; `SheetFacts.errors` has it
            self.text.send(None)
        else:
            self.text.send(self._index.append if kind == "s" else self._on_text)

    def on_inline(self) -> None:
        """A text within the cell itself begins."""
        self._settle()
        self._phonetic = self._counted = False

    def on_text(self) -> None:
        """A run of such a text begins."""
        if not (self._phonetic or self._counted):
            self.text.send(self._on_text)

    def on_phonetic(self) -> None:
        """A reading aid over such a text begins, the last thing in it; it is no text of the cell."""
        self._phonetic = True
        self.text.send(None)

    def on_other(self) -> None:
        """Something begins whose text is no value."""
        self._settle()
        self.text.send(None)

    def _settle(self) -> None:
        self._within = False
        if self._index:
            number = "".join(self._index).strip()
            if number.isdecimal():
                place = int(number[:9])
                self._filled += place not in self._strings.blank
                self.runs += self._strings.runs.get(place, 0)
            else:
                self._filled += 1
            self._index.clear()

    def _on_text(self, text: str) -> None:
        if shows(text):
            self._filled += 1
            self._counted = True
            self.text.send(None)

    def _on_cdata(self) -> None:
        # The reader leaves CDATA in a `v` out, so that half a name may be gone: the count shall differ.
        self._filled += self._within


class StringValues:
    """Finds the shared strings that show nothing, and those of formatted parts, by their number."""

    def __init__(self) -> None:
        self.text = TextSwitch()
        self.blank: set[int] = set()
        self.runs: Counter[int] = Counter()
        self._number = -1
        self._phonetic = False

    def __call__(self, tag: str, _attributes: dict[str, str]) -> None:
        """Take one start tag."""
        if tag == "si":
            self._number += 1
            self.blank.add(self._number)
            self._phonetic = False
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "r":
            self.runs[self._number] += 1
        wanted = tag == "t" and not self._phonetic and self._number in self.blank
        self.text.send(self._on_text if wanted else None)

    def _on_text(self, text: str) -> None:
        if shows(text):
            self.blank.discard(self._number)
            self.text.send(None)


def shows(text: str) -> bool:
    """Say whether a text, as a worksheet spells it, has anything but spaces."""
    if not text or text.isspace():
        return False
    return not text.startswith("_x") or not _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text).isspace()


_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384  # of any worksheet, ECMA-376
_PLACES = frozenset({"r", "spans"})  # what says of a row where it stands, and nothing else


def letter(column: int) -> str:
    """The letter of a column as a spreadsheet shows it: 1 is "A", 27 is "AA"."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def column_number(letters: str) -> int:
    """The number of a column by its letter; 0 where it is none."""
    number = 0
    for char in letters.upper():
        if not "A" <= char <= "Z" or number > _LAST_COLUMN:
            return 0
        number = number * 26 + ord(char) - ord("A") + 1
    return number


def is_cell(ref: str) -> bool:
    """Say whether a text names one cell of a worksheet."""
    row, column = _corner(ref)
    return 0 < row <= _LAST_ROW and 0 < column <= _LAST_COLUMN


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, both corners included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{letter(self.left)}{self.top}:{letter(self.right)}{self.bottom}"


class CellKind(IntEnum):
    """Of what type a cell's value is, as the file says; a day is a number that is shown as one."""

    TEXT = 0
    NUMBER = 1
    BOOLEAN = 2


# By the type of the cell; the others hold texts, or an error.
_KINDS = {"n": CellKind.NUMBER, "d": CellKind.NUMBER, "b": CellKind.BOOLEAN}


@dataclass(slots=True)
class SheetFacts:
    """Facts of one sheet; filled while its part is scanned, read-only afterwards."""

    name: str
    state: str = "visible"  # "hidden" and "veryHidden" as the workbook says
    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    filled: int = 0  # cells that show something, error values aside; the reader must see as many
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: dict[tuple[int, int], bool] = field(default_factory=dict)  # True: its saved value is a text
    errors: set[tuple[int, int]] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    merged_cells: int = 0  # those within merged and linked ranges
    filtered: bool = False
    features: set[str] = field(default_factory=set)
    # By column, for each row from 0 a `CellKind` as a byte; a row beyond the end holds a text or nothing.
    kinds: dict[int, bytearray] = field(default_factory=dict)

    @property
    def says_of_cells(self) -> bool:
        """Whether it says anything of single rows or cells, so that two with the same texts may be read differently."""
        return bool(self.formulas or self.errors or self.merges or self.kinds or self.hidden_rows)

    def kind(self, row: int, column: int) -> CellKind:
        """Of what type the value at a position is."""
        kinds = self.kinds.get(column, b"")
        return CellKind(kinds[row]) if row < len(kinds) else CellKind.TEXT

    def note_kind(self, row: int, column: int, kind: CellKind) -> None:
        """Keep the type of a value that is no text."""
        kinds = self.kinds.setdefault(column, bytearray())
        if row >= len(kinds):
            kinds.extend(bytes(row + 1 - len(kinds)))
        kinds[row] = kind


class SheetScan:
    """The start-tag handler for one worksheet part; refuses the file as soon as it reaches too far."""

    def __init__(
        self,
        facts: SheetFacts,
        limits: Limits,
        counts: TagCounts,
        values: CellValues,
        tick: Progress = no_progress,
    ) -> None:
        self.facts = facts
        self.values = values
        self._counts = counts
        self._within = False  # cells are tagged; formulas stand elsewhere too
        self._limits = limits
        self._tick = tick
        self._columns: dict[str, int] = {}
        self._row = self._column = self._counted = 0
        self._cell: dict[str, str] = {}
        self._merged: set[int] = set()  # every position within a merged range, as one number
        self._shared: dict[str, int] = {}  # formulas that several cells use: their characters
        self._formula = ""
        self._rare = {
            "row": self._on_row,
            "f": self._on_formula,
            "col": self._on_col,
            "mergeCell": self._on_merge,
            "hyperlink": self._on_link,
        }

    def __call__(self, tag: str, attributes: dict[str, str]) -> None:
        """Take one start tag."""
        if tag == "c":
            self._cell = attributes
            self._counted = 0
            self.facts.cells += 1
            self._within = True
            self._place(attributes.get("r", ""))
        elif tag == "v":
            self._fill()
            type_ = self._cell.get("t", "n")
            if (kind := _KINDS.get(type_)) is not None:
                self.facts.note_kind(self._row, self._column, kind)
            self.values.on_value(type_)
        elif tag == "is":
            self._fill()
            self.values.on_inline()
        elif tag == "t":
            self.values.on_text()
        elif tag == "rPh":
            self.values.on_phonetic()
        else:
            self.values.on_other()
            if "sqref" in attributes:
                self._counts.add("@sqref", len(attributes["sqref"]))
            if tag in self._rare:
                self._rare[tag](attributes)
            else:
                self._on_other(tag, attributes)

    def _place(self, ref: str) -> None:
        if not ref:
            self._column += 1
            return
        letters = ref.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = column_number(letters)
        digits = ref[len(letters) :]
        row = int(digits) if 0 < len(digits) < 8 else 0
        if not (0 < column <= _LAST_COLUMN and 0 < row <= _LAST_ROW):
            raise refusal("bad-position", sheet=self.facts.name, ref=ref[:40])
        if row != self._row or column <= self._column:
            raise refusal("cell-order", sheet=self.facts.name, ref=ref)
        self._column = column

    def _fill(self) -> None:
        if self._counted:
            return
        self._counted = 1
        facts, limits = self.facts, self._limits
        facts.last_row = max(facts.last_row, self._row)
        facts.last_column = max(facts.last_column, self._column)
        if facts.last_row > limits.rows:
            raise refusal("too-many-rows", sheet=facts.name, row=self._row, limit=limits.rows)
        if facts.last_column > limits.columns:
            raise refusal("too-many-columns", sheet=facts.name, column=self._column, limit=limits.columns)
        if self._cell.get("t") == "e":
            facts.errors.add((self._row, self._column))

    def _on_formula(self, attributes: dict[str, str]) -> None:
        if not self._within:
            return
        self._fill()
        self.facts.formulas[self._row, self._column] = self._cell.get("t") == "str"
        if attributes.get("t") == "shared":
            self._formula = attributes.get("si", "")
            self._counts.add("@f", self._shared.setdefault(self._formula, 0))
            self.values.text.send(self._on_shared)

    def _on_shared(self, text: str) -> None:
        self._shared[self._formula] += len(text)
        self._counts.add("@f", len(text))

    def _on_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._column = 0
        self._tick(1)
        if self.facts.cells > self._limits.cells:
            raise refusal("too-many-cells", name=self._counts.name, limit=self._limits.cells)
        if any(each not in _PLACES and ":" not in each for each in attributes):
            self._counts.add("@row", 1)
        row = int(number) if number.isascii() and number.isdigit() and len(number) < 12 else self._row + 1
        if row > _LAST_ROW:
            raise refusal("bad-position", sheet=self.facts.name, ref=f"row {row}")
        if row <= self._row:
            raise refusal("cell-order", sheet=self.facts.name, ref=f"row {row}")
        self._row = row
        if attributes.get("hidden") in ("1", "true"):
            self.facts.hidden_rows.add(self._row)

    def _on_col(self, attributes: dict[str, str]) -> None:
        first, last = _whole(attributes.get("min", "")), _whole(attributes.get("max", ""))
        if not 0 < first <= last <= _LAST_COLUMN:
            raise refusal("bad-position", sheet=self.facts.name, ref=f"columns {first} to {last}")
        if attributes.get("hidden") in ("1", "true"):
            self.facts.hidden_columns.update(range(first, min(last, self._limits.columns) + 1))

    def _on_merge(self, attributes: dict[str, str]) -> None:
        facts = self.facts
        facts.cells += 1  # a million merges cost what a million cells cost
        ref = attributes.get("ref", "")
        top, left, bottom, right = self._range(ref)
        for row in range(top, bottom + 1):
            places = range(row * _LAST_COLUMN + left, row * _LAST_COLUMN + right + 1)
            if not self._merged.isdisjoint(places):
                raise refusal("bad-merge", sheet=facts.name, ref=ref[:40])
            self._merged.update(places)
        if ":" in ref:
            facts.merges.append(Merge(top, left, bottom, right))

    def _on_link(self, attributes: dict[str, str]) -> None:
        self._range(attributes.get("ref", ""))

    def _range(self, ref: str) -> tuple[int, int, int, int]:
        """Read a range of which the library makes every cell: its top, left, bottom and right."""
        facts, limits = self.facts, self._limits
        corners = [_corner(each) for each in ref.replace("$", "").split(":")]
        (top, left), (bottom, right) = corners[0], corners[-1]
        if len(corners) > 2 or not (0 < top <= bottom <= _LAST_ROW and 0 < left <= right <= _LAST_COLUMN):
            raise refusal("bad-merge", sheet=facts.name, ref=ref[:40])
        facts.merged_cells += (bottom - top + 1) * (right - left + 1)
        if facts.merged_cells > limits.merged_cells:
            raise refusal("too-many-merged", name=self._counts.name, limit=limits.merged_cells)
        if bottom > limits.rows or right > limits.columns:
            raise refusal("far-merge", sheet=facts.name, ref=ref[:40])
        return top, left, bottom, right

    def _on_other(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sparklineGroup":
            self.facts.features.add("sparklines")
        elif tag == "extLst":
            self._within = False
        elif tag == "ext":
            self.facts.features.add("extensions of newer Excel versions")
        elif tag in ("filterColumn",):
            self.facts.filtered = True
        elif tag == "control":
            self.facts.features.add("form controls")
        elif tag == "sheetPr" and attribute(attributes, "filterMode") in ("1", "true"):
            self.facts.filtered = True


def _corner(ref: str) -> tuple[int, int]:
    letters = ref.rstrip("0123456789")
    digits = ref[len(letters) :]
    return (int(digits) if 0 < len(digits) < 8 else 0), column_number(letters)


def _whole(text: str) -> int:
    """A whole number of a position; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
