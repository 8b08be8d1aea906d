"""A site's own colour as pages can use it: text in it, and on it, is readable in the light and in the dark.

Contrast as WCAG 2.2 defines it (1.4.3, level AA): 4.5 : 1.
"""

import re
from dataclasses import dataclass

from registry.errors import RegistryInvalid

LEAST_CONTRAST = 4.5
# The ground of the console's pages on which a colour is read worst, see console/assets/colours.css.
LIGHT_GROUND, DARK_GROUND = "#eef0f2", "#252a31"
_WHITE, _BLACK, _INK = "#ffffff", "#000000", "#0f1a22"
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_STEPS = 100


@dataclass(frozen=True, slots=True)
class Accent:
    """``light`` and ``dark``: the colour in either scheme; ``on_light`` and ``on_dark``: text on it."""

    light: str
    on_light: str
    dark: str
    on_dark: str


def check_accent(field: str, value: str) -> str:
    """Six hexadecimal digits in lower case, or an empty text."""
    colour = value.strip().lower()
    if colour and not _COLOUR.fullmatch(colour):
        raise RegistryInvalid(field, "give a colour like #1f6a9e")
    return colour


def make_accent(colour: str) -> Accent:
    """The colour itself where it can be read, else the nearest to it that can: darker or lighter by steps."""
    light = _move_until_readable(colour, _BLACK, LIGHT_GROUND)
    dark = _move_until_readable(colour, _WHITE, DARK_GROUND)
    return Accent(light, _choose_text(light), dark, _choose_text(dark))


def measure_contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    light, dark = sorted((_measure_luminance(one), _measure_luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _move_until_readable(colour: str, towards: str, ground: str) -> str:
    moved = (_mix(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(each for each in moved if measure_contrast(each, ground) >= LEAST_CONTRAST)


def _choose_text(ground: str) -> str:
    """White wherever it can be read, as on buttons; black can be read on everything else."""
    return next(each for each in (_WHITE, _INK, _BLACK) if measure_contrast(each, ground) >= LEAST_CONTRAST)


def _mix(colour: str, other: str, share: float) -> str:
    pairs = zip(_split(colour), _split(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _measure_luminance(colour: str) -> float:
    shares = [part / 255 for part in _split(colour)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _split(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
