"""The shape of a child's answer about a report: a child that was taken over answers too, so each part is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from dueprocess.formats.record import Named, matching


@dataclass(frozen=True, slots=True)
class _Where:
    file: str
    row: int | None
    column: str | None


@dataclass(frozen=True, slots=True)
class _Finding:
    id: str
    rule: str
    says: str
    holds: bool | None
    where: tuple[_Where, ...]
    kind: Annotated[str, matching("identity|trap|note", "a kind of finding")]


@dataclass(frozen=True, slots=True)
class _File:
    file: str
    rows: int
    release: int


@dataclass(frozen=True, slots=True)
class _Period:
    from_: Annotated[str, Named("from")]
    until: str


@dataclass(frozen=True, slots=True)
class _Report:
    report: str
    publisher: str | None
    format: str
    period: _Period | None
    files: tuple[_File, ...]
    checks: tuple[_Finding, ...]
    traps: tuple[_Finding, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the job promises."""

    reports: tuple[_Report, ...]
    unreadable: Mapping[str, str]
    mapping: str
