"""A first step that was taken: the password was right, and the code of the second factor is still to be given.

It is no session. It is a signed note in a cookie that scripts and other sites never get, bound to the browser's own
secret, good for ten minutes, and worth nothing once the password is another one. It is not bound to a session: a link to
a new password ends the one in which it was opened.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from flask import Request, Response
from itsdangerous import BadData, URLSafeSerializer

from screening.accounts import accounts
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.storage.people_tables import Person
from web import cookies
from web.i18n import _
from web.pages import forms

LASTS = 600  # seconds to find one's telephone


class FirstStepGone(ScreeningError):
    """No first step was taken in this browser, or too long ago."""

    code, status = "sign-in-again", 401


@dataclass(frozen=True, slots=True)
class FirstStep:
    """Whose password was right, how that was shown, and where he wants to go."""

    person: Person
    how: str
    onward: str


def note(
    context: AppContext, request: Request, response: Response, whose: Person, how: str, onward: str
) -> Response:
    """Let the browser keep that the first step was taken."""
    ends = int(context.now().timestamp()) + LASTS
    forms.keep_secret(request, response)
    said = [whose.id, _password_mark(context, whose), _browser_mark(request), how, onward, ends]
    return cookies.give_step(request, response, _serializer(context).dumps(said), LASTS)


def of(context: AppContext, request: Request) -> FirstStep:
    """The first step that was taken in this browser.

    Raises:
        FirstStepGone: none was, or too long ago, or the account was changed since.
    """
    try:
        said = _serializer(context).loads(cookies.step_of(request))
        person_id, password, browser, how, onward, ends = said
    except (BadData, ValueError, TypeError) as error:
        raise _gone() from error
    if context.now().timestamp() >= ends or not hmac.compare_digest(browser, _browser_mark(request)):
        raise _gone()
    with context.database.read() as session:
        whose = session.get(Person, person_id)
        session.expunge_all()
    if (
        whose is None
        or whose.disabled_at
        or not hmac.compare_digest(password, _password_mark(context, whose))
    ):
        raise _gone()
    return FirstStep(whose, how, onward)


def person(context: AppContext, person_id: str) -> Person:
    """The person as he is now, apart from any transaction."""
    with context.database.read() as session:
        found = accounts.person(session, person_id)
        session.expunge_all()
    return found


def _serializer(context: AppContext) -> URLSafeSerializer:
    return URLSafeSerializer(context.key, salt="first step of signing in")


def _browser_mark(request: Request) -> str:
    """Who has the note alone, without the browser's other cookie, has nothing."""
    return hashlib.sha256(forms.secret_of_browser(request).encode()).hexdigest()


def _password_mark(context: AppContext, whose: Person) -> str:
    return hmac.new(context.key, f"first step:{whose.password}".encode(), hashlib.sha256).hexdigest()


def _gone() -> FirstStepGone:
    return FirstStepGone(_("This took too long or began in another browser. Sign in again."))
