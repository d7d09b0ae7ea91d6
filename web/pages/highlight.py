"""Matched parts of names: which words of two texts answer each other, so that a reader sees it at once.

Marks compare spelling and nothing else; what was concluded stands in the evidence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 400  # characters that are marked word by word; longer texts are shown plain


@dataclass(frozen=True, slots=True)
class NamePiece:
    """A piece of a text: `mark` is "same", "other" (a word the other text lacks) or ""."""

    text: str
    mark: str = ""


def within(text: str, part: str) -> tuple[NamePiece, ...]:
    """The text with the first place of `part` marked; unmarked where it does not stand there as written."""
    start = text.find(part) if part else -1
    if start < 0:
        return (NamePiece(text),)
    pieces = (NamePiece(text[:start]), NamePiece(part, "same"), NamePiece(text[start + len(part) :]))
    return tuple(piece for piece in pieces if piece.text)


def compared(text: str, other: str) -> tuple[NamePiece, ...]:
    """The words of `text`, marked by whether `other` has them too."""
    if len(text) > _LONGEST or len(other) > _LONGEST:
        return (NamePiece(text),)
    known = {_folded(word) for word in _WORD.findall(other)}
    if not any(_folded(word) in known for word in _WORD.findall(text)):
        return (NamePiece(text),)
    return tuple(_pieces(text, known))


def _pieces(text: str, known: set[str]) -> Iterator[NamePiece]:
    end = 0
    for word in _WORD.finditer(text):
        if word.start() > end:
            yield NamePiece(text[end : word.start()])
        yield NamePiece(word.group(), "same" if _folded(word.group()) in known else "other")
        end = word.end()
    if end < len(text):
        yield NamePiece(text[end:])


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
