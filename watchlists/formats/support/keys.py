"""Stable keys for listings whose publisher gives none, and keys of names for finding the same name again."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from anyascii import anyascii
from opencc import OpenCC

from watchlists.model import Body

LONGEST = 60  # characters; long official titles differ early
HASHED = 6  # hex digits: namesakes are a handful, never thousands


def slug(name: str) -> str:
    """A readable key of lower-case ASCII words joined by hyphens; "x" for a name without letters."""
    words = re.sub(r"['’ʼ`]", "", anyascii(name)).lower()
    joined = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    if len(joined) > LONGEST:
        joined = joined[:LONGEST].rsplit("-", 1)[0]
    return joined or "x"


def listing_keys(entries: Sequence[tuple[str, str]]) -> list[str]:
    """One key an entry, given as (primary name, what tells it from its namesakes), in the same order.

    Entries alike in both are numbered in the publisher's order.
    """
    slugs = [slug(name) for name, _ in entries]
    shared = Counter(slugs)
    seen: Counter[str] = Counter()
    keys = []
    for base, (name, apart) in zip(slugs, entries, strict=True):
        key = base if shared[base] == 1 else f"{base}-{_short_hash(name, apart)}"
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}-{seen[key]}")
    return keys


def _short_hash(name: str, apart: str) -> str:
    return hashlib.sha256(f"{name}\n{apart}".encode()).hexdigest()[:HASHED]


STOP_WORDS = frozenset("the of and for at in de".split())
TO_SIMPLIFIED = OpenCC("t2s")  # 東北大學 in Sendai and 东北大学 in Shenyang are one string to many readers
SHORTEST_KEY = 6  # letters; shorter keys are acronyms and are compared as such


def name_key(text: str) -> str:
    """A name without case, marks, blanks and small words: equal keys are names a reader would confuse."""
    decomposed = unicodedata.normalize("NFKD", re.sub(r"['’ʼ`]", "", text)).casefold()
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    key = "".join(word for word in re.findall(r"\w+", plain) if word not in STOP_WORDS)
    return key if key.isascii() else TO_SIMPLIFIED.convert(key)


def is_long_enough(key: str) -> bool:
    """Whether a key is a name's and not an acronym's; native names say much in few signs."""
    return len(key) >= SHORTEST_KEY or not key.isascii()


def name_keys(body: Body) -> Iterator[str]:
    """The keys of a body's names, acronyms left out."""
    for name in body.names:
        if name.kind != "acronym" and is_long_enough(key := name_key(name.text)):
            yield key
