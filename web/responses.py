"""What every answer carries: the request's id, the headers that forbid what it need not do, gzip, and ETags.

An answer that may be kept says so itself; all others are not stored anywhere.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import string
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask, Response, g, jsonify, request

from screening.errors import ScreeningError
from screening.json_model import JsonModel
from web.body_length import WholeRequest, expect_all
from web.decompress import unpack
from web.i18n import _

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_WORTH_PACKING = 500  # bytes; below it the packed answer is hardly smaller
_URL_BYTES = 60_000  # yente's limit; longer queries belong in a body


class AddressTooLong(ScreeningError):
    """The address with its query is longer than any that is meant."""

    code, status = "address-too-long", 414


def register(app: Flask) -> None:
    """Put all of it on every answer of `app`."""
    app.request_class = WholeRequest
    inside = app.wsgi_app

    def quoted(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Write bytes above ASCII in the query as browsers do: Werkzeug's reading fails on those that are no UTF-8."""
        environ["QUERY_STRING"] = quote(
            environ.get("QUERY_STRING", ""), safe=string.printable, encoding="latin-1"
        )
        return inside(environ, start)

    app.wsgi_app = quoted  # type: ignore[method-assign, assignment]

    @app.before_request
    def name_request() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        if len(request.full_path) > _URL_BYTES:
            raise AddressTooLong(_("The address is too long; send the query in a body."))
        expect_all(request)
        unpack(request)

    @app.after_request
    def finish(response: Response) -> Response:
        if request.endpoint != "static" and response.headers.get("Cache-Control") == "no-cache":
            # So Flask sends files; ours name people, and are kept nowhere.
            del response.headers["Cache-Control"]
        # One look through the headers; asking for each by itself takes a tenth of a short answer's time.
        given = {name.lower() for name, _value in response.headers}
        for name, value in HEADERS.items():
            if name.lower() not in given:
                response.headers.add(name, value)
        if "frame-ancestors *" in response.headers["Content-Security-Policy"]:
            del response.headers["X-Frame-Options"]
        response.headers["X-Request-Id"] = g.get("request_id", "")
        return pack(response)


def as_json(answer: JsonModel, status: int = 200) -> Response:
    """An answer of the API."""
    response = jsonify(answer.model_dump(mode="json", by_alias=True))
    response.status_code = status
    return response


def with_etag(response: Response, cache: str = "private, no-cache") -> Response:
    """The response with a strong ETag over its bytes; 304 where the caller has them already."""
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.headers["Cache-Control"] = cache
    if any(tag.removesuffix("-gzip") == response.get_etag()[0] for tag in request.if_none_match.as_set(True)):
        response.status_code = 304
        response.set_data(b"")
        response.headers.pop("Content-Type", None)
    return response


def pack(response: Response) -> Response:
    """Gzip an answer worth it for a caller that takes it; the tag of the packed bytes is another one."""
    if response.direct_passthrough or response.is_streamed or "Content-Encoding" in response.headers:
        return response
    if response.content_length is None or response.content_length < _WORTH_PACKING:
        return response
    response.vary.add("Accept-Encoding")
    if "gzip" not in request.headers.get("Accept-Encoding", "").lower():
        return response
    response.set_data(gzip.compress(response.get_data(), compresslevel=1, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(f"{tag}-gzip")
    return response
