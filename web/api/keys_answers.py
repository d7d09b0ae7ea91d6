"""API keys and teams, as types."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from screening.accounts.administration import OpenTeam, VisiblePerson
from screening.accounts.keys import (
    CALLS_PER_MINUTE,
    CHARACTERS_PER_DAY,
    SUBJECTS_PER_DAY,
    has_ended,
    screens_sandbox,
)
from screening.accounts.roles import AccessRole
from screening.json_model import JsonModel
from screening.storage.people_tables import ApiKey
from web.api.paging import NEXT

_MOST = 999_999_999
_Limit = Annotated[int, Field(ge=1, le=_MOST)]


class KeyRequest(BaseModel):
    """A key to make."""

    model_config = ConfigDict(extra="forbid", strict=True)

    holder: Annotated[str, StringConstraints(min_length=1, max_length=120)] = Field(
        description="Which system or person holds it, in words."
    )
    team: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="The id of its team; with a key it is always the key's own team."
    )
    roles: list[Annotated[AccessRole, Field(strict=False)]] = Field(
        default=[AccessRole.SCREENER], min_length=1, max_length=5, description="What it may do."
    )
    ends_on: Annotated[date, Field(strict=False)] | None = Field(
        default=None,
        description="The first day (UTC) on which it is answered no more; null for one without end.",
    )
    sandbox: bool = Field(
        default=False, description="Whether it screens a small list of invented bodies only."
    )
    calls_per_minute: _Limit = CALLS_PER_MINUTE
    subjects_per_day: _Limit = SUBJECTS_PER_DAY
    characters_per_day: _Limit = CHARACTERS_PER_DAY


class KeyJson(JsonModel):
    """A key without its secret part."""

    id: str
    holder: str
    team: str
    roles: list[str]
    sandbox: bool
    calls_per_minute: int
    subjects_per_day: int
    characters_per_day: int
    made_by: str
    made_at: str
    used_at: str | None = Field(description="The last call, to the minute; null if there was none.")
    ends_on: str | None = Field(description="The first day on which it is answered no more.")
    revoked_at: str | None
    active: bool = Field(description="Whether it is answered: neither revoked nor ended.")

    @classmethod
    def of(cls, key: ApiKey, day: date) -> KeyJson:
        """A key as it stands on a day."""
        return cls(
            id=key.id,
            holder=key.holder,
            team=key.team,
            roles=key.roles.split(),
            sandbox=screens_sandbox(key.id),
            calls_per_minute=key.calls_per_minute,
            subjects_per_day=key.subjects_per_day,
            characters_per_day=key.characters_per_day,
            made_by=key.made_by,
            made_at=key.made_at,
            used_at=key.used_at or None,
            ends_on=key.ends_on or None,
            revoked_at=key.revoked_at or None,
            active=not key.revoked_at and not has_ended(key, day),
        )


class KeyAnswer(JsonModel):
    """One key."""

    key: KeyJson


class NewKeyJson(KeyAnswer):
    """A key with its text, which is shown this once."""

    secret: str


class KeysAnswer(JsonModel):
    """Every key, revoked ones last, the newest first."""

    keys: list[KeyJson]
    next: str | None = Field(description=NEXT)


class TeamJson(JsonModel):
    """A team that is not closed."""

    id: str
    title: str
    people: int = Field(description="How many are in it who are not disabled.")
    administrators: int = Field(description="How many of these administer it.")

    @classmethod
    def of(cls, team: OpenTeam) -> TeamJson:
        """A team with its counts."""
        return cls(id=team.id, title=team.title, people=team.people, administrators=team.administrators)


class MemberJson(JsonModel):
    """Somebody in a team."""

    id: str
    name: str
    roles: list[str] = Field(description="The roles in this team.")
    disabled: bool

    @classmethod
    def of(cls, member: VisiblePerson) -> MemberJson:
        """A person with the roles in the team asked about."""
        roles = sorted(role.value for place in member.places for role in place.roles)
        return cls(
            id=member.person.id,
            name=member.person.name,
            roles=roles,
            disabled=member.person.disabled_at != "",
        )


class TeamAnswer(JsonModel):
    """A team and who is in it."""

    team: TeamJson
    members: list[MemberJson]


class TeamsAnswer(JsonModel):
    """Every team, by title."""

    teams: list[TeamJson]
    next: str | None = Field(description=NEXT)
