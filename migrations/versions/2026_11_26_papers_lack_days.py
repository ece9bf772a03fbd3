"""Keep beside proceedings that a paper has no day yet.

Papers are sealed: rows that stand already are told to a desk from their next change on. The
answers about their own case read the papers themselves.

Revision ID: 2026_11_26_papers_lack_days
Revises: 2026_11_26_who_acted
Create Date: 2026-11-26 04:10:00
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_papers_lack_days"
down_revision = "2026_11_26_who_acted"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("legal_proceedings", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("lacks_days", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("legal_proceedings", schema=None) as batch_op:
        batch_op.drop_column("lacks_days")
