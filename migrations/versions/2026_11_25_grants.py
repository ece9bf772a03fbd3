"""Grants on parts of a case, and keys that see nothing but what is granted to them.

Revision ID: 2026_11_25_grants
Revises: 2026_11_25_outcomes
Create Date: 2026-11-25 21:45:20
"""

import sqlalchemy as sa
from alembic import op

from app.core.row_security import secure, unforced

revision = "2026_11_25_grants"
down_revision = "2026_11_25_outcomes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grants",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("grantee_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("parts", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_grants_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_grants")),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_grants_tenant_id_case_id_id"),
            ["tenant_id", "case_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_grants_tenant_id_grantee_id_case_id"),
            ["tenant_id", "grantee_id", "case_id"],
            unique=False,
        )

    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("granted_only", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    secure(op, "grants")


def downgrade() -> None:
    with unforced(op, "api_keys"):  # or keys that saw granted cases only would see all of them
        op.execute(
            "UPDATE api_keys SET revoked_at = CURRENT_TIMESTAMP"
            " WHERE granted_only AND revoked_at IS NULL"
        )
    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.drop_column("granted_only")

    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grants_tenant_id_grantee_id_case_id"))
        batch_op.drop_index(batch_op.f("ix_grants_tenant_id_case_id_id"))

    op.drop_table("grants")
