"""What is served stays as small as it once was."""

import gzip
from pathlib import Path

DIST = Path(__file__).parents[2] / "snippet" / "dist"
GZIP_CEILING = 2_036
PROMISE = 2_048


def test_the_served_script_is_below_its_ceiling() -> None:
    size = len(gzip.compress((DIST / "prm.js").read_bytes(), 9, mtime=0))
    assert size <= GZIP_CEILING <= PROMISE


def test_the_ready_made_gzip_holds_the_same_script() -> None:
    assert gzip.decompress((DIST / "prm.js.gz").read_bytes()) == (DIST / "prm.js").read_bytes()


def test_the_served_script_is_one_script_without_comments() -> None:
    script = (DIST / "prm.js").read_text(encoding="utf-8")
    assert "//" not in script
    assert script.startswith("(()=>{")
