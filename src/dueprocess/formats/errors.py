"""Errors of this package that somebody tells apart; all others are plain ``DeniedError``.

Rules are ``statement.*``, ``session.*``, ``roster.*`` or ``object.*``, listed in docs/reference/events.md.
"""

from dueprocess.formats.refusal import DeniedError


class StatementError(DeniedError):
    """A statement that does not count."""


class RosterError(DeniedError):
    """A roster, or a chain of rosters, that does not count."""


class ObjectError(DeniedError):
    """The inside of a sealed object that is not of the form DPS2."""
