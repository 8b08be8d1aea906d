"""docs/payouts.md shows what is written: its examples are files of the writers, its tables have all kinds."""

import re
from pathlib import Path

import pytest

from earnings.payouts.files.formats import FORMS, FileFormat, export_run
from earnings.payouts.methods.kinds import CLASSES
from earnings.payouts.results.matching import match_results
from earnings.payouts.results.result_csv import parse_result_csv
from tests.earnings.payouts.batches import make_batch, make_payments

PAGE = (Path(__file__).parents[3] / "docs" / "payouts.md").read_text(encoding="utf-8")


def read_example(title: str) -> str:
    """The first block of code below a heading."""
    section = PAGE.partition(f"\n{title}\n")[2].partition("\n## ")[0]
    return section.partition("```")[2].partition("\n")[2].partition("```")[0]


@pytest.mark.parametrize(
    ("title", "chosen", "currency", "minor", "encoding"),
    [
        ("### SEPA", FileFormat.SEPA, "EUR", {"anna": 259}, "utf-8"),
        ("### Elixir-O", FileFormat.ELIXIR, "PLN", {"fela": 1101}, "cp1250"),
        ("### 1CClientBankExchange", FileFormat.CLIENT_BANK, "RUB", {"boris": 25900}, "cp1251"),
        ("### PayPal", FileFormat.PAYPAL, "EUR", {"dora": 259}, "utf-8"),
        ("### Wise", FileFormat.WISE, "EUR", {"emil": 259}, "utf-8"),
        ("### Plain CSV", FileFormat.CSV, "EUR", {"gela": 259}, "utf-8"),
    ],
)
def test_an_example_is_what_is_written(
    title: str, chosen: FileFormat, currency: str, minor: dict[str, int], encoding: str
) -> None:
    (file,) = export_run(chosen, make_batch(currency, **minor)).files
    assert read_example(title) == file.content.decode(encoding).replace("\r\n", "\n")


def test_the_example_of_results_settles_the_example_of_sepa() -> None:
    reported = parse_result_csv(read_example("## Results").encode())
    matches = match_results(make_payments(anna=259), reported)
    assert len(matches.results) == 1
    assert (matches.differences, matches.unknown, matches.missing) == ((), (), ())


def test_every_kind_with_its_fields_and_every_format_is_listed() -> None:
    kinds = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", PAGE.partition("### Keys")[0], re.MULTILINE))
    assert set(kinds) - {"kind"} == set(CLASSES)
    for kind, each in CLASSES.items():
        assert [name for name in each.__dataclass_fields__ if name != "holder" and f"`{name}`" not in kinds[kind]] == []
    table = PAGE.partition("## Files")[2].partition("### SEPA")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(FORMS)
