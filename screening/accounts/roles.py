"""Roles and what each may do: a closed set of permissions, and a file that says which role holds which.

Nobody holds a permission by himself: permissions come with roles, and what no role holds nobody may do. Roles are held
in a team. An installation administrator is none of them: it counts for all teams, and is given on the shell only.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class AccessRole(StrEnum):
    """What somebody is in a team."""

    SCREENER = "screener"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"
    RECORDS_MANAGER = "records_manager"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What can be allowed or refused."""

    OWN_ACCOUNT = "own_account"  # one's own password and sessions
    LOOK_UP = "look_up"  # lists, policies and organisations: nothing that anybody asked about
    SCREEN = "screen"  # checks, batches and uploads
    SEE_RUNS = "see_runs"  # the team's runs and reports
    DECIDE = "decide"  # dispositions
    ASSIGN = "assign"
    ERASE = "erase"  # runs, checks, cases and subjects of the team; and holding them back
    AUDIT = "audit"  # the team's entries in the log
    ADMINISTER = "administer"  # people, keys and webhooks of the team
    ADMINISTER_INSTALLATION = "administer_installation"  # those of every team, teams, and the whole log
    KEEP_LISTS = "keep_lists"  # updating lists, which concern every team


EVERY_ROLE = frozenset(AccessRole)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a role is called, what it is for, and what it may do."""

    title: str
    means: str
    may: frozenset[Permission]


@cache
def meanings() -> dict[AccessRole, Meaning]:
    """What each role means, in the order of the file.

    Raises:
        ValueError, KeyError: the file names a role or permission that there is none of, or lacks a role.
    """
    means = {AccessRole(name): _meaning(each) for name, each in _file()["roles"].items()}
    if missing := EVERY_ROLE - means.keys():
        raise ValueError(f"roles.toml says nothing of {', '.join(sorted(missing))}.")
    return means


@cache
def installation_meaning() -> Meaning:
    """What an installation administrator is called and may do, whatever his roles in teams are.

    Raises:
        ValueError, KeyError: the file names a permission that there is none of, or lacks the table.
    """
    return _meaning(_file()["installation"]["administrator"])


def permissions_of(roles: Iterable[AccessRole]) -> frozenset[Permission]:
    """Everything that any of the roles may do."""
    return frozenset(permission for role in roles for permission in meanings()[role].may)


def _file() -> dict[str, Any]:
    return tomllib.loads((files("screening.accounts") / "roles.toml").read_text(encoding="utf-8"))


def _meaning(table: dict[str, Any]) -> Meaning:
    return Meaning(table["title"], table["means"], frozenset(map(Permission, table["may"])))
