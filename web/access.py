"""Who may do what: every permission question of the service is asked here.

- What is not named as open needs a key.
- Without a file of keys only this very machine is answered, under its own name: not what a proxy passes on, and not
  a page of somebody else's that a browser here has loaded under another host name.
- Calls and subjects are counted a key.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from flask import Request

from screening.errors import ScreeningError
from screening.keys import CALLS_PER_MINUTE, SUBJECTS_PER_DAY, TEAM, Keys, check_key
from web.rates import Allowance, Rates

OPEN_ENDPOINTS = frozenset(
    {
        "static",
        "healthz",
        "readyz",
        "api.page",
        "api.openapi",
        "yente.catalog",
        "yente.named",
        "reconcile.view",  # what lists print is public; nobody is asked about here
        "reconcile.preview",
        "reconcile.features",
    }
)
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
_OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")
_MINUTE, _DAY = 60, 86_400


class KeyNeeded(ScreeningError):
    """No key was given, or one that is not known."""

    code, status = "key-needed", 401


class OnlyHere(ScreeningError):
    """No keys are set up, and the call does not come from this machine."""

    code, status = "only-from-this-machine", 403


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: for counting, for the log, and whose runs are shown."""

    id: str
    team: str
    calls_per_minute: int
    subjects_per_day: int


THIS_MACHINE = Caller("this-machine", TEAM, 50 * CALLS_PER_MINUTE, 100 * SUBJECTS_PER_DAY)


@dataclass(frozen=True, slots=True)
class Access:
    """The door of the service."""

    keys: Keys | None
    rates: Rates

    def admit(self, request: Request) -> Caller | None:
        """Who calls, one call counted; None at a door that is open to everybody.

        Raises:
            KeyNeeded, OnlyHere: the caller is not let in.
            TooMany: the key has no calls left.
        """
        if request.endpoint in OPEN_ENDPOINTS or request.method == "OPTIONS" or _asks_for_manifest(request):
            return None
        caller = self._caller(request)
        self.rates.take(
            f"calls {caller.id}", 1, Allowance(caller.calls_per_minute, _MINUTE), "calls a minute"
        )
        return caller

    def count_subjects(self, caller: Caller, subjects: int) -> None:
        """Count subjects before they are screened.

        Raises:
            TooMany: the key has no subjects left today.
        """
        allowance = Allowance(caller.subjects_per_day, _DAY)
        self.rates.take(f"subjects {caller.id}", subjects, allowance, "subjects a day")

    def _caller(self, request: Request) -> Caller:
        if self.keys is None:
            if not from_here(request):
                raise OnlyHere(
                    "No API keys are set up, so only this machine is answered; make one with `screening keys new`."
                )
            return THIS_MACHINE
        key = check_key(given_key(request), self.keys)
        if key is None:
            raise KeyNeeded(
                "A key is needed, as in `Authorization: Bearer rs_…`; ask whoever runs this service."
            )
        return Caller(key.id, key.team, key.calls_per_minute, key.subjects_per_day)


def given_key(request: Request) -> str:
    """The key as sent: in a header in one of the usual forms, in the query, or in the path of foreign protocols."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() in ("bearer", "apikey") and value:
        return value.strip()
    in_path = str((request.view_args or {}).get("api_key", ""))
    return request.headers.get("X-API-Key") or in_path or request.args.get("api_key", "")


def _asks_for_manifest(request: Request) -> bool:
    """The reconciliation service says what it is to everybody; questions go to the same address with parameters."""
    asks = "queries" in request.args or "extend" in request.args
    return request.endpoint == "reconcile.endpoint" and request.method in ("GET", "HEAD") and not asks


def from_here(request: Request) -> bool:
    """Whether this very machine asks, under its own name: no proxy's call, no page of another host name."""
    if any(header in request.headers for header in _FORWARDED):
        return False
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    try:
        here = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    return here and host.lower() in _OWN_NAMES
