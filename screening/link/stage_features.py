"""A mention beside one listed name: where the name stands in it, and what there is to say about that, in numbers.

Nothing here decides. A feature is a number, or one cell of a small table where two things say more together than apart:
what is there of the name with what stands beside it; the sort of the name with the country. The word *telling* means a
distinctive word, or a place, a direction or a number: what sets one body apart from another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from screening.link.bearers import Bearer, Name
from screening.link.ordinary_names import is_anybodys_word
from screening.link.stage_names import LETTERS, ListedNameTable
from screening.link.stage_text import StageText
from screening.link.word_forms import (
    DIRECTION,
    DISTINCTIVE,
    FILLER,
    KINDS,
    LEGAL,
    NUMBER,
    PLACE,
    SHORT,
    SUBJECT,
    TYPE,
    names_holding,
)
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.model import NameKind

FEATURES = (
    "coverage",  # share of the name's weight that stands in the mention
    "weight_found",
    "weight_of_name",
    "heaviest_missing",
    "words_of_name",
    "telling_word",  # weight of the most telling word found
    "telling_word_alike",
    "place_word",  # weight of the heaviest place of the name that is found
    "inversions",
    "weight_beside",
    "share_of_text",
    "part_of_body",
    "words_of_text",
    "begins_alike",
    "acronym_expansion",  # of letters: -1 they stand for other words beside them, 1 for the body's own
    "telling_inserted",
    "telling_beside",
    "subject_beside",
    "place_beside",
    "form_beside",
    "standing",
    "word_after",
    "word_before",
    "sort_and_country",
    "sort_and_fit",
    "rival_coverage",
    "rival_lead",
    "bearers_of_words",
    "branch_abroad",  # a company's core name and another country: 1 with words of it missing, 2 whole
    "lone_word",  # one distinctive word is all that tells whose the text is: what sort of word, and what else stands there
    "lists_of_body",
    "sort_and_subject",  # the sort of name, and whether the mention names a subject that the name lacks, or another one
    "sort_and_type",  # the same of the type of institution
    "sort_and_place",  # the sort of name, and whether a place beside it is the body's own
)
CATEGORIES = (
    "standing",
    "word_after",
    "word_before",
    "sort_and_country",
    "sort_and_fit",
    "lone_word",
    "sort_and_subject",
    "sort_and_type",
    "sort_and_place",
)
_COMPANY_WORDS = cue_words(Cue.COMPANY_WORD)
AT = {name: place for place, name in enumerate(FEATURES)}
OF_RIVALS = ("rival_coverage", "rival_lead", "bearers_of_words")

AGREES, UNSAID, CONFLICTS = range(3)
WHOLE, RESPELT, GENERAL_MISSING, TELLING_MISSING = range(4)
_NEIGHBOURS = len(KINDS) + 2  # none, each class of words, a stop word
AFTER_STOP = _NEIGHBOURS - 1
# How many cells a sort of name has in the table of its country, and in those of what it lacks.
COUNTRIES, DIFFERENCES = 3, 4
ONE_MORE = 2  # from here on: a subject or type that the name lacks, or another one
GENERAL = (PLACE, LEGAL, FILLER)
OF_BODIES = frozenset({TYPE, LEGAL, SUBJECT})
# Words between two of a name: more stand between two names of an affiliation.
_GAP = 4
_SURE = 0.999  # how alike the same word is, but for rounding
_NOTHING = 0.001  # of a weight, as sums leave it
_FEWEST_LETTERS, _MOST_LETTERS = 2, 7  # of an acronym: "BJ" is one, "HANGZHOU" a word in capitals
_SHORTEST_EXPANDED = 3  # letters; two begin any two words
_TELLING = (DISTINCTIVE, PLACE, DIRECTION, NUMBER)
# What differs between two bodies that share a brand.
_OF_ANOTHER = (DISTINCTIVE, SUBJECT, TYPE)
AT_HOME, ORDINARY, MORE = 8, 4, 2  # parts of a cell of lone_word
ORDINARY_FROM = 3  # other organisations that are called by a word
# Of what a mention and a name share: a word in one name of thirty alone is any name's.
LEAST_WEIGHT = 3.5
# Most of a name must be there, or a fifth of it with a word that one name of 1,800 holds.
LEAST_SHARE, SHARE_OF_A_TELLING, TELLING_WEIGHT = 0.6, 0.2, 7.5
_BESIDE_A_BRANCH = (PLACE, LEGAL, FILLER, SHORT, SUBJECT, DIRECTION)


@dataclass(frozen=True, slots=True)
class WordMatch:
    """A word of a name where it stands in a mention."""

    word: int  # its place in the name
    place: int  # among the words of the mention
    alike: float


@dataclass(slots=True)
class NameComparison:
    """A listed name beside a mention."""

    row: int  # among the listed names
    name: Name
    bearer: Bearer
    found: list[WordMatch]  # in the order of the mention
    values: dict[str, float]
    places: frozenset[int]  # of the mention's words that are of the name
    branch: bool  # reads as a company's branch or subsidiary in another country
    begun: bool  # the mention ends within the name
    other_number: bool
    country: int
    company: bool
    telling: tuple[int, ...]  # places of the distinctive words of the name
    missing_weight: float  # of words that say which body it is, and not where or in what legal form
    nearest: str = ""  # of the organisations that nobody lists, the one that the mention names most likely

    @property
    def weight(self) -> float:
        """How much of the name's weight is there."""
        return self.values["weight_found"]

    @property
    def is_there(self) -> bool:
        """Whether nothing of the name is missing; what is cut off is no loss."""
        return self.values["word_after"] < _NEIGHBOURS or self.begun

    def features(self) -> tuple[float, ...]:
        """In the order of FEATURES."""
        return tuple(float(self.values[name]) for name in FEATURES)


def align(names: ListedNameTable, text: StageText, row: int) -> list[WordMatch]:
    """Where a name stands in a mention, in the segment that holds most of it first; its words close together."""
    words, weights, by_word = names.words[row], names.table.weights, text.by_word
    held: dict[int, float] = {}
    for word in words:
        best: dict[int, float] = {}
        for place, alike in by_word.get(word, ()):
            segment = text.segments[place]
            if alike > best.get(segment, 0.0):
                best[segment] = alike
        for segment, alike in best.items():
            held[segment] = held.get(segment, 0.0) + alike * weights[word]
    if not held:
        return []
    home = max(held, key=held.__getitem__)
    found: list[WordMatch] = []
    used: set[int] = set()
    last = -1
    for at, word in enumerate(words):
        free = [
            (text.segments[place] == home, alike, -abs(place - last - 1), place)
            for place, alike in by_word.get(word, ())
            if place not in used
        ]
        if free:
            _, alike, _, last = max(free)
            found.append(WordMatch(at, last, alike))
            used.add(last)
    found.sort(key=lambda each: each.place)
    clusters = [[found[0]]]
    for each in found[1:]:
        if each.place - clusters[-1][-1].place <= _GAP:
            clusters[-1].append(each)
        else:
            clusters.append([each])
    if len(clusters) == 1:
        return clusters[0]
    return max(clusters, key=lambda cluster: sum(each.alike * weights[words[each.word]] for each in cluster))


def compare(
    names: ListedNameTable,
    text: StageText,
    row: int,
    name: Name,
    bearer: Bearer,
    *,
    company: bool,
    lists: int,
    given: bool,
) -> NameComparison | None:
    """All that is to say of a name beside a mention but for its rivals; None where nothing of it stands there.

    Args:
        names: the listed names.
        text: the mention.
        row: of the listed name.
        name: the same.
        bearer: whose it is.
        company: whether the bearer is one, which may have branches abroad.
        lists: how many lists in force hold the bearer.
        given: whether the mention's country stands beside it and not in it.
    """
    if name.kind is NameKind.ACRONYM and not company:
        return None  # letters of a school are read exactly: many share them
    found = align(names, text, row)
    if row not in text.begun and (
        not _is_worth_comparing(names, row, found) or all(each.place in text.marked for each in found)
    ):
        return None
    if not found:
        return None
    words, weights, kinds = names.words[row], names.table.weights, names.table.kinds
    # A legal form ends what stands before it, be it a place: "Hikvision New Zealand Ltd" is none with words inserted.
    core = [each for each in found if kinds[words[each.word]] != LEGAL] or found
    first, last = core[0].place, core[-1].place
    places = frozenset(each.place for each in found)
    there_of_name = {each.word for each in found}
    weight = sum(each.alike * weights[words[each.word]] for each in found)
    least = min(each.alike for each in found)
    missing, inserted, outside = [0.0] * len(KINDS), [0.0] * len(KINDS), [0.0] * len(KINDS)
    heaviest = 0.0
    for at, word in enumerate(words):
        if at not in there_of_name:
            missing[kinds[word]] += weights[word]
            heaviest = max(heaviest, weights[word])
    if row in text.begun:  # what is cut off is no loss
        missing = [0.0] * len(KINDS)
    address = _address(text, last, bearer)
    beside, home = 0.0, (text.segments[first], text.segments[last])
    outside_places: list[int] = []
    for place, segment in enumerate(text.segments):
        if place in places:
            continue
        kind, own = text.kinds[place], text.weights[place]
        if first <= place <= last:
            inserted[kind] += own
        elif segment in home and (place not in address or kind in (PLACE, LEGAL)):
            outside_places.append(place)
            outside[kind] = max(outside[kind], own)
            beside += own
    left, right = _neighbour(text, first, -1), _neighbour(text, last, 1)
    inversions = sum(one.word > other.word for one, other in pairwise(found))
    country = UNSAID
    if bearer.countries and text.countries:
        country = AGREES if bearer.countries & text.countries else CONFLICTS
    elif bearer.countries and any(
        text.kinds[place] == PLACE and text.lies_in(text.words[place], bearer.countries) for place in address
    ):
        country = AGREES
    branch = (
        company
        and may_be_abroad(name)
        and _is_branch(
            text,
            core,
            words,
            kinds,
            missing,
            inserted,
            outside_places,
            elsewhere=given or country == CONFLICTS,
        )
    )
    if branch:  # it leaves out the town of the company
        missing[PLACE] = 0.0
    elif country == AGREES:  # "People's Public Security University, Beijing" says the country otherwise
        missing[PLACE] -= sum(
            weights[word]
            for at, word in enumerate(words)
            if at not in there_of_name and text.is_nation(names.table.words[word])
        )
    there = _there(len(words), there_of_name, least, missing, inserted)
    if row in text.begun:
        there = min(there, RESPELT)
    if len({text.segments[place] for place in places}) > 1:
        there = TELLING_MISSING if inversions else max(there, GENERAL_MISSING)
    if branch and country == CONFLICTS:
        country = UNSAID
    raw = text.raws[first]
    letters = len(words) == 1 and (
        name.kind is NameKind.ACRONYM
        or (_FEWEST_LETTERS <= len(raw) <= _MOST_LETTERS and raw.isupper() and not text.capitals)
    )
    sort = LETTERS if letters else names.sorts[row]
    telling = max(
        (
            (each.alike * weights[words[each.word]], each.alike)
            for each in found
            if kinds[words[each.word]] == DISTINCTIVE
        ),
        default=(0.0, 0.0),
    )
    values = {
        "coverage": weight / names.totals[row],
        "weight_found": weight,
        "weight_of_name": names.totals[row],
        "heaviest_missing": heaviest,
        "words_of_name": len(words),
        "telling_word": telling[0],
        "telling_word_alike": telling[1],
        "place_word": max(
            (weights[words[each.word]] for each in found if kinds[words[each.word]] == PLACE), default=0.0
        ),
        "inversions": inversions,
        "weight_beside": beside,
        "share_of_text": weight / (weight + beside + sum(inserted)),
        "part_of_body": float(row in names.parts),
        "words_of_text": len(text.words),
        "begins_alike": float(found[0].word == 0),
        "acronym_expansion": _expansion(names, text, name, row, raw, places) if letters else 0.0,
        "telling_inserted": inserted[DISTINCTIVE],
        "telling_beside": outside[DISTINCTIVE],
        "subject_beside": outside[SUBJECT],
        "place_beside": outside[PLACE],
        "form_beside": outside[LEGAL],
        "standing": (
            there * 4
            + (0 < left < AFTER_STOP)
            + 2 * (0 < right < AFTER_STOP and right - 1 not in (PLACE, LEGAL))
        )
        * 3
        + country,
        "word_after": there * _NEIGHBOURS + right,
        "word_before": there * _NEIGHBOURS + left,
        "sort_and_country": sort * COUNTRIES + country,
        "sort_and_fit": sort * 4 + there,
        "rival_coverage": 0.0,
        "rival_lead": -9.0,
        "bearers_of_words": 0.0,
        "branch_abroad": 0.0 if not branch else 1.0 if missing[SUBJECT] else 2.0,
        "lone_word": _lone_word(names, core, words, missing, inserted, outside, at_home=country == AGREES),
        "lists_of_body": float(lists),
        "sort_and_subject": sort * DIFFERENCES + _difference(text, core, places, inserted, missing, SUBJECT),
        "sort_and_type": sort * DIFFERENCES + _difference(text, core, places, inserted, missing, TYPE),
        "sort_and_place": sort * 3 + _place_of_whom(text, outside_places, bearer, branch=branch),
    }
    other_number = bool(missing[NUMBER] and (inserted[NUMBER] or outside[NUMBER]))
    distinctive = tuple(each.place for each in core if kinds[words[each.word]] == DISTINCTIVE)
    return NameComparison(
        row,
        name,
        bearer,
        found,
        values,
        places,
        branch,
        row in text.begun,
        other_number,
        country,
        company,
        distinctive,
        sum(missing) - missing[PLACE] - missing[LEGAL] - missing[FILLER],
    )


def may_be_abroad(name: Name) -> bool:
    """Say whether a name is as companies are called, which have branches; an institute elsewhere is another one."""
    words = vocabulary()
    units = (words["unit_head"] | words["teaching"]) - words["laboratory"] - _COMPANY_WORDS
    return units.isdisjoint(name.words)


def _is_worth_comparing(names: ListedNameTable, row: int, found: Sequence[WordMatch]) -> bool:
    """Say whether enough of a name is there: a good part of its weight, or a word that tells whose it is by itself."""
    words, weights = names.words[row], names.table.weights
    shares = [each.alike * weights[words[each.word]] for each in found]
    weight = sum(shares)
    if weight < LEAST_WEIGHT:
        return False
    share = weight / names.totals[row]
    return share >= LEAST_SHARE or (share >= SHARE_OF_A_TELLING and max(shares) >= TELLING_WEIGHT)


def _difference(
    text: StageText,
    core: Sequence[WordMatch],
    places: frozenset[int],
    inserted: Sequence[float],
    missing: Sequence[float],
    kind: int,
) -> int:
    """Whether words of a kind differ: 0 they do not, 1 the mention lacks one, 2 it has one more, 3 it has another one.

    More is a word within the name or right behind it ("Nanjing University of the Arts"), or before a type of institution that
    begins what was found ("Agricultural University of Hunan").
    """
    more = inserted[kind] > 0
    first, last = core[0].place, core[-1].place
    following, before = last + 1, first - 1
    for place in (following, before):
        if not 0 <= place < len(text.words) or place in places or text.kinds[place] != kind:
            continue
        near = first if place == before else last
        if text.segments[place] == text.segments[near] and (place == following or text.kinds[first] == TYPE):
            more = True
    return (3 if missing[kind] else 2) if more else int(missing[kind] > 0)


def _place_of_whom(text: StageText, beside: Sequence[int], bearer: Bearer, *, branch: bool) -> int:
    """Whose the places beside a name are: 0 there is none, 1 the body's, 2 another's."""
    words = [text.words[place] for place in beside if text.kinds[place] == PLACE]
    if not words or branch:
        return 0
    own = any(word in bearer.cities or text.lies_in(word, bearer.countries) for word in words)
    return 1 if own else 2


def _lone_word(
    names: ListedNameTable,
    core: Sequence[WordMatch],
    words: Sequence[int],
    missing: Sequence[float],
    inserted: Sequence[float],
    outside: Sequence[float],
    *,
    at_home: bool,
) -> float:
    """0 where several words tell whose the text is; else by whether others are called by that word, and what differs.

    In the body's own country the same word is seldom somebody else's.
    """
    table = names.table
    telling = {words[each.word] for each in core if table.kinds[words[each.word]] in _TELLING}
    if len(telling) != 1 or table.kinds[number := telling.pop()] != DISTINCTIVE:
        return 0.0
    word = table.words[number]
    elsewhere = names_holding(word) - table.names[number]
    ordinary = elsewhere >= ORDINARY_FROM or is_anybodys_word(word)
    more = any(inserted[kind] or outside[kind] for kind in _OF_ANOTHER)
    less = any(missing[kind] for kind in _OF_ANOTHER)
    return float(1 + AT_HOME * at_home + ORDINARY * ordinary + MORE * more + less)


def lone_word_parts(cell: int) -> tuple[bool, bool, bool, bool]:
    """What a cell of lone_word says: whether at home, an ordinary word, other words beside, words missing."""
    parts = cell - 1
    return bool(parts & AT_HOME), bool(parts & ORDINARY), bool(parts & MORE), bool(parts & 1)


def _is_branch(
    text: StageText,
    core: Sequence[WordMatch],
    words: Sequence[int],
    kinds: Sequence[int],
    missing: Sequence[float],
    inserted: Sequence[float],
    beside: Sequence[int],
    *,
    elsewhere: bool,
) -> bool:
    """Say whether a company's distinctive words stand beside nothing but a place, a line of business and a legal form.

    The first word that is no place is what a company is called by: "Bearings Bristol" is no branch of "China … Harbin Bearing".
    """
    named = next(
        (at for at, word in enumerate(words) if kinds[word] not in (PLACE, LEGAL, FILLER, SHORT)), -1
    )
    return (
        any(each.word == named for each in core)
        and missing[DISTINCTIVE] == inserted[DISTINCTIVE] == missing[NUMBER] == inserted[PLACE] == 0
        and any(kinds[words[each.word]] == DISTINCTIVE for each in core)
        and all(text.kinds[place] in _BESIDE_A_BRANCH for place in beside)
        and (elsewhere or any(text.kinds[place] == PLACE for place in beside))
    )


def _address(text: StageText, last: int, bearer: Bearer) -> range:
    """The words behind a name that say where it is, run on without a comma: behind its legal form, or up to its own town.

    "HUAWEI TECHNOLOGIES CO LTD LONGGANG SHENZHEN", "Tianjin University Weijin Road Tianjin". A subject or a type of institution
    behind it goes on with the name.
    """
    end = last + 1
    while end < len(text.words) and text.segments[end] == text.segments[last]:
        end += 1
    behind = range(last + 1, end)
    if not behind or text.places[behind[0]] - text.places[last] > 1:
        return range(0)
    if text.kinds[behind[0]] == LEGAL:
        return behind
    if any(text.kinds[place] in (SUBJECT, TYPE) for place in behind) or text.kinds[behind[-1]] != PLACE:
        return range(0)
    town = text.words[behind[-1]]
    return behind if town in bearer.cities or text.lies_in(town, bearer.countries) else range(0)


def _there(
    size: int,
    there_of_name: set[int],
    least: float,
    missing: Sequence[float],
    inserted: Sequence[float],
) -> int:
    """What of a name is there."""
    if any(missing[kind] > _NOTHING for kind in _TELLING) or any(
        inserted[kind] for kind in (DISTINCTIVE, PLACE, NUMBER)
    ):
        return TELLING_MISSING
    found = GENERAL_MISSING if len(there_of_name) < size else WHOLE if least > _SURE else RESPELT
    return min(TELLING_MISSING, found + 1) if sum(inserted) else found


def _neighbour(text: StageText, place: int, step: int) -> int:
    """What stands beside a word in its segment: 0 nothing, then the class of the word, last of all a stop word."""
    other = place + step
    if not 0 <= other < len(text.words) or text.segments[other] != text.segments[place]:
        return 0
    return AFTER_STOP if abs(text.places[other] - text.places[place]) > 1 else text.kinds[other] + 1


def _expansion(
    names: ListedNameTable, text: StageText, name: Name, row: int, raw: str, places: frozenset[int]
) -> float:
    """Whose words letters stand for, where their expansion is beside them: the body's own (1), others (-1), none (0)."""
    letters = (raw or name.words[0]).lower()
    beside = "".join(word[0] for place, word in enumerate(text.words) if place not in places)
    stand_for = letters in beside or letters[:-1] in beside or letters in text.initials
    if len(letters) < _SHORTEST_EXPANDED or not stand_for:
        return 0.0
    own = max(
        sum(word in text.by_word for word in names.words[other]) for other in names.of_bearer[name.bearer]
    )
    return -1.0 if own < len(letters) - 1 else 1.0


def span_of(text: StageText, candidate: NameComparison) -> tuple[int, int]:
    """The first and last word of a text that a candidate is read from."""
    return text.places[candidate.found[0].place], text.places[candidate.found[-1].place]
