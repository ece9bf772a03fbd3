"""Keep issued documents and efforts

Revision ID: 2026_11_25_documents
Revises: 2026_11_25_kept_scenarios
Create Date: 2026-11-25 21:46:00.182180

Issued documents stand for entries of the ledger; what was noted as an effort is the person's.
"""

import sqlalchemy as sa
from alembic import op

from app.core.row_security import secure

revision = "2026_11_25_documents"
down_revision = "2026_11_25_kept_scenarios"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "efforts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("monthly_effect", sa.BigInteger(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_efforts_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_efforts")),
    )
    with op.batch_alter_table("efforts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_efforts_tenant_id_case_id_id"),
            ["tenant_id", "case_id", "id"],
            unique=False,
        )

    op.create_table(
        "issued_documents",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("profile", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "sequence"],
            ["ledger_entries.tenant_id", "ledger_entries.case_id", "ledger_entries.sequence"],
            name=op.f("fk_issued_documents_tenant_id_case_id_sequence"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_issued_documents_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_issued_documents")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "sequence",
            name=op.f("uq_issued_documents_tenant_id_case_id_sequence"),
        ),
    )
    secure(op, "efforts")
    secure(op, "issued_documents")


def downgrade() -> None:
    op.drop_table("issued_documents")
    with op.batch_alter_table("efforts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_efforts_tenant_id_case_id_id"))

    op.drop_table("efforts")
