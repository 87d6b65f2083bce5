"""Ways round the quorum, each by its name, on the whole way: real shares, a real desk, clients who believe no row."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_services_productions import House

from desk_samples import drafted
from dueprocess.adapters import crypto
from dueprocess.client import release
from dueprocess.desk.data import guards
from dueprocess.desk.data.models import (
    Event,
    EventOpening,
    Note,
    Paging,
    PagingStep,
    Piece,
    Production,
    Reach,
    Sealed,
    Statement,
)
from dueprocess.desk.services import alarms, desk_acts, rosters, stood, stops
from dueprocess.desk.services.alarms import Call
from dueprocess.desk.services.cases import state_of
from dueprocess.formats import note as notes
from dueprocess.formats.statement import Act, hash_of
from dueprocess.release.desk_client import Shown
from in_process import material as material_of
from processes import run, start
from release_house import ReleaseHouse, people

STRANGER = "eve"


@pytest.fixture
def house(db: None, tmp_path: Path) -> ReleaseHouse:
    return ReleaseHouse.at(tmp_path, "dealt")


@pytest.fixture
def held(house: ReleaseHouse) -> ReleaseHouse:
    """Two agreed, the hold is over, aster's program handed over: birch could finish."""
    return house.agreed()


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - each has a rule, which is what is compared
        call()
    return str(getattr(caught.value, "rule", repr(caught.value)))


def key(house: ReleaseHouse, name: str = "birch") -> str:
    return house.key(name)


def signed(house: ReleaseHouse, act: Act, by: str, says: dict[str, Any], **more: Any) -> bytes:
    """What somebody with a key signed, and an honest desk would not have taken."""
    return house.place.sign(replace(drafted(house.place.desk, state_of(house.case), act, by, says), **more))


def adding(*notes: bytes) -> Callable[[Shown], Shown]:
    return lambda shown: replace(shown, notes=(*shown.notes, *notes))


def only(production: str, **more: Any) -> Callable[[Shown], Shown]:
    """The desk names another deal for the production."""
    return lambda shown: replace(
        shown, productions=tuple(replace(one, **more) if one.id == production else one for one in shown.productions)
    )


def says_of(house: ReleaseHouse, act: Act) -> dict[str, Any]:
    looked = house.client("birch").look(house.case)
    return dict(next(one for one in looked.seen.statements.values() if one.act is act).says)


def test_the_share_of_another_deal(held: ReleaseHouse) -> None:
    """A share that was dealt in truth, sealed to its person in truth, of another production of the same case."""
    mine = Piece.objects.get(kind="share", to="birch")
    old = bytes(Sealed.objects.get(pk=mine.sealed).bytes or b"")
    held.orders()
    held.deals()
    held.agreed()
    now = Piece.objects.get(kind="share", to="birch").sealed
    held.lies(gives=lambda sealed, data: old if sealed == now else data)
    assert refused(lambda: key(held)) == "release.share"


def test_a_dealer_whose_shares_are_not_of_one_key(held: ReleaseHouse) -> None:
    """Each share is what the deal says it is; together they give another key than the parts are sealed to."""
    says = says_of(held, Act.PRODUCTION_DEAL)
    other = {**says, "recipient": crypto.new_case_key()[1]}
    revision = state_of(held.case).revision
    forged = signed(held, Act.PRODUCTION_DEAL, "well", other, revision=revision - 1, at="2026-03-09T09:00:00Z")
    sealed = {}
    for name in ("aster", "birch"):  # both truly agreed to this deal, and hand over what was dealt to them
        share = Sealed.objects.get(pk=Piece.objects.get(kind="share", to=name).sealed)
        header, content = crypto.unseal(bytes(share.bytes or b""), people()[name].age_secrets)
        own = people()["birch"].card().own
        assert own is not None
        sealed[name] = crypto.seal(header.kind, header.media, content, own.age, "2026-03-09T09:00:00Z", says["order"])
    agreed = {**says_of(held, Act.RELEASE_APPROVE), "deal": hash_of(forged)}
    agreed |= {"share": hashlib.sha256(sealed["aster"]).hexdigest()}
    said = [signed(held, Act.RELEASE_APPROVE, name, agreed, revision=revision) for name in ("aster", "birch")]
    given = Piece.objects.get(kind="given", by="aster").sealed
    more = only(held.production, deal=hash_of(forged))
    held.lies(
        shows=lambda shown: more(adding(forged, *said)(shown)),
        gives=lambda one, data: sealed["aster"] if one == given else data,
    )
    held.ready("birch")
    held.place.later(hours=24)
    assert refused(lambda: key(held)) == "release.key"


def test_a_refiled_case(house: ReleaseHouse) -> None:
    """The demand comes again: what was signed on one case counts on no other, and what it repeats is not hidden."""
    again = house.place.arrive()

    def moved(shown: Shown) -> Shown:
        return replace(shown, case=again, relied={**shown.relied, "case": again})

    house.lies(shows=moved)
    who = house.client("birch")
    who.desk.shown = lambda _: moved(house.desk_of("birch").shown(house.case))
    looked = who.look(again)
    assert refused(lambda: release.ready(who, looked, looked.shown.productions[0].id)) == "release.unsigned"
    hidden = lambda shown: replace(shown, relied={**shown.relied, "refiled": again})  # noqa: E731
    house.lies(shows=hidden)
    assert refused(lambda: house.ready("birch")) == "grant.basis"


def test_who_retired_a_key_holds_no_share_and_agreed_to_nothing(held: ReleaseHouse) -> None:
    place = held.place
    desk_acts.perform(place.desk, place.ask("aster", Act.KEY_RETIRE, place.key("aster")))
    place.desk = replace(place.desk, standing=stood.standing({1: place.desk.roster}))
    assert refused(lambda: held.ready("aster")) == "statement.retired-key"
    assert refused(lambda: held.ready("birch")) == "release.unsigned"  # aster's order is void with it
    assert held.hands("aster") == "statement.retired-key"


def test_outside_counsel_holds_a_share_agrees_and_sees_no_data(db: None, tmp_path: Path) -> None:
    """On the roster after 72 hours: gets a share, begins the hold; opens nothing of the case, and finishes nothing."""
    house = ReleaseHouse.built(tmp_path)
    place, first = house.place, house.place.desk.roster
    outside = people()["eve"].card().person(("outside", "releaser"))
    after = rosters.successor(first, [outside], (), None, place.desk.now)
    note = notes.signed(after.text(), [people()[name].signer() for name in ("aster", "birch")]).encode()
    rosters.enter(after, note, place.desk.now)
    place.later(hours=72)
    place.desk = replace(place.desk, roster=after, rosters={1: first, 2: after})
    house.dealt()
    assert {one.to for one in Piece.objects.filter(kind="share")} == {"aster", "birch", "cedar", "eve"}
    assert refused(lambda: house.agrees("eve", "eve")) == "release.finisher"
    for name in ("eve", "birch"):
        house.agrees(name)
    place.later(hours=24)
    assert house.hands("eve") == "handed"
    assert refused(lambda: list(material_of(place, "eve").opened(house.case))) == "access.role"
    assert key(house, "birch").startswith("AGE-SECRET-KEY-1")
    ready = house.ready("eve")
    says = {"deal": ready.dealt.hash, "how": "passphrase", "item": 1, "key": "", "production": house.production}
    says |= {"agreements": [one.hash for one in ready.dealt.agreements.values()]}
    done = place.act("eve", Act.RELEASE_DONE, house.case, {**says, "sent": ["6" * 64]})
    assert done.rule == "access.role"


class Owner:
    """A hostile administrator: the whole database, no trigger, and no person's key."""

    def __init__(self) -> None:
        guards.remove()

    def deletes(self, act: Act) -> None:
        hashes = list(Statement.objects.filter(act=str(act)).values_list("pk", flat=True))
        Note.objects.filter(pk__in=hashes)._raw_delete("default")  # noqa: SLF001
        Statement.objects.filter(pk__in=hashes)._raw_delete("default")  # noqa: SLF001

    def cuts(self, case: str, after: int) -> None:
        """The case as it was at a revision: later events, openings and statements are gone."""
        rows = Event.objects.filter(case=case, seq__gt=after)
        Note.objects.filter(statement__event__in=rows).delete()
        Statement.objects.filter(event__in=rows)._raw_delete("default")  # noqa: SLF001
        EventOpening.objects.filter(event__in=rows)._raw_delete("default")  # noqa: SLF001
        rows._raw_delete("default")  # noqa: SLF001
        from dueprocess.desk.data.models import Case

        last = Event.objects.filter(case=case).order_by("-seq").first()
        Case.objects.filter(pk=case).update(revision=last.seq, head=last.commitment)


def test_an_owner_of_the_database_who_deletes_a_veto(held: ReleaseHouse) -> None:
    """Who saw the veto refuses the desk that lost it; who did not see it cannot know: people call each other."""
    revision = state_of(held.case).revision
    says = {"deal": held.row.deal, "item": 1, "production": held.production}
    before = Production.objects.filter(pk=held.production).values().get()
    pieces = list(Piece.objects.all()), list(Sealed.objects.filter(reader="release"))
    held.client("birch").look(held.case)
    held.place.do("cedar", Act.RELEASE_VETO, held.case, says)
    assert refused(lambda: held.ready("birch")) in {"release.vetoed", "access.not-found"}
    Owner().cuts(held.case, revision)
    Production.objects.filter(pk=held.production).update(**before)
    Sealed.objects.bulk_create(pieces[1])
    Piece.objects.bulk_create(pieces[0])
    assert refused(lambda: held.client("birch").look(held.case)) == "release.older-than-seen"


def test_an_owner_of_the_database_who_writes_rows(held: ReleaseHouse) -> None:
    """k, hold, state and who agreed are read from nobody's rows."""
    Owner()
    Production.objects.filter(pk=held.production).update(k=1, hold_until="2026-03-01T00:00Z", state="dealt")
    assert refused(lambda: key(held, "aster")) == "release.quorum"
    assert key(held, "birch").startswith("AGE-SECRET-KEY-1")


def test_an_owner_of_the_database_who_deletes_a_statement(held: ReleaseHouse) -> None:
    owner = Owner()
    owner.deletes(Act.AUTHORITY_CONFIRM)
    assert refused(lambda: held.ready("birch")) == "chain.shorter"  # on the case they signed that they saw it
    owner.deletes(Act.DECISION_APPROVE)
    assert refused(lambda: held.ready("birch")) == "chain.forked"  # what was signed later names it


def test_an_owner_of_the_database_who_deletes_an_unsigned_freeze(held: ReleaseHouse) -> None:
    """A freeze of the desk is no event of the case: whoever deletes it hides it. That is why the card says: call."""
    stops.freeze_unsigned(held.place.desk, "dan")
    assert refused(lambda: held.ready("birch")) == "desk.frozen"
    Owner()
    rows = Event.objects.filter(kind="desk:freeze:set")
    EventOpening.objects.filter(event__in=rows)._raw_delete("default")  # noqa: SLF001
    rows._raw_delete("default")  # noqa: SLF001
    held.ready("birch")


SETUP = """
sys.path[:0] = PATHS
from pathlib import Path
from dataclasses import replace
from desk_samples import *
from release_samples import House
from dueprocess.adapters.blobs import Blobs
from dueprocess.desk.data.models import Production, Statement
"""
MAKE = """
folder = Path(sys.argv[1])
folder.mkdir()
house = House.built(folder)
house.reads('aster'), house.reads('birch')
house.grants()
house.orders()
house.deals()
agreed = [house.agrees(name) and house.agreement(name) for name in ('aster', 'birch')]
house.place.later(hours=24)
for sent in ('6', '7'):
    says = {'deal': house.deal, 'how': 'passphrase', 'item': 1, 'key': '', 'production': house.production}
    more = {'agreements': agreed, 'sent': [sent * 64]}
    print(house.place.note('birch', Act.RELEASE_DONE, house.case, {**says, **more}).hex())
"""
RACE = """
later = NOW + datetime.timedelta(hours=24)
place = Place(Desk(rosters.newest(), shelf(), calendar(), later, os.urandom, 'Europe/Berlin', 'DE'))
place.desk = replace(place.desk, blobs=Blobs(Path(sys.argv[1])))
print('ready', flush=True)
sys.stdin.readline()
done = acts.perform(place.desk, bytes.fromhex(sys.argv[2]))
print('won' if isinstance(done, Done) else done.rule)
"""
CHECK = """
whole()
print(Production.objects.filter(state='released').count(), Statement.objects.filter(act='release.done').count())
"""


@pytest.mark.slow
@pytest.mark.database
def test_of_two_processes_that_release_at_the_same_moment_one_does(
    fresh_database: dict[str, str], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    root = request.config.rootpath
    setup = SETUP.replace("PATHS", repr([str(root / "tests" / "support")]))
    folder = str(tmp_path / "blobs")
    notes = run(setup + MAKE, fresh_database, folder).splitlines()[-2:]
    racing = [start(setup + RACE, fresh_database, folder, note) for note in notes]
    for one in racing:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in racing:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    results = sorted(one.communicate(timeout=600)[0].strip() for one in racing)
    assert results[1] == "won"
    assert results[0] in {"case.revision-moved", "production.state", "case.production"}
    assert run(setup + CHECK, fresh_database).strip() == "1 1"


# --- a hold begins: everybody who could end it is told, once (hazard 11.4) ---


@pytest.fixture
def dealt(db: None, tmp_path: Path) -> House:
    house = House.built(tmp_path)
    house.reads("aster")
    house.reads("birch")
    house.grants()
    house.orders()
    house.deals()
    return house


def way(person: str) -> None:
    day = "2026-03-01"
    Reach.objects.create(person=person, channel="mail", address=f"{person}@staff.example", active=True, proved_on=day)


def test_every_releaser_is_called_at_the_first_agreement_and_not_again(dealt: House) -> None:
    for name in ("aster", "birch", "cedar", "dan"):
        way(name)
    dealt.agrees("aster")
    page = Paging.objects.get(reason="hold")
    assert {step.person for step in page.steps.all()} == {"aster", "birch", "cedar"}
    told: list[str] = []

    def send(call: Call) -> bool:
        told.append(call.address)
        return True

    alarms.acknowledge(dealt.place.desk, page.pk, "aster")
    alarms.page_people(dealt.place.desk, send)
    assert sorted(told) == [f"{name}@staff.example" for name in ("aster", "birch", "cedar")]
    alarms.page_people(dealt.place.desk, send)
    assert len(told) == 3
    dealt.place.later(hours=24)
    dealt.agrees("birch")
    assert Paging.objects.filter(reason="hold").count() == 1


def test_who_cannot_be_reached_is_noted_and_one_minute_calls_once(dealt: House) -> None:
    dealt.agrees("aster")
    assert set(PagingStep.objects.values_list("result", flat=True)) == {"no_way"}
    page = Paging.objects.get(reason="hold")
    assert page.due_at is not None
    alarms.tell_hold(dealt.place.desk, dealt.case, page.due_at)
    assert Paging.objects.filter(reason="hold").count() == 1
