"""A small world: three lists, five known organisations, one policy, and an application that serves them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from clocks import Clock

from screening.context import open_context
from screening.engine import DEFAULT_POLICY, Engine
from screening.link import build
from screening.policy.facts import ProjectFacts
from screening.policy.list_state import ListState
from screening.policy.read import choose, read_policies
from screening.settings import Settings
from watchlists.library import Library, LoadedList
from watchlists.model import (
    Body,
    Guards,
    ListedName,
    Listing,
    NameKind,
    PartyType,
    RegisterName,
    Snapshot,
    Status,
    Watchlist,
)
from watchlists.register import Register
from web.app import create_app
from web.config import Config

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def watchlist(id, title):
    return Watchlist(
        id=id,
        title=title,
        publisher="Bureau of Examples",
        jurisdiction="US",
        legal_basis="15 CFR 744",
        licence="public domain",
        official_url=f"https://example.org/{id}",
        cadence="irregular",
        oldest_age_days=400,
        standing="government",
        means="a licence is needed",
        does_not_mean="guilt",
        shipped=True,
        guards=Guards(fewest=1),
    )


def listing(list_id, key, *names, **changes):
    kinds = (NameKind.PRIMARY, *[NameKind.ALIAS] * len(names))
    facts = {
        "id": f"{list_id}:{key}",
        "watchlist_id": list_id,
        "names": tuple(ListedName(text, kind) for text, kind in zip(names, kinds, strict=False)),
        "type": PartyType.ORGANISATION,
        "country": "CN",
        "edition": "2026-10",
        "listed_from": date(2001, 5, 14),
        "citation": "66 FR 24264",
        "source_url": "https://example.org/entry",
    }
    return Listing(**{**facts, **changes})


def loaded(list_id, title, *listings):
    snapshot = Snapshot(
        watchlist_id=list_id,
        edition="2026-10",
        edition_date=date(2026, 10, 1),
        file_sha256=list_id.encode().hex().ljust(64, "0")[:64],
        count=sum(each.status is Status.IN_FORCE for each in listings),
        count_all=len(listings),
    )
    return LoadedList(watchlist(list_id, title), snapshot, listings)


def body(id, name, country, city, *more, **changes):
    names = (RegisterName(name, "label"), *(RegisterName(each, "alias") for each in more))
    return Body(
        **{
            "id": id,
            "names": names,
            "country": country,
            "cities": (city,),
            "types": ("education",),
            **changes,
        }
    )


@pytest.fixture(scope="session")
def small_engine():
    """An engine of a handful of lists and organisations, on a fixed day."""
    person = {"type": PartyType.PERSON, "country": "AF", "birth_date": "1964-02-01"}
    lists = (
        loaded(
            "us-entity-list",
            "Entity List",
            listing(
                "us-entity-list",
                "cn/beihang",
                "Beihang University",
                "Beijing University of Aeronautics and Astronautics",
            ),
            listing(
                "us-entity-list",
                "cn/old",
                "Tianshui Bearing Works",
                status=Status.LIFTED,
                listed_to=date(2020, 1, 1),
            ),
            listing("us-entity-list", "af/ghoura", "Abdul Satar Ghoura", **person),
        ),
        loaded("jp-end-users", "End User List", listing("jp-end-users", "1", "Beihang University")),
        loaded(
            "un-sanctions",
            "Consolidated List",
            listing("un-sanctions", "7", "Abdul Satar Ghoura", **person),
            listing("un-sanctions", "8", "Zabir Logistics Company", country="SY"),
        ),
    )
    bodies = (
        body(
            "ror:00wk2mp56",
            "Beihang University",
            "CN",
            "Beijing",
            "北京航空航天大学",
            domains=("buaa.edu.cn",),
        ),
        body("ror:042nb2s44", "Massachusetts Institute of Technology", "US", "Cambridge", "MIT"),
        body("ror:013meh722", "University of Cambridge", "GB", "Cambridge"),
        body("ror:02e24yw40", "Beijing University of Technology", "CN", "Beijing"),
        body("ror:05f950310", "KU Leuven", "BE", "Leuven"),
    )
    library = Library({each.watchlist.id: each for each in lists}, {})
    register = Register({each.id: each for each in bodies}, "0" * 64)
    return Engine(
        library=library,
        register=register,
        linker=build(library, register),
        policies=choose(read_policies(), (DEFAULT_POLICY,)),
        lists=ListState.of(library),
        on=NOW.date(),
        project=ProjectFacts(),
    )


@pytest.fixture
def clock():
    return Clock(NOW)


@pytest.fixture
def make_app(small_engine, clock, tmp_path):
    """Make an application; keyword arguments change its configuration."""

    def make(engine=None, context=None, **changes):
        config = replace(Config(rates=tmp_path / "rates.sqlite3"), **changes)
        return create_app(config, engine or small_engine, clock, context)

    return make


@pytest.fixture
def place(settle, tmp_path, clock):
    """An installation, in which there are neither accounts nor keys."""
    opened = open_context(Settings(data=settle(tmp_path / "data")), clock)
    yield opened
    opened.close()


@pytest.fixture
def app(make_app):
    return make_app()


@pytest.fixture
def client(app):
    """A caller on this machine."""
    return app.test_client()
