"""``notice``: a page for the person who was asked about, sealed here under a code that goes another way (ADR 0032)."""

import base64
import datetime
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import click

from dueprocess.cli import options
from dueprocess.cli.case_commands import report, session
from dueprocess.cli.faults import wrong
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from dueprocess.case.state import CaseState
    from dueprocess.cli.session import Session
    from dueprocess.desk.services.desk import Desk
    from dueprocess.desk.services.house import House
    from dueprocess.desk.services.page_locks import Locked
    from dueprocess.formats.person_page import PersonPage
    from dueprocess.formats.statement import Statement

LANGUAGES: Final = ("en", "de", "ur")
NOTE: Final = "person-page.txt"
MAX_WORDS: Final = 3000
MAX_FILE: Final = 64 << 10
HOUSE: Final = ("name", "address", "contact", "person_address", "person_onion")
"""What the letter needs of desk.toml."""
PATH: Final = click.Path(path_type=Path)
_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_SAID: Final = re.compile(
    r"(made|withdrawn) page ([0-9a-f]{32}) of item ([0-9]{1,4}), until ([0-9]{4}-[0-9]{2}-[0-9]{2})\n"
)


@click.group()
def notice() -> None:
    """Tell a person: a page under a code. The desk keeps ciphertext; the code stands in a letter alone."""


F = TypeVar("F", bound=Callable[..., Any])


def _telling(function: F) -> F:
    """Options that say what the page is about."""
    for option in (
        click.option("--lang", "languages", multiple=True, type=click.Choice(LANGUAGES), help="Languages, in order."),
        click.option("--target", "handle", default="", help="The person's own handle, T1 …, where there are several."),
        click.option("--until", help="Last day of the page [default: half a year]; it ends with its month."),
        click.option("--contest-by", help="Day until which to contest; at least two weeks away."),
    ):
        function = option(function)
    return options.item(function)


def _outputs(function: F) -> F:
    """Options that say where letter and page go."""
    for option in (
        click.option("--out", type=PATH, required=True, help="Where the letter with the code goes: .pdf, else text."),
        click.option("--page", "shown", type=PATH, help="Write the page as the person reads it, too."),
        click.option("--words", multiple=True, metavar="LANG:FILE", help="Your own words to the person."),
    ):
        function = option(function)
    return function


@notice.command()
@click.argument("case")
@_telling
@_outputs
@options.as_json
@options.person
def make(
    *,
    case: str,
    out: Path,
    shown: Path | None,
    json_: bool,
    **given: Any,  # noqa: ANN401 - the shared options
) -> None:
    """Make a page for the person of an item, and the letter with its code. Nothing is sent.

    The page says what was asked, by what sort of authority, what was done, how to contest it and with whom to speak:
    from the case's codes, never an identifier. Send the letter by a way that nobody else reads.
    """
    from dueprocess.desk.services import page_locks
    from dueprocess.desk.services.cases import state_of
    from dueprocess.formats import page_code

    asked = Asked.of(given)
    who = session(given)
    _check_address(who.desk.house)
    state = state_of(who.find(case))
    page = asked.page(who.desk, state)
    code = who.desk.random(page_code.BYTES)
    locked = page_locks.lock(code, page)
    _write_letter(out, who.desk.house, page_code.written(code), page)
    try:
        done = put_page(who, state, asked.number, locked)
    except BaseException:
        out.unlink()  # the code of a page that is not there
        raise
    if shown is not None:
        _write(shown, _html(page))
    says = f"The page can be opened until {locked.until}. Its code is in {out}, and nowhere else."
    report(done, json_=json_, says=says)


@notice.command()
@click.argument("case")
@_telling
@click.option("--out", type=PATH, required=True, help="Where the draft goes.")
@options.home
def draft(case: str, out: Path, home: Path | None, **given: Any) -> None:  # noqa: ANN401 - the shared options
    """The page of an item in clear, to be locked on your own machine: no code ever comes near this one.

    Then there `notice lock`, and here `notice put`. Needs no identity, and may be done while the desk is served.
    """
    from dueprocess.cli.session import boot, find
    from dueprocess.desk.services.cases import state_of
    from dueprocess.formats.person_page import pack

    desk = boot(home)
    _check_address(desk.house)
    asked = Asked.of(given | {"words": ()})
    page = asked.page(desk, state_of(find(case)))
    house = {name: getattr(desk.house, name) for name in HOUSE}
    _write(out, json.dumps({"house": house, "page": base64.b64encode(pack(page)).decode()}).encode())
    click.echo(
        f"{out}: the page of item {asked.number}, without a code. Next, on your own machine: notice lock.", err=True
    )


@notice.command()
@click.argument("drafted", metavar="DRAFT", type=PATH)
@_outputs
@click.option("--sealed", type=PATH, required=True, help="Where the locked page goes; it may lie anywhere.")
def lock(drafted: Path, out: Path, shown: Path | None, words: tuple[str, ...], sealed: Path) -> None:
    """Lock a drafted page under a new code, on any machine and without a desk: the letter, and what goes back."""
    import secrets

    from dueprocess.desk.person.compose import with_words
    from dueprocess.desk.services import page_locks
    from dueprocess.formats import page_code

    house, page = _drafted(drafted)
    page = with_words(page, _words(words, [sheet.language for sheet in page.sheets]))
    _check_length(page)
    code = secrets.token_bytes(page_code.BYTES)
    locked = page_locks.lock(code, page)
    table = {"bytes": base64.b64encode(locked.bytes).decode(), "id": locked.id, "until": locked.until.isoformat()}
    _write(sealed, json.dumps(table).encode())
    try:
        _write_letter(out, house, page_code.written(code), page)
    except BaseException:
        sealed.unlink()  # a page whose code nobody has
        raise
    if shown is not None:
        _write(shown, _html(page))
    click.echo(f"{sealed} goes to the desk (notice put), {out} to the person. Its code is nowhere else.", err=True)


@notice.command()
@click.argument("case")
@click.argument("sealed", type=PATH)
@options.item
@options.as_json
@options.person
def put(case: str, sealed: Path, number: int, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """Put a page that was locked elsewhere into the desk, where the person of the item may be told."""
    from dueprocess.desk.services.cases import state_of

    who = session(person)
    locked = _locked(sealed, who.desk.day_of(who.desk.now))
    done = put_page(who, state_of(who.find(case)), number, locked)
    report(done, json_=json_, says=f"The page can be opened until {locked.until}.")


def _read(path: Path) -> dict[str, Any]:
    """A small table of JSON. Raises DeniedError."""
    try:
        with path.open("rb") as file:
            table = json.loads(file.read(MAX_FILE))
    except (ValueError, RecursionError):
        table = None
    if not isinstance(table, dict):
        message = f"{path} is no file of `notice draft` or `notice lock`."
        raise wrong(message)
    return table


def _drafted(path: Path) -> "tuple[House, PersonPage]":
    from dueprocess.desk.services.house import House
    from dueprocess.formats.person_page import unpack

    table = _read(path)
    try:
        page = unpack(base64.b64decode(str(table["page"]), validate=True))
        told = {name: table["house"][name] for name in HOUSE}
        house = House(country="", **told | {"address": tuple(told["address"])})
        fine = all(
            isinstance(one, str) for one in (*house.address, *(told[name] for name in HOUSE if name != "address"))
        )
    except (ValueError, KeyError, TypeError):
        fine = False
    if not fine:
        message = f"{path} is no draft of `notice draft`, or was damaged on its way."
        raise wrong(message)
    return house, page


def _locked(path: Path, today: datetime.date) -> "Locked":
    """A page as `lock` wrote it. Raises DeniedError."""
    from dueprocess.desk.services import page_locks

    table = _read(path)
    try:
        until, data = options.day(str(table["until"])), base64.b64decode(str(table["bytes"]), validate=True)
        fine = len(data) == page_locks.BYTES and bool(_ID.fullmatch(str(table["id"])))
        fine = fine and page_locks.is_last_day(today, until)
    except (ValueError, KeyError):
        fine = False
    if not fine:
        message = f"{path} is no page of `notice lock`, was damaged on its way, or is over."
        raise wrong(message)
    return page_locks.Locked(str(table["id"]), until, data)


def _write_letter(out: Path, house: "House", code: str, page: "PersonPage") -> None:
    languages = [sheet.language for sheet in page.sheets]
    _write(out, _letter(out, house, code, datetime.date.fromisoformat(page.until), languages))


def _letter(out: Path, house: "House", code: str, until: datetime.date, languages: Sequence[str]) -> bytes:
    from dueprocess.desk.person import letter

    if out.suffix.lower() == ".pdf":
        return letter.letter_pdf(house, code, until, languages)
    return letter.letter(house, code, until, languages).encode()


def _check_address(house: "House") -> None:
    if not house.person_address:
        message = "desk.toml gives the pages of persons no address. Set person_address (docs/operator/person.md)."
        raise wrong(message)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options say about the page."""

    number: int
    languages: tuple[str, ...]
    handle: str
    until: str | None
    contest_by: str | None
    words: tuple[str, ...]

    @classmethod
    def of(cls, given: dict[str, Any]) -> "Asked":
        """Take the page's options out of a command's."""
        return cls(*(given.pop(name) for name in ("number", "languages", "handle", "until", "contest_by", "words")))

    def page(self, desk: "Desk", state: "CaseState") -> "PersonPage":
        """The page, in clear, in this process alone. Raises DeniedError where the person may not be told."""
        from dueprocess.desk.person.compose import Telling, compose, with_words
        from dueprocess.desk.services import notices

        today = desk.day_of(desk.now)
        fault = notices.fault_of(state, self.number, today)
        if fault is not None:
            raise DeniedError(fault)
        item = state.items[self.number - 1]
        handle = self._handle(state)
        last, contest = _last(today, self.until), _contest(today, self.contest_by)
        released = notices.released_on(state.id, self.number)
        chosen = self.languages or tuple(one for one in desk.house.languages if one in LANGUAGES) or ("en",)
        telling = Telling(state, item, handle, today.isoformat(), last, contest, released)
        page = compose(desk.house, desk.shelf, telling, tuple(dict.fromkeys(chosen)))
        page = with_words(page, _words(self.words, chosen))
        _check_length(page)
        return page

    def _handle(self, state: "CaseState") -> str:
        """The person's own handle; needed where an item asks about several, and each hears of herself (hazard 6.5)."""
        targets = state.face.get(f"items.{self.number}.targets")
        many = targets if isinstance(targets, int) else 1
        known = [f"T{one}" for one in range(1, many + 1)]
        if many > 1 and self.handle not in known:
            message = f"This item asks about {many} accounts. Say whose page it is with --target, one of T1 to T{many}."
            raise wrong(message)
        if self.handle and self.handle not in known:
            message = f"There is no target {self.handle!r} in this item."
            raise wrong(message)
        return self.handle


def _last(today: datetime.date, until: str | None) -> datetime.date:
    from dueprocess.desk.services import page_locks

    asked = options.day(until) if until else None
    try:
        return page_locks.last_day(today, asked)
    except ValueError as fault:
        raise _wrong(fault) from fault


def _contest(today: datetime.date, by: str | None) -> datetime.date | None:
    from dueprocess.desk.services.page_locks import LEAST_DAYS

    day = options.day(by) if by else None
    if day is not None and (day - today).days < LEAST_DAYS:
        message = f"Give the person at least {LEAST_DAYS} days to contest."
        raise wrong(message)
    return day


def _words(given: Sequence[str], languages: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The sender's own words by language, one paragraph a line of the file. Raises DeniedError."""
    found = {}
    for one in given:
        language, mark, name = one.partition(":")
        if not mark or language not in languages:
            message = f"{one!r}: say LANG:FILE, in a language of the page ({', '.join(languages)})."
            raise wrong(message)
        try:
            text = Path(name).read_bytes()[: 4 * MAX_WORDS + 1].decode()
        except UnicodeDecodeError as fault:
            message = f"{name} is no text in UTF-8."
            raise wrong(message) from fault
        if len(text) > MAX_WORDS:
            message = f"{name} has more than {MAX_WORDS} characters."
            raise wrong(message)
        found[language] = tuple(line for line in (line.strip() for line in text.splitlines()) if line)
    return found


def _check_length(page: "PersonPage") -> None:
    from dueprocess.formats.person_page import pack

    try:
        pack(page)
        _html(page)
    except ValueError as fault:
        raise _wrong(fault) from fault


def _wrong(fault: ValueError) -> DeniedError:
    says = str(getattr(fault, "reason", fault))
    return wrong(f"{says[:1].upper()}{says[1:]}.")


def _html(page: "PersonPage") -> bytes:
    """The page as the person reads it on the newest of its days."""
    from dueprocess.desk.person import page as pages
    from dueprocess.formats.person_page import KEPT_DAYS

    full = page
    for _ in range(KEPT_DAYS):  # its longest form has to fit
        full = full.opened_on(f"2026-12-{10 + len(full.opened)}")
    pages.padded(pages.opened(full))
    return pages.opened(page)


class Signer(Protocol):
    """Somebody who signs at a desk: a person at a home, or one of the demo's story."""

    @property
    def desk(self) -> "Desk":
        """The desk."""

    @property
    def name(self) -> str:
        """The name on the roster."""

    def sign(self, statement: "Statement") -> bytes:
        """The statement's note."""


def put_page(who: "Signer", state: "CaseState", item: int, locked: "Locked") -> Any:  # noqa: ANN401 - a Done
    """The page into the desk, and into the case a sealed note that names it. Raises DeniedError."""
    from dueprocess.cli.session import accepted
    from dueprocess.desk.services import notices

    note, attached = _note(who, state, f"made page {locked.id} of item {item}, until {locked.until}\n")
    return accepted(notices.put(who.desk, note, attached, item, locked))


def _note(who: "Signer", state: "CaseState", text: str) -> Any:  # noqa: ANN401 - bytes and what is attached
    from dueprocess.cli.sealed_objects import recipient_of, seal
    from dueprocess.desk.services import acts
    from dueprocess.formats.statement import Act

    recipient = recipient_of(state.id)
    sealed = seal(who.desk, "note", NOTE, "text/plain", text.encode(), reader="case", recipient=recipient)
    return who.sign(acts.draft(who.desk, state, Act.NOTE_ADD, who.name, {"sealed": sealed.id})), [sealed]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A page that the case's sealed notes name."""

    id: str
    item: int
    until: str


def pages_of(who: "Session", case: str) -> list[_Kept]:
    """Pages that the case's sealed notes name and that nobody took back. Opened with this person's envelope."""
    from dueprocess.cli.sealed_objects import open_all

    found: dict[str, _Kept] = {}
    gone = set()
    for one in open_all(who.desk, who.identity, case):
        mine = one.header.kind == "note" and one.header.name == NOTE
        said = _SAID.fullmatch(one.content.decode("utf-8", "replace")) if mine else None
        if said is not None and said[1] == "made":
            found[said[2]] = _Kept(said[2], int(said[3]), said[4])
        elif said is not None:
            gone.add(said[2])  # in whatever order they come
    return [one for one in found.values() if one.id not in gone]


@notice.command("list")
@click.argument("case")
@options.as_json
@options.person
def list_(case: str, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """Pages of a case, out of its sealed notes. Whether one was opened stands in the page, and only there."""
    from dueprocess.cli import output

    who = session(person)
    listed = pages_of(who, who.find(case))
    if json_:
        options.print_json({"pages": [{"id": one.id, "item": one.item, "until": one.until} for one in listed]})
        return
    rows = [(one.id[:12], str(one.item), one.until) for one in listed]
    output.table(("page", "item", "until"), rows, empty="No page was made for a person of this case.")


@notice.command()
@click.argument("case")
@click.argument("page", required=False)
@options.as_json
@options.person
def withdraw(case: str, page: str | None, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """Take a page away (PAGE as `notice list` shows it) or all pages of the case. Its code is then a wrong one."""
    from dueprocess.cli.session import accepted
    from dueprocess.desk.services import notices
    from dueprocess.desk.services.cases import state_of

    who = session(person)
    chosen = [one for one in pages_of(who, who.find(case)) if one.id.startswith(page or "")]
    if not chosen:
        message = "The case has no such page. See `dueprocess notice list`."
        raise wrong(message)
    for one in chosen:
        state = state_of(who.find(case))
        note, attached = _note(who, state, f"withdrawn page {one.id} of item {one.item}, until {one.until}\n")
        done = accepted(notices.withdraw(who.desk, note, attached, [one.id]))
    report(done, json_=json_, says=f"{len(chosen)} taken away.")


def _write(out: Path, data: bytes) -> None:
    """For the writer's eyes alone: it holds a code, or a notice. Nothing that is there already is written over."""
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as fault:
        message = f"{out} is there already. Name another file."
        raise wrong(message) from fault
    with os.fdopen(handle, "wb") as file:
        file.write(data)
