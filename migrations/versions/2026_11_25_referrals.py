"""Referrals to agencies, and who wrote a proposal under a grant.

Revision ID: 2026_11_25_referrals
Revises: 2026_11_25_grants
Create Date: 2026-11-25 21:58:20
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.core.row_security import secure

revision = "2026_11_25_referrals"
down_revision = "2026_11_25_grants"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referrals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agency_id"],
            ["agencies.tenant_id", "agencies.id"],
            name=op.f("fk_referrals_tenant_id_agency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "sequence"],
            ["ledger_entries.tenant_id", "ledger_entries.case_id", "ledger_entries.sequence"],
            name=op.f("fk_referrals_tenant_id_case_id_sequence"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_referrals_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_referrals")),
        sa.UniqueConstraint(
            "tenant_id", "case_id", "sequence", name=op.f("uq_referrals_tenant_id_case_id_sequence")
        ),
    )
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_referrals_tenant_id_agency_id_id"),
            ["tenant_id", "agency_id", "id"],
            unique=False,
        )
    secure(op, "referrals")
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("acted_by", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"))
        )


def downgrade() -> None:
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_column("acted_by")
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referrals_tenant_id_agency_id_id"))

    op.drop_table("referrals")
