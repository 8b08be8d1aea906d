"""What a password costs whoever checks it."""

from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from registry import logins


def test_a_hash_costs_what_its_standard_advises_and_nobodys_as_much(usual_hasher: PasswordHasher) -> None:
    hashes = (usual_hasher.hash("correct horse"), logins._DUMMY_HASH)
    assert [extract_parameters(each) for each in hashes] == [RFC_9106_LOW_MEMORY] * 2
