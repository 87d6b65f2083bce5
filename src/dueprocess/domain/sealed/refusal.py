"""The error of this package: what was refused, under a rule name that never changes."""


class SealedError(ValueError):
    """Bytes, a signature or a chain that is refused; ``rule`` is stable, the words may improve.

    Attributes:
        rule: ``statement.*``, ``session.*``, ``roster.*`` or ``object.*``; listed in docs/reference/events.md.
        reason: what happened and what to do next. Never holds clear text or a secret.
    """

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(f"{rule}: {reason}")
        self.rule = rule
        self.reason = reason


class StatementError(SealedError):
    """A statement that does not count."""


class RosterError(SealedError):
    """A roster, or a chain of rosters, that does not count."""


class ObjectError(SealedError):
    """The inside of a sealed object that is not of the form DPS1."""
