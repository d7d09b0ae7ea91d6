"""What each style of a page looks like.

Arial, because spreadsheets on every platform have it or a font of the same widths; scripts it lacks are filled in
by the reader. Colours come from labels.toml and never stand alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from screening.labels import Look, wording
from screening.report.added_sheets import Style

FONT = "Arial"
INK = "1F2933"
RULE = "C5CAD0"
HEADER_FILL = "E8ECF1"
LINK_INK = "0B57A4"


@dataclass(frozen=True, slots=True)
class Face:
    """The look of a cell: sizes in points, colours as RRGGBB."""

    size: float = 10
    bold: bool = False
    italic: bool = False
    ink: str = INK
    fill: str = ""
    wrap: bool = False
    underline: bool = False
    format: str = ""
    right: bool = False  # with a little room, or figures touch the text beside them
    rule: str = ""  # colour of a line below
    outline: str = ""  # colour of a line around
    open: bool = False  # may be written in where the sheet is protected


def face(style: Style) -> Face:
    """Give the look of a style."""
    looks = wording().levels
    if style.value in looks:
        return _level(looks[style.value])
    if style is Style.UNSCREENED:
        look = wording().outcomes["unscreened"]
        return Face(bold=True, ink=look.ink, fill=look.fill)
    return _FACES[style]


def _level(look: Look) -> Face:
    return Face(
        bold=look.word == "High", ink=look.ink, fill=look.fill, outline=RULE if look.fill == "FFFFFF" else ""
    )


_FACES = {
    Style.BODY: Face(),
    Style.WRAP: Face(wrap=True),
    Style.TITLE: Face(size=16, bold=True),
    Style.VERDICT: Face(size=13, bold=True, wrap=True),
    Style.LEAD: Face(italic=True, wrap=True, ink="4A5560"),
    Style.HEADING: Face(size=12, bold=True, rule=RULE),
    Style.DETAIL: Face(size=9, ink="4A5560"),
    Style.DETAIL_LINK: Face(size=9, ink=LINK_INK, underline=True),
    Style.HEADER: Face(bold=True, fill=HEADER_FILL, wrap=True, rule="8A94A0"),
    Style.HEADER_NUMBER: Face(bold=True, fill=HEADER_FILL, wrap=True, right=True, rule="8A94A0"),
    Style.NUMBER: Face(format="#,##0", right=True),
    Style.RATIO: Face(format="0.00", right=True),
    Style.DATE: Face(format="yyyy-mm-dd", right=True),
    Style.TOTAL: Face(bold=True, rule="8A94A0"),
    Style.TOTAL_NUMBER: Face(bold=True, format="#,##0", right=True, rule="8A94A0"),
    Style.WARNING: Face(bold=True, ink="7A4B00", fill="FFF1D6", wrap=True),
    Style.LINK: Face(ink=LINK_INK, underline=True, wrap=True),
    Style.MONO: Face(size=9, wrap=True),
    Style.OPEN: Face(wrap=True, open=True),
    Style.OPEN_DATE: Face(format="yyyy-mm-dd", right=True, open=True),
}
