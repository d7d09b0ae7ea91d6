"""Names in Hangul that are how a name in Han characters, as a list prints it, is read in Korean.

Japan prints the bodies of North Korea as 平壌産院; Koreans write 평양산원. What says that the North is meant is the
country of the text, a word such as 조선 or 기업소, or a town: without one of them a name that firms of the South may
have as well is a question, and one that only its country makes a name ("조선 중앙은행") is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from screening.link.bearers import Bearer, Name, is_in_force
from screening.link.claims import ClaimReader
from screening.link.native_mentions import NativeMention, other_country
from screening.link.spellings import spellings
from screening.mapped_file import Rows
from screening.model import Evidence, Relation
from screening.names.scripts import Script, fold_han
from screening.native_names.country_signs import countries_of_script
from screening.native_names.korean_names import (
    KoreanMatch,
    KoreanNames,
    Telling,
    brand_of,
    korean_names,
    telling_of,
    towns_of_china,
)
from screening.native_names.organisation_words import says_organisation
from watchlists.countries import country_name
from watchlists.model import NATIVE_KINDS, NameKind

_POINTS = 80  # of a whole name
_COUNTRY = 12
_SHARED = -10
_GENERAL = -25  # a question, no more
_OTHER_FORM = -5
_MORE = -6
_WEAK = -20  # a name that the list itself calls weak
_SHORTEST_OF_CHINA = 4  # signs
_HAS_NO_WEIGHT = (NameKind.ACRONYM, NameKind.CONTESTED, NameKind.FRAGMENT)


@dataclass(frozen=True, slots=True)
class KoreanReading:
    """A listed name as a text in Hangul has it."""

    name: Name
    bearer: Bearer
    relation: Relation
    evidence: tuple[Evidence, ...]

    @property
    def score(self) -> float:
        """What the lines of evidence add up to, 0 to 1."""
        return sum(line.points for line in self.evidence) / 100


def korean_table(names: Rows[Name], bearers: Rows[Bearer]) -> KoreanNames:
    """The names in Han characters of listings in force in countries that write Hangul."""
    return korean_names(_han_names(names, bearers))


def _han_names(names: Rows[Name], bearers: Rows[Bearer]) -> Iterator[tuple[str, int]]:
    countries = countries_of_script(Script.HANGUL)
    for number, name in enumerate(names):
        if name.kind in _HAS_NO_WEIGHT or name.text.isascii():
            continue
        bearer = bearers[name.bearer]
        at_home = name.listed and not countries.isdisjoint(bearer.countries)
        if not (at_home or "CN" in bearer.countries) or not is_in_force(bearer):
            continue
        text = _in_han(name)
        if text and (at_home or len(text) >= _SHORTEST_OF_CHINA):
            yield text, number
            if not at_home:
                yield from ((each, number) for each in _with_town_in_hangul(text))


def _with_town_in_hangul(text: str) -> Iterator[str]:
    """A Chinese name with the town in front as Koreans write it, by its sound in Chinese: 하얼빈工业大学."""
    folded = fold_han(text)
    for town, forms in towns_of_china().items():
        if folded.startswith(town):
            yield from (form + folded[len(town) :] for form in forms)


def _in_han(name: Name) -> str:
    """The part of a printed name in Han characters: 産院 of "Maternity Hospital (産院)"; "" where there is none."""
    return next((text for text, kind in spellings(name.text, name.kind) if kind in NATIVE_KINDS), "")


def read_in_korean(
    reader: ClaimReader,
    mention: NativeMention,
    table: KoreanNames,
    names: Rows[Name],
    *,
    may_be_person: bool,
) -> Iterator[KoreanReading]:
    """What a mention in Hangul may mean, each bearer once; who is in another country is rejected.

    `may_be_person`: nobody says whether the text names a person; then it must say a country or an organisation.
    """
    done: set[int] = set()
    for match in table.matches(mention.name.text):
        name = names[match.number]
        bearer = reader.bearers[name.bearer]
        if bearer.number in done:
            continue
        if why := other_country(mention, bearer):
            reader.reject(bearer, why, known=False, where=(mention.first, mention.last))
            continue
        place = _place_of(mention, match, bearer)
        is_organisation = place or says_organisation(mention.name.text, Script.HANGUL)
        if (may_be_person and not is_organisation) or not _says_enough(match, name, table, bearer, place):
            continue
        done.add(bearer.number)
        is_part = bool(match.more) and not match.is_unit
        relation = Relation.SUBSIDIARY_OF if is_part else Relation.SAME
        yield KoreanReading(name, bearer, relation, tuple(_lines(mention, match, name, bearer, place)))


def _says_enough(match: KoreanMatch, name: Name, table: KoreanNames, bearer: Bearer, place: str) -> bool:
    """Whether the words of a text may mean a bearer, with what says its country."""
    if match.name.is_town_apart and match.name.countries_of_town.isdisjoint(bearer.countries):
        return False
    if place:
        return True
    # Koreans read the names of China in their own way; by sound alone no name is one of China's.
    if countries_of_script(Script.HANGUL).isdisjoint(bearer.countries):
        return False
    if _is_weak(name, bearer) or (match.number in table.of_nation and not brand_of(match.name)):
        return False
    telling = telling_of(match.name)
    if match.more:
        return telling is Telling.DISTINCTIVE
    return telling is not Telling.GENERAL or not match.other_form


def _is_weak(name: Name, bearer: Bearer) -> bool:
    """Whether the list itself calls the name weak; in the brackets of a primary name it looks like any other."""
    text = _in_han(name)
    names = (each for listing in bearer.listings for each in listing.names)
    return name.doubtful or any(each.kind is NameKind.WEAK_ALIAS and each.text == text for each in names)


def _place_of(mention: NativeMention, match: KoreanMatch, bearer: Bearer) -> str:
    """What in a text says the country of a bearer: the country beside it, a word, a town; "" for nothing."""
    own, name = bearer.countries, match.name
    stated = (mention.setting.countries or mention.setting.implied) & own
    if stated or not mention.name.countries.isdisjoint(own):
        return mention.name.place or " ".join(sorted(stated))
    if not name.countries_of_town.isdisjoint(own):
        return name.town
    if not name.countries.isdisjoint(own):
        return name.nation or mention.name.text
    return ""


def _lines(
    mention: NativeMention, match: KoreanMatch, name: Name, bearer: Bearer, place: str
) -> Iterator[Evidence]:
    """The evidence of a match."""
    text = mention.name.text
    how = f"is how “{_in_han(name)}” is read in Korean"
    if match.more:
        note = f"the first part of “{text}” {how}"
    elif match.other_form:
        note = f"except for the word for a company, “{text}” {how}"
    else:
        note = f"“{text}” {how}"
    yield Evidence("name", text, name.text, _POINTS, note)
    telling = telling_of(match.name)
    if place:
        own = " ".join(map(country_name, sorted(bearer.countries)))
        yield Evidence(
            "country", place, own, _COUNTRY, "says that the text means a body of the listed one's country"
        )
    elif telling is Telling.SHARED:
        note = "South Korean firms may have this name, and nothing next to it says which country is meant"
        yield Evidence("shared name", text, name.text, _SHARED, note)
    elif telling is Telling.GENERAL:
        note = "only a few trade words, and nothing next to them shows which country is meant"
        yield Evidence("general name", text, name.text, _GENERAL, note)
    if _is_weak(name, bearer):
        yield Evidence("weak alias", text, name.text, _WEAK, name.note)
    if match.other_form:
        yield Evidence(
            "legal form", text, name.text, _OTHER_FORM, "the list has another word for a company, or none"
        )
    if match.more and not match.is_unit:
        note = f"the text has the whole listed name and also “{match.more}”: a part of the listed organisation or a body under it"
        yield Evidence("relation", text, name.text, _MORE, note)
