"""Core values <-> rows of memory and ability, and their form inside the log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from quizapp.core.difficulty import Ability, ModuleAbility
from quizapp.core.items import Step
from quizapp.core.memory import Memory
from quizapp.storage.models import AbilityState, MemoryState
from quizapp.storage.queries.answering import ABILITY_FIELDS, MEMORY_FIELDS

_INSTANTS = ("reviewed_at", "due_at", "answered_at")


def memory_of(row: MemoryState) -> Memory:
    """The core's value of a stored state."""
    return Memory(**{name: getattr(row, name) for name in MEMORY_FIELDS})


def ability_of(row: AbilityState | None) -> Ability:
    """The core's value of a stored state; the prior where there is none."""
    if row is None:
        return Ability()
    return Ability(**{name: getattr(row, name) for name in ABILITY_FIELDS})


def memory_in(row: Mapping[str, Any]) -> Memory | None:
    """The memory in a joined row with "memory_" prefixes; None when the objective is new."""
    if row["memory_stability"] is None:
        return None
    return Memory(**{name: row[f"memory_{name}"] for name in MEMORY_FIELDS})


def ability_in(row: Mapping[str, Any]) -> Ability:
    """The ability in a joined row with "ability_" prefixes; the prior where there is none."""
    if row["ability_ability"] is None:
        return Ability()
    return Ability(**{name: row[f"ability_{name}"] for name in ABILITY_FIELDS})


def module_in(modules: Mapping[str, Any] | None, module_id: int) -> ModuleAbility | None:
    """The level in one module, of those that a stored ability has; None when it is new."""
    fields = (modules or {}).get(str(module_id))
    return None if fields is None else ModuleAbility(**fields)


def fields_of(value: Memory | Ability | ModuleAbility) -> dict[str, Any]:
    """A flat value's fields, not copied in depth as dataclasses.asdict would: this is hot."""
    return dict(vars(value))


def dump_memory(memory: Memory | None) -> dict[str, Any] | None:
    """Plain values for the log."""
    if memory is None:
        return None
    record = fields_of(memory)
    for name in _INSTANTS:
        record[name] = record[name].isoformat()
    record["last_step"] = memory.last_step.value
    return record


def load_memory(record: Mapping[str, Any] | None) -> Memory | None:
    """The memory that `dump_memory` wrote."""
    if record is None:
        return None
    values = dict(record)
    for name in _INSTANTS:
        values[name] = datetime.fromisoformat(values[name])
    values["last_step"] = Step(values["last_step"])
    return Memory(**values)
