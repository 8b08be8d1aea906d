"""What is served under /static: built by us, whole, from nowhere else."""

import re
from pathlib import Path

import pytest

from console.pages.routes import STATIC

SERVED = sorted(path for path in STATIC.rglob("*") if path.suffix in {".css", ".js", ".svg"})
MAX_BUNDLE_BYTES = 60_000


@pytest.mark.parametrize("asset", SERVED, ids=lambda path: path.name)
def test_an_asset_names_no_foreign_address(asset: Path) -> None:
    found = set(re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z0-9.-]+", asset.read_text(), re.IGNORECASE))
    # The name of SVG itself, which nobody loads.
    assert found <= {"http://www.w3.org"}


def test_the_bundle_stays_small() -> None:
    bundle = STATIC / "dist" / "console.js"
    assert bundle.exists(), "build the assets first: make assets"
    assert bundle.stat().st_size < MAX_BUNDLE_BYTES
