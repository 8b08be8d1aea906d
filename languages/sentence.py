"""A text of ours with its values, written in a language once its reader is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text`` is the English one, with ``{name}`` for each of ``values``; ``plural`` is that of several ``number``.

    ``context`` says what a single word means here.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str = ""
    number: int = 0
    context: str = ""

    def __str__(self) -> str:
        """In English, for logs and exceptions."""
        chosen = self.plural if self.plural and self.number != 1 else self.text
        return fill(chosen, self.values)


@dataclass(frozen=True, slots=True)
class Figure:
    """A decimal string among the values, which gets the separators of the language."""

    decimal: str

    def __str__(self) -> str:
        return self.decimal


# What a page shows: a text that is translated, or one that is not ours, or none.
Words = Sentence | str


def sentence(text: str, **values: object) -> Sentence:
    """`make texts` finds the text, so it stands in the call itself."""
    return Sentence(text, values)


def count_sentence(one: str, other: str, number: int, **values: object) -> Sentence:
    """The same in the form that ``number`` needs; the texts name it ``{number}``."""
    return Sentence(one, {"number": Figure(str(number)), **values}, other, number)


def word(context: str, text: str) -> Sentence:
    """A word that means something else elsewhere."""
    return Sentence(text, context=context)


def fill(text: str, values: Mapping[str, object]) -> str:
    """A text without values may have braces of its own."""
    return text.format(**values) if values else text
