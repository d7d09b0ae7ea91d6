"""Faults that several tests of keeping lists share."""

import os
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from publisher import LIST, RULES, Publisher, entry_at

from watchlists.editions.stored_editions import StoredEditions
from watchlists.updates.update import Updating, update

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def failing_disk():
    """A context in which the n-th call that writes to disk fails as on a full disk."""

    @contextmanager
    def failing(n):
        calls = 0

        def counted(real):
            def call(*arguments):
                nonlocal calls
                calls += 1
                if calls == n:
                    raise OSError(28, "No space left on device")
                return real(*arguments)

            return call

        with pytest.MonkeyPatch.context() as patch:
            for name in ("write", "fsync", "replace"):
                patch.setattr(os, name, counted(getattr(os, name)))
            yield

    return failing


@pytest.fixture
def publisher():
    served = Publisher()
    yield served
    served.close()


@pytest.fixture
def world(publisher, tmp_path):
    return World(publisher, tmp_path / "data")


class World:
    """A list that is in force, the publisher it came from, and what comes of the next update."""

    def __init__(self, publisher, data):
        self.publisher, self.data = publisher, data
        self.paused = []

    def entry(self, **facts):
        return entry_at(self.publisher.url, **facts)

    def updating(self, **facts):
        facts = {"now": lambda: NOW, "rules": RULES, "pause": self.paused.append} | facts
        return Updating(self.data, **facts)

    def update(self, *answers, entry=None, **facts):
        """Serve these answers at the list's address, update, and return the outcome."""
        if answers:
            self.publisher.serve("/list.xml", *answers)
        (outcome,) = update([entry or self.entry()], self.updating(**facts))
        return outcome

    def in_force(self):
        """What is in force: the hash of our file, and the names on it."""
        stored_editions = StoredEditions.open(self.data)
        held = stored_editions.in_force(LIST)
        if held is None:
            return None
        manifest = stored_editions.manifests[held.name]
        return manifest.snapshot.edition, tuple(each.name for each in stored_editions.listings(manifest))
