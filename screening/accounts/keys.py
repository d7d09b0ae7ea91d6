"""API keys: which system may call, for which team, with which roles, and how much.

A key is shown once, when it is made; only its hash is kept, so that who reads the database cannot call. Revoking it
takes it away at once, in every process, and it may have a day from which it is answered no more. A key holds roles in its team like a person does, and never looks after the
installation; what it proposes in review is never more than a proposal (`screening.review.rules`). A sandbox key screens
invented bodies only (`screening.sandbox`); its id and so its text begin with a word that says so. `within` is as
in `screening.accounts.administration`: the one team whose administrator acts, None for all teams.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from screening.accounts.accounts import PersonRefused, shown_name
from screening.accounts.credentials import digest, new_secret
from screening.accounts.one_time_links import FIRST_TEAM
from screening.accounts.roles import AccessRole
from screening.accounts.teams import check_team
from screening.context import AppContext, AuditedTransaction
from screening.errors import ScreeningError
from screening.storage import StorageFailed
from screening.storage.people_tables import ApiKey, Team

CALLS_PER_MINUTE = 1_200  # a grant system in full swing; a loop gone wild reaches it in seconds
SUBJECTS_PER_DAY = 1_000_000
CHARACTERS_PER_DAY = 100_000_000  # a hundred characters a subject; about half an hour of one processor
_SANDBOX = "sandbox-"
_KEY = re.compile(rf"rs_((?:{_SANDBOX})?[0-9a-f]{{12}})_([A-Za-z0-9_-]{{43}})")
_NOTED_EVERY = timedelta(minutes=1)


class KeyUnknown(ScreeningError):
    """There is no such key."""

    code, status = "key-unknown", 404


def make_key(
    context: AppContext,
    holder: str,
    *,
    by: str,
    team: str = FIRST_TEAM,
    roles: Collection[AccessRole] = (AccessRole.SCREENER,),
    calls_per_minute: int = CALLS_PER_MINUTE,
    subjects_per_day: int = SUBJECTS_PER_DAY,
    characters_per_day: int = CHARACTERS_PER_DAY,
    ends_on: date | None = None,
    sandbox: bool = False,
    within: str | None = None,
) -> str:
    """Create a key and give its text, once.

    Args:
        context: the installation that takes it.
        holder: which system or person holds it, in words.
        by: who makes it, for the log.
        team: whose runs it may see and make.
        roles: what it may do; at least one.
        calls_per_minute: of any kind.
        subjects_per_day: screened one by one or in batches.
        characters_per_day: of names, affiliations and ties that are read (`web.budgets` says how they count).
        ends_on: the first day (UTC) on which it is answered no more; None for a key without end.
        sandbox: whether it screens invented bodies only.
        within: the only team for which it may be.

    Raises:
        PersonRefused, TeamUnknown, TeamEmpty: nothing was made.
    """
    if not roles:
        raise PersonRefused("Choose at least one role for the key; without any, it can do nothing.")
    if min(calls_per_minute, subjects_per_day, characters_per_day) < 1:
        raise PersonRefused("Every limit of a key is at least 1: its calls, its subjects and its characters.")
    if ends_on is not None and ends_on <= context.now().date():
        raise PersonRefused("The day on which the key ends is not in the future; give a later day, or none.")
    key_id, secret = f"{_SANDBOX if sandbox else ''}{secrets.token_hex(6)}", new_secret()
    last_day = ends_on.isoformat() if ends_on else ""
    limits = {"calls": calls_per_minute, "subjects": subjects_per_day, "characters": characters_per_day}
    facts = {"key": key_id, "roles": sorted(roles), "sha256": digest(secret), **limits}
    facts |= {"ends_on": last_day} if last_day else {}
    with context.decide() as decision:
        check_team(decision.session, team, within)
        decision.session.add(
            ApiKey(
                id=key_id,
                holder=shown_name(holder, "who holds the key"),
                team=team,
                roles=" ".join(sorted(roles)),
                sha256=digest(secret),
                calls_per_minute=calls_per_minute,
                subjects_per_day=subjects_per_day,
                characters_per_day=characters_per_day,
                made_by=by,
                made_at=decision.at.isoformat(),
                ends_on=last_day,
            )
        )
        decision.record("key.made", actor=by, team=team, facts=facts)
    return f"rs_{key_id}_{secret}"


def check_key(context: AppContext, given: str) -> ApiKey | None:
    """The key that `given` is, None where it is none any more; the same work for an unknown and a wrong one."""
    found = _KEY.fullmatch(given)
    if found is None:
        return None
    key_id = found.group(1)
    # Every call asks; whatever is committed, a revocation in another process too, counts from the next call on.
    key, closed = context.database.remembered(
        ("API key", key_id), lambda session: _stored_key(session, key_id)
    )
    right = hmac.compare_digest(digest(found.group(2)), key.sha256 if key else "0" * 64)
    if key is None or not right or key.revoked_at or closed or has_ended(key, context.now().date()):
        return None
    _note(context, key)
    return key


def is_sandbox_key(given: str) -> bool:
    """Whether a text has the form of a sandbox key; whether it is one, `check_key` says."""
    found = _KEY.fullmatch(given)
    return found is not None and screens_sandbox(found.group(1))


def fault_of_form(given: str) -> str:
    """Why a text cannot be a key, whatever keys there are; "" where it has the form of one."""
    if _KEY.fullmatch(given):
        return ""
    return "What was sent has not the form of a key: `rs_`, its id and its secret, as it was shown once; part of it may be missing."


def id_of(given: str) -> str:
    """The id that stands in the text of a key; "" where the text is none."""
    found = _KEY.fullmatch(given)
    return found.group(1) if found else ""


def screens_sandbox(key_id: str) -> bool:
    """Whether the key of this id screens invented bodies only."""
    return key_id.startswith(_SANDBOX)


def has_ended(key: ApiKey, day: date) -> bool:
    """Whether the key is answered no more on `day` because of its own day."""
    return key.ends_on != "" and key.ends_on <= day.isoformat()


def one_key(context: AppContext, key_id: str, within: str | None = None) -> ApiKey:
    """One key.

    Raises:
        KeyUnknown: there is none of this id, or not of this team.
    """
    with context.database.read() as session:
        key = _key(session, key_id, within)
        session.expunge_all()
    return key


def revoke_keys_of_team(decision: AuditedTransaction, team: str, *, by: str) -> None:
    """Revoke every key of a team, each with its entry in the log."""
    found = select(ApiKey).where(ApiKey.team == team, ApiKey.revoked_at == "").order_by(col(ApiKey.id))
    for key in decision.session.exec(found).all():
        _revoke(decision, key, by)


def roles_of(key: ApiKey) -> frozenset[AccessRole]:
    """What a key may do."""
    return frozenset(map(AccessRole, key.roles.split()))


def every_key(context: AppContext, within: str | None = None) -> Sequence[ApiKey]:
    """Every key (of the team), revoked ones last, the newest first."""
    wanted = select(ApiKey) if within is None else select(ApiKey).where(ApiKey.team == within)
    with context.database.read() as session:
        found = session.exec(
            wanted.order_by(col(ApiKey.revoked_at) != "", col(ApiKey.made_at).desc(), col(ApiKey.id))
        ).all()
        session.expunge_all()
    return found


def revoke_key(context: AppContext, key_id: str, *, by: str, within: str | None = None) -> ApiKey:
    """Take a key away for ever; once revoked it stays so.

    Raises:
        KeyUnknown: there is none of this id, or not of this team.
    """
    with context.decide() as decision:
        key = _key(decision.session, key_id, within)
        if not key.revoked_at:
            _revoke(decision, key, by)
        decision.session.flush()
        decision.session.expunge_all()
    return key


def there_were_any(session: Session) -> bool:
    """Whether a key was ever made: from then on programs need one, even when all were revoked."""
    return session.exec(select(ApiKey.id).limit(1)).first() is not None


def _revoke(decision: AuditedTransaction, key: ApiKey, by: str) -> None:
    key.revoked_at = decision.at.isoformat()
    decision.session.add(key)
    decision.record("key.revoked", actor=by, team=key.team, facts={"key": key.id})


def _key(session: Session, key_id: str, within: str | None) -> ApiKey:
    key = session.get(ApiKey, key_id)
    if key is None or within not in (None, key.team):
        raise KeyUnknown("There is no such key; look at the list of keys.")
    return key


def _stored_key(session: Session, key_id: str) -> tuple[ApiKey | None, bool]:
    """The key of an id, and whether its team is closed."""
    key = session.get(ApiKey, key_id)
    closed = key is not None and _is_closed(session, key.team)
    session.expunge_all()
    return key, closed


def _is_closed(session: Session, team: str) -> bool:
    known = session.get(Team, team)
    return known is not None and known.closed_at != ""


def _note(context: AppContext, key: ApiKey) -> None:
    """Note the use of a key, to the minute: a write for every call would make all others wait for the disk."""
    now = context.now()
    if key.used_at and now - datetime.fromisoformat(key.used_at) < _NOTED_EVERY:
        return
    try:
        with context.database.write() as session:
            kept = session.get_one(ApiKey, key.id)
            kept.used_at = now.isoformat()
            session.add(kept)
    except StorageFailed:  # a busy or full database must not keep programs from reading
        return
