"""How far a native name and a listed one explain each other: the best chain of pieces, a score, and its ceilings.

The score is the harmonic mean of what share of its weight either side has explained by the other. Ceilings say in a
sentence each why a name that is explained so far may still be another body's: another number, another place, another
kind of body, a brand alone, trade words that differ beside the same brand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from screening.names.scripts import Script
from screening.native_names.candidates import LEAST, SHARE_OF_A_SOUND, NameCandidate, word_keys
from screening.native_names.english import number_of, stems_of_class, words_of_class
from screening.native_names.glossary import coined_brands
from screening.native_names.name_table import EnglishName
from screening.native_names.native_words import RUN_ON
from screening.native_names.pieces import BY_SOUND, Decomposition, NativePiece, PieceKind, weight_of_unknown

SURE = 0.8  # from here on a hit, as everywhere
QUESTION = LEAST  # the least that is asked about
_LENGTH_BONUS = 0.1  # of two readings that explain alike, the one of longer pieces
_GAP = 0.3  # that a unit costs in a chain that leaves it out
_SAME_AGAIN = 0.25  # of its weight a word costs that says what another one said
_UNKNOWN_RUN = 2.0  # that a run of unknown signs costs beside its signs
_SHORT_BRAND = 5  # letters; others bear shorter ones, too
_MANY_WORDS = 4  # of trade, which together say whose name it is
_OF_PLACE = re.compile("[сц]к(?:ий|ая|ое|ого|ой)$", re.IGNORECASE)


class NativeRelation(StrEnum):
    """What the body of the native name is to the listed one."""

    SAME = "same"
    SIBLING = "sibling"  # the brand agrees, trade words of both differ
    PART = "part"  # all of the listed name is there, and more


@dataclass(frozen=True, slots=True)
class ExplainedPiece:
    """A piece of the native name and the listed words that it means."""

    native: str
    listed: str
    kind: PieceKind
    weight: float
    key: str = ""  # what a glossary has it by
    is_brand: bool = False  # and no word of trade, place or number


@dataclass(frozen=True, slots=True)
class NativeCeiling:
    """Why the score is no higher, or no lower, in a sentence, and what it is then."""

    why: str
    score: float


@dataclass(frozen=True, slots=True)
class NativeMatch:
    """A listed name that a native name may be."""

    name: EnglishName
    score: float
    explained: tuple[ExplainedPiece, ...]
    unexplained_native: tuple[str, ...]
    unexplained_listed: tuple[str, ...]
    full_score: float  # before the ceilings
    ceilings: tuple[NativeCeiling, ...]
    relation: NativeRelation = NativeRelation.SAME


_Option = tuple[float, NativePiece, tuple[int, ...]]  # what it gains, and the listed words that it explains


def align(native: Decomposition, candidate: NameCandidate) -> NativeMatch | None:
    """The match of a native name with a candidate; None where nothing explains anything."""
    state = _Alignment(native, candidate.name)
    state.take(_chain(state.options(candidate), len(native.units)))
    return state.match() if state.explained else None


def _chain(options: list[_Option], size: int) -> list[_Option]:
    """The options that do not overlap on the native side and gain most together, the weightiest first."""
    ending: dict[int, list[_Option]] = defaultdict(list)
    for option in options:
        ending[option[1].end].append(option)
    best: list[tuple[float, _Option | None, int]] = [(0.0, None, 0)]
    for end in range(1, size + 1):
        top: tuple[float, _Option | None, int] = (best[end - 1][0] - _GAP, None, end - 1)
        for option in ending.get(end, ()):
            total = best[option[1].start][0] + option[0]
            if total > top[0]:
                top = (total, option, option[1].start)
        best.append(top)
    chain: list[_Option] = []
    at = size
    while at:
        _, last, at = best[at]
        if last is not None:
            chain.append(last)
    return sorted(chain, key=lambda option: -option[0])


class _Alignment:
    """The state of aligning one native name with one listed name."""

    def __init__(self, native: Decomposition, name: EnglishName) -> None:
        self.native = native
        self.name = name
        self.where: dict[str, list[int]] = defaultdict(list)
        for at, (word, short) in enumerate(zip(name.words, name.stems, strict=True)):
            self.where[short].append(at)
            if word in name.places:
                self.where["@" + word].append(at)
            if name.numbers and (number := number_of(word)):
                self.where["#" + number].append(at)
        self.units_done = [False] * len(native.units)
        self.words_done = [False] * len(name.words)
        self.explained: list[ExplainedPiece] = []
        self.native_weight = self.listed_weight = 0.0
        self.anchor = 0.0  # the weight of the brands that agree
        self.brands: list[NativePiece] = []  # brands that agree
        self.taken: list[NativePiece] = []  # every piece that agrees

    def options(self, candidate: NameCandidate) -> list[_Option]:
        """Every piece that explains words of the name, with what that gains."""
        weights = self.name.weights
        found: list[_Option] = []
        for piece, first, last in candidate.spans:
            gain = sum(weights[first:last]) + piece.weight + _LENGTH_BONUS * (piece.end - piece.start)
            found.append((gain, piece, tuple(range(first, last))))
        for piece in self.native.pieces:
            if piece.kind not in BY_SOUND:
                spots = tuple(at for key in word_keys(piece) for at in self.where.get(key, ()))
                if spots and all(short in self.where for short in piece.together):
                    found.append((sum(weights[at] for at in spots) + piece.weight, piece, spots))
        return found

    def take(self, chain: list[_Option]) -> None:
        """Mark what a chain explains; a word of the name is explained once."""
        for _, piece, spots in chain:
            free = [at for at in spots if not self.words_done[at]]
            by_sound = piece.kind in BY_SOUND
            if (
                not free
                or (by_sound and len(free) < len(spots))
                or any(self.units_done[piece.start : piece.end])
            ):
                continue
            gain = sum(self.name.weights[at] for at in free)
            weight = max(piece.weight, SHARE_OF_A_SOUND * gain) if by_sound else piece.weight
            self.units_done[piece.start : piece.end] = [True] * (piece.end - piece.start)
            for at in free:
                self.words_done[at] = True
            self.listed_weight += gain
            self.native_weight += weight
            self.taken.append(piece)
            if piece.kind is not PieceKind.SPELT:
                self.anchor += sum(self.name.weights[at] for at in free if at in self.name.brands)
            text = self.native.text(piece.start, piece.end)
            key = self.native.key(piece)
            is_brand = piece.kind is PieceKind.BRAND or key in coined_brands(self.native.script)
            if is_brand:
                self.brands.append(piece)
            listed = " ".join(self.name.words[at] for at in free)
            self.explained.append(ExplainedPiece(text, listed, piece.kind, gain + weight, key, is_brand))

    def match(self) -> NativeMatch:
        """The score with its ceilings, from what either side leaves unexplained."""
        rest = _Rest(self)
        listed = [at for at, done in enumerate(self.words_done) if not done]
        lost = sum(self.name.weights[at] for at in listed)
        native_share = self.native_weight / (self.native_weight + rest.weight)
        listed_share = self.listed_weight / (self.listed_weight + lost)
        full = 2 * native_share * listed_share / (native_share + listed_share)
        limits = _Limits(full)
        self._limit(limits, rest, listed)
        relation = NativeRelation.SAME
        if limits.score < SURE and rest.odd:
            relation = NativeRelation.PART if not listed else NativeRelation.SIBLING
        return NativeMatch(
            self.name,
            limits.score,
            tuple(self.explained),
            tuple(rest.texts),
            tuple(self.name.words[at] for at in listed),
            full,
            tuple(limits.ceilings),
            relation,
        )

    def _limit(self, limits: _Limits, rest: _Rest, listed: list[int]) -> None:
        """Lower the score by each ceiling that stands; `listed`: the words of the name that nothing explains."""
        name, filler = self.name, stems_of_class("filler")
        odd_listed = next(
            (
                name.words[at]
                for at in listed
                if name.stems[at] not in filler and name.words[at] not in name.places
            ),
            "",
        )
        contradicted = self._limit_by_contradiction(limits, rest, listed)
        self._limit_by_brand(limits, rest, listed)
        native = self.native
        may_be_its = not contradicted and not odd_listed and native.names_company
        if not rest.goes_on and (
            may_be_its or (native.of_brands and not (rest.unknown and not native.names_company))
        ):
            known = coined_brands(native.script)
            if coined := next((each.native for each in self.explained if each.key in known), ""):
                limits.at_least(
                    QUESTION,
                    f"“{coined}” is the brand of a listed group, so every company that uses it needs review",
                )
        odd = rest.odd or odd_listed
        if not self.anchor:
            limits.at_most(limits.score * 0.95, "no word that agrees is a brand")
            if not self._tells_whose():
                limits.at_most(
                    0.75, "only trade words agree, with no country, place or number; any company may use them"
                )
            if place := next((name.words[at] for at in listed if name.words[at] in name.places), ""):
                limits.at_most(0.65, f"“{place}” of the listed name is not in the native name")
            if odd:
                limits.at_most(0.65, f"“{odd}” is in only one of the names, and no brand agrees")
        elif rest.odd and odd_listed:
            limits.at_most(
                0.75,
                f"the brand agrees, but “{rest.odd}” and “{odd_listed}” do not: perhaps a sister company or a part",
            )
        elif odd:
            limits.at_most(0.78, f"the brand agrees, but “{odd}” is in only one of the names")

    def _tells_whose(self) -> bool:
        """Whether words that agree without a brand tell whose name it is: a nation, place or number, or many of them."""
        name, nations = self.name, words_of_class("nation")
        agreeing = [name.words[at] for at, done in enumerate(self.words_done) if done]
        return len(agreeing) >= _MANY_WORDS or any(
            word in nations or word in name.places or number_of(word) for word in agreeing
        )

    def _limit_by_contradiction(self, limits: _Limits, rest: _Rest, listed: list[int]) -> bool:
        """Another number, place or kind of body; whether there is one."""
        name, kinds = self.name, stems_of_class("kind")
        before = len(limits.ceilings)
        numbers = (*rest.numbers, *(name.words[at] for at in listed if number_of(name.words[at])))
        if numbers:
            limits.at_most(limits.score * 0.5, f"the number “{numbers[0]}” is in only one of the names")
        if rest.other_place:
            limits.at_most(
                limits.score * 0.6, f"“{rest.other_place}” is another place than the listed name's"
            )
        found = {name.stems[at] for at, done in enumerate(self.words_done) if done}
        kind = next((name.words[at] for at in listed if name.stems[at] in kinds), "")
        if kind and found.isdisjoint(kinds):
            limits.at_most(0.6, f"the listed name is that of a “{kind}”")
        if other_kind := rest.kind or self._other_kind():
            limits.at_most(0.6, f"“{other_kind}” names another kind of body")
        return len(limits.ceilings) > before

    def _other_kind(self) -> str:
        """A word for a kind of body within a longer one that agrees in another word: 交通银行 is a bank; or ""."""
        kinds = stems_of_class("kind")
        for each in self.native.pieces:
            # One sign is in many words: 성, a ministry, in the brand 대성.
            if each.kind is not PieceKind.TERM or each.means[0] not in kinds or each.end - each.start < 2:
                continue
            inside = any(
                taken.kind is PieceKind.TERM and taken.start < each.start and each.end == taken.end
                for taken in self.taken
            )
            if inside and self.where.keys().isdisjoint(each.means):
                return self.native.text(each.start, each.end)
        return ""

    def _limit_by_brand(self, limits: _Limits, rest: _Rest, listed: list[int]) -> None:
        """Brands that differ, a brand that goes on, a place that only one name has, a brand and nothing else."""
        name = self.name
        brand = next((name.words[at] for at in listed if at in name.brands), "")
        if brand and rest.unknown:
            limits.at_most(0.6, f"“{rest.unknown}” and “{brand}” are two brands")
        elif brand and not self.anchor:
            limits.at_most(0.6, f"the brand “{brand}” is not in the native name")
        elif brand:
            limits.at_most(0.75, f"“{brand}” of the listed name is not in the native name")
        if rest.goes_on:
            limits.at_most(0.6, f"“{rest.goes_on}” is next to the brand and belongs to it")
        if rest.place:
            limits.at_most(
                0.75 if self.anchor else 0.65,
                f"“{rest.place}” is a place that the listed name does not have",
            )
        if len(self.explained) > 1:
            if all(each.kind is PieceKind.BRAND for each in self.explained):
                limits.at_most(0.78, "everything that agrees only sounds alike")
            return
        (only,) = self.explained
        if len(only.listed) < _SHORT_BRAND:
            limits.at_most(0.6, f"only “{only.listed}” agrees, which is just a few letters")
        limits.at_most(0.75, f"only the brand “{only.listed}” agrees, and others may use it")
        if rest.odd:
            limits.at_most(0.65, f"“{rest.odd}” next to it is not in the listed name")


class _Limits:
    """A score, and what lowered or raised it."""

    def __init__(self, score: float) -> None:
        self.score = score
        self.ceilings: list[NativeCeiling] = []

    def at_most(self, score: float, why: str) -> None:
        """Lower the score to this, where it is higher."""
        if score < self.score:
            self.score = score
            self.ceilings.append(NativeCeiling(why, score))

    def at_least(self, score: float, why: str) -> None:
        """Raise the score to this, where it is lower."""
        if score > self.score:
            self.score = score
            self.ceilings.append(NativeCeiling(why, score))


class _Rest:
    """What of the native name nothing of the listed one explains."""

    def __init__(self, state: _Alignment) -> None:
        self.weight = 0.0
        self.texts: list[str] = []
        self.numbers: list[str] = []
        self.place = self.other_place = self.kind = self.odd = ""
        self.unknown = ""  # what no table knows, a brand as it seems
        self.goes_on = ""  # such signs right beside a brand that agrees
        self._state = state
        done, size = state.units_done, len(state.units_done)
        pieces: dict[int, NativePiece] = {}
        for piece in state.native.pieces:
            if piece.kind not in BY_SOUND and not any(done[piece.start : piece.end]):
                known = pieces.get(piece.start)
                if known is None or piece.end > known.end:
                    pieces[piece.start] = piece
        at = 0
        while at < size:
            if done[at]:
                at += 1
                continue
            next_piece = pieces.get(at)
            if next_piece is not None and not any(done[at : next_piece.end]):
                self._add_piece(next_piece)
                at = next_piece.end
                continue
            end = at + 1
            while end < size and not done[end] and end not in pieces:
                end += 1
            self._add_unknown(at, end)
            at = end

    def _add_piece(self, piece: NativePiece) -> None:
        state = self._state
        text = state.native.text(piece.start, piece.end)
        again = piece.kind is PieceKind.TERM and any(short in state.where for short in piece.means)
        self.weight += piece.weight * (_SAME_AGAIN if again else 1.0)
        self.texts.append(text)
        if piece.kind is PieceKind.PLACE:
            self.place = self.place or text
            if state.name.places and state.name.places.isdisjoint(piece.means):
                self.other_place = self.other_place or text
        elif piece.kind is PieceKind.NUMBER:
            self.numbers.append(text)
        elif not again:
            if piece.means[0] in stems_of_class("kind"):
                self.kind = self.kind or text
            if stems_of_class("filler").isdisjoint(piece.means):
                self.odd = self.odd or text

    def _add_unknown(self, start: int, end: int) -> None:
        native = self._state.native
        run, text = native.units[start:end], native.text(start, end)
        self.texts.append(text)
        unknown = sum(weight_of_unknown(unit, native.script) for unit in run)
        if native.script in RUN_ON:
            self.weight += _UNKNOWN_RUN + unknown
            odd = len(run) > 1
            if any(piece.end == start or piece.start == end for piece in self._state.brands):
                self.goes_on = self.goes_on or text
        else:
            self.weight += unknown
            odd = len(run) > 1 or len(run[0]) > 1
            if native.script is Script.CYRILLIC and not self.place:
                self.place = next((word for word in run if _OF_PLACE.search(word)), "")
        if odd:
            self.odd = self.odd or text
            self.unknown = self.unknown or text
