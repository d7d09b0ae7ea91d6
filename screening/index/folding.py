"""Names as the index reads them: lower-case Latin letters and digits, one space between words.

Raw and normalised names may be given alike, for folding what is folded changes nothing. It is coarser than
the normaliser of names, and meant to be: here only candidates are looked for, and a whole batch is folded in
a handful of calls. A native-script run without spaces stays one word; who wants its syllables apart indexes
the romanised name as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from anyascii import anyascii

from screening.index.arrays import Bytes, Ints

TEXT_CHARS = 512  # twice the longest name on any list; cut before any Unicode work, so that work is bounded
NEWLINE = 10


class _Romanised(dict[int, str]):
    """Character to Latin letters, found once a character; there are at most as many as Unicode has."""

    def __missing__(self, code: int) -> str:
        latin = anyascii(chr(code)).replace("\n", " ") if code > 127 else chr(code)
        self[code] = latin
        return latin


_ROMANISED = _Romanised()
_LETTERS = bytes(
    ord(chr(code).lower())
    if chr(code).isascii() and chr(code).isalnum()
    else NEWLINE
    if code == NEWLINE
    else 32
    for code in range(256)
)


@dataclass(frozen=True, slots=True)
class FoldedTokens:
    """The words of a batch: letters `start` to `end` of `buffer`, and the row each stands in."""

    buffer: Bytes
    start: Ints
    end: Ints
    row: Ints


def fold(texts: Sequence[str]) -> bytes:
    """All texts in lower-case Latin letters, digits and spaces, one line each, in the order given.

    Texts are cut at TEXT_CHARS characters. Apostrophes vanish ("Xi'an" is one word).
    """
    rows = [text[:TEXT_CHARS] for text in texts]
    foreign = [number for number, text in enumerate(rows) if not text.isascii()]
    if foreign:
        joined = "\n".join([rows[number].replace("\n", " ") for number in foreign])
        for number, latin in zip(foreign, joined.casefold().translate(_ROMANISED).split("\n"), strict=True):
            rows[number] = latin
    together = "\n".join(rows)
    if together.count("\n") != len(rows) - 1:
        together = "\n".join([text.replace("\n", " ") for text in rows])
    return together.encode("ascii", "replace").translate(_LETTERS, b"'`")


def cut(folded: bytes) -> FoldedTokens:
    """The words of folded lines."""
    buffer = np.frombuffer(folded + b"\n", np.uint8)
    inside = (buffer > 32).view(np.int8)
    edge = np.diff(inside, prepend=np.int8(0))
    start, end = np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)
    return FoldedTokens(buffer, start, end, np.searchsorted(np.flatnonzero(buffer == NEWLINE), start))
