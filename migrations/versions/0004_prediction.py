"""what the blended prediction knows, and what was fitted

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    # What stands there is right again after `flask --app wsgi rebuild`; until then zeros do no harm.
    with op.batch_alter_table("memory_states") as batch_op:
        for name in ("missed_since", "last_number"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("abilities") as batch_op:
        batch_op.add_column(sa.Column("modules", Json, nullable=False, server_default="{}"))
    op.create_table(
        "fits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("coefficients", "items", name="fitkind", native_enum=False, create_constraint=True, length=None), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.BigInteger(), nullable=False),
        sa.Column("values", Json, nullable=False),
        sa.Column("report", Json, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fits")),
    )
    op.create_index(op.f("ix_fits_kind_accepted"), "fits", ["kind", "accepted"])


def downgrade() -> None:
    op.drop_index(op.f("ix_fits_kind_accepted"), table_name="fits")
    op.drop_table("fits")
    with op.batch_alter_table("abilities") as batch_op:
        batch_op.drop_column("modules")
    with op.batch_alter_table("memory_states") as batch_op:
        batch_op.drop_column("last_number")
        batch_op.drop_column("missed_since")
