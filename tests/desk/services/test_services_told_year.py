"""A year at a desk: silences, renewals, second orders, lifts; each person is told once, on the first lawful day."""

import datetime
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from desk_samples import Place
from dueprocess.desk.data.models import Duty
from dueprocess.desk.services.beat import beat
from dueprocess.desk.services.result import Done
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act

pytestmark = pytest.mark.django_db
ONE: datetime.timedelta = datetime.timedelta(days=1)
NOBODY: dict[str, Any] = {"emergency": False, "danger_to_life": False, "person_in_danger": False, "accusation": "other"}


@dataclass
class Silenced:
    """A case, what will happen to it, and by a second reckoning the first day on which its person may be told."""

    case: str
    ends: list[datetime.date]  # last days of orders, in the order in which they come; each is agreed to
    renewed: list[datetime.date]  # days on which the next order comes, each while the one before applies
    lifted: datetime.date | None
    refused: datetime.date | None  # a day on which an order comes to which nobody agrees
    told: list[datetime.date] = field(default_factory=list)

    @property
    def first(self) -> datetime.date:
        """The day after the last end of all orders; the day on which all were lifted."""
        return self.lifted or max(self.ends) + ONE

    @property
    def days(self) -> set[datetime.date]:
        """Days on which something happens."""
        found = {*self.renewed, *(end + ONE for end in self.ends), *self.ends, self.first}
        return found | ({self.refused} if self.refused else set())


class Year:
    def __init__(self, cases: int, seed: int) -> None:
        self.place, self.random = Place.found(), random.Random(seed)  # noqa: S311 - which year it is
        self.place.verify_authority()
        self.cases = [self._case() for _ in range(cases)]
        self.seen: Counter[str] = Counter()

    @property
    def today(self) -> datetime.date:
        return self.place.desk.today

    def _case(self) -> Silenced:
        case = self.place.arrive()
        done = self.place.confirm(case, authority="DE-BKA", instruments=["DE-STPO-94"], **NOBODY)
        assert isinstance(done, Done)
        day, draw = self.today, self.random.randint
        ends, renewed = [day + draw(5, 120) * ONE], list[datetime.date]()
        for _ in range(draw(0, 2)):
            after = max([day, *renewed])
            if max(ends) - after < 3 * ONE:
                break
            renewed.append(after + draw(1, (max(ends) - after).days - 1) * ONE)
            ends.append(max(renewed) + draw(2, 120) * ONE)  # sooner or later than the end before
        lifted = refused = None
        last = max([day, *renewed])
        if self.random.random() < 0.3 and max(ends) - last > 2 * ONE:
            lifted = last + draw(1, (max(ends) - last).days - 1) * ONE
        if self.random.random() < 0.3 and (lifted or max(ends)) - last > 3 * ONE:
            refused = last + ONE
            lifted = None if lifted is not None and lifted <= refused else lifted
        one = Silenced(case, ends, renewed, lifted, refused)
        self._order(one, ends[0])
        return one

    def _order(self, one: Silenced, until: datetime.date, *, answer: str = "agreed") -> None:
        self.place.silence(one.case, until=until.isoformat())
        assert isinstance(self.place.agree_silence(one.case, answer=answer), Done)

    def run(self) -> None:
        every = sorted({day for one in self.cases for day in one.days})
        for day in every:
            here = datetime.datetime.combine(day, datetime.time(6), datetime.UTC)
            self.place.later(seconds=(here - self.place.desk.now).total_seconds())
            beat(self.place.desk)
            for one in self.cases:
                self._happens(one)
            self._tell()

    def _happens(self, one: Silenced) -> None:
        if self.today in one.renewed:
            self._order(one, one.ends[1 + one.renewed.index(self.today)])
            self.seen["renewed"] += 1
        if self.today == one.refused:
            self._order(one, self.today + 300 * ONE, answer="refused")
            self.seen["refused"] += 1
        if self.today == one.lifted:
            self.place.speaks(one.case)
            self.seen["lifted"] += 1
        if self.today < one.first and self.random.random() < 0.3:  # somebody tries, on a day too early
            tried = self.place.act(
                "cedar", Act.GATE_ANSWER, one.case, {"answer": "yes", "item": 1, "question": "tell", "until": None}
            )
            assert isinstance(tried, Denied), (one, self.today)
            self.seen["early"] += 1

    def _tell(self) -> None:
        """What stands in the list is done, and nothing else: whoever is to be told is told by two people."""
        by_case = {one.case: one for one in self.cases}
        owed = Duty.objects.filter(what="tell", done_at__isnull=True, due_at__lte=self.place.desk.now)
        for name in list(owed.values_list("case_id", flat=True)):
            says = {"answer": "yes", "item": 1, "question": "tell", "until": None, "why": "clear"}
            self.place.do("cedar", Act.GATE_ANSWER, name, says)
            told = {"handle": "T1", "how": "post", "item": 1, "mark": "6" * 64, "on": self.today.isoformat()}
            self.place.do("aster", Act.NOTICE_RECORD, name, told)
            record = self.place.state(name).items[0].notices[0].statement
            self.place.do("birch", Act.NOTICE_CONFIRM, name, {"handle": "T1", "item": 1, "record": record})
            by_case[name].told.append(self.today)


@pytest.mark.parametrize(
    ("cases", "seed"),
    [
        (1, 1),
        pytest.param(6, 2, marks=pytest.mark.slow),
        pytest.param(400, 3, marks=pytest.mark.soak),
    ],
)
def test_each_person_is_told_once_on_the_first_lawful_day(cases: int, seed: int) -> None:
    year = Year(cases, seed)
    year.run()
    for one in year.cases:
        assert one.told == [one.first], one
    assert not Duty.objects.filter(what__in=["tell", "end_secrecy"], done_at__isnull=True).exists()
