"""The outbox: a mail is kept in the transaction of what it is about, so it is sent if and only if that happened.

- The same key is one mail, however often and from wherever it is put.
- While mail is off nothing is sent: a worker then drops what waits, and says so.
- Names of people and organisations that were screened stand in a mail only where the installation allows it; whoever writes
  the mail says whether some do.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from screening.errors import ScreeningError
from screening.mail.message import subject_line
from screening.mail_address import is_mail_address
from screening.outbox import MAIL, DeliveryQueue
from screening.storage.mail_tables import Mail

WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"
MOST_CHARS = 500_000  # of either body; servers take some megabytes, people read less


class MailRefused(ScreeningError):
    """A mail cannot be sent as it was given; nothing was kept."""

    code, status = "mail-refused", 422


def put_mail(
    session: Session,
    queue: DeliveryQueue,
    *,
    key: str,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    kind: str,
    team: str = "",
    about: str = "",
    names: bool = False,
    names_allowed: bool = False,
    made_at: datetime | None = None,
    lapses_at: datetime | None = None,
) -> bool:
    """Keep one mail and its first try within the transaction of `session`; say whether it is a new one.

    Args:
        session: the writing transaction of what the mail is about.
        queue: of the installation.
        key: what it is about and to whom; a mail of this key that was put before stays as it is.
        to: one address.
        subject: made one line.
        text: the plain form.
        html: the other, every given text in it escaped; "" for none (`screening.mail.message.MailBody` makes both).
        kind: what sort of mail it is, as pages show it.
        team: whose administrators see it; "" for the installation's.
        about: id of the run or other thing it is about: it is dropped when that is erased.
        names: whether names of who was screened stand in it.
        names_allowed: SCREENING_MAIL_NAMES.
        made_at: the moment of the transaction; the clock's where none is given.
        lapses_at: from when on its links are worth nothing; it is not sent after that, and no longer kept once it failed.

    Raises:
        MailRefused: this is no address, the mail is too long, or it holds names where none may.
    """
    if not is_mail_address(to):
        raise MailRefused("This is not an e-mail address; write it like ana@example.org.")
    if names and not names_allowed:
        raise MailRefused("Names may not stand in mail here; SCREENING_MAIL_NAMES can allow it.")
    if max(len(text), len(html)) > MOST_CHARS:
        raise MailRefused(f"A mail has at most {MOST_CHARS:,} characters; send a link instead.")
    at = (made_at or datetime.now(UTC)).isoformat()
    mail = Mail(
        key=key,
        id=mail_id(key),
        recipient=to,
        subject=subject_line(subject),
        text=text,
        html=html,
        made_at=at,
        state=WAITING,
        tries="[]",
        next_at=at,
        sentence="",
        kind=kind,
        team=team,
        about=about,
        names=names,
        lapses_at=lapses_at.isoformat() if lapses_at else "",
    )
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    # Two that put the same key at once are both right, so neither transaction may fail.
    adding = dialect.insert(Mail).values(mail.model_dump()).on_conflict_do_nothing()
    if not session.connection().execute(adding).rowcount:
        return False
    queue.add(session, [(MAIL, mail.id, mail.round, 0)])
    return True


def mail_id(key: str) -> str:
    """The id of the mail with this key."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def drop_mail_about(session: Session, about: str) -> None:
    """Send nothing more about a thing that is erased, and keep no words about it; addresses stay until their term."""
    ours = update(Mail).where(col(Mail.about) == about)
    session.connection().execute(
        ours.where(col(Mail.state).in_((WAITING, FAILED))).values(
            state=DROPPED, next_at="", sentence="What this mail was about was erased."
        )
    )
    session.connection().execute(ours.values(subject="", text="", html=""))
