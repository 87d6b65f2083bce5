"""A year at a desk: silences, renewals, second orders, lifts, holds; each person is told once, on the first lawful day.

The worker dies before and after its commits, is asleep for a day, works twice, and its clock jumps back; a notice comes
back, and a client hands its act in twice. By a second reckoning nobody is told earlier, nobody twice, nobody later than
a day; each hold is destroyed once, on its day.
"""

import datetime
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from desk_samples import PROVIDER, Place, whole
from dueprocess.desk.data.models import Case, Duty
from dueprocess.desk.services import acts
from dueprocess.desk.services import beat as beats
from dueprocess.desk.services.publication import snapshot
from dueprocess.desk.services.result import Done
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act

pytestmark = pytest.mark.django_db
ONE: datetime.timedelta = datetime.timedelta(days=1)
NOBODY: dict[str, Any] = {"emergency": False, "danger_to_life": False, "person_in_danger": False, "accusation": "other"}
PRESERVE: dict[str, Any] = {"items.1.kind": "preservation", "instruments": ["EU-EPOC-PR"]}
OF_YEAR = ["tell", "end_secrecy", "destroy_hold", "undo_hold", "confirm_destroyed"]
AGAIN = 5  # days after which somebody who was not reached is tried again


@dataclass
class Silenced:
    """A case, what will happen to it, and by a second reckoning the first day on which its person may be told."""

    case: str
    ends: list[datetime.date]  # last days of orders, in the order in which they come; each is agreed to
    renewed: list[datetime.date]  # days on which the next order comes, each while the one before applies
    lifted: datetime.date | None
    refused: datetime.date | None  # a day on which an order comes to which nobody agrees
    returned: bool  # the first notice comes back
    tried: list[datetime.date] = field(default_factory=list)
    told: list[datetime.date] = field(default_factory=list)

    @property
    def first(self) -> datetime.date:
        """The day after the last end of all orders; the day on which all were lifted."""
        return self.lifted or max(self.ends) + ONE

    @property
    def people(self) -> set[datetime.date]:
        """Days on which people act."""
        return {day for day in (*self.renewed, self.lifted, self.refused) if day}

    @property
    def days(self) -> set[datetime.date]:
        """Days on which something happens."""
        again = {self.first + (AGAIN + 1 + late) * ONE for late in range(3)} if self.returned else set()
        return {*self.people, *(end + ONE for end in self.ends), *self.ends, self.first, *again}

    def wanted(
        self, awake: Callable[[datetime.date], datetime.date]
    ) -> tuple[list[datetime.date], list[datetime.date]]:
        """Days of the notices that came back, and of the one that did not."""
        first = awake(self.first)
        return ([first], [awake(first + (AGAIN + 1) * ONE)]) if self.returned else ([], [first])


@dataclass
class Held:
    """A case whose data are kept, and the first day on which they are to be destroyed."""

    case: str
    over: datetime.date
    destroyed: list[datetime.date] = field(default_factory=list)


class DiedError(Exception):
    """The worker's process is gone."""


class Year:
    def __init__(self, cases: int, seed: int) -> None:
        self.place, self.random = Place.found(), random.Random(seed)  # noqa: S311 - which year it is
        self.place.verify_authority()
        self.seen: Counter[str] = Counter()
        self.asleep: set[datetime.date] = set()
        self.cases = [self._case() for _ in range(cases)]
        self.held = [self._hold() for _ in range((cases + 3) // 4)]

    @property
    def today(self) -> datetime.date:
        return self.place.desk.today

    def _new(self, **facts: Any) -> str:
        case = self.place.arrive()
        done = self.place.confirm(case, **{"authority": "DE-BKA", "instruments": ["DE-STPO-94"], **NOBODY, **facts})
        assert isinstance(done, Done)
        return case

    def _case(self) -> Silenced:
        case = self._new()
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
        one = Silenced(case, ends, renewed, lifted, refused, self.random.random() < 0.25)
        self._order(one, ends[0])
        return one

    def _hold(self) -> Held:
        """Kept until its day, until a later one that a court named, or for 72 hours, since nobody verified it."""
        case, day = self._new(**PRESERVE), self.today
        self.place.do("aster", Act.PRESERVE_START, case, {"item": 1})
        if self.random.random() < 0.3:
            self.seen["lapsed"] += 1
            return Held(case, day + 4 * ONE)  # it lapses at nine on the third day, and the worker looks at six
        self.place.do(self.place.counsel, Act.AUTHORITY_CALL_BACK, case, {"how": "call_back", "said": "confirmed"})
        start = self.place.state(case).items[0].preservation
        self.place.do("birch", Act.PRESERVE_VERIFY, case, {"item": 1, "start": start})
        until = day + self.random.randint(61, 200) * ONE
        self.place.do("birch", Act.PRESERVE_EXTEND, case, {"item": 1, "why": "court", "until": until.isoformat()})
        self.seen["extended"] += 1
        return Held(case, until + ONE)

    def _order(self, one: Silenced, until: datetime.date, *, answer: str = "agreed") -> None:
        self.place.silence(one.case, until=until.isoformat())
        assert isinstance(self.place.agree_silence(one.case, answer=answer), Done)

    def run(self) -> None:
        happens = {day for one in self.cases for day in one.days}
        happens |= {day + late * ONE for one in self.held for day in (one.over,) for late in range(3)}
        happens |= {day + ONE for day in happens}  # after a day asleep
        people = {day for one in self.cases for day in one.people}
        begun = self.today
        for day in sorted(one for one in happens if one > begun):
            if day not in people and day - ONE not in self.asleep and self.random.random() < 0.15:
                self.asleep.add(day)
                continue
            here = datetime.datetime.combine(day, datetime.time(6), datetime.UTC)
            self.place.later(seconds=(here - self.place.desk.now).total_seconds())
            # Answers, reviews and what else this year is not about: each would be an event more on each day.
            Duty.objects.exclude(what__in=OF_YEAR).update(raised=9999)
            self._beat()
            for one in self.cases:
                self._happens(one)
            self._tell()
            self._destroy()

    def awake(self, day: datetime.date) -> datetime.date:
        return day + ONE if day in self.asleep else day

    def _beat(self) -> None:
        """The worker, which dies, is begun again, has another beside it, and a clock that jumped back."""
        desk = self.place.desk
        if self.random.random() < 0.3:
            beats.beat(replace(desk, now=desk.now - datetime.timedelta(hours=self.random.randint(1, 60))))
            self.seen["back"] += 1
        for _ in range(self.random.randint(0, 3)):
            with dying(self.random) as name:
                try:
                    beats.beat(desk)
                except DiedError:
                    self.seen[name] += 1
        while beats.beat(desk).full:
            pass

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
        # Somebody tries, on a day too early.
        if self.today < one.first and (self.today in one.days or self.random.random() < 0.01):
            says = {"answer": "yes", "item": 1, "question": "tell", "until": None}
            assert isinstance(self.place.act("cedar", Act.GATE_ANSWER, one.case, says), Denied), (one, self.today)
            self.seen["early"] += 1

    def _tell(self) -> None:
        """What stands in the list is done, and nothing else: whoever is to be told is told by two people."""
        by_case = {one.case: one for one in self.cases}
        owed = Duty.objects.filter(what="tell", done_at__isnull=True, due_at__lte=self.place.desk.now)
        for name in list(owed.values_list("case_id", flat=True)):
            one = by_case[name]
            if not one.tried and not one.told:
                says = {"answer": "yes", "item": 1, "question": "tell", "until": None, "why": "clear"}
                self.place.do("cedar", Act.GATE_ANSWER, name, says)
            if one.returned and not one.tried:
                again = (self.today + AGAIN * ONE).isoformat()
                missed = {"handle": "T1", "how": "post", "item": 1, "review_on": again}
                self.place.do("aster", Act.NOTICE_UNREACHED, name, missed)
                one.tried.append(self.today)
                continue
            told = {"handle": "T1", "how": "post", "item": 1, "mark": "6" * 64, "on": self.today.isoformat()}
            self.place.do("aster", Act.NOTICE_RECORD, name, told)
            record = self.place.state(name).items[0].notices[0].statement
            self._twice("birch", Act.NOTICE_CONFIRM, name, {"handle": "T1", "item": 1, "record": record})
            one.told.append(self.today)

    def _destroy(self) -> None:
        by_case = {one.case: one for one in self.held}
        owed = Duty.objects.filter(what__in=["destroy_hold", "undo_hold"], done_at__isnull=True)
        for name in list(owed.values_list("case_id", flat=True)):
            said = {"item": 1, "how": "deleted", "on": self.today.isoformat()}
            self.place.do("aster", Act.PRESERVE_DESTROYED, name, said)
            record = self.place.state(name).items[0].destruction
            assert record is not None
            self._twice("birch", Act.PRESERVE_CONFIRM, name, {"item": 1, "record": record.statement})
            by_case[name].destroyed.append(self.today)

    def _twice(self, by: str, act: Act, case: str, says: dict[str, Any]) -> None:
        """The answer to a client was lost: it hands the same bytes in once more."""
        note = self.place.note(by, act, case, says)
        assert isinstance(acts.perform(self.place.desk, note), Done)
        before = self.place.state(case)
        if self.random.random() < 0.3:
            acts.perform(self.place.desk, note)
            assert self.place.state(case) == before
            self.seen["twice"] += 1


@contextmanager
def dying(draw: random.Random) -> Iterator[str]:
    """The worker's process ends in one of the writes of a beat: before its commit, or right after it."""
    name, after = draw.choice([("follow_each", "before"), ("_end", "after"), ("_raise", "after")])
    true, left = getattr(beats, name), draw.randint(1, 3)

    def dies(*given: Any) -> Any:
        nonlocal left
        done, left = true(*given), left - 1
        if not left:
            raise DiedError
        return done

    setattr(beats, name, dies)
    try:
        yield after
    finally:
        setattr(beats, name, true)


@pytest.mark.parametrize(
    ("cases", "seed"),
    [
        (1, 1),
        pytest.param(6, 2, marks=pytest.mark.slow),
        pytest.param(2_000, 3, marks=pytest.mark.soak),
    ],
)
def test_each_person_is_told_once_on_the_first_lawful_day(cases: int, seed: int) -> None:
    year = Year(cases, seed)
    year.run()
    for one in year.cases:
        assert (one.tried, one.told) == one.wanted(year.awake), one
    for held in year.held:
        assert held.destroyed == [year.awake(held.over)], held
    assert not Duty.objects.filter(what__in=OF_YEAR, done_at__isnull=True).exists()
    # P6: time published nothing and closed nothing; what nobody allowed is on no page.
    assert snapshot(year.place.desk, PROVIDER).rows == ()
    assert not Case.objects.filter(closed_on__isnull=False).exists()
    whole()
    if cases > 100:
        assert min(year.seen[name] for name in ("renewed", "refused", "lifted", "before", "after", "back", "twice")) > 5
    print(year.seen, len(year.asleep))  # noqa: T201 - what the soak says it did
