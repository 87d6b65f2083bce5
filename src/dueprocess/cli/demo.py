"""``demo``: fifteen demands pass through a desk, from arrival to register, in a throw-away home.

Nothing here is staged: the same services, children, keys, database and site as on a real desk. Only the clock is the
story's own, handed to each verb like any other time.
"""

import datetime
import functools
import shutil
import tempfile
import textwrap
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.cli import output, story
from dueprocess.cli.faults import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.server import ThreadingHTTPServer

    from dueprocess.adapters.identity import Identity
    from dueprocess.adapters.sandbox import Sandbox
    from dueprocess.config.home import Home
    from dueprocess.domain.sealed.statement import Act
    from dueprocess.services.desk import Desk

WIDTH: Final = 96
SHOWN: Final = 2
"""Chapter whose letter is shown."""
OWED_TO_SENDER: Final = ("confirm_in_writing", "respond", "send_letter")
HAND_OVER: Final = ("inform_authority", "inform_person", "respond", "transmit")
GIVEN: Final = ("comply", "partial")
INDENT: Final = "   "


@click.command()
@click.option("--serve/--no-serve", default=True, show_default=True, help="Serve the public site on 127.0.0.1.")
@click.option("--home", type=click.Path(path_type=Path), help="Keep the home there [default: a throw-away folder].")
@click.option("--port", type=int, default=0, help="Port of the public site [default: a free one].")
def demo(home: Path | None, port: int, *, serve: bool) -> None:
    """Fifteen demands of every kind pass through a desk: arrive, read, confirm, assess, decide, answer, publish."""
    folder = home or Path(tempfile.mkdtemp(prefix="dueprocess-demo-"))
    place = folder / "home"
    if place.exists():
        shutil.rmtree(place)
    stage = Stage(story.story(), place, folder / "keys")
    stage.found()
    stage.tell()
    site = stage.finish()
    if serve:
        _serve(site, port)
    elif home is None:
        click.echo(f"The home of this story is {place}; it may be deleted.")


@dataclass
class Stage:
    """The story on a real desk: who acts, with which key, at which hour."""

    story: "story.Story"
    path: Path
    keys: Path
    people: "dict[str, Identity]" = field(default_factory=dict)
    cases: dict[int, str] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)
    _desk: "Desk | None" = None

    @functools.cached_property
    def place(self) -> "Home":
        """The home of the demo."""
        from dueprocess.config.home import Home

        return Home(self.path.absolute())

    def desk(self, at: datetime.datetime) -> "Desk":
        """The desk at an hour of the story."""
        if self._desk is None:
            from dueprocess.config.wiring import open_desk

            self._desk = open_desk(self.place, at)
        return replace(self._desk, now=at)

    def found(self) -> None:
        """Identities, founding roster, directory, and the rules that counsel verified."""
        begin = self.story.chapters[0].received_at - datetime.timedelta(hours=2)
        _title(self.story.desk.name, self.story.desk.opening)
        self._make_people(begin)
        self._found_home(begin)
        for person in self.story.people:
            _say(person.says)
        self._verify_directory(begin)
        self._sign_law(begin + datetime.timedelta(minutes=30))

    def _make_people(self, begin: datetime.datetime) -> None:
        from dueprocess.adapters import identity

        self.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in [*(person.name for person in self.story.people), "offline-recovery", "sending-worker"]:
            path = self.keys / f"{name}.identity"
            path.unlink(missing_ok=True)
            made = identity.new(name, begin.strftime("%Y-%m-%dT%H:%M:%SZ"))
            identity.save(path, made, None)
            self.people[name] = made

    def _found_home(self, begin: datetime.datetime) -> None:
        from dueprocess.cli.founding import found
        from dueprocess.config.home import Desk as Settings
        from dueprocess.config.home import Service
        from dueprocess.domain.sealed.roster import founding

        told = self.story.desk
        settings = Settings(
            name=told.name,
            country=told.country,
            timezone="Europe/Berlin",
            services=tuple(Service(one.id, one.kind) for one in told.services),
            languages=("de", "en"),
            contact="legal@fennelmail.example",
            place="Oberfenchel",
            address=("Samenscheune 1", "12345 Oberfenchel"),
        )
        cards = {name: who.card() for name, who in self.people.items()}
        roster = founding(
            [cards[person.name].person(person.roles) for person in self.story.people],
            k=2,
            recovery=cards["offline-recovery"].age,
            worker=cards["sending-worker"].age,
            made_at=begin,
        )
        found(self.place, settings, roster)
        from dueprocess.services.rosters import enter  # tables need the booted home

        note = self._signed_by_all(roster)
        enter(roster, note, begin)
        self._pin(roster)

    def _signed_by_all(self, roster: Any) -> bytes:  # noqa: ANN401 - a Roster
        from dueprocess.domain.sealed import note as notes

        signers = [self.people[person.name].signer() for person in roster.signers]
        return notes.signed(roster.text(), signers).encode()

    def _pin(self, roster: Any) -> None:  # noqa: ANN401 - a Roster
        from dueprocess.cli.founding import pending
        from dueprocess.cli.session import write_pin
        from dueprocess.domain.sealed.chain import Pin

        write_pin(self.place.pin, Pin.of(roster))
        pending(self.place).unlink()

    def _verify_directory(self, at: datetime.datetime) -> None:
        from dueprocess.config import directory
        from dueprocess.domain.sealed.statement import Act, hash_of
        from dueprocess.services import authorities

        shipped = self.desk(at).shelf.authorities
        for one in self.story.authorities:
            if one.id not in shipped:
                directory.add(self.place, one.id, one.name, one.country, one.kind)
        self._desk = None
        desk = self.desk(at)
        for one in self.story.authorities:
            says = {"authority": one.id, "contact": authorities.contact_hash(one.contact), "how": "contact_point"}
            note = self._sign(authorities.draft(desk, "aster", Act.AUTHORITY_VERIFY, says))
            _done(authorities.verify(desk, note, one.contact))
            says = {"authority": one.id, "verification": hash_of(note)}
            _done(authorities.confirm(desk, self._sign(authorities.draft(desk, "birch", Act.AUTHORITY_CONFIRM, says))))
        many = len(self.story.authorities)
        _act(
            "aster, birch",
            f"find and call {many} authorities over numbers that no letter gave; each is verified by two",
        )

    def _sign_law(self, at: datetime.datetime) -> None:
        from dueprocess.domain.sealed.statement import Act
        from dueprocess.services import authorities
        from dueprocess.services import law as service

        desk = self.desk(at)
        invoked = sorted({name for chapter in self.story.chapters for name in chapter.expect.instruments})
        signed = [name for name in invoked if desk.shelf.may_sign(name)]
        for name in signed:
            says = {"on": at.date().isoformat(), "rule": name}
            _done(service.sign(desk, self._sign(authorities.draft(desk, "cedar", Act.LAW_SIGN, says))))
        self._desk = None
        _act(
            "cedar",
            f"reads {len(signed)} provisions in force and verifies them for this desk; they decide for 12 months",
        )

    def _sign(self, statement: Any) -> bytes:  # noqa: ANN401 - a Statement
        signed: bytes = statement.sign(*self.people[statement.by].signer())
        return signed

    def tell(self) -> None:
        """Every chapter in order."""
        from dueprocess.adapters.sandbox import Sandbox

        with Sandbox() as sandbox:
            for chapter in self.story.chapters:
                Telling(self, chapter, sandbox).play()

    def finish(self) -> Path:
        """The public site, the chains, and where one may look."""
        from dueprocess.cli.publishing import provider_of
        from dueprocess.data.chain import verify_chain
        from dueprocess.publish.site import build
        from dueprocess.services.beat import beat
        from dueprocess.services.publication import arrivals_by_what, snapshot

        desk = self.desk(self.story.chapters[-1].received_at + datetime.timedelta(hours=9))
        lapsed = len(beat(desk).ended)
        _title("What is left of three weeks", self.story.desk.closing)
        counts = arrivals_by_what(desk.today)
        arrived = ", ".join(f"{number} {what.replace('_', ' ')}" for what, number in sorted(counts.items()))
        if lapsed:
            many = "1 freeze that nobody verified has" if lapsed == 1 else f"{lapsed} freezes that nobody verified have"
            _act("the calendar", f"{many} lapsed by themselves, to the minute")
        _act("counted", f"{sum(counts.values())} arrivals: {arrived}")
        chains = [verify_chain(case) for case in ["", *dict.fromkeys(self.cases.values())]]
        events = sum(one.events for one in chains)
        held = all(one.holds for one in chains)
        _act(
            "checked",
            f"{events} events in {len(chains)} chains: {'every commitment holds' if held else 'A CHAIN IS BROKEN'}",
        )
        _print_due(desk, [self.cases[number] for number in sorted(self.cases)])
        _print_register()
        manifest = build(snapshot(desk, provider_of(self.place)), self.place.site)
        _act("published", f"{len(manifest.pages)} pages in English, German and Urdu, SHA-256 {manifest.digest[:16]}…")
        return self.place.site


@dataclass
class Telling:
    """One chapter: a demand goes all the way."""

    stage: Stage
    chapter: "story.Chapter"
    sandbox: "Sandbox"
    at: datetime.datetime = field(init=False)

    def __post_init__(self) -> None:
        self.at = self.chapter.received_at

    @property
    def desk(self) -> "Desk":
        """The desk, a few minutes on."""
        return self.stage.desk(self.at)

    def later(self, minutes: int) -> None:
        """Time goes by."""
        self.at += datetime.timedelta(minutes=minutes)

    def play(self) -> None:
        """Arrive, classify, read, confirm, assess, silence, gate, call back, decide, answer, publish."""
        chapter = self.chapter
        day = self.at.strftime("%a %d %b, %H:%M")
        _chapter(chapter.number, chapter.title, f"{day} · by {chapter.channel}")
        _tell(chapter.tell)
        case = self._arrive()
        self.stage.cases[chapter.number] = case
        if chapter.arrival != "new_case":
            self._classify(case)
        if chapter.acts.confirm is not None:
            self._read_and_confirm(case)
            self._assess(case)
            for item in chapter.items:
                self._item(case, item)
        _close(chapter.say)

    def act(self, by: str, act: "Act", case: str, says: dict[str, object], attached: tuple[Any, ...] = ()) -> Any:  # noqa: ANN401
        """Sign and do as ``by``."""
        from dueprocess.services import acts
        from dueprocess.services.cases import state_of

        self.later(3)
        statement = acts.draft(self.desk, state_of(case), act, by, says)
        return acts.perform(self.desk, self.stage._sign(statement), attached=attached)  # noqa: SLF001 - one module

    def _arrive(self) -> str:
        from dueprocess.cli.files import media_of
        from dueprocess.services.arrivals import register
        from dueprocess.services.sealing import Incoming, seal_all

        chapter = self.chapter
        media = media_of(Path(chapter.file))
        incoming = Incoming(chapter.file, media, chapter.channel, chapter.received_at, chapter.content)
        (one,) = register(self.desk, seal_all(self.desk, [incoming], self.sandbox))
        found = ", ".join(one.kinds) or "no demand that a rule would dare to name"
        _act("arrives", f"sealed as {one.case[:10]}; the reader suggests: {found.replace('_', ' ')}")
        return one.case

    def _classify(self, case: str) -> None:
        from dueprocess.domain.sealed.statement import Act

        chapter = self.chapter
        of = self.stage.cases.get(chapter.of or 0, "")
        says: dict[str, object] = {
            "case": of if chapter.arrival in {"duplicate", "supplement"} else "",
            "custodian": "",
            "resembles": "",
            "review_on": None,
            "says": str(chapter.arrival),
        }
        _done(self.act("aster", Act.ARRIVAL_CLASSIFY, case, says))
        where = f" of {of[:10]}" if says["case"] else ""
        _act("aster", f"says what it is: {chapter.arrival.replace('_', ' ')}{where}; undone by saying it anew")

    def _read_and_confirm(self, case: str) -> None:
        from dueprocess.domain.sealed.statement import Act
        from dueprocess.services.acts import took_to_read
        from dueprocess.services.cases import state_of

        by = self.chapter.acts.confirm or "aster"
        _done(took_to_read(self.desk, case, by))
        if state_of(case).says == "unread":
            says: dict[str, object] = {
                "case": "",
                "custodian": "",
                "resembles": "",
                "review_on": None,
                "says": "new_case",
            }
            _done(self.act(by, Act.ARRIVAL_CLASSIFY, case, says))
        self._fit_items(case, by)
        fields = {path: list(v) if isinstance(v, tuple) else v for path, v in self.chapter.confirm.items()}
        before = state_of(case).face
        changed = sum(before.get(path) != value for path, value in self.chapter.confirm.items())
        _done(self.act(by, Act.FACE_CONFIRM, case, {"fields": fields}))
        said = f"confirms {len(fields)} facts" + (
            f", {changed} of them otherwise than the machine read" if changed else ""
        )
        _act(by, f"opens the original with a key that only {by} has, reads it, {said}")

    def _fit_items(self, case: str, by: str) -> None:
        """Items that the reader did not find are added by hand; those it invented are taken out."""
        from dueprocess.domain.sealed.statement import Act
        from dueprocess.services.cases import state_of

        wanted = len(self.chapter.items)
        while len(state_of(case).items) < wanted:
            number = len(state_of(case).items) + 1
            head = f"items.{number}."
            fields = {
                path.removeprefix(head): list(v) if isinstance(v, tuple) else v
                for path, v in self.chapter.confirm.items()
                if path.startswith(head)
            }
            _done(self.act(by, Act.ITEM_CHANGE, case, {"op": "add", "item": number, "fields": fields}))
            _act(by, f"adds item {number}, which the machine did not see")
        for number in range(wanted + 1, len(state_of(case).items) + 1):
            _done(self.act(by, Act.ITEM_CHANGE, case, {"op": "lapse", "item": number, "fields": {}}))
            _act(by, f"takes out item {number}: the text does not ask for it")

    def _assess(self, case: str) -> None:
        from dueprocess.services.assessing import assess_case
        from dueprocess.services.cases import state_of

        for one in assess_case(self.desk, state_of(case)).items:
            if one.item > len(self.chapter.items):
                continue
            _act("the law", f"item {one.item}: {one.recommendation}")
            for finding in one.findings:
                if finding.effect in {"defect", "counsel"} or (
                    finding.effect == "caution" and finding.layer == "policy"
                ):
                    _detail(finding.says + _source(finding), finding.effect)
            may = one.may
            _detail(f"may we tell: {may.tell} · admit: {may.admit} · count: {may.count} · {_teller(may.who_notifies)}")
            if one.absent_by_standard:
                many = len(one.absent_by_standard)
                said = "1 international standard is" if many == 1 else f"{many} international standards are"
                _detail(f"{said} not met or not known: counted, not decisive")

    def _item(self, case: str, item: "story.Item") -> None:
        self._preserve(case, item)
        self._silence(case, item)
        self._gate(case, item)
        self._call_back(case, item)
        self._verify_hold(case, item)
        if self._decide(case, item):
            self._answer(case, item)
        self._publish(case, item)

    def _preserve(self, case: str, item: "story.Item") -> None:
        """Where freezing is asked for, or the law wants it on receipt: at once, silently, by one person."""
        from dueprocess.data.models import Duty
        from dueprocess.domain.demand.codes import Kind
        from dueprocess.domain.sealed.statement import Act

        asked = self.chapter.confirm.get(f"items.{item.number}.kind") == Kind.PRESERVATION
        owed = Duty.objects.filter(case_id=case, item=item.number, what="preserve", done_at__isnull=True).exists()
        by = self.chapter.acts.confirm or "aster"
        if (asked or owed) and self._try(by, Act.PRESERVE_START, case, {"item": item.number}):
            _act(by, f"item {item.number}: freezes the data at once, silently; it lapses in 72 hours by itself")

    def _verify_hold(self, case: str, item: "story.Item") -> None:
        """A second person verifies the freeze where the authority was called back and something is to be given."""
        from dueprocess.domain.case.deciding import GIVES
        from dueprocess.domain.case.state import Holding
        from dueprocess.domain.sealed.statement import Act
        from dueprocess.services.cases import state_of

        state, by = state_of(case), self.chapter.acts.approve
        held = state.item(item.number)
        if by is None or held is None or held.holding is not Holding.STARTED or not state.called:
            return
        if item.outcome in GIVES and self._try(by, Act.PRESERVE_VERIFY, case, {"item": item.number}):
            _act(by, f"item {item.number}: verifies the freeze; it stays until the data are handed over")

    def _silence(self, case: str, item: "story.Item") -> None:
        from dueprocess.domain.sealed.statement import Act

        silence = item.silence
        if silence is None:
            return
        invoked = self.chapter.expect.instruments
        says: dict[str, object] = {
            "admit": silence.admit,
            "count": silence.count,
            "item": item.number,
            "review_on": silence.review_on,
            "rule": invoked[0] if invoked else "",
            "source": str(silence.source),
            "tell": silence.tell,
            "until": silence.until,
        }
        _done(self.act(self.chapter.acts.gate or "birch", Act.SECRECY_RECORD, case, says))
        end = f"until {silence.until}" if silence.until else f"review on {silence.review_on}"
        _act(self.chapter.acts.gate or "birch", f"item {item.number}: silence by {silence.source}, {end}")

    def _gate(self, case: str, item: "story.Item") -> None:
        from dueprocess.domain.sealed.statement import Act

        by = self.chapter.acts.gate
        if by is None:
            return
        told = {"tell": item.tell, "admit": item.admit, "count": item.count}
        for question, yes in told.items():
            answer = "yes" if yes else "no"
            says: dict[str, object] = {"answer": answer, "item": item.number, "question": question, "until": None}
            self._try(by, Act.GATE_ANSWER, case, says)
        said = ", ".join(f"{question}: {'yes' if yes else 'no'}" for question, yes in told.items())
        _act(by, f"item {item.number}: may we {said}")

    def _call_back(self, case: str, item: "story.Item") -> None:
        from dueprocess.domain.sealed.statement import Act
        from dueprocess.services.cases import state_of

        by = self.chapter.acts.call_back
        if by is None or by in state_of(case).callers or item.number > 1:
            return
        how = self.chapter.acts.how or "call_back"
        if self._try(by, Act.AUTHORITY_CALL_BACK, case, {"how": how}):
            _act(by, f"calls the authority back ({how.replace('_', ' ')}), on a number that the demand did not give")

    def _decide(self, case: str, item: "story.Item") -> bool:
        from dueprocess.cli.deciding import open_proposal
        from dueprocess.domain.sealed.statement import Act

        acts = self.chapter.acts
        if acts.propose is None:
            return False
        says: dict[str, object] = {
            "ground": item.ground or "",
            "item": item.number,
            "lines": [],
            "outcome": str(item.outcome),
        }
        if not self._try(acts.propose, Act.DECISION_PROPOSE, case, says):
            return False
        on = f" ({item.ground})" if item.ground else ""
        said = f"item {item.number}: proposes {item.outcome.replace('_', ' ')}{on}"
        if acts.approve is None or _is_decided(case, item.number):
            _act(acts.propose, said + "; one person suffices")
            return True
        _act(acts.propose, said)
        proposal = open_proposal(case, item.number)
        approved = self._try(
            acts.approve, Act.DECISION_APPROVE, case, {"differs": "", "item": item.number, "proposal": proposal}
        )
        if approved:
            _act(acts.approve, f"item {item.number}: reads the bytes, agrees; two statements stand")
        return approved

    def _answer(self, case: str, item: "story.Item") -> None:
        from dueprocess.cli.client import recipient_of, seal
        from dueprocess.cli.writing import languages_of, make, reference_of, render
        from dueprocess.domain.sealed.statement import Act
        from dueprocess.services.cases import state_of

        if item.letter is None:
            return
        by = self.chapter.acts.propose or "aster"
        state = state_of(case)
        reference = reference_of(self.desk, self.stage.people[by], case)
        try:
            made, answered = make(
                self.desk, state, (item.number,), str(item.letter), languages_of(state), self._merged(reference)
            )
        except Refused as fault:
            self._denied(fault.rule, str(fault.message))
            return
        data = render(made, "pdf")
        sealed = seal(
            self.desk, "letter", "letter.pdf", "application/pdf", data, reader="case", recipient=recipient_of(case)
        )
        says: dict[str, object] = {
            "how": "post",
            "items": list(answered),
            "kind": str(made.kind),
            "language": made.sheets[0].language,
            "sealed": sealed.id,
        }
        if self._try(by, Act.LETTER_SEND, case, says, (sealed,)):
            spoken = " and ".join(sheet.language for sheet in made.sheets)
            kind = item.letter.replace("_", " ")
            _act(by, f"item {item.number}: the letter goes out ({kind}; {spoken}; {len(data) // 1024} kB)")
            if self.chapter.number == SHOWN:
                _show_letter(made)
            if str(item.letter) == "acknowledgement":
                self._nothing_owed(case, item, by)

    def _nothing_owed(self, case: str, item: "story.Item", by: str) -> None:
        """An unverified sender gets one word. What else the law would owe an authority is marked done by hand."""
        from dueprocess.data.models import Duty
        from dueprocess.domain.sealed.statement import Act

        owed = Duty.objects.filter(case_id=case, item=item.number, what__in=OWED_TO_SENDER, done_at__isnull=True)
        listed = list(owed.order_by("what").values_list("what", flat=True))
        done = [what for what in listed if self._try(by, Act.DUTY_DONE, case, {"item": item.number, "what": what})]
        if done:
            said = ", ".join(what.replace("_", " ") for what in done)
            _act(by, f"item {item.number}: nothing more is owed to a forger; closes by hand: {said}")

    def _merged(self, reference: str) -> Any:  # noqa: ANN401 - a Merged
        from dueprocess.domain.letter.facts import Provider
        from dueprocess.services.letters import Merged

        name = self.stage.story.desk.name
        lines = ("Samenscheune 1", "12345 Oberfenchel")
        provider = Provider(name, "Oberfenchel", lines, "legal@fennelmail.example", ("de", "en"))
        contact = next((one.contact for one in self.stage.story.authorities if one.id == self.chapter.authority), "")
        return Merged(provider, reference, (contact,) if contact else ())

    def _publish(self, case: str, item: "story.Item") -> None:
        from dueprocess.domain import ids
        from dueprocess.domain.sealed.statement import Act

        by = self.chapter.acts.publish
        if item.publish is None or by is None:
            return
        if not self._try(by, Act.PUBLICATION_PROPOSE, case, {"detail": item.publish, "item": item.number}):
            return
        row = ids.register_id(self.desk.draw())
        says: dict[str, object] = {"detail": item.publish, "item": item.number, "row": row}
        if self._try(by, Act.PUBLICATION_PUBLISH, case, says):
            where = "counts in the public numbers, and stands in no register"
            if item.publish != "aggregate":
                where = f"goes to the public register as {row[:10]}"
            _act(by, f"item {item.number}: {where}")

    def _try(self, by: str, act: "Act", case: str, says: dict[str, object], attached: tuple[Any, ...] = ()) -> bool:
        """Act, and show a refusal of the desk as part of the story."""
        from dueprocess.domain.case.outcome import Denied

        done = self.act(by, act, case, says, attached)
        if isinstance(done, Denied):
            self._denied(str(done.rule), done.text, by)
            return False
        return True

    def _denied(self, rule: str, text: str, by: str = "the desk") -> None:
        self.stage.refused.append((self.chapter.number, rule))
        _act("the desk", f"{by}: {text} [{rule}]", lead="refuses")


def _source(finding: Any) -> str:  # noqa: ANN401 - a Finding
    """Where it stands; not twice what the sentence says already."""
    cite = finding.citation
    if not cite.section:
        return ""
    if finding.says.startswith(cite.title):
        return f" ({cite.section})" if cite.section not in finding.says else ""
    return f" ({cite.title}, {cite.section})"


def _teller(who: str) -> str:
    return f"who tells: {who}"


def _is_decided(case: str, number: int) -> bool:
    from dueprocess.services.cases import state_of

    item = state_of(case).item(number)
    return item is not None and item.outcome is not None


def _done(result: Any) -> None:  # noqa: ANN401 - Done or Denied
    from dueprocess.cli.session import accepted

    accepted(result)


def _title(head: str, text: str) -> None:
    click.echo()
    click.secho(head, bold=True, fg="cyan")
    _say(text)
    click.echo()


def _chapter(number: int, title: str, when: str) -> None:
    click.echo()
    click.secho(f"{number:>2}  {title}", bold=True)
    click.secho(f"{INDENT} {when}", dim=True)


def _tell(text: str) -> None:
    click.echo(
        textwrap.fill(text, WIDTH, initial_indent=INDENT + " ", subsequent_indent=INDENT + " ", break_on_hyphens=False)
    )


def _say(text: str) -> None:
    click.echo(textwrap.fill(text, WIDTH, initial_indent="", subsequent_indent="", break_on_hyphens=False))


def _close(text: str) -> None:
    lines = textwrap.fill(
        text, WIDTH, initial_indent=INDENT + "» ", subsequent_indent=INDENT + "  ", break_on_hyphens=False
    )
    click.secho(lines, italic=True)


def _act(who: str, text: str, *, lead: str = "", colour: str = "red") -> None:
    # ``lead``: a coloured word before the text; it is coloured after the lines are broken.
    head = f"{INDENT} {who:>12}  "
    wrapped = _fill(f"{lead} {text}" if lead else text, len(head))
    click.echo(click.style(head, fg="cyan") + click.style(lead, fg=colour) + wrapped[len(lead) :])


def _detail(text: str, effect: str = "") -> None:
    head = " " * (len(INDENT) + 15)
    sign = output.mark(effect) + " " if effect else ""
    click.echo(head + sign + _fill(text, len(head) + (2 if effect else 0)))


def _fill(text: str, indent: int) -> str:
    """Lines of ``WIDTH`` in a column that begins at ``indent``; the first one without its indent."""
    space = " " * indent
    lines = textwrap.fill(
        text, WIDTH, initial_indent=space, subsequent_indent=space, break_on_hyphens=False, break_long_words=False
    )
    return lines[indent:]


def _print_due(desk: "Desk", cases: list[str]) -> None:
    from dueprocess.data.queries.duties import due

    rows = due(limit=500).rows
    given = [row for row in rows if row.what in HAND_OVER and _is_given(row.case_id, row.item)]
    said = f"; {len(given)} are to hand over, or tell of, what was granted: the extraction host comes with a later part"
    _act("open", f"{len(rows)} duties{said if given else ''}")
    for row in [row for row in rows if row.due_at >= desk.now][:4]:
        chapter = cases.index(row.case_id) + 1 if row.case_id in cases else 0
        of = f"no. {chapter:<2} " if chapter else " " * 7
        _detail(
            f"{output.when(row.due_at, desk.now, desk.timezone):<32} {of} {row.what.replace('_', ' ')} ({row.rule})"
        )


def _is_given(case: str | None, item: int | None) -> bool:
    from dueprocess.data.models import Item

    return item is not None and Item.objects.filter(case_id=case, number=item, outcome__in=GIVEN).exists()


def _print_register() -> None:
    from dueprocess.data.models import Item, RegisterRow

    for row in (
        RegisterRow.objects.filter(withdrawn_on__isnull=True).select_related("case").order_by("published_on", "pk")
    ):
        item = Item.objects.get(case_id=row.case_id, number=row.item)
        kind, outcome = item.kind.replace("_", " "), (item.outcome or "open").replace("_", " ")
        who = (row.case.authority_kind or "unknown").replace("_", " ")
        _act("public", f"{row.id[:10]}  {row.case.country}  {who:<12}  {kind:<13}  {outcome:<8}  in {row.detail}")


def _show_letter(made: Any) -> None:  # noqa: ANN401 - a LetterSet
    """The letter's words, in the binding text: what is asked for; address and reference are left out here."""
    from dueprocess.domain.letter import text

    binding = replace(made, sheets=tuple(one for one in made.sheets if one.language == made.binding))
    shown = [line for line in text.render(binding).splitlines() if line.strip()]
    shown = shown[shown.index(binding.sheets[0].salutation) + 1 :][:9]
    space = " " * (len(INDENT) + 15)
    for line in [part for one in shown for part in textwrap.wrap(one, WIDTH - len(space) - 2)][:12]:
        click.secho(f"{space}│ {line}", dim=True)
    click.secho(f"{space}│ …", dim=True)


HEADERS: Final = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/feed+json",
    ".xml": "application/atom+xml",
    ".txt": "text/plain; charset=utf-8",
    "": "text/plain; charset=utf-8",
}


def server(site: Path, port: int) -> "ThreadingHTTPServer":
    """The public site on 127.0.0.1, not yet serving. Files of the folder and nothing else; no log (hazard 6.4)."""
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        """One answer; keeps no address."""

        extensions_map = TYPES
        server_version = "dueprocess"
        sys_version = ""

        def end_headers(self) -> None:
            """What every answer carries."""
            for name, value in HEADERS.items():
                self.send_header(name, value)
            super().end_headers()

        def list_directory(self, path: Any) -> None:  # noqa: ANN401 - the base class's form
            """No folder is listed."""
            del path
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Nothing is logged."""

    handler: Callable[..., Any] = functools.partial(Quiet, directory=str(site))
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def _serve(site: Path, port: int) -> None:
    with server(site, port) as serving:
        click.echo()
        click.secho(f"The public site: http://127.0.0.1:{serving.server_port}/", bold=True)
        click.echo("Ctrl-C ends it.")
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            click.echo("\nGood night.")
