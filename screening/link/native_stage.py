"""Native names of organisations that no earlier reading knew, against what lists print in English or romanised.

The last look at a text in Han, Cyrillic, Arabic script or Hangul: it begins where nothing was claimed, and ends in a
question or, where nearly everything of both names is explained, in a hit, each piece with its words. A place behind the
name, a country of the text, and the language of its letters rule out whom they contradict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from screening.affiliations.places import compatible
from screening.flat import LazyValue, Rows
from screening.link.agreement import placement
from screening.link.bearers import Bearer, Name, is_in_force
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.relations import Link
from screening.model import Evidence, Relation
from screening.names.scripts import Script, script_of
from screening.native_names import (
    NameTable,
    NativeMatch,
    NativeRelation,
    last_part,
    name_table,
    native_matches,
)
from screening.native_names.country_signs import countries_of_language, countries_of_script
from screening.native_names.names_and_places import NameAndPlace, names_and_places
from screening.native_names.native_words import has_legal_form
from screening.native_names.pieces import BY_SOUND
from watchlists.model import NameKind

HOW = "native"
_SCRIPTS = (Script.HAN, Script.CYRILLIC, Script.ARABIC, Script.HANGUL)
_LONGEST_TEXT = 200  # characters
_MOST_BEARERS = 3
_NEAR_THE_BEST = 0.05
_WHOLE = 0.95  # of both names: the text is this name and nothing more
_HIGHEST = 95  # hundredths: a translation is never certain
_A_TEXT, _A_NAME = 20, 10  # units of work
# Names that say little by themselves, or are letters.
_NOT_ALIGNED = (NameKind.ACRONYM, NameKind.WEAK_ALIAS, NameKind.CONTESTED, NameKind.FRAGMENT)
_RELATIONS = {
    NativeRelation.SAME: Relation.SAME,
    NativeRelation.SIBLING: Relation.SIBLING,
    NativeRelation.PART: Relation.SUBSIDIARY_OF,
}


@dataclass(frozen=True, slots=True)
class NativeStage:
    """The English and romanised names of listings in force, by script; a table is opened when a text first needs it."""

    tables: Mapping[str, LazyValue[NameTable]]
    names: Rows[Name]
    bearers: Rows[Bearer]

    def links(self, reader: ClaimReader, source: str) -> list[Link]:
        """A link to each listed bearer that a native name of the text may mean; `source` is where the text stands."""
        text = reader.tokens.text
        if text.isascii() or reader.claims or len(text) > _LONGEST_TEXT:
            return []
        script = script_of(text)
        table = self.tables.get(script)
        if table is None:
            return []
        reader.work.add(_A_TEXT)
        for each in names_and_places(text, script):
            reader.work.add(_A_NAME)
            if found := self._links_of(reader, each, script, table.get()):
                return found
        return []

    def _links_of(
        self, reader: ClaimReader, placed: NameAndPlace, script: Script, table: NameTable
    ) -> list[Link]:
        best: dict[int, tuple[NativeMatch, Name]] = {}
        for match in native_matches(placed.text, table):
            name = self.names[match.name.number]
            bearer = self.bearers[name.bearer]
            if not _may_be(reader, placed, script, bearer):
                continue
            if reader.has_rejected(bearer) and not _is_whole(match, table, bearer):
                continue
            # A person's name is spelt by sound alone, too.
            if _is_by_sound(match) and not has_legal_form(placed.text, script):
                continue
            if len(match.explained) == 1 and placed.words and bearer.cities.isdisjoint(placed.words):
                reader.reject(bearer, f"a brand alone, and “{placed.place}” is not known to be its place")
                continue
            if match.name.places and placed.words and match.name.places.isdisjoint(placed.words):
                reader.reject(bearer, f"“{placed.place}” is another place than its name's")
                continue
            best.setdefault(bearer.number, (match, name))
        if not best:
            return []
        top = max(match.score for match, _ in best.values())
        kept = [each for each in best.values() if each[0].score >= top - _NEAR_THE_BEST][:_MOST_BEARERS]
        return [self._link(reader, placed, match, name) for match, name in kept]

    def _link(self, reader: ClaimReader, placed: NameAndPlace, match: NativeMatch, name: Name) -> Link:
        bearer = self.bearers[name.bearer]
        claim = Claim(
            -1,
            -1,
            bearer,
            name,
            HOW,
            placement(reader.setting, bearer),
            text=placed.text,
            evidence=evidence_of(match, placed.text),
        )
        return Link(claim, bearer, _RELATIONS[match.relation])


def _may_be(reader: ClaimReader, placed: NameAndPlace, script: Script, bearer: Bearer) -> bool:
    """Whether the country of a text, the place behind the name and its language allow this bearer."""
    setting = reader.setting
    said = setting.countries or setting.implied
    language = countries_of_language(placed.text, script)
    return all(compatible(countries, bearer.countries) for countries in (said, placed.countries, language))


def _is_whole(match: NativeMatch, table: NameTable, bearer: Bearer) -> bool:
    """Whether a text is the whole of a rare name, which no stricter reading may pass over; a general one needs its place."""
    general = any(name.needs_place for listing in bearer.listings for name in listing.names)
    return match.full_score >= _WHOLE and table.is_rare(match.name) and not general


def _is_by_sound(match: NativeMatch) -> bool:
    return all(piece.kind in BY_SOUND for piece in match.explained)


def evidence_of(match: NativeMatch, text: str) -> tuple[Evidence, ...]:
    """The lines of a match: a share for each piece explained, each ceiling, what is left; they add up to the confidence."""
    total = round(100 * match.full_score)
    weights = [piece.weight for piece in match.explained]
    shares = _shares(total, weights)
    lines = [
        Evidence(str(piece.kind), piece.native, piece.listed, points)
        for piece, points in zip(match.explained, shares, strict=True)
    ]
    for ceiling in match.ceilings:
        points = round(100 * ceiling.score) - total
        lines.append(Evidence("limit", text, match.name.text, points, ceiling.why))
        total += points
    if total > _HIGHEST:
        lines.append(Evidence("limit", "", "", _HIGHEST - total, "no translation of a name is certain"))
    for left, native, listed in (
        ("only in the text", " ".join(match.unexplained_native), ""),
        ("only in the listed name", "", " ".join(match.unexplained_listed)),
    ):
        if native or listed:
            lines.append(Evidence(left, native, listed, 0, "counted in the share that is explained"))
    return tuple(lines)


def _shares(total: int, weights: Sequence[float]) -> list[int]:
    """Whole points in the proportion of weights, which add up to the total."""
    whole, given, done = sum(weights), 0.0, 0
    shares = []
    for weight in weights:
        given += weight
        points = round(total * given / whole) - done
        shares.append(points)
        done += points
    return shares


def native_stage(names: Rows[Name], bearers: Rows[Bearer]) -> NativeStage:
    """The stage over these names; the table of a script is made when it is first asked for or kept."""

    def table_of(script: Script) -> LazyValue[NameTable]:
        return LazyValue(lambda: name_table(_names_of(names, bearers, script), script))

    return NativeStage({str(script): table_of(script) for script in _SCRIPTS}, names, bearers)


def _names_of(names: Rows[Name], bearers: Rows[Bearer], script: Script) -> Iterator[tuple[str, int]]:
    """The names in Latin letters of listings in force whose country names its bodies in a script, with their numbers."""
    countries = countries_of_script(script)
    for number, name in enumerate(names):
        if not name.listed or name.doubtful or name.kind in _NOT_ALIGNED:
            continue
        bearer = bearers[name.bearer]
        at_home = not bearer.countries or not countries.isdisjoint(bearer.countries)
        if at_home and is_in_force(bearer) and script_of(name.text) is Script.LATIN:
            yield name.text, number
            if part := last_part(name.text, script):
                yield part, number
