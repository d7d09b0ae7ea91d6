"""The tables of accounts: people, teams, roles, sessions, one-time links, second factors, devices and API keys.

Nothing here opens a door to whoever reads it: passwords stand as argon2 hashes, the secrets of sessions, links and keys as
SHA-256 (32 random bytes need no slow hash). Ids mean nothing, because the log names them and is kept for ever.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel


class Person(SQLModel, table=True):
    """Somebody who may sign in."""

    __tablename__ = "person"
    id: str = Field(primary_key=True)
    login: str = Field(unique=True)  # what is typed, in small letters; an e-mail address in most places
    name: str  # as others know the person
    password: str = ""  # argon2id; "" where none was set yet
    email: str = ""  # to which mail for the person goes; "" for none
    email_confirmed_at: str = ""  # since when the person is known to read mail there; "" until then
    issuer: str = Field(default="", index=True)  # the OpenID provider that vouches for the person, if any
    subject: str = ""  # who the person is to that provider
    made_at: str
    disabled_at: str = ""
    # In which the person worked last, at first the one that was given first; there the next session begins. Who was
    # taken out of it meanwhile begins in another one.
    team_id: str = ""
    # Since when; "" for who is none. Given and taken on the shell only.
    installation_administrator_at: str = ""
    # Of the one-time codes, encrypted under the service's key; "" for who has none.
    two_factor_secret: str = ""
    two_factor_at: str = ""  # since when codes are asked for; "" until the first one was right
    two_factor_step: int = Field(default=0, sa_type=BigInteger)  # the newest step of which a code was used

    @property
    def actor(self) -> str:
        """How the person stands in the log."""
        return f"person:{self.id}"


class Team(SQLModel, table=True):
    """Those who see the same runs, checks and cases; nobody else does."""

    __tablename__ = "team"
    id: str = Field(primary_key=True)  # as it stands with every run
    title: str
    made_at: str
    closed_at: str = ""


class Membership(SQLModel, table=True):
    """One role of one person in one team."""

    __tablename__ = "membership"
    person_id: str = Field(primary_key=True)
    team_id: str = Field(primary_key=True, index=True)
    role: str = Field(primary_key=True)


class SignedIn(SQLModel, table=True):
    """A session: one browser in which a person is signed in, working in one team."""

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_person", "person_id"),)
    secret_sha256: str = Field(primary_key=True)  # of what the browser's cookie holds
    id: str = Field(unique=True)  # by which it is listed and ended
    person_id: str
    team_id: str
    began_at: str
    seen_at: str  # to the minute
    browser: str  # as it names itself, cut


class OneTimeLink(SQLModel, table=True):
    """A one-time link: the first account, an invitation, or a new password."""

    __tablename__ = "link"
    secret_sha256: str = Field(primary_key=True)
    kind: str  # set-up, invitation, reset
    person_id: str = ""  # whose password it sets; "" for the first account, which does not exist yet
    made_by: str
    made_at: str
    ends_at: str
    used_at: str = ""
    sent_to: str = ""  # the address to which alone it was mailed; "" where an administrator hands it over


class Attempt(SQLModel, table=True):
    """How often somebody tried to sign in since a moment, under a keyed hash of the account or the address."""

    __tablename__ = "attempt"
    name: str = Field(primary_key=True)
    began: int = Field(sa_type=BigInteger)  # seconds since the epoch, UTC
    ends: int = Field(default=0, sa_type=BigInteger, index=True)  # when its window is over, likewise
    amount: int


class RecoveryCode(SQLModel, table=True):
    """A code that stands once for a one-time code, for somebody whose device is lost."""

    __tablename__ = "recovery_code"
    person_id: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)  # keyed with the service's key: the code has 80 bits, not 256
    made_at: str
    used_at: str = ""


class KnownDevice(SQLModel, table=True):
    """A browser in which a person signed in before: guesses made elsewhere never keep its owner out."""

    __tablename__ = "known_device"
    # Of what the browser's cookie holds; another one at every sign-in.
    secret_sha256: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True, index=True)  # two people may share a browser
    id: str = Field(unique=True)  # by which it is listed and forgotten, and its failures are counted
    made_at: str
    seen_at: str  # to the day
    browser: str  # as it names itself, cut


class ApiKey(SQLModel, table=True):
    """A key with which another system calls, for one team."""

    __tablename__ = "api_key"
    id: str = Field(primary_key=True)  # a part of the key itself
    holder: str  # which system or person holds it, in words
    team: str
    roles: str  # with spaces between
    sha256: str  # of the secret part
    calls_per_minute: int
    subjects_per_day: int
    characters_per_day: int = Field(default=100_000_000, sa_type=BigInteger)  # of texts that are read
    made_by: str
    made_at: str
    used_at: str = ""  # to the minute
    revoked_at: str = ""
    ends_on: str = ""  # the first day, UTC, on which it is answered no more; "" for one without end
