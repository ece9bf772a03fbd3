"""Search tokens of new contacts wait in one row each until many are folded into the index.

What the index holds already stays where it is. After a step down `shangan search rebuild` makes
the contacts findable again whose tokens were still waiting.

Revision ID: 2026_11_26_fresh_tokens
Revises: 2026_11_26_papers_lack_days
Create Date: 2026-11-26 04:25:00
"""

import sqlalchemy as sa
from alembic import op

from app.core.row_security import secure

revision = "2026_11_26_fresh_tokens"
down_revision = "2026_11_26_papers_lack_days"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_fresh_tokens",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("moment", sa.BigInteger(), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "case_id", "sequence", name=op.f("pk_contact_fresh_tokens")
        ),
        sqlite_with_rowid=False,
    )
    secure(op, "contact_fresh_tokens")


def downgrade() -> None:
    op.drop_table("contact_fresh_tokens")
