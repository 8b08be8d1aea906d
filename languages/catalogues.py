"""The catalogues of the languages, read from their committed sources at first use: there is nothing to build."""

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from languages.language import Language
from languages.texts import Texts

LOCALES = Path(__file__).parent / "locales"
TEMPLATE = LOCALES / "prm.pot"
# English is written in the code itself.
TRANSLATED = tuple(language for language in Language if language is not Language.ENGLISH)


def catalogue_path(language: Language) -> Path:
    """Where the translator writes."""
    return LOCALES / language.value / "LC_MESSAGES" / "prm.po"


def read_catalogue(language: Language) -> Catalog:
    """The messages with their translations."""
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language.value, domain="prm")


@cache
def load_texts(language: Language) -> Texts:
    """The texts of a language, read once a process."""
    if language is Language.ENGLISH:
        return Texts(language, NullTranslations())
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return Texts(language, GNUTranslations(compiled))


def load_all_texts() -> Mapping[Language, Texts]:
    """Every language's."""
    return {language: load_texts(language) for language in Language}
