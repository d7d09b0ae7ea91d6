"""Watches, their versions and their changes, in the one JSON shape of the command line and the API."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from screening.context import AppContext
from screening.engine import DEFAULT_POLICY
from screening.json_model import JsonModel, JsonObject
from screening.pipeline import ScreeningRequest
from screening.storage.watch_tables import Watch, WatchChange, WatchVersion
from screening.watch.queries import newest_rows, unseen_changes


class WatchJson(JsonModel):
    """A list of people and partners that stays screened."""

    id: str = Field(description="The id of the watch.")
    state: Literal["watching", "paused", "stopped", "ended"] = Field(
        description="`paused` by a person; `stopped` by itself, until somebody does what `sentence` says; `ended` where "
        "its last day has passed."
    )
    code: str = Field(description="Why it stopped; empty otherwise.")
    sentence: str = Field(description="Why it stopped and what to do, for a person; empty otherwise.")
    name: str = Field(description="What the team calls it.")
    purpose: str = Field(description="Why these people and partners are screened again and again.")
    legal_basis: str = Field(description="The legal basis of doing so, as it was stated.")
    ends_on: str = Field(description="The last day of watching (ISO 8601, UTC).")
    owner: str = Field(description="The account that answers for it; it gets mail where it is a person's.")
    tell: list[str] = Field(description="The accounts of people of the team who get mail as well.")
    weekly: bool = Field(description="Whether mail also says that a week was quiet.")
    reference: str = Field(
        description="Your own key of the watch, as it was sent; empty where there is none."
    )
    metadata: dict[str, str] = Field(description="Texts of your own, as they were sent.")
    source: Literal["file", "folder", "subjects"] = Field(
        description="Where its files come from: they are given, taken from a folder of the server, or made of single "
        "subjects that people add."
    )
    folder: str = Field(description="Within the watched folder of the server; empty for other sources.")
    policies: list[str] = Field(description="Ids of the policies that are applied.")
    project: dict[str, str] = Field(description="Facts of the project, as they were sent.")
    made_by: str = Field(description="The account that made it.")
    made_at: str = Field(description="When it was made (ISO 8601, UTC).")
    version: int = Field(description="The number of its newest file, from 1.")
    rows: int | None = Field(
        description="Rows of the newest file that was screened; null until the first one was."
    )
    run: str = Field(description="Id of its newest screening.")
    told_run: str = Field(
        description="Id of the newest screening of which the changes are known; empty until the first one ended."
    )
    unread: int = Field(description="How many changes nobody has read yet.")

    @classmethod
    def of(cls, watch: Watch, *, rows: int | None, unread: int) -> WatchJson:
        """A watch, with the rows of its newest file and how many of its changes nobody has read."""
        order = ScreeningRequest.from_json(watch.choices)
        said: JsonObject = {
            "id": watch.id,
            "state": watch.state,
            "code": watch.code,
            "sentence": watch.sentence,
            "name": watch.name,
            "purpose": watch.purpose,
            "legal_basis": watch.legal_basis,
            "ends_on": watch.ends_on,
            "owner": watch.owner,
            "tell": json.loads(watch.tell or "[]"),
            "weekly": watch.is_weekly,
            "reference": watch.reference,
            "metadata": json.loads(watch.metadata_json or "{}"),
            "source": watch.source,
            "folder": watch.folder,
            "policies": list(order.policies or (DEFAULT_POLICY,)),
            "project": _facts(order.project),
            "made_by": watch.made_by,
            "made_at": watch.made_at,
            "version": watch.version,
            "rows": rows,
            "run": watch.run_id,
            "told_run": watch.told_run_id,
            "unread": unread,
        }
        return cls.model_validate(said)


class WatchVersionJson(JsonModel):
    """One file of a watch, and how its rows differ from those of the file before."""

    number: int = Field(description="The number of the version, from 1.")
    sha256: str = Field(description="SHA-256 of the file.")
    file_name: str = Field(
        description="The file's name as it was given; empty once there is a newer file or the watch has ended."
    )
    given_by: str = Field(description="The account that gave it.")
    given_at: str = Field(description="When it was given (ISO 8601, UTC).")
    rows: int | None = Field(description="Its rows, a row for each subject; null until it was compared.")
    joined: int | None = Field(
        description="Rows that the file before has not, 0 for the first file; null until it was compared."
    )
    left: int | None = Field(
        description="Rows of the file before that it has not; null until it was compared."
    )
    changed: int | None = Field(
        description="Rows of which it says something else than the file before; null until it was compared."
    )

    @classmethod
    def of(cls, version: WatchVersion) -> WatchVersionJson:
        """A version as it is kept."""
        counts = {name: getattr(version, name) for name in ("rows", "joined", "left", "changed")}
        return cls(
            number=version.number,
            sha256=version.upload_sha256,
            file_name=version.file_name,
            given_by=version.given_by,
            given_at=version.given_at,
            **{name: count if count >= 0 else None for name, count in counts.items()},
        )


class WatchResultJson(JsonModel):
    """What a screening concluded of a row."""

    outcome: str = Field(description="`no_match`, `review` or `unscreened`.")
    level: str = Field(description="The level of risk: `none`, `low`, `medium` or `high`.")
    score: int = Field(description="The score of risk, 0 to 100.")


class WatchReasonJson(JsonModel):
    """One reason why a result changed."""

    sentence: str = Field(description="The reason, for a person.")
    watchlist: str = Field(description="Id of the list; empty where the reason is no list.")
    listing: str = Field(description="Id of the listing; empty where the reason is no listing.")


class WatchChangeJson(JsonModel):
    """What changed about one row of a watch from one screening to the next."""

    run: str = Field(description="Id of the screening that found it.")
    number: int = Field(description="The number of the change in this screening, in the order of the list.")
    earlier_run: str = Field(description="Id of the screening before.")
    kind: Literal["listed", "delisted", "listing", "result", "row", "joined", "lapsed"] = Field(
        description="`listed`: a listing is found that was not; `delisted`: one is found no more; `listing`: one says "
        "something else; `result`: another result by a policy or by the age of a list; `row`: the list says something "
        "else of the row; `joined`: the row is new and not without a match; `lapsed`: a decision holds no more."
    )
    told_at: str = Field(description="Since when it is known here (ISO 8601, UTC).")
    reference: str = Field(description="Your own key of the row; empty where there is none.")
    subject: str = Field(description="The person or organisation, as the list names it; empty once erased.")
    sheet: str = Field(description="The sheet of the row.")
    row: int = Field(description="The number of the row in its sheet.")
    before: WatchResultJson | None = Field(
        description="The earlier result; null where the row was not there."
    )
    after: WatchResultJson = Field(description="The later result.")
    reasons: list[WatchReasonJson] = Field(description="Why it changed.")
    read_at: str = Field(description="When somebody said that it was read (ISO 8601, UTC); empty until then.")
    read_by: str = Field(description="The account that said so; empty until then.")

    @classmethod
    def of(cls, change: WatchChange) -> WatchChangeJson:
        """A change as it is kept."""
        before = WatchResultJson(
            outcome=change.outcome_before, level=change.level_before, score=change.score_before
        )
        said: JsonObject = {
            "run": change.run_id,
            "number": change.number,
            "earlier_run": change.earlier_run_id,
            "kind": change.kind,
            "told_at": change.told_at,
            "reference": change.reference,
            "subject": change.subject,
            "sheet": change.sheet,
            "row": change.row,
            "before": before if change.outcome_before else None,
            "after": WatchResultJson(outcome=change.outcome, level=change.level, score=change.score),
            "reasons": [WatchReasonJson.model_validate(each) for each in json.loads(change.reasons or "[]")],
            "read_at": change.seen_at,
            "read_by": change.seen_by,
        }
        return cls.model_validate(said)


def watches_json(context: AppContext, team: str, watches: Sequence[Watch]) -> list[WatchJson]:
    """Watches of a team with what is counted of them, in their order."""
    unread = unseen_changes(context, team)
    rows: Mapping[str, int] = newest_rows(context, [each.id for each in watches])
    return [WatchJson.of(each, rows=rows.get(each.id), unread=unread.get(each.id, 0)) for each in watches]


def _facts(pairs: Sequence[str]) -> dict[str, str]:
    return {fact: value for fact, _, value in (pair.partition("=") for pair in pairs)}
