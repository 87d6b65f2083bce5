"""A desk that lies about one thing that a command reads, one at a time: refused by name, or shown as what it is.

The true desk answers in this process; between it and the command stands a line that changes one answer. What a release
rests on is lied about in ``test_release_lying_desk.py``, what a page shows in ``frontend/test/lying.test.ts``.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
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
from dueprocess.desk.data.models import Duty
from dueprocess.desk.services import acts, desk_acts, purging, trust
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.house import House as Settings
from dueprocess.desk.services.result import Done
from dueprocess.formats import links
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
    heard: dict[str, bytes] = field(default_factory=dict)  # what the true desk last answered, by path
    kept: dict[str, tuple[int, bytes]] | None = None  # its answers, once it is asked the same time and again

    @property
    def origin(self) -> str:
        return self.true.origin

    @contextlib.contextmanager
    def ask(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Iterator[Said]:
        if method == "POST" and path == "/v1/acts":
            self.done.append(json.loads(body)["note"])
        bare = path.partition("?")[0]
        status, data = self.answer(method, path, body, headers)
        self.heard[bare] = data
        for end, lie in self.lies.items():
            if bare.endswith(end):
                data = lie(data) if bare.startswith("/v1/sealed/") else json.dumps(lie(json.loads(data))).encode()
        yield Said(status, io.BytesIO(data), len(data))

    def answer(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, bytes]:
        if method == "GET" and self.kept is not None and path in self.kept:
            return self.kept[path]
        with self.true.ask(method, path, body, headers) as answer:
            found = answer.status, answer.read()
        if method == "GET" and self.kept is not None and found[0] == 200:
            self.kept[path] = found
        return found


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

    def forgets(self) -> None:
        """The case is answered, closed and forgotten by aster and birch; a house that lets it be purged at once."""
        self.place.desk = replace(self.place.desk, house=replace(PROVIDER, purge_after_months=0))
        assert isinstance(self.place.propose(self.case, "correct"), Done)
        paper = self.place.sealed("letter", "case")
        letter = {"how": "post", "items": [1], "kind": "correction", "language": "de", "sealed": paper.id}
        self.place.do("aster", Act.LETTER_SEND, self.case, letter, [paper])
        for question, answer in (("tell", "no"), ("admit", "no"), ("count", "yes")):
            assert isinstance(self.place.gate(self.case, question, answer), Done)
        for item, what in Duty.objects.filter(case_id=self.case, done_at__isnull=True).values_list("item", "what"):
            self.place.do("aster", Act.DUTY_DONE, self.case, {"item": item, "what": what})
        self.place.do("aster", Act.CASE_CLOSE, self.case, {})
        self.place.do("aster", Act.FORGET_PROPOSE, self.case, {})
        says = {"proposal": self.place.state(self.case).forget_statement}
        self.place.do("birch", Act.FORGET_APPROVE, self.case, says)

    def purges(self, *by: str, **other: str) -> None:
        """Each of them signs that the case is purged, as the desk holds it, and ``other``."""
        may = purging.purgeable(self.place.desk, self.case)
        assert may is not None
        for name in by:
            note = self.place.ask(name, Act.CASE_PURGE, {**may.holds, **other})
            self.place.desk = replace(self.place.desk, now=self.place.desk.now + timedelta(seconds=1))
            assert isinstance(desk_acts.perform(self.place.desk, note), Done)

    def claims(self, *by: str) -> None:
        """The desk says that the case was purged, and hands out hashes in place of its notes; they did sign it."""
        self.forgets()
        self.purges(*by)
        self.lies("/evidence", claimed)

    def runs(self, *args: str, by: str = "birch") -> tuple[str, str]:
        """What the command prints, and what it says beside that."""
        words = [self.case if word == "CASE" else word for word in args]
        who = ["--desk", "https://desk.example", "--as", by, "--identity", f"{by}.identity"]
        done = ran(cli, [*words, *who, "--desk-id", self.place.desk.roster.desk_id])
        return done.stdout, done.stderr


@pytest.fixture
def house(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    place = Place.found(house=PROVIDER)
    case = place.ready()
    place.keyed(case)
    line = LyingLine(InProcess(lambda: place.desk))
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


def claimed(told: Told) -> None:
    """A case whose notes are kept back, under the claim of a purge."""
    mine = links.of_case(told["case"], [note.encode() for note in told["notes"]])
    told["purged"] = {told["case"]: [links.name_of(note).hex() for note in mine]}
    told["notes"] = [note for note in told["notes"] if note.encode() not in mine]


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
     "[sealed.successor]"),
    ("no original", lambda at: at.drops(at.original), OPEN, "[sealed.successor]"),
    ("an original to which nothing commits", lambda at: at.lies(f"/sealed/{at.original}", lambda _: b"x"), OPEN,
     "[sealed.not-committed]"),
    ("an original that breaks off", lambda at: at.lies(f"/sealed/{at.original}", lambda data: data[:-9]), OPEN,
     "[sealed.not-committed]"),
    ("what a machine made, called the original",
     lambda at: at.lies("/material", lambda told: [row.update(kind="original") for row in told["objects"]]), OPEN,
     "[sealed.kind]"),
    ("an object by a name that leaves the folder",
     lambda at: at.lies("/material", lambda told: told["objects"].append({"id": "../../passwd"})), OPEN,
     "[counter.form]"),
    ("a note in other words", lambda at: at.swaps(at.note, b"called back: all is correct", ObjectKind.NOTE), OPEN,
     NOBODYS),
    ("no note", lambda at: at.drops(at.note), OPEN, "A note that aster signed is not here"),
    ("the key of another case",
     lambda at: at.lies("/material", lambda told: told.update(recipient=people()["dan"].card().age)), OPEN,
     "[case.key-other]"),
    ("what was compared and had to be destroyed",
     lambda at: at.lies("/material", lambda told: told.update(vessel={"recipient": "age1", "objects": []})), OPEN,
     "[case.vessel-kept]"),
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


# Commands that show what a desk tells.
READ = [OPEN, SHOW, ROSTER, LETTER, COUNSEL, ("cases",), ("due",), ("assess", "CASE"), ("release", "show", "CASE"),
        ("authority", "list"), ("strike", "CASE"), ("cost", "list", "CASE"), ("night", "show"), ("absent", "list"),
        ("remind", "list"), ("portal", "show", "CASE"), ("notice", "list", "CASE"), ("chain", "words", "CASE"),
        ("language", "list")]  # fmt: skip
HOSTILE = "\u202e\u0430ster\u200b"
BARE = re.compile("[\u202e\u200b\x1b]|(?<!⟨Cyrillic )\u0430ster")


def _texts(told: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, value in told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ():
        yield from [(*at, key)] if isinstance(value, str) else _texts(value, (*at, key))


def _field(path: tuple[Any, ...]) -> Any:
    """The field in which a text stands, wherever in the answer it does."""
    return next(key for key in reversed(path) if isinstance(key, str))


@pytest.mark.slow
@pytest.mark.parametrize("command", READ, ids=lambda one: " ".join(one[:2]).replace("CASE", "").strip())
def test_no_text_that_a_desk_tells_hides_or_passes_for_another(house: House, command: tuple[str, ...]) -> None:
    """Each field of text of each answer that the command reads, one at a time; refused, or shown as what it is."""
    if command == LETTER:
        house.decides()
    house.line.heard.clear()
    house.line.kept = {}
    house.runs(*command)
    told = {path: json.loads(data) for path, data in house.line.heard.items() if data.startswith(b"{")}
    assert told
    for end, answer in told.items():
        for path in {_field(path): path for path in _texts(answer)}.values():
            house.line.lies.clear()

            def lie(answer: Any, path: tuple[Any, ...] = path) -> None:
                for key in path[:-1]:
                    answer = answer[key]
                answer[path[-1]] += HOSTILE

            house.lies(end, lie)
            shown = "".join(house.runs(*command))
            assert not BARE.search(shown), (end, path, shown)


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


PURGE = ("purge", "CASE", "--yes")


def test_two_people_purge_a_case_and_whoever_comes_later_is_told_who(house: House) -> None:
    house.forgets()
    out, said = house.runs(*PURGE, by="aster")
    assert "A second person signs the same" in out, (out, said)
    house.place.later(minutes=1)
    assert "[case.four-eyes]" in house.runs(*PURGE, by="aster")[1]
    out, said = house.runs(*PURGE)
    assert f"{house.case[:10]}: purged by aster and birch." in out, (out, said)
    for by in ("birch", "cedar"):
        _, said = house.runs("open", "CASE", "--out", f"later-{by}", by=by)
        assert "aster and birch purged this case on 2026-03-09" in said
        assert "[case.purged]" in said
    assert house.runs(*PURGE)[0].startswith("✓")


def forged(at: House, by: str, **says: str) -> bytes:
    may = purging.purgeable(at.place.desk, at.case)
    assert may is not None
    return at.place.ask(by, Act.CASE_PURGE, {**may.holds, **says})


def shows(at: House, *notes: bytes, case: str = "") -> None:
    """The desk shows these notes on its own chain, one after another, and keeps those of the case back."""

    def lie(told: Told) -> None:
        claimed(told)
        told["notes"] += [note.decode() for note in notes]
        if case:
            told["purged"] = {told["case"]: ["7" * 64]}

    at.lies("/evidence", lie)


def one_signs_both(at: House) -> None:
    at.forgets()
    first = forged(at, "aster")
    at.purges("aster")
    at.place.later(minutes=1)
    shows(at, forged(at, "aster"))
    assert first


def two_apart(at: House) -> None:
    at.forgets()
    at.purges("aster")
    shows(at, forged(at, "birch", counted="7" * 64))


def of_another(at: House) -> None:
    """Two signed a purge of one case; the desk says that it is this one's."""
    at.forgets()
    other = at.place.arrive()
    first = forged(at, "aster", case=other)
    at.line.lies.clear()
    shows(at, first, forged(at, "birch", case=other))


def ends_elsewhere(at: House) -> None:
    at.forgets()
    at.purges("aster", "birch")

    def lie(told: Told) -> None:
        told["purged"][told["case"]].pop()

    at.lies("/evidence", lie)


def as_it_was(at: House) -> None:
    at.forgets()
    before = [note.decode() for note in trust.notes_of(at.case)]
    at.purges("aster", "birch")

    def lie(told: Told) -> None:
        told["purged"] = {}
        told["notes"] = [*before, *told["notes"]]

    at.lies("/evidence", lie)


def hidden(at: House) -> None:
    at.forgets()
    before = [note.decode() for note in trust.notes_of(at.case)]
    at.purges("aster")
    assert at.runs(*PURGE)[0].startswith("✓")  # birch saw the desk with it

    def lie(told: Told) -> None:
        told["purged"] = {}
        kept = [note for note in told["notes"] if "case.purge" not in note]
        told["notes"] = [*before, *kept]

    at.lies("/evidence", lie)


def other_rows(at: House) -> None:
    """aster signed other rows than birch's machine reckons, at a desk that takes them."""
    note = forged(at, "aster", counted="7" * 64)
    at.lies("/evidence", lambda told: told["notes"].append(note.decode()))


# What the desk does of a purge; the command that reads it; the rule by which it refuses.
PURGES: list[tuple[str, Callable[[House], object], str]] = [
    ("a purge that nobody signed", lambda at: at.claims(), "[chain.missing]"),
    ("a purge that one person signed", lambda at: at.claims("aster"), "[chain.missing]"),
    ("one person who signs both halves", one_signs_both, "[chain.missing]"),
    ("two who signed something else", two_apart, "[chain.missing]"),
    ("a purge of another case", of_another, "[chain.missing]"),
    ("a history that ends elsewhere", ends_elsewhere, "[chain.missing]"),
    ("a purged case as it was", as_it_was, "[chain.purged]"),
    ("a purge that is hidden from who saw the desk since", hidden, "[chain.shorter]"),
    ("another half of a colleague", lambda at: (at.forgets(), other_rows(at)), "[purge.wrong]"),
]


@pytest.mark.parametrize(("what", "does", "then"), PURGES, ids=[one[0] for one in PURGES])
def test_a_desk_that_lies_of_a_purge_is_refused_by_name(
    house: House, what: str, does: Callable[[House], object], then: str
) -> None:
    does(house)
    house.lies("/purge", lambda told: told.update(purged={}))  # else there is nothing to do
    out, said = house.runs(*PURGE)
    assert then in said, (what, out, said)
