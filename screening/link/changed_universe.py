"""What differs between two universes: which bearers, and by which names and identifiers a text could come upon them.

Both linkers are there, so nothing has to be guessed from the lists: a bearer is the same where all that is known of it
is, its names, its listings with their editions, and whom it is tied to. A bearer counts as changed, too, where one that
it is tied to changed, or where a name of it holds a name of one that changed, for the relation is read out of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from screening.affiliations.tokens import HAN, name_words
from screening.link.bearers import Bearer, BearerTie, Name
from screening.link.gazetteer import acronym_key, core_of
from screening.link.han import pinyin_keys
from screening.link.identifiers import keys_of
from screening.link.lexicon import Lexicon, WordClass
from screening.link.linker import Linker
from screening.link.nearby import telling
from screening.link.printed import STRIPPED, name_keys
from screening.link.spellings import is_acronym
from screening.link.word_runs import RunTogether
from screening.mapped_file import Rows
from watchlists.model import Listing

# A bearer by its id and name, and how many before it have both: numbers are another in each universe.
BearerKey = tuple[str, str, int]


@dataclass(slots=True)
class ChangedUniverse:
    """The bearers that changed, and what leads to them."""

    keys: frozenset[BearerKey]
    old: list[BearerKey]  # by number
    new: list[BearerKey]
    names: list[Name]  # of changed bearers, in both universes
    # What a text may hold run together, in whatever words it is written.
    run_together: set[str] = field(default_factory=set)
    acronyms: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)
    reached: set[BearerKey] = field(default_factory=set)  # those that a text is led to so
    # Ids of the listings of bearers of which a list says anything else by now, be it the edition alone.
    said_otherwise: set[str] = field(default_factory=set)

    def is_changed(self, number: int, *, old: bool) -> bool:
        """Whether the bearer of a number changed; `old`: the number is that of the old universe."""
        return (self.old if old else self.new)[number] in self.keys

    def lead_to(self, key: BearerKey, bearer: Bearer, names: Iterable[Name], lexicon: Lexicon) -> None:
        """Take in all by which a text may come upon a bearer, but for what is left of its names before a place."""
        self.reached.add(key)
        texts = {name.text for name in names} | {bearer.name}
        texts.update(name.text for listing in bearer.listings for name in listing.names)
        for name in names:
            if HAN.search(name.words[0]):
                self.run_together.update(pinyin_keys(name.words[0]))
                continue
            self.run_together.update((name.key, "".join(core_of(name.words, lexicon))))
            if len(name.words) == 1:
                self.acronyms.add(acronym_key(name.text))
        for text in texts:
            self.run_together.update(key.removeprefix(STRIPPED) for key in name_keys(text))
            if is_acronym(text):
                self.acronyms.add(acronym_key(text))
        self.identifiers.update(f"{scheme} {value}" for scheme, value in keys_of(bearer))


def changed_universe(old: Linker, new: Linker) -> ChangedUniverse | None:
    """What differs between the universes of two linkers; None where they differ too much to say.

    That is where bearers or names that are the same stand in another order: of equals the first is taken.
    """
    old_keys, new_keys = _keys(old.universe.bearers), _keys(new.universe.bearers)
    old_names, new_names = _names(old), _names(new)
    said_otherwise: set[str] = set()
    changed = _differing((old, old_keys, old_names), (new, new_keys, new_names), said_otherwise)
    both = ((old, old_keys, old_names), (new, new_keys, new_names))
    _close(changed, both)
    if not _in_the_same_order(changed, both):
        return None
    lexicon = new.universe.lexicon
    found = ChangedUniverse(frozenset(changed), old_keys, new_keys, [], said_otherwise=said_otherwise)
    near: set[frozenset[str]] = set()
    for linker, keys, names in both:
        for bearer in linker.universe.bearers:
            if keys[bearer.number] not in changed:
                continue
            own = [linker.universe.names[number] for number in names[bearer.number]]
            found.names += own
            found.lead_to(keys[bearer.number], bearer, own, lexicon)
            for name in own:
                near.update(sets_of_name(name, new))
    # A text that means one of these by other words than its name is held against the name all the same.
    for bearer in new.universe.bearers:
        if new_keys[bearer.number] in changed:
            continue
        words = frozenset(name_words(bearer.name))
        if not near.isdisjoint((telling(words, lexicon), distinctive(words, new))):
            own = [new.universe.names[number] for number in new_names[bearer.number]]
            found.lead_to(new_keys[bearer.number], bearer, own, lexicon)
    _lead_by_shorter_names(found, both)
    return found


def _lead_by_shorter_names(found: ChangedUniverse, both: tuple[_Side, _Side]) -> None:
    """Take in brands, and what is left of companies' names before a place, of those reached or where who is meant differs."""
    meant: list[dict[tuple[str, str], list[tuple[BearerKey, str]]]] = []
    for linker, keys, _ in both:
        named = linker.texts.brands
        tables = {
            "heads": linker.texts.abroad.heads,
            "group brands": linker.texts.groups.names,
            "companies": named.companies,
            "groups": named.groups,
            "schools": named.schools,
        }
        meant.append(
            {
                (table, key): [(keys[name.bearer], name.text) for name in names]
                for table, entries in tables.items()
                for key, names in entries.items()
            }
        )
    old, new = meant
    for mark in old.keys() | new.keys():
        who = [*old.get(mark, ()), *new.get(mark, ())]
        if old.get(mark) != new.get(mark) or any(key in found.reached for key, _ in who):
            found.run_together.add(mark[1].lower())
            found.acronyms.add(acronym_key(mark[1]))


def sets_of_name(name: Name, linker: Linker) -> tuple[frozenset[str], ...]:
    """The sets of words by one of which a name is found without being there whole: its telling and distinctive words."""
    words = frozenset(name.words)
    found = (telling(words, linker.universe.lexicon), distinctive(words, linker))
    return tuple(dict.fromkeys(each for each in found if each))


def distinctive(words: Iterable[str], linker: Linker) -> frozenset[str]:
    """The words that are no other organisations' by their class."""
    kind = linker.universe.lexicon.kind
    return frozenset(word for word in words if kind(word) is WordClass.DISTINCTIVE)


_FEWEST_HELD = 2  # words of a name that are read as a name within it
_Side = tuple[Linker, list[BearerKey], list[list[int]]]
_Content = tuple[tuple[Listing, ...], Bearer, tuple[tuple[BearerTie, BearerKey], ...], tuple[Name, ...]]


def _keys(bearers: Rows[Bearer]) -> list[BearerKey]:
    seen: dict[tuple[str, str], int] = {}
    keys = []
    for bearer in bearers:
        mark = (bearer.id, bearer.name)
        seen[mark] = seen.get(mark, -1) + 1
        keys.append((*mark, seen[mark]))
    return keys


def _names(linker: Linker) -> list[list[int]]:
    """The numbers of the names of each bearer."""
    found: list[list[int]] = [[] for _ in range(len(linker.universe.bearers))]
    for number, name in enumerate(linker.universe.names):
        found[name.bearer].append(number)
    return found


def _content(side: _Side) -> Iterator[tuple[BearerKey, _Content]]:
    """Each bearer with its listings and all that is known of it, without numbers."""
    linker, keys, _ = side
    names: list[list[Name]] = [[] for _ in keys]
    for name in linker.universe.names:
        names[name.bearer].append(replace(name, bearer=0))
    for bearer in linker.universe.bearers:
        ties = tuple((replace(tie, bearer=0), keys[tie.bearer]) for tie in bearer.ties)
        matched = replace(bearer, number=0, ties=(), listings=tuple(map(as_matched, bearer.listings)))
        yield keys[bearer.number], (bearer.listings, matched, ties, tuple(names[bearer.number]))


def as_matched(listing: Listing) -> Listing:
    """A listing without what is quoted of it and moves no reading: another edition of a list changes it in every entry."""
    return replace(listing, edition="", citation="", source_url="")


def _differing(old: _Side, new: _Side, said_otherwise: set[str]) -> set[BearerKey]:
    """The bearers that only one universe has, or of which something else is known; and what is quoted otherwise."""
    in_both = set(old[1]) & set(new[1])
    changed = set(old[1]) ^ set(new[1])
    waiting: dict[BearerKey, _Content] = {}
    others = _content(new)
    for key, content in _content(old):
        if key not in in_both:
            continue
        # Both come in the same order, but for those that only one has.
        while key not in waiting:
            other, known = next(others)
            waiting[other] = known
        (now, *others_said), (was, *said) = waiting.pop(key), content
        if now != was:
            said_otherwise.update(listing.id for listing in (*was, *now))
        if others_said != said:
            changed.add(key)
    return changed


def _close(changed: set[BearerKey], both: tuple[_Side, _Side]) -> None:
    """Add those that are tied to one that changed, and those whose names hold a name of one."""
    ties: dict[BearerKey, set[BearerKey]] = {}
    for linker, keys, _ in both:
        for bearer in linker.universe.bearers:
            for tie in bearer.ties:
                ties.setdefault(keys[tie.bearer], set()).add(keys[bearer.number])
    held = {
        linker.universe.names[each].key
        for linker, keys, names in both
        for number, key in enumerate(keys)
        if key in changed
        for each in names[number]
    }
    runs = RunTogether(held)
    in_han = tuple(each for each in held if HAN.search(each))
    changed.update(
        keys[number]
        for linker, keys, names in both
        for number in range(len(keys))
        if any(_holds(linker.universe.names[each], runs, in_han) for each in names[number])
    )
    waiting = list(changed)
    while waiting:
        for tied in ties.get(waiting.pop(), ()):
            if tied not in changed:
                changed.add(tied)
                waiting.append(tied)


def _holds(name: Name, runs: RunTogether, in_han: tuple[str, ...]) -> bool:
    """Whether a name holds several words that are a name of one that changed, or begins with one in Han characters."""
    if HAN.search(name.words[0]):
        return name.words[0].startswith(in_han)
    return runs.stand_in(name.words, fewest=_FEWEST_HELD)


def _in_the_same_order(changed: set[BearerKey], both: tuple[_Side, _Side]) -> bool:
    bearers = [[key for key in keys if key not in changed] for _, keys, _ in both]
    names = [
        [(keys[name.bearer], name.text) for name in linker.universe.names if keys[name.bearer] not in changed]
        for linker, keys, _ in both
    ]
    return bearers[0] == bearers[1] and names[0] == names[1]


def unchanged_core(words: Sequence[str], linker: Linker) -> frozenset[str]:
    """The words of a name but for legal forms and fillers; all of them where nothing else is left."""
    return frozenset(core_of(words, linker.universe.lexicon)) or frozenset(words)
