"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}

Before you edit:
- Both engines run this script. SQLite rebuilds a table for most ALTERs: use `op.batch_alter_table`.
- The previous release must run on the new schema: add first, move data, remove a release later.
- Every new table of a tenant gets `secure(op, "table")` on PostgreSQL (see app/core/row_security.py).
- A script that touches rows lifts FORCE in its own transaction and restores it (`unforced`).
- Write the downgrade; tests run up, down and up again on populated databases of both kinds.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
from app.core.row_security import secure

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
