"""What came encrypted is answered encrypted, to the key of the directory, opened by `gpg` and `openssl`, or not."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import recipient_programs as programs
from desk_samples import CONTACT, POLICE
from dueprocess.adapters import sealed_mail
from dueprocess.adapters.pdf import letter_pdf
from dueprocess.adapters.recipients import key_facts
from dueprocess.case.case_events import SEALED
from dueprocess.desk.data.models import Effect
from mail_servers import Mailbox
from post_samples import Post
from sealed_mail import Gpg

pytestmark = pytest.mark.slow


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Gpg]:
    ring = Gpg.at(tmp_path / "gpg")
    yield ring
    ring.end()


def read(content: bytes) -> Any:
    return email.message_from_bytes(content, policy=email.policy.default)


def with_key(post: Post, key: bytes, kind: str) -> None:
    super(Post, post).verify_authority(POLICE, CONTACT, key, kind=kind)


def is_whole(post: Post, case: str, opened: bytes) -> None:
    inner = read(opened)
    assert (inner["To"], inner["Subject"]) == (CONTACT, f"Schreiben {case[:10]}")
    assert 'hp="cipher"' in inner["Content-Type"]
    (part,) = inner.iter_attachments()
    assert part.get_content() == letter_pdf(post.letter(case))


def test_a_letter_to_an_office_with_an_openpgp_key_is_sealed_to_it(post: Post, box: Mailbox, office: Gpg) -> None:
    with_key(post, office.key(CONTACT), "openpgp")
    case = post.decided()
    effect = post.queue(case)
    assert post.works()["sent"] == [case]
    ((_, to, content),) = box.taken
    outer = read(content)
    assert (to, outer["To"], outer["Message-ID"]) == ([CONTACT], CONTACT, f"<{effect.id}@fennel.example>")
    assert outer.get_content_type() == "multipart/encrypted"
    assert b"application/pdf" not in content
    (part,) = sealed_mail.found(content)
    is_whole(post, case, office.run("--decrypt", data=part.data))


def test_a_letter_to_an_office_with_a_certificate_is_sealed_to_it(post: Post, box: Mailbox, tmp_path: Path) -> None:
    life = ("-not_before", "20260101000000Z", "-not_after", "20270101000000Z")
    certificate = programs.certificate(tmp_path, "office", "rsa:2048", extra=life)
    with_key(post, key_facts("cms", certificate.read_bytes(), at=post.desk.now).key, "cms")
    case = post.decided()
    post.queue(case)
    assert post.works()["sent"] == [case]
    (part,) = sealed_mail.found(box.taken[0][2])
    assert part.name == "smime.p7m"
    is_whole(post, case, programs.cms_opened(tmp_path, "office", part.data).stdout)


def test_what_came_encrypted_is_not_answered_in_clear(
    post: Post, box: Mailbox, office: Gpg, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = replace(post.received(), unreadable=SEALED)
    monkeypatch.setattr(post, "received", lambda *_, **__: came)
    case = post.decided()
    post.queue(case)
    assert post.works()["failed"] == [case]
    assert (Effect.objects.get().last_error, box.taken) == ("letter.no-key", [])
    assert "letter_undelivered" in post.open_duties(case)
    with_key(post, office.key(CONTACT), "openpgp")
    post.later(hours=1)
    post.queue(case)
    assert post.works()["sent"] == [case]
    assert len(sealed_mail.found(box.taken[0][2])) == 1
