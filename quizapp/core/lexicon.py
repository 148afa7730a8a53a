"""Word lists as they are written in the source: many to a line."""


def word_set(words: str) -> frozenset[str]:
    """The words of a text, each one once."""
    return frozenset(words.split())


def phrase_set(phrases: str) -> frozenset[str]:
    """Phrases divided by "|" or by line ends, each one once."""
    parts = phrases.replace("\n", "|").split("|")
    return frozenset(part.strip() for part in parts if part.strip())
