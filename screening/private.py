"""Whether an address is one that nobody can listen on."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_private(address: str) -> bool:
    """Whether nobody listens on the way to an address: https, or this very machine."""
    parts = urlsplit(address)
    try:
        here = parts.hostname == "localhost" or ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        here = False
    return parts.scheme == "https" or (parts.scheme == "http" and here)
