"""Sends events to the tracker as a server would, with patience, and hears what it refused."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx2

from transfer.errors import TransferFailed

SAFE_TO_REPEAT = "The same command again goes on; nothing is stored twice."
# How long a status may stay the answer; a key made while Redis was away (401) reaches the edge soon after.
_PATIENCE_SECONDS = {401: 10, 429: 120, 503: 120}
_LONGEST_PAUSE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event that the tracker will never take, by its place among those sent."""

    index: int
    field: str
    reason: str


def send_lines(client: httpx2.Client, lines: Sequence[bytes]) -> list[Refusal]:
    """Sends until the tracker has taken them; what is too large at once goes in two halves. What it refused."""
    response = _post(client, b"\n".join(lines))
    if response.status_code == 413 and len(lines) > 1:
        middle = len(lines) // 2
        late = send_lines(client, lines[middle:])
        return send_lines(client, lines[:middle]) + [Refusal(middle + r.index, r.field, r.reason) for r in late]
    if response.status_code == 413:
        return [Refusal(0, "", "body_too_large")]
    if response.status_code != 202:
        reason = response.headers.get("X-PRM-Rejected", response.text[:200])
        raise TransferFailed(f"the tracker answered {response.status_code}: {reason}", SAFE_TO_REPEAT)
    return [Refusal(each["index"], each["field"], each["reason"]) for each in response.json()["rejected"]]


def _post(client: httpx2.Client, body: bytes) -> httpx2.Response:
    began = time.monotonic()
    while True:
        try:
            response = client.post("/v1/events", content=body)
        except httpx2.HTTPError as exc:
            remedy = f"Start it: prm up. {SAFE_TO_REPEAT}"
            raise TransferFailed(f"no answer from {client.base_url}: {exc}", remedy) from exc
        patience = _PATIENCE_SECONDS.get(response.status_code, 0)
        if time.monotonic() - began >= patience:
            return response
        time.sleep(_read_pause_seconds(response))


def _read_pause_seconds(response: httpx2.Response) -> float:
    try:
        asked = float(response.headers.get("Retry-After", 0.2))
    except ValueError:
        asked = 1.0
    return min(max(asked, 0.1), _LONGEST_PAUSE_SECONDS)
