"""Which word of one name answers which word of the other, and what is left over.

Equal words first, then the closest agreeing pairs, then words cut off, joined initials, joined and split words.
What is left over on both sides contradicts; on one side it is an extra. Weighs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from screening.compare.prepared import PreparedName
from screening.compare.words import Distance, How, WordAgreement, agree, apart, osa
from screening.names.person_words import SERVANT
from screening.names.scripts import FEW_VOWELS
from screening.names.sounds import skeleton, wade_giles
from screening.names.vowelless import parts_write, writes, writes_parts

SHORTEST_JOINED = 5  # letters
SHORTEST_SPARSE = 4  # letters where few vowels are written: l-y-r-d is Alireza
CUT_NAME = 15  # letters a name has at least where a fixed-width field cuts it off
JOINED_INITIALS = range(2, 4)  # letters
_HOPELESS = 55  # per cent of letters in order below which two names with no common word hold no joined words


@dataclass(slots=True)
class Alignment:
    """What was found; filled step by step by `align` and read-only after."""

    left_over: list[str] = field(default_factory=list)
    right_over: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str, WordAgreement]] = field(default_factory=list)  # inexact ones
    joined: list[tuple[str, str]] = field(default_factory=list)
    cut_off: tuple[str, str] | None = None
    matched: int = 0
    equal: list[str] = field(default_factory=list)
    agreeing: list[float | tuple[str, str, float]] = field(
        default_factory=list
    )  # see `rarity_of_agreeing`: what each step adds, or two words and their closeness
    edits: int = 0
    whole: bool = False  # all letters joined agree


def align(left: PreparedName, right: PreparedName, distance: Distance) -> Alignment:
    """Pair off the words of two prepared names of one sort."""
    found = Alignment()
    _take_equal(left, right, found)
    if not found.left_over and not found.right_over:
        return found
    _drop_repeats(left, right, found)
    if same_letters(left, right) or (distance is Distance.FEW_VOWELS and _same_skeleton(left, right)):
        return _as_whole(found, left, 0 if distance is Distance.SAME else 1)
    if found.left_over and found.right_over:
        _take_joined(left, right, found, distance, most=0)  # En Lai is Enlai before Lai is a misspelt Enlai
        _take_cut_off(left, right, found)
    if found.left_over and found.right_over:
        _take_agreeing(left, right, found, distance)
        if (
            not found.matched
            and distance is Distance.SAME
            and not ratio(left.core, right.core, score_cutoff=_HOPELESS)
        ):
            return found
    if found.left_over and found.right_over and not left.organisation:
        _take_particle_initials(left, right, found)
        _take_joined_initials(left, right, found)
    if found.left_over or found.right_over:
        _take_joined(left, right, found, distance, most=2)
        if left.organisation and (found.left_over or found.right_over):
            _take_whole(left, right, found)
    return found


def _take_equal(left: PreparedName, right: PreparedName, found: Alignment) -> None:
    rest = list(right.words)
    for word in left.words:
        if word in rest:
            rest.remove(word)
            found.equal.append(word)
        else:
            found.left_over.append(word)
    found.matched = len(found.equal)
    found.right_over = rest


def rarity_of_agreeing(left: PreparedName, right: PreparedName, found: Alignment) -> float:
    """How rare the words are that agree, closer ones counting more. Few ask, and then it is worked out."""
    rarity = 0.0
    for word in found.equal:
        rarity += left.weights[word]
    for step in found.agreeing:
        if isinstance(step, float):
            rarity += step
        else:
            one, other, closeness = step
            rarity += min(left.weights[one], right.weights[other]) * closeness
    return max(rarity, 1.0) if found.whole else rarity


def _drop_repeats(left: PreparedName, right: PreparedName, found: Alignment) -> None:
    """A word repeated in one name, with nothing left on the other side, costs nothing."""
    if not found.right_over:
        found.left_over = [word for word in found.left_over if word not in right.words]
    elif not found.left_over:
        found.right_over = [word for word in found.right_over if word not in left.words]


def same_letters(left: PreparedName, right: PreparedName) -> bool:
    """Whether the compared words, or all letters, of one name are those of the other."""
    return left.core in (right.core, right.whole) or left.whole in (right.core, right.whole)


def _same_skeleton(left: PreparedName, right: PreparedName) -> bool:
    """The consonants of the whole name; only where one side is written as one word are there no bounds to respect."""
    if min(len(left.words), len(right.words)) > 1:
        return False
    bones = skeleton(left.core)
    return len(bones) >= 3 and bones == skeleton(right.core)


def _as_whole(found: Alignment, left: PreparedName, edits: int) -> Alignment:
    found.left_over, found.right_over = [], []
    found.edits = max(found.edits, edits)
    found.whole = True
    found.matched = max(found.matched, len(left.words), 1)
    return found


def _take_agreeing(left: PreparedName, right: PreparedName, found: Alignment, distance: Distance) -> None:
    candidates = [
        (agreement.closeness + 0.001 * min(len(one), len(other)), one, other, agreement)
        for one in found.left_over
        for other in found.right_over
        if one not in left.exact
        and other not in right.exact
        and (agreement := agree(one, other, left.organisation, distance))
    ]
    if len(candidates) > 1:
        candidates.sort(reverse=True)
    servant_side = ""
    for _, one, other, agreement in candidates:
        if one not in found.left_over or other not in found.right_over:
            continue
        found.left_over.remove(one)
        found.right_over.remove(other)
        found.pairs.append((one, other, agreement))
        found.matched += 1
        found.agreeing.append((one, other, agreement.closeness))
        found.edits += agreement.edits
        if agreement.how is How.SERVANT:
            servant_side = "left" if one.startswith(SERVANT) else "right"
    # Abdul X against X: Abdul is an extra word of its own where the other name has something else there.
    if servant_side == "left" and found.right_over and not found.left_over:
        found.left_over = _servant_against(found.right_over)
    elif servant_side == "right" and found.left_over and not found.right_over:
        found.right_over = _servant_against(found.left_over)


def _servant_against(over: list[str]) -> list[str]:
    """Abdul as a word left over, unless the other name gives its initial."""
    if SERVANT[0] in over:
        over.remove(SERVANT[0])
        return []
    return [SERVANT]


def _both_ways(
    left: PreparedName, right: PreparedName, found: Alignment, take: Callable[..., tuple[str, str] | None]
) -> tuple[str, str] | None:
    """What `take` finds from the left, else from the right turned round."""
    taken = take(left, found.left_over, right, found.right_over)
    if taken:
        return taken
    turned = take(right, found.right_over, left, found.left_over)
    return (turned[1], turned[0]) if turned else None


def _take_cut_off(left: PreparedName, right: PreparedName, found: Alignment) -> None:
    if left.last not in found.left_over and right.last not in found.right_over:
        return
    taken = _both_ways(left, right, found, _cut_off)
    if taken:
        found.cut_off = taken
        found.matched += 1
        found.agreeing.append(0.3)


def _cut_off(
    name: PreparedName, over: list[str], _other: PreparedName, other_over: list[str]
) -> tuple[str, str] | None:
    """A field cut at a fixed width: the last word of a long name begins a word of the other."""
    length = len(name.core if name.organisation else name.whole)
    if over != [name.last] or length < CUT_NAME:
        return None
    for word in other_over:
        if len(word) > len(name.last) and word.startswith(name.last):
            over.remove(name.last)
            other_over.remove(word)
            return name.last, word
    return None


def _take_particle_initials(left: PreparedName, right: PreparedName, found: Alignment) -> None:
    """A Jaber named with the initial A may be the one whose family name is Al-Jalamah."""
    taken = _both_ways(left, right, found, _particle_initial)
    if taken:
        found.pairs.append((*taken, WordAgreement(How.INITIAL, 0.8, 0)))
        found.matched += 1


def _particle_initial(
    _name: PreparedName, over: list[str], other: PreparedName, other_over: list[str]
) -> tuple[str, str] | None:
    for letter in over:
        for word in other_over if len(letter) == 1 else ():
            if other.after_particle.get(word) == letter:
                over.remove(letter)
                other_over.remove(word)
                return letter, word
    return None


def _take_joined_initials(left: PreparedName, right: PreparedName, found: Alignment) -> None:
    """JC is Jean Claude. Consonants of a script that leaves vowels out are no initials: آراد is not A. R. D."""
    for name, over, other_over, turned in (
        (left, found.left_over, found.right_over, False),
        (right, found.right_over, found.left_over, True),
    ):
        if name.script in FEW_VOWELS:
            continue
        for word in list(over):
            names = other_over[: len(word)]
            if len(word) in JOINED_INITIALS and "".join(name[0] for name in names) == word:
                over.remove(word)
                del other_over[: len(word)]
                spelt = " ".join(names)
                pair = (spelt, word) if turned else (word, spelt)
                found.pairs.append((*pair, WordAgreement(How.INITIAL, 0.8, 0)))
                found.matched += len(word)
                found.agreeing.append(0.5)


def _take_joined(
    left: PreparedName, right: PreparedName, found: Alignment, distance: Distance, most: int
) -> None:
    """Joined and split words, up to `most` edits apart; long words only, one edit at most below eight letters."""
    for name, over, other_over, turned in (
        (right, found.left_over, found.right_over, False),
        (left, found.right_over, found.left_over, True),
    ):
        if not over or not other_over:  # a run must hold a word that nothing has answered yet
            continue
        shortest = max(SHORTEST_JOINED, name.shortest_run - most)
        if distance is Distance.LONG_VOWELS:
            shortest = SHORTEST_SPARSE
        elif max(map(len, over)) < shortest or (not most and name.runs.keys().isdisjoint(over)):
            continue
        for word in list(over):
            if len(word) < shortest:
                continue
            if best := _split_of(word, name, other_over, distance, most):
                over.remove(word)
                edits, parts = best
                _note_joined(found, word, parts, edits, other_over, turned)


def _note_joined(
    found: Alignment, word: str, parts: tuple[str, ...], edits: int, other_over: list[str], turned: bool
) -> None:
    for part in parts:
        if part in other_over:
            other_over.remove(part)
    spelt = " ".join(parts)
    found.joined.append((spelt, word) if turned else (word, spelt))
    found.edits += edits
    found.matched += 1
    found.agreeing.append(1.0)


def _split_of(
    word: str, name: PreparedName, over: list[str], distance: Distance, most: int
) -> tuple[int, tuple[str, ...]] | None:
    """Two or three neighbouring words of the other name that together spell the word, and the edits between."""
    exact = name.runs.get(word)
    if exact and any(part in over for part in exact):
        return 0, exact
    if distance is Distance.LONG_VOWELS:
        fitting = (
            parts
            for together, parts in name.runs.items()
            if not set(over).isdisjoint(parts)
            and (
                (writes(word, together) and writes_parts(word, parts))
                or (writes(together, word) and parts_write(parts, word))
            )
        )
        parts = next(fitting, None)
        return (0, parts) if parts else None
    if not most:
        return None
    best: tuple[int, tuple[str, ...]] | None = None
    most = most_glued_letters(word)
    shortest, longest = len(word) - most, len(word) + most
    for together, parts in name.runs.items():
        if not shortest <= len(together) <= longest:
            continue
        edits = glued_edits(word, together, name.organisation)
        if edits is not None and (best is None or edits < best[0]) and any(part in over for part in parts):
            best = edits, parts
    return best


def most_glued_letters(word: str) -> int:
    """Edits allowed between a word and some joined: one below eight letters, two from there."""
    return 1 if len(word) < 8 else 2


def glued_edits(word: str, together: str, organisation: bool) -> int | None:
    """Edits between a word and some joined that has about as many letters; None for more than are allowed."""
    most = most_glued_letters(word)
    edits: int = OSA.distance(word, together, score_cutoff=most)
    if edits and not organisation and wade_giles(word) == together:
        return 0
    return edits if edits <= most else None


def _take_whole(left: PreparedName, right: PreparedName, found: Alignment) -> None:
    """Long names joined within two edits agree, unless a short word (a number, an acronym) is left over."""
    if min(len(left.whole), len(right.whole)) < 12 or abs(len(left.whole) - len(right.whole)) > 2:
        return
    if any(len(word) < 4 for word in found.left_over) or any(len(word) < 4 for word in found.right_over):
        return
    edits = osa(left.whole, right.whole, 2)
    if edits <= 2 and not any(apart(one, other) for one in found.left_over for other in found.right_over):
        _as_whole(found, left, edits)
