"""Lists as JSON, for the command line and the API: how they are, what changed on them, what an update came to."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import version

from pydantic import Field

from screening.json_model import JsonModel, is_none
from watchlists.editions.store import Generation
from watchlists.model import Listing, LookAgain
from watchlists.updates.diff import Differences, ListingChange
from watchlists.updates.edition_lookup import Compared
from watchlists.updates.fetch import PublisherAnswer
from watchlists.updates.update import UpdateOutcome
from watchlists.updates.update_report import PROGRAM, Heading, has_failed
from watchlists.updates.update_trace import ReadFile


class ListingNameJson(JsonModel):
    """A listing that was added or removed."""

    id: str
    name: str
    country: str


class FieldChanged(JsonModel):
    """One field of a listing, before and after, in words."""

    field: str
    before: str
    after: str


class ListingChanged(JsonModel):
    """A listing whose entry reads otherwise."""

    id: str
    name: str
    changes: list[FieldChanged]

    @classmethod
    def of(cls, listing: Listing, changes: Sequence[ListingChange]) -> ListingChanged:
        """A listing as it is now, and what is new about it."""
        return cls(id=listing.id, name=listing.name, changes=list(map(FieldChanged.model_validate, changes)))


class DifferencesJson(JsonModel):
    """Every listing that was added, removed or changed."""

    added: list[ListingNameJson]
    removed: list[ListingNameJson]
    changed: list[ListingChanged]
    same: int

    @classmethod
    def of(cls, found: Differences) -> DifferencesJson:
        """All that one edition has and another has not."""
        return cls(
            added=list(map(ListingNameJson.model_validate, found.added)),
            removed=list(map(ListingNameJson.model_validate, found.removed)),
            changed=[ListingChanged.of(listing, changes) for listing, changes in found.changed],
            same=found.same,
        )


class EditionsCompared(JsonModel):
    """Which editions of which list."""

    list: str
    before: str
    after: str


# Fields of the last base come first: the editions, then what differs.
class ListDifferences(DifferencesJson, EditionsCompared):
    """What changed on a list between two of its editions."""

    @classmethod
    def of_list(cls, list_id: str, compared: Compared) -> ListDifferences:
        """Two editions of a list, compared."""
        found = DifferencesJson.of(compared.differences)
        return cls(list=list_id, before=compared.before, after=compared.after, **dict(found))


class LookAgainJson(JsonModel):
    """Since when a person must compare a list with its publisher's page, and why."""

    since: str
    looked_on: str
    because: str

    @classmethod
    def of(cls, due: LookAgain) -> LookAgainJson:
        """What the catalogue says of a list that is due."""
        return cls(since=str(due.on), looked_on=str(due.looked_on), because=due.because)


class ListStatusJson(JsonModel):
    """A list in force: its edition, its age, and when its publisher was and will be asked."""

    id: str
    title: str
    edition: str
    edition_date: str
    retrieved_at: str | None
    transcribed_on: str | None
    confirmed_on: str | None
    confirmed_by: str | None
    age_days: int
    oldest_age_days: int
    count: int
    sha256: str
    publisher_sha256: str | None
    checked_at: str | None
    last_refusal: str | None
    native_names_without_entry: int
    next_check: str | None = Field(description="`now`, a moment, or null where nobody is asked.")
    stale: bool
    newer_shown: list[str]
    look_again: LookAgainJson | None


class GenerationJson(JsonModel):
    """What was put in force when, by whom and why."""

    generation: int
    kind: str
    at: str
    lists: list[str]
    by: str
    reason: str

    @classmethod
    def of(cls, generation: Generation) -> GenerationJson:
        """A generation that something is known of."""
        event = generation.event
        assert event is not None
        return cls(
            generation=generation.number,
            kind=event.kind,
            at=event.at,
            lists=list(event.lists),
            by=event.by,
            reason=event.reason,
        )


class MergedListing(JsonModel):
    """A listing of an organisation, and how it came to it."""

    id: str
    name: str
    how: str
    by_hand: bool


class MergedOrganisation(JsonModel):
    """An organisation with several listings, or with a body of the register."""

    name: str
    country: str
    body: str | None
    listings: list[MergedListing]


class GuardJson(JsonModel):
    """What a guard found."""

    guard: str
    sentence: str
    stops: bool


class ListUpdateJson(JsonModel):
    """What came from one publisher, and what was made of it."""

    id: str
    result: str
    code: str
    sentence: str
    reader: str | None
    answers: list[PublisherAnswer]
    read: ReadFile | None
    guards: list[GuardJson]
    shown: list[str]
    added: int | None = Field(default=None, exclude_if=is_none)
    removed: int | None = Field(default=None, exclude_if=is_none)
    changed: int | None = Field(default=None, exclude_if=is_none)

    @classmethod
    def of(cls, outcome: UpdateOutcome) -> ListUpdateJson:
        """What came of one list; numbers of listings only where editions were compared."""
        seen, changes = outcome.seen, outcome.differences
        return cls(
            id=outcome.list_id,
            result=outcome.result,
            code=outcome.code,
            sentence=seen.sentence or outcome.sentence,
            reader=seen.reader or None,
            answers=list(seen.answers),
            read=seen.read,
            guards=list(map(GuardJson.model_validate, seen.findings)),
            shown=list(seen.marks),
            added=len(changes.added) if changes is not None else None,
            removed=len(changes.removed) if changes is not None else None,
            changed=len(changes.changed) if changes is not None else None,
        )


class UpdateReportJson(JsonModel):
    """The report of an update. It names no person, and nothing of this machine but its system."""

    program: str
    version: str
    made_at: str
    python: str
    system: str
    dry_run: bool
    failed: list[str]
    lists: list[ListUpdateJson]

    @classmethod
    def of(cls, about: Heading, outcomes: Sequence[UpdateOutcome]) -> UpdateReportJson:
        """The whole report."""
        return cls(
            program=PROGRAM,
            version=version(PROGRAM),
            made_at=about.made_at.isoformat(),
            python=platform.python_version(),
            system=platform.system(),
            dry_run=about.dry_run,
            failed=sorted({each.list_id for each in outcomes if has_failed(each)}),
            lists=list(map(ListUpdateJson.of, outcomes)),
        )
