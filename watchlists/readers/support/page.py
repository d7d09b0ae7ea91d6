"""Opening a publisher's text: UTF-8 and nothing else, so that no letter of a name is guessed."""

from __future__ import annotations

from watchlists.errors import NotTheList


def page_text(content: bytes, encodings: tuple[str, ...] = ("utf-8-sig",)) -> str:
    """The text of a page or table, in the first of these encodings that fits.

    Raises:
        NotTheList: none fits.
    """
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotTheList(f"The file is not text in {' or '.join(encodings)}; take it again from its publisher.")
