"""What counsel reads on their own machine: each rule of a law file beside the words of its provision.

Asked by the vault's page (``POST /lawbook``). Texts, hashes and differences are this machine's own; of the desk are
signatures alone, which are verified here, and which provisions its open cases name, which only sorts.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from dueprocess.acts import access, law_signed
from dueprocess.acts import law as law_acts
from dueprocess.adapters import law_files, provisions
from dueprocess.client import law_kept
from dueprocess.formats import chain, desk_acts, questions
from dueprocess.formats.chain import Pin
from dueprocess.formats.errors import StatementError
from dueprocess.formats.note import Verify
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import Roster
from dueprocess.formats.standing import Standing
from dueprocess.formats.statement import Act, parse_look, verify_parsed
from dueprocess.law.difference import difference
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Cited, Signature

FIRST: Final = 6
"""How many provisions the page proposes."""

MAX_OPEN: Final = 20
_SORTS: Final = ("instruments", "conflicts")
_SPANS: Final = ("from", "until")
_ACTS: Final = frozenset({Act.LAW_SIGN, Act.LAW_READ})
_SAID: Final[Mapping[str, str]] = {
    "grounds": "ground",
    "clocks": "clock",
    "onward": "onward",
    "channels": "channel",
    "wrong_refusal": "refusal",
    "wrong_grant": "grant",
    "remedy": "remedy",
    "standing": "standing",
}
"""Parts of a file that counsel signs with the file as a whole, and how the page calls them."""

Plain = Mapping[str, Any]


def answer(question: object, check: Verify, now: dt.datetime) -> dict[str, Any]:
    """The law that waits for a reading, and what was opened of it; or the rule by which it is refused.

    Args:
        question: ``pin`` (desk, number, hash), ``shown`` (``GET /v1/desk/itself``), ``law`` (``GET /v1/desk/law``),
            ``open`` (ids to be read); or ``keep`` alone (ids that were signed: their texts are kept on this machine,
            against which a later text is held).
        check: Ed25519 verification.
        now: this machine's time, aware.
    """
    return questions.told(lambda: _answer(question, check, now), "desk.form")


def _answer(question: object, check: Verify, now: dt.datetime) -> dict[str, Any]:
    if not isinstance(question, Mapping):
        raise DeniedError.because("desk.form", "the question is no object")
    if "keep" in question:
        return {"kept": law_kept.keep(law_files.load(), [str(one) for one in question["keep"]][:MAX_OPEN])}
    signed = signed_law(question["pin"], question["shown"], check, now)
    book = Lawbook(law_files.load(signatures=signed), signed, now.date())
    told = question["law"]
    invoked = {str(name): int(many) for name, many in told["invoked"].items()}
    return {
        "law": book.shelf.law_digest,
        "same": book.shelf.law_digest == told["law"],
        "rows": book.rows(invoked),
        "opened": {str(name): book.sheet(str(name)) for name in question["open"][:MAX_OPEN]},
        "wrong": dict(law_acts.WRONG.words),
    }


def signed_law(pin: Plain, shown: Plain, check: Verify, now: dt.datetime) -> tuple[Signature, ...]:
    """What counsel of a desk signed over law, each verified under its roster. Raises DeniedError for its rosters."""
    rosters = chain.walk(Pin.read(pin), [str(one).encode() for one in shown["rosters"]], check, now)
    standing = desk_acts.stands(rosters, shown, check, now)
    known = {one.number: one for one in rosters}
    notes = [str(one).encode() for one in shown["notes"]]
    return tuple(one for note in notes for one in _of_note(note, known, standing, check))


def _of_note(note: bytes, rosters: Mapping[int, Roster], standing: Standing, check: Verify) -> Sequence[Signature]:
    try:
        look, signed = parse_look(note)
        if not _ACTS & {said.act for said in look.acts} or look.roster[0] not in rosters:
            return ()
        roster = rosters[look.roster[0]]
        verify_parsed(look, signed, roster, check)
        standing.check(look, roster, note)
        person = roster.person(look.by)
        roles = access.roles_of(person.roles) if person else frozenset()
        stated = [one for one in look.statements if one.act in _ACTS and access.may(roles, one.act)]
        return [one for each in stated for one in law_signed.signatures(each)]
    except (StatementError, ValueError, KeyError, TypeError):
        return ()  # what does not count is counted nowhere


@dataclass(frozen=True)
class Lawbook:
    """This machine's law before counsel: what waits, what was signed, and what changed since."""

    shelf: Shelf
    signed: tuple[Signature, ...]
    today: dt.date

    @cached_property
    def _last(self) -> Mapping[str, Signature]:
        """Of each name what was signed last, whether its text still stands or not."""
        return {one.rule: one for one in self.signed}

    @cached_property
    def _files(self) -> Mapping[str, Plain]:
        return {name: self.shelf.text_of(f"{sort}/{name}") for sort in _SORTS for name in getattr(self.shelf, sort)}

    def rows(self, invoked: Mapping[str, int]) -> list[dict[str, Any]]:
        """One row a file: what is asked of counsel, those that open cases name most first."""
        stored = frozenset(provisions.names())
        rows = [self._row(name, data, invoked.get(name, 0), name in stored) for name, data in self._files.items()]
        rows.sort(key=lambda row: (-row["cases"], not row["waits"], not row["words"], row["id"]))
        for row in [one for one in rows if one["waits"] or one["changed"]][:FIRST]:
            row["first"] = True
        return rows

    def _row(self, name: str, data: Plain, cases: int, words: bool) -> dict[str, Any]:  # noqa: FBT001 - a column
        entries = list(self._entries(name, data))
        last = max(
            (one for one in self.signed if one.rule.partition(".")[0] == name), key=lambda one: one.on, default=None
        )
        return {
            "id": name,
            "country": data["country"],
            "act": data["act"],
            "section": data["section"],
            "title": data["title"],
            "rules": len(entries),
            "waits": sum(not one["decides"] and not one["unread"] for one in entries),
            "unread": sum(one["unread"] for one in entries),
            "changed": [one["name"] for one in entries if one["state"] == "changed"],
            "wrong": [one["name"] for one in entries if one["state"] == "wrong"],
            "signed": [last.by, last.on.isoformat()] if last else [],
            "cases": cases,
            "words": words,
            "first": False,
        }

    def sheet(self, name: str) -> dict[str, Any]:
        """One file as it is read. Raises DeniedError where there is none."""
        data = self._files.get(name)
        if data is None:
            raise DeniedError.because("desk.form", f"this machine has no law file {name}")
        beside, kept = provisions.of(name), law_kept.Kept(name)
        quotes = beside.quotes if beside else {}
        entries = [
            {**one, "quote": quotes.get(one["name"], ""), "was": self._was(one, data, kept)}
            for one in self._entries(name, data)
        ]
        return {
            "id": name,
            "text": self.shelf.hash_signed(name),
            "entries": entries,
            "beside": beside and {"title": beside.title, "url": beside.url, "state": beside.state, "free": beside.free,
                                  "language": beside.language, "text": beside.text, "hash": beside.hash},
            "place": [data["source"]["title"], data["source"].get("url") or ""],
            "notes": data.get("notes") or "",
        }  # fmt: skip

    def _entries(self, name: str, data: Plain) -> Iterator[dict[str, Any]]:
        instrument = self.shelf.instruments.get(name)
        latest = instrument.latest if instrument else None
        for rule in data["rules"]:
            made = self.shelf.rule(rule["id"])
            if made is not None:
                yield self._entry(rule["id"], "rule", rule, made.cited)
        if latest is not None and latest.secrecy is not None:
            yield self._entry(f"{name}.secrecy", "secrecy", data["secrecy"], latest.secrecy.cited)
        if latest is not None and latest.tariff is not None:
            yield self._entry(f"{name}.tariff", "tariff", data["tariff"], latest.tariff.cited)
        yield self._entry(name, "rest", data, latest.cited if latest is not None else self.shelf.conflicts[name].cited)

    def _entry(self, name: str, sort: str, part: Plain, cited: Cited) -> dict[str, Any]:
        cite, text = cited.citation, self.shelf.hash_signed(name)
        last, over = self._over(name, text)
        state = "" if last is None else "changed" if not over else "wrong" if last.wrong else "signed"
        return {
            "name": name,
            "sort": sort,
            "says": _says(part) if sort in {"rule", "secrecy"} else _all(part, sort),
            "means": part.get("effect", "") if sort == "rule" else "",
            "test": json.dumps({key: part[key] for key in ("test", "when") if part.get(key)}, ensure_ascii=False),
            "cite": [cite.title, cite.section, cite.url or "", cite.checked_on or "", str(cite.status)],
            "unread": cite.is_unread,
            "decides": cited.decides(self.today),
            "text": text,
            "state": state,
            "by": [last.by, last.on.isoformat(), last.wrong] if last else [],
        }

    def _over(self, name: str, text: str) -> tuple[Signature | None, bool]:
        """What was signed last over a part: by its name, else over its whole file; and whether that text stands."""
        last = self._last.get(name)
        whole = self._last.get(name.partition(".")[0])
        if last is None and whole is not None and whole.text in {"", self.shelf.hash_signed(whole.rule)}:
            return (None if whole.wrong else whole), True
        return last, last is not None and last.text in {"", text}

    def _was(self, entry: Plain, data: Plain, kept: law_kept.Kept) -> list[list[Any]]:
        """What the text said that was signed, part by part, beside what it says now; none where nothing changed.

        Where this machine kept no such text, one part without words: it changed, and nobody here can show how.
        """
        last = self._last.get(entry["name"])
        if entry["state"] != "changed" or last is None:
            return []
        old = kept.signed(last)
        if old is None:
            return [[entry["name"], "unknown", [], []]]
        mine = [one for one in difference(old, data) if one.signed_by == entry["name"] and one.how != "read"]
        return [[one.name, str(one.how), _words(one.before), _words(one.after)] for one in mine]


def _says(part: Plain) -> list[list[Any]]:
    return [["", dict(part["says"]), ""]]


def _all(data: Plain, sort: str) -> list[list[Any]]:
    """Every sentence of a part that is signed as a whole: what it is, the sentence by language, what it cites."""
    if sort == "tariff":
        return [[f"{line['amount']} {data['currency']}", dict(line["says"]), ""] for line in data["lines"]]
    found = [["summary", dict(data["summary"]), ""]] if data.get("summary") else []
    found += [["who", dict(data["who"]), ""]] if data.get("who") else []
    for key, called in _SAID.items():
        value = data.get(key)
        for one in [value] if isinstance(value, Mapping) else value or []:
            found.append([called, dict(one["says"]), f"{one['cite']['act']}, {one['cite']['section']}"])
    for version in data.get("versions", ()):
        span = " to ".join(str(version["in_force"][end] or "") for end in _SPANS)
        found += [["older", {**one["says"], "span": span}, one["id"]] for one in version.get("rules", ())]
    return found


def _words(parts: Sequence[Any]) -> list[str]:
    return [json.dumps(one, ensure_ascii=False, indent=1) if not isinstance(one, str) else one for one in parts]
