"""The signed address of a friend's page: vectors of the signature, and what an address opens."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from database.columns import utc_now
from registry.friend_links import LONGEST_SECONDS, LinkProblem, read_friend_link, sign_friend_link
from registry.models import Site
from registry.sites import archive_site, create_site

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
SECOND = int(NOW.timestamp())
# Key and customer: what `printf 'friend\npk_shop\nCUSTOMER\n1773576000' | openssl dgst -sha256 -hmac KEY` says.
VECTORS = [
    ("sig_secret", "c-17", "e6640ec2440317bff1557b99829d67c38762088afe8d21908bb9e85cfe8f8207"),
    ("sig_secret", "kunde ö/1&2", "2c58ba3cd3a79a2a1a49e62eca9417de666f1ffdac4ab68d76587375ffba93da"),
    ("another", "c-17", "ea3062a55c2c7d385221f9b5ca41dc990f82e93fb220a289db222fcb03428b59"),
]


@pytest.fixture
def site(registry_session: Session) -> Site:
    return create_site(registry_session, "Shop", ["shop.example"])


def sign(site: Site, customer_id: str = "c-17", expires: object = SECOND + 600) -> dict[str, str]:
    signature = sign_friend_link(site.signing_key, site.site_key, customer_id, str(expires))
    return {
        "site": site.site_key,
        "customer_id": customer_id,
        "expires": str(expires),
        "signature": signature,
    }


def find_problem(session: Session, given: dict[str, str]) -> LinkProblem | None:
    return read_friend_link(session, given, NOW).problem


@pytest.mark.parametrize(("key", "customer_id", "signature"), VECTORS)
def test_vectors(key: str, customer_id: str, signature: str) -> None:
    assert sign_friend_link(key, "pk_shop", customer_id, "1773576000") == signature


def test_a_signed_address_names_its_customer_until_it_expires(registry_session: Session, site: Site) -> None:
    link = read_friend_link(registry_session, sign(site), NOW)
    assert (link.site, link.customer_id, link.problem) == (site, "c-17", None)
    upper = {**sign(site), "signature": f" {sign(site)['signature'].upper()} "}
    assert find_problem(registry_session, upper) is None


@pytest.mark.parametrize(
    ("expires", "problem"),
    [
        (SECOND, LinkProblem.EXPIRED),
        (SECOND - 600, LinkProblem.EXPIRED),
        (SECOND + 1, None),
        (SECOND + LONGEST_SECONDS, None),
        (SECOND + LONGEST_SECONDS + 1, LinkProblem.TOO_LONG),
        (999_999_999_999, LinkProblem.TOO_LONG),
    ],
)
def test_it_is_short_lived(expires: int, problem: LinkProblem | None, registry_session: Session, site: Site) -> None:
    assert find_problem(registry_session, sign(site, expires=expires)) is problem


@pytest.mark.parametrize(
    "change",
    [
        {"customer_id": "c-18"},
        {"customer_id": ""},
        {"customer_id": "c-17 "},
        {"expires": str(SECOND + 601)},
        {"expires": ""},
        {"expires": "²"},
        {"expires": f"{SECOND}.5"},
        {"signature": ""},
        {"signature": "0" * 64},
        {"signature": "ö"},
        {"site": "pk_nobody"},
        {"site": ""},
    ],
)
def test_whatever_is_changed_in_it_opens_nothing(change: dict[str, str], registry_session: Session, site: Site) -> None:
    assert find_problem(registry_session, {**sign(site), **change}) is LinkProblem.NOT_SIGNED


@pytest.mark.parametrize("expires", ["-1", "1e9", "9" * 13, "9" * 5000, "٣"])
def test_an_end_that_is_no_second_opens_nothing_however_it_is_signed(
    expires: str, registry_session: Session, site: Site
) -> None:
    assert find_problem(registry_session, sign(site, expires=expires)) is LinkProblem.NOT_SIGNED


@pytest.mark.parametrize("customer_id", ["guest", "0", "a\nb", "x" * 129, " c-17"])
def test_what_names_no_customer_opens_nothing_however_it_is_signed(
    customer_id: str, registry_session: Session, site: Site
) -> None:
    assert find_problem(registry_session, sign(site, customer_id)) is LinkProblem.NOT_SIGNED


def test_the_key_of_another_site_opens_nothing_here(registry_session: Session, site: Site) -> None:
    other = create_site(registry_session, "Other", ["other.example"])
    assert find_problem(registry_session, {**sign(other), "site": site.site_key}) is LinkProblem.NOT_SIGNED
    forged = sign_friend_link(other.signing_key, site.site_key, "c-17", str(SECOND + 600))
    assert find_problem(registry_session, {**sign(site), "signature": forged}) is LinkProblem.NOT_SIGNED


def test_an_archived_site_has_no_friends_pages(registry_session: Session, site: Site) -> None:
    given = sign(site)
    archive_site(registry_session, site.id, utc_now())
    assert read_friend_link(registry_session, given, NOW).site is None
