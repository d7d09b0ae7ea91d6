"""The nouns of watchlists, frozen.

A value is kept as its publisher printed it, spelling and typos included; whatever we add stands beside it
as a further name with its own note. What has lapsed stays readable but never counts as current.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class NameKind(StrEnum):
    """What a printed name is to the body it names."""

    PRIMARY = "primary"
    ALIAS = "alias"
    WEAK_ALIAS = "weak_alias"  # too common, or another body's name: needs corroboration
    ACRONYM = "acronym"
    FORMER = "former"
    NATIVE = "native"
    # Printed in its own script by another official source, which `note` names; never by the list itself.
    NATIVE_ELSEWHERE = "native_from_another_source"
    CORRECTION = (
        "correction"  # ours: a name of the entry that the publisher misprinted or cut, right; `note` says why
    )
    SUBORDINATE = "subordinate"  # printed as an alias, yet another body that stands under this one
    # Printed, yet another real organisation's own name: a text that is nothing else is a question, no more.
    CONTESTED = "contested"
    # A legal form, place, address or general part printed as a name: the same, unless a reviewed table leaves it out.
    FRAGMENT = "fragment"


# Names in the body's own script, whoever prints them: matched alike.
NATIVE_KINDS = (NameKind.NATIVE, NameKind.NATIVE_ELSEWHERE)


class PartyType(StrEnum):
    """What sort of party a listing names."""

    ORGANISATION = "organisation"
    PERSON = "person"
    PROGRAMME = "programme"  # a talent programme, for instance
    OTHER = "other"  # goods of a region, a class of equipment, a bare address: names no party, never matched


class Status(StrEnum):
    """Whether a listing counts. Only what is in force scores; the rest is history."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    LIFTED = "lifted"
    SUPERSEDED = "superseded"


class Measure(StrEnum):
    """What a listing does to the party, gravest first; `data/measures.csv` has the words and examples of each."""

    ASSET_FREEZE = "asset_freeze"
    ASSOCIATION_BAN = "association_ban"  # the body itself is forbidden, as an association is in Germany
    EXPORT_CONTROL = "export_control"  # supplying it needs a licence, or is forbidden
    FINANCIAL_RESTRICTION = "financial_restriction"  # loans, securities or transactions; no assets are frozen
    FUNDING_BAR = "funding_bar"
    PROCUREMENT_BAN = "procurement_ban"
    IMPORT_BAN = "import_ban"
    SERVICES_BAN = "services_ban"  # certain services or broadcasts
    TRAVEL_BAN = "travel_ban"
    NOTICE = "notice"  # a warning that itself forbids nothing
    CONTEXT = "context"


class Naming(StrEnum):
    """How strongly a document names a body, strongest first; it decides the words, and whether a law follows."""

    DESIGNATED = "designated"  # by a law that freezes, controls exports or bans
    # In an act of a government that does neither: a foreign mission, visa limits, an office told to close.
    DETERMINED = "determined"
    CHARGED = "charged"  # in a charge or a judgment
    NAMED_OFFICIAL = "named_official"  # by a government, service or parliament
    NAMED_EXPERT = "named_expert"  # by researchers


class BodyKind(StrEnum):
    """What a named body is; together with its naming it decides what follows."""

    INTELLIGENCE = "intelligence"
    SECURITY_POLICE = "security_police"
    MILITARY = "military"
    POLICE_STATION = "police_station"
    FRONT_COMPANY = "front_company"
    UNITED_FRONT = "united_front"
    TALENT_PROGRAMME = "talent_programme"
    STATE_MEDIA = "state_media"
    INFLUENCE_FUND = "influence_fund"
    STUDENT_ASSOCIATION = "student_association"
    LANGUAGE_INSTITUTE = "language_institute"
    FRIENDSHIP_BODY = "friendship_body"  # friendship and alumni associations
    RESEARCH_INSTITUTE_OF_SERVICE = "research_institute_of_service"
    PARTY_ORGAN = "party_organ"
    TALENT_STATION = "talent_station"
    MASS_ORGANISATION = "mass_organisation"  # a youth union, club or militia that much of a people belongs to
    OTHER = "other"


class ReadIn(StrEnum):
    """In what the document that names a body was read by whoever transcribed it."""

    OFFICIAL_PAGE = "official_page"  # the publisher's own page, whether or not the publisher is an authority
    TRANSCRIPTION = "transcription"  # a third party's transcription of an official text
    REPRINT = "reprint"
    ABSTRACT = "abstract"


@dataclass(frozen=True, slots=True)
class NamedIn:
    """The document that names a body: who says what of it, where, and how it was read."""

    naming: Naming
    kind: BodyKind
    document: str  # its title
    publisher: str
    day: str  # as far as it is known: "2020-12-04", "2022-10", "2023"; "" where the document bears none
    locator: str  # page, paragraph, annex and number
    read_in: ReadIn
    says: str  # what the document says of the body, in our words
    does_not_mean: str  # what must not be concluded from it, in our words
    law: str = ""  # the id of the watchlist whose law designates it, where the catalogue has that list


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name of a listing as printed; it belongs to its list and proves nothing about other lists."""

    text: str
    kind: NameKind
    note: str = ""  # why we hold it so, where that is not the publisher's own doing
    # A general name, such as one word: it means this body only where its town or country stands beside it.
    needs_place: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """A period in which a listing did not count, between two in which it did."""

    off: date  # the first day on which it did not count
    back: date  # the day on which it counted again
    status: Status  # how it read meanwhile: expired or lifted
    doubt: str = ""  # what speaks against its having been off, in a few words


@dataclass(frozen=True, slots=True)
class Listing:
    """One entry of a watchlist as published.

    `id` is "<watchlist id>:<key>" and stays the same from edition to edition where the publisher's own
    key allows it. `country` is ISO 3166-1 alpha-2 or "" (several: joined by a space). Dates are None where
    the publisher gives none.
    """

    id: str
    watchlist_id: str
    names: tuple[ListedName, ...]  # the first is the primary one
    type: PartyType
    country: str = ""
    place: str = ""
    # (scheme, value), schemes: ror, lei, uscc, imo, un, uk, domain; ftm, ftm-schema, ftm-referent, ftm-topic
    identifiers: tuple[tuple[str, str], ...] = ()
    edition: str = ""
    status: Status = Status.IN_FORCE
    listed_from: date | None = None
    listed_to: date | None = None
    citation: str = ""  # the legal basis as cited for this entry
    source_url: str = ""
    birth_date: str = ""  # persons only: "1962", "1962-03" or "1962-03-07", or several joined by a space
    parent: str = ""  # the body the publisher puts it under, as printed, with a percentage where one is given
    remark: str = ""  # category or programme as a fact ("Type: Military"), never the publisher's prose
    pauses: tuple[Pause, ...] = ()  # in their order, apart from each other
    named: NamedIn | None = (
        None  # of bodies that documents name: the document, and how strongly it names them
    )
    # Gravest first: as the publisher's own columns have them, else as the catalogue says of the list; () where neither does.
    measures: tuple[Measure, ...] = ()
    # The entry itself says nothing of measures: they are those of the whole list, by the catalogue.
    measures_from_catalogue: bool = False

    @property
    def name(self) -> str:
        """The primary name as printed."""
        return self.names[0].text

    @property
    def whole_name(self) -> str:
        """The primary name without what is no name and was printed after it, where a correction says so."""
        corrections = (name.text for name in self.names if name.kind is NameKind.CORRECTION)
        return next((text for text in corrections if self.name.startswith(text)), self.name)

    @property
    def printed_names(self) -> tuple[ListedName, ...]:
        """The names without those that another source prints."""
        return tuple(name for name in self.names if name.kind is not NameKind.NATIVE_ELSEWHERE)

    @property
    def names_from_other_sources(self) -> tuple[ListedName, ...]:
        """The native names that another source prints; `note` of each names it."""
        return tuple(name for name in self.names if name.kind is NameKind.NATIVE_ELSEWHERE)

    def pause_on(self, day: date) -> Pause | None:
        """The pause in which the listing was on `day`, None where it was in none."""
        return next((pause for pause in self.pauses if pause.off <= day < pause.back), None)

    def in_force_on(self, day: date) -> bool:
        """Say whether the listing counted on `day`; an unknown start counts as already listed, a pause does not count."""
        if self.listed_from and day < self.listed_from:
            return False
        if self.pause_on(day):
            return False
        return self.status is Status.IN_FORCE if self.listed_to is None else day < self.listed_to


@dataclass(frozen=True, slots=True)
class Edition:
    """What one file of a publisher says: its listings, and what of it we could not read."""

    edition: str  # as the publisher marks it: mostly an ISO date; "" where the file does not say
    edition_date: date | None  # the day the publisher dates it, None where the file does not say
    listings: tuple[Listing, ...]  # persons included; in the publisher's order
    columns: tuple[str, ...]  # the publisher's fields that the file holds, in order of first sight
    unread: tuple[str, ...]  # fields and values that no rule covers, each once, to be shown and looked at


@dataclass(frozen=True, slots=True)
class Guards:
    """What must hold before an edition is believed; figures are data in the catalogue."""

    fewest: int  # listings; a healthy edition has 10 to 20 % more
    largest_drop: float = 0.10
    largest_rise: float = 0.50
    canaries: tuple[str, ...] = ()  # primary names that every edition has
    # the publisher's fields, without which the edition is not read right
    required_columns: tuple[str, ...] = ()
    # (field of Listing, least share of listings in force that have it)
    filled: tuple[tuple[str, float], ...] = ()
    most_unread: int = 20  # fields and values that no rule covers; more of them mean a new layout
    same_edition_may_change: bool = False  # the publisher corrects an edition without marking it anew


@dataclass(frozen=True, slots=True)
class Source:
    """Where a list is fetched from, and what a healthy answer looks like."""

    url: str
    hosts: tuple[str, ...]  # the only ones that are asked, redirects included
    reader: str
    content_types: tuple[str, ...]
    largest_bytes: int = 64 * 2**20  # as sent
    largest_expanded: int = 512 * 2**20  # out of the compression
    checksum_url: str = ""  # a text that holds the SHA-256 of the file, where the publisher prints one
    check_every_days: float = 1
    accept_licence: str = ""  # the terms a person must accept before the first fetch; "" where none are asked
    found_on: str = ""  # a page of the publisher that names the present file, where its address changes
    found_by: str = (
        ""  # what on that page names it: group "found" replaces {found} in `url`, group "day" dates it
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """Where a publisher shows that a new edition of a list is out which no reader of ours can take.

    It never replaces anything: it says that a person should look.
    """

    url: str
    hosts: tuple[str, ...]
    marks: str  # a pattern: what each edition leaves on the page; group "day" dates it, else group "mark" names it
    content_types: tuple[str, ...]
    look_for: str  # in words, for the person who is told
    day_form: str = "%Y-%m-%d"  # of group "day", as strptime has it
    known: tuple[str, ...] = ()  # marks of the editions up to the one we ship, where they bear no day
    check_every_days: float = 7
    largest_bytes: int = 16 * 2**20
    largest_expanded: int = 64 * 2**20


@dataclass(frozen=True, slots=True)
class OfficialCount:
    """How many entries a publisher's own document has, and which of our rows are those."""

    count: int
    counts: str  # what it counts, in words: "institutions"
    basis: str  # "stated": the document gives the figure; "counted": we counted its entries
    said_in: str  # the document, and where in it
    types: tuple[str, ...] = ()  # of our rows only these types; () for all
    subsidiaries: bool = True  # whether rows printed under a parent are counted
    one_entry: tuple[str, ...] = ()  # rows whose primary names begin so are one entry of the publisher
    relation: str = ""  # in words, why our number of rows is another

    def of(self, listings: Iterable[Listing]) -> int:
        """Our rows in force, counted as the publisher counts."""
        counted: set[str] = set()
        for listing in listings:
            is_counted = listing.status is Status.IN_FORCE and (not self.types or listing.type in self.types)
            if is_counted and (self.subsidiaries or not listing.parent):
                together = (beginning for beginning in self.one_entry if listing.name.startswith(beginning))
                counted.add(next(together, listing.id))
        return len(counted)


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Until when the catalogue's sentences about a list may be believed: what a publisher will do is a forecast."""

    looked_on: date  # when a person last compared them with what the publisher says
    on: date  # from this day on a person must look again
    because: str  # what may have changed by then

    def next(self, checked_on: date | None = None) -> date:
        """The day from which a person must look again, where one has looked on `checked_on`."""
        if checked_on is None or checked_on <= self.looked_on:
            return self.on
        return checked_on + (self.on - self.looked_on)


@dataclass(frozen=True, slots=True)
class Watchlist:
    """A list and what one must know to rely on it; one catalogue file each."""

    id: str
    title: str
    publisher: str
    jurisdiction: str  # ISO 3166-1 alpha-2, "UN", "EU" or "" for a non-government list
    legal_basis: str
    licence: str
    official_url: str
    cadence: str  # in words, as the publisher states it
    oldest_age_days: int  # beyond this age a `no_match` against it cannot be relied on
    standing: (
        str  # "government", "non-government" or "context" (influence bodies: context, never a prohibition)
    )
    means: str  # what being on it means, for a research officer
    does_not_mean: str
    shipped: bool  # False: catalogue entry only, e.g. person-only lists that are fetched, never shipped
    guards: Guards
    measures: tuple[Measure, ...] = ()  # of each entry of which the publisher's columns say none


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An immutable copy of a watchlist, and honestly which bytes its hashes cover."""

    watchlist_id: str
    edition: str
    edition_date: date  # the day the publisher dates this edition; ages count from here
    file_sha256: str  # of our data file
    count: int  # listings in force
    count_all: int  # with history
    publisher_sha256: str | None = None  # only where the publisher's own bytes were held
    transcribed_from: str = ""
    transcribed_on: date | None = None
    retrieved_at: str | None = None  # ISO 8601, only where we fetched it ourselves
    confirmed_on: date | None = None  # the last day the publisher was seen to have no newer edition
    confirmed_by: str = ""  # the person who looked on that day; "" where the program asked the publisher

    def age_days(self, day: date) -> int:
        """Days from the edition's date, or from the later day it was confirmed, to `day`; never negative."""
        return max(0, (day - max(self.edition_date, self.confirmed_on or self.edition_date)).days)

    def is_out_of_date(self, watchlist: Watchlist, day: date) -> bool:
        """Whether the edition is older on `day` than its publisher's cadence allows: no clearance rests on it then."""
        return self.age_days(day) > watchlist.oldest_age_days


@dataclass(frozen=True, slots=True)
class RegisterName:
    """One name of a registered organisation, with its kind and language as the register has them."""

    text: str
    kind: str  # "label", "alias", "acronym"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A known organisation of the register; being known says nothing about being listed."""

    id: str  # "ror:03awzbc87"; "domain:bmstu.ru" for a university that only the domains list has
    names: tuple[RegisterName, ...]  # the first is the display name
    country: str
    cities: tuple[str, ...] = ()
    types: tuple[str, ...] = ()  # ROR's: education, healthcare, facility, company, government, nonprofit, ...
    domains: tuple[str, ...] = ()
    # (kind, id, name): parent, child, related, successor, ...
    relations: tuple[tuple[str, str, str], ...] = ()
    status: str = "active"  # or "inactive", "withdrawn"

    @property
    def name(self) -> str:
        """The display name."""
        return self.names[0].text
