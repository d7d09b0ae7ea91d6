"""The cookies of signing in: the secret of a session, the secret by which a browser is known, and a first step taken.

Over https their names begin with `__Host-`: browsers then take them from this very host only, never from a neighbour, and
never without encryption. Without https they are given only on this very machine, where nobody listens.
"""

from __future__ import annotations

from flask import Request, Response

from screening.accounts.credentials import new_secret
from screening.accounts.devices import LASTS, DeviceCookie

SECURE, PLAIN = "__Host-screening", "screening-here"
DEVICE, STEP = "device", "step"  # what the names of the other two end with


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


def device_of(request: Request) -> DeviceCookie:
    """The secret by which the browser is known, and the one that it gets if somebody signs in now."""
    return DeviceCookie(request.cookies.get(_name(request, DEVICE), ""), new_secret())


def give_device(request: Request, response: Response, device: DeviceCookie) -> Response:
    """Let the browser keep for long by what it is known. `Lax`, because who comes back from a provider has it too."""
    response.set_cookie(
        _name(request, DEVICE),
        device.given,
        max_age=LASTS,
        httponly=True,
        secure=request.is_secure,
        samesite="Lax",
        path="/",
    )
    return response


def step_of(request: Request) -> str:
    """The note of a first step that was taken; "" where there is none."""
    return request.cookies.get(_name(request, STEP), "")


def give_step(request: Request, response: Response, note: str, seconds: int) -> Response:
    """Let the browser keep the note of a first step for so many seconds."""
    response.set_cookie(
        _name(request, STEP),
        note,
        max_age=seconds,
        httponly=True,
        secure=request.is_secure,
        samesite="Strict",
        path="/",
    )
    return response


def take_step_away(request: Request, response: Response) -> Response:
    """Let the browser forget the note."""
    response.delete_cookie(
        _name(request, STEP), httponly=True, secure=request.is_secure, samesite="Strict", path="/"
    )
    return response


def _name(request: Request, what: str = "") -> str:
    name = SECURE if request.is_secure else PLAIN
    return f"{name}-{what}" if what else name
