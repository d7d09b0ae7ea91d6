"""How often one may try to sign in: counted by account and by address, over all processes of a machine.

An unknown account is counted like a known one. What stands in the counts is a keyed hash of the name.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from screening.people.accounts import login_of
from web.rates import Allowance, Rates
from web.texts import _

SOON, LATER = Allowance(5, 60), Allowance(10, 900)  # failures of an account: five, then a pause, ten in all
ADDRESS = Allowance(30, 900)  # a whole office may stand behind one address


@dataclass(frozen=True)
class Attempts:
    """Counts of attempts; those that succeed are taken out again."""

    rates: Rates
    key: bytes

    def begin(self, login: str, address: str) -> None:
        """Count an attempt before it is looked at.

        Raises:
            TooMany: there were too many; whether the account exists makes no difference.
        """
        for name, allowance in self._counts(login, address):
            self.rates.take(name, 1, allowance, _("Too many attempts to sign in"))

    def succeeded(self, login: str, address: str) -> None:
        """Take the attempt out of the counts, and an account's failures before it."""
        for name, allowance in self._counts(login, address):
            self.rates.give_back(name, 1 if allowance is ADDRESS else allowance.units)

    def _counts(self, login: str, address: str) -> tuple[tuple[str, Allowance], ...]:
        account = self._hash(login_of(login))
        return (
            (f"sign-in from {self._hash(address)}", ADDRESS),
            (f"sign-in of {account}, soon", SOON),
            (f"sign-in of {account}", LATER),
        )

    def _hash(self, text: str) -> str:
        return hmac.new(self.key, f"attempt:{text}".encode(), hashlib.sha256).hexdigest()[:32]
