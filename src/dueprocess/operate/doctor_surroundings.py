"""What ``doctor`` looks at around the desk: backups, the worker, mail, addresses, surfaces, who keeps the clock."""

import ctypes
import datetime
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from dueprocess.formats import days, moment
from dueprocess.formats.refusal import Msg, When
from dueprocess.operate import backups, desk_of_home
from dueprocess.operate.doctor_lines import Line, Lines, Mark
from dueprocess.operate.home import Home, read_desk
from dueprocess.operate.served_home import PORTS, listens

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk
    from dueprocess.desk.services.house import ArrivalSettings, House

FRESH: Final = datetime.timedelta(days=2)
STALE: Final = datetime.timedelta(days=14)
SEEN: Final = datetime.timedelta(minutes=5)  # the worker beats each minute
LONG: Final = datetime.timedelta(hours=4)  # a letter leaves within a minute where all is well
LATE: Final = datetime.timedelta(minutes=10)  # a mailbox is emptied every three seconds
JUMP: Final = datetime.timedelta(minutes=10)  # hazard 14.2
AWAY: Final = datetime.timedelta(days=1)
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
SECONDS: Final = 3.0
OWN_ORIGINS: Final = (
    "staff_address",
    "api_address",
    "vault_address",
    "door_address",
    "portal_address",
    "person_address",
)
_TIME_ERROR: Final = 5  # adjtimex(2): the clock is kept by nobody
_TIMEX_BYTES: Final = 1024  # more than struct timex has on any machine


def backup(place: Home, now: datetime.datetime) -> Lines:
    """When the home was last backed up, and whether copies of envelopes outlived their 35 days (hazard 9.4)."""
    last = backups.last(place)
    if last is None:
        do = Msg("dueprocess backup --to FOLDER on another disk, each day: docs/operator/backup.md.")
        yield Line("backup", Mark.CAUTION, Msg("this home knows of no backup"), do)
    else:
        yield _newest(last[0], last[1], now)
        yield from _room(last[1])
    folders = [place.path / backups.HERE, *([last[1].parent] if last else [])]
    old = [path for folder in dict.fromkeys(folders) if folder.is_dir() for path in backups.old_envelopes(folder, now)]
    if old:
        says = Msg(
            "{many} backups of envelopes are older than 35 days: what was destroyed could still be opened",
            many=len(old),
        )
        yield Line("backup", Mark.WRONG, says, Msg("Delete them: {files}", files=", ".join(map(str, old))))


def _newest(at: datetime.datetime, archive: Path, now: datetime.datetime) -> Line:
    age = now - at
    mark = Mark.GOOD if age <= FRESH else Mark.CAUTION if age <= STALE else Mark.WRONG
    do = "" if mark is Mark.GOOD else Msg("Run dueprocess backup; is its timer on?")
    when, folder = When(moment.write(at)), str(archive.parent)
    if not archive.exists():
        return Line("backup", mark, Msg("of {at}; it was moved from {folder}", at=when, folder=folder), do)
    return Line("backup", mark, Msg("of {at}, in {folder}", at=when, folder=folder), do)


def _room(archive: Path) -> Lines:
    """Whether the next backup fits beside the last one."""
    if archive.exists() and shutil.disk_usage(archive.parent).free < 2 * archive.stat().st_size:
        says = Msg("{folder} has no room for two more", folder=str(archive.parent))
        yield Line("backup", Mark.CAUTION, says, Msg("Make room, or move old ones."))


def worker(place: Home, now: datetime.datetime) -> Lines:
    """When the worker was last seen: nothing ends, grows louder or is sent without it."""
    from dueprocess.desk.data.models import Beat

    seen = Beat.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    do = Msg("Start dueprocess worker: it ends duties of silence, makes late duties urgent and sends letters.")
    if seen is None:
        yield Line("beat", Mark.CAUTION, Msg("no worker was ever seen here"), do)
    elif seen > now + JUMP:
        says = Msg(
            "a worker was seen at {at}, which is still to come: the clock was set back", at=When(moment.write(seen))
        )
        yield Line("beat", Mark.WRONG, says, Msg("Set the clock. Until then do nothing irreversible."))
    elif now - seen <= SEEN:
        yield Line("beat", Mark.GOOD, Msg("a worker was seen at {at} UTC", at=f"{seen:%H:%M}"))
    else:
        mark = Mark.WRONG if desk_of_home.is_served(place) else Mark.CAUTION
        yield Line("beat", mark, Msg("no worker was seen since {at}", at=When(moment.write(seen))), do)


def outbox(now: datetime.datetime) -> Lines:
    """Letters that wait for the sending worker: how many, since when, and why."""
    from dueprocess.desk.data.models import Effect
    from dueprocess.desk.services.outgoing_letters import KIND

    rows = Effect.objects.filter(kind=KIND, done_at__isnull=True).order_by("due_at", "pk")
    first = rows.first()
    if first is None:
        yield Line("outbox", Mark.GOOD, Msg("no letter waits"))
        return
    why = f": {first.last_error}" if first.last_error else ""
    since = When(moment.write(first.due_at))
    says = Msg("letters waiting: {many}, the oldest since {since}{why}", many=rows.count(), since=since, why=why)
    do = Msg("The worker needs --identity and [mail] in desk.toml; letters.md in docs/reference explains the codes.")
    late = now - first.due_at > LONG
    yield Line("outbox", Mark.WRONG if late else Mark.INFO, says, do if late else "")


def clock(desk: "Desk") -> Lines:
    """Whether a time service keeps the clock, and whether it leapt ahead of all that was written (hazard 14.2)."""
    from dueprocess.desk.data.models import Arrival, Beat

    kept = synchronised()
    if kept is False:
        do = "Switch one on (systemd-timesyncd, chrony): legal clocks run by this one."
        yield Line("clock", Mark.CAUTION, "no time service keeps the clock", do)
    elif kept:
        yield Line("clock", Mark.GOOD, "a time service keeps it")
    moments = [
        Beat.objects.order_by("-seen_at").values_list("seen_at", flat=True).first(),
        Arrival.objects.order_by("-received_at").values_list("received_at", flat=True).first(),
    ]
    newest = max((one for one in moments if one is not None), default=None)
    if newest is not None and desk.now - newest > AWAY:
        days = (desk.now - newest).days
        says = f"nothing was written for {days} days"
        yield Line("clock", Mark.INFO, says, "If the desk was at work since, the clock leapt ahead: set it first.")


def synchronised() -> bool | None:
    """Whether the kernel says that a time service keeps the clock; None where it says nothing."""
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != _TIME_ERROR


def mail(place: Home) -> Lines:
    """[mail] of desk.toml: encrypted on the way, its password readable by its owner alone, its server answering."""
    settings = read_desk(place).mail
    if settings is None:
        yield Line("mail", Mark.INFO, "no [mail]: people send letters themselves, and nobody is alerted by mail")
        return
    if settings.user:
        yield from _password(place, "mail", settings.password_file, "the worker's")
    if settings.security == "none" and settings.host not in LOOPBACK:
        do = 'Set security = "starttls": letters and passwords would cross the network in clear.'
        yield Line("mail", Mark.WRONG, f"{settings.host} is another machine, and security is none", do)
        return
    says = f"{settings.host}:{settings.port}"
    if listens(settings.host, settings.port, SECONDS):
        yield Line("mail", Mark.GOOD, f"{says} answers, {settings.security}")
    else:
        yield Line("mail", Mark.WRONG, f"{says} does not answer", "Check host and port in desk.toml, and the firewall.")


def _password(place: Home, about: str, named: str, whose: str) -> Lines:
    path = Path(named)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        do = f"Write the password into it, chmod 600, for {whose} user."
        yield Line(about, Mark.WRONG, f"password_file {named!r} is not there, or not for us", do)
        return
    if mode & 0o077:
        yield Line(about, Mark.WRONG, f"others may read {path}", f"chmod 600 {path}")
    if path.absolute().is_relative_to(place.path):
        yield Line(about, Mark.CAUTION, "the password lies in the home", "Move it out: it belongs in no copy of it.")


def arrivals(place: Home, now: datetime.datetime) -> Lines:
    """[arrivals] of desk.toml: places answer, nothing lies there for long, and what is taken in leaves."""
    settings = read_desk(place).arrivals
    if settings is None:
        do = "docs/operator/arrivals.md: a folder of a mailbox, LMTP, a pipe, or the door."
        yield Line("arrivals", Mark.INFO, "no [arrivals]: no mailbox is emptied by itself", do)
        return
    for one in settings.folders:
        yield from _folder(Path(one.path), now)
    if settings.mailbox:
        yield from _password(place, "arrivals", settings.password_file, "the receiver's")
        yield from _mailbox(settings, now)


def _folder(folder: Path, now: datetime.datetime) -> Lines:
    """Whatever is a file there counts, hidden and unfinished ones too: what nobody takes in has no clock."""
    late = (now - LATE).timestamp()
    try:
        lying = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".arrival")]
        old = [path for path in lying if path.lstat().st_ctime < late]
    except OSError as fault:
        yield Line("arrivals", Mark.WRONG, f"{folder}: {fault.strerror}", "Check the path and its rights.")
        return
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield Line("arrivals", Mark.WRONG, f"{folder}: not ours to read and write", "chown it to the receiver's user.")
    elif old:
        do = "Start dueprocess-receive.service; its log says what stops it. Of more than 64 MiB: read it there."
        yield Line("arrivals", Mark.WRONG, f"{folder}: {len(old)} lying there in clear for ten minutes or longer", do)
    else:
        yield Line("arrivals", Mark.GOOD, f"{folder}: nothing waits")


def _mailbox(settings: "ArrivalSettings", now: datetime.datetime) -> Lines:
    from dueprocess.adapters import inbox, mailboxes, smtp

    try:
        with inbox.opened(settings.mailbox, smtp.read_password(settings.password_file)) as box:
            lying, goes, copies = box.lying(), box.box.uidplus, box.box.copies()
    except (mailboxes.MailboxError, smtp.MailError) as fault:
        yield Line("arrivals", Mark.WRONG, f"{settings.mailbox}: {fault}", "Check address, login and password file.")
        return
    if not goes:
        do = "Use a server with UIDPLUS (RFC 4315), or expunge the folder each night."
        yield Line("arrivals", Mark.WRONG, "the server marks what was taken in as deleted, and it lies there still", do)
    full = ", ".join(f"{name} ({many})" for name, many in copies.items() if many)
    if full:
        do = "Look whether demands lie there and delete them; give this login the right to the one folder alone."
        yield Line("arrivals", Mark.CAUTION, f"copies of mails can lie in other folders of this login: {full}", do)
    large = [one for one in lying if inbox.is_large(one)]
    late = [one for one in lying if now - one.came_at > LATE and one not in large]
    if large:
        do = "Read each there; its arrival says what to do with it. Then delete it."
        yield Line("arrivals", Mark.WRONG, f"{len(large)} of more than 64 MiB lying there in clear", do)
    if late:
        do = "Start `dueprocess receive --follow` (dueprocess-receive.service); its log says what stops it."
        since = days.spoken(min(one.came_at for one in late).date())
        yield Line("arrivals", Mark.WRONG, f"{len(late)} lying there, the first since {since}", do)
    elif not large:
        yield Line("arrivals", Mark.GOOD, f"{settings.mailbox}: answers, nothing waits")


def surfaces(place: Home) -> Lines:
    """Where the home is served: what listens, and whether each surface has an origin of its own (hazard 9.5)."""
    if not desk_of_home.is_served(place):
        return
    for name, port in PORTS.items():
        if listens("127.0.0.1", port):
            yield Line("surface", Mark.GOOD, f"{name} listens on 127.0.0.1:{port}")
        else:
            do = "Served on another port, or left out, this is right; else see the log of dueprocess serve."
            yield Line("surface", Mark.CAUTION, f"{name} does not listen on 127.0.0.1:{port}", do)
    yield from _origins(read_desk(place))


def _origins(house: "House") -> Iterator[Line]:
    given = {name: value for name in OWN_ORIGINS if (value := str(getattr(house, name)))}
    hosts = [urlsplit(value).hostname or "" for value in given.values()]
    for name, value in given.items():
        parts = urlsplit(value)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            yield Line(
                "surface", Mark.WRONG, f"{name} is not https", "Passkeys and cookies need it: docs/operator/proxy.md."
            )
    if house.portal_address and not house.telephone:
        do = 'Write telephone = "+49 …" into desk.toml: a number that somebody answers, day and night.'
        says = "the portal asks whether a life is in danger, and has no number to ring"
        yield Line("surface", Mark.WRONG, says, do)
    outside = [host for host in hosts if host not in LOOPBACK]
    if len(set(outside)) < len(outside):
        do = "Give each surface a host name of its own: a fault of one must not reach the others."
        yield Line("surface", Mark.WRONG, "two surfaces share a host name", do)
