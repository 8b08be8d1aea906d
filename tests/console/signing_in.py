"""Opens the partner's page the way a partner does."""

from datetime import UTC, datetime

from starlette.testclient import TestClient

from database.sessions import Sessions, begin_change
from registry.partner_sessions import create_sign_in_link
from tests.console.conftest import Shop


def make_link(sessions: Sessions, shop: Shop, partner_id: int) -> str:
    """What follows # in a new link."""
    with begin_change(sessions) as session:
        return create_sign_in_link(session, shop.site_id, partner_id, datetime.now(UTC))[0]


def open_link(client: TestClient, token: str) -> int:
    """The status of the answer."""
    return client.post("/partner/sign-in", data={"token": token}).status_code
