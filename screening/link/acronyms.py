"""Acronyms: read only where they stand alone in a segment, or before "University"; never proof by themselves.

An acronym beside its own expansion says nothing new and is not read ("Harare Institute of Technology (HIT)"). With the
country it is weak, with the city stronger; with neither it is a question for review, and only where it is the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from screening.affiliations.after_name import text_after_name
from screening.affiliations.places import Setting
from screening.affiliations.roles import says_role
from screening.affiliations.tokens import Tokens
from screening.affiliations.words import plain
from screening.link.agreement import Agreement, Placement, placement
from screening.link.bearers import Bearer, Name, is_in_force
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.families import is_one_family
from screening.link.gazetteer import acronym_key
from screening.link.organs import state_before, state_of_organ
from screening.link.spellings import is_acronym
from screening.link.wholeness import begins_segment
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words

_SHORTEST = 3
_LONG = 4
_NEVER = cue_words(Cue.NO_ACRONYM_IN_A_TEXT)
_BEFORE = cue_words(Cue.ACRONYM_NEIGHBOUR, "before")
_AFTER = cue_words(Cue.ACRONYM_NEIGHBOUR, "after")
_HONOURING = cue_words(Cue.NAMES_A_PATRON_IN_RUSSIAN)  # "ЦАГИ имени …"
_FEWEST_WORDS = 2  # that letters are short for
_AT_A_TOWN = cue_words(Cue.TOWN_PREPOSITION)
_PLACING = _AT_A_TOWN | cue_words(Cue.TOWN_PREPOSITION_IN_RUSSIAN)  # a town follows
# Who is of an acronym's body, behind it: "former TsAGI researcher"
_PEOPLE = cue_words(Cue.PERSON_OF_A_BODY)
_OWN_UNITS = cue_words(Cue.UNIT_OF_AN_ACRONYM)
_UNIT_TOO = cue_words(Cue.UNIT_AFTER_A_TOWN)  # "USTC Suzhou Institute for Advanced Research"
_LONGEST_CAMPUS = 3  # words behind the acronym: "NJUST Jiangyin Campus"
_FEW_LETTERS = 5
_STEM = 5  # letters of a surname that stay the same in every case: "Жуковского"
_HOSPITAL_KINDS = cue_words(Cue.HOSPITAL_KIND)
_YEAR = re.compile(r" (?:в )?(?:19|20)\d\d(?: г\w*\.?)?(?=\s*(?:$|[,;.()]))")  # "окончил МФТИ в 1998 году"
_CAPITAL, _SMALL = "[A-ZА-ЯЁ]", "[a-zа-яё]"
_MIXED = re.compile(
    f"(?=.*{_CAPITAL}.*{_CAPITAL}){_CAPITAL}+{_SMALL}{{1,4}}{_CAPITAL}*{_SMALL}{{0,3}}{_CAPITAL}*"
)


def read_acronyms(reader: ClaimReader) -> None:
    """Claim what acronyms name, after whole names have been read."""
    for place in range(len(reader.tokens)):
        key = _key(reader.tokens, place)
        names = reader.gazetteer.acronym(key) if key else ()
        if not names or reader.is_claimed(place):
            continue
        if is_expanded(reader, place, key):
            _say_expanded(reader, place, names)
            continue
        reader.work.add(len(names))
        university = _before_university(reader.tokens, place)
        joint = _in_joint_name(reader, place)
        town, state = "", _state_beside(reader, place)
        if not university and not joint and not state and not _stands_alone(reader.tokens, place):
            names = _of_this_place(reader, place, names)
            town = _town_behind(reader, place)
        options = list(_options(reader, place, names, university, town, state))
        if joint:
            options = [replace(claim, joint=True) for claim in options if claim.placement.agreement >= joint]
        elif _is_named_beside(reader, place, options):
            reader.take(place, place)
            continue
        if options:
            reader.claims.extend(reader.settle(options))
            reader.take(place, place)


def _is_named_beside(reader: ClaimReader, place: int, options: Sequence[Claim]) -> bool:
    """Whether a body that the acronym may mean is named by a name right beside it: "中国科学技术大学 / USTC".

    What is printed between others may have another role, and is read by itself; so is one that its town tells apart.
    """
    tokens = reader.tokens
    placed = max((option.placement.agreement for option in options), default=Agreement.UNKNOWN)
    meant = {option.bearer.number for option in options if option.placement.agreement is placed}
    for claim in reader.claims:
        if claim.bearer.number not in meant or claim.how == "acronym" or claim.evidence:
            continue
        if claim.first >= 0:
            start, end = tokens.starts[claim.first], tokens.ends[claim.last]
        elif (start := tokens.text.find(claim.text)) >= 0:
            end = start + len(claim.text)
        else:
            continue
        own_start, own_end = tokens.starts[place], tokens.ends[place]
        between = tokens.text[end:own_start] if end <= own_start else tokens.text[own_end:start]
        if not any(sign.isalnum() for sign in between):
            return True
    return False


def _say_expanded(reader: ClaimReader, place: int, names: tuple[Name, ...]) -> None:
    claimed = {claim.bearer.number for claim in reader.claims}
    for name in names:
        if name.bearer not in claimed:
            why = f"the acronym {reader.tokens.raws[place]} stands for the name before it"
            reader.reject(reader.bearers[name.bearer], why, known=False)


def _key(tokens: Tokens, place: int) -> str:
    raw = tokens.raws[place]
    if len(raw) < _SHORTEST or raw.lower() in _NEVER or tokens.stops[place]:
        return ""
    if raw[1:].islower():
        return acronym_key(raw) if _is_small(tokens, place) else ""
    if raw.isupper() or _MIXED.fullmatch(raw):
        return acronym_key(raw)
    return ""


def _is_small(tokens: Tokens, place: int) -> bool:
    """An acronym of four letters or more, alone in its segment of a text without capitals: "swust, mianyang"."""
    raw = tokens.raws[place]
    alone = tokens.opens[place] and tokens.closes[place]
    if not alone or len(raw) < _LONG or not raw.isascii() or not raw.islower():
        return False
    return raw not in vocabulary().known and tokens.text.islower()


def _options(
    reader: ClaimReader, place: int, names: tuple[Name, ...], university: bool, town: str, state: str
) -> Iterator[Claim]:
    setting = reader.setting_at(place)
    small = reader.tokens.raws[place].islower()
    sole = is_one_family(names, reader.bearers, reader.gazetteer.lexicon)
    listed = sole or all(_is_of_a_list(reader.bearers[name.bearer], reader) for name in names)
    parts_at_home = _has_parts_at_home(reader, setting, names)
    for name in names:
        bearer = reader.bearers[name.bearer]
        if bearer.body is not None and bearer.body.id in reader.hidden:
            continue
        if university and bearer.types and "education" not in bearer.types:
            continue
        placed = placement(setting, bearer)
        if state and bearer.countries:
            own = Agreement.COUNTRY if state in bearer.countries else Agreement.CONFLICT
            placed = Placement(max(own, placed.agreement) if own else own, state, placed.bearer)
        if (
            small
            and placed.agreement is not Agreement.CITY
            and not (len(reader.tokens) == 1 and placed.agreement is Agreement.COUNTRY)
        ):
            continue
        if town and placed.agreement is Agreement.UNKNOWN and _lies_in(reader, town, bearer):
            placed = Placement(Agreement.COUNTRY, town, placed.bearer)
        honoured = _honoured(reader.tokens, place) if _may_be_namesakes(name, bearer, placed) else ""
        if honoured and not any(honoured[:_STEM] in text for text in _texts_of(bearer)):
            reader.reject(
                bearer,
                f"acronym {name.text}, but named after somebody else",
                where=reader.mention_around(place),
            )
            continue
        branch = _is_branch(reader.tokens, place) and "education" in bearer.types
        if branch and placed.agreement is Agreement.CONFLICT and len(names) == 1:
            placed = Placement(Agreement.UNKNOWN, "", placed.bearer)  # a branch abroad is not at home
        if placed.agreement is Agreement.CONFLICT:
            why = f"acronym {name.text}, but the country is {placed.text}, not {placed.bearer}"
            reader.reject(bearer, why, known=False)
        elif placed.agreement is Agreement.UNKNOWN and not (
            _is_whole_part(reader, place, university)
            or branch
            or (_after_unit(reader.tokens, place) and bool(bearer.listings) and sole)
            or (listed and _is_telling(name, bearer))
            or (sole and bool(bearer.listings) and _is_somebodys(reader.tokens, place))
            or (parts_at_home and not bearer.countries)
        ):
            reader.reject(
                bearer, f"acronym {name.text}, and no place shows which organisation is meant", known=False
            )
        else:
            yield Claim(
                place,
                place,
                bearer,
                name,
                "acronym",
                placed,
                text=reader.tokens.raws[place],
                segment=reader.tokens.segments[place],
            )


def _state_beside(reader: ClaimReader, place: int) -> str:
    """The state that stands behind an acronym or before it: "FSB of Russia", "Belarusian KGB"; or ""."""
    tokens, lexicon = reader.tokens, reader.gazetteer.lexicon
    if begins_segment(tokens, place) or _is_cyrillic_acronym(tokens.raws[place]):
        return state_of_organ(tokens, place, lexicon)
    return state_before(tokens, place, lexicon) if tokens.closes[place] else ""


def _may_be_namesakes(name: Name, bearer: Bearer, placed: Placement) -> bool:
    """Schools, and whoever has few letters, share acronyms that only whom they honour tells apart."""
    few = len(acronym_key(name.text)) <= _FEW_LETTERS
    return placed.agreement is not Agreement.CITY and (few or "education" in bearer.types)


def _honoured(tokens: Tokens, place: int) -> str:
    """The surname of whom a body so written honours, in English letters: "МГУ имени М.В. Ломоносова"; or ""."""
    if tokens.closes[place] or tokens.words[place + 1] not in _HONOURING:
        return ""
    after = range(place + 2, tokens.in_segment(tokens.segments[place]).stop)
    initials = [i for i in after if len(tokens.raws[i]) == 1 and tokens.raws[i].isupper()]
    surnames = [
        i for i in after if not initials or i > initials[0]
    ]  # "Первого Президента России Б.Н. Ельцина"
    names = [i for i in surnames if len(tokens.raws[i]) >= _STEM and tokens.raws[i][:1].isupper()]
    return tokens.plains[names[0]] if names else ""


def _texts_of(bearer: Bearer) -> Iterator[str]:
    """The names of a bearer in English letters, and those its lists print."""
    texts = [bearer.name, *(name.text for listing in bearer.listings for name in listing.names)]
    if bearer.body is not None:
        texts += [name.text for name in bearer.body.names]
    return (plain(text) for text in texts)


def _has_parts_at_home(reader: ClaimReader, setting: Setting, names: tuple[Name, ...]) -> bool:
    """Say whether those who may be meant here are a body and its parts, one of which is at home where the text is."""
    if len(names) < 2 or not (setting.countries or setting.implied):
        return False
    placed = [(name, placement(setting, reader.bearers[name.bearer]).agreement) for name in names]
    possible = [name for name, agreement in placed if agreement is not Agreement.CONFLICT]
    at_home = any(agreement > Agreement.UNKNOWN for _, agreement in placed)
    return at_home and is_one_family(possible, reader.bearers, reader.gazetteer.lexicon)


def _is_of_a_list(bearer: Bearer, reader: ClaimReader) -> bool:
    """Say whether a bearer is listed, or a part of a listed body: then who bears an acronym is a question either way."""
    return is_in_force(bearer) or any(is_in_force(reader.bearers[tie.bearer]) for tie in bearer.ties)


def _is_telling(name: Name, bearer: Bearer) -> bool:
    """A long acronym of a listed bearer is worth a question in a text that names no country, where nobody unlisted has it."""
    return bool(bearer.listings) and len(acronym_key(name.text)) >= _LONG


def _is_whole_part(reader: ClaimReader, place: int, university: bool) -> bool:
    """Say whether nothing else stands in its part of the text: "University of Otago; MSS" is two affiliations."""
    tokens = reader.tokens
    return len(tokens.in_group(tokens.groups[place])) == (2 if university else 1)


def _before_university(tokens: Tokens, place: int) -> bool:
    """University follows, or with fillers between ends the segment: "MAI National Research University"."""
    at, fillers = place + 1, vocabulary()["filler"]
    while at < len(tokens) and tokens.words[at] in fillers and not tokens.opens[at]:
        at += 1
    if tokens.closes[place] or at >= len(tokens) or tokens.words[at] != "university":
        return False
    if at > place + 1 and not tokens.closes[at]:
        return False
    return (
        begins_segment(tokens, place)
        or tokens.stops[place - 1]
        or tokens.words[place - 1] in vocabulary()["unit_head"]
    )


def _in_joint_name(reader: ClaimReader, place: int) -> Agreement | None:
    """How far places must agree for one of two in a joint institute's name; None where it stands in no such name.

    "SYSU-CMU Joint Research Institute", "ZJU-UIUC Institute", "SJTU-ParisTech Elite Institute of Technology, Shanghai".
    """
    tokens = reader.tokens
    own = tokens.in_segment(tokens.segments[place])
    words = [tokens.words[i] for i in own]
    beside = [i for i in (place - 1, place + 1) if i in own and not reader.is_claimed(i)]
    acronyms = any(is_acronym(tokens.raws[i]) for i in beside)
    hyphened = any(_is_hyphened(tokens, min(i, place)) for i in beside)
    if not (acronyms or hyphened) or vocabulary()["teaching"].isdisjoint(words):
        return None
    if "joint" in words or (acronyms and hyphened):
        return Agreement.OVERLAP
    return Agreement.CITY if hyphened else None


def _is_hyphened(tokens: Tokens, place: int) -> bool:
    """Nothing but a hyphen stands between a word and the next one."""
    return tokens.text[tokens.ends[place] : tokens.starts[place + 1]] in ("-", "\u2013")


def _town_behind(reader: ClaimReader, place: int) -> str:
    """The word behind an acronym, or behind "at" or "in", of which the bearer's country may hold a town."""
    tokens = reader.tokens
    if tokens.closes[place]:
        return ""
    at = place + 2 if tokens.words[place + 1] in _AT_A_TOWN and not tokens.closes[place + 1] else place + 1
    return tokens.words[at]


def _lies_in(reader: ClaimReader, town: str, bearer: Bearer) -> bool:
    places = reader.gazetteer.lexicon.places
    return bool(bearer.countries) and town in places.countries_of and places.lies_in(town, bearer.countries)


def _of_this_place(reader: ClaimReader, place: int, names: tuple[Name, ...]) -> tuple[Name, ...]:
    """The names whose bearers are at home where the word after the acronym is: "HIT Shenzhen", "BGI-Shenzhen".

    Words of a unit may follow the town: "NWPU Shenzhen Research Institute". A hospital's words need none, nor do a
    department's ("MIPT Department of X"), a campus of whatever name, nor a street with its number in the bearer's own city.
    """
    tokens = reader.tokens
    if tokens.closes[place]:
        return ()
    if not begins_segment(tokens, place):  # "Research Institute of HUST in Shenzhen"
        seated = tokens.words[place - 1] == "of" and tokens.words[place + 1] in _AT_A_TOWN
        if not seated:
            return ()
    end = place + 1
    while not tokens.closes[end]:
        end += 1
    if _is_hospital(tokens.words[place + 1 : end + 1]):
        setting = reader.setting_at(place)
        return tuple(n for n in names if _is_at_home(placement(setting, reader.bearers[n.bearer])))
    if tokens.words[place + 1] in _OWN_UNITS and not any(
        place < claim.first <= end for claim in reader.claims
    ):
        return names
    if tokens.words[end] in vocabulary()["campus"] and end <= place + _LONGEST_CAMPUS:
        return names
    if _is_street(tokens.words[place + 1 : end + 1]) and len(tokens.raws[place]) >= _LONG:
        setting = reader.setting_at(place)
        return tuple(
            n for n in names if placement(setting, reader.bearers[n.bearer]).agreement is Agreement.CITY
        )
    at = place + 2 if tokens.words[place + 1] in _AT_A_TOWN and place + 1 < end else place + 1
    behind = (tokens.words[i] for i in range(at + 1, end + 1) if not tokens.stops[i])
    if not (vocabulary()["unit"] | _UNIT_TOO).issuperset(behind):
        return ()
    places = reader.gazetteer.lexicon.places
    word = tokens.words[at]
    return tuple(
        name
        for name in names
        if reader.bearers[name.bearer].countries
        and places.lies_in(word, reader.bearers[name.bearer].countries)
    )


def _is_hospital(words: list[str]) -> bool:
    """Nothing but a hospital's own words follows the acronym: "PAEC General Hospital"."""
    hospital = vocabulary()["hospital"]
    return not hospital.isdisjoint(words) and (hospital | _HOSPITAL_KINDS).issuperset(words)


def _is_street(words: list[str]) -> bool:
    """A number, and no word that institutions are named with: "Xiaolingwei 200"."""
    return any(word.isdigit() for word in words) and vocabulary().known.isdisjoint(words)


def _is_at_home(placed: Placement) -> bool:
    return placed.agreement > Agreement.UNKNOWN


def _stands_alone(tokens: Tokens, place: int) -> bool:
    branch = _is_branch(tokens, place)
    following = "" if tokens.closes[place] else tokens.words[place + 1]
    if (
        following
        and following not in _HONOURING | _AFTER
        and not (branch and following in _PLACING)
        and not _is_a_persons(tokens, place)
    ):
        rest = tokens.text[tokens.ends[place] :]
        return bool(text_after_name(rest) is not None or _YEAR.match(rest)) and _after_form(tokens, place)
    if branch or _after_unit(tokens, place):
        return True
    return begins_segment(tokens, place) or tokens.stops[place - 1] or _after_form(tokens, place)


def _is_a_persons(tokens: Tokens, place: int) -> bool:
    """Only who is of it follows: "TsAGI researcher"."""
    return (
        tokens.closes[place + 1] and tokens.plains[place + 1] in _PEOPLE and tokens.raws[place + 1].islower()
    )


def _is_branch(tokens: Tokens, place: int) -> bool:
    """A word for a branch stands before it: "Филиал МГУ в Севастополе"."""
    return not tokens.opens[place] and tokens.words[place - 1] in vocabulary()["campus"]


def _after_unit(tokens: Tokens, place: int) -> bool:
    """A unit stands before it in Cyrillic, which puts no word between: "Физический факультет МГУ", "НИИЯФ МГУ"."""
    if tokens.raws[place].isascii() or not tokens.closes[place]:
        return False
    before = tokens.words[tokens.in_segment(tokens.segments[place]).start : place]
    units = _OWN_UNITS | {"institute"} | vocabulary()["campus"]
    return not units.isdisjoint(before) or (bool(before) and _is_cyrillic_acronym(tokens.raws[place - 1]))


def _is_cyrillic_acronym(raw: str) -> bool:
    return len(raw) >= _SHORTEST and raw.isupper() and not raw.isascii()


def _is_somebodys(tokens: Tokens, place: int) -> bool:
    """A role stands before it in Cyrillic, whose acronyms are of Russian-speaking countries: "выпускник МАИ"."""
    return not tokens.raws[place].isascii() and says_role(tokens.text[: tokens.starts[place]])


def _after_form(tokens: Tokens, place: int) -> bool:
    """Only a role, a degree and a year, a legal form or a sort of body stand before it: "PhD 2009 NUDT", "выпускник МФТИ",
    "ФГУП «ЦАГИ»", "National Research University MAI".
    """
    before = tokens.words[tokens.in_segment(tokens.segments[place]).start : place]
    words = vocabulary()
    forms = _BEFORE | words["legal"] | words["filler"] | words["teaching"]
    return all(word.isdigit() or word in forms for word in before) or says_role(
        tokens.text[: tokens.starts[place]]
    )


def is_expanded(reader: ClaimReader, place: int, key: str) -> bool:
    """Say whether an acronym in brackets, or parted from the words it stands for, follows its own expansion, read or unread."""
    tokens = reader.tokens
    if (
        not place
        or tokens.groups[place - 1] != tokens.groups[place]
        or tokens.segments[place - 1] == tokens.segments[place]
    ):
        return False
    between = tokens.text[tokens.ends[place - 1] : tokens.starts[place]]
    if between.strip() and "(" not in between:
        return False
    if reader.is_end_claimed(place - 1):
        return True
    before = [i for i in tokens.in_segment(tokens.segments[place - 1]) if not tokens.stops[i]]
    initials = "".join(tokens.raws[i][0] for i in before).upper()
    return bool(initials) and (initials.startswith(key[:2]) or key[:3] in initials)


def words_before(tokens: Tokens, place: int) -> list[str]:
    """The words that an acronym may stand for: those of the part before it where it stands alone, in brackets or behind a
    comma; else as many as it has letters, right before it.
    """
    if tokens.opens[place] and tokens.closes[place]:
        if not place or tokens.groups[place - 1] != tokens.groups[place]:
            return []
        return [tokens.plains[at] for at in tokens.in_segment(tokens.segments[place - 1])]
    first = max(tokens.in_segment(tokens.segments[place]).start, place - len(tokens.raws[place]))
    return tokens.plains[first:place]


def is_short_for(letters: str, words: Sequence[str]) -> bool:
    """Say whether letters are made of words in their order, each by its first letter and perhaps more, beginning with the first.

    "boe" of "Bank of England", "patco" of "Port Authority Transit Corporation", "dji" of "Deutsches Jugendinstitut"; of two
    words at least.
    """
    spent = {(0, 0)}  # how many letters are found, in how many words
    for number, word in enumerate(words):
        further = {
            (end, min(used + 1, _FEWEST_WORDS))
            for found, used in spent
            for end in _ends(letters, found, word)
        }
        spent = further if number == 0 else spent | further
    return (len(letters), _FEWEST_WORDS) in spent


def _ends(letters: str, found: int, word: str) -> Iterator[int]:
    """How many letters are found once a word gave its first letter, and one more after the other."""
    if not word.startswith(letters[found : found + 1]):
        return
    at = 0
    while found < len(letters) and (at := word.find(letters[found], at) + 1):
        found += 1
        yield found
