"""Signing in and out, and what a one-time link leads to: the first account, an invitation, a new password.

A session begins after the second step where two-factor authentication is on; until then the browser holds a note
(`web.pages.two_factor_step`). Whoever must have a second factor and has none is led to set it up before anything else.
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
    abort,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from screening.accounts import accounts, mail_links, one_time_links, sessions, two_factor
from screening.accounts.devices import DeviceCookie
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.storage.people_tables import Person
from web import cookies
from web.access import SignInNeeded, from_here
from web.i18n import _
from web.pages import two_factor_step
from web.pages.sign_in_attempts import Attempts
from web.pages.two_factor_step import FirstStep, FirstStepGone
from web.policy_choice import PolicyChoice
from web.routes import routes

NAME = "sign_in"
# What somebody may still do who must set up two-factor authentication first.
_BEFORE_SECOND_FACTOR = frozenset(
    {"two_factor.show", "two_factor.begin", "two_factor.confirm", "sign_in.leave"}
)


class NotPrivate(ScreeningError):
    """A password would travel where others may read it; it was not looked at."""

    code, status = "not-private", 403


class TwoFactorNeeded(ScreeningError):
    """The person must set up two-factor authentication before anything else."""

    code, status = "two-factor-needed", 403


def make_blueprint(context: AppContext, attempts: Attempts) -> Blueprint:
    """The blueprint of everything that is done before one is signed in, and of the way out."""
    page = Blueprint(NAME, __name__)
    shown = {
        "provider": context.settings.oidc_label if context.settings.oidc_issuer else "",
        "sends_mail": context.settings.sends_mail,
    }

    @page.get("/sign-in")
    def ask() -> ResponseReturnValue:
        check_private(request)
        onward = local_path(request.args.get("next", "/"))
        return redirect(onward) if g.caller else render_template("sign_in.html", onward=onward, **shown)

    @page.post("/sign-in")
    def enter() -> ResponseReturnValue:
        check_private(request)
        login, password = request.form.get("login", ""), request.form.get("password", "")
        onward = local_path(request.form.get("next", "/"))
        device = cookies.device_of(request)
        try:
            attempt = attempts.begin(login, request.remote_addr or "", device.sent)
            with attempts.looking(attempt):
                person = accounts.sign_in(context, login, password)
            if person.two_factor_at:
                return _to_code(person, "password", onward)
            secret = sessions.begin(context, person, browser_of(request), "password", device)
        except ScreeningError as error:
            return _again(error, "sign_in.html", onward=onward, login=login, **shown)
        return _signed_in(secret, onward, device)

    @page.get("/sign-in/code")
    def ask_code() -> ResponseReturnValue:
        check_private(request)
        try:
            two_factor_step.of(context, request)
        except FirstStepGone:
            return redirect(url_for("sign_in.ask"))
        return render_template("sign_in_code.html")

    @page.post("/sign-in/code")
    def enter_code() -> ResponseReturnValue:
        check_private(request)
        try:
            first = two_factor_step.of(context, request)
        except FirstStepGone as error:
            return _again(error, "sign_in.html", onward="/", login="", **shown)
        try:
            return _second_step(first)
        except ScreeningError as error:
            return _again(error, "sign_in_code.html")

    def _second_step(first: FirstStep) -> Response:
        device, whose = cookies.device_of(request), first.person
        attempt = attempts.code(whose.login, device.sent)
        given = request.form.get("code", "") or request.form.get("recovery", "")
        secret = two_factor.sign_in_with_code(context, whose, given, browser_of(request), first.how, device)
        attempts.succeeded(attempt)
        return cookies.take_step_away(request, _signed_in(secret, first.onward, device))

    def _to_code(whose: Person, how: str, onward: str) -> Response:
        answer = make_response(redirect(url_for("sign_in.ask_code"), code=303))
        return two_factor_step.note(context, request, answer, whose, how, onward)

    @page.get("/sign-in/forgotten")
    def ask_link() -> str:
        check_private(request)
        _check_mail()
        return render_template("forgotten.html")

    @page.post("/sign-in/forgotten")
    def send_link() -> ResponseReturnValue:
        check_private(request)
        _check_mail()
        login = request.form.get("login", "")
        try:
            attempts.link(login, request.remote_addr or "")
            mail_links.ask_new_password(context, login)
        except ScreeningError as error:
            return _again(error, "forgotten.html", login=login)
        # The same whoever asks and whatever came of it: nobody learns here who has an account.
        return render_template("forgotten.html", done=True)

    def _check_mail() -> None:
        if not context.settings.sends_mail:
            abort(404)

    @page.post("/sign-out")
    def leave() -> ResponseReturnValue:
        signed = g.caller.signed
        if signed is not None:
            sessions.end(context, signed.person, signed.session_id, g.caller.team)
        answer = PolicyChoice().keep(
            make_response(redirect(url_for("sign_in.ask"), code=303)), secure=request.is_secure
        )
        return cookies.take_away(request, answer)

    @page.get("/welcome/<secret>")
    def welcome(secret: str) -> str:
        check_private(request)
        return render_template("welcome.html", welcome=one_time_links.read_link(context, secret), given={})

    @page.post("/welcome/<secret>")
    def take_up(secret: str) -> ResponseReturnValue:
        check_private(request)
        found, given, device = (
            one_time_links.read_link(context, secret),
            request.form,
            cookies.device_of(request),
        )
        try:
            begun = _use(context, found, secret, device)
        except ScreeningError as error:
            return _again(error, "welcome.html", welcome=found, given=given)
        onward = url_for("check.show")
        if not begun:
            return _to_code(two_factor_step.person(context, found.person_id), found.kind.value, onward)
        return _signed_in(begun, onward, device)

    return page


def register(app: Flask, context: AppContext) -> None:
    """Lead whoever has to sign in to where it is done, and back afterwards; and to a second factor who must have one."""

    @app.before_request
    def second_factor_first() -> None:
        signed = g.caller.signed if g.caller else None
        if signed is None or request.endpoint in routes().open | _BEFORE_SECOND_FACTOR:
            return
        if not signed.person.two_factor_at and two_factor.must_have(context, signed):
            raise TwoFactorNeeded(_("Set up two-factor authentication first; your institution asks for it."))

    @app.errorhandler(SignInNeeded)
    def lead(error: SignInNeeded) -> Response:
        asked = request.full_path.rstrip("?") if request.method == "GET" else ""
        to = url_for("sign_in.ask", next=asked if asked not in ("", "/") else None)
        return _lead(error, to, sign_in=to)

    @app.errorhandler(TwoFactorNeeded)
    def lead_to_second_factor(error: TwoFactorNeeded) -> Response:
        to = url_for("two_factor.show")
        return _lead(error, to, set_up=to)


def local_path(given: str) -> str:
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
                "Passwords are accepted over https only. The people who run this service have to put a proxy with TLS in"
                " front of it and set SCREENING_TRUSTED_PROXIES to 1."
            )
        )


def _lead(error: ScreeningError, to: str, **link: str) -> Response:
    """To an address, where the browser can be led there; else the sentence with a link of this kind."""
    if request.method == "GET" and "HX-Request" not in request.headers:
        return make_response(redirect(to))
    page = render_template(
        "refused.html", sentence=error.sentence, code=error.code, status=error.status, **link
    )
    answer = make_response(page, error.status)
    answer.headers["HX-Redirect"] = to  # htmx puts no answer into a part of a page that has ended
    return answer


def _use(context: AppContext, welcome: one_time_links.Welcome, secret: str, device: DeviceCookie) -> str:
    """Use a link; "" where a code is still to be given."""
    given, browser = request.form, browser_of(request)
    password = given.get("password", "")
    if welcome.kind is not one_time_links.LinkKind.SET_UP:
        return one_time_links.set_password(context, secret, password, browser, device)
    login, name, team = (given.get(each, "") for each in ("login", "name", "team"))
    return one_time_links.set_up(
        context,
        secret,
        login=login,
        name=name,
        team=team,
        password=password,
        browser=browser,
        device=device,
    )


def _signed_in(secret: str, onward: str, device: DeviceCookie) -> Response:
    answer = cookies.give(request, make_response(redirect(onward, code=303)), secret)
    return cookies.give_device(request, answer, device)


def _again(error: ScreeningError, template: str, **shown: object) -> Response:
    """The form once more, with the sentence of the refusal; what was typed stays, but for the password."""
    answer = make_response(
        render_template(template, refused=error.sentence, code=error.code, **shown), error.status
    )
    if isinstance(wait := error.facts.get("retry_after"), int):
        answer.headers["Retry-After"] = str(wait)
    return answer
