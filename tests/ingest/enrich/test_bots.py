"""Bots and people of published lists are distinguished: npm packages, as the lock file names them."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.enrich.agents import make_agent_parser

PACKAGES = Path(__file__).parents[3] / "node_modules"
LEAST_RECALL = 0.97
MAX_FALSE = 0.01

parse_agent = make_agent_parser(b"secret")


def test_bots_are_recognised() -> None:
    programs = [
        agent for entry in _read("crawler-user-agents/crawler-user-agents.json") for agent in entry["instances"]
    ]
    missed = [agent for agent in programs if not parse_agent(agent).is_bot]
    assert len(programs) > 1_000
    assert 1 - len(missed) / len(programs) >= LEAST_RECALL
    # A shop's own tests of its checkout look like this; it stays visible as the browser's name.
    assert all("HeadlessChrome" in agent for agent in missed)


def test_the_agents_of_most_people_are_not_bots() -> None:
    people = sorted({agent for name in ("desktop", "mobile") for agent in _read(f"top-user-agents/src/{name}.json")})
    mistaken = [agent for agent in people if parse_agent(agent).is_bot]
    assert len(people) > 50
    assert len(mistaken) / len(people) <= MAX_FALSE


def _read(name: str) -> Any:
    path = PACKAGES / name
    if not path.exists():
        pytest.skip(f"{path} is missing: make assets")
    return json.loads(path.read_text("utf-8"))
