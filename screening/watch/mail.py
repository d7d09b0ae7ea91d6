"""Who gets mail about a watch: its owner and the people of its team whom it names."""

from __future__ import annotations

import json

from sqlmodel import Session, col, select

from screening.context import AppContext
from screening.mail.outbox import put_mail
from screening.storage.people_tables import Membership, Person
from screening.storage.watch_tables import Watch
from screening.watch.messages import Message


def put_message(
    context: AppContext,
    session: Session,
    watch: Watch,
    message: Message,
    *,
    key: str,
    kind: str,
    names: bool,
) -> int:
    """Put a message into the outbox for everybody it is for, in the transaction of `session`; how many that are.

    Where mail is off nobody gets any, and the page alone tells. A `key` that was used before changes nothing.

    Args:
        context: the installation.
        session: of the transaction.
        watch: what it is about.
        message: its words.
        key: of the message; that of a mail is made from it and who gets it.
        kind: "watch.changes" or "watch.weekly".
        names: whether it names subjects.
    """
    if not context.settings.mail_host:
        return 0
    people = recipients(session, watch)
    for person in people:
        put_mail(
            session,
            context.queue,
            key=f"{key}:{person.id}",
            to=person.email,
            subject=message.subject,
            text=message.text,
            html=message.html,
            kind=kind,
            team=watch.team,
            about=watch.id,
            names=names,
            names_allowed=context.settings.mail_names,
            made_at=context.now(),
        )
    return len(people)


def recipients(session: Session, watch: Watch) -> list[Person]:
    """Who gets mail about a watch: of its owner and those it names, who is in the team and is known to read mail there."""
    # Accounts stand there as in the log: "person:…".
    accounts = {watch.owner, *json.loads(watch.tell or "[]")}
    wanted = {each.removeprefix("person:") for each in accounts}
    of_team = select(Person).join(Membership, col(Membership.person_id) == col(Person.id)).distinct()
    of_team = of_team.where(Membership.team_id == watch.team, Person.disabled_at == "")
    found = session.exec(of_team.where(col(Person.id).in_(wanted)).order_by(col(Person.id)))
    return [person for person in found if person.email and person.email_confirmed_at]
