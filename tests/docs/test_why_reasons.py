"""The handbook explains every reason of `why`, and the console has words for each."""

import re
from pathlib import Path

from reports.conversions.why import Reason

ROOT = Path(__file__).parent.parent.parent
REASONS = {reason.value for reason in Reason}


def test_the_handbook_explains_every_reason() -> None:
    section = (ROOT / "docs" / "api.md").read_text(encoding="utf-8").partition("## Reasons of `why`")[2]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == REASONS | {"reason"}


def test_the_console_has_words_for_every_reason() -> None:
    script = (ROOT / "console" / "assets" / "label_lists.js").read_text(encoding="utf-8")
    outcomes = script.partition("touch_reason: {")[2].partition("}")[0]
    assert set(re.findall(r"(\w+): '", outcomes)) == REASONS
