"""What somebody ordered, and what the run is pinned to. Both are kept with the run as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from screening.code import code_sha256, knowledge
from screening.engine import DEFAULT_POLICY, Engine
from screening.intake import IntakeOptions
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
    """How a file is to be read, screened and reported. `chunk` is fixed here: all workers cut alike."""

    policies: tuple[str, ...] = ()
    project: tuple[str, ...] = ()  # "fact=value", as given
    map: tuple[tuple[str, str], ...] = ()  # (meaning, header)
    encoding: str = ""
    country_codes: str = ""
    strict_formulas: bool = False
    as_of: str = ""  # ISO date, or "" for the day of acceptance
    format: Format = "xlsx"
    chunk: int = 1_000  # distinct subjects a step
    notice: Notice = Notice.UNSAID  # how the people on the list learn of it; stands in log and receipt

    def options(self, file_name: str) -> IntakeOptions:
        """How the file is to be read."""
        return IntakeOptions(
            map=self.map,
            encoding=self.encoding or None,
            strict_formulas=self.strict_formulas,
            country_codes=self.country_codes or None,
            file_name=file_name,
        )

    def day(self, screened_at: datetime) -> date:
        """The day whose listings count."""
        return date.fromisoformat(self.as_of) if self.as_of else screened_at.date()

    def facts(self) -> ProjectFacts:
        """The facts of the project."""
        return parse_pairs(self.project)

    def parameters(self) -> tuple[tuple[str, str], ...]:
        """What was asked for beside the file, for the provenance sheet."""
        said = [(f"map {meaning}", header) for meaning, header in self.map]
        said += [("encoding", self.encoding)] * bool(self.encoding)
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
        given = json.loads(content)
        given["map"] = tuple((meaning, header) for meaning, header in given["map"])
        given["notice"] = Notice(given.get("notice", ""))
        return Order(**{**given, "policies": tuple(given["policies"]), "project": tuple(given["project"])})


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
    )


def _versions(policies: Sequence[Policy]) -> dict[str, str]:
    return {policy.id: f"{policy.version}+{policy.file_sha256[:12]}" for policy in policies}
