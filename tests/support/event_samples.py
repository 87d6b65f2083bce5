"""Bodies of events for tests: every field that is not named has a good value."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar, cast

from dueprocess.case.events import Body, Happened, heard, version_of
from dueprocess.formats.record import Named

A, B = "a" * 24, "b" * 24
HASHES = ["1" * 64, "2" * 64]
FACE = {"schema": "dueprocess/face/1", "case": {"country": "DE"}, "items": [{"kind": "disclosure"}], "confirmed": []}
GOOD: dict[str, list[Any]] = {
    **dict.fromkeys(("statement", "proposal", "basis", "record", "mark", "recipient", "order", "deal"), HASHES),
    **dict.fromkeys(("hash", "edition", "stood", "verification", "contact", "key", "manifest_hash"), HASHES),
    **dict.fromkeys(("shelf", "approval", "card", "counted", "forget", "head", "kept"), HASHES),
    **{key: [True, False] for key in ("tell", "admit", "count", "two", "practice", "historic")},
    **{
        key: [1, 0, 7]
        for key in (
            "kept_size",
            "size",
            "units",
            "minutes",
            "cents",
            "seq",
            "raised",
            "number",
            "people",
            "absent",
            "releases",
        )
    },
    **{key: ["2026-11-02", "2027-02-28"] for key in ("on", "day")},
    **{key: [f"c-{A}", f"c-{B}"] for key in ("case", "into", "new", "origin", "letter")},
    "answer": ["yes", "no"],
    "arrival": [f"a-{A}", ""],
    "at": ["2026-11-02T08:00Z"],
    "authority": ["DE-LKA-NW", "PK-PTA"],
    "by": ["aster", "rule-worker"],
    "kept_size": [1, 0, 7],
    "size": [1, 0, 7],
    "colleague": ["birch", "cedar"],
    "changed": [[], ["country", "items.1.kind"]],
    "channel": ["mail", "portal"],
    "code": ["letter.altered", "smtp.refused"],
    "currency": ["EUR", ""],
    "due": ["2026-12-02"],
    "end": ["reversed", "upheld"],
    "first": [["aster", "birk"], ["aster"]],
    "result": ["", "lifted"],
    "restores": [True, False],
    "same": [False, True],
    "side": ["provider", "person"],
    "stays": ["", "DE-STPO-95A"],
    "step": ["filed", "decided"],
    "thing": ["content", "account"],
    "who": ["person", "counsel"],
    "role": ["target", "witness"],
    "to": ["themselves", "lawyer"],
    "risk": ["sole", "shared"],
    "shown": ["no", "yes"],
    "tried": ["answered", "none"],
    "plan": ["1" * 64, "2" * 64],
    "custodian": ["", "cedar"],
    "alone": [True, False],
    "detail": ["summary", "aggregate"],
    "differs": ["", "new_order"],
    "effect": [f"o-{A}"],
    "face": [FACE],
    "fields": [{"kind": "disclosure"}, {}],
    "files": [HASHES, HASHES[:1]],
    "freeze": [f"e-{A}", "1" * 64],
    "ground": ["", "g.form"],
    "handle": ["T1", "ALL"],
    "hold_until": ["2026-11-03T09:00Z"],
    "item": [1, 2],
    "items": [[1], [1, 2]],
    "k": [2, 16],
    "key_kind": ["age", ""],
    "kind": ["objection", "invoice"],
    "language": ["de", "ur"],
    "links": [HASHES, HASHES[:1]],
    "lines": [[["T1", "subscriber", "granted"]], [["ALL", "", "refused"]], []],
    "manifest": [[f"s-{A}", "1" * 64]],
    "outcome": ["comply", "object"],
    "parts": [[[f"s-{A}", "1" * 64]]],
    "period": ["2026-H1", "2026"],
    "producer": ["hosta"],
    "production": [f"x-{A}", f"x-{B}"],
    "question": ["tell", "admit", "count"],
    "reason": ["law", "facts"],
    "sees": ["case", "copy"],
    "review_on": ["2027-02-01"],
    "row": [f"r-{A}"],
    "rule": ["DE-STPO-95A", ""],
    "says": ["new_case", "not_a_demand"],
    "sealed": [f"s-{A}", f"s-{B}"],
    "share": HASHES,
    "sent": [HASHES, []],
    "since": ["", "2026-05-10"],
    "source": ["order", "statute"],
    "status": ["4", "5"],
    "surface": ["site", "edition"],
    "tariff": ["X-1", ""],
    "unreadable": ["", "encrypted"],
    "until": ["2026-11-10"],
    "what": ["respond", "tell"],
    "why": ["no_host"],
    "words": ["5" * 64, ""],
}
"""Field → good values as JSON has them; the first one where a test names none."""

BY_KIND: dict[str, dict[str, list[Any]]] = {
    "case:arrival:restricted": {"custodian": ["cedar", "aster"]},
    "case:forget:proposed": {"how": ["returned", "destroyed"]},
    "case:assessment:made": {
        "items": [
            [],
            [{"item": 1, "recommendation": "comply", "missing": ["X-1"], "absent": 0}],
            [{"item": 1, "recommendation": "comply", "missing": [], "absent": 1, "standards": "not_asked"}],
        ]
    },
    "case:authority:called-back": {
        "how": ["call_back", "court_database"],
        "said": ["confirmed", "denied"],
        "phone": ["", "6" * 64],
        "why": ["", "no_answer"],
    },
    "case:authority:call-carried": {"callers": [["cedar"], []], "denied": [False, True]},
    "case:page:sealed": {"notifier": HASHES, "decision": HASHES, "given": [True, False]},
    "case:house:drawn": {"key": HASHES, "house": ["age1" + "q" * 58]},
    "case:house:seen": {"key": HASHES},
    "case:publication:reach": {"within": ["nobody", "somebody"]},
    "case:publication:consent": {"says": ["agreed", "refused"], "how": ["letter", "page"]},
    "case:document:proposed": {"sort": ["demand", "answer"], "document": HASHES},
    "case:document:published": {"document": HASHES, "copy": [f"s-{A}"]},
    "case:document:withdrawn": {"document": HASHES},
    "desk:talk:recorded": {
        "talk": HASHES,
        "sort": ["talk", "exit"],
        "until": ["2027-02-28"],
        "reveals": ["no", "yes"],
        "sealed": HASHES,
    },
    "desk:talk:answered": {"talk": HASHES, "until": ["2027-02-28"], "reveals": ["no", "yes"]},
    "desk:talk:published": {"talk": HASHES, "words": HASHES},
    "desk:talk:withdrawn": {"talk": HASHES, "why": ["danger", "wrong"]},
    "desk:talk:quarter": {"quarter": ["2026-Q4"], "answer": ["none", "all"]},
    "desk:ally:named": {"ally": ["help-desk"], "name": HASHES, "how": ["call_back"]},
    "desk:ally:verified": {"ally": ["help-desk"]},
    "desk:ally:asked": {"ally": ["help-desk"], "about": ["law"], "case": ["", f"c-{A}"], "question": HASHES},
    "desk:key:retired": {"key": ["1a2b3c4d"]},
    "case:counsel:answered": {"question": HASHES},
    "case:counsel:taken-back": {"question": HASHES},
    "case:decision:proposed": {"part": ["", "name_address"], "until": ["", "2026-05-12"], "point": ["", "5" * 64]},
    "case:production:dealt": {
        "recipient": ["age1" + "q" * 58],
        "shares": [[["birch", "1" * 64, f"s-{A}"], ["cedar", "2" * 64, f"s-{B}"]]],
    },
    "case:effect:recorded": {"how": ["removed", "restored"]},
    "case:contest:made": {"how": ["page", "letter"]},
    "case:gate:answered": {"why": ["", "life"]},
    "case:assurance:recorded": {"answer": ["given", "none"]},
    "case:onward:passed": {"how": ["press", "court"], "country": ["", "FR"]},
    "desk:facts:signed": {"facts": HASHES},
    "case:hold:bound": {"until": ["2026-11-05T09:00Z"], "why": ["law", "review"]},
    "case:hold:destroyed": {"how": ["deleted", "normal"]},
    "case:hold:destruction-named": {"how": ["deleted", "normal"]},
    "case:hold:ended": {"how": ["expired", "withdrawn"]},
    "case:hold:started": {"until": ["2026-11-05T09:00Z"]},
    "case:letter:queued": {"how": ["mail"]},
    "case:letter:sent": {"how": ["mail", "post", "practice"]},
    "case:notice:missed": {"how": ["post"]},
    "case:notice:named": {"how": ["post", "spoken"]},
    "case:outside:given": {"how": ["disk"]},
    "case:outside:proposed": {"how": ["paper"]},
    "case:release:approved": {"finisher": ["cedar"], "recipient": HASHES, "way": ["portal", "age"]},
    "case:release:done": {"how": ["portal", "age"]},
    "case:release:recalled": {"why": ["wrong_target"]},
    "case:arrival:aside-proposed": {"says": ["duplicate"], "case": [f"c-{A}"]},
    "case:item:end-proposed": {"how": ["withdraw", "lapse"]},
    "desk:law:signed": {"text": HASHES},
    "case:secrecy:ended": {"how": ["lifted", "expired"], "ended": [[7]]},
    "desk:authority:named": {
        "found": ["", "official_page"],
        "how": ["call_back"],
        "night": ["", "7" * 64],
        "phone": ["", "6" * 64],
        "source": ["", "8" * 64],
    },
    "desk:freeze:set": {"at": ["2026-11-02T08:00:00Z"]},
}

Made = TypeVar("Made", bound=Body[Any])


def good(kind: type[Body[Any]]) -> dict[str, list[Any]]:
    """Key of a body → good values."""
    found = {}
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        marks = getattr(field.type, "__metadata__", ())
        key = next((mark.name for mark in marks if isinstance(mark, Named)), field.name)
        found[key] = BY_KIND.get(str(kind.KIND), {}).get(key) or GOOD[key]
    return found


def plain(kind: type[Body[Any]], /, **fields: Any) -> dict[str, Any]:
    """A body as JSON values."""
    return {key: values[0] for key, values in good(kind).items()} | fields


def made(kind: type[Made], /, **fields: Any) -> Made:
    """A body; ``fields`` as JSON has them."""
    return cast("Made", heard(kind, version_of(kind), plain(kind, **fields)))


def happened(kind: type[Body[Any]], day: str = "", /, **fields: Any) -> Happened:
    """An event with such a body."""
    return Happened(made(kind, **fields), day)
