"""corrections beside the log

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INDEXED = ("by_user_id", "item_version_id", "response_id", "user_id")


def upgrade() -> None:
    plain = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    op.create_table(
        "corrections",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("response_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("by_user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "misclick",
                "regrade",
                "undo",
                name="correctionkind",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("item_version_id", sa.Integer(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("maximum", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("before", plain, nullable=False),
        sa.Column("after", plain, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_corrections_{column}_{table}")
            )
            for column, table in (
                ("response_id", "responses"),
                ("user_id", "users"),
                ("by_user_id", "users"),
                ("item_version_id", "item_versions"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    for column in INDEXED:
        op.create_index(op.f(f"ix_corrections_{column}"), "corrections", [column])


def downgrade() -> None:
    # What was corrected counts as it was answered again; `flask --app wsgi rebuild` says so to all.
    for column in INDEXED:
        op.drop_index(op.f(f"ix_corrections_{column}"), "corrections")
    op.drop_table("corrections")
