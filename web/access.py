"""The one door of the service: who asks, what he may do, and how often.

- Closed by default: an address is answered to who holds the permission it declares in routes.toml; one that declares
  none is answered to nobody.
- Pages are for people who are signed in. While nobody has an account, and the service listens on this machine only,
  whoever brings the token that `screening serve` printed may use them without.
- What everybody may read is read on this machine only, too, until there are keys or accounts.
- Protocols are for keys. Where there are neither keys nor accounts, the token is the key.
- With the token too only this very machine is answered, under its own name: not what a proxy passes on, and not a page
  of somebody else's that a browser here has loaded under another host name.
- Calls, subjects and the characters of their texts are counted a caller, before any work begins; so are the calls that
  are under way at once, over all processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Request, Response, g, has_request_context
from werkzeug.wrappers import Request as BaseRequest

from screening.accounts import EVERY_ROLE, AccessRole, Permission, keys, permissions_of, sessions
from screening.accounts.accounts import there_are_any
from screening.accounts.keys import CALLS_PER_MINUTE, CHARACTERS_PER_DAY, SUBJECTS_PER_DAY
from screening.accounts.local_token import is_token
from screening.accounts.one_time_links import FIRST_TEAM
from screening.accounts.roles import installation_meaning
from screening.client.call_limits import CHARACTERS, SUBJECTS
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.file_locks import Slot, Slots
from screening.model import Subject
from screening.private_addresses import OWN_NAMES, is_loopback
from screening.sandbox_names import sandbox_of
from web import cookies, token_cookie
from web.budgets import Amount, CallTooLarge, check_amount
from web.deadline import Deadline, deadline_of
from web.formats import number
from web.i18n import _
from web.rates import Allowance, Charge, Quota, Rates, TooMany
from web.routes import routes
from web.slots import take_slot

__all__ = [
    "THIS_MACHINE",
    "Access",
    "AccessRole",
    "Caller",
    "Forbidden",
    "KeyNeeded",
    "OnlyHere",
    "Permission",
    "SignInNeeded",
    "TokenFormNeeded",
    "TokenNeeded",
    "TokenUnset",
    "from_here",
    "require",
]

# How proxies say that they pass somebody else's call on; every header that begins with X-Forwarded- says so too.
_FORWARDED = ("Forwarded", "X-Real-IP", "Via", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP")
# The same as WSGI has them.
_FORWARDED_KEYS = frozenset(f"HTTP_{name.upper().replace('-', '_')}" for name in _FORWARDED)
_FORWARDED_PREFIX = "HTTP_X_FORWARDED_"
_MINUTE, _DAY = 60, 86_400
_MINUTES_OF_A_DAY = 100  # at full speed a day's budget is used up in so many minutes
# A browser asks for several pages and parts of them at once, where a program waits for its answers.
_PAGES_AT_ONCE = 4
_WRONG_TOKENS = 20  # a minute


class KeyNeeded(ScreeningError):
    """No key was given, or one that is not known."""

    code, status = "key-needed", 401


class SignInNeeded(ScreeningError):
    """Nobody is signed in in this browser, or no longer."""

    code, status = "sign-in-needed", 401


class OnlyHere(ScreeningError):
    """Neither accounts nor keys are set up, and the call does not come from this machine."""

    code, status = "only-from-this-machine", 403


class TokenUnset(ScreeningError):
    """There are no accounts, and no token by which somebody could be told from others on this machine."""

    code, status = "token-unset", 403


class TokenNeeded(ScreeningError):
    """A program did not bring the token of a service without accounts, or a wrong one."""

    code, status = "token-needed", 401


class TokenFormNeeded(TokenNeeded):
    """The same of a browser, whose visitor may paste it."""


class Forbidden(ScreeningError):
    """The caller is known and may not do this."""

    code, status = "not-permitted", 403


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: for the log, whose runs are shown, what is allowed, and for counting."""

    id: str  # as it stands in the log: "this-machine", "key:…", "person:…"
    name: str
    team: str
    roles: frozenset[AccessRole]
    calls_per_minute: int = CALLS_PER_MINUTE
    subjects_per_day: int = SUBJECTS_PER_DAY
    characters_per_day: int = CHARACTERS_PER_DAY
    signed: sessions.Signed | None = field(default=None, compare=False, repr=False)  # of a person
    installation_administrator: bool = False  # never a key

    @property
    def characters_per_minute(self) -> int:
        """A share of the day's, and never less than one whole call."""
        return max(CHARACTERS, self.characters_per_day // _MINUTES_OF_A_DAY)

    def may(self, permission: Permission) -> bool:
        """Whether one of the caller's roles in the team allows it, or that he administers the installation."""
        beyond = installation_meaning().may if self.installation_administrator else frozenset()
        return permission in permissions_of(self.roles) | beyond

    @property
    def within(self) -> str | None:
        """The one team whose people, keys, webhooks and log entries are the caller's business; None for all of them."""
        return None if self.may(Permission.ADMINISTER_INSTALLATION) else self.team


THIS_MACHINE = Caller(
    "this-machine",
    "This machine",
    FIRST_TEAM,
    EVERY_ROLE,
    50 * CALLS_PER_MINUTE,
    100 * SUBJECTS_PER_DAY,
    100 * CHARACTERS_PER_DAY,
    installation_administrator=True,
)


def note_quota(caller: Caller, quota: object) -> None:
    """Note what a program has left of its scarcest allowance; the pages of people say nothing of it."""
    if not isinstance(quota, Quota) or caller.signed is not None or not has_request_context():
        return
    noted: Quota | None = g.get("quota")
    if noted is None or quota.share <= noted.share:
        g.quota = quota


def add_quota_headers(answer: Response) -> Response:
    """Say in the answer what the caller has left (draft-ietf-httpapi-ratelimit-headers-03)."""
    quota: Quota | None = g.get("quota")
    if quota is not None:
        answer.headers["RateLimit-Limit"] = str(quota.limit)
        answer.headers["RateLimit-Remaining"] = str(quota.left)
        answer.headers["RateLimit-Reset"] = str(quota.reset)
    return answer


def require(caller: Caller, permission: Permission) -> None:
    """Let only those go on who may.

    Raises:
        Forbidden: none of the caller's roles allows it.
    """
    if not caller.may(permission):
        sentence = (
            _("Your roles do not allow this; an administrator can change them.")
            if caller.signed
            else _roles_of_key(caller, permission)
        )
        raise Forbidden(sentence, permission=permission.value)


def _roles_of_key(caller: Caller, permission: Permission) -> str:
    """Which roles a key has and which it would need; programs are answered in English."""
    needed = [role.value for role in AccessRole if permission in permissions_of([role])]
    own = ", ".join(sorted(caller.roles))
    if not needed:
        return f"No key may do this, whatever its roles are; this one has {own}."
    return f"This needs a key with the role {' or '.join(needed)}; this one has {own}."


@dataclass
class Access:
    """The door."""

    rates: Rates
    pages: frozenset[str]  # blueprints that are for people, not for programs
    protocols: tuple[str, ...]  # how addresses begin that are for programs
    slots: Slots
    call_seconds: float  # of a processor, for one call
    calls_at_once: int  # of one caller
    context: AppContext | None = None  # without one there are neither accounts nor keys
    token: str = field(default="", repr=False)  # of a service without accounts; "" where there is none
    sandbox: bool = False  # whether sandbox keys are answered, and no others
    _seen_accounts: bool = field(default=False, init=False, repr=False)
    _seen_keys: bool = field(default=False, init=False, repr=False)

    def who(self, request: Request) -> Caller | None:
        """Who calls, one call counted; None at an address that is open to everybody, unless it is a page.

        Raises:
            SignInNeeded, KeyNeeded, OnlyHere: the caller is not let in.
            TooMany: he has no calls left.
        """
        if _is_open(request):
            self._check_from_here(request)
            return self._recognised(request)
        if is_lost_program(request) and not request.path.startswith(self.protocols):
            # There is nothing, and it is told where there is something, whoever asks.
            self._check_from_here(request)
            return None
        caller = self._person(request) if self.is_for_people(request) else self._program(request)
        calls = caller.calls_per_minute
        self._take(
            Charge(
                f"calls {caller.id}",
                1,
                Allowance(calls, _MINUTE),
                lambda: _("This caller may send %(calls)s calls a minute", calls=number(calls)),
            ),
            caller=caller,
        )
        return caller

    def allow(self, caller: Caller | None, request: Request) -> None:
        """Let only those go on who may do what is asked.

        Raises:
            Forbidden: the caller may not, or nobody may.
        """
        # There is nothing, and saying so gives nothing away.
        if _is_open(request) or request.endpoint is None:
            return
        needed = routes().needs.get(request.endpoint)
        if needed is None or caller is None:
            raise Forbidden(_("This address cannot be used, because no permission is set for it."))
        require(caller, needed)

    def enter(self, caller: Caller | None, request: Request) -> Slot | None:
        """Take a place among the calls of the caller that are under way, to be given back once the answer is sent.

        Nobody else's calls wait for what one caller sends or reads slowly. Whoever sits at this machine, while there
        are neither keys nor accounts, is one caller for all its programs and has no such limit.

        Raises:
            TooManyAtOnce: the caller has no place left.
        """
        if caller is None or caller.id == THIS_MACHINE.id or _is_open(request):
            return None
        most = self.calls_at_once * (_PAGES_AT_ONCE if caller.signed else 1)
        return take_slot(self.slots, f"calls {caller.id}", most)

    @contextmanager
    def limited(self, caller: Caller, request: Request) -> Iterator[Deadline]:
        """One place among what the caller has screened at once, and a deadline for what is done in it.

        Raises:
            TooManyAtOnce: the caller has as much screened at once as it may have.
        """
        slot = None
        if caller.id != THIS_MACHINE.id:
            slot = take_slot(self.slots, f"screening {caller.id}", self.calls_at_once)
        try:
            yield deadline_of(request.environ, self.call_seconds)
        finally:
            if slot is not None:
                slot.close()

    @contextmanager
    def screening(self, caller: Caller, request: Request, subjects: Iterable[Subject]) -> Iterator[Deadline]:
        """Count what a call asks, then as `limited`; a refused call has cost what it tried.

        Raises:
            CallTooLarge: it asks more than is answered at once; that has cost as much as the largest call.
            TooMany: the caller has none left for now.
            TooManyAtOnce: the caller has as much screened at once as it may have.
        """
        self.count(caller, Amount.of(subjects))
        with self.limited(caller, request) as deadline:
            yield deadline

    def count(self, caller: Caller, amount: Amount) -> None:
        """Count what a call asks before any work begins.

        Raises:
            CallTooLarge: it asks more than is answered at once; that has cost as much as the largest call.
            TooMany: the caller has none left for now; what it tried counts all the same.
        """
        too_large: CallTooLarge | None = None
        try:
            check_amount(amount)
        except CallTooLarge as error:
            too_large = error
        cost, asked = min(amount.cost, CHARACTERS), min(amount.subjects, SUBJECTS)
        subjects, minute = caller.subjects_per_day, caller.characters_per_minute
        try:
            self._take(
                Charge(
                    f"subjects {caller.id}",
                    asked,
                    Allowance(subjects, _DAY),
                    lambda: _("This caller may send %(subjects)s subjects a day", subjects=number(subjects)),
                ),
                _characters_a_day(caller, cost),
                Charge(
                    f"characters a minute {caller.id}",
                    cost,
                    Allowance(minute, _MINUTE),
                    lambda: _(
                        "This caller may have %(characters)s characters read a minute",
                        characters=number(minute),
                    ),
                ),
                caller=caller,
            )
        except TooMany as refused:
            raise too_large or refused from None
        if too_large:
            raise too_large

    def count_list(self, caller: Caller, size: int) -> None:
        """Count a list that is to be a run, a byte as a character of the day's; that of the minute is for calls.

        What the day's characters bound here is what a caller can have kept on the disk before anything of it was
        screened. A list that is longer than they are takes all of them, so that one of any length can be sent.

        Raises:
            TooMany: the caller has none left for now; what was sent counts all the same.
        """
        self._take(_characters_a_day(caller, min(size, caller.characters_per_day)), caller=caller)

    def _take(self, *charges: Charge, caller: Caller) -> None:
        """Count units of a caller, and note for the answer what a program has left.

        Raises:
            TooMany: the caller has none left of one of them for now; the others are counted all the same.
        """
        taken = self.rates.take_all(charges)
        for each in taken:
            note_quota(caller, each.facts.get("quota") if isinstance(each, TooMany) else each)
        for each in taken:
            if isinstance(each, TooMany):
                raise each

    @property
    def has_accounts(self) -> bool:
        """Whether anybody has an account; once somebody has, this is not asked again."""
        if not self._seen_accounts and self.context is not None:
            with self.context.database.read() as session:
                self._seen_accounts = there_are_any(session)
        return self._seen_accounts

    @property
    def has_keys(self) -> bool:
        """Whether a key was ever made; once one was, this is not asked again."""
        if not self._seen_keys and self.context is not None:
            with self.context.database.read() as session:
                self._seen_keys = keys.there_were_any(session)
        return self._seen_keys

    def is_for_people(self, request: Request) -> bool:
        """Whether an address is a page, and no protocol's; a protocol's page is one where no key is sent."""
        if request.endpoint is None:
            return not request.path.startswith(self.protocols)
        if request.endpoint in routes().in_browsers:
            return not key_of_request(request)
        return request.blueprint in self.pages

    def _check_from_here(self, request: Request) -> None:
        """Nothing but the way in and the probes is answered elsewhere while there are neither keys nor accounts.

        Raises:
            OnlyHere: another machine asks.
        """
        before = request.endpoint in routes().open_before
        if not (before or from_here(request) or self.has_keys or self.has_accounts):
            raise OnlyHere(_("No accounts or keys are set up, so only this machine has access."))

    def _recognised(self, request: Request) -> Caller | None:
        """Who looks at a page that is open to everybody, where it is known."""
        if request.blueprint not in self.pages and request.endpoint != "api.page":
            return None
        try:
            return self._person(request)
        except ScreeningError:
            return None

    def _person(self, request: Request) -> Caller:
        if not self.has_accounts:
            if self.context is not None and not is_loopback(self.context.settings.host):
                raise OnlyHere(
                    _("Nobody has an account yet; open the one-time link that `screening serve` printed.")
                )
            if not from_here(request):
                raise OnlyHere(_("No accounts are set up, so the pages answer this machine only."))
            if not token_cookie.is_in(request, self._token_set()):
                raise TokenFormNeeded(
                    _(
                        "No accounts are set up, so this service asks for the token that `screening serve` printed when it was started."
                    )
                )
            return THIS_MACHINE
        assert self.context is not None
        signed = sessions.find(self.context, cookies.secret_of(request))
        if signed is None:
            raise SignInNeeded(_("Sign in first; a session ends after half an hour without use."))
        person, team = signed.person, signed.place
        return Caller(
            person.actor,
            person.name,
            team.team_id,
            team.roles,
            signed=signed,
            installation_administrator=person.installation_administrator_at != "",
        )

    def take_token(self, request: Request, given: str) -> None:
        """Let only who gives the token go on to have it kept in the browser.

        Raises:
            OnlyHere, TokenUnset: no token opens this service, or not from there.
            TokenNeeded: it is another one.
            TooMany: so were too many others within a minute.
        """
        if self.has_accounts or not from_here(request):
            raise OnlyHere(_("The token is for this machine only, and for a service without accounts."))
        self._take_token(given)

    def _token_set(self) -> str:
        if not self.token:
            raise TokenUnset(
                _(
                    "This service was started without a token, so it answers nobody; start it with `screening serve`, set SCREENING_TOKEN, or make accounts or keys."
                )
            )
        return self.token

    def _take_token(self, given: str, fault: str = "") -> None:
        if is_token(given, self._token_set()):
            return
        # Only wrong ones are counted: others on this machine could shut out whoever has the right one.
        if given:
            self.rates.take(
                Charge(
                    "wrong tokens",
                    1,
                    Allowance(_WRONG_TOKENS, _MINUTE),
                    lambda: _("Limit: %(tries)s wrong tokens a minute", tries=number(_WRONG_TOKENS)),
                )
            )
        needed = _(
            "The token that `screening serve` printed is needed, as in `Authorization: Bearer …`; it stands in the file `token` of the data folder."
        )
        raise TokenNeeded(f"{fault} {needed}".lstrip())

    def _program(self, request: Request) -> Caller:
        if self.context is None or not (self.has_keys or self.has_accounts):
            if not from_here(request):
                raise OnlyHere(
                    _(
                        "No API keys are set up, so only this machine is answered; make one with `screening keys new`."
                    )
                )
            self._take_token(key_of_request(request), key_fault(request))
            return THIS_MACHINE
        key = keys.check_key(self.context, key_of_request(request))
        if key is None or keys.screens_sandbox(key.id) != self.sandbox:
            fault = key_fault(request) or keys.fault_of_form(key_of_request(request))
            # Of a key in the right form nothing more is said: neither that it was one, nor that it is another's.
            raise KeyNeeded(
                f"{fault or 'This key is not accepted: there is none such, or it was revoked or has ended.'} Send a key as "
                "in `Authorization: Bearer rs_…`; ask the people who run this service for one."
            )
        return Caller(
            f"key:{key.id}",
            key.holder,
            sandbox_of(key.team) if self.sandbox else key.team,
            keys.roles_of(key),
            key.calls_per_minute,
            key.subjects_per_day,
            key.characters_per_day,
        )


def _characters_a_day(caller: Caller, characters: int) -> Charge:
    day = caller.characters_per_day
    return Charge(
        f"characters a day {caller.id}",
        characters,
        Allowance(day, _DAY),
        lambda: _("This caller may have %(characters)s characters read a day", characters=number(day)),
    )


def key_fault(request: BaseRequest) -> str:
    """Why a call holds no key at all, in one sentence; "" where it holds something."""
    if key_of_request(request):
        return ""
    given = request.headers.get("Authorization")
    if given is None:
        return "No key was sent."
    scheme, _, value = given.strip().partition(" ")
    if scheme.lower() in ("bearer", "apikey"):
        return f"The header Authorization has no key after {scheme}."
    if not value:
        return "The header Authorization has no word Bearer before the key."
    return "The header Authorization is not of the form `Bearer` and a key."


def is_lost_program(request: Request) -> bool:
    """Whether a program, by what it sends, calls an address that there is none of: it is not answered with a page."""
    return request.endpoint is None and (
        "Authorization" in request.headers
        or "X-API-Key" in request.headers
        or request.is_json
        or "json" in request.headers.get("Accept", "")
    )


def key_of_request(request: BaseRequest, in_path: str = "") -> str:
    """The key as sent: in a header in one of the usual forms, in the query, or in the path of foreign protocols.

    `in_path` is the key in the path where the address has not been matched with a route.
    """
    if (given := key_in_header(request.headers.get("Authorization", ""))) is not None:
        return given
    in_path = in_path or str((getattr(request, "view_args", None) or {}).get("api_key", ""))
    return request.headers.get("X-API-Key") or in_path or request.args.get("api_key", "")


def key_in_header(authorization: str) -> str | None:
    """The key in the header Authorization, before which no other counts; None where there is none."""
    scheme, _, value = authorization.partition(" ")
    return value.strip() if value and scheme.lower() in ("bearer", "apikey") else None


def _is_open(request: Request) -> bool:
    return request.endpoint in routes().open or request.method == "OPTIONS" or _asks_for_manifest(request)


def _asks_for_manifest(request: Request) -> bool:
    """The reconciliation service says what it is to everybody; questions go to the same address with parameters.

    Of one dataset only a key is told: its title may be that of a list of the institution's own.
    """
    if request.endpoint != "reconcile.endpoint" or request.method not in ("GET", "HEAD") or request.view_args:
        return False
    return "queries" not in request.args and "extend" not in request.args


def from_here(request: Request) -> bool:
    """Whether this very machine asks, under its own name: no proxy's call, no page of another host name."""
    if any(key in _FORWARDED_KEYS or key.startswith(_FORWARDED_PREFIX) for key in request.environ):
        return False
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    return is_loopback(request.remote_addr or "") and host.lower() in OWN_NAMES
