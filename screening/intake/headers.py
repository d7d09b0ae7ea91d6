"""What the header of a column means, in many languages, and which headers are never used.

A header is recognised when it equals a phrase of `vocabulary/headers.csv`, or is one with qualifying words
around it ("Collaborator's current affiliation"). A word for citizenship, gender or birthplace anywhere in a
header wins over everything else in it: "Country of citizenship" is no country column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from itertools import pairwise
from types import MappingProxyType

from screening.intake.limits import LIMITS
from screening.intake.vocabularies import csv_file, toml_file

SENSITIVE = "sensitive"
UNUSED = "unused"
NAMES = ("name", "person_name", "family_name", "given_name", "middle_name", "native_name", "host_name")
PERSONAL = ("person_name", "family_name", "given_name", "host_name")
ORGANISATIONS = ("organisation", "affiliation")
TIES = ("previous_employer", "education", "funder", "owner")  # organisations whose tie the header names
OTHERS = ("other_person", "other_person_affiliation")  # of a referee, supervisor, host or contact
STATED = ("start", "end", "period", "role")  # what is said of the organisation beside
# What a subject has once; of everything else a row may have several columns.
SINGLE = (
    "name",
    "person_name",
    "family_name",
    "given_name",
    "middle_name",
    "native_name",
    "country",
    "institution_country",
    "city",
    "birth",
)
USED = (
    *NAMES,
    *ORGANISATIONS,
    *TIES,
    *OTHERS,
    *STATED,
    "department",
    "institution_country",
    "country",
    "city",
    "email",
    "orcid",
    "ror",
    "lei",
    "uscc",
    "inn",
    "ogrn",
    "company",
    "domain",
    "birth",
)
# "From" and "to" are words of any question.
_ASKED_FOR = frozenset(USED) - frozenset(STATED)
_ASCII_FOLDED = "".join(char.lower() if char.isalnum() else " " for char in map(chr, range(128)))
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|（[^）]*）")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_HUMP = re.compile(r"[A-Z][a-z]{0,6}")  # of the code of a group; longer ones are words
_STEPS = re.compile(r"(?<=\w)[.:](?=\w)|\s*[:：>›|]+\s*|\s+[/–—-]\s+")
_LONGEST_IN_CJK = 18  # characters: longer texts without spaces are sentences
_LONGEST_BARE_IN_CJK = 4  # characters: "工作单位"; what is longer says whose it is
_QUESTION_MARKS = ("?", "\uff1f", "\u061f")
_LONGEST_LOOSE = 30  # words of a question that is only a hint
_LONGEST_QUESTION = 16  # words: "At which organisation or university do you work at present?"


@dataclass(frozen=True, slots=True)
class RecognisedHeader:
    """A meaning and the phrase by which it was recognised."""

    meaning: str
    phrase: str
    exact: bool
    # A question with words that we do not know: only a hint, which the values must bear out.
    loose: bool = False


def fold(text: str) -> str:
    """Words without case, accents and punctuation, one space apart. For short texts only: Unicode work is costly."""
    if text.isascii():  # nearly every cell: its characters have no accents to take off
        return " ".join(text[: LIMITS.header_chars].translate(_ASCII_FOLDED).split())
    lowered = unicodedata.normalize("NFKD", text[: LIMITS.header_chars]).casefold()
    kept = "".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in lowered)
    return " ".join(unicodedata.normalize("NFC", kept).split())


@cache
def _phrases() -> dict[str, str]:
    """Phrase to meaning; the first row of the file that has a phrase decides, sensitive ones before all."""
    rows = sorted(csv_file("headers.csv"), key=lambda row: row["meaning"] != SENSITIVE)
    phrases: dict[str, str] = {}
    for row in rows:
        phrases.setdefault(fold(row["header"]), row["meaning"])
    return phrases


def meaning_of_phrase() -> Mapping[str, str]:
    """Every phrase of the table, folded, with what a header of these words means."""
    return MappingProxyType(_phrases())


@cache
def _printed() -> frozenset[str]:
    """Phrases as they are printed and as they are folded, for a quick look."""
    printed = {row["header"] for row in csv_file("headers.csv")}
    return frozenset(printed | _phrases().keys())


@cache
def _references() -> dict[str, int]:
    """Headers of a sender's own key, folded, each with its place in the list."""
    phrases = toml_file("words.toml")["references"].split("|")
    return {fold(phrase): place for place, phrase in enumerate(phrases)}


def reference_rank(header: str) -> int | None:
    """How plainly a header names the sender's own key of a row, 0 the plainest; None for any other header."""
    return _references().get(fold(header)) if len(header) <= LIMITS.header_chars else None


_SEPARATORS = str.maketrans("-_/", "   ", ":*.")


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(phrase[:3] for phrase in _printed())


def is_known(header: str) -> bool:
    """A quick look: say whether a text is a known header as it stands. Misses those that need reading."""
    start = header[:3].lower()
    if start.isalpha() and start not in _beginnings():  # most texts of a list are told by their first letters
        return False
    return header.lower().translate(_SEPARATORS).strip() in _printed()


@lru_cache(maxsize=20_000)
def recognise(header: str) -> RecognisedHeader | None:
    """The meaning of a header, or None. Two equal headers mean the same; position tells them apart later."""
    if len(header) > LIMITS.header_chars:
        return None
    words = fold(header)
    if not words:
        return None
    if sensitive := _contained(words, sensitive=True):
        return sensitive
    bare = fold(_BRACKETS.sub(" ", header))
    for text in (words, bare):
        if text in _phrases():
            return RecognisedHeader(_phrases()[text], text, exact=True)
    if somebody := _who(bare):
        return somebody
    for text in (bare, fold(_CAMEL.sub(" ", header)), *_tails(header)):
        if found := _composed(text) or _qualified(text):
            return found
    return _contained(words, sensitive=False) or _asked(header, bare) or _coded(header)


def is_bare_time(header: str) -> bool:
    """Say whether a header says when and not of what, as "from" does: of a post, a visit or a contract."""
    found = recognise(header)
    tenure = _words("tenures") & set(fold(header).split())
    return found is not None and found.phrase in _listed("times") and not tenure


def is_bare_organisation(header: str) -> bool:
    """Say whether a header names an organisation and not whose it is: "Institution", "University name"."""
    words = fold(header).split()
    if len(words) == 1 and _CJK.search(words[0]) and len(words[0]) > _LONGEST_BARE_IN_CJK:
        return False
    meanings = [_phrases().get(word, "") for word in words if word not in _words("turning")]
    bare = all(meaning in ("name", *ORGANISATIONS) for meaning in meanings)
    return bare and any(meaning in ORGANISATIONS for meaning in meanings)


def of_its_time(meaning: str, header: str) -> str:
    """An organisation under a header with words of the past or of study is no present employer."""
    return _of_its_time(meaning, fold(_CAMEL.sub(" ", header)).split())


def is_designation(header: str) -> bool:
    """Say whether a header names things as often as parties, as "title" does."""
    found = recognise(header)
    return found is not None and found.phrase in _listed("designations")


def tells_of_occasion(header: str) -> bool:
    """Say whether a header speaks of a visit, a trip or a contract, so that dates beside it may be theirs."""
    folded = fold(header)
    unspaced = toml_file("words.toml")["occasions_unspaced"].split()
    return not _words("occasions").isdisjoint(folded.split()) or any(piece in header for piece in unspaced)


def tells_of_study(header: str) -> bool:
    """Say whether a word of a header speaks of a degree or of studies."""
    return not _words("study").isdisjoint(fold(_CAMEL.sub(" ", header)).split())


def code_group(header: str) -> tuple[str, ...]:
    """The parts of the code that a program puts before the names of its fields; () where there is none.

    "CnSpSpBio_First_Name" belongs to the group Cn, Sp, Sp, Bio; columns whose groups begin alike are of one thing.
    """
    group, parted, _ = header.strip().partition("_")
    parts = _HUMP.findall(group)
    told = parted and len(parts) > 1 and "".join(parts) == group
    return tuple(parts) if told and " " not in header.strip() else ()


def combine(whose: str, what: str) -> str:
    """What a header means that names `what` of `whose` ("Supervisor's e-mail"); "" where the table has no such pair.

    The table is `vocabulary/compounds.csv`; the two parts may stand in one cell or in two rows of a header.
    """
    return _compounds().get((whose, what), "")


@cache
def _listed(kind: str) -> frozenset[str]:
    """A list of phrases of `vocabulary/words.toml`, folded."""
    return frozenset(fold(phrase) for phrase in toml_file("words.toml")[kind].split("|"))


def _who(text: str) -> RecognisedHeader | None:
    """The other person whom a question asks for: "Who is your host at our university?" asks for no university."""
    words = text.split()
    if not 1 < len(words) <= _LONGEST_QUESTION or words[0] not in _words("who"):
        return None
    for start, stop in _spans(words):
        phrase = " ".join(words[start:stop])
        if _phrases().get(phrase) in ("other_person", "host_name"):
            return RecognisedHeader("other_person", phrase, exact=False)
    return None


def _coded(header: str) -> RecognisedHeader | None:
    """The name of a field behind the code of its group: "CnBio_Org_Name" names an organisation.

    A word alone that depends on what stands before it tells nothing: "Journal_Name" is nobody's name.
    """
    if not code_group(header):
        return None
    words = fold(_CAMEL.sub(" ", header)).split()
    for start in range(1, len(words)):
        text = " ".join(words[start:])
        found = _composed(text) or _qualified(text)
        if found and found.meaning in _ASKED_FOR - {"name", "country", "city", "native_name"}:
            return found
    return None


@cache
def _compounds() -> dict[tuple[str, str], str]:
    return {(row["whose"], row["what"]): row["meaning"] for row in csv_file("compounds.csv")}


def _tails(header: str) -> Iterator[str]:
    """The last steps of a path such as "person.name" or "Contact: E-mail", longest first."""
    steps = _STEPS.split(header.strip())
    for start in range(1, len(steps)):
        yield fold(" ".join(steps[start:]))


def _spans(words: list[str]) -> list[tuple[int, int]]:
    size = len(words)
    spans = [(i, j) for i in range(size) for j in range(i + 1, min(size, i + 6) + 1)]
    return sorted(spans, key=lambda span: (span[0] - span[1], -span[1]))


def _is_qualifier(word: str) -> bool:
    return word in _words("qualifiers") or word.isdigit()


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(fold(word) for word in toml_file("words.toml")[kind].split())


def _qualified(text: str) -> RecognisedHeader | None:
    """The longest phrase in the header, if all other words only qualify it; at equal length the later one."""
    words = text.split()
    if len(words) > _LONGEST_QUESTION:
        return None
    for start, stop in _spans(words):
        phrase = " ".join(words[start:stop])
        rest = words[:start] + words[stop:]
        if phrase in _phrases() and all(map(_is_qualifier, rest)):
            return RecognisedHeader(_of_its_time(_phrases()[phrase], rest), phrase, exact=False)
    return None


def _composed(text: str) -> RecognisedHeader | None:
    """A header of several phrases, such as "Country of institution" or "Supervisor's e-mail"; None for any other.

    Each pair of meanings must stand in the table of compounds, so that "University Hospital" heads nothing.
    """
    words = text.split()
    if not 1 < len(words) <= _LONGEST_QUESTION:
        return None
    parts: list[tuple[int, int, str]] = []  # from and to which word each phrase reaches, and what it means
    left = set(range(len(words)))
    for start, stop in _spans(words):
        phrase = " ".join(words[start:stop])
        if phrase in _phrases() and left.issuperset(range(start, stop)):
            parts.append((start, stop, _phrases()[phrase]))
            left -= set(range(start, stop))
    rest = [words[place] for place in sorted(left)]
    if len({meaning for _, _, meaning in parts}) < 2 or not all(map(_is_qualifier, rest)):
        return None
    parts.sort()
    meaning = parts[0][2]
    for (_, before, _), (start, _, other) in pairwise(parts):
        turned = bool(_words("turning") & set(words[before:start]))
        meaning = _joined(other, meaning) if turned else _joined(meaning, other)
    return RecognisedHeader(_of_its_time(meaning, rest), text, exact=False) if meaning else None


def _asked(header: str, text: str) -> RecognisedHeader | None:
    """What a question asks for, where one meaning alone is named in it; other words may be unknown."""
    if not header.rstrip().endswith(_QUESTION_MARKS) and "?" not in header:
        return None
    words = text.split()
    found: list[tuple[int, int, str]] = []
    for start, stop in _spans(words):
        phrase = " ".join(words[start:stop])
        known = _phrases().get(phrase)
        # "Last" asks for a surname, but not in "the last five years".
        if found and stop - start == 1 and _is_qualifier(phrase):
            continue
        if known in _ASKED_FOR and all(stop <= a or start >= b for a, b, _ in found):
            found.append((start, stop, _phrases()[phrase]))
    found.sort()
    if not found or len(words) > _LONGEST_LOOSE:
        return None
    meaning = reduce(_joined, (meaning for _, _, meaning in found))
    rest = [word for place, word in enumerate(words) if not any(a <= place < b for a, b, _ in found)]
    return RecognisedHeader(_of_its_time(meaning, rest), text, exact=False, loose=True) if meaning else None


def _joined(first: str, second: str) -> str:
    """One meaning for two, in this order or else in the other; "" where they do not go together."""
    if first == second:
        return first
    # "Party screened" is no "screened party": what is not needed must come in the order of the table.
    turned = "" if UNUSED in (first, second) else combine(second, first)
    return combine(first, second) or turned


def _of_its_time(meaning: str, rest: list[str]) -> str:
    """An employer of the past, or a place of study, is none of the present; "current or former" is both."""
    if meaning not in ORGANISATIONS or _words("present") & set(rest):
        return meaning
    if _words("past") & set(rest):
        return "previous_employer"
    return "education" if _words("study") & set(rest) else meaning


def _contained(text: str, *, sensitive: bool) -> RecognisedHeader | None:
    """A phrase anywhere in the header: sensitive ones in any script, others only where words are not parted."""
    words = text.split()
    if sensitive and len(words) <= _LONGEST_QUESTION:
        for start, stop in _spans(words):
            phrase = " ".join(words[start:stop])
            if _phrases().get(phrase) == SENSITIVE:
                return RecognisedHeader(SENSITIVE, phrase, exact=False)
    joined = "".join(words)
    if not _CJK.search(joined) or len(joined) > _LONGEST_IN_CJK:
        return None
    if sensitive:
        found = [
            phrase for phrase in _unspaced_phrases() if phrase in joined and _is_sensitive(joined, phrase)
        ]
        return RecognisedHeader(SENSITIVE, found[0], exact=False) if found else None
    return _unspaced(joined)


def _is_sensitive(joined: str, phrase: str) -> bool:
    if _phrases()[phrase] != SENSITIVE:
        return False
    return joined.endswith(phrase) or not _without_pieces(joined.replace(phrase, " ", 1))


def _unspaced(joined: str) -> RecognisedHeader | None:
    """The phrases of a header whose words are not parted; "北京大学" is an organisation, not a header."""
    parts: list[tuple[int, str, str]] = []
    rest = joined
    for phrase in _unspaced_phrases():
        place = rest.find(phrase)
        if place >= 0 and _phrases()[phrase] != SENSITIVE:
            parts.append((place, phrase, _phrases()[phrase]))
            rest = rest.replace(phrase, " " * len(phrase), 1)
    if not parts or _without_pieces(rest):
        return None
    longest = max(parts, key=lambda part: (len(part[1]), part[1]))
    meaning = longest[2]
    if len(parts) > 1:
        meaning = reduce(_joined, (meaning for _, _, meaning in sorted(parts)))
        others = [phrase for _, phrase, _ in parts if phrase != longest[1]]
        if not meaning and not any(_without_pieces(phrase) for phrase in others):
            meaning = longest[2]
    if not meaning:
        return None
    if meaning in ORGANISATIONS and any(word in rest for word in _words("past_unspaced")):
        meaning = "previous_employer"
    return RecognisedHeader(meaning, longest[1], exact=False)


@cache
def _unspaced_phrases() -> tuple[str, ...]:
    """Phrases in scripts that do not part words, the longest first."""
    found = [phrase for phrase in _phrases() if len(phrase) > 1 and _CJK.search(phrase)]
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


def _without_pieces(text: str) -> str:
    """What is left of a text when everything that only qualifies is taken out of it."""
    for piece in _pieces():
        text = text.replace(piece, " ")
    return text.strip()


@cache
def _pieces() -> tuple[str, ...]:
    return tuple(sorted(toml_file("words.toml")["qualifiers_unspaced"].split(), key=len, reverse=True))
