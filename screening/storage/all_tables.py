"""Every table of ours: what migrations make, and what goes along when an installation moves to another database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Table
from sqlmodel import SQLModel

from screening.storage import (
    check_tables,
    collaboration_tables,
    erasure_tables,
    mail_tables,
    mapping_tables,
    people_tables,
    review_tables,
    tables,
    watch_tables,
    webhook_tables,
)

# Importing them makes theirs known.
_MODULES = (
    tables,
    review_tables,
    check_tables,
    collaboration_tables,
    erasure_tables,
    mail_tables,
    mapping_tables,
    people_tables,
    watch_tables,
    webhook_tables,
)


def every_table() -> Sequence[Table]:
    """All of them; one that refers to another comes after it."""
    return SQLModel.metadata.sorted_tables
