"""The list for the log-in, banner and form, mails: who looks from outside learns nothing, who chose is heard."""

import contextlib
import datetime
import email
import os
import re
import signal
import socket
from email.policy import default
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters import crypto
from dueprocess.adapters.texts import sentences
from dueprocess.desk.person import banner
from dueprocess.desk.person.notifier import Folder, Sender, helper_mail
from dueprocess.desk.person.texts import SPOKEN
from dueprocess.formats import choice, waiting
from dueprocess.formats.choice import Choice, chosen
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.waiting import ListKey, WaitingError
from wire import Answer, read

DAY = datetime.date(2026, 12, 1)
KEY = ListKey(DAY.toordinal(), b"k" * 32)
SENDER = Sender("Fennel Mail", "people@fennel.example")
HER, OTHER = "her@fennel.example", "other@fennel.example"


def test_who_has_the_key_finds_an_account_and_who_has_it_not_sees_one_length() -> None:
    full, empty = (waiting.made(KEY, accounts, os.urandom) for accounts in ([HER, "Straße@x"], []))
    assert waiting.waits(full, KEY, HER)
    assert waiting.waits(full, KEY, HER.upper())
    assert waiting.waits(full, KEY, "STRASSE@x".replace("SS", "ß"))
    assert not waiting.waits(full, KEY, OTHER)
    assert not waiting.waits(empty, KEY, HER)
    assert len(full) == len(empty) == waiting.SIZE
    assert HER.encode() not in full
    with pytest.raises(WaitingError, match="not made with this key"):
        waiting.waits(full, ListKey(KEY.day, b"x" * 32), HER)


def test_two_days_share_no_place_and_the_key_goes_on_and_never_back() -> None:
    first = waiting.made(KEY, [HER], os.urandom)
    later = KEY.at(KEY.day + 3)
    second = waiting.made(later, [HER], os.urandom)
    places = [{data[at : at + 16] for at in range(8, 8 + 16 * waiting.COUNT, 16)} for data in (first, second)]
    assert not places[0] & places[1]
    assert waiting.waits(second, KEY, HER)  # who has the earlier key reckons the later one
    with pytest.raises(WaitingError, match="another time"):
        waiting.waits(first, later, HER)  # an old list, put back, opens to nobody who went on
    assert waiting.key_of(later.text()) == later
    assert "6b6b" not in repr(KEY)


def test_a_list_that_was_changed_or_is_none_is_refused_and_has_room_for_so_many() -> None:
    data = bytearray(waiting.made(KEY, [HER], os.urandom))
    data[20] ^= 1
    for wrong in (bytes(data), b"", bytes(data[:-1]), b"DPW2" + bytes(data[4:])):
        with pytest.raises(WaitingError):
            waiting.waits(wrong, KEY, HER)
    for text in ("", "DPWK1 1", "DPWK1 x 00", "DPWK1 1 0011", "DPWK2 1 " + "00" * 32):
        with pytest.raises(WaitingError):
            waiting.key_of(text)
    with pytest.raises(WaitingError, match="4096"):
        waiting.made(KEY, map(str, range(4097)), os.urandom)


# --- the notifier's folder ---


@pytest.fixture
def secret() -> str:
    return crypto.new_case_key()[0]


@pytest.fixture
def folder(tmp_path: Path, secret: str) -> Folder:
    return Folder.create(tmp_path / "notifier", crypto.recipient_of(secret), DAY)


def files(folder: Folder) -> list[Path]:
    return sorted(path for kind in ("choices", "waiting") for path in (folder.path / kind).iterdir())


def test_a_choice_is_sealed_of_one_length_replaced_and_deleted(folder: Folder, secret: str) -> None:
    short = Choice(HER, contact="+49 30 1", never_paper=True)
    long = Choice(OTHER, pgp="-----BEGIN PGP PUBLIC KEY BLOCK-----\n" + "x" * 3000, language="ps")
    folder.choose(short)
    folder.choose(long)
    one, two = files(folder)
    assert len(choice.packed(short)) == len(choice.packed(long))  # age adds some bytes by chance
    assert one.stat().st_mode & 0o777 == 0o600
    everything = b"".join(path.read_bytes() + path.name.encode() for path in (one, two))
    assert b"fennel" not in everything
    assert folder.choice(HER.upper(), secret) == Choice(HER, contact="+49 30 1", never_paper=True)
    folder.choose(Choice(HER, language="ur"))
    assert folder.choice(HER, secret) == Choice(HER, language="ur")
    assert len(files(folder)) == 2
    assert folder.forget(HER)
    assert not folder.forget(HER)
    assert folder.choice(HER, secret) is None
    with pytest.raises(FileExistsError):
        Folder.create(folder.path, "age1", DAY)


def test_the_list_says_who_waits_until_their_day(folder: Folder, secret: str) -> None:
    folder.wait(HER, DAY + datetime.timedelta(days=2))
    folder.wait(OTHER, DAY + datetime.timedelta(days=9))
    copied = waiting.key_of((folder.path / "list.key").read_text())  # to the log-in, once
    lists = [folder.listed(secret, DAY + datetime.timedelta(days=day)) for day in (0, 3)]
    assert [waiting.waits(one, copied, HER) for one in lists] == [True, False]
    assert [waiting.waits(one, copied, OTHER) for one in lists] == [True, True]
    assert len(files(folder)) == 1
    assert folder.over(OTHER)
    assert not waiting.waits(folder.listed(secret, DAY + datetime.timedelta(days=4)), copied, OTHER)


@pytest.mark.parametrize("language", [*SPOKEN, "it", "nl"])
def test_the_mail_is_neutral_without_a_link_and_the_same_each_time(folder: Folder, secret: str, language: str) -> None:
    folder.choose(Choice(HER, language=language, contact="safe@elsewhere.example"))
    folder.wait(HER, DAY)
    ((name, data),) = folder.mails(secret, DAY, SENDER)
    assert list(folder.mails(secret, DAY, SENDER)) == [(name, data)]
    folder.wait(HER, DAY)  # said twice: still one mail of one id
    assert list(folder.mails(secret, DAY, SENDER)) == [(name, data)]
    read_ = email.message_from_bytes(data, policy=default)
    assert read_["To"] == "safe@elsewhere.example"
    assert read_["Subject"] == sentences("notice")[language]["mail"]["subject"]
    body = read_.get_content()
    assert sentences("notice")[language]["mail"]["login"] in body
    assert sentences("notice")["en"]["mail"]["link"] in body  # English beside what nobody reviewed
    assert "fennel.example" not in body
    assert not re.search(r"\d{5}", body)
    for word in ("http", "www", "demand", "police", "Ersuchen", "legal"):
        assert word not in body + str(read_["Subject"])
    assert len({len(line) <= 78 for line in data.split(b"\r\n")}) == 1


def test_without_a_safe_address_it_goes_to_the_account_and_a_number_is_no_address(folder: Folder, secret: str) -> None:
    folder.choose(Choice(HER, contact="+49 30 123"))
    folder.wait(HER, DAY)
    folder.wait("kranich77", DAY)  # an account that is no address: its banner is all
    ((_, data),) = folder.mails(secret, DAY, SENDER)
    assert email.message_from_bytes(data, policy=default)["To"] == HER


def test_a_helper_is_asked_first_and_learns_nothing(folder: Folder, secret: str) -> None:
    made = chosen(HER, {"helper": "Nadia Q. <nadia@help.example>", "helper_agreed": "1"})
    assert not made.helper_agreed  # no form says it for them
    assert made.agreed().helper_agreed
    assert not Choice(HER).agreed().helper_agreed
    data = helper_mail(SENDER, made, "0" * 32)
    assert data is not None
    said = email.message_from_bytes(data, policy=default)
    assert said["To"] == "nadia@help.example"
    assert HER not in said.get_content()
    for word in ("http", "demand", "police", "code", "message waits"):
        assert word not in said.get_content()
    assert helper_mail(SENDER, Choice(HER, helper="Nadia, +49 30 1"), "0" * 32) is None


@pytest.mark.parametrize(
    "fields",
    [{"contact": "x" * 201}, {"contact": "a\nb"}, {"language": "english"}, {"pgp": "key"}, {"pgp": "x" * 9000}],
)
def test_what_no_form_of_ours_says_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ObjectError):
        chosen(HER, fields)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_choice_or_refused(data: bytes) -> None:
    for read_ in (choice.choice_of, choice.waiting_of):
        with contextlib.suppress(ObjectError):
            read_(data)


# --- banner and form ---


def test_an_account_is_one_however_its_letters_are_composed(folder: Folder, secret: str) -> None:
    """Else the mail went to the account that others read, and not to the address that the person chose."""
    composed, apart = "j\u00f6rg@fennel.example", "jo\u0308rg@Fennel.example"
    folder.choose(Choice(composed, "safe@x.example"))
    folder.wait(apart, DAY + datetime.timedelta(days=9))
    ((_, mail),) = folder.mails(secret, DAY, Sender("Fennel", "people@fennel.example"))
    assert b"To: <safe@x.example>" in mail
    assert folder.forget(apart)


@pytest.fixture
def kept(folder: Folder, secret: str, tmp_path: Path) -> banner.Kept:
    folder.wait(HER, DAY + datetime.timedelta(days=9))
    (tmp_path / "key").write_text((folder.path / "list.key").read_text())
    (tmp_path / "list").write_bytes(folder.listed(secret, DAY))
    return banner.Kept(
        tmp_path / "list", tmp_path / "key", "Fennel Mail", "people@fennel.example", folder.path, "https://mail.example"
    )


def asked(kept: banner.Kept, path: str, account: str = HER, body: bytes = b"", method: str = "") -> Answer:
    lines = [f"{method or ('POST' if body else 'GET')} {path} HTTP/1.1", "Host: x", f"Content-Length: {len(body)}"]
    lines += [f"X-Dueprocess-Account: {quote(account)}"] if account else []
    lines += ["Content-Type: application/x-www-form-urlencoded"] if body else []
    return bytes_asked(kept, "\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def bytes_asked(kept: banner.Kept, data: bytes) -> Answer:
    ours, theirs = socket.socketpair()
    before = signal.getsignal(signal.SIGALRM)
    try:
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        banner.answer(ours, kept)
        ours.close()
        theirs.settimeout(5)
        return read(theirs)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        ours.close()
        theirs.close()


@pytest.mark.parametrize("path", ["/banner", "/banner/ar", "/waiting", "/choices", "/choices/de"])
def test_an_account_without_a_message_has_an_answer_of_the_same_length_and_headers(
    kept: banner.Kept, path: str
) -> None:
    one, other = asked(kept, path), asked(kept, path, OTHER)
    assert one.status == other.status == 200
    assert one.headers == other.headers
    assert len(one.body) == len(other.body)
    assert not {"set-cookie", "date", "etag", "server"} & {name.lower() for name in one.headers}


def test_the_banner_says_so_in_each_language_without_script_and_link(kept: banner.Kept) -> None:
    for language in sentences("notice"):
        say = sentences("notice")[language]["banner"]
        hers, others = (asked(kept, f"/banner/{language}", one).text for one in (HER, OTHER))
        assert say["waiting"] in hers
        assert "people@fennel.example" in hers
        assert say["nothing"] in others
        assert say["waiting"] not in others
        for text in (hers, others):
            assert "<script" not in text
            assert "href" not in text
            assert f'lang="{language}"' in text
    assert "frame-ancestors https://mail.example" in asked(kept, "/banner").headers["Content-Security-Policy"]


def test_the_form_keeps_and_deletes_what_its_own_account_says(kept: banner.Kept, folder: Folder, secret: str) -> None:
    token = kept.token(HER)
    body = f"token={token}&contact=safe%40x.example&language=ar&never_paper=1&helper=N+%3Cn%40x.example%3E"
    assert "Kept." in asked(kept, "/choices", body=body.encode()).text
    made = folder.choice(HER, secret)
    assert made == Choice(HER, "safe@x.example", "ar", never_paper=True, helper="N <n@x.example>")
    for wrong in (b"contact=x", b"token=%C3%A9", f"token={kept.token(OTHER)}&contact=x".encode()):
        assert asked(kept, "/choices", body=wrong).status == 403
    assert folder.choice(HER, secret) == made
    assert "Nothing was changed" in asked(kept, "/choices", body=f"token={token}&language=xxx".encode()).text
    assert "Deleted" in asked(kept, "/choices", body=f"token={token}&forget=1".encode()).text
    assert folder.choice(HER, secret) is None
    lengths = {len(asked(kept, "/choices", body=f"token={token}&{more}".encode()).body) for more in ("", "forget=1")}
    assert lengths == {banner.FORM}


def test_what_is_not_there_and_who_is_not_said(kept: banner.Kept) -> None:
    assert asked(kept, "/banner", "").status == 403
    for path in ("/", "/banner/xx", "/banner/en/x", "/choices/../x", "/other"):
        assert asked(kept, path).status == 404
    assert asked(kept, "/banner", method="POST", body=b"x=1").status == 404
    bare = banner.Kept(kept.list_, kept.key, "x", "y")
    assert asked(bare, "/choices").status == 404
    kept.list_.write_bytes(b"broken")
    broken = asked(kept, "/banner")
    assert (broken.status, broken.body) == (503, b"")


def test_a_browser_names_no_account_beside_the_proxys(kept: banner.Kept) -> None:
    for twice in ((HER, OTHER), (OTHER, HER)):
        lines = [f"X-Dueprocess-Account: {quote(one)}" for one in twice]
        said = bytes_asked(kept, "\r\n".join(["GET /banner HTTP/1.1", "Host: x", *lines, "", ""]).encode())
        assert said.status == 400


def test_an_old_list_is_said_to_be_old(kept: banner.Kept) -> None:
    assert kept.fresh(DAY + datetime.timedelta(days=7))
    assert not kept.fresh(DAY + datetime.timedelta(days=8))


@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer_or_a_closed_line(data: bytes) -> None:
    kept = banner.Kept(Path("/nonexistent"), Path("/nonexistent"), "x", "y")
    try:
        assert bytes_asked(kept, data).status in {200, 400, 403, 404, 411, 413, 415, 417, 431, 503}
    except (IndexError, ValueError, ConnectionError):
        return
