"""In which language a page is, and how somebody changes it."""

import re
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from console.pages.page_scripts import list_page_scripts
from database.sessions import Sessions, begin_change, begin_read
from languages.browser_texts import make_browser_texts
from languages.language import Language
from registry.changes import Subject, list_changes
from registry.partners import get_partner, update_partner
from registry.report_mails import put_report_mail, write_end_path
from tests.console.conftest import Shop
from tests.console.member_language import reading_in
from tests.console.signing_in import make_link, open_link

POLISH = {"Accept-Language": "pl-PL,pl;q=0.9,en;q=0.8"}


def find_language(page: str) -> str:
    found = re.search(r'<html lang="(\w+)">', page)
    return found[1] if found else ""


def find_texts(page: str) -> str:
    found = re.search(r'src="(/static/texts/[^"]+)"', page)
    return found[1] if found else ""


@pytest.fixture
def alice(client: TestClient, registry_sessions: Sessions, shop: Shop) -> TestClient:
    """The browser with Alice's link opened, who has set no language."""
    with begin_change(registry_sessions) as session:
        update_partner(session, shop.site_id, shop.alice_id, language="")
    assert open_link(client, make_link(registry_sessions, shop, shop.alice_id)) == 303
    return client


def test_a_page_is_in_the_language_of_the_browser(client: TestClient) -> None:
    answer = client.get("/partner/sign-in", headers=POLISH)
    assert (find_language(answer.text), answer.headers["content-language"]) == ("pl", "pl")
    assert "Zaloguj się" in answer.text
    assert find_language(client.get("/partner/sign-in", headers={"Accept-Language": "de"}).text) == "en"


def test_whoever_chooses_a_language_keeps_it_in_this_browser(client: TestClient) -> None:
    chosen = client.get("/sign-in?next=/links&language=ru", headers=POLISH)
    assert find_language(chosen.text) == "ru"
    assert 'href="?next=%2Flinks&amp;language=pl" lang="pl"' in chosen.text
    assert 'lang="ru" hreflang="ru" rel="nofollow" aria-current="true">Русский</a>' in chosen.text
    assert find_language(client.get("/partner/sign-in", headers=POLISH).text) == "ru"
    assert find_language(client.get("/sign-in?language=klingon", headers=POLISH).text) == "ru"


def test_the_cookie_of_a_language_holds_nothing_else_of_anybody(client: TestClient) -> None:
    client.cookies.set("prm_language", '"><script>', "testserver.local", "/")
    assert find_language(client.get("/sign-in", headers=POLISH).text) == "pl"
    answer = client.get("/sign-in?language=pl")
    assert answer.headers["set-cookie"].startswith("prm_language=pl; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax")


def test_what_went_wrong_is_said_in_the_language_of_the_page(client: TestClient) -> None:
    wrong = client.post("/partner/sign-in", data={"token": "pl_no"}, headers=POLISH)
    assert wrong.status_code == 401
    assert "Ten link był już otwarty albo wygasł. Poproś opiekuna programu o nowy." in wrong.text
    assert 'href="?language=ru"' in wrong.text
    # The page of the form can be opened in another language, unlike where the form is posted to.
    data = {"email": "a@b.example", "password": "wrong"}
    wrong = client.post("/partner/sign-in/password", data=data, headers=POLISH)
    assert "Błędny adres e-mail lub hasło." in wrong.text
    assert 'href="/partner/sign-in?language=ru"' in wrong.text


def test_an_error_page_is_in_the_language_of_the_browser(client: TestClient) -> None:
    missing = client.get("/no/such/page", headers=POLISH)
    assert missing.status_code == 404
    assert (find_language(missing.text), "Nie znaleziono" in missing.text) == ("pl", True)


def test_the_pages_of_the_team_are_english_whatever_the_browser_says(marketer: TestClient) -> None:
    for path in ("/overview", "/partners"):
        page = marketer.get(path, headers=POLISH)
        assert (page.status_code, find_language(page.text)) == (200, "en")
        assert "/static/texts/" not in page.text
    assert find_language(marketer.get("/no/such/page", headers=POLISH).text) == "en"


def test_whoever_of_the_team_sets_a_language_reads_it_on_the_pages_that_are_translated(
    marketer: TestClient, registry_sessions: Sessions, shop: Shop
) -> None:
    with reading_in(registry_sessions, shop.member_id, "ru"):
        overview = marketer.get("/overview", headers=POLISH).text
        assert find_language(overview) == "ru"
        assert "<span>Обзор</span>" in overview
        assert "/static/texts/ru-overview-" in overview
        assert '<option value="ru" selected>Русский</option>' in marketer.get("/account").text
        missing = marketer.get("/no/such/page").text
        assert (find_language(missing), "<h1>Не найдено</h1>" in missing) == ("ru", True)
        one = marketer.get(f"/partners/{shop.alice_id}")
        assert (find_language(one.text), one.headers["content-language"]) == ("ru", "ru")
        assert "Переходы по дням" in one.text
        # Each page has its own texts.
        assert find_texts(overview) != find_texts(one.text) != ""


def test_a_partner_without_a_setting_reads_what_the_browser_says(alice: TestClient) -> None:
    page = alice.get("/partner", headers=POLISH)
    assert (find_language(page.text), "Witaj, Alice &lt;Blog&gt;" in page.text) == ("pl", True)


def test_a_partner_sets_a_language_for_pages_mails_and_statements(
    alice: TestClient, registry_sessions: Sessions, shop: Shop
) -> None:
    answer = alice.post("/partner/profile/language", data={"language": "ru"}, headers=POLISH)
    assert answer.status_code == 303
    page = alice.get(answer.headers["location"], headers=POLISH)
    assert find_language(page.text) == "ru"
    assert '<p class="notice good" role="status">Язык изменён.</p>' in page.text
    assert '<option value="ru" selected>Русский</option>' in page.text
    assert '<option value="">Как в браузере</option>' in page.text
    with begin_read(registry_sessions) as session:
        assert get_partner(session, shop.site_id, shop.alice_id).language == "ru"
        change = list_changes(session, shop.site_id, 1, subject=Subject.PARTNER, subject_id=shop.alice_id)[0]
    assert (change.author, change.fields) == (f"partner:{shop.alice_id}", ["language"])


def test_a_language_that_there_is_not_is_none(alice: TestClient, registry_sessions: Sessions, shop: Shop) -> None:
    answer = alice.post("/partner/profile/language", data={"language": "tlh"})
    assert answer.status_code == 400
    assert "Not possible: give one of en, pl, ru." in answer.text
    with begin_read(registry_sessions) as session:
        assert get_partner(session, shop.site_id, shop.alice_id).language == ""


def test_nobody_sets_the_language_of_a_partner_without_a_session(client: TestClient) -> None:
    answer = client.post("/partner/profile/language", data={"language": "ru"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/partner/sign-in")


def test_the_texts_of_the_scripts_are_an_asset_of_the_language_alone(client: TestClient) -> None:
    page = client.get("/partner/sign-in", headers=POLISH)
    found = re.search(r'<script type="module" src="(/static/texts/[^"]+)"></script>', page.text)
    assert found is not None
    texts = client.get(found[1])
    assert texts.headers["content-type"].startswith("text/javascript")
    assert texts.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "frame-ancestors 'none'" in texts.headers["content-security-policy"]
    assert "Skopiowano" in texts.text
    assert "Скопировано" not in texts.text
    for name in ("pl-sign-in-000000000000", "pl-no-page-000000000000", "no-language", ""):
        assert client.get(f"/static/texts/{name}.js").status_code == 404
    assert make_browser_texts(Language.ENGLISH, list_page_scripts("sign-in")) is None
    assert "/static/texts/" not in client.get("/partner/sign-in").text


def test_whoever_ends_a_report_by_mail_reads_it_in_his_language(
    client: TestClient, registry_sessions: Sessions, shop: Shop
) -> None:
    with reading_in(registry_sessions, shop.member_id, "ru"):
        with begin_change(registry_sessions) as session:
            mail = put_report_mail(session, shop.site_id, shop.member_id, None, "week", datetime.now(UTC))
            path = write_end_path(b"a secret of the tests", mail.id)
        asked = client.get(path, headers=POLISH)
        assert (find_language(asked.text), "Больше не присылать" in asked.text) == ("ru", True)
        assert "Nie wysyłaj go więcej" in client.get(f"{path}&language=pl").text
        client.cookies.clear()
        assert "Этот отчёт больше не будет приходить по почте." in client.post(path, headers=POLISH).text
        # Nobody is known to have got it now.
        assert find_language(client.get(path, headers=POLISH).text) == "pl"
