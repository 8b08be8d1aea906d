"""The options of the selects are those of the API."""

import pytest

from console.api.questions.attribution import DIMENSIONS
from console.api.reports.conversion_filter import REFUNDED
from console.api.reports.conversion_state import ConversionState
from console.pages import select_options
from leads.stages import Stage
from registry.enums import PartnerKind
from reports.paths.question import CONVERSIONS
from reports.program_rules import MODELS


@pytest.mark.parametrize(
    ("offered", "accepted"),
    [
        (select_options.MODELS, {"", *MODELS}),
        (select_options.DIMENSIONS, set(DIMENSIONS)),
        (select_options.CONVERSIONS, set(CONVERSIONS)),
        (select_options.LEDGER_KINDS, {*CONVERSIONS, REFUNDED}),
        (select_options.CONVERSION_STATES, {"", *ConversionState}),
        (select_options.LEAD_STAGES, {"", *Stage}),
        (select_options.PARTNER_KINDS, {"", *PartnerKind}),
    ],
)
def test_every_option_is_known_to_the_api(offered: tuple[tuple[str, str], ...], accepted: set[str]) -> None:
    assert {value for value, _ in offered} == accepted
