"""Each reason that a partner may see has a sentence, and there is none for a reason that there is not."""

import pytest

from tests.console.test_labels import ASSETS, list_values, read_words

SENTENCES = read_words((ASSETS / "cabinet_words.js").read_text())


def test_there_are_sentences_for_five_lists() -> None:
    lists = {"why_waiting", "state_meaning", "payout_obstacle", "request_obstacle", "payment_meaning"}
    assert set(SENTENCES) == lists


@pytest.mark.parametrize("name", SENTENCES)
def test_each_value_of_the_list_has_a_sentence(name: str) -> None:
    source, sentences = SENTENCES[name]
    assert set(sentences) == list_values(source)
    assert all(text.endswith(".") for value, text in sentences.items() if value)
