"""Link rows of one payment

Revision ID: 2026_11_25_statement_links
Revises: 2026_11_25_payments_of_debts
Create Date: 2026-11-25 18:36:23.072790

Rows of several files that tell one payment, and what callers say their payments are.
"""

import sqlalchemy as sa
from alembic import op

from app.core.row_security import secure

revision = "2026_11_25_statement_links"
down_revision = "2026_11_25_payments_of_debts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "category_corrections",
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
            name=op.f("fk_category_corrections_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_category_corrections")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "token",
            name=op.f("uq_category_corrections_tenant_id_case_id_token"),
        ),
    )
    op.create_table(
        "statement_links",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("same_as", sa.Uuid(), nullable=False),
        sa.Column("same_as_import", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_statement_links_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "row_id"],
            ["statement_rows.tenant_id", "statement_rows.id"],
            name=op.f("fk_statement_links_tenant_id_row_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "same_as"],
            ["statement_rows.tenant_id", "statement_rows.id"],
            name=op.f("fk_statement_links_tenant_id_same_as"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_statement_links")),
        sa.UniqueConstraint(
            "tenant_id", "row_id", name=op.f("uq_statement_links_tenant_id_row_id")
        ),
    )
    secure(op, "category_corrections", "statement_links")


def downgrade() -> None:
    op.drop_table("statement_links")
    op.drop_table("category_corrections")
