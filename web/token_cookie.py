"""The cookie of a browser that was let in by the token of a service without accounts.

It holds a keyed hash of the host with its port, not the token: so it is worth nothing at another port or to another
installation, and whoever reads it cannot call the API. Browsers send cookies to every port of a host, so each port has
a name of its own.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from flask import Request, Response


def is_in(request: Request, token: str) -> bool:
    """Whether the browser was let in by `token`."""
    return hmac.compare_digest(
        request.cookies.get(name(request), "").encode(), value(request, token).encode()
    )


def give(request: Request, response: Response, token: str) -> Response:
    """Let the browser keep it until it is closed; scripts and other sites' forms never get it."""
    response.set_cookie(
        name(request),
        value(request, token),
        httponly=True,
        secure=request.is_secure,
        samesite="Lax",
        path="/",
    )
    return response


def name(request: Request) -> str:
    """What it is called at the port that is asked."""
    if request.is_secure:
        return "__Host-screening-token"
    return f"screening-token-{urlsplit(request.host_url).port or 80}"


def value(request: Request, token: str) -> str:
    """What it holds at the host and port that is asked."""
    return hmac.new(token.encode(), f"browser at {request.host}".encode(), hashlib.sha256).hexdigest()
