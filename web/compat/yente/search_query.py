"""The words of a search, read as Lucene's simple queries are: "phrases", AND, OR, NOT, brackets and field:value.

Words that stand beside each other must all be there, each as a word of a name or the beginning of one. A simple search reads
whatever it is given: quoted phrases, | between alternatives, - before what must not be there, and never an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from screening.errors import ScreeningError
from watchlists.countries import country_code
from web.compat.yente.body_index import BodyIndex, BodyRecord
from web.compat.yente.words import schemata
from web.directory import spelt

# More brackets inside each other, or more words, than anybody writes; both bound the work.
DEEPEST = 20
MOST_TERMS = 100

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<mark>\|\||&&|[()!])
      | (?P<sign>[+-])(?=\S)
      | (?:(?P<field>[A-Za-z_.]+):)?(?:"(?P<phrase>(?:[^"\\]|\\.)*)"(?:[~^][\d.]*)*|(?P<group>(?<=:)\()|(?P<word>(?:[^\s()"\\]|\\.)+))
    )""",
    re.VERBOSE,
)
_SIMPLE_TOKEN = re.compile(r'(?P<not>-)?(?:"(?P<phrase>[^"]*)"?|(?P<or>\|)|(?P<word>[^\s"|]+))')
_ENDING = re.compile(r"(?:[~^][\d.]*)+$")
_ESCAPED = re.compile(r"\\(.)")
_FIELDS = {
    **dict.fromkeys(("name", "names", "caption", "alias", "previousName", "weakAlias"), "name"),
    **dict.fromkeys(("country", "countries", "jurisdiction"), "country"),
    **dict.fromkeys(("topic", "topics"), "topics"),
    **dict.fromkeys(("dataset", "datasets"), "datasets"),
    **dict.fromkeys(("id", "entity_id", "referents"), "id"),
    "schema": "schema",
}
_RANGE = re.compile(r"[\[{]|[<>]=?\S")


class QueryMalformed(ScreeningError):
    """A search that cannot be read in one way."""

    code, status = "query-malformed", 400


@dataclass(frozen=True, slots=True)
class Term:
    """Words that names must hold, one after the other if they are a phrase, or a value of a field."""

    field: str
    text: str
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must fit."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part must fit."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """The part must not fit."""

    part: Expression


Expression = Term | AllOf | AnyOf | NoneOf


def parse_query(text: str) -> Expression | None:
    """What a search asks for; None for everything.

    Raises:
        QueryMalformed: a bracket or quotation mark is not closed, an operator stands alone, a field is unknown, or there
            are more words or brackets than are read.
    """
    tokens = tuple(_tokens(text))
    if not tokens or text.strip() == "*":
        return None
    return _Parser(tokens).parse()


def parse_simple_query(text: str) -> Expression | None:
    """What a simple search asks for; None for everything. No text is refused; of very many words the first are read."""
    choices: list[list[Expression]] = [[]]
    for place, token in enumerate(_SIMPLE_TOKEN.finditer(text)):
        if place == MOST_TERMS:
            break
        if token["or"]:
            choices.append([])
            continue
        phrase = token["phrase"] is not None
        word = token["phrase"] if phrase else token["word"].strip("+()*")
        if not word.strip():
            continue
        term = Term("name", word, phrase)
        choices[-1].append(NoneOf(term) if token["not"] else term)
    parts = tuple(AllOf(tuple(each)) for each in choices if each)
    return AnyOf(parts) if parts else None


def find(index: BodyIndex, expression: Expression | None) -> list[BodyRecord]:
    """The bodies that fit, the closest first: those that have the words whole, then by few further words in their name."""
    if expression is None:
        return list(index.records)
    asked = tuple(dict.fromkeys(word for term in _wanted(expression) for word in spelt(term.text)))

    def distance(record: BodyRecord) -> tuple[int, int, str]:
        name = record.body.deciding.name
        return sum(word not in record.words for word in asked), len(spelt(name)), name

    return sorted((index.records[number] for number in _fitting(index, expression)), key=distance)


def _fitting(index: BodyIndex, expression: Expression) -> set[int]:
    match expression:
        case AllOf(parts):
            # A sign that is no word, as the & of a company, asks for nothing beside words.
            telling = [part for part in parts if not _is_empty(part)] or parts
            return reduce(set.intersection, (_fitting(index, part) for part in telling))
        case AnyOf(parts):
            return reduce(set.union, (_fitting(index, part) for part in parts))
        case NoneOf(part):
            return set(range(len(index.records))) - _fitting(index, part)
        case Term():
            return _of_term(index, expression)


def _of_term(index: BodyIndex, term: Term) -> set[int]:
    if term.field != "name":
        return {number for number, record in enumerate(index.records) if _has_value(record, term)}
    words = spelt(term.text)
    if not words:
        return set()
    found: set[int] = reduce(set.intersection, (index.with_word(word) for word in words))
    if term.phrase:
        return {number for number in found if index.records[number].holds_phrase(words)}
    return found


def _has_value(record: BodyRecord, term: Term) -> bool:
    value = term.text
    match term.field:
        case "country":
            return (country_code(value) or value).lower() in record.countries
        case "topics":
            return value.lower() in record.topics
        case "datasets":
            return value.lower() in record.datasets
        case "schema":
            return value.casefold() in {each.casefold() for each in schemata()[record.schema].is_a}
        case _:
            return value in record.body.ids


def _is_empty(expression: Expression) -> bool:
    return isinstance(expression, Term) and expression.field == "name" and not spelt(expression.text)


def _wanted(expression: Expression) -> Iterator[Term]:
    """The words that are looked for, without those that must not be there."""
    match expression:
        case Term():
            if expression.field == "name":
                yield expression
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _wanted(part)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # "term", "(", ")", "AND", "OR", "NOT" or "+"
    term: Term | None = None
    field: str = ""


_OPERATORS = {
    "AND": "AND",
    "&&": "AND",
    "OR": "OR",
    "||": "OR",
    "NOT": "NOT",
    "!": "NOT",
    "-": "NOT",
    "+": "+",
}


def _tokens(text: str) -> Iterator[_Token]:
    place, terms = 0, 0
    text = text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise QueryMalformed(
                "The query has a quotation mark that is not closed, or ends in a backslash; or set simple=true."
            )
        place = found.end()
        if sign := found["mark"] or found["sign"]:
            yield _Token(_OPERATORS.get(sign, sign))
            continue
        word, named = found["word"], found["field"]
        if word in ("AND", "OR", "NOT") and not named:
            yield _Token(_OPERATORS[word])
            continue
        field = _field(named) if named else ""
        if found["group"]:
            yield _Token("(", field=field)
            continue
        terms += 1
        if terms > MOST_TERMS:
            raise QueryMalformed(f"The query has more than {MOST_TERMS} words.")
        yield _Token("term", _term(field, word, found["phrase"]))


def _term(field: str, word: str | None, phrase: str | None) -> Term:
    if phrase is not None:
        return Term(field, _ESCAPED.sub(r"\1", phrase), phrase=True)
    text = _ENDING.sub("", word or "")
    if field != "id" and (_RANGE.match(text) or "/" in _ESCAPED.sub("", text)):
        raise QueryMalformed(
            "Ranges and regular expressions are not served; put a word with a slash into quotation marks, or set simple=true."
        )
    bare = text.removesuffix("*") if not text.endswith("\\*") else text
    if "*" in _ESCAPED.sub("", bare) or "?" in _ESCAPED.sub("", bare):
        raise QueryMalformed(
            "A * may stand only at the end of a word, and ? is not served; or set simple=true."
        )
    return Term(field, _ESCAPED.sub(r"\1", bare))


def _field(named: str) -> str:
    field = _FIELDS.get(named.removeprefix("properties."))
    if field is None:
        known = ", ".join(dict.fromkeys(_FIELDS.values()))
        raise QueryMalformed(
            f"There is no field {named[:40]}; these can be asked: {known}. Or set simple=true."
        )
    return field


class _Parser:
    """Reads tokens from left to right: OR binds least, then AND, which also stands between words without a sign."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens, self._place = tokens, 0

    def parse(self) -> Expression:
        whole = self._any("name", 0)
        if self._place < len(self._tokens):
            raise QueryMalformed("The query has a bracket that was not opened; or set simple=true.")
        return whole

    def _any(self, field: str, depth: int) -> Expression:
        parts = [self._all(field, depth)]
        while self._take("OR"):
            parts.append(self._all(field, depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all(self, field: str, depth: int) -> Expression:
        parts = [self._one(field, depth)]
        while self._kind() not in ("OR", ")", ""):
            self._take("AND")
            parts.append(self._one(field, depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _one(self, field: str, depth: int) -> Expression:
        if depth > DEEPEST:
            raise QueryMalformed(f"The query has more than {DEEPEST} brackets or signs inside each other.")
        if self._take("NOT"):
            return NoneOf(self._one(field, depth + 1))
        self._take("+")
        token = self._take("term")
        if token is not None and token.term is not None:
            return Term(token.term.field or field, token.term.text, token.term.phrase)
        if (opened := self._take("(")) is not None:
            inside = self._any(opened.field or field, depth + 1)
            if not self._take(")"):
                raise QueryMalformed("The query has a bracket that is not closed; or set simple=true.")
            return inside
        raise QueryMalformed(
            "The query has an operator with nothing beside it, or an empty bracket; or set simple=true."
        )

    def _kind(self) -> str:
        return self._tokens[self._place].kind if self._place < len(self._tokens) else ""

    def _take(self, kind: str) -> _Token | None:
        if self._kind() != kind:
            return None
        self._place += 1
        return self._tokens[self._place - 1]
