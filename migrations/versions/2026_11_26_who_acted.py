"""Who wrote something last under a grant.

Revision ID: 2026_11_26_who_acted
Revises: 2026_11_26_creditor_packs
Create Date: 2026-11-26 01:22:10
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_26_who_acted"
down_revision = "2026_11_26_creditor_packs"
branch_labels = None
depends_on = None

TABLES = (
    "budgets",
    "cash_flow_analyses",
    "cash_flow_scenarios",
    "debt_payments",
    "debts",
    "efforts",
    "evidence_checklists",
    "follow_ups",
)


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("acted_by", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"))
            )


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("acted_by")
