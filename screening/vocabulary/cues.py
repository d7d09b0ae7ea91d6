"""Cues: words that say what the name they are part of, or stand beside, is to another one, or where it ends.

They are the rows of cues.csv: `word`, `meaning`, `side` (where the word stands: before, after, beside or inside the name it
says something of; empty where that does not matter), `language` (ISO 639-1, several with spaces), `example` (a text that
holds the word in this meaning) and `counter_example` (one in which it means something else; may be empty). A row of a
meaning that is there needs no change of the code. A word may have several meanings, each in a row of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum, auto
from functools import cache

from screening.vocabulary import rows

TABLE = "cues"
SIDES = ("", "before", "after", "beside", "inside")


class CueRefused(ValueError):
    """A row of cues.csv cannot be meant as it stands; no text is read until it is corrected."""


class Cue(StrEnum):
    """What a cue means.

    Words are written as texts are read (`screening.affiliations.tokens`): in small English letters, the singular, the usual
    word for an abbreviation, unless a comment says that they are compared as printed.
    """

    # Units of schools and of other bodies
    OWN_UNIT = auto()  # a unit that is its school's wherever it stands
    INDEPENDENT_UNIT = auto()  # a body of its own where it is in another town than its school
    UNIT_OF_A_SCHOOL = auto()  # in a name, which is then no independent institute's
    UNIT_OF_AN_ACRONYM = auto()  # right behind letters, which then are whose unit it is
    UNIT_OF_A_BRAND = auto()  # ends the name of a company's or a school's unit: "Megvii Research"
    UNIT_AFTER_A_TOWN = auto()  # further words of units behind letters and a town
    FIRST_WORD_OF_A_UNIT = auto()  # as units of universities begin
    UNIT_OF_A_PARENT = auto()  # what the name of a part has more than its parent's
    UNIT_PHRASE = auto()  # in a printed name, in small letters: a university's unit, no institute
    INSTITUTE = auto()  # of a ministry, or of the body that the rest of the name names
    PART_OF_A_BODY = auto()  # beside a listed name in a longer name: the longer one is a part
    NUMBERED_INSTITUTE = auto()  # says nothing beside an institute's number and its group
    HOSPITAL_KIND = auto()  # the sort of a hospital, behind letters
    PARENT_OF_A_RUSSIAN_INSTITUTE = auto()  # what a Russian institute that keeps its name may be part of
    LABORATORY_AS_PRINTED = auto()  # anywhere in a printed name, in small letters
    HOSPITAL_AS_PRINTED = auto()  # anywhere in a printed name, in small letters

    # Schools
    UNIVERSITY = auto()  # a university by its own name
    SCHOOL_TYPE = auto()  # a name of some words with one of these is one school's
    UNIVERSITY_OR_COLLEGE = auto()  # where one is named, a group may be called after its head
    UNIVERSITY_IN_OTHER_LANGUAGES = auto()  # as printed: a name may begin with it behind a post
    SEVERAL_UNIVERSITIES = auto()  # as printed: of several universities, not of one
    ACADEMY = auto()  # has schools and institutes under it, as universities have
    LOWER_SCHOOL = auto()  # a school that may be another one's, or inside it
    SCHOOL_OR_INSTITUTE = auto()  # what is "formerly" so called has a new name; nobody has left it
    NON_RESEARCH_MEMBER = auto()  # beside a school's name: a member of it that does not do its research
    ALUMNI_BODY = auto()  # beside "alumni": a body, not somebody who has left
    JOINT_BODY = auto()  # behind "joint"
    SCHOOL_AS_PRINTED = auto()  # anywhere in a text: it names a school
    BODY_AS_PRINTED = auto()  # anywhere in a text: it names an institution

    # Groups, companies and their offices
    GROUP_OF_A_PERSON = auto()  # called after its head, at a university
    COMPANY_WORD = auto()  # says nothing of which company it is
    RESEARCH_OF_A_GROUP = auto()  # beside a group's brand: a centre of research of it
    TRADE_OF_A_GROUP = (
        auto()
    )  # beside a group's brand: what a firm of it does, besides the words of `trade_words.csv`
    JOINT_WORK = auto()  # beside a group's brand: it is done with somebody else
    COMPANY_FORM = auto()  # a company by its legal form
    GROUP_FORM = auto()  # ends a group's name; a legal form behind it is its own
    SUBSIDIARY_FORM = auto()  # behind a group's name: another company than the group
    TRADER = auto()  # companies of these trades print no legal form
    BUSINESS_AS_PRINTED = auto()  # a line of business in the plural, as names print it
    BRANCH_OF_A_COMPANY = auto()  # behind a comma, as printed; from general dictionaries of each language
    COUNTER = auto()  # has counters in other bodies' buildings, as printed
    COUNTER_BRANCH = auto()  # behind the name of the body that the counter is in
    FORM_AFTER_A_PERSON = auto()  # legal forms that careless lists set behind a person's name
    FORM_ONLY_AT_THE_END = auto()  # letters that are a legal form only behind a name
    EMPTY_COMPANY_WORD = auto()  # a name of such words and legal forms alone names nobody
    COMPANY_AS_PRINTED = auto()  # a whole word that ends a company's name, whatever stands around it

    # Legal forms of several words: those that tell the form, and those that go with them in any order
    JOINT_STOCK_FORM = auto()
    JOINT_STOCK_COMPANION = auto()
    UNITARY_FORM = auto()
    UNITARY_COMPANION = auto()
    LIMITED_LIABILITY_FORM = auto()
    LIMITED_LIABILITY_COMPANION = auto()

    # Organs of states
    MINISTRY = auto()  # a body so called may be of any subject
    HEAD_OF_AN_ORGAN = auto()  # a body so called is a state's organ where all its words are those of organs
    FUNCTION_OF_AN_ORGAN = auto()  # what an organ does, which tells two of them apart
    STATE_OF_AN_ORGAN = auto()  # between an organ and the name of its state

    # Armies
    ARMY = auto()  # beside the name of one of its schools
    CHINESE_ARMY = auto()  # behind "of": nothing but China's army

    # Acronyms
    ACRONYM_NEIGHBOUR = auto()  # before or after letters that name a body all the same
    PERSON_OF_A_BODY = auto()  # behind letters, in small letters as printed: somebody of that body
    NO_ACRONYM_IN_A_TEXT = auto()  # in a text, as printed but in small letters
    NO_ACRONYM_IN_A_NAME = auto()  # in capitals: within a printed name they are not its acronym

    # Words between names
    NAMES_A_PATRON = auto()  # whom a body honours follows
    NAMES_A_PATRON_IN_RUSSIAN = auto()  # the same, of texts in Russian
    TOWN_PREPOSITION = auto()  # the town of a branch follows
    TOWN_PREPOSITION_IN_RUSSIAN = auto()  # the same, of texts in Russian
    AND = auto()  # two bodies, or two words of one name
    AND_BETWEEN_INSTITUTIONS = auto()  # two institutions with a place each, never two words of a name
    LEAD_IN_TO_A_NAME = auto()  # a name begins its part of the text all the same
    OF_IN_ENGLISH = auto()  # between an organ and its state
    OF_IN_ANY_LANGUAGE = auto()  # a longer name goes on
    OF_IN_ROMANCE_LANGUAGES = auto()  # as printed: the type of an institution stands first
    CUT_BEGINNING = auto()  # as printed: the rest of a name that was cut

    # Places and addresses
    STREET = auto()  # as printed: what stands before it is a street's name
    SQUARE_OR_ZONE = auto()  # as printed, behind a name of its own like a street
    ADDRESS = auto()  # as printed: only an address goes on so
    STREET_OF_A_SCHOOL = auto()  # behind a school: an address
    REGION = auto()  # behind a region's name
    KIND_OF_PLACE = auto()  # behind a place that a name is of
    TERRITORY_OR_DISTRICT = auto()  # behind a place's name, in an address
    TOWN_OR_PROVINCE = auto()  # behind a town's name, at the end of an address
    CONTINENT = auto()  # behind a company's name: its branch there
    CONTINENT_AS_PRINTED = auto()  # the same, with its capitals
    AMBIGUOUS_COUNTRY = auto()  # countries whose names are also a state's or a part of one
    FORMER_OR_INFORMAL_COUNTRY = auto()  # as printed: stands in an address where a country does
    PART_OF_A_COUNTRY_NAME = auto()  # as printed, before a country: both are a longer name
    NATIONAL_MEDICINE = auto()  # as printed: before medicine no country
    MEDICINE = auto()  # behind such an adjective
    TOWN_SIGN = auto()  # as printed, before a town's name

    # Times, posts and persons
    LEAD_IN_TO_A_FORMER_NAME = auto()  # as printed, behind "formerly": a former name follows
    PROJECT_OR_EVENT = auto()  # as printed: the years behind it are no post's
    OPEN_END_IN_A_COLUMN = auto()  # as printed: a period goes on
    SINCE_IN_A_COLUMN = auto()  # as printed, before a year
    UNTIL_IN_A_COLUMN = auto()  # as printed, before a year
    OPEN_END_IN_A_TEXT = auto()  # as printed, behind a year and a dash
    RANK_OF_A_POST = auto()  # as printed, before a post
    POST_AS_PRINTED = auto()  # a post, or a unit of the same body, begins so
    STUDENT = auto()  # as printed: is there now, whatever degree the text tells
    FORMER_STUDENT = auto()  # as printed, ends the name's part of the text: somebody of former days
    TITLE_OF_A_PERSON = auto()  # as printed: no part of a person's name

    # As printed in Han characters and in Hangul
    UNIT_IN_CHINESE = auto()  # ends what stands behind a school's short name
    SCHOOL_IN_CHINESE = auto()  # ends a whole school's name
    UNIVERSITY_IN_CHINESE = auto()  # two of them are two schools, each with its own place
    SOCIETY_IN_CHINESE = auto()  # of a whole trade, whoever's name it begins with
    INSTITUTE_IN_CHINESE = auto()  # a second body behind the one that it is of
    OWNER_IN_CHINESE = auto()  # a part behind one of them is that one's
    NON_RESEARCH_MEMBER_IN_CHINESE = auto()  # behind a school's name: a member of it, not the school
    FIRM_IN_CHINESE = auto()  # a group's daughter
    OWN_FORM_IN_CHINESE = auto()  # a group's own legal form
    INSTITUTE_OF_A_GROUP_IN_CHINESE = auto()  # ends what stands behind a group's name
    BRANCH_AFTER_A_TOWN_IN_CHINESE = auto()  # goes on behind a town that a school's name is followed by
    FORM_OR_TYPE_IN_CHINESE = auto()  # such words alone are no name; Japanese ones as they are folded
    DEGREE_IN_CHINESE = auto()  # behind a school's name: somebody got it there
    POST_IN_CHINESE = auto()  # behind a name: somebody's post of today
    UNIT_IN_KOREAN = auto()  # ends the word for a unit behind a school
    INSTITUTION_IN_KOREAN = auto()  # ends a whole name written in one word


@cache
def cue_words(meaning: Cue, side: str = "") -> frozenset[str]:
    """The words of cues.csv with a meaning (`Cue` lists them all); with a side, those that stand there.

    Raises:
        CueRefused: a row of the table has an unknown meaning or side, stands there twice, or has no word or no example.
    """
    return frozenset(word for word, stands in _table().get(meaning, ()) if side in ("", stands))


@cache
def cues_in_order(meaning: Cue) -> tuple[str, ...]:
    """The words of a meaning, the longest first: for what a text begins or ends with.

    Raises:
        CueRefused: as `cue_words`.
    """
    return tuple(sorted(cue_words(meaning), key=lambda word: (-len(word), word)))


def cue_pattern(meaning: Cue) -> str:
    """The words of a meaning as the alternatives of a regular expression, the longest first.

    Raises:
        CueRefused: as `cue_words`.
    """
    return "|".join(map(re.escape, cues_in_order(meaning)))


def read_cues(table: Iterable[Mapping[str, str]]) -> dict[Cue, list[tuple[str, str]]]:
    """The words of a table with their sides, by meaning.

    Raises:
        CueRefused: as `cue_words`; the sentence names the file and the row, the header being row 1.
    """
    found: dict[Cue, list[tuple[str, str]]] = {}
    meanings, seen = frozenset(Cue), set[tuple[str, str]]()
    for number, row in enumerate(table, start=2):
        word, meaning, side = row["word"], row["meaning"], row["side"]
        if meaning not in meanings:
            raise _refused(number, f"has the meaning “{meaning}”, which is none of those in cues.py")
        if side not in SIDES:
            raise _refused(number, f"has the side “{side}”, which is none of {', '.join(SIDES[1:])}")
        if not word.strip() or word != word.strip():
            raise _refused(number, "has no word, or spaces around it")
        if not (row["example"] or "").strip():
            raise _refused(number, f"has no example of “{word}”")
        if (word, meaning) in seen:
            raise _refused(number, f"says again that “{word}” means {meaning}")
        seen.add((word, meaning))
        found.setdefault(Cue(meaning), []).append((word, side))
    return found


def _refused(number: int, why: str) -> CueRefused:
    return CueRefused(f"{TABLE}.csv, row {number}, {why}.")


@cache
def _table() -> dict[Cue, list[tuple[str, str]]]:
    return read_cues(rows(TABLE))
