"""Mail out against a real SMTP server: what it takes, what it refuses, what it may not see."""

import contextlib
import datetime
import email
import email.policy
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueprocess.adapters.smtp import Attachment, Fault, MailError, Smtp, compose, is_address, read_password
from dueprocess.desk.services.house import MailSettings
from mail_servers import HOST, PASSWORD, Certified, Mailbox, certified, smtp
from ports import free_port

AT = datetime.datetime(2026, 11, 24, 9, 30, 59, 123, tzinfo=datetime.UTC)
SENDER, TO = "desk@provider.example", "registry@police.example"
ID = "<o7gk2@provider.example>"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certified:
    return certified(tmp_path_factory.mktemp("certificates"))


def server(port: int, security: str = "none", user: str = "", password: str = "", host: str = HOST) -> Smtp:
    return Smtp(MailSettings(host, SENDER, port, security, user), password, timeout=5)


def a_message(**changes: object) -> bytes:
    parts: dict[str, object] = {
        "sender": SENDER,
        "to": TO,
        "subject": "Letter 7gk2",
        "body": "A letter is attached.\n.\n..\nGrüße\n",
        "message_id": ID,
        "at": AT,
        "attachments": [Attachment("letter.pdf", "application/pdf", b"%PDF-1.7\0\xff\r\n.\r\n")],
    }
    return compose(**{**parts, **changes})


def test_a_message_arrives_as_it_was_composed() -> None:
    box = Mailbox()
    with smtp(box) as port:
        server(port).send(a_message(), "desk+t1@provider.example", [TO])
    sender, recipients, content = box.taken[0]
    assert (sender, recipients, box.greeted) == ("desk+t1@provider.example", [TO], ["provider.example"])
    assert content == a_message()
    read = email.message_from_bytes(content, policy=email.policy.default)
    assert read["Message-ID"] == ID
    assert read["Date"] == "Tue, 24 Nov 2026 09:30:00 +0000"
    assert [part.get_content() for part in read.iter_attachments()] == [b"%PDF-1.7\0\xff\r\n.\r\n"]
    assert set(read.keys()) == {"Date", "From", "To", "Message-ID", "Subject", "MIME-Version", "Content-Type"}


def test_what_no_person_sent_says_so_and_no_letter_does() -> None:
    assert b"\r\nAuto-Submitted: auto-generated\r\n" in a_message(automatic=True)
    assert b"Auto-Submitted" not in a_message()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_tls_is_checked_and_the_log_in_comes_after_it(
    security: str, certificates: Certified, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Mailbox()
    user, password = ("desk", PASSWORD) if security == "starttls" else ("", "")
    with smtp(box, tls=certificates.context(), starttls=security == "starttls") as port:
        with pytest.raises(MailError, match=r"smtp\.tls"):  # nobody vouches for it
            server(port, security, user, password).send(a_message(), SENDER, [TO])
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
        with pytest.raises(MailError, match=r"smtp\.tls"):  # a right certificate of another name
            server(port, security, user, password, "localhost").send(a_message(), SENDER, [TO])
        if user:
            with pytest.raises(MailError, match=r"smtp\.login") as wrong:
                server(port, security, user, "wrong").send(a_message(), SENDER, [TO])
            assert not wrong.value.permanent
        assert box.taken == []
        server(port, security, user, password).send(a_message(), SENDER, [TO])
    assert len(box.taken) == 1


def test_a_server_without_starttls_gets_nothing() -> None:
    box = Mailbox()
    with smtp(box) as port, pytest.raises(MailError, match=r"smtp\.tls"):
        server(port, "starttls", "desk", PASSWORD).send(a_message(), SENDER, [TO])
    assert box.taken == []


@pytest.mark.parametrize(
    ("answers", "code", "permanent"),
    [
        ({"rcpt": {TO: "550 5.1.1 registry@police.example unknown"}}, Fault.REFUSED, True),
        ({"rcpt": {TO: "451 4.7.1 later"}}, Fault.BUSY, False),
        ({"mail": "553 5.1.8 no"}, Fault.REFUSED, True),
        ({"data": "554 5.7.1 no"}, Fault.REFUSED, True),
        ({"data": "452 4.3.1 full"}, Fault.BUSY, False),
        ({"drop_after": True}, Fault.BROKEN, False),
    ],
)
def test_an_answer_becomes_a_code_and_never_its_words(
    answers: dict[str, object], code: Fault, *, permanent: bool
) -> None:
    box = Mailbox(**answers)
    with smtp(box) as port, pytest.raises(MailError) as fault:
        server(port).send(a_message(), SENDER, [TO])
    assert (fault.value.code, fault.value.permanent) == (code, permanent)
    assert str(fault.value) == code
    assert fault.value.__cause__ is None


def test_all_recipients_or_none() -> None:
    box = Mailbox(rcpt={TO: "550 5.1.1 unknown"})
    with smtp(box) as port, pytest.raises(MailError, match=r"smtp\.refused"):
        server(port).send(a_message(), SENDER, ["other@police.example", TO])
    assert box.taken == []


def test_nobody_listens() -> None:
    with pytest.raises(MailError, match=r"smtp\.unreachable") as fault:
        server(free_port()).send(a_message(), SENDER, [TO])
    assert not fault.value.permanent


@pytest.mark.parametrize("host", ["mail.provider.example", "192.0.2.1", "127.0.0.1.example"])
def test_in_clear_only_on_this_machine(host: str) -> None:
    with pytest.raises(MailError, match=r"smtp\.insecure"):
        Smtp(MailSettings(host, SENDER, security="none"))
    Smtp(MailSettings("::1", SENDER, security="none"))
    Smtp(MailSettings("localhost", SENDER, security="none"))


def test_a_sender_that_is_no_address() -> None:
    with pytest.raises(MailError, match=r"smtp\.sender"):
        Smtp(MailSettings(HOST, "The desk <desk@provider.example>", security="none"))


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example\n",
        "a@b.example> SIZE=1",
        '"a b"@c.example',
        "a@[192.0.2.1]",
        "ä@b.example",
        "a@b..example",
        "a",
        "@b.example",
        "",
        "a@" + "b" * 300,
    ],
)
def test_what_is_no_plain_address_is_refused_before_anything_is_said(address: str) -> None:
    assert not is_address(address)
    with pytest.raises(MailError, match=r"smtp\.address") as fault:
        a_message(to=address)
    assert fault.value.permanent
    with pytest.raises(MailError, match=r"smtp\.address"):
        server(1).send(b"", SENDER, [address])
    with pytest.raises(MailError, match=r"smtp\.address"):
        a_message(reply_to=address or "-")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    subject=st.text(max_size=40) | st.sampled_from(["a\r\nBcc: x@y.example", "a\nb", "a\u2028b", "a\x85b", "\0"]),
    body=st.text(max_size=200) | st.just("a\r\n.\r\nMAIL FROM:<x@y.example>"),
    name=st.text(max_size=20) | st.just('a.pdf"\r\nX: y'),
    identity=st.text(max_size=20) | st.just("a>\r\nX: <y"),
)
def test_no_part_becomes_a_header(subject: str, body: str, name: str, identity: str) -> None:
    """Hazard 12.3: what is typed comes out as typed, or not at all."""
    made = b""
    with contextlib.suppress(MailError):
        made = a_message(
            subject=subject,
            body=body,
            message_id=f"<{identity}@provider.example>",
            attachments=[Attachment(name, "application/pdf", b"%PDF")],
        )
    if not made:
        return
    read = email.message_from_bytes(made, policy=email.policy.default)
    assert sorted(read.keys()) == ["Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"]
    assert read["To"] == TO
    assert len(list(read.iter_parts())) == 2
    assert max(map(len, made.split(b"\r\n"))) <= 998
    assert b"\n" not in made.replace(b"\r\n", b"")


def test_a_password_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "mail.password"
    file.write_text("tried and true\n")
    file.chmod(0o600)
    assert read_password(str(file)) == PASSWORD
    assert read_password("") == ""
    link = tmp_path / "link"
    link.symlink_to(file)
    for path, mode in ((file, 0o640), (file, 0o604), (link, 0o600), (tmp_path / "none", None)):
        if mode:
            os.chmod(file, mode)  # noqa: PTH101 - the link's target
        with pytest.raises(MailError, match=r"smtp\.password-file"):
            read_password(str(path))


@pytest.mark.parametrize("text", ["", "\n", "a\nb\n", "x" * 2000])
def test_a_password_is_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "mail.password"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(MailError, match=r"smtp\.password-file"):
        read_password(str(file))


def test_the_password_is_in_no_text() -> None:
    assert PASSWORD not in repr(server(1, password=PASSWORD))


def test_a_message_that_is_too_large_is_not_begun() -> None:
    with pytest.raises(MailError, match=r"smtp\.message"):
        server(1).send(bytes(26 << 20), SENDER, [TO])
