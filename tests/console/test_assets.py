"""What is served under /static: built by us, whole, from nowhere else."""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from console.pages.built_assets import STATIC, find_built_path, show_built_assets

SERVED = sorted(path for path in STATIC.rglob("*") if path.suffix in {".css", ".js", ".svg"})
ASSETS = Path(__file__).parents[2] / "console" / "assets"
STYLES = sorted(ASSETS.glob("*.css"))


def test_what_is_built_is_kept_by_browsers_until_it_changes(client: TestClient) -> None:
    [address] = re.findall(r'"(/static/dist/[^"]+/frame.js)"', client.get("/sign-in").text)
    assert address == f"{find_built_path()}/frame.js"
    answer = client.get(address)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    # A page from before an upgrade finds what there is now, and does not keep it under the address of then.
    older = client.get("/static/dist/000000000000/frame.js")
    assert (older.text, older.headers["cache-control"]) == (answer.text, "no-cache")
    assert client.get("/static/dist/000000000000/none.js").status_code == 404


def test_the_address_changes_with_any_file(tmp_path: Path) -> None:
    found = [find_built_path(tmp_path)]
    for name, text in (("a.js", "1"), ("a.js", "2"), ("b.css", "")):
        (tmp_path / name).write_text(text)
        found.append(find_built_path(tmp_path))
    assert len(set(found)) == 4
    assert find_built_path(tmp_path) == found[-1]


def test_files_that_an_upgrade_replaces_keep_their_address_until_the_restart(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1")
    built_path = find_built_path(tmp_path)
    client = TestClient(Starlette(routes=show_built_assets(built_path, tmp_path)))
    (tmp_path / "a.js").write_text("2")
    (tmp_path / "b.js").write_text("2")
    assert client.get(f"{built_path}/a.js").text == "1"
    assert client.get("/static/dist/000000000000/a.js").text == "2"
    missing = client.get(f"{built_path}/b.js")
    assert (missing.status_code, "cache-control" in missing.headers) == (404, False)


@pytest.mark.parametrize("asset", SERVED, ids=lambda path: path.name)
def test_an_asset_names_no_foreign_address(asset: Path) -> None:
    found = set(re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z0-9.-]+", asset.read_text(), re.IGNORECASE))
    # The name of SVG itself, which nobody loads.
    assert found <= {"http://www.w3.org"}


def test_a_class_gets_its_look_in_one_file() -> None:
    """All styles are one sheet: what a second file says of the same class changes it on every page."""
    homes: dict[str, set[str]] = {}
    for path in STYLES:
        text = re.sub(r"/\*.*?\*/|@(?:media|keyframes)[^{]*\{.*?\n\}", "", path.read_text(), flags=re.DOTALL)
        for name in re.findall(r"^\.[\w-]+(?= \{)", text, re.MULTILINE):
            homes.setdefault(name, set()).add(path.name)
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def test_the_languages_of_the_browser_are_read_in_one_place() -> None:
    """A browser may name one that is none, at which Intl throws."""
    reading = [path.name for path in ASSETS.glob("*.js") if "navigator.language" in path.read_text()]
    assert reading == ["locales.js"]
