"""Only request handlers hold the whole request; what they call says in its signature what it needs."""

import ast
from pathlib import Path

import pytest

MODULES = sorted((Path(__file__).parents[3] / "console").rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_only_a_handler_holds_the_request(path: Path) -> None:
    functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    holders = {each.name for each in functions if "asked" in {argument.arg for argument in each.args.args}}
    assert all(name.startswith("answer_") for name in holders)
