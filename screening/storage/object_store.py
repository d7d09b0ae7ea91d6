"""A bucket of an S3-compatible object store, by obstore: what it says becomes sentences of ours.

The library reads its credentials and the address of the store from its own environment variables (docs/operate.md).
Its errors quote the request, so none of them is logged or passed on. It may not be used before a fork: like a
database, a store is opened anew in each process.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from screening.private_addresses import is_private
from screening.progress import Progress, no_progress
from screening.settings import ConfigUnsafe
from screening.storage.database import StorageAway, StorageFailed, StorageForbidden, StorageFull

if TYPE_CHECKING:
    from obstore.store import S3Store

# In the order in which the library takes them.
ENDPOINT_VARIABLES = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
# Bytes that one request carries: S3 takes 10,000 parts of 5 MiB or more, some stores only parts of one size.
PART_BYTES = 8 << 20
_PARTS_AT_ONCE = 2  # each is in memory
_BLOCK_BYTES = 1 << 20
_TRIES = 3  # of one request; whoever waits for a step or an upload tries the whole again
_SECONDS = 30.0  # for a request that carries a part: 280 kB a second are enough
# For a request that carries nothing: some are made while others wait for the lock on all files.
_LOOK_SECONDS = 10.0
_STATUS = re.compile(r"status code: (\d{3})")
# Codes with which stores say that there is no room, whatever the status beside them.
_FULL = re.compile(r"<Code>\w*(?:Quota|StorageFull|InsufficientStorage)\w*</Code>|status code: 507")
_INSTANCE_CREDENTIALS = "169.254.169.254"


@dataclass(frozen=True)
class ObjectStore:
    """Objects below one prefix of a bucket, each there whole or not at all."""

    bucket: str
    prefix: str  # "" for the whole bucket
    seconds: float = field(default=_SECONDS, repr=False)  # that a request which carries a part may take

    def put(self, name: str, source: Path, tick: Progress = no_progress) -> None:
        """Keep the bytes of `source`; `tick` is told of the bytes that were read.

        Raises:
            StorageFailed: nothing was kept, or all of it without our learning that.
        """
        size = source.stat().st_size
        with source.open("rb") as file, _refusing():
            if size <= PART_BYTES:
                content = file.read()
                self._parts.put(name, content, use_multipart=False)
                tick(len(content))
            else:
                blocks = _blocks(file.read, tick)
                self._parts.put(name, blocks, chunk_size=PART_BYTES, max_concurrency=_PARTS_AT_ONCE)

    def read(self, name: str) -> Iterator[bytes]:
        """Give the bytes of an object in blocks; a request for each part, so that none takes as long as a large file.

        Raises:
            KeyError: there is no such object.
            StorageFailed: it could not be read.
        """
        size = self._size(name)
        for start in range(0, size, PART_BYTES):
            with self._looking(name):
                part = self._parts.get_range(name, start=start, end=min(start + PART_BYTES, size))
            yield bytes(part)

    def has(self, name: str) -> bool:
        """Say whether there is such an object.

        Raises:
            StorageFailed: the store does not say.
        """
        try:
            self._size(name)
        except KeyError:
            return False
        return True

    def remove(self, name: str) -> None:
        """Take an object away, if it is there.

        Raises:
            StorageFailed: it could not be taken away.
        """
        try:
            with self._looking(name):
                self._objects.delete(name)
        except KeyError:
            pass

    def names(self) -> Iterator[str]:
        """Names of all objects.

        Raises:
            StorageFailed: they could not be listed.
        """
        with _refusing():
            for page in self._objects.list():
                yield from (each["path"] for each in page)

    def check(self) -> None:
        """See that the bucket answers.

        Raises:
            BucketMissing: the store answers, and has no such bucket.
            StorageFailed: it does not answer, or not to us.
        """
        with _refusing():
            next(iter(self._objects.list(chunk_size=1)), None)

    def _size(self, name: str) -> int:
        with self._looking(name):
            return int(self._objects.head(name)["size"])

    @contextmanager
    def _looking(self, name: str) -> Iterator[None]:
        """Tell an object that is not there (KeyError) from a bucket that is not: the store says the same of both."""
        try:
            with _refusing():
                yield
        except BucketMissing:
            self.check()
            raise KeyError(name) from None

    @cached_property
    def _parts(self) -> S3Store:
        return self._open(self.seconds)

    @cached_property
    def _objects(self) -> S3Store:
        return self._open(min(self.seconds, _LOOK_SECONDS))

    def _open(self, seconds: float) -> S3Store:
        from obstore.store import S3Store

        return S3Store(
            self.bucket,
            prefix=self.prefix or None,
            # What `open_object_store` has looked at, whatever else the environment says.
            endpoint=_endpoint(),
            # One request for several objects is not understood by every store.
            disable_bulk_delete=True,
            # Never over a network in the clear, whatever the environment says; `open_object_store` told so.
            client_options={
                "allow_http": _endpoint().startswith("http:"),
                "connect_timeout": timedelta(seconds=min(seconds, 5.0)),
                "timeout": timedelta(seconds=seconds),
            },
            retry_config={"max_retries": _TRIES - 1, "retry_timeout": timedelta(seconds=_TRIES * seconds)},
        )


def open_object_store(address: str) -> ObjectStore:
    """Open the store at an address such as s3://bucket/prefix; nothing is connected before it is used.

    Raises:
        ConfigUnsafe: the library is not installed, nobody said whose store it is, or names would travel in the clear.
    """
    try:
        import obstore.store  # noqa: F401
    except ImportError as error:
        raise ConfigUnsafe(
            "SCREENING_FILE_STORE names an object store, and the library for it is missing; install research-screening[s3]."
        ) from error
    # The library would take Amazon, and the first upload would leave the institution.
    if not (endpoint := _endpoint()):
        raise ConfigUnsafe(
            f"SCREENING_FILE_STORE names an object store, and {_endpoint_variable()} does not say whose; set it, as "
            "https://objects.example.org, or https://s3.eu-central-1.amazonaws.com for Amazon's."
        )
    if not (is_private(endpoint) and urlsplit(endpoint).hostname):
        raise ConfigUnsafe(
            f"{_endpoint_variable()} must be https, as https://objects.example.org: files hold names."
        )
    parts = urlsplit(address)
    return ObjectStore(parts.netloc, parts.path.strip("/"))


class BucketMissing(StorageAway):
    """The store answers, and has no such bucket; in this module, perhaps only no such object."""


@contextmanager
def _refusing() -> Iterator[None]:
    from obstore.exceptions import BaseError

    try:
        yield
    # What is not there is told by Python's own error.
    except (BaseError, FileNotFoundError) as error:
        # From nothing: the library's error quotes the request, and a trace would print it.
        raise _refusal_of(error) from None


def _refusal_of(error: Exception) -> StorageFailed:
    from obstore.exceptions import PermissionDeniedError, UnauthenticatedError

    said = str(error)
    status = found[1] if (found := _STATUS.search(said)) else ""
    if _FULL.search(said):
        return StorageFull(
            "The object store has no room left; nothing was changed. Make room, then try again."
        )
    if isinstance(error, FileNotFoundError) or status == "404":
        return BucketMissing(
            "The object store has no such bucket; nothing was changed. See SCREENING_FILE_STORE and AWS_ENDPOINT_URL.",
            reason=f"{_host()} knows no such bucket.",
        )
    if _INSTANCE_CREDENTIALS in said:
        return StorageForbidden(
            "There are no credentials for the object store; nothing was changed. Set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY."
        )
    if isinstance(error, (PermissionDeniedError, UnauthenticatedError)) or status in ("401", "403"):
        return StorageForbidden(
            "The object store refuses our credentials, or they may not do this; nothing was changed. See "
            "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the rights on the bucket."
        )
    return StorageAway(
        "The object store cannot be reached, or does not answer as it should; nothing was changed. See that it runs, "
        "and AWS_ENDPOINT_URL.",
        reason=f"{_host()} answered with status {status}." if status else f"{_host()} did not answer.",
    )


def _endpoint_variable() -> str:
    # One that is empty counts: the library takes it before the others.
    return next((each for each in ENDPOINT_VARIABLES if each in os.environ), ENDPOINT_VARIABLES[1])


def _endpoint() -> str:
    return os.environ.get(_endpoint_variable(), "")


def _host() -> str:
    """Who is asked, without what else may stand in an address."""
    return urlsplit(_endpoint()).netloc.rpartition("@")[2]


def _blocks(read: Callable[[int], bytes], tick: Progress) -> Iterator[bytes]:
    while block := read(_BLOCK_BYTES):
        yield block
        tick(len(block))
