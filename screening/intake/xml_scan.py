"""Reading XML parts safely: no document type, no entities, no deep nesting, well-formed to the end.

Handlers see start tags only (with local names: prefixes vary between programs), so scanning stays cheap. Text is
given only where a handler switches it on, and only while it is. All tags are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from screening.errors import UploadRefused
from screening.intake.limits import Limits
from screening.intake.refusals import refusal
from screening.intake.tag_counts import TagCounts

StartTag = Callable[[str, dict[str, str]], None]


class TextSwitch:
    """Turns the text of a part on and off while its tags are handled."""

    def __init__(self, on_cdata: Callable[[], None] | None = None) -> None:
        self._on_cdata = on_cdata
        self._parser: expat.XMLParserType | None = None

    def connect(self, parser: expat.XMLParserType) -> None:
        """Belong to the parser that reads the part."""
        self._parser = parser
        parser.StartCdataSectionHandler = self._on_cdata

    def send(self, handler: Callable[[str], object] | None) -> None:
        """Give all text from here on to `handler`, in pieces; None gives it to nobody."""
        if self._parser is not None:
            self._parser.CharacterDataHandler = handler


def scan_xml(
    chunks: Iterable[bytes],
    on_start: StartTag | None,
    *,
    part: str,
    counts: TagCounts,
    limits: Limits,
    text: TextSwitch | None = None,
) -> None:
    """Feed a part to `on_start(tag, attributes)`.

    Raises:
        UploadRefused: xml-doctype, xml-depth, xml-malformed, xml-long-tag, too-many-of-a-kind.
    """
    parser = expat.ParserCreate()
    if text is not None:
        text.connect(parser)
    name, depth, level, fed = counts.name, limits.depth, 0, 0
    place_of, numbers = counts.places.get, counts.numbers

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal level
        level += 1
        if level > depth:
            raise refusal("xml-depth", part=part, name=name, limit=depth)
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        numbers[place_of(tag, 0)] += 1
        if on_start is not None:
            on_start(tag, attributes)

    def end(_tag: str) -> None:
        nonlocal level
        level -= 1

    def doctype(*_: object) -> None:
        raise refusal("xml-doctype", part=part, name=name)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    parser.buffer_text = False
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            # The parser begins a tag anew with each chunk until it has all of it.
            if fed - parser.CurrentByteIndex > limits.tag_bytes:
                raise refusal("xml-long-tag", part=part, name=name, limit=limits.tag_bytes)
            counts.check(part)
        parser.Parse(b"", True)
    except UploadRefused:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise refusal("xml-malformed", part=part, name=name) from error


def attribute(attributes: dict[str, str], local_name: str) -> str:
    """An attribute by its local name, "" where it is absent."""
    for name, value in attributes.items():
        if name.rpartition(":")[2] == local_name:
            return value
    return ""
