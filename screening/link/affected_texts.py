"""Which subjects may be read otherwise over one universe than over another, without reading them.

A reading is a function of the subject and of the universe. Both linkers are here, the one that a subject was read with
and the one in force now, and what differs between them is known (`screening.link.changed_universe`). A subject is read
otherwise only where one of its texts comes upon something that differs. These are all the ways in which it could, and
why the condition holds for each:

1. By a whole name, in the order of its words, turned or without its fillers and forms (`gazetteer`), printed as a whole
   (`printed`), before a place abroad (`foreign_branches`), as a brand (`brands`, `group_brands`): the letters of a changed
   name, or of what is left of it, or the brand of a changed body, stand in the words of the text. Lookups of the words as
   they stand, as they were repaired, as they are printed, and from the end on; words that lookups leave out may stand
   between. That covers names written together or apart, and the names in pinyin of names in Han characters.
2. By the words of a name in whatever order (`gazetteer.turned`), or as a near miss (`nearby`): the text holds all telling
   or all distinctive words of a changed name, and half of its words.
3. By an acronym, a domain or an identifier: looked up in those of changed bearers, and of bearers whose own name is near
   to that of a changed one, since the text is then held against that.
4. By a word whose class, rarity, repair or further reading is another one (`spelling`, `word_forms`): each word of the
   text is asked in both universes, and all answers must be equal. Two words that are one in a listed name are as in 1.
5. By the candidate index (`misspelt_names`), whose weights any name moves: a text that asked it is read again. One that
   did not ask it then does not ask it now, for whether it does rests on 2 and 4.
6. By words that it shares with listed names (`second_stage`): which words these are is kept with the reading. The text is
   read again where it shares enough with a name that changed, or with one that weighs otherwise since, to be compared
   with it; where its last words begin such a name; and where other words than before would lead to names, since the
   numbers of names that hold them changed.
7. By names of everybody else (`stage_rivals`): where one of them changed, by any word that a mention shares with it, if it
   was held against them at all.
8. In letters other than Latin ones (`native`, `native_stage`, `korean_mentions`): always read again.
9. By a person's name (`persons`): where it shares a key with the name of a listed person who changed, under which two
   names are compared at all; or an identifier.
10. By what is quoted: every hit quotes its listings with their editions, so that one on a body of which a list says
   anything else by now is read again.
11. By a known body that a mention is the name of (`known_bodies`), where it is on a list in one universe only: through
   a relation to a listed body, its own name need not change.
12. By how much work it was: that is the same where all of the above is; a text that was too much work is read again.

Places, classes of words and universities come from the register, the vocabularies and our tables: whoever asks sees to
it that these are the same in both (`screening.matcher_cache.fingerprint_without_lists`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase

from screening.affiliations.contacts import domains_in, plain_domain, widening
from screening.affiliations.tokens import HAN, tokenise
from screening.affiliations.words import canonical
from screening.compare.persons import ListedPerson, ListedPersons
from screening.compare.prepared import prepare
from screening.link.changed_universe import (
    ChangedUniverse,
    as_matched,
    changed_universe,
    sets_of_name,
    unchanged_core,
)
from screening.link.gazetteer import acronym_key
from screening.link.identifiers import normal
from screening.link.known_bodies import KnownBodies
from screening.link.lexicon import DIRECTIONS
from screening.link.linker import Linker, LinkResult
from screening.link.lookups import ComparedMention
from screening.link.printed import plain_words, without_brackets
from screening.link.second_stage import words_to_search
from screening.link.stage_features import (
    LEAST_SHARE,
    LEAST_WEIGHT,
    ORDINARY_FROM,
    SHARE_OF_A_TELLING,
    TELLING_WEIGHT,
)
from screening.link.stage_names import ListedNameTable
from screening.link.stage_text import MOST_JOINED, SCANNED, SCANNED_ELSE
from screening.link.word_forms import DISTINCTIVE, WordTable, names_holding
from screening.link.word_runs import RunTogether
from screening.model import Reading, Subject, SubjectType
from screening.names.characters import NameTooLong
from screening.names.legal_forms import words_of_forms
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.identifier_schemes import REGISTER_NUMBERS
from watchlists.model import Listing, NameKind

_ROMANCE = cue_words(Cue.OF_IN_ROMANCE_LANGUAGES)
_ROUNDING = 0.002  # of weights, which are added up in thousandths and in another order
_COUNTED = (0, 3, 30)  # names that hold a word: what is asked is whether there are more
_LAST_LATIN = 0x24F
_MORE_LATIN = range(0x1E00, 0x1F00)
_REMEMBERED = 200_000  # words
_WORD_WITH_DIGITS = re.compile(r"(?=.*[a-z].*[a-z].*[a-z])(?=.*[01584])[a-z0-9]+")


@dataclass(slots=True)
class AffectedTexts:
    """What differs between two universes, and whether a subject may come upon it."""

    old: Linker
    new: Linker
    universe: ChangedUniverse
    _runs: RunTogether
    _near: _NearNames
    _listed: _ListedNames
    _others: frozenset[str]
    _persons: ListedPersons | None
    _identifiers: frozenset[str]
    _said_otherwise: frozenset[str]
    _known: frozenset[str]
    _words: dict[str, bool] = field(default_factory=dict)
    _texts: dict[str, bool] = field(default_factory=dict)

    def may_differ(self, subject: Subject, linked: LinkResult) -> bool:
        """Whether a subject may be read otherwise now than it was."""
        asked = linked.lookups
        if asked.anything or linked.too_long or self._quotes_otherwise(linked.reading):
            return True
        if self._known and not self._known.isdisjoint(
            (*asked.known, *(each.id for each in linked.reading.recognised))
        ):
            return True
        texts = [*subject.affiliations, *(tie.text for tie in subject.ties), *asked.divided]
        if subject.type is not SubjectType.PERSON and subject.name:
            texts.append(subject.name)
        return (
            self._identifier_differs(subject)
            or self._person_differs(subject)
            or any(map(self._text_differs, texts))
            or any(self._words_differ(text.split()) for text in asked.repaired)
            or any(map(self._mention_differs, asked.compared))
        )

    def _quotes_otherwise(self, reading: Reading) -> bool:
        return any(
            listing.id in self._said_otherwise
            for hit in reading.hits
            for listing in (hit.listing, *hit.other_listings)
        )

    def _identifier_differs(self, subject: Subject) -> bool:
        for scheme, value in subject.identifiers:
            kind = scheme.strip().lower()
            keys = {f"{kind} {normal(kind, value)}"}
            if kind in REGISTER_NUMBERS:
                keys.add(f"company {normal('company', value)}")
            if kind in ("domain", "email"):
                keys.update(f"domain {wider}" for wider in widening(plain_domain(value)))
            if not self._identifiers.isdisjoint(keys):
                return True
        return False

    def _person_differs(self, subject: Subject) -> bool:
        if self._persons is None or subject.type is SubjectType.ORGANISATION or not subject.name:
            return False
        try:
            asked = prepare("Person", subject.name)
        except NameTooLong:
            return True
        # Nobody is ruled out below the least score that is ever asked for: what is left are names that share a key.
        sure = subject.type is SubjectType.PERSON
        return bool(self._persons.near(asked, 0.0, spelt_alike=not sure))

    def _text_differs(self, text: str) -> bool:
        found = self._texts.get(text)
        if found is None:
            if len(self._texts) > _REMEMBERED:
                self._texts.clear()
            found = self._texts[text] = self._read(text)
        return found

    def _read(self, text: str) -> bool:
        if not text.isascii() and any(map(_is_of_other_letters, text)):
            return True
        tokens = tokenise(text)
        if self._words_differ(tokens.words) or any(map(self._word_differs, set(tokens.plains))):
            return True
        also = vocabulary().also
        for raw in tokens.raws:
            if acronym_key(raw) in self.universe.acronyms:
                return True
            if any(map(self._word_differs, also.get(raw.lower(), ()))):
                return True
        if any(
            f"domain {wider}" in self._identifiers
            for domain in domains_in(text)
            for wider in widening(domain)
        ):
            return True
        printed = plain_words(text)
        if self._runs.stand_in(printed):
            return True
        if (bare := without_brackets(text)) != text and self._runs.stand_in(plain_words(bare)):
            return True
        return not _ROMANCE.isdisjoint(tokens.plains) and self._runs.stand_in(tokens.words[::-1])

    def _words_differ(self, words: Sequence[str]) -> bool:
        """Whether canonical words hold a name that changed, or a word that is read otherwise."""
        there = set(words)
        return self._runs.stand_in(words) or self._near.is_near(there) or any(map(self._word_differs, there))

    def _word_differs(self, word: str) -> bool:
        found = self._words.get(word)
        if found is None:
            if len(self._words) > _REMEMBERED:
                self._words.clear()
            found = self._words[word] = self._is_read_otherwise(word)
        return found

    def _is_read_otherwise(self, word: str) -> bool:
        meant = {word}
        if _WORD_WITH_DIGITS.fullmatch(word):
            meant.update("".join(canonical(word.translate(table))) for table in (SCANNED, SCANNED_ELSE))
        return any(_word_facts(self.old, each) != _word_facts(self.new, each) for each in meant if each)

    def _mention_differs(self, mention: ComparedMention) -> bool:
        words, listed = mention.words.split(), mention.listed.split()
        if mention.rivals and not self._others.isdisjoint(words):
            return True
        # Digits that stand for letters are letters here.
        if self._runs.stand_in(words) or any(map(self._word_differs, words)):
            return True
        if words and self._listed.is_cut_otherwise(words[-1]):
            return True
        return (
            self._listed.share_enough(listed)
            or self._listed.begin(words)
            or self._listed.lead_elsewhere(listed)
        )


class _NearNames:
    """Names that changed, by the sets of words of which a text must hold one to be near to the name."""

    def __init__(self, universe: ChangedUniverse, linker: Linker) -> None:
        sets: dict[tuple[frozenset[str], frozenset[str]], None] = {}
        for name in universe.names:
            if name.kind is NameKind.ACRONYM or HAN.search(name.words[0]):
                continue
            core = unchanged_core(name.words, linker)
            for words in sets_of_name(name, linker) or (core,):
                sets[words, core] = None
        self._by_word: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = {}
        for words, core in sets:
            self._by_word.setdefault(max(words, key=lambda word: (len(word), word)), []).append((words, core))

    def is_near(self, there: set[str]) -> bool:
        """Whether words hold such a set of a name, and half of its words but for forms and fillers."""
        ours = there | {DIRECTIONS[word] for word in there if word in DIRECTIONS}
        return any(
            words <= ours and 2 * len(core & there) >= len(core)
            for word in ours
            for words, core in self._by_word.get(word, ())
        )


class _ListedNames:
    """The names that the second stage compares mentions with, as far as they differ."""

    def __init__(self, universe: ChangedUniverse, old: Linker, new: Linker) -> None:
        self._forms = (old.texts.second_stage.word_forms(), new.texts.second_stage.word_forms())
        self._listed = tuple(linker.texts.second_stage.stored.get().listed for linker in (old, new))
        said = [_words_said(names) for names in self._listed]
        other = {word for word in said[0].keys() | said[1].keys() if said[0].get(word) != said[1].get(word)}
        sizes = [_sizes(names) for names in self._listed]
        self._sizes = sizes
        self._resized = {
            word for word in sizes[0].keys() | sizes[1].keys() if sizes[0].get(word) != sizes[1].get(word)
        }
        # Two words of a text may be one of these.
        self.joined = {word for word in other if _joins(said[0].get(word)) != _joins(said[1].get(word))}
        self._totals: list[float] = []
        self._by_word: dict[str, list[tuple[int, float]]] = {}
        keys: set[str] = set()
        for names, is_old in zip(self._listed, (True, False), strict=True):
            words, weights = names.table.words, names.table.weights
            rows = {
                row
                for bearer, own in names.of_bearer.items()
                if universe.is_changed(bearer, old=is_old)
                for row in own
            }
            for word in other:
                if (number := names.table.number(word)) >= 0:
                    rows.update(names.postings.of(number).tolist())
            for row in rows:
                for number in set(names.words[row]):
                    entry = (len(self._totals), weights[number])
                    self._by_word.setdefault(words[number], []).append(entry)
                self._totals.append(names.totals[row])
                keys.add("".join(words[number] for number in names.words[row]))
        self._keys = sorted(keys)
        self._cut: dict[str, bool] = {}

    def share_enough(self, listed: Sequence[str]) -> bool:
        """Whether words of listed names are enough of one that differs for a mention to be compared with it."""
        shared: dict[int, float] = {}
        for word in dict.fromkeys(listed):
            for row, weight in self._by_word.get(word, ()):
                shared[row] = shared.get(row, _ROUNDING) + weight
        return any(
            some >= LEAST_WEIGHT
            and (
                some >= LEAST_SHARE * (total := self._totals[row])
                or (some >= TELLING_WEIGHT and some >= SHARE_OF_A_TELLING * total)
            )
            for row, some in shared.items()
        )

    def begin(self, words: Sequence[str]) -> bool:
        """Whether a name that differs begins with the first two words of a mention, as where the mention ends within it."""
        letters = "".join(words[:2])
        at = bisect_left(self._keys, letters)
        return bool(letters) and at < len(self._keys) and self._keys[at].startswith(letters)

    def lead_elsewhere(self, listed: Sequence[str]) -> bool:
        """Whether other words of a mention, or the same in another order, lead to the names that are looked at."""
        if self._resized.isdisjoint(listed):
            return False
        looked_at = []
        for sizes in self._sizes:
            held = sorted((sizes.get(word, 0), word) for word in dict.fromkeys(listed))
            looked_at.append([word for _, word in held[: words_to_search([size for size, _ in held])]])
        return looked_at[0] != looked_at[1]

    def is_cut_otherwise(self, word: str) -> bool:
        """Whether the last word of a text may be the beginning of other words than before."""
        found = self._cut.get(word)
        if found is None:
            if len(self._cut) > _REMEMBERED:
                self._cut.clear()
            begun = [
                [(forms.table.words[number], alike) for number, alike in forms.of_a_cut(word)]
                for forms in self._forms
            ]
            found = self._cut[word] = begun[0] != begun[1]
        return found


_Said = tuple[float, int, bool, bool]


def affected_texts(old: Linker, new: Linker) -> AffectedTexts | None:
    """What differs between the universes of two linkers; None where that cannot be told, and all is to be read again.

    The two are made of the same code, vocabularies, tables and register.
    """
    universe = changed_universe(old, new)
    persons_said: set[str] = set()
    changed = _changed_persons(old.persons.listings, new.persons.listings, persons_said)
    if universe is None or changed is None:
        return None
    listed = _ListedNames(universe, old, new)
    one, other = old.texts.speller.listed, new.texts.speller.listed
    joined = set(one ^ other) | listed.joined
    words = vocabulary()
    left_out = (
        words["stop"] | words["legal"] | words["filler"] | words_of_forms() | frozenset(ascii_lowercase)
    )
    identifiers = set(universe.identifiers)
    for listing in changed:
        for scheme, value in listing.identifiers:
            kind = scheme.strip().lower()
            identifiers.update((f"{kind} {normal(kind, value)}", f"company {normal('company', value)}"))
    others: set[str] = set()
    for linker, is_old in ((old, True), (new, False)):
        for number in linker.texts.second_stage.stored.get().others.numbers.tolist():
            name = linker.universe.names[number]
            if universe.is_changed(name.bearer, old=is_old):
                others.update(name.words)
    return AffectedTexts(
        old,
        new,
        universe,
        RunTogether({*universe.run_together, *joined}, left_out),
        _NearNames(universe, new),
        listed,
        frozenset(others),
        ListedPersons.of(map(_person, changed)) if changed else None,
        frozenset(identifiers),
        frozenset(universe.said_otherwise | persons_said),
        _listed_in_one(old.texts.known, new.texts.known),
    )


def _listed_in_one(old: KnownBodies, new: KnownBodies) -> frozenset[str]:
    """The ids of the known bodies that are on a list, or belong to one that is, in one of two universes."""
    return frozenset(
        {body.id for body in old.rows if body.listed} ^ {body.id for body in new.rows if body.listed}
    )


def _person(listing: Listing) -> ListedPerson:
    return ListedPerson(listing.id, tuple(name.text for name in listing.names), listing.birth_date)


def _changed_persons(
    old: Sequence[Listing], new: Sequence[Listing], said_otherwise: set[str]
) -> list[Listing] | None:
    """The listings of persons that only one of both has, or has otherwise; None where the others stand in another order.

    Those of which anything else is quoted are added to `said_otherwise`.
    """
    was, now = ({listing.id: listing for listing in each} for each in (old, new))
    other = {key for key in was.keys() | now.keys() if was.get(key) != now.get(key)}
    said_otherwise.update(other)
    changed = {
        key
        for key in other
        if key not in was or key not in now or as_matched(was[key]) != as_matched(now[key])
    }
    if [key for key in was if key not in changed] != [key for key in now if key not in changed]:
        return None
    return [each[key] for key in sorted(changed) for each in (was, now) if key in each]


def _words_said(names: ListedNameTable) -> dict[str, _Said]:
    """What is known of each word of listed names but for how many hold it."""
    table = names.table
    return {word: _said(table, number) for number, word in enumerate(table.words)}


def _said(table: WordTable, number: int) -> _Said:
    lone = table.kinds[number] == DISTINCTIVE
    elsewhere = lone and names_holding(table.words[number]) - table.names[number] >= ORDINARY_FROM
    return table.weights[number], table.kinds[number], elsewhere, table.names[number] < MOST_JOINED


def _joins(said: _Said | None) -> bool:
    return said is not None and said[-1]


def _sizes(names: ListedNameTable) -> dict[str, int]:
    return {word: names.postings.size(number) for number, word in enumerate(names.table.words)}


def _word_facts(linker: Linker, word: str) -> tuple[object, ...]:
    """All that is asked of a word by itself."""
    speller, forms = linker.texts.speller, linker.texts.second_stage.word_forms()
    table, names = forms.table, speller.names_with(word)
    return (
        [names > least for least in _COUNTED],
        word in speller.listed,
        speller.repair(word),
        speller.names_institution(word),
        speller.may_be_listed(word),
        table.number(word) >= 0,
        table.glued.get(word),
        [(table.words[number], alike, _said(table, number)) for number, alike in forms.of(word)],
    )


def _is_of_other_letters(sign: str) -> bool:
    return sign.isalpha() and ord(sign) > _LAST_LATIN and ord(sign) not in _MORE_LATIN
