"""Asking a publisher: one address after another, within its hosts and our limits, and nothing else.

- Only addresses that `addresses.allowed` lets through are asked, redirects included, each anew.
- Bytes, expanded bytes and time have limits; every wait for a byte has one too.
- Nothing about us goes out but the address, a user agent, and what we hold of this list already.
- A publisher that stumbles is asked again, after a growing pause; one that refuses is not.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from email.utils import parsedate_to_datetime
from hashlib import sha256
from importlib.metadata import version
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit

import requests

from watchlists.errors import NotTheList
from watchlists.keeping.addresses import allowed
from watchlists.keeping.download import Bounds, body
from watchlists.keeping.refusals import CutShort, FetchFailed, TooSlow
from watchlists.model import Source

AGENT = (
    f"research-screening/{version('research-screening')} (keeps watchlists current; contact: its operator)"
)
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
REDIRECTS = (301, 302, 303, 307, 308)
PASSING = (429, 500, 502, 503, 504)  # answers that may be another one a moment later
PAGE = re.compile(rb"\s*(<!doctype html|<html)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FetchRules:
    """How patient we are."""

    connect_seconds: float = 10
    silent_seconds: float = 30  # without a single byte
    total_seconds: float = 900  # the largest list, 100 MB, over a slow line
    attempts: int = 3
    first_pause_seconds: float = 2  # then four times as long, each time
    longest_pause_seconds: float = 60  # also where a publisher asks for more
    redirects: int = 5
    loopback: bool = False  # plain HTTP to this machine, for tests with a publisher of their own


PATIENT = FetchRules()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a publisher sent."""

    content: bytes
    url: str  # the last one asked; "" where a person brought the file
    etag: str = ""
    last_modified: str = ""
    # The day of Last-Modified, else of the publisher's own clock; the day of a person's download.
    dated: date | None = None
    brought: str = ""  # in words, which file a person downloaded and brought; "" where we fetched it


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a publisher, as far as it came: for who must find out at a distance what went wrong."""

    url: str  # without its query, which may be signed
    status: int
    content_type: str = ""
    last_modified: str = ""
    bytes: int | None = None  # out of the compression; None where the body was not taken whole
    sha256: str = ""  # of the body


@dataclass(frozen=True, slots=True)
class Client:
    """Asks one publisher, within its hosts and our limits; a context that closes its connections."""

    source: Source
    rules: FetchRules = PATIENT
    pause: Callable[[float], None] = time.sleep  # waits that many seconds
    tick: Callable[[int], None] = lambda received: None  # called with the number of bytes received so far
    hear: Callable[[Answer], None] = lambda answer: None  # called with every answer, good or bad
    session: requests.Session = field(default_factory=requests.Session)

    def __enter__(self) -> Client:
        """Prepare a session that says no more of us than the user agent."""
        session = self.session
        session.headers.update({"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "gzip"})
        session.auth = lambda request: request  # a password in a .netrc is none of the publisher's business
        session.trust_env = (
            not self.rules.loopback
        )  # proxy settings of the environment count, except towards ourselves
        return self

    def __exit__(self, *_raised: object) -> None:
        """Close the connections."""
        self.session.close()

    def get(self, url: str, headers: Mapping[str, str] = NO_HEADERS) -> Fetched | None:
        """What the publisher sends from this address, or None where it says that nothing has changed.

        Raises:
            FetchFailed, NotTheList: after as many tries as the rules allow.
        """
        for attempt in range(1, self.rules.attempts + 1):
            try:
                return self._follow(url, headers)
            except (Stumbled, CutShort) as error:
                if attempt == self.rules.attempts:
                    raise
                wanted = self.rules.first_pause_seconds * 4 ** (attempt - 1)
                self.pause(min(self.rules.longest_pause_seconds, max(wanted, getattr(error, "after", 0))))
        raise AssertionError("attempts is at least 1")

    def _follow(self, url: str, headers: Mapping[str, str]) -> Fetched | None:
        source, rules = self.source, self.rules
        deadline, first = time.monotonic() + rules.total_seconds, url
        for _ in range(rules.redirects + 1):
            allowed(url, source, loopback=rules.loopback)
            with self._ask(url, headers) as response:
                answer = Answer(
                    _unsigned(url),
                    response.status_code,
                    response.headers.get("Content-Type", ""),
                    response.headers.get("Last-Modified", ""),
                )
                if response.status_code != 200:
                    self.hear(answer)
                if response.status_code in REDIRECTS:
                    url = urljoin(url, response.headers.get("Location", ""))
                    continue
                if response.status_code == 304:
                    _check_unchanged(headers, url)
                    return None
                _check_status(response, url)
                content = self._body(response, answer, deadline)
                if url not in (source.checksum_url, source.found_on):
                    _check_content(content, response.headers.get("Content-Type", ""), source, url)
                return _fetched(content, url if url == first else _unsigned(url), response.headers.get)
        raise FetchFailed(f"{host_of(url)} sent us on more than {rules.redirects} times; nothing was taken.")

    def _body(self, response: requests.Response, answer: Answer, deadline: float) -> bytes:
        bounds = Bounds(self.source.largest_bytes, self.source.largest_expanded, deadline)
        try:
            content = body(response, bounds, self.tick)
        except FetchFailed:
            self.hear(answer)
            raise
        self.hear(replace(answer, bytes=len(content), sha256=sha256(content).hexdigest()))
        return content

    def _ask(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        timeout = (self.rules.connect_seconds, self.rules.silent_seconds)
        try:
            return self.session.get(
                url, headers=dict(headers), timeout=timeout, stream=True, allow_redirects=False
            )
        except requests.Timeout as error:
            raise TooSlow(f"{host_of(url)} did not answer in time; the edition in force stays.") from error
        except requests.RequestException as error:
            raise Stumbled(
                f"{host_of(url)} could not be reached ({_cause(error)}); the edition in force stays."
            ) from error


class Stumbled(FetchFailed):
    """The publisher may answer if asked again; `after` is the number of seconds it wishes, 0 for none."""

    def __init__(self, sentence: str, after: float = 0, **facts: object) -> None:
        super().__init__(sentence, **facts)
        self.after = after


def _cause(error: requests.RequestException) -> str:
    """The kinds of an error and of what lies beneath it (no name found, a certificate, a proxy), without their texts."""
    beneath = getattr(error.args[0], "reason", None) if error.args else None
    kinds = [type(error).__name__, *([type(beneath).__name__] if beneath is not None else [])]
    return ", ".join(kinds)


def _check_unchanged(headers: Mapping[str, str], url: str) -> None:
    if not headers:
        raise NotTheList(
            f"{host_of(url)} says that nothing has changed, yet we hold nothing of it to compare with."
        )


def _check_status(response: requests.Response, url: str) -> None:
    status = response.status_code
    if status in PASSING:
        after = response.headers.get("Retry-After", "")
        raise Stumbled(
            f"{host_of(url)} answered {status}; the edition in force stays.",
            after=float(after) if after.isdigit() else 0,
            status=status,
        )
    if status != 200:
        raise FetchFailed(
            f"{host_of(url)} answered {status}; see whether the list has moved and change its [source].",
            status=status,
        )


def _check_content(content: bytes, content_type: str, source: Source, url: str) -> None:
    kind = content_type.partition(";")[0].strip().lower()
    if not content.strip():
        raise NotTheList(f"{host_of(url)} sent nothing; the edition in force stays.")
    if kind not in source.content_types:
        raise NotTheList(
            f"{host_of(url)} sent {kind or 'something without a type'} where {' or '.join(source.content_types)} is "
            "expected; the edition in force stays.",
            content_type=kind,
        )
    if "text/html" not in source.content_types and PAGE.match(content[:200]):
        raise NotTheList(f"{host_of(url)} sent a web page in place of the list; the edition in force stays.")


def _fetched(content: bytes, url: str, header: Callable[[str, str], str]) -> Fetched:
    last_modified = header("Last-Modified", "")
    return Fetched(
        content, url, header("ETag", ""), last_modified, _day(last_modified) or _day(header("Date", ""))
    )


def _unsigned(url: str) -> str:
    """An address that a publisher made for us alone, without the signature that it bears."""
    return urlsplit(url)._replace(query="", fragment="").geturl()


def _day(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).date()
    except ValueError:
        return None


def host_of(url: str) -> str:
    """The host of an address, for a sentence."""
    return urlsplit(url).hostname or "The publisher"
