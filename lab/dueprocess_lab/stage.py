"""The story on a real desk: founding, directory, law, and what is left of it at the end.

Nothing here is staged: the same services, children, keys, database and site as on a real desk. Only the clock is the
story's own, handed to each verb like any other time.
"""

import datetime
import functools
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dueprocess.formats.refusal import DeniedError
from dueprocess_lab import clients, story, story_end, story_print

if TYPE_CHECKING:
    from collections.abc import Callable

    from dueprocess.adapters.identity import Identity
    from dueprocess.client.material import Material
    from dueprocess.client.person import Person
    from dueprocess.desk.services.desk import Desk
    from dueprocess.operate.home import Home


DAILY: Final = "daily"
"""Folder of the files for the vault that the desk serves: each a daily key alone."""
ADDRESS: Final = ("Lindenhof 9", "00002 Oberfenchel")
"""Where the house of the story sits: its letters and all that is written to it say the same."""
GIVEN: Final = 6
"""The chapter whose person learns that data of hers were given."""
REMOVED: Final = 12
"""The chapter whose person learns that a post was taken down."""


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
        from dueprocess.operate.home import Home

        return Home(self.path.absolute())

    @property
    def end(self) -> datetime.datetime:
        """When the story ends: an hour into its last day."""
        last = self.story.chapters[-1].received_at.astimezone(story.days.ZONE)
        day = last.date() + datetime.timedelta(days=1)
        return datetime.datetime.combine(day, datetime.time(1), story.days.ZONE).astimezone(datetime.UTC)

    @property
    def story_day(self) -> datetime.date:
        """The last day of the story."""
        return self.end.astimezone(story.days.ZONE).date()

    def desk(self, at: datetime.datetime) -> "Desk":
        """The desk at an hour of the story."""
        if self._desk is None:
            from dueprocess.operate.desk_of_home import open_desk

            self._desk = open_desk(self.place, at)
        return replace(self._desk, now=at)

    def client(self, name: str, desk: "Callable[[], Desk]") -> "tuple[Person, Material]":
        """Somebody's own client before the desk as it is at their hour."""
        return clients.client(desk, self.people[name], self.keys)

    def found(self) -> None:
        """Identities, founding roster, directory, and the rules that counsel verified."""
        begin = self.story.chapters[0].received_at - datetime.timedelta(hours=2)
        story_print.title(self.story.desk.name, self.story.desk.opening)
        self._make_people(begin)
        self._found_home(begin)
        for person in self.story.people:
            story_print.say(person.says)
        self._verify_directory(begin)
        self._sign_law(begin + datetime.timedelta(minutes=30))

    def _make_people(self, begin: datetime.datetime) -> None:
        from dueprocess.adapters import identity

        (self.keys / DAILY).mkdir(mode=0o700, parents=True, exist_ok=True)
        hosts = {person.name for person in self.story.people if "producer" in person.roles}
        for name in [*(person.name for person in self.story.people), "offline-recovery", "sending-worker"]:
            path = self.keys / f"{name}.identity"
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}.desk").unlink(
                missing_ok=True
            )  # what was seen of a desk that stood here before
            made = identity.new(name, begin.strftime("%Y-%m-%dT%H:%M:%SZ"))
            made = made.daily if name in hosts else made  # an extraction host has one key
            identity.save(path, made, None)
            page = self.keys / DAILY / f"{name}.daily.identity"  # for the vault that the desk serves
            page.unlink(missing_ok=True)
            identity.save(page, made.daily, None)
            # In the story each has two; no finger is there to touch them.
            self.people[name] = replace(made, authenticators=2)

    def _found_home(self, begin: datetime.datetime) -> None:
        from dueprocess.cli.founding import found
        from dueprocess.formats.roster import founding
        from dueprocess.operate import keyfile
        from dueprocess.operate.home import Desk as Settings
        from dueprocess.operate.home import Service

        told = self.story.desk
        settings = Settings(
            name=told.name,
            country=told.country,
            timezone="Europe/Berlin",
            services=tuple(Service(one.id, one.kind, one.rdr) for one in told.services),
            languages=("de", "en"),
            contact="legal@fennelmail.example",
            place="Oberfenchel",
            address=ADDRESS,
        )
        cards = {name: who.card() for name, who in self.people.items()}
        roster = founding(
            [cards[person.name].person(person.roles) for person in self.story.people],
            k=2,
            recovery=cards["offline-recovery"].age,
            worker=cards["sending-worker"].age,
            made_at=begin,
        )
        self.place.create()
        keyfile.make(self.place.secret_key)  # the settings read it once: who logs in here is known where it is served
        found(self.place, settings, roster)
        from dueprocess.desk.services.rosters import enter  # tables need the booted home

        note = self._signed_by_all(roster)
        enter(roster, note, begin)
        self._pin(roster)

    def _signed_by_all(self, roster: Any) -> bytes:  # noqa: ANN401 - a Roster
        from dueprocess.formats import note as notes

        signers = [self.people[person.name].signer() for person in roster.signers]
        return notes.signed(roster.text(), signers).encode()

    def _pin(self, roster: Any) -> None:  # noqa: ANN401 - a Roster
        from dueprocess.cli.founding import pending
        from dueprocess.client.pins import write_pin
        from dueprocess.formats.chain import Pin

        write_pin(self.place.pin, Pin.of(roster))
        pending(self.place).unlink()

    def _verify_directory(self, at: datetime.datetime) -> None:
        from dueprocess.acts.desk_state import Brought
        from dueprocess.desk.services import desk_acts
        from dueprocess.formats.desk_acts import contact_hash
        from dueprocess.formats.statement import Act, hash_of
        from dueprocess.operate import directory

        shipped = self.desk(at).shelf.authorities
        for one in self.story.authorities:
            if one.id not in shipped:
                directory.add(self.place, one.id, one.name, one.country, one.kind)
        self._desk = None
        desk = self.desk(at)
        for one in self.story.authorities:
            says = {"authority": one.id, "contact": contact_hash(one.contact), "how": "contact_point"}
            note = self._sign(desk_acts.draft(desk, "aster", Act.AUTHORITY_VERIFY, says))
            story_print.done(desk_acts.perform(desk, note, Brought(one.contact)))
            says = {"authority": one.id, "verification": hash_of(note)}
            story_print.done(
                desk_acts.perform(desk, self._sign(desk_acts.draft(desk, "birch", Act.AUTHORITY_CONFIRM, says)))
            )
        many = len(self.story.authorities)
        story_print.does(
            "aster, birch",
            f"find and call {many} authorities over numbers that no letter gave; each is verified by two",
        )

    def _sign_law(self, at: datetime.datetime) -> None:
        from dueprocess.adapters.texts import letter_hashes
        from dueprocess.desk.services import desk_acts
        from dueprocess.formats.statement import Act

        desk = self.desk(at)
        # All law of the house's own country and of the EU, not only what a demand has named: the public page about a
        # country opens as a whole, so that it shows nothing about a single demand (P11).
        home = {one.id for one in desk.shelf.instruments.values() if one.country in {self.story.desk.country, "EU"}}
        invoked = {name for chapter in self.story.chapters for name in chapter.expect.instruments}
        signed = [name for name in sorted(home | invoked) if desk.shelf.may_sign(name)]
        for name in signed:
            says = {"on": at.date().isoformat(), "rule": name}
            story_print.done(desk_acts.perform(desk, self._sign(desk_acts.draft(desk, "cedar", Act.LAW_SIGN, says))))
        german = {"language": "de", "words": letter_hashes()["de"]}
        story_print.done(desk_acts.perform(desk, self._sign(desk_acts.draft(desk, "cedar", Act.LANGUAGE_SIGN, german))))
        self._desk = None
        story_print.does(
            "cedar",
            f"reads {len(signed)} provisions in force and verifies them for this desk; they decide for 12 months",
        )

    def _sign(self, statement: Any) -> bytes:  # noqa: ANN401 - a Statement
        signed: bytes = statement.sign(*self.people[statement.by].signer())
        return signed

    def finish(self) -> Path:
        """The public site, the chains, and where one may look."""
        from dueprocess.cli.publication_commands import provider_of
        from dueprocess.desk.data.chain import verify_chain
        from dueprocess.desk.publish.site import build
        from dueprocess.desk.services.beat import beat
        from dueprocess.desk.services.publication import arrivals_by_what, snapshot, tell

        end = self.end
        mapped = story_end.map_services(self.place, self.story_day, "birch")
        self._desk = None  # it is opened with its map
        desk = self.desk(end)
        lapsed = len(beat(desk).ended)
        story_print.title("What is left of three weeks", self.story.desk.closing)
        counts = arrivals_by_what(desk.today)
        arrived = ", ".join(f"{number} {what.replace('_', ' ')}" for what, number in sorted(counts.items()))
        if lapsed:
            many = "1 freeze that nobody verified has" if lapsed == 1 else f"{lapsed} freezes that nobody verified have"
            story_print.does("the calendar", f"{many} lapsed by themselves, to the minute")
        story_print.does("counted", f"{sum(counts.values())} arrivals: {arrived}")
        chains = [verify_chain(case) for case in ["", *dict.fromkeys(self.cases.values())]]
        events = sum(one.events for one in chains)
        held = all(one.holds for one in chains)
        story_print.does(
            "checked",
            f"{events} events in {len(chains)} chains: {'every commitment holds' if held else 'A CHAIN IS BROKEN'}",
        )
        story_print.print_due(desk, [self.cases[number] for number in sorted(self.cases)])
        story_print.print_register()
        story_print.does("birch", f"maps the services {' and '.join(mapped)}: what is held, and who can read it")
        self._report(desk)
        made = replace(snapshot(desk, provider_of(self.place)), practice=True)
        tell(desk, made)
        manifest = build(made, self.place.site)
        story_print.does(
            "published", f"{len(manifest.pages)} pages in English, German and Urdu, SHA-256 {manifest.digest[:16]}…"
        )
        return self.place.site

    def now(self) -> "Desk":
        """The desk as it is served: at this hour, with the addresses that it has now."""
        from dueprocess.operate.desk_of_home import now

        self._desk = None
        return self.desk(max(now(), self.end))

    def person_page(self, chapter: int) -> str:
        """A page for the person of that chapter's item of which something was done, made today; returns its code."""
        desk, told = self.now(), self.story.chapters[chapter - 1]
        item = next(one for one in told.items if one.release or one.done)
        about = self.keys.parent / "about.txt"
        about.write_text(f"{told.markers[0]}\n")  # the account, or the address of the post
        items = [item.number, *(one.number for one in told.items if one is not item)]
        who, material = self.client("aster", lambda: desk)
        second, _ = self.client("birch", lambda: desk)
        return story_end.person_page(who, second, material, self.cases[chapter], items, about)

    def _report(self, desk: "Desk") -> None:
        """The report on the year in which the story began, over or not: built, signed by two, published."""
        from dueprocess.cli.publication_commands import provider_of
        from dueprocess.desk.services import desk_acts, reports
        from dueprocess.formats.refusal import Denied
        from dueprocess.formats.statement import Act
        from dueprocess.report.changes import withheld

        year = desk.day_of(self.story.chapters[0].received_at).year
        wanted = reports.Wanted(str(year), running=desk.today.year == year)
        draft = reports.build(desk, provider_of(self.place), wanted)
        if isinstance(draft, Denied):
            raise DeniedError(draft)
        edition = draft.edition
        named: dict[str, Any] = {"edition": draft.hash, "number": edition.number, "period": edition.period}
        for name in ("aster", "cedar"):
            says = {**named, "name": ""}
            story_print.done(desk_acts.perform(desk, self._sign(desk_acts.draft(desk, name, Act.REPORT_SIGN, says))))
        story_print.done(desk_acts.perform(desk, self._sign(desk_acts.draft(desk, "birch", Act.REPORT_PUBLISH, named))))
        hidden = len(withheld(edition.cells))
        story_print.does(
            "aster, cedar",
            f"sign the report on {edition.period}: {len(edition.cells)} numbers, {hidden} withheld, "
            f"{edition.held} identities hold; birch publishes it",
        )
