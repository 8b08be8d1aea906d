"""What the selects offer is what the API takes."""

import pytest

from console.api.questions.attribution import DIMENSIONS
from console.pages import choices
from reports.paths.question import CONVERSIONS
from reports.program_rules import MODELS


@pytest.mark.parametrize(
    ("offered", "taken"),
    [
        (choices.MODELS, {"", *MODELS}),
        (choices.DIMENSIONS, set(DIMENSIONS)),
        (choices.CONVERSIONS, set(CONVERSIONS)),
    ],
)
def test_every_choice_is_known_to_the_api(offered: tuple[tuple[str, str], ...], taken: set[str]) -> None:
    assert {value for value, _ in offered} == taken
