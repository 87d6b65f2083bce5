"""The desk itself: what waits is handed out as bytes, and a signature made elsewhere is added to the next roster."""

import datetime
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk_samples import CONTACT, POLICE, Place, people
from dueprocess.acts.desk_state import Brought
from dueprocess.adapters import crypto
from dueprocess.desk.data.models import Envelope, Verification
from dueprocess.desk.data.models import Roster as Row
from dueprocess.desk.services import desk_acts, pending_desk_acts, roster_agreement, rosters, stops
from dueprocess.desk.services.result import Done
from dueprocess.formats import desk_acts as client
from dueprocess.formats import note as notes
from dueprocess.formats.chain import Pin
from dueprocess.formats.desk_acts import contact_hash
from dueprocess.formats.errors import RosterError
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import Roster
from dueprocess.formats.statement import Act, hash_of

HOURS_72 = datetime.timedelta(hours=72)


def no_key(kind: str, data: bytes) -> Any:
    raise DeniedError.because("recipient.malformed", f"{kind} of {len(data)} bytes")


def checked(place: Place, who: str = "aster") -> dict[str, Any]:
    """What the client's own machine answers to what the desk shows."""
    shown = json.loads(json.dumps(pending_desk_acts.shown(place.desk, who)))
    first = place.desk.rosters.get(1, place.desk.roster)
    pin = Pin.of(first).plain()
    listed = place.desk.roster.person(who)
    vkey = listed.vkey if listed else ""
    question = {"me": who, "vkey": vkey, "pin": pin, "shown": shown}
    return client.answer(question, crypto.verify, no_key, place.desk.now)


def line(after: Roster, by: str) -> str:
    return notes.signed(after.text(), [people()[by].signer()]).signatures[0].line


@pytest.fixture
def waits(place: Place, tmp_path: Path) -> Place:
    """The desk, where a roster can wait."""
    place.desk = replace(place.desk, proposed=tmp_path / "roster.pending")
    return place


def propose(place: Place, after: Roster) -> Roster:
    assert place.desk.proposed is not None
    place.desk.proposed.write_text(after.text() + "\n")
    return after


def with_roles(place: Place, name: str, *roles: str) -> Roster:
    joins = people()[name].card().person(roles)
    return rosters.successor(place.desk.roster, [joins], (), None, place.desk.now)


def refused(place: Place, who: str, hash_: str, signature: str) -> str:
    with pytest.raises(RosterError) as caught:
        roster_agreement.agree(place.desk, who, hash_, signature)
    return caught.value.rule


def verified(place: Place) -> bytes:
    says = {"authority": POLICE, "contact": contact_hash(CONTACT), "how": "call_back"}
    note = place.ask("aster", Act.AUTHORITY_VERIFY, says)
    assert isinstance(desk_acts.perform(place.desk, note, Brought(CONTACT)), Done)
    return note


def test_what_stands_and_what_waits_is_shown_as_bytes_that_a_client_checks(place: Place) -> None:
    assert checked(place)["verifications"] == []
    first = verified(place)
    stops.freeze_unsigned(place.desk, "dan")
    told = checked(place, "birch")
    (waiting,) = told["verifications"]
    assert (waiting["contact"], waiting["by"], waiting["verification"]) == (CONTACT, "aster", hash_of(first))
    assert [(one["by"], one["signed"]) for one in told["freezes"]] == [("dan", False)]
    assert (told["next"], told["roster"]) == (None, 1)
    assert POLICE in pending_desk_acts.shown(place.desk, "birch")["authorities"]


def test_a_writer_who_swaps_the_contact_is_refused_by_name_in_the_client(place: Place) -> None:
    verified(place)
    Verification.objects.update(contact="thief@evil.example")
    (waiting,) = checked(place, "birch")["verifications"]
    assert waiting["rule"] == "authority.contact"
    Verification.objects.update(statement="0" * 64)  # of a statement that there is not
    assert checked(place, "birch")["verifications"] == []


def test_who_does_not_see_the_directory_is_shown_none_of_it(place: Place) -> None:
    first = verified(place)
    stop = place.ask("dan", Act.DESK_FREEZE, {})
    assert isinstance(desk_acts.perform(place.desk, stop), Done)
    assert pending_desk_acts.shown(place.desk, "birch")["notes"] == [first.decode(), stop.decode()]
    for name in ("dan", "eve"):
        shown = pending_desk_acts.shown(place.desk, name)
        assert (shown["authorities"], shown["verifications"], shown["notes"]) == ([], [], [stop.decode()])
        assert POLICE not in json.dumps(shown)
        assert len(shown["rosters"]) == 1


def test_two_agree_while_the_desk_is_served_and_the_roster_is_entered(waits: Place) -> None:
    case = waits.arrive()
    after = propose(waits, with_roles(waits, "cedar", "clerk", "counsel"))
    assert checked(waits)["next"]["changes"] == [["roles", "cedar", "counsel", "clerk, counsel"]]
    done = roster_agreement.agree(waits.desk, "aster", after.hash(), line(after, "aster"))
    assert done == roster_agreement.Agreed(2, ("birch",), entered=False)
    assert (
        roster_agreement.agree(waits.desk, "aster", after.hash(), line(after, "aster")) == done
    )  # twice changes nothing
    assert checked(waits)["next"]["signed"] == ["aster"]
    assert Row.objects.count() == 1
    done = roster_agreement.agree(waits.desk, "birch", after.hash(), line(after, "birch"))
    assert done == roster_agreement.Agreed(2, (), entered=True)
    line_ = rosters.chain(waits.desk.now)
    assert (len(line_), line_.in_force.hash()) == (2, after.hash())
    assert roster_agreement.text(waits.desk) == ""
    assert Envelope.objects.filter(case_id=case, person="birch").exists()


def test_who_reads_no_more_loses_the_envelopes_when_it_is_entered(waits: Place) -> None:
    case = waits.arrive()
    after = propose(waits, rosters.successor(waits.desk.roster, (), ("birch",), 0, waits.desk.now))
    for name in ("aster", "birch"):
        done = roster_agreement.agree(waits.desk, name, after.hash(), line(after, name))
    assert (done.entered, done.later) == (True, ())
    assert not Envelope.objects.filter(case_id=case, person="birch").exists()


def test_before_its_hour_a_roster_takes_no_envelope_and_says_whose(waits: Place) -> None:
    case = waits.arrive()
    eve = people()["eve"].card().person(("releaser",))
    after = propose(waits, rosters.successor(waits.desk.roster, [eve], ("birch",), None, waits.desk.now))
    assert after.effective - after.made == HOURS_72
    for name in ("aster", "birch"):
        done = roster_agreement.agree(waits.desk, name, after.hash(), line(after, name))
    assert (done.entered, done.later) == (True, ("birch",))
    assert Envelope.objects.filter(case_id=case, person="birch").exists()


def test_what_was_made_before_the_roster_in_force_is_entered_by_nobody(waits: Place) -> None:
    eve = people()["eve"].card().person(("releaser",))
    grown = propose(waits, rosters.successor(waits.desk.roster, [eve], (), None, waits.desk.now))
    for name in ("aster", "birch"):
        roster_agreement.agree(waits.desk, name, grown.hash(), line(grown, name))
    back = propose(waits, rosters.successor(waits.desk.roster, (), (), None, waits.desk.now, newest=grown))
    assert checked(waits)["next"]["number"] == 3
    waits.later(hours=73)
    assert checked(waits)["next"]["rule"] == "roster.time"
    assert refused(waits, "aster", back.hash(), line(back, "aster")) == "roster.time"


def test_a_signature_that_does_not_count_is_refused_by_name_and_kept_nowhere(waits: Place) -> None:
    after = with_roles(waits, "cedar", "clerk", "counsel")
    assert refused(waits, "aster", after.hash(), line(after, "aster")) == "roster.none-waits"
    propose(waits, after)
    other = with_roles(waits, "cedar", "clerk")
    good = line(after, "aster")
    assert refused(waits, "aster", other.hash(), line(other, "aster")) == "roster.fork"
    assert refused(waits, "aster", after.hash(), line(other, "aster")) == "roster.bad-signature"
    assert refused(waits, "birch", after.hash(), good) == "roster.not-listed"  # another's signature
    assert refused(waits, "eve", after.hash(), line(after, "eve")) == "roster.not-listed"
    assert refused(waits, "aster", after.hash(), f"{good}\n{line(after, 'birch')}") == "roster.not-listed"
    assert refused(waits, "aster", after.hash(), "rubbish") == "roster.malformed"
    assert roster_agreement.text(waits.desk) == after.text() + "\n"


def test_what_was_made_after_other_notes_than_stand_here_is_signed_by_nobody(waits: Place) -> None:
    """All had signed it and it was complete, by the desk's word, and never entered."""
    verified(waits)
    true = with_roles(waits, "cedar", "clerk", "counsel")
    after = propose(waits, replace(true, seen=(1, "ab" * 32)))
    assert refused(waits, "aster", after.hash(), line(after, "aster")) == "roster.fork"
    assert roster_agreement.text(waits.desk) == after.text() + "\n"


def test_a_file_that_somebody_changed_is_entered_by_nobody(waits: Place) -> None:
    after = with_roles(waits, "cedar", "clerk", "counsel")
    propose(waits, after)
    roster_agreement.agree(waits.desk, "aster", after.hash(), line(after, "aster"))
    assert waits.desk.proposed is not None
    text = waits.desk.proposed.read_text().replace(
        people()["dan"].card().vkey, people()["dan"].card().vkey[:-4] + "AAA="
    )
    waits.desk.proposed.write_text(text)
    assert refused(waits, "birch", after.hash(), line(after, "birch")).startswith("roster.")
    assert Row.objects.count() == 1
    assert Pin.of(waits.desk.roster).number == 1


def test_without_a_place_for_it_none_waits(place: Place) -> None:
    assert roster_agreement.text(place.desk) == ""
    assert refused(place, "aster", "a" * 64, "") == "roster.none-waits"
