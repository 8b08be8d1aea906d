"""Two sites for the walk: one has a row of everything, its texts contain MARK; those of the other ask for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from starlette.testclient import TestClient

from database.sessions import Sessions, begin_change
from events.enums import Scope
from registry.enums import Role
from registry.erasures import create_erasure
from registry.imports import begin_import
from registry.keys import create_key
from registry.logins import hash_password
from registry.partner_sessions import create_sign_in_link, open_sign_in_link
from registry.partners import create_partner
from registry.report_mails import put_report_mail
from registry.saved_views import create_view
from registry.sites import create_site, get_site
from registry.team.invitations import create_invitation
from registry.team.members import add_member, create_login, start_session
from registry.team.people import change_administrator
from tests.console.api.payout_runs import IBAN, draft
from tests.console.api.walk_requests import RULES
from tests.fixtures.api import NOW, Api
from tests.fixtures.event_rows import event_id, make_event, store_events
from warehouse.interface import Warehouse

# In every text of the first site; codes of its partners, and what is in all other texts of either of them.
MARK = "quokka"
ALICE, BOB = f"{MARK}alice", f"{MARK}bob"
ALICES, BOBS = f"{MARK}-alice", f"{MARK}-bob"


@dataclass(frozen=True, slots=True)
class People:
    """Who asks, of one site: sessions of members by role, keys by scope, tokens and sessions of two partners."""

    site_id: int
    host: str
    members: Mapping[Role, str]
    member_ids: Mapping[Role, int]
    keys: Mapping[Scope, str]
    partner_ids: tuple[int, int]
    tokens: tuple[str, str]
    sessions: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sites:
    """``ids``: the rows of the first site by the name of parameter or field; ``administrator`` is a session."""

    shop: People
    rival: People
    administrator: str
    administrator_id: int
    ids: Mapping[str, object]


def make_sites(sessions: Sessions, warehouse: Warehouse, client: TestClient) -> Sites:
    """Both sites, and all that the first one has."""
    password_hash = hash_password("correct horse")
    shop = _make_people(sessions, MARK, {ALICE: ALICES, BOB: BOBS}, password_hash)
    rival = _make_people(sessions, "rival", {"carol": "carol", "dave": "dave"}, password_hash)
    with begin_change(sessions) as session:
        administrator = create_login(session, "root@installation.example", password_hash)
        change_administrator(session, administrator.id, True)
        root, administrator_id = start_session(session, administrator.id, NOW), administrator.id
        key, key_text = create_key(session, shop.site_id, f"{MARK} all", Scope)
        owner_id, address = shop.member_ids[Role.OWNER], f"{MARK}-invited@team.example"
        invitation, _ = create_invitation(session, shop.site_id, address, "analyst", NOW, invited_by=owner_id)
        stored = {
            "site_id": shop.site_id,
            "site_key": get_site(session, shop.site_id).site_key,
            "key_id": key.id,
            "member_id": shop.member_ids[Role.ANALYST],
            "partner_id": shop.partner_ids[0],
            "partner_ids": [shop.partner_ids[0]],
            "partner": ALICE,
            "into": shop.partner_ids[1],
            "parent_id": shop.partner_ids[1],
            "import_id": begin_import(session, shop.site_id, f"{MARK}.csv", "0" * 64, "command").import_id,
            "invitation_id": invitation.id,
        }
        view = create_view(session, shop.site_id, owner_id, f"{MARK} view", "/attribution", "", is_shared=True)
        report = put_report_mail(session, shop.site_id, owner_id, None, "week", NOW)
        stored |= {"view_id": view.id, "report_mail_id": report.id}
        create_erasure(session, shop.site_id, "customer", f"{MARK}-erased", asked_by="command")
    _store_events(warehouse, shop.site_id)
    return Sites(shop, rival, root, administrator_id, {**stored, **_fill(Api(client), shop, key_text)})


def _make_people(sessions: Sessions, site_name: str, partners: Mapping[str, str], password_hash: str) -> People:
    with begin_change(sessions) as session:
        site = create_site(session, f"{site_name} shop", [f"{site_name}.example"])
        members = {
            role: add_member(session, site.id, f"{site_name}-{role}@team.example", password_hash, role) for role in Role
        }
        first, second = (
            create_partner(session, site.id, code, f"{name} & Co", email=f"{name}@mail.example")
            for code, name in partners.items()
        )
        links = (create_sign_in_link(session, site.id, partner.id, NOW)[0] for partner, _ in (first, second))
        opened, also_opened = (open_sign_in_link(session, link, NOW) or "" for link in links)
        return People(
            site_id=site.id,
            host=f"{site_name}.example",
            members={role: start_session(session, member.id, NOW) for role, member in members.items()},
            member_ids={role: member.id for role, member in members.items()},
            keys={scope: create_key(session, site.id, f"{site_name} {scope}", [scope])[1] for scope in Scope},
            partner_ids=(first[0].id, second[0].id),
            tokens=(first[1], second[1]),
            sessions=(opened, also_opened),
        )


def _store_events(warehouse: Warehouse, site_id: int) -> None:
    """A sale of Alice's that is approved by now, one that a rule holds, one of Bob's; a refund of no order."""
    old, recent = NOW - timedelta(days=40), NOW - timedelta(days=2)
    sold = {"type": "sale", "currency": "EUR", "amount_minor": 5000}
    rows = []
    for number, (partner, order, moment) in enumerate(
        ((ALICE, f"{ALICES}-o1", old), (BOB, f"{BOBS}-o2", old), (ALICE, f"{ALICES}-o3", recent)), start=1
    ):
        said = {"site_id": site_id, "visitor_id": f"of-{order}", "customer_id": f"by-{order}"}
        rows.append(make_event(10 + number, moment - timedelta(days=1), **said, ref=partner))
        rows.append(make_event(number, moment, **said, **sold, order_id=order))
    rows.append(make_event(21, recent, site_id=site_id, type="lead", customer_id=f"{ALICES}-lead"))
    lost = {"type": "refund", "order_id": f"{ALICES}-o9", "amount_minor": 100, "currency": "EUR"}
    rows.append(make_event(20, recent, site_id=site_id, **lost))
    for row in rows:
        row["click_id_kind"] = "gclid" if row["event_id"] == event_id(13) else ""
    store_events(warehouse, rows)


def _fill(api: Api, shop: People, key: str) -> dict[str, object]:
    """What the API alone makes; of the site's partners Alice has one of each."""
    alice = shop.partner_ids[0]

    def create(path: str, body: Mapping[str, object]) -> dict[str, object]:
        return api.post(path, key, body, 201)

    link = {"partner_id": alice, "destination": f"https://{shop.host}/{ALICES}", "code": f"{ALICES}-link"}
    allowed = {"kind": "visitor", "value": f"{MARK}-visitor", "valid_to": "2026-06-01T00:00:00Z", "why": MARK}
    bonus = {"partner": ALICE, "reason": "bonus", "currency": "EUR", "minor": 1000, "note": ALICES}
    made = {
        **create("/programs", {"name": f"{MARK} program", "friends": True}),
        **create("/links", link),
        **create("/promo-codes", {"partner_id": alice, "code": f"{ALICES}-10"}),
        **create("/fraud/allowances", allowed),
        **create("/payout-methods", {**IBAN, "holder": ALICES, "partner_id": alice}),
    }
    create("/terms", {"rules": {**RULES, "payout": {"takes_requests": True}}})
    form = api.get(f"/programs/{made['program_id']}/application-form", key)
    applies = {"name": ALICES, "email": f"{ALICES}-applies@mail.example", "program_id": made["program_id"]}
    applied = create("/applications", {**applies, "terms_hash": form["terms_hash"]})
    create("/adjustments", bonus)
    api.post("/fraud/run", key, None)
    api.post("/earnings/run", key, None)
    asked = api.post("/payout-requests", shop.tokens[0], {"currency": "EUR"}, 201)
    run, other_run = draft(api, key), draft(api, key, purpose=MARK)
    [commission] = [row for row in api.get("/commissions", key)["rows"] if row["order_id"] == f"{ALICES}-o1"]
    [mark] = [row for row in api.get("/fraud/marks", key)["rows"] if row["rule"] == "paid_click"]
    return {
        **{name: made[name] for name in ("program_id", "link_id", "promo_code_id", "allowance_id", "method_id")},
        "run_id": run["run"]["run_id"],
        "request_id": asked["request_id"],
        "application_id": applied["application_id"],
        "terms_hash": form["terms_hash"],
        "digest": run["digest"],
        "other_run_id": other_run["run"]["run_id"],
        "commission_id": commission["commission_id"],
        "mark_id": mark["mark_id"],
        "mark_ids": [mark["mark_id"]],
        "event_id": event_id(1),
        "lead_event_id": event_id(21),
        "event_ids": [event_id(1)],
        "order_ids": [f"{ALICES}-o1"],
        "period": "2026-03",
    }
