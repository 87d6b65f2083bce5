"""A release finished for the vault's own page: the same refusals by the same names, and nothing half-made stays."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import http.client
import io
import json
import socket
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import crypto
from dueprocess.client import release, vault_finish
from dueprocess.client.kept_shares import Shares
from dueprocess.client.local_vault import LocalVault
from dueprocess.client.vault_finish import Finishing
from dueprocess.client.vault_shares import Keeping
from dueprocess.formats import moment
from dueprocess.formats.statement import Act
from dueprocess.release.desk_client import MAX_PART, Shown
from dueprocess.verify import bundle
from release_house import HOLDERS, SECRET_LINE, ReleaseHouse, people


@pytest.fixture
def held(db: None, tmp_path: Path) -> ReleaseHouse:
    """A production of which aster agreed, a day ago."""
    return ReleaseHouse.at(tmp_path, "held")


class Page:
    """The vault's page of one person: opens shares, hands over what the desk gives, asks its own process over HTTP."""

    def __init__(self, house: ReleaseHouse, local: LocalVault, name: str = "birch") -> None:
        self.house, self.local, self.name = house, local, name
        self.run = ""

    def question(self, **more: Any) -> dict[str, Any]:
        question = self.house.question(self.name)
        manifest = self.opened(next(iter(self.pieces(question["shown"], "manifest"))))[1]
        return {**question, "manifest": base64.b64encode(manifest).decode(), **more}

    def pieces(self, shown: dict[str, Any], kind: str) -> list[dict[str, Any]]:
        (row,) = shown["productions"]
        return [one for one in row["pieces"] if one["kind"] == kind]

    def piece(self, sealed: str) -> bytes:
        out = io.BytesIO()
        self.house.client(self.name).desk.piece(self.house.case, self.house.production, sealed, out)
        return out.getvalue()

    def opened(self, piece: dict[str, Any]) -> tuple[str, bytes]:
        header, content = crypto.unseal(self.piece(piece["sealed"]), people()[self.name].age_secrets)
        return header.name, content

    def shares(self, question: dict[str, Any]) -> list[dict[str, str]]:
        mine = [one for one in self.pieces(question["shown"], "share") if one["to"] == self.name]
        given = [one for one in self.pieces(question["shown"], "given") if one["to"] == self.name]
        found = []
        for by, one in [(self.name, mine[0]), *((one["by"], one) for one in given)]:
            order, share = self.opened(one)
            found.append({"by": by, "order": order, "share": base64.b64encode(share).decode()})
        return found

    def ask(self, path: str, question: object) -> dict[str, Any]:
        here = f"localhost:{self.local.port}"
        data = question if isinstance(question, bytes) else json.dumps(question).encode()
        kind = "application/octet-stream" if isinstance(question, bytes) else "application/json"
        line = http.client.HTTPConnection("127.0.0.1", self.local.port, timeout=600)
        line.request("POST", path, data, {"Host": here, "Origin": f"http://{here}", "Content-Type": kind})
        answer = line.getresponse()
        body = answer.read()
        line.close()
        assert answer.status == 200, (answer.status, body)
        told: dict[str, Any] = json.loads(body)
        return told

    def begin(self, how: str = "passphrase", **more: Any) -> dict[str, Any]:
        question = self.question(how=how)
        given = {} if "shares" in more else {"shares": self.shares(question)}
        told = self.ask("/finish", {**question, **given, **more})
        self.run = told.get("run", "")
        return told

    def part(self, number: int, data: bytes) -> dict[str, Any]:
        return self.ask(f"/finish/{self.run}/part/{number}", data)

    def end(self) -> dict[str, Any]:
        return self.ask(f"/finish/{self.run}/end", self.question())

    def undo(self) -> dict[str, Any]:
        return self.ask(f"/finish/{self.run}/undo", {})

    def made(self, how: str = "passphrase") -> dict[str, Any]:
        begun = self.begin(how)
        for number, sealed in enumerate(begun["parts"]):
            assert self.part(number, self.piece(sealed)) == {"parts": number + 1}
        return self.end()

    def signs(self, says: dict[str, Any]) -> None:
        who = self.house.client(self.name)
        who.act(who.look(self.house.case), Act.RELEASE_DONE, says)


@pytest.fixture
def page(held: ReleaseHouse, tmp_path: Path) -> Iterator[Page]:
    with serving(held, tmp_path / "sent" / "here") as made:
        yield made


class serving:  # noqa: N801 - a context manager
    """A vault of one's own that reckons with the desk's time."""

    def __init__(self, house: ReleaseHouse, folder: Path) -> None:
        clock = lambda: house.place.desk.now  # noqa: E731 - moves with the house
        self.house = house
        self.finishing = Finishing(folder, clock, Keeping(folder.parent / "shares"))

    def __enter__(self) -> Page:
        for name in HOLDERS:  # what the command line saw on this machine, the vault saw as well
            seen = self.house.client(name).pin_file
            folder = self.finishing.keeping.folder / f"{self.house.place.desk.roster.desk_id[:16]}-{name}"
            folder.mkdir(mode=0o700, parents=True)
            if seen.exists():
                (folder / "desk").write_bytes(seen.read_bytes())
        self.local = LocalVault(bundle.installed(), "https://api.desk.example", 0, self.finishing)
        self._serving = self.local.serving()
        self._serving.__enter__()
        return Page(self.house, self.local)

    def __exit__(self, *fault: object) -> None:
        self._serving.__exit__(None, None, None)


def left(page: Page) -> list[str]:
    """What stands in the person's folder."""
    folder = page.local.finishing.folder
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*")) if folder.exists() else []


def inside(tar: bytes) -> list[bytes]:
    with tarfile.open(fileobj=io.BytesIO(tar)) as opened:
        return [opened.extractfile(one).read() for one in opened]  # type: ignore[union-attr]


def test_drawn_words_open_what_was_made_and_the_desk_takes_what_was_signed(page: Page) -> None:
    made = page.made()
    out = page.local.finishing.folder / page.house.production
    assert made["folder"] == str(out)
    names = ["manifest.json.age", "part-0001.tar.age", "certificate.txt.age"]
    assert [one["name"] for one in made["files"]] == names
    assert [stat.S_IMODE(one.stat().st_mode) for one in (out, *sorted(out.iterdir()))] == [0o700, 0o600, 0o600, 0o600]
    tar = crypto.decrypt_passphrase((out / "part-0001.tar.age").read_bytes(), made["passphrase"])
    assert SECRET_LINE * 2000 in inside(tar)
    assert made["says"]["sent"] == [one["sha256"] for one in made["files"]]
    assert page.house.row.state == "dealt"
    page.signs(made["says"])
    assert (page.house.row.state, page.house.row.how) == ("released", "passphrase")
    assert page.begin(shares=[])["rule"] == "release.done"
    page.local.finishing.close()
    assert len(left(page)) == 4


def test_what_is_refused_begins_nothing(db: None, tmp_path: Path) -> None:
    """By the same code as the command line (``test_release.py``); here: that the page gets round none of it."""
    house = ReleaseHouse.at(tmp_path, "dealt")
    with serving(house, tmp_path / "sent") as page:
        assert page.begin()["rule"] == "release.hold"
        house.agreed()
        looked(page)
        house.place.later(hours=24)
        assert Page(house, page.local, "aster").begin()["rule"] == "release.quorum"
        mine, theirs = page.shares(page.question())
        for shares in ([mine], [mine, mine], [], None):
            assert page.begin(shares=shares)["rule"] == "release.quorum"
        other = base64.b64encode(b"x" * 33).decode()
        for wrong in (
            {**theirs, "share": other},
            {**theirs, "share": mine["share"]},
            {**theirs, "share": "no base64!"},
            {**theirs, "order": "0" * 64},
            {**theirs, "by": "cedar"},
            {**theirs, "by": "eve"},
        ):
            assert page.begin(shares=[mine, wrong])["rule"] == "release.share"
        assert page.begin(shares=[{"by": "birch"}])["rule"] == "counter.form"
        wider = page.question()["shown"]
        wider["relied"]["face"]["items"][0]["data"] = ["subscriber", "traffic", "content"]
        assert page.begin(shown=wider)["rule"] == "grant.basis"
        clear_text_is_written_from_no_page_and_no_key_is_guessed(page)
        assert left(page) == []


def looked(page: Page) -> None:
    """The page of each holder looks: from now on their own process holds."""
    for name in HOLDERS:
        assert "rule" not in Page(page.house, page.local, name).ask("/check", page.house.question(name))


def test_a_vault_that_sees_an_agreement_for_the_first_time_holds_from_then(held: ReleaseHouse, tmp_path: Path) -> None:
    """Whatever moment the agreement says: another browser, another machine, a day later."""
    with serving(held, tmp_path / "sent") as page:
        memory = page.local.finishing.keeping.folder / f"{held.place.desk.roster.desk_id[:16]}-birch" / "desk"
        memory.unlink()
        told = page.begin()
        assert (told["rule"], left(page)) == ("release.hold", [])
        assert told["reason"].endswith(f"until {moment.write(held.place.desk.now + dt.timedelta(hours=24))}")
        held.place.later(hours=24)
        assert page.begin()["folder"]


def clear_text_is_written_from_no_page_and_no_key_is_guessed(page: Page) -> None:
    for how in ("paper", "", "fax", "None"):
        assert page.begin(how)["rule"] == "recipient.way"
    for how in ("cms", "openpgp", "age"):
        assert page.begin(how)["rule"] == "recipient.no-key"


def test_a_folder_that_stands_is_never_written_over(page: Page) -> None:
    out = page.local.finishing.folder / page.house.production
    out.mkdir(parents=True)
    (out / "of-yesterday").write_bytes(b"not sent yet")
    told = page.begin()
    assert told["rule"] == "vault.folder"
    assert str(out) in told["reason"]
    assert [one.name for one in out.iterdir()] == ["of-yesterday"]
    (page.local.finishing.folder.parent / "file").write_bytes(b"")
    page.local.finishing.folder = page.local.finishing.folder.parent / "file" / "sent"
    assert page.begin()["rule"] == "vault.disk"


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def test_a_hostile_ciphertext_is_refused_and_nothing_of_the_release_stays(page: Page) -> None:
    def planted(_: bytes) -> bytes:
        return crypto.encrypt(b"another", [page.house.row.recipient])

    for change in (flipped, planted, lambda data: data[:-1], lambda _: b""):
        begun = page.begin()
        assert left(page) == [page.house.production, f"{page.house.production}/manifest.json.age"]
        assert page.part(0, change(page.piece(begun["parts"][0])))["rule"] == "release.part"
        assert left(page) == []
        assert page.end()["rule"] == "vault.run"
    assert page.house.row.state == "dealt"


def parts_come_in_their_turn_and_all_of_them(page: Page) -> None:
    begun = page.begin()
    part = page.piece(begun["parts"][0])
    assert page.part(1, part)["rule"] == "release.part"
    page.begin()
    assert page.end()["rule"] == "deal.order"
    assert left(page) == []
    page.begin()
    page.part(0, part)
    assert page.part(1, part)["rule"] == "release.part"
    assert left(page) == []


def test_what_somebody_stopped_meanwhile_is_not_finished(page: Page) -> None:
    begun = page.begin()
    page.part(0, page.piece(begun["parts"][0]))
    after = page.question()
    ready = page.house.ready("cedar")
    says = {"deal": ready.dealt.hash, "item": 1, "production": page.house.production}
    page.house.client("cedar").act(ready.looked, Act.RELEASE_VETO, says)
    after["shown"] = page.house.question()["shown"]
    assert page.ask(f"/finish/{page.run}/end", after)["rule"] == "release.vetoed"
    assert left(page) == []


def test_what_is_begun_anew_or_taken_back_goes_and_what_the_desk_may_have_stays(page: Page) -> None:
    parts_come_in_their_turn_and_all_of_them(page)
    whatever_is_asked_gets_an_answer(page)
    first = page.begin()
    again = page.begin()
    assert first["run"] != again["run"]
    assert left(page) == [page.house.production, f"{page.house.production}/manifest.json.age"]
    assert page.undo() == {"undone": True}
    assert left(page) == []
    page.made()
    assert page.undo() == {"undone": True}
    assert (left(page), page.undo()["rule"]) == ([], "vault.run")
    page.begin()
    page.local.finishing.close()
    assert left(page) == []
    page.made()
    assert page.part(1, b"more")["rule"] == "release.part"
    assert page.begin()["rule"] == "vault.folder"
    page.local.finishing.close()
    assert len(left(page)) == 4


def whatever_is_asked_gets_an_answer(page: Page) -> None:
    page.begin()
    for path in ("/finish", f"/finish/{page.run}/end"):
        for rubbish in (None, [], {}, {"shown": 1}, "x"):
            assert page.ask(path, rubbish)["rule"] in {"counter.form", "vault.run"}
    assert page.ask(f"/finish/{'0' * 32}/part/0", b"x")["rule"] == "vault.run"
    for body, length in ((b"{", 1), (b"\xff", 1), (b"[" * 100_000, 100_000)):
        assert page.local.finishing.ask("/finish", io.BytesIO(body), length)["rule"] == "counter.form"
    page.begin()
    broken = page.local.finishing.ask(f"/finish/{page.run}/part/0", io.BytesIO(b"half"), 400)
    assert broken["rule"] == "release.part"


def test_where_releases_are_put(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert vault_finish.sent_folder() == tmp_path / "dueprocess-sent"
    assert not vault_finish.sent_folder().exists()
    assert Finishing(vault_finish.sent_folder()).folder.is_absolute()


def test_its_own_page_alone_finishes_and_says_what_it_sends(tmp_path: Path) -> None:
    local = LocalVault(bundle.installed(), "https://api.desk.example", 0, Finishing(tmp_path / "sent"))
    with local.serving():
        only_its_own_page(local)
    assert not (tmp_path / "sent").exists()


def only_its_own_page(local: LocalVault) -> None:
    here = f"localhost:{local.port}"
    right = {"Host": here, "Origin": f"http://{here}"}

    def status(path: str, **headers: str) -> int:
        given = right | {name.replace("_", "-"): value for name, value in headers.items()}
        line = http.client.HTTPConnection("127.0.0.1", local.port, timeout=60)
        line.request("POST", path, b"{}", {name: value for name, value in given.items() if value})
        found = line.getresponse().status
        line.close()
        return found

    json_, bytes_ = "application/json", "application/octet-stream"
    run = "0" * 32
    for path, kind, other in (
        ("/finish", json_, bytes_),
        (f"/finish/{run}/part/0", bytes_, json_),
        (f"/finish/{run}/end", json_, bytes_),
        (f"/finish/{run}/undo", json_, "text/plain"),
    ):
        assert status(path, Content_Type=kind) == 200
        assert status(path, Content_Type=other) == 403
        assert status(path, Content_Type=kind, Origin="https://evil.example") == 403
        assert status(path, Content_Type=kind, Origin="") == 403
        assert status(path, Content_Type=kind, Host="evil.example") == 403
        assert status(path, Content_Type=kind, Sec_Fetch_Site="cross-site") == 403
    for path in (
        f"/finish/{run}",
        f"/finish/{run}/part",
        f"/finish/../{run}/end",
        f"/finish/{run}/part/00000",
        "/finis",
    ):
        assert status(path, Content_Type=json_) == 404
    assert status("/finish", Content_Type=json_, Content_Length=str(1 << 30)) == 413
    assert status(f"/finish/{run}/part/0", Content_Type=bytes_, Content_Length=str(MAX_PART + 1)) == 413


def test_what_is_left_of_a_part_is_no_request(tmp_path: Path) -> None:
    """The desk makes a part's bytes: where they cannot be kept, they are not read as a question of the page."""
    (tmp_path / "no-folder").symlink_to("/proc/self")  # a folder in which nobody can make a file
    local = LocalVault(bundle.installed(), "https://api.desk.example", finishing=Finishing(tmp_path / "no-folder"))
    here = f"localhost:{local.port}"
    head = f"HTTP/1.1\r\nHost: {here}\r\n"
    mine = f"GET /config.json {head}\r\n"
    from_page = f"{head}Origin: http://{here}\r\n"
    part = f"POST /finish/{'0' * 32}/part/0 {from_page}Content-Type: application/octet-stream\r\n"
    last = f"POST /check {from_page}Content-Type: application/json\r\nConnection: close\r\n"
    sent = f"{part}Content-Length: {len(mine)}\r\n\r\n{mine}{last}Content-Length: 2\r\n\r\n{{}}"
    with local.serving(), socket.create_connection(("127.0.0.1", local.port), timeout=60) as line:
        line.sendall(sent.encode())
        told = b"".join(iter(lambda: line.recv(1 << 16), b""))
    assert told.count(b"HTTP/1.1 200 OK") == 2  # the part's and the last one's: none for what stood in the part
    assert told.count(b"vault.disk") == told.count(b"counter.form") == 1


ENDED = {
    "a veto": [["release.veto", 1]],
    "a stop of the desk": [["desk.freeze", 0]],
    "a withdrawal": [["decision.withdraw", 1]],
    "a withdrawal for another item": [["decision.withdraw", 2]],
}
"""What the page says before it sends, by what the process then finds."""


@pytest.mark.parametrize("way", [*ENDED, "what the desk took", "the page saw a veto", ""])
def test_what_its_page_signs_or_sees_stops_the_process_whatever_the_desk_shows_it(
    db: None, tmp_path: Path, way: str
) -> None:
    """A desk that withholds from the process what it showed to the page, or what the page's own person signed."""
    house = ReleaseHouse.at(tmp_path, "dealt")
    with serving(house, tmp_path / "sent") as page:
        aster, folder = agreed(house, page)
        assert rounds(house, folder) == ["release.hold"]
        house.place.later(hours=24)
        before = house.desk_of("").of_deal(house.row.deal)
        told = {"desk": house.place.desk.roster.desk_id, "me": "aster", "of": house.case}
        if way in ENDED:
            of = "" if way == "a stop of the desk" else house.case
            assert aster.ask("/signed", {**told, "of": of, "name": "", "ends": ENDED[way]}) == {}
        elif way == "what the desk took":
            assert aster.ask("/signed", {**told, "name": "a" * 64}) == {}
        elif way:
            says = {"deal": house.row.deal, "item": 1, "production": house.production}
            house.place.do("cedar", Act.RELEASE_VETO, house.case, says)
            assert aster.ask("/check", house.question("aster"))["rule"] == "release.vetoed"
        for wrong in ({"desk": "../x"}, {"me": "../x"}, {"of": "../x"}, {"name": 7}, {"ends": 7}, {"ends": [["x", 1]]}):
            assert aster.ask("/signed", {**told, "name": "b" * 64, **wrong}).get("rule") in {"counter.form", None}
        wanted = "release.another-agreement" if way in ENDED else "chain.shorter"
        wanted = "handed" if way in {"", "a withdrawal for another item"} else wanted
        assert rounds(house, folder, before) == [wanted]


def rounds(house: ReleaseHouse, folder: Path, shown: Shown | None = None) -> list[str]:
    """What the process finds in its round; ``shown``: what the desk shows it."""
    desk = house.desk_of("")
    if shown is not None:
        desk.of_deal = lambda _: shown  # type: ignore[method-assign]
    steps = Shares.within(folder).round(desk, lambda: house.place.desk.now)
    return [one.state for one in steps]


def agreed(house: ReleaseHouse, page: Page) -> tuple[Page, Path]:
    """aster agrees in their vault, birch by command; aster's page, and where the process keeps the share."""
    ready, aster = house.ready("aster"), Page(house, page.local, "aster")
    question = aster.question()
    mine = next(one for one in aster.pieces(question["shown"], "share") if one["to"] == "aster")
    sealed = release.sealed_share(ready, "birch", aster.opened(mine)[1], "2026-03-09T09:00:00Z")
    kept = {**question, "finisher": "birch", "share": base64.b64encode(sealed).decode()}
    for wrong in ({"finisher": "eve"}, {"finisher": "well"}, {"share": ""}, {"share": "no base64!"}):
        assert aster.ask("/keep", {**kept, **wrong})["rule"] == "release.finisher"
    assert aster.ask("/keep", {**kept, "shown": {}})["rule"] == "counter.form"
    folder = Path(aster.ask("/keep", kept)["kept"])
    assert [stat.S_IMODE(one.stat().st_mode) for one in (folder, *folder.glob("x-*.json"))] == [0o700, 0o600]
    says = release.agreement(ready, "birch", "passphrase", hashlib.sha256(sealed).hexdigest())
    who = house.client("aster")
    who.act(who.look(house.case), Act.RELEASE_APPROVE, says)
    house.agrees("birch")
    return aster, folder


def test_the_process_keeps_what_the_page_sealed_and_hands_it_over_without_the_page(db: None, tmp_path: Path) -> None:
    house = ReleaseHouse.at(tmp_path, "dealt")
    with serving(house, tmp_path / "sent") as page:
        _, folder = agreed(house, page)
    assert rounds(house, folder) == ["release.hold"]
    house.place.later(hours=24)
    assert rounds(house, folder) == ["handed"]
    assert rounds(house, folder) == ["handed"]
    assert house.key("birch").startswith("AGE-SECRET-KEY-1")
