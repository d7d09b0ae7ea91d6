"""How much one call over HTTP may ask, for the service; its client, which is also built by itself, has the figures."""

from screening.client.call_limits import CHARACTERS, SUBJECTS, TEXTS

__all__ = ["CHARACTERS", "SUBJECTS", "TEXTS"]
