"""Each place where the money of a conversion may be has a sentence for the team, and there is none beside them."""

import pytest

from tests.console.test_labels import ASSETS, list_values, read_words

SENTENCES = read_words((ASSETS / "commission_words.js").read_text())


def test_there_are_sentences_for_two_lists() -> None:
    assert set(SENTENCES) == {"waits_for", "line_meaning"}


@pytest.mark.parametrize("name", SENTENCES)
def test_each_value_of_the_list_has_a_sentence(name: str) -> None:
    source, sentences = SENTENCES[name]
    assert set(sentences) == list_values(source)
    assert all(text.endswith(".") for value, text in sentences.items() if value)
