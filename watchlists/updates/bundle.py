"""Bundles: the lists in force in one signed file, for a machine without internet.

- A bundle holds every list in force, shipped ones too, so that two machines screen alike whatever release made
  them. It holds no publisher's originals unless asked: those may say more of persons than we hold.
- `bundle.json` names every part by its hash and is signed; a bundle of the same lists, moment and key has the
  same bytes.
- It is taken whole: signature, names, hashes and contents are checked before anything is stored, and all lists
  come into force in one step. A list that this machine has in a newer edition keeps it, and that is said.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from watchlists.catalogue import CATALOGUE, read_catalogue
from watchlists.editions import signing
from watchlists.editions.data_folder import lists_folder
from watchlists.editions.durable_write import only_writer, write_durably
from watchlists.editions.manifest import Manifest, manifest_bytes, read_manifest
from watchlists.editions.merges import read_by_hand
from watchlists.editions.promote import sha256_of
from watchlists.editions.store import Store, StoreEvent
from watchlists.editions.stored_editions import JOINED, REGISTER, SHIPPED, StoredEdition, StoredEditions
from watchlists.errors import BundleRefused, SnapshotDamaged
from watchlists.library import LISTS, load_stored
from watchlists.register import load_register

FORMAT = 1
CONTENTS, SIGNATURE, PARTS = "bundle.json", "bundle.sig", "parts/"
MOST_PARTS = 10_000
LARGEST_PART = 512 * 2**20  # bytes; the register, the largest, is a twentieth of it


@dataclass(frozen=True, slots=True)
class ImportedBundle:
    """What came of importing a bundle."""

    made_at: str
    lists: tuple[str, ...]  # now in force as in the bundle
    same: tuple[str, ...]  # were so already
    newer_here: tuple[str, ...]  # this machine has a newer edition and keeps it


def export_bundle(
    data: Path,
    out: Path,
    key: Path,
    *,
    now: datetime,
    originals: bool = False,
    catalogue: Path = CATALOGUE,
    lists: Path = LISTS,
) -> tuple[str, ...]:
    """Write the lists in force to `out`, signed with the private key; the ids of the lists are returned.

    Raises:
        KeyUnfit: the key is none.
        SnapshotDamaged, MalformedListing: a list cannot be read; nothing was written.
        StoreUnwritable: `out` cannot be written; what was there still is.
    """
    private = signing.private_key(key)
    stored_editions = StoredEditions.open(data)
    manifests: dict[str, Manifest] = {}
    parts: dict[str, bytes] = {}
    for list_id, manifest, file in _in_force(stored_editions, catalogue, lists):
        parts[manifest.snapshot.file_sha256] = file.read_bytes()
        # Entities are served from the publisher's file, so it goes with their index.
        whole = originals or bool(manifest.entities_sha256)
        for name in filter(None, (manifest.raw_sha256, manifest.entities_sha256)):
            if whole and stored_editions.store:
                parts[name] = stored_editions.store.get(name)
        manifests[list_id] = manifest if whole else replace(manifest, raw_sha256="")
    names = {}
    for list_id, manifest in manifests.items():
        content = manifest_bytes(manifest)
        names[list_id] = sha256_of(content)
        parts[names[list_id]] = content
    contents = json.dumps(
        {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "made_with": version("research-screening"),
            "lists": names,
            "parts": sorted(parts),
        },
        indent=1,
        sort_keys=True,
    ).encode()
    write_durably(out, _packed(contents, private.sign(contents), parts))
    return tuple(manifests)


def import_bundle(
    data: Path,
    bundle: Path,
    key: Path,
    *,
    now: datetime,
    by: str = "",
    catalogue: Path = CATALOGUE,
    lists: Path = LISTS,
) -> ImportedBundle:
    """Put the lists of a bundle in force, where they are not older than what is.

    Raises:
        BundleRefused: not whole, or not signed by the key; nothing was taken.
        KeyUnfit: the key is none.
        ListsBusy, StoreUnwritable: nothing has come into force.
    """
    contents, parts = _unpacked(bundle, key)
    try:
        names: Mapping[str, str] = contents["lists"]
        manifests = {list_id: read_manifest(parts[name]) for list_id, name in names.items()}
        if absent := [each for each, held in manifests.items() if held.snapshot.file_sha256 not in parts]:
            raise KeyError(absent[0])
    except (KeyError, TypeError, AttributeError, SnapshotDamaged) as error:
        raise BundleRefused(
            f"{bundle.name} lacks a part that it names ({error}); nothing was taken."
        ) from error
    store = Store(lists_folder(data))
    with only_writer(store.folder):
        stored_editions = StoredEditions.open(data)
        present = dict(_present(stored_editions, catalogue, lists))
        wanted = {each: _standing(manifest, present.get(each)) for each, manifest in manifests.items()}
        new = tuple(each for each, standing in wanted.items() if standing == "new")
        if new:
            for content in parts.values():
                store.put(content)
            for list_id in new:
                _check(stored_editions, list_id, manifests[list_id])
            lines = dict(stored_editions.generation.lines)
            for list_id in new:
                lines[list_id] = _line(stored_editions, list_id, manifests[list_id], names[list_id])
            store.advance(
                lines, StoreEvent("bundle", now.isoformat(), new, by, f"made at {contents['made_at']}")
            )
    return ImportedBundle(
        made_at=str(contents["made_at"]),
        lists=new,
        same=tuple(each for each, standing in wanted.items() if standing == "same"),
        newer_here=tuple(each for each, standing in wanted.items() if standing == "newer"),
    )


def _in_force(
    stored_editions: StoredEditions, catalogue: Path, lists: Path
) -> Iterator[tuple[str, Manifest, Path]]:
    """Every list in force, the register among them where one was imported: manifest and file."""
    entries = read_catalogue(catalogue)
    for list_id in sorted({*entries, *stored_editions.generation.lines}):
        entry = entries.get(list_id)
        held = stored_editions.in_force(list_id, entry.shipped_on if entry else None)
        if held is None:
            continue
        if held.name == SHIPPED:
            loaded = load_stored(stored_editions, held, entry, lists)
            yield list_id, Manifest(loaded.snapshot, loaded.watchlist), lists / f"{list_id}.csv"
        else:
            manifest = stored_editions.manifests[held.name]
            snapshot = stored_editions.confirmed(manifest.snapshot, held.name)
            yield list_id, replace(manifest, snapshot=snapshot), stored_editions.file(manifest)


def _present(stored_editions: StoredEditions, catalogue: Path, lists: Path) -> Iterator[tuple[str, Manifest]]:
    for list_id, manifest, _file in _in_force(stored_editions, catalogue, lists):
        yield list_id, manifest


def _standing(manifest: Manifest, present: Manifest | None) -> str:
    if present is None:
        return "new"
    if manifest.snapshot == present.snapshot:
        return "same"
    mine, theirs = StoredEdition.of("", present.snapshot), StoredEdition.of("", manifest.snapshot)
    age = (theirs.edition_date, manifest.snapshot.confirmed_on or theirs.edition_date)
    return (
        "new" if age >= (mine.edition_date, present.snapshot.confirmed_on or mine.edition_date) else "newer"
    )


def _line(stored_editions: StoredEditions, list_id: str, manifest: Manifest, name: str) -> tuple[str, ...]:
    """The held editions with this one last; one that says the same, confirmed earlier, makes room for it."""
    line = stored_editions.generation.lines.get(list_id, ())
    same = (manifest.snapshot.edition, manifest.snapshot.file_sha256)
    return (
        *(
            held
            for held in line
            if (
                stored_editions.manifests[held].snapshot.edition,
                stored_editions.manifests[held].snapshot.file_sha256,
            )
            != same
        ),
        name,
    )


def _check(stored_editions: StoredEditions, list_id: str, manifest: Manifest) -> None:
    """Refuse an edition that does not read as what its manifest says."""
    if manifest.snapshot.watchlist_id != list_id:
        raise BundleRefused(
            f"The bundle calls {manifest.snapshot.watchlist_id} {list_id}; nothing was taken."
        )
    if list_id == REGISTER:
        found = len(load_register(stored_editions.file(manifest)).bodies)
    elif list_id == JOINED:
        found = len(read_by_hand(stored_editions.file(manifest)))
    else:
        found = len(stored_editions.listings(manifest))
    if manifest.snapshot.count_all != found:
        raise BundleRefused(f"The bundle's {list_id} holds another number of listings; nothing was taken.")


def _packed(contents: bytes, signature: bytes, parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in (
            (CONTENTS, contents),
            (SIGNATURE, signature),
            *((f"{PARTS}{part}", parts[part]) for part in sorted(parts)),
        ):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _unpacked(bundle: Path, key: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The signed contents and the parts, each checked against its hash."""
    public = signing.public_key(key.read_bytes(), key.name)
    try:
        with zipfile.ZipFile(bundle) as archive:
            contents = _member(archive, CONTENTS)
            if not signing.is_signed(contents, _member(archive, SIGNATURE), public):
                raise BundleRefused(
                    f"The bundle is not signed by {key.name}, or was changed since; nothing was taken."
                )
            facts = json.loads(contents)
            if facts["format"] != FORMAT:
                raise BundleRefused(
                    f"{bundle.name} was made by a newer release; update this machine's software."
                )
            expected = [CONTENTS, SIGNATURE, *(f"{PARTS}{part}" for part in facts["parts"])]
            if archive.namelist() != expected or len(expected) > MOST_PARTS:
                raise BundleRefused(f"{bundle.name} does not hold exactly what it names; nothing was taken.")
            parts = {part: _member(archive, f"{PARTS}{part}") for part in facts["parts"]}
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise BundleRefused(f"{bundle.name} is not a whole bundle ({error}); nothing was taken.") from error
    if changed := [part for part, content in parts.items() if sha256_of(content) != part]:
        raise BundleRefused(
            f"{bundle.name} holds a part that was changed ({changed[0][:12]}…); nothing was taken."
        )
    return facts, parts


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        content = member.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise ValueError(f"{name} is larger than {LARGEST_PART:,} bytes")
    return content
