"""Names that a list in force prints, each as a whole: a text that is one of them is never passed over in silence.

The rules of the other steps ask what a name says inside a longer text: a general name says little, a word may be
anybody's, a weak alias is doubtful. A text that is nothing but the printed name is a question all the same. Two texts are
one name where they agree but for case, punctuation, brackets and legal form. What no reviewer should be asked about
("LLC", a place) stands in vocabulary/names_not_asked.csv, with the reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby

from screening.affiliations.places import Places, Setting, setting_without
from screening.affiliations.tokens import HAN, name_words
from screening.affiliations.words import plain
from screening.link.agreement import Agreement, Placement, placement
from screening.link.bearers import Bearer, Name, Strength
from screening.link.claim import PRINTED, SHORTENED, Claim
from screening.link.claims import ClaimReader
from screening.link.lexicon import Lexicon
from screening.link.names_elsewhere import is_question_elsewhere
from screening.link.ordinary_names import is_ordinary
from screening.link.organs import are_organs_apart, is_organ
from screening.link.relations import Link
from screening.mapped_file import MappedTable, Pairs, Rows
from screening.model import Relation
from screening.names.characters import NameTooLong, clean
from screening.names.legal_forms import strip_forms, strip_native_form
from screening.vocabulary import rows, vocabulary
from screening.vocabulary.cues import Cue, cue_pattern
from watchlists.countries import country_name
from watchlists.model import NATIVE_KINDS, ListedName, NameKind, Status

# Kinds whose printed name says by itself that the list, or we, doubt whose it is.
DOUBTED = (NameKind.WEAK_ALIAS, NameKind.CONTESTED, NameKind.FRAGMENT)
# Kinds that are what a list calls a body first.
OWN = (NameKind.PRIMARY, NameKind.CORRECTION, *NATIVE_KINDS)
# Kinds that name a part of the listed body.
PARTS = (NameKind.SUBORDINATE, NameKind.FRAGMENT)
_LABORATORY = re.compile(cue_pattern(Cue.LABORATORY_AS_PRINTED), re.IGNORECASE)
_HOSPITAL = re.compile(cue_pattern(Cue.HOSPITAL_AS_PRINTED), re.IGNORECASE)
_OPENING = frozenset("(（[【")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_WORDS = re.compile(r"[^\W_]+")
_DOTTED = re.compile(r"(?<![^\W_])([^\W_])\.\s?(?=[^\W_](?:\.|$|[^\w]))")
_APOSTROPHES = re.compile("['’ʻʼ`]")
_FEWEST_SIGNS = 2
STRIPPED = "="
NEEDS_PLACE = (
    "@"  # before the key of a name that means nobody without a place, or others of the name beside it
)
_STATE_OWNED = "SOE"  # in vocabulary/legal_forms.csv
_FORM_ADDED = -1  # in place of a key's number: the text has a legal form that the printed name lacks
_FEW_LETTERS = 4


def without_brackets(text: str) -> str:
    """The text without what stands in brackets."""
    if _OPENING.isdisjoint(text):
        return text
    return " ".join(_BRACKETS.sub(" ", text).split())


def without_form(text: str) -> str:
    """The words of the text without its legal form, in whatever script it stands."""
    return " ".join(words_without_form(plain_words(text)))


def words_without_form(words: Sequence[str]) -> list[str]:
    """The words without a legal form; those in Han characters and the others by themselves."""
    if "".join(words).isascii():
        return strip_forms(words)[0]
    kept: list[str] = []
    for is_native, run in groupby(words, key=lambda word: bool(HAN.search(word))):
        some = list(run)
        kept += [strip_native_form("".join(some))] if is_native else strip_forms(some)[0]
    return kept


def name_keys(text: str) -> tuple[str, ...]:
    """The keys of a printed name: whole, without brackets, without its legal form, without both; the fullest first.

    Where it has a legal form, the last ones once more with a mark: they are what a text with another form of it is
    looked up by. A text with a form is no name without one: "LLC National Defense University" is no university.
    """
    plain_keys, stripped = _keys(text)
    marked = [STRIPPED + key for key in stripped if key not in plain_keys]
    return _distinct((*plain_keys, *stripped, *marked))


@lru_cache(20_000)
def text_keys(text: str) -> tuple[str, ...]:
    """The keys a text is looked up by, the fullest first."""
    plain_keys, stripped = _keys(text)
    return _distinct((*plain_keys, *(STRIPPED + key for key in stripped if key not in plain_keys)))


def _keys(text: str) -> tuple[list[str], list[str]]:
    """The keys of a text with and without brackets, and the same without its legal form."""
    try:
        whole = text if text.isascii() else clean(text).text
    except NameTooLong:
        return [], []
    forms = [plain_words(whole)]
    if (bare := without_brackets(whole)) != whole:
        forms.append(plain_words(bare))
    return ["".join(words) for words in forms], ["".join(words_without_form(words)) for words in forms]


def _distinct(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in keys if len(key.removeprefix(STRIPPED)) >= _FEWEST_SIGNS))


def plain_words(text: str) -> list[str]:
    """The words of a text in lower-case ASCII; those in Han characters as they are."""
    shown = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if "&" in shown:
        shown = shown.replace("&", " and ")
    if "." in shown:
        shown = _DOTTED.sub(r"\1", shown)
    shown = _APOSTROPHES.sub("", shown)
    if shown.isascii():
        return _WORDS.findall(shown.lower())
    words = (word.lower() if HAN.search(word) else plain(word) for word in _WORDS.findall(shown))
    return [word for word in words if word]


@dataclass(frozen=True, slots=True)
class PrintedNames:
    """The names of listings in force, by their keys; and the names of known bodies that are the same."""

    by_key: MappedTable
    names: Rows[Name]
    same: MappedTable  # unlisted bearers of the same names, by key
    bearers: Rows[Bearer]

    def holds(self, text: str) -> bool:
        """Say whether a list in force prints this text as a name."""
        return any(key in self.by_key for key in text_keys(text))

    def names_of(self, key: str) -> tuple[Name, ...]:
        """The names in force that have this key."""
        return tuple(self.names[number] for number in self.by_key.get(key))

    def links(self, reader: ClaimReader, text: str, hit: Sequence[Bearer] = ()) -> list[Link]:
        """A link to each listed bearer of the text as a whole; those that something known explains are rejected.

        No list hides another: where others are hit already, whoever has just this name is a question beside them.

        Args:
            reader: the text with its claims.
            text: as it is given.
            hit: listed bearers in force that the text was read as.
        """
        claims = self._claims_beside(reader, text, hit) if hit else self._claims(reader, text)
        return [Link(claim, claim.bearer, relation_by_name(claim.name)) for claim in claims]

    def _claims_beside(self, reader: ClaimReader, text: str, hit: Sequence[Bearer]) -> list[Claim]:
        """Claims to those that have just this name beside others that are hit; what is no name alone is one there."""
        keys = text_keys(text)[:1]
        names = [name for key in keys for name in (*self.names_of(key), *self.names_of(NEEDS_PLACE + key))]
        known = {bearer.number for bearer in hit}
        others = [name for name in names if name.bearer not in known and name_keys(name.text)[0] == keys[0]]
        if not others:
            return []
        nowhere = setting_without(reader.setting, 0, len(reader.tokens) - 1, reader.gazetteer.lexicon.places)
        at_home = any(placement(nowhere, bearer).agreement >= Agreement.COUNTRY for bearer in hit)
        note = f"it is also a name of {hit[0].name}"
        claims = []
        for claim in self._claims_to(reader, 0, keys[0], others, nowhere):
            placed = claim.placement
            if at_home and placed.agreement is Agreement.CONFLICT:
                reader.reject(claim.bearer, f"the country is {placed.text}, not {placed.bearer}")
            else:
                claims.append(claim if claim.name.kind in OWN else replace(claim, note=note))
        return claims

    def _claims(self, reader: ClaimReader, text: str) -> list[Claim]:
        places = reader.gazetteer.lexicon.places
        # A place within a name says nothing of where its bearer is; one in brackets behind it does.
        nowhere = setting_without(reader.setting, 0, len(reader.tokens) - 1, places)
        at, key = self._key_of(text)
        if key:
            return self._claims_to(reader, at, key, self.names_of(key), reader.setting if at else nowhere)
        before, setting = _before_places(reader)
        at, key = self._key_of(before) if before else (0, "")
        if not key or at not in (0, _FORM_ADDED):
            return []  # what is left of "LLC Volna, Kazan" may be anybody there
        return self._claims_to(reader, at, key, self.names_of(key), setting, before=before)

    def _key_of(self, text: str) -> tuple[int, str]:
        """The first key of a text that is a printed name's, and which of its keys that is; "" where none is."""
        keys = text_keys(text)
        found = next(((at, key) for at, key in enumerate(keys) if key in self.by_key), None)
        if found:
            return found
        # "Rostec State Corporation": its list prints the name without a form.
        bare = [key.removeprefix(STRIPPED) for key in keys if key.startswith(STRIPPED)]
        of_state = _STATE_OWNED in strip_forms(plain_words(text))[1]
        wanted = (
            key for key in bare if any(self._may_add_form(name, of_state) for name in self.names_of(key))
        )
        return _FORM_ADDED, next(wanted, "")

    def _may_add_form(self, name: Name, of_state: bool) -> bool:
        """Say whether a text that adds a legal form to a printed name may mean its bearer, who is no school.

        One word and the form of a private company may be anybody's: "LLC Baikal".
        """
        if "education" in self.bearers[name.bearer].types or _is_doubtful(name):
            return False
        words = name_words(name.text)
        return (of_state or len(words) > 1) and vocabulary()["teaching"].isdisjoint(words)

    def _claims_to(
        self,
        reader: ClaimReader,
        at: int,
        key: str,
        names: Iterable[Name],
        setting: Setting,
        *,
        before: str = "",
    ) -> list[Claim]:
        """Claims to the bearers of names that have a key. `before`: what stands before the place that the text says."""
        lexicon, places, placed = reader.gazetteer.lexicon, reader.gazetteer.lexicon.places, bool(before)
        said = before or reader.tokens.text
        same = [self.bearers[number] for number in self.same.get(key)]
        others = [(other, placement(setting, other)) for other in same if not _is_hidden(reader, other)]
        best: dict[int, Name] = {}
        for name in names:
            if at != _FORM_ADDED or self._may_add_form(name, of_state=True):
                best.setdefault(name.bearer, name)
        found = []
        for printed in best.values():
            name, bearer = printed, self.bearers[printed.bearer]
            how = PRINTED if not at and name_keys(name.text)[0] == key else SHORTENED
            if how == SHORTENED and len(key) <= _FEW_LETTERS:
                # What is left of "JSC ITC" is anybody's three letters.
                name = replace(name, kind=NameKind.ACRONYM)
            where = placement(setting, _in_the_country_of_its_name(bearer, places))
            organ = is_organ(name_words(without_brackets(name.text)), lexicon)
            if organ and (
                are_organs_apart(where.text.split(), bearer.countries) or reader.has_rejected(bearer)
            ):
                continue  # its name was read with the words beside it, and refused
            elsewhere = where.agreement is Agreement.CONFLICT and is_question_elsewhere(
                reader, said, name, bearer, setting
            )
            # An ordinary name with a place behind it, and a school whose town the text names, are at home or not meant.
            says_town = not setting.implied.isdisjoint(setting.countries)
            at_home = (placed and is_ordinary(name, bearer, lexicon)) or (
                says_town and "education" in bearer.types
            )
            why = _explanation(
                name, how, setting, where, others, placed=placed, at_home=at_home, elsewhere=elsewhere
            )
            if why:
                reader.reject(bearer, why)
                continue
            rivals = tuple(other for other, there in others if there.agreement >= where.agreement)
            read = reader.tokens.text
            found.append(Claim(-1, -1, bearer, name, how, where, rivals=rivals, text=read))
        return found


def printed_names(names: Iterable[Name], bearers: Rows[Bearer], lexicon: Lexicon) -> PrintedNames:
    """Index what lists in force print, and what else in the universe is called so."""
    not_asked, decided = _names_not_asked(), _listings_not_asked()
    listed: list[Name] = []
    by_key, same = Pairs(), Pairs()
    asked: set[str] = set()
    for bearer in bearers:
        # What was decided of one list's entry holds for the body: another list that prints "NGO" makes it no better name.
        of_body = [listing.id for listing in bearer.listings if listing.id in decided]
        for name in _printed(bearer):
            keys = [
                key
                for key in name_keys(name.text)
                if all((each, key.removeprefix(STRIPPED)) not in not_asked for each in of_body)
            ]
            if name.needs_place:  # by itself it is anybody's
                keys = keys[:1]
            if not keys:
                continue
            for key in keys:
                by_key.add(NEEDS_PLACE + key if name.needs_place else key, len(listed))
            asked.update(keys)
            listed.append(_name(bearer, name, lexicon))
    for known in names:
        bearer = bearers[known.bearer]
        if known.listed or bearer.listings:
            continue
        for key in name_keys(known.text):
            if key in asked:
                same.add(key, bearer.number)
    return PrintedNames(by_key.table(), Rows.of(listed), same.table(), bearers)


def is_doubted(claim: Claim) -> bool:
    """Say whether a claim rests on a printed name that the list, or we, doubt."""
    return claim.how in (PRINTED, SHORTENED) and claim.name.doubtful


def caution(claim: Claim) -> str:
    """What to bear in mind about a doubted name, in a sentence for the reasons of an assessment."""
    why = claim.name.note or "others may have this name"
    return f"“{claim.name.text}” alone is weak evidence, although {claim.bearer.name} is listed under this name: {why}"


@cache
def _names_not_asked() -> dict[tuple[str, str], str]:
    """What no reviewer is asked about, by the listing and the key of its name, with the reason."""
    return {
        (row["listing"], key): row["reason"] for row in rows("names_not_asked") for key in _keys_of_row(row)
    }


def reason_for_silence(text: str, bearer: Bearer) -> str:
    """Why nobody is asked whether a whole text means this bearer; "" where nothing was decided."""
    table, decided = _names_not_asked(), _listings_not_asked()
    listings = [listing.id for listing in bearer.listings if listing.id in decided]
    if not listings:
        return ""
    for key in text_keys(text):
        for listing in listings:
            if why := table.get((listing, key.removeprefix(STRIPPED))):
                return why
    return ""


@cache
def _listings_not_asked() -> frozenset[str]:
    return frozenset(listing for listing, _ in _names_not_asked())


def _keys_of_row(row: dict[str, str]) -> tuple[str, ...]:
    """The key of a name in the form that a row says."""
    text = row["name"]
    if "brackets" in row["form"]:
        text = without_brackets(text)
    if "legal form" in row["form"]:
        text = without_form(text)
    return name_keys(text)[:1]


def _printed(bearer: Bearer) -> Iterator[ListedName]:
    for listing in bearer.listings:
        if listing.status is Status.IN_FORCE:
            yield from listing.names


def _name(bearer: Bearer, name: ListedName, lexicon: Lexicon) -> Name:
    strength = lexicon.strength(name_words(name.text)) if not HAN.search(name.text) else Strength.STRONG
    strong = strength is Strength.STRONG
    return Name(
        name.text,
        name.kind,
        (name.text.lower(),),
        bearer.number,
        Strength.STRONG if strong else Strength.GENERIC,
        listed=True,
        doubtful=name.kind in DOUBTED,
        note=name.note,
    )


def _before_places(reader: ClaimReader) -> tuple[str, Setting]:
    """What stands before the places that a text ends in, and the setting of them; "" where it ends in none."""
    tokens, places = reader.tokens, reader.gazetteer.lexicon.places
    ends = {place for mark in reader.setting.marks for place in range(mark.first, mark.last + 1)}
    last = len(tokens) - 1
    while last >= 0 and (last in ends or tokens.stops[last]):
        last -= 1
    if last < 0 or last == len(tokens) - 1 or not tokens.closes[last]:
        return "", reader.setting
    return tokens.piece(0, last), setting_without(reader.setting, 0, last, places)


def relation_by_name(name: Name) -> Relation:
    """What a body so printed is to the listed one: a part printed among its names is a part."""
    if name.kind not in PARTS:
        return Relation.SAME
    if _LABORATORY.search(name.text):
        return Relation.LABORATORY_OF
    return Relation.HOSPITAL_OF if _HOSPITAL.search(name.text) else Relation.MEMBER_OF


def _is_hidden(reader: ClaimReader, bearer: Bearer) -> bool:
    return bearer.body is not None and bearer.body.id in reader.hidden


def _in_the_country_of_its_name(bearer: Bearer, places: Places) -> Bearer:
    """The bearer; where its lists print no country, in the one that its name says ("Ministry of Energy of Iran")."""
    if bearer.countries:
        return bearer
    named = frozenset(places.nations[word] for word in name_words(bearer.name) if word in places.nations)
    return replace(bearer, countries=named) if named else bearer


def _explanation(
    name: Name,
    how: str,
    setting: Setting,
    where: Placement,
    others: list[tuple[Bearer, Placement]],
    *,
    placed: bool,
    at_home: bool,
    elsewhere: bool,
) -> str:
    """What is known that explains the text without the listed bearer, in words; "" where nothing does.

    Where the text says the place, a known body there explains a name that is in doubt as the listed one's; and a name
    that says little, or that is one but for its form, needs a place of the listed one's. `elsewhere`: the name asks in
    another country, too (`names_elsewhere`).
    """
    says_little = (how == SHORTENED or _is_doubtful(name)) and not elsewhere
    if placed and says_little and where.agreement <= Agreement.UNKNOWN:
        return "we do not know it at the place given"
    if placed and name.doubtful:
        there = [other for other, near in others if near.agreement >= where.agreement > Agreement.CONFLICT]
        if there and where.agreement > Agreement.UNKNOWN:
            return f"{there[0].name} is a registered organisation of this name there ({there[0].id})"
    fitting = [other for other, there in others if there.agreement > where.agreement]
    if fitting and where.bearer:
        countries = ", ".join(country_name(code) for code in sorted(fitting[0].countries))
        return f"{fitting[0].name} in {countries} has the same name"
    strange = says_little or at_home or not setting.given
    if where.agreement is Agreement.CONFLICT and strange and not elsewhere:
        return f"the country is {where.text}, not {where.bearer}"
    return ""


def _is_doubtful(name: Name) -> bool:
    """A name that by itself says little: another country then says that somebody else is meant."""
    return name.doubtful or name.kind is NameKind.ACRONYM or name.strength is not Strength.STRONG
