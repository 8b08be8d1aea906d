"""What the registry objects to a value, for whoever typed it on a page."""

from languages.sentence import Sentence, sentence
from registry.errors import RegistryConflict, RegistryInvalid

# Those that the forms of the pages meet; another one is shown in English. The registry writes numbers into some.
REASONS = (
    sentence("give at least 8 characters"),
    sentence("give an address like ada@example.com"),
    sentence("choose another one than before, which whoever made this login knows"),
    sentence("give 1 to 200 printable characters"),
    sentence("give an address like https://blog.example"),
    sentence("answer this question"),
    sentence("choose one of the answers"),
    sentence("accept the terms to apply"),
    sentence("the terms have changed meanwhile: read them again"),
    sentence("it is on already; switch it off first"),
    sentence("the program has no e-mail address of yours; ask whoever runs it to add it"),
)


def describe_reason(exc: RegistryInvalid | RegistryConflict) -> Sentence:
    """The clause that follows the name of the field."""
    return Sentence(exc.reason)
