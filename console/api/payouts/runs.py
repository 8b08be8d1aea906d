"""/payout-runs: opened as drafts, looked at, approved, discarded."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, field

from console.api.bodies import parse_body
from console.api.fields import InstantText, RegistryId, Resource
from console.api.names import query_names
from console.api.payouts.access import find_caller_actor, parse_run_id
from console.api.payouts.resources import PayoutRun, PayoutRunDetails, show_draft, show_frozen, show_run
from console.api.request import ApiRequest, Call, Document, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_integer, parse_moment, parse_text
from console.errors import InvalidRequest
from database.sessions import Sessions, begin_read
from earnings.payout_runs.acts import NewRun, approve, discard, open_run
from earnings.payout_runs.drafting import compute_draft, find_scheduled_cutoff
from earnings.payout_runs.stored import list_runs, load_run
from earnings.payouts.methods.parsing import list_fields, parse_method
from earnings.payouts.records import PayerAccount, PayerDetails, StoredRun
from earnings.payouts.run import RunState
from events.enums import Scope
from registry.checks import check_currency
from registry.sites import get_program

_RATE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,10})?")
_LONGEST_PURPOSE = 120


class NewPayer(Resource):
    """`accounts`: each with `kind` and the fields of a payout method of this kind; `address` are lines."""

    name: str
    accounts: list[dict[str, str]]
    address: list[str] = field(default_factory=list)


class NewPayoutRun(Resource):
    """What was payable at the `cutoff` is paid, less what the partner owes by now. The default is now, or with
    `program_id` the last one by that program's schedule.

    Without `payer` it is that of the run before. `rates`: what one unit of `currency` buys of another, in decimals, for
    partners who are paid in another one. `execute_on`: a date; default the day of the approval. `purpose`: what
    partners read on their statements. With `program_id` it pays the partners of this program alone.
    """

    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    cutoff: InstantText | None = None
    payer: NewPayer | None = None
    rates: dict[str, str] = field(default_factory=dict)
    execute_on: str = ""
    purpose: str = "Partner commission"
    program_id: RegistryId | None = None


class Approval(Resource):
    """`digest` as the draft has it: what was looked at is what is approved."""

    digest: str


def answer_list(request: ApiRequest) -> Table:
    """Newest first, without items."""
    site_id = request.site().site_id
    row_count = parse_integer(request.query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    with begin_read(request.dependencies.sessions) as session:
        names = query_names(session, site_id)
        return Table([show_run(each, names) for each in list_runs(session.connection(), site_id)[:row_count]])


def answer_create(request: ApiRequest) -> Document:
    """A draft: nothing is reserved."""
    body, site_id = parse_body(request.body, NewPayoutRun), request.site().site_id
    program_id = _check_program(request.dependencies.sessions, site_id, body.program_id)
    sessions = request.dependencies.sessions
    asked = NewRun(
        check_currency("currency", body.currency),
        parse_moment(body.cutoff, "cutoff") or _find_cutoff(sessions, site_id, program_id, request.now),
        parse_text({"purpose": body.purpose}, "purpose", longest=_LONGEST_PURPOSE),
        _parse_payer(body.payer) if body.payer else None,
        tuple(sorted((check_currency("rates", each), parse_rate("rates", rate)) for each, rate in body.rates.items())),
        _parse_date(body.execute_on),
        program_id,
    )
    actor = find_caller_actor(request.dependencies.sessions, request.caller)
    stored = open_run(request.dependencies.sessions, site_id, asked, actor, request.now)
    return answer_stored(request.dependencies.sessions, site_id, stored, request.now)


def answer_get(request: ApiRequest) -> Document:
    """A draft as of now; any other run as it was approved, and what became of it."""
    site_id = request.site().site_id
    with begin_read(request.dependencies.sessions) as session:
        stored = load_run(session.connection(), site_id, parse_run_id(request.path["run_id"]))
    return answer_stored(request.dependencies.sessions, site_id, stored, request.now)


def answer_approve(request: ApiRequest) -> Document:
    """From now on the items are frozen and their money is reserved."""
    body, site_id = parse_body(request.body, Approval), request.site().site_id
    actor, run_id = (
        find_caller_actor(request.dependencies.sessions, request.caller),
        parse_run_id(request.path["run_id"]),
    )
    stored = approve(request.dependencies.sessions, site_id, run_id, body.digest, actor, request.now)
    return answer_stored(request.dependencies.sessions, site_id, stored, request.now)


def answer_discard(request: ApiRequest) -> Document:
    """The draft ends."""
    site_id, actor = request.site().site_id, find_caller_actor(request.dependencies.sessions, request.caller)
    stored = discard(request.dependencies.sessions, site_id, parse_run_id(request.path["run_id"]), actor, request.now)
    return answer_stored(request.dependencies.sessions, site_id, stored, request.now)


def parse_rate(field: str, text: str) -> str:
    """An exchange rate above zero, in decimals."""
    if not _RATE.fullmatch(text) or not text.strip("0."):
        raise InvalidRequest(field, 'give a rate above zero as a decimal text, like "4.2537"')
    return text


def answer_stored(sessions: Sessions, site_id: int, stored: StoredRun, now: datetime) -> Document:
    """A run as it is after an act."""
    with begin_read(sessions) as session:
        names = query_names(session, site_id)
        if stored.run.state is not RunState.DRAFT:
            return Document(show_frozen(stored, names))
        draft = compute_draft(session, site_id, stored, now)
    return Document(show_draft(stored, draft, names))


def _parse_payer(given: NewPayer) -> PayerDetails:
    texts = [parse_text({"payer": text}, "payer") for text in (given.name, *given.address)]
    if not texts[0].strip() or not given.accounts:
        raise InvalidRequest("payer", "give a name and at least one account", "missing")
    return PayerDetails(texts[0], tuple(map(_parse_account, given.accounts)), tuple(texts[1:]))


def _parse_account(given: Mapping[str, str]) -> PayerAccount:
    kind = given.get("kind", "")
    method = parse_method(kind, {name: text for name, text in given.items() if name != "kind"})
    return PayerAccount(kind, tuple(sorted(list_fields(method).items())))


def _check_program(sessions: Sessions, site_id: int, program_id: int | None) -> int:
    """Its id, 0 for all programs; raises ``RegistryMissing`` for one of another site."""
    if program_id is None:
        return 0
    with begin_read(sessions) as session:
        return get_program(session, site_id, program_id).id


def _find_cutoff(sessions: Sessions, site_id: int, program_id: int, now: datetime) -> datetime:
    with begin_read(sessions) as session:
        return find_scheduled_cutoff(session, site_id, program_id, now)


def _parse_date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise InvalidRequest("execute_on", "give a date like 2026-01-31") from None


_ALL, _ONE, _SITE = "/payout-runs", "/payout-runs/{run_id}", ("site",)
# fmt: off
CALLS = (
    Call("list_payout_runs", "GET", _ALL, answer_list, "Payout runs, newest first", ("site", "limit", "format"),
         answer_type=PayoutRun, key_scope=Scope.PAY),
    Call("create_payout_run", "POST", _ALL, answer_create, "Draft a payout run", _SITE, NewPayoutRun,
         PayoutRunDetails, status=201, is_write=True, key_scope=Scope.PAY),
    Call("get_payout_run", "GET", _ONE, answer_get, "Whom a payout run pays, and whom it skips and why", _SITE,
         answer_type=PayoutRunDetails, key_scope=Scope.PAY),
    Call("approve_payout_run", "POST", f"{_ONE}/approve", answer_approve, "Freeze a payout run, reserve its money",
         _SITE, Approval, PayoutRunDetails, is_write=True, key_scope=Scope.PAY),
    Call("discard_payout_run", "POST", f"{_ONE}/discard", answer_discard, "End the draft of a payout run", _SITE,
         answer_type=PayoutRunDetails, is_write=True, key_scope=Scope.PAY),
)
