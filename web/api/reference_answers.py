"""What is asked and answered about lists, policies and organisations, as types."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from watchlists.model import PartyType, Status
from web.api.answers import NamedGiven, NotSearchedGiven, PolicyUsed, Shape, SnapshotGiven, SnapshotUsed


class Sources(Shape):
    """What the service looks in on the day of the answer."""

    engine: str
    as_of: str | None
    register_sha256: str | None
    snapshots: list[SnapshotUsed]
    lists_current: bool
    not_searched: list[NotSearchedGiven]
    policies: list[PolicyUsed]


class Answer(Shape):
    """Every answer says what it rests on."""

    provenance: Sources


class WatchlistGiven(Shape):
    """A list, and what one must know to rely on it."""

    id: str
    title: str
    publisher: str
    jurisdiction: str
    legal_basis: str
    licence: str
    official_url: str
    cadence: str
    standing: str
    means: str
    does_not_mean: str
    oldest_age_days: int


class ListGiven(WatchlistGiven, SnapshotGiven):
    """A loaded list with its edition."""

    edition: str
    edition_date: str
    age_days: int
    confirmed_on: str | None
    confirmed_by: str | None
    stale: bool
    count: int
    count_all: int


class ListsAnswer(Answer):
    """Every list."""

    lists: list[ListGiven]
    not_loaded: list[WatchlistGiven]


class ListAnswer(Answer):
    """One list."""

    list: ListGiven


class DifferencesAsked(BaseModel):
    """Which editions to compare; without any, the last two that are held."""

    model_config = ConfigDict(extra="ignore")

    before: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        default=None,
        alias="from",
        description="An edition as `/lists` names it, the beginning of its hash, or `shipped`.",
    )
    after: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        default=None, alias="to", description="The same; without it, the newest."
    )


class ListingNamed(Shape):
    """A listing that was added or removed."""

    id: str
    name: str
    country: str


class FieldChanged(Shape):
    """One field of a listing, before and after, in words."""

    field: str
    before: str
    after: str


class ListingChanged(Shape):
    """A listing whose entry reads otherwise."""

    id: str
    name: str
    changes: list[FieldChanged]


class DifferencesAnswer(Shape):
    """What one edition of a list has that another has not: whole as values, the first of each sort in words."""

    list_id: str
    before: str
    after: str
    sentence: str
    lines: list[str]
    added: list[ListingNamed]
    removed: list[ListingNamed]
    changed: list[ListingChanged]
    same: int


class PolicyGiven(Shape):
    """A policy; `usual` says that it applies where none is asked for."""

    id: str
    version: str
    title: str
    jurisdiction: str
    authority: str
    source_url: str
    verified: str
    summary: str
    requires: list[str]
    lists: list[str]
    facts: list[str]
    effective_from: str | None
    effective_to: str | None
    usual: bool


class PoliciesAnswer(Answer):
    """Every policy."""

    policies: list[PolicyGiven]


class OrganisationsAsked(BaseModel):
    """Words of names to look up."""

    model_config = ConfigDict(extra="ignore")

    q: Annotated[str, StringConstraints(min_length=1, max_length=300)] = Field(
        description="Words of a name, whole or their beginnings; or an id."
    )
    country: Annotated[str, StringConstraints(pattern=r"^([A-Za-z]{2})?$")] = Field(
        default="", description="ISO 3166-1 alpha-2."
    )
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=10_000)


class NameGiven(Shape):
    """A name and what it is to its bearer."""

    text: str
    kind: str
    source: str = Field(default="", description="Who prints it, where the list itself does not.")


class ListingOf(Shape):
    """A listing of a party."""

    id: str
    watchlist: str
    name: str
    edition: str
    status: Status
    listed_from: str | None
    listed_to: str | None
    legal_basis: str
    source_url: str
    named: NamedGiven | None = Field(description="The document that names the body, where one does.")


class OrganisationGiven(Shape):
    """A listed party or a registered organisation; no listings means that we know of none, no more."""

    id: str
    name: str
    country: str
    type: PartyType
    names: list[NameGiven]
    domains: list[str]
    listings: list[ListingOf]


class OrganisationsAnswer(Answer):
    """Parties found, the closest first."""

    total: int
    organisations: list[OrganisationGiven]


class OrganisationAnswer(Answer):
    """One party."""

    organisation: OrganisationGiven
