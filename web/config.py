"""Configuration, read once from the environment, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from screening.errors import ScreeningError


class ConfigInvalid(ScreeningError):
    """The environment asks for something that cannot be served."""

    code = "config-invalid"
    status = 500


@dataclass(frozen=True, slots=True)
class Config:
    """What the pages need to know. SCREENING_POLICIES: policy ids joined by commas; empty for the default."""

    policies: tuple[str, ...] = ()

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Config:
        """Read the SCREENING_ variables.

        Raises:
            ConfigInvalid: naming the variable.
        """
        given = environment.get("SCREENING_POLICIES", "")
        policies = tuple(each.strip() for each in given.split(",") if each.strip())
        if len(set(policies)) != len(policies):
            raise ConfigInvalid("SCREENING_POLICIES names a policy twice; leave one out.")
        return cls(policies)
