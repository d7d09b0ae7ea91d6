"""A list of partners is watched over the years that two lists print: what was told, when, and in which words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from screening.context import open_context
from screening.engine import Engine
from screening.link import build
from screening.pipeline import ScreeningRequest
from screening.policy.list_state import ListState
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.runs.pins import pins_of
from screening.settings import Settings
from screening.storage.mail_tables import Mail
from screening.storage.people_tables import Membership, Person
from screening.storage.tables import Run
from screening.watch.background import work_on_watches
from screening.watch.queries import changes_of_watch
from screening.watch.watches import WatchTerms, add_watch, change_terms, watch_of
from watchlists.library import Library, load_library

LISTS = ("us-dow-1286", "us-dow-1260h")
PARTNERS = (
    "P-01,University of Otago",
    "P-02,Yangtze Memory Technologies Co., Ltd.",
    "P-03,Beijing Megvii Technology Co., Ltd.",
    "P-04,China State Construction Group Co.",
    "P-05,ShenZhen Consys Science & Technology Co., Ltd.",
    "P-06,Harbin Institute of Technology",
    "P-07,Academy of Military Medical Sciences",
    "P-08,Beihang University",
    "P-09,KU Leuven",
    "P-10,Technical University of Munich",
)
# The days on which the two lists changed, and one on which they did not.
DAYS = (
    "2023-01-10",
    "2023-06-29",
    "2024-01-31",
    "2024-07-01",
    "2025-01-07",
    "2025-03-01",
    "2026-02-17",
    "2026-06-08",
)


@pytest.fixture
def settings(settings):
    mail = {"mail_host": "127.0.0.1", "mail_from": "screening@example.org", "mail_security": "none"}
    url = "https://screening.example.org"
    return Settings(data=settings.data, database_url=settings.database_url, public_url=url, **mail)


class Years:
    """An installation whose clock is moved from day to day, with the two lists as they stood then."""

    def __init__(self, settings, small_engine, folder):
        self.at = datetime(2022, 11, 1, 9, tzinfo=UTC)
        self.place = replace(open_context(settings), now=lambda: self.at)
        self.small, self.whole = small_engine, load_library()
        self.engines = Engines(self.engine, lambda library, _register: build(library, small_engine.register))
        self.steps = StepRunner(self.place, self.engines, "worker")
        with self.place.decide() as decision:
            person = Person(
                id="ana", login="ana@example.org", name="Ana", made_at="2022", email="ana@example.org"
            )
            person.email_confirmed_at = "2022"
            decision.session.add(person)
            decision.session.add(Membership(person_id="ana", team_id="office", role="screener"))
            decision.record("person.invited", actor="test", team="office", facts={"person": "ana"})
        path = folder / "partners.csv"
        path.write_text(
            "\n".join(("Reference,Partner", *(f'{row[:5]}"{row[5:]}"' for row in PARTNERS))) + "\n"
        )
        self.terms = WatchTerms(
            "Partners", "Partners of the institute", "Contract", self.at.date() + timedelta(days=365)
        )
        self.order = ScreeningRequest(format="csv")
        self.watch = add_watch(
            self.place,
            path,
            self.order,
            pins_of(self.engine(self.at.date())),
            self.terms,
            actor="person:ana",
            team="office",
            file_name="partners.csv",
        )

    def engine(self, day) -> Engine:
        library = Library({key: self.whole.lists[key] for key in LISTS}, {}).as_of(day)
        linker = build(library, self.small.register)
        return replace(self.small, library=library, linker=linker, lists=ListState.of(library), on=day)

    def pass_day(self, day=None):
        """Go on to a day, and do what workers do on it."""
        if day:
            self.at = datetime.fromisoformat(f"{day}T09:00:00+00:00")
            later = replace(self.terms, ends_on=self.at.date() + timedelta(days=365))
            change_terms(self.place, self.watch.id, "office", later, actor="person:ana")
        for _ in range(3):
            watch = watch_of(self.place, self.watch.id, "office")
            with self.place.database.read() as session:
                run = session.get_one(Run, watch.run_id)
                state, attempt = run.state, run.attempt
            if state == "queued":
                for kind in ("plan", "chunk", "report"):
                    self.steps.do(kind, watch.run_id, attempt, 0)
            work_on_watches(self.place, self.engines, "worker")

    def mail(self):
        with self.place.database.read() as session:
            return list(session.exec(select(Mail).order_by(Mail.made_at)))


def test_what_two_lists_added_and_removed_over_the_years_is_told_on_its_day(settings, small_engine, tmp_path):
    years = Years(settings, small_engine, tmp_path)
    years.pass_day()
    told = {}
    for day in DAYS:
        before = len(changes_of_watch(years.place, years.watch.id))
        years.pass_day(day)
        found = changes_of_watch(years.place, years.watch.id)
        told[day] = sorted((each.reference, each.kind) for each in found[: len(found) - before])
    assert told == {
        "2023-01-10": [],
        "2023-06-29": [("P-06", "listed"), ("P-07", "listed"), ("P-08", "listed")],
        "2024-01-31": [("P-02", "listed"), ("P-03", "listed"), ("P-04", "listed"), ("P-05", "listed")],
        "2024-07-01": [("P-07", "listed")],  # printed under another name by the next edition
        "2025-01-07": [("P-03", "delisted"), ("P-04", "delisted"), ("P-05", "delisted")],
        "2025-03-01": [],
        "2026-02-17": [("P-02", "delisted"), ("P-07", "listed")],
        "2026-06-08": [("P-02", "listed")],
    }
    mail = years.mail()
    assert [each.subject for each in mail] == [
        "1 to look at, now watched: Partners",
        "3 to look at: Partners",
        "4 to look at: Partners",
        "1 to look at: Partners",
        "1 to look at, 2 no longer a possible match: Partners",
        "1 to look at, 1 no longer a possible match: Partners",
        "1 to look at: Partners",
    ]
    assert (
        "2. P-02 (row 3 of your list): no longer a possible match on any list that we searched. Yangtze Memory Technologies Co., Ltd. was removed from Section 1260H"
        " List of Chinese military companies between 1 March 2025 and 17 February 2026."
    ) in mail[5].text
    assert "still a possible match, ◐ Medium (it was ● High): " in mail[4].text
    assert (
        "Academy of Military Medical Sciences stands as “Academy of Military Medical Sciences (AMMS)”"
        in mail[3].text
    )
    assert not any("Otago" in each.text for each in mail)
