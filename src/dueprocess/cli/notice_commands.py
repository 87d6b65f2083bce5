"""``notice``: a page for the person who was asked about, sealed here under a code that goes another way (ADR 0032)."""

import base64
import datetime
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import click

from dueprocess.acts import access
from dueprocess.adapters import crypto, durable
from dueprocess.case import page_plan
from dueprocess.case.contest import same_look_again
from dueprocess.case.fields import Closed
from dueprocess.case.given import no_item
from dueprocess.case.notice import CLOSED, fault_of, same_account
from dueprocess.case.page_lists import RISK, ROLE, SHOWN, TO, TRIED
from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.client.fetched_case import fetch
from dueprocess.client.finished import account_of, check_sealed, seal_notice
from dueprocess.client.own_law import law_of
from dueprocess.client.telling import is_closed, soon
from dueprocess.desk.person import letter
from dueprocess.desk.person import page as pages
from dueprocess.desk.person.compose import Telling, compose, released_on, with_words
from dueprocess.desk.person.texts import SPOKEN
from dueprocess.desk.services import page_locks
from dueprocess.desk.services.house import House
from dueprocess.desk.services.page_locks import LEAST_DAYS
from dueprocess.formats import days, page_code, selector
from dueprocess.formats.person_page import pack, unpack
from dueprocess.formats.refusal import Denied, DeniedError
from dueprocess.formats.statement import Act, Said
from dueprocess.release.desk_client import DID, brought_plain
from dueprocess.report.provider import Help

if TYPE_CHECKING:
    from dueprocess.case.item_records import PagePlan
    from dueprocess.case.state import CaseState, ItemState
    from dueprocess.client.fetched_case import Fetched
    from dueprocess.client.material import Material
    from dueprocess.client.person import Person
    from dueprocess.desk.services.page_locks import Locked
    from dueprocess.formats.person_page import PersonPage
    from dueprocess.release.desk_client import About, Did
    from dueprocess.release.law_told import Law

MAX_SEALED: Final = 1 << 17
NOTE: Final = "person-page.txt"
DRAFT: Final = "person-page.dpn2"
MAX_WORDS: Final = 3000
MAX_ABOUT: Final = 1000
_SAID: Final = re.compile(
    r"(made|withdrawn) page ([0-9a-f]{32}) of item ([0-9]{1,4}), "
    r"until ([0-9]{4}-[0-9]{2}-[0-9]{2})(?:, by ([0-9a-f]{32}))?\n"
)


def _closed(of: Closed) -> click.Choice[str]:
    return click.Choice(tuple(of.words))


@click.group()
def notice() -> None:
    """Tell a person: a page under a code. The desk keeps ciphertext; the code stands in a letter alone."""


of_page: Final = options.Together(
    click.option("--lang", "languages", multiple=True, type=click.Choice(SPOKEN), help="Languages, in order."),
    click.option("--target", "handle", default="", help="The person's own handle, T1 …, where there are several."),
    click.option("--until", help="Last day of the page [default: half a year]; it ends with its month."),
    click.option("--contest-by", help="Day until which to contest; at least two weeks away."),
    click.option("--about", type=options.PATH, help="File with the post, page or account that it is about; one line."),
    click.option(
        "--also",
        multiple=True,
        type=click.IntRange(1, 99),
        metavar="ITEM",
        help="Another item about the same account, where two people did not read it in both: you say that it is.",
    ),
    click.option("--words", multiple=True, metavar="LANG:FILE", help="Your own words to the person."),
    options.item,
)
"""Options that say what the page is about."""


@notice.command()
@click.argument("case")
@of_page
@click.option("--role", required=True, type=_closed(ROLE), help="Who they are in it; it changes the words.")
@click.option("--to", default="themselves", show_default=True, type=_closed(TO), help="Who gets the code.")
@click.option("--risk", required=True, type=_closed(RISK), help="Who else reads what reaches the account.")
@click.option("--shown", default="no", show_default=True, type=_closed(SHOWN), help="Whether they showed who they are.")
@click.option("--tried", required=True, type=_closed(TRIED), help="The help lines that it names answered you.")
@click.option(
    "--page", "shown_at", type=options.PATH, required=True, help="Where the page goes, as the person reads it."
)
@options.person
def propose(case: str, shown_at: Path, *, json_: bool, **given: Any) -> None:
    """Write the page for the person of an item. A second person reads it (`notice agree`) before it goes.

    It says what was asked, by what kind of authority, what was done, how to contest it and who helps: from the case's
    codes, and what --about names. It is made on your own machine, and lies sealed in the case.
    """
    plan = {name: given.pop(name) for name in ("role", "to", "risk", "shown", "tried")}
    asked = Asked(*(given.pop(name) for name in Asked.__slots__ if name != "role"))
    asked = replace(asked, role=plan["role"])
    with client(given) as (who, material):
        about = _about_pages(material)
        fetched = fetch(who, material.find(case))
        law = law_of(fetched.looked.seen, material.law(fetched.case.id))
        _refuse_early(fetched, (asked.number, *asked.also), law, who.now)
        judges = access.judges(fetched.looked.seen.roster.people)
        page = asked.page(house_of(about), law, fetched.case, who.now, about.head, judges)
        write(shown_at, _html(page))
        try:
            about_whom = {"item": asked.number, "handle": asked.handle or "T1"}
            done = plan_page(who, material, fetched, page, about_whom | plan)
        except BaseException:
            shown_at.unlink()  # what nobody will be told
            raise
    says_ = f"It lies sealed in the case; read it in {shown_at}. A second person reads it: dueprocess notice agree."
    output.acted(done, json_=json_, says=says_)


def plan_page(
    who: "Person", material: "Material", fetched: "Fetched", page: "PersonPage", says: Mapping[str, Any]
) -> "Did":
    """Sign that this page was written for a person, with the page itself as a sealed note. Raises DeniedError."""
    data = pack(page)
    sealed = material.sealed(fetched.case.id, "note", DRAFT, "application/octet-stream", data)
    plan = Said(Act.NOTICE_PLAN, {**says, "mark": _mark(material, fetched.case.id, data)})
    return who.act_with(fetched.looked, (plan, Said(Act.NOTE_ADD, {"sealed": sealed.id})), [sealed])


def agree_page(who: "Person", fetched: "Fetched", number: int, plan: str) -> "Did":
    """Sign that this person read the page of ``plan``, whole. Raises DeniedError."""
    return who.act(fetched.looked, Act.NOTICE_READ, {"item": number, "plan": plan, "says": "agreed"})


@notice.command()
@click.argument("case")
@options.item
@click.option("--page", "shown", type=options.PATH, required=True, help="Where the page goes, as the person reads it.")
@click.option("--yes", is_flag=True, help="You read it: sign without being asked again.")
@options.person
def agree(case: str, number: int, shown: Path, *, yes: bool, json_: bool, **given: Any) -> None:
    """Read the page that a colleague wrote, and agree: their own part alone, and nobody accused gets it."""
    with client(given) as (who, material):
        fetched = fetch(who, material.find(case))
        item = fetched.case.item(number)
        waits = next((one for one in item.pages if not one.read_by), None) if item is not None else None
        if waits is None:
            raise wrong("No page of this item waits for a second person.")
        _read(material, fetched.case.id, waits, shown, yes=yes)
        done = who.act(fetched.looked, Act.NOTICE_READ, {"item": number, "plan": waits.statement, "says": "agreed"})
    output.acted(done, json_=json_, says="It may go now: dueprocess notice make.")


@notice.command()
@click.argument("case")
@options.item
@click.option("--target", "handle", default="", help="The person's own handle, T1 …, where there are several.")
@click.option("--out", type=options.PATH, required=True, help="Where the letter with the code goes: .pdf, else text.")
@options.person
def make(case: str, number: int, handle: str, out: Path, *, json_: bool, **given: Any) -> None:
    """Put the page that two people read, and make the letter with its code. Nothing is sent.

    The code is made on your own machine, and the desk is handed the page locked. Send the letter by a way that nobody
    else reads. It opens the page three times.
    """
    with client(given) as (who, material):
        about = _about_pages(material)
        fetched = fetch(who, material.find(case))
        law = law_of(fetched.looked.seen, material.law(fetched.case.id))
        _refuse_closed(fetched, (number,), law, who.now)
        item = fetched.case.item(number)
        mine = page_plan.whose(item, handle) if item is not None else ""
        if isinstance(mine, Denied):
            raise DeniedError(mine)
        plan = page_plan.ready(item, mine) if item is not None else None
        if plan is None:
            raise DeniedError(page_plan.unread(number))
        page = _fresh(_drafted(material, fetched.case.id, plan.mark), law, who.now)
        code = crypto.random_bytes(page_code.BYTES)
        locked = page_locks.lock(code, page)
        languages = [sheet.language for sheet in page.sheets]
        house = house_of(about)
        write(out, _letter(out, house, page_code.written(code), locked.until, languages, about.head))
        try:
            done = put_page(who, material, fetched, number, locked)
        except BaseException:
            out.unlink()  # the code of a page that is not there
            raise
    says = (
        f"The page of {plan.handle} can be opened three times until {days.spoken(locked.until)}. "
        f"Its code is in {out}, and nowhere else."
    )
    output.acted(done, json_=json_, says=says)


@notice.command()
@click.argument("case")
@options.item
@click.option("--target", "handle", default="", help="The person's own handle, T1 …, where there are several.")
@click.option("--notifier", required=True, metavar="age1…", help="The notifier's key, as `notifier init` says it.")
@click.option("--account", type=options.PATH, help="File with the account, where this machine does not find it.")
@click.option("--page", "shown", type=options.PATH, required=True, help="Where the page goes, as the person reads it.")
@click.option("--yes", is_flag=True, help="You read it: sign without being asked again.")
@options.person
def seal(
    case: str,
    number: int,
    handle: str,
    notifier: str,
    account: Path | None,
    shown: Path,
    *,
    yes: bool,
    json_: bool,
    **given: Any,
) -> None:
    """Read the page that a colleague wrote, and seal it to the notifier as the finished notice.

    Do it when the decision is made, while a duty of silence applies. The desk keeps the notice and cannot open it; the
    notifier's host gets it once the person may be told (`notice hand`), even if those who decided and the case's keys
    are gone. A newer one destroys the one before; telling destroys it.
    """
    with client(given) as (who, material):
        fetched = fetch(who, material.find(case))
        item = fetched.case.item(number)
        written = [one for one in item.pages if not one.over and handle in {"", one.handle}] if item is not None else []
        if item is None or not written:
            raise wrong("Nobody wrote a page for the person of this item: dueprocess notice propose.")
        plan = written[-1]
        page = _read(material, fetched.case.id, plan, shown, yes=yes)
        named = _about(account) if account else account_of(material, fetched.case.id, item, plan.handle)
        done = seal_notice(who, fetched.looked, (number, plan), (notifier, named, pack(page)))
    output.acted(done, json_=json_, says="It is sealed. Once the person may be told: dueprocess notice hand.")


@notice.command()
@click.argument("case")
@options.item
@click.option("--target", "handle", default="", help="The person's own handle, T1 …, where there are several.")
@click.option("--out", type=options.PATH, required=True, help="Where the sealed notice goes, for the notifier.")
@options.person
def hand(case: str, number: int, handle: str, out: Path, *, json_: bool, **given: Any) -> None:
    """Take the finished notice to the notifier, once the person may be told. You need no key of the case.

    The desk gives it to nobody before. The notifier opens it: `notifier open FOLDER FILE`.
    """
    with client(given) as (who, material):
        fetched = fetch(who, material.find(case))
        law = law_of(fetched.looked.seen, material.law(fetched.case.id))
        _refuse_closed(fetched, (number,), law, who.now)
        item = fetched.case.item(number)
        plan = page_plan.finished(item, handle) if item is not None else None
        if item is None or plan is None:
            raise wrong("No finished notice lies here for this item: dueprocess notice make, or tell.")
        data = material.far.sealed(plan.sealed, MAX_SEALED)
        check_sealed(fetched.looked.seen, plan.sealed, data)
        write(out, data)
    stale = page_plan.is_stale(item, plan)
    if stale:
        click.secho("Something was decided or given since it was made: say it in your own words, too.", fg="yellow")
    told = {"case": fetched.case.id, "item": number, "handle": plan.handle, "stale": stale}
    output.done(told, f"{out} opens for the notifier alone: dueprocess notifier open FOLDER {out}", json_=json_)


def _fresh(page: "PersonPage", law: "Law", now: datetime.datetime) -> "PersonPage":
    """The page with a last day that is still to come: it may have waited for years."""
    today = now.astimezone(ZoneInfo(law.timezone)).date()
    if datetime.date.fromisoformat(page.until) >= today + datetime.timedelta(days=LEAST_DAYS):
        return page
    return replace(page, until=_last(today, None).isoformat())


def _about_pages(material: "Material") -> "About":
    about = material.far.about()
    if not about.person:
        message = "desk.toml gives the pages of persons no address. Set person_address (docs/operator/person.md)."
        raise wrong(message)
    return about


def _mark(material: "Material", case: str, data: bytes) -> str:
    """The mark of a page under the case's own key: a plain hash would confirm a guess (hazard 3.5)."""
    key = selector.target_key(material.secret(case).encode())
    return selector.file_mark(key, hashlib.sha512(data).hexdigest())


def _drafted(material: "Material", case: str, mark: str) -> "PersonPage":
    """The page of that mark, out of the case's sealed notes. Raises DeniedError."""
    for one in material.opened(case):
        draft = one.header.kind == "note" and one.header.name == DRAFT
        if draft and _mark(material, case, one.content) == mark:
            return unpack(one.content)
    raise wrong("The page that was signed is not among the notes that you open in this case.")


def _read(material: "Material", case: str, plan: "PagePlan", shown: Path, *, yes: bool) -> "PersonPage":
    """A page as a colleague wrote it, shown to whoever reads it second. Raises DeniedError, click.Abort."""
    page = _drafted(material, case, plan.mark)
    write(shown, _html(page))
    told = f"{ROLE.words[plan.role]}; to {TO.words[plan.to]}; {RISK.words[plan.risk]}."
    click.echo(f"{plan.by} wrote it for {plan.handle}: {told} Read {shown}.", err=True)
    if not yes:
        click.confirm("Is it their own part alone, and does nobody who is accused get it?", abort=True, err=True)
    return page


def _refuse_closed(fetched: "Fetched", items: Sequence[int], law: "Law", now: datetime.datetime) -> None:
    """A page and its letter are made of no item of which the person may not be told by what people signed (P6)."""
    today = now.astimezone(ZoneInfo(law.timezone)).date().isoformat()
    for number in items:
        if (denied := fault_of(fetched.case, number, today)) is not None:
            raise DeniedError(denied)
        if is_closed(fetched.looked, number, today, now):
            raise DeniedError(CLOSED)


def house_of(about: "About") -> "House":
    """What page and letter need of the provider, as the desk tells it."""
    return House(
        about.provider,
        about.country,
        about.timezone,
        languages=about.languages,
        contact=about.contact,
        help=tuple(Help(one["name"], one["contact"]) for one in about.help),
        site_address=about.site,
        person_address=about.person,
        person_onion=about.onion,
        practice=about.practice,
        address=about.address,
    )


def _refuse_early(fetched: "Fetched", items: Sequence[int], law: "Law", now: datetime.datetime) -> None:
    """As ``_refuse_closed``, but for a notice that is finished while a duty of silence applies: it goes later (P5)."""
    today = now.astimezone(ZoneInfo(law.timezone)).date().isoformat()
    for number in items:
        if (denied := page_plan.early(fetched.case, number, today)) is not None:
            raise DeniedError(denied)


def _letter(out: Path, house: "House", code: str, until: datetime.date, languages: Sequence[str], head: str) -> bytes:
    if out.suffix.lower() == ".pdf":
        return letter.letter_pdf(house, code, until, languages, head)
    return letter.letter(house, code, until, languages, head).encode()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options say about the page."""

    number: int
    languages: tuple[str, ...] = ()
    handle: str = ""
    until: str | None = None
    contest_by: str | None = None
    about: Path | None = None
    words: tuple[str, ...] = ()
    also: tuple[int, ...] = ()
    role: str = "target"

    def page(
        self,
        house: "House",
        law: "Law",
        state: "CaseState",
        now: datetime.datetime,
        head: str,
        judges: frozenset[str] = frozenset(),
    ) -> "PersonPage":
        """The page, in clear, in this process alone. Raises DeniedError where there is no such item or person."""
        item = state.item(self.number)
        if item is None:
            raise DeniedError(no_item(self.number))
        today = now.astimezone(ZoneInfo(law.timezone)).date()
        handle = self._handle(state)
        last, contest = _last(today, self.until), _contest(today, self.contest_by)
        chosen = self.languages or tuple(one for one in house.languages if one in SPOKEN) or ("en",)
        about = _about(self.about) if self.about else ""
        day = today.isoformat()
        others = self._others(state, item, handle or "T1", day)
        left = soon(law, state, self.number, now)
        looks = ("same" if same_look_again(item, judges) else "other") if judges else ""
        telling = Telling(
            state, item, handle, day, last, contest, released_on(item), about, head, others, left, looks, role=self.role
        )
        page = compose(house, law.shelf, telling, tuple(dict.fromkeys(chosen)))
        page = with_words(page, _words(self.words, chosen))
        try:
            pack(page)
            _html(page)
        except ValueError as fault:
            raise _wrong(fault) from fault
        return page

    def _others(self, state: "CaseState", item: "ItemState", handle: str, today: str) -> "tuple[ItemState, ...]":
        """Items about the same account: where two people's marks show it, and where the person at the keys says it."""
        named = set(self.also) - {self.number}
        for number in sorted(named):
            if state.face.get(f"items.{number}.targets") != 1:
                raise wrong(f"Item {number} asks about several accounts: make a page of its own for it.")
        proved = {one.number for one in same_account(state, item, handle, today)}
        return tuple(one for one in state.items if one.number in named | proved)

    def _handle(self, state: "CaseState") -> str:
        """The person's own handle; needed where an item asks about several, and each hears of herself (hazard 6.5)."""
        targets = state.face.get(f"items.{self.number}.targets")
        many = targets if isinstance(targets, int) else 1
        known = [f"T{one}" for one in range(1, many + 1)]
        if many > 1 and self.handle not in known:
            message = f"This item asks about {many} accounts. Say whose page it is with --target, one of T1 to T{many}."
            raise wrong(message)
        if self.handle and self.handle not in known:
            raise wrong(f"There is no target {self.handle!r} in this item.")
        return self.handle


def _last(today: datetime.date, until: str | None) -> datetime.date:
    asked = options.day(until) if until else None
    try:
        return page_locks.last_day(today, asked)
    except ValueError as fault:
        raise _wrong(fault) from fault


def _contest(today: datetime.date, by: str | None) -> datetime.date | None:
    day = options.day(by) if by else None
    if day is not None and (day - today).days < LEAST_DAYS:
        raise wrong(f"Give the person at least {LEAST_DAYS} days to contest.")
    return day


def _about(path: Path) -> str:
    """The one line of a file that names what it is about. Raises DeniedError."""
    try:
        line = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise wrong(f"{path} cannot be read: {type(fault).__name__}.") from fault
    if not line or not line.isprintable() or len(line) > MAX_ABOUT:
        raise wrong(f"{path} is not one line of at most {MAX_ABOUT} characters.")
    return line


def _words(given: Sequence[str], languages: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The sender's own words by language, one paragraph a line of the file. Raises DeniedError."""
    found = {}
    for one in given:
        language, mark, name = one.partition(":")
        if not mark or language not in languages:
            raise wrong(f"{one!r}: say LANG:FILE, in a language of the page ({', '.join(languages)}).")
        try:
            text = Path(name).read_bytes()[: 4 * MAX_WORDS + 1].decode()
        except UnicodeDecodeError as fault:
            raise wrong(f"{name} is no text in UTF-8.") from fault
        if len(text) > MAX_WORDS:
            raise wrong(f"{name} has more than {MAX_WORDS} characters.")
        found[language] = tuple(line for line in (line.strip() for line in text.splitlines()) if line)
    return found


def _wrong(fault: ValueError) -> DeniedError:
    says = str(getattr(fault, "reason", fault))
    return wrong(f"{says[:1].upper()}{says[1:]}.")


def _html(page: "PersonPage") -> bytes:
    """The page as its sender reads it before it goes. Raises ValueError for one that is too long to be answered."""
    pages.padded(pages.opened(replace(page, opened=True), "x" * 120))
    pages.padded(pages.second(page))
    return pages.opened(page)


def put_page(who: "Person", material: "Material", fetched: "Fetched", item: int, locked: "Locked") -> "Did":
    """The page into the desk, and into the case a sealed note that names it. Raises DeniedError."""
    bytes_ = base64.b64encode(locked.bytes).decode()
    word = crypto.random_bytes(16).hex()
    bound = page_locks.bound(fetched.case.id, locked.id, word)
    page = {"item": item, "id": locked.id, "until": f"{locked.until}", "bytes": bytes_, "bound": bound}
    said = f"made page {locked.id} of item {item}, until {locked.until}, by {word}\n"
    return _noted(who, material, fetched, said, "pages", page)


def _noted(
    who: "Person", material: "Material", fetched: "Fetched", said: str, path: str, more: Mapping[str, Any]
) -> "Did":
    """Hand in what belongs to no case, with the sealed note that says so inside the case."""
    case = fetched.case.id
    sealed = material.sealed(case, "note", NOTE, "text/plain", said.encode())
    note = who.note(who.bring(who.look(case)), Act.NOTE_ADD, {"sealed": sealed.id})
    body = {"note": note.decode(), "attached": brought_plain([sealed]), **more}
    did: Did = DID.read(material.far.post(f"/v1/cases/{case}/{path}", body))
    return did


@dataclass(frozen=True, slots=True)
class Kept:
    """A page that the case's sealed notes name; ``word`` takes it away."""

    id: str
    item: int
    until: str
    word: str

    @property
    def named(self) -> dict[str, str]:
        """As the desk is asked to take it away."""
        return {"id": self.id, "word": self.word}


def pages_of(material: "Material", case: str) -> list[Kept]:
    """Pages that the case's sealed notes name and that nobody took back. Opened with this person's envelope."""
    found: dict[str, Kept] = {}
    gone = set()
    for one in material.opened(case):
        mine = one.header.kind == "note" and one.header.name == NOTE
        said = _SAID.fullmatch(one.content.decode("utf-8", "replace")) if mine else None
        if said is not None and said[1] == "made":
            found[said[2]] = Kept(said[2], int(said[3]), said[4], said[5] or "")
        elif said is not None:
            gone.add(said[2])  # in whatever order they come
    return [one for one in found.values() if one.id not in gone]


@notice.command("list")
@click.argument("case")
@options.person
def list_(case: str, *, json_: bool, **person: Any) -> None:
    """Pages of a case, out of its sealed notes. Whether one was opened stands in the page, and only there."""
    with client(person) as (_, material):
        listed = pages_of(material, material.find(case))
    if json_:
        output.print_json({"pages": [{"id": one.id, "item": one.item, "until": one.until} for one in listed]})
        return
    rows = [(one.id[:12], str(one.item), days.spoken(one.until)) for one in listed]
    output.table(("page", "item", "until"), rows, empty="No page was made for a person of this case.")


@notice.command()
@click.argument("case")
@click.argument("page", required=False)
@options.person
def withdraw(case: str, page: str | None, *, json_: bool, **person: Any) -> None:
    """Take a page away (PAGE as `notice list` shows it) or all pages of the case. Its code is then a wrong one."""
    with client(person) as (who, material):
        whole = material.find(case)
        chosen = [one for one in pages_of(material, whole) if one.id.startswith(page or "")]
        if not chosen:
            raise wrong("The case has no such page. See `dueprocess notice list`.")
        for one in chosen:
            said = f"withdrawn page {one.id} of item {one.item}, until {one.until}\n"
            done = _noted(who, material, fetch(who, whole), said, "pages/withdraw", {"pages": [one.named]})
    output.acted(done, json_=json_, says=f"{len(chosen)} taken away.")


def write(out: Path, data: bytes) -> None:
    """For the writer's eyes alone: it holds a code, or a notice. Nothing that is there already is written over."""
    try:
        durable.create(out, data)
    except FileExistsError as fault:
        raise wrong(f"{out} is there already. Name another file.") from fault
