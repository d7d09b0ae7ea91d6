"""Every cap of intake in one place, each with its reason.

Caps of a file refuse the whole file; caps of a cell leave its row unscreened with the reason. Nothing is cut.
Figures were measured against hostile files on two cores; a real list stays far below each of them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps in bytes, counts, characters and seconds."""

    xlsx_bytes: int = 25 * 2**20  # an honest workbook of 100,000 rows is about 3 MB
    csv_bytes: int = 50 * 2**20
    rows: int = 100_001  # of a sheet: 100,000 and a header
    all_rows: int = 200_000  # of all sheets together: what the report can hold in memory
    columns: int = 256
    cells: int = 2_000_000  # of all sheets; openpyxl takes about 200 bytes for each
    merged_cells: int = (
        200_000  # and linked ones, of all sheets: openpyxl makes an object of each; a row has a link
    )
    # What else a workbook may hold of each kind stands in vocabulary/tag_caps.csv.
    # Of a number format: Excel allows 255, and openpyxl's time for one grows with its square.
    format_chars: int = 500
    # Of a print area or titles, for the same reason; Excel's have a few dozen.
    print_chars: int = 2_000
    grid_cells: int = 10_000_000  # rows x columns of a sheet: calamine allocates the rectangle, not the cells
    parts: int = 500  # a workbook of 100 sheets with charts has about 300
    inflated_bytes: int = 200 * 2**20
    ratio: int = 100  # inflated to stored; sheets of repeated rows reach about 40
    ratio_free_bytes: int = 2**20  # below this size a high ratio does no harm
    depth: int = 32  # of XML tags; a million nested tags make two parsers disagree
    # Of one tag: parsers take time that grows with its square; ranges of formats fill 1 MB.
    tag_bytes: int = 4 * 2**20
    xml_bytes: int = 64 * 2**20  # of a part that openpyxl reads at once: it may take ten times as much memory
    cell_chars: int = 2_000  # before any Unicode work: normalising is quadratic on older Pythons
    name_chars: int = 300
    header_chars: int = 300  # a longer cell is no header
    all_chars: int = 100_000_000  # text of all cells: one shared string may be used a million times
    memory_bytes: int = 2**30  # address space of the child that reads
    cpu_seconds: int = 20
    wall_seconds: float = 30.0
    # Of the process that reads a whole list for whoever answers people: 50 MB of text take 13 seconds and 0.4 GB.
    list_memory_bytes: int = 2 * 2**30
    list_cpu_seconds: int = 60
    list_wall_seconds: float = 120.0


LIMITS = Limits()
