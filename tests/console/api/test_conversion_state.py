"""The one word that people read of a conversion."""

import pytest

from console.api.reports.conversion_state import find_state


@pytest.mark.parametrize(
    ("decision", "ref", "gross", "net", "state"),
    [
        ("pending", "alice", 100, 100, "pending"),
        ("pay", "alice", 100, 40, "approved"),
        ("hold", "alice", 100, 100, "held"),
        ("reject", "alice", 100, 100, "rejected"),
        ("pay", "alice", 100, 0, "refunded"),
        ("hold", "alice", 100, 0, "refunded"),
        ("pay", "", 100, 100, "not_partner"),
        ("pending", "", 0, 0, "not_partner"),
        ("hold", "", 100, 100, "held"),
        ("pay", "alice", 0, 0, "approved"),
    ],
)
def test_what_is_given_back_or_nobodys_is_no_question_of_a_decision(
    decision: str, ref: str, gross: int, net: int, state: str
) -> None:
    assert find_state(decision, ref, gross, net) == state
