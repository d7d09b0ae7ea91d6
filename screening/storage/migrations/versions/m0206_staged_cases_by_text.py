"""Staged cases are taken in by portions of their texts, and bring what their case is searched by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0206"
down_revision = "0205"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index and the column; cases that are staged now get theirs."""
    op.add_column("staged_case", sa.Column("case_sought", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_staged_case_text", "staged_case", ["key", "text_digest"], unique=False)
    key = ("key", "subject_digest", "party_id")
    staged = sa.table("staged_case", *map(sa.column, (*key, "matched", "party_name", "case_sought")))
    # Letter case of other scripts than Latin is nothing that SQLite knows of.
    sought = [
        {
            **{f"of_{name}": line[name] for name in key},
            "said": f"{line['matched']} {line['party_name']}".casefold(),
        }
        for line in op.get_bind().execute(sa.select(staged)).mappings()
    ]
    if sought:
        same = (staged.c[name] == sa.bindparam(f"of_{name}") for name in key)
        op.get_bind().execute(sa.update(staged).where(*same).values(case_sought=sa.bindparam("said")), sought)
