"""The tag to paste is the same wherever we show it: another stub would leave the page without its first calls."""

from html import unescape
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STUB = "<script>window.prm=window.prm||Object.assign(function(){prm.q.push(arguments)},{q:[]})</script>"


@pytest.mark.parametrize("name", ["README.md", "snippet/README.md", "console/pages/templates/macros.html"])
def test_the_queue_stub_is_the_same_everywhere(name: str) -> None:
    assert STUB in unescape((ROOT / name).read_text(encoding="utf-8"))
