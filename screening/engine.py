"""The engine: lists, register and policies loaded once, then subjects in and results out.

Reading and assessing are pure; only `load_engine` touches the disk, and the day comes from the caller.
Identical subjects are screened once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Protocol

from screening.assessment import assess, flag_unread_cell, unscreened
from screening.assessment.assess import ONE_CELL
from screening.assessment.named_bodies import read_named
from screening.assessment.self_declared import drop_noted_words
from screening.caches import MemoCache
from screening.errors import ScreeningError
from screening.intake.placeholders import PLACEHOLDER
from screening.intake.validation import (
    fault,
    notes_of_none,
    split_organisations,
    too_long,
    unknown_identifier,
    with_identifiers,
    without_references,
)
from screening.link import Linker
from screening.link.linker import LinkResult
from screening.link.ties import add_stated
from screening.matcher_cache import cache_folder, compiled_linker
from screening.model import Assessment, Hit, Inquiry, Reading, Result, Subject
from screening.policy.facts import ProjectFacts, read_facts
from screening.policy.gravity import gravest_first, lead_first
from screening.policy.identity import is_person
from screening.policy.list_state import ListState
from screening.policy.model import Policy
from screening.policy.read import available_policies, choose
from screening.progress import Progress, no_progress
from watchlists.library import Library, load_library
from watchlists.model import Listing
from watchlists.register import Register
from watchlists.updates.register_dump import current_register

DEFAULT_POLICY = "international-baseline"
TOGETHER = 1_000  # inquiries read at once; more are no faster


class TooLongToRead(ScreeningError):
    """Some texts of a subject are more than can be read at once; nothing is said of it."""

    code, status = "too-long-to-read", 422


class PlaceholderRefused(ScreeningError):
    """A text of a subject stands for a name that was not given; nothing is said of it."""

    code, status = PLACEHOLDER, 422


class SubjectLinker(Protocol):
    """Gives the readings of subjects: a linker, or whoever has some of them from before."""

    def link_all(self, subjects: Sequence[Subject], tick: Progress = no_progress) -> list[LinkResult]:
        """The reading of each subject, as the linker of the engine gives it."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything a subject is screened with, pinned to one day."""

    library: Library
    register: Register
    linker: Linker
    policies: tuple[Policy, ...]
    lists: ListState
    on: date
    project: ProjectFacts
    # What is said where nothing was found.
    _nothing: MemoCache[Assessment] = field(default_factory=MemoCache, init=False, compare=False, repr=False)

    def read(self, subject: Subject, tick: Progress = no_progress) -> Reading:
        """Read one subject without assessing it; what says nothing about a person is a note there, too. `tick`: see `screen`.

        Raises:
            TooLongToRead: some of its texts are more than can be read at once.
            PlaceholderRefused: one of its texts stands for a name that was not given, and the others gave nothing.
        """
        is_printed = self.linker.printed.holds
        if (unreadable := fault(subject, is_printed)) is not None and unreadable[0] == PLACEHOLDER:
            raise PlaceholderRefused(unreadable[1])
        given, unread = without_references(subject, is_printed)
        linked = self.linker.link(given, tick)
        if linked.too_long:
            raise TooLongToRead(too_long(linked.too_long)[1])
        reading = self._named(subject, add_stated(linked.reading, subject, self.on))
        if unread is not None and not reading.hits:
            raise PlaceholderRefused(unread[1])
        return reading

    def _named(self, subject: Subject, reading: Reading) -> Reading:
        """The reading in which what says nothing about a person is a note, and its words ask nothing."""
        return drop_noted_words(subject, reading, read_named(subject, reading, self._listing))

    def _listing(self, listing_id: str) -> Listing | None:
        """The listing of an id; None for the id of anything else."""
        loaded = self.library.lists.get(listing_id.partition(":")[0])
        return next((each for each in loaded.listings if each.id == listing_id), None) if loaded else None

    def screen(
        self, subject: Subject, project: Sequence[tuple[str, str]] = (), tick: Progress = no_progress
    ) -> Result:
        """Read one subject and assess it under every policy of this engine; say so where nothing can be read.

        `project` holds facts, (name, value), that go before those of the engine. `tick` is told of each piece of
        work, at least several times a second; what it raises ends the work.

        Raises:
            FactInvalid: a fact cannot be understood.
        """
        (result,) = self._screened([Inquiry(subject, tuple(project))], tick)
        return result

    def as_linked(self, inquiries: Sequence[Inquiry]) -> list[Subject | None]:
        """The subjects as they are given to the linker; None where one cannot be read, and is not."""
        is_printed = self.linker.printed.holds
        subjects = [
            with_identifiers(without_references(each.subject, is_printed)[0], is_printed)
            for each in inquiries
        ]
        return [
            split_organisations(subject, is_printed) if fault(subject, is_printed) is None else None
            for subject in subjects
        ]

    def _screened(
        self, inquiries: Sequence[Inquiry], tick: Progress, links: SubjectLinker | None = None
    ) -> list[Result]:
        known = [
            read_facts(dict(each.project), self.project) if each.project else self.project
            for each in inquiries
        ]
        is_printed = self.linker.printed.holds
        read = [without_references(each.subject, is_printed) for each in inquiries]
        subjects = [with_identifiers(given, is_printed) for given, _ in read]
        faults = [fault(subject, is_printed) for subject in subjects]
        readable = [
            split_organisations(subject, is_printed)
            for subject, unreadable in zip(subjects, faults, strict=True)
            if unreadable is None
        ]
        # One alone is found among the linker's own memories; many are looked for at once.
        alone = len(readable) == 1 and links is None
        linked = iter(
            [self.linker.link(readable[0], tick)]
            if alone
            else (links or self.linker).link_all(readable, tick)
        )
        results = []
        for each, facts, unreadable, (_, reference) in zip(inquiries, known, faults, read, strict=True):
            tick(1)
            if unreadable is not None:
                current = not self.lists.out_of_date(self.on)
                none = unscreened(*unreadable, self.policies, lists_current=current)
                results.append(Result(each.subject, Reading(), none))
                continue
            found = next(linked)
            reading = add_stated(found.reading, each.subject, self.on)
            cut = too_long(found.too_long) if found.too_long else None
            unread = tuple(filter(None, (cut, each.unread, reference)))
            if (unknown := unknown_identifier(each.subject, reading)) is not None:
                none = unscreened(*unknown, self.policies, lists_current=not self.lists.out_of_date(self.on))
                results.append(Result(each.subject, reading, none))
                continue
            reading = replace(reading, notes=(*reading.notes, *notes_of_none(each.subject)))
            result = self._result(each.subject, reading, facts)
            for code, why in unread:
                what = "" if code == PLACEHOLDER else ONE_CELL
                said = flag_unread_cell(result.assessment, code, why, self.policies, what=what)
                result = replace(result, assessment=said)
            results.append(result)
        return results

    def _result(self, subject: Subject, reading: Reading, known: ProjectFacts) -> Result:
        """Put the hits in order, assess them, and have the one first that the assessment speaks of."""
        reading = self._named(subject, reading)
        reading = replace(reading, hits=self.gravest_first(subject, reading.hits))
        assessment = self._assessment(subject, reading, known)
        reading = replace(reading, hits=lead_first(reading.hits, assessment.lead))
        return Result(subject, reading, assessment)

    def gravest_first(self, subject: Subject, hits: Iterable[Hit]) -> tuple[Hit, ...]:
        """Hits by the gravity of their lists under the first policy, then by confidence."""
        return gravest_first(hits, subject, self.policies[0].scale, self.lists, self.on)

    def _assessment(self, subject: Subject, reading: Reading, known: ProjectFacts) -> Assessment:
        """Assess; what is said where nothing was found depends on no name, and is made once."""

        def made() -> Assessment:
            return assess(subject, reading, self.policies, self.lists, known, on=self.on)

        if reading.hits or reading.ambiguous or reading.others or reading.notes or reading.self_declared:
            return made()
        key = (subject.type, is_person(subject), known, reading.names_unknown, reading.names_noted)
        return self._nothing.get(key, made)

    def screen_all(
        self, inquiries: Iterable[Inquiry], tick: Progress = no_progress, links: SubjectLinker | None = None
    ) -> Iterator[Result]:
        """Screen inquiries in order, `TOGETHER` at a time; what is asked twice is screened once.

        Args:
            inquiries: what is asked.
            tick: see `screen`.
            links: gives the readings in place of the engine's linker.

        Raises:
            FactInvalid: a fact of an inquiry's project cannot be understood.
        """
        known: dict[Inquiry, Result] = {}
        rest = iter(inquiries)
        while some := list(islice(rest, TOGETHER)):
            new = list(dict.fromkeys(inquiry for inquiry in some if inquiry not in known))
            known.update(zip(new, self._screened(new, tick, links), strict=True))
            yield from map(known.__getitem__, some)


def load_engine(
    policy_ids: Sequence[str] = (),
    *,
    on: date,
    project: ProjectFacts | None = None,
    data: Path | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Engine:
    """Load the lists as they stood on `on`, the register and the policies asked for.

    With a data folder the editions fetched or imported there go before the shipped ones, each for the days it
    was in force; without one, nothing but what is shipped is read. `tell` is told where compiling them takes a while.

    Raises:
        UnknownPolicy, PolicyInvalid: no such policy, or its file is wrong.
        WatchlistError: a list or the register cannot be used.
    """
    policies = choose(available_policies(os.environ), policy_ids or (DEFAULT_POLICY,))
    library = load_library(data=data, on=on).as_of(on)
    register = current_register(data)
    return Engine(
        library=library,
        register=register,
        linker=compiled_linker(library, register, cache_folder(), tell),
        policies=policies,
        lists=ListState.of(library),
        on=on,
        project=project or ProjectFacts(),
    )


def compile_ahead(data: Path, on: date) -> None:
    """Compile the linker over the lists in force on `on` and keep it, so that whoever checks next loads it.

    The file is written aside and renamed: who reads meanwhile has the old one or the new. Where nothing is to be kept
    (SCREENING_CACHE_DIR is empty) nothing is done.

    Raises:
        WatchlistError: a list or the register cannot be used.
    """
    if (folder := cache_folder()) is not None:
        compiled_linker(load_library(data=data, on=on).as_of(on), current_register(data), folder)
