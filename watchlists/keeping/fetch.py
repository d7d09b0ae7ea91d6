"""Fetching a list by its catalogue entry, and looking at the page where a publisher shows its editions.

What came is what the publisher announced (length, type, checksum where it prints one), or it is refused.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256

from watchlists.errors import NotTheList
from watchlists.keeping.asking import PATIENT, Answer, Client, Fetched, FetchRules, host_of
from watchlists.keeping.refusals import ChecksumDiffers
from watchlists.model import Notice, Source

CHECKSUM = re.compile(rb"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")


def fetch(
    source: Source,
    etag: str = "",
    last_modified: str = "",
    rules: FetchRules = PATIENT,
    pause: Callable[[float], None] = time.sleep,
    tick: Callable[[int], None] = lambda received: None,
    held_url: str = "",
    hear: Callable[[Answer], None] = lambda answer: None,
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
    with Client(source, rules, pause, tick, hear) as client:
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
    hear: Callable[[Answer], None] = lambda answer: None,
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
    with Client(source, rules, pause, hear=hear) as client:
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
