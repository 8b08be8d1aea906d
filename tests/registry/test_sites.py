"""Sites and their programs: made, found, changed, archived."""

import pytest
from sqlalchemy.orm import Session

from database.columns import utc_now
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.sites import (
    archive_program,
    archive_site,
    create_program,
    create_site,
    get_program,
    get_site,
    list_programs,
    list_sites,
    resolve_site,
    update_program,
    update_site,
)


def test_a_site_gets_a_public_key_and_a_default_program(registry_session: Session) -> None:
    site = create_site(registry_session, "Shop", ["shop.example"])
    assert site.site_key.startswith("pk_")
    program = get_program(registry_session, site.id)
    assert (program.model, program.window_days, program.hold_days) == ("last_click", 30, 30)


def test_hosts_are_kept_in_lower_case_and_ascii_each_once(registry_session: Session) -> None:
    site = create_site(
        registry_session, "Shop", ["Shop.Example", "shop.example.", "*.Bücher.example", "127.0.0.1", "::1", "[::1]"]
    )
    assert site.hosts == ["shop.example", "*.xn--bcher-kva.example", "127.0.0.1", "::1"]


def test_a_host_is_the_one_to_which_browsers_go(registry_session: Session) -> None:
    hosts = ["straße.example", "βόλος.example", "STRASSE.example", "shop。日本.example", "I❤️.example"]
    site = create_site(registry_session, "Shop", hosts)
    assert site.hosts == [
        "xn--strae-oqa.example", "xn--nxasmm1c.example", "strasse.example", "shop.xn--wgv71a.example",
        "xn--i-7iq.example",
    ]  # fmt: skip


def test_neighbours_in_a_domain_are_two_sites(registry_session: Session) -> None:
    for host in ("shop.example", "blog.shop.example", "*.notshop.example", "*.app.shop.example"):
        assert create_site(registry_session, "Shop", [host]).hosts == [host]


@pytest.mark.parametrize(
    "host", ["", "https://shop.example", "shop.example/x", "shop.example:80", "a b", "*", "a..b", "*.*.x"]
)
def test_what_is_not_a_host_is_rejected(registry_session: Session, host: str) -> None:
    with pytest.raises(RegistryInvalid) as rejected:
        create_site(registry_session, "Shop", [host])
    assert rejected.value.field == "hosts"


@pytest.mark.parametrize("host", ["com", "co.uk", "*.co.uk", "github.io", "*.myshopify.com", "xn--p1ai", "рф"])
def test_a_host_that_many_websites_share_is_rejected(registry_session: Session, host: str) -> None:
    with pytest.raises(RegistryInvalid, match="shared by many websites"):
        create_site(registry_session, "Shop", [host])


@pytest.mark.parametrize("host", ["ada.github.io", "shop.co.uk", "*.shop.co.uk", "localhost", "intranet", "10.0.0.1"])
def test_a_host_of_one_website_is_accepted(registry_session: Session, host: str) -> None:
    assert create_site(registry_session, "Shop", [host]).hosts == [host]


@pytest.mark.parametrize(
    ("taken", "wanted"),
    [
        ("shop.example", "shop.example"),
        ("shop.example", "SHOP.example."),
        ("*.shop.example", "blog.shop.example"),
        ("blog.shop.example", "*.shop.example"),
        ("*.blog.shop.example", "*.shop.example"),
        ("shop.example", "*.shop.example"),
        ("*.shop.example", "shop.example"),
        ("*.shop.example", "*.shop.example"),
        ("*.shop.example", "a.b.shop.example"),
        ("xn--strae-oqa.example", "*.straße.example"),
        ("2001:db8::1", "[2001:DB8:0::1]"),
        ("10.0.0.1", "10.0.0.1"),
    ],
)
def test_a_host_belongs_to_one_site(registry_session: Session, taken: str, wanted: str) -> None:
    first = create_site(registry_session, "First", [taken])
    with pytest.raises(RegistryConflict, match="belongs to another site"):
        create_site(registry_session, "Second", ["second.example", wanted])
    second = create_site(registry_session, "Second", ["second.example"])
    with pytest.raises(RegistryConflict):
        update_site(registry_session, second.id, hosts=[wanted])
    assert update_site(registry_session, first.id, hosts=[taken, "more.example"]).hosts[0] == taken
    assert update_site(registry_session, second.id, hosts=[wanted], may_share_hosts=True).hosts
    archive_site(registry_session, first.id, utc_now())
    assert create_site(registry_session, "Third", ["third.example", "more.example"])


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "shop.localhost"])
def test_every_site_may_be_developed_on_the_own_machine(registry_session: Session, host: str) -> None:
    assert [create_site(registry_session, "Shop", [host]).hosts for _ in range(2)] == [[host], [host]]


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("name", "a\nb"), ("currency", "eur"), ("timezone", "Mars/Base"), ("hosts", [])]
)
def test_an_invalid_value_is_rejected_with_its_field(registry_session: Session, field: str, value: object) -> None:
    given = {"name": "Shop", "hosts": ["shop.example"], field: value}
    with pytest.raises(RegistryInvalid) as rejected:
        create_site(registry_session, **given)  # type: ignore[arg-type]
    assert rejected.value.field == field


def test_a_change_leaves_what_is_not_given(registry_session: Session) -> None:
    site = create_site(registry_session, "Shop", ["shop.example"], currency="USD")
    update_site(registry_session, site.id, hosts=["new.example"])
    assert (site.name, site.hosts, site.currency) == ("Shop", ["new.example"], "USD")


def test_a_site_is_found_by_id_key_and_name(registry_session: Session) -> None:
    site = create_site(registry_session, "Shop", ["shop.example"])
    for given in (str(site.id), site.site_key, "Shop"):
        assert resolve_site(registry_session, given) is site


def test_a_name_that_two_sites_share_says_which(registry_session: Session) -> None:
    first, second = (create_site(registry_session, "Shop", [f"shop{n}.example"]) for n in range(2))
    with pytest.raises(RegistryConflict, match=rf"{first.id} \({first.site_key}\), {second.id}"):
        resolve_site(registry_session, "Shop")


def test_an_archived_site_is_not_found(registry_session: Session) -> None:
    site = create_site(registry_session, "Shop", ["shop.example"])
    archive_site(registry_session, site.id, utc_now())
    assert list_sites(registry_session) == []
    with pytest.raises(RegistryMissing):
        get_site(registry_session, site.id)


def test_the_oldest_program_that_is_not_archived_is_the_default(registry_session: Session) -> None:
    site = create_site(registry_session, "Shop", ["shop.example"])
    first = get_program(registry_session, site.id)
    second = create_program(registry_session, site.id, "Influencers", model="linear", window_days=7, hold_days=0)
    archive_program(registry_session, site.id, first.id, utc_now())
    assert list_programs(registry_session, site.id) == [second]
    assert get_program(registry_session, site.id) is second


def test_the_last_program_stays(registry_session: Session) -> None:
    site = create_site(registry_session, "Shop", ["shop.example"])
    with pytest.raises(RegistryConflict):
        archive_program(registry_session, site.id, get_program(registry_session, site.id).id, utc_now())


def test_an_updated_program_keeps_what_is_not_given_and_counts_its_version(registry_session: Session) -> None:
    site = create_site(registry_session, "Shop", ["shop.example"])
    program = get_program(registry_session, site.id)
    update_program(registry_session, site.id, program.id, model="linear", window_days=7)
    update_program(registry_session, site.id, program.id, priority="promo_code", keeps_customer_months=120)
    update_program(registry_session, site.id, program.id)
    shown = (program.name, program.model, program.window_days, program.priority, program.version)
    assert (*shown, program.keeps_customer_months) == ("Default", "linear", 7, "promo_code", 3, 120)
    with pytest.raises(RegistryInvalid):
        update_program(registry_session, site.id, program.id, priority="dice")
    with pytest.raises(RegistryInvalid, match="from 0 to 120"):
        update_program(registry_session, site.id, program.id, keeps_customer_months=121)


def test_link_hosts_are_written_like_hosts_and_may_be_none(registry_session: Session) -> None:
    site = create_site(registry_session, "Shop", ["shop.example"])
    assert site.link_hosts == []
    wanted = ["Apps.Example", "*.Bücher.example", "apps.example."]
    assert update_site(registry_session, site.id, link_hosts=wanted).link_hosts == [
        "apps.example", "*.xn--bcher-kva.example",
    ]  # fmt: skip
    assert update_site(registry_session, site.id, name="Other").link_hosts == site.link_hosts
    assert update_site(registry_session, site.id, link_hosts=[]).link_hosts == []


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("https://apps.example", "is not a host name"),
        ("apps.example/x", "is not a host name"),
        ("*", "is not a host name"),
        ("github.io", "shared by many websites"),
        ("*.co.uk", "shared by many websites"),
    ],
)
def test_what_is_no_host_of_one_website_is_no_link_host(registry_session: Session, host: str, reason: str) -> None:
    site = create_site(registry_session, "Shop", ["shop.example"])
    with pytest.raises(RegistryInvalid, match=reason) as rejected:
        update_site(registry_session, site.id, link_hosts=["apps.example", host])
    assert rejected.value.field == "link_hosts"
    assert site.link_hosts == []


def test_a_site_has_at_most_fifty_link_hosts(registry_session: Session) -> None:
    site = create_site(registry_session, "Shop", ["shop.example"])
    hosts = [f"app{number}.example" for number in range(51)]
    with pytest.raises(RegistryInvalid, match="at most 50"):
        update_site(registry_session, site.id, link_hosts=hosts)
    assert len(update_site(registry_session, site.id, link_hosts=hosts[1:]).link_hosts) == 50


@pytest.mark.parametrize("wanted", ["rival.example", "*.rival.example", "Rival.example."])
def test_links_lead_to_no_host_of_another_site_but_two_sites_may_name_one_shop(
    registry_session: Session, wanted: str
) -> None:
    create_site(registry_session, "Rival", ["rival.example"])
    site = create_site(registry_session, "Shop", ["shop.example"])
    with pytest.raises(RegistryConflict, match=r"belongs to another site.*--link-host"):
        update_site(registry_session, site.id, link_hosts=[wanted])
    assert update_site(registry_session, site.id, link_hosts=[wanted], may_share_hosts=True).link_hosts
    for each in (site, create_site(registry_session, "Third", ["third.example"])):
        assert update_site(registry_session, each.id, link_hosts=["apps.example"]).link_hosts == ["apps.example"]
    # Whom a host belongs to is not for those to say who link to it.
    assert create_site(registry_session, "Shop of apps", ["apps.example"]).hosts == ["apps.example"]
