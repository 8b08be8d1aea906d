"""Only request handlers hold the whole request; what they call says in its signature what it needs."""

import ast
from pathlib import Path

import pytest

MODULES = sorted((Path(__file__).parents[3] / "console").rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_only_a_handler_holds_the_request(path: Path) -> None:
    functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    holders = {each.name for each in functions if "ApiRequest" in _list_types(each)}
    assert all(name.startswith("answer_") for name in holders)


def _list_types(function: ast.FunctionDef) -> set[str]:
    return {ast.unparse(argument.annotation) for argument in function.args.args if argument.annotation}
