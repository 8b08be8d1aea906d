"""Reports have a budget: beyond it 429 or 503 with `Retry-After`, and who does not wait any more takes no place."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from redis import Redis
from starlette.applications import Starlette
from starlette.testclient import TestClient

from console.admission import Admission, Admissions, open_admissions
from console.api.endpoint import make_route
from console.api.error_responses import EXCEPTION_ANSWERS
from console.api.fields import Resource
from console.api.request import ApiDependencies, ApiRequest, Call, Document
from console.app import create_app
from console.fair_queue import Viewer
from database.sessions import Sessions
from http_server.request_memory import RequestMemory
from settings import ConsoleSettings
from settings.budget import ReportBudget
from tests.console.server import run_console
from tests.fixtures.api import NOW, Api, Tenant
from tests.warehouse.clickhouse.test_limits import ENDLESS, RUNNING
from warehouse.interface import Warehouse

OTHERS = Viewer(99, "member:99")
LONGEST_SECONDS = 60


def answer_endless(request: ApiRequest) -> Document:
    request.dependencies.warehouse.query(ENDLESS)
    raise AssertionError("it has no end")


def answer_hungry(request: ApiRequest) -> Document:
    request.dependencies.warehouse.query("select length(groupArray(number)) from numbers(50000000)")
    raise AssertionError("it has not that much memory")


CALLS = [
    Call("ask_endless", "GET", "/endless", answer_endless, "No end", answer_type=Resource, is_report=True),
    Call("ask_hungry", "GET", "/hungry", answer_hungry, "No memory", answer_type=Resource, is_report=True),
]


@pytest.fixture
def admissions() -> Admissions:
    """Room for one report, which may use 64 MiB."""
    return open_admissions(ReportBudget(concurrency=1, memory_bytes=64 << 20, threads=1))


@pytest.fixture
def small_api(
    console_settings: ConsoleSettings, warehouse: Warehouse, sessions: Sessions, redis: Redis
) -> Iterator[Api]:
    """The console with a place for one report at a time."""
    settings = replace(console_settings, report_concurrency=1)
    with TestClient(create_app(settings, warehouse, sessions, redis, lambda: NOW), client=("127.0.0.1", 0)) as client:
        yield Api(client)


@pytest.fixture
def dependencies(
    console_settings: ConsoleSettings, warehouse: Warehouse, sessions: Sessions, redis: Redis
) -> ApiDependencies:
    return ApiDependencies(warehouse, sessions, redis, 1, console_settings.data_dir, b"", lambda: NOW)


def make_app(dependencies: ApiDependencies, admissions: Admissions) -> Starlette:
    """An API of our own two calls."""
    memory = RequestMemory(1 << 20)
    routes = [make_route(call, dependencies, admissions, memory) for call in CALLS]
    return Starlette(routes=routes, exception_handlers=EXCEPTION_ANSWERS)


def ask(address: str, path: str, token: str) -> socket.socket:
    """A client that has asked and reads no answer."""
    place = urlsplit(address)
    connection = socket.create_connection((place.hostname, place.port))
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    return connection


def find_admissions(api: Api) -> Admissions:
    """Those of the console behind it."""
    admissions: Admissions = api.client.app.state.admissions  # type: ignore[attr-defined]
    return admissions


def find_reports(api: Api) -> Admission:
    return find_admissions(api).reports


def wait_until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    while not is_true():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not become true")
        time.sleep(0.02)


def test_two_traces_at_a_time_go_beside_ingest(small_api: Api, shop: Tenant) -> None:
    """One of each viewer: ingest shares its processor time with them."""
    traces, quick = find_admissions(small_api).traces, find_admissions(small_api).quick
    assert (traces.limits.priority, quick.limits.priority, find_reports(small_api).limits.priority) == (1, 2, 3)
    traces.wait_seconds = 0
    tickets = [traces.queue.enter(each) for each in (OTHERS, replace(OTHERS, name="others again"))]
    assert (traces.queue.running, traces.room.viewer_places) == (2, 1)
    path = f"/api/v1/conversions/{uuid4()}"
    bearer = {"Authorization": f"Bearer {shop.key}"}
    assert small_api.client.get(f"{path}/why", headers=bearer).status_code == 503
    assert small_api.client.get(f"{path}/history", headers=bearer).status_code == 404
    for ticket in tickets:
        traces.queue.leave(ticket)
    assert small_api.client.get(f"{path}/why", headers=bearer).status_code == 404


def test_a_report_that_waits_too_long_is_answered_with_503(small_api: Api, shop: Tenant) -> None:
    reports = find_reports(small_api)
    reports.wait_seconds = 0
    ticket = reports.queue.enter(OTHERS)
    answer = small_api.client.get("/api/v1/attribution", headers={"Authorization": f"Bearer {shop.key}"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert answer.json()["error"]["code"] == "console_busy"
    assert "retry in some seconds" in answer.json()["error"]["message"]
    # What is quick does not wait for reports.
    for path in ("/partners", "/freshness", "/fraud/marks"):
        small_api.get(path, shop.key)
    assert small_api.client.get("/health/ready").status_code == 200
    reports.queue.leave(ticket)
    small_api.get("/attribution", shop.key)
    assert 'prm_console_calls_rejected_total{class="report",status="503"} 1.0' in small_api.client.get("/metrics").text


def test_who_has_too_many_calls_is_answered_with_429_while_others_wait(small_api: Api, shop: Tenant) -> None:
    reports = find_reports(small_api)
    reports.wait_seconds = 0
    alice = Viewer(shop.site_id, f"partner:{shop.alice_id}")
    tickets = [reports.queue.enter(alice) for _ in range(1 + reports.room.viewer_waiting)]
    assert (reports.queue.running, reports.queue.waiting) == (1, reports.room.viewer_waiting)
    answer = small_api.client.get("/api/v1/attribution", headers={"Authorization": f"Bearer {shop.alice}"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    assert answer.json()["error"]["code"] == "too_many_calls"
    assert "1 of your calls" in answer.json()["error"]["message"]
    assert small_api.get("/attribution", shop.key, 503)["error"]["code"] == "console_busy"
    for ticket in reversed(tickets):
        reports.queue.leave(ticket)
    small_api.get("/attribution", shop.alice)


def test_a_report_beyond_its_memory_says_what_to_do(
    dependencies: ApiDependencies, admissions: Admissions, shop: Tenant
) -> None:
    with TestClient(make_app(dependencies, admissions)) as client:
        answer = client.get("/hungry", headers={"Authorization": f"Bearer {shop.key}"})
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "report_too_large"
    assert "ask_hungry needs more than the 64 MiB" in error["message"]
    assert "shorter period" in error["message"]


def test_who_goes_away_leaves_the_queue_and_ends_the_own_query(
    dependencies: ApiDependencies, admissions: Admissions, shop: Tenant, warehouse: Warehouse
) -> None:
    queue = admissions.reports.queue
    with run_console(make_app(dependencies, admissions)) as address:
        running = ask(address, "/endless", shop.key)
        wait_until(lambda: warehouse.query(RUNNING).parse_value(int) == 1)
        waiting = ask(address, "/endless", shop.reading_key)
        wait_until(lambda: queue.waiting == 1)
        waiting.close()
        wait_until(lambda: queue.waiting == 0)
        running.close()
        wait_until(lambda: queue.running == 0)
        wait_until(lambda: warehouse.query(RUNNING).parse_value(int) == 0)
