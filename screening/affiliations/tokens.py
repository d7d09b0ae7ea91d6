"""A text as words with their segments, kept in step with the characters they came from.

- Segments are what commas, brackets, slashes and spaced dashes separate; groups are what semicolons, bars and line
  breaks separate: two institutions rarely share a group, a name never spans two.
- Stop words stay in place, marked, since "of" and "and" decide where a name ends.
- Words written in Han or kana are not words here: they are read by longest match elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from operator import ne
from typing import NamedTuple

from screening.affiliations.words import canonical, plain
from screening.names.characters import NameTooLong, clean
from screening.vocabulary import rows, vocabulary

TEXT_CHARS = 4_000  # twice what intake lets a cell hold; beyond it the end is left unread, and that is said
HAN = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_PIECE = re.compile(
    r"([^\W_]+(?:'[^\W_]+)*)(\.?)|([;|\u061b\uff1b\u2022\xb6])|([,/()<>\[\]{}:\u060c\u3001\u3002\uff0c\uff08\uff09\u3010\u3011]| -+ |\\)"
)
_BREAKS = re.compile(r"[\r\n\u2022]+")
_TABS = re.compile(r" *\t+ *")
# One of what must stand in a text for a repair to apply (any case, where the repair takes any), the repair, what is put
# there. Looking for a few letters costs a twentieth of looking for a pattern.
_REPAIRS = tuple(
    (needed, pattern, replacement, bool(pattern.flags & re.IGNORECASE))
    for needed, pattern, replacement in (
        # "Nanjing U of …", "Tomsk Polytech. U."
        (("U",), re.compile(r"U(?<![.\w]U)\b\.?(?= of [A-Z]|\s*(?:[,;]|$))"), "University"),
        ((".",), re.compile(r"\b([A-Za-z])\.\s?(?=[A-Za-z]\b\.?)"), r"\1"),  # P. R. China, N.E.
        (("&T", "& T", "andT", "and T"), re.compile(r"\bS ?(?:&|and) ?T\b"), "Science and Technology"),
        # the Persian link: Malek-e-Ashtar
        (
            ("e", "i", "o"),
            re.compile(r"[- ](?<=[a-z].)(?:(?<= )-)?y?[eio](?:-| |- )(?=[A-Z])"),
            " ",
        ),
        (("RAS",), re.compile(r"\bSB(?=,? RAS\b)"), "Siberian Branch"),
        (("RAS",), re.compile(r"\bFEB(?=,? RAS\b)"), "Far Eastern Branch"),
        (("RAS",), re.compile(r"\bUr?B(?=,? RAS\b)"), "Ural Branch"),
        (("- ",), re.compile(r"(?<=[a-z])- (?=[a-z])"), ""),  # a word broken over two lines
        (("' an",), re.compile(r"(?<=i)' an\b"), "an"),  # Xi' an
        # the French article before a vowel: "L'Institut d'aviation"; a country keeps its name
        (("l'",), re.compile(r"(?i)\bl'(?=[aeiouhàâéèêîôy]\w\w)"), "la "),
        (("d'",), re.compile(r"(?i)\bd'(?=[aeiouhàâéèêîôy]\w\w)(?!ivoire)"), "de "),
        # the Spanish "and": "Universidad de Correos y Telecomunicaciones"
        ((" y ",), re.compile(r"(?<=[^\W\d_]{3}) y (?=[^\W\d_]{3})"), " and "),
        (("'s",), re.compile(r"(?<=[A-Za-z])'s\b(?=')?"), "s"),
        # "…, now at ETH Zurich", "ETH Zurich, formerly …": another institution, with a place of its own
        (
            ("now ", "ently ", "previ", "formerly ", "ehemals ", "jetzt "),
            re.compile(
                r"(?i)(?<=\S)(?:,?\s+and\s+(?=(?:s?he |who )?(?:is|are) (?:now|currently|presently)\b)"
                r"|[,;]?\s+(?=(?:now|currently|presently|previously|formerly) (?:at|with)\b)"
                r"|[,;]\s+(?=(?:now|currently|presently|jetzt) \S)(?![^()]*\))"  # none of a bracket
                r"|[,;]\s+(?=(?:formerly|previously|ehemals) [^,;]+$))"
            ),
            " ; ",
        ),
        # Another clause of a life begins behind a year: "MSc X 2011, PhD Delft 2016"; so does a present address
        (
            ("since ", "phd", "ph.d", "msc", "m.sc", "bsc", "b.sc", "mba", "master", "bachelor"),
            re.compile(
                r"(?i)(?:(?<=\d{4})|(?<=\d{4}\)))[,.]\s+(?=(?:and )?(?:since (?:19|20)\d\d|ph\.?\s?d|m\.?sc|b\.?sc|mba|master|bachelor)\b)"
            ),
            " ; ",
        ),
        (
            ("present address", "current address"),
            re.compile(r"(?i)[,.;]\s+(?=(?:present|current) address\b)"),
            " ; ",
        ),
        # as buyers address a firm
        (("m/s", "messrs"), re.compile(r"(?i)^(?:m/s|messrs)\b[.:]?\s*"), ""),
        (("www.", "http"), re.compile(r"(?i)\s(?=(?:https?://|www\.)\S)"), " , "),
        (("from the ",), re.compile(r"(?i)^from the (?=[a-z])"), ""),  # as some journals begin
        # what says how to write to somebody is no part of a name before it
        (
            ("mail", "tel:", "tel.", "tel :", "fax", "phone"),
            re.compile(r"(?i)[.,;]*\s\(?(?:e-?mails?|tel|fax|phone)\b\.?\s*:"),
            " , ",
        ),
        # "The authors are with the School of …", "Li Wei is with Beihang University"
        ((" with ",), re.compile(r"(?i)\b(?:is|are|was|were) with (?:the )?(?=[A-Z])"), " ; "),
        (
            ("as well as", "together with", "in co", "jointly with"),
            re.compile(r"(?i),? (?:as well as|together with|jointly with|in co-?(?:llabor|oper)ation with) "),
            " and ",
        ),
        # its apostrophe however a wrong encoding shows it: what is left of "People’s Republic of China" is Taiwan's name
        (("people",), re.compile(r"(?i)\bpeople[^\w\s]?[\w\W]{0,3}?s[^\w\s]? republic"), "Peoples Republic"),
        # directions as indexes cut them: "Cent S Univ", "N China Elect Power Univ", "SW Jiaotong Univ"
        (("Cent ",), re.compile(r"\bCent(?= (?:S|China)\b)"), "Central"),
        (("S China", "S Univ"), re.compile(r"\bS(?= (?:China|Univ)\b)"), "South"),
        (("N China", "N Univ"), re.compile(r"\bN(?= (?:China|Univ)\b)"), "North"),
        (("E China",), re.compile(r"\bE(?= China\b)"), "East"),
        (("SW ",), re.compile(r"\bSW(?= (?:Univ|Jiaotong|Petr|China)\b)"), "Southwest"),
        (("SE Univ",), re.compile(r"\bSE(?= Univ\b)"), "Southeast"),
        (("NE ",), re.compile(r"\bNE(?= (?:Univ|Agr|Forestry|Normal)\b)"), "Northeastern"),
        (("NW ",), re.compile(r"\bNW(?= (?:Univ|Polytech|Inst)\b)"), "Northwestern"),
        (("#",), re.compile(r"#[A-Z]{1,2}#"), " "),  # a line break as an index wrote it
        (("no", "n°", "nº"), re.compile(r"(?i)\bn[o°º]\.?\s*(?=\d)"), ""),  # No. 14
        (("poly",), re.compile(r"(?i)\bpoly[- ]tech(?:nic|nical|nique)?\b\.?"), "Polytechnic"),
        (("&",), re.compile("&"), " and "),
        (("A and F",), re.compile(r"\bA and F\b"), "A F"),  # a subject of names, not two parties
        # legal forms of several words, one of which is a word of names elsewhere: "Open …", "… Enterprise"
        *(
            ((row["needed"],), re.compile(rf"(?i)\b{row['pattern']}\b"), row["form"])
            for row in rows("legal_phrases")
        ),
    )
)
_NUMBERED = re.compile(
    r"\(?(?:1[.)]|[aA]\))\s*(?=[A-Z])"
)  # "1. Beihang University, China 2. University of Otago"
_NEXT_NUMBER = re.compile(r"(?<=\w)[.,]?\s\(?(?:[2-9][.)]|[b-hB-H]\))\s*(?=[A-Z])")
_GLUED = re.compile(r"[A-Z]?[a-z]+(?:'[a-z]+)*|[A-Z]+(?![a-z])|\d+")
# A footnote's mark before what it marks: "1Dalian University", "aBeihang University"; "4Paradigm" remains one key, and
# later letters begin names ("eBay", "iFlytek").
_MARKED = re.compile(r"(?:\d{1,2}|[a-c])(?=[A-Z][a-z]{3})")
_LONGEST_ACRONYM = 12
_LONG_PART = 6  # letters of a word glued before another one: "EducationSichuan", and no "WestLake"
_LONGEST_PLAIN = 40  # a longer run of letters is not a word


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words in order, in parallel lists; `text` is the cleaned text that `starts` and `ends` point into."""

    text: str
    words: list[str]
    raws: list[str]
    plains: list[str]  # the raw words in lower-case ASCII, not made canonical
    stops: list[bool]
    segments: list[int]
    groups: list[int]
    starts: list[int]
    ends: list[int]
    opens: list[bool]  # the word begins its segment
    closes: list[bool]  # the word ends its segment
    capitals: bool = False  # written in capitals throughout, so that capitals mark no acronym

    def __len__(self) -> int:
        return len(self.words)

    def size(self, first: int, last: int) -> int:
        """How many words from one to another are no stop words."""
        return last + 1 - first - self.stops[first : last + 1].count(True)

    def piece(self, first: int, last: int) -> str:
        """The text from one word to another, as cleaned."""
        return self.text[self.starts[first] : self.ends[last]]


def tidy(text: str) -> str:
    """The text cleaned of disguises, with what only affiliations write repaired; cut at the cap on length."""
    marked = _BREAKS.sub(" ; ", text[:TEXT_CHARS])
    if "\t" in marked:
        marked = _TABS.sub(", ", marked)  # the cells of a row, pasted into one
    try:
        cleaned = clean(marked, TEXT_CHARS).text
    except NameTooLong:  # expanding compatibility forms can make a text longer than it came
        cleaned = clean(marked[: TEXT_CHARS // 20], TEXT_CHARS).text
    if _NUMBERED.match(cleaned):
        cleaned = _NEXT_NUMBER.sub(" ; ", cleaned)
    lowered = cleaned.lower()
    for needed, pattern, replacement, any_case in _REPAIRS:
        searched = lowered if any_case else cleaned
        for letters in needed:
            if letters in searched:
                cleaned = pattern.sub(replacement, cleaned)
                lowered = cleaned.lower()
                break
    return cleaned


def tokenise(text: str) -> Tokens:
    """Split a text into words; any text is accepted, also one without words."""
    tidied = tidy(text)
    shouted = len(tidied) > _LONGEST_ACRONYM and tidied.isupper()
    rows: list[tuple[str, str, str, bool, int, int, int, int]] = []
    segment = group = 0
    known = vocabulary().known
    for found in _PIECE.finditer(tidied):
        word, dot, divider, separator = found.groups()
        if divider:
            group, segment = group + 1, segment + 1
        elif separator:
            segment += 1
        elif word.isascii() or not HAN.search(word):
            begin, before = found.start(), ""
            parts = _read(word, bool(dot))
            marked = len(parts) > 1 and _MARKED.match(word)
            for start, raw, bare, stop, canonical_words in parts:
                first = begin + start
                if start and (
                    marked
                    or (len(before) >= _LONG_PART and before in known and bare not in known and not stop)
                ):
                    segment += (
                        1  # "Normal UniversityBeijing", "of EducationSichuan University": a comma was lost
                    )
                    marked = None
                before = bare
                for each in canonical_words:
                    rows.append((each, raw, bare, stop, segment, group, first, first + len(raw)))
            if dot and _ends_sentence(tidied, found.end(), word):
                segment += 1
    if not rows:
        return Tokens(tidied, [], [], [], [], [], [], [], [], [], [], shouted)
    words, raws, plains, stops, segments, groups, starts, ends = map(list, zip(*rows, strict=True))
    opens = [True, *map(ne, segments, segments[1:])]
    closes = [*opens[1:], True]
    return Tokens(tidied, words, raws, plains, stops, segments, groups, starts, ends, opens, closes, shouted)


@lru_cache(10_000)
def name_words(text: str) -> tuple[str, ...]:
    """The canonical words of a name without stop words: its key, joined, is what names are looked up by.

    As `tokenise` has them, at a third of its cost; remembered, since a name is asked about several times in a row.
    """
    return tuple(
        canonical_word
        for word, dot, _, _ in _PIECE.findall(tidy(text))
        if word and (word.isascii() or not HAN.search(word))
        for part in _read(word, bool(dot))
        if not part.stop
        for canonical_word in part.words
    )


class _Part(NamedTuple):
    """A word, or one of those glued together in it, as it is read wherever it stands."""

    start: int  # in the word
    raw: str
    plain: str
    stop: bool
    words: tuple[str, ...]


@lru_cache(100_000)
def _read(word: str, dotted: bool) -> tuple[_Part, ...]:
    """The parts of a word; remembered, for texts share most of their words."""
    words = vocabulary()
    made = []
    for raw, start in _parts(word, 0):
        bare = plain(raw)
        if not bare or len(bare) > _LONGEST_PLAIN:
            continue
        stop = bare in words["stop"]
        if raw in words.expansions:
            read: tuple[str, ...] = tuple(
                part
                for piece in words.expansions[raw].split()
                if piece.lower() not in words["stop"]
                for part in canonical(piece.lower())
            )
        else:
            read = (bare,) if stop else canonical(bare, dotted)
        made.append(_Part(start, raw, bare, stop, read))
    return tuple(made)


def _parts(word: str, start: int) -> list[tuple[str, int]]:
    """A word, or its parts where two words were glued together ("HefeiUniversity", "China100084")."""
    if len(word) < 6 or word.islower() or not word.isascii() or word.isupper():
        return [(word, start)]
    words = vocabulary()
    if found := _MARKED.match(word):
        mark = len(found.group())
        return [(word[:mark], start), *_parts(word[mark:], start + mark)]
    bare = plain(word)
    if bare in words.known or bare in words.abbreviations:
        return [(word, start)]
    parts = [(found.group(), start + found.start()) for found in _GLUED.finditer(word)]
    known = any(_is_known(part.lower()) for part, _ in parts)
    return parts if len(parts) > 1 and known else [(word, start)]


def _is_known(part: str) -> bool:
    words = vocabulary()
    if part in {"of", "and"}:
        return True
    return len(part) > 3 and (part in words.abbreviations or not words.known.isdisjoint(canonical(part)))


def _ends_sentence(text: str, end: int, word: str) -> bool:
    """A full stop after a whole word, before a capital: "… Engineering. Jiangxi Normal University"."""
    following = text[end : end + 2]
    if len(following) < 2 or following[0] != " " or not following[1].isupper():
        return False
    bare = plain(word)
    return len(bare) > 5 and bare not in vocabulary().abbreviations and bare in vocabulary().known
