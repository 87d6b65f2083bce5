"""Making a letter: facts in, one sheet a language out, or a refusal.

Rules: verified provisions of the invoked law only, one page (hazard 5.3); the authority's language first, the
reviewed and binding text beside an unreviewed one (5.4); an acknowledgement shows nothing of the message (2.1).
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Final

from dueprocess.formats.refusal import Denied
from dueprocess.law.finding import Citation
from dueprocess.letter import admissible
from dueprocess.letter.blocks import (
    Annex,
    Block,
    Detail,
    LetterSet,
    Paragraph,
    Points,
    Run,
    Runs,
    Sheet,
    Table,
    enclosure,
    given,
    paragraphs,
    place_of,
    plain,
    words,
)
from dueprocess.letter.facts import Charged, ItemFacts, LetterFacts, Said, Spelling
from dueprocess.letter.kinds import STATUS, LetterKind
from dueprocess.letter.language import Charges, Language, Listed, Slot, Which, fill
from dueprocess.letter.provision import provision

BINDING: Final = "en"
"""The language of the text that binds beside one that nobody reviewed, where the house signed no other."""

REMARKED: Final = frozenset(
    {
        LetterKind.CORRECTION,
        LetterKind.OBJECTION,
        LetterKind.REFUSAL_POLICY,
        LetterKind.PARTIAL,
        LetterKind.COMPLY_NOTICE,
        LetterKind.CARRIED_OUT,
    }
)
"""Kinds of letter that an annex on international standards may follow, where counsel chose it (hazard 5.3)."""
RESERVED: Final = frozenset(
    {
        LetterKind.ACKNOWLEDGEMENT,
        LetterKind.CORRECTION,
        LetterKind.CONFIRM_IN_WRITING,
        LetterKind.WRONG_ADDRESSEE,
        LetterKind.OBJECTION,
        LetterKind.REFUSAL_POLICY,
        LetterKind.NOT_EXECUTABLE,
    }
)
"""Kinds of letter that say at their foot what they do not accept; one that complies, or claims, accepts it."""
MAX_POINTS_ON_PAGE: Final = 8
_LINES_ON_PAGE: Final = 16  # lines of points that leave the letter on one page
_LINE: Final = 72  # characters of a point that are sure to fit on a line
STOPS: Final = (".", "\u06d4")
_OWN: Final = 12
"""Lines that are kept for the house's own words, however long they are: what is merged in moves no other."""


def compose(
    kind: LetterKind,
    facts: LetterFacts,
    languages: Sequence[str],
    spelling: Spelling,
    reviewed: Mapping[str, str] | None = None,
) -> LetterSet | Denied:
    """The letter of ``kind``.

    ``languages``: those of the authority, best first (ISO 639-1); unknown ones are passed over. ``reviewed``: language
    to the person who signed its words for this desk, besides those that the package says are reviewed. The first of
    these binds beside a text that nobody reviewed, unless English is among them.
    """
    words = spelling.languages
    known = frozenset(code for code, language in words.items() if language.reviewed_by) | frozenset(reviewed or {})
    if kind is LetterKind.ACKNOWLEDGEMENT:
        facts, chosen = facts.bare(), _codes(facts.provider.languages, words)
    else:
        chosen = _codes(languages, words)[:1]
    signed = tuple(reviewed or ())
    beside = BINDING if not signed or BINDING in signed else signed[0]
    codes = _with_binding(chosen, known, beside)
    denied = admissible.refuse(kind, facts, codes)
    if denied:
        return denied
    binding = next(code for code in (beside, *codes) if code in codes and code in known)
    sheets = tuple(_Writer(words[c], facts, spelling).sheet(kind, _remark(words[c], codes, binding)) for c in codes)
    return LetterSet(kind, sheets, binding, known)


def _once(provisions: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(provisions))


def _codes(languages: Sequence[str], known: Container[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in languages if code in known))


def _with_binding(codes: tuple[str, ...], known: frozenset[str], beside: str) -> tuple[str, ...]:
    if codes and all(code in known for code in codes):
        return codes
    return codes if beside in codes else (*codes, beside)


def _remark(language: Language, codes: tuple[str, ...], binding: str) -> str:
    if len(codes) == 1:
        return ""
    if language.code == binding:
        return language.binding
    return language.translation.format(tongue=language.tongues[binding])


class _Writer:
    """Writes one sheet; holds the language, the facts and the spelling of days and numbers."""

    def __init__(self, language: Language, facts: LetterFacts, spelling: Spelling) -> None:
        self.language, self.facts, self.spelling = language, facts, spelling
        self.slots: dict[str, Slot] = {
            "authority": facts.authority_name,
            "addressee": facts.right_addressee,
            "reference": facts.reference.strip(),
            "our_id": facts.our_id,
            "contact": (facts.contact or facts.provider.contact).strip(),
            "place": facts.provider.place,
            "date": spelling.day(facts.date, language.code),
            "received_on": spelling.day(facts.received_on, language.code) if facts.received_on else None,
            "reply_until": spelling.day(facts.reply_until, language.code) if facts.reply_until else None,
            "provisions": tuple(map(self._provision, facts.citations)),
            "claims": _once(self._provision(one.said.citation) for one in facts.charges if one.said.citation),
            "account": facts.provider.account,
            "number": facts.number,
            "copy_to": facts.copy_to,
        }

    def sheet(self, kind: LetterKind, remark: str) -> Sheet:
        language, facts = self.language, self.facts
        body, annex = self._body(kind)
        provider = facts.provider
        return Sheet(
            kind=kind,
            language=language.code,
            direction=language.direction,
            sender=self._lines(provider.name, *provider.lines),
            recipient=self._lines(facts.authority_name, *facts.recipient_lines),
            details=self._details(kind),
            remark=remark,
            subject=self._subject(kind),
            salutation=language.salutation,
            body=body,
            closing=language.closing,
            signature=(*(self._lines(*provider.signature) or (words(language.desk),)), *self._lines(provider.name)),
            register=self._lines(*provider.register),
            foot=language.foot if kind in RESERVED else "",
            annex=annex,
        )

    def _subject(self, kind: LetterKind) -> Runs:
        own = next((own.subject for _, own in self.facts.own if own is not None and own.subject), "")
        return self._given(own) if own else words(self.language.kinds[kind].subject)

    def _provision(self, citation: Citation) -> str:
        return provision(citation, self.language, self.spelling.day, self.spelling.languages.get("de"))

    def _lines(self, *lines: str) -> tuple[Runs, ...]:
        return tuple((given(line, self.language.direction),) for line in lines if line.strip())

    def _details(self, kind: LetterKind) -> tuple[Detail, ...]:
        labels = self.language.labels
        rows = (
            (labels.reference, self._fill("{reference}")),
            (labels.our_id, self._fill("{our_id}")),
            (labels.invoice, self._fill("{number}")),
            (labels.received_on, self._fill("{received_on}")),
            (labels.status, words(self.language.status[STATUS[kind]]) if kind in STATUS else None),
            (labels.date, self._fill(self.language.dated) or self._fill("{date}")),
            (labels.contact, self._fill("{contact}")),
            (labels.copy_to, self._fill("{copy_to}")),
        )
        return tuple(Detail(label, runs) for label, runs in rows if runs)

    def _fill(self, template: str) -> Runs | None:
        return fill(template, self.slots, self.language)

    def _body(self, kind: LetterKind) -> tuple[tuple[Block, ...], Annex | None]:
        if any(own is not None and own.subject for _, own in self.facts.own):
            return (*self._own("opening"), *self._own("point"), *self._enclosed()), None
        room = _Room(_lines(self._fill("{provisions}") or ()) + _OWN * len(self.facts.own))
        body: list[Block] = self._own("opening")
        rest: list[Block] = []
        for step in self.language.kinds[kind].body:
            if isinstance(step, Charges):
                body.append(self._table(step))
            elif isinstance(step, Listed):
                here, later = self._list(step, kind, room)
                body += here
                rest += later
            else:
                runs = self._fill(step)
                body += [Paragraph(runs)] if runs else []
        body += [*self._own("point"), *self._enclosed()]
        if self.facts.remarks and kind in REMARKED:
            rest += [Paragraph(words(self.language.remarks)), Points(self._bare(self.facts.remarks))]
        if not rest:
            return tuple(body), None
        heading = self._fill(self.language.annex_heading) or ()
        return tuple(body), Annex(heading, tuple(rest))

    def _table(self, heads: Charges) -> Table:
        rows = tuple(self._charge(one) for one in self.facts.charges)
        total = self._money(sum(one.cents for one in self.facts.charges))
        head = (words(heads.what), words(heads.units), words(heads.each), words(heads.amount))
        return Table(head, rows, (words(heads.total), (), (), total))

    def _charge(self, one: Charged) -> tuple[Runs, ...]:
        said, units = one.said.words[self.language.code], self.spelling.number(one.units, self.language.code)
        return self._given(said), self._given(units), self._money(one.each), self._money(one.cents)

    def _money(self, cents: int) -> Runs:
        return self._given(self.spelling.money(cents, self.facts.charges[0].currency, self.language.code))

    def _given(self, text: str) -> Runs:
        return (given(text, self.language.direction),)

    def _list(self, listed: Listed, kind: LetterKind, room: "_Room") -> tuple[list[Block], list[Block]]:
        points = self._points(kind, listed.which)
        if not points:
            return [], []
        fits = room.take(points)
        intro = Paragraph(words(listed.intro))
        here: list[Block] = [intro, Points(points[:fits])] if fits else [intro]
        if fits == len(points):
            return here, []
        return [*here, self._more(len(points) - fits)], [intro, Points(points[fits:], fits + 1)]

    def _own(self, place: str) -> list[Block]:
        """The house's own words at a place of the letter, or what stands there until a client has them."""
        found: list[Block] = []
        for item, own in self.facts.own:
            if own is None:
                found.append(Paragraph((Run(place_of(item, place)),)))
            else:
                found += paragraphs(own.opening if place == "opening" else own.closing, self.language.direction)
        return found

    def _enclosed(self) -> list[Block]:
        """The files that go along, by name, or the place of their names."""
        label, around = self.language.enclosed, self.language.direction
        names = [place_of(item, "enclosed") if own is None else own.enclosed for item, own in self.facts.own]
        return [enclosure(label, one, around) for one in names if one]

    def _more(self, count: int) -> Paragraph:
        template = self.language.annex_one if count == 1 else self.language.annex_many
        slots: dict[str, Slot] = {"count": self.spelling.number(count, self.language.code)}
        return Paragraph(fill(template, slots, self.language) or ())

    def _bare(self, said: Sequence[Said]) -> tuple[Runs, ...]:
        """Points that belong to the whole demand and not to one of its items."""
        forms, code = self.language.points, self.language.code
        slots = [
            {"words": one.words[code], "provision": self._provision(one.citation) if one.citation else None}
            for one in said
        ]
        return tuple(
            self._cited(forms.cited, one) if one["provision"] else fill(forms.bare, one, self.language) or ()
            for one in slots
        )

    def _points(self, kind: LetterKind, which: Which) -> tuple[Runs, ...]:
        if which is Which.CHANNELS:
            return self._bare(self.facts.channels)
        if which is Which.CONDITIONS:
            return self._bare(self.facts.conditions)
        items = [item for item in self.facts.items if which is Which.ALL or item.granted is (which is Which.GRANTED)]
        if kind is LetterKind.REFUSAL_POLICY:
            return tuple(self._point(item, item.said[0] if item.said else self._refusal(item)) for item in items)
        return tuple(self._point(item, said, first=not place) for item in items for place, said in enumerate(item.said))

    def _refusal(self, item: ItemFacts) -> Said:
        return Said({self.language.code: self.language.refusals.get(item.kind, self.language.refusal)})

    def _point(self, item: ItemFacts, said: Said, *, first: bool = True) -> Runs:
        forms, code = self.language.points, self.language.code
        many = len({one.number for one in self.facts.items}) > 1
        bare, cited = (forms.item_bare, forms.item_cited) if many else (forms.bare, forms.cited)
        number = self.spelling.number(item.number, code)
        slots: dict[str, Slot] = {
            "item": forms.item.format(item=number, about=item.about.words[code]) if item.about and first else number,
            "words": said.words[code],
            "provision": self._provision(said.citation) if said.citation else None,
        }
        return self._cited(cited, slots) if said.citation else fill(bare, slots, self.language) or ()

    def _cited(self, template: str, slots: Mapping[str, Slot]) -> Runs:
        """Words with their provision; a sentence has it before its full stop."""
        words, stop = str(slots["words"]), ""
        if words.endswith(STOPS):
            words, stop = words[:-1], words[-1]
        runs = fill(template, {**slots, "words": words}, self.language) or ()
        return (*runs, Run(stop)) if stop else runs


def _lines(runs: Runs) -> int:
    return -(-len(plain(runs)) // _LINE)


class _Room:
    """Room for points on the page: at most eight points and sixteen lines, so that a letter stays one page."""

    def __init__(self, lines_taken: int) -> None:
        self.points, self.lines = MAX_POINTS_ON_PAGE, _LINES_ON_PAGE - max(0, lines_taken - 1)

    def take(self, points: Sequence[Runs]) -> int:
        """How many of ``points`` fit; their room is then gone."""
        taken = 0
        for point in points:
            lines = _lines(point)
            if self.points < 1 or self.lines < lines:
                self.points = 0
                break
            self.points, self.lines, taken = self.points - 1, self.lines - lines, taken + 1
        return taken
