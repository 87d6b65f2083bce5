"""The first reader: text of a demand to a Draft. Pure, without a network and without a model; linear in the text.

Rules are general; what is known of a sender comes from the directory that is handed in as data.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from dueprocess.demand import codes
from dueprocess.demand.codes import Kind, Presence
from dueprocess.demand.draft import AuthorityName, Draft, ItemDraft, Span, Target
from dueprocess.demand.reading import authorities as bodies
from dueprocess.demand.reading import (
    citations,
    claims,
    countries,
    courts,
    dates,
    deadlines,
    handles,
    instruments,
    kinds,
    reach,
    redactions,
    registers,
    scripts,
    sections,
    signatures,
    splitting,
    statutes,
    targets,
    telling,
    weighing,
)
from dueprocess.demand.reading.citations import Citation
from dueprocess.demand.reading.countries import NO_COVER, Cover
from dueprocess.demand.reading.index import cues
from dueprocess.demand.reading.page import Page, ReadingError, page
from dueprocess.demand.reading.tables import Tables

__all__ = ["AuthorityName", "Cover", "Draft", "ReadingError", "read", "ready"]


_JOB_TITLE: Final = 300  # characters at the end in which a law may stand in the sender's title alone
_NEAR: Final = 700


def read(
    text: str,
    tables: Tables,
    languages: Callable[[str], tuple[str, ...]],
    *,
    file: str | None = None,
    aliases: Mapping[str, str] | None = None,
    authorities: Sequence[AuthorityName] = (),
    cover: Cover = NO_COVER,
) -> Draft:
    """The draft of one text.

    ``tables`` hold the words by which it is read; ``languages`` says of lower-case text, a line a paragraph, in which
    languages (ISO 639-1) it is written.
    ``file`` is its path as given: the day at the head of its name, and a body named there when the text names none.
    ``cover`` is what the mail around it says; it counts only where the text says nothing.
    ``aliases`` maps the ways in which texts cite an instrument to its id, and is not changed afterwards;
    ``authorities`` is the directory.
    Raises ReadingError for a text of more than two million characters, and nothing else.
    """
    ready = page(text, tables)
    told = languages(ready.low)
    spoken = tables.told_apart((*told, *(code for code in scripts.written(text) if code not in told)))
    ready = replace(ready, tables=tables.within(spoken, ready.low))
    return _Reading(ready, spoken, file, aliases or {}, tuple(authorities), cover).draft()


def ready(tables: Tables) -> Iterator[None]:
    """Make what is made once for each language, a language a step; of no demand's text."""
    for language in filter(None, tables.told):
        for module in (statutes, sections, handles):
            module.ready(tables.alone(language))
        yield


class _Reading:
    """One pass over one page; each field is found once and leaves its places."""

    def __init__(
        self,
        ready: Page,
        languages: tuple[str, ...],
        file: str | None,
        aliases: Mapping[str, str],
        authorities: tuple[AuthorityName, ...],
        cover: Cover,
    ) -> None:
        self.page = ready
        self.cover = cover
        self.file = file
        self.spans: dict[str, tuple[Span, ...]] = {}
        self.unsure: set[str] = set() if ready.tables.whole.reads(languages) else {"languages"}
        self.perhaps: dict[str, tuple[str, ...]] = {}
        self.aliases = instruments.aliases(ready.tables.whole, aliases)
        self.sender = bodies.sender(ready, authorities, file) or _of_cover(ready, cover)
        self.asked = kinds.asked(ready)
        self.examined = weighing.examined(ready, self.sender.kind if self.sender else None)
        self.otherwise = () if self.asked.keys() - {Kind.NO_RECORD} else self._by_data()
        self.asked |= dict.fromkeys(self.otherwise, (0, 0))
        self.kinds = tuple(kind for kind in Kind if kind in self.asked)
        if self.kinds:
            self.perhaps["kinds"] = tuple(str(one) for one in kinds.mentioned(ready) if one not in self.asked)
        self.signature = signatures.regions(ready, self.sender)
        mentions = statutes.mentions(ready)
        self.languages = languages
        written = [] if {"en", "ru"} <= set(languages) else sections.found(ready)
        self.cited = [one.start for one in (*mentions, *written)]
        self.written = [(one.start, one.end) for one in written]
        kept = [one for one in mentions if not any(a.start < one.end and one.start < a.end for a in written)]
        self.laws = citations.merged(sorted([*kept, *written], key=lambda one: one.start), len(ready.low) - _JOB_TITLE)
        self.country = self._country(mentions)
        relied = instruments.relied(self.aliases, mentions) or mentions
        self._note("laws", [ready.span(one.start, one.end) for one in relied])
        self.instruments = instruments.own(self.country, instruments.named(ready, self.aliases, mentions))
        self.month_first = self.country == "US"

    def _note(self, name: str, places: Sequence[Span | None]) -> None:
        kept = tuple(place for place in places if place)
        if kept:
            self.spans[name] = kept[:200]

    def _by_data(self) -> tuple[Kind, ...]:
        """A public body that asks and names data asks for them, in whatever words; so do a regulator's questions."""
        low = self.page.low
        public = self.sender is not None and self.sender.government
        if not public or not kinds.asks(self.page, low) or not (reach.data_in(self.page, low) or self.examined):
            return ()
        self.unsure.add("kind")
        return (Kind.DISCLOSURE,)

    def draft(self) -> Draft:
        """The draft; every value is claimed."""
        page_ = self.page
        taken, left, told = targets.chosen(page_, self.kinds, self.signature, self.cover.recipient)
        laws = [citations.written(one) for one in self.laws] or self._linked(left)
        kind = self.sender.kind if self.sender else codes.AuthorityKind.UNKNOWN
        court, court_places = courts.presence(page_, kind)
        self._note("court_order", court_places)
        self.numbered = registers.told_apart(page_, registers.numbers(page_, self.written), taken + told)
        taken = [one for one in taken if one not in self.numbered.targets]
        self.perhaps["targets"] = tuple(sorted({one.value for one in told if one not in self.numbered.targets}))
        values = self._who() | self._when() | self._claims()
        values |= self._asked_for(taken, court, values["document_date"])
        values |= {
            "cites_law": bool(laws),
            "laws": tuple(laws),
            "court_order": court,
            "issuer": courts.issuer(page_, kind, court),
            "validated_by": courts.validated_by(page_),
            "instruments": self.instruments,
            "languages": self.languages,
        }
        values["is_demand"] = self._is_demand(values)
        self._doubts(values, taken)
        values |= self._asker()
        perhaps = {name: found for name, found in self.perhaps.items() if found}
        unsure = tuple(sorted((self.unsure | perhaps.keys()) - {"authority_id"}))  # its name says it
        return Draft(file=self.file, **values, spans=self.spans, unsure=unsure, perhaps=perhaps or None)

    def _country(self, mentions: Sequence[Citation]) -> str | None:
        if self.sender and self.sender.country:
            return self.sender.country
        votes = countries.votes(self.page, self.sender.name if self.sender else "", self.cover)
        if self.sender and self.sender.kind is codes.AuthorityKind.PRIVATE:
            self.unsure.add("country")  # a company cites the law, and writes the language, of those to whom it writes
            return countries.elected(votes)
        for law in {one.key: one for one in (*mentions, *self.laws)}.values():
            if law.country and law.country not in {"EU", "CE"}:
                votes[law.country] += 3
        spoken = {self.page.tables.country_of.get(code, "") for code in self.languages} - {""}
        # A language of many countries says little where the words name one of the others.
        votes += Counter({country: 2 for country in spoken if country in votes or not votes})
        self.unsure.add("country")
        return countries.elected(votes)

    def _who(self) -> dict[str, Any]:
        signed, official, places = signatures.signed(self.page, self.sender)
        self._note("signed", places)
        named = {"signed": signed, "named_official": official, "country": self.country}
        if not self.sender:
            self.unsure |= {"authority", "is_government_body"}
            return named
        if not self.sender.sure:
            self.unsure.add("authority")
        if self.sender.end:
            self._note("authority", [self.page.span(self.sender.start, self.sender.end)])
        private = self.sender.kind is codes.AuthorityKind.PRIVATE
        return named | {
            "authority": self.sender.name,
            "authority_id": self.sender.id,
            "authority_kind": self.sender.kind,
            "is_government_body": self.sender.government,
            "origin": codes.Origin.PRIVATE if private else codes.Origin.STATE,
        }

    def _asker(self) -> dict[str, Any]:
        """Nothing of who asks, where a letter encloses a court's decision: both are offered, and a person says which.

        To one office such a letter is its sender's, to the next one the court's.
        """
        if not self.sender or not self.sender.encloses:
            return {}
        offered = (self.sender.encloses, self.sender)
        if len({one.government for one in offered}) > 1:
            self.unsure.add("is_government_body")
        self.perhaps |= {
            "authority": tuple(one.name for one in offered),
            "authority_id": tuple(one.id or "" for one in offered),
            "authority_kind": tuple(str(one.kind) for one in offered),
        }
        return {"authority": None, "authority_id": None, "authority_kind": codes.AuthorityKind.UNKNOWN}

    def _when(self) -> dict[str, Any]:
        day, place = dates.of_document(self.page, month_first=self.month_first, sent=self.cover.sent)
        self._note("document_date", [place])
        if day.doubtful if day else self.cover.sent:
            self.unsure.add("document_date")
        written = day.value if day else self.cover.sent
        due, due_place = deadlines.deadline(self.page, written, month_first=self.month_first)
        self._note("deadline", [due_place])
        return {
            "document_date": written,
            "filename_date": dates.in_filename(self.file),
            "deadline": due,
        }

    def _claims(self) -> dict[str, Any]:
        emergency, place, because, life = claims.emergency(self.page)
        reasons, reasons_place = claims.reasons(self.page)
        source, until, by_court, secrecy_place = claims.secrecy(
            self.page, self.cited, from_court=self.sender is not None and self.sender.kind is codes.AuthorityKind.COURT
        )
        offence, provision = claims.offence(self.page)
        consequence, consequence_place = claims.consequence(self.page)
        for name, one in (
            *(("emergency", place), ("reasons", reasons_place)),
            *(("secrecy", secrecy_place), ("consequence", consequence_place)),
        ):
            self._note(name, [one])
        numbers = self.numbered.values
        if self.cover.subject:
            subject = registers.of_subject(page(self.cover.subject, self.page.tables.whole), self.page)
            if more := registers.together(subject, numbers):
                numbers = more + numbers
                self.unsure.add("register_numbers")
        self._note("register_numbers", self.numbered.places)
        return claims.flags(self.page) | {
            "emergency": emergency,
            "emergency_reasons": because,
            "danger_to_life": life,
            "reasons": reasons,
            "secrecy": source,
            "secrecy_until": until,
            "secrecy_by_court": by_court,
            "offence": offence,
            "offence_provision": provision,
            "consequence": consequence,
            "register_numbers": numbers,
            "forms": claims.forms(self.page),
        }

    def _asked_for(self, taken: list[Target], court: Presence, written: str | None) -> dict[str, Any]:
        redacted, places = redactions.of_targets(self.page)
        self._note("kinds", [self.page.span(*place) for place in self.asked.values()])
        self._note("targets", [one.span for one in taken])
        self._note("redacted_targets", places)
        setting = splitting.Setting(
            self.country, court is not Presence.NONE, self.month_first, places, self.otherwise, written
        )
        orders, items = splitting.items(self.page, taken, setting)
        if self.examined and not taken and not redacted:  # what the provider itself does is asked about, no user
            items = tuple(replace(item, data=()) for item in items)
        items = self._without_passing(items)
        return {
            "kind": kinds.summary(self.kinds),
            "kinds": self.kinds,
            "targets": tuple(sorted({one.value for one in taken if one.sort != "place"})),
            "redacted_targets": redacted,
            "unnamed_targets": 0 if taken else splitting.unnamed(self.page),
            "orders": orders,
            "items": items,
            "data_lines": splitting.data_lines(self.page) if self.kinds else (),
        }

    def _without_passing(self, items: tuple[ItemDraft, ...]) -> tuple[ItemDraft, ...]:
        """The items without messages that are only named in passing, beside other data: a person looks at those."""
        content = codes.DataCategory.CONTENT
        beside = any(content in item.data and len(item.data) > 1 for item in items)
        if not beside or {Kind.PRESERVATION, Kind.INTERCEPTION} & set(self.kinds) or not telling.of_messages(self.page):
            return items  # what is kept or listened to is named so
        self.perhaps["data_categories"] = (str(content),)
        return tuple(replace(item, data=tuple(one for one in item.data if one != content)) for item in items)

    def _linked(self, left: list[Target]) -> list[str]:
        """Acts that are given only by links to their texts."""
        place = next(self.page.cues("demand.linked_law"), None)
        if place is None:
            return []
        start = self.page.place(place[0])
        links = [one for one in left if one.sort == "url" and start < one.span[0] < start + _NEAR]
        near = [
            one
            for one in links
            if (one.span[0] - start < _NEAR and ".pdf" in one.value.lower()) or "law" in one.value.lower()
        ]
        return [f"legislation, linked as {one.value.split('://', 1)[-1]}" for one in near]

    def _is_demand(self, values: Mapping[str, Any]) -> bool:
        """Whether more speaks for a demand than against it."""
        sender = self.sender
        known = weighing.Letter(
            values,
            self.spans,
            self.cover.subject,
            by_data=bool(self.otherwise),
            examined=self.examined,
            listed=bool(sender and sender.id),
            public=bool(sender and sender.government),
            sure=bool(sender and sender.sure),
            at=sender.end if sender else 0,
        )
        found = weighing.weight(self.page, known)
        spam = next(cues(self.page.low, self.page.tables.whole["demand.spam"]), None)
        if spam or not self.kinds or found < weighing.SURE:
            self.unsure.add("is_demand")
        return found >= weighing.ENOUGH

    def _doubts(self, values: Mapping[str, Any], taken: list[Target]) -> None:
        # Perhaps: a person looks where a word of danger or of silence stands and no claim was read.
        if not values["emergency"] and ("emergency" in self.spans or claims.danger(self.page, self.cited)):
            self.unsure.add("emergency")
        told = "secrecy" in self.spans or self.page.says(self.page.low, "secrecy.perhaps")
        if values["secrecy"] == codes.SecrecySource.UNKNOWN or (values["secrecy"] == codes.SecrecySource.NONE and told):
            self.unsure.add("secrecy")
        if any(
            _odd(one.value) or (one.value != self.page.raw[one.span[0] : one.span[1]] and one.sort in {"mail", "ip"})
            for one in taken
        ):
            self.unsure.add("targets")
        if any(one.sort == "ip" and not one.complete for one in taken):
            self.unsure.add("targets")
        if not taken or len(taken) >= handles.MOST:
            self.unsure.add("targets")
        if len(self.kinds) != 1:
            self.unsure.add("kind")
        if values["deadline"] == "immediately":
            self.unsure.add("deadline")
        if values["court_order"] == Presence.UNKNOWN:
            self.unsure.add("court_order")


def _of_cover(ready: Page, cover: Cover) -> bodies.Sender | None:
    """The body that a mail names before its sender's address, where the text names none: a person looks at it."""
    name = cover.sender.split("<", 1)[0].strip(" \"'")
    found = bodies.sender(replace(page(name, ready.tables.whole), tables=ready.tables), (), None) if name else None
    return replace(found, start=0, end=0, sure=False, signs=None) if found else None


def _odd(value: str) -> bool:
    """Whether an identifier mixes scripts or holds look-alike letters (hazard 3.4)."""
    letters = [letter for letter in value if letter.isalpha()]
    ascii_ = sum(letter.isascii() for letter in letters)
    return 0 < ascii_ < len(letters)
