"""A releaser's client on the whole way: from an identifier that two people read to files that one recipient opens."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import socket
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import browser_samples
import recipient_programs as programs
import several_ways
from commands_here import ran
from dueprocess.adapters import browser_file, crypto, recipients
from dueprocess.case.state import Line
from dueprocess.cli import release_commands
from dueprocess.client import release
from dueprocess.client.outgoing_files import Outgoing
from dueprocess.client.person import Person
from dueprocess.demand.codes import LineAnswer
from dueprocess.desk.data.models import Note, Piece
from dueprocess.desk.services import portal_desk
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.selector import file_mark, target_key
from dueprocess.formats.statement import Act
from dueprocess.release.desk_client import Brought
from dueprocess.release.law_again import Checker
from dueprocess.release.looked import Ready, orderable
from in_process import material as material_of
from release_house import SECRET_LINE, ReleaseHouse, people


@pytest.fixture
def house(db: None, tmp_path: Path) -> ReleaseHouse:
    return ReleaseHouse.at(tmp_path, "built")


@pytest.fixture
def dealt(db: None, tmp_path: Path) -> ReleaseHouse:
    return ReleaseHouse.at(tmp_path, "dealt")


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - each has a rule, which is what is compared
        call()
    return str(getattr(caught.value, "rule", repr(caught.value)))


def test_shares_meet_after_the_hold_and_not_before(dealt: ReleaseHouse) -> None:
    house = dealt
    assert refused(lambda: house.key("birch")) == "release.hold"
    house.agrees("aster")
    assert refused(lambda: house.key("birch")) == "release.hold"
    house.place.later(hours=24)
    assert house.hands("aster") == refused(lambda: house.key("birch")) == "release.quorum"
    house.agrees("birch")  # anybody agrees late, and counts the hold that ran for them
    assert house.hands("aster") == "handed"
    assert refused(lambda: house.key("aster")) == "release.quorum"  # k people named birch
    secret = house.key("birch")
    assert secret.startswith("AGE-SECRET-KEY-1")
    assert SECRET_LINE


@pytest.mark.parametrize("many", [0, 1])
def test_whose_identity_opens_by_fewer_than_two_authenticators_releases_nothing_and_ends_it_all_the_same(
    dealt: ReleaseHouse, tmp_path: Path, many: int
) -> None:
    from dueprocess.cli.release_commands import finish_in

    alone = replace(dealt.client("birch"), identity=replace(people()["birch"], authenticators=many))
    approve = lambda: release.approve(alone, dealt.ready("birch"), "birch", "passphrase")  # noqa: E731
    assert refused(approve) == "identity.authenticators"
    assert not any(kept.shares for kept in dealt.client("birch").shares.all())
    dealt.agreed()
    ready, out = dealt.ready("birch"), tmp_path / "out"
    for finish in (
        lambda: release.shares(alone, ready, "passphrase"),
        lambda: finish_in(alone, ready, "passphrase", out, tmp_path / "w", quiet=True),
    ):
        assert refused(finish) == "identity.authenticators"
    assert not out.exists()
    says = {"deal": ready.dealt.hash, "item": 1, "production": dealt.production}
    alone.act(alone.look(dealt.case), Act.RELEASE_VETO, says)
    assert dealt.row.state == "vetoed"


@pytest.mark.parametrize(
    ("granted", "enough"),
    [
        ([("T1", "subscriber")], True),
        ([("T1", "traffic")], False),
        ([("T1", "")], False),
        ([("ALL", "subscriber")], False),
        ([("T1", "subscriber"), ("T2", "subscriber")], False),
        ([("T1", "subscriber"), ("T1", "traffic")], False),
        ([], False),
    ],
)
def test_for_subscriber_data_of_one_account_one_authenticator_is_enough_beside_words(
    dealt: ReleaseHouse, granted: list[tuple[str, str]], *, enough: bool
) -> None:
    ready = dealt.ready("birch")
    order = ready.dealt.order
    lines = tuple(Line(handle, category, LineAnswer.GRANTED) for handle, category in granted)
    of_these = replace(ready, dealt=replace(ready.dealt, order=replace(order, grant=replace(order.grant, lines=lines))))
    for many, words, agrees in ((2, False, True), (1, True, enough), (1, False, False), (0, True, False)):
        who = replace(dealt.client("birch"), identity=replace(people()["birch"], authenticators=many, words=words))
        assert _opens_a_share(who, of_these) is agrees, (many, words)


def _opens_a_share(who: Person, deal: Ready) -> bool:
    """Whether the identity is no reason against it; who agreed already agrees to nothing anew on the same look."""
    rule = ""
    try:
        release.approve(who, deal, "birch", "passphrase")
    except DeniedError as fault:
        rule = fault.rule
    assert rule in {"", "identity.authenticators", "case.revision-moved"}
    return rule != "identity.authenticators"


def asked(tmp_path: Path, command: list[str], hosts: list[str]) -> tuple[int, str]:
    """A command of birch, whose file these passkeys and the words open, before a desk that nobody serves."""

    from dueprocess.cli.main import cli
    from dueprocess.client.pins import raise_pin
    from dueprocess.formats.chain import Pin

    (tmp_path / "words").write_text(several_ways.WORDS)
    file = several_ways.write(tmp_path / "birch.identity", people()["birch"], hosts)
    raise_pin(tmp_path / "birch.identity.desk", Pin("d" * 64, 1, "d" * 64))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen: whoever asks here is turned away
        desk = ["--desk", f"http://127.0.0.1:{taken.getsockname()[1]}", "--passphrase-file", str(tmp_path / "words")]
        done = ran(cli, ["release", *command, *desk, "--as", "birch", "--identity", str(file)])
    return done.exit_code, done.stderr + repr(done.exception)


@pytest.mark.parametrize(
    "command",
    [["approve", "c-7hmf", "--yes"], ["finish", "c-7hmf", "--how", "age", "--out", "out", "--yes"]],
    ids=lambda one: one[0],
)
def test_a_file_without_an_authenticator_is_refused_before_any_desk_is_asked(
    tmp_path: Path, command: list[str]
) -> None:
    code, says = asked(tmp_path, command, [])
    assert (code, "identity.authenticators" in says) == (1, True), says
    assert "dueprocess vault" in says
    # One is enough beside the words for subscriber data of one account: what it is, the desk has to show first.
    for hosts in (["localhost"], ["localhost", "vault.desk.example"], ["localhost", "localhost"]):
        code, says = asked(tmp_path, command, hosts)
        assert (code, "identity.authenticators" in says, "counter.unreachable" in says) == (1, False, True), says


def test_a_hold_runs_from_when_each_client_saw_an_agreement_and_never_from_a_date(dealt: ReleaseHouse) -> None:
    """The desk and aster date an agreement back by a day: nobody holds a minute less."""
    dealt_at = dealt.place.desk.now
    dealt.place.later(hours=25)
    late = dealt.place.desk.now
    dealt.place.desk = replace(dealt.place.desk, now=dealt_at)
    dealt.agrees("aster")
    dealt.place.desk = replace(dealt.place.desk, now=late)
    dealt.agrees("birch")
    assert refused(lambda: dealt.key("birch")) == "release.hold"
    assert dealt.hands("aster") == "handed"  # the one whose clock was wound back holds by that clock alone
    dealt.place.later(hours=24)
    assert dealt.key("birch")


def test_another_look_at_what_nobody_agreed_to_begins_no_hold_and_the_program_sees_the_first_one(
    dealt: ReleaseHouse,
) -> None:
    """cedar looked once; then their program follows the deal without a key, and cedar agrees late."""
    dealt.ready("cedar")
    assert dealt.hands("cedar") == "waits"
    dealt.place.later(hours=3)
    dealt.agrees("aster")
    assert dealt.hands("cedar") == "waits"
    dealt.place.later(hours=24)
    dealt.agrees("cedar")
    assert dealt.hands("cedar") == "handed"


@pytest.mark.parametrize("kept", ["yesterday", 7, {"at": "yesterday", "lifted": []}, {"at": "2026-03-09T09:00:00Z"}])
def test_a_damaged_memory_of_what_was_seen_is_no_reason_to_begin_anew(dealt: ReleaseHouse, kept: object) -> None:
    dealt.agrees("aster")
    ready = dealt.ready("birch")
    pin_file = dealt.client("birch").pin_file
    plain = json.loads(pin_file.read_text())
    assert list(plain["saw"]) == [ready.dealt.hash]
    for damaged in ({ready.dealt.hash: kept}, kept if isinstance(kept, int | str) else [kept]):
        pin_file.write_text(json.dumps({**plain, "saw": damaged}))
        with pytest.raises(DeniedError, match="is damaged"):
            dealt.ready("birch")


def test_a_desk_that_was_put_back_is_refused(dealt: ReleaseHouse) -> None:
    who = dealt.client("aster")
    shown = who.desk.shown(dealt.case)
    dealt.agrees("birch")
    dealt.ready("aster")

    dealt.lies("aster", shows=lambda _: shown)
    assert refused(lambda: dealt.client("aster").look(dealt.case)) == "release.older-than-seen"


def released(house: ReleaseHouse, how: str, out: Path) -> tuple[Outgoing, str]:
    """birch finishes; what was made, and the passphrase."""
    from dueprocess.cli.release_commands import finish_in

    words = out.with_suffix(".words")
    result = finish_in(house.client("birch"), house.ready("birch"), how, out, words, quiet=True)
    return result, words.read_text().strip() if words.exists() else ""


@pytest.fixture
def held(db: None, tmp_path: Path) -> ReleaseHouse:
    return ReleaseHouse.at(tmp_path, "held")


def inside(tar: bytes) -> dict[str, bytes]:
    found = {}
    with tarfile.open(fileobj=io.BytesIO(tar)) as opened:
        for member in opened:
            file = opened.extractfile(member)
            assert file is not None
            found[member.name] = file.read()
    return found


def test_a_passphrase_opens_what_was_sent_and_the_desk_keeps_nothing(
    held: ReleaseHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dueprocess.formats import manifest

    use = manifest.Condition("bound", "An Act", "section 8", {"de": "Nur hierfür.", "en": "For this alone."})
    monkeypatch.setattr(Checker, "conditions", lambda *_: (use,))
    result, words = released(held, "passphrase", tmp_path / "out")
    names = [made["name"] for made in result.files]
    assert names == ["manifest.json.age", "part-0001.tar.age", "certificate.txt.age"]
    tar = crypto.decrypt_passphrase((tmp_path / "out/part-0001.tar.age").read_bytes(), words)
    (people,) = [data for name, data in inside(tar).items() if name.endswith("people.txt")]
    assert people == SECRET_LINE * 2000
    told = manifest.parse(crypto.decrypt_passphrase((tmp_path / "out/manifest.json.age").read_bytes(), words))
    assert (told.means, told.sent_at) == ("passphrase", f"{held.place.desk.now:%Y-%m-%dT%H:%M:%SZ}")
    assert told.conditions == (use,)
    certified = crypto.decrypt_passphrase((tmp_path / "out/certificate.txt.age").read_bytes(), words).decode()
    assert f"part-0001.tar\n    {len(tar)} B\n    SHA-256 {hashlib.sha256(tar).hexdigest()}" in certified
    assert "* Nur hierfür (An Act, section 8)." in certified
    assert told.file("part-0001.tar").hash == hashlib.sha512(tar).hexdigest()  # type: ignore[union-attr]
    assert held.row.state == "released"
    assert held.place.desk.blobs.ids() == []  # type: ignore[union-attr]
    assert refused(lambda: held.ready("cedar")) == "release.done"


def test_one_file_holds_all_of_it_for_any_browser(dealt: ReleaseHouse, tmp_path: Path) -> None:
    held = dealt.agreed("browser")
    result, words = released(held, "browser", tmp_path / "out")
    (file,) = (tmp_path / "out").iterdir()
    assert result.files == [{"name": "answer.html", "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}]
    assert SECRET_LINE not in file.read_bytes()
    files = browser_samples.opened(file.read_bytes(), words)
    assert list(files) == ["manifest.json", "part-0001.tar", "certificate.txt"]
    (people,) = [data for name, data in inside(files["part-0001.tar"]).items() if name.endswith("people.txt")]
    assert people == SECRET_LINE * 2000
    assert hashlib.sha256(files["manifest.json"]).hexdigest() in files["certificate.txt"].decode()
    assert (held.row.state, held.row.how) == ("released", "browser")
    assert result.held == []


def test_more_than_a_page_holds_goes_another_way(
    dealt: ReleaseHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = dealt.agreed("browser")
    monkeypatch.setattr(browser_file, "MOST", 1000)
    assert refused(lambda: released(held, "browser", tmp_path / "out")) == "release.one-file"
    assert not (tmp_path / "out").exists()


def test_paper_is_the_one_way_that_writes_clear_text(dealt: ReleaseHouse, tmp_path: Path) -> None:
    held = dealt.agreed("paper")
    result, words = released(held, "paper", tmp_path / "out")
    assert words == ""
    assert SECRET_LINE in (tmp_path / "out/part-0001.tar").read_bytes()
    assert result.to.how == "paper"


def test_on_paper_no_plain_hash_of_clear_text_is_signed(dealt: ReleaseHouse, tmp_path: Path) -> None:
    """Whoever has the store would confirm what they guess by it (P2, hazard 3.5); whoever has the folder may check."""
    out = tmp_path / "out"
    made, _ = released(dealt.agreed("paper"), "paper", out)
    notes = b"".join(bytes(one) for one in Note.objects.values_list("bytes", flat=True))
    named, key = portal_desk.sent(dealt.production), bytes.fromhex((out / "marks.key").read_text())
    clear = [path.read_bytes() for path, _ in made.made]
    for algorithm in ("sha256", "sha512"):
        assert not any(hashlib.new(algorithm, one).hexdigest().encode() in notes for one in clear)
    assert named == [file_mark(key, hashlib.sha512(one).hexdigest()) for one in clear]
    assert all(one.encode() in notes for one in named)
    assert key.hex().encode() not in notes
    assert [set(one) for one in made.files] == [{"name", "mark"}] * 3


def test_what_was_not_released_on_paper_leaves_nothing(dealt: ReleaseHouse, tmp_path: Path) -> None:
    held, who = dealt.agreed("paper"), dealt.client("birch")
    deal = held.ready("birch")
    begun = Outgoing.begin(deal, release.shares(who, deal, "paper"), "paper", tmp_path / "out", now=who.now)
    assert (tmp_path / "out/marks.key").exists()
    begun.undo()
    assert not (tmp_path / "out").exists()


def test_a_key_that_nobody_verified_is_no_way(held: ReleaseHouse, tmp_path: Path) -> None:
    for how in ("age", "cms", "openpgp"):
        assert refused(lambda how=how: released(held, how, tmp_path / how)) == "recipient.no-key"  # type: ignore[misc]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_what_leaves_is_sealed_to_the_key_that_two_people_verified(db: None, tmp_path: Path) -> None:
    certificate = programs.certificate(tmp_path, "talbach", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    facts = recipients.key_facts("cms", certificate.read_bytes())
    house = ReleaseHouse.built(tmp_path, facts.key).dealt()
    assert refused(lambda: house.agrees("aster", way="openpgp")) == "release.recipient"
    house.agreed("cms")
    assert refused(lambda: released(house, "openpgp", tmp_path / "pgp")) == "release.recipient"
    assert refused(lambda: released(house, "passphrase", tmp_path / "words")) == "release.quorum"
    result, words = released(house, "cms", tmp_path / "out")
    assert words == ""
    assert result.key_hash == facts.hash
    assert [made["name"] for made in result.files] == ["manifest.json.p7m", "part-0001.tar.p7m", "certificate.txt.p7m"]
    opened = programs.cms_opened(tmp_path, "talbach", (tmp_path / "out/part-0001.tar.p7m").read_bytes())
    assert opened.returncode == 0, opened.stderr
    (people,) = [data for name, data in inside(opened.stdout).items() if name.endswith("people.txt")]
    assert people == SECRET_LINE * 2000
    assert house.row.how == "cms"


def flipped(kind: str) -> Callable[[str, bytes], bytes]:
    def change(sealed: str, data: bytes) -> bytes:
        if not Piece.objects.filter(sealed=sealed, kind=kind).exists():
            return data
        return data[:-1] + bytes([data[-1] ^ 1])

    return change


@pytest.mark.parametrize(
    ("kind", "rule"),
    [("part", "release.part"), ("manifest", "manifest.altered"), ("share", "age.closed"), ("given", "release.share")],
)
def test_one_flipped_bit(held: ReleaseHouse, tmp_path: Path, kind: str, rule: str) -> None:
    held.lies(gives=flipped(kind))
    assert refused(lambda: released(held, "passphrase", tmp_path / "out")) == rule
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []
    assert held.row.state == "dealt"


@pytest.mark.parametrize(
    ("kind", "content", "rule"),
    [(ObjectKind.SHARE, b"x" * 32 + b"\x02", "release.share"), (ObjectKind.NOTE, b"abc", "release.kind")],
)
def test_a_share_that_the_desk_sealed_itself(
    held: ReleaseHouse, tmp_path: Path, kind: ObjectKind, content: bytes, rule: str
) -> None:
    mine = Piece.objects.get(kind="share", to="birch").sealed
    birch = people()["birch"].card().age
    planted = crypto.seal(kind, "application/octet-stream", content, birch, "2026-03-09T09:00:00Z")
    held.lies(gives=lambda sealed, data: planted if sealed == mine else data)
    assert refused(lambda: released(held, "passphrase", tmp_path / "out")) == rule


def test_more_than_any_ciphertext_has_that_is_no_part(held: ReleaseHouse) -> None:
    held.lies(gives=lambda _, data: data + b"x" * (9 << 20))
    assert refused(lambda: held.ready("birch")) == "counter.length"


def test_nothing_is_left_where_somebody_ends_it_while_files_are_made(held: ReleaseHouse, tmp_path: Path) -> None:
    ready = held.ready("birch")

    def vetoed(sealed: str, data: bytes) -> bytes:
        if sealed == ready.dealt.command.parts[-1][0]:
            says = {"deal": ready.dealt.hash, "item": 1, "production": held.production}
            cedar = held.client("cedar")
            cedar.act(cedar.look(held.case), Act.RELEASE_VETO, says)
        return data

    held.lies(gives=vetoed)
    assert refused(lambda: released(held, "passphrase", tmp_path / "out")) == "release.vetoed"
    assert list(tmp_path.glob("out*")) == []


def test_nothing_is_ordered_that_two_people_did_not_grant_or_read(house: ReleaseHouse) -> None:
    assert refused(house.orders) == "release.unsigned"
    house.reads("aster")
    house.place.propose(house.case, "comply", by="cedar")
    house.place.approve(house.case)
    assert refused(house.orders) == "target.two-readers"
    house.reads("birch", "ab@postfach.example")
    assert refused(house.orders) == "target.differs"
    house.reads("birch")
    assert house.orders().startswith("x-")


def test_an_order_finds_what_was_read_at_arrival_and_takes_no_other_identifier(
    house: ReleaseHouse, tmp_path: Path
) -> None:
    house.granted()
    who, material = house.client("aster"), material_of(house.place, "aster")
    given, key = tmp_path / "targets.json", target_key(material.secret(house.case).encode())

    def order(host: str = "") -> tuple[dict[str, Any], Brought]:
        looked = who.look(house.case)
        may = orderable(looked, 1)
        found = release_commands.identifiers(material, house.case, key, may.marks, given)
        return release.order(who, looked, may, host, key, found)

    for text, rule in (
        ('{"T1": {"kind": "email", "value": "somebody@postfach.example"}}', "order.mark"),
        ('{"T1": {"kind": "email"}}', "target.value"),
        ("{}", "target.form"),
        ("[1]", "call"),
        ("no JSON", "call"),
    ):
        given.write_text(text)
        assert refused(order) == rule, text
    given.write_text(json.dumps({"T1": {"kind": "email", "value": "a_b@postfach.example"}}))
    says, brought = order()
    assert (says["producer"], brought.kind, brought.reader) == ("well", "order", "producer")
    assert b"postfach" not in brought.bytes
    assert refused(lambda: order("spring")) == "production.producer"
