"""Forms of acts on one item: deciding, silence, the gate, freezing, publishing, cost."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from dueprocess.domain import ids
from dueprocess.domain.case.deciding import default_lines, needs_two
from dueprocess.domain.case.state import CostEntry
from dueprocess.domain.demand.codes import DataCategory, Kind, LineAnswer, Outcome
from dueprocess.domain.sealed.statement import Act
from dueprocess.staff.forms import About, ActForm, Choices, ItemOnlyForm, choices, day, iso
from dueprocess.web import dates
from dueprocess.web.words import OUTCOMES, meaning, spoken


class DecideForm(ActForm):
    """A decision on an item, opened on what the law suggests."""

    act = Act.DECISION_PROPOSE
    title = _("Decide")
    lead = _("Objecting on a ground that the law gives is one choice among others, and never the harder one.")

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_("Ground"),
        required=False,
        help_text=_(
            "To object: a ground that the invoked law opens. To refuse or challenge: counsel, or policy of the house."
        ),
    )

    _OUTCOMES: Final = (
        Outcome.CORRECT,
        Outcome.OBJECT,
        Outcome.COMPLY,
        Outcome.PARTIAL,
        Outcome.NO_DATA,
        Outcome.NOT_EXECUTABLE,
        Outcome.CHALLENGE,
        Outcome.UNDER_PROTEST,
        Outcome.REFUSE,
    )

    def prepare(self) -> None:
        """Grounds are exactly those that are open (P9); for ``partial`` one answer a line."""
        judged = self.about.judged
        suggested = str(judged.recommendation) if judged else ""
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]  # of a ChoiceField
            (str(one), f"{OUTCOMES[one]}: {meaning(one)}{self._mark(one, suggested)}") for one in self._OUTCOMES
        ]
        if suggested in {str(one) for one in self._OUTCOMES}:
            self.fields["outcome"].initial = suggested
        grounds: Choices = [(one.code, f"{one.code}: {one.says}") for one in judged.grounds] if judged else []
        house = {one.house_ground: one.says for one in judged.findings if one.house_ground} if judged else {}
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            ("", _("none")),
            *grounds,
            *((one, f"{one}: {says}") for one, says in sorted(house.items())),
            ("counsel", _("on counsel's advice")),
        ]
        held = {line.category: line.answer for line in judged.lines} if judged else {}
        for line in default_lines(self.about.case, self.number, Outcome.PARTIAL):
            self.fields[f"line:{line.handle}:{line.category}"] = forms.ChoiceField(
                label=f"{line.handle} · {spoken(line.category, 'DataCategory')}",
                choices=choices(LineAnswer),
                required=False,
                initial=held.get(line.category),  # as the map of services suggests it
            )

    def _mark(self, outcome: Outcome, suggested: str) -> str:
        """What stands behind an outcome: the law suggests it; it takes two people."""
        emergency = self.about.case.face.get("emergency") is True
        said = [_("suggested")] if str(outcome) == suggested else []
        said += [_("takes two people")] if needs_two(outcome, emergency=emergency) else []
        return f" ({', '.join(map(str, said))})" if said else ""

    def lines(self) -> list[forms.BoundField]:
        """The fields of single lines, for ``partial`` only."""
        return [self[name] for name in self.fields if name.startswith("line:")]

    def clean(self) -> dict[str, Any]:
        """What an outcome needs beside it."""
        values: dict[str, Any] = super().clean() or {}
        outcome, ground = values.get("outcome"), values.get("ground")
        if outcome in {Outcome.OBJECT, Outcome.REFUSE, Outcome.CHALLENGE} and not ground:
            self.add_error("ground", _("Name the ground: this outcome rests on one."))
        return values

    def says(self) -> dict[str, Any]:
        """Outcome, ground, lines where single ones were answered."""
        values = self.cleaned_data
        lines = []
        if values["outcome"] == Outcome.PARTIAL:
            for name, answer in values.items():
                if name.startswith("line:") and answer:
                    _head, handle, category = name.split(":")
                    lines.append({"answer": answer, "category": category, "handle": handle})
        return {"ground": values.get("ground") or "", "item": self.number, "lines": lines, "outcome": values["outcome"]}


class ApproveForm(ActForm):
    """The second person agrees with exactly what stands."""

    act = Act.DECISION_APPROVE
    title = _("Agree as the second person")
    lead = _("You agree with exactly this proposal, on exactly the facts and the law as they stand now.")

    differs = forms.ChoiceField(
        label=_("It was refused before and is filed again. Why is it another demand now?"),
        required=False,
        choices=[
            ("", _("it was not refused before")),
            ("new_facts", _("new facts")),
            ("new_order", _("a new order")),
            ("other_law", _("another law")),
            ("other_period", _("another period")),
            ("other_target", _("another target")),
        ],
    )

    def says(self) -> dict[str, Any]:
        """Names the proposal by its hash."""
        return {"differs": self.cleaned_data["differs"], "item": self.number, "proposal": _proposal(self.about)}


class SendBackForm(ActForm):
    """The second person does not agree, and says in which respect."""

    act = Act.DECISION_SEND_BACK
    title = _("Send back")
    reason = forms.ChoiceField(
        label=_("What is not right"),
        widget=forms.RadioSelect,
        choices=[
            ("facts", _("the facts")),
            ("law", _("the law")),
            ("scope", _("the scope: more or less is given than should be")),
            ("ground", _("the ground")),
            ("words", _("the words")),
        ],
    )

    def says(self) -> dict[str, Any]:
        """Names proposal and reason."""
        return {"item": self.number, "proposal": _proposal(self.about), "reason": self.cleaned_data["reason"]}


def _proposal(about: About) -> str:
    proposal = about.item.proposal if about.item else None
    return proposal.statement if proposal else ""


class WithdrawForm(ItemOnlyForm):
    """Taking one's own proposal back."""

    act = Act.DECISION_WITHDRAW
    title = _("Take my proposal back")


class FreezeForm(ItemOnlyForm):
    """Preserving at once: one person, silently; it lapses in 72 hours unless verified."""

    act = Act.PRESERVE_START
    title = _("Freeze the data")
    lead = _("The data are kept as they are, silently. Without a second person's check it lapses after 72 hours.")


class VerifyFreezeForm(ItemOnlyForm):
    """The second person verifies a preservation."""

    act = Act.PRESERVE_VERIFY
    title = _("Verify the freeze")


class UnpublishForm(ItemOnlyForm):
    """Out of the register."""

    act = Act.PUBLICATION_WITHDRAW
    title = _("Take it out of the register")


class GateForm(ActForm):
    """May we tell, admit, count? A named person answers; no answer is: closed (P6)."""

    act = Act.GATE_ANSWER
    title = _("May we tell, admit, count?")
    lead = _("You answer by name, from the law. Without an answer it stays closed.")

    question = forms.ChoiceField(
        label=_("Question"),
        widget=forms.RadioSelect,
        choices=[
            ("tell", _("may we tell the person?")),
            ("admit", _("may we admit that the demand exists?")),
            ("count", _("may we count it?")),
        ],
    )
    answer = forms.ChoiceField(
        label=_("Answer"), widget=forms.RadioSelect, choices=[("yes", _("yes")), ("no", _("no"))]
    )
    until = day(_("Ask again after"), help_text=_("A yes may hold until a day; then the question comes back."))

    def says(self) -> dict[str, Any]:
        """One question, one answer."""
        values = self.cleaned_data
        return {
            "answer": values["answer"],
            "item": self.number,
            "question": values["question"],
            "until": iso(values["until"]),
        }


class SilenceForm(ActForm):
    """A duty of silence has a source, what it forbids, and an end or a review (P5)."""

    act = Act.SECRECY_RECORD
    title = _("Record a silence")

    source = forms.ChoiceField(
        label=_("What imposes it"),
        widget=forms.RadioSelect,
        choices=[("statute", _("a statute")), ("order", _("an order")), ("request", _("a mere request"))],
    )
    rule = forms.ChoiceField(label=_("By which law"), required=False)
    forbids = forms.MultipleChoiceField(
        label=_("What it forbids"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("tell", _("telling the person")), ("admit", _("admitting it")), ("count", _("counting it"))],
        initial=["tell"],
    )
    until = day(_("Last day of the silence"))
    review_on = day(_("Day of review, where no end is set"))

    def prepare(self) -> None:
        """The instruments that the demand invokes stand first."""
        invoked = self.about.case.face.get("instruments")
        first = [
            name
            for name in (invoked if isinstance(invoked, tuple) else ())
            if name in self.about.desk.shelf.instruments
        ]
        rest = sorted(set(self.about.desk.shelf.instruments) - set(first))
        self.fields["rule"].choices = [("", _("none named")), *((name, name) for name in [*first, *rest])]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An end or a review."""
        values: dict[str, Any] = super().clean() or {}
        if not values.get("until") and not values.get("review_on"):
            self.add_error("review_on", _("A silence has an end or a day of review."))
        return values

    def says(self) -> dict[str, Any]:
        """Source, rule, what it forbids, end or review."""
        values = self.cleaned_data
        forbids = set(values["forbids"])
        return {
            "admit": "admit" in forbids,
            "count": "count" in forbids,
            "item": self.number,
            "review_on": iso(values["review_on"]),
            "rule": values["rule"],
            "source": values["source"],
            "tell": "tell" in forbids,
            "until": iso(values["until"]),
        }


class EndSilenceForm(ActForm):
    """The silence was lifted, or its day came."""

    act = Act.SECRECY_END
    title = _("End a silence")
    lead = _("From now on there is a duty to tell, and only telling closes it.")
    how = forms.ChoiceField(
        label=_("How it ended"),
        widget=forms.RadioSelect,
        choices=[("lifted", _("it was lifted")), ("expired", _("its day came"))],
    )

    def says(self) -> dict[str, Any]:
        """How."""
        return {"how": self.cleaned_data["how"], "item": self.number}


class PublicationForm(ActForm):
    """Proposing an item for a register, in a class."""

    act = Act.PUBLICATION_PROPOSE
    title = _("Propose publication")
    detail = forms.ChoiceField(
        label=_("Class"),
        widget=forms.RadioSelect,
        initial="aggregate",
        choices=[
            ("aggregate", _("aggregate: counted only")),
            ("summary", _("summary: one row, without the text")),
            ("full", _("full: with consent of the person, or where the target is a public body")),
        ],
    )

    def says(self) -> dict[str, Any]:
        """The class."""
        return {"detail": self.cleaned_data["detail"], "item": self.number}


class PublishForm(ActForm):
    """Publishing exactly as proposed."""

    act = Act.PUBLICATION_PUBLISH
    title = _("Publish")
    lead = _("It goes to the public register in the class that was proposed.")

    def says(self) -> dict[str, Any]:
        """As proposed, under a fresh row id that is not the case's."""
        detail = self.about.item.detail if self.about.item else ""
        return {"detail": detail, "item": self.number, "row": ids.register_id(self.about.desk.draw())}


class ItemForm(ActForm):
    """Adding an item, or ending one."""

    act = Act.ITEM_CHANGE
    title = _("Items")
    op = forms.ChoiceField(label=_("What happens"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("What is asked"), choices=choices(Kind, empty="—"), required=False)
    categories = forms.MultipleChoiceField(
        label=_("Data"), choices=choices(DataCategory), widget=forms.CheckboxSelectMultiple, required=False
    )
    targets = forms.IntegerField(label=_("How many targets"), min_value=0, max_value=9999, required=False)

    def prepare(self) -> None:
        """Adding to the case, or changing this item."""
        ops: Choices = [
            ("amend", _("an amended order changed it")),
            ("withdraw", _("the authority took it back")),
            ("lapse", _("time ended it, or the text does not ask for it")),
        ]
        self.fields["op"].choices = ops if self.about.item else [("add", _("the text asks for one more thing"))]  # type: ignore[attr-defined]
        self.fields["op"].initial = "amend" if self.about.item else "add"

    def clean(self) -> dict[str, Any]:
        """A new item has a kind."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("op") == "add" and not values.get("kind"):
            self.add_error("kind", _("Say what is asked."))
        if values.get("op") == "amend" and not self._fields(values):
            self.add_error("kind", _("Say what changed."))
        return values

    @staticmethod
    def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
        found = {
            "kind": values.get("kind"),
            "data": list(values.get("categories") or ()),
            "targets": values.get("targets"),
        }
        return {name: value for name, value in found.items() if value not in (None, "", [])}

    def says(self) -> dict[str, Any]:
        """Operation, number, fields."""
        values = self.cleaned_data
        fields = self._fields(values) if values["op"] in {"add", "amend"} else {}
        number = self.number or len(self.about.case.items) + 1
        return {"fields": fields, "item": number, "op": values["op"]}


class CostForm(ActForm):
    """Minutes worked on an item, units of a position of the law's tariff, or both (hazard 16.1)."""

    act = Act.COST_RECORD
    title = _("Record cost")
    lead = _(
        "Minutes count on every item: they show a burden too. What the law's tariff gives is claimed by an invoice."
    )

    tariff = forms.ChoiceField(label=_("Position of the tariff"), required=False)
    units = forms.IntegerField(label=_("How many"), min_value=0, max_value=9999, required=False)
    minutes = forms.IntegerField(label=_("Minutes worked"), min_value=0, max_value=99999, required=False)

    def prepare(self) -> None:
        """Positions of the law that the item rests on."""
        charges = self.about.judged.charges if self.about.judged else ()
        listed = [(one.position, f"{one.says}: {dates.money(one.cents, one.currency)}") for one in charges]
        self.fields["tariff"].choices = [("", _("none: minutes alone")), *listed]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Something must be recorded."""
        values: dict[str, Any] = super().clean() or {}
        if not values.get("minutes") and not (values.get("tariff") and values.get("units")):
            self.add_error("minutes", _("Say minutes, or a position and how many."))
        return values

    def says(self) -> dict[str, Any]:
        """Position, units, minutes."""
        values = self.cleaned_data
        tariff = values["tariff"] or ""
        units = (values["units"] or 0) if tariff else 0
        return {"item": self.number, "minutes": values["minutes"] or 0, "tariff": tariff, "units": units}


class CostBackForm(ActForm):
    """A cost was recorded wrongly: it is taken back, and stands in the history."""

    act = Act.COST_WITHDRAW
    title = _("Take a cost back")
    seq = forms.ChoiceField(label=_("Which one"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """What was recorded on this item and still counts."""
        listed = [one for one in self.about.case.costs if one.item == self.number]
        self.fields["seq"].choices = [(str(one.seq), _cost(one)) for one in listed]  # type: ignore[attr-defined]

    def says(self) -> dict[str, Any]:
        """Number of the event that recorded it."""
        return {"seq": int(self.cleaned_data["seq"])}


def _cost(one: CostEntry) -> str:
    said = [_("%d minutes") % one.minutes] if one.minutes else []
    if one.tariff:
        position = spoken(one.tariff.rpartition(".")[2])
        said.append(f"{one.units} {position}: {dates.money(one.cents, one.currency)}")
    return " · ".join([*said, one.by])
