"""Each recipe of the guide makes an address that opens the page of its customer."""

import hmac
import json
import re
import sys
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from liquid import Environment
from sqlalchemy.orm import Session

from registry.friend_links import read_friend_link
from registry.sites import create_site
from tests.integrate.test_guides import read_guide
from tests.integrate.test_signatures import camel, run

CUSTOMER = "c-17 ö&1"


def find_code(language: str) -> str:
    found = re.search(rf"^```{language}\n(.+?)\n```$", read_guide("friends"), re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def make_fields(session: Session) -> dict[str, str]:
    """What a recipe is given."""
    site = create_site(session, "Shop", ["shop.example"])
    return {
        "key": site.signing_key,
        "site_key": site.site_key,
        "customer_id": CUSTOMER,
        "console_url": "https://console.example",
    }


def check(session: Session, address: str, customer_id: str = CUSTOMER) -> None:
    parts = urlsplit(address)
    assert (f"{parts.scheme}://{parts.netloc}", parts.path) == ("https://console.example", "/friend")
    link = read_friend_link(session, dict(parse_qsl(parts.query)), datetime.now(UTC))
    assert (link.problem, link.customer_id) == (None, customer_id)


def test_python(registry_session: Session) -> None:
    named = "; ".join(f"{name} = {value!r}" for name, value in make_fields(registry_session).items())
    program = f"import hmac, time, urllib.parse; {named}\n{find_code('python')}\nprint(address)"
    check(registry_session, run(sys.executable, "-c", program))


def test_node(registry_session: Session) -> None:
    fields = make_fields(registry_session)
    named = ", ".join(f"{camel(name)} = {json.dumps(value)}" for name, value in fields.items())
    program = f"const crypto = require('crypto'), {named}; {find_code('js')}\nconsole.log(address)"
    check(registry_session, run("node", "-e", program))


def test_php(registry_session: Session) -> None:
    fields = make_fields(registry_session)
    named = " ".join(f"${camel(name)} = {json.dumps(value, ensure_ascii=False)};" for name, value in fields.items())
    check(registry_session, run("php", "-r", f"{named} {find_code('php')} echo $address;"))


def test_liquid(registry_session: Session) -> None:
    """The filter is one of the platform's own, not of the language; its ids of customers are numbers."""
    fields = make_fields(registry_session)
    environment = Environment()
    environment.add_filter("hmac_sha256", lambda text, key: hmac.new(key.encode(), text.encode(), "sha256").hexdigest())
    shown = environment.from_string(find_code("liquid")).render(
        settings={
            "prm_site": fields["site_key"],
            "prm_signing_key": fields["key"],
            "prm_console": fields["console_url"],
        },
        customer={"id": 17},
    )
    address = re.search(r'src="([^"]+)"', shown)
    assert address
    check(registry_session, unescape(address[1]), "17")
