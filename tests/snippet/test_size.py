"""What is served stays as small as it once was."""

import gzip
from pathlib import Path

from snippet.size import GZIP_CEILING, measure_script

DIST = Path(__file__).parents[2] / "snippet" / "dist"
PROMISE = 2_560


def test_the_served_script_is_below_its_ceiling() -> None:
    assert measure_script()["gzip"] <= GZIP_CEILING <= PROMISE


def test_the_ready_made_gzip_holds_the_same_script() -> None:
    ready = (DIST / "prm.js.gz").read_bytes()
    assert gzip.decompress(ready) == (DIST / "prm.js").read_bytes()
    assert len(ready) <= GZIP_CEILING


def test_the_served_script_is_one_script_without_comments() -> None:
    script = (DIST / "prm.js").read_text(encoding="utf-8")
    assert "//" not in script
    assert script.startswith("try{")
