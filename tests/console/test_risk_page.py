"""The page of risk offers decisions, the allow list and rules to those alone who may change them."""

import re
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from database.sessions import Sessions, begin_change
from registry.enums import Role
from registry.team.members import create_login, grant_membership, start_session
from registry.team.rights import RIGHTS, Right
from tests.console.conftest import Shop

FORMS = {"many": Right.REVIEW, "one": Right.REVIEW, "allow": Right.REVIEW, "save": Right.SETTINGS}


@pytest.mark.parametrize("role", Role)
def test_a_form_is_hidden_from_a_role_that_may_not_send_it(
    client: TestClient, registry_sessions: Sessions, shop: Shop, role: Role
) -> None:
    with begin_change(registry_sessions) as session:
        member = create_login(session, f"{role}@risk.example", "no hash")
        grant_membership(session, member.id, shop.site_id, role)
        client.cookies.set("prm_session", start_session(session, member.id, datetime.now(UTC)))
    page = client.get("/fraud").text
    for name, right in FORMS.items():
        [form] = re.findall(rf'<form[^>]*data-(?:decide="{name}"|{name}\b)[^>]*>', page)
        assert form.endswith(" hidden>") == (right not in RIGHTS[role]), form
