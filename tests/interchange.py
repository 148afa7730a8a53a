"""The table in docs/interchange.md: what each format holds of each type, as its writer says.

`python -m tests.interchange` writes it anew.
"""

from dataclasses import replace
from pathlib import Path

from quizapp.adapters.formats import FORMATS, writable
from quizapp.core.banks import Bank, BankItem
from quizapp.core.formats import toml
from quizapp.core.formats.base import Format, Lost
from quizapp.core.item_types import TYPES
from quizapp.core.items import Bloom, Step

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "interchange.md"
COMMAND = ".venv/bin/python -m tests.interchange"
START, END = "<!-- table: begin -->\n", "<!-- table: end -->\n"


def full_bank(type_name: str) -> Bank:
    """A bank with one item of a type, which has something of all that can be lost."""
    path = ROOT / "questions" / "examples" / f"{type_name}.toml"
    bank = toml.loads(path.read_text(encoding="utf-8"), name=path.name)
    entry = bank.items[0]
    item = replace(
        entry.item,
        stem=f"{entry.item.stem}\nAnswer as a nurse would.",
        step=Step.HARD,
        bloom=Bloom.APPLY,
        generator="definition",
    )
    return replace(bank, items=(BankItem(entry.slug, entry.section, item),))


def cell(form: Format, type_name: str) -> str:
    """What a format holds of a type: everything, everything but some things, or nothing."""
    if form.write is None:
        return ""
    lost = {loss.lost for loss in form.write(full_bank(type_name)).losses}
    if Lost.ITEM in lost:
        return "no"
    return f"all but {', '.join(each for each in Lost if each in lost)}" if lost else "all"


def table() -> str:
    """The table as Markdown."""
    forms = writable()
    rows = [
        ["Type", *(form.label for form in forms)],
        ["---"] * (len(forms) + 1),
        *([TYPES[name].label, *(cell(form, name) for form in forms)] for name in TYPES),
    ]
    directions = [
        f"- {form.label} (`{form.name}`; {', '.join(form.endings)}): "
        + " and ".join(
            word for word, does in (("read", form.read), ("written", form.write)) if does
        )
        for form in FORMATS.values()
    ]
    return "\n".join([*directions, "", *(f"| {' | '.join(row)} |" for row in rows), ""])


def with_table(page: str) -> str:
    """The page with the table as it is now."""
    before, _start, rest = page.partition(START)
    _old, _end, after = rest.partition(END)
    return f"{before}{START}{table()}{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
