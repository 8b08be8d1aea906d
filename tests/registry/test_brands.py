"""What partners see of a site: a name, a colour that can be read, a logo of our own making, a host of its own."""

import struct
import warnings
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from database.sessions import Sessions, begin_change, begin_read
from events.moments import from_milliseconds
from registry import logos
from registry.accents import DARK_GROUND, LEAST_CONTRAST, LIGHT_GROUND, make_accent, measure_contrast
from registry.brands import find_logo, name_shown, put_logo, update_brand, write_cabinet_url
from registry.changes import list_changes
from registry.errors import RegistryConflict, RegistryInvalid
from registry.logos import MAX_LOGO_BYTES, convert_logo
from registry.models import Site
from registry.sites import archive_site, create_site, get_site, update_site

OWN = ("console.example", "edge.example", "localhost")
HOST = "partners.shop.example"
NOW = from_milliseconds(1_780_000_000_000)


@pytest.fixture
def site(registry_sessions: Sessions) -> Site:
    with begin_change(registry_sessions) as session:
        return create_site(session, "Shop", ["shop.example", "*.pages.example"])


@pytest.fixture
def rival(registry_sessions: Sessions, site: Site) -> Site:
    with begin_change(registry_sessions) as session:
        hosts = ["rival.example", "www.wide.example", "shop.wide.co.uk", "*.x.stars.example", "localhost"]
        made = create_site(session, "Rival", hosts)
        update_brand(session, made.id, cabinet_host="partners.cabinets.example", own_hosts=OWN)
        return made


def give_host(sessions: Sessions, site_id: int, host: str, *, may_share: bool = False) -> str:
    with begin_change(sessions) as session:
        made = update_brand(session, site_id, cabinet_host=host, own_hosts=OWN, may_share_hosts=may_share)
        return made.cabinet_host


def draw(kind: str, width: int = 40, height: int = 20, **more: object) -> bytes:
    made = BytesIO()
    Image.new("RGB", (width, height), "#c02020").save(made, kind, **more)
    return made.getvalue()


@given(st.integers(0, 0xFFFFFF))
def test_any_colour_can_be_read_in_the_light_and_in_the_dark(number: int) -> None:
    made = make_accent(f"#{number:06x}")
    assert measure_contrast(made.light, LIGHT_GROUND) >= LEAST_CONTRAST
    assert measure_contrast(made.dark, DARK_GROUND) >= LEAST_CONTRAST
    assert measure_contrast(made.on_light, made.light) >= LEAST_CONTRAST
    assert measure_contrast(made.on_dark, made.dark) >= LEAST_CONTRAST


def test_a_colour_that_can_be_read_stays_and_another_moves_no_further_than_needed() -> None:
    assert make_accent("#7a1fa0").light == "#7a1fa0"
    assert make_accent("#ffd400").dark == "#ffd400"
    assert measure_contrast(make_accent("#ffd400").light, LIGHT_GROUND) < LEAST_CONTRAST + 0.2


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_again_as_a_small_png(kind: str) -> None:
    with Image.open(BytesIO(convert_logo(draw(kind, 1600, 800)))) as made:
        assert (made.format, made.size) == ("PNG", (320, 160))


def test_nothing_but_pixels_is_kept() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    content = draw("PNG", pnginfo=notes) + b"<script>alert(2)</script>"
    assert b"script" in content
    assert b"script" not in convert_logo(content)


def make_bomb(side: int = 60_000) -> bytes:
    """A PNG that says it is as wide as it is high, and has no pixel."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in (b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0), b"IDAT")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"GIF89a" + b"\0" * 40,
        draw("PNG")[:60],
        draw("JPEG")[:200],
        make_bomb(),
        draw("PNG", 3000, 2000),
        draw("BMP"),
        b"\x89PNG\r\n\x1a\n" + b"\0" * MAX_LOGO_BYTES,
    ],
    ids=["nothing", "svg", "gif", "half a png", "half a jpeg", "bomb", "too many pixels", "bmp", "too long"],
)
def test_what_is_no_small_whole_picture_is_not_taken(content: bytes) -> None:
    with pytest.raises(RegistryInvalid, match="logo"):
        convert_logo(content)


# The library says nothing of the first, warns of the second and raises an error for the third.
@pytest.mark.parametrize("side", [3_000, 10_000, 60_000])
def test_a_picture_that_says_it_is_large_is_not_decoded(side: int) -> None:
    with pytest.raises(RegistryInvalid, match="at most 4 million pixels"):
        convert_logo(make_bomb(side))


def test_what_other_threads_do_with_warnings_is_as_before_while_a_logo_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, seen, write = list(warnings.filters), list[list[object]](), logos._write_png

    def look(image: Image.Image) -> bytes:
        seen.append(list(warnings.filters))
        return write(image)

    monkeypatch.setattr(logos, "_write_png", look)
    convert_logo(draw("PNG"))
    assert seen == [before]


def test_a_logo_is_stored_replaced_and_removed_and_each_is_in_the_log(registry_sessions: Sessions, site: Site) -> None:
    hashes = []
    for content in (draw("PNG"), draw("JPEG", 10, 10), b""):
        with begin_change(registry_sessions) as session:
            hashes.append(put_logo(session, site.id, content).logo_hash)
    assert len(set(hashes)) == 3
    assert hashes[-1] == ""
    with begin_read(registry_sessions) as session:
        assert find_logo(session, site.id) == b""
        logged = list_changes(session, site.id, 3)
    assert [(each.subject, each.fields, each.after) for each in logged] == [("site", ["logo"], {})] * 3


def test_only_what_is_given_changes_and_an_empty_text_takes_it_away(registry_sessions: Sessions, site: Site) -> None:
    with begin_change(registry_sessions) as session:
        update_brand(session, site.id, shown_name=" Shop & Co ", accent="#FFD400")
        assert update_brand(session, site.id).accent == "#ffd400"
        assert name_shown(get_site(session, site.id)) == "Shop & Co"
        assert name_shown(update_brand(session, site.id, shown_name="", accent="")) == "Shop"
    with begin_read(registry_sessions) as session:
        assert list_changes(session, site.id, 2)[1].after == {"shown_name": "Shop & Co", "accent": "#ffd400"}


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#1234567", "url(x)", "#123456;}"])
def test_what_is_no_colour_is_not_taken(registry_sessions: Sessions, site: Site, colour: str) -> None:
    with begin_change(registry_sessions) as session, pytest.raises(RegistryInvalid, match="accent"):
        update_brand(session, site.id, accent=colour)


@pytest.mark.parametrize("host", [HOST, "me.pages.example", "Partners.Other.Example."])
def test_a_site_has_a_host_of_its_own(registry_sessions: Sessions, site: Site, host: str) -> None:
    assert give_host(registry_sessions, site.id, host) == host.lower().rstrip(".")
    assert give_host(registry_sessions, site.id, "") == ""


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("*.shop.example", RegistryInvalid),
        ("127.0.0.1", RegistryInvalid),
        ("https://partners.shop.example", RegistryInvalid),
        ("shop.example", RegistryInvalid),
        ("co.uk", RegistryInvalid),
        ("console.example", RegistryConflict),
        ("EDGE.example.", RegistryConflict),
        ("localhost", RegistryConflict),
        ("partners.console.example", RegistryConflict),
        ("rival.example", RegistryConflict),
        ("partners.rival.example", RegistryConflict),
        ("partners.wide.example", RegistryConflict),
        ("partners.wide.co.uk", RegistryConflict),
        ("a.b.stars.example", RegistryConflict),
        ("friends.cabinets.example", RegistryConflict),
    ],
)
def test_some_hosts_are_no_sites_to_take(
    registry_sessions: Sessions, site: Site, rival: Site, host: str, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        give_host(registry_sessions, site.id, host)


def test_nobody_has_a_host_where_the_installation_does_not_know_its_own(
    registry_sessions: Sessions, site: Site
) -> None:
    with begin_change(registry_sessions) as session, pytest.raises(RegistryConflict, match="PRM_CONSOLE_URL"):
        update_brand(session, site.id, cabinet_host=HOST)


def test_one_host_has_one_site_whoever_says_otherwise(registry_sessions: Sessions, site: Site, rival: Site) -> None:
    give_host(registry_sessions, site.id, HOST)
    for may_share in (False, True):
        with pytest.raises(RegistryConflict, match="another site"):
            give_host(registry_sessions, rival.id, HOST, may_share=may_share)
        with pytest.raises(RegistryConflict):
            give_host(registry_sessions, rival.id, OWN[0], may_share=may_share)
    with begin_change(registry_sessions) as session, pytest.raises(RegistryConflict, match="another site"):
        update_site(session, rival.id, hosts=[HOST])
    with begin_change(registry_sessions) as session:
        archive_site(session, site.id, NOW)
    assert give_host(registry_sessions, rival.id, HOST, may_share=True) == HOST


@pytest.mark.parametrize("host", ["p.rival.example", "partners.wide.example", "p.console.example"])
def test_the_operator_may_give_a_host_in_anothers_domain_and_it_may_stay(
    registry_sessions: Sessions, site: Site, rival: Site, host: str
) -> None:
    with pytest.raises(RegistryConflict, match="let the operator"):
        give_host(registry_sessions, site.id, host)
    assert give_host(registry_sessions, site.id, host, may_share=True) == host
    # Saved once more with the rest of the form.
    assert give_host(registry_sessions, site.id, host) == host
    give_host(registry_sessions, site.id, "")
    with pytest.raises(RegistryConflict, match="let the operator"):
        give_host(registry_sessions, site.id, host)


@pytest.mark.parametrize("host", ["partners.other.co.uk", "p.mine.github.io", "p.example"])
def test_names_under_which_many_have_domains_of_their_own_are_nobodys_domain(
    registry_sessions: Sessions, site: Site, rival: Site, host: str
) -> None:
    with begin_change(registry_sessions) as session:
        update_site(session, rival.id, hosts=["rival.example", "www.wide.co.uk", "rival.github.io"])
    assert give_host(registry_sessions, site.id, host) == host


@pytest.mark.parametrize(
    ("console_url", "url"),
    [
        ("https://console.example", f"https://{HOST}"),
        ("http://localhost:8500", f"http://{HOST}:8500"),
    ],
)
def test_the_cabinet_is_where_the_console_is_under_another_name(console_url: str, url: str) -> None:
    assert write_cabinet_url(console_url, Site(cabinet_host=HOST)) == url
    assert write_cabinet_url(console_url, Site(cabinet_host="")) == console_url
