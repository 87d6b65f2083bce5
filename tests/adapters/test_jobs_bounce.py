"""Reports of mail systems, read in the sandbox's child: whose letter, and whether it failed; nothing of their words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters.jobs_bounce import answered, bounce, returned
from dueprocess.adapters.sandbox import Sandbox

EFFECT = "o-" + "a2" * 12
OPTIONS = {"local": "desk", "domain": "fennel.example"}
VERP = f"desk+{EFFECT}@fennel.example"


def report(
    to: str = VERP, fields: str = "Action: failed\nStatus: 5.1.1", third: str = "", report_type: str = "delivery-status"
) -> bytes:
    """A report as Postfix writes it (RFC 3464)."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.police.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type={report_type}; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you about somebody@police.example.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.police.example
Arrival-Date: Tue, 24 Nov 2026 10:00:00 +0000

Final-Recipient: rfc822; auskunft@bka.example
{fields}
Diagnostic-Code: smtp; 550 5.1.1 unknown: Zinnia Q.

{third}--B--
""".encode()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (report(), (EFFECT, "failed", "5")),
        (report(fields="Action: failed\nStatus: 4.4.7"), (EFFECT, "failed", "4")),
        (report(fields="Action: FAILED"), (EFFECT, "failed", "5")),
        (report(fields="Action: delayed\nStatus: 4.0.0"), (EFFECT, "delayed", "4")),
        (report(fields="Action: delivered\nStatus: 2.0.0"), (EFFECT, "other", "")),
        (report(to="Desk+" + EFFECT.upper() + "@FENNEL.example"), (EFFECT, "failed", "5")),
        (report(to="somebody@fennel.example"), (None, "failed", "5")),
        (report(to=f"desk+{EFFECT}@fennel.example.evil.example"), (None, "failed", "5")),
        (report(to=f"otherdesk+{EFFECT}@fennel.example"), (None, "failed", "5")),
        (report(to=f"other.desk+{EFFECT}@fennel.example"), (None, "failed", "5")),
        (
            report(
                to="postmaster@fennel.example",
                third=f"--B\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{EFFECT}@fennel.example>\n\n",
            ),
            (EFFECT, "failed", "5"),
        ),
        (
            report(
                to="postmaster@fennel.example",
                third=f"--B\nContent-Type: message/rfc822\n\nMessage-ID: <{EFFECT}@fennel.example>\n\nLetter\n",
            ),
            (EFFECT, "failed", "5"),
        ),
        (f"To: {VERP}\nSubject: Re: Schreiben\n\nThank you.\n".encode(), (EFFECT, "none", "")),
        (f"To: {VERP}\nAuto-Submitted: auto-replied\n\nI am away.\n".encode(), (EFFECT, "none", "")),
        (report(report_type="delivery-status").replace(b"multipart/report", b"multipart/mixed"), (EFFECT, "none", "")),
        (b"", (None, "none", "")),
    ],
)
def test_what_a_report_says(data: bytes, expected: tuple[str | None, str, str]) -> None:
    found = bounce(OPTIONS, data)
    assert (found["effect"], found["action"], found["status"]) == expected


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (report(), "5"),
        (report(fields="Action: failed\nStatus: 4.4.7"), "4"),
        (report(fields="Action: delayed\nStatus: 4.0.0"), None),  # it is on its way still
        (report(to="somebody@fennel.example"), None),  # no letter of ours is named
        (report().replace(b"multipart/report", b"multipart/mixed"), None),
        (f"To: {VERP}\nSubject: Re: Schreiben\n\nAction: failed\nStatus: 5.1.1\n".encode(), None),
    ],
)
def test_a_letter_came_back_only_where_a_report_says_so_of_one_of_ours(data: bytes, status: str | None) -> None:
    assert returned(data, OPTIONS) == status


def test_a_failure_of_one_of_many_is_heard() -> None:
    two = "Action: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; b@x.example\nAction: failed\nStatus: 5.0.0"
    assert bounce(OPTIONS, report(fields=two))["action"] == "failed"


def test_the_child_reads_it_and_says_nothing_else() -> None:
    hostile = b"Content-Type: multipart/report; boundary=" + b"x" * 70 + b"\n" + b"--x\n" * 40_000
    with Sandbox() as box:
        assert box.run("bounce", OPTIONS, report(), seconds=10, max_answer=4096) == {
            "effect": EFFECT,
            "action": "failed",
            "status": "5",
        }
        assert box.run("bounce", OPTIONS, hostile, seconds=10, max_answer=4096) == {
            "effect": None,
            "action": "none",
            "status": "",
        }


@given(
    data=st.binary(max_size=300)
    | st.builds(lambda at, junk: report()[:at] + junk + report()[at:], st.integers(0, 600), st.binary(max_size=40))
)
def test_any_bytes_give_an_answer_of_the_agreed_form(data: bytes) -> None:
    found = bounce(OPTIONS, data)
    assert found["effect"] in {None, EFFECT}
    assert found["action"] in {"failed", "delayed", "other", "none"}
    assert found["status"] in {"", "4", "5"}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (f"To: {VERP}\n\nx".encode(), EFFECT),
        (f"To: x@y.example\nDelivered-To: {VERP}\n\nx".encode(), EFFECT),
        (f"References: <{EFFECT}@fennel.example> <a@b.example>\n\nx".encode(), EFFECT),
        (f"In-Reply-To: <{EFFECT}@fennel.example.evil.example>\n\nx".encode(), None),
        (f"X: y\n\nTo: {VERP}\n".encode(), None),
        (report(), EFFECT),
        (b"\xff" * 1000, None),
        (b"", None),
    ],
)
def test_a_mail_names_the_letter_that_it_answers_in_its_heads_alone(data: bytes, found: str | None) -> None:
    assert answered(data, OPTIONS) == found
