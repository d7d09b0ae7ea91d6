"""Bodies that are shorter than was announced, or longer than is taken: refused, never read as if they were whole.

A server that marks the end of a body itself gives what came before a connection broke, and no word of it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import IO

from flask import Request
from werkzeug.formparser import FormDataParser

from screening.errors import ScreeningError

Parsed = tuple[IO[bytes], object, object]


class UploadCutOff(ScreeningError):
    """Less came than was announced."""

    code, status = "upload-cut-off", 400


class _WholeForms(FormDataParser):
    """Reads forms; one that goes on after the most that is taken is too large."""

    def parse(  # type: ignore[override]
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: Mapping[str, str] | None = None,
    ) -> Parsed:
        """Read a form. Raises RequestEntityTooLarge."""
        parsed = super().parse(stream, mimetype, content_length, dict(options or {}))
        if mimetype == "application/x-www-form-urlencoded":
            stream.read(1)  # reading all at once ends at the cap without a word; reading on does not
        return parsed


class WholeRequest(Request):
    """A request whose forms are read whole."""

    form_data_parser_class = _WholeForms


def expect_all(request: Request) -> None:
    """Let the body be read only as a whole, where it says its length: whoever reads to an earlier end is told."""
    if request.content_length is not None:
        request.environ["wsgi.input"] = _Announced(request.environ["wsgi.input"], request.content_length)


class _Announced(io.RawIOBase):
    """As many bytes as were announced."""

    def __init__(self, source: IO[bytes], length: int) -> None:
        self._source, self._left, self._length = source, length, length

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, into: object) -> int:
        """Fill a buffer as far as the next piece goes; 0 at the end.

        Raises:
            UploadCutOff: the body ends too early.
        """
        view = memoryview(into)  # type: ignore[arg-type]  # any buffer
        if not self._left or not view:
            return 0
        piece = self._source.read(min(len(view), self._left))
        if not piece:
            came = self._length - self._left
            raise UploadCutOff(
                f"Only {came:,} of the {self._length:,} bytes that were announced came; nothing was kept, send all again."
            )
        self._left -= len(piece)
        view[: len(piece)] = piece
        return len(piece)
