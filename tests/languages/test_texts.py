"""Texts, plural forms, days and amounts of a language."""

from datetime import date

import pytest

from languages.catalogues import load_texts
from languages.language import Language
from languages.sentence import count_sentence, sentence, word

PAUSE = ("Too many attempts. Try again in {number} second.", "Too many attempts. Try again in {number} seconds.")
POLISH_FORMS = {"sekundę": (1,), "sekundy": (2, 3, 4, 22, 34, 102), "sekund": (0, 5, 11, 12, 14, 21, 25, 100, 112)}
RUSSIAN_FORMS = {
    "секунду": (1, 21, 101, 121),
    "секунды": (2, 3, 4, 22, 34, 102),
    "секунд": (0, 5, 11, 12, 14, 25, 100, 111, 112),
}
ENGLISH_FORMS = {"second": (1,), "seconds": (0, 2, 5, 21)}


@pytest.mark.parametrize(
    ("language", "forms"),
    [(Language.ENGLISH, ENGLISH_FORMS), (Language.POLISH, POLISH_FORMS), (Language.RUSSIAN, RUSSIAN_FORMS)],
)
def test_a_number_has_the_form_of_its_noun(language: Language, forms: dict[str, tuple[int, ...]]) -> None:
    texts = load_texts(language)
    for noun, numbers in forms.items():
        for number in numbers:
            assert texts.ngettext(*PAUSE, number).endswith(f" {number} {noun}.")
            assert texts.write(count_sentence(*PAUSE, number)).endswith(f" {number} {noun}.")


def test_a_sentence_is_written_with_its_values_once_its_reader_is_known() -> None:
    given = sentence("Password: {reason}.", reason=sentence("give at least 8 characters"))
    assert load_texts(Language.POLISH).write(given) == "Hasło: podaj co najmniej 8 znaków."
    assert load_texts(Language.RUSSIAN).write(given) == "Пароль: укажите не менее 8 символов."


def test_a_value_of_somebody_is_no_format() -> None:
    assert load_texts(Language.RUSSIAN).gettext("Your invitation to {shop}", shop="{0} %s") == "Приглашение в {0} %s"


def test_what_no_catalogue_has_stays_as_it_is() -> None:
    texts = load_texts(Language.POLISH)
    assert texts.write("Alice {Blog}") == "Alice {Blog}"
    assert texts.write(sentence("said {how}", how="by nobody")) == "said by nobody"
    assert texts.write(word("no such context", "Paid")) == "Paid"


def test_a_word_is_found_by_its_context() -> None:
    texts = load_texts(Language.POLISH)
    assert texts.write(word("statement line", "Adjustment")) == "Korekta"


@pytest.mark.parametrize(
    ("language", "amount", "written"),
    [
        (Language.ENGLISH, "1234567.50", "1234567.50"),
        (Language.POLISH, "1234567.50", "1\u00a0234\u00a0567,50"),
        (Language.RUSSIAN, "1234567.50", "1\u00a0234\u00a0567,50"),
        (Language.RUSSIAN, "-9.00", "-9,00"),
        (Language.POLISH, "-1234.50", "-1234,50"),
        (Language.POLISH, "12345", "12\u00a0345"),
        (Language.RUSSIAN, "1234", "1\u00a0234"),
        (Language.RUSSIAN, "999.00", "999,00"),
        (Language.RUSSIAN, "1.250", "1,250"),
        (Language.RUSSIAN, "123456789012345678.01", "123\u00a0456\u00a0789\u00a0012\u00a0345\u00a0678,01"),
    ],
)
def test_an_amount_has_the_separators_of_the_language_and_its_own_digits(
    language: Language, amount: str, written: str
) -> None:
    assert load_texts(language).format_amount(amount) == written


def test_a_day_is_written_as_the_language_does() -> None:
    day = date(2026, 6, 1)
    assert [load_texts(each).format_day(day) for each in Language] == ["2026-06-01", "01.06.2026", "01.06.2026"]
