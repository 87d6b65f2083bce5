"""A reply names the letter that it answers by its random id: it is shown beside that case, and joins nothing."""

import email
import email.policy
from typing import Any

import pytest

from desk_samples import DISCLOSURE, whole
from dueprocess.demand.codes import ArrivalIs
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Arrival, Case, Duty
from dueprocess.desk.services import arrivals
from dueprocess.desk.services.plain_views import case_plain
from dueprocess.desk.services.result import Done
from mail_servers import Mailbox
from post_samples import Post

THANKS = "Vielen Dank, das Schreiben ist hier eingegangen.\n"


def left(post: Post, box: Mailbox) -> tuple[str, Any]:
    """A case of which a letter left, and that letter's heads."""
    case = post.decided()
    post.queue(case)
    assert post.works()["sent"] == [case]
    return case, email.message_from_bytes(box.taken[-1][2], policy=email.policy.default)


def reply(post: Post, text: str = THANKS, **heads: str) -> str:
    said = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in heads.items())
    mail = f"From: anybody@else.example\r\n{said}Subject: AW\r\n\r\n{text}"
    return post.arrive(mail, media="message/rfc822", name="mail.eml")


@pytest.mark.parametrize("how", ["address", "in-reply-to", "references"])
def test_a_reply_stands_beside_its_case_and_changes_nothing_of_it(post: Post, box: Mailbox, how: str) -> None:
    case, letter = left(post, box)
    before = Case.objects.values().get(pk=case), list(Duty.objects.filter(case_id=case).values())
    heads = {
        "address": {"To": f"Desk <{letter['Reply-To'].upper()}>"},
        "in-reply-to": {"To": "desk@fennel.example", "In_Reply_To": letter["Message-ID"]},
        "references": {"References": f"<a@b.example>\r\n {letter['Message-ID']}"},
    }[how]
    came = reply(post, **heads)
    assert post.state(came).answers == Arrival.objects.get(vessel_id=came).answers == case
    assert post.state(came).says is ArrivalIs.UNREAD
    assert post.open_duties(came) == {"look_at_arrival"}
    assert (Case.objects.values().get(pk=case), list(Duty.objects.filter(case_id=case).values())) == before
    assert case_plain(post.desk, post.state(case))["replies"] == arrivals.of_letters(case) == [came]
    assert isinstance(post.classify(came, "supplement", case), Done)
    assert (post.state(came).merged_into, arrivals.of_letters(case)) == (case, [])
    whole()


def test_a_demand_in_a_reply_is_a_case_with_its_own_clock(post: Post, box: Mailbox) -> None:
    case, letter = left(post, box)
    came = reply(post, DISCLOSURE, To=letter["Reply-To"])
    assert (post.state(came).says, post.state(came).answers) == (ArrivalIs.NEW_CASE, case)
    assert "respond" in post.open_duties(came)
    assert arrivals.of_letters(case) == [came]
    assert isinstance(post.classify(came, "not_a_demand"), Done)
    assert arrivals.of_letters(case) == []


def test_what_names_no_letter_of_ours_is_an_arrival_like_any_other(post: Post, box: Mailbox) -> None:
    case, letter = left(post, box)
    effect = letter["Message-ID"][1:27]
    other = effect[:-1] + ("a" if effect[-1] != "a" else "b")
    for heads in (
        {"To": letter["Reply-To"].replace(effect, other)},
        {"To": letter["Reply-To"].replace("@", "@evil.")},
        {"In_Reply_To": f"<{effect}@else.example>"},
        {"Subject": f"{letter['Reply-To']} {case}"},
    ):
        assert post.state(reply(post, **heads)).answers == ""
    body = post.arrive(f"From: a@b.example\r\n\r\nIn-Reply-To: {letter['Message-ID']}", media="message/rfc822")
    assert post.state(body).answers == ""
    practice = post.arrive(f"To: {letter['Reply-To']}\r\n\r\nx", media="message/rfc822", practice=True)
    assert (post.state(practice).answers, arrivals.of_letters(case)) == ("", [])


def test_a_reply_finds_the_case_into_which_its_own_went(post: Post, box: Mailbox) -> None:
    case, letter = left(post, box)
    Case.objects.filter(pk=case).update(merged_into=(into := post.arrive()))
    came = reply(post, To=letter["Reply-To"])
    assert post.state(came).answers == into
    assert arrivals.of_letters(into) == [came]


REPORT = (
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nNo.\r\n--b\r\n"
    "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; m\r\n\r\n"
    "Action: {action}\r\nStatus: {status}\r\n\r\n--b--\r\n"
)


@pytest.mark.parametrize(("action", "status"), [("failed", "5.1.1"), ("delayed", "4.4.1"), ("delivered", "2.0.0")])
def test_a_letter_that_comes_back_to_where_demands_arrive_is_marked(
    post: Post, box: Mailbox, action: str, status: str
) -> None:
    case, letter = left(post, box)
    report = f"From: <>\r\nTo: {letter['Reply-To']}\r\nMIME-Version: 1.0\r\n" + REPORT.format(
        action=action, status=status
    )
    came = [post.arrive(report, media="message/rfc822", name="mail.eml") for _ in range(2)]
    events = [event.kind for event in codec.events_of(case)]
    assert events.count("case:letter:returned") == (action == "failed")
    assert ("letter_undelivered" in post.open_duties(case)) == (action == "failed")
    assert {post.state(one).answers for one in came} == {case}  # kept and looked at, as every arrival is
    whole()


def test_a_report_that_nobody_can_read_or_that_names_nobody_marks_nothing(post: Post, box: Mailbox) -> None:
    case, letter = left(post, box)
    nobody = f"From: <>\r\nTo: desk@fennel.example\r\n{REPORT.format(action='failed', status='5.1.1')}"
    plain = f"From: <>\r\nTo: {letter['Reply-To']}\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    for mail in (nobody, plain):
        post.arrive(mail, media="message/rfc822", name="mail.eml")
    assert "case:letter:returned" not in [event.kind for event in codec.events_of(case)]
