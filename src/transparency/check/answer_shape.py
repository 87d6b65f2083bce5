"""The shape of a child's answer about a report: a child that was taken over answers too, so each part is looked at."""

from collections.abc import Mapping
from typing import Any, Final

_FINDING: Final = frozenset({"id", "rule", "says", "holds", "where", "kind"})
_REPORT: Final = frozenset({"report", "publisher", "format", "period", "files", "checks", "traps"})
_KINDS: Final = frozenset({"identity", "trap", "note"})


def fits(answer: Mapping[str, Any]) -> bool:
    """Whether an answer is what the job promises."""
    return (
        set(answer) == {"reports", "unreadable", "mapping"}
        and isinstance(answer["mapping"], str)
        and isinstance(answer["unreadable"], dict)
        and all(isinstance(why, str) for why in answer["unreadable"].values())
        and isinstance(answer["reports"], list)
        and all(_report(one) for one in answer["reports"])
    )


def _report(one: object) -> bool:
    return (
        isinstance(one, dict)
        and set(one) == _REPORT
        and isinstance(one["report"], str)
        and isinstance(one["format"], str)
        and isinstance(one["publisher"], str | None)
        and (one["period"] is None or _texts(one["period"], {"from", "until"}))
        and _each(one["files"], _file)
        and _each(one["checks"], _finding)
        and _each(one["traps"], _finding)
    )


def _file(one: object) -> bool:
    return (
        isinstance(one, dict)
        and set(one) == {"file", "rows", "release"}
        and isinstance(one["file"], str)
        and isinstance(one["rows"], int)
        and isinstance(one["release"], int)
    )


def _each(value: object, fit: Any) -> bool:  # noqa: ANN401 - a function
    return isinstance(value, list) and all(fit(one) for one in value)


def _texts(value: object, names: set[str]) -> bool:
    return isinstance(value, dict) and set(value) == names and all(isinstance(one, str) for one in value.values())


def _finding(one: object) -> bool:
    return (
        isinstance(one, dict)
        and set(one) == _FINDING
        and all(isinstance(one[name], str) for name in ("id", "rule", "says"))
        and isinstance(one["holds"], bool | None)
        and one["kind"] in _KINDS
        and _each(one["where"], _where)
    )


def _where(one: object) -> bool:
    return (
        isinstance(one, dict)
        and set(one) == {"file", "row", "column"}
        and isinstance(one["file"], str)
        and isinstance(one["row"], int | None)
        and isinstance(one["column"], str | None)
    )
