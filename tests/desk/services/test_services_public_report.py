"""From the desk's cases to the report that the public reads: built, signed by two, published, and rendered."""

import pytest

from desk_samples import DISCLOSURE, PROVIDER, SHUTDOWN
from dueprocess.desk.publish.site import render
from dueprocess.desk.services.publication import snapshot
from dueprocess.desk.services.result import Done
from report_house import ADA, PERIOD, ReportHouse

pytestmark = pytest.mark.django_db


def site(house: ReportHouse) -> dict[str, bytes]:
    return render(snapshot(house.desk, PROVIDER), languages=("en", "ur"))


def published() -> ReportHouse:
    house = ReportHouse.opened()
    house.counted()
    house.counted()
    house.build()
    assert isinstance(house.signs("aster"), Done)
    assert isinstance(house.signs("eve", ADA), Done)
    assert isinstance(house.publishes(), Done)
    return house


def test_a_published_edition_is_a_page_with_its_sentences_signers_and_corrections() -> None:
    house = published()
    house.later(days=1)
    assert isinstance(house.corrects("The letter of 3 March was <counted> twice."), Done)
    content = site(house)
    text = content[f"en/report-{PERIOD}.html"].decode()
    assert text.index('id="missing"') < text.index("authorities sent")
    assert "The period is not over yet. Its numbers will grow." in text
    assert "with 2 demands" in text
    assert f"\u2068{ADA}\u2069, outside reader" in text
    assert "releaser, without a name here" in text
    assert "The letter of 3 March was &lt;counted&gt; twice." in text
    assert f"data/report-{PERIOD}/report.csv" in content
    assert "ur/report.html" in content


def test_a_draft_is_on_no_page() -> None:
    house = ReportHouse.opened()
    house.counted()
    house.build()
    assert isinstance(house.signs("aster"), Done)
    assert not [path for path in site(house) if "report" in path]


def test_cases_that_may_not_be_counted_change_no_byte_of_the_report() -> None:
    house = published()
    before = site(house)
    for text in (DISCLOSURE, SHUTDOWN):
        house.arrive(text)
    house.silence(house.counted())
    after = site(house)
    assert {path: data for path, data in after.items() if "report" in path} == (
        {path: data for path, data in before.items() if "report" in path}
    )
    assert after["feed.json"] == before["feed.json"]
