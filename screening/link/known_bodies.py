"""Every organisation that the register and all of ROR know, by name in any script, by letters and by domain.

They recognise and match nothing: none of them is a bearer in the universe unless the register holds it. Whoever reads a
mention asks whether something known explains it:

    known = reader.known                              # of a ClaimReader; also TextLinker.known
    known.unlisted("연세대학교")                        # -> (Yonsei University, KR): a whole name, and no listed body's
    known.unlisted("东北大学", frozenset({"JP"}))      # -> (Tohoku University, JP)
    known.unlisted("东北大学")                         # -> (): a listed university has this name, too
    known.named("Northeastern University")            # -> all who bear it, each saying whether it is `listed`
    known.with_letters("ČVUT", cities=frozenset({"praha"}))
    known.with_domain("mail.phys.tum.de")             # the bodies of tum.de

A name is the whole of the text given: cut a mention out of its text before asking. `unlisted` is what may explain a near
name away; nothing here ever silences a name that a list prints. Keys keep the script of a name: Hangul is never
compared by its sound.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from screening.affiliations.places import city_key, compatible
from screening.affiliations.repairs import TEXT_CHARS
from screening.affiliations.tokens import HAN, name_words
from screening.affiliations.words import plain
from screening.link.bearers import Bearer, Name, is_in_force
from screening.link.han import han_key, is_form_only
from screening.link.ledger import bare_key
from screening.link.lexicon import Lexicon, WordClass
from screening.mapped_file import MappedTable, Pairs, Rows
from screening.names.characters import clean
from screening.names.legal_forms import strip_native_form
from screening.names.scripts import ARABIC_FORMS, Script, script_of
from watchlists.beyond_seed import UNDER
from watchlists.countries import country_code
from watchlists.model import Body, NameKind

_TELLING = frozenset({WordClass.DISTINCTIVE, WordClass.PLACE})
_BEHIND_LATIN = "\u0250"
_SHORTEST = 2  # characters of a key
_LONGEST_CHAIN = 6  # relations from a body to the listed one that it belongs to
# What the register puts behind a name to tell bodies apart: "Siemens (Germany)", "Institute of Physics (Belgrade)".
_LAST_BRACKET = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*$")
_ARABIC_SIGNS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0591-\u05c7\u0640]")  # vowels, and the stroke
_NO_PART_OF_A_KEY = (
    "Z",
    "P",
    "S",
    "C",
)  # categories of Unicode; vowels of Indian scripts are marks, and stay
_WITH_FORMS_AS_WORDS = frozenset({Script.CYRILLIC, Script.GREEK})


@dataclass(frozen=True, slots=True)
class KnownBody:
    """A known organisation."""

    id: str  # of the register: "ror:01wjejq96"
    name: str  # that it is shown by
    country: str  # ISO alpha-2, several separated by a space
    cities: tuple[str, ...] = ()
    listed: bool = False  # it, what it belongs to, or one of its name is on a list, in force
    listed_members: tuple[str, ...] = ()  # of one on no list: the listed bodies that belong to it

    @property
    def countries(self) -> frozenset[str]:
        """Its countries by their codes."""
        return frozenset(self.country.split())


class _Tables(NamedTuple):
    """Numbers of bodies by the keys of what they are called."""

    telling: MappedTable  # names that tell a body apart
    general: MappedTable  # "Institute of Physics": asked for with a country alone
    letters: MappedTable
    domains: MappedTable
    listed: MappedTable  # names that are known here and printed for a listed body


@dataclass(frozen=True, slots=True)
class KnownBodies:
    """The known organisations by their names, letters and domains."""

    rows: Rows[KnownBody]
    tables: _Tables
    lexicon: Lexicon

    def named(self, text: str, countries: frozenset[str] = frozenset()) -> tuple[KnownBody, ...]:
        """The bodies that a whole text is a name of, in any script.

        Case, accents, width, spaces, punctuation and legal forms make no difference. Where countries are given only
        bodies in one of them bear it; a general name ("Institute of Physics") is nobody's without.
        """
        return self._named(self._key(text), countries)

    def unlisted(self, text: str, countries: frozenset[str] = frozenset()) -> tuple[KnownBody, ...]:
        """The bodies that a whole text is a name of, where none of them is listed or belongs to a listed one.

        None either where a listed body bears the same name in another country, and no country says which is meant.
        """
        key = self._key(text)
        if not countries and key in self.tables.listed:
            return ()
        found = self._named(key, countries)
        return () if any(body.listed for body in found) else found

    def with_letters(
        self, text: str, countries: frozenset[str] = frozenset(), cities: frozenset[str] = frozenset()
    ) -> tuple[KnownBody, ...]:
        """The bodies that letters stand for, in one of these towns (keys of `city_key`) or countries; none without a place."""
        found = self._bodies(self.tables.letters, letters_key(text))
        if cities and (
            there := [body for body in found if not cities.isdisjoint(map(city_key, body.cities))]
        ):
            found = there
        elif countries:
            found = [body for body in found if not countries.isdisjoint(body.countries)]
        else:
            return ()
        return tuple(found)

    def with_domain(self, host: str) -> tuple[KnownBody, ...]:
        """The bodies of a host name, or of the nearest domain above it."""
        name = host.strip().strip(".").lower()
        while "." in name:
            if found := self._bodies(self.tables.domains, name):
                return tuple(found)
            name = name.partition(".")[2]
        return ()

    def _key(self, text: str) -> str:
        return known_key(text, self.lexicon)

    def _named(self, key: str, countries: frozenset[str]) -> tuple[KnownBody, ...]:
        found = self._bodies(self.tables.telling, key)
        if countries:
            found += self._bodies(self.tables.general, key)
            found = [body for body in found if not countries.isdisjoint(body.countries)]
        return tuple(found)

    def _bodies(self, table: MappedTable, key: str) -> list[KnownBody]:
        return self.rows.several(table.get(key)) if key else []


def known_key(text: str, lexicon: Lexicon) -> str:
    """The key of a name in its own script; "" where it is a legal form, a place or too short to be anybody's name."""
    if text.isascii() or max(text) < _BEHIND_LATIN:
        return _latin_key(text, lexicon)
    bare = unicodedata.normalize("NFKC", clean(text[:TEXT_CHARS], TEXT_CHARS).text)
    if HAN.search(bare):
        key = han_key(strip_native_form(bare))
        return "" if is_form_only(key) or len(key) < _SHORTEST else f"#{key}"
    script = script_of(bare)
    if script is Script.LATIN:
        return _latin_key(bare, lexicon)
    if script in (Script.ARABIC, Script.HEBREW):
        bare = _ARABIC_SIGNS.sub("", bare.translate(ARABIC_FORMS))
    if script in _WITH_FORMS_AS_WORDS:
        words = bare.split()
        named = [word for word in words if lexicon.kind(plain(word)) is not WordClass.LEGAL]
        bare = " ".join(named or words)
    kept = "".join(
        sign
        for sign in strip_native_form(bare).casefold()
        if not unicodedata.category(sign).startswith(_NO_PART_OF_A_KEY)
    )
    return f"~{kept}" if len(kept) >= _SHORTEST else ""


def _latin_key(text: str, lexicon: Lexicon) -> str:
    key = bare_key(text, lexicon)
    return "" if len(key) < _SHORTEST or lexicon.places.is_place(text) else key


def letters_key(text: str) -> str:
    """The key of an acronym: its letters and digits, whatever their case."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def known_bodies(
    bodies: Iterable[Body], names: Iterable[Name], bearers: Rows[Bearer], lexicon: Lexicon
) -> KnownBodies:
    """The table of bodies; which are listed is said by the universe's names and bearers, and by relations among the bodies.

    Args:
        bodies: of the register, then those that it leaves out; of one id the first counts.
        names: of the universe.
        bearers: of the universe.
        lexicon: of the universe.
    """
    by_id: dict[str, Body] = {}
    for body in bodies:
        by_id.setdefault(body.id, body)
    printed = _printed(names, bearers, lexicon)
    listed_ids = set(_listed_ids(bearers))
    telling, general, letters, domains, shared = (Pairs() for _ in range(5))
    for number, body in enumerate(by_id.values()):
        countries = frozenset(body.country.split())
        listed = False
        keys: dict[str, bool] = {}
        for text, kind, in_country in _names_of(body):
            if kind == "acronym":
                if key := letters_key(text):
                    letters.add(key, number)
                continue
            if not (key := known_key(text, lexicon)):
                continue
            tells = keys.setdefault(key, _is_telling(text, key, lexicon))
            if (where := printed.get(key)) is not None:
                # "Huawei Technologies (Germany)" is the register's way to call what belongs to the group.
                of_group = tells and in_country
                listed = listed or of_group or any(compatible(each, countries) for each in where)
        for key, tells in keys.items():
            (telling if tells else general).add(key, number)
            if key in printed:
                shared.add(key, number)
        for domain in dict.fromkeys(body.domains):
            domains.add(domain, number)
        if listed:
            listed_ids.add(body.id)
    # Whoever belongs to a body that is listed by its name alone is known only when all names were looked at.
    linked = _Linked(by_id, listed_ids)
    members = {each.body.id: each.listed_members for each in bearers if each.body and each.listed_members}
    made = [
        KnownBody(body.id, body.name, body.country, body.cities, linked(body.id), members.get(body.id, ()))
        for body in by_id.values()
    ]
    tables = _Tables(*(each.table() for each in (telling, general, letters, domains, shared)))
    return KnownBodies(Rows.of(made), tables, lexicon)


def _names_of(body: Body) -> Iterator[tuple[str, str, bool]]:
    """Each name with its kind, as it is and without a bracket behind it; and whether that held a country."""
    for name in body.names:
        yield name.text, name.kind, False
        if name.kind != "acronym" and (found := _LAST_BRACKET.search(name.text)) and found.start():
            yield name.text[: found.start()], name.kind, country_code(found[1]) is not None


def _is_telling(text: str, key: str, lexicon: Lexicon) -> bool:
    """Say whether a name tells its body apart; in other scripts than Latin every name that the register has does."""
    return key[0] in "#~" or not _TELLING.isdisjoint(map(lexicon.kind, name_words(text)))


def _printed(
    names: Iterable[Name], bearers: Rows[Bearer], lexicon: Lexicon
) -> dict[str, list[frozenset[str]]]:
    """The countries of the listed bodies in force by the keys of their names; letters and doubtful names are left out."""
    found: dict[str, list[frozenset[str]]] = {}
    for name in names:
        if name.doubtful or name.kind is NameKind.ACRONYM:
            continue
        bearer = bearers[name.bearer]
        if is_in_force(bearer) and (key := known_key(name.text, lexicon)):
            found.setdefault(key, []).append(bearer.countries)
    return found


def _listed_ids(bearers: Iterable[Bearer]) -> frozenset[str]:
    """The ids of the register's bodies that are listed, or tied to a listed party."""
    every = list(bearers)

    def reaches(bearer: Bearer, left: int) -> bool:
        return is_in_force(bearer) or (
            left > 0 and any(reaches(every[tie.bearer], left - 1) for tie in bearer.ties)
        )

    return frozenset(
        bearer.body.id for bearer in every if bearer.body is not None and reaches(bearer, _LONGEST_CHAIN)
    )


class _Linked:
    """Says of an id whether its body is listed, or belongs to, follows or is followed by one that is."""

    def __init__(self, by_id: Mapping[str, Body], listed: Iterable[str]) -> None:
        self._by_id = by_id
        self._known = dict.fromkeys(listed, True)

    def __call__(self, id_: str, left: int = _LONGEST_CHAIN) -> bool:
        if (known := self._known.get(id_)) is not None:
            return known
        body = self._by_id.get(id_)
        if body is None or not left:
            return False
        found = any(self(target, left - 1) for kind, target, _ in body.relations if kind in UNDER)
        if found or left == _LONGEST_CHAIN:
            self._known[id_] = found
        return found
