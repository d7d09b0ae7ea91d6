"""Signing in and out, and what a one-time link leads to: the first account, an invitation, a new password.

Passwords are taken over https only, or on this very machine. Where somebody goes after signing in is an address of
this site or the start page.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Request,
    Response,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from screening.errors import ScreeningError
from screening.jobs import Installation
from screening.people import accounts, links, sessions
from web import cookie
from web.access import SignInNeeded, from_here
from web.pages.attempts import Attempts
from web.texts import _

NAME = "sign_in"


class NotPrivate(ScreeningError):
    """A password would travel where others may read it; it was not looked at."""

    code, status = "not-private", 403


def make_blueprint(place: Installation, attempts: Attempts) -> Blueprint:
    """The blueprint of everything that is done before one is signed in, and of the way out."""
    page = Blueprint(NAME, __name__)
    provider = place.settings.oidc_title if place.settings.oidc_issuer else ""

    @page.get("/sign-in")
    def ask() -> ResponseReturnValue:
        check_private(request)
        onward = own_path(request.args.get("next", "/"))
        return (
            redirect(onward)
            if g.caller
            else render_template("sign_in.html", onward=onward, provider=provider)
        )

    @page.post("/sign-in")
    def enter() -> ResponseReturnValue:
        check_private(request)
        login, password = request.form.get("login", ""), request.form.get("password", "")
        onward = own_path(request.form.get("next", "/"))
        try:
            attempts.begin(login, request.remote_addr or "")
            person = accounts.sign_in(place, login, password)
            attempts.succeeded(login, request.remote_addr or "")
            secret = sessions.begin(place, person, browser_of(request))
        except ScreeningError as error:
            return _again(error, "sign_in.html", onward=onward, login=login, provider=provider)
        return _signed_in(secret, onward)

    @page.post("/sign-out")
    def leave() -> ResponseReturnValue:
        signed = g.caller.signed
        if signed is not None:
            sessions.end(place, signed.person, signed.session_id, g.caller.team)
        return cookie.take_away(request, make_response(redirect(url_for("sign_in.ask"), code=303)))

    @page.get("/welcome/<secret>")
    def welcome(secret: str) -> str:
        check_private(request)
        return render_template("welcome.html", welcome=links.look(place, secret), given={})

    @page.post("/welcome/<secret>")
    def take_up(secret: str) -> ResponseReturnValue:
        check_private(request)
        found, given = links.look(place, secret), request.form
        try:
            begun = _use(place, found, secret)
        except ScreeningError as error:
            return _again(error, "welcome.html", welcome=found, given=given)
        return _signed_in(begun, url_for("check.show"))

    return page


def register(app: Flask) -> None:
    """Lead whoever has to sign in to where it is done, and back afterwards."""

    @app.errorhandler(SignInNeeded)
    def lead(error: SignInNeeded) -> Response:
        asked = request.full_path.rstrip("?") if request.method == "GET" else ""
        to = url_for("sign_in.ask", next=asked if asked not in ("", "/") else None)
        if asked and "HX-Request" not in request.headers:
            return make_response(redirect(to))
        page = render_template("refused.html", sentence=error.sentence, code=error.code, sign_in=to)
        answer = make_response(page, error.status)
        answer.headers["HX-Redirect"] = to  # htmx puts no answer into a part of a page that has ended
        return answer


def own_path(given: str) -> str:
    """The address where it is a path of this site, else "/"."""
    parts = urlsplit(given)
    odd = "\\" in given or not given.isprintable() or " " in given
    mine = given.startswith("/") and not given.startswith("//") and not parts.scheme and not parts.netloc
    return given if mine and not odd else "/"


def browser_of(given: Request) -> str:
    """How the browser names itself."""
    return given.headers.get("User-Agent", "")


def check_private(given: Request) -> None:
    """Let only what nobody else can read go on.

    Raises:
        NotPrivate: the request came without https from another machine, or through a proxy that is not known.
    """
    if not given.is_secure and not from_here(given):
        raise NotPrivate(
            _(
                "Passwords are taken over https only; whoever runs this service puts a proxy with TLS in front of it and"
                " sets SCREENING_PROXIES to 1."
            )
        )


def _use(place: Installation, welcome: links.Welcome, secret: str) -> str:
    given, browser = request.form, browser_of(request)
    password = given.get("password", "")
    if welcome.kind is not links.Kind.SET_UP:
        return links.set_password(place, secret, password, browser)
    login, name, team = (given.get(each, "") for each in ("login", "name", "team"))
    return links.set_up(place, secret, login=login, name=name, team=team, password=password, browser=browser)


def _signed_in(secret: str, onward: str) -> Response:
    return cookie.give(request, make_response(redirect(onward, code=303)), secret)


def _again(error: ScreeningError, template: str, **shown: object) -> Response:
    """The form once more, with the sentence of the refusal; what was typed stays, but for the password."""
    answer = make_response(
        render_template(template, refused=error.sentence, code=error.code, **shown), error.status
    )
    if isinstance(wait := error.facts.get("retry_after"), int):
        answer.headers["Retry-After"] = str(wait)
    return answer
