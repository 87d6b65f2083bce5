"""From what a person signed to a command: exact keys, closed codes, right types; else BadCommandError."""

from collections.abc import Mapping
from typing import Any

from dueprocess.acts.declaration import C, Declaration
from dueprocess.acts.table import ON_CASE
from dueprocess.case.commands import BadCommandError
from dueprocess.case.fields import Field
from dueprocess.formats.statement import Act


def command_of(act: Act, says: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the command of the act
    """The command that a statement of ``act`` says. Raises BadCommandError with the key at fault."""
    declared = ON_CASE.get(act)
    if declared is None:
        raise BadCommandError(f"{act} is no act on a case")
    return read(declared, says)


def read(declared: Declaration[C], says: Mapping[str, Any]) -> C:
    """The command of a declared act. Raises BadCommandError with the key at fault."""
    fields, act = declared.fields, declared.act
    needed = {key for key, field in fields.items() if not field.absent}
    if not needed <= set(says) <= set(fields):
        raise BadCommandError(f"{act} says {', '.join(sorted(fields)) or 'nothing'}; got {', '.join(sorted(says))}")
    return declared.says(**{key: _value(act, key, fields[key], value) for key, value in says.items()})


def _value(act: Act, key: str, field: Field, value: object) -> object:
    try:
        return field.kind.read(value)
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise BadCommandError(f"{act}: {key} cannot be {value!r}") from fault
