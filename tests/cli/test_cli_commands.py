"""Every command as a person meets it: real processes on a home that commands founded."""

import datetime
import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import pdf_samples
from cli_samples import DEMANDS, Desk
from dueprocess.cli import files, queue_commands
from dueprocess.client.case_keys import Opened
from dueprocess.desk.intake import sealing
from dueprocess.formats.object import Header, ObjectKind
from sender_samples import Dkim, head, record, rsa_key

pytestmark = pytest.mark.slow

READ_FIELDS = {
    "file",
    "country",
    "authority",
    "is_government_body",
    "document_date",
    "filename_date",
    "kind",
    "cites_law",
    "laws",
    "court_order",
    "emergency",
    "targets",
    "redacted_targets",
    "register_numbers",
    "deadline",
    "consequence",
    "languages",
    "signed",
    "missing",
    "kinds",
    "instruments",
    "spans",
    "unsure",
}


@pytest.fixture(scope="module")
def case(cli_desk: Desk) -> str:
    """A demand that aster read and confirmed."""
    made = cli_desk.take_in("02-no-provision.eml")
    cli_desk.do("open", made, "--out", "to-read", by="aster")
    cli_desk.do("confirm", made, "--all-claimed", "--json", by="aster")
    return made


def test_one_limit_for_reading_and_taking_in() -> None:
    assert files.MAX_ITEM == sealing.MAX_ITEM


def test_read_gives_the_documented_fields_and_goes_on(cli_desk: Desk, tmp_path: Path) -> None:
    shutil.copy(DEMANDS / "01-subscriber-talbach.eml", tmp_path / "a.eml")
    (tmp_path / "b.txt").write_text("Good morning.")
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.4 broken")
    ran = cli_desk.do("read", str(tmp_path), "--relative-to", str(tmp_path), "--json")
    first, *errors = ran.rows
    assert set(first) >= READ_FIELDS
    assert first["file"] == "a.eml"
    assert [set(one) for one in errors] == [{"file", "error"}] * 2
    assert "3 files: 1 demand" in ran.err
    assert cli_desk.run("read", str(tmp_path / "b.txt")).code == 2
    assert cli_desk.run("read", str(tmp_path / "none")).code == 2


def test_a_letter_is_told_in_the_words_of_a_person(cli_desk: Desk, tmp_path: Path) -> None:
    told = cli_desk.do("read", str(DEMANDS / "01-subscriber-talbach.eml")).out
    for line in ("data          subscriber", "file number   512-4471/26", "silence       asked; it rests on a statute"):
        assert line in told
    assert "no court order" not in told, "whether one is needed is the law's to say"
    letter = (DEMANDS / "02-no-provision.eml").read_text().replace("uns umgehend", "uns binnen 10 Tagen")
    (tmp_path / "a.eml").write_text(letter)
    assert "deadline      within 10 days" in cli_desk.do("read", str(tmp_path / "a.eml")).out


def test_who_is_asking_stands_before_what_is_asked(cli_desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "a.txt").write_text(f"s1._domainkey.polizei-talbach.example 2026-11-30 {_record()}\n")
    text = (DEMANDS / "01-subscriber-talbach.eml").read_text().partition("\n\n")[2].replace("\n", "\r\n")
    (tmp_path / "a.eml").write_bytes(Dkim().signed(head(Reply_To="x@fastpost.example"), text))
    told = cli_desk.do("read", str(tmp_path / "a.eml"), "--who", "--senders", str(tmp_path / "keys"))
    line, reply = (
        "From polizei-talbach.example, which this desk does not know; signed by its domain's",
        "go to fastpost.",
    )
    assert told.out.index(line) < told.out.index(reply) < told.out.index("asks: disclosure")
    assert "It does not prove: who sat at the mailbox" in told.out
    said = cli_desk.do("read", str(tmp_path / "a.eml"), "--who", "--lang", "de").out
    assert "signiert, doch der Schlüssel zum Prüfen war nicht da; nicht zurückgerufen. Sehen Sie hin:" in said
    rows = cli_desk.do("read", str(tmp_path / "a.eml"), "--who", "--json").json["asking"]
    assert {
        "code": "reply-elsewhere",
        "values": {"address": "x@fastpost.example", "domain": "fastpost.example"},
    } in rows
    (tmp_path / "keys" / "a.txt").write_text("nonsense\n")
    refused = cli_desk.run("read", str(tmp_path / "a.eml"), "--who", "--senders", str(tmp_path / "keys"))
    assert refused.code == 2
    assert "Of --senders: a.txt, line 1: a line is a name" in refused.err


def _record() -> str:
    return record(rsa_key(2048))


def test_assess_has_the_documented_shape(cli_desk: Desk, case: str, tmp_path: Path) -> None:
    found = cli_desk.do("assess", case, "--json").json
    assert {"case", "on", "items", "duties"} <= set(found)
    item = found["items"][0]
    fields = "item findings missing_required absent_by_standard grounds wrong_refusal wrong_grant may recommendation"
    assert {*fields.split(), "not_asked"} <= set(item)
    assert {"rule", "outcome", "effect", "layer", "says", "citation"} <= set(item["findings"][0])
    assert {"tell", "admit", "count", "who_notifies", "until"} <= set(item["may"])
    assert set(item["not_asked"]) <= set(item["absent_by_standard"])
    unmet = len(item["absent_by_standard"]) - len(item["not_asked"])
    assert f"{unmet} standard" in (shown := cli_desk.do("assess", case).out)
    assert f"not met, {len(item['not_asked'])} not asked" in shown
    face = tmp_path / "face.json"
    face.write_text(json.dumps(cli_desk.do("show", case, "--json").json["face"]))
    # A face in a file needs no desk.
    alone = cli_desk.run("assess", str(face), "--json", DUEPROCESS_HOME=str(tmp_path / "nowhere"))
    assert alone.json["items"][0]["item"] == 1
    face.write_text('{"case": {}, "items": [{"kind": "disclosure"}]}')
    assert "standards, not asked: nobody has said" in cli_desk.do("assess", str(face), "--standards").out
    face.write_text("[" * 100_000)
    assert cli_desk.run("assess", str(face)).code == 2
    assert cli_desk.run("assess", case, "--on", "soon").code == 2


def test_what_people_read(cli_desk: Desk, case: str) -> None:
    for columns in ("80", "120"):
        shown = cli_desk.run("show", case, COLUMNS=columns).out
        assert [line for line in shown.splitlines() if len(line) > int(columns)] == []
        assert "Suggested:" in shown
    assert "§ 100j" in cli_desk.do("law", "show", "DE-STPO-100J").out
    listed = cli_desk.do("due").out
    assert "answer whether we" in listed
    assert all(line == line.rstrip() for line in listed.splitlines())


def test_lists_are_json_alone(cli_desk: Desk, case: str) -> None:
    assert {"case", "kinds", "items", "received_on"} <= set(cli_desk.do("cases", "--json").rows[0])
    assert {"duty", "case", "what", "due", "rule"} <= set(cli_desk.do("due", "--json").rows[0])
    assert cli_desk.do("law", "list", "--json", "--country", "de").rows[0]["id"].startswith("DE-")
    assert {"id", "kind", "verified_until"} <= set(cli_desk.do("authority", "list", "--json").rows[0])
    assert cli_desk.do("roster", "show", "--json").json["k"] == 2
    refused = cli_desk.run("close", case, "--json", by="aster")
    assert (refused.code, refused.json["rule"]) == (1, "case.not-finished")


@pytest.mark.parametrize(
    ("args", "by", "code", "says"),
    [
        (("decide", "CASE", "comply"), "aster", 1, "[authority.not-verified]"),
        (("decide", "CASE", "object", "--ground", "nonsense"), "aster", 1, "[case.ground-not-open]"),
        (("approve", "CASE"), "birch", 1, "[case.wrong-state]"),
        (("call-back", "CASE", "--said", "confirmed"), "aster", 1, "[authority.not-verified]"),
        (("open", "CASE", "--out", "x"), "cedar", 1, "[access.no-envelope]"),
        (("open", "CASE"), "aster", 2, "pipe"),
        (("law", "sign", "DE-STPO-100J", "--on", "2026-01-01"), "aster", 1, "[access.role]"),
        (("confirm", "CASE", "contry=DE"), "aster", 2, "Near: country"),
        (("confirm", "CASE"), "aster", 2, "--all-claimed"),
        (("gate", "CASE", "tell", "maybe"), "aster", 2, "maybe"),
        (("show", "zzzz"), "", 2, "dueprocess cases"),
        (("shwo",), "", 2, "dueprocess show"),
        (("law", "show", "DE-STPO-100"), "", 2, "DE-STPO-100J"),
        (("letter", "CASE", "--pdf"), "", 2, "--out"),
        (("letter", "CASE", "--identity", "aster.identity"), "", 2, "pipe"),
        (("roster", "next"), "", 2, "Nothing would change"),
        (("roster", "share", "--with", "cedar"), "aster", 1, "[access.role]"),
        (("roster", "share", "--without", "birch"), "aster", 1, "[roster.still-listed]"),
        (("hold-outside", "--custodian", "asterr", "--review", "2027-01-01"), "", 2, "Near: aster"),
        (("intake", "aster.card", "--received", "2099-01-01T10:00+00:00"), "", 2, "not come yet"),
        (("intake", "aster.card", "--received", "2025-01-01T10:00"), "", 2, "offset"),
        (("keys", "new", "aster", "--no-passphrase"), "", 2, "never overwritten"),
    ],
)
def test_refusals_have_a_name_and_wrong_calls_a_hint(
    cli_desk: Desk, case: str, args: tuple[str, ...], by: str, code: int, says: str
) -> None:
    # Counsel of the house lists no case, and so finds none by its beginning.
    named = case if by == "cedar" else case[:10]
    ran = cli_desk.run(*(named if one == "CASE" else one for one in args), by=by)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_a_stranger_and_another_persons_key(cli_desk: Desk, case: str) -> None:
    assert "[session.refused]" in cli_desk.run("close", case, by="dogwood").err
    args = ("--as", "birch", "--identity", "aster.identity")
    assert "The identity is that of aster" in cli_desk.run("close", case, *args).err


def test_an_identity_is_refused_on_a_served_home(cli_desk: Desk, case: str) -> None:
    lock = cli_desk.home / "served.lock"
    lock.write_text(str(os.getpid()))
    try:
        for args in (("close", case), ("open", case, "--out", "x"), ("roster", "sign")):
            ran = cli_desk.run(*args, by="aster")
            assert (ran.code, "served" in ran.err) == (2, True)
        assert cli_desk.run("letter", case, "--identity", "aster.identity", "--out", "l").code == 2
        for args in (("release", "show", case), ("target", case, "--from", "nothing.json")):
            ran = cli_desk.run(*args, by="aster")
            assert (ran.code, "--desk https://" in ran.err) == (2, True)
    finally:
        lock.unlink()


def test_a_broken_home_is_words(cli_desk: Desk, tmp_path: Path) -> None:
    nowhere = cli_desk.run("cases", DUEPROCESS_HOME=str(tmp_path / "nowhere"))
    assert (nowhere.code, "dueprocess init" in nowhere.err) == (2, True)
    shutil.copytree(cli_desk.home, tmp_path / "home")
    for file in (tmp_path / "home").glob("desk.sqlite3*"):
        file.unlink()
    broken = cli_desk.run("cases", "--json", DUEPROCESS_HOME=str(tmp_path / "home"))
    assert (broken.code, "dueprocess upgrade" in broken.json["error"]) == (2, True)


def test_a_scan_is_taken_in_and_its_pages_are_written_as_pictures(cli_desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(pdf_samples.scanned(2))
    case = cli_desk.do("intake", str(tmp_path / "scan.pdf"), "--json").json["case"]
    said = cli_desk.do("open", case, "--out", str(tmp_path / "out"), by="aster").err
    names = sorted(one.name.partition("-")[2].partition("-")[2] for one in (tmp_path / "out").iterdir())
    assert names == ["file-1-page-001.png", "file-1-page-002.png", "original.pdf", "particulars.json"]
    assert "4 files in" in said
    for one in (tmp_path / "out").glob("*.png"):
        assert not pdf_samples.Points(one.read_bytes()).is_blank()
        assert one.stat().st_mode & 0o777 == 0o600


def test_what_was_written_whole_is_remembered_as_opened_and_what_was_not_is_not(
    cli_desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "scan.pdf").write_bytes(pdf_samples.scanned(1))
    case = cli_desk.do("intake", str(tmp_path / "scan.pdf"), "--json").json["case"]
    cli_desk.do("open", case, "--out", str(tmp_path / "out"), by="birch")
    kept = [json.loads(one.read_text()).get("opened", {}) for one in cli_desk.folder.rglob("*.desk")]
    assert [len(one[case]["named"]) for one in kept if case in one] == [1]
    pdf = Header(ObjectKind.ORIGINAL, "application/pdf", "a.pdf", 1, "1970-01-01T00:00:00Z", "0" * 64)
    for header, content, shown in ((pdf, b"%PDF-\xff", False), (replace(pdf, media="text/plain"), b"all of it", True)):
        opened = Opened("s-" + "a" * 24, header, content, own=False)
        assert queue_commands.print_opened(opened, "") is shown
        assert ("all of it" in capsys.readouterr().out) is shown


def test_two_people_decide_and_the_letter_goes_out(cli_desk: Desk, tmp_path: Path) -> None:
    made = cli_desk.take_in("01-subscriber-talbach.eml")
    cli_desk.do("open", made, "--out", "to-read", by="aster")
    cli_desk.do("confirm", made, "--all-claimed", by="aster")
    done = cli_desk.do("decide", made, "refuse", "--ground", "counsel", "--json", by="aster")
    assert set(done.json) == {"case", "revision", "events"}
    assert cli_desk.run("approve", made, by="aster").code == 1
    why = tmp_path / "why.txt"
    why.write_text("")
    assert cli_desk.run("send-back", made, "--reason", "law", "--comment", str(why), by="birch").code == 2
    why.write_text("Section 3 is not the one.\n")
    cli_desk.do("send-back", made, "--reason", "law", "--comment", str(why), by="birch")
    cli_desk.do("open", made, "--out", str(tmp_path / "noted"), by="aster")
    assert "Section 3 is not the one." in {one.read_text().strip() for one in (tmp_path / "noted").glob("*note*")}
    cli_desk.do("decide", made, "refuse", "--ground", "counsel", by="aster")
    cli_desk.do("withdraw", made, by="aster")
    cli_desk.do("gate", made, "tell", "no", by="aster")
    cli_desk.do("secrecy", "record", made, "--source", "order", "--until", "2099-01-01", by="aster")
    assert "a second person is asked" in cli_desk.do("show", made).out
    assert cli_desk.run("secrecy", "agree", made, "agreed", by="aster").code == 1
    motion = cli_desk.folder / "motion.txt"
    drafts = ("draft", made, "motion", "--item", "1", "--lang", "de", "--out", str(motion))
    assert "no second person agreed" in cli_desk.run(*drafts, by="aster").err
    cli_desk.do("secrecy", "agree", made, "agreed", by="birch")
    assert "nothing was sent" in cli_desk.do(*drafts, by="aster").out
    assert "1. Januar 2099" in motion.read_text()
    told = " ".join(cli_desk.do("show", made).out.split())
    assert "no first lawful day is known" in told  # the statute that is invoked forbids it without an end
    assert "Silence by order" in told
    assert "wrongly given" in cli_desk.run("draft", made, "wrong-person", "--item", "1", "--out", "x", by="aster").err
    assert cli_desk.run("secrecy", "end", made, "--how", "lifted", "--silences", "zz", by="birch").code == 1
    assert cli_desk.run("secrecy", "end", made, "--how", "lifted", by="aster").code == 1
    cli_desk.do("secrecy", "end", made, "--how", "lifted", by="birch")
    cli_desk.do("preserve", made, by="aster")
    cli_desk.do("item", made, "lapse", "1", by="aster")
    assert cli_desk.run("item-end", made, "ended", by="aster").code == 1
    cli_desk.do("item-end", made, "goes-on", by="birch")
    assert "Fennel Mail" in cli_desk.do("letter", made, "--kind", "acknowledgement").out
    assert "<html" in cli_desk.do("letter", made, "--kind", "acknowledgement", "--format", "html").out


def test_a_split_keeps_its_clock_and_counts_one_arrival(cli_desk: Desk) -> None:
    made = cli_desk.take_in("12-dsa-9.eml")
    cli_desk.do("open", made, "--out", "to-read", by="aster")
    cli_desk.do("confirm", made, "--all-claimed", by="aster")
    cli_desk.do("item", made, "add", "2", "kind=content", by="aster")
    received = cli_desk.do("show", made, "--json").json["face"]["case"]["received_at"]
    new = cli_desk.do("split", made, "2", "--json", by="aster").json["case"]
    shown = cli_desk.do("show", new, "--json").json
    assert shown["face"]["case"]["received_at"] == received
    assert len(shown["items"]) == 1
    cli_desk.do("open", new, "--out", "of-the-new", by="birch")
    assert len(list((cli_desk.folder / "of-the-new").iterdir())) >= 2


def test_notes_stubs_merging_and_the_site(cli_desk: Desk) -> None:
    noted = cli_desk.run("note", "--talk", "--json", stdin="A man called for the list of all users.").json
    assert "record_talk" in {row["what"] for row in cli_desk.do("due", "--json").rows}
    other = cli_desk.take_in("05-spam.eml")
    cli_desk.do("classify", other, "not-a-demand", by="aster")
    cli_desk.do("classify", noted["case"], "new-case", by="aster")
    cli_desk.do("item", noted["case"], "add", "1", "kind=disclosure", by="aster")
    assert cli_desk.run("note", stdin=" ").code == 2
    day = (datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=30)).isoformat()
    stub = cli_desk.do("hold-outside", "--custodian", "cedar", "--review", day, "--json").json
    assert stub["says"] == "held_outside"
    assert cli_desk.do("publish", "--out", "site", "--json").json["files"] > 10


def test_who_joins_gets_envelopes_and_who_leaves_loses_them(cli_desk: Desk, case: str) -> None:
    gone = ("roster", "next", "--remove", "aster", "-k", "0")  # who drew its key; nobody signs this one
    assert case in cli_desk.do(*gone, "--json").json["look_first"]["aster"]
    assert f"  {case}\n" in cli_desk.do(*gone).err
    cli_desk.do("roster", "next", "--add", "dogwood.card:clerk", "--json")
    assert cli_desk.do("roster", "sign", "--json", by="aster").json["missing"] == ["birch"]
    cli_desk.do("roster", "sign", by="birch")
    assert "[access.no-envelope]" in cli_desk.run("open", case, "--out", "hers", by="dogwood").err
    shared = cli_desk.do("roster", "share", "--with", "dogwood", "--json", by="aster").json
    assert shared["envelopes"] >= 1
    assert shared["not_yours"] == 0
    cli_desk.do("open", case, "--out", "hers", by="dogwood")
    cli_desk.do("roster", "next", "--remove", "dogwood")
    cli_desk.do("roster", "sign", by="aster")
    cli_desk.do("roster", "sign", by="birch")
    assert cli_desk.run("open", case, "--out", "hers", by="dogwood").code == 1
    assert cli_desk.do("roster", "share", "--without", "dogwood", "--json", by="aster").json["envelopes"] == 0


def test_no_secret_stands_in_the_home_or_on_the_screen(cli_desk: Desk, case: str) -> None:
    secrets = [
        value
        for path in cli_desk.folder.glob("*.identity")
        for value in re.findall(r"AGE-SECRET-KEY-[A-Z0-9]+", path.read_text())
    ]
    assert len(secrets) == 10  # of five people, a daily and an own one
    said = "".join(cli_desk.do(*args).out for args in (("show", case), ("show", case, "--json"), ("cases",)))
    stored = [path.read_bytes() for path in cli_desk.home.rglob("*") if path.is_file()]
    for secret in secrets:
        assert secret not in said
        assert not any(secret.encode() in data for data in stored)
