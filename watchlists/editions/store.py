"""Stored editions, and which of them are in force.

- Bytes are kept under their own hash and never change; reading them checks the hash.
- A generation says which editions of every list are held, oldest first, the last one in force, and what made
  it so. Generations are numbered, never rewritten, and each names the hash of the one before it.
- `current` names one generation. It is replaced in one step, so that all lists are as before or as after.
- Order is by number, never by clock.

    blobs/ab/abcd…        bytes as they came, our file, manifests
    generations/000007.json
    current               "000007 <hash of that file>"
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from watchlists.editions.durable_write import write_durably
from watchlists.editions.manifest import Manifest, manifest_bytes, read_manifest
from watchlists.errors import SnapshotDamaged


@dataclass(frozen=True, slots=True)
class StoreEvent:
    """What made a generation.

    `kind` is "update", "import", "checked", "rollback", "bundle", "prune", "join", "split" or "undo".
    """

    kind: str
    at: str  # ISO 8601, UTC
    lists: tuple[str, ...]
    by: str = ""  # a person, where one decided
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CheckedByHand:
    """A person's word that a publisher showed nothing newer than one edition on a day."""

    edition: str  # name of the edition's manifest; "" for the shipped transcription
    edition_date: str  # ISO date; a release may ship another edition under the same name
    on: str  # ISO date
    by: str


@dataclass(frozen=True, slots=True)
class Generation:
    """Which editions are held, by manifest hash, oldest first; the last of each list is in force."""

    number: int = 0
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    event: StoreEvent | None = None
    previous_sha256: str = ""
    checked: Mapping[str, CheckedByHand] = field(default_factory=dict)  # the last word of a person, by list


@dataclass(frozen=True, slots=True)
class Store:
    """The stored editions under one folder. Nothing is made on disk before something is put."""

    folder: Path

    def put(self, content: bytes) -> str:
        """Keep bytes under their hash, which is returned.

        Raises:
            StoreUnwritable: nothing was kept.
        """
        name = hashlib.sha256(content).hexdigest()
        if not self.holds(name):
            write_durably(self.path(name), content)
        return name

    def put_manifest(self, manifest: Manifest) -> str:
        """Keep a manifest; its name is returned."""
        return self.put(manifest_bytes(manifest))

    def path(self, name: str) -> Path:
        """Where bytes of that hash stand or would stand."""
        return self.folder / "blobs" / name[:2] / name

    def holds(self, name: str) -> bool:
        """Whether bytes of that hash are kept here and whole."""
        try:
            return hashlib.sha256(self.path(name).read_bytes()).hexdigest() == name
        except OSError:
            return False

    def get(self, name: str) -> bytes:
        """The bytes of that hash.

        Raises:
            SnapshotDamaged: they are missing or are not those that were written.
        """
        try:
            content = self.path(name).read_bytes()
        except OSError as error:
            raise _damaged(name, "is missing") from error
        if hashlib.sha256(content).hexdigest() != name:
            raise _damaged(name, "is not what was written")
        return content

    def manifest(self, name: str) -> Manifest:
        """The stored manifest of that name.

        Raises:
            SnapshotDamaged: it is missing or damaged.
        """
        return read_manifest(self.get(name))

    def current(self) -> Generation:
        """The generation in force; number 0 where nothing was ever stored.

        Raises:
            SnapshotDamaged: the pointer or the generation is damaged.
        """
        return self._generation(*pointer) if (pointer := self._pointer()) else Generation()

    def mark(self) -> str:
        """A short text that changes whenever another generation comes into force; costs one small read."""
        try:
            # A damaged byte stays one, so that whoever reads the pointer says that it is damaged.
            return (self.folder / "current").read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return ""

    def advance(
        self,
        lines: Mapping[str, tuple[str, ...]],
        event: StoreEvent,
        checked: Mapping[str, CheckedByHand] | None = None,
    ) -> Generation:
        """Put a new generation in force; call it only as the only writer.

        Args:
            lines: the editions held.
            event: what makes it.
            checked: what persons checked by hand; None for what the generation before says.

        Raises:
            StoreUnwritable: the old generation stays in force.
        """
        number, sha256 = self._pointer() or (0, "")
        kept = self.current().checked if checked is None else checked
        new = Generation(number + 1, dict(sorted(lines.items())), event, sha256, dict(sorted(kept.items())))
        content = (json.dumps(asdict(new), ensure_ascii=False, indent=1) + "\n").encode()
        write_durably(self._generation_path(new.number), content)
        pointer = f"{new.number:06} {hashlib.sha256(content).hexdigest()}\n"
        write_durably(self.folder / "current", pointer.encode())
        return new

    def history(self) -> Iterator[Generation]:
        """Every generation, newest first, each checked against the hash that its successor holds.

        Raises:
            SnapshotDamaged: one is missing or was changed.
        """
        pointer = self._pointer()
        while pointer:
            generation = self._generation(*pointer)
            yield generation
            earlier = generation.number - 1
            pointer = (earlier, generation.previous_sha256) if generation.previous_sha256 else None

    def _pointer(self) -> tuple[int, str] | None:
        number, _, sha256 = self.mark().partition(" ")
        if not number:
            return None
        if not number.isdigit() or len(sha256) != 64:
            raise _damaged("current", "is not what was written")
        return int(number), sha256

    def _generation_path(self, number: int) -> Path:
        return self.folder / "generations" / f"{number:06}.json"

    def _generation(self, number: int, sha256: str) -> Generation:
        path = self._generation_path(number)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise _damaged(path.name, "is missing") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise _damaged(path.name, "is not what was written")
        fields = json.loads(content)
        event = fields["event"]
        return Generation(
            number=fields["number"],
            lines={key: tuple(line) for key, line in fields["lines"].items()},
            event=StoreEvent(**(event | {"lists": tuple(event["lists"])})),
            previous_sha256=fields["previous_sha256"],
            checked={key: CheckedByHand(**each) for key, each in fields["checked"].items()},
        )


def _damaged(name: str, what: str) -> SnapshotDamaged:
    return SnapshotDamaged(
        f"The stored lists are damaged: {name} {what}. Run `screening lists verify`, then "
        "`screening lists rollback` or `update` the list it names.",
        name=name,
    )
