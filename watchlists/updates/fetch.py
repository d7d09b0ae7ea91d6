"""Fetching a list: one address after another, within the publisher's hosts and our limits of bytes and time."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from email.utils import parsedate_to_datetime
from hashlib import sha256
from http.client import HTTPException
from importlib.metadata import version
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from watchlists.errors import (
    AddressNotAllowed,
    ChecksumDiffers,
    CutShort,
    FetchFailed,
    NotTheList,
    TooLarge,
    TooSlow,
)
from watchlists.model import Notice, Source

LOOPBACK = "127.0.0.1"


def allowed(url: str, source: Source, *, loopback: bool = False) -> str:
    """The address, where it may be asked.

    Args:
        url: complete; of the catalogue, or where a publisher sends us on to.
        source: whose hosts count.
        loopback: allow plain HTTP to this machine; only ever set by tests that run a publisher of their own.

    Raises:
        AddressNotAllowed: another scheme, host or port, or a user name in it; nothing was sent.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressNotAllowed("The publisher sent us on to something that is no web address.") from error
    is_ours = loopback and parts.scheme == "http" and host == LOOPBACK
    is_https = parts.scheme == "https" and port in (None, 443)
    if host not in source.hosts or parts.username is not None or not (is_ours or is_https):
        raise AddressNotAllowed(
            f"{parts.scheme}://{host} is not asked: only HTTPS on {', '.join(source.hosts)} is. If the publisher "
            "has moved, change the list's [source] in the catalogue.",
            host=host,
        )
    return url


PIECE = 1 << 16  # bytes
# zlib's own numbers for a gzip and a zlib wrapper
WRAPPERS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one answer may cost."""

    largest_bytes: int
    largest_expanded: int
    deadline: float  # of time.monotonic


def body(response: requests.Response, bounds: Bounds, tick: Callable[[int], None]) -> bytes:
    """The whole body, expanded where it came compressed.

    Raises:
        CutShort: fewer bytes than announced, or the compression does not end.
        TooLarge, TooSlow: beyond the bounds; the connection is left at once.
        FetchFailed: a compression we did not ask for and cannot undo.
    """
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    sent = bytearray()
    for piece in _pieces(response):
        sent += piece
        if len(sent) > bounds.largest_bytes:
            raise TooLarge(f"More than {bounds.largest_bytes:,} bytes came; the edition in force stays.")
        if time.monotonic() > bounds.deadline:
            raise TooSlow("The download did not end within its time; the edition in force stays.")
        tick(len(sent))
    announced = response.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) != len(sent):
        raise CutShort(f"{len(sent):,} of {int(announced):,} bytes came; the edition in force stays.")
    if encoding == "identity":
        return bytes(sent)
    if encoding not in WRAPPERS:
        raise FetchFailed(f"The list came compressed as {encoding!r}, which was not asked for.")
    return _expanded(bytes(sent), encoding, bounds)


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """Pieces as they arrive. `read1` returns after each arrival; a plain read would wait out a slow publisher."""
    try:
        while piece := response.raw.read1(PIECE, decode_content=False):
            yield piece
    except ReadTimeoutError as error:
        raise TooSlow("No byte came for too long; the edition in force stays.") from error
    except (HTTPError, HTTPException, OSError) as error:
        raise CutShort(
            "The connection broke before the list was whole; the edition in force stays."
        ) from error


def _expanded(sent: bytes, encoding: str, bounds: Bounds) -> bytes:
    machine = zlib.decompressobj(WRAPPERS[encoding])
    try:
        content = machine.decompress(sent, bounds.largest_expanded + 1)
    except zlib.error as error:
        raise CutShort("The list came in a broken compression; the edition in force stays.") from error
    if len(content) > bounds.largest_expanded:
        raise TooLarge(
            f"The list expands to more than {bounds.largest_expanded:,} bytes; the edition in force stays."
        )
    if not machine.eof:
        raise CutShort("The compressed list ends too early; the edition in force stays.")
    return content


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
class PublisherAnswer:
    """One answer of a publisher, as far as it came: for who must find out at a distance what went wrong."""

    url: str  # without its query, which may be signed
    status: int
    content_type: str = ""
    last_modified: str = ""
    bytes: int | None = None  # out of the compression; None where the body was not taken whole
    sha256: str = ""  # of the body


@dataclass(frozen=True, slots=True)
class PublisherClient:
    """Asks one publisher, within its hosts and our limits; a context that closes its connections."""

    source: Source
    rules: FetchRules = PATIENT
    pause: Callable[[float], None] = time.sleep  # waits that many seconds
    tick: Callable[[int], None] = lambda received: None  # called with the number of bytes received so far
    hear: Callable[[PublisherAnswer], None] = lambda answer: None  # called with every answer, good or bad
    session: requests.Session = field(default_factory=requests.Session)

    def __enter__(self) -> PublisherClient:
        """Prepare a session that says no more of us than the user agent."""
        session = self.session
        session.headers.update({"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "gzip"})
        session.auth = lambda request: request  # a password in a .netrc is none of the publisher's business
        # Proxy settings of the environment count, except towards ourselves.
        session.trust_env = not self.rules.loopback
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
                answer = PublisherAnswer(
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

    def _body(self, response: requests.Response, answer: PublisherAnswer, deadline: float) -> bytes:
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


CHECKSUM = re.compile(rb"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")


def fetch(
    source: Source,
    etag: str = "",
    last_modified: str = "",
    rules: FetchRules = PATIENT,
    pause: Callable[[float], None] = time.sleep,
    tick: Callable[[int], None] = lambda received: None,
    held_url: str = "",
    hear: Callable[[PublisherAnswer], None] = lambda answer: None,
) -> Fetched | None:
    """Fetch a list, or None where the publisher says that it has not changed.

    Where the address of the file changes with each edition, the publisher's page that names it is asked first.

    Args:
        source: where from, and what a healthy answer looks like.
        etag: of the edition we hold, as the publisher gave it; "" where we hold none.
        last_modified: likewise.
        rules: limits.
        pause: waits that many seconds.
        tick: called with the number of bytes received so far.
        held_url: where the edition we hold came from; its tag and date say nothing about another file.
        hear: called with every answer, good or bad.

    Raises:
        FetchFailed: or a subclass, whose code says what was wrong; nothing was kept.
        NotTheList: an answer came, and it is not a list.
    """
    asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {name: value for name, value in asked.items() if value}
    with PublisherClient(source, rules, pause, tick, hear) as client:
        url, day = source.url, None
        if source.found_on:
            url, day = _found(client.get(source.found_on), source)
            headers = headers if url == held_url else {}
        fetched = client.get(url, headers)
        if fetched is not None and source.checksum_url:
            _compare(fetched.content, client.get(source.checksum_url), source)
    return replace(fetched, dated=day) if fetched is not None and day is not None else fetched


def look(
    notice: Notice,
    rules: FetchRules = PATIENT,
    pause: Callable[[float], None] = time.sleep,
    hear: Callable[[PublisherAnswer], None] = lambda answer: None,
) -> bytes:
    """The page on which a publisher shows its editions, under the same rules as a list.

    Raises:
        FetchFailed, NotTheList: as for a list.
    """
    source = Source(
        url=notice.url,
        hosts=notice.hosts,
        reader="",
        content_types=notice.content_types,
        largest_bytes=notice.largest_bytes,
        largest_expanded=notice.largest_expanded,
    )
    with PublisherClient(source, rules, pause, hear=hear) as client:
        page = client.get(notice.url)
    assert page is not None
    return page.content


def _found(page: Fetched | None, source: Source) -> tuple[str, date | None]:
    """The address of the present file, and the day that its name bears."""
    text = page.content.decode("utf-8", "replace") if page else ""
    named = re.search(source.found_by, text)
    if named is None:
        raise NotTheList(
            f"{host_of(source.found_on)} no longer names the file where it did; see whether the page has changed."
        )
    day = named.groupdict().get("day")
    try:
        dated = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise NotTheList(
            f"{host_of(source.found_on)} names a file with no day in its name: {day!r}."
        ) from error
    return source.url.replace("{found}", named["found"]), dated


def _compare(content: bytes, printed: Fetched | None, source: Source) -> None:
    found = CHECKSUM.search(printed.content) if printed else None
    if found is None:
        raise ChecksumDiffers(
            f"{host_of(source.checksum_url)} printed no SHA-256; the edition in force stays."
        )
    if found.group().decode().lower() != sha256(content).hexdigest():
        raise ChecksumDiffers(
            f"{host_of(source.url)} sent bytes whose SHA-256 is not the one it prints; the edition in force stays."
        )
