"""What lies in an archive that is kept for ever opens by no secret outside the house (hazards 9.4, 11.2).

Each table of the schema has its class, and a store in which strangers hold codes and keys is tried table by table: with
everything that they hold, over every value of every row. The control is the archive that dies after 35 days.
"""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Q

from desk_samples import POLICE, SHUTDOWN, Place
from dueprocess.adapters import crypto
from dueprocess.adapters.age_header import AgeError
from dueprocess.case.portal import Left
from dueprocess.desk.data import openers, portable
from dueprocess.desk.data.models import Docket, Parcel, PersonPage, Receipt
from dueprocess.desk.intake.portal import submissions
from dueprocess.desk.intake.portal.submissions import Submission
from dueprocess.desk.services import page_locks
from dueprocess.desk.services.arrivals import Registered
from dueprocess.desk.services.result import Done
from dueprocess.formats import person_page
from dueprocess.formats.statement import Act
from portal_samples import CLAIM, SECRET, Official, leave, seal

CODE = bytes(range(16))
SHEETS = (person_page.Sheet("en", "A message", (person_page.Part("What", ("Quirin-Zobel",)),)),)
PAGE = person_page.PersonPage("2026-09-30", practice=False, sheets=SHEETS)
_SEALED = re.compile(r"^\| `(\w+)` \| `\w+` \| sealed \|", re.MULTILINE)


def every_table() -> set[str]:
    return {one._meta.db_table for one in apps.get_models(include_auto_created=True)}  # noqa: SLF001


def test_every_table_of_the_schema_has_one_class() -> None:
    classes = (openers.LEFT_OUT, openers.OUTSIDE, openers.NOTHING)
    named = [name for one in classes for name in one]
    assert sorted(named) == sorted(set(named))
    assert set(named) == every_table()
    assert {name for name, which in openers.OUTSIDE.items() if which != openers.WHOLE} == openers.BY_ENVELOPE


def test_no_table_with_a_sealed_column_is_said_to_open_by_nothing(root: Path) -> None:
    sealed = set(_SEALED.findall((root / "docs/reference/store.md").read_text()))
    assert {"data_sealed", "data_envelope", "data_personpage", "data_docket"} <= sealed
    assert sealed <= set(openers.OUTSIDE)


class Strangers:
    """Who holds something outside the house, and how they try it on a value."""

    def __init__(self, place: Place) -> None:
        self.official = Official()
        self.case_key, recipient = crypto.new_case_key()
        offered = {one: one for one in submissions.keys_of(place.desk, SECRET)}
        at = "2026-03-09T09:00:00Z"
        sealed = (("original", seal("T1: kim", recipient)),)
        sent = Submission(recipient, sealed, crypto.wrap_key(self.case_key, offered, at))
        done = submissions.submit(place.desk, SECRET, sent, CLAIM, self.official.holder)
        assert isinstance(done, Registered), done
        self.case = done.case
        Docket(case_id=done.case, sealed="s-" + "d" * 24, bytes=seal("found by", recipient)).save()
        place.verify_authority()
        assert isinstance(place.confirm(done.case, authority=POLICE), Done)
        place.do("aster", Act.AUTHORITY_CALL_BACK, done.case, {"how": "call_back", "said": "confirmed"})
        letter = leave(place.desk, done.case, Left.LETTER, seal("a letter", self.official.recipient))
        assert isinstance(letter, Parcel), letter
        locked = page_locks.lock(CODE, PAGE)
        PersonPage(id=locked.id, until=locked.until, bytes=locked.bytes).save(force_insert=True)
        self.key = crypto.page_key(CODE)
        self.shown = {self.official.lookup, self.official.recipient, locked.id}

    def gets(self, value: object) -> bool:
        """Whether a value opens for one of them, or is one that they can show to be theirs."""
        if not isinstance(value, str):
            return False
        if value in self.shown:
            return True
        try:
            data = base64.b64decode(value, validate=True)
        except ValueError:
            return False
        return crypto.unlock_page(self.key, data) is not None or self._age(data)

    def _age(self, data: bytes) -> bool:
        try:
            return bool(crypto.decrypt(data, [self.case_key, self.official.secret]))
        except AgeError:
            return False


def got(strangers: Strangers, *, kept: bool) -> Iterator[str]:
    """Tables of the kept archive (or of the other one) that hold something for a stranger."""
    for name, model in portable.tables(portable.applied()).items():
        which = openers.staying(name) if kept else openers.OUTSIDE.get(name, Q(pk__in=()))
        rows = [json.loads(line) for line in portable.dump(model, where=which)]
        if any(strangers.gets(value) for row in rows for value in row):
            yield name


@pytest.mark.parametrize("kept", [False, True])
def test_what_strangers_hold_opens_nothing_in_the_archive_that_is_kept(place: Place, *, kept: bool) -> None:
    strangers = Strangers(place)
    place.arrive(SHUTDOWN)
    assert Receipt.objects.exists()
    found = set(got(strangers, kept=kept))
    apart = {"data_docket", "data_personpage", "data_receipt", "data_parcel", "data_sealed"}
    assert found == (set() if kept else apart)


def test_what_the_house_alone_opens_stays_in_the_archive_that_is_kept(place: Place) -> None:
    strangers = Strangers(place)
    case = place.arrive(SHUTDOWN)
    model = portable.tables(portable.applied())[openers.SEALED]
    whose = [portable.columns(model).index("case_id")]
    stay = {json.loads(line)[whose[0]] for line in portable.dump(model, where=openers.staying(openers.SEALED))}
    assert case in stay
    assert strangers.case not in stay
