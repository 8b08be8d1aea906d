"""An answer as JSON."""

from collections.abc import Mapping

import orjson
from starlette.responses import Response

from console.api.fields import Resource
from console.api.request import Call, Document, Table
from money.amount import Amount


def make_json(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON that no cache keeps."""
    return Response(write_json(content), status, {"Cache-Control": "no-store", **(headers or {})}, "application/json")


def make_answer(call: Call, answer: Table | Document, meta: Mapping[str, object]) -> Response:
    """The JSON answer with its ``meta``."""
    whole_meta = {**meta, **answer.meta}
    shown = {"meta": whole_meta} if whole_meta else {}
    if isinstance(answer, Document):
        return make_json({**dict(answer.content.items()), **shown}, call.status)
    return make_json({call.rows_name: answer.rows, **answer.more, **shown}, call.status)


def write_json(content: object, option: int = 0) -> bytes:
    """JSON text, money in the one form that answers have."""
    return orjson.dumps(
        content, default=_encode, option=option | orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS
    )


def _encode(value: object) -> object:
    if isinstance(value, Amount):
        return {"minor": value.minor, "currency": value.currency, "amount": value.format()}
    if isinstance(value, Resource):
        return dict(value.items())
    raise TypeError(f"{type(value).__name__} has no JSON form")
