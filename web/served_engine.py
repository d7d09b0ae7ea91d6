"""What is served: one engine a server, loaded before the workers part, and what a caller may vary of it.

The day is the caller's day, not the day of the start: a service that runs for weeks sees its lists grow old.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from screening.caches import LruCache
from screening.engine import Engine
from screening.model import RunFacts, Subject
from screening.policy.facts import read_facts
from screening.policy.model import Policy
from screening.policy.read import choose
from screening.run_facts import run_facts
from screening.storage.fair_lock import FairLock

# A misspelt name is looked for in the candidate index, a native one read aloud; the others are lines and persons.
_OF_EVERY_KIND = (
    "Northwestern Polytechnicel University",
    "西北工業大學航天學院",
    "School of Astronautics, Northwestern Polytechnical University, Xi'an 710072",
    "Dr. Maria García-López",
)


@dataclass(frozen=True, slots=True)
class Served:
    """The engine, every policy that may be asked for, and the clock (UTC)."""

    engine: Engine
    policies: Mapping[str, Policy]
    clock: Callable[[], datetime] = field(repr=False)
    # Of single answers, which take a processor.
    lock: FairLock = field(default_factory=FairLock, repr=False, compare=False)
    # Of the engine as it is loaded: its facts are the same for every call of a second.
    _facts: LruCache[RunFacts] = field(
        default_factory=lambda: LruCache(2), init=False, repr=False, compare=False
    )

    def today(self) -> Engine:
        """The engine on the day it is now."""
        day = self.clock().date()
        return self.engine if day == self.engine.on else replace(self.engine, on=day)

    def under(self, policy_ids: Sequence[str] = (), project: Mapping[str, str] | None = None) -> Engine:
        """The engine of today under the policies asked for, or the usual ones, with facts of a project.

        Raises:
            UnknownPolicy, FactInvalid: there is no such policy, or a fact cannot be understood.
        """
        engine = self.today()
        if policy_ids:
            engine = replace(engine, policies=choose(dict(self.policies), policy_ids))
        if project:
            engine = replace(engine, project=read_facts(dict(project)))
        return engine

    def facts(self, engine: Engine) -> RunFacts:
        """What an answer of `engine` is pinned to, to the second."""
        moment = self.clock().replace(microsecond=0)
        if engine is not self.engine:
            return run_facts(engine, moment)
        return self._facts.get(moment, lambda: run_facts(engine, moment))


def warm(engine: Engine) -> None:
    """Screen what needs every part of the engine, so that nobody waits for a part to be brought in."""
    engine.linker.open()
    for text in _OF_EVERY_KIND:
        engine.screen(Subject(text))
