"""What a run is pinned to, kept with the run as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from screening.engine import DEFAULT_POLICY, Engine
from screening.policy.model import Policy
from screening.policy.read import available_policies, choose
from screening.version import ENGINE, code_sha256, knowledge
from watchlists.editions.data_folder import data_folder
from watchlists.editions.merges import by_hand_sha256
from watchlists.library import Library, load_library
from watchlists.updates.register_dump import current_register


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
