"""/members/me: a team member's own time zone and currency, which fall back to the site's."""

import pytest

from console.cookies import MEMBER_COOKIE
from database.sessions import Sessions, begin_read
from registry.models import Site
from registry.sites import get_site
from registry.team.members import find_member_by_session
from registry.team.preferences import Preferences, find_preferences
from tests.fixtures.api import NOW, Api, Tenant


def find_shown(sessions: Sessions, shop: Tenant, token: str) -> Preferences:
    with begin_read(sessions) as session:
        return find_preferences(get_site(session, shop.site_id), find_member_by_session(session, token, NOW))


@pytest.mark.parametrize("person", ["owner", "onlooker"])
def test_a_person_sees_figures_as_the_site_until_they_choose_otherwise(
    api: Api, shop: Tenant, sessions: Sessions, person: str
) -> None:
    token = getattr(shop, person)
    api.send("PATCH", "/sites/1", shop.key, 200, {}, {"display_currency": "PLN", "timezone": "Europe/Warsaw"})
    assert find_shown(sessions, shop, token) == Preferences("Europe/Warsaw", "PLN")
    api.client.cookies.set(MEMBER_COOKIE, token)
    assert api.get("/members/me", "")["timezone"] == ""
    chosen = {"timezone": "Asia/Tokyo", "display_currency": "original", "language": "pl"}
    assert api.send("PATCH", "/members/me", "", 200, {}, chosen).items() >= chosen.items()
    assert find_shown(sessions, shop, token) == Preferences("Asia/Tokyo", "")
    api.send("PATCH", "/members/me", "", 200, {}, {"display_currency": "EUR"})
    assert find_shown(sessions, shop, token) == Preferences("Asia/Tokyo", "EUR")
    cleared = {"timezone": "", "display_currency": "", "language": ""}
    assert api.send("PATCH", "/members/me", "", 200, {}, cleared).items() >= cleared.items()
    assert find_shown(sessions, shop, token) == Preferences("Europe/Warsaw", "PLN")


def test_what_cannot_be_shown_is_rejected_with_its_field(api: Api, shop: Tenant) -> None:
    api.client.cookies.set(MEMBER_COOKIE, shop.owner)
    for field, value in (("timezone", "Mars/Base"), ("display_currency", "euro")):
        assert api.send("PATCH", "/members/me", "", 400, {}, {field: value})["error"]["field"] == field
        assert api.send("PATCH", "/sites/1", "", 400, {}, {field: value})["error"]["field"] == field
    assert api.send("PATCH", "/members/me", "", 400, {}, {"language": "tlh"})["error"]["field"] == "language"
    api.send("PATCH", "/sites/1", "", 200, {}, {"display_currency": "EUR"})
    assert api.send("PATCH", "/sites/1", "", 200, {}, {"display_currency": ""})["display_currency"] == ""


def test_keys_and_partners_have_no_settings_of_their_own(api: Api, shop: Tenant) -> None:
    for method, body in (("GET", None), ("PATCH", {"timezone": "UTC"})):
        for token in (shop.key, shop.reading_key, shop.alice):
            api.send(method, "/members/me", token, 403, {}, body)


def test_the_pages_of_partners_use_the_sites() -> None:
    site = Site(timezone="Europe/Riga", display_currency="EUR")
    assert find_preferences(site) == Preferences("Europe/Riga", "EUR")
