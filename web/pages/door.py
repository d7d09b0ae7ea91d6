"""The door of the pages: closed by default.

While no accounts are set up, only this very machine is answered, under its own name.
"""

from __future__ import annotations

from flask import Request

from web.access import OnlyHere, from_here


def admit(request: Request) -> None:
    """Let a request to a page in.

    Raises:
        OnlyHere: it comes from elsewhere.
    """
    if not from_here(request):
        raise OnlyHere("No accounts are set up, so the pages answer this machine only.")
