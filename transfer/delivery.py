"""Sends events to the tracker as a server would: with retries, and with the rejections it answers."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx2

from transfer.errors import TransferFailed

SAFE_TO_REPEAT = "Run the same command again to continue; nothing is stored twice."
# How long to retry each status; a key made while Redis was away (401) reaches the edge soon after.
_RETRY_SECONDS = {401: 10, 429: 120, 503: 120}
_LONGEST_PAUSE_SECONDS = 10.0
_TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Rejection:
    """An event that the tracker will never accept, by its index among those sent."""

    index: int
    field: str
    reason: str


def connect_tracker(url: str, secret_key: str) -> httpx2.Client:
    """A client for :func:`send_events`."""
    headers = {"Authorization": f"Bearer {secret_key}", "Content-Type": "application/x-ndjson"}
    return httpx2.Client(base_url=url, headers=headers, timeout=_TIMEOUT_SECONDS)


def send_events(client: httpx2.Client, lines: Sequence[bytes]) -> list[Rejection]:
    """Retries until the tracker has accepted the lines; a batch that is too large is sent in two halves."""
    response = _post(client, b"\n".join(lines))
    if response.status_code == 413 and len(lines) > 1:
        middle = len(lines) // 2
        late = send_events(client, lines[middle:])
        return send_events(client, lines[:middle]) + [Rejection(middle + r.index, r.field, r.reason) for r in late]
    if response.status_code == 413:
        return [Rejection(0, "", "body_too_large")]
    if response.status_code != 202:
        reason = response.headers.get("X-PRM-Rejected", response.text[:200])
        raise TransferFailed(f"the tracker answered {response.status_code}: {reason}", SAFE_TO_REPEAT)
    return [Rejection(each["index"], each["field"], each["reason"]) for each in response.json()["rejected"]]


def _post(client: httpx2.Client, body: bytes) -> httpx2.Response:
    began = time.monotonic()
    while True:
        try:
            response = client.post("/v1/events", content=body)
        except httpx2.HTTPError as exc:
            remedy = f"Start it: prm up. {SAFE_TO_REPEAT}"
            raise TransferFailed(f"no answer from {client.base_url}: {exc}", remedy) from exc
        if time.monotonic() - began >= _RETRY_SECONDS.get(response.status_code, 0):
            return response
        time.sleep(_parse_pause_seconds(response))


def _parse_pause_seconds(response: httpx2.Response) -> float:
    try:
        wanted = float(response.headers.get("Retry-After", 0.2))
    except ValueError:
        wanted = 1.0
    return min(max(wanted, 0.1), _LONGEST_PAUSE_SECONDS)
