"""Native names of organisations that no earlier reading knew, against what lists print in English or romanised.

The last look at names in Han, Cyrillic, Arabic script or Hangul: it begins where no earlier reading accounts for a name,
and ends in a question or, where nearly everything of both names is explained, in a hit, each piece with its words. A place behind the
name, a country of the text, and the language of its letters rule out whom they contradict.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from screening.link.agreement import placement
from screening.link.bearers import Bearer, Name, is_in_force
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.foreign_letters import HIGHEST as HIGHEST_OF_SOUND
from screening.link.foreign_letters import is_syllabic
from screening.link.korean_mentions import korean_table, read_in_korean
from screening.link.native_countries import country_adjectives
from screening.link.native_mentions import NativeMention, native_mentions, other_country, place_against
from screening.link.ordinary_names import is_nobodys_brand
from screening.link.reading import SUBJECT_NAME
from screening.link.relations import Link
from screening.link.translated_names import (
    read_by_patron,
    read_partly_translated,
    read_translated,
    translated_table,
    words_of_table,
)
from screening.mapped_file import LazyValue, Rows
from screening.model import READ_BY_SOUND, Evidence, Relation
from screening.names.scripts import Script, script_of
from screening.native_names import (
    ExplainedPiece,
    NameTable,
    NativeMatch,
    NativeRelation,
    last_part,
    name_table,
    native_matches,
    rank_of,
)
from screening.native_names.country_signs import countries_of_script
from screening.native_names.english import english_words, stem, stems_of_class
from screening.native_names.glossary import stems_of_coined_brands
from screening.native_names.korean_names import KoreanNames
from screening.native_names.native_words import has_legal_form
from screening.native_names.organisation_words import says_organisation
from screening.native_names.pieces import BY_SOUND, PieceKind
from watchlists.model import NameKind

HOW = "native"
_SCRIPTS = (Script.HAN, Script.CYRILLIC, Script.ARABIC, Script.HANGUL)
# In Han the names of bodies elsewhere are translated rather than written by sound.
_SCRIPTS_OF_NEIGHBOURS = (Script.KANA, Script.HANGUL, Script.ARABIC, Script.CYRILLIC)
_MOST_BEARERS = 3  # of one name; more are no answer
_NEAR_THE_BEST = 0.05  # matches that score so little less are as likely meant
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
    # Those of bodies in countries that write otherwise, whose brand a reviewed row has in the script.
    brands: Mapping[str, LazyValue[NameTable]]
    korean: LazyValue[KoreanNames]  # names in Han characters by how Koreans read them
    translated: LazyValue[
        dict[str, tuple[int, ...]]
    ]  # English names by their words, for translations of them
    by_word: LazyValue[dict[str, tuple[str, ...]]]  # of those, which hold a word
    names: Rows[Name]
    bearers: Rows[Bearer]

    def links(
        self, reader: ClaimReader, source: str, hits: Collection[Claim] = (), *, may_be_person: bool = False
    ) -> list[Link]:
        """A link to each listed bearer that a native name of the text may mean.

        Args:
            reader: the text with its claims.
            source: where the text stands.
            hits: its claims to listed bearers in force.
            may_be_person: nobody says whether the text names a person; then it must say that it is an organisation.
        """
        if reader.tokens.text.isascii():
            return []
        reader.work.add(_A_TEXT)
        best: dict[int, tuple[float, Link]] = {}
        for mention in native_mentions(reader, hits):
            reader.work.add(_A_NAME)
            translated = [
                (each.score, Link(self._claim(mention, each.name, each.evidence), each.bearer, Relation.SAME))
                for each in read_translated(
                    reader, mention, self.translated.get(), self.names, may_be_person=may_be_person
                )
            ]
            if not translated:
                english, by_word = self.translated.get(), self.by_word.get()
                partly = [
                    *read_partly_translated(reader, mention, english, by_word, self.names),
                    *read_by_patron(reader, mention, english, by_word, self.names),
                ]
                translated = [
                    (
                        each.score,
                        Link(self._claim(mention, each.name, each.evidence), each.bearer, Relation.SAME),
                    )
                    for each in partly
                ]
            found = translated + [
                each
                for tables in (self.tables, self.brands)
                if (table := tables.get(mention.script)) is not None
                for each in self._links_of_mention(
                    reader, mention, table.get(), source, may_be_person=may_be_person
                )
            ]
            own_name = _known(reader, mention) if found else ""
            for score, link in found:
                if own_name:
                    why = f"“{mention.name.text}” is the name of {own_name}, which no list names"
                    reader.reject(link.listed, why, where=(mention.first, mention.last))
                    continue
                known = best.get(link.listed.number)
                if known is None or known[0] < score:
                    best[link.listed.number] = (score, link)
        return [link for _, link in best.values()]

    def _links_of_mention(
        self,
        reader: ClaimReader,
        mention: NativeMention,
        table: NameTable,
        source: str,
        *,
        may_be_person: bool,
    ) -> Iterator[tuple[float, Link]]:
        """The links of one name with their scores; beside a name that is read so in Korean, only those near it."""
        top = 0.0
        if mention.script is Script.HANGUL and not table.of_brands:
            korean = self.korean.get()
            for each in read_in_korean(reader, mention, korean, self.names, may_be_person=may_be_person):
                claim = self._claim(mention, each.name, each.evidence)
                yield each.score, Link(claim, each.bearer, each.relation)
                top = max(top, each.score)
        for score, link in self._links_of(reader, mention, table, source, may_be_person=may_be_person):
            if score >= top - _NEAR_THE_BEST:
                yield score, link

    def _links_of(
        self,
        reader: ClaimReader,
        mention: NativeMention,
        table: NameTable,
        source: str,
        *,
        may_be_person: bool,
    ) -> Iterator[tuple[float, Link]]:
        """The links of one name with their scores, the best ones; who is not meant is rejected with the reason."""
        best: dict[int, tuple[NativeMatch, Name]] = {}
        refusals: dict[int, str] = {}
        for match in native_matches(mention.name.text, table):
            name = self.names[match.name.number]
            bearer = self.bearers[name.bearer]
            refused = reader.has_rejected_in(bearer, mention.first, mention.last)
            whole = _is_whole(match, table, bearer)
            if refused and not whole:
                continue
            # The name of a subject that is given as an organisation needs no word that says so.
            said = whole and source == SUBJECT_NAME and not may_be_person and _is_nobody_elses(name)
            at_home = _in_the_country_of(name, bearer, reader)
            why = (
                ""
                if table.of_brands
                else _refusal(mention, match, at_home, may_be_person=may_be_person, is_organisation=said)
            )
            if why:
                refusals.setdefault(bearer.number, why)
            else:
                best.setdefault(bearer.number, (match, name))
        for number, why in refusals.items():
            if number not in best:
                # Another mention, or another reading of this one, may mean the bearer all the same.
                where = (mention.first, mention.last)
                reader.reject(self.bearers[number], why, known=False, where=where)
        top = max((rank_of(match, table) for match, _ in best.values()), default=0.0)
        likeliest = [each for each in best.values() if rank_of(each[0], table) >= top - _NEAR_THE_BEST]
        # A brand that several have beside different words is none of theirs alone: "Rosatom" of "Rosatom Additive".
        more = {number: _only_in_the_listed_name(match) for number, (match, _) in best.items()}
        of_several = all(more.values()) and len(set(more.values())) > 1
        for match, name in likeliest[:_MOST_BEARERS]:
            yield match.score, self._link(mention, match, name, more[name.bearer] if of_several else "")

    def _link(self, mention: NativeMention, match: NativeMatch, name: Name, more: str) -> Link:
        """The link of one match; `more`: what the listed name has beside a brand that is all of the text and of several."""
        evidence = evidence_of(match, mention.name.text)
        relation, bearer = _RELATIONS[match.relation], self.bearers[name.bearer]
        if more:
            relation = Relation.SIBLING
            note = (
                f"the text is the brand of several listed companies alone, and this one's name goes on with “{more}”: "
                "it may be the group or a sister company"
            )
            evidence += (Evidence("relation", mention.name.text, name.text, 0, note),)
        if why := place_against(mention, bearer):
            # Only a brand of the table comes so far: a firm of the listed group that is elsewhere.
            relation = Relation.SUBSIDIARY_OF
            evidence += (
                Evidence(
                    "relation",
                    mention.name.text,
                    name.text,
                    0,
                    f"it may be a subsidiary or a branch of the listed body: {why}",
                ),
            )
        return Link(self._claim(mention, name, evidence), bearer, relation)

    def _claim(self, mention: NativeMention, name: Name, evidence: tuple[Evidence, ...]) -> Claim:
        bearer = self.bearers[name.bearer]
        placed = placement(mention.setting, bearer)
        return Claim(-1, -1, bearer, name, HOW, placed, text=mention.name.text, evidence=evidence)


def _is_nobody_elses(name: Name) -> bool:
    """Say whether no word of a name is a person's or a word of a language: "Belaruskali" is, "Svetlana" is not."""
    return not any(map(is_nobodys_brand, name.words))


def _known(reader: ClaimReader, mention: NativeMention) -> str:
    """Whose own name a mention is, of bodies that are on no list and belong to none that is; "" where it is nobody's."""
    found = reader.unlisted(mention.name.text, mention.setting.countries or mention.name.countries)
    return found[0].name if found else ""


def _in_the_country_of(name: Name, bearer: Bearer, reader: ClaimReader) -> Bearer:
    """The bearer; where its lists print no country, in the one that the listed name says: "Russian Agricultural Bank"."""
    if bearer.countries:
        return bearer
    nations, adjectives = reader.gazetteer.lexicon.places.nations, country_adjectives()
    said = {code for word in name.words if (code := adjectives.get(word) or nations.get(word))}
    return replace(bearer, countries=frozenset(said)) if said else bearer


def _refusal(
    mention: NativeMention,
    match: NativeMatch,
    bearer: Bearer,
    *,
    may_be_person: bool,
    is_organisation: bool,
) -> str:
    """Why a match does not mean its bearer, in a sentence; "" where nothing says so."""
    name = mention.name
    if why := other_country(mention, bearer):
        return why
    if may_be_person and not says_organisation(name.text, mention.script):
        return f"“{name.text}” may be a person's name: no word of it says that it is an organisation"
    # A person's name is spelt by sound alone, too.
    if _is_by_sound(match) and not is_organisation and not has_legal_form(name.text, mention.script):
        return f"“{name.text}” sounds like the listed name, and nothing in it says that it is an organisation"
    if not name.words:
        return ""
    if len(match.explained) == 1 and bearer.cities.isdisjoint(name.words):
        return f"only the brand agrees, and “{name.place}” is not known to be the listed body's place"
    if match.name.places and match.name.places.isdisjoint(name.words):
        return f"the text places it in “{name.place}”, the listed name in “{' '.join(sorted(match.name.places))}”"
    return ""


def _is_whole(match: NativeMatch, table: NameTable, bearer: Bearer) -> bool:
    """Whether a text is the whole of a rare name, which no stricter reading may pass over; a general one needs its place."""
    general = any(name.needs_place for listing in bearer.listings for name in listing.names)
    return match.full_score >= _WHOLE and table.is_rare(match.name) and not general


def _is_by_sound_alone(match: NativeMatch) -> bool:
    """Say whether nothing but general words agrees beside a brand in signs for syllables: 广汽 and 光启 are both guangqi."""
    text = "".join(piece.native for piece in match.explained if piece.kind in BY_SOUND)
    general = stems_of_class("general") | stems_of_class("filler")
    return is_syllabic(text) and all(
        piece.kind in BY_SOUND or general.issuperset(map(stem, piece.listed.split()))
        for piece in match.explained
    )


def _only_in_the_listed_name(match: NativeMatch) -> str:
    """The trade that a listed name has beside a brand which is all of the text: "Rosatom Additive", of Росатом; or ""."""
    if match.relation is not NativeRelation.SAME or not all(piece.is_brand for piece in match.explained):
        return ""
    general = stems_of_class("general") | stems_of_class("filler")
    words = (word for left in match.unexplained_listed for word in left.split())
    return " ".join(word for word in words if stem(word) not in general)


def _is_by_sound(match: NativeMatch) -> bool:
    return all(piece.kind in BY_SOUND for piece in match.explained)


def evidence_of(match: NativeMatch, text: str) -> tuple[Evidence, ...]:
    """The lines of a match: a share for each piece explained, each ceiling, what is left; they add up to the confidence."""
    total = round(100 * match.full_score)
    weights = [piece.weight for piece in match.explained]
    shares = _shares(total, weights)
    lines = [_line(piece, points) for piece, points in zip(match.explained, shares, strict=True)]
    for ceiling in match.ceilings:
        points = round(100 * ceiling.score) - total
        feature = "brand of a listed group" if points > 0 else "limit"
        lines.append(Evidence(feature, text, match.name.text, points, ceiling.why))
        total += points
    if total > HIGHEST_OF_SOUND and _is_by_sound_alone(match):
        note = "only the sound of the name agrees, which several names written otherwise share"
        lines.append(Evidence(READ_BY_SOUND, text, match.name.text, HIGHEST_OF_SOUND - total, note))
        total = HIGHEST_OF_SOUND
    if total > _HIGHEST:
        lines.append(Evidence("limit", "", "", _HIGHEST - total, "no translation of a name is certain"))
    if left := " ".join(match.unexplained_native):
        note = "nothing in the listed name means or sounds like this; the points above are lower for it"
        lines.append(Evidence("only in the text", left, "", 0, note))
    if left := " ".join(match.unexplained_listed):
        note = "nothing in the text means or sounds like this; the points above are lower for it"
        lines.append(Evidence("only in the listed name", "", left, 0, note))
    if note := _relation_note(match):
        lines.append(Evidence("relation", text, match.name.text, 0, note))
    return tuple(lines)


def _line(piece: ExplainedPiece, points: int) -> Evidence:
    """What a piece of the native name is read as."""
    native, listed = piece.native, piece.listed
    if piece.is_brand:
        how = "sounds like" if piece.kind in BY_SOUND else "is known in English as"
        return Evidence("brand", native, listed, points, f"“{native}” {how} “{listed}”: the brand")
    feature, note = {
        PieceKind.PLACE: ("place", f"“{native}” is the place “{listed}”"),
        PieceKind.NUMBER: ("number", f"“{native}” is the number “{listed}”"),
        PieceKind.SPELT: ("trade word", f"“{native}” is a word of trade, which the list writes as it sounds"),
    }.get(piece.kind, ("trade word", f"“{native}” means “{listed}”"))
    return Evidence(feature, native, listed, points, note)


def _relation_note(match: NativeMatch) -> str:
    """Why a match is taken for another body than the listed one, in a sentence; "" where it is the same one."""
    more, listed = " ".join(match.unexplained_native), " ".join(match.unexplained_listed)
    if match.relation is NativeRelation.PART:
        return f"the text has the whole listed name and also “{more}”: it may be a subsidiary or a part of the listed body"
    if match.relation is NativeRelation.SIBLING:
        return f"the text has “{more}” where the listed name has “{listed}”: it may be a sister company of the listed body"
    return ""


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

    def brands_of(script: Script) -> LazyValue[NameTable]:
        return LazyValue(lambda: name_table(_brands_abroad(names, bearers, script), script, of_brands=True))

    korean = LazyValue(lambda: korean_table(names, bearers))
    tables = {str(script): table_of(script) for script in _SCRIPTS}
    brands = {str(script): brands_of(script) for script in _SCRIPTS_OF_NEIGHBOURS}
    translated = LazyValue(lambda: translated_table(names, bearers))
    by_word = LazyValue(lambda: words_of_table(translated.get()))
    return NativeStage(tables, brands, korean, translated, by_word, names, bearers)


def _brands_abroad(names: Rows[Name], bearers: Rows[Bearer], script: Script) -> Iterator[tuple[str, int]]:
    """The names of listings in force elsewhere that hold a brand whose form in the script a reviewed row has."""
    brands, countries = stems_of_coined_brands(script), countries_of_script(script)
    # A brand in capitals is an acronym by its looks: "IFLYTEK". Where a register has the name too, it is the register's.
    not_aligned = frozenset(_NOT_ALIGNED) - {NameKind.ACRONYM}
    for number, name, bearer in _in_latin(names, bearers, not_aligned):
        if countries.isdisjoint(bearer.countries) and not brands.isdisjoint(
            map(stem, english_words(name.text, script))
        ):
            yield name.text, number


def _in_latin(
    names: Rows[Name], bearers: Rows[Bearer], but: Collection[NameKind]
) -> Iterator[tuple[int, Name, Bearer]]:
    """The names in Latin letters of bodies listed in force, but for those of some kinds and those in doubt."""
    for number, name in enumerate(names):
        if name.doubtful or name.kind in but:
            continue
        bearer = bearers[name.bearer]
        if bearer.listings and is_in_force(bearer) and script_of(name.text) is Script.LATIN:
            yield number, name, bearer


def _names_of(names: Rows[Name], bearers: Rows[Bearer], script: Script) -> Iterator[tuple[str, int]]:
    """The names in Latin letters of listings in force whose country names its bodies in a script, with their numbers."""
    countries = countries_of_script(script)
    for number, name, bearer in _in_latin(names, bearers, _NOT_ALIGNED):
        # A sound of few letters is many words': a syllabic script asks for a country that a list gives.
        nowhere = not bearer.countries and script is not Script.HANGUL
        if name.listed and (nowhere or not countries.isdisjoint(bearer.countries)):
            yield name.text, number
            if part := last_part(name.text, script):
                yield part, number
