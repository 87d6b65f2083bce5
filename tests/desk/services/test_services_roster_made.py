"""A roster names the notes after which it was made: one that names others would close the desk to all, for ever."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_samples import Place, signed
from dueprocess.adapters import crypto
from dueprocess.desk.services import rosters, trust
from dueprocess.formats import chain, desk_acts, links
from dueprocess.formats.errors import RosterError
from in_process import client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seen", [(3, "ab" * 32), (1, "ab" * 32)])
def test_who_signs_a_roster_and_the_desk_ask_after_which_notes_it_was_made(seen: tuple[int, str]) -> None:
    place = Place.found(releasing=True)
    place.verify_authority()
    case, first, now = place.arrive(), place.desk.roster, place.desk.now
    notes = [one.decode() for one in trust.notes_of(links.DESK)]
    line = chain.walk(chain.Pin.of(first), [signed(first)], crypto.verify, now)
    true = rosters.successor(first, (), (), None, now)
    told = [desk_acts.proposed(line, one.text(), crypto.verify, now, notes) for one in (replace(true, seen=seen), true)]
    assert [(one or {}).get("rule", "") for one in told] == ["chain.other", ""]
    false = replace(true, seen=seen)
    with pytest.raises(RosterError, match="propose it anew"):
        rosters.enter(false, signed(false), now)
    rosters.enter(true, signed(true), now)
    client(place, "birch")[0].look(case)
