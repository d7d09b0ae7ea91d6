"""How often one may try to sign in: counted over all processes and machines, by known browser, address and account.

An unknown account is counted like a known one. What stands in the counts is a keyed hash of the name. The numbers stand
in `screening.accounts.sign_in_attempts`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil

from screening.accounts import devices, sign_in_attempts
from screening.accounts.accounts import login_of
from screening.accounts.credentials import TooBusy
from screening.accounts.sign_in_attempts import Limit, blocks_of, count_attempt, give_back
from screening.context import AppContext
from web.formats import number
from web.i18n import _
from web.rates import Allowance, TooMany, within

_MINUTE = 60  # seconds


class TooManyByStrangers(TooMany):
    """Strangers have used up what is allowed on this account; known browsers are let in as always."""


@dataclass(frozen=True, slots=True)
class SignInAttempt:
    """An attempt that was counted, and under which limits."""

    shared: tuple[Limit, ...] = ()  # with others: those who come from there, or give codes for this account
    own: tuple[Limit, ...] = ()  # of this browser, or of this account from there
    strangers: tuple[Limit, ...] = ()  # of this account from all browsers that are not known

    @property
    def limits(self) -> tuple[Limit, ...]:
        """All of them, in the order in which they are counted: addresses before accounts."""
        return (*self.shared, *self.own, *self.strangers)


@dataclass(frozen=True)
class Attempts:
    """Counts of attempts; those that succeed are taken out again."""

    context: AppContext

    def begin(self, login: str, address: str, device: str = "") -> SignInAttempt:
        """Count an attempt to sign in before it is looked at.

        Args:
            login: as typed.
            address: the caller's, as the connection or a known proxy says.
            device: the secret of the browser's device cookie, "" for none.

        Raises:
            TooMany: there were too many; whether the account exists makes no difference.
            StorageFailed: it cannot be counted now, so it is not looked at.
        """
        known = devices.find(self.context, device, login)
        return self._count(self._of_device(known) if known else self._of_stranger(login, address))

    def code(self, login: str, device: str = "") -> SignInAttempt:
        """Count an attempt at the second step, likewise; known browsers again have counts of their own.

        Raises:
            TooMany, StorageFailed: it is not looked at.
        """
        known = devices.find(self.context, device, login)
        if known:
            return self._count(SignInAttempt(own=self._limits(f"code in {known}", sign_in_attempts.BY_CODE)))
        return self._count(
            SignInAttempt(shared=self._limits(f"code of {login_of(login)}", sign_in_attempts.BY_CODE))
        )

    def link(self, login: str, address: str) -> SignInAttempt:
        """Count who asks for a link to a new password, apart from attempts to sign in: none of these is used up by it.

        Raises:
            TooMany: there were too many; whether the account exists makes no difference.
            StorageFailed: it cannot be counted now, so none is made.
        """
        wide, narrow = blocks_of(address)
        shared = (
            *self._limits(f"link from {wide}", [sign_in_attempts.BY_WIDE_BLOCK]),
            *self._limits(f"link from {narrow}", [sign_in_attempts.BY_BLOCK]),
        )
        own = self._limits(f"link of {login_of(login)}", sign_in_attempts.LINKS_BY_ACCOUNT)
        return self._count(SignInAttempt(shared, own), _("Too many links were asked for"))

    def again(self, person_id: str) -> SignInAttempt:
        """Count an attempt to give the password again, of somebody who is signed in.

        Raises:
            TooMany, StorageFailed: it is not looked at.
        """
        return self._count(
            SignInAttempt(own=self._limits(f"again {person_id}", sign_in_attempts.BY_PERSON_SIGNED_IN))
        )

    def once(self, what: str, seconds: int, words: str = "") -> None:
        """Let something be used one time within `seconds`.

        Raises:
            TooMany: it was used before.
        """
        self._count(SignInAttempt(own=(Limit(self._hash(what), 1, seconds),)), words)

    def succeeded(self, attempt: SignInAttempt) -> None:
        """Take the attempt out of the counts, and the failures before it that were made in the same place.

        Of the failures of all strangers only this one is taken out: that the owner signs in somewhere gives them no more.
        """
        amounts = {each.name: each.most if each in attempt.own else 1 for each in attempt.limits}
        give_back(self.context, amounts)

    @contextmanager
    def looking(self, attempt: SignInAttempt) -> Iterator[None]:
        """Take an attempt out of the counts where the password was right, or was not looked at.

        Every other failure counts, also one of which the log could not be told: the password was looked at.
        """
        try:
            yield
        except TooBusy:
            give_back(self.context, dict.fromkeys((each.name for each in attempt.limits), 1))
            raise
        self.succeeded(attempt)

    def _of_device(self, device_id: str) -> SignInAttempt:
        return SignInAttempt(own=self._limits(f"device {device_id}", sign_in_attempts.BY_DEVICE))

    def _of_stranger(self, login: str, address: str) -> SignInAttempt:
        account = login_of(login)
        wide, narrow = blocks_of(address)
        blocks = (
            *self._limits(f"from {wide}", [sign_in_attempts.BY_WIDE_BLOCK]),
            *self._limits(f"from {narrow}", [sign_in_attempts.BY_BLOCK]),
        )
        here = self._limits(f"of {account} from {narrow}", sign_in_attempts.BY_ACCOUNT_AND_BLOCK)
        return SignInAttempt(blocks, here, self._limits(f"of {account}", sign_in_attempts.BY_ACCOUNT))

    def _count(self, attempt: SignInAttempt, words: str = "") -> SignInAttempt:
        counted, now = count_attempt(self.context, attempt.limits), self.context.now().timestamp()
        # What is past a limit was not counted further.
        for limit, found in zip(attempt.limits, counted, strict=False):
            allowance = Allowance(limit.most, limit.window)
            try:
                within(allowance, found.amount, found.began, now, words or _("Too many attempts to sign in"))
            except TooMany as error:
                if limit not in attempt.strangers:
                    raise
                raise TooManyByStrangers(_strangers(error.facts["retry_after"]), **error.facts) from error
        return attempt

    def _limits(self, what: str, allowances: Iterable[tuple[int, int]]) -> tuple[Limit, ...]:
        return tuple(Limit(self._hash(f"{what}, {seconds} s"), most, seconds) for most, seconds in allowances)

    def _hash(self, text: str) -> str:
        return hmac.new(self.context.key, f"attempt:{text}".encode(), hashlib.sha256).hexdigest()[:32]


def _strangers(seconds: object) -> str:
    return _(
        "Too many attempts to sign in as this person; wait %(minutes)s minutes. Somebody may be guessing the password. A"
        " browser in which you signed in before still lets you in; on a new one, ask an administrator for a one-time link.",
        minutes=number(ceil(int(str(seconds)) / _MINUTE)),
    )
