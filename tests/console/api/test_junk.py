"""Whatever a call of the API is given, the answer is one that the API documents: never a 500."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from redis import Redis
from schemathesis.generation import GenerationMode
from starlette.testclient import TestClient

from console.api.call_list import CALLS
from console.api.openapi import describe_api, template_path
from console.api.request import Call
from console.app import API_PATH, create_app
from database.sessions import Sessions
from settings import ConsoleSettings
from tests.fixtures.api import NOW, Api, Tenant
from tests.fixtures.examples import choose_examples
from warehouse.interface import Warehouse

# One of each kind: not a number to everybody, beyond 64 bits, beyond int(), a control character, a half of a pattern, …
JUNK = ["", "-1", "²", str(1 << 63), "9" * 5000, "a\x00b", "(?<", "0001-01-01", "/etc/localtime", "[[]]"]
GOOD = {"rule": "click_flood", "parameter": "", "values": "10", "mark_id": "1", "event_id": "1", "allowance_id": "1"}


@pytest.fixture
def client(
    console_settings: ConsoleSettings, warehouse: Warehouse, sessions: Sessions, redis: Redis
) -> Iterator[TestClient]:
    """Answers 500 where the console would."""
    app = create_app(console_settings, warehouse, sessions, redis, lambda: NOW)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def name(call: Call) -> str:
    return call.name


@pytest.mark.parametrize("call", CALLS, ids=name)
def test_no_junk_in_path_or_query_is_a_500(client: TestClient, shop: Tenant, call: Call) -> None:
    failed: list[tuple[str, str]] = []
    for field in _list_fields(call):
        failed += [(field, junk[:40]) for junk in JUNK if _send(client, shop, call, {field: junk}) >= 500]
    assert not failed


def _list_fields(call: Call) -> Sequence[str]:
    in_path = [part[1:-1] for part in template_path(call.path).split("/") if part.startswith("{")]
    return [*in_path, *call.parameters]


def _send(client: TestClient, shop: Tenant, call: Call, values: Mapping[str, str]) -> int:
    path = template_path(call.path)
    for part in [part[1:-1] for part in path.split("/") if part.startswith("{")]:
        path = path.replace("{" + part + "}", quote(values.get(part, GOOD.get(part, "1")), safe="") or "%20")
    query = {field.rstrip("_"): value for field, value in values.items() if "{" + field + "}" not in call.path}
    headers = {"Authorization": f"Bearer {shop.key}"}
    content = None if call.method == "GET" else "{}"
    url = API_PATH + path
    return client.request(call.method, url, params=query, headers=headers, content=content).status_code


@pytest.mark.parametrize("junk", ["(", "[a", "a{99999}", "(?<!a)b", "\\"])
@pytest.mark.parametrize(("rule", "parameter"), [("program_click", "pattern"), ("checkout_click", "pages")])
def test_a_pattern_that_the_engine_cannot_use_is_the_callers_mistake(
    api: Api, shop: Tenant, rule: str, parameter: str, junk: str
) -> None:
    named = {"rule": rule, "parameter": parameter, "values": json.dumps(junk)}
    error = api.get("/fraud/backtest", shop.key, 400, **named)["error"]
    assert (error["field"], "RE2" in error["message"]) == (parameter, True)
    body = {"settings": {rule: {parameter: junk}}, "why": "junk"}
    assert api.post("/fraud/rules", shop.key, body, 400)["error"]["field"] == parameter


@cache
def describe_calls() -> Any:
    """The API by its own description; what makes bodies of it is built once, which takes longer than the calls."""
    return schemathesis.openapi.from_dict(dict(describe_api(CALLS, API_PATH)))


@pytest.mark.random
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("call", [call for call in CALLS if call.method != "GET"], ids=name)
def test_no_body_is_a_500(client: TestClient, shop: Tenant, call: Call, mode: GenerationMode) -> None:
    operation = describe_calls()[template_path(call.path)][call.method]

    @given(operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=choose_examples(5, slow=20), deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    def send(case: Any) -> None:
        response = case.call(headers={"Authorization": f"Bearer {shop.key}"}, app=client.app)
        assert response.status_code < 500, (case, response.text)

    try:
        send()
    except Unsatisfiable:
        # A call that takes nothing cannot be given anything wrong.
        assert mode is GenerationMode.NEGATIVE
