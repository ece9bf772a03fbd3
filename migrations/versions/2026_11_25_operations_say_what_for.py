"""What an operation was asked for, sealed, where its kind alone does not say it.

Revision ID: 2026_11_25_operations_wanted
Revises: 2026_11_25_claims_of_cases
Create Date: 2026-11-25 21:25:00
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_operations_wanted"
down_revision = "2026_11_25_claims_of_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("operations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("operations", schema=None) as batch_op:
        batch_op.drop_column("sealed")
