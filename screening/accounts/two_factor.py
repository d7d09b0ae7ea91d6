"""Two-factor authentication: a one-time code of an authenticator app after the password (TOTP, RFC 6238).

- The secret that the app shares is kept encrypted under the service's key and bound to the person.
- A code is right in its own half minute and the ones before and after; each is used once, and none older than the newest
  that was used.
- Ten recovery codes stand in for a lost device, each once. They are shown once and kept as keyed hashes.
- Two-factor authentication is on once a first code was right. A new password does not turn it off; only its owner does, with
  password and code, or `screening accounts reset-two-factor` on the machine.
- A sign-in through an OpenID provider relies on the provider's second factor.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import lru_cache

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from screening.accounts import sessions
from screening.accounts.accounts import SignInRefused, locked, locked_as_let_in
from screening.accounts.devices import DeviceCookie
from screening.accounts.roles import AccessRole
from screening.accounts.sessions import Signed
from screening.context import AppContext, AuditedTransaction
from screening.errors import ScreeningError
from screening.storage.people_tables import Person, RecoveryCode

ISSUER = "Research Screening"  # as the app shows the entry
RECOVERY_CODES = 10
_WINDOW = 1  # half minutes before and after, since clocks differ (RFC 6238, 5.2)
_CODE_BYTES = 10  # of a recovery code: 80 bits, 16 signs
_NONCE_BYTES = 12  # as AES-GCM asks for (NIST SP 800-38D)
_SECRETS, _RECOVERY = b"research-screening one-time codes, 1", b"research-screening recovery codes, 1"


class CodeRefused(ScreeningError):
    """The code is another one, or was used before; nobody is signed in by it and nothing was changed."""

    code, status = "code-refused", 401


class TwoFactorRefused(ScreeningError):
    """It is on or off already, or may not be turned on or off here; nothing was changed."""

    code, status = "two-factor-refused", 409


class TwoFactorUnreadable(ScreeningError):
    """The secret was encrypted under another key than the service has now."""

    code, status = "two-factor-unreadable", 500


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app is given: the key to type, or the address that a QR code holds."""

    key: str
    address: str


def must_have(context: AppContext, signed: Signed) -> bool:
    """Whether somebody has to turn it on before anything else; never who has no password here."""
    who, whose = context.settings.two_factor, signed.person
    if not whose.password or who in ("off", "optional"):
        return False
    rules = whose.installation_administrator_at or any(
        AccessRole.ADMINISTRATOR in each.roles for each in signed.places
    )
    return who == "everybody" or bool(rules)


def begin(context: AppContext, person_id: str) -> None:
    """Make the secret that a first code is to confirm; one that was not confirmed is made anew.

    Raises:
        TwoFactorRefused: it is on already, or not offered here.
    """
    if context.settings.two_factor == "off":
        raise TwoFactorRefused("Two-factor authentication is not offered here (SCREENING_TWO_FACTOR is off).")
    with context.decide() as decision:
        whose = locked(decision.session, person_id)
        if whose.two_factor_at:
            raise TwoFactorRefused("Two-factor authentication is on already; turn it off first.")
        whose.two_factor_secret = _encrypt(context.key, whose.id, pyotp.random_base32())
        _keep(decision, whose)
        decision.record("two-factor.begun", actor=whose.actor, team="")


def enrolment(context: AppContext, whose: Person) -> Enrolment | None:
    """What the app is given, while a first code is waited for; None before and after."""
    key = _unconfirmed_key(context, whose)
    if not key:
        return None
    address = pyotp.TOTP(key).provisioning_uri(name=whose.login, issuer_name=ISSUER)
    return Enrolment(" ".join(key[at : at + 4] for at in range(0, len(key), 4)), address)


def turn_on(context: AppContext, signed: Signed, code: str) -> list[str]:
    """Ask for codes from now on, if this first one is right; gives the recovery codes. Ends the person's other sessions.

    Raises:
        CodeRefused, TwoFactorRefused: nothing was changed.
    """
    with context.decide() as decision:
        whose = locked(decision.session, signed.person.id)
        if not _unconfirmed_key(context, whose):
            raise TwoFactorRefused("Begin by adding the key to your app; this page has changed since.")
        if not _use_totp_code(context, whose, code):
            raise _refused()
        whose.two_factor_at = decision.at.isoformat()
        _keep(decision, whose)
        codes = _make_recovery_codes(context, decision, whose)
        sessions.end_all(decision.session, whose.id, but=signed.session_id)
        decision.record("two-factor.on", actor=whose.actor, team=signed.place.team_id)
    return codes


def turn_off(context: AppContext, signed: Signed, code: str) -> None:
    """Ask for no codes any more, if this one is right; its password was asked for before.

    Raises:
        CodeRefused, TwoFactorRefused, TwoFactorUnreadable: nothing was changed.
    """
    with context.decide() as decision:
        whose = _with_code(context, decision, signed, code)
        _clear(decision, whose)
        decision.record("two-factor.off", actor=whose.actor, team=signed.place.team_id)


def renew_recovery_codes(context: AppContext, signed: Signed, code: str) -> list[str]:
    """Make the recovery codes anew, if this code is right; those before are worth nothing.

    Raises:
        CodeRefused, TwoFactorRefused, TwoFactorUnreadable: nothing was changed.
    """
    with context.decide() as decision:
        whose = _with_code(context, decision, signed, code)
        codes = _make_recovery_codes(context, decision, whose)
        decision.record("recovery-codes.made", actor=whose.actor, team=signed.place.team_id)
    return codes


def recovery_codes_left(context: AppContext, person_id: str) -> int:
    """How many recovery codes were not used yet."""
    with context.database.read() as session:
        return _left(session, person_id)


def reset(context: AppContext, person_id: str, *, by: str) -> None:
    """Take the second factor of somebody who lost it, and end the sessions there are.

    Raises:
        PersonUnknown: there is none of this id.
        TwoFactorRefused: there is none to take.
    """
    with context.decide() as decision:
        whose = locked(decision.session, person_id)
        if not whose.two_factor_secret:
            raise TwoFactorRefused("This person has not turned on two-factor authentication.")
        _clear(decision, whose)
        sessions.end_all(decision.session, whose.id)
        decision.record("two-factor.reset", actor=by, team="", facts={"person": whose.id})


def sign_in_with_code(
    context: AppContext, whose: Person, code: str, browser: str, how: str, device: DeviceCookie | None = None
) -> str:
    """Begin a session of somebody whose password was right, if the code is too; gives the session's secret.

    Args:
        context: the installation.
        whose: the person as he was when the password was looked at.
        code: of the app, or a recovery code.
        browser: as it names itself.
        how: by what the first step was done: password, invitation, reset.
        device: the cookie by which the browser is known later.

    Raises:
        CodeRefused: the code is another one, or was used before. The log says that somebody knew the password.
        SignInRefused: the account was changed since, or belongs to no team.
        TwoFactorUnreadable: the service's key is another one than it was.
    """
    with context.decide() as decision:
        now = locked_as_let_in(decision.session, whose)
        if not now.two_factor_at:
            raise SignInRefused("This account has no second factor; sign in again.")
        if used := _use_code(context, decision, now, code, team=""):
            return sessions.begin_in(decision, now, browser, f"{how} and {used}", device)
        decision.record("sign-in.failed", actor=now.actor, team="", facts={"step": "code"})
    raise _refused()


def _with_code(context: AppContext, decision: AuditedTransaction, signed: Signed, code: str) -> Person:
    """The person, for whom the code was right."""
    whose = locked(decision.session, signed.person.id)
    if not whose.two_factor_at:
        raise TwoFactorRefused("Two-factor authentication is off already.")
    if not _use_code(context, decision, whose, code, team=signed.place.team_id):
        raise _refused()
    return whose


def _use_code(
    context: AppContext, decision: AuditedTransaction, whose: Person, given: str, *, team: str
) -> str:
    """Use a code up: "code", "recovery code", or "" where it is neither."""
    if _use_recovery_code(context, decision, whose, given, team=team):
        return "recovery code"
    if _use_totp_code(context, whose, given):
        _keep(decision, whose)
        return "code"
    return ""


def _use_totp_code(context: AppContext, whose: Person, given: str) -> bool:
    """Whether it is a code of now that was not used; it is used from then on."""
    totp = pyotp.TOTP(_decrypt(context.key, whose))
    try:
        step = totp.verify_and_get_timecode(
            "".join(given.split()), for_time=context.now(), valid_window=_WINDOW
        )
    except OTPVerificationError:
        return False
    if step <= whose.two_factor_step:
        return False
    whose.two_factor_step = step
    return True


def _use_recovery_code(
    context: AppContext, decision: AuditedTransaction, whose: Person, given: str, *, team: str
) -> bool:
    hashed = _hash_recovery_code(context.key, whose.id, given)
    found = decision.session.get(RecoveryCode, (whose.id, hashed))
    if found is None or found.used_at:
        return False
    found.used_at = decision.at.isoformat()
    decision.session.add(found)
    decision.session.flush()
    left = _left(decision.session, whose.id)
    decision.record("recovery-code.used", actor=whose.actor, team=team, facts={"left": left})
    return True


def _make_recovery_codes(context: AppContext, decision: AuditedTransaction, whose: Person) -> list[str]:
    codes = []
    _forget_recovery_codes(decision.session, whose.id)
    for _ in range(RECOVERY_CODES):
        text = base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode().lower()
        codes.append("-".join(text[at : at + 4] for at in range(0, len(text), 4)))
        hashed = _hash_recovery_code(context.key, whose.id, text)
        decision.session.add(RecoveryCode(person_id=whose.id, sha256=hashed, made_at=decision.at.isoformat()))
    decision.session.flush()
    return codes


def _forget_recovery_codes(session: Session, person_id: str) -> None:
    session.connection().execute(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person_id))


def _left(session: Session, person_id: str) -> int:
    wanted = select(func.count()).select_from(RecoveryCode)
    return session.exec(wanted.where(RecoveryCode.person_id == person_id, RecoveryCode.used_at == "")).one()


def _clear(decision: AuditedTransaction, whose: Person) -> None:
    whose.two_factor_secret = whose.two_factor_at = ""
    whose.two_factor_step = 0
    _keep(decision, whose)
    _forget_recovery_codes(decision.session, whose.id)


def _keep(decision: AuditedTransaction, whose: Person) -> None:
    decision.session.add(whose)
    decision.session.flush()


def _refused() -> CodeRefused:
    return CodeRefused(
        "This code is wrong or was already used. Wait for your app's next code, and check that your device's clock is"
        " right."
    )


@lru_cache(maxsize=8)
def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key)


def _encrypt(key: bytes, person_id: str, text: str) -> str:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_derived(key, _SECRETS)).encrypt(nonce, text.encode(), person_id.encode())
    return base64.b64encode(nonce + sealed).decode()


def _decrypt(key: bytes, whose: Person) -> str:
    kept = base64.b64decode(whose.two_factor_secret)
    nonce, sealed = kept[:_NONCE_BYTES], kept[_NONCE_BYTES:]
    try:
        return AESGCM(_derived(key, _SECRETS)).decrypt(nonce, sealed, whose.id.encode()).decode()
    except InvalidTag as error:
        raise TwoFactorUnreadable(
            "Codes cannot be checked, because the service's key has changed; the people who run this service can set the old"
            " key again, or run `screening accounts reset-two-factor`."
        ) from error


def _unconfirmed_key(context: AppContext, whose: Person) -> str:
    """The key that a first code is to confirm, "" where there is none.

    One that the service's key does not open any more is as none: nothing depends on it yet, and another one is made by
    `begin`. Who must have a second factor reaches no other page.
    """
    if whose.two_factor_at or not whose.two_factor_secret:
        return ""
    try:
        return _decrypt(context.key, whose)
    except TwoFactorUnreadable:
        return ""


def _hash_recovery_code(key: bytes, person_id: str, given: str) -> str:
    text = "".join(each for each in given.casefold() if each.isalnum())
    return hmac.new(_derived(key, _RECOVERY), f"{person_id}:{text}".encode(), hashlib.sha256).hexdigest()
