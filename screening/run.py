"""A run: one file, pinned inputs, every row accounted for. The same run gives the same results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from screening.assess import gravest, gravity_of_result
from screening.engine import Engine
from screening.intake.model import Intake
from screening.model import NotSearched, Outcome, Result, RowResults, RunFacts
from screening.uncollected import uncollected
from screening.version import ENGINE
from watchlists.joined import by_hand_sha256
from watchlists.library import Library


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a file: its intake, a result for every row that held a subject, and what it was pinned to."""

    intake: Intake
    results: RowResults  # by (sheet, row number), one a subject of the row
    facts: RunFacts

    @property
    def gravest(self) -> Mapping[tuple[str, int], Result]:
        """The result that each row shows."""
        return {row: gravest(each, gravity_of_result) for row, each in self.results.items()}

    @property
    def unscreened(self) -> int:
        """How many rows nobody could look at, or of which a cell could not be read and the rest gave nothing."""
        ends = [result.assessment.outcome for result in self.gravest.values()]
        return self.intake.counts["unscreened"] + ends.count(Outcome.UNSCREENED)


def run(
    engine: Engine,
    intake: Intake,
    *,
    screened_at: datetime,
    parameters: tuple[tuple[str, str], ...] = (),
    tick: Callable[[int], None] = lambda rows: None,
) -> Run:
    """Screen every subject of `intake`; call `tick` with the number of rows done since the last call."""
    rows = [row for row in intake.rows() if row.subjects]
    results = {}
    with uncollected():
        screened = engine.screen_all(inquiry for row in rows for inquiry in row.inquiries)
        for row in rows:
            results[row.place] = tuple(islice(screened, len(row.subjects)))
            tick(1)
    return Run(intake, results, facts(engine, screened_at, intake, parameters))


def facts(
    engine: Engine,
    screened_at: datetime,
    intake: Intake | None = None,
    parameters: tuple[tuple[str, str], ...] = (),
) -> RunFacts:
    """What a run is pinned to; without an intake, a single check."""
    return pinned_facts(
        engine.library,
        tuple((policy.id, policy.version, policy.title) for policy in engine.policies),
        screened_at,
        engine=ENGINE,
        register_sha256=engine.register.file_sha256,
        on=engine.on,
        intake=intake,
        parameters=parameters,
    )


def pinned_facts(
    library: Library,
    policies: tuple[tuple[str, str, str], ...],
    screened_at: datetime,
    *,
    engine: str,
    register_sha256: str,
    on: date,
    intake: Intake | None = None,
    parameters: tuple[tuple[str, str], ...] = (),
) -> RunFacts:
    """The same from its parts, for a run whose engine is no longer loaded; policies are (id, version, title)."""
    loaded = tuple(library.lists.values())
    return RunFacts(
        input_name=intake.file_name if intake else "",
        input_sha256=intake.sha256 if intake else "",
        screened_at=screened_at,
        engine_version=engine,
        snapshots=tuple(each.snapshot for each in loaded),
        watchlists=tuple(each.watchlist for each in loaded),
        policies=policies,
        register_sha256=register_sha256,
        as_of="" if on == screened_at.date() else on.isoformat(),
        parameters=(*_decided(library), *parameters),
        not_searched=not_searched(library),
    )


def not_searched(library: Library) -> tuple[NotSearched, ...]:
    """The lists of the catalogue that are not loaded, by id, each with the reason."""
    return tuple(
        NotSearched(key, each.title, "not_installed" if key in library.downloadable else "not_shippable")
        for key, each in sorted(library.catalogue_only.items())
    )


def _decided(library: Library) -> tuple[tuple[str, str], ...]:
    """The decisions on joined listings that a run rests on, where there are any."""
    if not (decisions := library.by_hand):
        return ()
    sha256 = by_hand_sha256(decisions)
    number = "1 listing" if len(decisions) == 1 else f"{len(decisions)} listings"
    return (("joined or split by hand", f"{number}; SHA-256 of the decisions {sha256}"),)
