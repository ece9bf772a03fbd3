"""How cases ended.

Revision ID: 2026_11_25_outcomes
Revises: 2026_11_25_desk
Create Date: 2026-11-25 22:25:00
"""

import sqlalchemy as sa
from alembic import op

from app.core.row_security import secure

revision = "2026_11_25_outcomes"
down_revision = "2026_11_25_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_outcomes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_case_outcomes_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_outcomes")),
        sa.UniqueConstraint(
            "tenant_id", "case_id", name=op.f("uq_case_outcomes_tenant_id_case_id")
        ),
    )
    secure(op, "case_outcomes")


def downgrade() -> None:
    op.drop_table("case_outcomes")
