"""Faults that several tests of keeping lists share."""

import os
from contextlib import contextmanager

import pytest


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
