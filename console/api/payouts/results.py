"""POST /payout-runs/{run_id}/results: what became of the payments, by hand or as a file says it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated

from msgspec import Meta

from console.api.bodies import parse_body
from console.api.fields import Resource, choice
from console.api.payouts.access import find_caller_actor, parse_run_id, read_keys
from console.api.payouts.runs import parse_rate
from console.api.request import ApiRequest, Call, Document
from console.api.values import parse_choice, parse_text
from earnings.payout_runs.settling import Outcome, Settled, settle_by_file, settle_by_hand
from earnings.payouts.results.client_bank import parse_client_bank
from earnings.payouts.results.matching import Matches
from earnings.payouts.results.mt940 import parse_mt940
from earnings.payouts.results.reported import Reported
from earnings.payouts.results.result_csv import parse_result_csv
from earnings.payouts.run import ItemState, RunState
from events.enums import Scope

RESULTS: Mapping[str, ItemState] = {
    "paid": ItemState.CONFIRMED,
    "failed": ItemState.FAILED,
    "returned": ItemState.RETURNED,
    "unknown": ItemState.UNKNOWN,
    "withdrawn": ItemState.WITHDRAWN,
}
PARSERS: Mapping[str, Callable[[bytes], tuple[Reported, ...]]] = {
    "csv": parse_result_csv,
    "mt940": parse_mt940,
    "client_bank": parse_client_bank,
}
_LONGEST_NOTE = 500


class PayoutResult(Resource):
    """`rate`: what one unit bought where he was paid in another currency. The partner reads the `note`."""

    partner: str
    result: Annotated[str, choice(RESULTS)]
    rate: str = ""
    note: str = ""


class NewResults(Resource):
    """Of up to 10,000 partners; all are stored or none."""

    results: Annotated[list[PayoutResult], Meta(min_length=1, max_length=10_000)]


class SettledItem(Resource):
    """An item that came into a state."""

    partner: str
    state: Annotated[str, choice(ItemState)]


class Unsettled(Resource):
    """What settles nothing, and why a person must look at it; `partner` is empty where none is known."""

    partner: str
    reference: str
    place: str
    reason: str


class PayoutResults(Resource):
    """`settled` is stored now, `known` was stored before; `missing` are partners whom the file does not name."""

    state: Annotated[str, choice(RunState)]
    settled: list[SettledItem]
    known: list[SettledItem]
    unsettled: list[Unsettled]
    missing: list[str]


def answer_results(request: ApiRequest) -> Document:
    """The same results again change nothing."""
    site_id, actor = request.site().site_id, find_caller_actor(request.dependencies.sessions, request.caller)
    dependencies, run_id = request.dependencies, parse_run_id(request.path["run_id"])
    parse = PARSERS.get(request.query.get("format", ""))
    if parse is None:
        outcomes = _parse_outcomes(parse_body(request.body, NewResults))
        settled = settle_by_hand(dependencies.sessions, site_id, run_id, outcomes, actor, request.now)
        return Document(_show(settled, None))
    reported = parse(request.content)
    settled, matches = settle_by_file(
        dependencies.sessions, read_keys(dependencies), site_id, run_id, reported, actor, request.now
    )
    return Document(_show(settled, matches))


def _parse_outcomes(body: NewResults) -> list[Outcome]:
    return [
        Outcome(
            each.partner,
            RESULTS[parse_choice({"result": each.result}, "result", RESULTS, "")],
            parse_rate("rate", each.rate) if each.rate else "",
            parse_text({"note": each.note}, "note", longest=_LONGEST_NOTE),
        )
        for each in body.results
    ]


def _show(settled: Settled, matches: Matches | None) -> PayoutResults:
    unsettled = [Unsettled(partner, "", "", reason) for partner, reason in settled.refused.items()]
    missing: list[str] = []
    if matches:
        for difference in matches.differences:
            payment = difference.payment
            unsettled.append(Unsettled(payment.recipient.partner, payment.reference, "", difference.reason))
        unsettled += [Unsettled("", each.reference, each.place, "no payment of this run") for each in matches.unknown]
        missing = [each.recipient.partner for each in matches.missing]
    return PayoutResults(
        settled.run.run.state, _list_settled(settled.news), _list_settled(settled.known), unsettled, missing
    )


def _list_settled(outcomes: Iterable[Outcome]) -> list[SettledItem]:
    return [SettledItem(each.partner, each.state) for each in outcomes]


CALLS = (
    Call(
        "store_payout_results",
        "POST",
        "/payout-runs/{run_id}/results",
        answer_results,
        "What became of the payments of a payout run: JSON by hand, or a file of the bank",
        parameters=("site", "format"),
        body=NewResults,
        answer_type=PayoutResults,
        is_write=True,
        key_scope=Scope.PAY,
        formats=("json", *PARSERS),
    ),
)
