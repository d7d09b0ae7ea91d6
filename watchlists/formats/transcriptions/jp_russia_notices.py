"""Japan's export bans over Ukraine: the bodies that three notices of the Ministry of Foreign Affairs designate.

The source is the text of the ministries' PDF of each notice: a number, the name in Japanese, the name in English, its
other names, the address. Rows wrap, and a page is joined to the next without a line break, so a number or a name may
begin in the middle of a line. What a name is, the signs around it say: the English name stands after the last Japanese
sign and before "a.k.a." or the address, and a notice says how many other names it gives; where we count others, the
transcription stops. The Japanese name is kept as a remark: it is how the notice writes the body, not its own script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from watchlists.formats.support.addresses import city, countries
from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.non_us_names import bracketed, party, sorted_alias
from watchlists.formats.support.party_type import party_type
from watchlists.formats.support.typing_tables import curated
from watchlists.model import ListedName, Listing, NameKind, PartyType

LIST_ID = "jp-russia-export-bans"
URL = "https://www.meti.go.jp/policy/external_economy/trade_control/01_seido/04_seisai/crimea.html"


@dataclass(frozen=True, slots=True)
class _Notice:
    mark: str  # how its head cites it
    citation: str
    country: str  # of an entry whose address names none


NOTICES = (
    _Notice("令和四年外務省告示第八十二号", "Ministry of Foreign Affairs Notice No. 82 of 2022", "RU"),
    _Notice("令和四年外務省告示第百四号", "Ministry of Foreign Affairs Notice No. 104 of 2022", "BY"),
    _Notice("令和五年外務省告示第四百四十七号", "Ministry of Foreign Affairs Notice No. 447 of 2023", ""),
)
CHANGED = re.compile(r"最終更新日：\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
JAPANESE = "\u3005-\u30ff\u3400-\u9fff\uff01-\uff9f"
KANA = re.compile("[\u3041-\u30ff]")
LAST_JAPANESE = re.compile(rf".*[{JAPANESE}」）]", re.DOTALL)
ADDRESS = re.compile(r"所\s*在\s*地\s*[：:]")
OTHERS = re.compile(r",?\s*(?:a\.k\.a\.?,?\s*)?(?:the\s*)?follow(?:ing)?\s+(?P<count>[a-z]+)\s*alias(?:es)?:")
OTHERS_LATER = re.compile(r"別称\s*：")
BETWEEN = re.compile(r";\s*and\s*\n?|；\s*and\s*\n?|[;；]|\n\s*(?=[—―–])")
EVERY_DASH = re.compile(rf"{BETWEEN.pattern}|\n\s*(?=-)")
DASH = re.compile(r"^[-—―–\s]+")
NATIVE = re.compile(r"[（(]([\u3400-\u9fff、\s（）()]{4,})[)）]")
LONGEST_END = 2  # words in Latin letters at the end of a Japanese name, as in "有限会社 TK EK"
COUNTS = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split(),
        range(1, 17),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered entry of a notice."""

    number: int
    japanese: str
    name: str
    others: tuple[str, ...]
    native: tuple[str, ...]  # of a Chinese body, in Chinese
    address: str


def transcribe(sources: Sequence[Path]) -> list[Listing]:
    """The entries of each notice in its order.

    Raises:
        ValueError: a text is of no notice we know, a number is missing, or an entry has no name or other names than it says.
    """
    found: list[tuple[_Notice, str, Entry]] = []
    for path in sources:
        text = path.read_text(encoding="utf-8")
        notice = next((each for each in NOTICES if each.mark in text), None)
        changed = CHANGED.search(unicodedata.normalize("NFKC", text).replace(":", "："))
        if notice is None or changed is None:
            raise ValueError(f"{path.name} is the text of no notice that is known")
        edition = f"{changed[1]}-{int(changed[2]):02}-{int(changed[3]):02}"
        found += [(notice, edition, entry) for entry in entries(text[text.index("最終更新日") :])]
    keys = listing_keys([(entry.name, f"{notice.citation} {entry.number}") for notice, _, entry in found])
    listings = [_listing(key, *each) for key, each in zip(keys, found, strict=True)]
    return curated(LIST_ID, listings)


def _listing(key: str, notice: _Notice, edition: str, entry: Entry) -> Listing:
    country = countries([entry.address]) or notice.country
    kind = party_type(LIST_ID, entry.name)
    person = kind is PartyType.PERSON
    names = [ListedName(entry.name, NameKind.PRIMARY), *bracketed(entry.name)]
    for other in entry.others:
        names += [sorted_alias(other), *bracketed(other)]
    # Han characters beside another body's name are Japanese.
    names += [ListedName(native, NameKind.NATIVE) for native in entry.native if country == "CN"]
    # Without kana it may be read as Chinese, and be the name of a body in China.
    in_kana = KANA.search(entry.japanese) is not None
    if in_kana:
        names.append(ListedName(entry.japanese, NameKind.NATIVE, "in Japanese"))
    return Listing(
        id=f"{LIST_ID}:{key}",
        watchlist_id=LIST_ID,
        names=(names[0],) if person else party(LIST_ID, names),
        type=kind,
        country=country,
        place="" if person else city(entry.address, country.split(" ")[0]),
        edition=edition,
        citation=f"{notice.citation}, No. {entry.number}",
        source_url=URL,
        remark="" if person or in_kana else f"In Japanese: {entry.japanese}",
    )


def entries(text: str) -> Iterator[Entry]:
    """The entries of the text of a notice, in the order of their numbers.

    Raises:
        ValueError: an entry has no name, or other names than it says.
    """
    starts = list(_starts(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
        yield _entry(number, text[start.end() : end])


def _starts(text: str) -> Iterator[re.Match[str]]:
    """Where each number stands: before a Japanese name, at the head of a line or joined to the page before."""
    at = 0
    for number in range(1, 10_000):
        written = "".join(f"[{digit}{chr(ord(digit) + 0xFEE0)}]" for digit in str(number))
        pattern = re.compile(rf"(?:^|(?<=[^\d\s]))({written})[ \u3000]+(?=[^\n]*[{JAPANESE}])", re.MULTILINE)
        found = pattern.search(text, at)
        if found is None:
            return
        yield found
        at = found.end()


def _entry(number: int, text: str) -> Entry:
    head, *rest = ADDRESS.split(text, maxsplit=1)
    if not rest:
        raise ValueError(f"entry {number} has no address: {text!r}")
    said, later = OTHERS.search(head), OTHERS_LATER.search(head, head.find("\n"))
    names = head[: said.start()] if said else head[: later.start()] if later else head
    japanese, name = _parts(names)
    if not name:
        raise ValueError(f"entry {number} has no name: {head!r}")
    if said:
        count = COUNTS[said["count"]]
        others = _others(head[said.end() :])
        if (
            len(others) != count
        ):  # a hyphen at the head of a line is mostly that of a wrapped word, yet not here
            others = _others(head[said.end() :], EVERY_DASH)
        if len(others) != count:
            raise ValueError(f"entry {number} has {said['count']} other names, not {others}")
    else:
        others = _others(_latin(head[later.end() :])) if later else ()
    chinese = (re.sub(r"\s", "", group) for group in NATIVE.findall(names))
    native = tuple(
        dict.fromkeys(
            part
            for group in chinese
            for part in re.split(r"[、（）()]", group)
            if part and "別称" not in part
        )
    )
    return Entry(number, japanese, NATIVE.sub("", name).strip(" ,"), others, native, _joined(rest[0]))


def _parts(names: str) -> tuple[str, str]:
    """The Japanese name without the other ones, and the English name."""
    bare = re.sub(r"\n?[（(][\u3400-\u9fff、\s]{4,}[)）]\s*$", "", names.rstrip())
    found = LAST_JAPANESE.match(bare)
    if found is None:
        return "", _joined(bare)
    after = bare[found.end() :]
    end, name = _line_end(after)
    japanese = re.split(r"[（(]\s*別\s*称", re.sub(r"\s*\n\s*", "", found[0] + end))[0]
    return NATIVE.sub("", japanese).strip(), _joined(name)


def _line_end(after: str) -> tuple[str, str]:
    """What follows the last Japanese sign: the end of the Japanese name ("エルミクス・VS"), and what comes after it.

    A page that ends there leaves no line break: then nothing stands below, or the line goes on for some words.
    """
    line, _, below = after.partition("\n")
    if not below.strip() or len(line.split()) > LONGEST_END:
        return "", after
    return line, below


def _latin(text: str) -> str:
    found = LAST_JAPANESE.match(text)
    return _line_end(text[found.end() :])[1] if found else text


def _others(text: str, between: re.Pattern[str] = BETWEEN) -> tuple[str, ...]:
    parts = (DASH.sub("", _joined(part)).strip(" .,") for part in between.split(text))
    return tuple(part for part in parts if part)


def _joined(text: str) -> str:
    """Wrapped lines as one; a line that ends in a hyphen goes on without a blank."""
    return " ".join(re.sub(r"(?<=\w-)\s*\n\s*|(?<=\w)\s*\n(?=-\w)", "", text).split())


LISTS = {LIST_ID: transcribe}
