"""Signing in through the institution's own provider: there and back, with all that was asked kept in one cookie.

Who signs in there gives no code here: the provider asks for its own second factor. The cookie is signed, lives ten minutes, and works once: a way back that was used already leads nowhere.
"""

from __future__ import annotations

import hmac
from dataclasses import astuple, dataclass

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer

from screening.accounts.oidc import Ask, Provider, ProviderRefused
from screening.accounts.oidc_accounts import GroupRoles, sign_in_by_oidc
from screening.context import AppContext
from screening.settings import Settings
from web import cookies
from web.i18n import _
from web.pages.sign_in import browser_of, check_private, local_path
from web.pages.sign_in_attempts import Attempts
from web.rates import TooMany

NAME = "oidc"
_LASTS = 600  # seconds to sign in at the provider


@dataclass(frozen=True)
class Configured:
    """The provider that an installation trusts, and what its groups mean here."""

    provider: Provider
    groups: GroupRoles

    @staticmethod
    def of(settings: Settings) -> Configured | None:
        """Read the settings; None where no provider is named.

        Raises:
            MappingInvalid: the mapping cannot be read.
        """
        if not settings.oidc_issuer:
            return None
        secret = settings.oidc_client_secret.get_secret_value()
        provider = Provider(settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_scopes)
        return Configured(provider, GroupRoles.read(settings.oidc_groups_claim, settings.oidc_group_roles))


def make_blueprint(context: AppContext, attempts: Attempts) -> Blueprint:
    """The blueprint of going to the provider and coming back."""
    page = Blueprint(NAME, __name__, url_prefix="/sign-in/provider")
    configured = Configured.of(context.settings)
    notes = URLSafeTimedSerializer(context.key, salt="oidc")

    def back() -> str:
        address = context.settings.public_url.rstrip("/") or request.host_url.rstrip("/")
        return f"{address}{url_for('oidc.come_back')}"

    @page.get("/")
    def leave() -> ResponseReturnValue:
        if configured is None:
            abort(404)
        check_private(request)
        ask = Ask.new()
        answer = make_response(redirect(configured.provider.address(ask, back())))
        note = notes.dumps([*astuple(ask), local_path(request.args.get("next", "/"))])
        answer.set_cookie(
            _cookie(), note, max_age=_LASTS, httponly=True, secure=request.is_secure, samesite="Lax", path="/"
        )
        return answer

    @page.get("/back")
    def come_back() -> Response:
        if configured is None:
            abort(404)
        ask, onward = _remembered(notes)
        _once(attempts, ask)
        if request.args.get("iss", configured.provider.issuer) != configured.provider.issuer:
            raise ProviderRefused(_("This link belongs to another provider; sign in again."))
        if "code" not in request.args:
            raise ProviderRefused(_("The provider did not sign you in; try again."))
        claims = configured.provider.claims(ask, request.args["code"], back(), context.now())
        device, issuer = cookies.device_of(request), configured.provider.issuer
        secret = sign_in_by_oidc(context, issuer, claims, configured.groups, browser_of(request), device)
        answer = cookies.give(request, make_response(redirect(onward)), secret)
        cookies.give_device(request, answer, device)
        answer.delete_cookie(_cookie(), secure=request.is_secure, httponly=True, samesite="Lax", path="/")
        return answer

    return page


def _cookie() -> str:
    return "__Host-screening-provider" if request.is_secure else "screening-provider"


def _remembered(notes: URLSafeTimedSerializer) -> tuple[Ask, str]:
    """What this browser left with.

    Raises:
        ProviderRefused: it left more than ten minutes ago, in another browser, or with another state.
    """
    try:
        *asked, onward = notes.loads(request.cookies.get(_cookie(), ""), max_age=_LASTS)
        ask = Ask(*asked)
    except (BadData, ValueError, TypeError) as error:
        raise ProviderRefused(
            _("This sign-in expired or began in another browser; sign in again.")
        ) from error
    if not hmac.compare_digest(request.args.get("state", "").encode(), ask.state.encode()):
        raise ProviderRefused(_("This link belongs to another sign-in; sign in again."))
    return ask, onward


def _once(attempts: Attempts, ask: Ask) -> None:
    """Let a way back be used once, over all processes and machines.

    Raises:
        ProviderRefused: it was used already.
    """
    try:
        attempts.once(f"provider {ask.state}", 2 * _LASTS)
    except TooMany as error:
        raise ProviderRefused(_("This sign-in link was already used; sign in again.")) from error
