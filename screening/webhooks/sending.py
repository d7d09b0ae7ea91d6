"""One call: to an address that was judged, within seconds, and no word of the answer is read but its first line.

No redirect is followed, no proxy of the environment is asked, no cookie or body is taken. The whole call has one
deadline, whatever the receiver does: bytes that drip do not lengthen it.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass

from screening.errors import ScreeningError
from screening.version import ENGINE
from screening.webhooks.addresses import Address, Lookup, Url, judged, look_up, read_url

SECONDS = 15.0  # for a whole call; who needs longer answers first and works after
MOST_ADDRESSES = 4  # of one host that are tried
_LINE_BYTES = 4_096  # of the answer's first line
_FIRST_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})(?: [^\r\n]*)?\r?\n")


@dataclass(frozen=True, slots=True)
class Answer:
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
) -> Answer:
    """Call a receiver once; whatever it does, an answer comes back within about `seconds`."""
    deadline = time.monotonic() + seconds
    try:
        to = read_url(url, by_name)
        with closing(_connect(to, judged(to, by_name, lookup), deadline)) as connection:
            connection.settimeout(_left(deadline))
            connection.sendall(_request(to, headers, body))
            status = _status(connection, deadline)
    except ScreeningError as error:
        return Answer(0, error.code)
    except _NoAnswer as error:
        return Answer(0, str(error))
    except TimeoutError:
        return Answer(0, "too-slow")
    except ssl.SSLError:
        return Answer(0, "not-trusted")
    except OSError:
        return Answer(0, "not-reached")
    if 300 <= status < 400:
        return Answer(status, "sent-elsewhere")
    return Answer(status, "" if 200 <= status < 300 else "refused")


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
