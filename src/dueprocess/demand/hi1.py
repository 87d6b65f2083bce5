"""A demand that a machine wrote: ETSI TS 103 120 (HI-1), with the Union's profile TS 104 144, as text and as a draft.

What the message says in codes is taken as it stands and guessed nowhere; all of it is written out in words, so that a
person reads the order and not its tags. A message can be valid by its schema and wrong in itself or in law:
contradictions that the message shows by itself are named first (``hi1_doubts``), the law's own rules are the
shelf's. Nothing here is confirmed, and no name in a header says who sent it (hazard 2.1).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from dueprocess.demand import codes
from dueprocess.demand.codes import DataCategory, Issuer, Kind, Presence
from dueprocess.demand.draft import AuthorityName, Draft, ItemDraft, Span
from dueprocess.demand.hi1_annex import LIMITS, NOTHING, Rows, annex_of, approved_by, notified
from dueprocess.demand.hi1_asked import asked_of
from dueprocess.demand.hi1_doubts import doubts_of
from dueprocess.demand.hi1_tree import DATA, ORDERS, TASKS, Node, Parts, day, flags, role_of, targets, validates
from dueprocess.formats.hi1 import Asked
from dueprocess.formats.record import way

_LAW: Final = "Regulation (EU) 2023/1543"
Titles: TypeAlias = Mapping[str, Mapping[str, str]]
"""By number of the Annex, its title and those of its sections (``texts/annex``)."""
_MOST: Final = 20_000  # lines of text


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """``text`` is for people, ``draft`` says where in it each field stands; ``documents``: name and base64."""

    text: str
    draft: Draft
    doubts: tuple[str, ...]
    documents: tuple[tuple[str, str], ...]
    asked: Asked | None = None  # what an answer repeats; None where it lacks what each answer needs
    ids: tuple[str, ...] = ()  # of the objects that it makes, changes or belongs to
    annex: tuple[str, Rows] | None = None  # the form of Regulation (EU) 2023/1543 that it is


@dataclass(slots=True)
class _Page:
    """Lines that are written, and where fields stand in them."""

    lines: list[str] = field(default_factory=list)
    length: int = 0
    spans: dict[str, list[Span]] = field(default_factory=dict)

    def say(self, label: str, value: str, *fields: str) -> None:
        """A line, left out where there is nothing to say."""
        if not value or len(self.lines) >= _MOST:
            return
        line = f"{label}: {value}" if label else value
        for name in fields:
            self.spans.setdefault(name, []).append((self.length + len(line) - len(value), self.length + len(line)))
        self.lines.append(line)
        self.length += len(line) + 1

    def gap(self) -> None:
        """An empty line."""
        self.lines.append("")
        self.length += 1


def read(message: Node, *, file: str | None = None, form: str = "xml", titles: Sequence[Titles] = ()) -> Reading | None:
    """What a message says; None for an element that is no HI-1 message.

    ``form``: xml or json. ``titles``: of the Regulation's forms and their sections, a language after the other.
    """
    return _Message(message, file, form, titles).reading() if message.name == "HI1Message" else None


def placed(draft: Draft, at: int, authorities: Sequence[AuthorityName] = ()) -> Draft:
    """The draft where its text stands ``at`` a place of a longer one, its office as the directory names it."""
    spans = {name: tuple((start + at, end + at) for start, end in found) for name, found in draft.spans.items()}
    name = (draft.authority or "").casefold()
    known = next((one for one in authorities if name in {each.casefold() for each in one.names}), None)
    if known is None:
        return replace(draft, spans=spans)
    return replace(
        draft,
        spans=spans,
        authority_id=known.id,
        authority_kind=known.kind,
        is_government_body=known.government_body,
        country=draft.country or known.country,
    )


class _Message(Parts):
    """One message, in words and in codes."""

    def __init__(self, message: Node, file: str | None, form: str, titles: Sequence[Titles]) -> None:
        super().__init__(message)
        self.file = file
        self.titles = titles
        self.asked = asked_of(self, form)
        self.page = _Page()

    def reading(self) -> Reading:
        """The text first, since places in it are part of the draft."""
        doubts = tuple(dict.fromkeys(doubts_of(self)))
        self._head(doubts)
        annex = annex_of(self)
        if annex is not None:
            self._form(*annex)
        else:
            self._order()
            for number, one in enumerate(self.tasks, 1):
                self._task(number, one)
        items = tuple(map(self._item, self.tasks))
        documents = [one for one in self.made if one.sort == "DocumentObject"]
        for one in documents:
            self.page.say("Document", " ".join(filter(None, (one.said("DocumentName"), one.said("DocumentType")))))
        self._rest()
        spans = {name: tuple(found) for name, found in self.page.spans.items()}
        held = tuple(_document(one) for one in documents)
        draft = self._draft(items, spans, bool(doubts))
        return Reading("\n".join(self.page.lines), draft, doubts, held, self.asked, self.ids(), annex)

    # --- in words ----------------------------------------------------------------------------------------------------

    def _head(self, doubts: Sequence[str]) -> None:
        head, page = self.message.each("Header"), self.page
        version = " ".join(one.said("Version", "ETSIVersion") for one in head)
        page.say("", ORDERS.get(self.kind, "Message of a standard interface"), "kinds")
        page.say("Form", f"ETSI TS 103 120 {version}".strip())
        page.say(
            "", "As a machine wrote it, in words. Who sent it is claimed; the connection and two people say who it was."
        )
        for doubt in doubts:
            page.say("Look here", doubt)
        page.gap()
        for one in head:
            page.say("Sender", _party(one, "SenderIdentifier"), "authority" if not self.issuers else "sender")
            page.say("To", _party(one, "ReceiverIdentifier"))
            page.say("Sent", one.said("Timestamp"))
        for verb in ("GET", "LIST", "DELIVER", "GETCSPCONFIG"):
            found = self.message.each("Payload", "RequestPayload", "ActionRequests", "ActionRequest", verb)
            says = f"{verb} ({len(found)}){_NEEDS.get(verb, '')}"
            page.say("Asked of the interface", says if found else "")
        for one in self.cancelled:
            page.say("Taken back", one.said("ObjectIdentifier"))
        page.gap()

    def _form(self, which: str, rows: Rows) -> None:
        """The form, section by section, its titles in each language."""
        page, titles = self.page, [one[which] for one in self.titles]
        page.say("", " · ".join([f"Annex {which}", *(one["title"] for one in titles)]))
        for name, found in rows.items():
            page.gap()
            page.say("", " · ".join([f"Section {name}", *(one[name] for one in titles)]))
            for label, value, *fields in found or [("", NOTHING)]:
                page.say(label, value, *fields)
        page.gap()

    def _order(self) -> None:
        order, page = self.order, self.page
        page.say("Reference", order.said("AuthorisationReference"), "register_numbers")
        page.say("Country", order.said("CountryCode"), "country")
        page.say("Kind of order", self.kind, "instruments")
        for one in self.issuers:
            label, name = ("Validated by", "court_order") if validates(one) else ("Issued by", "authority")
            page.say(label, approved_by(one), name)
            page.say("Their number", one.said("ApprovalReference"), "register_numbers")
            page.say("Day", one.said("ApprovalTimestamp"), "document_date")
        page.say("Time limit", order.said("AuthorisationPriority"), "deadline")
        for flag in flags(order):
            page.say("Says also", flag, *(("emergency",) if flag == "IsEmergency" else ()))
        page.say("Case of", order.said("AuthorisationTypeOfCase"))
        page.say("In their words", order.said("AuthorisationManualInformation"), "reasons")

    def _task(self, number: int, task: Node) -> None:
        page, details = self.page, next(iter(task.each("RequestDetails")), Node("none"))
        page.gap()
        page.say("", f"{TASKS[task.sort][1]} ({number} of {len(self.tasks)})", "items")
        page.say("Reference", task.said("Reference") or task.said("RequesterReference"), "register_numbers")
        page.say("Data", ", ".join(filter(None, (details.said("Type"), *_boxes(task)))), "data")
        for value, form in targets(task):
            page.say(form or "Identifier", value, "targets")
        page.say("From", details.said("StartTime"), "period")
        page.say("To", details.said("EndTime"), "period")
        page.say("Keep until", task.said("DesiredPreservationExpiration"), "deadline")
        page.say("Time limit", task.said("Deadlines", "TakedownDeadline", "DateTime"), "deadline")
        page.say("In their words", task.said("ManualInformation"), "reasons")

    def _item(self, task: Node) -> ItemDraft:
        kind = TASKS[task.sort][0]
        begin, end = task.said("RequestDetails", "StartTime"), task.said("RequestDetails", "EndTime")
        data = DATA.get(task.said("RequestDetails", "Type"), ()) if kind is not Kind.CONTENT else ()
        return ItemDraft(
            order=1,
            kind=kind,
            data=data,
            targets=tuple(dict.fromkeys(value for value, _ in targets(task))),
            period_from=day(begin),
            period_to=day(end),
            period_stated=bool(day(begin) or day(end)),
            future=self.is_future(end),
            part=codes.SubscriberPart.LISTED if _boxes(task) and DataCategory.SUBSCRIBER in data else None,
        )

    def _rest(self) -> None:
        """What else stands in it, so that nothing that was sent is kept from who reads."""
        said = {*"\n".join(self.page.lines).split(), *LIMITS, "true", "false"}
        rest = [
            (_label(above, node), node.text)
            for above in self.message.all()
            for node in above.inside
            if node.text and not node.inside and node.name not in _QUIET and not said.issuperset(node.text.split())
        ]
        if rest:
            self.page.gap()
            self.page.say("", "Also in the message")
        for name, text in dict.fromkeys(rest):
            self.page.say(name, text)

    # --- in codes ----------------------------------------------------------------------------------------------------

    def _draft(self, items: tuple[ItemDraft, ...], spans: dict[str, tuple[Span, ...]], doubted: bool) -> Draft:  # noqa: FBT001
        issuing = [one for one in self.issuers if not validates(one)]
        validating = [one for one in self.issuers if validates(one)]
        role = role_of(issuing[0]) if issuing else (Issuer.UNKNOWN, codes.AuthorityKind.UNKNOWN)
        european, data = self.kind in ORDERS, {one for item in items for one in item.data}
        limit = LIMITS.get(self.order.said("AuthorisationPriority"), (None, ""))[0]
        until = [one.said("Deadlines", "TakedownDeadline", "DateTime") for one in self.tasks]
        urgent = self.is_claimed_urgent() or self.order.said("AuthorisationPriority") == "EightHours"
        words = self.order.said("AuthorisationManualInformation") or "".join(
            one.said("ManualInformation") for one in self.tasks
        )
        name = issuing[0].said("ApproverDetails", "ApproverName") if issuing else ""
        numbers = [self.order.said("AuthorisationReference"), *(one.said("ApprovalReference") for one in self.issuers)]
        written = any(one.name == "Signature" for one in self.message.inside)
        return Draft(
            file=self.file,
            is_demand=bool(items),
            country=self.order.said("CountryCode")
            or self.message.said("Header", "SenderIdentifier", "CountryCode")
            or None,
            authority=name or self.message.said("Header", "SenderIdentifier", "UniqueIdentifier") or None,
            authority_kind=role[1],
            is_government_body=european,
            document_date=day(issuing[0].said("ApprovalTimestamp")) if issuing else None,
            kind=str(items[0].kind) if items else "other",
            cites_law=european,
            laws=(_LAW,) if european else (),
            court_order=Presence.ATTACHED if role[1] is codes.AuthorityKind.COURT or validating else Presence.NONE,
            issuer=role[0],
            validated_by=role_of(validating[0])[0] if validating else None,
            emergency=urgent,
            emergency_reasons=bool(words) and urgent,
            reasons=bool(words),
            notified_enforcing=notified(self) if european else None,
            targets=tuple(dict.fromkeys(one for item in items for one in item.targets)),
            register_numbers=tuple(dict.fromkeys(filter(None, numbers))),
            deadline=limit or next(filter(None, map(day, until)), None),
            signed=written or any(one.each("ApprovalDigitalSignature") for one in self.issuers),
            named_official=bool(name),
            secrecy=codes.SecrecySource.STATUTE if european else codes.SecrecySource.NONE,
            kinds=tuple(kind for kind in Kind if any(item.kind is kind for item in items)),
            instruments=_instruments(self.kind, data),
            forms=("EPOC-PR" if self.kind == "EPOCPR" else "EPOC",) if european else (),
            orders=1 if items else 0,
            items=items,
            spans=spans,
            unsure=tuple(sorted(_FIELDS_OF_DOUBT & set(spans))) if doubted else (),
            message=way(Asked)[1](self.asked) if self.asked else None,
        )


_NEEDS: Final = dict.fromkeys(
    ("GET", "LIST", "GETCSPCONFIG"), ": only an endpoint answers that, on its own connection; a file is not answered"
)
_QUIET: Final = frozenset(
    {
        "Contents",
        "Owner",
        "Name",
        "FormatOwner",
        "FormatName",
        "ActionIdentifier",
        "Data",
        "SignatureValue",
        "DigestValue",
    }
    | {"X509Certificate", "X509CertificateDER", "Modulus"}
)
_FIELDS_OF_DOUBT: Final = frozenset({"authority", "country", "deadline", "emergency", "period", "data", "targets"})


_ENDINGS: Final = {"application/xml": ".xml", "text/xml": ".xml", "application/pdf": ".pdf", "text/plain": ".txt"}


def _document(one: Node) -> tuple[str, str]:
    ending = _ENDINGS.get(one.said("DocumentBody", "ContentType"), "")
    return f"{one.said('DocumentName') or 'document'}{ending}", one.said("DocumentBody", "Contents")


def _boxes(task: Node) -> list[str]:
    return [one.said("Value") or one.text for one in task.each("RequestDetails", "Subtype", "RequestSubtype")]


def _label(above: Node, node: Node) -> str:
    return above.name if node.name == "Value" else node.name


def _instruments(kind: str, data: Iterable[DataCategory]) -> tuple[str, ...]:
    """Ids of the shelf: which order of the Regulation it is follows from what is asked (Art. 4(1), 4(2))."""
    if kind == "EPOCPR":
        return ("EU-EPOC-PR",)
    if kind != "EPOC":
        return ()
    wide = {DataCategory.TRAFFIC, DataCategory.CONTENT} & set(data)
    narrow = {DataCategory.SUBSCRIBER, DataCategory.IDENTIFICATION} & set(data)
    return (*(("EU-EPOC-SUB",) if narrow or not wide else ()), *(("EU-EPOC-TC",) if wide else ()))


def _party(head: Node, name: str) -> str:
    return " ".join(filter(None, (head.said(name, "UniqueIdentifier"), head.said(name, "CountryCode"))))
