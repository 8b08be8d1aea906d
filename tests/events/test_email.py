"""Two spellings of one mailbox are one person; nothing that is not an address is one."""

import pytest

from events.email import hash_email, normalise_email


@pytest.mark.parametrize(
    ("address", "normalised"),
    [
        (" Alice@Example.com ", "alice@example.com"),
        ("alice+shop@example.com", "alice@example.com"),
        ("a.li.ce+x@gmail.com", "alice@gmail.com"),
        ("a.lice@googlemail.com", "alice@gmail.com"),
        ("a.lice@example.com", "a.lice@example.com"),
        ("", ""),
        ("alice", ""),
        ("@example.com", ""),
        ("+tag@example.com", ""),
        ("alice@localhost", ""),
        ("a b@example.com", ""),
        ("a@b@example.com", ""),
    ],
)
def test_an_address_is_normalised(address: str, normalised: str) -> None:
    assert normalise_email(address) == normalised


def test_the_hash_differs_between_sites_and_installations() -> None:
    hashes = {hash_email(secret, site, "a@b.c") for secret in (b"1", b"2") for site in (1, 2)}
    assert len(hashes) == 4
    assert all(len(value) == 32 for value in hashes)
