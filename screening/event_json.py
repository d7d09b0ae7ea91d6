"""What other systems are told of, as JSON: the body of a webhook. No event holds the name of a subject, a file or a person; what a caller
wrote into the reference and metadata of a run is his own.

Receivers read these bodies, and each call is signed over its bytes: fields are added at the end, never renamed.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from screening.json_model import JsonModel, is_none


class EventJson(JsonModel):
    """What every event says; one of this type alone says that nothing happened."""

    id: str = Field(description="Of the log's line, so that you can compare the two.")
    type: str
    at: str = Field(description="ISO 8601, UTC.")
    team: str = Field(description="Empty where no team is concerned, as with lists.")

    def body(self) -> str:
        """The event as it is sent, the same at every try."""
        return self.model_dump_json()


class RunOfEvent(JsonModel):
    """A run that came to an end, or waits for an answer."""

    id: str
    state: Literal["finished", "failed", "needs_mapping"]
    rows: int | None = Field(default=None, exclude_if=is_none)
    code: str | None = Field(default=None, exclude_if=is_none)
    reference: str | None = Field(
        default=None, exclude_if=is_none, description="Your own key of the run, where it has one."
    )
    metadata: dict[str, str] | None = Field(
        default=None, exclude_if=is_none, description="Texts of your own beside the run, where it has any."
    )


class RunLinks(JsonModel):
    """Where more is said of a run; results and report only once there are any."""

    run: str
    results: str | None = Field(default=None, exclude_if=is_none)
    report: str | None = Field(default=None, exclude_if=is_none)


class RunEvent(EventJson):
    """A run has ended, or asks how its list is to be read."""

    run: RunOfEvent
    links: RunLinks


class WatchOfEvent(JsonModel):
    """A list under watch of which something changed, or that has stopped."""

    id: str
    state: Literal["changed", "stopped"]
    changes: int | None = Field(
        default=None, exclude_if=is_none, description="Rows of which something is told."
    )
    kinds: dict[str, int] | None = Field(default=None, exclude_if=is_none, description="These rows by kind.")
    rows: int | None = Field(default=None, exclude_if=is_none)
    code: str | None = Field(default=None, exclude_if=is_none, description="Why it stopped.")


class WatchLinks(JsonModel):
    """Where more is said of a watch, and of the run by which it was screened."""

    watch: str
    changes: str | None = Field(default=None, exclude_if=is_none)
    run: str


class WatchEvent(EventJson):
    """Something changed about the people of a watch, or it has stopped until somebody answers."""

    watch: WatchOfEvent
    links: WatchLinks


class DecisionOfEvent(JsonModel):
    """A decision: what it says where it took effect, how it ended where it did."""

    id: str
    case: str
    verdict: str | None = Field(default=None, exclude_if=is_none)
    ended: Literal["withdrawn", "lapsed"] | None = Field(default=None, exclude_if=is_none)


class DecisionEvent(EventJson):
    """A decision about a possible match takes effect, or no longer has any."""

    decision: DecisionOfEvent


class CollaborationOfEvent(JsonModel):
    """A collaboration decision: what it says where it was made; only its id where it was withdrawn."""

    id: str = Field(description="Id of the collaboration decision.")
    kind: str | None = Field(
        default=None,
        exclude_if=is_none,
        description="`proceed`, `proceed_with_conditions`, `decline` or `refer`.",
    )
    until: str | None = Field(default=None, exclude_if=is_none, description="The last day it is in effect.")
    replaces: str | None = Field(
        default=None, exclude_if=is_none, description="Id of the decision that stood before."
    )


class CollaborationEvent(EventJson):
    """The team decided whether it goes on with somebody, or withdrew that decision."""

    collaboration: CollaborationOfEvent = Field(description="The collaboration decision.")


class ListsOfEvent(JsonModel):
    """Lists of which another edition came into force, by what, and the number of what is in force since."""

    ids: list[str]
    change: str
    generation: int | None


class ListsEvent(EventJson):
    """Another edition of a list came into force; `links` says by list where its differences are."""

    lists: ListsOfEvent
    links: dict[str, str]
