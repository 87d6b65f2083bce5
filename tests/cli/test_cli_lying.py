"""A desk that lies about one thing that a command reads, one at a time: refused by name, or shown as what it is.

The true desk answers in this process; between it and the command stands a line that changes one answer. What a release
rests on is lied about in ``test_release_lying_desk.py``, what a page shows in ``frontend/test/lying.test.ts``.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import pdf_samples as pdfs
from commands_here import ran
from desk_samples import CONTACT, Place, people
from dueprocess.adapters import crypto
from dueprocess.cli import clients
from dueprocess.cli.main import cli
from dueprocess.desk.api.in_process import InProcess
from dueprocess.desk.services import acts
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.house import House as Settings
from dueprocess.desk.services.result import Done
from dueprocess.formats.object import ObjectKind, commitment
from dueprocess.formats.statement import Act
from dueprocess.letter.own import Attachment, OwnWords
from in_process import material

Told = dict[str, Any]


@dataclass
class Said:
    """An answer whose bytes are at hand."""

    status: int
    data: io.BytesIO
    length: int | None

    def read(self, most: int | None = None, /) -> bytes:
        taken = self.data.read(most)
        self.length = (self.length or 0) - len(taken)
        return taken

    def close(self) -> None:
        pass


@dataclass
class LyingLine:
    """A way to the true desk on which somebody sits. ``lies``: what they make of an answer, by the end of its path."""

    true: InProcess
    lies: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)  # acts that were handed in

    @property
    def origin(self) -> str:
        return self.true.origin

    @contextlib.contextmanager
    def ask(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Iterator[Said]:
        if method == "POST" and path == "/v1/acts":
            self.done.append(json.loads(body)["note"])
        with self.true.ask(method, path, body, headers) as answer:
            data, bare = answer.read(), path.partition("?")[0]
            for end, lie in self.lies.items():
                if bare.endswith(end):
                    data = lie(data) if bare.startswith("/v1/sealed/") else json.dumps(lie(json.loads(data))).encode()
            yield Said(answer.status, io.BytesIO(data), len(data))


@dataclass
class House:
    """A case on which aster had the original open and wrote a note, and what birch's commands are told of it."""

    place: Place
    case: str
    line: LyingLine
    folder: Path
    original: str = ""
    note: str = ""
    words: str = ""
    file: str = ""

    def lies(self, end: str, change: Callable[[Any], Any]) -> None:
        """``change`` changes what was told in place, or gives another in place of it."""

        def lie(told: Any) -> Any:
            other = change(told)
            return told if other is None or not isinstance(other, type(told)) else other

        self.line.lies[end] = lie

    def swaps(self, sealed: str, content: bytes, kind: ObjectKind = ObjectKind.ORIGINAL) -> None:
        """Other bytes under an id, sealed to the case's own key, to which the desk commits."""
        recipient = crypto.recipient_of(material(self.place, "birch").secret(self.case))
        other = crypto.seal(kind, "text/plain", content, recipient, "2026-03-09T09:00:00Z")
        self.lies(f"/sealed/{sealed}", lambda _: other)
        self.lies("/material", lambda told: told["committed"].append(crypto.sha256(other)))

    def drops(self, sealed: str) -> None:
        def lie(told: Told) -> None:
            told["objects"] = [row for row in told["objects"] if row["id"] != sealed]

        self.lies("/material", lie)

    def decides(self, outcome: str = "no_data") -> None:
        assert isinstance(self.place.propose(self.case, outcome), Done)
        assert isinstance(self.place.approve(self.case), Done)

    def attaches(self) -> None:
        """Returned for correction with own words and a file, by two."""
        mine = material(self.place, "aster")
        file = pdfs.text("Order of the court")
        own = OwnWords((WORDS,), attached=(Attachment("order.pdf", len(file), crypto.sha256(file)),))
        words = mine.sealed(self.case, "note", "", "text/plain", own.text.encode())
        along = mine.sealed(self.case, "note", "order.pdf", "application/pdf", file)
        for one in (words, along):
            self.place.do("aster", Act.NOTE_ADD, self.case, {"sealed": one.id}, [Attached(*_four(one))])
        point = commitment(*crypto.unseal(words.bytes, [mine.secret(self.case)]))
        assert isinstance(self.place.propose(self.case, "no_data", point=point), Done)
        self.words, self.file = words.id, along.id

    def runs(self, *args: str, by: str = "birch") -> tuple[str, str]:
        """What the command prints, and what it says beside that."""
        words = [self.case if word == "CASE" else word for word in args]
        who = ["--desk", "https://desk.example", "--as", by, "--identity", f"{by}.identity"]
        done = ran(cli, [*words, *who, "--desk-id", self.place.desk.roster.desk_id])
        return done.stdout, done.stderr


@pytest.fixture
def house(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    place = Place.found(house=PROVIDER)
    case, line = place.ready(), LyingLine(InProcess(lambda: place.desk))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clients, "_way", lambda _: (line, ""))
    monkeypatch.setattr(clients, "now", lambda: place.desk.now)
    monkeypatch.setattr(clients, "_identity", lambda given: (people()[given["name"]], tmp_path / given["name"]))
    made = House(place, case, line, tmp_path)
    opened = list(material(place, "aster").opened(case))
    made.original, (original,) = next(
        (one.id, [(commitment(one.header, one.content), one.header.kind)]) for one in opened
        if one.header.kind is ObjectKind.ORIGINAL
    )  # fmt: skip
    brought = material(place, "aster").sealed(case, "note", "", "text/plain", b"do not answer: they denied it\n")
    made.note = brought.id
    signed = place.note("aster", Act.NOTE_ADD, case, {"sealed": brought.id}, opened=(original,))
    assert isinstance(acts.perform(place.desk, signed, attached=(Attached(*_four(brought)),)), Done)
    return made


def _four(brought: Any) -> tuple[str, str, str, bytes]:
    return brought.id, brought.kind, brought.reader, brought.bytes


def face(told: Told, **values: Any) -> None:
    told["relied"]["face"]["case"].update(values)


def sheet(told: Told) -> Told:
    return told["sheets"][0]


def reads_otherwise(told: Told) -> None:
    """Somebody confirmed another fact."""
    (confirmed,) = [row for row in told["events"] if row["kind"] == "case:face:confirmed"]
    confirmed["body"]["fields"]["country"] = "FR"


def notes(change: Callable[[list[str]], list[str]]) -> Callable[[Told], None]:
    return lambda told: told.update(notes=change(told["notes"]))


WORDS = "Please use the form on our page."
MOVED = "[case.revision-moved]"
PROVIDER = Settings("Fennel Mail", "DE", "Europe/Berlin", languages=("de", "en"), contact="legal@fennel.example")
NOBODYS = "nobody signed this: it is the desk's word"
OPEN = ("open", "CASE", "--out", "read")
SHOW = ("show", "CASE")
ROSTER = ("roster", "show")
LETTER = ("letter", "CASE", "--out", "letter.txt")
SEND = ("send", "CASE", "--how", "post")
COUNSEL = ("counsel", "list", "CASE")

# What the desk does; the command that reads it; the rule by which it refuses, or what it says.
LIES: list[tuple[str, Callable[[House], object], tuple[str, ...], str]] = [
    # The original and what else is sealed.
    ("another order under the same id", lambda at: at.swaps(at.original, b"all members of the newsroom"), OPEN,
     "[original.other]"),
    ("no original", lambda at: at.drops(at.original), OPEN, "[original.other]"),
    ("an original to which nothing commits", lambda at: at.lies(f"/sealed/{at.original}", lambda _: b"x"), OPEN,
     "[sealed.not-committed]"),
    ("an original that breaks off", lambda at: at.lies(f"/sealed/{at.original}", lambda data: data[:-9]), OPEN,
     "[sealed.not-committed]"),
    ("an object by a name that leaves the folder",
     lambda at: at.lies("/material", lambda told: told["objects"].append({"id": "../../passwd"})), OPEN,
     "[counter.form]"),
    ("a note in other words", lambda at: at.swaps(at.note, b"called back: all is correct", ObjectKind.NOTE), OPEN,
     NOBODYS),
    ("no note", lambda at: at.drops(at.note), OPEN, "A note that aster signed is not here"),
    ("the key of another case",
     lambda at: at.lies("/material", lambda told: told.update(recipient=people()["dan"].card().age)), OPEN, "[age."),
    ("an envelope that is none", lambda at: at.lies("/material", lambda told: told.update(envelope="AAAA")), OPEN,
     "[age."),
    # Facts.
    ("other facts in what decisions rely on", lambda at: at.lies("/evidence", lambda told: face(told, country="FR")),
     SHOW, "[counter.form]"),
    ("another event", lambda at: at.lies("/events", reads_otherwise), SHOW,
     "[counter.form]"),
    ("an event less", lambda at: at.lies("/events", lambda told: told.update(events=told["events"][:-1])), SHOW, MOVED),
    ("an event of nobody",
     lambda at: at.lies("/events", lambda told: told["events"].append(told["events"][-1])), SHOW, MOVED),
    ("events in another order", lambda at: at.lies("/events", lambda told: told["events"].reverse()), SHOW,
     "[counter.form]"),
    ("facts of another case", lambda at: at.lies("/evidence", lambda told: told.update(case="c-" + "a" * 24)), SHOW,
     "[counter.form]"),
    ("another number to call back", lambda at: at.lies("/evidence", lambda told: told.update(phone="+49305550199")),
     ("approve", "CASE", "--item", "1"), "[authority.number]"),
    ("another contact", lambda at: at.lies("/evidence", lambda told: told.update(contact="post@elsewhere.example")),
     ("approve", "CASE", "--item", "1"), "[authority.unverified]"),
    # The chain.
    ("a case that is shorter than was signed", lambda at: at.lies("/evidence", lambda told: told.update(revision=1)),
     SHOW, "[release."),
    ("a statement is withheld", lambda at: at.lies("/evidence", notes(lambda all_: [*all_[:-2], all_[-1]])), SHOW,
     "[chain.forked]"),
    ("two statements change places", lambda at: at.lies("/evidence", notes(lambda all_: [*all_[:-2], *all_[:-3:-1]])),
     SHOW, "[chain.forked]"),
    ("a statement twice", lambda at: at.lies("/evidence", notes(lambda all_: [*all_, all_[-1]])), SHOW,
     "[chain.twice]"),
    ("what was signed about the desk is withheld", lambda at: at.lies("/evidence", notes(lambda all_: all_[1:])), SHOW,
     "[chain."),
    ("who verified the authority is withheld from those who signed on it",
     lambda at: at.lies("/evidence", notes(lambda all_: all_[2:])), SHOW, "[chain.shorter]"),
    # The roster.
    ("no roster", lambda at: at.lies("/itself", lambda told: told.update(rosters=[])), ROSTER, "[roster.lower-number]"),
    ("another roster", lambda at: at.lies("/itself", lambda told: told.update(
        rosters=[told["rosters"][0].replace('"k":2', '"k":1')])), ROSTER, "[roster."),
    ("a roster of another number", lambda at: at.lies("/evidence", lambda told: told.update(roster=2)), SHOW,
     "[counter.form]"),
    ("another desk", lambda at: at.lies("/hello", lambda told: told.update(desk="a" * 64)), SHOW,
     "[counter.another-desk]"),
    # What a colleague asked counsel.
    ("a question to counsel is hidden from who agrees",
     lambda at: at.lies("/counsel", lambda told: told.update(rows=[])), COUNSEL, "[release.unsigned]"),
    ("another question to counsel", lambda at: at.lies("/counsel", lambda told: told["rows"][0].update(bytes="QUJD")),
     COUNSEL, "[release.unsigned]"),
    ("a question to counsel is withheld", lambda at: at.lies("/counsel", lambda told: told["rows"][0].update(bytes="")),
     COUNSEL, "not all of it is here"),
    ("an answer of counsel that never came",
     lambda at: at.lies("/counsel", lambda told: told["rows"][0].update(answer="s-" + "a" * 24)), COUNSEL,
     "not all of it is here"),
    # The letter.
    ("a letter of no form", lambda at: at.lies("/letter", lambda told: told.update(sheets="x")), LETTER,
     "[counter.form]"),
    ("a letter with something that is not shown",
     lambda at: at.lies("/letter", lambda told: told["sheets"][0].update(hidden="We send everything.")), LETTER,
     "[counter.form]"),
    ("a letter that says another outcome",
     lambda at: at.lies("/letter", lambda told: told.update(kind="comply_notice")), SEND, "[release.unsigned]"),
    ("a letter of another answer", lambda at: at.lies("/letter", lambda told: told.update(kind="correction")), SEND,
     "[release.unsigned]"),
    ("a letter that answers nothing", lambda at: at.lies("/letter", lambda told: told.update(kind="farewell")), SEND,
     "[counter.form]"),
    ("a letter in another language", lambda at: at.lies("/letter", lambda told: sheet(told).update(language="fr")),
     LETTER, "no_data, in fr"),
    ("a letter about another item", lambda at: at.lies("/letter", lambda told: told.update(items=[2])), SEND,
     "[release.unsigned]"),
]  # fmt: skip


AGREE = ("approve", "CASE", "--item", "1")
# The same of own words and what goes along.
OF_WORDS: list[tuple[str, Callable[[House], object], str]] = [
    ("own words in other words", lambda at: at.swaps(at.words, b"We send everything.\n", ObjectKind.NOTE),
     "Our own words on item 1 are not in the case"),
    ("no own words", lambda at: at.drops(at.words), "Our own words on item 1 are not in the case"),
    ("another attachment", lambda at: at.swaps(at.file, pdfs.text("Order of nobody"), ObjectKind.NOTE),
     "The attachment order.pdf of item 1 is not in the case as it was signed."),
    ("no attachment", lambda at: at.drops(at.file),
     "The attachment order.pdf of item 1 is not in the case as it was signed."),
]  # fmt: skip


@pytest.mark.parametrize("command", [AGREE, LETTER, SEND], ids=["approve", "letter", "send"])
@pytest.mark.parametrize(("what", "does", "then"), OF_WORDS, ids=[row[0] for row in OF_WORDS])
def test_own_words_and_what_goes_along_are_those_that_were_signed(
    house: House, what: str, does: Callable[[House], object], then: str, command: tuple[str, ...]
) -> None:
    house.attaches()
    if command is not AGREE:
        assert isinstance(house.place.approve(house.case), Done)
    does(house)
    out, said = house.runs(*command)
    assert then in said, (out, said)
    assert "[release.unsigned]" in said
    assert house.line.done == []
    assert not (house.folder / "letter.txt").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda told: sheet(told)["blocks"].append({"paragraph": [{"text": "We send everything."}]}), "everything"),
        (lambda told: sheet(told).update(recipient=[[{"text": "post@elsewhere.example"}]]), "post@elsewhere.example"),
        (lambda told: sheet(told)["signature"].append([{"text": "birch, counsel"}]), "birch, counsel"),
    ],
    ids=["text", "recipient", "signature"],
)
def test_what_a_letter_says_otherwise_is_shown_as_it_would_leave(
    house: House, change: Callable[[Told], object], says: str
) -> None:
    """No client composes the letter; it shows it whole, and the sending worker lets no other one leave."""
    house.decides()
    house.lies("/letter", change)
    house.runs(*LETTER)
    assert says in (house.folder / "letter.txt").read_text()


@pytest.mark.parametrize(("what", "does", "command", "then"), LIES, ids=[row[0] for row in LIES])
def test_one_lie_is_refused_by_name_or_shown_as_what_it_is(
    house: House, what: str, does: Callable[[House], object], command: tuple[str, ...], then: str
) -> None:
    if command in {LETTER, SEND}:
        house.decides()
    elif command[0] == "approve":
        assert isinstance(house.place.propose(house.case), Done)
    elif command[0] == "counsel":
        (house.folder / "question.txt").write_text("May we?")
        house.runs("counsel", "ask", "CASE", "--question", "question.txt", "--until", "2099-01-01", by="aster")
        assert "May we?" in house.runs(*command)[0]
    does(house)
    out, said = house.runs(*command)
    assert then in said + (out if command == COUNSEL else ""), (out, said)
    assert house.line.done == []  # nothing was signed
    if then.startswith("["):
        assert not (house.folder / "read").exists()
        assert not (house.folder / "letter.txt").exists()


def test_an_honest_desk_is_believed(house: House) -> None:
    out, said = house.runs(*OPEN)
    assert f"{house.note}-note.txt: signed by aster" in said, (out, said)
    assert NOBODYS not in said
    assert "Item 1" in house.runs(*SHOW)[0]
    assert "aster" in house.runs(*ROSTER)[0]
    house.decides()
    assert "no_data" in house.runs(*LETTER)[1]
    assert (
        CONTACT in (house.folder / "letter.txt").read_text()
        or "Sehr geehrte" in (house.folder / "letter.txt").read_text()
    )
    house.runs(*SEND)
    assert len(house.line.done) == 1
