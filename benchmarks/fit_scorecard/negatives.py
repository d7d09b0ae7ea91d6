"""Names that no list means: near misses of listed ones, small firms, and namesakes of a listed word in another trade.

What tells a listed name apart is exchanged, never what many names share; the word put there is nobody's on a list, or
one that so many bear that it says nothing.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Sequence

from benchmarks.fit_scorecard.tables import (
    column,
    forms_of_countries,
    trades_of_countries,
    weighted,
)
from benchmarks.fit_scorecard.world import World
from screening.affiliations.tokens import name_words
from screening.fairness.innocents import VOCABULARY as INNOCENTS
from screening.link.bearers import Name
from screening.link.lexicon import WordClass
from screening.vocabulary import rows as vocabulary_rows
from screening.vocabulary import vocabulary
from watchlists.countries import country_name

_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]")
_JOINING = frozenset({"of", "for", "and", "&", "the", "de", "di"})
_SHORTEST, _LONGEST = 4, 11  # letters of a telling word
_ANYBODYS = 15  # organisations whose names hold a word that tells nobody apart
_BORNE_BY_OTHERS, _BORNE_BY_MANY = 2, 6
_LETTERS = (3, 4)
_OF_NAMESAKES = (25, 35, 15, 15, 5, 5)
_LONGEST_OF_OTHER_SORT = 4  # words
_NUMBERS = (2, 900)
_FEWEST_BODIES = 10  # of a town that institutions are called after


class Negatives:
    """Makes names that are nobody's on a list; the same for a seed."""

    def __init__(
        self, world: World, chance: random.Random, registered: Sequence[str], letters: Sequence[str]
    ) -> None:
        """`registered`: names of others, for words; `letters`: acronyms of others."""
        self.world, self.chance = world, chance
        listed = frozenset(
            word for names in world.names.values() for name in names for word in world.telling(name.words)
        )
        some = sorted({word for name in registered for word in name_words(name)})
        kind = world.linker.universe.lexicon.kind
        self._telling = [
            word
            for word in some
            if _SHORTEST <= len(word) <= _LONGEST
            and word.isalpha()
            and kind(word) is WordClass.DISTINCTIVE
            and (word not in listed or world.borne[word] >= _ANYBODYS)
        ]
        self._subjects = sorted(
            word for word in vocabulary()["subject"] if kind(word) is WordClass.SUBJECT and len(word) > 4
        )
        self._towns = [
            (row["city"], row["country"])
            for row in vocabulary_rows("cities")
            if int(row["bodies"]) >= _FEWEST_BODIES
        ]
        with (INNOCENTS / "people.csv").open(encoding="utf-8", newline="") as file:
            self._families = sorted(
                {
                    family
                    for row in csv.DictReader(file)
                    for family in row["family"].split()
                    if family.isascii()
                }
            )
        self._countries = sorted(set(forms_of_countries()) & set(trades_of_countries()))
        self._shared_words = sorted(
            word
            for word in listed
            if _SHORTEST <= len(word) <= _LONGEST
            and kind(word) is WordClass.DISTINCTIVE
            and world.borne[word] >= _BORNE_BY_OTHERS
        )
        others_letters = {"".join(name_words(each)) for each in letters if each.isupper()}
        self._shared_letters = sorted(
            {
                name.text
                for names in world.names.values()
                for name in names
                if name.text.isupper() and len(name.text) in _LETTERS and name.key in others_letters
            }
        )

    def coined(self) -> str:
        """A brand that nobody has: two halves of telling words."""
        one, other = self.chance.choice(self._telling), self.chance.choice(self._telling)
        made = one[: max(2, len(one) // 2)] + other[len(other) // 2 :]
        return (made if len(made) >= _SHORTEST else made + "an").capitalize()

    def near_miss(self, name: Name) -> str | None:
        """A listed name with what tells it apart put by something else's; None where nothing does."""
        words = _BRACKETS.sub("", name.text).split()
        kinds = [self.world.kind(word) for word in words]
        if WordClass.DISTINCTIVE in kinds:
            made = [
                self._another() if kind is WordClass.DISTINCTIVE and word.lower() not in _JOINING else word
                for word, kind in zip(words, kinds, strict=True)
            ]
        else:
            made = list(words)
            for kind in (WordClass.NUMBER, WordClass.SUBJECT, WordClass.PLACE):
                if kind in kinds:
                    at = self.chance.choice([at for at, each in enumerate(kinds) if each is kind])
                    made[at] = self._of_kind(kind)
                    break
            else:
                return None
        text = " ".join(made)
        key = "".join(name_words(text))
        known = key in self.world.keys or self.world.holds_listed_name(name_words(text))
        return None if known or key == name.key else text

    def small_firm(self) -> tuple[str, str]:
        """A small firm and its country."""
        country = self.chance.choice(self._countries)
        return self._firm(country, self.chance.choice(column("everyday_words", "word"))), country

    def namesake(self) -> tuple[str, str]:
        """A small firm, a school, a club called by a word that listed and other bodies bear, and its country.

        In the country of a listed one only where so many are called by the word that it tells nobody apart there either.
        """
        word = self.chance.choice(self._shared_words)
        avoid = () if self.world.borne[word] >= _BORNE_BY_MANY else self.world.listed_countries
        country = self.chance.choice([each for each in self._countries if each not in avoid])
        own = sorted(self.world.countries_of_word.get(word, set()) & set(self._countries))
        if not avoid and own and self.chance.random() < 0.5:
            country = self.chance.choice(own)
        written = word.upper() if self.chance.random() < 0.2 else word.capitalize()
        if self._shared_letters and self.chance.random() < 0.25:
            written = self.chance.choice(self._shared_letters)
        form = self.chance.choice(forms_of_countries()[country])
        patterns = (
            f"{written} {self.chance.choice(column('other_bodies', 'body'))}",
            f"{written} {self.chance.choice(trades_of_countries()[country])} {form}",
            f"{written} {self.chance.choice(column('lines_of_business', 'line'))} {form}",
            f"{written} {self.chance.choice(column('everyday_words', 'word'))} {form}",
            f"{written} {country_name(country)} {form}",
            f"{written} {form}",
        )
        return self.chance.choices(patterns, _OF_NAMESAKES)[0], country

    def other_sort(self, name: Name) -> str | None:
        """A school, a club, a hotel called as a listed company is ("China Three Gorges University"); None where that may be its own."""
        words = self._formless(_BRACKETS.sub("", name.text).split())
        if not 1 < len(words) <= _LONGEST_OF_OTHER_SORT or any(map(self.world.tells_alone, words)):
            return None
        text = f"{' '.join(words)} {self.chance.choice(column('other_bodies', 'body'))}"
        return None if self.world.holds_listed_name(name_words(text)) else text

    def _formless(self, words: list[str]) -> list[str]:
        dull = (WordClass.LEGAL, WordClass.FILLER, WordClass.TYPE)
        while words and self.world.kind(words[-1]) in dull:
            words = words[:-1]
        return words

    def _firm(self, country: str, everyday: str) -> str:
        chance = self.chance
        pattern = chance.choices(*weighted("shop_patterns"))[0]
        towns = [town for town, of in self._towns if of == country]
        text = pattern
        for gap, value in (
            ("surname", lambda: chance.choice(self._families)),
            ("trade", lambda: chance.choice(trades_of_countries()[country])),
            ("brand", self.coined),
            (
                "everyday",
                lambda: (
                    everyday if chance.random() < 0.7 else chance.choice(column("everyday_words", "word"))
                ),
            ),
            ("place", lambda: chance.choice(towns or [everyday])),
            ("letters", lambda: "".join(chance.choices("ABCDEFGHJKLMNPRSTW", k=chance.choice((2, 3))))),
            ("form", lambda: chance.choice(forms_of_countries()[country])),
        ):
            while "{" + gap + "}" in text:
                text = text.replace("{" + gap + "}", value(), 1)
        return text.upper() if chance.random() < 0.2 else text

    def _another(self) -> str:
        return self.chance.choice(self._telling).capitalize() if self.chance.random() < 0.6 else self.coined()

    def _of_kind(self, kind: WordClass) -> str:
        if kind is WordClass.NUMBER:
            return str(self.chance.randint(*_NUMBERS))
        if kind is WordClass.SUBJECT:
            return self.chance.choice(self._subjects).capitalize()
        return self.chance.choice(self._towns)[0]
