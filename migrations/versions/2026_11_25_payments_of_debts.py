"""Add what was received and paid on a debt.

Revision ID: 2026_11_25_payments_of_debts
Revises: 2026_11_25_proceedings
Create Date: 2026-11-25 18:22:37.720890
"""

import sqlalchemy as sa
from alembic import op

from app.core.row_security import secure

revision = "2026_11_25_payments_of_debts"
down_revision = "2026_11_25_proceedings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "debt_payments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("debt_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_debt_payments_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "debt_id"],
            ["debts.tenant_id", "debts.id"],
            name=op.f("fk_debt_payments_tenant_id_debt_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_debt_payments")),
        sa.UniqueConstraint(
            "tenant_id", "debt_id", name=op.f("uq_debt_payments_tenant_id_debt_id")
        ),
    )
    secure(op, "debt_payments")


def downgrade() -> None:
    op.drop_table("debt_payments")
