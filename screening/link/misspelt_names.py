"""Misspelt and incomplete names: what is no name exactly, read as the name it may have been meant to be.

Where a text names an institution and nothing of it was read, the candidate index proposes names, listed and registered,
and each is held against the words. It is the same name but for two misspelt words, words run together or apart, the
order of words, and legal forms; or, at home where the text says, one of both has one word more, and none that sets bodies
apart (a text only where a word of the rest is borne by very few). A
known word is no misspelling of another, nor is one that begins otherwise, and two words of pinyin are two words. The
nearest name wins, listed or not, and what is found so is a doubtful reading, for review.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from screening.affiliations.tokens import HAN
from screening.link.agreement import Agreement, placement, rules_out
from screening.link.bearers import Name, Strength
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.lexicon import Lexicon, WordClass
from screening.link.nearby import Nearby
from screening.link.spelling import Speller, is_of_initials
from screening.mapped_file import LazyValue, Rows
from screening.progress import Progress, no_progress
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.model import NameKind

if TYPE_CHECKING:
    from screening.index import Index

PROPOSED = 10  # names the index proposes; the one meant is among the first three in 99 of 100
_TOGETHER = 1_000  # texts searched between two ticks: a tenth of a second
_SEARCH = 20  # units of work that a search of the index is
_FEWEST_WORDS, _MOST_WORDS = 2, 24
_MOST_RESPELT = 2
_FEWEST_UNKNOWN = 3  # where no word is one that organisations are named with: two words may be a person
_ANY_ORDER = 5  # words
_FEWEST_LEFT = 3  # words of a name that lacks another one
_FEW_NAMES = 30
_VERY_FEW_NAMES = 3
_LACKING = 3  # farther than two misspelt words
# Without its type, subject, direction, number or place a name is another body's ("Hebei University of Engineering").
_MAY_LACK = (WordClass.FILLER, WordClass.SHORT, WordClass.DISTINCTIVE)


# Legal forms of several words: those that tell one, and those that go with them.
_FORMS = (
    (cue_words(Cue.JOINT_STOCK_FORM), cue_words(Cue.JOINT_STOCK_COMPANION)),
    (cue_words(Cue.UNITARY_FORM), cue_words(Cue.UNITARY_COMPANION)),
    (cue_words(Cue.LIMITED_LIABILITY_FORM), cue_words(Cue.LIMITED_LIABILITY_COMPANION)),
)
_OF_FORMS = frozenset().union(*(telling for telling, _ in _FORMS))
_LONG_WORD = 7


@dataclass(frozen=True, slots=True)
class Difference:
    """How a text differs from a name of the same words."""

    letters: int  # wrong ones
    respelt: int  # words with wrong letters, or with other spaces
    turned: bool  # another order of words
    formal: int  # legal forms that only one of both has
    lacks: str = ""  # the word of the name that the text leaves out
    adds: str = ""  # the word of the text that the name has not

    @property
    def size(self) -> tuple[int, int]:
        """The nearest name has the smallest one."""
        return self.letters + self.respelt + self.turned + (
            _LACKING if self.lacks or self.adds else 0
        ), self.formal

    @property
    def note(self) -> str:
        """What to doubt."""
        if self.lacks:
            return f"possible, name incomplete: “{self.lacks}” is not in the text"
        if self.adds:
            return f"possible: “{self.adds}” is not in the listed name"
        if self.turned:
            return "the same words in another order"
        return "the name is spelt differently" if self.respelt else "the same except for its legal form"


AS_IT_STANDS = (0, 0)


@dataclass(frozen=True, slots=True)
class MisspeltNames:
    """The candidate index over all names that say enough by themselves; opened when a text first needs it."""

    index: LazyValue[Index | None]
    names: Rows[Name]
    nearby: Nearby
    speller: Speller

    @property
    def lexicon(self) -> Lexicon:
        """The classes of words."""
        return self.nearby.lexicon

    def read(self, reader: ClaimReader) -> None:
        """Claim names alike in the groups of a text where nothing else was claimed."""
        for pieces in self._unread(reader):
            for piece in pieces:
                if claims := self._nearest(reader, piece):
                    reader.claims += reader.settle(claims)
                    break

    def propose(self, readers: Iterable[ClaimReader], tick: Progress = no_progress) -> None:
        """Look for what `read` will ask the index for, for many texts at once. `tick` is told of each text.

        The search alone is shared: whether a text is proposed anything is a matter of its own setting.
        """
        wanted: dict[str, list[int]] = {}
        for reader in readers:
            tick(1)
            for piece in chain.from_iterable(self._unread(reader)):
                words = _words(reader, piece)
                text, placed = asked = _asked(reader, piece, words)
                listed = self._may_be_listed(words, placed=placed)
                reader.work.lookups.anything = reader.work.lookups.anything or listed
                reader.proposed[asked] = wanted.setdefault(text, []) if listed else []
        if wanted and (index := self.index.get()) is not None:
            every = list(wanted)
            for first in range(0, len(every), _TOGETHER):
                tick(1)
                texts = every[first : first + _TOGETHER]
                best = index.search(texts, k=PROPOSED)
                for row, number in zip(best.row.tolist(), best.name.tolist(), strict=True):
                    wanted[texts[row]].append(number)

    def _unread(self, reader: ClaimReader) -> Iterator[list[list[int]]]:
        """For each group of a text in which nothing was claimed, the pieces that may be a name."""
        tokens = reader.tokens
        read = {tokens.groups[claim.first] for claim in reader.claims if claim.first >= 0}
        # A domain says whom the text means, or the same group says it twice
        if len(read) < len(reader.claims):
            return
        groups: dict[int, list[int]] = {}
        for place, group in enumerate(tokens.groups):
            if group not in read:
                groups.setdefault(group, []).append(place)
        for places in groups.values():
            yield _pieces(reader, places)

    def _nearest(self, reader: ClaimReader, places: list[int]) -> list[Claim]:
        """Claims to the nearest names; none where that is read as it stands, for then it was rejected with reason."""
        words = _words(reader, places)
        # The same whether it was looked for with many other texts or alone.
        reader.work.add(len(words) + (_SEARCH if _FEWEST_WORDS <= len(words) <= _MOST_WORDS else 0))
        proposed = [self.names[number] for number in self._proposed(reader, places, words)]
        reader.work.add(len(proposed))
        held = [(found, name) for name in proposed if (found := self.difference(words, name.words))]
        if any(is_of_initials(reader.tokens.raws[place]) for place in places):
            held = [(found, name) for found, name in held if not found.respelt]
        least = min((found.size for found, _ in held), default=AS_IT_STANDS)
        if least == AS_IT_STANDS:
            return []
        options = [self._option(reader, places, found, name) for found, name in held if found.size == least]
        return [claim for claim in options if claim is not None]

    def _proposed(self, reader: ClaimReader, places: list[int], words: Sequence[str]) -> list[int]:
        asked = _asked(reader, places, words)
        if asked not in reader.proposed:
            listed = self._may_be_listed(words, placed=asked[1])
            reader.work.lookups.anything = reader.work.lookups.anything or listed
            index = self.index.get() if listed else None
            found = index.search_one(asked[0], PROPOSED).name.tolist() if index is not None else []
            reader.proposed[asked] = found
        return reader.proposed[asked]

    def _may_be_listed(self, words: Sequence[str], *, placed: bool) -> bool:
        """A quick look that spares most texts the search: is each word one of listed names, or near one?

        Args:
            words: of the text.
            placed: whether the text says where it is.
        """
        few = _FEWEST_WORDS if not vocabulary().known.isdisjoint(words) else _FEWEST_UNKNOWN
        if not few <= len(words) <= _MOST_WORDS or self.lexicon.strength(words) is not Strength.STRONG:
            return False
        if all(map(self.speller.is_settled, words)):  # then none is misspelt
            return self.nearby.is_listed_in_any_order(words) or (placed and self._may_be_incomplete(words))
        unlisted = {word for word in words if word not in self.speller.listed}
        if placed and self._may_add(words, unlisted):
            return True
        return all(
            self.speller.may_be_listed(word)
            or not self.speller.listed.isdisjoint(word.join(beside) for beside in _beside(words, place))
            for place, word in enumerate(words)
        )

    def _may_be_incomplete(self, words: Sequence[str]) -> bool:
        """Say whether words are enough of a name to be known without another one, and all of listed names.

        One must be distinctive and borne by few: "Scientific Production Association" is the front of many names.
        """
        telling = any(
            self.lexicon.kind(word) is WordClass.DISTINCTIVE and self.speller.names_with(word) <= _FEW_NAMES
            for word in words
        )
        return telling and len(words) >= _FEWEST_LEFT and self.speller.listed.issuperset(words)

    def _may_add(self, words: Sequence[str], more: Collection[str]) -> bool:
        """Say whether the words but for `more` are enough of a name to be known: one of them is borne by very few."""
        rest = [word for word in words if word not in more]
        rare = any(
            self.lexicon.kind(word) is WordClass.DISTINCTIVE
            and self.speller.names_with(word) <= _VERY_FEW_NAMES
            for word in rest
        )
        return len(more) <= 1 and rare and len(rest) >= _FEWEST_LEFT

    def _option(self, reader: ClaimReader, places: list[int], found: Difference, name: Name) -> Claim | None:
        tokens, first, last = reader.tokens, places[0], places[-1]
        bearer, setting = reader.bearers[name.bearer], reader.setting_at(first)
        if bearer.id in reader.hidden and not name.listed:
            return None
        placed = placement(setting, bearer)
        if rules_out(setting, placed):
            reader.reject(bearer, f"the country is {placed.text}, not {placed.bearer}", known=False)
            return None
        if (word := found.lacks or found.adds) and placed.agreement < Agreement.COUNTRY:
            where = "is not in the text" if found.lacks else "is not in the name"
            reader.reject(
                bearer, f"“{word}” {where}, and no country shows which organisation is meant", known=False
            )
            return None
        return Claim(
            first,
            last,
            bearer,
            name,
            "incomplete" if found.lacks else "longer" if found.adds else "alike",
            placed,
            repaired=found.respelt,
            note=found.note,
            text=tokens.piece(first, last),
            segment=tokens.segments[first],
        )

    def difference(self, ours: Sequence[str], theirs: Sequence[str]) -> Difference | None:
        """How canonical words differ from those of a name, None where they are another name."""
        left, right = _without(ours, theirs), _without(theirs, ours)
        letters = respelt = 0
        for word in tuple(left):
            other = min(right, key=lambda each: (OSA.distance(word, each), each), default="")
            if self.speller.is_misspelling(word, other):
                left.remove(word)
                right.remove(other)
                letters, respelt = letters + OSA.distance(word, other), respelt + 1
        if _spaced_otherwise(left, right):
            respelt, left, right = respelt + 1, [], []
        turned = _common(ours, theirs) != _common(theirs, ours)
        over = [word for word in left + right if self.lexicon.kind(word) is not WordClass.LEGAL]
        if over and (len(over) > 1 or respelt or turned):
            return None
        if over and not (
            self._may_be_more(theirs, over[0]) if over[0] in left else self._may_lack(ours, over[0])
        ):
            return None
        if respelt > _MOST_RESPELT:
            return None
        if turned and not self._may_turn(theirs):
            return None
        formal = len(left + right) - len(over)
        if over and over[0] in left:
            return Difference(letters, respelt, turned, formal, adds=over[0])
        return Difference(letters, respelt, turned, formal, "".join(over))

    def _may_be_more(self, words: Sequence[str], word: str) -> bool:
        """Say whether a text may have this word beside those of a name and still mean it: no word of another name."""
        kind = self.lexicon.kind(word)
        another = kind is WordClass.DISTINCTIVE and self.speller.names_with(word)
        return kind in _MAY_LACK and not another and self._may_add(words, ())

    def _may_lack(self, words: Sequence[str], word: str) -> bool:
        """Say whether a name may be known by these of its words without that one."""
        return self.lexicon.kind(word) in _MAY_LACK and self._may_be_incomplete(words)

    def _may_turn(self, words: Sequence[str]) -> bool:
        """Say whether the same words in another order are the same name: "University of X" and "X University" may be two."""
        short = len(words) < _ANY_ORDER and not vocabulary()["teaching"].isdisjoint(words)
        return not short or any(self.lexicon.kind(word) is WordClass.DISTINCTIVE for word in words)


def misspelt_names(names: Rows[Name], nearby: Nearby, speller: Speller) -> MisspeltNames:
    """Misspelt names over these names; the index is built when it is first asked for or kept."""

    def index() -> Index | None:
        from screening.index import Index, arrays_of  # a quarter of a second, and few checks need it

        fitting = [(number, " ".join(name.words)) for number, name in enumerate(names) if _fits(name)]
        return Index(arrays_of(fitting)[0]) if fitting else None

    return MisspeltNames(LazyValue(index), names, nearby, speller)


def _fits(name: Name) -> bool:
    """Whether a name says enough to be recognised misspelt."""
    wide = len(name.words) >= _FEWEST_WORDS and not HAN.search(name.words[0])
    return wide and name.strength is Strength.STRONG and name.kind is not NameKind.ACRONYM


def _pieces(reader: ClaimReader, places: list[int]) -> list[list[int]]:
    """A group but for the places at its end, then each of its segments where there are several."""
    segments: dict[int, list[int]] = {}
    for place in places:
        segments.setdefault(reader.tokens.segments[place], []).append(place)
    marked = {i for mark in reader.setting.marks for i in range(mark.first, mark.last + 1)}
    kept = list(segments.values())
    while len(kept) > 1 and marked.issuperset(kept[-1]):
        kept.pop()
    return [[place for segment in kept for place in segment], *(kept if len(kept) > 1 else ())]


def _beside(words: Sequence[str], place: int) -> list[tuple[str, str]]:
    """A word's neighbours, as what stands before and behind it."""
    found = [(words[place - 1], "")] if place else []
    return [*found, ("", words[place + 1])] if place + 1 < len(words) else found


def _words(reader: ClaimReader, places: Sequence[int]) -> list[str]:
    words = [reader.tokens.words[place] for place in places if not reader.tokens.stops[place]]
    return words if _OF_FORMS.isdisjoint(words) else _without_forms(words)


def _asked(reader: ClaimReader, places: Sequence[int], words: Sequence[str]) -> tuple[str, bool]:
    """All that decides what is proposed for a piece: its words, and whether it says where it is."""
    return " ".join(words), bool(reader.setting_at(places[0]).countries)


def _without_forms(words: list[str]) -> list[str]:
    """The words but for those of a legal form that stand in another order or are misspelt, and so were not read as one."""
    for telling, others in _FORMS:
        spelt = {word: _nearest_of(word, telling) for word in words}
        if telling.issubset(spelt.values()):
            words = [word for word in words if not spelt[word] and word not in others]
    return words


def _nearest_of(word: str, telling: Iterable[str]) -> str:
    """The word of a form that a word is, but for a letter in a long one; or ""."""
    for each in telling:
        if word == each or (len(each) >= _LONG_WORD and OSA.distance(word, each) <= 1):
            return each
    return ""


def _without(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """The words that the others lack, in their order."""
    if len(set(words)) == len(words):
        return [word for word in words if word not in others]
    return list((Counter(words) - Counter(others)).elements())


def _common(words: Sequence[str], others: Sequence[str]) -> list[str]:
    return [word for word in words if word in others]


def _spaced_otherwise(left: Sequence[str], right: Sequence[str]) -> bool:
    """Say whether both are the same letters but for spaces."""
    return len(left) != len(right) and "".join(left) == "".join(right)
