"""One's own account: teams and roles, the password, where one is signed in, and which browsers are known."""

from __future__ import annotations

from flask import Blueprint, abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.accounts import accounts, devices, mail_links, one_time_links, sessions, two_factor
from screening.accounts.accounts import SignInRefused
from screening.accounts.credentials import check_new, digest, hash_password, is_right
from screening.accounts.one_time_links import LinkUnknown
from screening.accounts.roles import installation_meaning, meanings
from screening.accounts.sessions import Signed
from screening.context import AppContext
from screening.errors import ScreeningError
from web import cookies, locales
from web.i18n import _
from web.pages.sign_in import check_private
from web.pages.sign_in_attempts import Attempts

NAME = "account"
_ADDRESS_SECONDS = 60  # between two addresses of one person, to each of which a mail goes


def make_blueprint(context: AppContext, attempts: Attempts) -> Blueprint:
    """The blueprint of what one does about oneself."""
    page = Blueprint(NAME, __name__, url_prefix="/account")

    def show(refused: ScreeningError | None = None, **more: object) -> ResponseReturnValue:
        signed = g.caller.signed
        shown = render_template(
            "account.html",
            signed=signed,
            meanings=meanings(),
            installation=installation_meaning(),
            today=lambda: context.now().date(),
            sessions=sessions.of_person(context, signed.person.id) if signed else (),
            devices=devices.of_person(context, signed.person.id) if signed else (),
            this_device=digest(cookies.device_of(request).sent),
            codes_left=two_factor.recovery_codes_left(context, signed.person.id) if signed else 0,
            two_factor_offered=context.settings.two_factor != "off",
            sends_mail=context.settings.sends_mail,
            **more,
            refused=refused.sentence if refused else "",
            code=refused.code if refused else "",
        )
        return shown, refused.status if refused else 200

    @page.get("/")
    def overview() -> ResponseReturnValue:
        return show()

    @page.post("/password")
    def password() -> ResponseReturnValue:
        check_private(request)
        signed = _signed()
        try:
            _change(context, attempts, signed)
        except ScreeningError as error:
            return show(error)
        return redirect(url_for("account.overview", done="password"), code=303)

    @page.post("/address")
    def address() -> ResponseReturnValue:
        check_private(request)
        signed = _signed()
        try:
            _check_password(attempts, signed)
            if given := request.form.get("email", "").strip():
                # Each is a mail to an address that may be somebody else's.
                given = mail_links.check_address(given)
                words = _("You changed your address a moment ago")
                attempts.once(f"address of {signed.person.id}", _ADDRESS_SECONDS, words)
            mail_links.set_address(context, signed.person, given, team=signed.place.team_id)
        except ScreeningError as error:
            return show(error)
        return redirect(url_for("account.overview", done="address"), code=303)

    @page.get("/address/<proof>")
    def address_link(proof: str) -> ResponseReturnValue:
        try:
            mail_links.check_proof(context, _signed().person, proof, context.now())
        except LinkUnknown as error:
            return show(error)
        return show(address_proof=proof)

    @page.post("/address/<proof>")
    def confirm_address(proof: str) -> ResponseReturnValue:
        signed = _signed()
        try:
            mail_links.confirm_address(context, signed.person, proof, team=signed.place.team_id)
        except LinkUnknown as error:
            return show(error)
        return redirect(url_for("account.overview", done="confirmed"), code=303)

    @page.post("/team")
    def team() -> ResponseReturnValue:
        secret = sessions.switch(context, _signed(), request.form.get("team", ""))
        return cookies.give(request, make_response(redirect(url_for("check.show"), code=303)), secret)

    @page.post("/locale")
    def locale() -> ResponseReturnValue:
        answer = make_response(redirect(url_for("account.overview"), code=303))
        return locales.keep(answer, request.form.get("locale", ""), request.is_secure)

    @page.post("/sessions/<session_id>/end")
    def end(session_id: str) -> ResponseReturnValue:
        sessions.end(context, _signed().person, session_id, g.caller.team)
        return redirect(url_for("account.overview"), code=303)

    @page.post("/devices/<device_id>/forget")
    def forget_device(device_id: str) -> ResponseReturnValue:
        devices.forget(context, _signed().person, device_id, g.caller.team)
        return redirect(url_for("account.overview"), code=303)

    return page


def _signed() -> Signed:
    """Who is signed in; without accounts there is nothing here to change."""
    if g.caller.signed is None:
        abort(404)
    signed: Signed = g.caller.signed
    return signed


def _check_password(attempts: Attempts, signed: Signed) -> None:
    """Let only who shows that he knows the password go on; who signs in through a provider has none here.

    Raises:
        SignInRefused, TooMany: it is another one, or too many others were given.
    """
    if not signed.person.password:
        return
    attempt = attempts.again(signed.person.id)
    with attempts.looking(attempt):
        if not is_right(signed.person.password, request.form.get("now", "")):
            raise SignInRefused(_("Your current password is wrong."))


def _change(context: AppContext, attempts: Attempts, signed: Signed) -> None:
    """Change the password of somebody who shows that he knows the one before.

    Raises:
        SignInRefused, PasswordRefused, TooMany: nothing was changed.
    """
    person, given = signed.person, request.form
    _check_password(attempts, signed)
    check_new(given.get("password", ""), person.login, person.name)
    kept = hash_password(given.get("password", ""))
    with context.decide() as decision:
        whose = accounts.locked_as_let_in(decision.session, person)
        one_time_links.replace_password(
            decision,
            whose,
            kept,
            team=signed.place.team_id,
            how="changed",
            session_id=signed.session_id,
            device=cookies.device_of(request).sent,
        )
