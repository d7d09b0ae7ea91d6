"""How a subject stands in the log: by a hash under a key of its own.

The log is never rewritten. To erase a subject its key is deleted; the hash then means nothing any more, and the
chain still verifies. Keys are a team's own: the same name in two teams has two tokens.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

from sqlmodel import Session, select

from screening.storage.tables import SubjectKey


def token_of(session: Session, team: str, name: str, *, make: bool = True) -> str:
    """Give the token of a subject in the log of `team`, making one where there is none.

    The keys of a team are tried one by one: a table from names to keys would itself be a list of names.
    With `make` false, "" says that there is none.
    """
    for known in session.exec(select(SubjectKey).where(SubjectKey.team == team)):
        if hmac.compare_digest(known.token, _hash(known.key, name)):
            return known.token
    if not make:
        return ""
    key = secrets.token_hex(32)
    token = _hash(key, name)
    session.add(SubjectKey(token=token, team=team, key=key))
    session.flush()
    return token


def forget_subject(session: Session, team: str, name: str) -> str:
    """Delete the key of a subject; give the token that now means nothing, or "" where there was none."""
    token = token_of(session, team, name, make=False)
    if token:
        session.delete(session.get_one(SubjectKey, token))
        session.flush()
    return token


def _hash(key: str, name: str) -> str:
    same = unicodedata.normalize("NFKC", " ".join(name.split())).casefold()
    return hmac.new(bytes.fromhex(key), same.encode(), hashlib.sha256).hexdigest()
