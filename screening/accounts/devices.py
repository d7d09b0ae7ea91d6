"""Known devices: browsers in which a person signed in before (OWASP, "Device cookies").

- A known device opens nothing by itself. It only has its owner's failures counted apart from those of strangers.
- The browser keeps a random secret in a cookie, the database its hash, bound to the person. Every sign-in gives the browser
  another one, so a stolen secret is worth nothing once its owner signs in again.
- A device is forgotten when the person says so, with a new password (but for the browser in which it was set), when the
  account is disabled, and after 400 days without a sign-in.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from screening.accounts.accounts import login_of
from screening.accounts.credentials import digest
from screening.context import AppContext, AuditedTransaction
from screening.errors import ScreeningError
from screening.storage.people_tables import KnownDevice, Person

LASTS = timedelta(days=400)  # browsers keep no cookie for longer
MOST = 20  # of one person; beyond it the one that was not used for longest goes
_LONGEST_BROWSER = 200  # characters


class DeviceUnknown(ScreeningError):
    """The person has no such known device."""

    code, status = "device-unknown", 404


@dataclass(frozen=True, slots=True)
class DeviceCookie:
    """The secret that a browser sent ("" for none), and the one that it is given with this sign-in."""

    sent: str
    given: str


def find(context: AppContext, secret: str, login: str) -> str:
    """The id of the known device with this secret of whoever signs in as `login`; "" where it is not known.

    The work is the same whether such a person exists or not.
    """
    if not secret:
        return ""
    wanted = (
        select(KnownDevice)
        .join(Person, col(Person.id) == col(KnownDevice.person_id))
        .where(KnownDevice.secret_sha256 == digest(secret), Person.login == login_of(login))
    )
    with context.database.read() as session:
        known = session.exec(wanted).first()
        return known.id if known is not None and not _is_old(known, context.now().date()) else ""


def remember(decision: AuditedTransaction, person_id: str, device: DeviceCookie, browser: str) -> str:
    """Know the browser from now on, by the secret it is given; "known" where it was before, else "new".

    The browser's other people are known in it under the new secret too.
    """
    session, today = decision.session, decision.at.date()
    before, after = digest(device.sent), digest(device.given)
    if device.sent:
        renew = update(KnownDevice).where(col(KnownDevice.secret_sha256) == before)
        session.connection().execute(renew.values(secret_sha256=after))
    known = session.get(KnownDevice, (after, person_id))
    if known is not None and not _is_old(known, today):
        known.seen_at = today.isoformat()
        session.add(known)
        session.flush()
        return "known"
    _make_room(session, person_id, today)
    session.add(
        KnownDevice(
            secret_sha256=after,
            person_id=person_id,
            id=uuid.uuid4().hex,
            made_at=decision.at.isoformat(),
            seen_at=today.isoformat(),
            browser=browser[:_LONGEST_BROWSER],
        )
    )
    session.flush()
    return "new"


def of_person(context: AppContext, person_id: str) -> Sequence[KnownDevice]:
    """The known devices of a person, the one last used first."""
    with context.database.read() as session:
        found = session.exec(_newest_first(person_id)).all()
        session.expunge_all()
    return [each for each in found if not _is_old(each, context.now().date())]


def forget(context: AppContext, person: Person, device_id: str, team: str) -> None:
    """Know one browser of a person no more.

    Raises:
        DeviceUnknown: there is none of this id.
    """
    with context.decide() as decision:
        wanted = select(KnownDevice).where(KnownDevice.person_id == person.id, KnownDevice.id == device_id)
        found = decision.session.exec(wanted).first()
        if found is None:
            raise DeviceUnknown("This browser was already removed.")
        decision.session.delete(found)
        decision.session.flush()
        decision.record("device.forgotten", actor=person.actor, team=team)


def forget_all(session: Session, person_id: str, *, but: str = "") -> None:
    """Know no browser of a person any more, within a transaction, but for the one that holds the secret `but`."""
    session.connection().execute(
        delete(KnownDevice).where(
            col(KnownDevice.person_id) == person_id, col(KnownDevice.secret_sha256) != digest(but)
        )
    )


def _make_room(session: Session, person_id: str, today: date) -> None:
    known = session.exec(_newest_first(person_id)).all()
    for place, each in enumerate(known):
        if place >= MOST - 1 or _is_old(each, today):
            session.delete(each)
    session.flush()


def _newest_first(person_id: str) -> SelectOfScalar[KnownDevice]:
    newest = (col(KnownDevice.seen_at).desc(), col(KnownDevice.made_at).desc(), col(KnownDevice.id))
    return select(KnownDevice).where(KnownDevice.person_id == person_id).order_by(*newest)


def _is_old(known: KnownDevice, today: date) -> bool:
    return today - date.fromisoformat(known.seen_at) > LASTS
