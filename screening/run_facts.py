"""What results rest on: engine, lists, register and policies, as every report states them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from screening.engine import Engine
from screening.intake.model import ParsedList
from screening.model import NotSearched, RunFacts
from screening.policy.facts import answers_of
from screening.policy.list_state import without_persons
from screening.storage.tables import Run
from screening.version import ENGINE
from watchlists.editions.merges import by_hand_sha256
from watchlists.library import Library


def run_facts(
    engine: Engine,
    screened_at: datetime,
    intake: ParsedList | None = None,
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
        project=answers_of(engine.project),
    )


def pinned_facts(
    library: Library,
    policies: tuple[tuple[str, str, str], ...],
    screened_at: datetime,
    *,
    engine: str,
    register_sha256: str,
    on: date,
    intake: ParsedList | None = None,
    parameters: tuple[tuple[str, str], ...] = (),
    project: tuple[tuple[str, str], ...] = (),
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
        project=project,
        without_persons=without_persons(library),
    )


def with_run(facts: RunFacts, run: Run) -> RunFacts:
    """The facts with the caller's own key and texts of the run."""
    return replace(facts, reference=run.reference, metadata=tuple(run.metadata_texts.items()))


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
