"""What can go wrong when the registry is read or changed."""


class RegistryInvalid(ValueError):
    """A given value cannot be used; ``field`` is its name, ``reason`` says what to give instead."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class RegistryConflict(ValueError):
    """A value that must be unique is taken."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class RegistryMissing(LookupError):
    """Nothing of this kind has this id or name, or it belongs to another site (which one is not said)."""
