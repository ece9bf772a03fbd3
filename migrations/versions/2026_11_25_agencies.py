"""Agencies and how they were vetted.

Revision ID: 2026_11_25_agencies
Revises: 2026_11_25_lists_of_a_case
Create Date: 2026-11-25 21:14:20
"""

import sqlalchemy as sa
from alembic import op

from app.core.row_security import secure

revision = "2026_11_25_agencies"
down_revision = "2026_11_25_lists_of_a_case"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("suspended_on", sa.Date(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_agencies_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agencies")),
    )
    op.create_table(
        "agency_assessments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agency_id"],
            ["agencies.tenant_id", "agencies.id"],
            name=op.f("fk_agency_assessments_tenant_id_agency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_agency_assessments_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agency_assessments")),
    )
    with op.batch_alter_table("agency_assessments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_assessments_tenant_id_agency_id_id"),
            ["tenant_id", "agency_id", "id"],
            unique=False,
        )
    for table in ("agencies", "agency_assessments"):
        secure(op, table)


def downgrade() -> None:
    with op.batch_alter_table("agency_assessments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_assessments_tenant_id_agency_id_id"))

    op.drop_table("agency_assessments")
    op.drop_table("agencies")
