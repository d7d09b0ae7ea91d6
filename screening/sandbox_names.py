"""By what the sandbox is known: the id of its list, and the place `sandbox:TEAM` in which sandbox keys of a team work.

No team has such an id, so nobody is in one of these places, and what stands there is shown in no team.
"""

from __future__ import annotations

from collections.abc import Collection

SANDBOX_LIST = "sandbox-list"
_PREFIX = "sandbox:"


def sandbox_of(team: str) -> str:
    """The place in which sandbox keys of a team work."""
    return f"{_PREFIX}{team}"


def is_sandbox_team(team: str) -> bool:
    """Whether a run, a case or a webhook stands in the sandbox of a team."""
    return team.startswith(_PREFIX)


def owner_of(team: str) -> str:
    """The team whose sandbox this is; a team itself where it is one."""
    return team.removeprefix(_PREFIX)


def is_sandbox_list(list_ids: Collection[str]) -> bool:
    """Whether what was searched is the list of invented bodies."""
    return SANDBOX_LIST in list_ids
