"""Whether an address is one that nobody can listen on, and how one is written."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit

# Under which this very machine is called. Others of its addresses would let a page of another host name in here.
OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")


def is_private(address: str) -> bool:
    """Whether nobody listens on the way to an address: https, or this very machine."""
    parts = urlsplit(address)
    here = is_loopback(parts.hostname or "")
    return parts.scheme == "https" or (parts.scheme == "http" and here)


# Asked of every call, of nearly always the same address.
@lru_cache(maxsize=1_024)
def is_loopback(host: str) -> bool:
    """Whether an address, or the name of one, never leaves this machine; one of IPv6 with its brackets or without."""
    name = bare(host)
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def bare(host: str) -> str:
    """A host as sockets take it: without brackets."""
    return host[1:-1].lower() if host.startswith("[") and host.endswith("]") else host.lower()


def in_address(host: str) -> str:
    """A host as it is written before a port: one of IPv6 in brackets."""
    return f"[{bare(host)}]" if ":" in host else bare(host)
