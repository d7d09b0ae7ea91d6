"""Points for and against a claim, line by line; they add up to points, 0 to 100, that calibration turns into a share.

The figures are a first setting in the order of the trial's experience; `calibration` says what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from screening.affiliations.places import city_key
from screening.affiliations.tokens import name_words
from screening.link.agreement import Agreement
from screening.link.bearers import OWNER_ABROAD, SHARED, BearerTie, Name, Strength, is_derived
from screening.link.claim import GROUP_BRAND, GROUP_BRAND_AND_FORM, PRINTED, SHORTENED, Claim
from screening.link.contained_names import OTHER_SEAT
from screening.link.families import listed_again, listed_parts
from screening.link.identifier_evidence import IDENTIFIER_POINTS, agreeing
from screening.link.ledger import key_of
from screening.link.lexicon import DIRECTIONS, Lexicon
from screening.link.ordinary_names import LISTS_OF_A_GROUP, is_one_word, is_ordinary, lists_of, sciences
from screening.model import FAMILY, Evidence, Relation, parts_text
from screening.names.legal_forms import countries_of_forms
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.countries import country_name
from watchlists.model import NATIVE_KINDS, NameKind

NOT_VERIFIED = "from a table of ours whose source is not verified"
_NAME = {
    NameKind.PRIMARY: 78,
    NameKind.CORRECTION: 77,
    NameKind.NATIVE: 78,
    NameKind.NATIVE_ELSEWHERE: 78,
    NameKind.ALIAS: 74,
    NameKind.FORMER: 70,
    NameKind.SUBORDINATE: 70,
    NameKind.WEAK_ALIAS: 45,
    NameKind.CONTESTED: 45,
    NameKind.FRAGMENT: 45,
    NameKind.ACRONYM: 38,
}
_HOW = {
    "turned": (-8, "the two halves of the name are swapped"),
    "core": (-8, "the same except for filler words and legal forms"),
    "incomplete": (-50, "the listed name has an extra word"),
    "longer": (-50, "the text has an extra word"),
}
# Of a text that is a listed name as a whole, and that no stricter reading took for one.
_WHOLE = {
    PRINTED: (-15, "exactly the printed name; other readings of it are possible"),
    SHORTENED: (-40, "the same as the printed name except for brackets or a legal form"),
}
_SHORTENED_DOUBT = -10  # where the name itself is doubted already
_PLACE = {Agreement.OVERLAP: 8, Agreement.COUNTRY: 14, Agreement.CITY: 20}
_DERIVED = 8  # a country that only the act says is worth less than a printed one
_UNPLACED = -8
_ALONE = -14  # acronyms are shared by many: by itself one is a question of low weight
_LETTERS_ALONE = (
    -24
)  # the same of a few capitals that a list prints as the name itself ("DJI"): a question, no more
_FEW_LETTERS = 5
_UNIVERSITIES = cue_words(Cue.SCHOOL_TYPE)
_WORDS_OF_A_SCHOOL = 3
_LONG_NAME = 5  # words: however general each is, together they are one body's
_ELSEWHERE = -44  # leaves a name by itself below one half: a question, no more
_STATE_LABORATORY = frozenset(("state", "national", "key"))
_LINE_OF_BUSINESS = -6
_GENERIC = -18
_GENERIC_UNPLACED = -44  # leaves a general name that nothing beside it tells whose below one half
_ORDINARY = -26  # leaves a name by itself at .77: nobody is sure of it
_WITH_MORE = -36  # where words beside it are not the listed name's: below one half
_DOUBTFUL = -20
_DOUBTFUL_NATIVE = -44  # leaves it below one half
_DOUBTS = {NameKind.CONTESTED: "contested name", NameKind.FRAGMENT: "name of a part"}
_REPAIRED = -7
_RELATED = -6
_TIED = -14
# Of several owners, with the owner abroad, or another seat of the school: a question that nobody is sure of.
_LOOSELY_TIED = -44
_LISTED_TOO = -20  # who is meant of several listed ones is for review: the policies cap it, too
_HIGHEST = 98
_LOWEST = 5
_LISTED_TOO_SHARE = -0.25  # of the points, where these are few: letters alone that several listed ones bear
_BRANDS = {"brand": 48, "group brand": 40, "unit of a brand": 40}
# A group's brand with one sign more is a question below one half, and at .70 with two, as brands in other letters are
# (decisions 0104 and 0107): no labelled string says that an office so called is the group's.
_BRAND_OF_A_GROUP = {GROUP_BRAND: 38, GROUP_BRAND_AND_FORM: 54}


def weigh(
    claim: Claim,
    relation: Relation,
    lexicon: Lexicon,
    tie: BearerTie | None = None,
    *,
    owner_is_named: bool = False,
    beside_a_company: bool = False,
) -> tuple[Evidence, ...]:
    """The lines of a claim's evidence.

    `owner_is_named`: another body of the text tells whose its name is. `beside_a_company`: another part of the text has a
    company's name of its own.
    """
    if claim.how in _BRAND_OF_A_GROUP:
        return _bounded([*_group_lines(claim), *_relation_lines(claim, relation, tie)])
    lines = [_name_line(claim)]
    if claim.how in _HOW:
        points, note = _HOW[claim.how]
        lines.append(Evidence("word order", claim.text, claim.name.text, points, note))
    if claim.how in _WHOLE:
        lines += _whole_lines(claim)
    if claim.repaired:
        note = f"{claim.repaired} word{'s' if claim.repaired > 1 else ''} read in another spelling"
        lines.append(Evidence("spelling", claim.text, claim.name.text, _REPAIRED * claim.repaired, note))
    if claim.note:
        doubt, points = ("line of business", _LINE_OF_BUSINESS) if claim.how == "abroad" else ("doubt", -15)
        lines.append(Evidence(doubt, claim.text, claim.name.text, points, claim.note))
    if line := _general_line(claim, owner_is_named=owner_is_named):
        lines.append(line)
    if claim.name.doubtful:
        lines.append(_doubt_line(claim))
    if line := _ordinary_line(claim, relation, lexicon, beside_a_company=beside_a_company):
        lines.append(line)
    lines.append(_place_line(claim))
    if claim.parts and tie is None:
        lines += _family_lines(claim)
    if claim.rivals:
        lines.append(_rivals_line(claim, min(sum(line.points for line in lines), _HIGHEST)))
    return _bounded([*lines, *_relation_lines(claim, relation, tie)])


def stage_lines(claim: Claim, relation: Relation, tie: BearerTie | None = None) -> tuple[Evidence, ...]:
    """The lines that a second stage worked out for a claim, and what its relation takes from them."""
    if any(line.feature == "relation" for line in claim.evidence):
        return claim.evidence
    return _bounded([*claim.evidence, *_relation_lines(claim, relation, tie)])


def confidence(lines: tuple[Evidence, ...]) -> float:
    """What the lines add up to, 0 to 1."""
    return sum(line.points for line in lines) / 100


def _relation_lines(claim: Claim, relation: Relation, tie: BearerTie | None) -> Iterator[Evidence]:
    """That the text means another body than the listed one, and who says what it is to it."""
    if relation is not Relation.SAME:
        why = f"{relation.value.replace('_', ' ')}: {tie.why}" if tie else relation.value.replace("_", " ")
        if tie and tie.unverified_source:
            why = f"{why}, {NOT_VERIFIED}"
        points = (
            _RELATED
            if tie is None
            else _LOOSELY_TIED
            if tie.why in (SHARED, OWNER_ABROAD, OTHER_SEAT)
            else _TIED
        )
        yield Evidence("relation", claim.bearer.name, claim.text, points, why)


def _group_lines(claim: Claim) -> Iterator[Evidence]:
    """The brand of a group with what stands beside it; another country than the group's says where its office is."""
    yield Evidence("brand", claim.text, claim.name.text, _BRAND_OF_A_GROUP[claim.how], claim.note)
    placed = claim.placement
    named = " ".join(map(country_name, placed.bearer.split()))
    abroad = "reads as a branch or subsidiary abroad" if placed.agreement is Agreement.CONFLICT else ""
    yield Evidence("country", placed.text, named, 0, abroad)


def _rivals_line(claim: Claim, points: int) -> Evidence:
    """The points are shared with the bearers that are not listed; of several listed ones, a listed one is meant still.

    One company is often listed once a country, under one name ("Frontier Services Group Limited"): it has one share.
    """
    others = ", ".join(rival.name for rival in claim.rivals[:4])
    everyone = (claim.bearer, *claim.rivals)
    listed = {key_of(each.name) for each in everyone if each.listings}
    unlisted = sum(not each.listings for each in everyone)
    if all(rival.listings for rival in claim.rivals):
        loss = max(_LISTED_TOO, round(points * _LISTED_TOO_SHARE))
        return Evidence("several bearers", claim.text, others, loss, "also the name of another listed one")
    loss = round(points / (unlisted + len(listed))) - points
    return Evidence("several bearers", claim.text, others, loss, "also the name of another organisation")


def _whole_lines(claim: Claim) -> list[Evidence]:
    points, note = _WHOLE[claim.how]
    if claim.name.doubtful or claim.name.kind is NameKind.ACRONYM:
        points = 0 if claim.how == PRINTED else _SHORTENED_DOUBT
    elif claim.placement.agreement is Agreement.CONFLICT:
        points = 0  # that the country is another one is more of a doubt, and counts once
    return [Evidence("whole name", claim.text, claim.name.text, points, note)]


def _doubt_line(claim: Claim) -> Evidence:
    """Points against a name that is in doubt; in native letters it is as weak as in others, and no place helps it."""
    doubt = _DOUBTS.get(claim.name.kind, "weak alias")
    unplaced = claim.placement.agreement <= Agreement.UNKNOWN
    points = _DOUBTFUL_NATIVE if unplaced and claim.name.kind in NATIVE_KINDS else _DOUBTFUL
    return Evidence(doubt, claim.text, claim.name.text, points, claim.name.note)


def _family_lines(claim: Claim) -> Iterator[Evidence]:
    """Who else on a list bears the name and is asked about with the bearer; it changes no points."""
    if parts := listed_parts(claim):
        named = "; ".join(part.name for part in parts)
        yield Evidence(FAMILY, claim.text, named, 0, parts_text(len(parts)))
    if again := listed_again(claim):
        named = "; ".join(each.name for each in again)
        yield Evidence(FAMILY, claim.text, named, 0, "by its name the same organisation, on another list")


def _general_line(claim: Claim, *, owner_is_named: bool) -> Evidence | None:
    """Points against a general name: of no place and under no body that the text names it may be anybody's."""
    name = claim.name
    if name.kind is NameKind.ACRONYM or claim.bearer.programme:
        return None
    why = _why_anybodys(claim)
    if claim.placement.agreement <= Agreement.UNKNOWN and not owner_is_named and why:
        note = f"{why}, and neither a place nor a parent organisation shows which one is meant"
        # Where unlisted bearers are known, the points are shared with them.
        shared = any(not rival.listings for rival in claim.rivals)
        return Evidence(
            "general name", claim.text, name.text, _GENERIC if shared else _GENERIC_UNPLACED, note
        )
    if name.strength is Strength.STRONG:
        return None
    return Evidence("general name", claim.text, name.text, _GENERIC, "the name has no distinctive word")


def _ordinary_line(
    claim: Claim,
    relation: Relation,
    lexicon: Lexicon,
    *,
    beside_a_company: bool,
) -> Evidence | None:
    """Points against a company's name that says too little to be sure of, where no place tells whose it is.

    One of ordinary words never says enough; one word that is rare does where the text is that name, and not where it has
    another legal form or something more, is spelt otherwise, or stands beside another company's name.
    """
    name, text = claim.name, claim.text
    agreement = claim.placement.agreement
    if claim.how in IDENTIFIER_POINTS or agreement > Agreement.UNKNOWN or _is_letters(claim):
        return None
    other_form = claim.how == "core" or (claim.note and claim.how != "abroad")
    loss = _WITH_MORE if other_form else _ORDINARY
    if is_ordinary(name, claim.bearer, lexicon):
        note = "companies in many countries have this name, and no place shows that the listed one is meant"
        return Evidence("ordinary name", text, name.text, loss, note)
    more = claim.how == "core" or claim.note or (claim.how not in _BRANDS and relation is not Relation.SAME)
    forms = countries_of_forms(name_words(text)) if other_form else frozenset()
    abroad = bool(forms and claim.bearer.countries and not forms & claim.bearer.countries)
    few = len(lists_of(claim.bearer)) < LISTS_OF_A_GROUP or abroad
    said_too_little = beside_a_company or claim.repaired or (more and few)
    if said_too_little and agreement is Agreement.UNKNOWN and is_one_word(name, claim.bearer, lexicon, text):
        note = "the two names share only one word, and no place shows that the listed one is meant"
        return Evidence("one word", text, name.text, loss, note)
    return None


def _why_anybodys(claim: Claim) -> str:
    """Why the text may be the name of anybody's institute or firm; empty where it may not."""
    if _is_anybodys(claim.name):
        return "the name has no distinctive word"
    if _is_laboratory_without_state(claim):
        return "the listed name says that it is a state or key laboratory, which the text does not"
    return ""


def _is_laboratory_without_state(claim: Claim) -> bool:
    """Say whether the text names a laboratory by its subject, and leaves out that the listed one is the state's.

    "Laboratory of Tribology" is a part of many universities, the "State Key Laboratory of Tribology" of one.
    """
    lost = _STATE_LABORATORY.intersection(claim.name.words).difference(name_words(claim.text))
    return claim.how == "core" and "laboratory" in claim.name.words and bool(lost)


def _is_anybodys(name: Name) -> bool:
    """Say whether institutes and firms anywhere may be called so; a school is told by its direction, or as a university."""
    is_school = not _UNIVERSITIES.isdisjoint(name.words) and len(name.words) >= _WORDS_OF_A_SCHOOL
    if is_school or len(name.words) >= _LONG_NAME or not DIRECTIONS.keys().isdisjoint(name.words):
        return False
    if name.strength is Strength.STRONG:
        return _general_words().issuperset(name.words)
    return name.strength is Strength.GENERIC


@cache
def _general_words() -> frozenset[str]:
    """Words that say what a body is and does; institutes of several countries are called by nothing else."""
    words = vocabulary()
    general = (words[name] for name in ("type", "filler", "subject", "legal"))
    return frozenset().union(*general, sciences())


def _is_letters(claim: Claim) -> bool:
    """Say whether a text is a few capitals that are no acronym by the list, which prints them as a name."""
    return claim.how not in IDENTIFIER_POINTS and claim.text.isupper() and len(claim.text) <= _FEW_LETTERS


def _name_line(claim: Claim) -> Evidence:
    if claim.how in _BRANDS:
        return Evidence("name", claim.text, claim.name.text, _BRANDS[claim.how], claim.how)
    if claim.how in IDENTIFIER_POINTS:
        return agreeing(claim.how, claim.text, claim.name.text)
    kind = claim.name.kind
    said = kind.value.replace("_", " ")
    if kind is NameKind.NATIVE_ELSEWHERE:
        said = f"native name, from {claim.name.note}"
    if claim.name.unverified:
        said = f"{said}, {NOT_VERIFIED}"
    return Evidence("name", claim.text, claim.name.text, _NAME[kind], said)


def _place_line(claim: Claim) -> Evidence:
    placed = claim.placement
    named = " ".join(map(country_name, placed.bearer.split()))
    points = _PLACE.get(placed.agreement, 0)
    note = "" if points else "apart from its name, the text does not say where this organisation is"
    if placed.agreement is Agreement.COUNTRY and is_derived(claim.bearer):
        points, note = (
            _DERIVED,
            "the list gives no country for it; the act it is listed under is about this one",
        )
    if placed.agreement is Agreement.UNKNOWN and placed.text and not placed.bearer:
        points, note = _UNPLACED, "the list gives no country for it"
    if claim.name.kind is NameKind.ACRONYM and placed.agreement is Agreement.UNKNOWN:
        points, note = _ALONE, "an acronym alone, and no place shows whose it is"
    elif _is_letters(claim) and placed.agreement is Agreement.UNKNOWN:
        points, note = _LETTERS_ALONE, "a few letters alone, and no place shows whose they are"
    if placed.agreement is Agreement.CONFLICT:
        points, note = _ELSEWHERE, "another country: a branch, a move, or another organisation of this name"
        if claim.how == "abroad":
            note = "reads as a branch or subsidiary abroad"
    if placed.agreement is Agreement.CITY:
        return Evidence("city", _cities(claim), named, points, note)
    return Evidence("country", placed.text, named, points, note)


def _cities(claim: Claim) -> str:
    """The cities that text and bearer share, as the register or a list prints them: "Xi'an"."""
    bearer = claim.bearer
    printed = [*(bearer.body.cities if bearer.body else ()), *(each.place for each in bearer.listings)]
    names = {city_key(city): city for city in reversed(printed) if city}
    return ", ".join(names.get(key, key.title()) for key in claim.placement.text.split())


def _bounded(lines: list[Evidence]) -> tuple[Evidence, ...]:
    total = sum(line.points for line in lines)
    if total > _HIGHEST:
        lines.append(Evidence("limit", "", "", _HIGHEST - total, "the highest confidence we give"))
    elif total < _LOWEST:
        lines.append(Evidence("limit", "", "", _LOWEST - total, "the lowest confidence we give"))
    return tuple(lines)
