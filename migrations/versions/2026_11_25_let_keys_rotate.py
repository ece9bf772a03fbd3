"""Let keys rotate: an owner may have several data keys, a signing key has an end.

Revision ID: 2026_11_25_let_keys_rotate
Revises: 2026_11_25_agreements
Create Date: 2026-11-25 17:59:05.257661

The downgrade refuses where a key was rotated: without the older key its values could not be read.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_let_keys_rotate"
down_revision = "2026_11_25_agreements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ledger_keys", schema=None) as batch_op:
        batch_op.add_column(sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("wrapped_keys", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_wrapped_keys_tenant_id_owner_id"), type_="unique")
        batch_op.create_index(
            batch_op.f("ix_wrapped_keys_tenant_id_owner_id"),
            ["tenant_id", "owner_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("wrapped_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wrapped_keys_tenant_id_owner_id"))
        batch_op.create_unique_constraint(
            batch_op.f("uq_wrapped_keys_tenant_id_owner_id"), ["tenant_id", "owner_id"]
        )

    with op.batch_alter_table("ledger_keys", schema=None) as batch_op:
        batch_op.drop_column("valid_to")
