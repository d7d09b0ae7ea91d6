"""Listed bodies as Koreans, Japanese, Arabs, Persians and Chinese translate their names: معهد موسكو للفيزياء والتكنولوجيا.

A native name in which every word is in a reviewed table (`screening.native_names.translation`) is held against the English
names of listings in force: it means the body whose name has the same words, whatever their order. Beside that it may say
the body's own country or town. This is a translation and no sound; nobody is sure of it all the same.

Nobody is asked where a body that is known and on no list has one of the meanings, where the text says another country, or
where no place, patron or country tells whose a general name is. An institute may be translated as a university, and the
other way about, where nobody has the exact meaning.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from screening.affiliations.places import city_key
from screening.affiliations.tokens import name_words
from screening.link.bearers import Bearer, Name, is_in_force
from screening.link.claims import ClaimReader
from screening.link.native_mentions import NativeMention, place_against
from screening.mapped_file import Rows
from screening.model import TRANSLATED, Evidence
from screening.names.rarity import organisations_called
from screening.names.scripts import Script, script_of
from screening.native_names.country_signs import countries_of_script
from screening.native_names.loose_sounds import sounds_alike
from screening.native_names.translation import (
    TranslatedWord,
    Translation,
    WordUse,
    english_of,
    is_translated,
    translations,
    translations_but_one,
)
from screening.vocabulary import vocabulary
from watchlists.model import NameKind

_KINDS = (NameKind.PRIMARY, NameKind.CORRECTION, NameKind.ALIAS, NameKind.FORMER)
_EXACT = 75  # hundredths: a question
_GENERAL = 60  # only a country tells whose it is
_LONG_AND_GENERAL = 45  # nothing tells whose it is, but nobody else that is known has a name of so many words
_PARTLY = 45  # one word only sounds alike
_BY_PATRON = 40  # other words beside a patron
_MOST_WORDS_BY_SOUND = 4
_OTHER_KIND = 60  # an institute called a university
_BRAND = 50  # one word alone
_LIKE_KINDS = ("university", "institute", "academy", "college")
_MOST_PIECES = 4  # of a name whose English may be in any order
_MOST_HELD = 60  # meanings that are held against known bodies
_FEWEST_WITHOUT_TOWN = 3  # words of a name that are left of it
_FEWEST_OF_A_DIRECTION = 3  # words: "Northeastern University" is of many countries
_MANY_WORDS = 5
_NAMED_AFTER = frozenset({"named", "after", "name"})
# "Scientific research" is research, and neighbours say it as seldom as Russians do often.
_RESEARCH, _BESIDE_RESEARCH = "research", frozenset({"scientific"})
_INITIALS = 2  # letters: what is as short is an initial
_MOST_BEARERS = 4
_MOST_CALLED = 6  # organisations whose names hold a word that tells whose a name is
_OF_SEVERAL_COUNTRIES = (Script.HAN, Script.KANA)
_TELLING = (WordUse.PLACE, WordUse.NAME, WordUse.BRAND)
_LEFT_OUT = (
    (),
    (WordUse.COUNTRY,),
    (WordUse.PLACE,),
    (WordUse.COUNTRY, WordUse.PLACE),
    (WordUse.PARENT,),
    (WordUse.PARENT, WordUse.PLACE),
)
# Beside a brand, all that says in which trade or country it is.
_BESIDE_A_BRAND = (WordUse.FIELD, WordUse.KIND, WordUse.FORM, WordUse.COUNTRY, WordUse.PLACE)
# What a name of an organisation has, and none of a person.
_OF_AN_ORGANISATION = (WordUse.KIND, WordUse.FORM, WordUse.COUNTRY)
_FEATURES = {
    WordUse.PLACE: "place",
    WordUse.COUNTRY: "country in the name",
    WordUse.NAME: "patron",
    WordUse.BRAND: "brand",
}


@dataclass(frozen=True, slots=True)
class TranslatedName:
    """A listed name that a native name is a translation of."""

    name: Name
    bearer: Bearer
    evidence: tuple[Evidence, ...]

    @property
    def score(self) -> float:
        """What the lines of evidence add up to, 0 to 1."""
        return sum(line.points for line in self.evidence) / 100


def translated_table(names: Rows[Name], bearers: Rows[Bearer]) -> dict[str, tuple[int, ...]]:
    """The numbers of the English names of listings in force, by their words in order."""
    found: dict[str, dict[int, int]] = {}
    for number, name in enumerate(names):
        if name.doubtful or name.kind not in _KINDS or script_of(name.text) is not Script.LATIN:
            continue
        bearer = bearers[name.bearer]
        if not bearer.listings or not is_in_force(bearer):
            continue
        for words in (name.words, _without_own_town(name.words, bearer)):
            if key := _key(words) if words else "":
                found.setdefault(key, {}).setdefault(name.bearer, number)
    return {key: tuple(of_bearers.values()) for key, of_bearers in found.items()}


def _without_own_town(words: Sequence[str], bearer: Bearer) -> tuple[str, ...]:
    """A name without the towns of its bearer, where a rare word tells whose it is: the Bauman State Technical University."""
    left = tuple(word for word in words if word not in bearer.cities and word not in _places())
    if len(left) == len(words) or len(_telling(left)) < _FEWEST_WITHOUT_TOWN:
        return ()
    return left if any(map(_is_rare, left)) else ()


@cache
def _places() -> frozenset[str]:
    """The English words of the towns of the table of translated words."""
    return frozenset(english for english in english_of(WordUse.PLACE) if " " not in english)


@cache
def _translated_words() -> frozenset[str]:
    """The English words of the table, but for patrons and brands."""
    uses = (use for use in WordUse if use not in (WordUse.NAME, WordUse.BRAND))
    return frozenset(word for use in uses for english in english_of(use) for word in name_words(english))


def read_translated(
    reader: ClaimReader,
    mention: NativeMention,
    table: dict[str, tuple[int, ...]],
    names: Rows[Name],
    *,
    may_be_person: bool,
) -> Iterator[TranslatedName]:
    """The listed names that a mention is a translation of, each bearer once.

    `may_be_person`: nobody says whether the text names a person; then a brand alone says nothing.
    """
    if not is_translated(mention.script):
        return
    for text in _texts(reader, mention):
        meanings = list(translations(text, mention.script))
        meanings = [each for each in meanings if _is_an_organisations(each, may_be_person=may_be_person)]
        if not meanings:
            continue
        for like in (False, True):
            found: dict[int, list[Translation]] = {}
            for meaning in meanings:
                for number in _numbers(meaning, table, reader, names, like=like):
                    found.setdefault(number, []).append(meaning)
            # Of several meanings the first is the usual one: who has a later one is no doubt about it.
            last = (
                max(map(_rank, meanings))
                if like
                else min((_rank(each) for some in found.values() for each in some), default=0)
            )
            if found and _is_somebody_else(
                reader, mention, (each for each in meanings if _rank(each) <= last)
            ):
                return
            if read := list(_read(reader, mention, text, found, names, like=like)):
                yield from read
                return


def words_of_table(table: dict[str, tuple[int, ...]]) -> dict[str, tuple[str, ...]]:
    """The keys of a table of names that hold each word."""
    found: dict[str, list[str]] = {}
    for key in table:
        for word in key.split():
            found.setdefault(word, []).append(key)
    return {word: tuple(keys) for word, keys in found.items()}


def read_partly_translated(
    reader: ClaimReader,
    mention: NativeMention,
    table: dict[str, tuple[int, ...]],
    by_word: dict[str, tuple[str, ...]],
    names: Rows[Name],
) -> Iterator[TranslatedName]:
    """The listed names that a mention translates but for one run, which sounds like what is left of the name.

    Only where the text says the listed body's country or a town in it, or the country writes in these letters.
    """
    if not is_translated(mention.script) or mention.script is Script.HAN:
        return
    done: set[int] = set()
    for text in _texts(reader, mention):
        for part in translations_but_one(text, mention.script):
            meaning = part.translation
            stated = mention.setting.countries | mention.name.countries
            said = stated | {word.country for word in meaning.words if word.country}
            countries = said | countries_of_script(mention.script)
            if not countries or not meaning.says(WordUse.KIND, WordUse.FORM, WordUse.FIELD):
                continue
            for number, rest in _numbers_by_sound(meaning, part.left, table, by_word, names, reader):
                name = names[number]
                bearer = reader.bearers[name.bearer]
                if bearer.number in done or len(done) == _MOST_BEARERS:
                    continue
                if place_against(mention, bearer) or _other_country(meaning, bearer):
                    continue
                if bearer.countries & countries:
                    done.add(bearer.number)
                    yield TranslatedName(
                        name, bearer, _evidence_by_sound(meaning, part.left, rest, name, text)
                    )
        if done:
            return


def read_by_patron(
    reader: ClaimReader,
    mention: NativeMention,
    table: dict[str, tuple[int, ...]],
    by_word: dict[str, tuple[str, ...]],
    names: Rows[Name],
) -> Iterator[TranslatedName]:
    """The listed names of a patron whom hardly anybody else is called after, where a mention says another trade or sort of body.

    Every word of the mention must be translated, and one beside the patron be in the listed name too.
    """
    if not is_translated(mention.script):
        return
    for meaning in translations(mention.name.text, mention.script):
        patrons = [_telling(name_words(english)) for english in meaning.says(WordUse.NAME)]
        words = _telling(name_words(" ".join(filter(None, meaning.english))))
        if len(patrons) != 1 or not meaning.says(WordUse.KIND) or not any(map(_is_rare, patrons[0])):
            continue
        (patron,) = patrons
        keys = min((by_word.get(word, ()) for word in patron), key=len, default=())
        of_bearers: dict[int, tuple[int, int]] = {}  # by bearer how many words agree, and the name
        for key in keys:
            shared = words.intersection(key.split())
            if patron < shared:
                for number in table[key]:
                    best = of_bearers.get(names[number].bearer, (0, number))
                    of_bearers[names[number].bearer] = max(best, (len(shared), number))
        found = []
        for _, number in sorted(of_bearers.values(), reverse=True):
            bearer = reader.bearers[names[number].bearer]
            if not place_against(mention, bearer) and not _other_country(meaning, bearer):
                lines = _evidence(meaning, names[number], mention.name.text, _BY_PATRON, like=False)
                note = "the patron and a part of the words agree; the listed name has others beside them"
                last = Evidence(TRANSLATED, mention.name.text, names[number].text, 0, note)
                found.append(TranslatedName(names[number], bearer, (*lines[:-1], last)))
        if 0 < len(found) <= _MOST_BEARERS:
            if not _is_somebody_else(reader, mention, [meaning]):
                yield from found
            return


def _numbers_by_sound(
    meaning: Translation,
    left: str,
    table: dict[str, tuple[int, ...]],
    by_word: dict[str, tuple[str, ...]],
    names: Rows[Name],
    reader: ClaimReader,
) -> Iterator[tuple[int, str]]:
    """The numbers of the names that have the words of a meaning and beside them what a run sounds like, with that."""
    for said, out in _without_places(meaning):
        words = _telling(name_words(" ".join(said)))
        keys = min((by_word.get(word, ()) for word in words), key=len, default=())
        for key in keys:
            rest = frozenset(key.split()) - words
            if not words.issubset(key.split()) or not 0 < len(rest) <= _MOST_WORDS_BY_SOUND:
                continue
            # A word that is translated, as a town of the table is, is written by its sound as the table has it.
            if not rest.isdisjoint(_translated_words()):
                continue
            for number in table[key]:
                latin = "".join(word for word in names[number].words if word in rest)
                bearer = reader.bearers[names[number].bearer]
                if sounds_alike(left, latin) and all(_lies_in(word, place, bearer) for word, place in out):
                    yield number, latin


def _evidence_by_sound(
    meaning: Translation, left: str, latin: str, name: Name, text: str
) -> tuple[Evidence, ...]:
    *lines, last = _evidence(meaning, name, text, _PARTLY // 2, like=False)
    note = f"“{left}” sounds like “{latin}”; all other words of the name were translated"
    return (*lines, Evidence("brand", left, latin, _PARTLY - _PARTLY // 2, note), last)


def _is_an_organisations(meaning: Translation, *, may_be_person: bool) -> bool:
    """Whether a name has what no person's has; where nobody says that it is a person's, a trade beside another word will do."""
    if all(word.use in (WordUse.COUNTRY, WordUse.FORM) for word in meaning.words):
        return False  # "China" is no translation of "JSC PRC"
    if meaning.says(*_OF_AN_ORGANISATION) or may_be_person:
        return bool(meaning.says(*_OF_AN_ORGANISATION))
    return bool(meaning.says(WordUse.BRAND)) or (len(meaning.words) > 1 and bool(meaning.says(WordUse.FIELD)))


def _read(
    reader: ClaimReader,
    mention: NativeMention,
    text: str,
    found: dict[int, list[Translation]],
    names: Rows[Name],
    *,
    like: bool,
) -> Iterator[TranslatedName]:
    done: set[int] = set()
    for number, meanings in found.items():
        name = names[number]
        bearer = reader.bearers[name.bearer]
        # The one that says most of whose the name is: a brand rather than the words that it is made of.
        meaning = max(meanings, key=lambda each: _points(each, name, bearer, mention, like=like))
        if bearer.number in done or len(done) == _MOST_BEARERS:
            continue
        if why := place_against(mention, bearer) or _other_country(meaning, bearer):
            reader.reject(bearer, why, known=False, where=(mention.first, mention.last))
            continue
        if points := _points(meaning, name, bearer, mention, like=like):
            done.add(bearer.number)
            yield TranslatedName(name, bearer, _evidence(meaning, name, text, points, like=like))


def _numbers(
    meaning: Translation,
    table: dict[str, tuple[int, ...]],
    reader: ClaimReader,
    names: Rows[Name],
    *,
    like: bool,
) -> Iterator[int]:
    """The numbers of the names with the words of a meaning, with its country or town or without."""
    for said, left in _without_places(meaning):
        for english in _of_like_kind(said) if like else (said,):
            for number in table.get(_key(name_words(" ".join(english))), ()):
                if all(_lies_in(word, place, reader.bearers[names[number].bearer]) for word, place in left):
                    yield number


def _without_places(
    meaning: Translation,
) -> Iterator[tuple[tuple[str, ...], list[tuple[TranslatedWord, str]]]]:
    """The meanings of all words, then of those without a country, a town, an academy above it; and of what is left out.

    Of a name with a brand the brand alone as well, wherever a town lies.
    """
    every = list(zip(meaning.words, meaning.english, strict=True))
    for uses in _LEFT_OUT:
        left = [each for each in every if each[0].use in uses]
        kept = tuple(english for word, english in every if word.use not in uses)
        if kept and (left or not uses):
            yield kept, left
    if meaning.says(WordUse.BRAND):
        countries = [each for each in every if each[0].use is WordUse.COUNTRY]
        yield tuple(english for word, english in every if word.use not in _BESIDE_A_BRAND), countries


def _rank(meaning: Translation) -> int:
    """How far from the first meanings of its words a meaning is."""
    return sum(
        word.meanings.index(english) for word, english in zip(meaning.words, meaning.english, strict=True)
    )


def _lies_in(word: TranslatedWord, english: str, bearer: Bearer) -> bool:
    """Say whether a country or town is the bearer's own, or an academy is of its country."""
    if word.use is not WordUse.PLACE:
        return word.country in bearer.countries
    # A list that prints no town of a body says nothing against one of its country.
    return city_key(english) in bearer.cities or (not bearer.cities and word.country in bearer.countries)


def _of_like_kind(english: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The meanings with another word for a school or institute."""
    for at, text in enumerate(english):
        words = text.split()
        kind = next((word for word in words if word in _LIKE_KINDS), "")
        if not kind:
            continue
        # A research institute is no school.
        for other in _LIKE_KINDS if "research" not in words else ():
            if other != kind:
                changed = " ".join(other if word == kind else word for word in words)
                yield (*english[:at], changed, *english[at + 1 :])


def _other_country(meaning: Translation, bearer: Bearer) -> str:
    """Why a country or place in the name says that another body is meant; or ""."""
    for word in meaning.words:
        if word.country and bearer.countries and word.country not in bearer.countries:
            return f"“{word.native}” is another country than the listed body's, or lies in one"
    return ""


def _points(meaning: Translation, name: Name, bearer: Bearer, mention: NativeMention, *, like: bool) -> int:
    """How sure a translation is, in hundredths; 0 where nothing in it tells whose a general name is."""
    own = _telling(name.words)
    placed = bool(
        bearer.countries & (mention.setting.countries | mention.name.countries)
        or meaning.says(WordUse.COUNTRY, WordUse.PARENT)
    )
    # In Han characters 東北 is a part of Japan as well.
    says_direction = mention.script not in _OF_SEVERAL_COUNTRIES and bool(meaning.says(WordUse.DIRECTION))
    telling = any(meaning.says(*_TELLING)) or (says_direction and len(own) >= _FEWEST_OF_A_DIRECTION)
    if not telling and not placed and not any(map(_is_rare, own)):
        return _LONG_AND_GENERAL if len(own) >= _MANY_WORDS and not like else 0
    if len(own) == 1:
        said = meaning.says(WordUse.BRAND) or (meaning.says(WordUse.FORM) and any(map(_is_rare, own)))
        return _BRAND if placed or said else 0
    if like:
        return _OTHER_KIND
    return _EXACT if telling else _GENERAL


def _is_rare(word: str) -> bool:
    """Say whether hardly any organisation is called by a word: "aerohydrodynamic"."""
    return word not in vocabulary().known and organisations_called(word) <= _MOST_CALLED


def _is_somebody_else(reader: ClaimReader, mention: NativeMention, meanings: Iterable[Translation]) -> bool:
    """Whether a body that is known, and on no list, has one of the meanings as its name, in whatever order of words."""
    stated = mention.setting.countries or mention.name.countries
    for meaning in itertools.islice(meanings, _MOST_HELD):
        # "Northwestern Polytechnic University" is in California, and دانشگاه پلی‌تکنیک شمال غربی چین is not.
        countries = stated or frozenset(word.country for word in meaning.words if word.country)
        english = [each for each in meaning.english if each]
        orders = itertools.permutations(english) if len(english) <= _MOST_PIECES else (english,)
        if any(reader.unlisted(" ".join(order), countries) for order in orders):
            return True
    return False


def _evidence(
    meaning: Translation, name: Name, text: str, points: int, *, like: bool
) -> tuple[Evidence, ...]:
    told = [each for each in zip(meaning.words, meaning.english, strict=True) if each[1]]
    lines, given = [], 0
    for at, (word, english) in enumerate(told, 1):
        share = round(points * at / len(told)) - given
        given += share
        feature = _FEATURES.get(word.use, "trade word")
        lines.append(Evidence(feature, word.native, english, share, f"“{word.native}” means “{english}”"))
    note = "every word of the name was translated, and the listed name has the same words; no translation is certain"
    if like:
        note = (
            "the same words, but for the word for the sort of school or institute, which translations change"
        )
    lines.append(Evidence(TRANSLATED, text, name.text, 0, note))
    return tuple(lines)


def _texts(reader: ClaimReader, mention: NativeMention) -> Iterator[str]:
    """A name; the whole mention, where commas stand in it; and a name without a faculty or chair behind it."""
    text, whole = mention.name.text, reader.tokens.text[mention.first : mention.last].strip()
    yield text
    if whole.startswith(text) and whole != text:
        yield whole
    words = text.split()
    if mention.script is Script.HANGUL:
        for size in range(len(words) - 1, 0, -1):
            yield " ".join(words[:size])


def _key(words: Iterable[str]) -> str:
    return " ".join(sorted(_telling(words)))


def _telling(words: Iterable[str]) -> frozenset[str]:
    """The words of an English name, without its legal form and initials."""
    every = frozenset(words)
    told = frozenset(
        word
        for word in every - vocabulary()["legal"] - _NAMED_AFTER
        if len(word) > _INITIALS or word.isdigit()
    )
    return told or every
