"""Mail about a watch that did not arrive: the page of the watch says so."""

from __future__ import annotations

from sqlmodel import col, select

from screening.context import AppContext
from screening.mail.outbox import FAILED
from screening.storage.mail_tables import Mail

_SHOWN = 20


def undelivered_mail(context: AppContext, watch_id: str) -> list[Mail]:
    """The newest mail about a watch that could not be delivered, the newest first."""
    with context.database.read() as session:
        wanted = select(Mail).where(Mail.about == watch_id, Mail.state == FAILED)
        found = list(session.exec(wanted.order_by(col(Mail.made_at).desc(), col(Mail.id)).limit(_SHOWN)))
        session.expunge_all()
    return found
