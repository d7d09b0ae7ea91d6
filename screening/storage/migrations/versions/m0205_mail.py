"""Mail that is sent, and the addresses of people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0205"
down_revision = "0204"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of mail; people that there are have no address, and no link was mailed."""
    op.create_table(
        "mail",
        _text("key"),
        _text("id"),
        _text("recipient"),
        _long_text("subject"),
        _long_text("text"),
        _long_text("html"),
        _text("made_at"),
        _text("state"),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.Integer(), nullable=False),
        _long_text("tries"),
        _text("next_at"),
        _text("ended_at"),
        _long_text("sentence"),
        _text("kind"),
        _text("team"),
        _text("about"),
        sa.Column("names", sa.Boolean(), nullable=False),
        _text("lapses_at"),
        sa.Column("traced", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("ix_mail_newest", "mail", ["made_at", "id"], unique=False)
    op.create_index("ix_mail_state", "mail", ["state"], unique=False)
    op.create_index("ix_mail_about", "mail", ["about"], unique=False)
    for table, name in (("person", "email"), ("person", "email_confirmed_at"), ("link", "sent_to")):
        op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=""))


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _long_text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")
