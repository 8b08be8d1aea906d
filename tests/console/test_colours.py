"""Text can be read on its ground, in the light and in the dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

COLOURS = Path(__file__).parents[2] / "console" / "assets" / "colours.css"
LIGHT, DARK = ("light", "dark")
GROUNDS = ("ground", "surface", "sunk")
PAIRS = [
    *((text, ground, 4.5) for text in ("text", "muted", "link") for ground in GROUNDS),
    ("accent-text", "accent", 4.5),
    ("text", "notice", 4.5),
    ("text", "good-soft", 4.5),
    *((decision, f"{decision}-soft", 4.5) for decision in ("good", "warn", "bad")),
    *((mark, "surface", 3.0) for mark in ("control", "series-1", "series-2", "focus")),
]


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_the_contrast_is_enough(scheme: str, front: str, back: str, least: float) -> None:
    colours = _read_colours(scheme)
    light, dark = sorted((_luminance(colours[front]), _luminance(colours[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


def _read_colours(scheme: str) -> dict[str, str]:
    light, dark = COLOURS.read_text().split("@media")
    found = re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", light + (dark if scheme == DARK else ""))
    return dict(found)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
