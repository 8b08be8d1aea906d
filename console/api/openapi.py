"""Describes the API for programs: an OpenAPI 3.1 document made of the calls and their resources."""

import re
from collections.abc import Mapping, Sequence

from console.api.downloads import MEDIA_TYPES
from console.api.fields import Resource
from console.api.parameters import Parameters
from console.api.request import Call
from console.api.schemas import describe_fields, describe_resources

_CONVERTOR = re.compile(r"\{(\w+)(?::\w+)?\}")
_JSON = "application/json"
_FILE, _FILE_SCHEMA = "application/octet-stream", {"type": "string", "format": "binary"}
_DESCRIPTION = """The JSON API of prm. Periods are half-open; money is never added across currencies; every
answer with figures has `meta.complete_until`: all events that the buffer had before it are in the figures.
`meta.notices`, where there are any, say what to know about the figures: `crowded_people`, of how many `people` only the
newest clicks before a conversion count. A secret key gives access to its site, a partner's token to that partner alone,
a team member's session to their sites."""


class ErrorDetail(Resource):
    code: str
    message: str
    field: str | None


class Error(Resource):
    """What went wrong; `field` is the name of the value that cannot be used."""

    error: ErrorDetail


def describe_api(calls: Sequence[Call], base_path: str) -> dict[str, object]:
    """The whole document."""
    paths: dict[str, dict[str, object]] = {}
    for call in calls:
        paths.setdefault(template_path(call.path), {})[call.method.lower()] = _describe_call(call)
    resources = {call.body for call in calls if call.body} | {
        call.answer_type for call in calls if not call.answers_file
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "prm", "version": "1", "description": _DESCRIPTION},
        "servers": [{"url": base_path}],
        "paths": paths,
        "components": {
            "schemas": describe_resources([Error, *sorted(resources, key=lambda each: each.__name__)]),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def template_path(path: str) -> str:
    """A route's path without its convertors: ``/sites/{site_id:id}`` is ``/sites/{site_id}``."""
    return _CONVERTOR.sub(r"{\1}", path)


def _describe_call(call: Call) -> dict[str, object]:
    in_path = _CONVERTOR.findall(call.path)
    described: dict[str, object] = {
        "operationId": call.name,
        "summary": call.summary,
        "parameters": [_describe_parameter(call, name, name in in_path) for name in (*in_path, *call.parameters)],
        "responses": {
            "default": _describe_content("What went wrong", {_JSON: _refer(Error)}),
            str(call.status): _describe_content(call.summary, _describe_answers(call)),
            **_describe_rejections(call),
        },
    }
    if call.body:
        files = {_FILE: _FILE_SCHEMA} if call.formats else {}
        described["requestBody"] = {"required": True, **_describe_content("", {_JSON: _refer(call.body), **files})}
    return described


def _describe_rejections(call: Call) -> dict[str, dict[str, object]]:
    """Errors that are no fault of the request's form."""
    retry = {"headers": {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds"}}}
    error = {_JSON: _refer(Error)}
    rejections = {
        "429": {**_describe_content("Too many calls of this viewer at once; retry", error), **retry},
        "503": {**_describe_content("Too many calls of all viewers, or a store is away; retry", error), **retry},
    }
    if call.is_report:
        rejections["422"] = _describe_content("More memory needed than one report may use; ask for less", error)
    return rejections


def _describe_parameter(call: Call, name: str, is_in_path: bool) -> dict[str, object]:
    schema = dict(describe_fields(Parameters)[name])
    description = schema.pop("description")
    if name == "format" and call.formats:
        what = "body" if call.body else "answer"
        schema, description = {"type": "string", "enum": list(call.formats)}, f"What the {what} is"
    place: dict[str, object] = {"in": "path", "required": True} if is_in_path else {"in": "query"}
    return {"name": name, "schema": schema, "description": description, **place}


def _describe_answers(call: Call) -> dict[str, Mapping[str, object]]:
    row = _refer(call.answer_type)
    if call.answers_file:
        return {_FILE: _FILE_SCHEMA}
    if call.formats and call.body is None:
        return {_JSON: row, _FILE: _FILE_SCHEMA}
    if "format" not in call.parameters or call.formats:
        return {_JSON: row}
    rows = {"type": "object", "properties": {call.rows_name: {"type": "array", "items": row}}}
    return {_JSON: rows, **{media_type: {"type": "string"} for media_type in MEDIA_TYPES.values()}}


def _describe_content(description: str, schemas: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    content = {kind: {"schema": schema} for kind, schema in schemas.items()}
    return {"description": description, "content": content}


def _refer(resource: type[Resource]) -> dict[str, object]:
    return {"$ref": f"#/components/schemas/{resource.__name__}"}
