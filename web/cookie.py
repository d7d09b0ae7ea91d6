"""The cookie that holds the secret of a session.

Over https its name begins with `__Host-`: browsers then take it from this very host only, never from a neighbour, and
never without encryption. Without https it is given only on this very machine, where nobody listens.
"""

from __future__ import annotations

from flask import Request, Response

SECURE, PLAIN = "__Host-screening", "screening-here"


def secret_of(request: Request) -> str:
    """The secret that the browser sends; "" where it sends none."""
    return request.cookies.get(_name(request), "")


def give(request: Request, response: Response, secret: str) -> Response:
    """Let the browser keep a secret until it is closed; scripts and other sites' forms never get it."""
    response.set_cookie(
        _name(request), secret, httponly=True, secure=request.is_secure, samesite="Lax", path="/"
    )
    return response


def take_away(request: Request, response: Response) -> Response:
    """Let the browser forget it."""
    response.delete_cookie(_name(request), httponly=True, secure=request.is_secure, samesite="Lax", path="/")
    return response


def _name(request: Request) -> str:
    return SECURE if request.is_secure else PLAIN
