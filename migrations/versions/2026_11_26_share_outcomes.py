"""Let outcomes be counted where the person agrees.

Revision ID: 2026_11_26_share_outcomes
Revises: 2026_11_26_access_tokens
Create Date: 2026-11-26 01:34:12.417802
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_share_outcomes"
down_revision = "2026_11_26_access_tokens"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("case_outcomes", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_shared", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("case_outcomes", schema=None) as batch_op:
        batch_op.drop_column("is_shared")
