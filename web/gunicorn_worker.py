"""The worker of gunicorn, whose refusals have the shape of all others: what cannot be read as HTTP never reaches the pages.

gunicorn's own answers are HTML and repeat a part of the request, in which somebody's name may stand.
"""

from __future__ import annotations

import json
import socket
import uuid
from concurrent.futures import Future
from http import HTTPStatus
from typing import Any

from gunicorn import util
from gunicorn.http.errors import (
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.workers.gthread import TConn, ThreadWorker

_TOO_LONG = "The address is too long; send the query in a body."
_HEADERS = "The headers of the request are too many or too long; send fewer or shorter ones."
_UNREADABLE = "The request cannot be read as HTTP; correct its first line, its headers or its chunks."


def problem_of(error: Exception) -> tuple[HTTPStatus, str, str] | None:
    """Status, code and sentence of a request that cannot be read; None for failures that are not the caller's."""
    if isinstance(error, LimitRequestLine):
        return HTTPStatus.REQUEST_URI_TOO_LONG, "address-too-long", _TOO_LONG
    if isinstance(error, LimitRequestHeaders):
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "request-header-fields-too-large", _HEADERS
    if isinstance(error, ParseException):
        return HTTPStatus.BAD_REQUEST, "bad-request", _UNREADABLE
    return None


def answer_of(status: HTTPStatus, code: str, sentence: str) -> bytes:
    """The whole answer: a problem (RFC 9457), after which the connection is closed."""
    said = {
        "type": f"urn:research-screening:problem:{code}",
        "title": status.phrase,
        "status": int(status),
        "detail": sentence,
        "code": code,
        "instance": f"urn:research-screening:request:{uuid.uuid4().hex}",
    }
    body = json.dumps(said).encode()
    head = (
        f"HTTP/1.1 {int(status)} {status.phrase}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
        f"Cache-Control: no-store\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


class ProblemWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker of threads that refuses as the API does, and that no client keeps from others by not closing."""

    def finish_request(self, conn: TConn, fs: Future[object]) -> None:
        """Keep the connection for further requests, or close it.

        gunicorn 27 closes in the thread that accepts, and waits up to two seconds there for the client to close too: a
        few hundred clients that send half a request would keep everybody out for minutes. Here a thread of its own waits.
        """
        if fs.cancelled() or fs.exception() is not None or fs.result():
            super().finish_request(conn, fs)
            return
        self.tpool.submit(conn.close, graceful=True).add_done_callback(
            lambda _: self.method_queue.defer(self._count_closed)
        )

    def _count_closed(self) -> None:
        """Let another connection in, in the thread that counts them."""
        self.nr_conns -= 1

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:  # noqa: ANN401
        """Answer a request that could not be read; whatever else went wrong is gunicorn's to log and answer."""
        problem = problem_of(exc)
        if problem is None:
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("a request was refused: %s", problem[1])
        try:
            util.write_nonblock(client, answer_of(*problem))
        except OSError:
            self.log.debug("a refusal could not be sent")
