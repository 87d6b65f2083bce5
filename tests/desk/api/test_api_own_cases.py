"""My cases: what the desk hands to who reads only their own, who says so, who stands in; and many openings an hour."""

from __future__ import annotations

import base64
import datetime

import pytest

from api_samples import Caller, Place, found, opened, rule
from desk_samples import NEW_CASE
from dueprocess.desk.data.models import (
    Assignment,
    Docket,
    Duty,
    Invoice,
    Opening,
    OwnCases,
    Paging,
    PagingStep,
    Sealed,
    Watch,
)
from dueprocess.desk.services import acts, days, openings, own_cases, own_sets, turns
from dueprocess.desk.services.result import Done
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def place(interface: None) -> Place:
    """aster clerk, birch approver; cedar approver, too."""
    return found(more={"cedar": ("approver",)})


def listed(place: Place, name: str) -> set[str]:
    return {row["case"] for row in opened(place, name).get("/v1/dockets").json()["rows"]}


def only_own(place: Place, name: str) -> None:
    made = own_cases.ask(place.desk, name, name)
    assert isinstance(made, OwnCases), made


def denied(made: object) -> str:
    assert isinstance(made, Denied), made
    return made.rule


def test_what_is_not_ones_own_is_not_listed_given_opened_or_acted_on(place: Place) -> None:
    mine, other = place.ready(), place.arrive()
    note = place.sealed()
    place.do("birch", Act.NOTE_ADD, mine, {"sealed": note.id}, [note])
    only_own(place, "birch")
    birch = opened(place, "birch")
    assert birch.get("/v1/dockets").json()["own"] is True
    assert listed(place, "birch") == {mine}
    assert birch.post("/v1/dockets", {"cases": [other]}).json() == {"rows": []}
    assert len(birch.post("/v1/dockets", {"cases": [mine]}).json()["rows"]) == 1
    assert [row["case"] for row in birch.get("/v1/envelopes").json()["rows"]] == [mine]
    sealed = Sealed.objects.filter(case_id=other, kind="original").get().pk
    for path in (
        f"/v1/cases/{other}",
        f"/v1/cases/{other}/material",
        f"/v1/cases/{other}/events",
        f"/v1/sealed/{sealed}",
    ):
        assert birch.get(path).status_code == 404, path
    held = base64.b64encode(bytes(Docket.objects.get(pk=other).bytes)).decode()
    assert birch.post(f"/v1/cases/{other}/docket", {"bytes": held}).status_code == 404
    assert {row["case"] for row in birch.get("/v1/cases").json()["rows"]} == {mine}
    assert other not in {row["case"] for row in birch.get("/v1/due").json()["rows"]}
    # Acting would make it theirs: nobody helps themselves to a case by signing something on it.
    note = place.note("birch", Act.ARRIVAL_CLASSIFY, other, {"is": "not_a_demand"})
    assert rule(birch.post("/v1/acts", {"note": note.decode()})) == (404, "access.not-found")
    assert listed(place, "aster") == {mine, other}
    assert opened(place, "aster").get("/v1/dockets").json()["own"] is False


def test_invoices_are_those_of_ones_own_cases(place: Place) -> None:
    """An invoice's number has the case's id in it, its sum says what was produced, its day when."""
    mine, other = place.ready(), place.arrive()
    assert isinstance(place.propose(mine), Done)  # birch is the second person
    for case in (mine, other):
        Invoice.objects.create(
            number=case[2:14].upper() + "-1",
            case_id=case,
            made_on=place.desk.today,
            cents=2500,
            currency="EUR",
            sealed="",
        )
    only_own(place, "birch")

    def numbers(name: str) -> set[str]:
        return {row["number"] for row in opened(place, name).get("/v1/invoices").json()["rows"]}

    assert numbers("birch") == {mine[2:14].upper() + "-1"}
    assert numbers("aster") == {one[2:14].upper() + "-1" for one in (mine, other)}


def test_another_case_is_not_named_to_them_nor_acted_on_by_its_name(place: Place) -> None:
    mine, other = place.ready(), place.arrive()
    assert isinstance(place.confirm(other), Done)
    only_own(place, "cedar")
    assert own_cases.put(place.desk, "aster", mine, "cedar")
    cedar, aster = opened(place, "cedar"), opened(place, "aster")
    # The form of an act that names another case lists those of the same authority.
    path = f"/v1/cases/{mine}/acts/{Act.CASE_MERGE}"
    assert aster.get(path).json()["same"] == [other]
    assert cedar.get(path).json()["same"] == []
    asks = {"acts": [], "asked": [{"act": str(Act.CASE_MERGE), "item": 0}], "letter": None}
    assert other not in cedar.post(f"/v1/cases/{mine}/would", asks).content.decode()
    # What goes into another case changes it: its clocks, its items.
    joins = {**NEW_CASE, "says": "duplicate", "case": other}
    note = place.note("cedar", Act.ARRIVAL_CLASSIFY, mine, joins).decode()
    assert rule(cedar.post("/v1/acts", {"note": note})) == (404, "access.not-found")
    tries = {"acts": [{"act": str(Act.ARRIVAL_CLASSIFY), "says": joins}], "asked": [], "letter": None}
    assert rule(cedar.post(f"/v1/cases/{mine}/would", tries)) == (404, "access.not-found")
    note = place.note("aster", Act.ARRIVAL_CLASSIFY, mine, joins).decode()
    assert aster.post("/v1/acts", {"note": note}).status_code == 200


def test_the_page_of_the_night_names_no_case_to_who_is_not_shown_it(place: Place) -> None:
    mine, other = place.ready(), place.arrive()
    only_own(place, "cedar")
    assert own_cases.put(place.desk, "aster", mine, "cedar")
    for number, case in enumerate((mine, other)):
        at = place.desk.now + number * HOUR
        Paging.objects.create(
            id="p-" + "ab"[number] * 24, case_id=case, reason="due", raised_at=at, next_at=at, due_at=at
        )

    def named(person: str) -> list[str | None]:
        return [one["case"] for one in opened(place, person).get("/v1/night").json()["pages"]]

    assert named("aster") == [mine, other]
    assert named("cedar") == [mine, None]
    assert named("gorse") == [None, None]  # the operator, who sees no case


def test_a_case_is_theirs_by_signing_by_being_put_to_them_by_bringing_it_or_as_the_second_person(place: Place) -> None:
    first, second, third, fourth = (place.arrive() for _ in range(4))
    place.classify(first, "not_a_demand", by="birch")
    only_own(place, "birch")
    assert listed(place, "birch") == {first}
    assert own_cases.put(place.desk, "aster", second, "birch")
    own_cases.brought(place.desk, [third], "birch")
    assert listed(place, "birch") == {first, second, third}
    # Nobody puts what they do not read, nobody puts to themselves, and who reads all needs nothing.
    assert not own_cases.put(place.desk, "birch", fourth, "birch")
    assert not own_cases.put(place.desk, "dill", fourth, "birch")
    assert not own_cases.put(place.desk, "aster", fourth, "cedar")
    own_cases.brought(place.desk, [fourth], "aster")
    assert Assignment.objects.count() == 2
    waits = place.ready()
    assert isinstance(place.propose(waits), Done)
    assert listed(place, "birch") == {first, second, third, waits}
    # Once nothing is asked of birch any more, it leaves.
    place.do("cedar", Act.DECISION_WITHDRAW, waits, place.withdraw_says(waits))
    assert listed(place, "birch") == {first, second, third}


def test_who_stands_in_reads_what_the_absent_one_reads_and_no_longer(place: Place) -> None:
    theirs, other = place.arrive(), place.arrive()
    place.classify(theirs, "not_a_demand", by="cedar")
    only_own(place, "birch")
    only_own(place, "cedar")
    today = place.desk.day_of(place.desk.now)
    assert listed(place, "birch") == set()
    days.say_away(place.desk, "cedar", today, today, "birch")
    assert listed(place, "birch") == {theirs}
    days.say_away(place.desk, "aster", today, today, "birch")
    assert listed(place, "birch") == {theirs, other}
    place.later(days=1)
    assert listed(place, "birch") == set()


def test_whoever_is_called_at_night_or_on_watch_reads_what_the_call_is_about(place: Place) -> None:
    case, other = place.arrive(), place.arrive()
    only_own(place, "birch")
    call = Paging.objects.create(id="p-" + "a" * 24, case_id=case, reason="arrival", raised_at=place.desk.now)
    PagingStep.objects.create(paging=call, person="birch", channel="mail", at=place.desk.now, result="sent")
    assert listed(place, "birch") == {case}
    place.later(hours=25)
    assert listed(place, "birch") == set()
    now = place.desk.now
    Watch.objects.create(id="w-" + "a" * 24, person="birch", starts_at=now, ends_at=now + HOUR)
    assert listed(place, "birch") == set()  # nobody took it yet
    Watch.objects.update(confirmed_at=now)
    assert listed(place, "birch") == {case, other}
    place.later(hours=1)
    assert listed(place, "birch") == set()


def test_it_begins_by_ones_own_word_or_by_two_and_ends_by_two(place: Place) -> None:
    desk = place.desk
    assert isinstance(own_cases.ask(desk, "aster", "birch"), OwnCases)
    assert own_sets.in_force(desk.roster) == frozenset()
    assert denied(own_cases.agree(desk, "aster", "birch")) == "own-cases.second-person"
    assert denied(own_cases.agree(desk, "dill", "birch")) == "own-cases.state"
    assert denied(own_cases.ask(desk, "birch", "birch")) == "own-cases.last-reader"  # asked for already
    assert own_cases.agree(desk, "cedar", "birch") is True
    assert own_sets.in_force(desk.roster) == {"birch"}
    # Somebody under pressure does not undo it alone, nor with one who asks for them.
    assert own_cases.ask_end(desk, "birch", "birch") is False
    assert denied(own_cases.agree(desk, "birch", "birch")) == "own-cases.second-person"
    assert own_sets.in_force(desk.roster) == {"birch"}
    assert own_cases.agree(desk, "cedar", "birch") is True
    assert not OwnCases.objects.exists()
    assert denied(own_cases.ask_end(desk, "aster", "birch")) == "own-cases.state"
    # What only waits is taken back by anybody who reads.
    own_cases.ask(desk, "aster", "birch")
    assert own_cases.ask_end(desk, "birch", "birch") is True
    assert denied(own_cases.ask(desk, "dill", "aster")) == "own-cases.person"


def test_somebody_always_reads_everything(place: Place) -> None:
    only_own(place, "birch")
    only_own(place, "cedar")
    assert own_cases.may_be_asked(place.desk) == []
    assert denied(own_cases.ask(place.desk, "aster", "aster")) == "own-cases.last-reader"
    OwnCases.objects.create(person="aster", by="x", agreed_by="y", since=place.desk.today)
    case = place.arrive()
    assert listed(place, "birch") == {case}  # however it came to that, it counts for nobody


def test_nobody_is_asked_for_what_they_do_not_read(place: Place) -> None:
    case = place.ready()
    only_own(place, "birch")

    def asked() -> set[str]:
        house = turns.house_of(place.desk.roster, place.desk.day_of(place.desk.now), place.desk.now)
        whose = turns.turns(house, Duty.objects.filter(case_id=case, done_at__isnull=True), place.desk.now)
        return {name for turn in whose.values() for name in turn.people}

    assert "birch" not in asked()
    own_cases.put(place.desk, "aster", case, "birch")
    assert "birch" in asked() or "aster" in asked()


# --- many originals ---------------------------------------------------------------------------------------------------


def takes(place: Place, who: Caller, case: str) -> None:
    for sealed in Sealed.objects.filter(case_id=case, reader="case").values_list("pk", flat=True):
        assert who.get(f"/v1/sealed/{sealed}").status_code == 200


def seen(place: Place, name: str) -> list[tuple[str, int]]:
    return [(one["person"], one["count"]) for one in opened(place, name).get("/v1/dockets").json()["many"]]


def test_more_than_thirty_originals_in_an_hour_are_shown_to_the_others_alone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openings, "MANY", 2)
    cases = [place.arrive() for _ in range(5)]
    one, two = opened(place, "birch"), opened(place, "birch")  # two sessions are one person
    takes(place, one, cases[0])
    takes(place, two, cases[0])  # the same original again is none more
    assert two.post(f"/v1/cases/{cases[0]}/read", {}).status_code == 200
    takes(place, two, cases[1])
    assert seen(place, "aster") == []
    place.later(minutes=20)
    assert isinstance(acts.took_to_read(place.desk, cases[2], "birch"), Done)
    assert seen(place, "aster") == [("birch", 3)]
    assert seen(place, "cedar") == [("birch", 3)]
    assert seen(place, "birch") == []
    assert "-" not in "".join(name for name, _ in seen(place, "aster"))  # counts alone, no case
    takes(place, two, cases[3])
    assert seen(place, "aster") == [("birch", 4)]
    # An hour later nothing is left but the number; slowly is not many; it stays fourteen days.
    place.later(hours=1)
    takes(place, opened(place, "birch"), cases[4])
    assert seen(place, "aster") == [("birch", 4)]
    assert Opening.objects.filter(many=False).count() == 1
    place.later(days=13)
    assert seen(place, "aster") == [("birch", 4)]
    place.later(days=1)
    assert seen(place, "aster") == []


def test_thirty_is_the_number_and_dockets_and_envelopes_are_no_original(place: Place) -> None:
    assert (openings.MANY, openings.SHOWN_DAYS) == (30, 14)
    place.arrive()
    birch = opened(place, "birch")
    birch.get("/v1/dockets")
    birch.post("/v1/dockets", {"cases": list(listed(place, "birch"))})
    birch.get("/v1/envelopes")
    assert not Opening.objects.exists()
