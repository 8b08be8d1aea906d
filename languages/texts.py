"""One language's texts, plural forms, days and numbers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from gettext import NullTranslations

from babel.numbers import format_decimal

from languages.language import Language
from languages.sentence import Figure, Sentence, Words, fill

# Digits before the point from which on they are grouped, by CLDR, as browsers do it; Babel groups any four.
_GROUPED_FROM = {Language.POLISH: 5}


@dataclass(frozen=True, slots=True)
class Texts:
    """``catalogue`` is gettext's; a text that it lacks stays English."""

    language: Language
    catalogue: NullTranslations

    def gettext(self, text: str, **values: object) -> str:
        """The text with its ``{name}`` filled in."""
        return fill(self.catalogue.gettext(text), values)

    def ngettext(self, one: str, other: str, number: int, **values: object) -> str:
        """The text in the form that the number needs; it is ``{number}`` in the text."""
        return fill(self.catalogue.ngettext(one, other, number), {"number": number, **values})

    def pgettext(self, context: str, text: str) -> str:
        """A word that means something else elsewhere."""
        return self.catalogue.pgettext(context, text)

    def write(self, words: Words) -> str:
        """A sentence in this language; a plain text as it is."""
        if not isinstance(words, Sentence):
            return words
        values = {name: self._write_value(each) for name, each in words.values.items()}
        if words.plural:
            return fill(self.catalogue.ngettext(words.text, words.plural, words.number), values)
        if words.context:
            return self.pgettext(words.context, words.text)
        return fill(self.catalogue.gettext(words.text), values)

    def _write_value(self, value: object) -> object:
        if isinstance(value, Figure):
            return self.format_amount(value.decimal)
        return self.write(value) if isinstance(value, Sentence) else value

    def format_day(self, day: date) -> str:
        """A day in figures; in English as ISO 8601 has it, which nobody mistakes for another day."""
        return f"{day:%Y-%m-%d}" if self.language is Language.ENGLISH else f"{day:%d.%m.%Y}"

    def format_amount(self, amount: str) -> str:
        """A decimal string with the separators of the language, and with the digits that it has.

        In English as it is: statements that were given out before there were languages stay the same, byte for byte.
        """
        if self.language is Language.ENGLISH:
            return amount
        whole, _, fraction = amount.lstrip("-").partition(".")
        pattern = "#,##0" if len(whole) >= _GROUPED_FROM.get(self.language, 4) else "0"
        pattern += "." + "0" * len(fraction) if fraction else ""
        return format_decimal(Decimal(amount), format=pattern, locale=self.language.value)
