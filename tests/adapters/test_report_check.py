"""Somebody's report is read in a child: its findings come back, and what a taken-over child would answer does not."""

import copy
from typing import Any

import pytest

from dueprocess.adapters import report_check, sandbox
from dueprocess.adapters.sandbox import Died, Reason, Sandbox
from report_check_samples import MAP, table

ROWS = table([("2020", "A", "k", 5, 6, "", 7)])
OTHER = b"\xef\xbb\xbf" + table([("2021", "Å", "k", 5, 1, "20%", 7)])


def test_findings_come_back_from_the_child() -> None:
    done = report_check.check([("a.csv", ROWS), ("b.csv", OTHER), ("c.csv", b"")], MAP.encode(), seconds=20)
    (report,) = done.reports
    assert done.broken
    assert report["publisher"] == "Fennel"
    assert "6 of 5" in report["checks"][0]["says"]
    assert {one["rule"] for one in report["traps"]} >= {"byte-order-mark"}
    assert list(done.unreadable) == ["c.csv"]
    assert done.mapping == ""


def test_utf_16_is_read_where_no_file_can_be_opened() -> None:
    data = b"\xff\xfe" + ROWS.decode().encode("utf-16-le")
    assert report_check.check([("a.csv", data)], MAP.encode(), seconds=20).broken


def test_a_wrong_mapping_is_told() -> None:
    done = report_check.check([("a.csv", ROWS)], b"nothing", seconds=20)
    assert "neither TOML nor JSON" in done.mapping
    assert not done.broken


def test_too_much_is_refused_before_it_is_read() -> None:
    with pytest.raises(report_check.TooMuchError, match="at most 500 files and 64 MiB"):
        report_check.check([("a.csv", b"x")] * 501, seconds=20)
    half = b"x" * (33 << 20)
    with pytest.raises(report_check.TooMuchError):
        report_check.check([("a.csv", half), ("b.csv", half)], seconds=20)


def test_a_reader_that_is_stopped_says_so_for_each_file() -> None:
    done = report_check.check([("a.csv", ROWS), ("b.csv", OTHER)], seconds=0.0001)
    assert done.unreadable.keys() == {"a.csv", "b.csv"}
    assert "it took too long" in done.unreadable["a.csv"]


@pytest.mark.slow
def test_deep_json_and_a_bomb_of_lists_end_the_child_alone() -> None:
    bomb = b"[" + b"[],[[[[[[]]]]]]," * 1_500_000 + b"[]]"
    done = report_check.check([("a.json", bomb), ("b.json", b"[" * 1_000_000)], seconds=60)
    assert done.unreadable.keys() >= {"a.json", "b.json"}


ANSWER: dict[str, Any] = {
    "reports": [
        {
            "report": "a.csv",
            "publisher": None,
            "format": "table",
            "period": {"from": "2020-01-01", "until": "2020-12-31"},
            "files": [{"file": "a.csv", "rows": 1, "release": 1}],
            "checks": [
                {
                    "id": "x",
                    "rule": "band",
                    "says": "…",
                    "holds": None,
                    "where": [{"file": "a.csv", "row": 2, "column": "n"}],
                    "kind": "trap",
                }
            ],
            "traps": [],
        }
    ],
    "unreadable": {"b.csv": "why"},
    "mapping": "",
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("mapping",), None),
        (("unreadable",), []),
        (("unreadable", "b.csv"), 5),
        (("reports",), {}),
        (("reports", 0), []),
        (("reports", 0, "report"), 5),
        (("reports", 0, "format"), 5),
        (("reports", 0, "publisher"), 5),
        (("reports", 0, "period"), {"from": "x"}),
        (("reports", 0, "period", "from"), 5),
        (("reports", 0, "files"), [5]),
        (("reports", 0, "files", 0, "rows"), "many"),
        (("reports", 0, "checks"), {}),
        (("reports", 0, "checks", 0, "says"), ["<script>"]),
        (("reports", 0, "checks", 0, "holds"), "yes"),
        (("reports", 0, "checks", 0, "kind"), "joke"),
        (("reports", 0, "checks", 0, "where"), ["a.csv"]),
        (("reports", 0, "checks", 0, "where", 0, "row"), "2"),
        (("reports", 0, "traps"), [5]),
        (("more",), 5),
    ],
)
def test_an_answer_of_another_shape_is_none(path: tuple[str | int, ...], value: object) -> None:
    assert sandbox.fits("report", ANSWER)
    wrong: Any = copy.deepcopy(ANSWER)
    at = wrong
    for one in path[:-1]:
        at = at[one]
    at[path[-1]] = value
    assert not sandbox.fits("report", wrong)


def test_a_job_without_its_options_is_a_crash_and_no_traceback() -> None:
    with Sandbox() as sandbox:
        answer = sandbox.run("report", {}, b"x")
    assert isinstance(answer, Died)
    assert answer.reason is Reason.CRASHED
