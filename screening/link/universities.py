"""Universities that stand in no register here, looked up by name where a text was read as nobody.

They make no claim: nothing is read, scored or explained by them. A name counts where it is a whole piece of the text
between commas, or several such pieces in a row, and tells an institution apart: "Institute of Geophysics" does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from screening.affiliations.places import Setting
from screening.affiliations.roles import may_begin_role, says_role
from screening.affiliations.tokens import HAN, Tokens, name_words
from screening.link.han import han_key
from screening.link.lexicon import Lexicon, WordClass
from screening.mapped_file import MappedTable, Pairs, Rows
from watchlists.universities import University

_TELLING = frozenset({WordClass.DISTINCTIVE, WordClass.PLACE})
_LONGEST_RUN = 4  # pieces: "University of California, Davis"
_FEWEST_WORDS = 2  # of a name: "Lincoln" in an address is the town, "Terra" may be any company


@dataclass(frozen=True, slots=True)
class Universities:
    """Universities by the keys of their names."""

    rows: Rows[University]
    by_key: MappedTable

    def named_in(self, pieces: Sequence[Sequence[str]], setting: Setting) -> tuple[University, ...]:
        """The bearers of the first, longest name among the pieces of a group, in the countries it is set in."""
        for start in range(len(pieces)):
            for end in range(min(len(pieces), start + _LONGEST_RUN), start, -1):
                words = [word for piece in pieces[start:end] for word in piece]
                if found := self._named("".join(words), setting):
                    return found
        return ()

    def of_han(self, text: str, setting: Setting) -> tuple[University, ...]:
        """The bearers of a name in Han characters or kana."""
        return self._named(han_key(text), setting) if HAN.search(text) else ()

    def _named(self, key: str, setting: Setting) -> tuple[University, ...]:
        found = tuple(self.rows[number] for number in self.by_key.get(key))
        # "University of York, Toronto" is another one than York's: a place that contradicts names nobody.
        countries = setting.countries or setting.implied
        return tuple(
            each for each in found if not countries or not countries.isdisjoint(each.country.split())
        )


def universities(given: Iterable[University], known: frozenset[str], lexicon: Lexicon) -> Universities:
    """The table of those universities whose ids are not `known` to the register."""
    rows = [each for each in given if each.id not in known]
    by_key = Pairs()
    for number, each in enumerate(rows):
        for key in dict.fromkeys(key for name in each.names if (key := _key(name, lexicon))):
            by_key.add(key, number)
    return Universities(Rows.of(rows), by_key.table())


def _key(name: str, lexicon: Lexicon) -> str:
    """The key of a name; "" where it is one word or a place, or names no institution in particular."""
    if HAN.search(name):
        return han_key(name)
    words = name_words(name)
    if (
        len(words) < _FEWEST_WORDS
        or lexicon.places.is_place(name)
        or _TELLING.isdisjoint(map(lexicon.kind, words))
    ):
        return ""
    return "".join(words)


def pieces_by_group(tokens: Tokens) -> dict[int, list[list[str]]]:
    """The words of each piece between commas without stop words, by what semicolons separate.

    A role before the first of them is left out: "now at University of Otago".
    """
    found: dict[int, dict[int, list[str]]] = {}
    for place, (word, stop, segment, group) in enumerate(
        zip(tokens.words, tokens.stops, tokens.segments, tokens.groups, strict=True)
    ):
        if group not in found and not stop and may_begin_role(tokens.plains[place]):
            following = place + 1
            while following < len(tokens) and tokens.stops[following]:
                following += 1
            if following < len(tokens) and says_role(
                tokens.text[tokens.starts[place] : tokens.starts[following]]
            ):
                continue
        if not stop:
            found.setdefault(group, {}).setdefault(segment, []).append(word)
    return {group: list(pieces.values()) for group, pieces in found.items()}
