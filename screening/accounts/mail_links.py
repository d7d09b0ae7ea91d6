"""One-time links by mail, and the addresses they go to.

- A link that was mailed is shown to nobody, so who uses it reads mail at that address: it is confirmed by that.
- Links in mail begin with the configured address of the pages, never with what a request names as its host.
- Who forgot a password gets a link at a confirmed address only; whoever asks learns nothing of whether there is an account.
- A changed address is not confirmed, and makes links that were sent to the one before worth nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from screening.accounts.accounts import NOBODY, PersonRefused, find, locked, locked_as_let_in
from screening.accounts.credentials import digest
from screening.accounts.one_time_links import LASTS, LinkKind, LinkUnknown, make_link, void_links
from screening.context import AppContext, AuditedTransaction
from screening.mail.message import MailBody
from screening.mail.outbox import check_on, put_mail
from screening.mail_address import is_mail_address
from screening.storage.people_tables import Person

INVITATION, PASSWORD, ADDRESS = "invitation", "password", "address"  # kinds of mail
CONFIRM_LASTS = timedelta(days=2)

_SUBJECTS: Mapping[LinkKind, str] = {
    LinkKind.INVITATION: "Your account for Research Screening",
    LinkKind.RESET: "Set a new password for Research Screening",
}
_LASTS_WORDS = {LinkKind.INVITATION: "7 days", LinkKind.RESET: "4 hours"}


def mail_address_of(whose: Person) -> str:
    """Where mail for a person goes: the address that was given, or the sign-in name where that is one; "" for nowhere."""
    return whose.email or (whose.login if is_mail_address(whose.login) else "")


def check_address(address: str) -> str:
    """Give an address as it is kept.

    Raises:
        PersonRefused: it is none.
    """
    address = address.strip()
    if not is_mail_address(address):
        raise PersonRefused("Give one e-mail address, like ana@example.org.")
    return address


def mail_link(
    context: AppContext,
    decision: AuditedTransaction,
    whose: Person,
    kind: LinkKind,
    *,
    by: str,
    to: str,
    team: str,
) -> None:
    """Make a one-time link and mail it to an address, which is the person's from now on.

    Raises:
        MailOff: no mail is sent here.
    """
    check_on(context.settings)
    if whose.email != to:
        whose.email, whose.email_confirmed_at = to, ""
        decision.session.add(whose)
        decision.session.flush()
    secret = make_link(decision, kind, whose.id, by, sent_to=to)
    body = _body(context, whose, kind, secret, asked=by == NOBODY)
    put_mail(
        decision.session,
        context.queue,
        key=f"link {digest(secret)}",
        to=to,
        subject=_SUBJECTS[kind],
        text=body.text,
        html=body.html,
        kind=INVITATION if kind is LinkKind.INVITATION else PASSWORD,
        team=team,
        made_at=decision.at,
        lapses_at=decision.at + LASTS[kind],
    )


def _body(context: AppContext, whose: Person, kind: LinkKind, secret: str, *, asked: bool) -> MailBody:
    link = f"{context.settings.public_address}/welcome/{secret}"
    lasts = f"The link works once, for {_LASTS_WORDS[kind]}. Do not forward this mail."
    if kind is LinkKind.INVITATION:
        words = [
            f"Hello {whose.name},",
            f"You have an account for Research Screening. Set your password, then sign in as {whose.login}.",
        ]
        return MailBody(words, link, "Set your password", [lasts])
    why = "Somebody asked for" if asked else "An administrator made"
    words = [
        f"Hello {whose.name},",
        f"{why} a link to set a new password for your account {whose.login}.",
    ]
    ignore = "If you did not ask for it, ignore this mail: your password stays as it is."
    return MailBody(words, link, "Set a new password", [lasts, ignore])


def ask_new_password(context: AppContext, login: str) -> None:
    """Mail a link to a new password to who signs in under this name, where the address is confirmed; else only the log knows.

    Whether there is such an account makes no difference to the caller, and next to none in time: each is one transaction
    with one entry in the log.

    Raises:
        MailOff: no mail is sent here.
        StorageFailed: nothing was done.
    """
    check_on(context.settings)
    with context.decide() as decision:
        known = find(decision.session, login)
        whose = locked(decision.session, known.id) if known is not None else None
        if whose is None or not _may_set_by_mail(whose):
            actor = whose.actor if whose is not None else NOBODY
            decision.record("sign-in.link-asked", actor=actor, team="")
            return
        mail_link(context, decision, whose, LinkKind.RESET, by=NOBODY, to=whose.email, team="")
        facts = {"person": whose.id, "kind": LinkKind.RESET.value, "mailed": True}
        decision.record("person.link-made", actor=NOBODY, team="", facts=facts)


def _may_set_by_mail(whose: Person) -> bool:
    """Not who signs in through a provider only: the password would be a second way in."""
    return bool(whose.password and whose.email and whose.email_confirmed_at and not whose.disabled_at)


def set_address(context: AppContext, let_in: Person, address: str, *, team: str) -> None:
    """Keep the address of a person and mail a link that confirms it; "" takes it away.

    An address that was confirmed before is told that it is not the person's any more.

    Args:
        context: the installation.
        let_in: the person as signed in, who has shown the password where there is one.
        address: the new one.
        team: in which the person works, for the log.

    Raises:
        PersonRefused: it is no address.
        MailOff: no mail is sent here.
        SignInRefused: the account was changed meanwhile.
    """
    check_on(context.settings)
    address = check_address(address) if address.strip() else ""
    with context.decide() as decision:
        whose = locked_as_let_in(decision.session, let_in)
        before = whose.email if whose.email_confirmed_at else ""
        changed = address != whose.email
        if changed:
            whose.email, whose.email_confirmed_at = address, ""
            void_links(decision.session, whose.id)
        decision.session.add(whose)
        decision.session.flush()
        if before and before != address:
            _tell_former(context, decision, whose, before)
        if address and not whose.email_confirmed_at:
            _ask_to_confirm(context, decision, whose)
        facts = {"person": whose.id, "given": address != "", "changed": changed}
        decision.record("person.address-set", actor=whose.actor, team=team, facts=facts)


def _tell_former(context: AppContext, decision: AuditedTransaction, whose: Person, former: str) -> None:
    body = MailBody(
        [
            f"Hello {whose.name},",
            "This address is no longer the e-mail address of your Research Screening account.",
            "If you did not change it, tell an administrator at once.",
        ]
    )
    put_mail(
        decision.session,
        context.queue,
        key=f"address changed {whose.id} {decision.at.isoformat()}",
        to=former,
        subject="Your e-mail address was changed",
        text=body.text,
        html=body.html,
        kind=ADDRESS,
        made_at=decision.at,
        lapses_at=decision.at + CONFIRM_LASTS,
    )


def _ask_to_confirm(context: AppContext, decision: AuditedTransaction, whose: Person) -> None:
    ends = decision.at + CONFIRM_LASTS
    proof = _proof(context, whose, int(ends.timestamp()))
    body = MailBody(
        [f"Hello {whose.name},", "Confirm that mail from Research Screening reaches you at this address."],
        f"{context.settings.public_address}/account/address/{proof}",
        "Confirm this address",
        ["The link works for 2 days, while you are signed in. If this is not about you, ignore it."],
    )
    put_mail(
        decision.session,
        context.queue,
        key=f"address {whose.id} {digest(proof)}",
        to=whose.email,
        subject="Confirm your e-mail address",
        text=body.text,
        html=body.html,
        kind=ADDRESS,
        made_at=decision.at,
        lapses_at=ends,
    )


def confirm_address(context: AppContext, let_in: Person, proof: str, *, team: str) -> None:
    """Take the proof that a person reads mail at the address that is the person's now.

    Raises:
        LinkUnknown: it is too old, of another person, or of another address.
        SignInRefused: the account was changed meanwhile.
    """
    with context.decide() as decision:
        whose = locked_as_let_in(decision.session, let_in)
        check_proof(context, whose, proof, decision.at)
        whose.email_confirmed_at = decision.at.isoformat()
        decision.session.add(whose)
        facts = {"person": whose.id}
        decision.record("person.address-confirmed", actor=whose.actor, team=team, facts=facts)


def check_proof(context: AppContext, whose: Person, proof: str, at: datetime) -> None:
    """Let a proof of an address go on.

    Raises:
        LinkUnknown: it is too old, of another person, or of another address.
    """
    ends = proof.partition("-")[0]
    known = ends.isdecimal() and len(ends) <= 12 and int(ends) > at.timestamp() and whose.email != ""
    if not known or not hmac.compare_digest(_proof(context, whose, int(ends)).encode(), proof.encode()):
        raise LinkUnknown(
            "This link no longer works, or is for another account. Send a new one from your account."
        )


def _proof(context: AppContext, whose: Person, ends: int) -> str:
    said = f"address\n{whose.id}\n{whose.email}\n{ends}".encode()
    return f"{ends}-{hmac.digest(context.key, said, hashlib.sha256).hex()}"
