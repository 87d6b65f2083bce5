"""A desk that lives twice, once with a secret case more, and all that anybody outside it can see, hear or count."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import http.server
import random
import re
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias, cast

from django.test import Client, override_settings

from desk_samples import DISCLOSURE, POLICE, PROVIDER, denied, people
from dueprocess.acts.desk_state import Brought
from dueprocess.adapters import crypto, texts
from dueprocess.case import status
from dueprocess.desk.alerts import beat
from dueprocess.desk.alerts import folder as alert_list
from dueprocess.desk.alerts import send as alerts
from dueprocess.desk.alerts.folder import Mail, Settings
from dueprocess.desk.data.models import Reach
from dueprocess.desk.jobs import worker_loop
from dueprocess.desk.jobs.round import Round
from dueprocess.desk.person import banner, contest
from dueprocess.desk.person import page as pages
from dueprocess.desk.person.banner import Kept
from dueprocess.desk.person.notifier import Folder, Sender
from dueprocess.desk.publish import site
from dueprocess.desk.services import (
    desk_acts,
    heads,
    health,
    letters,
    mornings,
    notices,
    page_locks,
    portal_desk,
    publication,
    watches,
)
from dueprocess.desk.services.result import Done
from dueprocess.formats import alert
from dueprocess.formats.alert import Way
from dueprocess.formats.person_page import Part, PersonPage, Sheet
from dueprocess.formats.statement import Act
from dueprocess.letter.kinds import LetterKind
from dueprocess.operate import day_heads
from dueprocess.operate.home import Home
from mail_servers import Mailbox, smtp
from portal_samples import SECRET as PORTAL
from portal_samples import Current, Official, as_json, submission
from post_samples import House, Post
from report_house import ReportHouse
from talk_samples import TALK, inside

Seen: TypeAlias = Mapping[str, object]
"""By channel and name, as in ``site/en/index.html``: what came out, as it can be compared."""
ALLY = "news@ngo.example"
STAFF, CALLED = "aster@staff.example", "birch@staff.example"
OTHERS = "somebody@else.example"
"""An account for which no message waits in either world."""
SECRETS = "secret.7731@postfach.example"
"""The account that the secret case is about."""
TOLD = bytes(range(16))
"""Code of a page that both worlds have, of another case."""
OFFICE = "auskunft@bfv.example"
"""Of the authority that asks in secret."""
NOBODY: Mapping[str, Any] = {
    **dict.fromkeys(("emergency", "danger_to_life", "person_in_danger"), False),
    "accusation": "other",
}
_DRAWN = re.compile(rb"[A-Za-z0-9+/=]{40,}")


@dataclass
class Hook:
    """A webhook of an ally, and what came: headers and body."""

    url: str
    heard: list[tuple[list[tuple[str, str]], bytes]] = field(default_factory=list)


@contextlib.contextmanager
def _hooked() -> Iterator[Hook]:
    class Answers(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            headers = [(name, value) for name, value in self.headers.items() if name != "Host"]
            hook.heard.append((headers, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Answers)
    hook = Hook(f"http://127.0.0.1:{server.server_address[1]}/")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class World(ReportHouse, Post):
    """A house whose secret acts draw from elsewhere, so that nothing else is drawn otherwise in the other world."""

    box: Mailbox = field(default_factory=Mailbox)
    hook: Hook = field(default_factory=lambda: Hook(""))
    folder: Path = Path()
    told: str = ""  # the case of both worlds whose person was told

    @classmethod
    @contextlib.contextmanager
    def lived(cls) -> Iterator[World]:
        """With a mail server, a folder of its own, the portal's settings, and ways by which staff are reached."""
        house = cast("World", cls.opened())
        portal = {
            "ROOT_URLCONF": "dueprocess.desk.intake.portal.urls",
            "MIDDLEWARE": ["dueprocess.desk.web.headers.Headers", "dueprocess.desk.intake.portal.edge.Edge"],
            "OPEN_DESK": "portal_samples.current",
            "SECRET_KEY": PORTAL.decode(),
        }
        with (
            smtp(house.box) as port,
            _hooked() as house.hook,
            tempfile.TemporaryDirectory() as folder,
            override_settings(**portal),
        ):
            house.desk = replace(house.desk, house=House(port, staff_address="https://desk.example"))
            house.folder, house.secret, Current.place = Path(folder), people()["worker"].age_secret, house
            house.opens(port)
            yield house

    def opens(self, port: int) -> None:
        """The home of its heads, the notifier's folder, and who is called."""
        Home(self.folder / "home").create()
        day_heads.key_of(self._home, self.desk.roster.desk_id)
        Folder.create(self.folder / "notifier", people()["dan"].card().age, self.desk.today)
        (self.folder / "log-in.key").write_bytes((self.folder / "notifier" / "list.key").read_bytes())
        for name, address in (("aster", STAFF), ("birch", CALLED)):
            way = watches.add_reach(self.desk, "", name, "mail", address)
            assert isinstance(way, Reach)
            Reach.objects.filter(pk=way.pk).update(proved_on=self.desk.today, morning=name == "aster")

        self._lists(port)

    def _lists(self, port: int) -> None:
        """Two allies who proved their address: one by mail, one by a webhook; what is drawn for them is fixed."""
        mail = Mail("127.0.0.1", "news@fennel.example", port, "none")
        settings = Settings("Fennel Mail", str(self.folder / "site"), "people@fennel.example", mail)
        age = people()["dan"].card().age
        folder = alert_list.Folder.create(self.folder / "alerts", age, settings)
        for way, address in ((Way.MAIL, ALLY), (Way.HOOK, self.hook.url)):
            reader, code = folder.add(way, address, "en", self.desk.today)
            assert folder.confirm(code, 0, self.desk.today)
            fixed = alert.packed(replace(reader, word="5" * 64))
            (folder.path / "readers" / folder.name_of(address)).write_bytes(crypto.encrypt(fixed, [age]))

    @property
    def allies(self) -> alert_list.Folder:
        return alert_list.Folder(self.folder / "alerts")

    @property
    def _home(self) -> Home:
        return Home(self.folder / "home")

    @property
    def notifier(self) -> Folder:
        return Folder(self.folder / "notifier")

    def secretly(self, what: Callable[[Any], None]) -> None:
        drawn = self.desk.random
        self.desk = replace(self.desk, random=random.Random(99 + self.desk.today.toordinal()).randbytes)  # noqa: S311
        what(self)
        self.desk = replace(self.desk, random=drawn)

    # --- what can be seen ---

    def seen(self) -> Seen:
        """All that leaves the house today, by channel."""
        channels = {
            "site": self._site(),
            "alerts": self._alerts(),
            "mail": self._mail(),
            "calendar": {"ics": mornings.calendar(self.desk)},
            "portal": self._portal(),
            "pages": self._pages(),
            "list": self._list(),
            "letters": self._letters(),
            "health": {"metrics": health.metrics_text(self.desk.now), "inquiry": texts.asked()},
        }
        return {f"{channel}/{name}": what for channel, found in channels.items() for name, what in found.items()}

    def _site(self) -> Seen:
        """Every file as a web server hands it out: bytes, mode, time; heads without what is drawn in them."""
        made = publication.snapshot(self.desk, PROVIDER)
        publication.tell(self.desk, made)
        day_heads.sign(self._home, self.desk.roster.desk_id, self.desk.today.isoformat(), heads.chains(self.desk))
        more = {"data/heads.json": day_heads.public(self._home, self.desk.roster.desk_id)}
        out = self.folder / "site"
        site.build(made, out, more=more)
        found: dict[str, object] = {}
        for number, path in enumerate(sorted([out, *out.rglob("*")])):
            stat, data = path.stat(), path.read_bytes() if path.is_file() else b""
            name = path.relative_to(out).as_posix()
            if name == "data/heads.json":
                found["heads"], data = data, _DRAWN.sub(b"#", data)
            if name == "SHA256SUMS":
                data = b"".join(line for line in data.splitlines(keepends=True) if b"heads.json" not in line)
            found[name] = (number, stat.st_mode, stat.st_mtime_ns, stat.st_size, data)
        return found

    def _alerts(self) -> Seen:
        """What allies on the alert list get today, by mail and by webhook; and a beat about all that stands there."""
        kept = [*self.box.taken]
        done = alerts.send(self.allies, people()["dan"].age_secret, self.desk.now, loopback=True)
        mails, self.box.taken = self.box.taken[len(kept) :], kept
        hooks, self.hook.heard = self.hook.heard, []
        there = beat.on_site(self.folder / "site")
        every = beat.Beat(99, self.desk.today.isoformat(), tuple(there))
        words = texts.sentences("alert")["en"]["news"]
        said = (beat.text(every, there, words, "Fennel Mail", "x", "en"), beat.body(every, there, "Fennel Mail"))
        return {"sent": repr(done), "mail": mails, "hook": hooks, "every": said}

    def _mail(self) -> Seen:
        """What left on a morning, in a round of the worker and before it, by who got it, in its order."""
        found: dict[str, list[object]] = {}
        self._taken(found)
        Reach.objects.update(morning_on=None)
        early = replace(self.desk, now=self.desk.now.replace(hour=6))  # seven or eight, where the desk sits
        worker_loop.run(Round(early), worker_loop.TASKS[:1])
        self._taken(found, "morning")
        worker_loop.run(Round(self.desk, secret=self.secret, key="k"))
        self._taken(found)
        return found

    def _taken(self, found: dict[str, list[object]], name: str = "") -> None:
        for sender, to, data in self.box.taken:
            found.setdefault(name or ",".join(to), []).append((sender, to, data))
        self.box.taken = []

    def _portal(self) -> Seen:
        """Pages, keys, and what is answered to a demand and a receipt of somebody unknown."""
        stranger, official = Client(), Official(bytes([65]) * 16)
        found: dict[str, object] = {}
        for path in ("/", "/healthz", "/de/", "/en/ask/", "/ur/paper/"):
            answer = stranger.get(path)
            found[path] = (answer.status_code, answer.content, sorted(answer.headers.items()))
        for path, body in (
            ("/v1/keys", {}),
            ("/v1/check", {"claim": as_json(submission(self.desk), official)["claim"], "language": "en"}),
            ("/v1/status", {"lookup": official.shown}),
            ("/v1/take", {"lookup": official.shown, "parcel": "", "start": 0}),
        ):
            answer = stranger.post(path, body, content_type="application/json")
            said = len(answer.content) if path == "/v1/status" else answer.content  # padded with what is drawn
            found[path] = (answer.status_code, said, sorted(answer.headers.items()))
        portal_desk.refresh(self.desk)
        return found

    def _pages(self) -> Seen:
        """What a code of another case's page opens, what no code opens, and the form by which one contests."""
        opened = notices.open_page(TOLD, self.desk.today, again=True)
        return {
            "told": pages.padded(pages.opened(opened.page, "x" * 120)) if opened else None,
            "wrong": notices.open_page(bytes(16), self.desk.today),
            "form": pages.form(),
            "contest": contest.form(),
            "contested": contest.taken(self.desk, self.desk.today, ("en",)),
        }

    def _list(self) -> Seen:
        """What the log-in has, and what it answers to whose session it is; and the neutral mails."""
        secret, today = people()["dan"].age_secret, self.desk.today
        data = self.notifier.listed(secret, today)
        (self.folder / "log-in.list").write_bytes(data)
        kept = Kept(self.folder / "log-in.list", self.folder / "log-in.key", "Fennel Mail", "people@fennel.example")
        mails = list(self.notifier.mails(secret, today, Sender("Fennel Mail", "people@fennel.example")))
        return {
            "bytes": data,
            "size": len(data),
            "others": banner.banner(kept, "en", waits=kept.waits(OTHERS)),
            "length": len(banner.banner(kept, "en", waits=kept.waits(SECRETS))),
            "theirs": banner.banner(kept, "en", waits=kept.waits(SECRETS)),
            "mails": len(mails),
        }

    def _letters(self) -> Seen:
        """What another authority gets, and which word it hears."""
        state = self.state(self.told)
        made = letters.write_letter(
            self.desk, state, LetterKind.ACKNOWLEDGEMENT, (1,), ("de",), letters.Merged(letters.house_of(self.desk))
        )
        return {"acknowledgement": repr(made), "word": status.word(state, verified=True)}

    # --- what both worlds do ---

    def tells(self) -> None:
        """A case of both worlds is decided, its office hears it, its person is told and contests it."""
        self.verify_authority()
        self.told = self.arrive()
        self.refuses(self.told, POLICE)
        self.queue(self.told)
        assert isinstance(self.gate(self.told, "tell"), Done)
        self.plans_page(self.told, TOLD)
        self.contested(self.told)

    def plans_page(self, case: str, code: bytes) -> None:
        """aster writes the page of T1, birch reads it, aster puts it; both say that T1 was told."""
        says = {"item": 1, "handle": "T1", "role": "target", "to": "themselves", "risk": "sole", "shown": "no"}
        self.do("aster", Act.NOTICE_PLAN, case, says | {"tried": "none", "mark": "6" * 64})
        plan = self.state(case).items[0].pages[-1].statement
        self.do("birch", Act.NOTICE_READ, case, {"item": 1, "plan": plan, "says": "agreed"})
        sheet = Sheet("en", "A message", (Part("What", ("word",)),))
        until = page_locks.last_day(self.desk.today)
        locked = page_locks.lock(code, PersonPage(until.isoformat(), practice=False, sheets=(sheet,)))
        sealed = self.sealed()
        note = self.note("aster", Act.NOTE_ADD, case, {"sealed": sealed.id})
        bound = page_locks.bound(case, locked.id, "5" * 32)
        assert isinstance(notices.put(self.desk, note, [sealed], 1, locked, bound), Done)
        told = {"handle": "T1", "how": "page", "item": 1, "mark": "6" * 64, "on": self.desk.today.isoformat()}
        self.do("aster", Act.NOTICE_RECORD, case, told)
        record = self.state(case).items[0].notices[-1].statement
        self.do("birch", Act.NOTICE_CONFIRM, case, {"handle": "T1", "item": 1, "record": record})

    def refuses(self, case: str, authority: str, by: str = "cedar") -> None:
        """Read, confirmed, and decided: there are no such data."""
        self.confirm(case, authority=authority, instruments=["DE-STPO-94"], **NOBODY)
        done = self.propose(case, "no_data", by=by)
        assert isinstance(done, Done), done
        if self.state(case).items[0].deciding == "proposed":
            assert isinstance(self.approve(case), Done)

    def contested(self, case: str, judge: str = "aster") -> None:
        """T1 contests, somebody who was not on the decision decides, and T1 hears it."""
        today = self.desk.today.isoformat()
        made = {"item": 1, "handle": "T1", "who": "person", "how": "page", "on": today, "due": None, "stays": ""}
        self.do("aster", Act.CONTEST_RECORD, case, made)
        record = self.state(case).items[0].contested.contests[-1].statement
        self.do(judge, Act.CONTEST_DECIDE, case, {"item": 1, "record": record, "end": "upheld"})
        self.do("aster", Act.CONTEST_ANSWERED, case, {"item": 1, "record": record, "on": today})


ONE_DAY = datetime.timedelta(days=1)


class SecretLife:
    """One case from its arrival to its forgetting, in the steps of a year. Nobody ever answers admit or count."""

    case: str = ""

    def march(self, house: World) -> None:
        """It comes, is read, silenced, silenced again, decided, answered; data are kept; a talk would reveal it."""
        house.verify_authority("DE-BFV", OFFICE)
        self.case = case = house.arrive(DISCLOSURE.replace("a_b@postfach.example", SECRETS).replace("Bundesk", "Amt k"))
        worker_loop.run(Round(house.desk, secret=house.secret, key="k"))
        house.confirm(case, authority="DE-BFV", instruments=["DE-STPO-94"], **NOBODY)
        house.do("aster", Act.PRESERVE_START, case, {"item": 1})
        house.do("cedar", Act.AUTHORITY_CALL_BACK, case, {"how": "call_back", "said": "confirmed"})
        start = house.state(case).items[0].preservation
        house.do("birch", Act.PRESERVE_VERIFY, case, {"item": 1, "start": start})
        house.silence(case, until="2026-05-01")
        house.agree_silence(case)
        house.silence(case, until="2026-12-01")  # a renewal
        house.agree_silence(case)
        house.refuses(case, "DE-BFV", "aster")
        house.queue(case)
        self._may_not_be_told(house)
        house.do("birch", Act.PUBLICATION_REACH, case, {"item": 1, "within": "somebody"})
        assert isinstance(house.gate(case, "admit", "no"), Done)
        assert isinstance(house.gate(case, "count", "no"), Done)
        self._talk(house)

    def _may_not_be_told(self, house: World) -> None:
        assert (got := denied(house.gate(self.case, "tell"))) == "gate.law-forbids", got
        says = {"item": 1, "handle": "T1", "role": "target", "to": "themselves", "risk": "sole", "shown": "no"}
        # The finished notice is written in the silence; it goes to nobody before that is over.
        house.do("aster", Act.NOTICE_PLAN, self.case, says | {"tried": "none", "mark": "6" * 64})
        made = {"item": 1, "handle": "T1", "who": "person", "how": "letter", "due": None, "stays": ""}
        contests = made | {"on": house.desk.today.isoformat()}
        assert denied(house.act("aster", Act.CONTEST_RECORD, self.case, contests)) == "contest.not-told"

    def _talk(self, house: World) -> None:
        """About a demand that is secret: recorded, read, held back; and an ally is asked about the law."""
        made = replace(TALK, on=house.desk.today - ONE_DAY)
        name, _ = inside(made)
        until, sealed = (house.desk.today + 30 * ONE_DAY).isoformat(), b"age-encryption.org/v1\nsealed"
        says = {"talk": name, "sort": "talk", "on": made.on.isoformat(), "until": until, "reveals": "yes"}
        _desk(house, "aster", Act.TALK_RECORD, says | {"sealed": hashlib.sha256(sealed).hexdigest()}, sealed=sealed)
        _desk(house, "birch", Act.TALK_AGREE, {"talk": name, "until": until, "reveals": "yes"})

    def august(self, house: World) -> None:
        """The lift is refused, what was read is corrected, data are kept longer."""
        case, today = self.case, house.desk.today.isoformat()
        court = {"item": 1, "side": "provider", "on": today, "cents": 0, "currency": "", "next": None, "result": ""}
        house.do("cedar", Act.COURT_RECORD, case, court | {"step": "filed"})
        house.do("cedar", Act.COURT_RECORD, case, court | {"step": "decided", "result": "stands"})
        house.confirm(case, "birch", country="AT")
        until = (house.desk.today + 20 * ONE_DAY).isoformat()
        house.do("birch", Act.PRESERVE_EXTEND, case, {"item": 1, "why": "court", "until": until})
        house.do("aster", Act.ASSURANCE_RECORD, case, {"item": 1, "answer": "none", "on": today})

    def september(self, house: World) -> None:
        """The hold is over, and destroyed by two."""
        assert house.state(self.case).items[0].preserving == "ended"
        says = {"item": 1, "how": "deleted", "on": house.desk.today.isoformat()}
        house.do("aster", Act.PRESERVE_DESTROYED, self.case, says)
        said = house.state(self.case).items[0].destruction
        house.do("birch", Act.PRESERVE_CONFIRM, self.case, {"item": 1, "record": said.statement if said else ""})

    def january(self, house: World) -> None:
        """The silence is over: T1 is told, by a page and by the banner, contests, and hears what became of it."""
        assert not house.state(self.case).items[0].running
        assert isinstance(house.gate(self.case, "tell"), Done)
        house.plans_page(self.case, bytes(range(1, 17)))
        house.notifier.wait(SECRETS, house.desk.today + 30 * ONE_DAY)
        house.contested(self.case, "cedar")

    def march_again(self, house: World) -> None:
        """It is silent again, then over, closed and forgotten."""
        house.notifier.over(SECRETS)
        house.silence(self.case, until=None, review_on=(house.desk.today + ONE_DAY).isoformat())
        house.agree_silence(self.case)
        house.speaks(self.case)
        house.do("aster", Act.DUTY_DONE, self.case, {"item": 1, "what": "respond"})
        house.do("aster", Act.CASE_CLOSE, self.case, {})
        house.do("aster", Act.FORGET_PROPOSE, self.case, {"how": ""})
        proposal = house.state(self.case).forget_statement
        house.do("birch", Act.FORGET_APPROVE, self.case, {"proposal": proposal})

    def steps(self) -> dict[str, Callable[[World], None]]:
        return {
            "march": self.march,
            "august": self.august,
            "september": self.september,
            "january": self.january,
            "march again": self.march_again,
        }


def _desk(house: World, by: str, act: Act, says: dict[str, Any], **brought: Any) -> None:
    done = desk_acts.perform(house.desk, house.ask(by, act, says), Brought(**brought))
    assert isinstance(done, Done), done
