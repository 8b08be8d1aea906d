"""The guide's code of the server, run by Node: the sale that it sends names the visitor of the cookie."""

import json
import re
import shutil
import subprocess

import pytest

from events.event import Event
from tests.integrate.test_guides import read_guide
from tests.tracker.making import SECRET, SERVER, SITE_ID
from tracker.parsing.event import parse_event

# What the code calls of Next.js, and the network.
AROUND = """
process.env.PRM_KEY = 'sk_shop'
const cookies = async () => new Map(KNOWN)
globalThis.fetch = async (url, request) => { console.log(JSON.stringify([url, request])); return { ok: true } }
CODE
reportSale({ id: 'A-1', totalCents: 4990, currency: 'EUR' })
"""


@pytest.mark.parametrize("visitor", ["0190f3c2-7a3b-4cc1-ad2e-000000000001", ""])
def test_the_sale_names_the_visitor(visitor: str) -> None:
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    (code,) = re.findall(r"import \{ cookies \} from 'next/headers'\n(.+?)\n```", read_guide("nextjs"), re.DOTALL)
    known = json.dumps([["prm_visitor", {"value": visitor}]] if visitor else [])
    program = AROUND.replace("KNOWN", known).replace("CODE", code.replace("export const", "const"))
    sent = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True).stdout
    url, request = json.loads(sent)
    assert (url, request["headers"]) == ("https://track.example/v1/events", {"Authorization": "Bearer sk_shop"})
    sale = parse_event(json.loads(request["body"]), SITE_ID, SERVER, SECRET)
    assert isinstance(sale, Event)
    assert (sale.type, sale.order_id, sale.amount_minor, sale.visitor_id) == ("sale", "A-1", 4990, visitor)
