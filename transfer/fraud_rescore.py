"""Asks the running console for a fraud run over a site's whole history."""

import httpx2

from transfer.errors import TransferFailed

LONGEST_SECONDS = 24 * 3600.0


def request_rescore(console_url: str, secret_key: str) -> dict[str, int]:
    """The figures of the finished run: ``conversions, marks, decisions, rule_set``."""
    try:
        response = httpx2.post(
            f"{console_url}/api/v1/fraud/run",
            params={"everything": "true"},
            headers={"Authorization": f"Bearer {secret_key}"},
            timeout=LONGEST_SECONDS,
        )
    except httpx2.HTTPError as exc:
        raise TransferFailed(f"no answer from {console_url}: {exc}", "Start it: prm up.") from exc
    if response.status_code != 200:
        raise TransferFailed(f"the console answered {response.status_code}: {response.text[:200]}", "Run it again.")
    figures: dict[str, int] = response.json()
    return figures
