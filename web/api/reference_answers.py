"""What is asked and answered about lists, policies and organisations, as types."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
)

from screening.json_model import JsonModel, is_false
from screening.list_json import DifferencesJson
from screening.model import RunFacts
from screening.policy.consequence import Consequence
from screening.policy.interview_json import InterviewQuestionJson
from screening.policy.model import Policy, Rule, Verified
from screening.report.json_output import (
    FROM_CATALOGUE,
    NamedJson,
    NotSearchedJson,
    PolicyUsed,
    Provenance,
    SnapshotJson,
    SnapshotUsed,
    snapshot_fields,
)
from watchlists.library import LoadedList
from watchlists.model import ListedName, Listing, Measure, NameKind, PartyType, Status
from watchlists.updates.diff import in_lines
from watchlists.updates.edition_lookup import Compared
from web.api.paging import NEXT, PageRequest
from web.directory import Party, PartyDirectory
from web.faults import form


class Sources(JsonModel):
    """What the service looks in on the day of the answer."""

    engine: str
    as_of: str | None
    register_sha256: str | None
    snapshots: list[SnapshotUsed]
    lists_current: bool
    not_searched: list[NotSearchedJson]
    policies: list[PolicyUsed]
    sandbox: bool = Field(
        default=False, exclude_if=is_false, description="There and true where a sandbox key asked."
    )

    @classmethod
    def of(cls, facts: RunFacts) -> Sources:
        """The provenance of a result, without the moment of one and what was said about its project."""
        fields = dict(Provenance.of(facts))
        del fields["screened_at"], fields["project"]
        return cls(**fields)


class WatchlistJson(JsonModel):
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


class ListEdition(JsonModel):
    """The edition of a loaded list."""

    edition: str
    edition_date: str
    age_days: int
    confirmed_on: str | None
    confirmed_by: str | None
    stale: bool
    count: int
    count_all: int


# Fields of the last base come first: the list, its edition, its file.
class ListJson(SnapshotJson, ListEdition, WatchlistJson):
    """A loaded list with its edition."""

    @classmethod
    def of_loaded(cls, loaded: LoadedList, day: date) -> ListJson:
        """A loaded list, as old as it is on `day`."""
        snapshot, watchlist = loaded.snapshot, loaded.watchlist
        return cls(
            **WatchlistJson.model_validate(watchlist).model_dump(),
            edition=snapshot.edition,
            edition_date=snapshot.edition_date.isoformat(),
            age_days=snapshot.age_days(day),
            confirmed_on=snapshot.confirmed_on.isoformat() if snapshot.confirmed_on else None,
            confirmed_by=snapshot.confirmed_by or None,
            stale=snapshot.is_out_of_date(watchlist, day),
            count=snapshot.count,
            count_all=snapshot.count_all,
            **snapshot_fields(snapshot),
        )


class ListsAnswer(JsonModel):
    """A page of lists: those that are loaded, then those that are not, each by id."""

    lists: list[ListJson]
    not_loaded: list[WatchlistJson]
    next: str | None = Field(description=NEXT)
    provenance: Sources


class ListAnswer(JsonModel):
    """One list."""

    list: ListJson
    provenance: Sources


class DifferencesRequest(BaseModel):
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


class EditionsDiffer(JsonModel):
    """Which editions of a list differ, and the first listings of each sort in words."""

    list_id: str
    before: str
    after: str
    sentence: str
    lines: list[str]


# Fields of the last base come first: what is said in words, then all of it.
class DifferencesAnswer(DifferencesJson, EditionsDiffer):
    """What one edition of a list has that another has not: whole as values, the first of each sort in words."""

    @classmethod
    def of_list(cls, compared: Compared, list_id: str) -> DifferencesAnswer:
        """What changed on a list between two of its editions."""
        found = compared.differences
        return cls(
            list_id=list_id,
            before=compared.before,
            after=compared.after,
            sentence=f"{found.sentence}.",
            lines=list(in_lines(found, "they stand in this answer")),
            **dict(DifferencesJson.of(found)),
        )


class WordsJson(JsonModel):
    """The words that a rule rests on, what kind of text they stand in, and where and when they were read."""

    quote: str
    kind: str
    paragraph: str
    publisher: str
    url: str
    read_on: date
    read_at: str


class RuleJson(JsonModel):
    """A rule: the outcome that its file states, the one it reaches, and whether the words of the law were read."""

    id: str
    clause: str
    outcome: Consequence
    reaches: Consequence = Field(description="At most check_with_counsel where the words were not read.")
    says: str = Field(description="What follows; of a rule that is known, as far as we know.")
    verified: Verified = Field(
        description="read: the rule quotes the words it rests on; known: it does not; advice: our own, resting on no law."
    )
    words: WordsJson | None
    source_url: str | None = Field(description="The page that a known rule was written from.")
    look_at: str | None = Field(
        description="The official address of a law whose words were not read: where to look, not a source."
    )

    @classmethod
    def of(cls, rule: Rule) -> RuleJson:
        """A rule, with the reserve in its sentence that a law has which nobody here has read."""
        return cls.model_validate(
            {
                "id": rule.id,
                "clause": rule.clause,
                "outcome": rule.outcome,
                "reaches": rule.reaches,
                "says": rule.states,
                "verified": rule.verified,
                "words": rule.words,
                "source_url": rule.source_url,
                "look_at": rule.look_at,
            }
        )


class WeightJson(JsonModel):
    """A figure that a policy scores with, and its reason; the reason is empty where an own policy gives none."""

    policy: str = Field(description="Which policy states it: this one, or the one whose scale it takes over.")
    figure: str = Field(description="As under [scale], e.g. `lists.us-dow-1286`, `roles.former`, `medium`.")
    value: float
    outcome: str = Field(description="Of a list: the strongest outcome that its law may lead to.")
    why: str
    source: str = Field(description="Of the choice: a document of the program's repository.")
    look_at: str = Field(description="Where to look for the law that the reason speaks of; no source.")


class PolicyJson(JsonModel):
    """A policy; `usual` says that it applies where none is asked for."""

    id: str
    version: str
    title: str
    jurisdiction: str
    authority: str
    source_url: str | None
    summary: str
    rules: list[RuleJson]
    requires: list[str]
    lists: list[str]
    facts: list[str]
    weights: list[WeightJson]
    effective_from: str | None
    effective_to: str | None
    usual: bool

    @classmethod
    def of(cls, policy: Policy, usual: bool) -> PolicyJson:
        """A policy, and whether it is one of those applied without being asked for."""
        return cls(
            id=policy.id,
            version=policy.version,
            title=policy.title,
            jurisdiction=policy.jurisdiction,
            authority=policy.authority,
            source_url=policy.source_url,
            summary=f"{policy.reserve} {policy.summary}".strip(),
            rules=list(map(RuleJson.of, policy.rules)),
            requires=list(policy.requires),
            lists=list(policy.lists),
            facts=list(policy.facts),
            weights=list(map(WeightJson.model_validate, policy.weights)),
            effective_from=policy.effective_from.isoformat() if policy.effective_from else None,
            effective_to=policy.effective_to.isoformat() if policy.effective_to else None,
            usual=usual,
        )


class PoliciesAnswer(JsonModel):
    """A page of policies."""

    policies: list[PolicyJson]
    next: str | None = Field(description=NEXT)
    provenance: Sources


class InterviewJson(JsonModel):
    """The interview."""

    questions: list[InterviewQuestionJson]


AnswerId = Annotated[str, StringConstraints(max_length=100)]


class AdviceRequest(BaseModel):
    """Answers of the interview; a question may be left out."""

    model_config = ConfigDict(extra="forbid", strict=True)

    answers: dict[AnswerId, Annotated[list[AnswerId], Field(max_length=50)]] = Field(
        description="By the id of the question, the ids of its answers."
    )


class OrganisationsRequest(PageRequest):
    """Words of names to look up."""

    q: Annotated[str, StringConstraints(min_length=1, max_length=300)] = Field(
        description="Words of a name, whole or their beginnings; or an id."
    )
    country: Annotated[str, form(r"^([A-Za-z]{2})?$", "a country code of two letters, as in CN")] = Field(
        default="", description="ISO 3166-1 alpha-2."
    )
    limit: int = Field(default=20, ge=1, le=100, description="How many organisations a page has at most.")


class NameJson(JsonModel):
    """A name and what it is to its bearer."""

    text: str
    kind: str
    source: str = Field(default="", description="Who prints it, where the list itself does not.")

    @model_serializer(mode="wrap")
    def _source_of_listings(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # Names of a register have no source beside it; those of a listing have one, be it "".
        fields: dict[str, Any] = write(self)
        if "source" not in self.model_fields_set:
            del fields["source"]
        return fields

    @classmethod
    def of_listing(cls, name: ListedName) -> NameJson:
        """A name of a listing."""
        source = name.note if name.kind is NameKind.NATIVE_ELSEWHERE else ""
        return cls(text=name.text, kind=name.kind.value, source=source)


class ListingOf(JsonModel):
    """A listing of a party."""

    id: str
    watchlist: str
    name: str
    edition: str
    status: Status
    listed_from: str | None
    listed_to: str | None
    legal_basis: str
    measures: list[Measure] = Field(description="What the listing does, gravest first.")
    measures_from_catalogue: bool = Field(description=FROM_CATALOGUE)
    source_url: str
    named: NamedJson | None = Field(description="The document that names the body, where one does.")

    @classmethod
    def of(cls, listing: Listing) -> ListingOf:
        """A listing of a party."""
        return cls(
            id=listing.id,
            watchlist=listing.watchlist_id,
            name=listing.name,
            edition=listing.edition,
            status=listing.status,
            listed_from=listing.listed_from.isoformat() if listing.listed_from else None,
            listed_to=listing.listed_to.isoformat() if listing.listed_to else None,
            legal_basis=listing.citation,
            measures=list(listing.measures),
            measures_from_catalogue=listing.measures_from_catalogue,
            source_url=listing.source_url,
            named=NamedJson.of(listing.named) if listing.named else None,
        )


class OrganisationJson(JsonModel):
    """A listed party or a registered organisation; no listings means that we know of none, no more."""

    id: str
    body_id: str = Field(description="The body of the party: one id for all its listings.")
    name: str
    country: str
    type: PartyType
    names: list[NameJson]
    domains: list[str]
    listings: list[ListingOf]

    @classmethod
    def of(cls, known: PartyDirectory, party: Party) -> OrganisationJson:
        """A party with its names and the listings that it bears or is."""
        listings = known.listings_of.get(party.id, (party.listing,) if party.listing else ())
        if party.listing:
            names = list(map(NameJson.of_listing, party.listing.names))
        else:
            names = [
                NameJson(text=name.text, kind=name.kind) for name in (party.body.names if party.body else ())
            ]
        return cls(
            id=party.id,
            body_id=known.body_of.get(party.id, party.id),
            name=party.name,
            country=party.country,
            type=party.type,
            names=names,
            domains=list(party.body.domains) if party.body else [],
            listings=list(map(ListingOf.of, listings)),
        )


class OrganisationsAnswer(JsonModel):
    """Parties found, the closest first."""

    total: int
    organisations: list[OrganisationJson]
    next: str | None = Field(description=NEXT)
    provenance: Sources


class OrganisationAnswer(JsonModel):
    """One party."""

    organisation: OrganisationJson
    provenance: Sources
