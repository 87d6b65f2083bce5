"""The register of talks on the site: each language and quarter, corrections, the file, the feeds, the size."""

import dataclasses
import datetime
import json
from typing import Any

import pytest

from dueprocess.desk.publish.site import MAX_PAGE, render
from dueprocess.desk.publish.texts import LANGUAGES
from dueprocess.report.snapshot import Snapshot
from dueprocess.report.talks import PublicTalk, in_order
from sample_snapshot import DAY, empty
from talk_samples import EXIT, POSITION, TALK, public


def site(*talks: PublicTalk, **more: Any) -> Snapshot:
    return dataclasses.replace(empty(), talks=in_order(talks), **more)


def days(before: int) -> datetime.date:
    return DAY - datetime.timedelta(days=before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_quarter_says_how_many_are_published_and_nothing_of_others(language: str) -> None:
    old, sent, left = (public(one, DAY, on=days(on)) for one, on in ((TALK, 200), (POSITION, 10), (EXIT, 9)))
    made = render(site(old, sent, left))
    lead = made[f"{language}/talks.html"].decode()
    assert lead.count("<dd>") >= 2
    year = made[f"{language}/talks-{days(10).year}.html"].decode()
    assert POSITION.bill in year
    assert "IMAP" in year
    text = next(name for name in made if name.startswith(f"{language}/text-t-"))
    assert b"It lets data leave without a court." in made[text]
    if language == "en":
        assert "1 that we publish; nothing is said of others." in lead
        assert "0 that we publish" in lead or "2 that we publish" in lead


def test_an_empty_register_says_nothing_of_whether_there_were_talks() -> None:
    assert b"nothing about whether there were any" in render(site())["en/talks.html"]


def test_a_correction_names_what_it_replaces_and_the_file_keeps_both() -> None:
    first = public(TALK, days(20), on=days(100))
    later = public(TALK, DAY, on=days(100), asked="A link by May.", replaces=first.talk, changed="It was May.")
    made = render(site(first, later))
    page = made[f"en/talks-{days(100).year}.html"].decode()
    assert page.count('class="position"') == 1
    assert "It was May." in page
    assert "March" not in page
    told = json.loads(made["data/talks.json"])
    assert [one["asked"] for one in told["talks"]].count("A link into our exchange by March.") == 1
    assert len(told["talks"]) == 2
    assert [one["_talk"]["came"] for one in json.loads(made["feed.json"])["items"] if "_talk" in one] == ["open"]
    assert b"urn:dueprocess:talk:" in made["feed.xml"]


def test_many_long_talks_stay_below_the_size_of_a_page() -> None:
    long = "ا" * 399
    talks = [
        public(TALK, DAY, on=days(1), says=long[n:], asked=long, answered=long, came_of_it=long) for n in range(30)
    ]
    made = render(site(*talks))
    pages = [name for name in made if name.startswith("en/talks-")]
    assert len(pages) > 1
    assert all(len(made[name]) <= MAX_PAGE for name in pages)
