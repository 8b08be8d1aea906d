"""The image has every extra that a command may ask for, and the ranges that `prm geo install` reads."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def test_every_extra_but_that_of_developers_is_installed() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"].keys()
    assert "--requirement requirements/image.txt" in DOCKERFILE
    [compiled] = re.findall(r"^\t\$\(COMPILE\) (.*) --output-file requirements/image.txt$", MAKEFILE, re.MULTILINE)
    assert set(re.findall(r"--extra (\w+)", compiled)) == extras - {"dev"}


def test_the_package_of_ranges_is_installed() -> None:
    assert re.search(r"apt-get install [^\n]*tor-geoipdb", DOCKERFILE)
