"""One delivery: a call to an address that was judged, and the next try where it did not arrive, ten within a day."""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlmodel import Session

from screening.context import AppContext
from screening.errors import ScreeningError
from screening.outbox import DELIVER, DELIVERED, GIVEN_UP, WAITING
from screening.storage.webhook_tables import WebhookDelivery
from screening.version import ENGINE
from screening.webhooks.address_guard import Address, Lookup, Url, judged, look_up, read_url
from screening.webhooks.json_output import TRIES, TryJson
from screening.webhooks.signing import headers_of
from screening.webhooks.targets import call_of

SECONDS = 15.0  # for a whole call; who needs longer answers first and works after
MOST_ADDRESSES = 4  # of one host that are tried
_LINE_BYTES = 4_096  # of the answer's first line
_FIRST_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})(?: [^\r\n]*)?\r?\n")


@dataclass(frozen=True, slots=True)
class TargetAnswer:
    """What came of one call: the status, 0 where none came, and why it does not count as delivered."""

    status: int
    code: str = ""

    @property
    def delivered(self) -> bool:
        """Whether the receiver has it."""
        return 200 <= self.status < 300


class _NoAnswer(Exception):
    """The receiver did not answer as HTTP does, or not in time; its text is the code."""


def post(
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    by_name: Collection[str],
    *,
    lookup: Lookup = look_up,
    seconds: float = SECONDS,
) -> TargetAnswer:
    """Call a receiver once; whatever it does, an answer comes back within about `seconds`."""
    deadline = time.monotonic() + seconds
    try:
        to = read_url(url, by_name)
        with closing(_connect(to, judged(to, by_name, lookup), deadline)) as connection:
            connection.settimeout(_left(deadline))
            connection.sendall(_request(to, headers, body))
            status = _status(connection, deadline)
    except ScreeningError as error:
        return TargetAnswer(0, error.code)
    except _NoAnswer as error:
        return TargetAnswer(0, str(error))
    except TimeoutError:
        return TargetAnswer(0, "too-slow")
    except ssl.SSLError:
        return TargetAnswer(0, "not-trusted")
    except OSError:
        return TargetAnswer(0, "not-reached")
    if 300 <= status < 400:
        return TargetAnswer(status, "sent-elsewhere")
    return TargetAnswer(status, "" if 200 <= status < 300 else "refused")


def _connect(url: Url, addresses: list[Address], deadline: float) -> socket.socket:
    """A connection to the first of the judged addresses that takes one."""
    fault: OSError = ConnectionRefusedError()
    for family, address in addresses[:MOST_ADDRESSES]:
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(_left(deadline))
            connection.connect(address)
            if not url.secure:
                return connection
            connection.settimeout(_left(deadline))
            return ssl.create_default_context().wrap_socket(connection, server_hostname=url.host)
        except BaseException as error:
            connection.close()
            if not isinstance(error, OSError) or isinstance(error, ssl.SSLError):
                raise
            fault = error
    raise fault


def _request(url: Url, headers: Mapping[str, str], body: bytes) -> bytes:
    said = {
        "Host": url.authority,
        "User-Agent": ENGINE.replace(" ", "/"),
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"POST {url.path} HTTP/1.1\r\n{lines}\r\n".encode("ascii") + body


def _status(connection: socket.socket, deadline: float) -> int:
    """The status of the answer.

    Raises:
        _NoAnswer: what came is no answer of HTTP.
    """
    line = bytearray()
    while not line.endswith(b"\n") and len(line) < _LINE_BYTES:
        connection.settimeout(_left(deadline))
        piece = connection.recv(1)  # some dozen bytes; reading on would wait for what is not wanted
        if not piece:
            break
        line += piece
    found = _FIRST_LINE.fullmatch(line)
    if found is None:
        raise _NoAnswer("no-http")
    return int(found.group(1))


def _left(deadline: float) -> float:
    """Seconds that are left.

    Raises:
        TimeoutError: none are.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


# Seconds after each try that failed: a receiver that restarts is met within a minute, one that is mended overnight too.
PAUSES = (5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200)
_GONE = 410  # the receiver says that it wants no more of this

log = structlog.get_logger()


def carry(context: AppContext, delivery_id: str, round_: int, number: int, lookup: Lookup = look_up) -> None:
    """Make the try of this number, unless it is not wanted any more.

    Raises:
        StorageFailed: what came of it could not be noted; the try is to be made again.
    """
    with context.database.read() as session:
        delivery = _wanted(session, delivery_id, round_, number)
        if delivery is None:
            return
        called = call_of(context, session, delivery.target_id)
        event_id, body = delivery.event_id, delivery.body.encode()
    if called is None:
        return
    url, secret, by_name = called
    moment = context.now()
    headers = headers_of(secret, event_id, int(moment.timestamp()), body)
    answer = _post(url, headers, body, by_name, lookup)
    with context.database.write() as session:
        delivery = _wanted(session, delivery_id, round_, number)
        if delivery is not None:
            _note(context, session, delivery, number, moment.isoformat(), answer)


def _post(
    url: str, headers: dict[str, str], body: bytes, by_name: Collection[str], lookup: Lookup
) -> TargetAnswer:
    try:
        return post(url, headers, body, by_name, lookup=lookup)
    except (
        Exception
    ) as error:  # a fault of ours must not end the worker, nor leave the delivery waiting for ever
        log.error("webhook failed", error=type(error).__name__)
        return TargetAnswer(0, "failed-here")


def _note(
    context: AppContext,
    session: Session,
    delivery: WebhookDelivery,
    number: int,
    at: str,
    answer: TargetAnswer,
) -> None:
    tries = [
        *TRIES.validate_json(delivery.tries),
        TryJson(at=at, status=answer.status, code=answer.code),
    ]
    delivery.tries = TRIES.dump_json(tries).decode()
    delivery.next_at = ""
    if answer.delivered or answer.status == _GONE or number >= len(PAUSES):
        delivery.state = DELIVERED if answer.delivered else GIVEN_UP
        delivery.ended_at = context.now().isoformat()
    else:
        pause = PAUSES[number]
        delivery.next_try = number + 1
        delivery.next_at = (context.now() + timedelta(seconds=pause)).isoformat()
        context.queue.add(session, [(DELIVER, delivery.id, delivery.round, number + 1)], after=pause)
    session.add(delivery)


def _wanted(session: Session, delivery_id: str, round_: int, number: int) -> WebhookDelivery | None:
    """The delivery, where this is the try it waits for."""
    delivery = session.get(WebhookDelivery, delivery_id)
    if delivery is None or delivery.state != WAITING or delivery.round != round_:
        return None
    return delivery if delivery.next_try == number else None
