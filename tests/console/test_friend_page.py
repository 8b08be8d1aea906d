"""A friend's own page: a signed address opens it, inside pages of the site alone, and nothing else does."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape

import pytest
from redis import Redis
from sqlalchemy import delete
from starlette.applications import Starlette
from starlette.testclient import TestClient

from console.pages.friend import list_figures
from console.pages.routes import console_routes
from console.pages.sign_in_attempts import FREE_ATTEMPTS
from database.sessions import Sessions, begin_change, begin_read
from earnings.figures.balances import OwnerBalance
from earnings.ledger.accounts import Account
from languages.catalogues import read_catalogue
from languages.language import Language
from registry.brands import update_brand
from registry.friend_links import sign_friend_link
from registry.models import Code, Partner, PartnerStatusChange, PromoCode
from registry.partners import create_partner, list_partners, update_partner
from registry.promo_codes import create_promo_code
from registry.site_trust import rotate_signing_key
from registry.sites import get_program, get_site, update_program, update_site
from tests.console.conftest import ORIGIN, Shop

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
SECOND = int(NOW.timestamp())
HOSTS = ["shop.example", "*.shop.example", "127.0.0.1", "::1"]


@pytest.fixture
def visitor(registry_sessions: Sessions, redis_url: str, shop: Shop) -> Iterator[TestClient]:
    """Somebody without any session; the program takes friends, and nobody is one."""
    with begin_change(registry_sessions) as session:
        update_site(session, shop.site_id, hosts=HOSTS, may_share_hosts=True)
        update_program(session, shop.site_id, get_program(session, shop.site_id).id, friends=True)
        friends = [partner.id for partner in list_partners(session, shop.site_id) if partner.customer_id]
        for table in (Code, PartnerStatusChange, PromoCode):
            session.execute(delete(table).where(table.partner_id.in_(friends)))
        session.execute(delete(Partner).where(Partner.id.in_(friends)))
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
        routes = console_routes(registry_sessions, redis, "http://edge.example", b"a secret", lambda: NOW)
        with TestClient(Starlette(routes=routes), ORIGIN, follow_redirects=False) as client:
            yield client


@pytest.fixture
def given(registry_sessions: Sessions, shop: Shop, visitor: TestClient) -> dict[str, str]:
    """The query of a good address."""
    return sign(registry_sessions, shop.site_id, "c-17")


def sign(sessions: Sessions, site_id: int, customer_id: str, expires: int = SECOND + 600) -> dict[str, str]:
    with begin_read(sessions) as session:
        site = get_site(session, site_id)
    signature = sign_friend_link(site.signing_key, site.site_key, customer_id, str(expires))
    return {"site": site.site_key, "customer_id": customer_id, "expires": str(expires), "signature": signature}


def list_friends(sessions: Sessions, shop: Shop) -> list[Partner]:
    with begin_read(sessions) as session:
        return [partner for partner in list_partners(session, shop.site_id) if partner.kind == "friend"]


def test_a_customer_sees_his_link_and_becomes_a_friend_by_the_first_look(
    visitor: TestClient, given: dict[str, str], registry_sessions: Sessions, shop: Shop
) -> None:
    answer = visitor.get("/friend", params=given)
    assert answer.status_code == 200
    [friend] = list_friends(registry_sessions, shop)
    assert f'href="https://shop.example/?ref={friend.own_code}"' in answer.text
    assert "Nothing earned yet" in answer.text
    assert "<svg" in answer.text
    assert "set-cookie" not in answer.headers
    # The choice of a language keeps the address; nothing else of the page has his id.
    assert "c-17" not in re.sub(r'<nav class="languages".*?</nav>', "", answer.text, flags=re.DOTALL)
    assert visitor.get("/friend", params=given).text == answer.text
    assert [each.id for each in list_friends(registry_sessions, shop)] == [friend.id]


def test_only_pages_of_the_site_show_it_inside_themselves(visitor: TestClient, given: dict[str, str]) -> None:
    headers = visitor.get("/friend", params=given).headers
    policy = headers["content-security-policy"]
    assert re.findall(r"frame-ancestors ([^;]*)", policy) == ["shop.example:* *.shop.example:* 127.0.0.1:*"]
    assert "default-src 'self'" in policy
    assert "x-frame-options" not in headers
    assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "same-origin")


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"signature": "0" * 64}, 403, "This link is not valid"),
        ({"customer_id": "c-18"}, 403, "This link is not valid"),
        ({"expires": "9999999999"}, 403, "This link is not valid"),
        ({"site": "pk_nobody"}, 403, "This link is not valid"),
        ({"signature": None}, 403, "This link is not valid"),
    ],
)
def test_a_forged_address_says_so(
    change: dict[str, str | None],
    status: int,
    said: str,
    visitor: TestClient,
    given: dict[str, str],
    registry_sessions: Sessions,
    shop: Shop,
) -> None:
    forged = {name: value for name, value in {**given, **change}.items() if value is not None}
    answer = visitor.get("/friend", params=forged)
    assert (answer.status_code, f"<h1>{said}</h1>" in answer.text, "?ref=" in answer.text) == (status, True, False)
    assert list_friends(registry_sessions, shop) == []
    # Whoever has no signature learns no host of the site.
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("expires", "status", "said"),
    [(SECOND, 410, "This link has expired"), (SECOND + 90_000, 403, "longer than a day")],
)
def test_an_address_that_is_too_old_or_lives_too_long_says_so(
    expires: int, status: int, said: str, visitor: TestClient, registry_sessions: Sessions, shop: Shop
) -> None:
    answer = visitor.get("/friend", params=sign(registry_sessions, shop.site_id, "c-17", expires))
    assert (answer.status_code, said in answer.text) == (status, True)
    # Also where it stands inside the shop.
    assert "frame-ancestors shop.example" in answer.headers["content-security-policy"]
    assert list_friends(registry_sessions, shop) == []


def test_what_another_site_signed_opens_nothing_of_this_one(
    visitor: TestClient, given: dict[str, str], registry_sessions: Sessions, shop: Shop
) -> None:
    others = sign(registry_sessions, shop.other_site_id, "c-17")
    assert visitor.get("/friend", params={**others, "site": given["site"]}).status_code == 403
    assert visitor.get("/friend", params=others).status_code == 409
    assert list_friends(registry_sessions, shop) == []


def test_a_rotated_key_ends_all_addresses(
    visitor: TestClient, given: dict[str, str], registry_sessions: Sessions, shop: Shop
) -> None:
    with begin_change(registry_sessions) as session:
        rotate_signing_key(session, shop.site_id)
    assert visitor.get("/friend", params=given).status_code == 403


def test_a_program_that_takes_nobody_more_keeps_those_who_are_friends(
    visitor: TestClient, given: dict[str, str], registry_sessions: Sessions, shop: Shop
) -> None:
    visitor.get("/friend", params=given)
    with begin_change(registry_sessions) as session:
        update_program(session, shop.site_id, get_program(session, shop.site_id).id, friends=False)
    assert visitor.get("/friend", params=given).status_code == 200
    answer = visitor.get("/friend", params=sign(registry_sessions, shop.site_id, "c-18"))
    assert (answer.status_code, "takes no new friends" in answer.text) == (409, True)


def test_a_partner_who_is_a_customer_too_sees_his_own_link_and_code(
    visitor: TestClient, registry_sessions: Sessions, shop: Shop
) -> None:
    with begin_change(registry_sessions) as session:
        agency, _ = create_partner(session, shop.site_id, f"agency{time.time_ns()}", "Agency", customer_id="c-1")
        create_promo_code(session, shop.site_id, agency.id, "AGENCY10")
        update_partner(session, shop.site_id, agency.id, status="paused")
    text = visitor.get("/friend", params=sign(registry_sessions, shop.site_id, "c-1")).text
    assert f"?ref={agency.own_code}" in text
    assert "AGENCY10" in text
    assert "Your invitations are paused" in text


def test_whoever_guesses_signatures_waits_and_keeps_nobody_else_out(
    visitor: TestClient, given: dict[str, str], patient_pauses: None
) -> None:
    forged = {**given, "signature": "0" * 64}
    statuses = [visitor.get("/friend", params=forged).status_code for _ in range(FREE_ATTEMPTS["public act"] + 2)]
    assert (statuses[0], statuses[-1]) == (403, 429)
    answer = visitor.get("/friend", params=forged)
    assert int(answer.headers["retry-after"]) > 0
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    # In the same office somebody may have a good address.
    assert visitor.get("/friend", params=given).status_code == 200


def test_one_customers_address_is_opened_so_often_and_no_oftener(
    visitor: TestClient, given: dict[str, str], registry_sessions: Sessions, shop: Shop, patient_pauses: None
) -> None:
    statuses = [visitor.get("/friend", params=given).status_code for _ in range(FREE_ATTEMPTS["own page"] + 2)]
    assert (statuses[-3], statuses[-1]) == (200, 429)
    assert visitor.get("/friend", params=sign(registry_sessions, shop.site_id, "c-18")).status_code == 200


@pytest.mark.parametrize(
    ("asked", "shown", "heading"),
    [("pl", "pl", "Zaproś znajomych do"), ("ru", "ru", "Пригласите друзей в"), ("de", "en", "Invite friends to")],
)
def test_it_is_in_the_language_of_the_browser(
    asked: str, shown: str, heading: str, visitor: TestClient, given: dict[str, str]
) -> None:
    answer = visitor.get("/friend", params=given, headers={"Accept-Language": asked})
    assert (answer.headers["content-language"], f"<h1>{heading} " in answer.text) == (shown, True)


def test_states_have_the_words_of_the_cabinet() -> None:
    balance = OwnerBalance("ada", "EUR", dict.fromkeys(Account, 100), 100)
    names = [name for name, _ in list_figures(balance)]
    assert len(names) == 5
    for name in names:
        found = read_catalogue(Language.RUSSIAN).get(name.text, name.context)
        assert found is not None
        assert {"console/pages/friend.py", "console/assets/label_lists_money.js"} <= {
            path for path, _ in found.locations
        }


def test_another_language_is_chosen_at_the_signed_address_and_no_cookie_keeps_it(
    visitor: TestClient, registry_sessions: Sessions, shop: Shop
) -> None:
    given = sign(registry_sessions, shop.site_id, "c-17 ö&1")
    first = visitor.get("/friend", params=given).text
    chosen = find_choice(first, "pl")
    polish = visitor.get(f"/friend{chosen}")
    assert (polish.status_code, polish.headers["content-language"]) == (200, "pl")
    assert "set-cookie" not in polish.headers
    # From there to the next one, and not by adding one to the other.
    russian = visitor.get(f"/friend{find_choice(polish.text, 'ru')}")
    assert (russian.status_code, russian.headers["content-language"]) == (200, "ru")
    assert visitor.get("/friend", params=given).headers["content-language"] == "en"


def find_choice(page: str, language: str) -> str:
    found = re.search(rf'<a href="([^"]*)" lang="{language}"', page)
    assert found
    return unescape(found[1])


def test_a_friend_with_a_language_reads_it_until_he_chooses_another(
    visitor: TestClient, given: dict[str, str], registry_sessions: Sessions, shop: Shop
) -> None:
    visitor.get("/friend", params=given)
    [friend] = list_friends(registry_sessions, shop)
    with begin_change(registry_sessions) as session:
        update_partner(session, shop.site_id, friend.id, language="ru")
    polish = {"Accept-Language": "pl"}
    assert visitor.get("/friend", params=given, headers=polish).headers["content-language"] == "ru"
    chosen = visitor.get("/friend", params={**given, "language": "en"}, headers=polish)
    assert chosen.headers["content-language"] == "en"


@pytest.mark.parametrize(
    ("expires", "signature", "said"),
    [
        (SECOND, None, "Ten link wygasł"),
        (SECOND + 600, "0" * 64, "Ten link jest nieprawidłowy"),
        (SECOND + 90_000, None, "Otwierałby stronę dłużej niż przez dobę"),
    ],
)
def test_why_there_is_no_page_is_said_in_the_language_of_the_browser(
    expires: int, signature: str | None, said: str, visitor: TestClient, registry_sessions: Sessions, shop: Shop
) -> None:
    given = sign(registry_sessions, shop.site_id, "c-17", expires)
    given["signature"] = signature or given["signature"]
    assert said in visitor.get("/friend", params=given, headers={"Accept-Language": "pl"}).text


def test_pauses_of_every_kind_are_said_in_the_language_of_the_browser(
    visitor: TestClient, given: dict[str, str], registry_sessions: Sessions, shop: Shop, patient_pauses: None
) -> None:
    russian = {"Accept-Language": "ru"}
    visitor.get("/friend", params=given)
    [friend] = list_friends(registry_sessions, shop)
    with begin_change(registry_sessions) as session:
        update_partner(session, shop.site_id, friend.id, status="paused")
        update_program(session, shop.site_id, get_program(session, shop.site_id).id, friends=False)
    assert "Ваши приглашения приостановлены" in visitor.get("/friend", params=given, headers=russian).text
    taken = visitor.get("/friend", params=sign(registry_sessions, shop.site_id, "c-18"), headers=russian)
    assert "Магазин сейчас не принимает новых друзей" in taken.text
    forged = {**given, "signature": "0" * 64}
    answers = [visitor.get("/friend", params=forged, headers=russian) for _ in range(FREE_ATTEMPTS["public act"] + 2)]
    assert (answers[-1].status_code, "Слишком много попыток" in answers[-1].text) == (429, True)


def test_it_shows_the_brand_of_the_site_also_where_it_opens_nothing(
    visitor: TestClient, given: dict[str, str], registry_sessions: Sessions, shop: Shop
) -> None:
    with begin_change(registry_sessions) as session:
        update_brand(session, shop.site_id, shown_name="Bean & Co", accent="#ffd400")
    page, problem = (visitor.get("/friend", params={**given, **more}).text for more in ({}, {"signature": "0"}))
    for text in (page, problem):
        assert '<p class="brand"><span>Bean &amp; Co</span></p>' in text
        assert f'href="/brand/{given["site"]}.css"' in text
    assert "<h1>Invite friends to Bean &amp; Co</h1>" in page
    assert "buys at Bean &amp; Co counts" in page
    with begin_change(registry_sessions) as session:
        update_brand(session, shop.site_id, shown_name="", accent="")
    assert 'class="brand"' not in visitor.get("/friend", params={**given, "site": "pk_nobody"}).text
