"""The engine over one small list of invented bodies, for callers who try the service out.

Everything but list and policy is what real callers have: the same reading, comparing and sentences. No list of a
publisher and no register is loaded, so nothing real can be found, and an answer can be foreseen from the list alone.
Real policies may be asked for; those that require a list answer that they cannot decide.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from screening.engine import Engine
from screening.link import Linker, build
from screening.policy.facts import ProjectFacts
from screening.policy.list_state import ListState
from screening.policy.model import Policy
from screening.policy.read import available_policies, choose, read_policies
from screening.sandbox_names import SANDBOX_LIST
from watchlists.library import Library, LoadedList
from watchlists.listing_csv import read_listings
from watchlists.model import Guards, Snapshot, Status, Watchlist
from watchlists.register import Register

SANDBOX_POLICY = "sandbox-policy"
_FOLDER = Path(__file__).parent
_EDITION_DATE = date(2026, 11, 1)
_NEVER_OLD = 100_000  # days
_REGISTER = Register({}, hashlib.sha256(b"").hexdigest())


def sandbox_engine(on: date, policy_ids: Sequence[str] = ()) -> Engine:
    """The engine over the invented list on a day; linking the list takes a moment the first time.

    Raises:
        UnknownPolicy, PolicyInvalid: no such policy, or a file is wrong.
    """
    library, register = sandbox_lists(on)
    _, linker = _linked()
    return Engine(
        library=library,
        register=register,
        linker=linker,
        policies=choose(sandbox_policies(), policy_ids or (SANDBOX_POLICY,)),
        lists=ListState.of(library),
        on=on,
        project=ProjectFacts(),
    )


def sandbox_lists(on: date) -> tuple[Library, Register]:
    """The invented list as it stood on a day, and the register, which is empty."""
    return _library().as_of(on), _REGISTER


def sandbox_policies() -> dict[str, Policy]:
    """Every policy that may be asked for in the sandbox: its own, and all real ones.

    Raises:
        PolicyInvalid: a file is wrong.
    """
    return {**available_policies(os.environ), **_own_policies()}


@cache
def _own_policies() -> dict[str, Policy]:
    return read_policies(_FOLDER)


@cache
def _linked() -> tuple[Library, Linker]:
    library = _library()
    return library, build(library, _REGISTER)


@cache
def _library() -> Library:
    path = _FOLDER / f"{SANDBOX_LIST}.csv"
    listings = read_listings(path, SANDBOX_LIST)
    watchlist = Watchlist(
        id=SANDBOX_LIST,
        title="Sandbox List of invented bodies",
        publisher="Nobody (invented for tests)",
        jurisdiction="",
        legal_basis="none; the list is invented",
        licence="public domain",
        official_url="https://example.org/sandbox",
        cadence="never",
        oldest_age_days=_NEVER_OLD,
        standing="government",
        means="Nothing: every body on it is invented.",
        does_not_mean="It says nothing about any real organisation or person, also where a name should be alike.",
        shipped=True,
        guards=Guards(fewest=1),
    )
    snapshot = Snapshot(
        watchlist_id=SANDBOX_LIST,
        edition="sandbox 1",
        edition_date=_EDITION_DATE,
        file_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        count=sum(each.status is Status.IN_FORCE for each in listings),
        count_all=len(listings),
    )
    return Library({SANDBOX_LIST: LoadedList(watchlist, snapshot, listings)}, {})
