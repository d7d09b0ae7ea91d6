"""Pieces of kept files that PostgreSQL compresses in a sixth of the time, to the same size."""

from __future__ import annotations

from alembic import op

revision = "0130"
down_revision = "0120"
branch_labels = None
depends_on = None

# PostgreSQL 13 has one method only, and later ones may have been built without the second: then all stays as it was.
_LZ4 = """
DO $$ BEGIN
    EXECUTE 'ALTER TABLE piece ALTER COLUMN content SET COMPRESSION lz4';
EXCEPTION WHEN syntax_error OR feature_not_supported OR invalid_parameter_value THEN
    NULL;
END $$
"""


def upgrade() -> None:
    """Have new pieces compressed so; those that are there stay as they are."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_LZ4)
