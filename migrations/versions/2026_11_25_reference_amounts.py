"""Published amounts of a region: minimum wage and subsistence, entered by the operator.

Revision ID: 2026_11_25_reference_amounts
Revises: 2026_11_25_statement_links
Create Date: 2026-11-25 18:54:22.733071
"""

import sqlalchemy as sa
from alembic import op

from app.core.row_security import secure

revision = "2026_11_25_reference_amounts"
down_revision = "2026_11_25_statement_links"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reference_amounts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source_url", sa.String(length=2048), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_reference_amounts_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_reference_amounts")),
        sa.UniqueConstraint(
            "tenant_id",
            "region_code",
            "kind",
            "valid_from",
            name=op.f("uq_reference_amounts_tenant_id_region_code_kind_valid_from"),
        ),
    )
    secure(op, "reference_amounts")


def downgrade() -> None:
    op.drop_table("reference_amounts")
