"""Which engine made a result; stands in every answer, so that a later one can be told from it."""

from importlib.metadata import version

ENGINE = f"research-screening {version('research-screening')}"
