"""How often one may try to sign in: counted by account and by address, over all processes and machines.

An unknown account is counted like a known one. What stands in the counts is a keyed hash of the name.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from screening.jobs import Installation
from screening.people.accounts import login_of
from screening.people.attempts import Limit, count_attempt, give_back
from web.rates import Allowance, within
from web.texts import _

_SOON, _LATER = (5, 60), (10, 900)  # failures of an account within seconds: five, then a pause, ten in all
_ADDRESS = 30, 900  # a whole office may stand behind one address


@dataclass(frozen=True)
class Attempts:
    """Counts of attempts; those that succeed are taken out again."""

    place: Installation

    def begin(self, login: str, address: str) -> None:
        """Count an attempt before it is looked at.

        Raises:
            TooMany: there were too many; whether the account exists makes no difference.
            StorageFailed: it cannot be counted now, so it is not looked at.
        """
        self._count(self._limits(login, address), _("Too many attempts to sign in"))

    def once(self, what: str, seconds: int) -> None:
        """Let something be used one time within `seconds`.

        Raises:
            TooMany: it was used before.
        """
        self._count([Limit(self._hash(what), 1, seconds)], "Once")

    def succeeded(self, login: str, address: str) -> None:
        """Take the attempt out of the counts, and an account's failures before it."""
        from_there, *of_account = self._limits(login, address)
        give_back(self.place, {from_there.name: 1} | {each.name: each.most for each in of_account})

    def _count(self, limits: list[Limit], allowed: str) -> None:
        counted, now = count_attempt(self.place, limits), self.place.now().timestamp()
        for limit, found in zip(
            limits, counted, strict=False
        ):  # what is past a limit was not counted further
            within(Allowance(limit.most, limit.window), found.amount, found.began, now, allowed)

    def _limits(self, login: str, address: str) -> list[Limit]:
        account = self._hash(f"of {login_of(login)}")
        return [
            Limit(self._hash(f"from {address}"), *_ADDRESS),
            Limit(f"{account}, soon", *_SOON),
            Limit(account, *_LATER),
        ]

    def _hash(self, text: str) -> str:
        return hmac.new(self.place.key, f"attempt:{text}".encode(), hashlib.sha256).hexdigest()[:32]
