"""Mail, for administrators: whether it is set up, what was sent and what could not be, and sending that again."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from screening.accounts.mail_links import mail_address_of
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.mail.mail_log import count_failed, dismiss, put_test_mail, recent, send_again
from web.i18n import N_
from web.pages.page_context import PageContext

NAME = "mail"
# What sorts of mail are called; one that has no words here is shown by its name.
KINDS = {
    "test": N_("test mail"),
    "invitation": N_("invitation"),
    "password": N_("link to a new password"),
    "address": N_("e-mail address of an account"),
}


def make_blueprint(_shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of mail."""
    page = Blueprint(NAME, __name__, url_prefix="/mail")

    def listed(refused: ScreeningError | None = None) -> ResponseReturnValue:
        within = g.caller.within
        with context.database.read() as session:
            failed = count_failed(session, within)
        text = render_template(
            "mail.html",
            settings=context.settings,
            mails=recent(context, within),
            kinds=KINDS,
            failed=failed,
            mine=_my_address(),
            refused=refused,
        )
        return text, refused.status if refused else 200

    @page.get("/")
    def every() -> ResponseReturnValue:
        return listed()

    @page.post("/test")
    def try_out() -> ResponseReturnValue:
        return _done(
            lambda: put_test_mail(context, _my_address(), actor=g.caller.id, team=g.caller.within or "")
        )

    @page.post("/<mail_id>/again")
    def again(mail_id: str) -> ResponseReturnValue:
        return _done(lambda: send_again(context, mail_id, actor=g.caller.id, within=g.caller.within))

    @page.post("/<mail_id>/dismiss")
    def rest(mail_id: str) -> ResponseReturnValue:
        return _done(lambda: dismiss(context, mail_id, actor=g.caller.id, within=g.caller.within))

    def _done(act: Callable[[], None]) -> ResponseReturnValue:
        try:
            act()
        except ScreeningError as error:
            return listed(error)
        return redirect(url_for(f"{NAME}.every"), code=303)

    return page


def _my_address() -> str:
    """Where mail for who is signed in goes; "" for nowhere, and without accounts."""
    signed = g.caller.signed
    return mail_address_of(signed.person) if signed is not None else ""
