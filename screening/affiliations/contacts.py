"""E-mail addresses, web domains and postcodes in a text.

A domain names a country where its ending does: ".cn" is China's, and ".edu", ".gov" and ".mil" belong to the United
States. A register may have put a domain on the wrong body, so a domain whose country contradicts proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from watchlists.countries import country_table

_EMAIL = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_WEB = re.compile(r"(?:https?://|\bwww\d?\.)((?:[\w-]{1,63}\.){1,5}[A-Za-z]{2,24})", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w.@-])((?:[\w-]{2,63}\.){1,4}(?:edu|ac|gov|mil|org|com|net|[a-z]{2}))(?![\w@-])")
_POSTCODE = re.compile(r"(?<![\d-])(\d{5,6})(?![\d-])")
_AMERICAN = frozenset({"edu", "gov", "mil"})
_ODD = {"uk": "GB", "su": "RU", "eu": ""}


def domains_in(text: str) -> tuple[str, ...]:
    """Every domain of an e-mail or web address in the text, in order, once."""
    if "." not in text:
        return ()
    found = [match.group(1) for pattern in (_EMAIL, _WEB) for match in pattern.finditer(text)]
    if not found:
        found = [match.group(1) for match in _BARE.finditer(text)]
    return tuple(dict.fromkeys(plain_domain(domain) for domain in found))


def contact_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where e-mail and web addresses stand in a text: their words name nobody by themselves."""
    if "." not in text:
        return ()
    return tuple(match.span() for pattern in (_EMAIL, _WEB, _BARE) for match in pattern.finditer(text))


def plain_domain(value: str) -> str:
    """The host of an address or link, in lower case and without "www"."""
    host = value.strip().lower().rpartition("@")[2]
    host = re.sub(r"^[a-z]+://", "", host).split("/")[0].split(":")[0].rstrip(".")
    return re.sub(r"^www\d?\.", "", host)


def widening(domain: str) -> Iterator[str]:
    """The domain, then what it stands under: "mail.cs.nudt.edu.cn" to "edu.cn"."""
    while domain.count(".") >= 1:
        yield domain
        domain = domain.split(".", 1)[1]


def domain_country(domain: str) -> str:
    """The country a domain's ending names, or ""."""
    ending = domain.rpartition(".")[2]
    if ending in _AMERICAN:
        return "US"
    return _ODD.get(ending, ending.upper() if ending.upper() in _codes() else "")


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for code in country_table().by_code if len(code) == 2)


def postcode_in(text: str) -> str:
    """The first postcode of five or six digits, or ""."""
    found = _POSTCODE.search(text)
    return found.group(1) if found else ""
