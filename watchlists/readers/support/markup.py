"""The tables of a page, as texts: each with its caption, the heading before it, and its rows.

A page whose tags are not closed is read as browsers do: a new row or cell closes the last. Nested tables are not
looked into; no list has them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from watchlists.errors import NotTheList

HEADINGS = ("h1", "h2", "h3", "h4")
UNSEEN = ("script", "style")


@dataclass(slots=True)
class Table:
    """One table; `rows` are the texts of its cells, the header's first."""

    heading: str = ""  # the last heading before it
    before: str = ""  # the text between that heading, or the last table, and this one
    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)


def tables(page: str) -> list[Table]:
    """Every table of a page with at least one row.

    Raises:
        NotTheList: the page is no HTML.
    """
    reader = _Tables()
    try:
        reader.feed(page)
        reader.close()
    except (AssertionError, ValueError) as error:  # html.parser gives up on "<![" in these two ways
        raise NotTheList(f"The page is no HTML ({error}).") from error
    return [table for table in reader.found if table.rows]


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Table] = []
        self._table: Table | None = None
        self._texts: list[str] = []
        self._heading = ""
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._hidden += tag in UNSEEN
        if tag == "table":
            self._table = Table(self._heading, self._take())
            self.found.append(self._table)
        elif tag in HEADINGS or (self._table and tag == "caption"):
            self._texts = []
        elif self._table and tag == "tr":
            self._close_cell()
            self._table.rows.append([])
        elif self._table and tag in ("td", "th"):
            self._close_cell()
            self._texts = []
            if not self._table.rows:
                self._table.rows.append([])
            self._table.rows[-1].append("")
        elif tag in ("br", "p", "li", "div", "span"):
            self._texts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in UNSEEN
        if tag in HEADINGS:
            self._heading = self._take()
        elif self._table and tag == "caption":
            self._table.caption = self._take()
        elif tag in ("td", "th", "tr"):
            self._close_cell()
        elif tag == "table":
            self._close_cell()
            self._table = None
            self._texts = []

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._texts.append(data)

    def _close_cell(self) -> None:
        if self._table and self._table.rows and self._table.rows[-1] and not self._table.rows[-1][-1]:
            self._table.rows[-1][-1] = self._take()

    def _take(self) -> str:
        text = " ".join("".join(self._texts).split())
        self._texts = []
        return text
