"""A clock that stands until it is moved."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Gives the same moment until it is moved."""

    def __init__(self, now=datetime(2026, 11, 25, 9, tzinfo=UTC)):
        self.now = now

    def __call__(self):
        return self.now

    def moved(self, **by):
        self.now += timedelta(**by)
