"""Which permission each address asks for, read from routes.toml: the one place where a route declares it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from screening.accounts import Permission

_OPEN, _OPEN_BEFORE, _IN_BROWSERS = "open", "open_before", "in_browsers"


@dataclass(frozen=True, slots=True)
class Routes:
    """Endpoints that everybody is answered at, and the permission that each other one asks for."""

    open: frozenset[str]
    # Of these, at which every machine is answered before there are keys or accounts.
    open_before: frozenset[str]
    # Pages of protocols, answered to keys as protocols are, and without a key as pages are.
    in_browsers: frozenset[str]
    needs: dict[str, Permission]


@cache
def routes() -> Routes:
    """Read the file.

    Raises:
        ValueError: it names a permission that there is none of, or an endpoint twice.
    """
    said = tomllib.loads((files("web") / "routes.toml").read_text(encoding="utf-8"))
    in_browsers = frozenset(said.pop(_IN_BROWSERS))
    named = [endpoint for endpoints in said.values() for endpoint in endpoints]
    if twice := {endpoint for endpoint in named if named.count(endpoint) > 1}:
        raise ValueError(f"routes.toml names {', '.join(sorted(twice))} twice.")
    needs = {
        endpoint: Permission(permission)
        for permission, endpoints in said.items()
        if permission not in (_OPEN, _OPEN_BEFORE)
        for endpoint in endpoints
    }
    return Routes(
        frozenset(said[_OPEN] + said[_OPEN_BEFORE]), frozenset(said[_OPEN_BEFORE]), in_browsers, needs
    )
