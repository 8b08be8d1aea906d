"""Each line of the guide makes the signature that the tracker expects."""

import hmac
import json
import re
import shutil
import subprocess
import sys

import pytest
from liquid import Environment
from msgspec.structs import replace

from events.event import Event
from tests.integrate.test_guides import read_guide
from tracker.parsing.signature import is_signed

FIELDS = {
    "key": "sig_secret",
    "site_key": "pk_shop",
    "order_id": "A-1 ö",
    "amount": 4990,
    "currency": "EUR",
    "visitor_id": "v",
    "customer_id": "",
}
EVENT = Event(
    1, "018bcfe5-6800-75c8-a76a-90c9a77bd834", "sale", 1, 1, "browser", "human", "full",
    visitor_id="v", order_id="A-1 ö", amount_minor=4990, currency="EUR",
)  # fmt: skip


def find_code(language: str) -> str:
    """What the guide says in a language."""
    found = re.search(rf"^```{language}\n(.+?)\n```$", read_guide("signatures"), re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def run(*words: str) -> str:
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed")
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


def test_python() -> None:
    named = "; ".join(f"{name} = {value!r}" for name, value in FIELDS.items())
    made = run(sys.executable, "-c", f"import hmac; {named}\n{find_code('python')}\nprint(signature)")
    assert is_signed(EVENT, "pk_shop", "sig_secret", made)


def test_node() -> None:
    named = ", ".join(f"{camel(name)} = {json.dumps(value)}" for name, value in FIELDS.items())
    made = run("node", "-e", f"const crypto = require('crypto'), {named}; console.log({find_code('js')})")
    assert is_signed(EVENT, "pk_shop", "sig_secret", made)


def test_php() -> None:
    named = " ".join(f"${camel(name)} = {json.dumps(value, ensure_ascii=False)};" for name, value in FIELDS.items())
    made = run("php", "-r", f"{named} echo {find_code('php')};")
    assert is_signed(EVENT, "pk_shop", "sig_secret", made)


def test_liquid() -> None:
    """The filter is one of the platform's own, not of the language."""
    environment = Environment()
    environment.add_filter("hmac_sha256", lambda text, key: hmac.new(key.encode(), text.encode(), "sha256").hexdigest())
    script = environment.from_string(find_code("liquid")).render(
        settings={"prm_site": "pk_shop", "prm_signing_key": "sig_secret"},
        cart={"attributes": {"prm_visitor": "v"}},
        customer={"id": 17},
    )
    called = re.fullmatch(r"<script>prm\('identify', '17', '(\w+)'\)</script>", script.strip())
    identify = replace(EVENT, type="identify", order_id="", amount_minor=None, currency="", customer_id="17")
    assert called
    assert is_signed(identify, "pk_shop", "sig_secret", called[1])
