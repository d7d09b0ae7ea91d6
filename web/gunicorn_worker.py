"""The worker of gunicorn, whose refusals have the shape of all others: what cannot be read as HTTP never reaches the pages.

It also waits for slow clients to close without keeping others waiting.

gunicorn's own answers are HTML and repeat a part of the request, in which somebody's name may stand.
"""

from __future__ import annotations

import json
import selectors
import socket
import time
import uuid
from concurrent.futures import Future
from functools import partial
from http import HTTPStatus
from typing import Any

from gunicorn import util
from gunicorn.http.errors import (
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.workers.gthread import TConn, ThreadWorker

# What gunicorn takes for the same.
_CLOSING_SECONDS, _CLOSING_BYTES = 2.0, 65_536
_READ_BYTES = 4_096
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        # Connections that are closed for writing, with how many bytes were read since; the oldest first.
        self._closing: dict[TConn, int] = {}

    def finish_request(self, conn: TConn, fs: Future[object]) -> None:
        """Keep the connection for further requests, or close it.

        gunicorn 27 closes in the thread that accepts, and waits up to two seconds there for the client to close too: a
        few hundred clients that send half a request would keep everybody out for minutes. Here the poller waits.
        """
        if fs.cancelled() or fs.exception() is not None or fs.result():
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._read_rest, conn))
        except (OSError, ValueError, KeyError):
            self.nr_conns -= 1
            conn.close()
            return
        conn.timeout = time.monotonic() + _CLOSING_SECONDS
        self._closing[conn] = 0

    def murder_pending(self) -> None:
        """End what gunicorn ends, and the connections whose clients did not close in time."""
        super().murder_pending()
        now = time.monotonic()
        while self._closing and (conn := next(iter(self._closing))).timeout <= now:
            self._close(conn)

    def _read_rest(self, conn: TConn, client: socket.socket) -> None:
        """Read what a client still sends, so that the system does not cut off the end of its answer (RFC 9112, 9.6)."""
        try:
            more = len(client.recv(_READ_BYTES))
        except BlockingIOError:
            return
        except OSError:
            more = 0
        self._closing[conn] += more
        if not more or self._closing[conn] >= _CLOSING_BYTES:
            self._close(conn)

    def _close(self, conn: TConn) -> None:
        del self._closing[conn]
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

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
