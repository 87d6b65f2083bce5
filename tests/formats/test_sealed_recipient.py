"""How a recipient's key is shown, and when it may be used."""

import datetime as dt

import pytest

from dueprocess.formats import recipient
from dueprocess.formats.recipient import How
from dueprocess.formats.refusal import DeniedError

NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def test_ways_have_names_that_stay() -> None:
    assert [str(one) for one in How] == ["cms", "openpgp", "age", "passphrase"]
    assert recipient.way("cms") is How.CMS
    with pytest.raises(DeniedError) as caught:
        recipient.way("post")
    assert (caught.value.rule, caught.value.__cause__) == ("recipient.way", None)


def test_a_key_lives_from_its_first_moment_and_not_at_its_last() -> None:
    recipient.check_life(None, None, NOW)
    recipient.check_life(NOW, NOW + DAY, NOW)
    for since, until in ((NOW + DAY, None), (None, NOW), (NOW - DAY, NOW - DAY)):
        with pytest.raises(DeniedError, match=r"recipient\.expired"):
            recipient.check_life(since, until, NOW)


def test_names_and_fingerprints_stand_on_one_line() -> None:
    assert recipient.grouped("c714dba3c4") == "C714 DBA3 C4"
    assert recipient.plain("Prüf\u202estelle\u2028\r\n ﷽") == "Prüf stelle ﷽"
    assert recipient.plain("x" * 120) == "x" * 120
    assert recipient.plain("x" * 121) == "x" * 119 + "…"
