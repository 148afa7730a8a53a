"""Question banks: the items of a module, with identities that survive a move between places."""

import re
from dataclasses import dataclass

from quizapp.core.items import Item, Source


@dataclass(frozen=True)
class BankItem:
    """An item in its bank.

    `slug` is its identity within the bank, so that a second import updates it; `section` is the
    title of the section of the module that it belongs to.
    """

    slug: str
    section: str
    item: Item


@dataclass(frozen=True)
class Bank:
    """A module's questions. `uuid` identifies the bank wherever it goes; `language` is BCP 47."""

    uuid: str
    title: str
    language: str
    items: tuple[BankItem, ...]


def unlocated(quote: str) -> Source:
    """A source whose document is not at hand: until `locate` places it, a quote is its own text."""
    return Source(quote, 0, len(quote))


def locate(quote: str, text: str) -> Source | None:
    """Find the quote in a document's text; None where it does not stand there.

    The first exact match wins. Failing that, any run of whitespace matches any other, since
    documents differ in where their lines break; the source then holds the document's own words.
    """
    words = quote.split()
    if not words:
        return None
    start = text.find(quote)
    if start >= 0:
        return Source(quote, start, start + len(quote))
    match = re.search(r"\s+".join(map(re.escape, words)), text)
    return Source(match.group(), match.start(), match.end()) if match else None
