"""What stops a file from being written."""

from collections.abc import Iterable


class FileInvalid(ValueError):
    """The file cannot be written as asked; the message names the partners concerned and what to do."""


class Unrepresentable(ValueError):
    """A text has characters that a format does not have, and no replacement is known."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = "".join(dict.fromkeys(characters))
        super().__init__(f"no replacement is known for {self.characters}")
