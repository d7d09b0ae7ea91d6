"""Names in Han characters: the longest known name at each place, then the country.

A name may be followed by a unit (学院, 医院, 分校) but not by what makes it another school (X大学 in X大学大学 never, X in
X师范 never): a match must end where the run ends, or before a word for a unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from screening.affiliations.places import city_key, compatible, country_in_script
from screening.affiliations.roles import says_role
from screening.link.agreement import Agreement, Placement, placement, rules_out
from screening.link.bearers import Bearer, Name, Strength
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.han import han_key
from screening.link.names_elsewhere import is_question_elsewhere
from screening.names.scripts import Script, pinyin, simplify
from screening.native_names.glossary import is_made_of_trade_words
from screening.native_names.names_and_places import names_and_places
from screening.vocabulary import rows
from screening.vocabulary.cues import Cue, cue_pattern, cues_in_order
from watchlists.model import NameKind

_RUN = re.compile("(?:[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff（）()·・0-9○]| (?=[(（]))+")
_HAN = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
_SHORTEST = 2  # characters of a name
_SHORTEST_INSIDE = 4
_SHORTEST_WITH_UNIT = 3  # "西工大航空学院"; 2 are the front of many names
_ENDS_OF_UNITS = cues_in_order(Cue.UNIT_IN_CHINESE)
_SCHOOLS = cues_in_order(Cue.SCHOOL_IN_CHINESE)
_SOCIETIES = cues_in_order(Cue.SOCIETY_IN_CHINESE)  # of a whole trade, whoever's name it begins with
_TRADITIONAL = frozenset({"JP", "TW", "HK", "MO"})
_AFTER_TOWN = re.compile(f"(?:{cue_pattern(Cue.BRANCH_AFTER_A_TOWN_IN_CHINESE)}|$)")
_LONGEST_TOWN = 4
_OPENING = "(（"
_TOWNS = re.compile("[\u3400-\u9fff]{2,}")
_NUMBER_ALONE = re.compile(r"\d+研究所")
_INSTITUTES = cues_in_order(Cue.INSTITUTE_IN_CHINESE)
_ROOFS = cues_in_order(Cue.OWNER_IN_CHINESE)  # a part behind one of them is that one's


def read_native(reader: ClaimReader) -> None:
    """Claim the names written in Han characters."""
    if reader.tokens.text.isascii():
        return
    for found in _RUN.finditer(reader.tokens.text):
        run = found.group()
        if _HAN.search(run):
            _read_run(reader, run, han_key(run), found.span())


def _read_run(reader: ClaimReader, run: str, key: str, where: tuple[int, int]) -> None:
    """Claim the names of a run with its key, which stands from one character to another."""
    place = named = 0  # `named`: where the last name ended
    while place < len(key):
        reader.work.add()
        piece, numbers = reader.gazetteer.han(key[place:])
        if len(piece) < _SHORTEST:
            place += 1
            continue
        rest = key[place + len(piece) :]
        before = key[:place]
        if _cuts_a_town(before, piece):
            place += 1
            continue
        if before and len(piece) < _SHORTEST_INSIDE and says_role(before):
            before = ""  # "毕业于哈工大": a role, and no part of the name
        whole = _stands_whole(run, piece, before, rest)
        if whole or not before:
            reader.work.add(len(numbers))
            names = reader.gazetteer.named(numbers)
            town = town_in(rest, names, reader)
            if whole or town:
                if before and named < place and piece.endswith(_INSTITUTES) and not says_role(before):
                    names = tuple(
                        name for name in names if not _is_part_elsewhere(reader.bearers[name.bearer], before)
                    )
                elif before and piece.endswith("医院"):
                    names = tuple(name for name in names if not _is_hospital_elsewhere(reader, name, before))
                options = []
                for option in _options(reader, names, run, piece, before, rest, town):
                    if isinstance(option, Claim):
                        options.append(option)
                    else:
                        reader.reject(*option, where=where)
                reader.claims.extend(reader.settle(options, where))
                named = place + len(piece) if options else named
        place += len(piece)


def _is_part_elsewhere(bearer: Bearer, before: str) -> bool:
    """An institute that is on no list itself: 系统工程研究院 is the academy's, 海洋系统工程研究院 is somebody else's."""
    unlisted = not bearer.listings and bool(bearer.ties)
    return unlisted and city_key("".join(pinyin(before.rstrip("市省")))) not in bearer.cities


def _is_hospital_elsewhere(reader: ClaimReader, name: Name, before: str) -> bool:
    """A hospital by a name that many bear, of another town or school: 西安|华山医院, 厦门大学附属|中山医院."""
    bearer = reader.bearers[name.bearer]
    if bearer.listings or not bearer.ties:
        return False
    town = city_key("".join(pinyin(before.rstrip("市省"))))
    known = town in reader.gazetteer.lexicon.places.countries_of
    return before.endswith("附属") or (known and town not in bearer.cities)


def _cuts_a_town(before: str, piece: str) -> bool:
    """A name that begins within a town's: 北京|东方科技集团 is none of 京东方科技集团, 珠海|格通信 none of 海格通信.

    A place that ends where the name begins speaks for the name: 河北|海格通信, though 北海 is a town, too.
    """
    cut = _cut_towns().get(piece[0], ()) if before else ()
    return any(
        before.endswith(head) and piece.startswith(tail) for head, tail in cut
    ) and not before.endswith(_towns())


def _is_in_its_town(reader: ClaimReader, bearer: Bearer, placed: Placement) -> bool:
    """Say whether the text names a town of the bearer, in Latin letters or in Han at an edge of a piece: 701所，武汉."""
    if placed.agreement is Agreement.CITY:
        return True
    for run in _TOWNS.findall(reader.tokens.text):
        for size in range(2, min(_LONGEST_TOWN, len(run)) + 1):
            if {city_key("".join(pinyin(part))) for part in (run[:size], run[-size:])} & bearer.cities:
                return True
    return False


def _stands_whole(run: str, piece: str, before: str, rest: str) -> bool:
    if not rest:
        return len(piece) >= _SHORTEST_INSIDE or not before
    if rest.startswith(_continuations()) or rest.endswith(_SOCIETIES) or _ends_otherwise(run, rest):
        return False
    if _street().match(rest):
        return False
    if rest.startswith(_vocational()) and not piece.endswith(_SCHOOLS):
        return False
    if len(piece) >= _SHORTEST_INSIDE:
        return True
    return not before and (
        rest[0] in _OPENING
        or rest[0].isdigit()  # years: "北航 2008-2012"
        or rest.startswith(_units())
        or _is_unit_of_a_short_name(piece, rest)
    )


def _is_unit_of_a_short_name(piece: str, rest: str) -> bool:
    """Say whether what follows a short name is a unit of it: 西工大|航空学院, 北航|自动化学院."""
    unit = next(filter(rest.endswith, _ENDS_OF_UNITS), "")
    if not unit or len(piece) >= _SHORTEST_WITH_UNIT:
        return bool(unit)
    # Behind two characters only a subject's school or laboratory: 天大数据研究所 may be a firm's.
    return not unit.startswith("研究") and is_made_of_trade_words(rest.removesuffix(unit))


def _ends_otherwise(run: str, rest: str) -> bool:
    """Say whether a word that makes it another school's name ends the name: 警察大学|校, not 北京航空航天大学|校区."""
    return any(
        rest.startswith(ending) and re.search(rf"{ending}(?!\w)", run) is not None for ending in _endings()
    )


def town_in(rest: str, names: tuple[Name, ...], reader: ClaimReader) -> str:
    """The key of the town of a bearer's country that follows a name in its run: 哈工大威海, 哈尔滨工业大学深圳校区; or ""."""
    places = reader.gazetteer.lexicon.places
    for size in range(2, min(_LONGEST_TOWN, len(rest)) + 1):
        if not _AFTER_TOWN.match(rest[size:]):
            continue
        town = city_key("".join(pinyin(rest[:size])))
        known = () if town in places.regions else places.countries_of.get(town, ())
        if any(country in known for name in names for country in reader.bearers[name.bearer].countries):
            return town
    return ""


@cache
def _outside_china() -> tuple[str, ...]:
    return tuple(row["han"] for row in rows("han_words") if row["class"] in ("outside", "taiwan"))


@cache
def _towns() -> tuple[str, ...]:
    return tuple(row["han"] for row in rows("han_places"))


@cache
def _cut_towns() -> dict[str, list[tuple[str, str]]]:
    """Each town cut in two at each place, by the first character of what is behind the cut."""
    cut: dict[str, list[tuple[str, str]]] = {}
    for town in _towns():
        for at in range(1, len(town)):
            cut.setdefault(town[at], []).append((town[:at], town[at:]))
    return cut


@cache
def _continuations() -> tuple[str, ...]:
    return tuple(row["han"] for row in rows("han_words") if row["class"] == "continuation")


@cache
def _endings() -> frozenset[str]:
    return frozenset(row["han"] for row in rows("han_words") if row["class"] == "ending")


@cache
def _street() -> re.Pattern[str]:
    """A word for a street or station that ends what stands behind a name, or that the number of a house follows."""
    words = sorted(
        (row["han"] for row in rows("han_words") if row["class"] == "street"), key=len, reverse=True
    )
    return re.compile(rf"(?:{'|'.join(words)})(?:$|[0-9零一二三四五六七八九十百])")


@cache
def _vocational() -> tuple[str, ...]:
    return tuple(row["han"] for row in rows("han_words") if row["class"] == "vocational")


@cache
def _units() -> tuple[str, ...]:
    other = ("continuation", "ending", "vocational", "outside", "taiwan", "street")
    return tuple(row["han"] for row in rows("han_words") if row["class"] not in other)


def _options(
    reader: ClaimReader, names: tuple[Name, ...], run: str, piece: str, before: str, rest: str, town: str
) -> Iterator[Claim | tuple[Bearer, str]]:
    """The claims that names allow; where a bearer is not meant, it with the reason."""
    fitting = []
    country = country_in_script(before) if before else ""  # "美国国防大学"
    behind = names_and_places(reader.tokens.text, Script.HAN)[-1:]  # "国防大学（北京）"
    outside = next((word for word in _outside_china() if before.endswith(word)), "")
    for name in names:
        bearer = reader.bearers[name.bearer]
        if bearer.body is not None and bearer.body.id in reader.hidden and not name.listed:
            continue
        if outside and bearer.countries == {"CN"}:
            yield bearer, f"“{outside}” comes before it: a school of this name outside China"
            continue
        if country and bearer.countries and not compatible((country,), bearer.countries):
            yield bearer, f"“{before}” comes before it, so the country is {country}"
            continue
        place = next((each for each in behind if not compatible(each.countries, bearer.countries)), None)
        if place is not None:
            yield bearer, f"“{place.place}” comes after it and is in another country"
            continue
        if name.kind is NameKind.SUBORDINATE and before.endswith(_ROOFS):
            yield bearer, "part of another organisation, whose name comes before it"
            continue
        placed = placement(reader.setting, bearer)
        abroad = rules_out(reader.setting, placed)
        if abroad and (before or not is_question_elsewhere(reader, piece, name, bearer, reader.setting)):
            yield bearer, f"the same characters, but the country is {placed.text}, not {placed.bearer}"
            continue
        if name.strength is Strength.GENERIC and not _is_in_its_town(reader, bearer, placed):
            yield bearer, "a general name, and no town shows which organisation is meant"
            continue
        if _NUMBER_ALONE.fullmatch(piece) and not _is_in_its_town(reader, bearer, placed):
            yield bearer, "a number alone, and no town shows which organisation is meant"
            continue
        elsewhere = bool(town and bearer.cities) and town not in bearer.cities
        fitting.append(
            Claim(-1, -1, bearer, name, "han", placed, text=piece, after=rest, elsewhere=elsewhere)
        )
    if town and (here := [claim for claim in fitting if town in claim.bearer.cities]):
        fitting = here  # 東北大學(瀋陽)
    if len({claim.bearer.number for claim in fitting}) > 1 and not reader.setting.countries:
        traditional = simplify(run) != run
        alike = [claim for claim in fitting if bool(claim.bearer.countries & _TRADITIONAL) == traditional]
        fitting = alike or fitting
    yield from fitting
