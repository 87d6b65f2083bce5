"""docs/reference/acts.md, made from the table of acts: ``python -m dueprocess.acts.reference`` prints it.

A test compares: a changed act is a changed line of that page.
"""

import sys
from collections.abc import Iterator
from typing import Any, Final

from dueprocess.acts.declaration import ELSEWHERE_TOO, Declaration, On, OnCase, OnDesk, OwnText
from dueprocess.acts.table import ACTS
from dueprocess.case.fields import Closed, Coded, Day, FaceFields, Field, Flag, Number, Text

HEAD: Final = """# Acts

Made from the table of acts (`acts/`) by `python -m dueprocess.acts.reference`; a test compares. A
statement's `says` has exactly the keys that stand here; codes, days, ids and hashes only. What the table does not name
is denied; who holds `outside` has the rights of `outside` alone, whatever else the roster names (`access.roles_of`).
Two people are asked for by the verbs, not by roles.

`letter.approve` is reserved and nobody's: a letter is agreed to with the decision that it carries
(`decision.approve`), is composed out of the case and the law's words, and goes to the verified contact alone, so a
second person has nothing of it to choose. By post, fax, hand or portal it leaves as `letter.send`:
`dueprocess send CASE --how post`, or **How it goes** in the vault; a sealed copy stays in the case.
"""


def page() -> str:
    """The whole page, Markdown."""
    return "\n".join([HEAD, *("\n".join(_entry(declared)) for declared in ACTS.values())])


def _entry(declared: Declaration[Any]) -> Iterator[str]:
    yield f"## `{declared.act}`\n"
    yield f"{declared.title}. {declared.note}".strip() + "\n"
    yield f"- may: {', '.join(sorted(declared.may)) or 'nobody'}"
    yield f"- signed: {_where(declared)}"
    if isinstance(declared, OnDesk | OwnText):
        under = "" if isinstance(declared, OnDesk) else "; the signature stands under its own text"
        yield f"- on: the desk itself{under}"
    if isinstance(declared, OnDesk) and declared.brings:
        yield f"- brings, and names by hash: {', '.join(sorted(declared.brings))}"
    if isinstance(declared, OnCase):
        yield from _on_case(declared)
    if declared.own_key:
        yield "- counts by the own key of its person alone"
    if declared.dated:
        yield "- its own moment counts: refused where it is dated more than ten minutes from now"
    if declared.any_date:
        yield "- the desk's clock does not refuse it, whatever its date"
    yield ""
    if declared.fields:
        yield "| key | called | value |"
        yield "|---|---|---|"
        yield from (_row(key, field) for key, field in declared.fields.items())
        yield ""


def _where(declared: Declaration[Any]) -> str:
    elsewhere = declared.elsewhere
    if elsewhere is None:
        return "in any vault"
    at = "by command alone" if elsewhere.own else "in a vault on one's own machine, or by command"
    more = "" if elsewhere.interface else "; no client hands it in by the interface"
    return f"{at} (`{elsewhere.command}`){more}"


def _on_case(declared: OnCase[Any]) -> Iterator[str]:
    states = ", ".join(str(state) for state in On if state in declared.on)
    yield f"- on: {declared.of}; case is: {'anything but forgotten' if declared.on == ELSEWHERE_TOO else states}"
    if declared.checks_chain:
        yield "- relies on the record: refused where it holds what nobody signed"
    for brought in declared.brings:
        yield f"- brings: {brought.kind}, readable by {' or '.join(sorted(brought.readers))}"
    if declared.command:
        yield f"- command: `dueprocess {declared.command}`"


def _row(key: str, field: Field) -> str:
    notes = ["may be absent"] * field.absent + [
        f"hash of a statement of {' or '.join(f'`{act}`' for act in field.rests)}"
    ] * bool(field.rests)
    value = "; ".join([_value(field), *notes]).replace("|", "\\|")
    return f"| {key} | {field.label} | {value} |"


def _value(field: Field) -> str:  # noqa: PLR0911 - one arm a kind
    match field.kind:
        case Closed(words=words):
            return ", ".join(code or "empty" for code in words)
        case Coded(of=kind):
            return f"code of {kind.__name__}"
        case Number(least=least, most=most, none=none):
            return f"{least} to {most}" + (" or null" if none else "")
        case Day():
            return "day or null"
        case Flag():
            return "true, false"
        case Text(of=of) if of:
            return f"code of {of}"
        case Text(pattern=pattern):
            return f"`{pattern}`"
        case FaceFields():
            return "fields of the face"
        case kind:
            return f"list ({kind.plain()['kind']})"


if __name__ == "__main__":
    sys.stdout.write(page())
