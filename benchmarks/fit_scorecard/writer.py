"""Names as people write them: cut short, shortened, misspelt, with words added or left out, with a place behind.

Every way is taken from what stands in forms, citation indexes, trade registers and vendor files; what it writes with is a
table of `words/`. A name that would be left without the word that tells whose it is is not written so.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.fit_scorecard.tables import column, forms_of_countries, rows, short_words, weighted
from benchmarks.fit_scorecard.world import World
from screening.link.lexicon import WordClass
from screening.vocabulary import rows as vocabulary_rows
from watchlists.countries import country_name

_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]")
_VOWELS = re.compile(r"(?<=\w)[aeiou]")
_SHORTEST_FIELD, _LONGEST_FIELD = 24, 40
_LONG_WORD = 5
_FEWEST_BODIES = 25  # of a town, that a firm may well have an office in
_JOINING = frozenset({"of", "for", "and", "&", "the", "de", "di"})
_NOT_TELLING = (WordClass.LEGAL, WordClass.FILLER, WordClass.TYPE, WordClass.SUBJECT, WordClass.SHORT)
_Words = list[str]


@dataclass(frozen=True, slots=True)
class Written:
    """A name as written, in what way first, and the country of the office that it names ("" for the body's own)."""

    text: str
    way: str
    abroad: str = ""


class Writer:
    """Writes names, by one way or two; the same for a seed."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance = world, chance
        self.ways: dict[str, tuple[float, Callable[[_Words], _Words | None]]] = {
            "as printed": (2, lambda words: words),
            "short words": (4, self._short),
            "squeezed words": (1.5, self._squeezed),
            "word left out": (3, self._without_dull),
            "slip": (3, self._slip),
            "word added": (2.5, self._added),
            "cut field": (5, self._cut),
            "capitals": (1.5, lambda words: [word.upper() for word in words]),
            "other form": (2, self._other_form),
            "no form": (3, lambda words: self.formless(words)),
            "words joined": (1, self._joined),
            "word split": (0.5, self._split),
            "words swapped": (1, self._swapped),
            "town run on": (2, self._town_behind),
            "number run on": (1, self._number),
        }
        self.countries = sorted(forms_of_countries())
        self.towns = [
            (row["city"], row["country"])
            for row in vocabulary_rows("cities")
            if int(row["bodies"]) >= _FEWEST_BODIES and row["country"] in forms_of_countries()
        ]
        self.regions = [row["label"].removeprefix("the ") for row in vocabulary_rows("company_regions")]
        self.town = ""  # of the body written about

    def write(self, name: str, *, is_company: bool, town: str = "", country: str = "") -> Written | None:
        """A name in some way; None where the way does not fit the name. `town`, `country`: where the body is."""
        own = [each for each, of in self.towns if of == country]
        self.town = town or (self.chance.choice(own) if own else "")
        if is_company and self.chance.random() < 0.22:
            return self.office(name)
        words = self._words(name)
        ways = list(self.ways)
        count = 1 if self.chance.random() < 0.6 else 2
        chosen = self.chance.choices(ways, [self.ways[way][0] for way in ways], k=count)
        # A field is cut after all else was written into it.
        chosen.sort(key=lambda way: way == "cut field")
        for way in dict.fromkeys(chosen):
            made = self.ways[way][1](words)
            if made is None:
                return None
            words = made
        text = " ".join(words).strip(" ,&-")
        return Written(text, chosen[-1] if "cut field" in chosen else chosen[0]) if len(text) > 3 else None

    def office(self, name: str) -> Written | None:
        """An office, branch or subsidiary in another country, as groups name theirs."""
        chance = self.chance
        words = self.formless(self._words(name))
        core = self._core(words)
        if core is None and (len(words) < 2 or self.world.tells_nothing(words)):
            return None
        country = chance.choice(self.countries)
        place = country_name(country)
        if chance.random() < 0.35:
            place, country = chance.choice(self.towns)
        pattern = chance.choices(*weighted("office_patterns"))[0]
        while (
            core is None and "{core}" in pattern
        ):  # a group whose first word anybody may have writes all of them
            pattern = chance.choices(*weighted("office_patterns"))[0]
        text = pattern.format(
            name=" ".join(words),
            core=" ".join(core or ()),
            place=place,
            code=country,
            region=chance.choice(self.regions),
            line=chance.choice(column("lines_of_business", "line")),
            form=chance.choice(forms_of_countries()[country]),
        )
        return Written(text.upper() if chance.random() < 0.15 else text, "office abroad", country)

    def formless(self, words: _Words) -> _Words:
        """The words without legal forms at either end."""
        kept = list(words)
        while len(kept) > 1 and self.world.kind(kept[-1]) is WordClass.LEGAL:
            kept.pop()
        while len(kept) > 1 and self.world.kind(kept[0]) is WordClass.LEGAL:
            kept.pop(0)
        kept[-1] = kept[-1].rstrip(",")
        return kept

    def first_telling(self, words: _Words) -> int:
        """The place of the first word that tells whose name it is, or -1."""
        kinds = [self.world.kind(word) for word in words]
        wanted = WordClass.DISTINCTIVE if WordClass.DISTINCTIVE in kinds else WordClass.PLACE
        return next(
            (at for at, kind in enumerate(kinds) if kind is wanted and words[at].lower() not in _JOINING), -1
        )

    def _words(self, name: str) -> _Words:
        bare = _BRACKETS.sub("", name) if self.chance.random() < 0.6 else name
        return bare.split() or name.split()

    def _core(self, words: _Words) -> _Words | None:
        """What a group calls itself by: its first telling word, or all up to it where it stands early."""
        at = self.first_telling(words)
        if at < 0 or not self.world.tells_alone(words[at]):
            return None
        more = words[at + 1 : at + 2]
        second = [
            w for w in more if self.world.kind(w) is WordClass.DISTINCTIVE and w.lower() not in _JOINING
        ]
        return [words[at].rstrip(","), *second]

    def _short(self, words: _Words) -> _Words | None:
        table, chance, dotted = short_words(), self.chance, self.chance.random() < 0.4
        made = []
        for word in words:
            bare = word.strip(".,()")
            shorts = table.get(bare.lower())
            if shorts is None or chance.random() < 0.2:
                made.append(word)
                continue
            short = chance.choice(shorts)
            made.append(word.replace(bare, short + "." if dotted and short[-1] != "." else short))
        return made if made != words else None

    def _squeezed(self, words: _Words) -> _Words | None:
        """Words made short as no table has them: without vowels, or broken off."""
        chance, made = self.chance, list(words)
        for at, word in enumerate(words):
            if len(word) < 7 or not word.isalpha() or self.world.kind(word) not in _NOT_TELLING:
                continue
            if chance.random() < 0.6:
                way = chance.random()
                made[at] = word[:1] + _VOWELS.sub("", word[1:]) if way < 0.4 else word[: chance.randint(3, 6)]
        return made if made != words else None

    def _without_dull(self, words: _Words) -> _Words | None:
        dull = [
            at for at, word in enumerate(words) if word.lower().strip(".,") in column("dull_words", "word")
        ]
        if not dull or len(words) < 3:
            return None
        out = set(self.chance.sample(dull, min(len(dull), self.chance.choice((1, 1, 2)))))
        kept = [word for at, word in enumerate(words) if at not in out]
        while len(kept) > 1 and kept[-1].lower() in _JOINING:
            kept.pop()
        while len(kept) > 1 and kept[0].lower() in _JOINING:
            kept.pop(0)
        return kept

    def _slip(self, words: _Words) -> _Words | None:
        chance = self.chance
        long = [at for at, word in enumerate(words) if len(word) >= _LONG_WORD and word.isalpha()]
        if not long:
            return None
        at = chance.choice(long)
        word, made = words[at], list(words)
        if chance.random() < 0.4:
            low = word.lower()
            fitting = [row for row in rows("slips") if row["letters"] in low[1:]]
            if fitting:
                row = chance.choice(fitting)
                place = low.index(row["letters"], 1)
                made[at] = word[:place] + row["written"] + word[place + len(row["letters"]) :]
                return made
        place = chance.randrange(1, len(word) - 1)
        made[at] = chance.choice(
            (
                word[:place] + word[place + 1 :],
                word[:place] + word[place] + word[place:],
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
                word[:place] + chance.choice("aeiounstrlmdk") + word[place + 1 :],
            )
        )
        return made

    def _added(self, words: _Words) -> _Words:
        row = self.chance.choice(rows("added_words"))
        at = {"front": 0, "end": len(words)}.get(row["stands"], self.chance.randint(0, len(words)))
        return [*words[:at], row["word"], *words[at:]]

    def _cut(self, words: _Words) -> _Words | None:
        text = " ".join(words)
        at = self.first_telling(words)
        told = len(" ".join(words[: at + 1])) if at >= 0 else len(text)
        shortest = max(_SHORTEST_FIELD, told)
        longest = min(_LONGEST_FIELD, len(text) - 3)
        if shortest > longest:
            return None
        cut = text[: self.chance.randint(shortest, longest)]
        if self.world.tells_nothing(cut.split()):
            return None
        return (cut.upper() if self.chance.random() < 0.4 else cut).split()

    def _other_form(self, words: _Words) -> _Words:
        country = self.chance.choice(self.countries)
        return [*self.formless(words), self.chance.choice(forms_of_countries()[country])]

    def _joined(self, words: _Words) -> _Words | None:
        if len(words) < 3:
            return None
        at = self.chance.randrange(len(words) - 1)
        return [*words[:at], words[at] + words[at + 1].lower(), *words[at + 2 :]]

    def _split(self, words: _Words) -> _Words | None:
        long = [at for at, word in enumerate(words) if len(word) >= 7 and word.isalpha()]
        if not long:
            return None
        at = self.chance.choice(long)
        middle = self.chance.randint(3, len(words[at]) - 3)
        return [*words[:at], words[at][:middle], words[at][middle:], *words[at + 1 :]]

    def _swapped(self, words: _Words) -> _Words | None:
        if len(words) < 3:
            return None
        at = self.chance.randrange(len(words) - 1)
        return [*words[:at], words[at + 1], words[at].rstrip(","), *words[at + 2 :]]

    def _town_behind(self, words: _Words) -> _Words | None:
        return [*self.formless(words), self.town] if self.town else None

    def _number(self, words: _Words) -> _Words:
        number = str(self.chance.randint(1_000, 99_999_999))
        return [*words, number] if self.chance.random() < 0.6 else [f"V{number}", *words]
