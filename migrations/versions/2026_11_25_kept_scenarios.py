"""Scenarios that a case keeps.

Revision ID: 2026_11_25_kept_scenarios
Revises: 2026_11_25_agencies
Create Date: 2026-11-25 21:47:38.463291
"""

import sqlalchemy as sa
from alembic import op

from app.core.row_security import secure

revision = "2026_11_25_kept_scenarios"
down_revision = "2026_11_25_agencies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cash_flow_scenarios",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_cash_flow_scenarios_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_cash_flow_scenarios")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "token",
            name=op.f("uq_cash_flow_scenarios_tenant_id_case_id_token"),
        ),
    )
    secure(op, "cash_flow_scenarios")


def downgrade() -> None:
    op.drop_table("cash_flow_scenarios")
