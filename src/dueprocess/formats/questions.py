"""What the vault's page asks the process that serves it: the answer, or the rule by which it is refused (ADR 0039)."""

from collections.abc import Callable
from typing import Any

from dueprocess.formats.refusal import DeniedError


def told(call: Callable[[], dict[str, Any]], form: str) -> dict[str, Any]:
    """What ``call`` finds, or the rule by which it refuses; ``form``: the rule for what is of no agreed form."""
    try:
        return call()
    except DeniedError as fault:
        return refused(fault)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        # A desk that sends what is of no known form; its values are not told on.
        return {"rule": form, "reason": "the desk's answer is not of the agreed form"}


def refused(fault: DeniedError) -> dict[str, Any]:
    """A refusal as an answer."""
    return {"rule": fault.rule, "reason": fault.reason}
