"""The tracker describes itself, and nothing that fits or misses its description makes it fail."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode

from tests.fixtures.examples import choose_examples
from tests.tracker.running import ORIGIN, RunningEdge
from tracker.parsing.rejection import STATUS

OPERATIONS = [
    ("POST", "/e"),
    ("GET", "/e"),
    ("GET", "/e.gif"),
    ("POST", "/v1/events"),
    ("GET", "/r/{code}"),
    ("GET", "/prm.js"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
]
HEADERS = {"Origin": ORIGIN, "Authorization": "Bearer sk_shop"}


@lru_cache(1)
def load_description(port: int) -> Any:
    """What the edge says of itself."""
    return schemathesis.openapi.from_url(f"http://127.0.0.1:{port}/openapi.json")


@pytest.fixture(scope="module")
def kept_connection() -> Iterator[requests.Session]:
    """One for all calls."""
    with requests.Session() as session:
        yield session


@pytest.mark.random
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_request_makes_the_tracker_fail(
    edge: RunningEdge, kept_connection: requests.Session, method: str, path: str, mode: GenerationMode
) -> None:
    described = load_description(edge.port)

    @given(described[path][method].as_strategy(generation_mode=mode))
    @settings(
        max_examples=choose_examples(20, slow=100),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def call(case: Any) -> None:
        response = case.call(session=kept_connection, headers=HEADERS, allow_redirects=False)
        assert response.status_code < 500, (case, response.text)

    try:
        call()
    except Unsatisfiable:
        # A call that takes nothing cannot be given anything wrong.
        assert mode is GenerationMode.NEGATIVE


def test_every_path_and_status_is_described(edge: RunningEdge) -> None:
    document = edge.client.get("/openapi.json").json()
    described = [(method.upper(), path) for path, calls in document["paths"].items() for method in calls]
    assert sorted(described) == sorted(OPERATIONS)
    answers = [call["responses"] for calls in document["paths"].values() for call in calls.values()]
    assert set(STATUS.values()) <= {int(status) for each in answers for status in each}
    for _, path in described:
        assert edge.client.options(path.replace("{code}", "spring")).status_code in {204, 405}
