"""The whole register in place of the shipped extract: ROR's dump, brought as a file.

What the shipped extract knows beyond ROR stays: universities that ROR lacks, domains, and our corrections. A
correction that ROR has meanwhile made itself no longer applies, and is named so that it can be taken out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from watchlists.editions.data_folder import lists_folder
from watchlists.editions.durable_write import only_writer
from watchlists.editions.manifest import Manifest
from watchlists.editions.promote import promote, sha256_of
from watchlists.editions.store import Store, StoreEvent
from watchlists.editions.stored_editions import REGISTER, StoredEditions
from watchlists.errors import GuardRefused, MalformedBody
from watchlists.model import Body, Snapshot
from watchlists.register import SEED, Register, load_register, open_register, write_register
from watchlists.register_corrections import Correction, corrected, read_corrections
from watchlists.ror import read_ror, ror_records

FEWEST = 40_000  # bodies; ROR had 100,000 in 2023 and withdraws few
LARGEST_DROP = 0.10


@dataclass(frozen=True, slots=True)
class ImportedRegister:
    """What came of a dump."""

    snapshot: Snapshot
    no_longer_apply: tuple[Correction, ...]


def import_ror(
    data: Path, file: Path, *, now: datetime, by: str = "", seed: Path = SEED, fewest: int = FEWEST
) -> ImportedRegister:
    """Put ROR's dump in force as the register.

    Raises:
        MalformedBody: the file is no dump; nothing was taken.
        GuardRefused: it holds too few organisations; nothing was taken.
        ListsBusy, StoreUnwritable: nothing was taken.
    """
    known = load_register(seed)
    bodies, no_longer = _corrected(read_ror(ror_records(file)), read_corrections())
    together = _with_known(bodies, known)
    store = Store(lists_folder(data))
    with only_writer(store.folder):
        before = len(current_register(data, seed).bodies)
        floor = max(fewest, int(before * (1 - LARGEST_DROP)))
        if len(together) < floor:
            raise GuardRefused(
                f"{file.name} holds {len(together):,} organisations, at least {floor:,} are expected; the register "
                "in force stays.",
                guards=("fewest",),
            )
        snapshot = Snapshot(
            watchlist_id=REGISTER,
            edition=file.name,
            edition_date=now.date(),
            file_sha256=store.put(_register_bytes(together)),
            count=len(together),
            count_all=len(together),
            publisher_sha256=sha256_of(file.read_bytes()),
            transcribed_from=f"ROR's dump {file.name}",
            transcribed_on=now.date(),
        )
        name = store.put_manifest(Manifest(snapshot, None, reader="ror"))
        event = StoreEvent("import", now.isoformat(), (REGISTER,), by, f"imported from {file.name}")
        promote(store, {REGISTER: name}, event)
    return ImportedRegister(snapshot, no_longer)


def current_register(data: Path | None, seed: Path = SEED) -> Register:
    """The register in force: the imported one, else the shipped extract.

    Raises:
        SnapshotDamaged: it cannot be used. It is read, and found malformed, when first asked for a body.
    """
    stored_editions = StoredEditions.open(data)
    held = stored_editions.in_force(REGISTER)
    return open_register(stored_editions.file(stored_editions.manifests[held.name]) if held else seed)


def register_of(data: Path | None, sha256: str, seed: Path = SEED) -> Register | None:
    """The register whose file has this hash, in force or not; None where it is not held.

    Raises:
        SnapshotDamaged: it cannot be used. It is read, and found malformed, when first asked for a body.
    """
    stored_editions = StoredEditions.open(data)
    for held in stored_editions.editions_of(REGISTER):
        manifest = stored_editions.manifests[held.name]
        if manifest.snapshot.file_sha256 == sha256:
            return open_register(stored_editions.file(manifest))
    shipped = open_register(seed)
    return shipped if shipped.file_sha256 == sha256 else None


def _corrected(
    bodies: Iterable[Body], corrections: Iterable[Correction]
) -> tuple[list[Body], tuple[Correction, ...]]:
    by_id = {body.id: body for body in bodies}
    no_longer = []
    for correction in corrections:
        if (body := by_id.get(correction.body_id)) is None:
            continue
        try:
            (by_id[body.id],) = corrected([body], [correction])
        except MalformedBody:
            no_longer.append(correction)
    return list(by_id.values()), tuple(no_longer)


def _with_known(bodies: Iterable[Body], known: Register) -> list[Body]:
    """Bodies with the domains that the extract adds, then the bodies that ROR lacks."""
    together = []
    seen = set()
    for body in bodies:
        seen.add(body.id)
        ours = known.bodies.get(body.id)
        added = tuple(each for each in ours.domains if each not in body.domains) if ours else ()
        together.append(replace(body, domains=body.domains + added) if added else body)
    return together + [
        body for body in known.in_order if body.id not in seen and not body.id.startswith("ror:")
    ]


def _register_bytes(bodies: Iterable[Body]) -> bytes:
    """The bodies as a register file that was read back whole.

    Raises:
        MalformedBody: a body breaks the register's format.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "register.csv"
        write_register(bodies, path)
        load_register(path)
        return path.read_bytes()
