"""Commands of people at a served desk: a case from its facts to its letter, and each other command once."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator

import pytest

from cli_samples import Ran
from command_tree import of_people
from dueprocess.adapters import crypto
from dueprocess.cli import acting
from sealed_mail import Openssl
from served_desk import FACTS, MAILBOX, Served, begun

pytestmark = pytest.mark.slow
DESKS: dict[str, str] = {}
"""Ids of desks by their address, as colleagues say them."""
TODAY = datetime.datetime.now(datetime.UTC).date()
CERTIFIED = ("-copy_extensions", "copyall", "-days", "90", "-out", "box.crt")
ELSEWHERE = {"counsel", "purge", "release", "produce", "vault", "verify"}
"""Commands that have served desks of their own, in tests/host, tests/browser and files that name them."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    desk = begun(tmp_path_factory.mktemp("far"), MAILBOX.text)
    DESKS[desk.url] = desk.desk_id
    settings = desk.folder / "home" / "desk.toml"
    told = settings.read_text().replace('contact = ""', 'contact = "legal@fennel.example"')
    point = '\n[[to_authorities]]\nkind = "contact_point"\nname = "Legal desk"\nlanguages = ["de", "en"]\n'
    settings.write_text(f'person_address = "https://letters.fennel.example"\n{told}{point}')
    desk.card("dill")
    with desk.served():
        yield desk


def run(desk: Served, *args: str, by: str, stdin: str = "") -> Ran:
    return desk.run(*args, "--desk", desk.url, "--desk-id", DESKS[desk.url], by=by, stdin=stdin)


def far(desk: Served, *args: str, by: str, stdin: str = "") -> str:
    ran = run(desk, *args, by=by, stdin=stdin)
    assert ran.code == 0, (args, ran.err)
    return ran.out


def test_people_handle_a_case_at_a_served_desk(served: Served) -> None:
    case, facts = served.case, [f"{path}={value}" for path, value in FACTS.items()]
    for name in ("aster", "birch"):
        far(served, "open", case, "--out", f"read-{name}", by=name)
        assert any(file.suffix == ".txt" for file in (served.folder / f"read-{name}").iterdir())
    here = served.run("confirm", case, *facts, by="aster")
    assert (here.code, f"--desk {served.url}" in here.err) == (2, True)
    assert "a person who read the original confirmed values" in far(served, "confirm", case, *facts, by="aster")
    for name in ("aster", "birch"):
        far(served, "target", case, "--from", "-", by=name, stdin=json.dumps(MAILBOX.target))
    far(served, "gate", case, "admit", "yes", by="cedar")
    far(served, "gate", case, "tell", "yes", by="cedar")
    assert "Nothing is wrong" in far(served, "strike", case, by="aster")
    assert "was proposed" in far(served, "decide", case, "comply", "--item", "1", by="cedar")
    mine = run(served, "approve", case, "--item", "1", by="cedar")
    assert mine.code != 0
    done = json.loads(far(served, "approve", case, "--item", "1", "--json", by="birch"))
    assert done["events"] == ["case:decision:approved"]
    assert "Item 1" in far(served, "show", case, by="birch")
    assert json.loads(far(served, "show", case, "--json", by="birch"))["case"] == case
    assert "Suggested" in far(served, "assess", case, by="birch")
    rows = [json.loads(line) for line in far(served, "due", "--json", by="birch").splitlines()]
    assert {row["case"] for row in rows} >= {case}
    assert case[:10] in far(served, "due", by="birch")
    assert json.loads(far(served, "cases", "--country", "DE", "--json", by="birch"))["case"] == case
    assert case[:10] in far(served, "cases", by="birch")
    told = run(served, "letter", case, "--out", "letter.txt", by="aster")
    assert (told.code, "comply_notice" in told.err) == (0, True), told.err
    assert "ZD-12345/26" in (served.folder / "letter.txt").read_text()
    sent = json.loads(far(served, "send", case, "--how", "post", "--json", by="aster"))
    assert (sent["case"], sent["events"][0]) == (case, "case:letter:sent")
    plan = ("--role", "target", "--risk", "sole", "--tried", "none", "--page", "plan.html", "--lang", "en")
    assert "second person" in far(served, "notice", "propose", case, *plan, by="aster")
    assert "may go" in far(served, "notice", "agree", case, "--page", "read.html", "--yes", by="birch")
    (served.folder / "account.txt").write_text("quirin@fennel.example")
    notifier = ("--notifier", crypto.new_case_key()[1], "--account", "account.txt", "--page", "seal.html", "--yes")
    assert "It is sealed" in far(served, "notice", "seal", case, *notifier, by="birch")
    assert "for the notifier alone" in far(served, "notice", "hand", case, "--out", "finished.age", by="aster")
    page = ("notice", "make", case, "--out", "code.txt", "--json")
    assert json.loads(far(served, *page, by="aster"))["events"] == ["case:note:added"]
    assert len(json.loads(far(served, "notice", "list", case, "--json", by="aster"))["pages"]) == 1
    assert "1 taken away" in far(served, "notice", "withdraw", case, by="aster")


def test_each_other_command_of_a_person_at_a_served_desk(served: Served) -> None:  # noqa: PLR0915 - one desk, one story
    ran: set[str] = {"due", "cases", "show", "open", "assess", "letter", "send", "target"}
    ran |= {"notice propose", "notice agree", "notice make", "notice list", "notice withdraw", "tell"}
    ran |= {"notice seal", "notice hand"}

    def do(*args: str, by: str = "aster") -> str:
        ran.update(name for name in of_people() if args[: len(name.split())] == tuple(name.split()))
        return far(served, *args, by=by)

    def told(*args: str, by: str = "aster") -> object:
        return json.loads(do(*args, "--json", by=by))

    # What a person contests: said, decided by somebody who was not on the decision, and listed.
    do("contest", "record", served.case, "--item", "1", "--person", "T1", "--who", "counsel", "--how", "letter",
       "--on", f"{TODAY}")  # fmt: skip
    assert json.loads(do("contest", "list", served.case, "--json"))["contests"][0]["end"] is None
    own = [
        ("contest", "find", served.case),
        ("contest", "letter", served.case, "--item", "1", "--out", "never.txt"),
        ("blocked", served.case, "--item", "1", "--out", "never.html"),
        ("reasons", served.case, "--item", "1", "--facts", "demand.txt", "--because", "demand.txt", "--ground", "4",
         "--out", "never.txt"),
    ]  # fmt: skip
    for command in own:
        refused = run(served, *command, by="aster")
        assert refused.code != 0, command
        assert "Traceback" not in refused.err
        ran.add(" ".join(command[: 2 if command[0] == "contest" else 1]))
    # What becomes public of a letter is drawn, and looked at by two; nothing goes further of what is not published.
    item = (served.case, "--item", "1")
    do("document", "draw", *item, "--of", "answer", "--out", "drawn")
    assert do("document", "list", served.case) == ""
    for command in (
        ("document", "propose", *item, "--from", "drawn", "--seen", "00000000"),
        ("document", "look", *item, "--out", "looked"),
        ("document", "publish", *item, "--seen", "00000000"),
    ):
        shut = run(served, *command, by="birch")
        assert (shut.code != 0, "Traceback" in shut.err) == (True, False), (command, shut)
        ran.add(" ".join(command[:2]))
    # What the law lets us claim, and what was not left at a portal.
    assert json.loads(do("cost", "list", served.case, "--json"))["entries"] == []
    assert do("invoice", "--export").startswith("number,made_on")
    assert json.loads(do("traffic-log", "2001-Q1", "--json"))["demands"] == 0
    shown = run(served, "portal", "show", served.case, by="aster")
    assert (shown.code, "portal.no-receipt" in shown.err) == (1, True)
    ran.add("portal show")
    # The directory: two people.
    ids = [json.loads(line)["id"] for line in do("authority", "list", "--json").splitlines()]
    other = next(one for one in ids if one.startswith("DE-") and one != "DE-BKA")
    do("authority", "verify", other, "--contact", "post@office.example", "--how", "call_back")
    assert run(served, "authority", "confirm", other, by="aster").code == 1
    do("authority", "confirm", other, by="birch")
    assert "post@office.example" in do("authority", "show", other)
    assert "1 offices, 0 marks" in do("authority", "export", "--out", "offices.note", "--only", other)
    # Law, by counsel.
    assert told("law", "sign", "DE-STPO-100G", "--on", f"{TODAY}", by="cedar")
    do("language", "sign", "de", by="cedar")
    refused = run(served, "draft", served.case, "motion", "--item", "1", "--out", "motion.txt", by="cedar")
    assert (refused.code, "No order of silence" in refused.err) == (2, True), refused.err
    ran.add("draft")
    assert "cedar" in do("language", "list")
    # Anybody stops, two go on.
    assert told("freeze")["frozen"] is True  # type: ignore[index]
    assert told("freeze", "lift")["frozen"] is True  # type: ignore[index]
    assert told("freeze", "lift", by="birch")["frozen"] is False  # type: ignore[index]
    # The next roster is proposed at the machine and signed by people on theirs.
    mail_key = str(told("mail-key", "make", "orders@desk.example")["key"])  # type: ignore[index]
    assert mail_key[:16] in do("mail-key", "show")
    served.do("roster", "next", "--add", "dill.card:clerk", "--mail-key", mail_key)
    assert told("roster", "sign")["missing"] == ["birch", "cedar"]  # type: ignore[index]
    do("roster", "sign", by="birch")
    assert "dill" in do("roster", "show")
    assert told("roster", "share", "--with", "dill")["envelopes"] == 1  # type: ignore[index]
    do("open", served.case, "--out", "read-dill", by="dill")
    assert "dill" in told("mail-key", "share")["people"]  # type: ignore[index]
    assert told("mail-key", "export", "--out", "public", by="dill")["wkd"]  # type: ignore[index]
    do("mail-key", "request", "--out", "box.csr")
    openssl = Openssl(served.folder)
    openssl.key("authority")
    openssl.run("x509", "-req", "-in", "box.csr", "-CA", "authority.pem", "-CAkey", "authority.key", *CERTIFIED)
    assert told("mail-key", "certificate", "box.crt")["key"] != mail_key  # type: ignore[index]
    assert "Nothing in this case came sealed" in run(served, "unseal", served.case, by="dill").err
    ran.add("unseal")
    # The night.
    tomorrow = TODAY + datetime.timedelta(days=1)
    hours = ("--from", f"{tomorrow}T17:00", "--to", f"{tomorrow}T23:00")
    watch = told("night", "plan", "birch", *hours)["watch"]  # type: ignore[index]
    assert run(served, "night", "confirm", watch, by="aster").code == 1
    do("night", "confirm", watch, by="birch")
    offered = told("night", "hand-over", watch, "--to", "aster", by="birch")["watch"]  # type: ignore[index]
    do("night", "remove", offered)
    way = told("night", "reach", "add", "aster", "mail", "aster@staff.example")["way"]  # type: ignore[index]
    page = told("night", "test", str(way))["page"]  # type: ignore[index]
    assert "aster@staff.example" in do("night", "show")
    assert "aster is on it" in do("night", "ack", page)
    assert run(served, "night", "answer", "nothing", by="aster").code == 1
    ran.add("night answer")
    do("night", "reach", "remove", str(way))
    # One's own days.
    away = told("absent", "add", f"{tomorrow}", f"{tomorrow + datetime.timedelta(days=3)}")["absence"]  # type: ignore[index]
    assert run(served, "absent", "remove", str(away), by="birch").code == 1
    assert "aster" in do("absent", "list", by="birch")
    assert run(served, "absent", "add", "2020-01-01", "2020-01-02", by="aster").code == 1
    assert "You are there after all" in do("absent", "remove", str(away))
    assert "aster" not in do("absent", "list")
    again = told("remind", "add", served.case[:10], f"{tomorrow}")["reminder"]  # type: ignore[index]
    assert json.loads(do("remind", "list", "--json"))["case"] == served.case
    assert do("remind", "list", by="birch") == ""
    assert run(served, "remind", "done", str(again), by="birch").code == 1
    assert do("remind", "done", str(again)) == "✓ Done.\n"
    assert do("remind", "list") == ""
    assert "again" in do("remind", "done", str(again), "--open")
    # Items that leave for a new case; and a case that is forgotten by two.
    two = served.take_in("03-two-orders.txt")
    do("classify", two, "new-case")
    new = str(told("split", two, "2")["case"])  # type: ignore[index]
    do("open", new, "--out", "read-new", by="birch")
    spam = served.do("intake", "demand.txt", "--json").json["case"]
    for name in ("aster", "birch"):  # a demand was read in it
        do("classify", spam, "not-a-demand", by=name)
    assert told("forget", spam)["waits_for_second"] == [spam]  # type: ignore[index]
    assert told("forget", spam, "--yes", by="birch")["destroyed"] is True  # type: ignore[index]
    # A report: built at the machine, signed by two, published by one who may.
    served.do("report", "build", "--period", f"{TODAY.year}", "--running")
    for name in ("aster", "cedar"):
        do("report", "sign", by=name)
    do("report", "publish", by="birch")
    do(
        "report",
        "correct",
        "--period",
        f"{TODAY.year}",
        "--edition",
        "1",
        "--says",
        "One was counted twice.",
        by="birch",
    )
    # The scorecard: two of the house.
    for name in ("aster", "birch"):
        do("scorecard", "sign", by=name)
    do("scorecard", "publish", by="birch")
    # A talk with a government, sealed, read by two, public on its day; and a question to an ally.
    served.folder.joinpath("talk.toml").write_text(served.do("talk", "template", "position").out)
    talk = str(told("talk", "record", "talk.toml", "--delay", "0", "--reveals", "no")["events"])  # type: ignore[index]
    assert talk == "['desk:talk:recorded']"
    named = str(json.loads(do("talk", "list", "--json"))["talk"])
    assert "what they asked" in do("talk", "show", named, by="birch").lower()
    assert run(served, "talk", "publish", named, by="birch").code == 1
    do("talk", "agree", named, "--reveals", "no", by="birch")
    assert "is public" in do("talk", "publish", named, by="birch")
    assert "public since" in do("talk", "list")
    assert told("talk", "show", named, by="cedar")["sort"] == "position"  # type: ignore[index]
    do("talk", "withdraw", named, "--why", "danger")
    assert run(served, "talk", "quarter", "2001-Q1", "all", by="aster").code == 1
    do("talk", "quarter", "2001-Q1", "none")
    secret, key = crypto.new_case_key()
    served.folder.joinpath("ally.txt").write_text(key)
    do("ally", "verify", "help-desk", "--name", "Help Desk", "--contact", "help@ally.example", "--key", "ally.txt")
    asks = ("ally", "ask", "help-desk", "--out", "question.age")
    assert run(served, *asks, by="aster", stdin="Must a licence say so?").code == 2
    do("ally", "confirm", "help-desk", "--key", "ally.txt", by="birch")
    assert "birch" in do("ally", "list")
    for text in ("What of a@b.example?", "Call +49 30 5550101", f"In {served.case}: may we?"):
        shut = run(served, *asks, by="aster", stdin=text)
        assert (shut.code, "Nothing was sealed" in shut.err) == (2, True)
    far(served, *asks, by="aster", stdin="Must a licence say so?")
    ran.add("ally ask")
    assert crypto.decrypt(served.folder.joinpath("question.age").read_bytes(), [secret]) == b"Must a licence say so?"
    # A history as it is shown here, compared by voice; nothing in it is to be struck out or accepted.
    for of in (served.case, "desk"):
        words = do("chain", "words", of).strip()
        assert words == do("chain", "words", of, by="birch").strip()
        taken = run(served, "chain", "accept", of, words, "--with", "birch", by="aster")
        assert (taken.code, "nothing needs to be accepted" in taken.err) == (2, True), taken.err
    ran.add("chain accept")
    # Which roster is in force, compared by voice; nothing waits here.
    said = do("roster", "words", by="birch").strip()
    taken = run(served, "roster", "accept", said.partition(": ")[2], "--with", "birch", by="aster")
    assert (taken.code, "Nothing waits" in taken.err) == (2, True), taken.err
    ran.add("roster accept")
    assert "Nobody signed this" in do("contacts", "list", by="cedar")
    assert "1 entry" in do("contacts", "sign", by="cedar")
    assert "the public is told" in do("contacts", "list", by="cedar")
    assert json.loads(do("strike", served.case, "--json"))["faults"] == []
    # Whoever keeps shares hands them over without a key and without a session.
    handed = served.run("release", "hand-over", "--desk", served.url, "--identity", "aster.identity")
    assert (handed.code, "No share waits here." in handed.err) == (0, True), handed.err
    # A key that signs nothing more.
    do("roster", "retire", by="dill")
    assert run(served, "open", served.case, "--out", "never", by="dill").code == 1
    table = set(acting.commands())
    assert {name for name in of_people() if name.split()[0] not in ELSEWHERE} - table - ran == set()
