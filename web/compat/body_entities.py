"""Every listed body once, for protocols whose results are entities: one id, whatever lists print it.

The id is that of the body's deciding listing: of its listings in force the one on the gravest list under the first policy of
the service (docs/decisions/0082). The id of the body, as our own API gives it, the ids of all its listings and those that an
imported dataset merged into them find the same body. Organisations are joined as the linker joins them; people are one
only where imported datasets give them one id, since a name and a date of birth do not make two entries one person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from screening.engine import Engine
from screening.match_candidates import CLAIMED_FROM, MatchCandidate, gravest_listings_first
from watchlists.model import Listing, Status
from web.compat.yente.entities import entity_id, other_ids, schema_of

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class BodyEntity:
    """One organisation or person and all its listings: in force before history, the deciding one first."""

    body_id: str  # as in our own API: of the register, a number, or a listing
    listings: tuple[Listing, ...]

    @property
    def deciding(self) -> Listing:
        """The listing whose id and name the body has."""
        return self.listings[0]

    @cached_property
    def id(self) -> str:
        """The one id under which results give it."""
        return entity_id(self.deciding)

    @cached_property
    def current(self) -> tuple[Listing, ...]:
        """Its listings in force; all of them, where none is."""
        current = tuple(each for each in self.listings if each.status is Status.IN_FORCE)
        return current or self.listings

    @cached_property
    def ids(self) -> frozenset[str]:
        """All ids by which it is found, its own too."""
        of_listings = (id_ for each in self.listings for id_ in (entity_id(each), *other_ids(each)))
        return frozenset((self.body_id, *of_listings))

    @cached_property
    def referents(self) -> tuple[str, ...]:
        """The ids of its other listings, those merged into them, and that of the body where it is no listing's."""
        own = {each.id for each in self.listings if entity_id(each) != each.id}
        return tuple(sorted(self.ids - own - {self.id}))


@dataclass(frozen=True, slots=True)
class BodyCandidate:
    """A body that was asked for, perhaps: its candidates, the best first."""

    body: BodyEntity
    candidates: tuple[MatchCandidate, ...]

    @property
    def best(self) -> MatchCandidate:
        """The candidate that decides score and claim."""
        return self.candidates[0]

    def claimed(self, threshold: float = CLAIMED_FROM) -> bool:
        """Whether identity with the deciding listing, under which the body is given, may be claimed at this threshold.

        Of a name that the deciding listing does not print, a number that it alone or the listing alone has tells two
        bodies apart, whatever joined them.
        """
        shown = self.body.deciding
        found = (each for each in self.candidates if shown in (each.listing, *each.hit.other_listings))
        deciding = next(found, None)
        return (
            self.best.claimed(threshold)
            and deciding is not None
            and deciding.claimed(threshold)
            and (
                deciding.hit.matched_name in {name.text for name in shown.names}
                or _numbers(deciding.hit.matched_name) == _numbers(shown.name)
            )
        )


@dataclass(frozen=True, slots=True)
class BodyEntities:
    """The bodies in the order of the lists, and whom each id means."""

    bodies: tuple[BodyEntity, ...]
    by_id: Mapping[str, BodyEntity]  # by each of its ids

    @classmethod
    def of(cls, engine: Engine) -> BodyEntities:
        """Collect the bodies of an engine; what names no party is left out."""
        bodies = tuple(_bodies(engine))
        by_id: dict[str, BodyEntity] = {}
        for body in bodies:
            for id_ in body.ids:
                by_id.setdefault(id_, body)
        # What is one's own id is never another's merged one.
        by_id |= {body.id: body for body in bodies}
        return cls(bodies, by_id)

    def one_for_each_body(self, possible: Iterable[MatchCandidate]) -> list[BodyCandidate]:
        """Candidates put together by body, in the order of the best of each."""
        grouped: dict[str, list[MatchCandidate]] = {}
        for each in possible:
            body = self.by_id.get(each.listing.id)
            if body is not None:
                grouped.setdefault(body.id, []).append(each)
        return [BodyCandidate(self.by_id[id_], tuple(group)) for id_, group in grouped.items()]


def _numbers(text: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(text))


def _bodies(engine: Engine) -> Iterator[BodyEntity]:
    """The groups of listings that the linker or one id of an imported dataset joins, in the order of their first."""
    joined: dict[str, list[Listing]] = {}  # by the id of each listing, its group
    body_ids: dict[str, str] = {}
    for bearer in engine.linker.universe.bearers:
        group = [each for each in bearer.listings if schema_of(each)]
        for each in group:
            joined[each.id] = group
            body_ids.setdefault(each.id, bearer.id)
    by_entity: dict[str, Listing] = {}
    listings = [each for each in engine.library.listings if schema_of(each)]
    for each in listings:
        first = by_entity.setdefault(entity_id(each), each)
        _join(joined, first, each)
    done: set[str] = set()
    for each in listings:
        if each.id in done:
            continue
        group = joined[each.id]
        done.update(other.id for other in group)
        body_id = next((body_ids[other.id] for other in group if other.id in body_ids), group[0].id)
        yield BodyEntity(body_id, gravest_listings_first(engine, group) if len(group) > 1 else (group[0],))


def _join(joined: dict[str, list[Listing]], one: Listing, two: Listing) -> None:
    """Make the groups of two listings one."""
    first, second = joined.setdefault(one.id, [one]), joined.setdefault(two.id, [two])
    if first is second:
        return
    first.extend(second)
    for each in second:
        joined[each.id] = first
