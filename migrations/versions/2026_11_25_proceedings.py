"""Add legal proceedings

Revision ID: 2026_11_25_proceedings
Revises: 2026_11_25_calendar_links
Create Date: 2026-11-25 18:11:30.615091

Before you edit:
- Both engines run this script. SQLite rebuilds a table for most ALTERs: use `op.batch_alter_table`.
- The previous release must run on the new schema: add first, move data, remove a release later.
- Every new table of a tenant gets `secure(op, "table")` on PostgreSQL (see app/core/row_security.py).
- A script that touches rows lifts FORCE in its own transaction and restores it (`unforced`).
- Write the downgrade; tests run up, down and up again on populated databases of both kinds.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.core.row_security import secure

revision = "2026_11_25_proceedings"
down_revision = "2026_11_25_calendar_links"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "legal_proceedings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("authenticity", sa.String(length=32), nullable=False),
        sa.Column("frozen_by", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column(
            "debt_ids", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_legal_proceedings_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_legal_proceedings")),
    )
    with op.batch_alter_table("legal_proceedings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_legal_proceedings_tenant_id_case_id_id"),
            ["tenant_id", "case_id", "id"],
            unique=False,
        )

    secure(op, "legal_proceedings")


def downgrade() -> None:
    with op.batch_alter_table("legal_proceedings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_legal_proceedings_tenant_id_case_id_id"))

    op.drop_table("legal_proceedings")
