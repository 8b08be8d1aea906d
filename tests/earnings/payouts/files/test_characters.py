"""Names keep what a format can write, are transliterated where they can be, and are never lost in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnings.payouts.files.characters import allow_encoding, fit_text, wrap_lines
from earnings.payouts.files.client_bank import fit_client_bank
from earnings.payouts.files.elixir import fit_elixir
from earnings.payouts.files.errors import Unrepresentable
from earnings.payouts.files.sepa import fit_sepa


@pytest.mark.parametrize(
    ("given_name", "sepa", "elixir", "client_bank"),
    [
        ("Zażółć Gęślą Jaźń", "Zazolc Gesla Jazn", "Zażółć Gęślą Jaźń", "Zazolc Gesla Jazn"),
        ("Щукин Юрий", "Shchukin Iurii", "Shchukin Iurii", "Щукин Юрий"),
        ("Олена Її", "Olena Ii", "Olena Ii", "Олена Її"),
        ("José Muñoz", "Jose Munoz", "José Munoz", "Jose Munoz"),
        ("Müller & Söhne", "Muller + Sohne", "Müller & Söhne", "Muller & Sohne"),
        ("Æther Øst", "AEther Ost", "AEther Ost", "AEther Ost"),
        ('ООО "Рога|Копыта"', "OOO 'Roga/Kopyta'", "OOO 'Roga/Kopyta'", 'ООО "Рога|Копыта"'),
        ("Zoe\u0301", "Zoe", "Zoé", "Zoe"),
        ("a//b/", "a/b", "a//b/", "a//b/"),
        ("Ⅷ ﬁ", "VIII fi", "VIII fi", "VIII fi"),
    ],
)
def test_what_each_format_writes(given_name: str, sepa: str, elixir: str, client_bank: str) -> None:
    assert fit_sepa(given_name) == sepa
    assert fit_elixir(given_name) == elixir
    assert fit_client_bank(given_name) == client_bank


@pytest.mark.parametrize("fit", [fit_sepa, fit_elixir, fit_client_bank])
def test_letters_without_a_replacement_are_an_error_that_shows_them(fit: object) -> None:
    assert callable(fit)
    with pytest.raises(Unrepresentable, match="王小"):
        fit("王小 Wang 王")


@given(st.text(max_size=40))
def test_whatever_comes_out_can_be_written(text: str) -> None:
    for encoding, allows in (("cp1250", allow_encoding("cp1250", '"|')), ("cp1251", allow_encoding("cp1251"))):
        try:
            fitted = fit_text(text, allows)
        except Unrepresentable:
            continue
        assert fitted.encode(encoding).decode(encoding) == fitted
        assert fitted == " ".join(fitted.split())


def test_lines_break_at_blanks_and_long_words_anywhere() -> None:
    assert wrap_lines("one two three four", 9, 4) == ["one two", "three", "four"]
    assert wrap_lines("abcdefghij klm", 4, 4) == ["abcd", "efgh", "ij k", "lm"]
    assert wrap_lines("", 9, 4) == []
    assert all(len(line) <= 35 for line in wrap_lines("word " * 100, 35, 4))
    assert len(wrap_lines("word " * 100, 35, 4)) == 4
