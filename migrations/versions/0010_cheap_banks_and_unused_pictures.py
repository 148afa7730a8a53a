"""difficulties by version, and pictures that nothing shows

Revision: 0010
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEX = "ix_items_section_id_difficulty_version"


def upgrade() -> None:
    with op.batch_alter_table("modules") as batch_op:
        batch_op.add_column(
            sa.Column("structure_version", sa.Integer(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("items") as batch_op:
        batch_op.add_column(
            sa.Column("difficulty_version", sa.Integer(), nullable=False, server_default="0")
        )
    op.create_index(INDEX, "items", ["section_id", "difficulty_version"])
    with op.batch_alter_table("media") as batch_op:
        batch_op.add_column(
            sa.Column("unused_since", sa.DateTime(timezone=True), nullable=True)
        )


def downgrade() -> None:
    with op.batch_alter_table("media") as batch_op:
        batch_op.drop_column("unused_since")
    op.drop_index(INDEX, "items")
    with op.batch_alter_table("items") as batch_op:
        batch_op.drop_column("difficulty_version")
    with op.batch_alter_table("modules") as batch_op:
        batch_op.drop_column("structure_version")
