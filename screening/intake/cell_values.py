"""Which cells of a worksheet show something, counted without keeping their texts.

The reader's cells are counted the same way (`sandbox`): a sheet whose cells the reader did not see, or saw in part,
is then refused. It stops at the first `sheetData`, sees no cell of a part in UTF-16, and leaves out CDATA.
"""

from __future__ import annotations

import re
from collections import Counter

from screening.intake.xml_scan import TextSwitch

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
