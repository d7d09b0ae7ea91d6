"""Forms that change something carry proof that they were made by this service for this browser.

The proof is an HMAC of the browser's own secret cookie; another site knows neither, and the proof of one session is
worth nothing in another. What a browser says of where a request comes from is believed where it says "elsewhere".
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from flask import Flask, Request, Response, g, request

from screening.errors import ScreeningError
from web.i18n import _

COOKIE = "screening-form"
FIELD = "proof"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
# These take a larger body than others, so they call `check` themselves, before all else.
LARGE = frozenset(
    {
        "upload.keep",
        "review.add_file",
        "review.give_annotated",
        "review.take_annotated",
        "list_by_hand.give",
        "watches.give",
        "watches.give_newer",
    }
)


class FormRefused(ScreeningError):
    """The form does not prove that it was made here for this browser; nothing was changed."""

    code, status = "form-refused", 400


def register(app: Flask, key: bytes, pages: frozenset[str]) -> None:
    """Check every form of the blueprints `pages`, let templates prove theirs, and browsers remember their secret.

    Without a `key` nothing is kept here, and no page changes anything.
    """

    @app.before_request
    def proven() -> None:
        if key and request.blueprint in pages and request.endpoint not in LARGE:
            check(request, key)

    @app.template_global("proof")
    def proof_of_form() -> str:
        g.form_used = True
        return proof(key, secret_of(request))

    app.after_request(remember)


def secret_of(request: Request) -> str:
    """The browser's secret; made up where it has none yet."""
    if "form_secret" not in g:
        g.form_secret = g.get("session_secret") or secret_of_browser(request)
    return str(g.form_secret)


def secret_of_browser(request: Request) -> str:
    """The secret of the browser's own cookie, which no session takes with it when it ends; made up where it has none."""
    if "browser_secret" not in g:
        g.browser_secret = request.cookies.get(COOKIE) or secrets.token_urlsafe(32)
    return str(g.browser_secret)


def proof(key: bytes, secret: str) -> str:
    """What a form carries."""
    return hmac.new(key, b"form:" + secret.encode(), hashlib.sha256).hexdigest()


def check(request: Request, key: bytes) -> None:
    """Let only our own forms change something.

    Raises:
        FormRefused: the proof is missing, wrong or another session's, or the browser says it comes from elsewhere.
    """
    if request.method not in UNSAFE:
        return
    elsewhere = request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
    # Which browsers say of our own forms, since no referrer is sent.
    origin = request.headers.get("Origin", "null")
    if elsewhere or (origin != "null" and urlsplit(origin).netloc != request.host):
        raise FormRefused(_("The form comes from another site; open the page here and send it again."))
    given = request.form.get(FIELD, "")
    if not hmac.compare_digest(given.encode(), proof(key, secret_of(request)).encode()):
        raise FormRefused(_("The form has expired; open the page again and send it once more."))


def remember(response: Response) -> Response:
    """Give a browser its secret, where a form was made for it and it has no session to take it from."""
    if g.get("form_used") and not g.get("session_secret"):
        keep_secret(request, response)
    return response


def keep_secret(request: Request, response: Response) -> None:
    """Let the browser keep its own secret."""
    response.set_cookie(
        COOKIE,
        secret_of_browser(request),
        httponly=True,
        secure=request.is_secure,
        samesite="Strict",
        path="/",
    )
