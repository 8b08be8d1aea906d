"""Which of our languages somebody reads."""

import pytest

from languages.language import Language, find_language, negotiate_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", Language.ENGLISH),
        ("pl", Language.POLISH),
        ("pl-PL,pl;q=0.9,en-US;q=0.8,en;q=0.7", Language.POLISH),
        ("ru-RU, ru ; q=0.9, en;q=0.5", Language.RUSSIAN),
        ("RU", Language.RUSSIAN),
        ("de-DE,de;q=0.9,pl;q=0.6,en;q=0.5", Language.POLISH),
        ("en;q=0.4,ru;q=0.9", Language.RUSSIAN),
        ("en-GB,pl;q=0.9", Language.ENGLISH),
        ("pl;q=0,en", Language.ENGLISH),
        ("pl;q=0", Language.ENGLISH),
        ("pl;q=high,ru;q=0.1", Language.RUSSIAN),
        ("de,fr", Language.ENGLISH),
        ("*", Language.ENGLISH),
        ("plm", Language.ENGLISH),
        (",,;q=1", Language.ENGLISH),
    ],
)
def test_the_preferred_language_of_a_browser(header: str, language: Language) -> None:
    assert negotiate_language(header) is language


def test_a_stored_code_is_a_language_or_none() -> None:
    assert find_language("ru") is Language.RUSSIAN
    assert find_language("") is None
    assert find_language("RU") is None
    assert find_language("de") is None
