"""The door of the pages: closed by default, and every question of who may do what is answered here.

While no accounts are set up, only this very machine is answered, under its own name, and may do everything.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Request, g, request

from screening.jobs import Installation
from web.access import OnlyHere, from_here
from web.pages import forms


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: the account that acts, and the team whose runs it sees."""

    actor: str
    team: str


THIS_MACHINE = Person("this-machine", "this-machine")


@dataclass(frozen=True)
class Door:
    """Lets requests to pages in or turns them away; `place` is None where only single checks are served."""

    place: Installation | None

    @property
    def key(self) -> bytes:
        """What signs forms; without an installation no page changes anything."""
        return self.place.key if self.place else b""

    def admit(self, request: Request) -> None:
        """Say who asks, in `g.person`, and let only our own forms change something.

        Raises:
            OnlyHere: the request comes from elsewhere.
            FormRefused: a form that was not made here for this browser.
        """
        if not from_here(request):
            raise OnlyHere("No accounts are set up, so the pages answer this machine only.")
        g.person = THIS_MACHINE
        if self.place is not None and request.endpoint not in LARGE:
            forms.check(request, self.key)

    def register(self, app: Flask) -> None:
        """Let templates prove their forms, and browsers remember their secret."""

        def proof() -> str:
            g.form_used = True
            return forms.proof(self.key, forms.secret_of(request))

        app.jinja_env.globals.update(proof=proof)
        app.after_request(forms.remember)


LARGE = frozenset(
    {"upload.keep"}
)  # takes a larger body than others, so it checks its form itself, before all else
