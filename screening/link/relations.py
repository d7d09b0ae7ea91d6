"""What the organisation in the text is to the listed one: itself, or its hospital, campus, laboratory, firm or member.

- A hospital, campus or independent institute named beside the listed body is that, and the listed body its parent; a
  school, department or key laboratory beside it is a unit of it, and the text means the listed body itself.
- A tie of the register, of our tables or of a list counts only where the text names no other school.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from screening.affiliations.places import city_key
from screening.affiliations.tokens import Tokens, name_words
from screening.link.agreement import Agreement
from screening.link.bearers import REGISTER, Bearer, BearerTie, Strength, relation_by_type
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.contained_names import NamesInside
from screening.link.gazetteer import Gazetteer
from screening.link.lexicon import WordClass, names_of_many_hospitals
from screening.link.named_after import neighbouring_word
from screening.link.ordinary_names import LISTS_OF_A_GROUP, is_one_word, is_ordinary, lists_of
from screening.link.organs import is_organ
from screening.link.self_declared import OF_A_STATE, find
from screening.link.surroundings import Surroundings
from screening.mapped_file import Rows
from screening.model import Alternative, Relation
from screening.vocabulary import rows, vocabulary
from screening.vocabulary.cues import Cue, cue_words, cues_in_order
from watchlists.model import NameKind

_NO_INSTITUTES = frozenset({"education", "programme"})
_UNIT_NAMES = cues_in_order(Cue.UNIT_PHRASE)
_INSTITUTES_OF_ORGANS = cue_words(Cue.INSTITUTE)
_UNITS = cue_words(Cue.UNIT_OF_A_SCHOOL)  # beside a school they are its own
_OWN_UNITS = cue_words(Cue.OWN_UNIT)
_UNITS_ELSEWHERE = cue_words(Cue.INDEPENDENT_UNIT)
_OUTSIDE = cue_words(Cue.NON_RESEARCH_MEMBER)
_ALUMNI_BODIES = cue_words(Cue.ALUMNI_BODY)
_FORMS = cue_words(Cue.COMPANY_FORM)
_GROUPS = cue_words(Cue.GROUP_FORM)
_OTHER_FIRMS = cue_words(Cue.SUBSIDIARY_FORM)
_LIMITED_LIABILITY = cue_words(Cue.LIMITED_LIABILITY_FORM)  # "Ltd Liability Company" in any mixture
_STREETS = cue_words(Cue.STREET_OF_A_SCHOOL)
_CONTINENTS = cue_words(Cue.CONTINENT)
_COUNTERS = cue_words(Cue.COUNTER)
_BRANCHES = cue_words(Cue.COUNTER_BRANCH)
_HAN_OUTSIDE = cues_in_order(Cue.NON_RESEARCH_MEMBER_IN_CHINESE)
_HAN_FIRMS = cues_in_order(Cue.FIRM_IN_CHINESE)
_HAN_GROUP = "集团"
_HAN_OWN_FORMS = cues_in_order(Cue.OWN_FORM_IN_CHINESE)  # 股份有限公司 is mostly a group's daughter
_HAN_INSTITUTES = cues_in_order(Cue.INSTITUTE_OF_A_GROUP_IN_CHINESE)
_LONG_NAME = 4
_LONG_WORD = 10  # letters
_BRACKETED = re.compile(r"[(（]([^()（）]+)[)）]")
_A_LISTED_ONE = 5  # units of work that a relation to a listed body is
_STEPS = 2  # a branch of an institute of an academy


@dataclass(frozen=True, slots=True)
class Link:
    """A claim seen as a relation to a listed bearer."""

    claim: Claim
    listed: Bearer
    relation: Relation
    tie: BearerTie | None = None
    owner_is_named: bool = False  # another body that the text names tells whose a general name is
    beside_a_company: bool = False  # another part of the text has a company's name of its own


class ClaimsOfText:
    """The claims of a text by what is asked of them, so that each is not held against all others."""

    def __init__(self, reader: ClaimReader) -> None:
        groups = reader.tokens.groups
        self.all = [*reader.claims]
        self.named = {claim.bearer.number for claim in reader.claims}
        # A domain names a whole body, and takes the place of nothing that the text says is of it.
        self.direct = {
            claim.bearer.number
            for claim in reader.claims
            if claim.bearer.listings and claim.how not in ("domain", "email")
        }
        self.schools: dict[int | None, list[Claim]] = {}  # by group; of all groups by None
        self._unlisted: dict[int, list[Claim]] = {}  # by group
        self._institutes: dict[int, list[Claim]] = {}  # by group, where they were asked for
        for claim in reader.claims:
            if claim.first < 0:
                continue
            group = groups[claim.first]
            if "education" in claim.bearer.types:
                for key in (group, None):
                    self.schools.setdefault(key, []).append(claim)
            if not claim.bearer.listings:
                self._unlisted.setdefault(group, []).append(claim)

    def institutes(self, group: int) -> list[Claim]:
        """Claims to independent institutes in a group of the text."""
        found = self._institutes.get(group)
        if found is None:
            found = self._institutes[group] = [*filter(_is_institute, self._unlisted.get(group, ()))]
        return found

    def others(self, claim: Claim, group: int | None) -> Iterator[Claim]:
        """Claims to other schools in the same group of the text, or in all of it, that are not around the claim."""
        return (
            other
            for other in self.schools.get(group, ())
            if other.bearer.number != claim.bearer.number and not _is_around(other, claim)
        )


def _claims_of(reader: ClaimReader) -> ClaimsOfText:
    """The claims of a text in order, put so once until there are others."""
    if reader.ordered is None or reader.ordered.all != reader.claims:
        reader.ordered = ClaimsOfText(reader)
    return reader.ordered


def _is_around(other: Claim, claim: Claim) -> bool:
    return other.first <= claim.first and claim.last <= other.last


@dataclass(slots=True)
class Relations:
    """Finds relations over one universe; ties read out of names are remembered."""

    bearers: Rows[Bearer]
    gazetteer: Gazetteer
    inside: NamesInside

    def links(self, reader: ClaimReader) -> Iterator[Link]:
        """Every relation of a text's claims to listed bearers."""
        claims = _claims_of(reader)
        reader.work.add(len(reader.claims))
        listed = any(claim.bearer.listings for claim in reader.claims)
        companies = self._parts_of_companies(reader) if listed else set()
        for claim in reader.claims:
            if claim.bearer.listings:
                reader.work.add(_A_LISTED_ONE)
                if why := self._refusal(reader, claim, claims):
                    reader.reject(claim.bearer, why, where=reader.characters_of(claim))
                    continue
                yield Link(
                    claim,
                    claim.bearer,
                    self._relation(reader, claim, claims),
                    owner_is_named=self._owner_is_named(reader, claim, claims),
                    beside_a_company=claim.first >= 0
                    and not companies <= {reader.tokens.segments[claim.first]},
                )
            yield from self._tied(reader, claim, claims)

    def refusal(self, reader: ClaimReader, claim: Claim) -> str:
        """Why the words around one claim to a listed body say that it is not meant; or ""."""
        return self._refusal(reader, claim, _claims_of(reader))

    def relation(self, reader: ClaimReader, claim: Claim) -> Relation:
        """What the words around one claim to a listed body say that it is to that body."""
        return self._relation(reader, claim, _claims_of(reader))

    def _refusal(self, reader: ClaimReader, claim: Claim, claims: ClaimsOfText) -> str:
        if _is_counter(reader.tokens, claim):
            return "a branch of a bank or post office that is named after it"
        if word := _is_named_after(reader.tokens, claim):
            return f"“{word}” is next to the name, so the organisation itself is not meant"
        if other := self._other_roof(reader, claim, claims):
            return f"a general name, and in this text it belongs to {other.name}"
        return self._of_another_country(reader, claim)

    def _of_another_country(self, reader: ClaimReader, claim: Claim) -> str:
        """A name that companies of many countries bear, or one word misspelt, and the country is another one; or "".

        A text that is just the printed name is asked about all the same.
        """
        if claim.placement.agreement is not Agreement.CONFLICT or claim.evidence:
            return ""
        printed = claim.how == "whole" and claim.first == 0 and claim.last == len(reader.tokens) - 1
        if printed and not claim.repaired:
            return ""
        lexicon = self.gazetteer.lexicon
        countries = f"the country is {claim.placement.text}, not {claim.placement.bearer}"
        if is_ordinary(claim.name, claim.bearer, lexicon):
            return f"companies in many countries have this name, and {countries}"
        long = any(
            len(word) >= _LONG_WORD for word in claim.name.words
        )  # misspelt, it is still nobody else's
        few = len(lists_of(claim.bearer)) < LISTS_OF_A_GROUP
        if claim.repaired and few and not long and is_one_word(claim.name, claim.bearer, lexicon, claim.text):
            return f"one word in another spelling, and {countries}"
        return ""

    def _parts_of_companies(self, reader: ClaimReader) -> set[int]:
        """The parts of a text that have a legal form and a name of their own: the first of "Exide SAS (Fulmen)"."""
        tokens, kind = reader.tokens, self.gazetteer.lexicon.kind
        formed = {
            part
            for part, word in zip(tokens.segments, tokens.words, strict=True)
            if kind(word) is WordClass.LEGAL
        }
        return {
            part
            for part, word in zip(tokens.segments, tokens.words, strict=True)
            if part in formed and kind(word) is WordClass.DISTINCTIVE
        }

    @staticmethod
    def _owner_is_named(reader: ClaimReader, claim: Claim, claims: ClaimsOfText) -> bool:
        """Say whether another body of the text tells whose a general name is: one above its bearer, or one of its town."""
        bearer = claim.bearer
        if any(tie.bearer in claims.named for tie in bearer.ties):
            return True
        groups = reader.tokens.groups
        return claim.first >= 0 and any(
            other.bearer.number != bearer.number
            and bool(other.bearer.cities & bearer.cities)
            and not _is_generic(other)
            for other in reader.claims
            if other.first >= 0 and groups[other.first] == groups[claim.first] and other.text != claim.text
        )

    def _other_roof(self, reader: ClaimReader, claim: Claim, claims: ClaimsOfText) -> Bearer | None:
        """The school under whose roof a general name stands ("Institute of Physics, Tsinghua University")."""
        if (
            claim.first < 0
            or claim.name.strength is not Strength.GENERIC
            or claim.name.kind is NameKind.ACRONYM
            or ("university" in claim.name.words and "education" in claim.bearer.types)
        ):
            return None
        others = claims.others(claim, reader.tokens.groups[claim.first])
        return next((other.bearer for other in others if not _is_generic(other)), None)

    def _relation(self, reader: ClaimReader, claim: Claim, claims: ClaimsOfText) -> Relation:
        if claim.joint:
            return Relation.JOINT_VENTURE_OF
        if claim.how in ("group brand", "abroad"):
            school = claim.how == "abroad" and "education" in claim.bearer.types
            return Relation.CAMPUS_OF if school else Relation.SUBSIDIARY_OF
        if self._is_of_another_place(reader, claim):
            return Relation.SIBLING
        if claim.how == "unit of a brand":
            return Relation.CAMPUS_OF if self._is_elsewhere(reader, claim) else Relation.LABORATORY_OF
        if claim.name.kind is NameKind.SUBORDINATE:
            return Relation.LABORATORY_OF if "laboratory" in claim.name.words else Relation.MEMBER_OF
        if claim.after:
            return _by_han(claim)
        if claim.first < 0 or claim.bearer.programme:
            return Relation.SAME
        around = Surroundings.of(reader.tokens, claim)
        if relation := self._by_words(claim, around):
            return relation
        if around.joint:
            return Relation.JOINT_VENTURE_OF
        if (
            self._is_elsewhere(reader, claim)
            or self._is_branch(reader, claim)
            or self._is_unit_elsewhere(reader, claim)
        ):
            return Relation.CAMPUS_OF
        return self._beside(reader, claim, claims)

    def _is_of_another_place(self, reader: ClaimReader, claim: Claim) -> bool:
        """The list prints a company's place in its name, and the text names the company in another one.

        "X (Hongkong) Co., Ltd." is not "X Co., Ltd., Shenzhen"; where the text says no place it may be.
        """
        legal = vocabulary()["legal"]
        printed = _BRACKETED.findall(claim.name.text)
        if not printed or claim.first < 0 or legal.isdisjoint(name_words(claim.name.text)):
            return False
        setting, places = reader.setting_at(claim.first), self.gazetteer.lexicon.places
        for part in printed:
            place = city_key(part)
            if place not in places.countries_of and place not in places.nations:
                continue
            if place in "".join(name_words(claim.text)) or place in setting.cities:
                return False
            said = setting.countries or setting.implied
            if nation := places.nations.get(place, ""):
                return bool(said) and nation not in said
            return bool(setting.cities)
        return False

    def _by_words(self, claim: Claim, around: Surroundings) -> Relation | None:
        words = vocabulary()
        near = around.before + around.after
        if (
            not _OUTSIDE.isdisjoint(near)
            or around.before[-2:] == ["under", "the"]  # "Financial University under the Government of …"
            or ("alumni" in near and not _ALUMNI_BODIES.isdisjoint(near))  # else somebody who has left
            or "high school" in " ".join(near)
            or "middle school" in " ".join(near)
        ):
            return Relation.MEMBER_OF
        if (
            around.after[1:2] == ["college"]
            or ("college" in around.after[1:] and self._is_proper(around.after[0]))
            or self._is_college_of(around.before)
        ):
            return Relation.MEMBER_OF
        if not self._is_hospital(claim) and not words["hospital"].isdisjoint(
            [*near, *around.next, around.closing]
        ):
            return Relation.HOSPITAL_OF
        if not words["campus"].isdisjoint(near + around.next):
            return Relation.CAMPUS_OF
        if (
            not self._is_hospital(claim)
            and not _FORMS.isdisjoint(around.after)
            and not _is_own_form(claim, around.after)
        ):
            return Relation.SUBSIDIARY_OF
        abroad = around.after[:1] and around.after[0] in _CONTINENTS
        if abroad and not words["legal"].isdisjoint(around.after):  # "Dahua Technology Europe B.V."
            return Relation.SUBSIDIARY_OF
        if "laboratory" in around.host_of:
            return Relation.LABORATORY_OF
        if is_organ(claim.name.words, self.gazetteer.lexicon):  # an institute of a ministry is no ministry
            if not _INSTITUTES_OF_ORGANS.isdisjoint(around.before):
                return Relation.LABORATORY_OF
            return None if words["teaching"].isdisjoint(around.before) else Relation.MEMBER_OF
        return None

    @staticmethod
    def _is_hospital(claim: Claim) -> bool:
        """A hospital itself; a medical school is often registered as school and hospital, and has hospitals."""
        types = claim.bearer.types
        itself = "healthcare" in types and "education" not in types
        return itself or not vocabulary()["hospital"].isdisjoint(claim.name.words)

    def _is_college_of(self, before: list[str]) -> bool:
        """An independent college under the name: "Chengdu College of X University", and no "Honors College of X"."""
        if before[-2:] != ["college", "of"] or len(before) < 3:
            return False
        return self.gazetteer.lexicon.kind(before[-3]) is WordClass.PLACE

    def _is_proper(self, word: str) -> bool:
        return self.gazetteer.lexicon.kind(word) in (WordClass.DISTINCTIVE, WordClass.PLACE)

    def _is_elsewhere(self, reader: ClaimReader, claim: Claim) -> bool:
        """A school in a city of its country where its seat is not."""
        return "education" in claim.bearer.types and self._is_in_another_town(reader, claim)

    @staticmethod
    def _is_in_another_town(reader: ClaimReader, claim: Claim) -> bool:
        bearer = claim.bearer
        if not bearer.cities:
            return False
        setting = reader.setting_at(claim.first)
        if not setting.cities or setting.cities & bearer.cities:
            return False
        places = reader.gazetteer.lexicon.places
        towns = {city for city in setting.cities if city not in places.regions}
        own = {city for city in towns if any(c in places.countries_of[city] for c in bearer.countries)}
        return bool(own) and own.isdisjoint(name_words(bearer.name))  # an alias may name the branch's town

    def _is_namesake(self, reader: ClaimReader, claim: Claim) -> bool:
        """A hospital in another town, of a name that many towns' hospitals bear; of one of its own it is a branch."""
        return (
            "healthcare" in claim.bearer.types
            and not names_of_many_hospitals().isdisjoint(claim.name.words)
            and self._is_in_another_town(reader, claim)
        )

    def _is_branch(self, reader: ClaimReader, claim: Claim) -> bool:
        """Another town of its country stands directly beside a school's name: "Qazvin X University", "X at Weihai"."""
        bearer, tokens = claim.bearer, reader.tokens
        if not bearer.cities or "education" not in bearer.types:
            return False
        after = claim.last + 1
        while (
            after < len(tokens)
            and tokens.stops[after]
            and tokens.segments[after] == tokens.segments[claim.last]
        ):
            after += 1
        places = self.gazetteer.lexicon.places
        for place in (claim.first - 1, after):
            if not 0 <= place < len(tokens) or tokens.segments[place] != tokens.segments[claim.first]:
                continue
            word = tokens.words[place]
            own = any(country in places.countries_of.get(word, ()) for country in bearer.countries)
            if (
                own
                and word not in bearer.cities
                and word not in places.regions
                and word not in claim.name.words
            ):
                return True
        return False

    def _is_unit_elsewhere(self, reader: ClaimReader, claim: Claim) -> bool:
        """An institute that is called by another town of a school's country: "Qingdao Research Institute, X University".

        A department or a laboratory is of the school wherever it stands.
        """
        bearer, tokens = claim.bearer, reader.tokens
        if not bearer.cities or "education" not in bearer.types:
            return False
        places, own = self.gazetteer.lexicon.places, tokens.segments[claim.first]
        group = tokens.groups[claim.first]
        for segment in (own - 1, own):
            piece = [
                place
                for place in tokens.in_segment(segment)
                if tokens.groups[place] == group and not claim.first <= place <= claim.last
            ]
            words = [tokens.words[place] for place in piece]
            if _UNITS_ELSEWHERE.isdisjoint(words) or not _OWN_UNITS.isdisjoint(words):
                continue
            towns = {
                word
                for word in words
                if word not in places.regions
                and not bearer.countries.isdisjoint(places.countries_of.get(word, ()))
            }
            if towns and towns.isdisjoint((*bearer.cities, *claim.name.words)):
                return True
        return False

    @staticmethod
    def _beside(reader: ClaimReader, claim: Claim, claims: ClaimsOfText) -> Relation:
        """An independent institute named before the listed body makes the text mean that institute."""
        for other in claims.institutes(reader.tokens.groups[claim.first]):
            if other.last < claim.first:
                return relation_by_type(other.bearer.types)
        return Relation.SAME

    def _tied(self, reader: ClaimReader, claim: Claim, claims: ClaimsOfText) -> Iterator[Link]:
        ties = claim.bearer.ties
        # Many share it; in its own city it is the part of another that we know it as
        if claim.how == "acronym":
            ties = tuple(tie for tie in ties if tie.why.startswith("knowledge"))
            if claim.placement.agreement is not Agreement.CITY:
                return
        elif _is_generic(claim) and (claim.how in ("turned", "core") or not self._tells(reader, claim)):
            return
        elif not claim.bearer.listings and (claim.first >= 0 or claim.how == "han"):
            ties += self.inside.ties(claim.name, claim.bearer)
        if not ties:
            return
        group = reader.tokens.groups[claim.first] if claim.first >= 0 else None
        first_other = next(claims.others(claim, group), None)
        namesake = self._is_namesake(reader, claim)
        seen = {claim.bearer.number}
        for tie in _reached(ties, self.bearers):
            reader.work.add()
            target = self.bearers[tie.bearer]
            if not target.listings or tie.bearer in seen or tie.bearer in claims.direct:
                continue
            reader.work.add(_A_LISTED_ONE)
            if first_other is not None and (
                tie.why.startswith(REGISTER) or tie.relation is Relation.LABORATORY_OF
            ):
                why = f"the text places it under {first_other.bearer.name}"
                reader.reject(target, why, where=reader.characters_of(claim))
                continue
            if namesake and not _is_named(reader, target):
                town = ", ".join(sorted(reader.setting_at(claim.first).cities))
                reader.reject(
                    target, f"a hospital of the same name, in {town}", where=reader.characters_of(claim)
                )
                continue
            if tie.relation is Relation.HOSPITAL_OF and (
                roof := self._roof_elsewhere(reader, claim, claims.others(claim, group))
            ):
                reader.reject(
                    target, f"a hospital of the same name, of {roof.name}", where=reader.characters_of(claim)
                )
                continue
            if other := _unknown_roof(reader, claim):
                reader.reject(
                    target,
                    f"the text places it under another school, “{other}”",
                    where=reader.characters_of(claim),
                )
                continue
            seen.add(tie.bearer)
            named = self._owner_is_named(reader, claim, claims)
            yield Link(claim, target, self._tied_relation(reader, claim, tie), tie, owner_is_named=named)

    @staticmethod
    def _roof_elsewhere(reader: ClaimReader, claim: Claim, others: Iterator[Claim]) -> Bearer | None:
        """The school of another town named right behind a hospital: "Xinhua Hospital, Dalian University"."""
        if claim.first < 0 or reader.setting_at(claim.first).cities & claim.bearer.cities:
            return None
        segments = reader.tokens.segments
        return next(
            (
                other.bearer
                for other in others
                if segments[other.first] == segments[claim.last] + 1
                and other.bearer.cities
                and claim.bearer.cities
                and not other.bearer.cities & claim.bearer.cities
                and not other.bearer.listings
            ),
            None,
        )

    def _tied_relation(self, reader: ClaimReader, claim: Claim, tie: BearerTie) -> Relation:
        """The tie's relation; a hospital before a medical college of the listed body is its hospital."""
        if tie.relation not in (Relation.MEMBER_OF, Relation.CAMPUS_OF) or claim.first < 0:
            return tie.relation
        before = Surroundings.of(reader.tokens, claim).before
        return tie.relation if vocabulary()["hospital"].isdisjoint(before) else Relation.HOSPITAL_OF

    def _tells(self, reader: ClaimReader, claim: Claim) -> bool:
        """A general name tells whose it is in its city, or where it is long, alone in its segment and one body's."""
        if claim.placement.agreement is Agreement.CITY or claim.how == "han":
            return True
        alone = claim.first >= 0 and reader.tokens.opens[claim.first] and reader.tokens.closes[claim.last]
        return alone and not claim.rivals and len(claim.name.words) >= _LONG_NAME


def _is_named(reader: ClaimReader, body: Bearer) -> bool:
    """Say whether the text holds the body's own name."""
    words = [word for word, stop in zip(reader.tokens.words, reader.tokens.stops, strict=True) if not stop]
    return "".join(name_words(body.name)) in "".join(words)


def _unknown_roof(reader: ClaimReader, claim: Claim) -> str:
    """A university nobody here knows, named in the segment before or after the claim, as given; or ""."""
    tokens = reader.tokens
    if claim.first < 0:
        return ""
    group = tokens.groups[claim.first]
    for segment in (tokens.segments[claim.first] - 1, tokens.segments[claim.last] + 1):
        named = tokens.in_segment(segment)
        for place in named:
            near = tokens.groups[place] == group and tokens.words[place] == "university"
            if near and not reader.is_claimed(place) and not _is_street(tokens, place):
                return tokens.piece(named[0], named[-1])
    return ""


def _is_named_after(tokens: Tokens, claim: Claim) -> str:
    """The word that makes a military or state body's name that of a museum, a journal or the like; "" where none does."""
    if claim.first >= 0:
        word = neighbouring_word(tokens.text, tokens.starts[claim.first], tokens.ends[claim.last])
    else:
        word = neighbouring_word(claim.text + claim.after, 0, len(claim.text)) if claim.after else ""
    named = (each.named.kind for each in claim.bearer.listings if each.named)
    said = (each.pattern.kind for each in find(claim.text)) if word else ()
    return word if word and any(kind in OF_A_STATE for kind in (*named, *said)) else ""


def _is_counter(tokens: Tokens, claim: Claim) -> bool:
    """A bank's branch, or a post office, beside a school: "Bank of China, Tianjin University Branch"."""
    last = claim.last + 1
    if claim.first < 0 or last >= len(tokens) or tokens.words[last] not in _BRANCHES:
        return False
    segment = tokens.segments[claim.first]
    near = (*tokens.in_segment(segment - 1), *range(tokens.in_segment(segment).start, claim.first))
    return any(tokens.plains[i] in _COUNTERS or tokens.plains[i : i + 2] == ["post", "office"] for i in near)


def _is_own_form(claim: Claim, after: list[str]) -> bool:
    """A company's own legal form behind its name ("China National Nuclear Corporation Limited"): no firm under it.

    So are words that its list prints behind the same words ("Alibaba Group" and "Holding Co"). A university's company is
    a firm, and so is what is called a holding, or a joint stock company, of a company that is not printed so.
    """
    forms = (vocabulary()["legal"] | _LIMITED_LIABILITY) - _OTHER_FIRMS
    if forms.issuperset(after) and claim.name.words[-1] in _GROUPS:
        return True
    if not _is_formed(claim.bearer):
        return False
    further = set(after) - forms - vocabulary()["stop"]
    return not further or any(
        further <= set(words) and words[: len(claim.name.words)] == claim.name.words
        for listing in claim.bearer.listings
        for words in (name_words(name.text) for name in listing.names)
    )


def _is_formed(bearer: Bearer) -> bool:
    """Say whether a body is a company, by its type or by a legal form that a list prints before or behind its name.

    The form within a name is its group's: "X Corporation 41st Research Institute".
    """
    if "education" in bearer.types:
        return False
    legal = vocabulary()["legal"]
    printed = (
        name_words(_BRACKETED.sub(" ", name.text)) for listing in bearer.listings for name in listing.names
    )
    return "company" in bearer.types or any(
        words and (words[0] in legal or words[-1] in legal) for words in printed
    )


def _is_street(tokens: Tokens, place: int) -> bool:
    """Say whether the word is part of an address: "International University Park Road"."""
    return not tokens.closes[place] and tokens.words[place + 1] in _STREETS


def _by_han(claim: Claim) -> Relation:
    """What follows a name in its run: 北京大学第三医院, 哈尔滨工业大学威海校区."""
    for row in rows("han_words"):
        if row["class"] in ("hospital", "campus") and row["han"] in claim.after:
            return Relation.HOSPITAL_OF if row["class"] == "hospital" else Relation.CAMPUS_OF
    if claim.after.startswith(_HAN_OUTSIDE):
        return Relation.MEMBER_OF
    if claim.after[:1].isdigit() and "education" not in claim.bearer.types:  # 中国电科38研究所: of the group
        return Relation.MEMBER_OF
    if claim.text.endswith(_HAN_GROUP) and claim.after in _HAN_OWN_FORMS:
        return Relation.SAME
    if "education" not in claim.bearer.types and claim.after.endswith(_HAN_FIRMS):
        return Relation.SUBSIDIARY_OF
    if "education" not in claim.bearer.types and claim.after.endswith(_HAN_INSTITUTES):
        return Relation.MEMBER_OF
    return Relation.CAMPUS_OF if claim.elsewhere else Relation.SAME


def _is_institute(claim: Claim) -> bool:
    """Say whether an unlisted body is an independent institute, by a strong name of its own."""
    return (
        _NO_INSTITUTES.isdisjoint(claim.bearer.types)
        and not _is_academy(claim)
        and claim.name.strength is Strength.STRONG
        and claim.name.kind is not NameKind.ACRONYM
        and _UNITS.isdisjoint(claim.name.words)
        and not any(unit in f"{claim.name.text} {claim.bearer.name}".lower() for unit in _UNIT_NAMES)
    )


def _is_academy(claim: Claim) -> bool:
    """An academy of a state, which stands over the institute named after it: "CAS, Institute of X"."""
    return "academy" in claim.name.words and "government" in claim.bearer.types


def _is_generic(claim: Claim) -> bool:
    return claim.name.strength is Strength.GENERIC and claim.name.kind is not NameKind.ACRONYM


def _reached(ties: tuple[BearerTie, ...], bearers: Rows[Bearer]) -> Iterator[BearerTie]:
    """Ties, and the ties of those who are not listed themselves, a few steps up."""
    level = list(ties)
    for _ in range(_STEPS):
        upper: list[BearerTie] = []
        for tie in level:
            yield tie
            if not bearers[tie.bearer].listings:
                # What is of a joint body is no more of one of its owners than that body is.
                upper += [
                    BearerTie(
                        up.relation if up.relation is Relation.JOINT_VENTURE_OF else tie.relation,
                        up.bearer,
                        up.why,
                        tie.note,
                        tie.unverified_source or up.unverified_source,
                    )
                    for up in bearers[tie.bearer].ties
                ]
        level = upper


def alternatives(reader: ClaimReader) -> tuple[Alternative, ...]:
    """What was rejected, each once."""
    return tuple(dict.fromkeys(reader.rejected))
