"""A law file that was taken from somebody's package: what it changes asks until this desk's own counsel read it.

Pure. Who made the package may have read the law: here it counts as read by others (``secondary``), which decides
nothing.
"""

from collections.abc import Mapping
from typing import Any, Final

from dueprocess.law.difference import Change, How, difference
from dueprocess.law.parts import Plain

_READ: Final = "verified"
_BY_OTHERS: Final = "secondary"
_NAMED: Final = frozenset({"secrecy", "tariff"})


def asking(before: Plain | None, after: Plain) -> frozenset[str]:
    """Names under which counsel is asked anew: what says something else, or is said to be read and was not.

    Where a text holds a rule no more, the whole file is asked: nobody reads what is not there, and the rest decided.
    """
    found = [one for one in difference(before, after) if one.how is not How.READ or _raised(one)]
    was, now = _held(before or after), _held(after)
    lost = len(was) != len(now) or any(not old <= new for old, new in zip(was, now, strict=False))
    # A rule can be called as a part of its file is, and then both differ under one name.
    mixed = any(one.name.partition(".")[2] in {*after, *(before or {})} - {*_NAMED} for one in found)
    return frozenset({one.signed_by for one in found} | ({str(after["id"])} if lost or mixed else set()))


def _held(data: Plain) -> list[frozenset[str]]:
    """What each text of a file holds: its rules by id, and its other parts."""
    texts = ({**data, "versions": None}, *data.get("versions", ()))
    return [
        frozenset({str(rule["id"]) for rule in text.get("rules", ())} | {key for key in text if text[key] is not None})
        for text in texts
    ]


def taken(before: Plain | None, after: Plain) -> dict[str, Any]:
    """The file as it is kept: no statement that changed is a reading of this desk's. What did not change stays."""
    names, file = asking(before, after), str(after["id"])
    made = {key: _part(key, value, names, file) for key, value in after.items()}
    if file in names:
        made |= {"status": _lower(after["status"])} if "status" in after else {}
        made |= {"approved": {"by": None, "on": None}} if "approved" in after else {}
    return made


def _part(key: str, value: Any, names: frozenset[str], file: str) -> Any:  # noqa: ANN401 - plain data of any shape
    if key == "rules":
        return [_lowered(rule) if rule["id"] in names else rule for rule in value]
    if key in _NAMED:
        return _lowered(value) if f"{file}.{key}" in names else value
    if key == "versions":
        return [{inner: _part(inner, one, names, file) for inner, one in text.items()} for text in value]
    if key == "status":
        return _lower(value) if file in names else value
    return _lowered(value) if file in names else value


def _lowered(value: Any) -> Any:  # noqa: ANN401 - plain data of any shape
    if isinstance(value, Mapping):
        return {key: _lower(one) if key == "status" else _lowered(one) for key, one in value.items()}
    return [_lowered(one) for one in value] if isinstance(value, list | tuple) else value


def _lower(status: object) -> object:
    return _BY_OTHERS if status == _READ else status


def _raised(one: Change) -> bool:
    """Whether what changed is said to be read: on a later day, or in another of its texts, it would decide again."""
    statuses = _statuses(one.after)
    return _READ in statuses or not statuses  # of the file itself the day stands alone


def _statuses(value: Any) -> list[str]:  # noqa: ANN401 - plain data of any shape
    if isinstance(value, Mapping):
        own = [str(value["status"])] if "status" in value else []
        return own + [status for key, one in value.items() if key != "status" for status in _statuses(one)]
    return [status for one in value for status in _statuses(one)] if isinstance(value, list | tuple) else []
