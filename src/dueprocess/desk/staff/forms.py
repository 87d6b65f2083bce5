"""The one form of every act, drawn from the table of acts: closed choices, days and numbers; no free text (P2)."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dueprocess.acts.declaration import About, Choice, OnCase
from dueprocess.acts.table import ON_CASE
from dueprocess.case import fields as f
from dueprocess.case.commands import GROUPS
from dueprocess.case.fields import Closed, Coded, Day, FaceFields, Field, Flag, Lines, Number
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import LineAnswer
from dueprocess.demand.face import ITEM_FIELDS, Form, Spec
from dueprocess.desk.data.models import Duty
from dueprocess.desk.data.queries.cases import Filter, matching
from dueprocess.desk.services.cases import find
from dueprocess.desk.services.result import UnknownCaseError
from dueprocess.desk.web import words
from dueprocess.formats import ids
from dueprocess.formats.statement import Act
from dueprocess.law.finding import ItemAssessment

FORMS: Final[Mapping[Act, OnCase[Any]]] = {act: declared for act, declared in ON_CASE.items() if declared.on_page}
"""Acts that a page prepares. Confirming, writing a note and sealing a letter happen in the vault, beside the text."""

_FRESH: Final[Mapping[str, Callable[[bytes], str]]] = {"r": ids.register_id, "c": ids.case_id}
_CASES: Final = (f.CASE, f.CASE_OR_NONE)


class DayInput(forms.DateInput):
    """The browser's own field for a day; YYYY-MM-DD on the wire."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ActForm(forms.Form):
    """What an act asks on this case; ``says`` is what would be signed."""

    def __init__(self, data: Mapping[str, Any] | None, declared: OnCase[Any], about: About) -> None:
        self.declared, self.about = declared, about
        super().__init__(data, prefix=None, label_suffix="")
        for key, field in declared.fields.items():
            if not (key in declared.filled or key == "item" or field.fresh) and field.page:
                self.fields.update(self._drawn(key, field))

    @property
    def act(self) -> Act:
        """The act."""
        return self.declared.act

    @property
    def title(self) -> str:
        """What it does."""
        return words.of_act(self.declared.title)

    @property
    def lead(self) -> str:
        """What follows from it."""
        return words.of_act(self.declared.note)

    def lines(self) -> list[forms.BoundField]:
        """The fields of single lines, for ``partial`` only."""
        return [self[name] for name in self.fields if name.startswith("lines:")]

    def suggested(self) -> list[str]:
        """Open cases of the same authority, where another case is named."""
        named = any(field.kind == f.CASE for field in self.declared.fields.values())
        authority = str(self.about.case.face.get("authority") or "") if named else ""
        if not authority:
            return []
        same = matching(Filter(authority=authority)).exclude(pk=self.about.case.id)
        return list(same.order_by("-opened_on").values_list("pk", flat=True)[:5])

    def clean(self) -> dict[str, Any]:
        """Ids of cases, whole."""
        values: dict[str, Any] = super().clean() or {}
        for key, field in self.declared.fields.items():
            if field.kind in _CASES and values.get(key):
                try:
                    values[key] = find(values[key])
                except UnknownCaseError:
                    self.add_error(key, _("No case, or more than one, begins like this."))
        return values

    def says(self, draw: Callable[[], bytes]) -> Mapping[str, Any]:
        """The statement's ``says``; ``draw`` gives the bytes of a fresh id."""
        said = {key: self._said(key, field, draw) for key, field in self.declared.fields.items()}
        return said if self.declared.settle is None else self.declared.settle(said, self.about)

    # --- drawing ---

    def _drawn(self, key: str, field: Field) -> dict[str, forms.Field]:  # noqa: PLR0911 - one arm a kind
        kind, label, help_text = field.kind, words.of_act(field.label), words.of_act(field.help)
        if isinstance(kind, Flag):
            return {kind.group: self._flags(kind.group)}
        if isinstance(kind, Lines):
            return {f"{key}:{choice.value}": _line(choice) for choice in self._choices(key)}
        if isinstance(kind, FaceFields):
            return {f"{key}:{spec.name}": _of_face(spec) for spec in ITEM_FIELDS if spec.name in kind.asked}
        if isinstance(kind, Closed | Coded) or key in self.declared.choices:
            return {key: self._choice(key, field, self._choices(key) or _every(kind))}
        more: dict[str, Any] = {"label": label, "help_text": help_text, "required": field.needed}
        if isinstance(kind, Day):
            return {key: forms.DateField(widget=DayInput(), **more)}
        if isinstance(kind, Number):
            return {key: forms.IntegerField(min_value=kind.least, max_value=kind.most, **more)}
        return {key: forms.CharField(max_length=26, **more)} if kind in _CASES else {}

    def _choices(self, key: str) -> Sequence[Choice]:
        asked = self.declared.choices.get(key)
        return [choice for choice in asked(self.about) if choice.page] if asked else ()

    def _choice(self, key: str, field: Field, choices: Sequence[Choice]) -> forms.ChoiceField:
        speak = words.duty if key == "what" else words.of_act
        empty = any(not choice.value for choice in choices)
        starts = [choice.value for choice in choices if choice.start] or [str(field.start)]
        return forms.ChoiceField(
            label=words.of_act(field.label),
            help_text=words.of_act(field.help),
            required=not empty,
            choices=[(choice.value, _spoken(choice, field.kind, speak)) for choice in choices],
            widget=forms.Select if empty else forms.RadioSelect,
            initial=starts[0],
        )

    def _flags(self, group: str) -> forms.MultipleChoiceField:
        named = {key: field for key, field in self.declared.fields.items() if _is_of(field, group)}
        return forms.MultipleChoiceField(
            label=words.of_act(GROUPS[group]),
            widget=forms.CheckboxSelectMultiple,
            choices=[(key, words.of_act(field.label)) for key, field in named.items()],
            initial=[key for key, field in named.items() if field.start],
            required=False,
        )

    # --- reading ---

    def _said(self, key: str, field: Field, draw: Callable[[], bytes]) -> object:  # noqa: PLR0911 - one arm a kind
        values, kind = self.cleaned_data, field.kind
        if key in self.declared.filled:
            return self.declared.filled[key](self.about)
        if field.fresh:
            return _FRESH[field.fresh](draw())
        if key == "item":
            return self.about.number or field.start
        if isinstance(kind, Flag):
            return key in values[kind.group]
        if isinstance(kind, Lines):
            return list(_lines(values, f"{key}:"))
        if isinstance(kind, FaceFields):
            found = {name: value for name, value in values.items() if value not in (None, "", [])}
            return {name.removeprefix(f"{key}:"): value for name, value in found.items() if name.startswith(f"{key}:")}
        value = values.get(key)
        if value in (None, ""):
            return field.start
        if isinstance(value, datetime.date):
            return value.isoformat()
        return int(value) if isinstance(kind, Number) else value


def about_of(case: CaseState, number: int, judged: ItemAssessment | None, instruments: Iterable[str]) -> About:
    """What a form is about: the case as it stands, and what it owes, the first due first."""
    owed = Duty.objects.filter(case_id=case.id, done_at__isnull=True).order_by("due_at", "pk")
    return About(case, number, judged, sorted(instruments), list(owed.values_list("item", "what")))


def _is_of(field: Field, group: str) -> bool:
    return isinstance(field.kind, Flag) and field.kind.group == group


def _every(kind: f.Kind) -> list[Choice]:
    if isinstance(kind, Closed):
        return [Choice(code, said) for code, said in kind.words.items()]
    return [Choice(str(code), code.meaning) for code in kind.of] if isinstance(kind, Coded) else []


def _spoken(choice: Choice, kind: f.Kind, speak: Callable[[str], str]) -> str:
    said = words.coded(kind.of(choice.value)) if isinstance(kind, Coded) else speak(choice.words)
    marks = [words.of_act(mark) for mark in choice.marks]
    return f"{said} ({', '.join(marks)})" if marks else said


def _line(choice: Choice) -> forms.ChoiceField:
    handle = choice.value.partition(":")[0]
    return forms.ChoiceField(
        label=f"{handle} · {words.spoken(choice.words, 'DataCategory')}",
        choices=[(str(code), words.coded(code)) for code in LineAnswer],
        required=False,
        initial=choice.marks[0],  # as the map of services suggests it
    )


def _lines(values: Mapping[str, Any], prefix: str) -> Iterator[dict[str, str]]:
    for name, answer in values.items():
        if name.startswith(prefix) and answer:
            _key, handle, category = name.split(":")
            yield {"answer": answer, "category": category, "handle": handle}


def _of_face(spec: Spec) -> forms.Field:
    label = capfirst(words.meaning(spec))
    if spec.of is None:
        return forms.IntegerField(label=label, min_value=0, max_value=9999, required=False)
    listed = [(str(code), words.coded(code)) for code in spec.of]
    if spec.form is Form.CODES:
        return forms.MultipleChoiceField(
            label=label, choices=listed, widget=forms.CheckboxSelectMultiple, required=False
        )
    return forms.ChoiceField(label=label, choices=[("", "—"), *listed], required=False)
