"""Worlds that several tests share."""

from datetime import date

import pytest


@pytest.fixture(scope="session")
def engine():
    """The shipped lists, register and default policy, on a fixed day."""
    from screening.engine import load_engine

    return load_engine(on=date(2026, 11, 25))
