"""What ``doctor`` looks at. Each check gives lines; a check that breaks is itself a line that says so."""

import datetime
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from dueprocess.desk.data import server_copies
from dueprocess.formats import days
from dueprocess.formats.refusal import Msg
from dueprocess.holdings.parse import HoldingsError, cautions
from dueprocess.operate import database_checks, desk_of_home, holdings, ready, rounds
from dueprocess.operate.doctor_lines import Line, Lines, Mark
from dueprocess.operate.home import Home, HomeError, read_desk
from dueprocess.report.owed import unsaid
from dueprocess.report.provider import LICENCES

if TYPE_CHECKING:
    from dueprocess.adapters.sandbox import Sandbox
    from dueprocess.desk.services.desk import Desk
    from dueprocess.desk.services.row_check import ChainCheck
    from dueprocess.letter.blocks import LetterSet

ROOM: Final = 1 << 30  # bytes; less is a caution, a tenth of it is wrong
ENDS_SOON: Final = datetime.timedelta(days=60)
NAMED: Final = 5
"""So many faults of law files are named one by one."""
OLD: Final = datetime.timedelta(days=7)
HEAD: Final = 1 << 20  # bytes at the beginning of a file in which a key is looked for
KEY_MARKS: Final = (b"AGE-SECRET-KEY-1", b"dueprocess.identity/1", b"PRIVATE KEY-----")
PASSPHRASE_MARK: Final = b"-> scrypt "  # age: a file that opens by passphrase, as identities do

GIVES: Final = {
    "undumpable": ("no dump of its memory", "other programs of its user may read a child's memory"),
    "network_namespace": ("no network", "a hostile document could reach the network, were it not for the filter"),
    "mount_namespace": ("its own view of files", "the view of files is the desk's; limits forbid opening any"),
    "ipc_namespace": ("no shared memory with others", "shared memory of the machine can be seen"),
    "host_name_namespace": ("does not see the host's name", "the host's name can be seen"),
    "empty_root": ("an empty root folder", "only limits and the filter keep files away"),
    "no_capabilities": ("no capabilities", "a child keeps rights of the desk's user"),
    "no_new_privileges": ("cannot gain rights", "a program with the set-user-id bit could be started"),
    "system_call_filter": ("a filter of system calls", "a hostile document may use any system call: do not go on"),
}
NEEDED: Final = frozenset({"system_call_filter", "no_new_privileges"})


def guarded(check: str, run: Callable[..., Lines], *given: Any) -> Lines:  # noqa: ANN401 - what the check looks at
    """The lines of a check; a fault of its own becomes a wrong line that names its class, never its words (P2)."""
    try:
        yield from run(*given)
    except Exception as fault:  # noqa: BLE001 - doctor goes on: the other lines are what is needed then
        said = str(fault) if isinstance(fault, HomeError | ready.NoDeskError) else type(fault).__name__
        yield Line(
            check, Mark.WRONG, Msg("cannot be checked: {why}", why=said), Msg("Mend this first, then run doctor again.")
        )


def home(place: Home) -> Lines:
    """Folder, rights, room."""
    if not place.path.is_dir():
        yield Line(
            "home",
            Mark.WRONG,
            Msg("there is no {folder}", folder=str(place.path)),
            Msg("Found a desk: dueprocess init."),
        )
        return
    open_ones = [one for one in (place.path, place.blobs, place.outbox) if one.is_dir() and one.stat().st_mode & 0o077]
    if open_ones:
        names = ", ".join(map(str, open_ones))
        yield Line("home", Mark.WRONG, Msg("others may look into {folders}", folders=names), f"chmod 700 {names}")
    else:
        yield Line("home", Mark.GOOD, f"{place.path}, for its owner alone")
    free = shutil.disk_usage(place.path).free
    mark = Mark.GOOD if free >= ROOM else Mark.CAUTION if free >= ROOM // 10 else Mark.WRONG
    do = "" if mark is Mark.GOOD else Msg("Make room: what arrives is kept.")
    yield Line("room", mark, Msg("{size} MiB free", size=free >> 20), do)


def no_private_key(place: Home) -> Lines:
    """No identity lies inside the home (hazard 9.2)."""
    files = {path for path in place.path.rglob("*") if path.is_file()} - {*place.database_files}
    found = [str(path.relative_to(place.path)) for path in sorted(files) if _is_key(path)]
    if found:
        do = "Move it to its owner's machine, make a new one there, and change the roster: a copy may exist."
        yield Line("keys", Mark.WRONG, f"a private key lies in the home: {', '.join(found)}", do)
    else:
        yield Line("keys", Mark.GOOD, "no key that opens or releases lies in the home")


def _is_key(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(HEAD)
    return any(mark in head for mark in KEY_MARKS) or (head.startswith(b"age-") and PASSPHRASE_MARK in head[:200])


def settings(place: Home) -> Lines:
    """desk.toml."""
    desk = read_desk(place)
    services = ", ".join(f"{one.name} ({one.service_class})" for one in desk.services)
    yield Line("settings", Mark.GOOD, f"{desk.name}, {desk.country}, {desk.timezone}; {services or 'no services'}")
    if not desk.services:
        do = "Name each service and its class in desk.toml: the law differs by class."
        yield Line("settings", Mark.CAUTION, "no service is named", do)
    if not desk.contact:
        yield Line("settings", Mark.CAUTION, "no contact", "Set contact in desk.toml: letters name it.")


def logo(place: Home) -> Lines:
    """The logo that desk.toml names for letters: whether it can be used."""
    from dueprocess.adapters.logo import LogoError, read

    name = read_desk(place).logo
    if not name:
        return
    try:
        size = len(read(place.path / name))
    except LogoError as fault:
        do = "Letters leave without it. Put a PNG or JPEG file there, beside desk.toml."
        yield Line("logo", Mark.WRONG, f"{name} is no logo for letters: {fault}", do)
    else:
        yield Line("logo", Mark.GOOD, f"{name} stands on letters ({size >> 10} kB)")


def law_tables(place: Home) -> Lines:
    """Whether desk.toml says which tables a law of the desk's own country has it publish (ADR 0043)."""
    house = read_desk(place)
    for one in unsaid(house.country, house.said):
        yield Line("report", Mark.INFO, one.says, one.do)
    if not house.data_licence:
        do = f'Choose one in desk.toml, as data_licence = "{next(iter(LICENCES))}"; which, is yours to decide.'
        yield Line("report", Mark.INFO, "no licence is named under which others may use your published data", do)


def services(place: Home) -> Lines:
    """services.toml: its form, what it leaves out, and whether somebody looked within twelve months (L8)."""
    house = read_desk(place)
    try:
        have = holdings.read_holdings(place, house)
    except HoldingsError as fault:
        for wrong in fault.faults:
            yield Line("services", Mark.WRONG, wrong.text, "Until then the map suggests nothing and is not published.")
        return
    today = desk_of_home.now().date()
    for service in have.services:
        said = cautions(service, today)
        for one in said:
            do = "Look at it with whoever runs it, then set checked_on and checked_by in services.toml."
            yield Line("services", Mark.CAUTION, f"{service.name}: {one}", do)
        if not said:
            yield Line("services", Mark.GOOD, f"{service.name}: complete, checked on {days.spoken(service.checked_on)}")
    missing = [one.name for one in house.services if have.named(one.name) is None]
    if missing:
        says = f"the map says nothing about {', '.join(missing)}"
        yield Line("services", Mark.CAUTION, says, f"dueprocess services new {missing[0]} --template mail (or another)")


COPIES: Final = {
    server_copies.Copy.ARCHIVE: Msg("PostgreSQL archives its log (archive_mode), and in it what was deleted"),
    server_copies.Copy.REPLICA: Msg(
        "another server, or a base backup, copies PostgreSQL, and with it what was deleted"
    ),
    server_copies.Copy.SLOT: Msg("a replication slot holds PostgreSQL's log back, and in it what was deleted"),
    server_copies.Copy.LOG: Msg("PostgreSQL keeps more log than it needs (wal_keep_size), and in it what was deleted"),
}


def database() -> Lines:
    """Reachable, schema, guards, modes of SQLite."""
    from django.db import connection

    found = database_checks.faults()
    for fault in found:
        yield Line("database", Mark.WRONG, f"{fault.says} [{fault.rule}]", fault.do)
    if not found:
        yield Line(
            "database", Mark.GOOD, Msg("{name}; schema, guards and modes are as shipped", name=connection.vendor)
        )
    if logged := database_checks.logs_values():
        says = Msg("PostgreSQL's own log holds values of rows by {settings}", settings=", ".join(logged))
        yield Line("database", Mark.CAUTION, says, Msg("Set them as docs/operator/postgresql.md says."))
    for copy in server_copies.kept():
        do = Msg("A forgotten case opens from there until you delete it: after 35 days, base backups too.")
        yield Line("database", Mark.INFO, COPIES[copy], do)


def roster(desk: "Desk") -> Lines:
    """The chain from the pin (checked when the desk was opened), k of n, recovery, the sending worker."""
    now = desk.roster
    many = len(now.releasers)
    size = {"number": now.number, "people": len(now.people)}
    says = Msg("no. {number} holds from the founding roster on; {people} people", **size)
    yield Line("roster", Mark.GOOD, says)
    if now.k:
        mark = Mark.GOOD if many > now.k else Mark.CAUTION
        do = "" if many > now.k else Msg("Add one: if one is ill, nothing can be released.")
        yield Line("quorum", mark, Msg("{k} of {many} releasers", k=now.k, many=many), do)
    else:
        says = Msg("nobody can release: there are no two releasers")
        yield Line("quorum", Mark.CAUTION, says, Msg("Invite a second person."))
    if now.recovery in {person.age for person in now.people}:
        do = Msg("Make an identity that nobody uses daily, on paper or in a safe, and name it in the next roster.")
        yield Line("recovery", Mark.WRONG, Msg("the recovery key is a person's everyday key"), do)
    else:
        says = Msg("every case has an envelope for the recovery key, which nobody uses daily")
        yield Line("recovery", Mark.GOOD, says)
    says = Msg("no sending worker: people send letters themselves; a seizure yields none")
    if now.worker is not None:
        says = Msg("a sending worker: where it runs on this machine, a seizure yields waiting letters")
    yield Line("worker", Mark.INFO, says)
    yield from _mail_key(desk)


def _mail_key(desk: "Desk") -> Lines:
    """Whether the mailbox has a key, and is to have a new one: somebody who could open mail left, or it ends soon."""
    from dueprocess.adapters import openpgp, smime_keys
    from dueprocess.desk.services import mail_keys

    key, name = mail_keys.in_force(desk), "mail key"
    make = Msg("Make a new one: dueprocess mail-key make, then dueprocess roster next --mail-key")
    if key is None:
        lost = Mark.WRONG if desk.roster.mail else Mark.INFO
        yield Line(name, lost, Msg("the mailbox has no key: authorities cannot write encrypted"), make)
        return
    left, lacking = mail_keys.left(desk), mail_keys.lacking(desk)
    if left:
        yield Line(name, Mark.CAUTION, Msg("{people} could open mail and left", people=", ".join(left)), make)
    if lacking:
        do = Msg("A colleague runs: dueprocess mail-key share")
        yield Line(name, Mark.CAUTION, Msg("{people} cannot open mail", people=", ".join(lacking)), do)
    until = openpgp.facts(key.packets, desk.now - OLD).not_after
    if until is not None and until - desk.now < ENDS_SOON:
        yield Line(name, Mark.CAUTION, Msg("it ends on {day}", day=until.date().isoformat()), make)
    held = smime_keys.until(key.certificate) if key.smime else None
    if held is not None and held - desk.now < ENDS_SOON:
        ask = Msg("Ask for a new one: dueprocess mail-key request, then mail-key certificate")
        yield Line(name, Mark.CAUTION, Msg("its certificate ends on {day}", day=held.date().isoformat()), ask)
    if not left and not lacking:
        yield Line(name, Mark.GOOD, Msg("mail to {address} opens by people's own keys alone", address=key.address))


def clock(desk: "Desk") -> Lines:
    """Never earlier than the last event (hazard 14.2)."""
    from dueprocess.desk.data.models import Arrival, Event

    last = Event.objects.select_related("opening").order_by("-pk").first()
    day = _day_of(last)
    latest = Arrival.objects.order_by("-received_at").values_list("received_at", flat=True).first()
    if (day and day > desk.today) or (latest and latest > desk.now + datetime.timedelta(minutes=1)):
        do = "Set the clock. Until then nothing irreversible should be done: no notice, no publication."
        yield Line("clock", Mark.WRONG, f"{days.minute(desk.now)} is before what the desk last wrote", do)
    else:
        yield Line("clock", Mark.GOOD, f"{days.minute(desk.now)}, not before the last event")


def _day_of(event: object) -> datetime.date | None:
    from dueprocess.desk.data.codec import unpack

    opening = getattr(event, "opening", None)
    if opening is None:
        return None
    return datetime.date.fromisoformat(unpack(bytes(opening.fields))["day"].decode())


def sandbox(open_sandbox: "Callable[[], Sandbox]") -> Lines:
    """What the kernel gives to the child that reads hostile bytes, one line each (hazard 12.1)."""
    with open_sandbox() as started:
        given = started.isolation()
        missing = {"read", "seal", "parse", "draw"} - set(started.jobs)
    if missing:
        do = "Install the package again: a part is missing."
        yield Line("sandbox", Mark.WRONG, f"cannot {', '.join(sorted(missing))}", do)
    for name, (good, bad) in GIVES.items():
        if given.get(name):
            yield Line("sandbox", Mark.GOOD, good)
        else:
            mark = Mark.WRONG if name in NEEDED else Mark.CAUTION
            yield Line("sandbox", mark, f"not given: {bad}", "Run on a kernel or in a container that gives it.")
    own = given.get("own_user") or given.get("user_namespace")
    if own:
        yield Line("sandbox", Mark.GOOD, "a user of its own")
    else:
        do = "Start as root, or allow user namespaces."
        yield Line("sandbox", Mark.CAUTION, "not given: children run as the desk's user", do)


def law(desk: "Desk") -> Lines:
    """The shelf's digest, whether it is the published law, and how many statements decide today (P8)."""
    from dueprocess.adapters import law_files, law_place
    from dueprocess.law.review import review

    rules = desk.shelf.rules.values()
    unread = [one for one in rules if not one.cited.windows]
    stale = [one for one in rules if one.cited.windows and not one.cited.decides(desk.today)]
    count = len(desk.shelf.instruments)
    digest = desk.shelf.digest[:16]
    says = Msg(
        "{instruments} instruments, {rules} rules, shelf {digest}", instruments=count, rules=len(rules), digest=digest
    )
    yield Line("law", Mark.GOOD, says)
    if found := law_place.taken(law_files.PUBLISHED):
        yield Line("law", Mark.INFO, Msg("law {number} was taken, signed by {by}", number=found.number, by=found.by))
    elif law_place.last(law_place.home()):
        says = Msg("this program brings newer law than the package that was taken: that counts no more")
        yield Line("law", Mark.CAUTION, says, Msg("Ask for a package that extends it: dueprocess law take."))
    if law_files.altered(desk.shelf):
        says = Msg("the law files are not those that this version was published with")
        yield Line("law", Mark.WRONG, says, Msg("If nobody here changed them on purpose, install the package again."))
    wrong = [problem for problem in review(desk.shelf, desk.today) if problem.wrong]
    mend = Msg("Mend the file: dueprocess law check.")
    if len(wrong) > NAMED:  # as where the machine's own clock is behind
        many = Msg("{many} statements of the law are wrong in themselves, or read on a day to come", many=len(wrong))
        yield Line("law", Mark.WRONG, many, mend)
        wrong = []
    for problem in wrong:
        yield Line("law", Mark.WRONG, Msg("{file}: {says}", file=problem.file, says=problem.says), mend)
    if unread:
        says = Msg("{many} rules nobody verified: they ask and never decide", many=len(unread))
        yield Line("law", Mark.INFO, says, Msg("Counsel reads them: dueprocess law show, law sign."))
    if stale:
        says = Msg("{many} rules were last verified more than 12 months ago: they ask again", many=len(stale))
        yield Line("law", Mark.CAUTION, says, Msg("Counsel reads them anew: dueprocess law sign."))
    else:
        yield Line("law", Mark.GOOD, Msg("no verification is older than 12 months"))


def standing(desk: "Desk") -> Lines:
    """Standing laws that the desk declares, and those of its own country where it declares none (hazard 4.3)."""
    from dueprocess.report.told import StandingError, standing_laws, unseen_access

    declared = desk.house.standing_access
    try:
        named = unseen_access(desk.shelf, declared, desk.today)
    except StandingError as fault:
        yield Line("standing", Mark.WRONG, str(fault).removesuffix("."), Msg("Until then `publish` writes nothing."))
        return
    if declared:
        says = Msg(
            "{many} laws give access that we cannot see; the public site names {named} of them",
            many=len(declared),
            named=len(named),
        )
        yield Line("standing", Mark.GOOD, says)
    elif laws := standing_laws(desk.shelf, desk.today, desk.house.country):
        do = Msg("Where one applies to you, say so in desk.toml: [[standing_access]] (docs/reference/settings.md).")
        yield Line("standing", Mark.INFO, Msg("desk.toml declares none of {laws}", laws=", ".join(sorted(laws))), do)


def scans() -> Lines:
    """Whether machines here read pictures of pages: without, scans have pages and no words, as all may (ADR 0117)."""
    from dueprocess.adapters import scan_models

    lacking = scan_models.missing()
    if lacking:
        do = f"To have them read too: apt-get install --no-install-recommends {' '.join(lacking)}."
        yield Line("scans", Mark.INFO, "scans are drawn, and not all are read by a machine", do)
    else:
        yield Line("scans", Mark.GOOD, "scans are read by a machine, too: never a number, an account or a date of them")


def letters() -> Lines:
    """A page in each script can be set, with the fonts of the packages alone."""
    from dueprocess.adapters.pdf import letter_pdf

    for language, text in (("en", "English"), ("de", "Grüße"), ("ur", "سلام")):
        size = len(letter_pdf(_page(language, text)))
        yield Line("letters", Mark.GOOD, f"a page in {language} can be set ({size >> 10} kB)")


def _page(language: str, text: str) -> "LetterSet":
    from dueprocess.letter.blocks import LetterSet, Paragraph, Sheet, direction_of, words
    from dueprocess.letter.kinds import LetterKind

    kind, lines, body = LetterKind.ACKNOWLEDGEMENT, (words(text),), (Paragraph(words(text)),)
    sheet = Sheet(kind, language, direction_of(text), lines, lines, (), "", words(text), text, body, text, lines, text)
    return LetterSet(kind, (sheet,), language, frozenset({language}))


def duties(desk: "Desk") -> Lines:
    """What should have been done long ago."""
    from dueprocess.desk.data.models import Duty

    late = Duty.objects.filter(done_at__isnull=True, due_at__lt=desk.now)
    old = late.filter(due_at__lt=desk.now - OLD).count()
    if old:
        yield Line(
            "duties", Mark.WRONG, Msg("{many} duties are more than 7 days late", many=old), Msg("See dueprocess due.")
        )
    elif late.exists():
        yield Line("duties", Mark.CAUTION, Msg("{many} duties are late", many=late.count()), Msg("See dueprocess due."))
    else:
        yield Line("duties", Mark.GOOD, Msg("nothing is late"))


Progress: TypeAlias = Callable[[Iterator["ChainCheck"], int], Iterator["ChainCheck"]]
"""Goes through so many checks, and shows how far it is."""


def chains(place: Home, at: datetime.datetime, progress: Progress, *, every: bool = False) -> Lines:
    """Chains are computed again, and each row of their cases out of them (P4): ``every`` one, or those due today."""
    from dueprocess.desk.services import row_check

    cases = row_check.every_case()
    due = rounds.Today(tuple(cases), 0) if every else rounds.today(place, cases, at)
    found = list(progress(row_check.check(due.cases), len(due.cases) + 1))
    broken = [one for one in found if one.fault]
    for one in broken:
        yield Line("chains", Mark.WRONG, one.fault, "Stop work, keep the machine as it is, compare with a backup.")
    if not broken:
        yield Line("chains", Mark.GOOD, _whole(found, len(cases) + 1))
    try:
        rounds.keep(place, due.goes_on, (one.case for one in broken if one.case), at)
    except OSError as fault:
        says = f"the place of this check cannot be kept ({type(fault).__name__})"
        yield Line("chains", Mark.CAUTION, says, "Run doctor as the user whom the home belongs to.")


def _whole(found: Sequence["ChainCheck"], every: int) -> str:
    events = sum(one.events for one in found)
    if len(found) == every:
        return f"{events} events in {every} chains: every commitment holds"
    rest = "the others within seven days; --all: now"
    return f"{events} events in {len(found)} of {every} chains: every commitment holds ({rest})"


def served(place: Home) -> Lines:
    """Whether the home is being served, so that an identity does not belong here."""
    if desk_of_home.is_served(place):
        yield Line("served", Mark.INFO, "this home is being served: act from another machine")


def user() -> Lines:
    """Root owns too much."""
    if os.geteuid() == 0:
        do = "Give the desk a user of its own; start its server there."
        yield Line("user", Mark.INFO, "you are root; a desk in earnest has its own user", do)
