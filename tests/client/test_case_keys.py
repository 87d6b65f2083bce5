"""A house key for each case (review F5, F7; ADR 0082), with real keys, through the interface in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from act_samples import says_of
from desk_samples import DISCLOSURE, Place, denied, drafted, law_of, looked, people, whole
from dueprocess.acts.table import ACTS, ON_CASE
from dueprocess.adapters import crypto
from dueprocess.adapters.desk_api import FarDesk
from dueprocess.client import case_keys as client_keys
from dueprocess.client.case_keys import CaseKeys, sealed_anew
from dueprocess.client.fetched_case import about_of, fetch
from dueprocess.client.material import Material, check_opened, were_shown
from dueprocess.client.person import Person
from dueprocess.client.pins import read_opened
from dueprocess.desk.api.in_process import InProcess
from dueprocess.desk.data.models import Case, Duty, Envelope, Note, Sealed, Statement
from dueprocess.desk.intake.portal.submissions import Submission, keys_of, submit
from dueprocess.desk.services import acts, case_keys, desk_acts, envelopes, leaving, purging, splits, stood, trust
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.result import Done
from dueprocess.formats import ids, links, moment, strikes
from dueprocess.formats.desk_acts import text_hash
from dueprocess.formats.object import ObjectKind, commitment
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act, Said, parse_look
from dueprocess.release import house_keys
from dueprocess.release.desk_client import Brought, Did
from dueprocess.release.evidence import ReleaseError
from in_process import client
from portal_samples import CLAIM, MADE_AT, SECRET, Official, seal
from release_house import ReleaseHouse

pytestmark = pytest.mark.django_db
WORDS = b"counsel says: we stall until the 12th"


@pytest.fixture
def place() -> Place:
    return Place.found(releasing=True)


class Lying(FarDesk):
    """A desk that says something else than it has."""

    lies: Callable[[dict[str, Any]], object] = staticmethod(lambda _: None)

    def material(self, case: str) -> dict[str, Any]:
        told = super().material(case)
        self.lies(told)
        return told


def before(place: Place, folder: Path, name: str, lies: Callable[[Any], object] = lambda _: None) -> Any:
    """One person's machine before the desk."""
    far = Lying(InProcess(lambda: place.desk), people()[name], lambda: place.desk.now, place.desk.roster.desk_id)
    far.lies = lies  # type: ignore[method-assign]
    pin = folder / f"{name}.desk"

    def person(keys: CaseKeys | None) -> Person:
        return Person(people()[name], far, pin, lambda: place.desk.now, place.desk.roster.desk_id, keys)

    keys = CaseKeys(far, people()[name], person(None).look)
    return person(keys), Material(far, people()[name], keys)


def notes(place: Place, folder: Path, case: str, name: str = "aster", words: bytes = WORDS) -> Any:
    """Somebody writes a note on their machine, as ``dueprocess note`` does."""
    who, material = before(place, folder, name)
    made = material.sealed(case, "note", "", "text/plain", words)
    return who.act(who.look(case), Act.NOTE_ADD, {"sealed": made.id}, [made])


def handed_in(place: Place, *more: bytes) -> tuple[str, str]:
    """A demand of the portal: its case, and the key that its submitter keeps. ``more`` is sealed as it is."""
    kept, recipient = crypto.new_case_key()
    offered = {one: one for one in keys_of(place.desk, SECRET)}
    sealed = (("original", seal("T1: somebody@x.example", recipient)), *(("original", one) for one in more))
    given = Submission(recipient, sealed, crypto.wrap_key(kept, offered, MADE_AT))
    return submit(place.desk, SECRET, given, CLAIM, Official().holder).case, kept


def opens(kept: str, rows: Any) -> list[bytes]:
    found = []
    for row in rows:
        try:
            found.append(crypto.unseal(bytes(row.bytes), [kept])[1])
        except DeniedError:
            continue
    return found


def test_whoever_handed_it_in_and_seizes_the_disk_reads_nothing_that_the_house_wrote(
    place: Place, tmp_path: Path
) -> None:
    case, kept = handed_in(place)
    done = notes(place, tmp_path, case)
    assert done.events == ("case:note:added", "case:house:drawn")
    mine = opens(kept, Sealed.objects.filter(case_id=case))
    assert mine
    assert not any(b"stall" in one for one in mine)
    # Another person of the house opens all of it, by the house key alone.
    _, material = before(place, tmp_path, "birch")
    assert WORDS in [one.content for one in material.opened(case)]
    assert {one.header.kind for one in material.opened(case)} >= {ObjectKind.ORIGINAL, ObjectKind.NOTE}
    whole()


def test_what_its_submitter_sealed_to_nobody_stops_nobody_from_opening_the_rest(place: Place, tmp_path: Path) -> None:
    """It stands as its own bytes, before and after the case has its key, and a second person compares it as such."""
    place.verify_authority()
    lost = seal("T2: nobody opens this", crypto.new_case_key()[1])
    case, _ = handed_in(place, lost)
    for name in ("aster", "birch"):
        _, material = before(place, tmp_path, name)
        opened = [one.content for one in material.opened(case)]
        assert lost in opened
        assert any(b"T1: " in one for one in opened)
        assert not any(b"T2: " in one for one in opened)
        if name == "aster":
            notes(place, tmp_path, case)
    seen(place, tmp_path, case)
    assert Case.objects.get(pk=case).vessel == ""
    _, material = before(place, tmp_path, "cedar")
    assert lost in [one.content for one in material.opened(case)]
    whole()


def test_a_note_that_its_writer_sealed_to_nobody_closes_no_case_to_the_others(place: Place, tmp_path: Path) -> None:
    case, _ = handed_in(place)
    notes(place, tmp_path, case)
    who, _ = before(place, tmp_path, "aster")
    data = crypto.seal(ObjectKind.NOTE, "text/plain", b"mine", crypto.new_case_key()[1], MADE_AT)
    made = Brought(ids.sealed_as(data), "note", "case", data)
    who.act(who.look(case), Act.NOTE_ADD, {"sealed": made.id}, [made])
    _, material = before(place, tmp_path, "birch")
    opened = list(material.opened(case))
    assert WORDS in [one.content for one in opened]
    assert [one.header.media for one in opened if one.id == made.id] == ["application/octet-stream"]
    # An original of the house has to open.
    Sealed.objects.filter(pk=made.id).update(kind="original")
    _, material = before(place, tmp_path, "birch")
    with pytest.raises(DeniedError, match="age"):
        list(material.opened(case))


def seen(place: Place, folder: Path, case: str, name: str = "birch") -> None:
    """Somebody's machine compares, in a look of its own; where it cannot, it signs nothing."""
    who, _ = before(place, folder, name)
    more = who._more(who.look(case), [Act.TARGET_READ])  # noqa: SLF001
    if more.acts:
        who._bring(who.look(case), more)  # noqa: SLF001


def approved(place: Place, folder: Path, case: str, lies: Callable[[Any], object] = lambda _: None) -> Any:
    """birch agrees on their own machine."""
    who, _ = before(place, folder, "birch", lies)
    law = law_of(place.desk, place.state(case), [1])
    return who.act(who.look(case), Act.DECISION_APPROVE, place.approve_says(case), law=law)


@pytest.fixture
def proposed(place: Place, tmp_path: Path) -> str:
    """A case with a key that aster drew, and a decision that waits for a second person."""
    place.verify_authority()
    case = place.arrive()
    notes(place, tmp_path, case)
    place.confirm(case, authority="DE-BKA")
    place.propose(case)
    return case


def test_a_second_person_compares_in_the_note_of_their_look_and_the_vessel_is_destroyed(
    place: Place, tmp_path: Path, proposed: str
) -> None:
    vessel = Sealed.objects.filter(case_id=proposed, vessel=True)
    envelopes = Envelope.objects.filter(case_id=proposed, vessel=True)
    assert (vessel.count() > 0, envelopes.count()) == (True, len(place.readers()) + 1)
    assert denied(place.approve(proposed)) == "case.vessel"
    done = approved(place, tmp_path, proposed)
    assert "case:house:seen" in done.events
    assert "case:decision:approved" in done.events
    assert (vessel.count(), envelopes.count()) == (0, 0)
    assert Case.objects.get(pk=proposed).vessel == ""
    assert {one.header.kind for one in before(place, tmp_path, "aster")[1].opened(proposed)} >= {"original", "note"}
    whole()


def test_what_a_client_that_opens_nothing_agrees_to_waits_for_a_key(place: Place, tmp_path: Path) -> None:
    """Nobody drew a key: two people have not opened the same. One who draws with what they agree to is alone, too."""
    place.verify_authority()
    case = place.arrive()
    place.confirm(case, authority="DE-BKA")
    said = Said(Act.DECISION_PROPOSE, {"ground": "", "item": 1, "lines": [], "outcome": "no_data"})
    proposed = acts.perform(place.desk, place.sign(looked(place.desk, place.state(case), "cedar", said)))
    assert isinstance(proposed, Done)
    agreed = Said(Act.DECISION_APPROVE, place.approve_says(case))
    opened_nothing = place.sign(looked(place.desk, place.state(case), "birch", agreed))
    assert denied(acts.perform(place.desk, opened_nothing)) == "case.vessel"
    assert place.state(case).key is None
    with pytest.raises(DeniedError) as caught:
        approved(place, tmp_path, case)
    assert caught.value.rule == "case.vessel"
    notes(place, tmp_path, case)
    assert "case:decision:approved" in approved(place, tmp_path, case).events
    whole()


def other(told: dict[str, Any]) -> None:
    told.update(recipient=people()["dan"].card().age)


def swapped(told: dict[str, Any]) -> None:
    """The first two successors change places."""
    first, second = told["objects"][0]["id"], told["objects"][1]["id"]
    told["objects"][0]["id"], told["objects"][1]["id"] = second, first


def kept(told: dict[str, Any]) -> None:
    """The vessel stands in the house key's place, as before."""
    told.update(told["vessel"])
    told["vessel"] = None


def without_original(told: dict[str, Any]) -> None:
    told["objects"] = [row for row in told["objects"] if row["kind"] != "original"]


LIES = [
    ("another key", other, "case.key-other"),
    ("the vessel in the key's place", kept, "case.key-other"),
    ("a successor in another's place", swapped, "sealed.kind"),
    ("a successor kept back", without_original, "sealed.successor"),
    ("nothing to compare", lambda told: told.update(vessel=None), "sealed.successor"),
    ("an object of the vessel kept back", lambda told: told["vessel"]["objects"].pop(), "sealed.successor"),
]


@pytest.mark.parametrize(("lie", "rule"), [one[1:] for one in LIES], ids=[one[0] for one in LIES])
def test_a_lie_about_the_key_is_refused_by_name(
    place: Place, tmp_path: Path, proposed: str, lie: Callable[[Any], object], rule: str
) -> None:
    with pytest.raises(DeniedError) as caught:
        approved(place, tmp_path, proposed, lie)
    assert caught.value.rule == rule
    assert Case.objects.get(pk=proposed).vessel


def test_a_vessel_that_was_compared_is_not_shown_again(place: Place, tmp_path: Path, proposed: str) -> None:
    before_it: dict[str, Any] = {}
    _, first = before(place, tmp_path, "cedar")
    before_it.update(first.material(proposed)["vessel"])
    approved(place, tmp_path, proposed)
    _, material = before(place, tmp_path, "aster", lambda told: told.update(vessel=before_it))
    with pytest.raises(DeniedError) as caught:
        list(material.opened(proposed))
    assert caught.value.rule == "case.vessel-kept"


def test_who_seals_anew_something_else_is_found_by_the_second_person(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dueprocess.client import case_keys as client_keys

    place.verify_authority()
    case, true = place.arrive(), client_keys.sealed_anew

    def forged(opened: Any, *more: Any) -> Any:
        return true([replace(one, content=b"all members") for one in opened], *more)

    monkeypatch.setattr(client_keys, "sealed_anew", forged)
    notes(place, tmp_path, case)
    monkeypatch.setattr(client_keys, "sealed_anew", true)
    place.confirm(case, authority="DE-BKA")
    place.propose(case)
    with pytest.raises(DeniedError) as caught:
        approved(place, tmp_path, case)
    assert caught.value.rule == "sealed.successor"


def test_of_two_keys_the_first_wins_and_the_other_person_is_told(place: Place, tmp_path: Path) -> None:
    case = place.arrive()
    birch, material = before(place, tmp_path, "birch")
    made = material.sealed(case, "note", "", "text/plain", b"mine")
    looked = birch.look(case)
    notes(place, tmp_path, case)
    with pytest.raises(DeniedError) as caught:
        birch.act(looked, Act.NOTE_ADD, {"sealed": made.id}, [made])
    assert caught.value.rule == "case.key"
    assert Sealed.objects.filter(pk=made.id).count() == 0
    notes(place, tmp_path, case, "birch", b"mine again")


def test_no_key_takes_the_place_of_one_that_nobody_struck_out(place: Place, tmp_path: Path, proposed: str) -> None:
    """Whoever opened the case once would be shown other words, and nobody could strike the second key."""
    approved(place, tmp_path, proposed)
    who, material = before(place, tmp_path, "aster")
    first = place.state(proposed).key
    assert first is not None
    drawn = material.keys._draw(proposed)  # noqa: SLF001
    readers = {one.name: one.age for one in place.desk.roster.people if one.name in place.readers()}
    envelopes = crypto.wrap_key(drawn.secret, {**readers, "recovery": place.desk.roster.recovery}, MADE_AT)
    looked = who.look(proposed)
    for replaces in ("", "0" * 64, first.statement):
        said = Said(Act.CASE_KEY, {**drawn.said.says, "replaces": replaces})
        look = looked.several([said], who.now)
        with pytest.raises(DeniedError) as denied_:
            who.desk.perform(who.signed(look), drawn.brought, envelopes)
        assert denied_.value.rule in {"case.key", "case.same"} - (
            {"case.same"} if replaces == first.statement else set()
        )
        # Nor does a client believe it of a desk that took it.
        seen = replace(looked.seen, statements={**looked.seen.statements, "f" * 64: look.statements[0]})
        with pytest.raises(ReleaseError) as refused:
            house_keys.standing(seen)
        assert refused.value.rule == "case.key-other"
    whole()


FIRST = sorted(act for act, one in ON_CASE.items() if act not in {*links.STOPS, Act.CASE_KEY, Act.CASE_KEY_SEEN})


class Hears(FarDesk):
    """A desk that takes what the case's key needs, and of all else keeps the notes alone."""

    heard: list[bytes]

    def perform(self, note: bytes, brought: Any, envelopes: Any = MappingProxyType({})) -> Any:
        self.heard.append(note)
        keys = {said.act for said in parse_look(note)[0].acts} <= {Act.CASE_KEY, Act.CASE_KEY_SEEN}
        return super().perform(note, brought, envelopes) if keys else Did("", 0, ())


def hears(place: Place, folder: Path, name: str, act: Act, case: str) -> list[Act]:
    """Somebody signs one act as their first on a case: all acts of the notes that their machine hands in."""
    far = Hears(InProcess(lambda: place.desk), people()[name], lambda: place.desk.now, place.desk.roster.desk_id)
    far.heard, pin = [], folder / f"{name}.desk"

    def person(keys: CaseKeys | None) -> Person:
        return Person(people()[name], far, pin, lambda: place.desk.now, place.desk.roster.desk_id, keys)

    who = person(CaseKeys(far, people()[name], person(None).look))
    says = {**says_of(act), **({"into": case} if act is Act.CASE_MERGE else {})}
    who.act(who.look(case), act, {key: value for key, value in says.items() if key != "comment"})
    far.close()
    pin.unlink()  # what was only heard this desk never shows
    return [said.act for note in far.heard for said in parse_look(note)[0].acts]


def test_whatever_is_signed_first_brings_the_key_and_another_persons_first_act_compares_it(
    place: Place, tmp_path: Path
) -> None:
    """Each act of the table: nobody stands before a case that has no key because of what was signed first."""
    case = place.arrive()
    for act in FIRST:
        of = place.arrive(f"{DISCLOSURE}\n{act}") if ACTS[act].alone or ACTS[act].dated else case
        first = hears(place, tmp_path, "aster", act, of)
        assert (Act.CASE_KEY in first, Act.CASE_KEY_SEEN in first) == (True, False), act
    notes(place, tmp_path, case)
    for act in FIRST:
        of = case
        if ACTS[act].alone or ACTS[act].dated:
            notes(place, tmp_path, of := place.arrive(f"{DISCLOSURE}\nagain {act}"))
        assert Act.CASE_KEY_SEEN not in hears(place, tmp_path, "aster", act, of)  # nobody compares their own
        second = hears(place, tmp_path, "birch", act, of)
        assert (Act.CASE_KEY in second, Act.CASE_KEY_SEEN in second) == (False, True), act


def test_a_first_key_that_was_struck_out_is_drawn_again_and_what_was_written_under_it_stays(
    place: Place, tmp_path: Path
) -> None:
    case = place.arrive()
    notes(place, tmp_path, case)
    first = place.state(case).key
    assert first is not None
    for name in ("birch", "cedar"):
        struck = place.ask(name, Act.STATEMENT_STRIKE, {"statement": first.statement})
        assert isinstance(desk_acts.perform(place.desk, struck), Done)
    place.desk = replace(place.desk, standing=stood.standing({place.desk.roster.number: place.desk.roster}))
    who, _ = before(place, tmp_path, "birch")
    alone = who.look(case).several([Said(Act.CASE_KEY_SEEN, {"key": first.statement})], who.now)
    assert denied(acts.perform(place.desk, who.signed(alone))) == "case.key"  # else what came would be destroyed
    _, material = before(place, tmp_path, "birch")
    assert "original" in [str(one.header.kind) for one in material.opened(case)]
    done = notes(place, tmp_path, case, "birch", b"mine")
    assert done.events == ("case:note:added", "case:note:added", "case:house:drawn")
    again = place.state(case).key
    assert again is not None
    assert (again.by, again.statement != first.statement) == ("birch", True)
    who, _ = before(place, tmp_path, "cedar")
    who.bring(who.look(case))
    assert Case.objects.get(pk=case).vessel == ""
    place.desk = replace(place.desk, standing=stood.standing({place.desk.roster.number: place.desk.roster}))
    seen = before(place, tmp_path, "aster")[0].look(case).seen
    assert set(seen.void_keys) == {first.statement}  # what stands in its place now does not rest on it
    for name in ("aster", "cedar"):
        _, material = before(place, tmp_path, name)
        assert {WORDS, b"mine"} <= {one.content for one in material.opened(case)}
    whole()


def test_what_its_drawer_had_open_under_a_struck_key_is_what_came(place: Place, tmp_path: Path) -> None:
    """Else nobody decides in a case any more whose first key was struck out and drawn anew."""
    case = place.arrive()
    notes(place, tmp_path, case)
    first = place.state(case).key
    assert first is not None
    seen = before(place, tmp_path, "birch")[0].look(case).seen
    (key,) = (one for name, one in seen.statements.items() if name == first.statement)
    _, made = house_keys.made(key)[0]
    for name in ("birch", "cedar"):
        desk_acts.perform(place.desk, place.ask(name, Act.STATEMENT_STRIKE, {"statement": first.statement}))
    place.desk = replace(place.desk, standing=stood.standing({place.desk.roster.number: place.desk.roster}))
    notes(place, tmp_path, case, "birch")
    who, material = before(place, tmp_path, "cedar")
    looked, opened = who.look(case), list(material.opened(case))
    for by, rule in (("aster", ""), ("dan", "original.other")):
        said = replace(key, by=by, act=Act.NOTE_ADD, opened=((made, ObjectKind.ORIGINAL),))
        more = replace(looked.seen, past={**looked.seen.past, "7" * 64: said})
        assert refused(lambda more=more: check_opened(more, opened)) == rule


def refused(call: Callable[[], object]) -> str:
    try:
        call()
    except DeniedError as fault:
        return fault.rule
    return ""


def test_what_two_people_forgot_is_opened_no_more_where_the_desk_keeps_what_opens_it(
    place: Place, tmp_path: Path
) -> None:
    place.verify_authority()
    case = place.arrive()
    notes(place, tmp_path, case)
    place.confirm(case, authority="DE-BKA")
    seen(place, tmp_path, case)
    keeps: dict[str, Any] = {}
    keeps.update(before(place, tmp_path, "cedar")[1].keys.material(case))
    over(place, case)
    _, honest = before(place, tmp_path, "cedar")
    with pytest.raises(DeniedError) as caught:
        list(honest.opened(case))
    assert caught.value.rule != "case.vessel-kept"
    honest.keys.told[case] = keeps
    with pytest.raises(DeniedError) as caught:
        list(honest.opened(case))
    assert caught.value.rule == "case.vessel-kept"


def over(place: Place, case: str) -> None:
    """Answered, closed and forgotten."""
    assert isinstance(place.propose(case, "correct"), Done)
    paper = place.sealed("letter", "case")
    letter = {"how": "post", "items": [1], "kind": "correction", "language": "de", "sealed": paper.id}
    place.do("aster", Act.LETTER_SEND, case, letter, [paper])
    for question, answer in (("tell", "no"), ("admit", "no"), ("count", "yes")):
        assert isinstance(place.gate(case, question, answer), Done)
    for owed, what in Duty.objects.filter(case_id=case, done_at__isnull=True).values_list("item", "what"):
        place.do("aster", Act.DUTY_DONE, case, {"item": owed, "what": what})
    place.do("aster", Act.CASE_CLOSE, case, {})
    place.do("aster", Act.FORGET_PROPOSE, case, {})
    place.do("birch", Act.FORGET_APPROVE, case, {"proposal": place.state(case).forget_statement})


def split_by_aster(place: Place, case: str, forge: Callable[[Any], Any] = lambda one: one, kept: Any = ()) -> str:
    """aster moves the first item into a new case, and seals what they like to its key."""
    secret, recipient = crypto.new_case_key()
    came = [forge(one) for one in client(place, "aster")[1].opened(case) if not kept or one.cipher in kept]
    rows, made = sealed_anew(came, secret, place.desk.now)
    readers = {row["name"]: row["age"] for row in envelopes.readers_of(place.desk)}
    wrapped = crypto.wrap_key(secret, {**readers, "recovery": place.desk.roster.recovery}, moment.write(place.desk.now))
    new = ids.case_id(place.desk.draw())
    says = {"house": recipient, "items": [1], "new": new, "objects": list(rows)}
    objects = tuple(Attached(one.id, one.kind, "case", one.bytes) for one in made)
    material = splits.Material(new, recipient, objects, tuple(wrapped.items()))
    assert isinstance(splits.split(place.desk, place.note("aster", Act.CASE_SPLIT, case, says), material), Done)
    return new


def another(name: str = "", words: bytes = b"press@postfach.example") -> Callable[[Any], Any]:
    def forge(one: Any) -> Any:
        header = replace(one.header, name=one.header.name + name)
        content = one.content if name else one.content.replace(b"a_b@postfach.example", words)
        return replace(one, header=header, content=content)

    return forge


@pytest.fixture
def parted(tmp_path: Path) -> tuple[Place, str]:
    """A case of two items that has its key, and that two people opened."""
    place, case = (house := ReleaseHouse.built(tmp_path)).place, house.case
    place.keyed(case)
    place.do("aster", Act.ITEM_CHANGE, case, {"op": "add", "item": 2, "fields": {"kind": "preservation"}})
    return place, case


def retires(place: Place, name: str) -> None:
    place.later(minutes=5)
    assert isinstance(desk_acts.perform(place.desk, place.ask(name, Act.KEY_RETIRE, place.key(name))), Done)
    place.desk = replace(place.desk, standing=stood.standing({place.desk.roster.number: place.desk.roster}))


def waits(place: Place, case: str, by: str = "birch") -> str:
    """The rule by which agreeing to give something of the case waits; empty where it does not."""
    says = {"differs": [], "item": 1, "proposal": "0" * 64}
    look = drafted(place.desk, place.state(case), Act.DECISION_APPROVE, by, says).look
    fault = case_keys.fault(place.desk, place.state(case), look, {})
    return "" if fault is None else str(fault.rule)


def test_what_a_split_takes_along_is_compared_by_a_second_person(parted: tuple[Place, str], tmp_path: Path) -> None:
    place, case = parted
    new = split_by_aster(place, case)
    assert sorted(one.content for one in client(place, "birch")[1].opened(new)) == sorted(
        one.content for one in client(place, "birch")[1].opened(case)
    )
    assert waits(place, new) == "case.vessel"
    seen(place, tmp_path, new, "aster")
    assert waits(place, new) == "case.vessel"  # who split compares nothing
    seen(place, tmp_path, new)
    assert waits(place, new) == ""
    whole()


@pytest.mark.parametrize("forge", [another(), another(name="x")])
def test_a_letter_that_a_split_made_up_is_found_by_a_second_person(
    parted: tuple[Place, str], tmp_path: Path, forge: Callable[[Any], Any]
) -> None:
    """One colleague and one honest person released anybody's data on a letter that the first one made up (P12)."""
    place, case = parted
    new = split_by_aster(place, case, forge)
    with pytest.raises(ReleaseError, match="is not what came there") as refused:
        seen(place, tmp_path, new)
    assert refused.value.rule == "sealed.successor"
    # Nor is it believed once more: a part of it, by who split it off again.
    with pytest.raises(ReleaseError, match="is not what came there"):
        seen(place, tmp_path, again(place, new))


def again(place: Place, case: str) -> str:
    place.do("aster", Act.ITEM_CHANGE, case, {"op": "add", "item": 2, "fields": {"kind": "preservation"}})
    return split_by_aster(place, case)


def test_a_split_leaves_no_part_of_the_letter_behind(
    parted: tuple[Place, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, case = parted
    notes(place, tmp_path, case)
    kept = [one for one in client(place, "aster")[1].opened(case) if one.header.kind is not ObjectKind.ORIGINAL]
    held = [one.cipher for one in kept]
    assert held
    monkeypatch.setattr(case_keys, "ciphers", lambda *_, **__: held)  # a desk that lets them
    new = split_by_aster(place, case, kept=held)
    with pytest.raises(ReleaseError, match="is not what came there"):
        seen(place, tmp_path, new)


def test_what_was_split_off_gives_nothing_while_the_case_that_it_left_opens_for_nobody_else(
    parted: tuple[Place, str], tmp_path: Path
) -> None:
    """Who restricts the origin of a letter that they made up is not rid of the second person's eyes."""
    place, case = parted
    new = split_by_aster(place, case, another())
    Envelope.objects.filter(case_id=case, person="birch").delete()  # as where cedar alone keeps it
    seen(place, tmp_path, new)
    assert waits(place, new) == "case.vessel"
    with pytest.raises(ReleaseError, match="is not what came there"):
        seen(place, tmp_path, new, "cedar")


def test_a_desk_seals_no_second_original_to_the_key_of_a_case(parted: tuple[Place, str], tmp_path: Path) -> None:
    place, case = parted
    row = Sealed.objects.filter(case_id=case, reader="case", vessel=False, kind="original").get()
    house = Case.objects.get(pk=case).recipient
    data = crypto.seal(ObjectKind.ORIGINAL, "text/plain", b"give us press@", house, MADE_AT)
    other = Sealed.objects.create(
        id=ids.sealed_as(data), case_id=case, kind="original", reader="case", bytes=data, hash=crypto.sha256(data)
    )

    def lies(told: dict[str, Any]) -> None:
        told["committed"] = [*told["committed"], other.hash]

    _, material = before(place, tmp_path, "birch", lies)
    assert row.pk != other.pk
    with pytest.raises(ReleaseError, match="did not seal anew") as refused:
        list(material.opened(case))
    assert refused.value.rule == "sealed.successor"


def test_what_was_split_off_goes_on_when_whoever_split_retires_their_key(
    parted: tuple[Place, str], tmp_path: Path
) -> None:
    place, case = parted
    notes(place, tmp_path, case, "birch")  # what aster drew was shown to a third while they were here
    new = split_by_aster(place, case)
    retires(place, "aster")
    assert list(client(place, "birch")[1].opened(new))
    for name in ("birch", "cedar"):  # a former key could have split: two who are here compare
        standing = house_keys.standing(client(place, "birch")[0].look(new).seen)
        assert standing is not None
        assert standing.seen == ""
        seen(place, tmp_path, new, name)
    standing = house_keys.standing(client(place, "birch")[0].look(new).seen)
    assert standing is not None
    assert standing.seen
    assert waits(place, new, "cedar") == ""


@pytest.mark.parametrize("shield", [False, True])
def test_a_split_shields_no_note_from_being_struck_out(parted: tuple[Place, str], shield: bool) -> None:  # noqa: FBT001
    """The hashes of what was sealed anew are its author's to write: there stood the name of a false fact of theirs."""
    place, case = parted
    place.do("aster", Act.FACE_CONFIRM, case, {"fields": {"items.1.targets": 7}})
    false = Statement.objects.filter(act=str(Act.FACE_CONFIRM), person="aster", case=case).latest("event_id")
    if shield:
        made = place.material(case)
        split = place.parting(case, [2], made, commitment=false.hash)
        assert isinstance(splits.split(place.desk, split, made), Done)
    for name in ("birch", "cedar"):
        note = place.ask(name, Act.STATEMENT_STRIKE, {"statement": false.hash})
        assert isinstance(desk_acts.perform(place.desk, note), Done)


def test_a_key_that_is_retired_compares_nothing(parted: tuple[Place, str], tmp_path: Path) -> None:
    """Who split, a desk that takes it, and a colleague's former key were two people (P12)."""
    place, case = parted
    new = split_by_aster(place, case, another())
    key = place.state(new).key
    assert key is not None
    retires(place, "cedar")
    place.later(minutes=5)
    note = place.note("cedar", Act.CASE_KEY_SEEN, new, {"key": key.statement})
    with pytest.raises(DeniedError, match="retired this key"):
        acts.perform(place.desk, note)
    with pytest.MonkeyPatch.context() as lies:  # a desk that takes it
        lies.setattr(trust, "checked_look", lambda _desk, one: parse_look(one)[0])
        assert isinstance(acts.perform(place.desk, note), Done)
    standing = house_keys.standing(client(place, "birch")[0].look(new).seen)
    assert standing is not None
    assert standing.seen == ""
    with pytest.raises(ReleaseError, match="is not what came there"):
        seen(place, tmp_path, new)


def test_who_compared_and_left_is_believed_where_somebody_saw_it_meanwhile(
    parted: tuple[Place, str], tmp_path: Path
) -> None:
    place, case = parted
    new = split_by_aster(place, case)
    seen(place, tmp_path, new, "cedar")
    notes(place, tmp_path, new, "birch")
    retires(place, "cedar")
    standing = house_keys.standing(client(place, "birch")[0].look(new).seen)
    assert standing is not None
    assert standing.seen == "cedar"


def opened_by(place: Place, case: str, name: str) -> tuple[tuple[str, ObjectKind], ...]:
    """What somebody's vault says that it had open of a case."""
    held = [one for one in client(place, name)[1].opened(case) if one.header.kind is ObjectKind.ORIGINAL]
    return tuple((commitment(one.header, one.content), ObjectKind.ORIGINAL) for one in held)


def compared(place: Place, case: str, by: str = "birch") -> str:
    standing = house_keys.standing(client(place, by)[0].look(case).seen)
    assert standing is not None
    return standing.seen or standing.called


@pytest.mark.parametrize("gone", ["aster", "birch"])
@pytest.mark.parametrize("shown", [False, True])
def test_a_key_that_a_former_key_drew_or_compared_gives_nothing_until_somebody_else_calls(
    tmp_path: Path,
    gone: str,
    shown: bool,  # noqa: FBT001 - a case
) -> None:
    """With a desk that lies, a former key could have said so at any time; what came lies there no more (P12)."""
    place, case = (house := ReleaseHouse.built(tmp_path)).place, house.case
    place.keyed(case)
    key = place.state(case).key
    assert key is not None
    first, second = key.by, compared(place, case)
    third = next(name for name in ("aster", "birch", "cedar", "dogwood") if name not in {first, second})
    if shown:
        notes(place, tmp_path, case, third)
    retires(place, {"aster": first, "birch": second}[gone])
    if not shown:
        notes(place, tmp_path, case, third)  # afterwards it shows nothing
        assert compared(place, case, third) == ""
        look, material = client(place, third)
        with pytest.raises(DeniedError, match="and calls the office back"):
            material.keys.more(look.look(case), [Act.DECISION_APPROVE])
        answer = {"how": "contact_point", "said": "confirmed"}
        place.do(third, Act.AUTHORITY_CALL_BACK, case, answer)
        assert compared(place, case, third) == ""  # they had not opened what they asked about
        other = (("a" * 64, ObjectKind.ORIGINAL),)
        acts.perform(place.desk, place.note(third, Act.AUTHORITY_CALL_BACK, case, answer, opened=other))
        assert compared(place, case, third) == ""  # nor is it asked by another letter
        opened = opened_by(place, case, third)
        acts.perform(place.desk, place.note(third, Act.AUTHORITY_CALL_BACK, case, answer, opened=opened))
    assert compared(place, case, third)


def test_a_call_compares_nothing(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """aster seals something else anew; cedar, who got no envelope, calls; the desk drops what came."""
    place.verify_authority()
    case, true = place.arrive(), client_keys.sealed_anew

    def forges(made: Any, *more: Any) -> Any:
        return true([replace(one, content=b"all members") for one in made], *more)

    monkeypatch.setattr(client_keys, "sealed_anew", forges)
    notes(place, tmp_path, case)
    monkeypatch.setattr(client_keys, "sealed_anew", true)
    place.confirm(case, authority="DE-BKA")
    opened = (("a" * 64, ObjectKind.ORIGINAL),)
    answer = {"how": "contact_point", "said": "confirmed"}
    call = drafted(place.desk, place.state(case), Act.AUTHORITY_CALL_BACK, "cedar", answer)
    assert isinstance(acts.perform(place.desk, place.sign(replace(call, opened=opened))), Done)
    assert compared(place, case) == ""

    def drops(told: dict[str, Any]) -> None:
        told["vessel"] = None

    who, material = before(place, tmp_path, "birch", drops)
    with pytest.raises(ReleaseError, match="does not hand out what came"):
        material.keys.more(who.look(case), [Act.DECISION_APPROVE])
    with pytest.raises(ReleaseError, match="a second person opens the case"):
        house_keys.check_compared(client(place, "birch")[0].look(case).seen)


def test_what_a_merge_brought_is_asked_by_whoever_gives(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desk that takes the merge of a case that one machine alone opened; the host opens no letter."""
    place.verify_authority()
    into, other = place.arrive(), place.arrive()
    notes(place, tmp_path, into)
    seen(place, tmp_path, into)
    notes(place, tmp_path, other)
    for case in (into, other):
        assert isinstance(place.confirm(case, authority="DE-BKA"), Done)
    house_keys.check_compared(client(place, "birch")[0].look(into).seen)
    monkeypatch.setattr(case_keys, "lies_elsewhere", lambda *_: False)
    place.do("aster", Act.CASE_MERGE, other, {"into": into})
    with pytest.raises(ReleaseError, match="which went into this one"):
        house_keys.check_compared(client(place, "birch")[0].look(into).seen)


@pytest.mark.parametrize("act", [Act.NOTICE_RECORD, Act.OUTSIDE_DONE])
def test_a_hash_that_its_author_is_free_to_write_shields_nothing(parted: tuple[Place, str], act: Act) -> None:
    place, case = parted
    place.do("aster", Act.FACE_CONFIRM, case, {"fields": {"items.1.targets": 7}})
    false = Statement.objects.filter(act=str(Act.FACE_CONFIRM), person="aster", case=case).latest("event_id")
    says = {"item": 2, "mark": false.hash, "files": [false.hash]}
    shield = place.sign(replace(drafted(place.desk, place.state(case), act, "aster", says)))
    notes_ = [bytes(one) for one in Note.objects.values_list("bytes", flat=True)]
    told = strikes.strikable(false.hash, [*notes_, shield], strikes.Strikes())
    assert told is not None
    assert not told.final


OWN, THEIRS = "+49305550100", "+49305550199"


def stands(place: Place, case: str, who: str = "cedar") -> bool:
    """Whether whoever gives something of the case takes it as compared."""
    try:
        house_keys.check_compared(client(place, who)[0].look(case).seen)
    except DeniedError:
        return False
    return True


@pytest.fixture
def joined(tmp_path: Path) -> tuple[Place, str, str]:
    """Two cases, each compared by two, of which one went into the other; birch alone compared that one."""
    place = Place.found(releasing=True)
    place.verify_authority()
    into, other = place.arrive(), place.arrive()
    for case, second in ((into, "cedar"), (other, "birch")):
        notes(place, tmp_path, case)
        seen(place, tmp_path, case, second)
        assert isinstance(place.confirm(case, authority="DE-BKA"), Done)
    place.do("aster", Act.CASE_MERGE, other, {"into": into})
    assert stands(place, into)
    return place, into, other


@pytest.mark.parametrize("gone", ["aster", "birch"])
def test_who_verified_the_office_and_left_stops_no_command(gone: str) -> None:
    """Nobody rings the number any more; objecting, taking back and all else goes on (P9)."""
    place = Place.found(releasing=True)
    place.verify_authority(phone=OWN)
    case = place.arrive()
    place.keyed(case)
    assert isinstance(place.confirm(case, authority="DE-BKA"), Done)
    who, _ = client(place, "cedar")
    assert about_of(fetch(who, case), None, 1).phone == OWN
    retires(place, gone)
    assert about_of(fetch(who, case), None, 1).phone == ""


@pytest.mark.parametrize("asked_there", [False, True])
def test_of_what_a_merge_brought_the_office_is_asked_there(
    joined: tuple[Place, str, str],
    tmp_path: Path,
    asked_there: bool,  # noqa: FBT001 - a case
) -> None:
    """A call about one letter stood for another; and no command went on, whoever called."""
    place, into, other = joined
    retires(place, "birch")
    assert not stands(place, into)
    of = other if asked_there else into
    answer = {"how": "contact_point", "said": "confirmed"}
    acts.perform(
        place.desk, place.note("cedar", Act.AUTHORITY_CALL_BACK, of, answer, opened=opened_by(place, of, "cedar"))
    )
    assert stands(place, into) is asked_there
    (tmp_path / "own").mkdir()
    who, material = before(place, tmp_path / "own", "aster")
    if asked_there:
        material.keys.more(who.look(into), [Act.DECISION_APPROVE])
    else:
        with pytest.raises(DeniedError, match="and calls the office back there"):
            material.keys.more(who.look(into), [Act.DECISION_APPROVE])


@pytest.mark.parametrize("hours", [None, 1, 25])
def test_a_command_says_what_was_shown_whole_on_its_machine_within_a_day(
    joined: tuple[Place, str, str], tmp_path: Path, hours: int | None
) -> None:
    """In a house of two that one leaves nothing was given any more until a third called in a vault of their own."""
    place, into, other = joined
    retires(place, "birch")
    (tmp_path / "own").mkdir()
    who, material = before(place, tmp_path / "own", "cedar")
    if hours is not None:
        opened, looked = list(material.opened(other)), who.look(other)
        check_opened(looked.seen, opened)
        were_shown(who, looked, [one for one in opened if one.header.kind is ObjectKind.ORIGINAL])
        place.later(hours=hours)
    answer = {"how": "contact_point", "phone": "", "said": "confirmed"}
    who.act(who.look(into), Act.AUTHORITY_CALL_BACK, answer)  # of another letter nothing was shown
    assert not stands(place, into)
    who.act(who.look(other), Act.AUTHORITY_CALL_BACK, answer)
    assert stands(place, into) is (hours == 1)
    for case in (into, other):
        opened = list(client(place, "aster")[1].opened(case))
        check_opened(client(place, "aster")[0].look(case).seen, opened)


def test_what_was_shown_under_another_key_is_said_of_none(place: Place, tmp_path: Path) -> None:
    """Under a key that was struck out it has a name that nobody else knows: they would be refused for ever."""
    case = place.arrive()
    who, material = before(place, tmp_path, "birch")
    opened = list(material.opened(case))
    were_shown(who, who.look(case), opened)  # before the case has a key of the house
    assert read_opened(who.pin_file, case, "", who.now) == tuple(sorted(one.cipher for one in opened))
    notes(place, tmp_path, case)
    found = place.state(case).key
    assert found is not None
    assert read_opened(who.pin_file, case, found.statement, who.now) == ()
    who.pin_file.write_text('{"opened": {"' + case + '": 1}}')
    with pytest.raises(DeniedError, match="is damaged"):
        read_opened(who.pin_file, case, "", who.now)


@pytest.mark.parametrize("number", [OWN, THEIRS])
def test_a_call_to_a_number_that_nobody_verified_stands_for_nobody_who_left(
    tmp_path: Path, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, case = (house := ReleaseHouse.built(tmp_path)).place, house.case
    place.verify_authority(phone=OWN)
    place.keyed(case)
    key = place.state(case).key
    assert key is not None
    second = compared(place, case)
    third = next(name for name in ("aster", "birch", "cedar") if name not in {key.by, second})
    retires(place, second)
    true = acts.office_of

    def shows(*asked: object) -> object:  # a desk that shows a number of its own
        office = true(*asked)  # type: ignore[arg-type]
        stands = {kind: replace(one, hash=text_hash(number)) for kind, one in office.use.stands.items()}
        return replace(office, use=replace(office.use, stands=stands))

    monkeypatch.setattr(acts, "office_of", shows)
    answer = {"how": "call_back", "said": "confirmed", "phone": text_hash(number)}
    opened = opened_by(place, case, third)
    assert opened[0][1] is ObjectKind.ORIGINAL
    assert isinstance(
        acts.perform(place.desk, place.note(third, Act.AUTHORITY_CALL_BACK, case, answer, opened=opened)), Done
    )
    assert bool(compared(place, case, key.by)) is (number == OWN)


def ended(place: Place, *cases: str) -> None:
    """Nothing is owed there any more."""
    for case in cases:
        for item in place.state(case).items:
            if not item.answered:
                place.ends(case, item.number)
        for owed, what in Duty.objects.filter(case_id=case, done_at__isnull=True).values_list("item", "what"):
            place.do("aster", Act.DUTY_DONE, case, {"item": owed, "what": what})


def test_what_went_into_another_case_is_forgotten_after_that_one(joined: tuple[Place, str, str]) -> None:
    """Who compared it may leave yet: then the office is called back there, with what came there open (ADR 0113)."""
    place, into, other = joined
    ended(place, other)
    done = place.act("aster", Act.FORGET_PROPOSE, other, {})
    assert denied(done) == "case.not-finished"
    assert into in str(done)
    ended(place, into)
    place.do("aster", Act.CASE_CLOSE, into, {})
    place.do("aster", Act.FORGET_PROPOSE, other, {})


def test_a_case_that_was_purged_closes_none_into_which_it_went(joined: tuple[Place, str, str]) -> None:
    place, into, other = joined
    ended(place, other, into)
    place.do("aster", Act.CASE_CLOSE, into, {})
    place.do("aster", Act.FORGET_PROPOSE, other, {})
    place.do("birch", Act.FORGET_APPROVE, other, {"proposal": place.state(other).forget_statement})
    place.later(minutes=60 * 24 * 1500)
    may = purging.purgeable(place.desk, other)
    assert may is not None
    for by in ("aster", "birch"):
        assert isinstance(desk_acts.perform(place.desk, place.ask(by, Act.CASE_PURGE, dict(may.holds))), Done)
    assert stands(place, into)


def test_before_somebody_leaves_the_cases_that_a_third_looks_at_are_named(place: Place, tmp_path: Path) -> None:
    """Of an open case that rests on two alone; one that a third was shown, or that is closed, waits for nobody."""
    place.verify_authority()
    two, third, over, drawn, into = (place.arrive() for _ in range(5))
    for case in (two, third, over, drawn):
        notes(place, tmp_path, case)
    for case in (two, third, over):
        seen(place, tmp_path, case, "birch")
    notes(place, tmp_path, third, "cedar")
    ended(place, over)
    place.do("aster", Act.CASE_CLOSE, over, {})
    assert leaving.looked_at_first(place.desk, "aster") == sorted([two, drawn])
    assert leaving.looked_at_first(place.desk, "birch") == [two]
    assert leaving.looked_at_first(place.desk, "cedar") == []
    notes(place, tmp_path, into, "birch")
    seen(place, tmp_path, into, "cedar")
    for case in (two, into):
        assert isinstance(place.confirm(case, authority="DE-BKA"), Done)
    place.do("aster", Act.CASE_MERGE, two, {"into": into})
    assert leaving.looked_at_first(place.desk, "aster") == sorted([into, drawn])
    notes(place, tmp_path, two, "cedar")  # what came with it is looked at where it came
    assert leaving.looked_at_first(place.desk, "aster") == [drawn]
    assert leaving.looked_at_first(place.desk, "cedar") == []  # aster read facts there since
