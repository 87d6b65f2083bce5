"""What a person is told, out of a case's closed codes: on a client, in each language, and never more than the notice.

No offence, no docket number and no other person can come in: there is no value for them. The sender's own words stand
under a heading of their own, on a page under a code alone. The person's own account stands in a text that is sent
(``letter_of``), as a mark: who fills it in is one's own vault, which alone knows what the case's handles mean.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from dueprocess.case.less import part_asked
from dueprocess.case.state import CaseState, ItemState
from dueprocess.demand.codes import Kind, Outcome
from dueprocess.desk.person.helping import in_country
from dueprocess.desk.person.texts import LANGUAGES, codes, contesting, isolated, load, with_english
from dueprocess.desk.publish.texts import Texts
from dueprocess.desk.services.house import House
from dueprocess.formats.person_page import Part, PersonPage, Sheet
from dueprocess.law.finding import Status
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Instrument, Risk, word

ACCOUNT: Final = "[[account]]"
"""Stands where the person's own account will stand; no text of ours holds it."""
OWN: Final = 2  # parts before the sender's own words: what was asked, what we did
MEASURES: Final = frozenset({Kind.CONTENT, Kind.ACCOUNT, Kind.DOMAIN_INFRASTRUCTURE})
"""Kinds that take something away from a person: she is told where, and why (Regulation (EU) 2022/2065 art. 17)."""
GIVING: Final = frozenset({Outcome.COMPLY, Outcome.PARTIAL, Outcome.UNDER_PROTEST})


@dataclass(frozen=True, slots=True)
class Telling:
    """One item, for one person."""

    case: CaseState
    item: ItemState
    handle: str  # the person's own, T1 …; empty where the item has one target
    day: str  # today, where the provider sits
    until: datetime.date | None = None  # last day of a page; None for a text that is sent
    contest_by: datetime.date | None = None
    released_on: datetime.date | None = None
    account: str = ""  # account, post or address, named in the text; empty: not
    head: str = ""  # line of the newest head of the day, which the person can keep (ADR 0095)
    others: tuple[ItemState, ...] = ()  # items about the same account, which the person may be told of, too
    soon: datetime.datetime | None = None  # when the data leave (aware), where fewer than 72 hours are left to contest
    looks: str = ""  # who would look at a contest: ``other`` or ``same``; empty: it is not said
    role: str = "target"  # victims, witnesses and children have other words, and no accusation

    @property
    def along(self) -> tuple[ItemState, ...]:
        """Those of them that ask for the same kind of thing and name data: what this text can say along."""
        kind = self.case.face.get(f"items.{self.item.number}.kind")
        return tuple(one for one in self.others if self._of(one, "kind") == kind and self._of(one, "data"))

    def _of(self, item: ItemState, name: str) -> object:
        return self.case.face.get(f"items.{item.number}.{name}")


def released_on(item: ItemState) -> datetime.date | None:
    """The day on which something of the item was handed over last; None where nothing was."""
    days = [one.released_on for one in item.productions if one.released_on]
    return datetime.date.fromisoformat(max(days)) if days else None


def letter_of(house: House, shelf: Shelf, telling: Telling, language: str) -> str:
    """The same as a text that is sent or read out, ``ACCOUNT`` where the account stands. Raises TextError as above."""
    say = load(language)
    sheet = _Writer(house, shelf, replace(telling, account=ACCOUNT), say, codes(language)).sheet()
    practice = telling.case.practice or house.practice
    remarks = [*([say("page", "practice")] if practice else []), say("page", "unreviewed")]
    parts = ["\n".join((part.heading, *part.lines)) for part in sheet.parts]
    blocks = ["\n".join((house.name, *house.address)), sheet.title, *remarks, *parts]
    around = [isolated(one, say.direction) for one in "\n\n".join(one for one in blocks if one).split(ACCOUNT)]
    return ACCOUNT.join(around) + "\n"


def compose(house: House, shelf: Shelf, telling: Telling, languages: Sequence[str]) -> PersonPage:
    """The page in ``languages``, in that order, with English beside what nobody reviewed. Raises TextError."""
    spoken = with_english(tuple(languages))
    sheets = tuple(_Writer(house, shelf, telling, load(one), codes(one)).sheet() for one in spoken)
    until = telling.until.isoformat() if telling.until else ""
    return PersonPage(until, telling.case.practice or house.practice, sheets)


def with_words(page: PersonPage, words: Mapping[str, Sequence[str]]) -> PersonPage:
    """The page with the sender's own words, by language, under a heading of their own after what was done."""
    sheets = []
    for sheet in page.sheets:
        lines = tuple(words.get(sheet.language, ()))
        own = (Part(load(sheet.language)("words", "heading"), lines),) if lines else ()
        sheets.append(replace(sheet, parts=(*sheet.parts[:OWN], *own, *sheet.parts[OWN:])))
    return replace(page, sheets=tuple(sheets))


@dataclass(frozen=True, slots=True)
class _Writer:
    """One language."""

    house: House
    shelf: Shelf
    telling: Telling
    say: Texts
    public: Texts

    def sheet(self) -> Sheet:
        """All parts, in the order in which somebody who is afraid reads."""
        parts = (
            self._part("what", self._what()),
            self._part("did", self._did()),
            self._part("contest", self._contest()),
            self._part("device", [self.say("device", one) for one in ("others", "delete", "pass_on")]),
            self._part("speak", self._speak()),
            self._part("genuine", self._genuine()),
            *self._claim(),
            *([self._part("law", self._law(), folded=True)] if self.telling.role == "target" else []),
            *self._keep(),
        )
        return Sheet(self.say.language, self.say("page", "title"), parts)

    def _claim(self) -> list[Part]:
        """What the authority says, and of which account or post: after a second step alone (hazard 6.3)."""
        if self.telling.role != "target":
            return []
        lines = [*self._account(), *self._urgent(), *self._why()]
        return [self._part("claim", lines, folded=True)] if lines else []

    def _keep(self) -> list[Part]:
        head = self.telling.head
        return [self._part("keep", [self.say("keep", "says"), head], folded=True)] if head else []

    def _part(self, name: str, lines: Sequence[str], *, folded: bool = False) -> Part:
        return Part(self.say(name, "heading"), tuple(lines), folded)

    def _face(self, name: str) -> object:
        return self.telling.case.face.get(name)

    def _of_item(self, name: str) -> object:
        return self._face(f"items.{self.telling.item.number}.{name}")

    def _what(self) -> list[str]:
        received = str(self._face("received_on") or self.telling.case.opened_on)
        lines = [
            *self._hurry(),
            self.say("what", "received", day=self._day(received), provider=self.house.name),
            *self._other_words(),
            self._by(),
            *self._unnamed(),
            self.public("asked", str(self._of_item("kind"))),
            *self._where(),
        ]
        data = [code for one in (self.telling.item, *self.telling.along) for code in self._asked(one)]
        return [*lines, self.say("what", "data", data=self._data(data))] if data else lines

    def _hurry(self) -> list[str]:
        """That little time is left, before everything else; midnight is the end of the day before."""
        if self.telling.soon is None:
            return []
        local = self.telling.soon.astimezone(ZoneInfo(self.house.timezone))
        last = local - datetime.timedelta(microseconds=1)
        hour = "24:00" if last.date() != local.date() else f"{local:%H:%M}"
        return [self.say("what", "hurry", day=self.public.day(last.date()), hour=hour)]

    def _other_words(self) -> list[str]:
        """Of somebody who is no target: why they are named, which is no accusation (hazard 6.5)."""
        words = {"victim": "victim", "witness": "witness", "child": "guardian"}
        return [self.say("what", words[self.telling.role])] if self.telling.role in words else []

    def _asked(self, item: ItemState) -> Sequence[object]:
        data = self._face(f"items.{item.number}.data")
        return data if isinstance(data, tuple) else ()

    @property
    def _measure(self) -> bool:
        return str(self._of_item("kind")) in MEASURES

    def _account(self) -> list[str]:
        if not self.telling.account:
            return []
        key = "post" if str(self._of_item("kind")) == Kind.CONTENT else "account"
        return [self.say("what", key, account=self.telling.account)]

    def _where(self) -> list[str]:
        """In which country a measure takes effect, as the order says it."""
        territory = str(self._of_item("territory") or "")
        if not self._measure or territory not in {"country", "global", "place"}:
            return []
        country = self.public.country(str(self._face("country") or self.house.country))
        return [self.say("what", f"where_{territory}", country=country)]

    def _why(self) -> list[str]:
        """What the authority says that a measure is about; nothing where that is not known."""
        subject = str(self._of_item("ground") or "unknown")
        if not self._measure or subject in {"unknown", "other"}:
            return []
        return [self.say("what", "why", subject=self.public("values", f"subject_{subject}"))]

    def _urgent(self) -> list[str]:
        """That the authority called it an emergency, where a named person has answered that we may admit the demand."""
        claimed = self._face("emergency") is True and self.telling.item.is_open("admit", self.telling.day)
        return [self.say("what", "emergency")] if claimed else []

    def _by(self) -> str:
        """The authority by name where a named person has answered that we may admit the demand; else its kind."""
        country = self.public.country(str(self._face("country") or self.house.country))
        named = self.shelf.authorities.get(str(self._face("authority") or ""))
        if named is not None and self.telling.item.is_open("admit", self.telling.day):
            name = named.name.get(self.say.language) or named.name["en"]
            return self.say("what", "by_name", name=name, country=country)
        kind = self.public("authorities", str(self._face("authority_kind") or "unknown"))
        return self.say("what", "by", authority=kind, country=country)

    def _unnamed(self) -> list[str]:
        """Why no office stands there: the same words, whether law forbids it or nobody answered yet (P6)."""
        return [] if self.telling.item.is_open("admit", self.telling.day) else [self.say("what", "unnamed")]

    def _did(self) -> list[str]:
        outcome = self.telling.item.outcome
        others = [one for one in self.telling.along if one.outcome is not None]
        # Of several items the first word is said of all: what was given of one was not the whole.
        mixed = outcome in GIVING and any(one.outcome != outcome for one in others)
        lines = [self.public("did", str(Outcome.PARTIAL if mixed else outcome or "open"))]
        # Beside another answer it has to be said what this one is about.
        lines += self._given(self.telling.item) if others and outcome in GIVING else self._answered(self.telling.item)
        lines += [self._released()] if outcome in GIVING and not self._measure else []
        lines += self._carried_out(self.telling.item) if self._measure else []
        return [*lines, *(line for one in others for line in self._other(one))]

    def _carried_out(self, item: ItemState) -> list[str]:
        """What was done to a post or an account, and since when (Regulation (EU) 2022/2065 art. 17(3)(a))."""
        done = item.effect
        return [self.say("did", f"effect_{done.how}", day=self._day(done.on))] if done else []

    def _other(self, item: ItemState) -> list[str]:
        """What became of another item about the same account: of which data, and given or why not."""
        if item.outcome in GIVING:
            return self._given(item)
        if item.outcome is Outcome.NO_DATA:  # what is not held nobody decided to keep back
            return [self.say("did", "not_held", data=self._data(self._asked(item)))]
        return [self.say("did", "withheld", data=self._data(self._asked(item))), self.public("did", str(item.outcome))]

    def _given(self, item: ItemState) -> list[str]:
        """What was given of an item, by its data where no line names them."""
        whole = [self.say("did", "granted", data=self._data(self._asked(item))), *self._narrowed(item)]
        return self._answered(item) or whole

    def _answered(self, item: ItemState) -> list[str]:
        """Which of the data was given, and which was not, as the lines of the decision have it."""
        lines = list[str]()
        answered = (("granted", {"granted"}), ("withheld", {"refused", "not_executable"}), ("not_held", {"no_data"}))
        for key, answers in answered:
            mine = (one for one in item.lines if self._mine(one.handle) and one.answer in answers)
            listed = [one.category for one in mine if one.category]  # a line on the whole item names no data
            lines += [self.say("did", key, data=self._data(listed))] if listed else []
            lines += self._narrowed(item) if listed and key == "granted" else []
        return lines

    def _narrowed(self, item: ItemState) -> list[str]:
        """Where less is given than the granted lines say: these days, this part."""
        less = item.proposal
        asked = part_asked({"data": self._asked(item), "part": self._face(f"items.{item.number}.part")})
        part = (less.part if less else "") or asked
        says = [self.say("did", part)] if part else []
        if less is None:
            return says
        first, last = (self._face(f"items.{item.number}.{name}") for name in ("period_from", "period_to"))
        since, until = less.since or first, less.until or last
        cut = (less.since or less.until) and since and until
        days = [self.say("did", "days", since=self._day(str(since)), until=self._day(str(until)))] if cut else []
        return [*days, *says]

    def _mine(self, handle: str) -> bool:
        return not self.telling.handle or handle == self.telling.handle

    def _released(self) -> str:
        day = self.telling.released_on
        if day is not None:
            return self.say("did", "released", day=self._day(day.isoformat()))
        return self.say("did", "not_released")

    def _law(self) -> list[str]:
        cited = [f"{one.latest.cited.citation.title}, {one.latest.cited.citation.section}" for one in self._invoked()]
        named = [self.say("law", "named", law=self.public.join(cited))] if cited else [self.say("law", "none")]
        return [*named, self.say("law", "meaning")]

    def _contest(self) -> list[str]:
        by = self.telling.contest_by
        country = self.public.country(self.house.country)
        how = "how_code" if self.telling.until else "how"
        return [
            self.say("contest", "may"),
            *([self.say("contest", how, contact=self.house.contact)] if self.house.contact else []),
            self.say("contest", "until", day=self._day(by.isoformat())) if by else self.say("contest", "no_day"),
            *self._looks(),
            *self._remedies(),
            self.say("contest", "court", country=country),
            self.say("contest", "authority"),
        ]

    def _looks(self) -> list[str]:
        """Who would look at it; in the languages that have the sentence, one of which every page has."""
        looks = self.telling.looks
        return (
            [contesting(self.say.language)("answer", f"who_{looks}")]
            if looks and self.say.language in LANGUAGES
            else []
        )

    def _remedies(self) -> list[str]:
        """What the invoked law itself says of it, each with where that stands and how far it was read (P8)."""
        found = [one.latest.remedy for one in self._invoked() if one.latest.remedy is not None]
        return [self._remedy(one) for one in found]

    def _remedy(self, one: Risk) -> str:
        cited = one.citation
        read = cited.checked_on if cited.status is Status.VERIFIED else None
        status = self.say("contest", "read", day=self._day(read)) if read else self.say("contest", "unread")
        said = word(one.says, self.say.language)
        return self.say("contest", "law", says=said, law=f"{cited.title}, {cited.section}", status=status)

    def _invoked(self) -> list[Instrument]:
        invoked = self._face("instruments")
        ids = invoked if isinstance(invoked, tuple) else ()
        return [self.shelf.instruments[str(one)] for one in ids if str(one) in self.shelf.instruments]

    def _speak(self) -> list[str]:
        us = [self.say("speak", "us", contact=self.house.contact)] if self.house.contact else []
        today = datetime.date.fromisoformat(self.telling.day)
        known = in_country(self.house.country, str(self._face("country") or ""), today=today)
        own = [(one.name, one.contact) for one in self.house.help]
        named = dict.fromkeys([*own, *((one.name, one.contact) for one in known)])
        helping = [self.say("speak", "help", name=name, contact=contact) for name, contact in named]
        return [*us, self.say("speak", "help_lead"), *helping, self.say("speak", "help_none")]

    def _genuine(self) -> list[str]:
        site = self.house.site_address
        return [
            self.say("genuine", "account"),
            *([self.say("genuine", "call", site=site)] if site else []),
            self.say("genuine", "more"),
        ]

    def _day(self, day: str) -> str:
        return self.public.day(datetime.date.fromisoformat(day))

    def _data(self, codes: Sequence[object]) -> str:
        return self.public.join(self.say("data", str(one)) for one in dict.fromkeys(codes))
