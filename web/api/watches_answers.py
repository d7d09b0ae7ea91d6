"""Watches, as types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from screening.intake.question_json import Short
from screening.json_model import JsonModel
from screening.watch.watch_json import WatchChangeJson, WatchJson, WatchVersionJson
from screening.watch.watches import LONGEST_GROUND, LONGEST_NAME
from web.api.models import Metadata
from web.api.moments import DayText
from web.api.paging import NEXT, PageRequest
from web.api.runs_answers import RunRequest

_Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
_Ground = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_GROUND)]
_NAME = "What the team calls it."
_PURPOSE = "Why these people and partners have to be screened again and again; stands in the record."
_LEGAL_BASIS = "The legal basis of doing so, as in Art. 6(1)(f) GDPR; stands in the record."
_ENDS_ON = "The last day of watching: after today and within three years. It can be changed later."
_TELL = (
    "Who gets mail: people of the team, by the id of their account or the name under which they sign in. The owner gets "
    "mail in any case."
)
_WEEKLY = "Whether mail also says that a week was quiet."


class WatchRequest(RunRequest):
    """What is watched and on what grounds, and how its files are to be read, screened and reported."""

    name: _Name = Field(description=_NAME)
    purpose: _Ground = Field(description=_PURPOSE)
    legal_basis: _Ground = Field(description=_LEGAL_BASIS)
    ends_on: DayText = Field(description=_ENDS_ON)
    tell: list[Short] = Field(default=[], max_length=100, description=f"{_TELL} May be repeated.")
    weekly: Literal["", "yes"] = Field(default="", description=_WEEKLY)
    run: Short = Field(
        default="",
        description="The id of a finished run whose list is watched, ordered as that run was, in the place of a file.",
    )
    folder: Short = Field(
        default="",
        description="A folder within the watched folder of the server, in the place of a file: its newest list is taken, "
        "and so is each newer one that somebody puts there.",
    )
    reference: Short = Field(default="", description="Your own key of the watch; comes back with it.")


class WatchesRequest(PageRequest):
    """Which watches are listed."""

    state: Literal["", "watching", "paused", "stopped", "ended"] = Field(
        default="", description="Only watches in this state."
    )
    reference: Short = Field(default="", description="Only watches with this reference of your own.")


class WatchTermsRequest(BaseModel):
    """What is to be changed of a watch; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: _Name = Field(default="", description=_NAME)
    purpose: _Ground = Field(default="", description=_PURPOSE)
    legal_basis: _Ground = Field(default="", description=_LEGAL_BASIS)
    ends_on: DayText = Field(
        default="", description=f"{_ENDS_ON} A watch that has ended goes on with a later one."
    )
    owner: Short = Field(
        default="", description="Who answers for it: somebody of the team, named as in `tell`."
    )
    tell: list[Short] = Field(
        default=[], max_length=100, description=f"{_TELL} In the place of those before."
    )
    weekly: bool = Field(default=False, description=_WEEKLY)
    reference: Short = Field(default="", description="Your own key of the watch.")
    metadata: Metadata = Field(
        default={}, description="Texts of your own, up to 20, in the place of those before."
    )


class WatchFileRequest(BaseModel):
    """A newer file of a watch."""

    model_config = ConfigDict(extra="forbid")

    file_name: Short = Field(
        default="",
        description="The file's name as you have it; by default the form's, or list.csv or list.xlsx.",
    )


class WatchChangesRequest(PageRequest):
    """Which changes are listed."""

    run: Short = Field(default="", description="Only what the screening with this id changed.")
    unseen: Literal["", "yes"] = Field(default="", description="Only what nobody has read.")


class WatchReadRequest(BaseModel):
    """Which changes were read."""

    model_config = ConfigDict(extra="forbid")

    run: Short = Field(default="", description="Only what the screening with this id changed; else all.")


class WatchAnswer(WatchJson):
    """A watch; `links` say what may be asked next."""

    sandbox: bool = Field(
        default=False, description="Whether invented bodies are searched, and nothing real."
    )
    links: dict[str, str] = Field(description="The addresses of the watch.")


class WatchesAnswer(JsonModel):
    """A page of watches, the newest first."""

    watches: list[WatchAnswer] = Field(description="The watches of the page.")
    next: str | None = Field(description=NEXT)


class WatchFileAnswer(JsonModel):
    """What became of a file."""

    new: bool = Field(
        description="Whether the file differs from the newest one; only then it is a version and screened."
    )
    watch: WatchAnswer = Field(description="The watch.")


class WatchVersionsAnswer(JsonModel):
    """A page of the files of a watch, the newest first."""

    versions: list[WatchVersionJson] = Field(description="The versions of the page.")
    next: str | None = Field(description=NEXT)


class WatchChangesAnswer(JsonModel):
    """A page of the changes of a watch, the newest screening first, in the order of the list."""

    changes: list[WatchChangeJson] = Field(description="The changes of the page.")
    next: str | None = Field(description=NEXT)


class WatchReadAnswer(JsonModel):
    """What was marked as read."""

    read: int = Field(description="How many changes nobody had read before.")
    watch: WatchAnswer = Field(description="The watch.")


class WatchRemovalAnswer(JsonModel):
    """What became of a watch that was removed."""

    id: str = Field(description="The id of the watch, which is answered no more.")
    held_runs: int = Field(description="How many of its runs stay because somebody holds them.")
