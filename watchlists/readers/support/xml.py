"""Walking a publisher's XML: one entry in memory at a time, no entities, no external text.

Names of elements and attributes are taken without their namespace; a field is the path from the entry down,
"ENTITY_ALIAS/QUALITY" or "nameAlias/@wholeName". An element that is cut short, is no XML, or has another root
than the list's is not the list.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from watchlists.errors import NotTheList
from watchlists.readers.support.ledger import Ledger

SPACE = re.compile(r"\s+")


def entries(
    content: bytes, root: str, tags: tuple[str, ...], ledger: Ledger
) -> tuple[dict[str, str], Iterator[Element]]:
    """The root's attributes, and every element of these tags in the file's order; each is emptied once passed.

    The ledger notes every field met, inside the entries and outside them.

    Raises:
        NotTheList: at once for another root, while iterating for text that is no XML or is cut short.
    """
    events = _events(content)
    _, first = next(events)
    if bare(first.tag) != root:
        raise NotTheList(f"The file begins with <{bare(first.tag)}>, not with <{root}>.", root=first.tag)
    ledger.see(f"@{bare(name)}" for name in first.attrib)
    return {bare(name): value for name, value in first.attrib.items()}, _walk(events, tags, ledger)


def _walk(events: Iterator[tuple[str, Element]], tags: tuple[str, ...], ledger: Ledger) -> Iterator[Element]:
    open_entries = 0
    for event, element in events:
        ours = bare(element.tag) in tags
        if event == "start":
            open_entries += ours
            continue
        open_entries -= ours
        if open_entries:
            continue
        if ours:
            ledger.see(fields(element, f"{bare(element.tag)}/"))
            yield element
        elif element.text and element.text.strip():
            ledger.see([bare(element.tag)])
        element.clear()


def _events(content: bytes) -> Iterator[tuple[str, Element]]:
    try:
        yield from iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:  # the last two: odd encodings
        raise NotTheList(f"The file is no whole XML: {error}.", reason=str(error)) from error


def bare(tag: str) -> str:
    """A name without its namespace."""
    return tag.rpartition("}")[2]


def text(element: Element, path: str) -> str:
    """The text of the first element at a path of bare names, blanks joined; "" where there is none."""
    return next((found for found in texts(element, path)), "")


def texts(element: Element, path: str) -> list[str]:
    """The texts of all elements at a path of bare names, blanks joined, empty ones left out."""
    found = (SPACE.sub(" ", each.text or "").strip() for each in children(element, path))
    return [each for each in found if each]


def children(element: Element, path: str) -> list[Element]:
    """The elements at a path of bare names."""
    found = [element]
    for name in path.split("/"):
        found = [child for each in found for child in each if bare(child.tag) == name]
    return found


def fields(element: Element, path: str = "") -> Iterator[str]:
    """Every field of an entry that holds something: paths of elements with text, and of attributes."""
    for name, value in element.attrib.items():
        if value:
            yield f"{path}@{bare(name)}"
    for child in element:
        below = f"{path}{bare(child.tag)}"
        if child.text and child.text.strip():
            yield below
        yield from fields(child, f"{below}/")
