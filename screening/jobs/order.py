"""What somebody ordered, and what the run is pinned to. Both are kept with the run as JSON."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from screening.code import code_sha256, knowledge
from screening.engine import DEFAULT_POLICY, Engine
from screening.intake import IntakeOptions
from screening.intake.mapping import MappingChoice
from screening.intake.reading_choice import ReadingChoice
from screening.notice import Notice
from screening.policy import Policy, ProjectFacts, available_policies, choose, parse_pairs
from screening.report import Format
from screening.version import ENGINE
from watchlists.joined import by_hand_sha256
from watchlists.keeping.folder import data_folder
from watchlists.keeping.ror_dump import current_register
from watchlists.library import Library, load_library


@dataclass(frozen=True, slots=True)
class Order:
    """How a file is to be read, screened and reported. `chunk` is fixed here: all workers cut alike.

    `confirmed` holds the confirmed mappings that its reading rests on, by signature; None until the file was read.
    From then on they are part of the order, so that the run reads the same when the team forgets or changes them.
    """

    policies: tuple[str, ...] = ()
    project: tuple[str, ...] = ()  # "fact=value", as given
    map: tuple[tuple[str, str], ...] = ()  # (meaning, header or column letter)
    ignore: tuple[str, ...] = ()
    header_rows: tuple[tuple[str, int], ...] = ()
    skip_sheets: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    country_codes: str = ""
    strict_formulas: bool = False
    as_of: str = ""  # ISO date, or "" for the day of acceptance
    format: Format = "xlsx"
    chunk: int = 1_000  # distinct subjects a step
    notice: Notice = Notice.UNSAID  # how the people on the list learn of it; stands in log and receipt
    confirmed: tuple[tuple[str, MappingChoice], ...] | None = None
    remember: bool = False  # whether the team keeps what was chosen for lists with the same headers
    chosen_by: str = ""  # who chose how it is read, where that was not whoever accepted the list
    first: str = ""  # SHA-256 of the order as it was accepted, where it was added to since

    def options(self, file_name: str, confirmed: Mapping[str, MappingChoice] | None = None) -> IntakeOptions:
        """How the file is to be read.

        Args:
            file_name: the user's name of the file.
            confirmed: mappings that the team has confirmed, for a file that was not read yet.
        """
        return IntakeOptions(
            map=self.map,
            encoding=self.encoding or None,
            strict_formulas=self.strict_formulas,
            country_codes=self.country_codes or None,
            file_name=file_name,
            ignore=self.ignore,
            header_rows=self.header_rows,
            skip_sheets=self.skip_sheets,
            delimiter=self.delimiter,
            confirmed=dict(self.confirmed) if self.confirmed is not None else dict(confirmed or {}),
        )

    @property
    def choice(self) -> ReadingChoice:
        """What was chosen of how the file is read."""
        return ReadingChoice(
            self.map, self.ignore, self.header_rows, self.skip_sheets, self.encoding, self.delimiter
        )

    def with_choice(self, choice: ReadingChoice) -> Order:
        """The order with another choice of how the file is read."""
        return replace(
            self,
            map=choice.map,
            ignore=choice.ignore,
            header_rows=choice.header_rows,
            skip_sheets=choice.skip_sheets,
            encoding=choice.encoding,
            delimiter=choice.delimiter,
        )

    def answered(self, choice: ReadingChoice, *, by: str, remember: bool = True) -> Order:
        """The order of a run whose file was asked about, with the answer."""
        return replace(
            self.with_choice(choice),
            remember=remember,
            chosen_by=by,
            first=self.first_sha256(),
            confirmed=None,
        )

    def read_with(self, confirmed: Mapping[str, MappingChoice]) -> Order:
        """The order of a run whose file was read, with the help of these confirmed mappings; nothing is left to
        be remembered of it.
        """
        pinned = tuple(sorted(confirmed.items(), key=lambda each: each[0]))
        return replace(self, confirmed=pinned, remember=False, first=self.first_sha256())

    def first_sha256(self) -> str:
        """SHA-256 of the order as it was accepted: two that are the same were asked for alike."""
        return self.first or hashlib.sha256(self.to_json().encode()).hexdigest()

    def day(self, screened_at: datetime) -> date:
        """The day whose listings count."""
        return date.fromisoformat(self.as_of) if self.as_of else screened_at.date()

    def facts(self) -> ProjectFacts:
        """The facts of the project."""
        return parse_pairs(self.project)

    def parameters(self) -> tuple[tuple[str, str], ...]:
        """What was asked for beside the file, for the provenance sheet."""
        said = self.choice.stated()
        said += [("read as confirmed before", "yes")] * bool(self.confirmed)
        said += [("country codes", self.country_codes)] * bool(self.country_codes)
        said += [("strict formulas", "yes")] * self.strict_formulas
        said += [("project", fact) for fact in self.project]
        return (*said, ("policies", ", ".join(self.policies) or "default"))

    def to_json(self) -> str:
        """The order as kept with the run."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @staticmethod
    def from_json(content: str) -> Order:
        """The order that was kept."""
        given = asdict(Order()) | json.loads(content)
        for name in ("policies", "project", "ignore", "skip_sheets"):
            given[name] = tuple(given[name])
        for name in ("map", "header_rows"):
            given[name] = tuple((first, second) for first, second in given[name])
        given["notice"] = Notice(given["notice"])
        if given["confirmed"] is not None:
            given["confirmed"] = tuple(
                (headers, mapping_choice(choice)) for headers, choice in given["confirmed"]
            )
        return Order(**given)


def mapping_choice(said: Mapping[str, Any]) -> MappingChoice:
    """A choice from its JSON."""
    return MappingChoice(
        map=tuple((meaning, column) for meaning, column in said["map"]),
        ignore=tuple(said["ignore"]),
        header_rows=tuple((sheet, row) for sheet, row in said["header_rows"]),
        skip_sheets=tuple(said["skip_sheets"]),
    )


@dataclass(frozen=True, slots=True)
class Pins:
    """Which engine, lists, register and policies a run is bound to."""

    engine: str
    code: str  # SHA-256 over the engine's code: two states of one version are told apart
    register: str  # SHA-256 of the register's file
    snapshots: dict[str, str] = field(default_factory=dict)  # list id: SHA-256 of its file
    policies: dict[str, str] = field(default_factory=dict)  # id: version+hash, for own files have no release
    knowledge: dict[str, str] = field(default_factory=dict)  # folder of curated files: SHA-256 over them
    joined: str = ""  # SHA-256 of the decisions on joined listings; "" where nobody decided anything
    # list id: the day its publisher was last seen to have no newer edition. A look in between makes no other run
    # of it: the engine is given the days of the pins.
    confirmed: dict[str, str] = field(default_factory=dict, compare=False)
    confirmed_by: dict[str, str] = field(default_factory=dict, compare=False)  # of these, who looked by hand

    def to_json(self) -> str:
        """The pins as kept with the run."""
        return json.dumps(asdict(self), sort_keys=True)

    @staticmethod
    def from_json(content: str) -> Pins:
        """The pins that were kept."""
        return Pins(**json.loads(content))


def pins_of(engine: Engine) -> Pins:
    """What a loaded engine is made of."""
    return _pins(engine.library, engine.register.file_sha256, engine.policies)


def shipped_pins(policy_ids: Sequence[str] = ()) -> Pins:
    """What a run accepted now is bound to; about a second, since nothing is linked.

    Raises:
        PolicyError: no such policy.
    """
    policies = choose(available_policies(os.environ), policy_ids or (DEFAULT_POLICY,))
    data = data_folder(os.environ)
    return _pins(load_library(data=data), current_register(data).file_sha256, policies)


def _pins(library: Library, register_sha256: str, policies: Sequence[Policy]) -> Pins:
    snapshots = {key: loaded.snapshot for key, loaded in library.lists.items()}
    return Pins(
        engine=ENGINE,
        code=code_sha256(),
        register=register_sha256,
        snapshots={key: each.file_sha256 for key, each in snapshots.items()},
        policies=_versions(policies),
        knowledge=knowledge(),
        joined=by_hand_sha256(library.by_hand),
        confirmed={key: str(each.confirmed_on) for key, each in snapshots.items() if each.confirmed_on},
        confirmed_by={key: each.confirmed_by for key, each in snapshots.items() if each.confirmed_by},
    )


def _versions(policies: Sequence[Policy]) -> dict[str, str]:
    return {policy.id: f"{policy.version}+{policy.file_sha256[:12]}" for policy in policies}
