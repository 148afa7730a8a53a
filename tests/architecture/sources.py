"""Reads what import-linter cannot see in the project's sources: calls by their full name."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "quizapp"
CLOCK = frozenset(
    {
        "datetime.date.today",
        "datetime.datetime.now",
        "datetime.datetime.today",
        "datetime.datetime.utcnow",
    }
)
GLOBAL_RANDOMNESS = frozenset({"uuid.uuid1", "uuid.uuid4"})
INPUT_AND_OUTPUT = frozenset({"input", "open", "print"})
# Random is handed in by whoever owns it; everything else there draws from the process's own.
ALLOWED_OF_RANDOM = frozenset({"random.Random"})


def python_files(root: Path) -> list[Path]:
    """The package's Python files under `root`, in a stable order."""
    return sorted((root / PACKAGE).rglob("*.py"))


def impurities(source: str) -> Iterator[str]:
    """The full names in `source` that read a clock, draw global randomness or do I/O."""
    tree = ast.parse(source)
    known = imported_names(tree)
    for node in ast.walk(tree):
        name = full_name(node, known)
        if name is not None and is_impure(name):
            yield f"{name} (line {node.lineno})"


def is_impure(name: str) -> bool:
    """Whether the core may not use what goes by this full name."""
    if name.startswith("random."):
        return ".".join(name.split(".")[:2]) not in ALLOWED_OF_RANDOM
    return name in CLOCK | GLOBAL_RANDOMNESS | INPUT_AND_OUTPUT


def imported_names(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for: {"dt": "datetime", "Random": "random.Random"}."""
    known = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                known[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return known


def full_name(node: ast.AST, known: dict[str, str]) -> str | None:
    """The dotted name an expression stands for, builtins called as they are; None for others."""
    if isinstance(node, ast.Attribute):
        owner = owner_name(node.value, known)
        return f"{owner}.{node.attr}" if owner else None
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id if node.func.id not in known else None
    return None


def owner_name(node: ast.AST, known: dict[str, str]) -> str | None:
    """The dotted name of what stands before the last dot, where it was imported."""
    if isinstance(node, ast.Name):
        return known.get(node.id)
    return full_name(node, known) if isinstance(node, ast.Attribute) else None


def method_calls(source: str, methods: frozenset[str]) -> Iterator[str]:
    """The calls of methods with these names: "commit (line 12)"."""
    for node in ast.walk(ast.parse(source)):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in methods:
            yield f"{called.attr} (line {node.lineno})"
