"""Bodies that come compressed: unpacked while they are read, so that an endpoint's cap counts what comes out.

Nothing is unpacked before somebody reads, nor more than he asks for: a bomb costs as much as its endpoint takes, and
then is refused as too large.
"""

from __future__ import annotations

import io
import zlib
from typing import IO

from flask import Request
from werkzeug.wsgi import get_input_stream

from screening.errors import ScreeningError

# Bytes of a compressed body that announces no length; no endpoint takes more unpacked.
MOST_PACKED = 256 * 2**20
_PIECE = 2**16
_GZIP = 16 + zlib.MAX_WBITS  # zlib's own number for a gzip wrapper


class PackingUnknown(ScreeningError):
    """The body is compressed in a way that is not taken."""

    code, status = "packing-unknown", 415


class PackingBroken(ScreeningError):
    """The body is not the gzip it says it is."""

    code, status = "packing-broken", 400


def unpack(request: Request) -> None:
    """Let a body that came with `Content-Encoding: gzip` be read as if it had come without.

    Raises:
        PackingUnknown: it is compressed otherwise.
    """
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("", "identity"):
        return
    if encoding not in ("gzip", "x-gzip"):
        raise PackingUnknown("Send the body as it is, or with Content-Encoding: gzip.")
    environ = request.environ
    environ["wsgi.input"] = io.BufferedReader(
        _Unpacked(get_input_stream(environ, max_content_length=MOST_PACKED))
    )
    environ["wsgi.input_terminated"] = True  # its end is known by the gzip, not by a length
    for name in ("CONTENT_LENGTH", "HTTP_CONTENT_ENCODING"):
        environ.pop(name, None)


class _Unpacked(io.RawIOBase):
    """The bytes that come out of one gzip after another."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed, self._left, self._machine = packed, b"", zlib.decompressobj(_GZIP)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, into: object) -> int:
        """Fill a buffer as far as the next piece goes; 0 at the end.

        Raises:
            PackingBroken: the bytes are no gzip, or end too early.
        """
        view = memoryview(into)  # type: ignore[arg-type]  # any buffer
        while True:
            self._left = self._left or self._packed.read(_PIECE)
            if self._machine.eof:
                if not self._left:
                    return 0
                self._machine = zlib.decompressobj(_GZIP)
            elif not self._left:
                raise PackingBroken("The gzip of the body ends too early; send all of it.")
            try:
                piece = self._machine.decompress(self._left, len(view))
            except zlib.error as error:
                raise PackingBroken("The body is not the gzip that Content-Encoding says it is.") from error
            self._left = self._machine.unconsumed_tail or self._machine.unused_data
            if piece:
                view[: len(piece)] = piece
                return len(piece)
