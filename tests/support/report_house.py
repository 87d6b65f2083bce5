"""A desk with an outside reader on its roster, and short words for the life of a report."""

from __future__ import annotations

from typing import Any

from desk_samples import NOW, PROVIDER, ROLES, SHUTDOWN, Place, founded
from dueprocess.acts.desk_state import Brought
from dueprocess.desk.data.models import ReportEdition
from dueprocess.desk.services import desk_acts, reports
from dueprocess.desk.services.reports import Draft
from dueprocess.desk.services.result import Done
from dueprocess.formats.desk_acts import text_hash
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act

PERIOD = "2026-H1"
ADA = "Ada Ahorn, Chaos Court Watch"


class ReportHouse(Place):
    """The desk of the samples, with eve as a releaser and well as an auditor from outside."""

    @classmethod
    def opened(cls) -> ReportHouse:
        roles = {**ROLES, "eve": ("outside", "releaser"), "well": ("auditor",)}
        return cls.found(7, first=founded(roles, made_at=NOW))

    def counted(self, text: str = SHUTDOWN, *questions: str) -> str:
        """A case that may be counted and admitted."""
        case = self.arrive(text)
        for question in questions or ("admit", "count"):
            assert isinstance(self.gate(case, question), Done)
        return case

    def build(self, period: str = PERIOD, **more: Any) -> Draft:
        built = reports.build(self.desk, PROVIDER, reports.Wanted(period, **{"running": True, **more}))
        assert not isinstance(built, Denied), built
        return built

    def says(self, act: Act, text: str = "", period: str = PERIOD, state: str = "draft") -> dict[str, Any]:
        row = ReportEdition.objects.filter(period=period, state=state).order_by("number").last()
        assert row is not None
        more = {Act.REPORT_SIGN: "name", Act.REPORT_CORRECT: "says"}
        named = {"edition": row.hash, "number": row.number, "period": row.period}
        return named | ({more[act]: text_hash(text)} if act in more else {})

    def enters(self, by: str, act: Act, says: dict[str, Any], **brought: str) -> Done | Denied:
        return desk_acts.perform(self.desk, self.ask(by, act, says), Brought(**brought))

    def signs(self, by: str, name: str = "", **more: Any) -> Done | Denied:
        return self.enters(by, Act.REPORT_SIGN, self.says(Act.REPORT_SIGN, name, **more), name=name)

    def publishes(self, by: str = "birch", **more: Any) -> Done | Denied:
        return self.enters(by, Act.REPORT_PUBLISH, self.says(Act.REPORT_PUBLISH, **more))

    def corrects(self, text: str, by: str = "birch", **more: Any) -> Done | Denied:
        says = self.says(Act.REPORT_CORRECT, text, state="published", **more)
        return self.enters(by, Act.REPORT_CORRECT, says, line=text)

    def issued(self, period: str = PERIOD) -> Draft:
        """Built, signed by two, published."""
        draft = self.build(period)
        assert isinstance(self.signs("aster", period=period), Done)
        assert isinstance(self.signs("birch", period=period), Done)
        assert isinstance(self.publishes(period=period), Done)
        return draft
