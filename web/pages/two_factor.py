"""Two-factor authentication on one's own account: turning it on, recovery codes, turning it off.

The key for the app is shown as a QR code, which is drawn here and stands in the page as SVG, and as text to type. Recovery
codes are shown once, on the answer to the form that made them.
"""

from __future__ import annotations

from collections.abc import Callable

import segno
from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from screening.accounts import two_factor
from screening.accounts.accounts import SignInRefused
from screening.accounts.credentials import is_right
from screening.accounts.sessions import Signed
from screening.context import AppContext
from screening.errors import ScreeningError
from web import cookies
from web.i18n import _
from web.pages import two_factor_step
from web.pages.sign_in import check_private
from web.pages.sign_in_attempts import Attempts

NAME = "two_factor"


def make_blueprint(context: AppContext, attempts: Attempts) -> Blueprint:
    """The blueprint of one's own second factor."""
    page = Blueprint(NAME, __name__, url_prefix="/account/two-factor")

    def shown(refused: ScreeningError | None = None, codes: list[str] | None = None) -> ResponseReturnValue:
        signed = _signed()
        person = two_factor_step.person(context, signed.person.id)  # as the form just left him
        enrolment = two_factor.enrolment(context, person)
        page = render_template(
            "two_factor.html",
            person=person,
            offered=context.settings.two_factor != "off",
            needed=two_factor.must_have(context, signed),
            enrolment=enrolment,
            qr=qr_code(enrolment.address) if enrolment else "",
            left=two_factor.recovery_codes_left(context, person.id),
            codes=codes,
            refused=refused,
        )
        return page, refused.status if refused else 200

    def done(act: Callable[[Signed], list[str] | None]) -> ResponseReturnValue:
        """Do it and show the page again: with new recovery codes, or with the sentence of the refusal."""
        check_private(request)
        try:
            codes = act(_signed())
        except ScreeningError as error:
            return shown(error)
        return shown(codes=codes) if codes else redirect(url_for("two_factor.show"), code=303)

    def check_password(signed: Signed) -> None:
        attempt = attempts.again(signed.person.id)
        with attempts.looking(attempt):
            if not is_right(signed.person.password, request.form.get("password", "")):
                raise SignInRefused(_("The password is wrong."))

    def with_code(signed: Signed, act: Callable[[str], list[str] | None]) -> list[str] | None:
        attempt = attempts.code(signed.person.login, cookies.device_of(request).sent)
        codes = act(request.form.get("code", ""))
        attempts.succeeded(attempt)
        return codes

    @page.get("/")
    def show() -> ResponseReturnValue:
        return shown()

    @page.post("/begin")
    def begin() -> ResponseReturnValue:
        def act(signed: Signed) -> None:
            check_password(signed)
            two_factor.begin(context, signed.person.id)

        return done(act)

    @page.post("/confirm")
    def confirm() -> ResponseReturnValue:
        return done(lambda signed: with_code(signed, lambda code: two_factor.turn_on(context, signed, code)))

    @page.post("/recovery-codes")
    def new_codes() -> ResponseReturnValue:
        return done(
            lambda signed: with_code(
                signed, lambda code: two_factor.renew_recovery_codes(context, signed, code)
            )
        )

    @page.post("/off")
    def turn_off() -> ResponseReturnValue:
        def act(signed: Signed) -> None:
            check_password(signed)
            with_code(signed, lambda code: two_factor.turn_off(context, signed, code))

        return done(act)

    return page


def qr_code(text: str) -> Markup:
    """The text as a QR code: dark on light whatever the page's colours are, since apps read no other."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return Markup(drawn)  # noqa: S704 - made of numbers alone


def _signed() -> Signed:
    """Who is signed in; without accounts, and for whom a provider vouches, there is nothing here."""
    signed: Signed | None = g.caller.signed
    if signed is None or not signed.person.password:
        abort(404)
    return signed
