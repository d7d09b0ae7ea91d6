"""Taking the body of an answer within bounds: bytes as sent, bytes out of the compression, and time."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from watchlists.keeping.refusals import CutShort, FetchFailed, TooLarge, TooSlow

PIECE = 1 << 16  # bytes
# zlib's own numbers for a gzip and a zlib wrapper
WRAPPERS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one answer may cost."""

    largest_bytes: int
    largest_expanded: int
    deadline: float  # of time.monotonic


def body(response: requests.Response, bounds: Bounds, tick: Callable[[int], None]) -> bytes:
    """The whole body, expanded where it came compressed.

    Raises:
        CutShort: fewer bytes than announced, or the compression does not end.
        TooLarge, TooSlow: beyond the bounds; the connection is left at once.
        FetchFailed: a compression we did not ask for and cannot undo.
    """
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    sent = bytearray()
    for piece in _pieces(response):
        sent += piece
        if len(sent) > bounds.largest_bytes:
            raise TooLarge(f"More than {bounds.largest_bytes:,} bytes came; the edition in force stays.")
        if time.monotonic() > bounds.deadline:
            raise TooSlow("The download did not end within its time; the edition in force stays.")
        tick(len(sent))
    announced = response.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) != len(sent):
        raise CutShort(f"{len(sent):,} of {int(announced):,} bytes came; the edition in force stays.")
    if encoding == "identity":
        return bytes(sent)
    if encoding not in WRAPPERS:
        raise FetchFailed(f"The list came compressed as {encoding!r}, which was not asked for.")
    return _expanded(bytes(sent), encoding, bounds)


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """Pieces as they arrive. `read1` returns after each arrival; a plain read would wait out a slow publisher."""
    try:
        while piece := response.raw.read1(PIECE, decode_content=False):
            yield piece
    except ReadTimeoutError as error:
        raise TooSlow("No byte came for too long; the edition in force stays.") from error
    except (HTTPError, HTTPException, OSError) as error:
        raise CutShort(
            "The connection broke before the list was whole; the edition in force stays."
        ) from error


def _expanded(sent: bytes, encoding: str, bounds: Bounds) -> bytes:
    machine = zlib.decompressobj(WRAPPERS[encoding])
    try:
        content = machine.decompress(sent, bounds.largest_expanded + 1)
    except zlib.error as error:
        raise CutShort("The list came in a broken compression; the edition in force stays.") from error
    if len(content) > bounds.largest_expanded:
        raise TooLarge(
            f"The list expands to more than {bounds.largest_expanded:,} bytes; the edition in force stays."
        )
    if not machine.eof:
        raise CutShort("The compressed list ends too early; the edition in force stays.")
    return content
