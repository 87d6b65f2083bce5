"""A person contests, on the surface of pages: a form without scripts, under the code of the page (L5).

The code is read first and opens the page, as it would be read; only then does the rest have time to come. What is said
and the papers are sealed at once, each as an original of an arrival of its own, to a new key that everybody who reads
gets in an envelope. The id of the page stands inside alone: no row says whose page it was, or that this is a contest.
"""

import datetime
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from dueprocess.adapters import crypto, locks
from dueprocess.demand.codes import Channel
from dueprocess.demand.media import media_of
from dueprocess.desk.data.models import Arrival
from dueprocess.desk.intake.door.forms import File, Form, read_form
from dueprocess.desk.intake.requests import RefusedError, Request
from dueprocess.desk.person import page
from dueprocess.desk.person.texts import LANGUAGES, codes, contesting, load
from dueprocess.desk.services import arrivals, notices, rosters
from dueprocess.desk.services.arrivals import Received
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.envelopes import RECOVERY, readers_of
from dueprocess.formats import ids, moment, page_code
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.objection import NAME, WHO, Objection, write

PATH: Final = "/contest"
FIELDS: Final = frozenset({"code", "who", "reply", "text"})
MAX_PAPERS: Final = 3
MAX_TOGETHER: Final = 2 << 20
MAX_BODY: Final = MAX_TOGETHER + (256 << 10)
MAX_TEXT: Final = 20_000  # characters
MAX_REPLY: Final = 300
DAY: Final = 200
"""Of files that come in a day: more of them through pages would be somebody's flood. The other ways in stay open."""
UPLOADS: Final = 4
"""Contests at a time that are taken; their places follow those of derivations."""
UPLOAD_SECONDS: Final = 240
RESERVE: Final = 1 << 30
"""Bytes of the disk that stay free for clocks and for the other ways in (hazard 1.5)."""


class Says(Exception):  # noqa: N818 - an answer, and no fault
    """The contest is not taken: which sentence says why."""


@dataclass(slots=True)
class _Coming:
    """One contest as it comes: the code first, which opens its page."""

    slots: int
    places: int  # of derivations
    turn: int  # seconds
    today: datetime.date
    opened: notices.Opened | None = None
    files: int = 0

    def told(self, name: str, value: str) -> None:
        """One field more. Raises Says."""
        if name == "file":
            self.files += 1
            if self.files > MAX_PAPERS + 1:  # a browser sends an empty one
                raise Says("large")
        if name == "code" and self.opened is None:
            self._open(value)
        elif self.opened is None:
            raise Says("typing")
        if (name == "text" and len(value) > MAX_TEXT) or (name == "reply" and len(value) > MAX_REPLY):
            raise Says("too_long")

    def _open(self, typed: str) -> None:
        code = page_code.read(typed)
        if code is None:
            raise Says("typing")
        signal.alarm(self.turn)
        place = locks.slot(self.slots, self.places)
        if place is None:
            place = os.getpid() % self.places
            locks.await_slot(self.slots, place)
        from django.db import connections

        connections.close_all()  # nothing is inherited from the listener
        self.opened = notices.open_page(code, self.today, again=True)  # it counts as no use
        locks.free_slot(self.slots, place)
        if self.opened is None:
            raise Says("wrong")
        if locks.slot(self.slots, UPLOADS, self.places) is None:
            raise Says("busy")
        signal.alarm(UPLOAD_SECONDS)


def take(request: Request, desk: Callable[[], Desk], slots: int, places: int, turn: int, today: datetime.date) -> bytes:
    """The answer to one contest. Raises RefusedError for what is no form of ours, GoneError, LateError."""
    languages = ours(page.spoken(request.headers.get("accept-language", "")))
    if request.body.left > MAX_BODY:
        return page.padded(form("large", languages))
    coming = _Coming(slots, places, turn, today)
    try:
        got = read_form(request.headers.get("content-type", ""), request.body, coming.told, FIELDS)
        if coming.opened is None:
            raise RefusedError(400, "Use the form of this page.")
        house = desk()
        _keep(house, got, coming.opened, today)
    except Says as said:
        return page.padded(form(str(said), languages))
    signal.alarm(0)  # it is kept: nobody is told "too late" of that
    return page.padded(taken(house, today, languages))


def _keep(desk: Desk, got: Form, opened: notices.Opened, today: datetime.date) -> None:
    """Seal what came, and register it. Raises Says where it is too much."""
    files = [one for one in got.files if one.size]
    if len(files) > MAX_PAPERS or sum(one.size for one in files) > MAX_TOGETHER:
        raise Says("large")
    came = Arrival.objects.filter(channel=str(Channel.FILE), received_on=desk.day_of(desk.minute)).count()
    told = os.statvfs(desk.blobs.folder) if desk.blobs else None
    if came >= DAY or (told is not None and told.f_bavail * told.f_frsize < RESERVE):
        raise Says("full")
    who = got.fields.get("who", "")
    said = Objection(
        page=opened.key.id,
        day=today.isoformat(),
        who=who if who in WHO else WHO[0],
        papers=len(files),
        reply=got.fields.get("reply", ""),
        text=got.fields.get("text", "").replace("\r\n", "\n"),
    )
    arrivals.register_one(desk, _received(desk, write(said), files, practice=opened.page.practice), _nothing)


def _nothing(_one: arrivals.Registered) -> None:
    """Nothing stands beside it: a row that did would say that it is a contest."""


def _received(desk: Desk, text: str, files: Sequence[File], *, practice: bool) -> Received:
    secret, recipient = crypto.new_case_key()
    at = moment.write(desk.now)
    originals = [
        (NAME, "text/plain", text.encode()),
        *((one.name or "paper", media_of(one.name), _bytes(one)) for one in files),
    ]
    sealed = (crypto.seal(ObjectKind.ORIGINAL, media, data, recipient, at, name) for name, media, data in originals)
    readers = {one["name"]: one["age"] for one in readers_of(desk)} | {RECOVERY: desk.roster.recovery}
    return Received(
        channel=Channel.FILE,
        received_at=desk.minute,
        face=None,
        is_demand=False,
        unreadable="",
        recipient=recipient,
        sealed=tuple(Attached(ids.sealed_id(desk.draw()), "original", "case", data) for data in sealed),
        envelopes=tuple(crypto.wrap_key(secret, readers, at).items()),
        practice=practice or desk.house.practice,
    )


def _bytes(one: File) -> bytes:
    os.lseek(one.handle, 0, os.SEEK_SET)
    with os.fdopen(one.handle, "rb") as file:
        return file.read()


# --- pages ------------------------------------------------------------------------------------------------------------


def form(said: str = "", languages: Sequence[str] = LANGUAGES) -> bytes:
    """The form. ``said``: why nothing was taken."""
    languages = ours(languages)
    return page.document(languages[0], _say(languages[0], "title"), _form(said, languages))


def ours(languages: Sequence[str]) -> tuple[str, ...]:
    """Those in which this form is written; English where there is none of them."""
    return tuple(one for one in languages if one in LANGUAGES) or LANGUAGES[:1]


def _say(language: str, key: str) -> str:
    return contesting(language)("form", key)


def _each(key: str, languages: Sequence[str]) -> str:
    """A word in every language of the page."""
    return " · ".join(_word(one, key) for one in languages)


def _word(language: str, key: str) -> str:
    return f'<span lang="{language}" dir="{load(language).direction}">{escape(_say(language, key))}</span>'


def _form(said: str, languages: Sequence[str]) -> str:
    whose = "".join(
        f'<option value="{one}">{" · ".join(escape(_say(language, f"who_{one}")) for language in languages)}</option>'
        for one in WHO
    )
    papers = '<input name="file" type="file" aria-labelledby="papers">' * MAX_PAPERS
    return (
        f'<form method="post" action="{PATH}" enctype="multipart/form-data" autocomplete="off">'
        f"<h1>{_each('title', languages)}</h1>{_sections(said, languages)}"
        f'<label for="code">{_each("code", languages)}</label>'
        '<input id="code" name="code" inputmode="numeric" autocapitalize="off" spellcheck="false" '
        'maxlength="200" required>'
        f'<label for="who">{_each("who", languages)}</label><select id="who" name="who">{whose}</select>'
        f'<label for="text">{_each("text", languages)}</label>'
        f'<textarea id="text" name="text" rows="8" maxlength="{MAX_TEXT}" dir="auto"></textarea>'
        f'<label for="reply">{_each("reply", languages)}</label>'
        f'<input id="reply" name="reply" maxlength="{MAX_REPLY}" dir="auto">'
        f'<p id="papers"><b>{_each("papers", languages)}</b></p>{papers}'
        f"<button>{_each('go', languages)}</button></form>"
    )


def _sections(said: str, languages: Sequence[str]) -> str:
    def of(language: str) -> str:
        say = load(language)
        told = f'<p class="said" role="alert">{escape(_why(language, said))}</p>' if said else ""
        lines = "".join(f"<p>{escape(_say(language, key))}</p>" for key in ("lead", "safe"))
        return f'<section lang="{language}" dir="{say.direction}">{told}{lines}</section>'

    return "".join(of(language) for language in languages)


def _why(language: str, said: str) -> str:
    """What became of it: what the form for a code says, too, or a sentence of our own."""
    return load(language)("form", said) if said in {"typing", "wrong", "busy"} else _say(language, said)


def taken(desk: Desk, today: datetime.date, languages: Sequence[str]) -> bytes:
    """That it is here: since when, who looks, until when an answer comes."""
    few = len(rosters.judges(desk)) <= TWO

    def of(language: str) -> str:
        say, dated = load(language), codes(language)
        lines = [
            _say(language, "taken").format(day=dated.day(today)),
            _say(language, "same" if few else "other"),
            _say(language, "keep").format(contact=desk.house.contact or desk.house.name),
        ]
        body = "".join(f"<p>{escape(line)}</p>" for line in lines)
        head = f"<h2>{escape(_say(language, 'title'))}</h2>"
        return f'<section lang="{language}" dir="{say.direction}">{head}{body}</section>'

    return page.document(languages[0], _say(languages[0], "title"), "".join(of(one) for one in languages))


TWO: Final = 2
"""Who decided first: where nobody else may decide a contest, the same look again."""


def with_link(html: bytes, languages: Sequence[str]) -> bytes:
    """An opened page with the way to this form, where its length lets it: pages of before were filled to the end."""
    link = f'<p><a href="{PATH}">{_each("link", ours(languages))}</a></p></main>'.encode()
    longer = html.replace(b"</main>", link, 1)
    return longer if len(longer) <= page.ANSWER else html
