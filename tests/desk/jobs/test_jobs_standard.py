"""A demand that came as a message is answered as one: the worker writes it from the case, beside the letter."""

import email
import email.policy
from dataclasses import replace

import pytest

import hi1_samples
from dueprocess.adapters import etsi
from dueprocess.cli.letter_commands import as_mail
from dueprocess.demand import hi1
from dueprocess.desk.api.case_routes import letter_plain
from dueprocess.formats.hi1 import Asked
from dueprocess.letter.kinds import LetterKind
from mail_servers import Mailbox
from post_samples import Post


def asked() -> Asked:
    read = hi1.read(etsi.parse(hi1_samples.order()))
    assert read is not None
    assert read.asked is not None
    return read.asked


def sent(post: Post, box: Mailbox, kind: LetterKind = LetterKind.NO_DATA, outcome: str = "no_data") -> dict[str, bytes]:
    case = post.decided(outcome)
    made = replace(post.letter(case, kind), asked=asked())
    post.queue_sealed(case, post.sealed_letter(as_mail(made, (1,))), str(kind), made.sheets[0].language)
    assert post.works()["sent"] == [case]
    mail = email.message_from_bytes(box.taken[-1][2], policy=email.policy.default)
    return {str(one.get_filename()): one.get_payload(decode=True) for one in mail.iter_attachments()}  # type: ignore[misc]


def test_the_answer_goes_beside_the_letter_in_its_form(post: Post, box: Mailbox) -> None:
    files = sent(post, box)
    assert list(files) == ["letter.pdf", "answer.xml", "annex-iii.pdf"]
    told = etsi.parse(files["answer.xml"])
    found = [one.text for one in told.all()]
    assert {"NOT_STORED_AT_THE_TIME_OF_THE_RECEIPT", "DisclosureNotAvailable", hi1_samples.TASK} <= set(found)
    assert files["annex-iii.pdf"].startswith(b"%PDF")


@pytest.mark.slow
def test_a_grant_goes_without_annex_iii(post: Post, box: Mailbox) -> None:
    files = sent(post, box, LetterKind.COMPLY_NOTICE, "comply")
    assert list(files) == ["letter.pdf", "answer.xml"]
    assert b"AwaitingDisclosure" in files["answer.xml"]


@pytest.mark.slow
def test_who_seals_the_letter_says_nothing_in_the_message(post: Post, box: Mailbox) -> None:
    """Its words are those of the case: what a client seals of the message are ids and names, bounded."""
    case = post.decided()
    lies = replace(asked(), kind="EPOC", authority="<script>")
    made = replace(post.letter(case), asked=lies)
    post.queue_sealed(case, post.sealed_letter(as_mail(made, (1,))), "no_data", made.sheets[0].language)
    post.works()
    mail = email.message_from_bytes(box.taken[-1][2], policy=email.policy.default)
    (answer,) = [one.get_content() for one in mail.iter_attachments() if one.get_filename() == "answer.xml"]
    assert b"<script>" not in (answer if isinstance(answer, bytes) else answer.encode())


@pytest.mark.slow
def test_whoever_sends_it_reads_that_the_answer_goes_along(post: Post) -> None:
    state = post.state(post.decided())
    assert letter_plain(post.desk, state, [1])["no_copy"] == ""
    assert "in the form of their message" in letter_plain(post.desk, replace(state, channel="xml"), [1])["no_copy"]
