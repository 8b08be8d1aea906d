"""Published cases of commissions, ledger and payouts hold to the last minor unit, at every moment that they name."""

import pytest

from tests.earnings.published.cases import play_case
from tests.reports.truth.published import BESIDE, read_cases


@pytest.mark.skipif(not BESIDE.exists(), reason="no published cases lie beside the repository")
def test_every_published_case_holds() -> None:
    cases = read_cases("money_cases.json")
    assert [(case["id"], difference) for case in cases for difference in play_case(case)] == []
    assert cases
