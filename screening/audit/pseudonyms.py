"""How a subject stands in the log: by a hash under a key of its own.

The log is never rewritten. To erase a subject its key is deleted; the hash then means nothing any more, and the
chain still verifies. A key that no entry has named for its term goes too. Keys are a team's own: the same name in two
teams has two tokens. Keys stand on some 65,000 shelves by sixteen bits of a hash of team and name, so that keeping a
check does not try every key of the team, and goes with the key; whoever has the keys can try names on them anyway.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, and_, col, delete, func, select

from screening.audit.log import hold
from screening.storage.tables import SubjectKey

_NO_BUCKET = -1


def token_of(session: Session, team: str, name: str, *, at: datetime | None) -> str:
    """Give the token of a subject in the log of `team`, making one where there is none.

    The keys of a bucket are tried one by one: a table from names to keys would itself be a list of names.

    Args:
        session: a transaction; one that writes, where a token may be made.
        team: whose log.
        name: of the subject.
        at: UTC, of the entry that is to name the token. None only looks, and "" says that there is none.
    """
    if at is not None:
        # Of two who name a new subject at once each would make a key, and erasure would find one.
        hold(session)
    bucket = _bucket(team, name)
    wanted = select(SubjectKey).where(
        SubjectKey.team == team, col(SubjectKey.bucket).in_((bucket, _NO_BUCKET))
    )
    for known in session.exec(wanted):
        if hmac.compare_digest(known.token, _hash(known.key, name)):
            if at is not None:
                known.used_at, known.bucket = at.isoformat(), bucket
                session.add(known)
            return known.token
    if at is None:
        return ""
    key = secrets.token_hex(32)
    token = _hash(key, name)
    session.add(SubjectKey(token=token, team=team, bucket=bucket, key=key, used_at=at.isoformat()))
    session.flush()
    return token


def forget_subject(session: Session, team: str, name: str) -> str:
    """Delete every key of a subject; give a token that now means nothing, or "" where there was none."""
    token = first = token_of(session, team, name, at=None)
    while token:  # two who named it at once may each have made one, before they had to wait for each other
        session.delete(session.get_one(SubjectKey, token))
        session.flush()
        token = token_of(session, team, name, at=None)
    return first


def forget_old_subjects(session: Session, before: str, kept: Collection[str] = ()) -> int:
    """Delete the keys that no entry has named since `before` (ISO 8601, UTC), but those of `kept` tokens; how many."""
    old = and_(col(SubjectKey.used_at) < before, col(SubjectKey.token).not_in(kept))
    count = session.exec(select(func.count()).select_from(SubjectKey).where(old)).one()
    session.connection().execute(delete(SubjectKey).where(old))
    return count


def _hash(key: str, name: str) -> str:
    return hmac.new(bytes.fromhex(key), _same(name).encode(), hashlib.sha256).hexdigest()


def _bucket(team: str, name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{team}\0{_same(name)}".encode()).digest()[:2], "big")


def _same(name: str) -> str:
    """How a name is written for hashing: the same in small and large letters, and however it is spaced."""
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()
