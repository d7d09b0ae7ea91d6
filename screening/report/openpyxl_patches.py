"""What of openpyxl is exchanged, since a small workbook could otherwise keep a worker for hours.

Importing this module exchanges it for every workbook of the process. Each part gives what openpyxl's own gives, without
work that grows with the square of the workbook, and without decoding pictures.
"""

from __future__ import annotations

from itertools import product
from typing import IO, Any

import openpyxl
import openpyxl.drawing.image
from openpyxl.packaging.relationship import RelationshipList
from openpyxl.reader.workbook import WorkbookParser
from openpyxl.utils import coordinate_to_tuple
from openpyxl.worksheet._reader import WorksheetReader
from PIL import Image

if openpyxl.LXML:
    raise ImportError("openpyxl was imported before this package, and uses lxml; import this package first")

# Read without being decoded; of the other kinds one of three kilobytes takes gigabytes, or starts another program.
_PICTURES = ("GIF", "JPEG", "PNG")
_relations: Any = RelationshipList
_parser: Any = WorkbookParser
_sheet_reader: Any = WorksheetReader
_pictures: Any = openpyxl.drawing.image
_read_caches = _parser.pivot_caches.fget


def _relation(self: Any, key: str) -> Any:  # noqa: ANN401 - openpyxl's
    """Find a relation by its id; openpyxl goes through all of them for each link of a list."""
    if not hasattr(self, "_by_id") or self._length != len(self):
        self._by_id = {each.Id: each for each in reversed(self)}  # of several with one id, the first
        self._length = len(self)
    return self._by_id[key]


def _pivot_caches(self: Any) -> Any:  # noqa: ANN401 - openpyxl's
    """The pivot caches; openpyxl reads them again for every sheet."""
    if not hasattr(self, "_caches"):
        self._caches = _read_caches(self)
    return self._caches


def _first_of_merged(self: Any, coord: str) -> Any:  # noqa: ANN401 - openpyxl's
    """Find the first cell of the merged range that a cell lies in; openpyxl goes through all ranges for each link."""
    if not hasattr(self, "_firsts"):
        self._firsts = {
            place: (each.min_row, each.min_col)
            for each in self.ws.merged_cells.ranges
            for place in product(range(each.min_row, each.max_row + 1), range(each.min_col, each.max_col + 1))
        }
    return self.ws.cell(*self._firsts[coordinate_to_tuple(coord)])


def _picture(given: IO[bytes] | Image.Image) -> Image.Image:
    """Open a picture. Raises OSError for one of another kind: openpyxl then leaves it out."""
    if isinstance(given, Image.Image):
        return given
    opened = Image.open(given, formats=_PICTURES)
    if opened.format not in _PICTURES:
        # With a preview in it, which Pillow calls another kind and openpyxl would decode.
        opened.format = "JPEG"
    return opened


_relations.get = _relation
_parser.pivot_caches = property(_pivot_caches)
_sheet_reader.normalize_merged_cell_link = _first_of_merged
_pictures._import_image = _picture
