"""Configuration, read once from the environment, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from screening.errors import ScreeningError
from web.locales import TRANSLATIONS


class ConfigInvalid(ScreeningError):
    """The environment asks for something that cannot be served."""

    code = "config-invalid"
    status = 500


@dataclass(frozen=True, slots=True)
class Config:
    """What pages and API need to know.

    SCREENING_DEFAULT_POLICIES: policy ids joined by commas; empty for the default. SCREENING_DATA: the data folder; counts of
    calls stand there, or in a folder of the process where none is named. `call_seconds` and `calls_at_once`: see
    `screening.settings`. `translations`: a folder of catalogues, as
    gettext lays them out.
    """

    policies: tuple[str, ...] = ()
    rates: Path | None = None
    call_seconds: float = 10.0
    calls_at_once: int = 4
    translations: Path = TRANSLATIONS

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Config:
        """Read the SCREENING_ variables.

        Raises:
            ConfigInvalid: naming the variable.
        """
        given = environment.get("SCREENING_DEFAULT_POLICIES", "")
        policies = tuple(each.strip() for each in given.split(",") if each.strip())
        if len(set(policies)) != len(policies):
            raise ConfigInvalid("SCREENING_DEFAULT_POLICIES names a policy twice; leave one out.")
        data = environment.get("SCREENING_DATA", "")
        if data and not Path(data).is_dir():
            raise ConfigInvalid("SCREENING_DATA names no folder; make it, or leave it out.")
        return cls(policies, Path(data) / "rates.sqlite3" if data else None)
