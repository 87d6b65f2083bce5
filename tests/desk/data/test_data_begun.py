"""The first events of a new case: hashed before the transaction, inserted with the row that has their head."""

import pytest

from data_samples import DAY, case_row, new_event, new_id
from dueprocess.case.events import EventError
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Event
from dueprocess.desk.data.transaction import write
from dueprocess.formats.commitment import NO_PREVIOUS


@pytest.mark.django_db
def test_begun_events_are_those_that_appending_makes() -> None:
    events = [new_event(), new_event()]
    one = codec.begin(DAY, case := new_id("c"), events)
    with write():
        case_row(id=case, revision=one.revision, head=one.head)
        rows = codec.insert_begun([one])
    assert [row.seq for row in rows] == [1, 2]
    assert [each.kind for each in codec.events_of(case)] == ["case:note:added"] * 2
    assert bytes(rows[1].previous) == bytes(rows[0].commitment)
    assert one.head == bytes(rows[1].commitment)
    with write():  # the chain goes on from the head that was inserted
        assert codec.append_many(DAY, [codec.Batch(case, 2, [new_event()])])[0].seq == 3


def test_no_events_are_the_head_of_an_empty_chain() -> None:
    assert codec.begin(DAY, new_id("c"), []) == codec.Begun(0, NO_PREVIOUS, ())


@pytest.mark.django_db
def test_more_events_than_a_transaction_takes_are_refused() -> None:
    many = codec.begin(DAY, new_id("c"), [new_event() for _ in range(codec.MAX_BATCH + 1)])
    with pytest.raises(EventError), write():
        codec.insert_begun([many])
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_they_are_inserted_inside_a_transaction_only() -> None:
    with pytest.raises(EventError):
        codec.insert_begun([codec.begin(DAY, new_id("c"), [new_event()])])
