"""What the documentation and the comments point to is there."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_LINK = re.compile(r"\]\((?!https?:|mailto:|#|/)([^)#\s]+)[^)\s]*\)")
_NAMED = re.compile(r"\b((?:docs|loadtest)/[\w/-]+\.(?:md|json))\b")


def list_files(*patterns: str) -> list[Path]:
    """Those under version control."""
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize("page", list_files("*.md"), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    targets = [page.parent / target for target in _LINK.findall(page.read_text(encoding="utf-8"))]
    assert [target for target in targets if not target.exists()] == []


def test_every_page_that_a_comment_names_exists() -> None:
    named = {
        name for path in list_files("*.py", "*.sh", "Makefile") for name in _NAMED.findall(path.read_text("utf-8"))
    }
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
