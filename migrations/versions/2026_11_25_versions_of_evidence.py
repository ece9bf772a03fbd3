"""An item of the vault may be a newer version of another one.

Revision ID: 2026_11_25_evidence_versions
Revises: 2026_11_25_operations_wanted
Create Date: 2026-11-25 22:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_evidence_versions"
down_revision = "2026_11_25_operations_wanted"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("supersedes", sa.Uuid(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_evidence_items_tenant_id_case_id_supersedes"),
            ["tenant_id", "case_id", "supersedes"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_items_tenant_id_case_id_supersedes"))
        batch_op.drop_column("supersedes")
