"""Collections in pages: `limit`, an opaque `cursor`, `next` in the body and the header Link, the same for each of them.

A cursor holds the place of the last entry in the order of its collection, so nothing is lost or given twice while
entries come and go. It holds as well which question it was made for: to another question it would be a wrong answer.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from web.api.validation import ParametersMalformed
from web.faults import FaultJson

_NOT_FILTERS = ("limit", "cursor", "api_key")
_CURSOR = "`next` of the page before, unchanged; without it, the first page. Filters must be the same on every page."
NEXT = "The cursor of the next page; null on the last."
EntryT = TypeVar("EntryT")


class PageRequest(BaseModel):
    """Which page is given."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=100, ge=1, le=500, description="How many entries a page has at most.")
    cursor: Annotated[str, StringConstraints(max_length=2_000)] = Field(default="", description=_CURSOR)


def key_of(asked: PageRequest, *kinds: type[str] | type[int]) -> list[Any]:
    """The values after which the page begins, of these types; [] for the first page.

    Raises:
        ParametersMalformed: the cursor is none of ours, or of another question.
    """
    if not asked.cursor:
        return []
    try:
        said = json.loads(base64.urlsafe_b64decode(asked.cursor.encode("ascii") + b"=="))
    except (ValueError, binascii.Error, RecursionError):
        said = None
    if not (
        isinstance(said, list)
        and [type(each) for each in said] == [str, *kinds]
        and all(_is_plain(each) for each in said)
    ):
        raise cursor_refused("cursor is none that we gave; send `next` of the page before unchanged.")
    if said[0] != _question():
        raise cursor_refused(
            "cursor was given for other filters; send the same ones, or begin without a cursor."
        )
    return said[1:]


def cursor_after(*key: str | int) -> str:
    """The cursor of the page after the entry with these values."""
    said = json.dumps([_question(), *key], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(said).decode().rstrip("=")


def cut(
    found: Sequence[EntryT], limit: int, key: Callable[[EntryT], tuple[str | int, ...]]
) -> tuple[list[EntryT], str | None]:
    """The entries of a page of which one more than the limit was asked for, and the cursor of the next page."""
    page = list(found[:limit])
    return page, cursor_after(*key(page[-1])) if len(found) > limit else None


def page_in_memory(
    entries: Sequence[EntryT], asked: PageRequest, id_of: Callable[[EntryT], str]
) -> tuple[list[EntryT], str | None]:
    """A page of entries that are all at hand, in their order, and the cursor of the next one.

    Where the last entry of the page before is gone, the page begins at the place where it stood.

    Raises:
        ParametersMalformed: the cursor is none of ours, or of another question.
    """
    begin = 0
    if key := key_of(asked, str, int):
        places = (place for place, each in enumerate(entries, 1) if id_of(each) == key[0])
        begin = next(places, key[1])
    page = list(entries[begin : begin + asked.limit])
    more = begin + asked.limit < len(entries)
    return page, cursor_after(id_of(page[-1]), begin + len(page) - 1) if page and more else None


def with_link(answer: Response, cursor: str | None) -> Response:
    """The answer with the address of the next page in the header Link, where there is one."""
    if cursor is not None:
        given = [pair for pair in request.args.items(multi=True) if pair[0] not in ("cursor", "api_key")]
        answer.headers["Link"] = f'<{request.path}?{urlencode([*given, ("cursor", cursor)])}>; rel="next"'
    return answer


def _is_plain(value: str | int) -> bool:
    """Whether a database can compare with it; whoever makes a cursor up may write anything."""
    if isinstance(value, int):
        return abs(value) < 2**31
    return "\x00" not in value and not any("\ud800" <= char <= "\udfff" for char in value)


def _question() -> str:
    """The address and its filters, in short."""
    filters = sorted(pair for pair in request.args.items(multi=True) if pair[0] not in _NOT_FILTERS)
    return hashlib.sha256(json.dumps([request.path, filters]).encode()).hexdigest()[:12]


def cursor_refused(sentence: str) -> ParametersMalformed:
    """The refusal of a cursor that leads nowhere."""
    fault = FaultJson(parameter="cursor", code="value-invalid", sentence=sentence)
    return ParametersMalformed(sentence, errors=(fault,))
