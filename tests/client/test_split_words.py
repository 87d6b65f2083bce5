"""What somebody said before an item was split off or merged goes with it: two people do not overrule a third so."""

from dataclasses import replace
from pathlib import Path

import pytest
from test_case_keys import seen, split_by_aster

from called_samples import BASIC, forged, parts, reads, two_items
from desk_samples import Place, denied
from dueprocess.desk.data.models import Statement
from dueprocess.desk.services import acts, desk_acts, stood
from dueprocess.desk.services.result import Done
from dueprocess.formats import selector
from dueprocess.formats.statement import Act
from dueprocess.release import checks, facts
from dueprocess.release.evidence import ReleaseError
from dueprocess.release.looked import orderable
from dueprocess.release.origins import read_before
from in_process import case_secret, client
from release_house import ReleaseHouse

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Place:
    return Place.found(releasing=True)


def strikes(place: Place, act: Act) -> None:
    """aster and birch strike out what cedar said."""
    hash_ = Statement.objects.filter(act=str(act), person="cedar").latest("event_id").hash
    for name in ("aster", "birch"):
        assert isinstance(
            desk_acts.perform(place.desk, place.ask(name, Act.STATEMENT_STRIKE, {"statement": hash_})), Done
        )
    place.desk = replace(place.desk, standing=stood.standing({place.desk.roster.number: place.desk.roster}))


def granted(place: Place, case: str, item: int) -> str:
    reads(place, case)
    for done in (place.propose(case, "comply", by="aster", item=item), place.approve(case, by="birch", item=item)):
        if not isinstance(done, Done):
            return denied(done)
    try:
        checks.standing_grant(client(place, "birch")[0].look(case).seen, item)
    except ReleaseError as fault:
        return fault.rule
    return ""


@pytest.mark.parametrize("item", [1, 2])
def test_a_fact_that_two_struck_out_still_stands_against_them(place: Place, item: int) -> None:
    case = two_items(place, **BASIC)
    assert isinstance(acts.took_to_read(place.desk, case, "cedar"), Done)
    place.do("cedar", Act.FACE_CONFIRM, case, {"fields": {f"items.{item}.period_to": "2026-01-02"}})
    strikes(place, Act.FACE_CONFIRM)
    place.do("aster", Act.FACE_CONFIRM, case, {"fields": {f"items.{item}.period_to": "2026-02-01"}})
    assert granted(place, parts(place, case, 2), 1) == ("grant.struck" if item == 2 else "")


def test_a_denial_that_two_struck_out_still_stands_against_them(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    case = two_items(place, **BASIC)
    place.do("cedar", Act.AUTHORITY_CALL_BACK, case, {"how": "contact_point", "said": "denied"})
    strikes(place, Act.AUTHORITY_CALL_BACK)
    new = parts(place, case, 2)
    place.do("aster", Act.FACE_CONFIRM, new, {"fields": {"government_body": True}})
    from dueprocess.case import decisions

    monkeypatch.setattr(decisions, "not_given", lambda *_: None)  # a desk that heard nothing
    assert granted(place, new, 1) == "authority.denied"


def test_an_account_that_a_third_read_is_read_by_them_where_the_item_went(tmp_path: Path) -> None:
    place, case = (house := ReleaseHouse.built(tmp_path)).place, house.case
    place.keyed(case)
    place.do("aster", Act.ITEM_CHANGE, case, {"op": "add", "item": 2, "fields": {"kind": "preservation"}})

    def read(case: str, by: str, value: str) -> None:
        acts.took_to_read(place.desk, case, by)
        key = selector.target_key(case_secret(place, by, case).encode())
        mark = selector.mark(key, "T1", selector.selector("email", value))
        place.do(by, Act.TARGET_READ, case, {"handle": "T1", "item": 1, "mark": mark})

    read(case, "cedar", "a_b@postfach.example")
    new = split_by_aster(place, case)
    seen(place, tmp_path, new)
    for by in ("aster", "birch"):
        read(new, by, "press@postfach.example")
    reads(place, new)
    assert isinstance(place.propose(new, "comply", by="aster"), Done)
    assert isinstance(place.approve(new, by="birch"), Done)

    def rule() -> str:
        try:
            orderable(client(place, "birch")[0].look(new), 1)
        except ReleaseError as fault:
            return fault.rule
        return ""

    assert rule() == "target.differs"
    read(new, "cedar", "press@postfach.example")
    assert rule() == ""


# --- merges -----------------------------------------------------------------------------------------------------------

END = "items.1.period_to"
PEOPLE = frozenset({"aster", "birch"})


def merged(place: Place, *, says: str, struck: bool = False) -> str:
    """A case of one item, into which another one went: cedar had read its item 1 there, whose number is 2 here."""
    there, case = forged(place, **BASIC), place.ready()
    assert isinstance(place.confirm(case, by="cedar", **{END: says}), Done)
    if struck:
        strikes(place, Act.FACE_CONFIRM)
    place.do("aster", Act.CASE_MERGE, case, {"into": there})
    reads(place, there)
    return there


def confirms(place: Place, case: str, by: str, end: str) -> None:
    done = place.confirm(case, by=by, **{END.replace("1", "2", 1): end})
    assert isinstance(done, Done), done


def overruled(place: Place, case: str, item: int) -> str:
    try:
        facts.check_overruled(client(place, "birch")[0].look(case).seen, item, PEOPLE)
    except ReleaseError as fault:
        return fault.rule
    return ""


@pytest.mark.parametrize("struck", [False, True])
def test_two_people_put_no_fact_in_the_place_of_one_that_a_third_read_before_the_merge(
    place: Place,
    struck: bool,  # noqa: FBT001 - a case
) -> None:
    there = merged(place, says="2026-05-01", struck=struck)
    confirms(place, there, "aster", "2026-12-01")
    assert overruled(place, there, 2) == "grant.overruled"
    assert overruled(place, there, 1) == ""  # it was here before
    confirms(place, there, "cedar", "2026-12-01")
    assert overruled(place, there, 2) == ""


def test_what_a_third_read_before_the_merge_and_is_shown_so_stands(place: Place) -> None:
    there = merged(place, says="2026-05-01")
    confirms(place, there, "aster", "2026-05-01")
    assert overruled(place, there, 2) == ""


def test_an_account_that_somebody_read_before_the_merge_is_read_by_them_here_too(place: Place) -> None:
    there, case = forged(place, **BASIC), place.ready()
    place.confirm(case, by="cedar")
    place.do("cedar", Act.TARGET_READ, case, {"handle": "T1", "item": 1, "mark": "a" * 64})
    place.do("aster", Act.CASE_MERGE, case, {"into": there})
    seen = client(place, "birch")[0].look(there).seen
    assert read_before(seen, 2, "T1") == {"cedar"}
    assert read_before(seen, 2, "T2") == read_before(seen, 1, "T1") == frozenset()
