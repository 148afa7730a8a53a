"""What every table shares: naming of constraints, UTC instants, JSON, public identifiers."""

import uuid as uuid_module
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    MetaData,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC. Refuses naive values on the way in; gives aware ones on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse a naive instant (ValueError); store any other in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored: give it a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the instant its zone back, which SQLite does not keep."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# JSONB on PostgreSQL so that it can be indexed and compared; plain JSON elsewhere.
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Base(DeclarativeBase):
    """Declarative base. Constraint names are fixed so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: Json,
        list[Any]: Json,
        uuid_module.UUID: Uuid,
    }


class Identified(Base):
    """A row with an `id` for inside and a `uuid` for outside."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[uuid_module.UUID] = mapped_column(unique=True, default=uuid_module.uuid4)


def enum_column(kind: type[StrEnum], *, name: str | None = None) -> Enum:
    """An enum stored as a string, held to its values by a check constraint.

    A table's second column of the same kind needs a `name` of its own for that constraint:
    PostgreSQL allows each name once a table.
    """
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=None,
        name=name or kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def foreign_key(target: str, *, ondelete: str | None = None) -> ForeignKey:
    """A foreign key by "table.column"; the column that carries it must be indexed."""
    return ForeignKey(target, ondelete=ondelete)


__all__ = [
    "Base",
    "Identified",
    "Json",
    "UtcDateTime",
    "enum_column",
    "foreign_key",
]
