"""Where a call may go: to the internet, and inside the institution only to hosts that its operator names.

A name is looked up at every try, and the addresses that were judged are the ones connected to; what the name says a
moment later is not asked again. One address that is not public refuses the whole name: whoever answers with both
wants the second look to find the other. Addresses that hold another one (IPv4 within IPv6) are judged by that too.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from screening.errors import ScreeningError

MOST_CHARS = 2_000
_PRINTED = re.compile(r"[!-~]+")
_HOST = re.compile(r"[a-z0-9_.:-]{1,253}")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # a gateway takes the last four bytes for an IPv4 address
# Not for the internet, whatever the library of the running Python thinks: protocol assignments (a cloud's metadata
# among them), site-local addresses, and the one public address at which a cloud answers its own machines.
_INSIDE = [ipaddress.ip_network(each) for each in ("192.0.0.0/24", "fec0::/10", "168.63.129.16/32")]

Address = tuple[int, tuple[Any, ...]]  # family and socket address, as `socket.getaddrinfo` gives them
Lookup = Callable[[str, int], Sequence[Address]]


class AddressRefused(ScreeningError):
    """A call may not go there; nothing was sent."""

    code, status = "address-refused", 422


class HostUnknown(ScreeningError):
    """The name of the host leads to no address."""

    code, status = "host-unknown", 422


@dataclass(frozen=True, slots=True)
class Url:
    """An address that was read and may be looked up."""

    secure: bool
    host: str
    port: int
    path: str  # with its query

    @property
    def authority(self) -> str:
        """As the header `Host` has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


def read_url(text: str, by_name: Collection[str]) -> Url:
    """Read the address of a receiver; `by_name` are the hosts inside the institution that may be called.

    Raises:
        AddressRefused: it is none, holds a user name or fragment, or asks for HTTP without its host being named.
    """
    if len(text) > MOST_CHARS or not _PRINTED.fullmatch(text):
        raise AddressRefused(f"An address has at most {MOST_CHARS:,} characters of ASCII and no spaces.")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressRefused("This is no web address; it looks like https://host/path.") from error
    if parts.scheme not in ("https", "http") or not _HOST.fullmatch(host) or port == 0:
        raise AddressRefused("A receiver is called over HTTPS, at an address like https://host/path.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused("Leave user name, password and fragment out of the address; calls are signed.")
    secure = parts.scheme == "https"
    if not secure and host not in by_name:
        raise AddressRefused(
            "Only hosts that SCREENING_WEBHOOK_HOSTS names are called without TLS; use https://."
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Url(secure, host, port or (443 if secure else 80), path)


def look_up(host: str, port: int) -> list[Address]:
    """The addresses of a host, as this machine resolves names.

    Raises:
        HostUnknown: there are none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HostUnknown(f"The host {host} cannot be found; is its name right?") from error
    return [(family, address) for family, _, _, _, address in found]


def judged(url: Url, by_name: Collection[str], lookup: Lookup = look_up) -> list[Address]:
    """Every address of a receiver, all of them judged; connect to these and ask for no others.

    Raises:
        AddressRefused: one of them is inside, and the host is not named.
        HostUnknown: there are none.
    """
    found = list(lookup(url.host, url.port))
    if not found:
        raise HostUnknown(f"The host {url.host} cannot be found; is its name right?")
    if url.host not in by_name and not all(is_public(str(address[0])) for _, address in found):
        raise AddressRefused(
            f"{url.host} is an address of this machine, of a private network or of none; the people who run this service "
            "can allow the host by naming it in SCREENING_WEBHOOK_HOSTS."
        )
    return found


def is_public(text: str) -> bool:
    """Whether an address is one of the internet, to a single machine there."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    judged_by = _within(address) or address
    if judged_by.is_multicast or judged_by.is_reserved or any(judged_by in inside for inside in _INSIDE):
        return False
    return judged_by.is_global


def _within(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for, None where it is itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour
