"""Points for what an alignment found, as lines that add up. The charges are in points.toml."""

from __future__ import annotations

from rapidfuzz.distance import JaroWinkler

from screening.compare.align import Alignment, rarity_of_agreeing
from screening.compare.lines import Comparison, Flag, ScoreLine, start
from screening.compare.order import in_one_order
from screening.compare.points import POINTS
from screening.compare.prepared import PreparedName
from screening.compare.words import Distance, How, WordAgreement, agree, osa
from screening.names.organisation_words import PLACES

_SPELLING, _PERSON = POINTS.spelling, POINTS.person
_ORGANISATION, _CONTRADICTION = POINTS.organisation, POINTS.contradiction
CONTRADICTED_AT_MOST = (
    1 - round(_CONTRADICTION.words) / 100
)  # the score of a pair with words left over on both sides
_NO_FLAGS: frozenset[Flag] = frozenset()
_PER_WORD = 0.15  # each left-over word counts a little even where everybody bears it


class _Lines:
    """Lines in the making; charges of nothing leave no line."""

    __slots__ = ("flags", "made", "total", "turned")

    def __init__(self, left: PreparedName, right: PreparedName, turned: bool) -> None:
        self.made = [start(right.text, left.text) if turned else start(left.text, right.text)]
        self.total = 100
        self.flags: set[Flag] = set()
        self.turned = turned

    def charge(self, feature: str, left: str, right: str, points: float, note: str = "") -> None:
        """Take `points` off, rounded first so that the lines add up."""
        whole = round(points)
        if whole:
            if self.turned:
                left, right = right, left
            self.made.append(ScoreLine(feature, left, right, -whole, note))
            self.total -= whole

    def comparison(self) -> Comparison:
        """The comparison, with a line of its own where the sum would fall below 0."""
        if self.total < 0:
            self.made.append(ScoreLine("floor", "", "", -self.total, "a score is never below 0"))
            self.total = 0
        return Comparison(
            self.total / 100, tuple(self.made), frozenset(self.flags) if self.flags else _NO_FLAGS
        )


def weigh(
    left: PreparedName,
    right: PreparedName,
    found: Alignment,
    distance: Distance,
    *,
    differ: bool,
    turned: bool,
) -> Comparison:
    """The comparison of two aligned names.

    Args:
        left: the name aligned first.
        right: the other.
        found: what aligning found.
        distance: how far apart their scripts are.
        differ: whether characters of one script are not the same.
        turned: whether the lines are to name the other side first.
    """
    lines = _Lines(left, right, turned)
    if found.pairs or found.edits or found.joined or found.cut_off or found.whole:
        _charge_spelling(lines, left, right, found, distance)
    if differ:
        _say(lines, "other characters in the original script", left, right, _PERSON.characters)
    if left.organisation:
        _charge_forms_and_numbers(lines, left, right)
    elif left.descents and right.descents:
        _charge_exchange(lines, left, right)
    over = [word for word in found.left_over if not word.isdigit()]
    other = [word for word in found.right_over if not word.isdigit()]
    if not left.organisation and _is_loose(found, bool(over or other)):
        lines.flags.add(Flag.LOOSE)
    if over and other:
        _charge_contradiction(lines, left, right, found, over, other)
    elif not found.matched:
        lines.charge("no word in common", left.core, right.core, 95)
    elif over or other:
        charge_extra = _charge_extra_words if left.organisation else _charge_extra_names
        charge_extra(lines, left, right, found, over, other, distance)
    elif (
        not left.organisation
        and lines.total > 50
        and not found.whole
        and not in_one_order(left, right, found)
    ):
        lines.charge("another order", " ".join(left.printed), " ".join(right.printed), _SPELLING.order)
    return lines.comparison()


def at_most(left: PreparedName, right: PreparedName, found: Alignment, distance: Distance) -> float:
    """A score (0 to 1) that `weigh` will not exceed, from the words left over or the letters changed alone."""
    spelt = (100 - round(_of_edits(found, distance))) / 100 if found.edits > 2 else 1.0
    over = [word for word in found.left_over if not word.isdigit()]
    other = [word for word in found.right_over if not word.isdigit()]
    if over and other:
        return spelt if is_acronym(left, right) or is_acronym(right, left) else CONTRADICTED_AT_MOST
    if left.organisation and (over or other) and found.matched:
        return min(spelt, (100 - round(extra_words(left, over) if over else extra_words(right, other))) / 100)
    return spelt


def _say(
    lines: _Lines, feature: str, left: PreparedName, right: PreparedName, points: float, note: str = ""
) -> None:
    lines.charge(feature, left.text, right.text, points, note)


def _charge_spelling(
    lines: _Lines, left: PreparedName, right: PreparedName, found: Alignment, distance: Distance
) -> None:
    initials = 0
    vowels: list[tuple[str, str]] = []
    unwritten: list[tuple[str, str]] = []
    inexact: list[tuple[str, str]] = []
    for one, other, agreement in found.pairs:
        if agreement.how is How.INITIAL:
            initials += 1
            lines.charge("initial for a name", one, other, _SPELLING.initial)
        elif agreement.how is How.VARIANT:
            lines.charge("another form of the name", one, other, _SPELLING.variant)
        elif agreement.how is How.VOWELS:
            vowels.append((one, other))
        elif agreement.how is How.UNWRITTEN:
            unwritten.append((one, other))
        if agreement.edits:
            inexact.append((one, other))
    if found.edits:
        inexact += found.joined
        lines.charge("spelling", *_spelt(inexact, left, right), _of_edits(found, distance))
    if unwritten:
        lines.charge("short vowels not written", *_spelt(unwritten, left, right), _SPELLING.unwritten)
    if vowels:
        lines.charge("vowels left out", *_spelt(vowels, left, right), _SPELLING.vowels)
    if found.joined or (found.whole and left.words != right.words):
        lines.charge("joined or split words", *_spelt(found.joined, left, right), _SPELLING.joined)
    if found.cut_off:
        lines.charge("cut-off word", *found.cut_off, _SPELLING.cut_off)
    if initials and initials >= found.matched:
        lines.flags.add(Flag.INITIALS_ONLY)
        lines.charge("initials only", left.core, right.core, _SPELLING.initials_only)


def _of_edits(found: Alignment, distance: Distance) -> float:
    """Points for letters changed: more are free of the dearer charge where many words agree, or scripts differ."""
    most = max([agreement.edits for _, _, agreement in found.pairs], default=2)
    free = (
        2 + (found.matched >= 4 or (found.matched == 3 and most == 1)) + 2 * (distance is not Distance.SAME)
    )
    dearer = max(0, min(found.edits - free, 3))
    return _SPELLING.edit * min(found.edits, 2) + _SPELLING.further_edit * dearer


def _spelt(pairs: list[tuple[str, str]], left: PreparedName, right: PreparedName) -> tuple[str, str]:
    if not pairs:
        return left.text, right.text
    return " ".join([one for one, _ in pairs]), " ".join([other for _, other in pairs])


def _charge_forms_and_numbers(lines: _Lines, left: PreparedName, right: PreparedName) -> None:
    if left.forms and right.forms and left.forms.isdisjoint(right.forms):
        lines.charge(
            "legal form", " ".join(sorted(left.forms)), " ".join(sorted(right.forms)), _ORGANISATION.form
        )
    if left.numbers == right.numbers:
        return
    one, other = sorted(left.numbers - right.numbers), sorted(right.numbers - left.numbers)
    if left.numbers and right.numbers:
        lines.flags.add(Flag.DIFFERENT_NUMBERS)
        near = osa("".join(one), "".join(other), 1) <= 1
        points = _ORGANISATION.near_number if near else _ORGANISATION.number
        lines.charge("different numbers", " ".join(one), " ".join(other), points, "at most siblings")
    else:
        lines.flags.add(Flag.DIFFERENT_NUMBERS)
        lines.charge("number on one side", " ".join(one), " ".join(other), _ORGANISATION.one_number)


def _charge_exchange(lines: _Lines, left: PreparedName, right: PreparedName) -> None:
    for child, father in left.descents:
        for other_child, other_father in right.descents:
            if _alike(child, other_father) and _alike(father, other_child):
                lines.flags.add(Flag.EXCHANGE)
                lines.charge(
                    "son and father exchanged",
                    f"{child} son of {father}",
                    f"{other_child} son of {other_father}",
                    _PERSON.exchange,
                )
                return
    children, fathers = ({pair[at] for pair in left.descents} for at in (0, 1))
    others, other_fathers = ({pair[at] for pair in right.descents} for at in (0, 1))
    if (fathers & others) - other_fathers - children or (other_fathers & children) - fathers - others:
        lines.flags.add(Flag.EXCHANGE)
        _say(lines, "a father's name here is a son's there", left, right, _PERSON.near_exchange)


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    agreement = agree(one, other, False, Distance.SAME)
    return agreement is not None and agreement.closeness > 0.8


def _charge_contradiction(
    lines: _Lines,
    left: PreparedName,
    right: PreparedName,
    found: Alignment,
    over: list[str],
    other: list[str],
) -> None:
    if is_acronym(left, right) or is_acronym(right, left):
        _say(lines, "acronym of the other name", left, right, _ORGANISATION.acronym, "others may share it")
        return
    rest = _weight(left, found.left_over) + _weight(right, found.right_over)
    share = rest / (2 * rarity_of_agreeing(left, right, found) + rest)
    closest = max(JaroWinkler.similarity(one, two) for one in over for two in other)
    points = _CONTRADICTION.words + _CONTRADICTION.share * share + _CONTRADICTION.unlike * (1 - closest)
    lines.charge("different words", " ".join(over), " ".join(other), points)
    if not found.matched:
        lines.charge("no word in common", left.core, right.core, _CONTRADICTION.nothing_common)


def is_acronym(short: PreparedName, long: PreparedName) -> bool:
    """One word of three to six letters that the other name's initials spell; first words are tried too."""
    word, words = short.words[0], long.words
    if not 2 < len(word) <= 6 or len(words) == 1:
        return False
    if word[0] != words[0][0] and not long.given and not long.with_form:
        return False  # and its initials need not be put together
    return word in long.acronyms


def _weight(name: PreparedName, words: list[str]) -> float:
    return sum(name.weights.get(word, 0.4) + _PER_WORD for word in words)


def extra_words(name: PreparedName, extra: list[str]) -> float:
    """Points for words that only one organisation's name has."""
    rarities = sum([name.weights.get(word, 0.4) for word in extra])
    return min(_ORGANISATION.extra_most, _ORGANISATION.extra + _ORGANISATION.extra_rarity * rarities)


def _charge_extra_words(
    lines: _Lines,
    left: PreparedName,
    right: PreparedName,
    _found: Alignment,
    over: list[str],
    other: list[str],
    _distance: Distance,
) -> None:
    extra, name = (over, left) if over else (other, right)
    if any(word in PLACES for word in extra):
        lines.flags.add(Flag.EXTRA_PLACE)
    lines.charge("extra word", " ".join(over), " ".join(other), extra_words(name, extra))
    places = [word for word in extra if word in PLACES and word not in name.bracketed]
    # "Santander Chile" is a body of its own; "Deutsche Bank (Schweiz)" is Deutsche Bank, in Switzerland
    if places:
        _say(lines, "an extra place is part of the name", left, right, _ORGANISATION.place)
    if (len(left.words) == 1) != (len(right.words) == 1):
        _say(lines, "one-word name inside a longer one", left, right, _ORGANISATION.single)


def _charge_extra_names(
    lines: _Lines,
    left: PreparedName,
    right: PreparedName,
    found: Alignment,
    over: list[str],
    other: list[str],
    distance: Distance,
) -> None:
    extra = over or other
    dearer = _PERSON.few_vowels if distance is Distance.FEW_VOWELS else 1
    points = min(_PERSON.extra * len(extra), _PERSON.extra_most) * dearer
    lines.charge("extra name", " ".join(over), " ".join(other), points)
    if distance is Distance.FEW_VOWELS and found.matched < 2:
        _say(lines, "one word in common across scripts", left, right, _PERSON.one_across)
    if any(_is_short(one, two, agreement) for one, two, agreement in found.pairs if agreement.edits):
        _say(lines, "a short word differs", left, right, _PERSON.short_beside_extra)
    initials = [(one, two) for one, two, agreement in found.pairs if agreement.how is How.INITIAL]
    if len(max(extra, key=len)) > 1 and any(len(one if over else two) == 1 for one, two in initials):
        _say(
            lines, "an initial beside a name the other side lacks", left, right, _PERSON.initial_beside_extra
        )
    shared = sum(len(word) == 1 for word in left.words if word in right.weights)
    lines.charge("an initial on both sides", left.core, right.core, _PERSON.shared_initial * shared)
    if found.matched - len(initials) <= 1 and found.edits:
        _say(lines, "one inexact word in common", left, right, _PERSON.only_inexact)
    elif len(left.words) == 1:
        _charge_single_name(lines, left, left, right)
    elif len(right.words) == 1:
        _charge_single_name(lines, right, left, right)
    elif len(extra) >= max(2, found.matched) and not found.cut_off:
        _charge_missing(lines, left, right, found, left if over else right, extra)


def _charge_missing(
    lines: _Lines,
    left: PreparedName,
    right: PreparedName,
    found: Alignment,
    name: PreparedName,
    extra: list[str],
) -> None:
    """Dearer where what one name lacks is rarer than what agrees."""
    agreeing = rarity_of_agreeing(left, right, found)
    if sum(name.weights.get(word, 0.4) for word in extra) <= _MOST * agreeing:
        return
    if agreeing < _COMMON:
        _say(lines, "only common words agree", left, right, _PERSON.common_part)
    elif len(extra) > 2 and found.matched == 2:
        _say(lines, "most of the longer name is missing", left, right, _PERSON.most_missing)


def _charge_single_name(lines: _Lines, single: PreparedName, left: PreparedName, right: PreparedName) -> None:
    """One word of a longer name: dearer the commoner it is, and where a title or particle beside it disagrees."""
    points = _PERSON.single + _PERSON.single_common * (1 - single.weights[single.words[0]])
    _say(lines, "single name only", left, right, points)
    if single.dropped and left.dropped.isdisjoint(right.dropped):
        _say(lines, "nothing else but a title or particle", left, right, _PERSON.single_and_title)


_FEW_LETTERS = 5  # up to four letters, one changed makes another name
_MANY_LETTERS = 11  # where two letters changed beside a missing name still leave one name
_MOST = 1.1  # times the rarity of what agrees: more than that is missing
_COMMON = 1.4  # rarity of what agrees, below which hundreds of listed persons share it


def _is_loose(found: Alignment, missing: bool) -> bool:
    """Mohammadi is not Mohammad beside a further name, Jing not Ping and Ivanov not Ionov: people differ by as much."""
    return any(
        (agreement.how is How.SPELT or agreement.edits > 1)
        and (missing or agreement.edits > 1 or max(len(one), len(other)) < _FEW_LETTERS)
        and max(len(one), len(other)) < _MANY_LETTERS
        for one, other, agreement in found.pairs
    )


def _is_short(one: str, other: str, agreement: WordAgreement) -> bool:
    """Two edits in a word of six letters, or one in three: too much where another word is missing as well."""
    longer = max(len(one), len(other))
    if agreement.how is How.SPELT and agreement.edits == 2 and longer <= 6:
        return True
    return min(len(one), len(other)) <= 3 and longer <= 4
