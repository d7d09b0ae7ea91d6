"""Signing in through an OpenID provider: authorization code with PKCE, and what the provider signs, checked whole.

- A token counts only with a signature of the provider's keys, its issuer, our client id as the audience, our nonce,
  and within its time. Algorithms are asymmetric ones; what a token says of its own algorithm is held to that list.
- What a person is called and belongs to is asked of the provider with the access token, and must be of the same one.
- Addresses come from the provider's own description, over https, or on this very machine; redirects are not followed.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import jwt
import requests

from screening.errors import ScreeningError
from screening.private_addresses import is_private

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
_TIMEOUT, _LARGEST = 10, 1_000_000  # seconds, bytes of an answer
_LEEWAY = 60  # seconds that two clocks may differ
_DESCRIPTION = "/.well-known/openid-configuration"


class ProviderRefused(ScreeningError):
    """The provider did not vouch for anybody in a way that counts; nobody was signed in."""

    code, status = "provider-refused", 401


class ProviderGone(ScreeningError):
    """The provider does not answer as its own description says."""

    code, status = "provider-gone", 502


@dataclass(frozen=True, slots=True)
class Ask:
    """What is remembered between leaving for the provider and coming back."""

    state: str
    nonce: str
    verifier: str  # of PKCE

    @staticmethod
    def new() -> Ask:
        """Three secrets that nobody guesses."""
        return Ask(*(secrets.token_urlsafe(32) for _ in range(3)))

    @property
    def challenge(self) -> str:
        """What the provider learns of the verifier beforehand (RFC 7636, S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass
class Provider:
    """One provider, described by itself; its description and keys are read when they are needed first."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: str = "openid profile email"
    _described: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
    _keys: list[dict[str, Any]] = field(default_factory=list, init=False, repr=False)

    def address(self, ask: Ask, back: str) -> str:
        """Where a browser is sent; `back` is where it returns to.

        Raises:
            ProviderGone: the provider does not describe itself.
        """
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": back,
            "scope": self.scopes,
            "state": ask.state,
            "nonce": ask.nonce,
            "code_challenge": ask.challenge,
            "code_challenge_method": "S256",
        }
        end = self._at("authorization_endpoint")
        return f"{end}{'&' if '?' in end else '?'}{urlencode(asked)}"

    def claims(self, ask: Ask, code: str, back: str, now: datetime) -> dict[str, Any]:
        """What the provider says of who came back with `code`.

        Raises:
            ProviderRefused: the code or what was signed does not count.
            ProviderGone: the provider does not answer.
        """
        tokens = self.tokens(ask, code, back)
        said = claims_of(
            str(tokens.get("id_token", "")), self._signing_keys(), self.issuer, self.client_id, ask.nonce, now
        )
        if "userinfo_endpoint" in self._description() and tokens.get("access_token"):
            bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
            about = _json(_ask("GET", self._at("userinfo_endpoint"), headers=bearer))
            if about.get("sub") != said["sub"]:
                raise ProviderRefused("The provider spoke of two different people; try again.")
            said = {**about, **said}
        return said

    def tokens(self, ask: Ask, code: str, back: str) -> dict[str, Any]:
        """What the provider gives for a code, which works once.

        Raises:
            ProviderRefused: it gives nothing.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": ask.verifier,
        }
        us = (self.client_id, self.client_secret)
        answer = _ask("POST", self._at("token_endpoint"), data=form, auth=us)
        if answer.status_code != 200:
            raise ProviderRefused("The provider no longer recognises this sign-in; sign in again.")
        return _json(answer)

    def _signing_keys(self) -> Sequence[Mapping[str, Any]]:
        self._keys = _json(_ask("GET", self._at("jwks_uri"))).get("keys", [])
        return self._keys

    def _description(self) -> dict[str, Any]:
        if not self._described:
            found = _json(_ask("GET", self.issuer.rstrip("/") + _DESCRIPTION))
            if found.get("issuer") != self.issuer:
                raise ProviderGone(
                    "The provider describes itself under another name than SCREENING_OIDC_ISSUER."
                )
            self._described = found
        return self._described

    def _at(self, name: str) -> str:
        address = str(self._description().get(name, ""))
        if not is_private(address):
            raise ProviderGone("The provider's addresses are not https, so nothing was sent there.")
        return address


def claims_of(
    token: str,
    keys: Sequence[Mapping[str, Any]],
    issuer: str,
    client_id: str,
    nonce: str,
    now: datetime,
) -> dict[str, Any]:
    """What an ID token says, once all that makes it count was checked.

    Args:
        token: as the provider gave it.
        keys: the provider's, as JSON Web Keys.
        issuer: who must have signed it.
        client_id: for whom it must be.
        nonce: what was asked with.
        now: the moment, UTC.

    Raises:
        ProviderRefused: it does not count; the sentence does not say why, the log's code does.
    """
    try:
        head = jwt.get_unverified_header(token)
        if head.get("alg") not in ALGORITHMS:
            raise jwt.InvalidAlgorithmError
        said: dict[str, Any] = jwt.decode(
            token,
            _key_for(head, keys),
            algorithms=[head["alg"]],
            audience=client_id,
            issuer=issuer,
            # moments are checked below, against the service's own clock
            options={
                "require": ["exp", "iat", "iss", "aud", "sub"],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except (jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
        raise _refused("signature") from error
    moment = now.timestamp()
    if not said["iat"] - _LEEWAY <= moment < said["exp"] + _LEEWAY:
        raise _refused("time")
    if not secrets.compare_digest(str(said.get("nonce", "")), nonce):
        raise _refused("nonce")
    if isinstance(said["aud"], list) and len(said["aud"]) > 1 and said.get("azp") != client_id:
        raise _refused("audience")
    return said


def _key_for(head: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]) -> Any:  # noqa: ANN401 - a key of any kind
    fitting = [
        each for each in keys if each.get("use", "sig") == "sig" and each.get("kid") == head.get("kid")
    ]
    if len(fitting) != 1:
        raise jwt.InvalidKeyError
    return jwt.PyJWK(dict(fitting[0]), algorithm=head["alg"]).key


def _refused(why: str) -> ProviderRefused:
    return ProviderRefused("We could not accept the provider's answer; sign in again.", why=why)


def _ask(method: str, address: str, **given: Any) -> requests.Response:  # noqa: ANN401 - whatever requests takes
    try:
        return requests.request(method, address, timeout=_TIMEOUT, allow_redirects=False, **given)
    except requests.RequestException as error:
        raise ProviderGone("The provider does not answer; try again in a minute.") from error


def _json(answer: requests.Response) -> dict[str, Any]:
    try:
        if answer.status_code != 200 or len(answer.content) > _LARGEST:
            raise ValueError
        said: dict[str, Any] = answer.json()
    except ValueError as error:
        raise ProviderGone(
            "The provider does not answer as its description says; try again later."
        ) from error
    return said
