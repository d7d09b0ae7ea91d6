"""Reading printed names: what the publisher printed stays as it is, and what it contains stands beside it.

A printed string may hold several names ("X (BUPT)", "X (a.k.a., Y", "X; and"), an address after a name, or
no name at all ("JSC", "UK Limited"). The first name returned is the print; every further one says in its
note how it was read out of it. A primary name that is cut, or printed with what is no part of it, stays and has the
whole name beside it as a correction; an alias of this sort is a fragment, and the whole name the alias. A fragment is
kept, so that nothing is lost, and is no name inside a text. An address printed after an alias is left out: it may be
a person's home.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from watchlists.countries import country_code
from watchlists.formats.support.typing_tables import is_generic, is_legal_form, is_place, words
from watchlists.formats.support.whole_names import fault, is_balanced
from watchlists.model import ListedName, NameKind

SEPARATORS = re.compile(r"(?:[,;:]+\s*(?:and|or)?|,?\s+(?:and|or))\s*$", re.I)
FOLLOWING = re.compile(r",?\s*a\.?k\.?a\.?,?\s*the following \w+ alias(?:es)?\s*:?\s*$", re.I)
KNOWN_AS = re.compile(
    r"^(?:and\s+|or\s+)?(?:(also known as|a\.?k\.?a\.?)|(formerly known as|f\.?k\.?a\.?|formerly))\s*:?,?\s+",
    re.I,
)
WITHIN = re.compile(
    r"[\s,;(]+(?:(also known as|a\.?k\.?a\.?)|(formerly known as|f\.?k\.?a\.?))[,:]?(?:\s+(.*?)\)?)?\s*$",
    re.I,
)
PARTS = re.compile(
    r",?\s+and\s+(?:(?:its|their)\s+(?:\w+\s+)?)?(?:sub-?units|subsidiaries|subordinates|successors)\b.*$",
    re.I,
)
REMARK = re.compile(
    r"\s*\((?:See (?:also|alternate)|Address|Parent Organization|all of preceding|individual|[A-Z]\w+ individual|a subsidiary of)[^()]*(?:\([^()]*\)[^()]*)*\)?",
    re.I,
)
SENTENCE = re.compile(
    r"\(all of preceding|; and any |\ball (?:branches|affiliates) of\b|^Nuclear reactors \(", re.I
)
SUBORDINATE = re.compile(r"^(?P<parent>.+?)\s+subordinate institution:\s*(?P<name>.+)$")
BRACKET = re.compile(r"^(?P<before>.*?)(?:['’]s)?\s*[(（](?P<inside>[^()（）]+)[)）](?P<after>.*)$")
ADDRESS_SIGN = re.compile(
    r"\b\d{5,6}\b|\bP\.?\s?O\.? Box\b|; and\b.*\d|\(See al|\b\d+ \w+ (?:St|Street|Ave|Avenue|Road|Rd)\.?$",
    re.I,
)
ADDRESS_START = re.compile(r"(?<!\bCo)(?<!\b[A-Z])[.,]\s+(?=\S)")
COUNTRY_SHORTS = ("HK", "UK", "US", "USA", "UAE", "PRC")  # other codes are more often a body's acronym
SINGLE_WORD_WEAK = 5  # letters: a lone word this short ("Kant", "Tula") is mostly somebody else's too


def party_names(primary: str, aliases: Iterable[str]) -> tuple[ListedName, ...]:
    """All names of an organisation, the primary one first, none twice."""
    found = [*read_name(primary, NameKind.PRIMARY)]
    for alias in aliases:
        found += read_name(alias, NameKind.ALIAS)
    return distinct(found)


def person_names(primary: str, aliases: Iterable[str]) -> tuple[ListedName, ...]:
    """The names of a person and nothing else: what a bracket or an address adds is left out."""
    found = [ListedName(_person(primary), NameKind.PRIMARY)]
    for alias in aliases:
        name = _person(KNOWN_AS.sub("", alias.strip()))
        if name:
            kind = NameKind.ALIAS if len(words(name)) > 1 else NameKind.WEAK_ALIAS
            found.append(ListedName(name, kind))
    return distinct(found)


def distinct(names: Iterable[ListedName]) -> tuple[ListedName, ...]:
    """Leave out a name that was printed before with the same letters and accents."""
    kept: dict[str, ListedName] = {}
    for name in names:
        kept.setdefault(" ".join(name.text.split()).casefold(), name)
    return tuple(kept.values())


def read_name(printed: str, kind: NameKind) -> Iterator[ListedName]:
    """Yield the print itself with its kind, then every name read out of it."""
    text, kind, note = _without_joints(" ".join(printed.split()), kind)
    if kind is NameKind.PRIMARY:
        yield ListedName(text, kind, note)
    elif (before := _split_address(text)) is None:
        yield _as_printed(text, kind, note)
    elif before:
        text = before
        yield _as_printed(text, kind, "an address printed after it is left out")
    else:
        yield ListedName(text, NameKind.FRAGMENT, "an address, and no name that can be told from it")
        return
    whole = NameKind.CORRECTION if kind is NameKind.PRIMARY else NameKind.ALIAS
    for name in _within(text, whole):
        # A reading of an alias may be weak; one of a primary name is as strong as it.
        yield name if kind is NameKind.PRIMARY else _classified(name.text, name.kind, name.note)


def _as_printed(text: str, kind: NameKind, note: str) -> ListedName:
    """An alias as it stands; with what is no part of it, it is no name: the readings beside it are."""
    if SENTENCE.search(text) is None and (why := fault(text)):
        return ListedName(text, NameKind.FRAGMENT, "; ".join(filter(None, (note, why))))
    return _classified(text, kind, note)


def _without_joints(text: str, kind: NameKind) -> tuple[str, NameKind, str]:
    """Take off what joins a name to its neighbours in the print: "; and", "also known as", their bracket's end."""
    if kind is NameKind.PRIMARY:
        return text, kind, ""
    if opening := KNOWN_AS.match(text):
        kind = NameKind.FORMER if opening[2] else kind
        text = text[opening.end() :]
    bare = SEPARATORS.sub("", FOLLOWING.sub("", text)) or text
    if bare.endswith(")") and not is_balanced(bare) and is_balanced(bare[:-1]):
        bare = bare[:-1]
    note = f"printed {text!r}" if bare != text else ""
    return bare.removeprefix("and ").strip(), kind, note


def _classified(text: str, kind: NameKind, note: str = "") -> ListedName:
    """Say what kind of name an alias is by its form alone."""
    if kind not in (NameKind.ALIAS, NameKind.FORMER):
        return ListedName(text, kind, note)
    for holds, other, why in (
        (is_legal_form(text), NameKind.FRAGMENT, "a legal form, not a name"),
        (
            SENTENCE.search(text) is not None,
            NameKind.FRAGMENT,
            "a remark of the publisher is printed with it",
        ),
        (is_place_name(text), NameKind.FRAGMENT, "a place, not a name"),
        (is_native(text), NameKind.NATIVE, ""),
        (is_acronym(text), NameKind.ACRONYM, ""),
        (is_generic(text), NameKind.WEAK_ALIAS, "no word of it tells one body from another"),
        (_is_short_word(text), NameKind.WEAK_ALIAS, "a single short word"),
        (is_place(_without_form(text)), NameKind.WEAK_ALIAS, "a town and a legal form"),
    ):
        if holds:
            return ListedName(text, other, "; ".join(filter(None, (note, why))))
    return ListedName(text, kind, note)


def is_native(text: str) -> bool:
    """Whether most letters of the text are not Latin; a few look-alikes in a Latin name do not make it so."""
    letters = [sign for sign in text if sign.isalpha()]
    return sum(ord(sign) > 0x2E7 and not 0x1E00 <= ord(sign) <= 0x1EFF for sign in letters) * 2 > len(letters)


def is_acronym(text: str) -> bool:
    """Whether the text is one short word with at least two capitals and more capitals than two fifths."""
    capitals = sum(sign.isupper() for sign in text)
    letters = sum(sign.isalpha() for sign in text)
    return " " not in text and len(text) <= 12 and capitals >= 2 and capitals * 5 >= letters * 2


def _is_short_word(text: str) -> bool:
    return len(words(text)) == 1 and len(text) <= SINGLE_WORD_WEAK and text.isascii()


def is_place_name(text: str) -> bool:
    """Whether the text is a place alone, or a country with a legal form ("UK Limited"); a town's firm is not."""
    if re.fullmatch(r"[A-Z]{2,3}", bare := _without_form(text)):
        return bare in COUNTRY_SHORTS
    return is_place(text) or country_code(bare) is not None


def _without_form(text: str) -> str:
    return " ".join(part for part in text.replace(",", " ").split() if not is_legal_form(part))


def _split_address(text: str) -> str | None:
    """The name before a printed address ("" where it cannot be told), None where there is no address."""
    last = re.split(r"[,.]\s+", text.rstrip(". "))[-1]
    ends_in_country = (
        "," in text and country_code(re.sub(r"[\d\s]+$", "", last)) is not None and len(last) > 2
    )
    if not (ADDRESS_SIGN.search(text) or ends_in_country):
        return None
    for start in ADDRESS_START.finditer(text):
        before, after = text[: start.start()], text[start.end() :]
        if not is_legal_form(after.split(",")[0].split(". ")[0]):
            return before + ("." if text[start.start()] == "." and is_legal_form(before.split()[-1]) else "")
    return ""


def _within(text: str, whole: NameKind) -> Iterator[ListedName]:
    """The names that stand inside a printed one; `whole` is the kind of the name when the print is not whole."""
    if known := WITHIN.search(text):
        before = SEPARATORS.sub("", text[: known.start()])
        yield ListedName(before, whole, _reading(text, whole, "the further name printed after it"))
        if further := (known[3] or "").strip(" “”\"'"):
            yield _classified(
                further, NameKind.FORMER if known[2] else NameKind.ALIAS, "printed within another name"
            )
        return
    if text.endswith(":"):
        # The name that should follow is missing, and what stands before it is another body.
        return
    if (bare := SEPARATORS.sub("", PARTS.sub("", text))) != text:
        yield ListedName(bare, whole, _reading(text, whole, "the words printed after it"))
        text = bare
    bare = REMARK.sub("", text).strip(" ;,")
    if bare and bare != text:
        yield ListedName(bare, NameKind.ALIAS, "read without the remark printed with it")
        text = bare
    if under := SUBORDINATE.match(text):
        yield ListedName(under["name"], NameKind.ALIAS, "read without the parent printed before it")
        return
    if ";" in text:
        for part in filter(None, (part.strip(" —–-") for part in text.split(";"))):
            if not part.startswith("and ") and (len(words(part)) > 1 or is_acronym(part)):
                yield _classified(part, NameKind.ALIAS, "printed in one with another name")
                yield from _bracket(part)
        return
    yield from _bracket(text)


def _reading(printed: str, whole: NameKind, without: str) -> str:
    """Why a name stands beside its print."""
    reason = f"read without {without}"
    return f"{reason}: {fault(printed)}" if whole is NameKind.CORRECTION else reason


def _bracket(text: str) -> Iterator[ListedName]:
    found = BRACKET.match(text)
    if not found or not found["before"].strip():
        return
    before, inside, after = found["before"].strip(), found["inside"].strip(), found["after"].strip()
    if is_native(inside) and not is_native(before):
        yield ListedName(
            f"{before} {after}".strip(), NameKind.ALIAS, "read without its native form in brackets"
        )
        if not is_legal_form(inside):
            yield ListedName(inside, NameKind.NATIVE, "printed in brackets")
        return
    if not _is_bracketed_acronym(inside):
        return
    own = not after or is_legal_form(after.strip(" ,"))
    yield ListedName(
        f"{before} {after}".strip(" ,").replace(" ,", ","),
        NameKind.ALIAS,
        "read without the acronym in brackets",
    )
    if own:
        yield ListedName(inside, NameKind.ACRONYM, "printed in brackets")
    elif not after.startswith(("of ", "for ", ",")):
        yield ListedName(
            f"{inside} {after}", NameKind.ALIAS, "the acronym in brackets stands for the words before it"
        )


def _is_bracketed_acronym(inside: str) -> bool:
    return (
        re.fullmatch(r"[A-Z][A-Za-z0-9&-]*(?: \d+)?", inside) is not None
        and is_acronym(inside.replace(" ", ""))
        and not is_legal_form(inside)
        and not is_place(inside)
    )


def _person(printed: str) -> str:
    name = re.sub(r"\s*[(（].*$", "", " ".join(printed.split()))
    name = SEPARATORS.sub("", name)
    if re.search(r"\d|\bOffice\b", name):
        name = re.split(r"[.,]\s+(?=\S*\d|No\b|P\.|Pr\.)|,\s", name)[0]
    return name.replace(";", "").strip(" ,.")
