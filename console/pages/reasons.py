"""What a value is rejected for, in the words of the registry and of payout methods, for whoever typed it on a page."""

from languages.sentence import Sentence, sentence
from registry.errors import RegistryConflict, RegistryInvalid

# Those that the forms of translated pages meet; another one is shown in English. `make texts` finds them here, and
# scripts translate by them what the API answers.
REASONS = (
    sentence("give at least 8 characters"),
    sentence("give an address like ada@example.com"),
    sentence("give 1 to 200 printable characters"),
    sentence("give an address like https://blog.example"),
    sentence("answer this question"),
    sentence("choose one of the answers"),
    sentence("accept the terms to apply"),
    sentence("the terms have changed meanwhile: read them again"),
    sentence("choose another one than before, which whoever made this login knows"),
    sentence("it is on already; switch it off first"),
    sentence("the program has no e-mail address of yours; ask whoever runs it to add it"),
    sentence("give a full address like https://shop.example/page"),
    sentence("give an address without a name or password in it"),
    sentence("give 1 to 64 printable characters"),
    sentence("your account is paused; ask whoever runs the program"),
    sentence("a payout is requested already; it is answered by the next payout run"),
    sentence("not an IBAN: compare it with the bank's, digit by digit"),
    sentence("not a BIC: give 8 or 11 characters like DEUTDEFF"),
    sentence("not an account number (NRB): 26 digits, the first two of which check the others"),
    sentence("not a БИК: nine digits that begin with 04"),
    sentence("its check digit does not fit this БИК: compare both"),
    sentence("not the account of this bank: 20 digits from 301 to the end of the БИК"),
    sentence("not an ИНН: 10 digits of a company or 12 of a person, the last of which check the others"),
    sentence("not a КПП: nine characters like 770101001"),
    sentence("only a company has a КПП; this ИНН is a person's"),
    sentence("begin with a letter or a digit"),
)


def describe_reason(exc: RegistryInvalid | RegistryConflict) -> Sentence:
    """The clause that follows the name of the field."""
    return Sentence(exc.reason)
