"""A case of money holds through the public interfaces of a whole installation, and the runner sees what does not."""

from pathlib import Path

import pytest

from tests.conformance.money.cases import play_case, read_cases
from tests.conformance.money.installation import open_installation

pytestmark = pytest.mark.timeout(600)

OWN = Path(__file__).parent / "money" / "own_cases.json"


def test_a_sale_holds_from_its_clicks_to_its_approval(tmp_path: Path) -> None:
    [case] = read_cases(OWN)
    wrong = {**case, "id": "wrong", "expect": [{**case["expect"][1], "balances": {}}]}
    with open_installation(tmp_path / "data") as installation:
        assert play_case(installation, case) == []
        [difference] = play_case(installation, wrong)
    assert "balances: expected {}" in difference
