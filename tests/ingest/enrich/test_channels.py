"""The table of channels, line by line."""

from pathlib import Path

import pytest

from events.link_parameters import CLICK_IDS
from ingest.enrich.channels import Channel, choose_channel
from ingest.enrich.pages import parse_host, parse_page

PAGE = "https://www.shop.example/shoes"


@pytest.mark.parametrize(
    ("url", "referrer", "channel"),
    [
        (PAGE, "", "direct"),
        ("", "", "direct"),
        (PAGE, "https://shop.example/", "direct"),
        (PAGE, "https://checkout.shop.example/", "direct"),
        (PAGE, "https://blog.example/review", "referral"),
        (PAGE, "https://www.google.com/", "organic_search"),
        (PAGE, "https://google.co.uk/", "organic_search"),
        (PAGE, "https://duckduckgo.com/", "organic_search"),
        (PAGE, "https://r.duckduckgo.com/l/?u=1", "organic_search"),
        (PAGE, "https://encrypted.google.com/url", "organic_search"),
        (PAGE, "https://translate.googleusercontent.com/", "referral"),
        (PAGE, "android-app://com.google.android.googlequicksearchbox/", "organic_search"),
        (PAGE, "https://mail.google.com/", "email"),
        (PAGE, "https://outlook.live.com/", "email"),
        (PAGE, "https://t.co/Abc", "organic_social"),
        (PAGE, "https://l.facebook.com/", "organic_social"),
        (PAGE, "https://old.reddit.com/r/shoes", "organic_social"),
        (PAGE + "?gclid=1", "https://www.google.com/", "paid_search"),
        (PAGE + "?msclkid=1", "", "paid_search"),
        (PAGE + "?gclid=1&utm_medium=email", "", "paid_search"),
        (PAGE + "?fbclid=1", "https://l.facebook.com/", "organic_social"),
        (PAGE + "?fbclid=1&utm_medium=paid_social", "", "paid_social"),
        (PAGE + "?ttclid=1", "", "paid_social"),
        (PAGE + "?dclid=1", "", "display"),
        (PAGE + "?irclickid=1", "", "affiliate"),
        (PAGE + "?mc_eid=1", "", "email"),
        (PAGE + "?utm_source=google&utm_medium=cpc", "", "paid_search"),
        (PAGE + "?utm_source=facebook&utm_medium=CPC", "", "paid_social"),
        (PAGE + "?utm_medium=ppc", "https://www.instagram.com/", "paid_social"),
        (PAGE + "?utm_medium=banner", "https://blog.example/", "display"),
        (PAGE + "?utm_medium=Newsletter", "", "email"),
        (PAGE + "?utm_medium=e-mail", "", "email"),
        (PAGE + "?utm_medium=social", "", "organic_social"),
        (PAGE + "?utm_medium=affiliates", "", "affiliate"),
        (PAGE + "?utm_medium=organic", "", "organic_search"),
        (PAGE + "?utm_medium=referral", "", "referral"),
        (PAGE + "?utm_source=newsletter", "", "email"),
        (PAGE + "?utm_source=pinterest", "", "organic_social"),
        (PAGE + "?utm_source=podcast", "", "referral"),
        (PAGE + "?utm_medium=unheard-of", "https://www.bing.com/", "organic_search"),
    ],
)
def test_the_channel_follows_from_address_and_referrer(url: str, referrer: str, channel: str) -> None:
    page = parse_page(url)
    found = choose_channel(page.host, parse_host(referrer), page.utm_source, page.utm_medium, page.click_id_kind)
    assert found == channel


def test_the_documented_table_names_every_channel_and_click_id() -> None:
    table = (Path(__file__).parents[3] / "docs" / "channels.md").read_text("utf-8")
    assert [word for word in (*Channel, *CLICK_IDS) if f"`{word}`" not in table] == []
