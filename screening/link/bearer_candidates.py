"""Which bearers of a known name a span of a text can mean, each with what speaks for it; the others with the reason why not.

A name may have two hundred bearers. What the text says is told once for all of them, and what depends on a bearer's
country alone once a country. A span that is a whole name for nobody, wherever he is, is asked about only for its listed
bearers, whose refusal is told; the others are not even looked up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.affiliations.places import setting_without
from screening.affiliations.roles import role_in, says_role
from screening.affiliations.tokens import HAN, name_words
from screening.link.agreement import Agreement, Placement, placement
from screening.link.bearers import Bearer, Name, Strength
from screening.link.claim import Claim
from screening.link.gazetteer import Span
from screening.link.lexicon import WordClass
from screening.link.names_elsewhere import is_question_elsewhere
from screening.link.organs import (
    MOST_ASKED,
    WITHOUT_STATE,
    are_organs_apart,
    is_organ,
    says_state,
    state_before,
    state_of_organ,
    tells_apart,
)
from screening.link.spelling import is_of_initials
from screening.link.wholeness import (
    COUNTRIES_ASKED_FOR,
    begins_name,
    begins_segment,
    fault,
    is_hangul_name,
    is_hangul_unit,
)
from screening.model import Role
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.countries import country_name
from watchlists.model import NameKind, Status

if TYPE_CHECKING:
    from screening.link.claims import ClaimReader

_SHORTEST_SINGLE = 5  # letters of a name of one word
_GENERIC_WORDS = 3
_UNITS = cue_words(Cue.FIRST_WORD_OF_A_UNIT)
_SCHOOLS = cue_words(Cue.UNIVERSITY)
_ARMY = cue_words(Cue.ARMY)
_LISTS_OF_A_GROUP = 3
# No country is every country to the places in the rule of whole names; what it knows of some countries asks for them.
_ANYWHERE = (frozenset[str](), COUNTRIES_ASKED_FOR)
OTHER_TOWN = "a general and uncertain name, and the text gives another town"
_NOBODY = (False, frozenset[str]())
_LONGEST_ROLE = 60  # characters
_PAST = (Role.FORMER, Role.EDUCATION)


class Options:
    """The bearers of one span's name, held against the text."""

    __slots__ = (
        "_at_home",
        "_edged",
        "_everyone",
        "_faults",
        "_is_past",
        "_is_shared",
        "_placements",
        "_reader",
        "_repaired",
        "_setting",
        "_size",
        "_sole",
        "_span",
        "_state",
        "_tells_whose",
        "_whole_text",
    )

    def __init__(self, reader: ClaimReader, span: Span, repaired: int) -> None:
        tokens = reader.tokens
        self._reader, self._span, self._repaired = reader, span, repaired
        # The text is the name and nothing else: then it is asked about, however general.
        self._whole_text = span.how == "whole" and span.first == 0 and span.last == len(tokens) - 1
        self._size = tokens.size(span.first, span.last)
        self._setting = setting_without(
            reader.setting_at(span.first), span.first, span.last, reader.gazetteer.lexicon.places
        )
        # From the beginning of its segment to an end of one: then no word beside it says whose it can be.
        self._edged = tokens.closes[span.last] and begins_segment(tokens, span.first)
        self._faults: dict[tuple[bool, frozenset[str]], str] = {}
        self._placements: dict[tuple[frozenset[str], ...], Placement] = {}
        self._everyone: list[Bearer] | None = None
        self._sole: bool | None = None
        self._at_home: bool | None = None
        self._tells_whose: bool | None = None
        self._is_shared: bool | None = None
        self._is_past: bool | None = None
        # The state whose organ a longer name says it is, for names of organs: "… of the Russian Federation".
        self._state: str | None = None

    def claims(self) -> list[Claim]:
        """A claim for each bearer the span can mean; the reader is told of the listed ones that it cannot."""
        reader, numbers = self._reader, self._span.numbers
        asked = _ANYWHERE[:1] if self._edged else _ANYWHERE
        if (
            not self._whole_text
            and not self._state_of_organ()
            and all(self._fault_of(strict=False, countries=each) for each in asked)
        ):
            numbers = tuple(filter(reader.gazetteer.listed.__getitem__, numbers))
        reader.work.add(len(numbers))
        found = [self._option(name, reader.bearers[name.bearer]) for name in reader.gazetteer.named(numbers)]
        return [claim for claim in found if claim is not None]

    def _reject(self, bearer: Bearer, why: str, *, known: bool = True) -> None:
        tokens, span = self._reader.tokens, self._span
        where = (tokens.starts[span.first], tokens.ends[span.last])
        self._reader.reject(bearer, why, known=known, where=where)

    def _option(self, name: Name, bearer: Bearer) -> Claim | None:
        reader, span = self._reader, self._span
        if reader.hidden and bearer.body is not None and bearer.body.id in reader.hidden and not name.listed:
            return None
        # Acronyms are read with all their bearers, listed or not, by `read_acronyms`.
        asked = self._whole_text and not name.doubtful and name.kind is not NameKind.ACRONYM
        printed = asked and (name.listed or (bool(bearer.listings) and self._is_sole()))
        if span.how in ("core", "turned") and tells_apart(self._words(), name.words):
            return None
        organ = is_organ(name.words, reader.gazetteer.lexicon)
        state = self._state_of_organ() if organ or self._size == 1 else ""
        if organ and state and bearer.countries and state not in bearer.countries:
            self._reject(bearer, f"the same name, but in another country: {country_name(state)}")
            return None
        state = state if state in bearer.countries else ""
        why = "" if printed or state else self._fault(name, bearer)
        joint = bool(why) and self._is_joint(name, bearer)
        named_abroad = bool(why) and self._is_named_abroad(name, bearer)
        if why and not joint and not named_abroad:
            self._reject(bearer, why, known=False)
            return None
        if self._is_anothers_hospital(bearer):
            self._reject(
                bearer, "the text names a hospital, and this organisation is not a school or a hospital"
            )
            return None
        placed = self._placement(bearer)
        if state:
            placed = Placement(Agreement.COUNTRY, state, " ".join(sorted(bearer.countries)))
        elif organ and are_organs_apart(self._setting.countries or self._setting.implied, bearer.countries):
            placed = Placement(Agreement.CONFLICT, placed.text, placed.bearer)
        conflict = placed.agreement is Agreement.CONFLICT
        if conflict and "education" in bearer.types and self._names_its_own_town(bearer):
            # "Harbin Institute of Technology Zhuhai Campus, Singapore": the text says both.
            return self._claim(name, bearer, span.how, placed)
        if conflict and not organ and self._is_anothers_place():
            conflict, placed = False, Placement(Agreement.UNKNOWN, "", placed.bearer)
        # As `rules_out` says; a country beside the text is one where a namesake, or the school's town in it, is at home, too.
        beside = self._is_at_home() or ("education" in bearer.types and self._says_country())
        abroad = named_abroad or (conflict and (organ or not self._setting.given or beside))
        elsewhere = abroad and not named_abroad and self._is_question_elsewhere(name, bearer)
        abroad = abroad and not elsewhere
        if conflict and self._repaired and "education" in bearer.types:
            # "Southeastern University" in the United States is no slip for China's "Southeast University".
            self._reject(
                bearer, f"the spelling differs, and the country is {placed.text}, not {placed.bearer}"
            )
            return None
        if abroad and not (bearer.listings and self._may_be_abroad(name, bearer)):
            # The second stage holds places against each other by itself: a company may have a branch there.
            self._reject(bearer, f"the country is {placed.text}, not {placed.bearer}", known=False)
            reader.rule_out(bearer, span.first, span.last)
            return None
        if reader.is_ruled_out(bearer, span.first, span.last):
            return None  # a part of its name, whose whole stands in another country
        if placed.agreement is Agreement.UNKNOWN and self._is_unit_abroad(name, bearer):
            self._reject(bearer, "probably a unit of the university abroad that the text also names")
            return None
        generic = not printed and not elsewhere and self._is_generic(name, bearer)
        if organ and (state or self._asks_whose()):
            generic = False
        if generic and (why := self._generic_fault(name, placed)):
            self._reject(bearer, why, known=why == OTHER_TOWN)
            return None
        how = "abroad" if abroad else span.how if not HAN.search(name.words[0]) else "pinyin"
        return self._claim(name, bearer, how, placed, joint=joint)

    def _claim(
        self, name: Name, bearer: Bearer, how: str, placed: Placement, *, joint: bool = False
    ) -> Claim:
        tokens, span = self._reader.tokens, self._span
        return Claim(
            span.first,
            span.last,
            bearer,
            name,
            how,
            placed,
            repaired=self._repaired,
            text=tokens.piece(span.first, span.last),
            joint=joint,
            segment=tokens.segments[span.first],
        )

    def _says_country(self) -> bool:
        """Say whether a town in the text is in the country beside it, too: "Soochow University, Taipei" and Taiwan."""
        return not self._setting.implied.isdisjoint(self._setting.countries)

    def _names_its_own_town(self, bearer: Bearer) -> bool:
        """Say whether a town of the bearer's country stands right behind the name, before a word for a campus."""
        tokens, last = self._reader.tokens, self._span.last
        if last + 2 >= len(tokens) or tokens.segments[last + 2] != tokens.segments[last]:
            return False
        town = self._reader.gazetteer.lexicon.places.country_of(tokens.words[last + 1])
        return town in bearer.countries and tokens.words[last + 2] in vocabulary()["campus"]

    def _state_of_organ(self) -> str:
        """The state that stands behind or before the span, where it is the name of a state's organ; or ""."""
        if self._state is None:
            tokens, first, last = self._reader.tokens, self._span.first, self._span.last
            lexicon, self._state = self._reader.gazetteer.lexicon, ""
            if not self._edged and (self._size == 1 or is_organ(self._words(), lexicon)):
                behind = state_of_organ(tokens, last, lexicon)
                before = state_before(tokens, first, lexicon) if tokens.closes[last] else ""
                named = begins_name(tokens, first) or self._is_after_of()
                self._state = behind if behind and named else before
        return self._state

    def _words(self) -> list[str]:
        """The words of the span without stop words."""
        tokens = self._reader.tokens
        return [tokens.words[i] for i in range(self._span.first, self._span.last + 1) if not tokens.stops[i]]

    def _is_after_of(self) -> bool:
        """A part of an organ stands before "of": "First Research Institute of the Ministry of Public Security"."""
        tokens, at = self._reader.tokens, self._span.first
        while not tokens.opens[at] and tokens.stops[at - 1]:
            at -= 1
            if tokens.words[at] == "of":
                return True
        return False

    def _asks_whose(self) -> bool:
        """Say whether a state's organ is named where nothing says whose: the text, or a segment of it, and no place.

        Then all who bear the name are asked about, a listed one among them.
        """
        if self._is_shared is None:
            unplaced = not (self._setting.countries or self._setting.implied)
            bearers = self._bearers() if unplaced and (self._whole_text or self._edged) else []
            few = self._whole_text or len({each.number for each in bearers}) <= MOST_ASKED
            names = self._reader.gazetteer.named(self._span.numbers)
            asked = any(
                bearer.listings and self._is_worth_asking(each)
                for each, bearer in zip(names, bearers, strict=False)
            )
            self._is_shared = bool(bearers) and few and asked
        return self._is_shared

    def _is_worth_asking(self, name: Name) -> bool:
        """What a list prints, be it as a weak alias; not what is left of a name without its state: "Coast Guard"."""
        if name.note == WITHOUT_STATE:
            return False
        return not name.doubtful or (self._whole_text and name.kind is NameKind.WEAK_ALIAS)

    def _bearers(self) -> list[Bearer]:
        """The bearers of all the names, in their order."""
        if self._everyone is None:
            reader = self._reader
            names = reader.gazetteer.named(self._span.numbers)
            self._everyone = [reader.bearers[name.bearer] for name in names]
        return self._everyone

    def _is_sole(self) -> bool:
        """Say whether all the names are one bearer's."""
        if self._sole is None:
            single = len(self._span.numbers) == 1
            self._sole = single or len({bearer.number for bearer in self._bearers()}) == 1
        return self._sole

    def _placement(self, bearer: Bearer) -> Placement:
        mark = (bearer.countries, bearer.derived_countries, self._setting.cities & bearer.cities)
        found = self._placements.get(mark)
        if found is None:
            found = self._placements[mark] = placement(self._setting, bearer)
        return found

    def _is_at_home(self) -> bool:
        """Say whether one of the bearers is at home where the text places the name."""
        if self._at_home is None:
            self._at_home = any(
                self._placement(bearer).agreement > Agreement.UNKNOWN for bearer in self._bearers()
            )
        return self._at_home

    def _may_be_abroad(self, name: Name, bearer: Bearer) -> bool:
        """A company on several lists has companies of its name in other countries: "Huawei Technologies (Sweden)".

        Only where the text begins with a name that holds a distinctive word, and that nobody else bears.
        """
        if self._is_branch_of(name, bearer):
            return True
        lists = {each.watchlist_id for each in bearer.listings if each.status is Status.IN_FORCE}
        if len(lists) < _LISTS_OF_A_GROUP or not begins_segment(self._reader.tokens, self._span.first):
            return False
        kind = self._reader.gazetteer.lexicon.kind
        telling = any(kind(word) is WordClass.DISTINCTIVE for word in name.words)
        others = [other for other in self._bearers() if other.number != bearer.number]
        own = all(any(tie.bearer == bearer.number for tie in other.ties) for other in others)
        return own and telling and _is_company(bearer)

    def _is_question_elsewhere(self, name: Name, bearer: Bearer) -> bool:
        """A printed name that says enough is a question in a country of which no bearer of it is known.

        A general one, and one word, only as a whole part of the text; no institute beside a university there, whose own it may be.
        """
        if self._span.how != "whole" or self._repaired or self._is_at_home():
            return False
        if not self._edged and (self._size == 1 or name.strength is not Strength.STRONG):
            return False
        if _is_named_as_unit(name) and self._stands_beside_a_school_abroad():
            return False
        said = self._reader.tokens.piece(self._span.first, self._span.last)
        return is_question_elsewhere(self._reader, said, name, bearer, self._setting)

    def _is_anothers_hospital(self, bearer: Bearer) -> bool:
        """One word before "Hospital" names a hospital; schools have hospitals of their names, companies do not."""
        tokens, last = self._reader.tokens, self._span.last
        if self._size > 1 or tokens.closes[last] or not {"education", "healthcare"}.isdisjoint(bearer.types):
            return False
        return tokens.words[last + 1] in vocabulary()["hospital"]

    def _is_named_abroad(self, name: Name, bearer: Bearer) -> bool:
        """Another country, then at most a legal form, ends the segment: "Huawei Technologies Sweden AB"."""
        tokens, after = self._reader.tokens, self._span.last + 1
        own = range(after, tokens.in_segment(tokens.segments[after - 1]).stop)
        places = self._reader.gazetteer.lexicon.places
        if not own or not bearer.listings or not (nation := places.nation_at(tokens, own[0])):
            return False
        legal = vocabulary()["legal"]
        forms = all(tokens.words[i] in legal or tokens.raws[i].isupper() for i in own[1:])
        return forms and nation not in bearer.countries and self._may_be_abroad(name, bearer)

    def _is_branch_of(self, name: Name, bearer: Bearer) -> bool:
        """A school's branch, which may stand in another country: "Tashkent Branch of X State University".

        Not where a namesake is at home there.
        """
        tokens, first, last = self._reader.tokens, self._span.first, self._span.last
        if not bearer.listings or "education" not in bearer.types or name.strength is not Strength.STRONG:
            return False
        words, own = vocabulary()["campus"], tokens.segments[first]
        before = [tokens.words[i] for i in range(max(0, first - 4), first) if not tokens.stops[i]]
        beside = bool(before) and before[-1] in words and tokens.segments[first - 1] == own
        after = not tokens.closes[last] and tokens.words[last + 1] in words
        return (beside or after) and not self._is_at_home()

    def _is_anothers_place(self) -> bool:
        """Another university stands between the name and the place, as in "Beihang University, University of Oslo, Norway".

        Or it stands with its place before the name: "University of Oslo, Norway, Beihang University".
        Not where a namesake is at home there: then the place tells which of the two is meant.
        """
        setting, last = self._setting, self._span.last
        if setting.given or self._is_at_home():
            return False
        words = self._reader.tokens.words
        ends = [
            mark.last for mark in setting.marks if mark.first > last
        ]  # of "TU Munich" the town is the end
        between = words[last + 1 : min(ends)] if ends else []
        countries = [mark.first for mark in setting.marks if mark.is_country and mark.first >= 0]
        if countries and max(countries) < self._span.first:
            between = words[: min(countries)]
        return not _SCHOOLS.isdisjoint(between) and (self._may_stand_beside() or self._is_of_another_time())

    def _may_stand_beside(self) -> bool:
        names = self._reader.gazetteer.named(self._span.numbers)
        return any(
            _stands_beside(name, bearer) or self._says_a_place_of(name, bearer)
            for name, bearer in zip(names, self._bearers(), strict=True)
        )

    def _is_of_another_time(self) -> bool:
        """A word before the name says that it was left: "formerly Academy of X, University of Oslo": no unit of that one."""
        if self._is_past is None:
            tokens, first = self._reader.tokens, self._span.first
            before = tokens.text[: tokens.starts[first]]
            self._is_past = says_role(before) and role_in(before[-_LONGEST_ROLE:]) in _PAST
        return self._is_past

    def _says_a_place_of(self, name: Name, bearer: Bearer) -> bool:
        """The name itself holds a place of the bearer's country: "… of the Russian Academy of Sciences"."""
        places = self._reader.gazetteer.lexicon.places
        return any(places.lies_in(word, bearer.countries) for word in name.words) and bool(bearer.countries)

    def _is_generic(self, name: Name, bearer: Bearer) -> bool:
        if name.strength not in (Strength.GENERIC, Strength.MILITARY):
            return False
        if says_state(name.words):
            return False
        lexicon = self._reader.gazetteer.lexicon
        directed = any(lexicon.kind(word) is WordClass.DIRECTION for word in name.words)
        return not (directed and "education" in bearer.types)

    def _fault(self, name: Name, bearer: Bearer) -> str:
        mark = _NOBODY
        if not self._edged:
            strict = name.strength is not Strength.MILITARY and self._is_generic(name, bearer)
            mark = (strict, bearer.countries)
        found = self._faults.get(mark)
        if found is None:
            found = self._faults[mark] = self._fault_of(strict=mark[0], countries=mark[1])
        return found

    def _fault_of(self, *, strict: bool, countries: frozenset[str]) -> str:
        tokens, span = self._reader.tokens, self._span
        lexicon = self._reader.gazetteer.lexicon
        if why := fault(tokens, span.first, span.last, generic=strict, countries=countries, lexicon=lexicon):
            return why
        if tokens.segments[span.first] != tokens.segments[span.last] and not (
            begins_segment(tokens, span.first) and tokens.closes[span.last]
        ):
            return "a comma divides these words, and they are not a complete part of the text"
        if self._size > 1:
            return ""
        if self._repaired and not self._whole_text:
            return "a single word in another spelling inside a longer text"
        return self._single_word_fault()

    def _single_word_fault(self) -> str:
        tokens, first, last = self._reader.tokens, self._span.first, self._span.last
        word, words = tokens.words[first], vocabulary()
        kind = self._reader.gazetteer.lexicon.kind
        if len(word) < _SHORTEST_SINGLE or kind(word) is not WordClass.DISTINCTIVE:
            return "a single word that is too short or too common to be a name"
        if is_hangul_name(tokens.raws[first]):
            return ""
        # "FSUE GosNIIAS"; any other word behind a legal form may be somebody else's: "LLC Baikal"
        told = begins_name if is_of_initials(tokens.raws[first]) else begins_segment
        begins = told(tokens, first)
        alone = begins and tokens.closes[last]
        following = "" if tokens.closes[last] else tokens.words[last + 1]
        named = following in words["type"] or following in words["legal"] or following in words["campus"]
        named = named or (bool(following) and is_hangul_unit(tokens.raws[last + 1]))
        named = named and tokens.closes[last + 1]  # "Baikal Institute of X" is not Baikal
        if alone or (begins and named):
            return ""
        return "a single word inside a longer text"

    def _is_joint(self, name: Name, bearer: Bearer) -> bool:
        """The name stands beside another under a word that says so, as in "XJTU-Liverpool Joint School"."""
        if not bearer.listings or name.strength is not Strength.STRONG:
            return False
        tokens, span = self._reader.tokens, self._span
        own = tokens.in_segment(tokens.segments[span.first])
        beside = {tokens.words[i] for i in own if not span.first <= i <= span.last}
        # "United Front Work Department of …" is joint with nobody.
        return self._size > 1 and not beside.isdisjoint(("joint", "united"))

    def _generic_fault(self, name: Name, placed: Placement) -> str:
        tokens, first, last = self._reader.tokens, self._span.first, self._span.last
        if placed.agreement < Agreement.COUNTRY:
            unplaced = placed.agreement is Agreement.UNKNOWN and not placed.text
            alone = unplaced and self._size >= _GENERIC_WORDS and self._names_one()
            may_be_its_unit = name.strength is not Strength.MILITARY and not self._is_of_another_time()
            if not alone or (may_be_its_unit and self._stands_beside_a_school_abroad()):
                return "a general name, and no country shows which organisation is meant"
        towns = self._reader.bearers[name.bearer].cities
        if name.doubtful and towns and self._setting.cities and placed.agreement is not Agreement.CITY:
            return OTHER_TOWN
        military = name.strength is Strength.MILITARY
        opens = begins_name(tokens, first) or tokens.words[first - 1] in _ARMY or military
        opens = opens or self._is_of_another_time()
        opens = opens or (is_organ(self._words(), self._reader.gazetteer.lexicon) and self._is_after_of())
        closes = tokens.closes[last] or tokens.stops[last + 1] or military
        return "" if opens and closes else "a general name inside a longer text"

    def _stands_beside_a_school_abroad(self) -> bool:
        """Another segment names a university, known or not, after a place of another country: "…, Brno University".

        Behind a semicolon another affiliation stands, and nothing that this one is of.
        """
        tokens, span = self._reader.tokens, self._span
        group = tokens.groups[span.first]
        own = {country for bearer in self._bearers() for country in bearer.countries}
        spanned = range(tokens.segments[span.first], tokens.segments[span.last] + 1)
        return any(
            country not in own
            for segment, countries in self._reader.schools_of_segments(group).items()
            if segment not in spanned
            for country in countries
        )

    def _is_unit_abroad(self, name: Name, bearer: Bearer) -> bool:
        """A listed "Institute of …", whose name says no place, beside a university abroad: it has such a unit, too."""
        if not bearer.listings or not _is_named_as_unit(name) or self._is_of_another_time():
            return False
        return not self._says_a_place_of(name, bearer) and self._stands_beside_a_school_abroad()

    def _names_one(self) -> bool:
        """Say whether one bears the name, or listed ones of one country do and nobody else."""
        if self._tells_whose is None:
            listed_only = all(bearer.listings for bearer in self._bearers())
            shared = {country for bearer in self._bearers() for country in bearer.countries}
            self._tells_whose = self._is_sole() or (listed_only and len(shared) == 1)
        return self._tells_whose


def _stands_beside(name: Name, bearer: Bearer) -> bool:
    """A school or a company stands beside a university, and an army's academy; another institute there is one of its own."""
    if name.strength is Strength.MILITARY:
        return True
    school = "education" in bearer.types and not _is_named_as_unit(name)
    return school or "university" in name.words or vocabulary()["unit_head"].isdisjoint(name.words)


def _is_named_as_unit(name: Name) -> bool:
    """As units of universities are called: "Institute of International Politics", "Centre for Innovation"."""
    return name.kind is not NameKind.ACRONYM and name.words[:1] != () and name.words[0] in _UNITS


def _is_company(bearer: Bearer) -> bool:
    if bearer.body is not None:
        return "company" in bearer.types
    legal = vocabulary()["legal"]
    return any(not legal.isdisjoint(name_words(listing.name)) for listing in bearer.listings)
