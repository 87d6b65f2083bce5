"""Forms of the acts: closed choices, days and numbers. What they give is what is signed; no free text (P2)."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.functional import lazy

from dueprocess.domain.case.state import CaseState, ItemState
from dueprocess.domain.demand.codes import Code
from dueprocess.domain.law.finding import ItemAssessment
from dueprocess.domain.sealed.statement import Act
from dueprocess.services.desk import Desk
from dueprocess.web.words import coded

Choices = list[tuple[str, Any]]
_coded = lazy(coded, str)  # forms are made once, and shown in each person's language


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about: the desk now, the case, the item and its assessment where there are such."""

    desk: Desk
    case: CaseState
    item: ItemState | None
    judged: ItemAssessment | None


def choices(codes: Iterable[Code], *, empty: str = "") -> Choices:
    """Codes of a closed list with their meanings."""
    listed: Choices = [(str(code), _coded(code)) for code in codes]
    return [("", empty), *listed] if empty else listed


class DayInput(forms.DateInput):
    """The browser's own field for a day; YYYY-MM-DD on the wire."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:  # noqa: ANN401 - lazy texts
    """A field for a day."""
    return forms.DateField(label=label, required=required, widget=DayInput(), help_text=help_text)


def iso(value: datetime.date | None) -> str | None:
    """YYYY-MM-DD or null."""
    return value.isoformat() if value else None


class ActForm(forms.Form):
    """One act's form. ``act`` names it; ``title`` heads the page; ``says`` is what would be signed."""

    act: ClassVar[Act]
    title: ClassVar[Any]
    lead: ClassVar[Any] = ""
    of_item: ClassVar[bool] = True

    def __init__(self, data: Mapping[str, Any] | None, about: About) -> None:
        self.about = about
        super().__init__(data, prefix=None, label_suffix="")
        self.prepare()

    def prepare(self) -> None:
        """Fit the choices to the case."""

    def says(self) -> dict[str, Any]:
        """The statement's ``says``."""
        return {}

    @property
    def number(self) -> int:
        """The item's number."""
        return self.about.item.number if self.about.item else 0


class ItemOnlyForm(ActForm):
    """An act that says nothing but the item."""

    def says(self) -> dict[str, Any]:
        """The item."""
        return {"item": self.number}
