"""Payout runs as the tests ask for them."""

from collections.abc import Mapping
from typing import Any

from tests.fixtures.api import Api

IBAN = {"kind": "iban", "holder": "Alice", "iban": "PL61 1090 1014 0000 0712 1981 2874"}
PAYER = {"name": "Shop Ltd", "accounts": [{"kind": "iban", "holder": "Shop Ltd", "iban": "DE89370400440532013000"}]}
ASKED = {"currency": "EUR", "payer": PAYER}


def draft(api: Api, token: str, **more: object) -> dict[str, Any]:
    return api.post("/payout-runs", token, {**ASKED, **more}, 201)


def approve(api: Api, token: str, run: Mapping[str, Any], status: int = 200) -> dict[str, Any]:
    return api.post(f"/payout-runs/{run['run']['run_id']}/approve", token, {"digest": run["digest"]}, status)


def find_path(run: Mapping[str, Any], act: str = "") -> str:
    return f"/payout-runs/{run['run']['run_id']}{act}"


def fetch_file(api: Api, token: str, run: Mapping[str, Any], chosen: str, status: int = 200) -> bytes:
    headers = {"Authorization": f"Bearer {token}"}
    response = api.client.get(f"/api/v1{find_path(run, '/file')}", params={"format": chosen}, headers=headers)
    assert response.status_code == status, response.text
    return response.content


def send_results(api: Api, token: str, run: Mapping[str, Any], chosen: str, content: bytes) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    path = f"/api/v1{find_path(run, '/results')}"
    response = api.client.post(path, params={"format": chosen}, headers=headers, content=content)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def find_balance(api: Api, token: str) -> tuple[int, int, int]:
    [row] = [row for row in api.get("/balances", token)["rows"] if row["partner"] == "alice"]
    return row["payable"]["minor"], row["reserved"]["minor"], row["paid"]["minor"]


def say(result: str, **more: str) -> dict[str, Any]:
    return {"results": [{"partner": "alice", "result": result, **more}]}
