"""Results as JSON between the steps of a run, and back to the very same values.

A listing or body that the pinned lists hold is kept by its id and looked up again; what was made up on the way
(a listing as it stood on another day, a body that only our knowledge names) is kept whole. Subjects are not kept:
they are read from the upload again. Nothing here can run code, unlike pickle.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache, cached_property
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from screening.engine import Engine
from screening.model import Assessment, PolicyOutcome, Reading, Result, Subject
from watchlists.model import Body, Listing

_LEVEL = 3  # of compression: a fifth of the size in a hundredth of a chunk's time
Known = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Brief:
    """What was said of a subject, in brief: enough to see that something else is said now."""

    outcome: str
    risk_score: int
    listings: tuple[str, ...]  # ids of the listings hit
    policies: tuple[tuple[str, str], ...] = ()  # (id, outcome)


@dataclass(frozen=True)
class Codec:
    """Encodes and decodes results against the lists and register of one engine."""

    listings: Mapping[str, Listing]
    bodies: Mapping[str, Body]

    @staticmethod
    def of(engine: Engine) -> Codec:
        """The codec of a loaded engine."""
        return Codec({listing.id: listing for listing in engine.library.listings}, engine.register.bodies)

    def pack(self, results: Sequence[Result]) -> bytes:
        """Encode and compress the results of one step; an assessment that many share is kept once."""
        reading, assessment = self._encoders
        numbers: dict[int, int] = {}
        assessments: list[object] = []
        rows: list[object] = []
        for result in results:
            said = result.assessment
            if id(said) not in numbers:
                numbers[id(said)] = len(assessments)
                assessments.append(assessment(said))
            rows.append([reading(result.reading), numbers[id(said)]])
        plain = {"assessments": assessments, "rows": rows}
        return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), _LEVEL)

    def unpack(self, packed: bytes, subjects: Sequence[Subject]) -> list[Result]:
        """Decode the results of one step, which belong to `subjects` in their order.

        Raises:
            ValueError: there are more or fewer results than subjects.
        """
        reading, assessment = self._decoders
        plain = json.loads(zlib.decompress(packed))
        assessments = [*map(assessment, plain["assessments"])]
        return [
            Result(subject, reading(read), assessments[number])
            for subject, (read, number) in zip(subjects, plain["rows"], strict=True)
        ]

    # Made once: looking up what these are made of costs a tenth of encoding a chunk of them.
    @cached_property
    def _encoders(self) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
        return self.encoder(Reading), self.encoder(Assessment)

    @cached_property
    def _decoders(self) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
        return self.decoder(Reading), self.decoder(Assessment)

    def _known(self, kind: object) -> Known:
        return self.listings if kind is Listing else self.bodies if kind is Body else {}

    def encoder(self, kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - any type hint
        """What turns values of a kind (a dataclass, or a type hint over some) into what JSON holds."""
        if is_dataclass(kind):
            return self._parts(kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return _as_is if issubclass(kind, str) else lambda value: value.value
        if kind is date:
            return date.isoformat
        origin, inner = get_origin(kind), get_args(kind)
        if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
            each = self.encoder(inner[0])
            return _as_is if each is _as_is else lambda value: [each(one) for one in value]
        if origin is Mapping:
            pair = self.encoder(tuple[inner])  # type: ignore[valid-type]
            return lambda value: [pair(each) for each in value.items()]
        if origin is tuple:
            encoders = [self.encoder(each) for each in inner]
            return lambda value: [encode(one) for encode, one in zip(encoders, value, strict=True)]
        if origin in (Union, UnionType):
            (some,) = (self.encoder(each) for each in inner if each is not NoneType)
            return _as_is if some is _as_is else lambda value: None if value is None else some(value)
        return _as_is

    def _parts(self, kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - any dataclass
        names, hints = _names(kind), get_type_hints(kind)
        encoders = _not_as_they_are(self.encoder(hints[name]) for name in names)
        known = self._known(kind)
        parts_of = attrgetter(*names, *names[:1])  # of one name alone it gives no tuple
        last = len(names)

        def encode(value: Any) -> object:  # noqa: ANN401 - of that kind
            if known and ((held := known.get(value.id)) is value or held == value):
                return value.id
            parts = [*parts_of(value)[:last]]
            for place, part in encoders:
                parts[place] = part(parts[place])
            return parts

        return encode

    def decoder(self, kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - any type hint
        """What turns them back."""
        if is_dataclass(kind):
            return self._whole(kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return {member.value: member for member in kind}.__getitem__  # a tenth of what calling it takes
        if kind is date:
            return date.fromisoformat
        origin, inner = get_origin(kind), get_args(kind)
        if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
            each = self.decoder(inner[0])
            return tuple if each is _as_is else lambda plain: tuple(map(each, plain))
        if origin is Mapping:
            pair = self.decoder(tuple[inner])  # type: ignore[valid-type]
            return lambda plain: dict(map(pair, plain))
        if origin is tuple:
            decoders = [self.decoder(each) for each in inner]
            return lambda plain: tuple(decode(each) for decode, each in zip(decoders, plain, strict=True))
        if origin in (Union, UnionType):
            (some,) = (self.decoder(each) for each in inner if each is not NoneType)
            return _as_is if some is _as_is else lambda plain: None if plain is None else some(plain)
        return _as_is

    def _whole(self, kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - any dataclass
        names, hints = _names(kind), get_type_hints(kind)
        decoders = _not_as_they_are(self.decoder(hints[name]) for name in names)
        known = self._known(kind)
        number = len(names)

        def decode(plain: Any) -> object:  # noqa: ANN401 - what JSON holds
            if isinstance(plain, str):
                return known[plain]
            if len(plain) != number:
                raise ValueError(f"{kind.__name__} has {number} parts, not {len(plain)}")
            parts = [*plain]
            for place, read in decoders:
                parts[place] = read(parts[place])
            return kind(*parts)

        return decode


def _as_is(value: Any) -> Any:  # noqa: ANN401 - what JSON holds as it stands, a tuple of such too
    return value


def _not_as_they_are(coders: Iterable[Callable[[Any], Any]]) -> list[tuple[int, Callable[[Any], Any]]]:
    """The parts of a dataclass that JSON does not hold as they stand, by their place: few of them."""
    return [(place, coder) for place, coder in enumerate(coders) if coder is not _as_is]


def briefs(packed: bytes) -> list[Brief]:
    """Say in brief what the results of one step were, whatever lists they were made with."""
    reading, assessment, policy = _names(Reading), _names(Assessment), _names(PolicyOutcome)
    found, plain = [], json.loads(zlib.decompress(packed))
    assessments = [dict(zip(assessment, each, strict=True)) for each in plain["assessments"]]
    for read, number in plain["rows"]:
        said = assessments[number]
        hits = [hit[0] for hit in dict(zip(reading, read, strict=True))["hits"]]
        ids = tuple(sorted(hit if isinstance(hit, str) else hit[0] for hit in hits))
        outcomes = (dict(zip(policy, each, strict=True)) for each in said["policies"])
        policies = tuple((each["id"], each["outcome"]) for each in outcomes)
        found.append(Brief(said["outcome"], said["risk_score"], ids, policies))
    return found


@cache
def _names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - any dataclass
    return tuple(field.name for field in fields(kind))
