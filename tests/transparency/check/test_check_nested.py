"""Nested JSON: by a mapping of five lines, and by itself where one list of rows stands in it."""

import json

import pytest

from report_check_samples import broken, check, findings, of
from transparency.check import nested, source
from transparency.check.source import UnreadableError

REPORT = {
    "publisher": "Fennel",
    "report": {
        "period": "2024 H1",
        "countries": [
            {
                "name": "Germany",
                "requests": {"subpoena": {"received": 10, "disclosed": 4}, "order": {"received": 2, "disclosed": 3}},
            },
            {"name": "France", "requests": {"subpoena": {"received": 1, "disclosed": 1}}},
            {"name": "Total", "requests": {"subpoena": {"received": 11, "disclosed": 5}}},
        ],
    },
}
MAP = """
rows = "report.countries.requests.*"
period = "report.period"
place = "report.countries.name"
kind = "key"
columns = { received = "received", disclosed = "disclosed" }
"""


def file(value: object) -> tuple[str, bytes]:
    return "a.json", json.dumps(value).encode()


def test_a_mapping_of_five_lines() -> None:
    found = findings(file(REPORT), under=MAP)
    (says,) = of(found, "disclosed-within-received")
    assert "for 2024 H1 more requests answered with data than received: 3 of 2 (Germany, order)" in says
    assert "2024 H1, subpoena: 2 places add up to 11 requests received" in " ".join(
        of(found, "places-to-whole", holds=True)
    )
    assert broken(found) == {"disclosed-within-received"}


def test_by_itself() -> None:
    done = check(file(REPORT))
    (report,) = done.reports
    assert report.plain()["period"] == {"from": "2024-01-01", "until": "2024-06-30"}
    assert "3 of 2 (Germany" in " ".join(of(report.findings, "disclosed-within-received"))


def test_objects_by_key_are_rows_with_their_key() -> None:
    sheet = source.read(*file({"DE": {"requests": {"received": 1}}, "FR": {"requests": {"received": 2}}}))
    assert sheet.header == ["key", "requests.received"]
    assert list(sheet.rows) == [(1, ["DE", "1"]), (2, ["FR", "2"])]


@pytest.mark.parametrize(
    ("path", "value", "rows"),
    [
        ("a", {"a": [{"x": 1}, {"x": 2}], "p": 5}, [{"p": 5, "x": 1}, {"p": 5, "x": 2}]),
        ("a.*", {"a": [{"x": 1}]}, [{"x": 1}]),
        ("*", {"DE": {"x": 1}}, [{"key": "DE", "x": 1}]),
        ("*.*", {"DE": {"order": {"x": 1}}}, [{"key": "DE", "key 2": "order", "x": 1}]),
        ("a.b", {"a": [{"n": "DE", "b": [{"x": 1}, {"x": 2}]}]}, [{"a.n": "DE", "x": 1}, {"a.n": "DE", "x": 2}]),
        ("*", {"DE": 4}, [{"key": "DE", "value": 4}]),
        ("a", [{"a": {"x": 1}}], [{"x": 1}]),
    ],
)
def test_what_a_path_finds(path: str, value: object, rows: list[dict[str, object]]) -> None:
    assert nested.at("a.json", value, path)[0] == rows


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("b", {"a": [{"x": 1}]}, "has no rows at “b”; at its top stand: a"),
        ("b", [{"x": 1}], "at its top stand: (a list)"),
        (".", {"a": [{"x": 1}]}, "names 1 to 12 fields"),
        (".".join("a" * 13), {"a": 1}, "names 1 to 12 fields"),
        ("a", {**{str(one): one for one in range(401)}, "a": [{"x": 1}]}, "more than 400 fields stand above"),
    ],
)
def test_a_path_that_leads_nowhere(path: str, value: object, says: str) -> None:
    with pytest.raises(UnreadableError) as fault:
        nested.at("a.json", value, path)
    assert says in str(fault.value)


def test_depth_has_a_limit() -> None:
    deep: dict[str, object] = {"x": 1}
    for _ in range(40):
        deep = {"a": deep}
    (name,) = nested.flat(deep)
    assert name.count(".") == nested.MAX_DEPTH - 1
    assert nested.find({"one": 1, "two": deep}) is None
