"""docs/api.md lists every call and every reason, and none that does not exist."""

import re
from pathlib import Path

from console.api.call_list import CALLS
from console.api.openapi import template_path
from reports.conversions.why import Reason

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_call_is_documented() -> None:
    documented = set(re.findall(r"`((?:GET|POST|PATCH|DELETE) /[^`]+)`", PAGE))
    assert documented == {f"{call.method} {template_path(call.path)}" for call in CALLS}


def test_every_reason_is_documented() -> None:
    _, reasons = PAGE.split("## Reasons of `why`")
    assert set(re.findall(r"^\| `(\w+)` \|", reasons, re.MULTILINE)) - {"reason"} == set(Reason)
