"""The image has every extra that a command may ask for, and the ranges that `prm geo install` reads."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def test_every_extra_but_that_of_developers_is_installed() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"].keys()
    found = re.search(r"'\.\[([\w,]+)\]'", DOCKERFILE)
    assert found
    assert set(found[1].split(",")) == extras - {"dev"}


def test_the_package_of_ranges_is_installed() -> None:
    assert re.search(r"apt-get install [^\n]*tor-geoipdb", DOCKERFILE)
