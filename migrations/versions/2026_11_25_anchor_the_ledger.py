"""Anchor the ledger: time stamps of outside authorities, and the checkpoints under each.

Revision ID: 2026_11_25_anchors
Revises: 2026_11_25_reference_amounts
Create Date: 2026-11-25 18:47:57.750342
"""

import sqlalchemy as sa
from alembic import op

from app.core.row_security import secure

revision = "2026_11_25_anchors"
down_revision = "2026_11_25_reference_amounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_anchors",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=32), nullable=True),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authority", sa.String(length=500), nullable=True),
        sa.Column("reply", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_ledger_anchors_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ledger_anchors")),
    )
    with op.batch_alter_table("ledger_anchors", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ledger_anchors_tenant_id_next_attempt_at"),
            ["tenant_id", "next_attempt_at"],
            unique=False,
        )

    op.create_table(
        "anchored_checkpoints",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("anchor_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.Column("leaf_index", sa.Integer(), nullable=False),
        sa.Column("leaves", sa.Integer(), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "anchor_id"],
            ["ledger_anchors.tenant_id", "ledger_anchors.id"],
            name=op.f("fk_anchored_checkpoints_tenant_id_anchor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_anchored_checkpoints_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_anchored_checkpoints")),
    )
    with op.batch_alter_table("anchored_checkpoints", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_anchored_checkpoints_tenant_id_anchor_id"),
            ["tenant_id", "anchor_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_anchored_checkpoints_tenant_id_case_id_id"),
            ["tenant_id", "case_id", "id"],
            unique=False,
        )

    secure(op, "ledger_anchors", "anchored_checkpoints")


def downgrade() -> None:
    with op.batch_alter_table("anchored_checkpoints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_anchored_checkpoints_tenant_id_case_id_id"))
        batch_op.drop_index(batch_op.f("ix_anchored_checkpoints_tenant_id_anchor_id"))

    op.drop_table("anchored_checkpoints")
    with op.batch_alter_table("ledger_anchors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_anchors_tenant_id_next_attempt_at"))

    op.drop_table("ledger_anchors")
