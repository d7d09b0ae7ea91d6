"""The token of a service without accounts: taken from the address that `screening serve` prints, or pasted into a form.

Either way it leaves the address bar at once: the browser gets a cookie and is sent on to the address without it.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from screening.errors import ScreeningError
from web import token_cookie
from web.access import Access, TokenFormNeeded, TokenNeeded
from web.i18n import _
from web.pages.sign_in import local_path

NAME = "token"
FIELD = "token"


def register(app: Flask, access: Access) -> None:
    """Answer where the token is given, and show the form where a page needs it."""
    page = Blueprint(NAME, __name__)

    @page.get("/token")
    def ask() -> ResponseReturnValue:
        return redirect("/") if access.has_accounts else render_template("token.html", onward="/")

    @page.post("/token")
    def give() -> ResponseReturnValue:
        return _take(access, request.form.get(FIELD, "").strip(), request.form.get("next", "/"))

    app.register_blueprint(page)

    @app.errorhandler(TokenFormNeeded)
    def needed(error: TokenFormNeeded) -> Response:
        answer = _form(error, _address_without() if request.method == "GET" else "/", again=False)
        if "HX-Request" in request.headers:
            answer.headers["HX-Redirect"] = "/"  # htmx puts no answer into a part of a page that has ended
        return answer


def take_from_address(access: Access) -> Response:
    """The answer to an address that holds the token: the same address without it, and a cookie where it is right."""
    onward = _address_without()
    if access.has_accounts:
        return make_response(redirect(local_path(onward)))
    return _take(access, request.args[FIELD], onward)


def _take(access: Access, given: str, onward: str) -> Response:
    try:
        access.take_token(request, given)
    except ScreeningError as error:
        return _form(error, onward, again=True)
    return token_cookie.give(request, make_response(redirect(local_path(onward), code=303)), given)


def _form(error: ScreeningError, onward: str, *, again: bool) -> Response:
    sentence = error.sentence
    if again and isinstance(error, TokenNeeded):
        sentence = _("This is not the token of the running service; each start makes a new one.")
    page = render_template(
        "token.html", sentence=sentence, code=error.code, onward=local_path(onward), again=again
    )
    answer = make_response(page, error.status)
    if isinstance(wait := error.facts.get("retry_after"), int):
        answer.headers["Retry-After"] = str(wait)
    return answer


def _address_without() -> str:
    rest = [(key, each) for key, each in request.args.items(multi=True) if key != FIELD]
    return quote(request.path) + (f"?{urlencode(rest)}" if rest else "")
