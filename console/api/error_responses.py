"""Exceptions become HTTP in one table."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from redis.exceptions import RedisError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from console.api.json_response import make_json
from console.errors import (
    AccessDenied,
    CallsLimited,
    ClientGone,
    ConsoleBusy,
    InvalidRequest,
    NothingFound,
    NotSignedIn,
    ReportTooLarge,
    RequestNotPossible,
)
from database.errors import ChangedConcurrently, DatabaseUnavailable
from earnings.ledger.transaction import LedgerInvalid
from earnings.payouts.files.errors import FileInvalid
from earnings.payouts.methods.parsing import MethodInvalid
from earnings.payouts.methods.sealing import DetailsUnreadable, PayoutKeysInvalid
from earnings.payouts.results.reported import ResultsInvalid
from earnings.payouts.run import PayoutInvalid, SecondPersonNeeded
from earnings.storage import LedgerMoved
from fraud.errors import FraudRunBusy, RuleSetInvalid
from http_server.request_memory import MemoryFull
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from reports.errors import QuestionInvalid
from settings.data_directory import PayoutKeysMissing
from warehouse.interface import MemoryShort, StatementFailed, WarehouseUnavailable

LOG = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = "2"


@dataclass(frozen=True, slots=True)
class Failure:
    """``message`` stands instead of the exception's own, which may reveal more than the caller should know."""

    status: int
    code: str
    message: str = ""


FAILURES: Mapping[type[Exception], Failure] = {
    InvalidRequest: Failure(400, "invalid"),
    QuestionInvalid: Failure(400, "invalid"),
    RuleSetInvalid: Failure(400, "invalid"),
    RegistryInvalid: Failure(400, "invalid"),
    MethodInvalid: Failure(400, "invalid"),
    NotSignedIn: Failure(401, "not_signed_in"),
    AccessDenied: Failure(403, "forbidden"),
    NothingFound: Failure(404, "not_found"),
    RegistryMissing: Failure(404, "not_found"),
    RegistryConflict: Failure(409, "conflict"),
    ChangedConcurrently: Failure(409, "conflict"),
    ResultsInvalid: Failure(400, "invalid"),
    SecondPersonNeeded: Failure(409, "second_person_needed"),
    PayoutInvalid: Failure(409, "not_possible"),
    RequestNotPossible: Failure(409, "not_possible"),
    FileInvalid: Failure(409, "not_possible"),
    LedgerInvalid: Failure(409, "not_posted"),
    ReportTooLarge: Failure(422, "report_too_large"),
    CallsLimited: Failure(429, "too_many_calls"),
    # Nobody reads it; its status is for the metrics.
    ClientGone: Failure(499, "client_gone"),
    StatementFailed: Failure(500, "query_refused", "the query failed; the log says why"),
    FraudRunBusy: Failure(503, "fraud_run_busy", "another fraud run is going on; retry"),
    PayoutKeysMissing: Failure(503, "payout_keys_missing", "the payout key is missing; see `prm doctor`"),
    PayoutKeysInvalid: Failure(503, "payout_keys_missing", "the payout key is unusable; see `prm doctor`"),
    DetailsUnreadable: Failure(503, "payout_keys_missing", "the payout key is missing; see `prm doctor`"),
    LedgerMoved: Failure(503, "ledger_moved", "somebody else posted something meanwhile; retry"),
    ConsoleBusy: Failure(503, "console_busy"),
    MemoryShort: Failure(503, "memory_short", "others use the warehouse's memory at this moment; retry"),
    WarehouseUnavailable: Failure(503, "warehouse_unavailable", "the warehouse does not answer; retry"),
    DatabaseUnavailable: Failure(503, "registry_unavailable", "the registry does not answer; retry"),
    MemoryFull: Failure(503, "overloaded", "too many requests at this moment; retry"),
    RedisError: Failure(503, "buffer_unavailable", "the buffer does not answer; retry"),
}


def answer_failure(_: Request, exc: Exception) -> Response:
    """What the table says of the exception's class, or of the nearest one above it."""
    failure = next(FAILURES[kind] for kind in type(exc).__mro__ if kind in FAILURES)
    if failure.status >= 500 and not isinstance(exc, ConsoleBusy):
        LOG.error("%s: %s", failure.code, exc)
    return _make(
        failure.status,
        getattr(exc, "code", "") or failure.code,
        failure.message or getattr(exc, "reason", "") or str(exc),
        getattr(exc, "field", None),
    )


def answer_http(_: Request, exc: Exception) -> Response:
    """Starlette's own: no such path, method not allowed, body too large."""
    if not isinstance(exc, HTTPException):
        raise exc
    response = _make(exc.status_code, exc.detail.lower().replace(" ", "_"), exc.detail, None)
    response.headers.update(exc.headers or {})
    return response


def _make(status: int, code: str, message: str, field: str | None) -> Response:
    retry = {"Retry-After": RETRY_AFTER_SECONDS}
    headers = {401: {"WWW-Authenticate": "Bearer"}, 429: retry, 503: retry}.get(status)
    return make_json({"error": {"code": code, "message": message, "field": field}}, status, headers)


EXCEPTION_ANSWERS = {**dict.fromkeys(FAILURES, answer_failure), HTTPException: answer_http}
