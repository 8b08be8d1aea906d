"""The decision that is shown: a person's word, a run to come, a dispute, the rules, a confirmation to come, pay."""

from dataclasses import replace

import pytest

from events.enums import TRUST, Source
from fraud.review.decisions import Decision
from fraud.review.payable import Awaited, Claim, decide_shown

SERVER = Claim("a", TRUST[Source.SERVER], 1)
BROWSER = replace(SERVER, trust=TRUST[Source.BROWSER])
SIGNED = replace(SERVER, trust=TRUST[Source.SIGNED])
CLAIMED = replace(SERVER, is_unsigned_identity=True)
DISPUTED = replace(SERVER, is_disputed=True)
FOUND_NOTHING = Decision("pay", (), 0.0, "rules", "")
HELD = Decision("hold", ("timing",), 6.0, "rules", "")
REJECTED = Decision("reject", ("network",), 9.0, "rules", "")
APPROVED = Decision("pay", (), 0.0, "member:1", "seen it")
REFUSED = Decision("reject", ("timing",), 0.0, "member:1", "seen it")


@pytest.mark.parametrize(
    ("claim", "decided", "decision", "reasons", "awaits"),
    [
        (SERVER, FOUND_NOTHING, "pay", (), ""),
        (SERVER, HELD, "hold", ("timing",), ""),
        (SERVER, REJECTED, "reject", ("network",), ""),
        (BROWSER, FOUND_NOTHING, "pending", ("unconfirmed",), "confirmation"),
        (BROWSER, HELD, "hold", ("timing", "unconfirmed"), ""),
        (BROWSER, REFUSED, "reject", ("timing", "unconfirmed"), ""),
        (BROWSER, APPROVED, "pay", (), ""),
        (CLAIMED, FOUND_NOTHING, "pending", ("unsigned_identity",), "confirmation"),
        (CLAIMED, APPROVED, "pay", ("unsigned_identity",), ""),
        (SIGNED, FOUND_NOTHING, "pay", (), ""),
        (replace(SIGNED, is_declared=True), FOUND_NOTHING, "pending", ("unconfirmed",), "confirmation"),
        (replace(SERVER, is_declared=True), FOUND_NOTHING, "pay", (), ""),
        (DISPUTED, FOUND_NOTHING, "hold", ("disputed",), ""),
        (DISPUTED, REJECTED, "hold", ("network", "disputed"), ""),
        (DISPUTED, APPROVED, "pay", ("disputed",), ""),
        (replace(SERVER, is_contradicted=True), FOUND_NOTHING, "pay", ("contradicted_order",), ""),
        (replace(SERVER, is_late_click=True), FOUND_NOTHING, "pay", ("late_click",), ""),
    ],
)
def test_the_first_that_applies_decides(
    claim: Claim, decided: Decision, decision: str, reasons: tuple[str, ...], awaits: str
) -> None:
    shown = decide_shown(claim, decided, is_judged=True)
    assert (shown.decision, shown.reasons, shown.awaits) == (decision, reasons, awaits)


@pytest.mark.parametrize("claim", [SERVER, BROWSER, CLAIMED, DISPUTED])
@pytest.mark.parametrize("decided", [FOUND_NOTHING, HELD, REJECTED])
def test_without_a_run_nothing_is_decided(claim: Claim, decided: Decision) -> None:
    shown = decide_shown(claim, decided, is_judged=False)
    assert (shown.decision, shown.awaits) == ("pending", Awaited.FRAUD_RUN)
    assert "timing" not in shown.reasons


@pytest.mark.parametrize("claim", [SERVER, BROWSER, CLAIMED, DISPUTED])
@pytest.mark.parametrize("decided", [APPROVED, REFUSED])
def test_the_word_of_a_person_needs_no_run(claim: Claim, decided: Decision) -> None:
    assert decide_shown(claim, decided, is_judged=False).decision == decided.decision
