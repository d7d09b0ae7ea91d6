"""Bodies that documents name, for tests of several folders: a document, a hit, and a small world of lists."""

from dataclasses import replace
from datetime import date

from screening.engine import DEFAULT_POLICY, Engine
from screening.link import build
from screening.model import TieKind
from screening.policy.examples import build_hit
from screening.policy.facts import ProjectFacts
from screening.policy.list_state import ListState
from screening.policy.read import choose, read_policies
from watchlists.library import Library, LoadedList
from watchlists.model import (
    Body,
    BodyKind,
    Guards,
    ListedName,
    Listing,
    NamedIn,
    NameKind,
    Naming,
    PartyType,
    ReadIn,
    RegisterName,
    Snapshot,
    Watchlist,
)
from watchlists.register import Register

DAY = date(2026, 11, 25)
LISTS = {
    Naming.DESIGNATED: "influence-designated",
    Naming.DETERMINED: "influence-determined",
    Naming.CHARGED: "influence-charged",
    Naming.NAMED_OFFICIAL: "influence-named-official",
    Naming.NAMED_EXPERT: "influence-named-expert",
}


def named(naming, kind, law=""):
    """The document that names a body."""
    return NamedIn(
        naming=naming,
        kind=kind,
        document="Report on Examples",
        publisher="Parliament of Examples",
        day="2023-07-13",
        locator="page 38",
        read_in=ReadIn.TRANSCRIPTION,
        says="It is described as taking part in the work.",
        does_not_mean="that anybody in it has done wrong.",
        law=law,
    )


def hit_on(naming, kind, law="", text="Example Body", name="Example Body", tie=TieKind.EMPLOYMENT, **changes):
    """A hit on an invented body of that naming and kind, read in a text that holds its name."""
    hit = build_hit(LISTS[naming], named=named(naming, kind, law), **changes)
    names = (ListedName(name, NameKind.PRIMARY),)
    return replace(
        hit,
        listing=replace(hit.listing, names=names),
        mention=replace(hit.mention, text=text, tie=tie),
        matched_text=name,
        matched_name=name,
    )


def _listing(naming, key, kind, *names, law="", country="CN"):
    list_id = LISTS.get(naming, naming)
    return Listing(
        f"{list_id}:{key}",
        list_id,
        tuple(
            ListedName(name, NameKind.ALIAS if place else NameKind.PRIMARY)
            for place, name in enumerate(names)
        ),
        PartyType.ORGANISATION,
        country,
        edition="2026-11",
        source_url="https://example.org/report",
        named=named(naming, kind, law) if kind else None,
    )


def _loaded(list_id, listings):
    standing = "context" if list_id.startswith("influence-") else "government"
    watchlist = Watchlist(
        id=list_id,
        title=list_id.replace("-", " ").capitalize(),
        publisher="gathered from documents",
        jurisdiction="",
        legal_basis="none",
        licence="facts",
        official_url="https://example.org/",
        cadence="by hand",
        oldest_age_days=400,
        standing=standing,
        means="A document names the body.",
        does_not_mean="It is no prohibition.",
        shipped=True,
        guards=Guards(fewest=1),
    )
    snapshot = Snapshot(list_id, "2026-11", DAY, "0" * 64, len(listings), len(listings))
    return LoadedList(watchlist, snapshot, tuple(listings))


def world(policy=DEFAULT_POLICY):
    """An engine of bodies that documents name, one list of a law, and six bodies of the register."""
    listings = (
        _listing(Naming.DETERMINED, "ufwd", BodyKind.UNITED_FRONT, "United Front Work Department", "UFWD"),
        _listing(
            Naming.NAMED_OFFICIAL,
            "cssa",
            BodyKind.STUDENT_ASSOCIATION,
            "Chinese Students and Scholars Association",
            "CSSA",
        ),
        _listing(Naming.DETERMINED, "ci", BodyKind.LANGUAGE_INSTITUTE, "Confucius Institute"),
        _listing(
            Naming.DESIGNATED,
            "station",
            BodyKind.STATE_MEDIA,
            "Press Example Television",
            law="us-ofac-sdn",
            country="IR",
        ),
        _listing(
            Naming.DESIGNATED,
            "service",
            BodyKind.INTELLIGENCE,
            "Reconnaissance General Bureau",
            law="us-ofac-sdn",
            country="KP",
        ),
        _listing(Naming.CHARGED, "mss", BodyKind.INTELLIGENCE, "Jiangsu State Security Department", "MSS"),
        _listing(
            Naming.NAMED_OFFICIAL,
            "jsu",
            BodyKind.RESEARCH_INSTITUTE_OF_SERVICE,
            "Jiangnan Social University",
            "江南社会大学",
        ),
        _listing("us-ofac-sdn", "jit", None, "Jiangnan Institute of Technology"),
        _listing("us-ofac-sdn", "other", None, "Zabir Logistics Company", country="SY"),
    )
    by_list = {}
    for each in listings:
        by_list.setdefault(each.watchlist_id, []).append(each)
    library = Library({list_id: _loaded(list_id, found) for list_id, found in by_list.items()}, {})
    bodies = (
        Body(
            "ror:1", (RegisterName("University of Melbourne", "label"),), "AU", ("Melbourne",), ("education",)
        ),
        Body(
            "ror:2",
            (RegisterName("Canadian Soft Skills Academy", "label"), RegisterName("CSSA", "acronym")),
            "CA",
            ("Toronto",),
            ("education",),
        ),
        Body(
            "ror:4",
            (RegisterName("Mental Support Society", "label"), RegisterName("MSS", "acronym")),
            "IE",
            ("Cork",),
            ("nonprofit",),
        ),
        Body(
            "ror:5",
            (RegisterName("Jiangnan Institute of Technology", "label"), RegisterName("JIT", "acronym")),
            "CN",
            ("Wuxi",),
            ("education",),
        ),
        Body(
            "ror:6",
            (RegisterName("Jhelum Institute of Trades", "label"), RegisterName("JIT", "acronym")),
            "PK",
            ("Jhelum",),
            ("education",),
        ),
        Body("ror:3", (RegisterName("KU Leuven", "label"),), "BE", ("Leuven",), ("education",)),
    )
    register = Register({each.id: each for each in bodies}, "0" * 64)
    return Engine(
        library=library,
        register=register,
        linker=build(library, register),
        policies=choose(read_policies(), (policy,)),
        lists=ListState.of(library),
        on=DAY,
        project=ProjectFacts(),
    )
