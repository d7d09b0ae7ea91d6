"""Which addresses may be asked: HTTPS, on a host that the catalogue names for the list, and nothing else."""

from __future__ import annotations

from urllib.parse import urlsplit

from watchlists.keeping.refusals import AddressNotAllowed
from watchlists.model import Source

LOOPBACK = "127.0.0.1"


def allowed(url: str, source: Source, *, loopback: bool = False) -> str:
    """The address, where it may be asked.

    Args:
        url: complete; of the catalogue, or where a publisher sends us on to.
        source: whose hosts count.
        loopback: allow plain HTTP to this machine; only ever set by tests that run a publisher of their own.

    Raises:
        AddressNotAllowed: another scheme, host or port, or a user name in it; nothing was sent.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressNotAllowed("The publisher sent us on to something that is no web address.") from error
    is_ours = loopback and parts.scheme == "http" and host == LOOPBACK
    is_https = parts.scheme == "https" and port in (None, 443)
    if host not in source.hosts or parts.username is not None or not (is_ours or is_https):
        raise AddressNotAllowed(
            f"{parts.scheme}://{host} is not asked: only HTTPS on {', '.join(source.hosts)} is. If the publisher "
            "has moved, change the list's [source] in the catalogue.",
            host=host,
        )
    return url
