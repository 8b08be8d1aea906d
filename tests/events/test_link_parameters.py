"""A partner's code is found in a link as people really copy it, and nowhere else."""

import pytest

from events.link_parameters import clean_ref, find_ref

SHOP = "https://shop.example/"


@pytest.mark.parametrize(
    "sent",
    [
        "alice",
        "alice/",
        "alice//",
        " alice / ",
        "alice\r",
        "alice\r\n",
        "\talice",
        "\ufeffalice",
        "alice\u200b",
        "ali\u00adce",
        "\u200ealice\u200f",
        "alice\u2060",
        "\u00a0alice\u3000",
        "alice\x85",
    ],
)
def test_a_code_loses_what_copying_adds(sent: str) -> None:
    assert clean_ref(sent) == "alice"


@pytest.mark.parametrize("code", ["alice.b", "a~b", "a/b", "Ålice", "12", "0", "爱丽丝", "a b", "❤️"])
def test_a_code_keeps_what_is_its_own(code: str) -> None:
    assert clean_ref(code) == code


@pytest.mark.parametrize(
    ("link", "ref"),
    [
        ("?ref=alice", "alice"),
        ("?via=alice", "alice"),
        ("?tap_a=12-ab&tap_s=alice", "alice"),
        ("?ref=alice/", "alice"),
        ("?ref=alice%0D", "alice"),
        ("?ref=%E2%80%8Balice", "alice"),
        ("?ref=bob&ref=alice", "alice"),
        ("?ref=alice&ref=", "alice"),
        ("?ref=alice&ref=" + "x" * 129, "alice"),
        ("#ref=alice", "alice"),
        ("#/plans?ref=alice", "alice"),
        ("#/plans?ref=alice&back=/a?b", "alice"),
        ("?plans?ref=alice", "alice"),
        ("#back=/a?ref=bob", ""),
        ("?REF=alice", ""),
        ("?href=alice&xref=bob", ""),
        ("?next=https%3A%2F%2Fother.example%2F%3Fref%3Dbob", ""),
        ("?next=https://other.example/?ref=bob", ""),
        ("?next=%2Fplans%3Fref%3Dbob&ref=alice", "alice"),
        ("#next=/plans%3Fref%3Dbob", ""),
        ("ref=alice", ""),
        ("", ""),
    ],
)
def test_a_code_counts_as_a_parameter_of_the_link_itself(link: str, ref: str) -> None:
    assert find_ref(SHOP + link) == ref


def test_a_malformed_address_has_no_code() -> None:
    assert find_ref("https://[::1/?ref=alice") == ""
