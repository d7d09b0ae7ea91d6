"""Keys of names: what is left of a name when all that a reader overlooks is taken away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from opencc import OpenCC

from watchlists.model import Body

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
