"""Writes what the vault's sources take from the desk's own tables, and golden bytes that the desk makes for the vault.

Run after a change of codes, acts or fields of the face: ``python tests/golden/regenerate_vault.py``. The golden bytes
(``tests/golden/vault/from-desk.json``) hold made-up keys; they are written again only with ``--bytes``.
"""

import base64
import dataclasses
import datetime
import hashlib
import inspect
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from dueprocess.acts.declaration import BY_COMMAND, RARE, Declaration

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import act_samples
from dueprocess.acts.declaration import OnCase
from dueprocess.acts.table import ACTS
from dueprocess.acts.texts import CONTEXT, texts
from dueprocess.adapters import crypto, identity
from dueprocess.adapters.texts import letters, of_senders, sentences
from dueprocess.case.basis import basis_of, relied_on
from dueprocess.case.commands import GROUPS
from dueprocess.case.fields import FaceFields, Field, Only
from dueprocess.case.letter_events import LETTERS
from dueprocess.case.state import CaseState, Deciding, ItemState
from dueprocess.demand import asking, codes, face
from dueprocess.formats import canonical, docket, links, note, page_images, roster, selector, shamir, statement
from dueprocess.formats import object as objects
from dueprocess.formats.chain import Pin, walk
from dueprocess.formats.errors import RosterError
from dueprocess.formats.note import Key, Sign
from dueprocess.letter.kinds import LetterKind

ROOT = Path(__file__).resolve().parents[2]
CODES = ROOT / "frontend" / "src" / "acts" / "codes.json"
OWN_KEY_JSON = ROOT / "frontend" / "src" / "acts" / "ownkey.json"
FETCHED = {one: ROOT / "frontend" / "src" / "acts" / f"acts.{one}.json" for one in ("lawbook", "talks")}
TALKS_JSON = ROOT / "frontend" / "src" / "acts" / "talks.json"
ASKED = ROOT / "tests" / "golden" / "vault" / "asking.json"
ASKING = ROOT / "frontend" / "src" / "acts" / "asking.json"
ACTS_JSON = ROOT / "frontend" / "src" / "acts" / "acts.json"
ACTS_RARE = ROOT / "frontend" / "src" / "acts" / "acts.rare.json"
SAMPLES = ROOT / "frontend" / "test" / "acts.json"
DONE_JSON = ROOT / "frontend" / "src" / "acts" / "done.json"
ACTS_GERMAN = ROOT / "frontend" / "src" / "acts" / "acts.de.json"
GERMAN = ROOT / "frontend" / "src" / "acts" / "codes.de.json"
CATALOGUE = ROOT / "src" / "dueprocess" / "desk" / "web" / "locale" / "de" / "LC_MESSAGES" / "django.po"
FROM_DESK = ROOT / "tests" / "golden" / "vault" / "from-desk.json"
PAGES = ROOT / "tests" / "golden" / "vault" / "pages.json"
DOCKETS = ROOT / "tests" / "golden" / "vault" / "dockets.json"
BASIS = ROOT / "tests" / "golden" / "vault" / "basis.json"
TARGETS = ROOT / "tests" / "golden" / "vault" / "targets.json"
AT = datetime.datetime(2026, 11, 24, 10, 0, tzinfo=datetime.UTC)
MOMENT = "2026-11-24T10:00:00Z"
CASE = "c-" + "a" * 24
BASIS_OF = "b" * 64


# --- codes -----------------------------------------------------------------------------------------------------------


def tables() -> dict[str, Any]:
    """Codes and fields of the face, of which statements and letters are drawn."""
    return {"codes": _enums(), "face": {"case": _fields(face.CASE_FIELDS), "items": _fields(face.ITEM_FIELDS)}}


def _enums() -> dict[str, dict[str, str]]:
    kinds = [one for _, one in inspect.getmembers(codes, inspect.isclass) if issubclass(one, codes.Code) and list(one)]
    return {one.__name__: {str(code): code.meaning for code in one} for one in [*kinds, LetterKind]}


def _fields(specs: tuple[face.Spec, ...]) -> dict[str, Any]:
    """Of each field: its form (before the list its codes are of), what it means, whether decisions hang on it.

    Of a flag on which no decision hangs: what stands behind "whether", alone.
    """
    return {one.name: _row(one) for one in specs}


def _row(spec: face.Spec) -> Any:
    if spec.form is face.Form.FLAG and not spec.decisive and spec.meaning.startswith(_WHETHER):
        return spec.meaning.removeprefix(_WHETHER)
    form = f"{spec.form} {spec.of.__name__}" if spec.of else str(spec.form)
    return [form, spec.meaning, True][: 2 + spec.decisive]


_WHETHER = "whether "


def codes_text() -> str:
    """The file's text."""
    return json.dumps(tables(), indent=1, ensure_ascii=False) + "\n"


def acts() -> dict[str, Any]:
    """The table of acts, as the vault draws it, and what its first page knows of them."""
    says = {str(outcome): sorted(kinds) for outcome, kinds in LETTERS.items()}
    return {**_table(""), "groups": dict(GROUPS), "letters": list(letters()), "says": says}


def _table(script: str) -> dict[str, Any]:
    """Acts of one part of the vault; a field that several of them have alike stands once, in them its place."""
    named = {str(act): _act(declared) for act, declared in ACTS.items() if declared.script == script}
    kinds = _shared(field[2] for one in named.values() for field in one.get("fields", ()))
    for one in named.values():
        for field in one.get("fields", ()):
            field[2] = kinds.index(field[2]) if field[2] in kinds else field[2]
    common = _shared(field for one in named.values() for field in one.get("fields", ()))
    for one in named.values():
        if "fields" in one:
            one["fields"] = [common.index(field) if field in common else field for field in one["fields"]]
    whys = sorted({why for one in named.values() for why in one.get("elsewhere", [])[1:]})
    for one in named.values():
        if "elsewhere" in one:
            one["elsewhere"] = [one["elsewhere"][0], *(whys.index(why) for why in one["elsewhere"][1:])]
    return {"acts": named, "fields": common, "kinds": kinds, "whys": whys}


def _shared(values: Iterable[Any]) -> list[Any]:
    """What stands there more than once, in its order: it is written once, and named by its place."""
    count = Counter(json.dumps(one) for one in values)
    return [json.loads(text) for text, many in count.items() if many > 1]


def _act(declared: Declaration[Any]) -> dict[str, Any]:
    elsewhere = declared.elsewhere
    said = {
        "title": not (elsewhere and elsewhere.own) and declared.title,
        "note": declared.note,
        "headline": declared.headline,
        # The command, why the desk's page does not sign it, and why one's own vault does not.
        "elsewhere": elsewhere and [elsewhere.command, elsewhere.why, *([elsewhere.own] if elsewhere.own else [])],
        "comment": isinstance(declared, OnCase) and declared.comment,
        "asked": str(declared.of) if isinstance(declared, OnCase) and declared.asked else "",
        # What no vault signs is refused before any field of it is drawn.
        "fields": not (elsewhere and elsewhere.own)
        and [_field(declared, key, field) for key, field in declared.fields.items()],
    }
    return {key: value for key, value in said.items() if value}


def _field(declared: Declaration[Any], key: str, field: Field) -> list[Any]:
    """One key, its label, its kind; how it is asked follows only where it is anything else than the plain case."""
    asked = {
        "rests": [str(act) for act in field.rests],
        "past": field.past,
        "ever": dataclasses.asdict(field.ever) if isinstance(field.ever, Only) else field.ever,
        "absent": field.absent,
        "help": field.help,
        "needed": field.needed,
        "start": field.start if isinstance(field.start, bool | int | str) else None,
        "begins": field.begins,
        "only": field.only and dataclasses.asdict(field.only),
        "fresh": field.fresh,
        "hidden": not field.page,
        "filled": isinstance(declared, OnCase) and key in declared.filled,
        "chosen": isinstance(declared, OnCase) and key in declared.choices,
        "asks": isinstance(field.kind, FaceFields) and field.kind.asked,
    }
    more = {name: value for name, value in asked.items() if value}
    return [key, field.label, field.kind.plain(), *([more] if more else [])]


def acts_text() -> str:
    """The file's text."""
    return json.dumps(acts(), indent=1, ensure_ascii=False) + "\n"


def rare_text() -> str:
    """The file's text: acts whose form and words come with the pages that follow a decision."""
    return json.dumps(_table(RARE), indent=1, ensure_ascii=False) + "\n"


def fetched_text(script: str) -> str:
    """The file's text: acts that one part of the vault alone signs and says, and that are fetched with it."""
    named = {str(act): _fetched(declared) for act, declared in ACTS.items() if declared.script == script}
    return json.dumps(named, indent=1, ensure_ascii=False) + "\n"


def _fetched(declared: Declaration[Any]) -> dict[str, Any]:
    said = {"title": "", "note": "", "headline": "", "asked": "", "elsewhere": None, **_act(declared)}
    fields = [
        dict(zip(("key", "label", "is"), row, strict=False)) | (row[3] if row[3:] else {}) for row in said["fields"]
    ]
    where = said["elsewhere"]
    elsewhere = where and dict(zip(("command", "why", "own"), [*where, ""], strict=False))
    return {**said, "fields": fields, "elsewhere": elsewhere}


def talks_text() -> str:
    """The file's text: how the public page of talks calls what the vault asks for it, in English and German."""
    with (ROOT / "texts" / "site" / "talks.toml").open("rb") as file:
        words = tomllib.load(file)
    asked = [key for key in words if key in _OF_TALKS or key.startswith(("about_", "came_", "way_"))]
    return (
        json.dumps({one: {key: words[key][one] for key in asked} for one in ("en", "de")}, indent=1, ensure_ascii=False)
        + "\n"
    )


_OF_TALKS = frozenset(
    {"title", "quarter", "with", "how", "subject", "asked", "answered", "came", "bill", "beside", "text_title"}
    | {"export", "warning", "last_day", "changed", "they", "we"}
)


def done_text() -> str:
    """The file's text: how a page says an act that was signed. It is fetched after the first signature alone."""
    said = {str(act): declared.done for act, declared in ACTS.items() if declared.done}
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def acts_in_german() -> dict[str, str]:
    """The texts that the vault draws of acts, out of the desk's catalogue."""
    words = _catalogue()
    said = acts_text() + rare_text() + "".join(map(fetched_text, FETCHED)) + done_text()
    return {text: words[CONTEXT, text] for text in texts() if json.dumps(text, ensure_ascii=False) in said}


def own_key_text() -> str:
    """The file's text: acts that count by the own key alone."""
    return json.dumps([str(act) for act, declared in ACTS.items() if declared.own_key], indent=1) + "\n"


def samples_text() -> str:
    """A good statement of every act that some page signs, for the vault's tests."""
    own = (act for act, declared in ACTS.items() if declared.elsewhere and declared.elsewhere.own)
    left = {*own, *(act for act, declared in ACTS.items() if declared.script == BY_COMMAND)}
    drawn = [act for act in ACTS if act not in left]
    return json.dumps({str(act): act_samples.says_of(act) for act in drawn}, indent=1) + "\n"


def acts_german_text() -> str:
    """The file's text."""
    return json.dumps(acts_in_german(), indent=1, ensure_ascii=False) + "\n"


def _catalogue() -> dict[tuple[str | None, str], str]:
    with CATALOGUE.open("rb") as file:
        return {(one.context, str(one.id)): str(one.string) for one in read_po(file, locale="de") if one.id}


def german() -> dict[str, Any]:
    """What codes and fields mean, and how codes are spoken, out of the desk's catalogue."""
    words = _catalogue()
    listed = tables()
    meanings = {meaning for codes in listed["codes"].values() for meaning in codes.values()}
    meanings |= {spec.meaning for spec in (*face.CASE_FIELDS, *face.ITEM_FIELDS)}
    return {
        "meanings": {meaning: words["meaning", meaning] for meaning in sorted(meanings)},
        "spoken": {
            name: {code: words[name, code.replace("_", " ")] for code in codes}
            for name, codes in listed["codes"].items()
        },
    }


def german_text() -> str:
    """The file's text."""
    return json.dumps(german(), indent=1, ensure_ascii=False) + "\n"


# --- targets: what two people read, marked alike in both programs ---------------------------------------------------

TARGET_SECRET = "AGE-SECRET-KEY-1" + "Q" * 58
READ: tuple[tuple[Any, ...], ...] = (
    ("email", " a_B@Postfach.Example ", "", "", 0),
    ("email", "ohne-klammeraffe", "", "", 0),
    ("email", "@postfach.example", "", "", 0),
    ("account", "Jose\u0301", "", "", 0),
    ("account", "", "", "", 0),
    ("account", "a\u200bb", "", "", 0),
    ("account", "x" * 1025, "", "", 0),
    ("account", "\U0001f511 name", "", "", 0),
    ("phone", "+49 (30) 555-0100", "", "", 0),
    ("phone", "030 5550100", "", "", 0),
    ("ip", "2001:DB8::1", "2026-03-01T09:00:00Z", "+02:00", 44321),
    ("ip", "203.0.113.7", "", "+02:00", 44321),
    ("ip", "203.0.113.7", "2026-03-01T09:00:00Z", "+2", 44321),
    ("ip", "203.0.113.7", "2026-03-01T09:00:00Z", "+02:00", 0),
    ("name", "\u0631\u062d\u06cc\u0645", "", "", 0),
    ("url", "https://Fennel.example/A", "", "", 0),
    ("email", "a@b.example", "2026-03-01T09:00:00Z", "", 0),
    ("colour", "red", "", "", 0),
)


def targets_text() -> str:
    """Identifiers as people type them, and the mark of each, or the rule that refuses it."""
    key = selector.target_key(TARGET_SECRET.encode())
    rows = []
    for kind, value, at, offset, port in READ:
        given = {"kind": kind, "value": value, "at": at, "offset": offset, "port": port}
        try:
            found = selector.selector(kind, value, at=at, offset=offset, port=port)
            rows.append({"given": given, "mark": selector.mark(key, "T1", found), "rule": ""})
        except selector.SelectorError as fault:
            rows.append({"given": given, "mark": "", "rule": fault.rule})
    files = [{"content": content.hex(), "mark": selector.file_mark(key, hashlib.sha512(content).hexdigest())}
             for content in (b"", b"What was sent.\n")]  # fmt: skip
    share = shamir.share_hash(bytes(range(33)))
    told = {"secret": TARGET_SECRET, "key": key.hex(), "rows": rows, "files": files, "share": share}
    return json.dumps(told, indent=1, ensure_ascii=True) + "\n"


# --- what decisions rely on, hashed alike in both programs -----------------------------------------------------------


def basis_text() -> str:
    """Facts as the desk shows them, and the hash that a statement about an item names."""
    blank = CaseState(
        "c-" + "a" * 24, 3, "", practice=False, historic=False, face=face.Face({}, (), frozenset()), items=()
    )
    disclosure = {"kind": codes.Kind.DISCLOSURE, "data": (codes.DataCategory.SUBSCRIBER,), "targets": 1}
    said = face.Face(
        {"country": "DE", "emergency": False, "instruments": ("DE-STPO-100J",)},
        (disclosure, {"kind": codes.Kind.SHUTDOWN}),
        frozenset({"country", "items.1.kind", "items.2.kind", "items.1.targets"}),
    )
    items = (ItemState(1), ItemState(2, deciding=Deciding.ENDED))
    whole = dataclasses.replace(blank, face=said, items=items, callers=frozenset({"birch", "aster"}))
    law = {0: {"authorities/DE-BKA": BASIS_OF}, 1: {"instruments/DE-STPO-100J": BASIS_OF}}
    shown = [
        relied_on(case, recipient=recipient, law=law, authority=recipient)
        for case, recipient in ((blank, ""), (whole, "c" * 64))
    ]
    rows = [{"relied": one, "item": item, "basis": basis_of(one, item)} for one in shown for item in (0, 1, 2, 3)]
    return json.dumps(rows, indent=1) + "\n"


# --- bytes -----------------------------------------------------------------------------------------------------------


FOUND: dict[str, list[str]] = {
    "references": ["MOO-2026-1142", " MOO-2026-1142 ", "Az. 44 Js\u00a012/26"],
    "identifiers": ["kranich77@lantern.example", "+4930123456"],
    "names": ["Polizeiinspektion Moorau", "KHK \u202eB\u202c. Öztürk"],
    "subjects": ["Auskunft\r\n nach § 100j StPO", "\U0001f4dc حکم"],
    "notes": ["", "She rang back; " + "all is correct. " * 20],
}
"""What dockets are found by, as it comes in."""


def dockets() -> dict[str, Any]:
    """Dockets, each with what is found by it, or the rule by which it is refused."""
    known = json.loads(FROM_DESK.read_text())["people"]
    signers = {name: crypto.signer(name, bytes.fromhex(one["seed"])) for name, one in known.items()}
    other = "c-" + "b" * 24
    machine = docket.Docket(MOMENT, "", CASE).filled(FOUND)
    person = docket.Docket(MOMENT, "aster", CASE).filled(FOUND)
    many = docket.Docket(MOMENT, "", CASE).filled({"identifiers": [f"name{at}@lantern.example" for at in range(99)]})
    made, signed = machine.packed(), person.packed(*signers["aster"])

    def changed(data: bytes, old: bytes, new: bytes) -> bytes:
        return data.rstrip(b"\0").replace(old, new).ljust(docket.SIZE, b"\0")

    rows = [
        ("a machine's", made, None),
        ("a person's", signed, None),
        ("more than fits", many.packed(), None),
        ("another case's", dataclasses.replace(machine, case=other).packed(), "docket.case"),
        ("a person's of another case", dataclasses.replace(person, case=other).packed(*signers["aster"]),
         "docket.case"),
        ("a name that nobody signed", changed(made, b'"by":""', b'"by":"birch"'), "docket.signer"),
        ("a word changed", changed(signed, b"kranich77", b"kranich78"), "docket.signer"),
        ("another's name", changed(signed, b'"by":"aster"', b'"by":"birch"'), "docket.signer"),
        ("signed by nobody of the desk", dataclasses.replace(person, by="stranger").packed(
            *crypto.signer("stranger", bytes(32))), "docket.signer"),
        ("signed and without a name", changed(signed, b'"by":"aster"', b'"by":""'), "docket.signer"),
        ("a byte short", made[:-1], "docket.size"),
        ("another form", changed(made, b"docket/1", b"docket/2"), "docket.form"),
        ("a key too many", changed(made, b'"at":', b'"as":1,"at":'), "docket.form"),
        ("spaces in the JSON", changed(made, b'"at":', b'"at": '), "docket.form"),
        ("no text", b"\xff" * docket.SIZE, "docket.form"),
        ("nothing", bytes(docket.SIZE), "docket.form"),
    ]  # fmt: skip
    lists = {name: list(getattr(machine, name)) for name in docket.LISTS}
    told = [{"name": name, "data": _b64(data), "rule": rule} for name, data, rule in rows]
    return {"case": CASE, "at": MOMENT, "found": FOUND, "filled": lists, "many": len(many.identifiers), "rows": told}


def dockets_text() -> str:
    """The file's text."""
    return json.dumps(dockets(), indent=1, ensure_ascii=False) + "\n"


def people() -> dict[str, identity.Identity]:
    """Made-up people with fixed keys; nobody's identity anywhere."""
    made = {}
    for number, name in enumerate(("aster", "birch", "cedar", "dogwood", "worker-host"), 1):
        secret, _ = crypto.new_case_key()
        own, _ = crypto.new_case_key()
        made[name] = identity.Identity(name, MOMENT, secret, bytes([number]) * 32, own, bytes([number + 100]) * 32)
    return made


def vars_of(own: roster.Own | None) -> dict[str, str]:
    """An own key as values."""
    return dataclasses.asdict(own) if own else {}


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _plain(one: identity.Identity) -> dict[str, str]:
    return {"name": one.name, "made_at": one.made_at, "age": one.age_secret, "seed": one.seed.hex(),
            "own_age": one.own_age_secret, "own_seed": one.own_seed.hex()}  # fmt: skip


def _rosters(who: dict[str, identity.Identity]) -> list[tuple[str, list[bytes], str | None]]:
    """Chains: name, notes, the rule that refuses them (None: accepted)."""
    card = {name: one.card() for name, one in who.items()}
    recovery, worker = crypto.new_case_key()[1], card["worker-host"].age
    staff = (
        card["aster"].person(["clerk", "releaser"]),
        card["birch"].person(["approver", "releaser"]),
        card["cedar"].person(["counsel"]),
    )
    first = roster.founding(staff, k=2, recovery=recovery, made_at=AT, worker=worker)

    def signed(one: roster.Roster, *names: str) -> bytes:
        return note.signed(one.text(), [who[name].signer() for name in names]).encode()

    def after(base: roster.Roster, *, wait: int = roster.NOTICE_HOURS, **changes: Any) -> roster.Roster:
        made = base.made + datetime.timedelta(hours=1)
        values = {
            "desk": base.desk_id,
            "number": base.number + 1,
            "previous": base.hash(),
            "made_at": made.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "notice": wait,
            "seen": (0, links.first(base.desk_id, links.DESK)),
        }
        return dataclasses.replace(base, **(values | changes))

    one = signed(first, "aster", "birch", "cedar")
    clerk = tuple(sorted((*staff, card["dogwood"].person(["clerk"])), key=lambda person: person.name))
    releaser = tuple(sorted((*staff, card["dogwood"].person(["releaser"])), key=lambda person: person.name))
    host = tuple(sorted((*staff, card["dogwood"].person(["producer"])), key=lambda person: person.name))
    friend = tuple(sorted((*staff, card["dogwood"].person(["outside", "releaser"])), key=lambda person: person.name))
    now_ = 0
    second = after(first, people=clerk, wait=now_)
    two = signed(second, "aster", "birch")
    third = after(second, people=releaser)
    three = signed(third, "aster", "birch")
    strange = crypto.new_case_key()[1]
    swapped = tuple(dataclasses.replace(p, own=roster.Own(strange, p.own.vkey)) if p.own and p.name == "cedar" else p
                    for p in staff)  # fmt: skip
    daily = tuple(dataclasses.replace(p, age=strange) if p.name == "cedar" else p for p in staff)

    def with_own(**changes: str) -> bytes:
        """The founding with another own key of aster: out of its form, whoever signs."""
        plain = json.loads(first.text().split("\n")[1])
        plain["people"][0]["own"] |= changes
        text = f"{roster.HEADER}\n{canonical.encode(plain).decode()}\n"
        return note.signed(text, [who[name].signer() for name in ("aster", "birch", "cedar")]).encode()

    none = [json.dumps(vars_of(staff[n].own), separators=(",", ":"), sort_keys=True).encode() for n in range(3)]
    other = signed(dataclasses.replace(first, k=0), "aster", "birch", "cedar")
    spoiled = one.replace(b"clerk", b"approver", 1)
    return [
        ("founding alone", [one], None),
        ("two", [one, two], None),
        ("three, the newest waits", [one, two, three], None),
        ("founding not signed by counsel", [signed(first, "aster", "birch")], "roster.unsigned"),
        ("one releaser alone", [one, signed(second, "aster")], "roster.unsigned"),
        ("signed by those who are no releasers", [one, signed(second, "aster", "cedar")], "roster.unsigned"),
        ("a releaser without notice", [one, signed(after(first, people=releaser, wait=now_), "aster", "birch")],
         "roster.notice"),
        ("a host without notice", [one, signed(after(first, people=host, wait=now_), "aster", "birch")],
         "roster.notice"),
        ("a host with notice", [one, signed(after(first, people=host), "aster", "birch")], None),
        ("a host that also approves", [one.replace(b'"roles":["approver","releaser"]',
                                                   b'"roles":["approver","producer"]')], "roster.bad-roles"),
        ("an outside releaser who is a clerk too", [one.replace(b'"roles":["clerk","releaser"]',
                                                    b'"roles":["clerk","outside","releaser"]')], "roster.bad-roles"),
        ("an outside releaser without notice", [one, signed(after(first, people=friend, wait=now_), "aster",
                                                            "birch")], "roster.notice"),
        ("an outside releaser with notice", [one, signed(after(first, people=friend), "aster",
                                                         "birch")], None),
        ("a key swapped behind its holder", [one, signed(after(first, people=swapped, wait=now_), "aster", "birch")],
         "roster.swapped-key"),
        ("a daily key changes", [one, signed(after(first, people=daily, wait=now_), "aster", "birch")], None),
        ("founding signed by daily keys", [note.signed(first.text(), [who[name].daily_signer() for name in
                                           ("aster", "birch", "cedar")]).encode()], "roster.unsigned"),
        ("signed by a daily key", [one, note.signed(second.text(), [who["aster"].signer(),
                                                                   who["birch"].daily_signer()]).encode()],
         "roster.unsigned"),
        ("who releases without an own key", [one.replace(none[0], b"null")], "roster.own-key"),
        ("an own key that is none", [one.replace(none[0], b'{"age":"age1"}')], "roster.malformed"),
        ("an own key that is another's", [one.replace(none[0], none[1])], "roster.key-twice"),
        ("an own key of no form", [with_own(age="age1")], "roster.bad-key"),
        ("an own key that is the daily one", [with_own(vkey=staff[0].vkey)], "roster.key-twice"),
        ("an own recipient that is the daily one", [with_own(age=staff[0].age)], "roster.key-twice"),
        ("a host with two keys", [one.replace(b'"roles":["clerk","releaser"]', b'"roles":["producer"]')],
         "roster.own-key"),
        ("notice of another length", [one.replace(b'"notice":0', b'"notice":71')], "roster.malformed"),
        ("a founding with notice", [one.replace(b'"notice":0', b'"notice":72')], "roster.malformed"),
        ("a founding that saw something", [one.replace(b'"seen":null', b'"seen":[0,"' + b"a" * 64 + b'"]')],
         "roster.malformed"),
        ("a successor that saw nothing", [one, two.replace(canonical.encode(list(second.seen or ())), b"null")],
         "roster.malformed"),
        ("mail keys", [one.replace(b'"mail":null', b'"mail":{}')], "roster.malformed"),
        ("the form before", [one.replace(b"roster/2", b"roster/1")], "roster.malformed"),
        ("a lower number", [one, two, one], "roster.lower-number"),
        ("a gap", [one, signed(dataclasses.replace(third, previous=second.hash()), "aster", "birch")], "roster.gap"),
        ("another founding", [other], "roster.wrong-desk"),
        ("a successor of another", [one, signed(after(first, people=clerk, wait=now_, previous="c" * 64), "aster",
                                                "birch")], "roster.fork"),
        ("changed after it was signed", [spoiled], "roster.bad-signature"),
        ("k = 1", [one.replace(b'"k":2', b'"k":1')], "roster.k-one"),
        ("none at all", [], "roster.lower-number"),
        ("a date in the future says nothing", [one, signed(after(first, people=clerk, wait=now_,
                                               made_at="2027-11-24T10:00:00Z"), "aster", "birch")], None),
    ]  # fmt: skip


def _looks(who: dict[str, identity.Identity]) -> list[dict[str, Any]]:
    """Looks at a growing chain, hours apart: what is in force, until when what waits, who releases, or the rule."""
    card = {name: one.card() for name, one in who.items()}
    staff = [
        card["aster"].person(["clerk", "releaser"]),
        card["birch"].person(["approver", "releaser"]),
        card["cedar"].person(["counsel", "releaser"]),
    ]
    first = roster.founding(staff, k=2, recovery=crypto.new_case_key()[1], made_at=AT)

    def signed(one: roster.Roster, *names: str) -> bytes:
        return note.signed(one.text(), [who[name].signer() for name in names]).encode()

    def after(base: roster.Roster, people: Iterable[roster.Person], wait: int = 0, **more: Any) -> roster.Roster:
        place = {"desk": base.desk_id, "number": base.number + 1, "previous": base.hash(), "notice": wait}
        seen = (0, links.first(base.desk_id, links.DESK))
        listed = tuple(sorted(people, key=lambda one: one.name))
        return dataclasses.replace(base, people=listed, made_at="2020-01-01T00:00:00Z", seen=seen, **place, **more)

    dogwood = card["dogwood"].person(["releaser"])
    one = signed(first, "aster", "birch", "cedar")
    grown = after(first, [*staff, dogwood], 72)
    back = after(grown, staff)
    gone = after(first, staff[:2])
    other = [dataclasses.replace(staff[1], own=card["worker-host"].own), staff[0], staff[2]]
    other[0] = dataclasses.replace(other[0], own=dataclasses.replace(card["worker-host"].own, vkey=_renamed(who)))
    behind, openly = after(first, other, 72), after(first, other)
    outside = [dataclasses.replace(staff[0], roles=("outside", "releaser")), *staff[1:]]
    stricter = after(first, outside, 72, k=3)
    hidden = after(grown, [*staff, dogwood])
    two, three = signed(grown, "aster", "birch"), signed(back, "birch", "cedar")
    rows: list[tuple[str, list[tuple[int, list[bytes]]]]] = [
        ("72 hours from the first look", [(0, [one]), (5, [one, two]), (76, [one, two]), (77, [one, two])]),
        ("who was away waits", [(500, [one, two]), (571, [one, two]), (572, [one, two])]),
        ("taken back", [(0, [one, two]), (1, [one, two, three]), (100, [one, two, three])]),
        ("taken back too late", [(0, [one, two]), (72, [one, two]), (73, [one, two, three])]),
        ("who left works no more", [(0, [one, signed(gone, "aster", "birch")])]),
        ("a key behind its holder", [(0, [one, signed(behind, "aster", "cedar")]), (72, [one, signed(behind, "aster",
                                                                                                  "cedar")])]),
        ("a key by its holder", [(0, [one, signed(openly, "aster", "birch")])]),
        ("a higher k, and one who goes outside", [(0, [one, signed(stricter, "birch", "cedar")])]),
        ("by the newcomer", [(0, [one, two, signed(hidden, "aster", "dogwood")])]),
        ("no more than what waits", [(0, [one, two, signed(hidden, "aster", "birch", "cedar")]),
                                     (72, [one, two, signed(hidden, "aster", "birch", "cedar")])]),
        ("by who left", [(0, [one, signed(gone, "aster", "birch"), signed(after(gone, staff[:2], k=0), "birch",
                                                                           "cedar")])]),
    ]  # fmt: skip
    return [_looked(name, Pin(first.desk_id, 1, first.hash()), looks) for name, looks in rows]


def _renamed(who: dict[str, identity.Identity]) -> str:
    key, _ = who["worker-host"].signer()
    return dataclasses.replace(key, name="birch").vkey


def _looked(name: str, pin: Pin, looks: list[tuple[int, list[bytes]]]) -> dict[str, Any]:
    told, kept = [], pin
    for hours, notes in looks:
        at = AT + datetime.timedelta(hours=hours)
        row: dict[str, Any] = {"at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "notes": [one.decode() for one in notes]}
        try:
            line = walk(kept, notes, crypto.verify, at)
        except RosterError as fault:
            told.append({**row, "rule": fault.rule, "told": None})
            continue
        until = line.until.strftime("%Y-%m-%dT%H:%M:%SZ") if line.until else None
        people = [[one.name, list(one.roles)] for one in line.strict.people]
        told.append({**row, "rule": None, "told": {"pin": line.pin.plain(), "until": until, "k": line.strict.k,
                                                   "people": people}})  # fmt: skip
        kept = line.pin
    return {"name": name, "pin": pin.plain(), "looks": told}


def _statements(who: dict[str, identity.Identity], second: roster.Roster) -> list[dict[str, Any]]:
    law = statement.LawAnswer({"1": "b" * 64}, statement.Reckoner.DESK)
    desk, mark_2 = second.desk_id, second.mark
    base = statement.Statement(desk, mark_2, CASE, 7, statement.Act.DECISION_PROPOSE, "aster", MOMENT, BASIS_OF, {
        "ground": "", "item": 1, "lines": [{"answer": "granted", "category": "subscriber", "handle": "T1"}],
        "outcome": "comply"}, seen=(3, "a" * 64), law=law)  # fmt: skip
    good = base.sign(*who["aster"].signer())
    other = dataclasses.replace(base, by="birch").sign(*who["birch"].signer())
    key, sign = who["dogwood"].signer()
    strange = note.signed(base.text(), [(dataclasses.replace(key, name="aster"), sign)]).encode()
    twice = note.signed(base.text(), [who["aster"].signer(), who["birch"].signer()]).encode()
    stranger = note.signed(base.text(), [who["birch"].signer()]).encode()
    read = dataclasses.replace(base, act=statement.Act.TARGET_READ, says={"handle": "T1", "item": 1, "mark": "a" * 64})
    freeze = dataclasses.replace(base, act=statement.Act.DESK_FREEZE, case=None, revision=0, says={}, seen=None)
    daily, own = who["aster"].daily_signer(), who["aster"].signer()
    rows = [
        ("good", good, None),
        ("by the daily key", base.sign(*daily), None),
        ("a stop by the daily key", freeze.sign(*daily), None),
        ("an identifier by the own key", read.sign(*own), None),
        ("an identifier by the daily key", read.sign(*daily), "statement.own-key"),
        ("another's name", good.replace(b'"by":"aster"', b'"by":"birch"'), "statement.wrong-signer"),
        ("scope changed", good.replace(b'"T1"', b'"T2"'), "statement.bad-signature"),
        ("another desk", dataclasses.replace(base, desk="d" * 64).sign(*who["aster"].signer()), "statement.wrong-desk"),
        ("another roster", dataclasses.replace(base, roster=(1, mark_2[1])).sign(*who["aster"].signer()),
         "statement.wrong-roster"),
        ("another of that number", dataclasses.replace(base, roster=(2, "e" * 64)).sign(*who["aster"].signer()),
         "statement.wrong-roster"),
        ("a roster by its number alone", good.replace(b'"roster":[2,"' + mark_2[1].encode() + b'"]', b'"roster":2'),
         "statement.malformed"),
        ("nobody on the roster", dataclasses.replace(base, by="nobody").sign(
            dataclasses.replace(key, name="nobody"), sign), "statement.not-on-roster"),
        ("another's key", strange, "statement.unknown-key"),
        ("signed by another", stranger, "statement.wrong-signer"),
        ("two signatures", twice, "statement.malformed"),
        ("spaces in the JSON", good.replace(b'"item":1', b'"item": 1'), "statement.malformed"),
        ("free text", good.replace(b'"ground":""', b'"ground":"call Mr. B."'), "statement.free-text"),
        ("a key too many", good.replace(b'"revision":7', b'"revision":7,"roles":1'), "statement.malformed"),
        ("what another item rests on", good.replace(b'"basis":[[1,', b'"basis":[[2,'), "statement.malformed"),
        ("what no act is about", good.replace(b'"basis":[[1,', b'"basis":[[0,"' + b"b" * 64 + b'"],[1,'),
         "statement.malformed"),
        ("nothing that it rests on", good.replace(b'"basis":[[1,"' + b"b" * 64 + b'"]]', b'"basis":[]'),
         "statement.malformed"),
        ("base64 with left-over bits", good[:-3] + bytes([good[-3] ^ 1]) + b"=\n", "statement.malformed"),
        ("of birch", other, None),
        ("the law reckoned by nobody", good.replace(b'"by":"desk"', b'"by":"none"'), "statement.malformed"),
        ("the law's answer to no item", good.replace(b'{"1":', b'{"0":'), "statement.malformed"),
    ]  # fmt: skip
    return [{"name": name, "note": data.decode(), "rule": rule} for name, data, rule in rows]


def _histories(who: dict[str, identity.Identity], second: roster.Roster) -> list[dict[str, Any]]:
    """Chains of notes: of which case, what a client kept of them, the mark that they have, or the rule that refuses."""
    desk, mark_2 = second.desk_id, second.mark
    act, head = statement.Act, [links.first(desk, CASE)]

    def signed(by: str, seen: int | str | None, what: statement.Act = act.GATE_ANSWER, n: int = 1) -> bytes:
        marks = {"nothing": None, "other": (1, "e" * 64), "far": (9, "e" * 64)}
        mark = (seen, head[seen]) if isinstance(seen, int) else marks[str(seen)]
        says = {"answer": "no", "item": n, "question": "tell", "until": None}
        made = statement.Statement(desk, mark_2, CASE, 7, what, by, MOMENT, BASIS_OF, says, seen=mark)
        return made.sign(*who[by].signer())

    one = signed("aster", 0)
    head.append(links.after(head[0], one))
    two = signed("birch", 1, act.CASE_CLOSE)
    head.append(links.after(head[1], two))
    rows: list[tuple[str, list[bytes], tuple[int, str] | None, str | None]] = [
        ("nothing", [], None, None),
        ("one", [one], (0, head[0]), None),
        ("two", [one, two], (1, head[1]), None),
        ("two who did not see each other", [one, signed("birch", 0)], None, None),
        ("a veto of whoever saw nothing", [one, signed("birch", "nothing", act.RELEASE_VETO)], None, None),
        ("a stop that its signer's next act had not seen", [signed("aster", 0, act.NOTE_ADD), signed("aster", 0)],
         None, None),
        ("one twice", [one, one], None, "chain.twice"),
        ("one is kept back", [two], None, "chain.forked"),
        ("another history", [one, signed("birch", "other")], None, "chain.forked"),
        ("more than there is", [one, signed("birch", "far")], None, "chain.forked"),
        ("a veto on another history", [one, signed("birch", "other", act.RELEASE_VETO)], None, "chain.forked"),
        ("kept back and linked late", [one, signed("aster", 0, n=2)], None, "chain.own-order"),
        ("fewer than were seen", [one], (2, head[2]), "chain.shorter"),
        ("others than were seen", [one, two], (1, "e" * 64), "chain.other"),
    ]  # fmt: skip

    def elsewhere(by: str, case: str | None, what: statement.Act, says: dict[str, Any], *before: bytes) -> bytes:
        seen = links.follow(desk, case or links.DESK, before)
        made = statement.Statement(desk, mark_2, case, 0, what, by, MOMENT, BASIS_OF, says, seen=seen)
        return made.sign(*who[by].signer())

    other = "c-" + "b" * 24
    split = elsewhere("aster", other, act.CASE_SPLIT, {"items": [1], "new": CASE})
    begun = elsewhere("birch", CASE, act.CASE_CLOSE, {}, split)
    merge = elsewhere("aster", other, act.CASE_MERGE, {"into": CASE})
    joined = elsewhere("birch", CASE, act.CASE_CLOSE, {}, one, merge)
    signed_law = elsewhere("aster", None, act.LAW_SIGN, {"on": "2026-11-24", "rule": "DE-STPO-100J"})
    other_law = elsewhere("aster", None, act.LAW_SIGN, {"on": "2026-11-24", "rule": "DE-STPO-100G"})
    freeze = elsewhere("birch", None, act.DESK_FREEZE, {}, signed_law)
    of_desk = links.follow(desk, links.DESK, [signed_law, freeze])
    rows += [
        ("a split is the first link", [split, begun], (1, links.after(head[0], split)), None),
        ("the split is kept back", [begun], None, "chain.forked"),
        ("a merge is a link of both", [one, merge, joined], None, None),
        ("the merge is kept back", [one, joined], None, "chain.forked"),
        ("the merge is linked earlier", [merge, one, joined], None, "chain.forked"),
    ]
    of_itself: list[tuple[str, list[bytes], tuple[int, str] | None, str | None]] = [
        ("the desk itself", [signed_law, freeze], of_desk, None),
        ("the desk keeps back what was signed about it", [freeze], None, "chain.forked"),
        ("the desk goes behind what was seen of it", [signed_law], of_desk, "chain.shorter"),
        ("the desk shows that another law was signed", [other_law, freeze], None, "chain.forked"),
    ]
    return [
        {"name": name, "of": of, "notes": [note.decode() for note in notes], "kept": kept, "rule": rule,
         "mark": None if rule else links.follow(desk, of, notes, kept)}
        for of, all_of in ((CASE, rows), (links.DESK, of_itself))
        for name, notes, kept, rule in all_of
    ]  # fmt: skip


def _beside(who: dict[str, identity.Identity], second: roster.Roster) -> list[dict[str, Any]]:
    """Chains beside each other: what notes of one say of another, and the rule that refuses it."""
    desk, mark_2 = second.desk_id, second.mark
    other = "c-" + "b" * 24

    def signed(
        by: str,
        case: str | None,
        what: statement.Act,
        says: dict[str, Any],
        *before: bytes,
        beside: tuple[statement.Beside, ...] = (),
    ) -> bytes:
        seen = links.follow(desk, case or links.DESK, before)
        made = statement.Statement(desk, mark_2, case, 0, what, by, MOMENT, BASIS_OF, says, seen=seen, beside=beside)
        return made.sign(*who[by].signer())

    act = statement.Act
    law = signed("aster", None, act.LAW_SIGN, {"on": "2026-11-24", "rule": "DE-STPO-100J"})
    freeze = signed("birch", None, act.DESK_FREEZE, {}, law)
    of_desk = ("", *links.follow(desk, links.DESK, [law, freeze]))
    there = signed("birch", CASE, act.CASE_CLOSE, {})
    later = signed("aster", CASE, act.CASE_CLOSE, {}, there)
    says = signed("aster", other, act.CASE_CLOSE, {}, beside=(of_desk,))
    goes = {"into": CASE}
    merge = signed("aster", other, act.CASE_MERGE, goes, beside=(of_desk, (CASE, *links.follow(desk, CASE, [there]))))
    early = signed("aster", other, act.CASE_MERGE, goes, beside=((CASE, 1, "e" * 64),))
    itself, frozen = {"": [law, freeze]}, signed("birch", None, act.DESK_FREEZE, {})
    rows: list[tuple[str, str, list[bytes], dict[str, list[bytes]], str | None]] = [
        ("of the desk itself", other, [says], itself, None),
        (
            "the desk went on since",
            other,
            [says],
            {"": [law, freeze, signed("aster", None, act.KEY_RETIRE, {"key": "0" * 8})]},
            None,
        ),
        ("the desk itself is not shown", other, [says], {}, None),
        ("a freeze that a colleague saw is withheld", other, [says], {"": [law]}, "chain.shorter"),
        ("the desk shows another history of itself", other, [says], {"": [frozen, law]}, "chain.forked"),
        ("a merge", other, [merge], {**itself, CASE: [there, merge]}, None),
        ("a merge is linked later", other, [merge], {**itself, CASE: [there, later, merge]}, None),
        ("a merge is linked before what it saw", other, [merge], {**itself, CASE: [merge, there]}, "chain.shorter"),
        ("what a merge saw is kept back", other, [merge], {**itself, CASE: [merge]}, "chain.shorter"),
        ("what a merge saw is another", other, [merge], {**itself, CASE: [later, merge]}, "chain.forked"),
        ("a merge names a head of nothing", other, [early], {CASE: [there, early]}, "chain.forked"),
        ("a note of another case says nothing here", CASE, [merge], {**itself, CASE: [merge]}, None),
    ]
    return [
        {"name": name, "of": of, "notes": [note.decode() for note in notes], "rule": rule,
         "chains": {key: [note.decode() for note in each] for key, each in chains.items()}}
        for name, of, notes, chains, rule in rows
    ]  # fmt: skip


def _retirements(who: dict[str, identity.Identity], second: roster.Roster) -> list[dict[str, Any]]:
    """Which verifier key a ``key.retire`` retires; empty where it retires none."""
    (own, signs), (day, signs_daily) = who["aster"].signer(), who["aster"].daily_signer()
    other, act, by = who["birch"].signer()[0], statement.Act.KEY_RETIRE, "aster"

    def signed(says: dict[str, Any], key: Key = own, sign: Sign = signs, case: str | None = None) -> bytes:
        made = statement.Statement(second.desk_id, second.mark, case, 0, act, by, MOMENT, BASIS_OF, says)
        return made.sign(key, sign)

    daily, mine = {"key": day.id.hex()}, {"key": own.id.hex()}
    rows = [
        ("the own key retires itself", signed(mine), own.vkey),
        ("the own key retires the daily one", signed(daily), day.vkey),
        ("the daily key retires itself", signed(daily, day, signs_daily), day.vkey),
        ("the daily key retires the own one", signed(mine, day, signs_daily), ""),
        ("somebody else's key", signed({"key": other.id.hex()}), ""),
        ("no key", signed({}), ""),
        ("more than a key", signed({**daily, "why": "lost"}), ""),
        ("on a case", signed(daily, case=CASE), ""),
    ]
    return [{"name": name, "note": note.decode(), "retires": gone} for name, note, gone in rows]


def _canonical() -> dict[str, list[str]]:
    good: list[Any] = [
        None, True, 0, -1, 2**53 - 1, "", 'ü \u2028 \x7f \U0001f4dc "\\\b\f\n\r\t\x01', [], {}, [1, [2, {"a": None}]],
        {"b": 1, "a": "z", "A": "ß", "~": [], " ": 0}, {"__proto__": 1, "constructor": 2},
    ]  # fmt: skip
    bad = ['{"a":1,"a":1}', '{"b":1,"a":2}', "1.0", "1e3", "-0", "01", '"\\u0041"', '"\\/"', "[1, 2]", "NaN", "",
           "9007199254740992", '"\\ud800"', '{"ü":1}', '{"":1}', "[" * 13 + "]" * 13, "[1]\n", "\ufeff1",
           "0.5"]  # fmt: skip
    for text in bad:
        try:
            canonical.decode(text.encode())
        except canonical.NotCanonicalError:
            continue
        message = f"{text!r} was to be refused"
        raise AssertionError(message)
    return {"good": [canonical.encode(value).decode() for value in good], "bad": bad}


def _sealed(who: dict[str, identity.Identity]) -> dict[str, Any]:
    secret, recipient = crypto.new_case_key()
    content = "An die Fennel Mail GmbH: bitte das Konto T1 nennen. حکم\n".encode()
    head = objects.Header(objects.ObjectKind.ORIGINAL, "text/plain", "order.txt", len(content), MOMENT, "5a" * 32)
    packed = objects.pack(head, content)
    sealed = crypto.encrypt(packed, [recipient])
    broken = {
        "object.magic": b"DPS1" + packed[4:],
        "object.padding": packed[:-1] + b"\x01",
        "object.length": packed + b"\0" * 64,
        "object.header": packed[:4] + b"\0\0\0\0" + packed[8:],
        "object.kind": packed.replace(b'"original"', b'"archival"'),
        "object.media": packed.replace(b'"text/plain"', b'"TEXT/plain"'),
        "object.salt": packed.replace(b"5a5a", b"5A5a"),
    }
    wrong = crypto.seal(objects.ObjectKind.NOTE, "text/plain", secret.encode(),
                        crypto.recipient_of(who["aster"].age_secret), MOMENT)  # fmt: skip
    envelopes = crypto.wrap_key(secret, {"aster": who["aster"].card().age, "birch": who["birch"].card().age}, MOMENT)
    return {
        "secret": secret,
        "recipient": recipient,
        "content": _b64(content),
        "object": _b64(sealed),
        "commitment": objects.commitment(head, content),
        "envelope": _b64(envelopes["aster"]),
        "envelope_of_birch": _b64(envelopes["birch"]),
        "no_envelope": _b64(wrong),
        "broken": {rule: _b64(data) for rule, data in broken.items()},
        "padme": {str(n): objects.padme(n) for n in (0, 1, 2, 3, 7, 8, 9, 100, 1000, 4097, 65537, 10**6, 2**28 - 1)},
    }  # fmt: skip


def _age_refused(who: dict[str, identity.Identity]) -> list[dict[str, str]]:
    good = crypto.encrypt(b"x", [who["aster"].card().age])
    first, _, rest = good.partition(b"\n")
    lines = good.split(b"\n")
    stanza = next(at for at, line in enumerate(lines) if line.startswith(b"-> X25519"))
    no_body = b"\n".join([*lines[: stanza + 1], *lines[stanza + 2 :]])
    scrypt = b"-> scrypt " + b"A" * 22 + b" 23\n" + b"A" * 43 + b"\n--- " + b"A" * 43 + b"\n" + b"\0" * 64
    rows = [
        ("age.header", b"age-encryption.org/v2\n" + rest),
        ("age.header", first + b"\n" + scrypt),
        ("age.header", no_body),
        ("age.header", good.replace(b"\n", b"\r\n", 1)),
        ("age.header", b"nothing at all"),
        ("age.payload", good[: good.index(b"\n---") + 49]),
        ("age.post-quantum", first + b"\n-> mlkem768x25519 AAAA\n\n--- " + b"A" * 43 + b"\n" + b"\0" * 64),
        ("age.armor", b"-----BEGIN AGE ENCRYPTED FILE-----\nAAAA\n"),
        ("age.closed", good[:-1] + bytes([good[-1] ^ 1])),
    ]
    for rule, data in rows:
        try:
            crypto.decrypt(data, [who["aster"].age_secret])
        except crypto.AgeError as fault:
            if fault.rule == rule:
                continue
            message = f"{rule}: the desk says {fault}"
            raise AssertionError(message) from fault
        message = f"{rule}: opened"
        raise AssertionError(message)
    return [{"rule": rule, "file": _b64(data)} for rule, data in rows]


def pages_text() -> str:
    """Drawn pages as the desk packs them, and what it refuses; the file's text."""
    files = [
        page_images.File("order.pdf", 40),
        page_images.File("", 0, page_images.Why.LOCKED),
        page_images.File("annex.tif", 3),
    ]
    drawn = [page_images.Page(0, one, one % 2 == 1, b"picture %d" % one) for one in (1, 2, 5)]
    drawn.append(page_images.Page(2, 2, False, b""))
    good = page_images.pack(files, drawn)
    swaps = [
        (b"DPG1", b"DPG2"),
        (b'"files"', b'"filed"'),
        (b'"why":"locked"', b'"why":"unkind"'),
        (b'"pages":40', b'"pages":"4'),
        (b'"text":true', b'"text":null'),
        (b'"number":5', b'"number":1'),
        (b'"number":5', b'"number":0'),
        (b'"file":2', b'"file":3'),
        (b'"file":2', b'"file":1'),
        (b'"bytes":9', b'"bytes":8'),
    ]
    bad = [good.replace(was, now, 1) for was, now in swaps]
    bad += [b"", good[:6], good[:40], good[:-1], good + b"\0"]
    value = {
        "good": _b64(good),
        "files": [{"name": one.name, "pages": one.pages, "why": one.why} for one in files],
        "pages": [[one.file, one.number, one.text, one.picture.decode()] for one in drawn],
        "bad": [_b64(one) for one in bad],
    }
    return json.dumps(value, indent=1) + "\n"


def golden() -> dict[str, Any]:
    """Everything that the desk makes and the vault must read, or refuse by the same name."""
    who = people()
    chains = _rosters(who)
    desk = roster.parse(chains[0][1][0])[0]
    second = roster.parse(chains[1][1][1])[0]
    pin = Pin(desk.desk_id, 1, desk.hash())
    now = AT + datetime.timedelta(days=1)
    for name, notes, rule in chains:
        try:
            walk(pin, notes, crypto.verify, now)
            found = None
        except statement.StatementError.__mro__[1] as fault:
            found = fault.rule
        if found != rule:
            message = f"{name}: {found}, not {rule}"
            raise AssertionError(message)
    return {
        "people": {name: _plain(one) | {"card": one.card().text()} for name, one in who.items()},
        "passphrase": "tall oak, small acorn",
        "identity": _b64(crypto.encrypt_passphrase(identity._write(who["aster"]), "tall oak, small acorn")),  # noqa: SLF001
        "bare_identity": identity._write(who["birch"]).decode(),  # noqa: SLF001
        "now": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "pin": pin.plain(),
        "chains": [
            {"name": name, "notes": [one.decode() for one in notes], "rule": rule} for name, notes, rule in chains
        ],
        "looks": _looks(who),
        "statements": _statements(who, second),
        "histories": _histories(who, second),
        "beside": _beside(who, second),
        "retirements": _retirements(who, second),
        "canonical": _canonical(),
        "sealed": _sealed(who),
        "age_refused": _age_refused(who),
    }


# --- who is asking ----------------------------------------------------------------------------------------------------


def asking_text() -> str:
    """What is said of facts about a sender, in the page's languages, and which way each speaks, in its order."""
    kinds = {code: [str(kind.leaning), str(kind.slot)] for code, kind in asking.KINDS.items()}
    words = {language: sentences("asking")[language] for language in ("en", "de")}
    return json.dumps({"kinds": kinds, "shown": asking.SHOWN, **words}, indent=1, ensure_ascii=False) + "\n"


ASKED_OF = (
    [("not-called", {}), ("domain-unknown", {"domain": "au.example"}), ("not-signed", {})],
    [
        ("reply-elsewhere", {"domain": "fastpost.example", "address": "x@fastpost.example"}),
        ("look-alike", {"domain": "po1izei.example", "other": "polizei.example", "how": "letters"}),
        ("dkim-broken", {"domain": "po1izei.example", "why": "key:2026-11-30"}),
        ("number-changed", {"office": "", "day": "2026-11-27"}),
        ("wording-no-call", {"words": "do not {call}"}),
        ("called-back", {"by": "aster"}),
    ],
    [
        ("dmarc-fail", {"domain": "a.example", "policy": "reject", "day": "2026-11-30"}),
        ("dkim-weak", {"why": "short:512"}),
    ],
)
"""Facts of senders whose lines the page and the command line say alike."""


def asked_text() -> str:
    """What the command line says of these."""
    rows = []
    for each in ASKED_OF:
        facts = asking.ordered(asking.fact(code, **values) for code, values in each)
        said = {}
        for language in ("en", "de"):
            words = of_senders(language)
            told = [words.said(one, part) for one in facts for part in ("says", "proves")]
            said[language] = {"line": asking.line(facts, words), "told": told}
        most = {str(way): [one.code for one in those] for way, those in asking.shown(facts).items()}
        rows.append({"facts": asking.to_plain(facts), "shown": most, **said})
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    ASKED.write_text(asked_text(), encoding="utf-8")
    ASKING.write_text(asking_text(), encoding="utf-8")
    CODES.write_text(codes_text())
    ACTS_JSON.write_text(acts_text())
    ACTS_RARE.write_text(rare_text())
    TALKS_JSON.write_text(talks_text())
    OWN_KEY_JSON.write_text(own_key_text())
    DONE_JSON.write_text(done_text())
    for script, path in FETCHED.items():
        path.write_text(fetched_text(script))
    ACTS_GERMAN.write_text(acts_german_text())
    SAMPLES.write_text(samples_text())
    PAGES.write_text(pages_text())
    TARGETS.write_text(targets_text(), encoding="utf-8")
    BASIS.write_text(basis_text())
    DOCKETS.write_text(dockets_text(), encoding="utf-8")
    GERMAN.write_text(german_text(), encoding="utf-8")
    if "--bytes" in sys.argv:
        FROM_DESK.parent.mkdir(exist_ok=True)
        FROM_DESK.write_text(json.dumps(golden(), indent=1, ensure_ascii=False) + "\n")
