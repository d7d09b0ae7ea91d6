"""Whether an address is one that nobody can listen on."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_private(address: str) -> bool:
    """Whether nobody listens on the way to an address: https, or this very machine."""
    parts = urlsplit(address)
    here = is_loopback(parts.hostname or "")
    return parts.scheme == "https" or (parts.scheme == "http" and here)


def is_loopback(host: str) -> bool:
    """Whether an address, or the name of one, never leaves this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
