"""Roles and what each may do: a closed set of permissions, and a file that says which role holds which.

Nobody holds a permission by himself: permissions come with roles, and what no role holds nobody may do.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Role(StrEnum):
    """What somebody is to the service."""

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
    AUDIT = "audit"  # the log of the whole service
    ADMINISTER = "administer"  # people, teams and keys
    KEEP_LISTS = "keep_lists"  # updating lists


EVERY_ROLE = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a role is called, what it is for, and what it may do."""

    title: str
    means: str
    may: frozenset[Permission]


@cache
def meanings() -> dict[Role, Meaning]:
    """What each role means, in the order of the file.

    Raises:
        ValueError, KeyError: the file names a role or permission that there is none of, or lacks a role.
    """
    text = (files("screening.people") / "roles.toml").read_text(encoding="utf-8")
    said = {
        Role(name): Meaning(each["title"], each["means"], frozenset(map(Permission, each["may"])))
        for name, each in tomllib.loads(text)["roles"].items()
    }
    if missing := EVERY_ROLE - said.keys():
        raise ValueError(f"roles.toml says nothing of {', '.join(sorted(missing))}.")
    return said


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Everything that any of the roles may do."""
    return frozenset(permission for role in roles for permission in meanings()[role].may)
