"""/sites/{site_id}/logo and /sites/{site_id}/accent: what partners see of a site, besides the fields of the site."""

import binascii
from base64 import b64decode
from typing import Annotated

from msgspec import Meta

from console.api.bodies import parse_body
from console.api.fields import LINES, Resource
from console.api.request import ApiDependencies, ApiRequest, Call, Document
from console.api.resources.sites import Site, make_site_resource
from console.api.values import parse_text
from console.errors import InvalidRequest
from registry.accents import LEAST_CONTRAST, Accent, check_accent, make_accent
from registry.brands import put_logo
from registry.publication import change_registry

PICTURE = "picture"


class Logo(Resource):
    """`content` is a PNG, JPEG or WebP in Base64; or send the picture itself with `format=picture`."""

    content: Annotated[str, LINES]


class ShownAccent(Resource):
    """What becomes of a colour: `light` and `dark` are what pages show, text on them has `on_light` and `on_dark`.

    A colour in which text would be unreadable, with a contrast below `least_contrast` (WCAG 2.2, AA), is moved towards
    black on light pages and towards white on dark ones, no further than needed; `is_adjusted` says so.
    """

    light: str
    on_light: str
    dark: str
    on_dark: str
    is_adjusted: bool
    least_contrast: Annotated[float, Meta(ge=1)]


def answer_put_logo(request: ApiRequest) -> Document:
    """The picture is drawn again, 640 x 160 pixels at most; SVG is not taken, because it can hold scripts."""
    is_picture = request.query.get("format") == PICTURE
    picture = request.content if is_picture else _decode(parse_body(request.body, Logo).content)
    if not picture:
        raise InvalidRequest("content", "give a picture: PNG, JPEG or WebP", "missing")
    return _put(request.dependencies, request.site().site_id, picture)


def answer_remove_logo(request: ApiRequest) -> Document:
    """The name alone is shown from then on."""
    return _put(request.dependencies, request.site().site_id, b"")


def answer_accent(request: ApiRequest) -> Document:
    """For a look at it before it is saved; stores nothing."""
    request.site()
    colour = check_accent("accent", parse_text(request.query, "accent"))
    if not colour:
        raise InvalidRequest("accent", "give a colour like #1f6a9e", "missing")
    return Document(_show_accent(colour, make_accent(colour)))


def _decode(text: str) -> bytes:
    try:
        return b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidRequest("content", "give the picture in Base64, or send it with format=picture") from None


def _put(dependencies: ApiDependencies, site_id: int, picture: bytes) -> Document:
    with change_registry(dependencies.sessions, dependencies.redis) as session:
        return Document(make_site_resource(put_logo(session, site_id, picture)))


def _show_accent(given: str, made: Accent) -> ShownAccent:
    is_adjusted = {made.light, made.dark} != {given}
    return ShownAccent(made.light, made.on_light, made.dark, made.on_dark, is_adjusted, LEAST_CONTRAST)


_LOGO = "/sites/{site_id:id}/logo"
# fmt: off
CALLS = (
    Call("put_logo", "POST", _LOGO, answer_put_logo, "Give a site a logo", ("format",), body=Logo, answer_type=Site,
         is_write=True, formats=("json", PICTURE)),
    Call("remove_logo", "DELETE", _LOGO, answer_remove_logo, "Remove the logo of a site", answer_type=Site,
         is_write=True),
    Call("show_accent", "GET", "/sites/{site_id:id}/accent", answer_accent,
         "What a colour looks like on the pages of partners", ("accent",), answer_type=ShownAccent),
)
