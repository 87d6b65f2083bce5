"""Forms of acts on a case as a whole, and the table of all forms."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from dueprocess.data.models import Duty
from dueprocess.data.queries.cases import Filter, matching
from dueprocess.domain.demand.codes import ArrivalIs
from dueprocess.domain.sealed.statement import Act
from dueprocess.services.cases import find
from dueprocess.services.result import UnknownCaseError
from dueprocess.staff import forms_item as item
from dueprocess.staff.forms import ActForm, choices
from dueprocess.web.words import duty as duty_words


class ClassifyForm(ActForm):
    """What an arrival is; saying it anew is the undo."""

    act = Act.ARRIVAL_CLASSIFY
    title = _("Say what this is")
    lead = _("It can be said anew at any time: that is the undo. The first time of receipt stays.")
    of_item = False

    what = forms.ChoiceField(label=_("This arrival is"), widget=forms.RadioSelect)
    case = forms.CharField(
        label=_("Of which case"),
        required=False,
        max_length=26,
        help_text=_("For a supplement or a duplicate: the case's id."),
    )
    resembles = forms.CharField(
        label=_("Filed again after"), required=False, max_length=26, help_text=_("A case that this one repeats.")
    )

    def prepare(self) -> None:
        """Closed list; what is held outside never came through here."""
        listed = [one for one in ArrivalIs if one not in {ArrivalIs.UNREAD, ArrivalIs.HELD_OUTSIDE}]
        self.fields["what"].choices = choices(listed)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ids of cases, whole."""
        values: dict[str, Any] = super().clean() or {}
        for name in ("case", "resembles"):
            values[name] = whole_case(self, name, values.get(name) or "")
        if values.get("what") in {ArrivalIs.SUPPLEMENT, ArrivalIs.DUPLICATE} and not values["case"]:
            self.add_error("case", _("Name the case that it belongs to."))
        return values

    def says(self) -> dict[str, Any]:
        """What it is, and of which case."""
        values = self.cleaned_data
        return {
            "case": values["case"],
            "custodian": "",
            "resembles": values["resembles"],
            "review_on": None,
            "says": values["what"],
        }


def whole_case(form: ActForm, name: str, text: str) -> str:
    """The whole id of a case from its beginning; an error of the form where there is none."""
    if not text:
        return ""
    try:
        return find(text)
    except UnknownCaseError:
        form.add_error(name, _("No case, or more than one, begins like this."))
        return ""


class MergeForm(ActForm):
    """One case goes into another; classifying anew is the undo."""

    act = Act.CASE_MERGE
    title = _("Merge into another case")
    of_item = False
    into = forms.CharField(label=_("Into which case"), max_length=26)

    def prepare(self) -> None:
        """Open cases of the same authority are suggested."""
        authority = str(self.about.case.face.get("authority") or "")
        same = matching(Filter(authority=authority)).exclude(pk=self.about.case.id) if authority else None
        self.suggested = list(same.order_by("-opened_on").values_list("pk", flat=True)[:5]) if same is not None else []

    def clean_into(self) -> str:
        """Whole id."""
        return whole_case(self, "into", str(self.cleaned_data["into"]))

    def says(self) -> dict[str, Any]:
        """Into which case."""
        return {"into": self.cleaned_data["into"]}


class CallBackForm(ActForm):
    """The authority was called back, on a number that it did not give."""

    act = Act.AUTHORITY_CALL_BACK
    title = _("I called the authority back")
    lead = _(
        "On the number of the directory, never on the number of the letter. Whoever calls back takes no other part."
    )
    of_item = False
    how = forms.ChoiceField(
        label=_("How"),
        widget=forms.RadioSelect,
        choices=[
            ("call_back", _("a call to the number in the directory")),
            ("contact_point", _("through the national contact point")),
            ("court_database", _("through the EU's database of courts")),
            ("consulate", _("through the consulate")),
        ],
    )

    def says(self) -> dict[str, Any]:
        """How."""
        return {"how": self.cleaned_data["how"]}


class CloseForm(ActForm):
    """Nothing is left to do."""

    act = Act.CASE_CLOSE
    title = _("Close the case")
    of_item = False


class DoneForm(ActForm):
    """A duty was done outside the desk."""

    act = Act.DUTY_DONE
    title = _("Done outside the desk")
    of_item = False
    duty = forms.ChoiceField(label=_("Which duty"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """The duties that are open now."""
        rows = Duty.objects.filter(case_id=self.about.case.id, done_at__isnull=True).order_by("due_at", "pk")
        listed = {
            f"{row.what}:{row.item or ''}": duty_words(row.what) + (f" · {row.item}" if row.item else "")
            for row in rows
        }
        self.fields["duty"].choices = list(listed.items())  # type: ignore[attr-defined]

    def says(self) -> dict[str, Any]:
        """Which duty, of which item."""
        what, _sep, item = self.cleaned_data["duty"].partition(":")
        return {"item": int(item) if item else None, "what": what}


FORMS: Final[Mapping[Act, type[ActForm]]] = {
    form.act: form
    for form in (
        item.DecideForm,
        item.ApproveForm,
        item.SendBackForm,
        item.WithdrawForm,
        item.FreezeForm,
        item.VerifyFreezeForm,
        item.UnpublishForm,
        item.GateForm,
        item.SilenceForm,
        item.EndSilenceForm,
        item.PublicationForm,
        item.PublishForm,
        item.ItemForm,
        item.CostForm,
        item.CostBackForm,
        ClassifyForm,
        MergeForm,
        CallBackForm,
        CloseForm,
        DoneForm,
    )
}
"""Acts that a page prepares. Confirming, writing a note and sealing a letter happen in the vault, beside the text."""
