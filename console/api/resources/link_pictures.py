"""GET /links/{link_id}/qr: a short link as a QR code."""

from console.api.fields import Resource
from console.api.request import ApiRequest, Call, FileAnswer
from console.errors import NothingFound
from database.sessions import begin_read
from http_server.qr_code import MEDIA_TYPES, draw_qr_code
from registry.links import list_links, write_link_url


def answer_qr_code(request: ApiRequest) -> FileAnswer:
    """The picture of the link's public address, as its file."""
    kind, link_id = request.query.get("format") or "svg", int(request.path["link_id"])
    with begin_read(request.dependencies.sessions) as session:
        links = list_links(session, request.site().site_id, request.caller.partner_id)
    link = next((each for each in links if each.id == link_id), None)
    if link is None:
        raise NothingFound("no such link")
    picture = draw_qr_code(write_link_url(request.dependencies.tracker_url, link.code), kind)
    return FileAnswer(f"{link.code}.{kind}", MEDIA_TYPES[kind], picture)


CALLS = (
    Call(
        "draw_link_qr_code",
        "GET",
        "/links/{link_id:id}/qr",
        answer_qr_code,
        "A short link as a QR code",
        parameters=("site", "format"),
        answer_type=Resource,
        is_for_partners=True,
        formats=("svg", "png"),
    ),
)
