"""Papers that creditors may look at by a secret link.

Revision ID: 2026_11_26_creditor_packs
Revises: 2026_11_26_share_outcomes
Create Date: 2026-11-26 01:05:09
"""

import sqlalchemy as sa
from alembic import op

from app.core.row_security import secure

revision = "2026_11_26_creditor_packs"
down_revision = "2026_11_26_share_outcomes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "creditor_packs",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "sequence"],
            ["ledger_entries.tenant_id", "ledger_entries.case_id", "ledger_entries.sequence"],
            name=op.f("fk_creditor_packs_tenant_id_case_id_sequence"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_creditor_packs_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_creditor_packs")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "sequence",
            name=op.f("uq_creditor_packs_tenant_id_case_id_sequence"),
        ),
    )
    secure(op, "creditor_packs")


def downgrade() -> None:
    op.drop_table("creditor_packs")
