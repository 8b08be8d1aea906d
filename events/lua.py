"""Loads the Lua scripts that run inside Redis; each stands in a file of its own beside the module that uses it."""

import hashlib
from importlib import resources


def load_script(package: str, name: str) -> str:
    """The text of ``name`` in a package."""
    return resources.files(package).joinpath(name).read_text("utf-8")


def hash_script(script: str) -> str:
    """The name by which Redis knows a loaded script (EVALSHA)."""
    return hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest()
