"""Commands of people that the table of acts makes: arguments, options, help and example of each act."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.acts import who as roles
from dueprocess.acts.declaration import About, OnCase
from dueprocess.acts.table import ON_CASE
from dueprocess.case import fields as f
from dueprocess.case.commands import GROUPS
from dueprocess.case.events import EventKind
from dueprocess.case.fields import Closed, Coded, Day, FaceFields, Field, Flag, Items, Lines, Number, Texts
from dueprocess.case.state import CaseState
from dueprocess.cli import examples, options, output
from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.cli.own_words import ATTACH, BLOCK, COMMENT, FILL, adds, comment, own_words
from dueprocess.cli.own_words import shown as shown_words
from dueprocess.client.fetched_case import about_of, check_outside, check_rests, fetch, reckoned_of
from dueprocess.client.own_points import points_of
from dueprocess.demand import face
from dueprocess.demand.face import Form
from dueprocess.formats import ids
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import HANGS_ON_LAW, Act, LawAnswer, Said

if TYPE_CHECKING:
    from dueprocess.client.material import Material
    from dueprocess.client.own_law import Reckoned

Answers = Mapping[str, Any]

_FRESH: Final[Mapping[str, Callable[[bytes], str]]] = {"r": ids.register_id, "c": ids.case_id}
_CASES: Final = (f.CASE, f.CASE_OR_NONE)
YES: Final = click.Option(["--yes", "says_yes"], is_flag=True, help="Sign without being asked again.")
_FLAG: Final = " --"
"""``preserve --verify``: an act under another one's command, chosen by a flag."""


class Days(click.ParamType[str]):
    """A day, ``YYYY-MM-DD``; nothing where none is said."""

    name = "YYYY-MM-DD"

    def convert(self, value: str, _param: click.Parameter | None, _ctx: click.Context | None) -> str:
        """The day. Raises DeniedError for another text."""
        return options.day(value).isoformat() if value else value


class Codes(click.Choice[str]):
    """Codes of a closed list, with hyphens or as statements write them."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code with hyphens."""
        return super().convert(value.replace("_", "-"), param, ctx)


def commands() -> dict[str, OnCase[Any]]:
    """The acts whose command the table makes, by its whole name."""
    return {one.command: one for one in ON_CASE.values() if one.command and _FLAG not in one.command}


def make(name: str) -> click.Command:
    """The command of a whole name. Raises KeyError."""
    declared = commands()[name]
    others = {one.command.partition(_FLAG)[2]: one for one in ON_CASE.values() if one.command.startswith(name + _FLAG)}

    def run(case: str, json_: bool, **given: Any) -> None:  # noqa: FBT001 - click passes by name
        chosen = next((other for flag, other in others.items() if given.pop(f"flag_{flag}")), declared)
        answers = {key.removeprefix("says_"): given.pop(key) for key in list(given) if key.startswith("says_")}
        _do(chosen, case, answers, given, json_=json_)

    command = click.Command(
        name.rpartition(" ")[2],
        params=[
            click.Argument(["case"]),
            *_params(declared),
            *([COMMENT] if declared.comment else []),
            *([YES] if declared.for_ever else []),
            *(
                click.Option([f"--{flag}", f"flag_{flag}"], is_flag=True, help=_help(one))
                for flag, one in others.items()
            ),
        ],
        help=_help(declared),
        epilog=f"\b\nExample:\n  dueprocess {example(declared)}",
    )
    command.callback = options.person(run)
    command.params += list(reversed(command.callback.__click_params__))  # type: ignore[attr-defined]
    return command


def example(declared: OnCase[Any]) -> str:
    """One line that a person could give."""
    by = examples.SECOND if declared.may == roles.SECOND else examples.WHO
    return " ".join(filter(None, (declared.command, "c-4ed4", declared.example, by)))


def _help(declared: OnCase[Any]) -> str:
    return f"{declared.title}. {declared.note}".strip()


# --- parameters -------------------------------------------------------------------------------------------------------


def _params(declared: OnCase[Any]) -> Iterator[click.Parameter]:
    for key, field in declared.fields.items():
        if key in declared.filled:
            what = field.label if field.typed else "Beginning of its hash that you read"
            yield click.Option([f"--{key}", f"says_{key}"], default="", help=f"{what}; another is refused.")
        elif isinstance(field.kind, Flag):
            yield from _group(declared, key, field.kind.group)
        elif not field.fresh:
            yield from _param(declared, key, field)


def _group(declared: OnCase[Any], key: str, group: str) -> Iterator[click.Parameter]:
    named = {one: field for one, field in declared.fields.items() if field.kind == Flag(group)}
    if key == next(iter(named)):
        yield click.Option(
            [f"--{group}", f"says_{group}"],
            multiple=True,
            type=click.Choice(list(named)),
            default=[one for one, field in named.items() if field.start],
            show_default=True,
            help=f"{GROUPS[group]}; may be given again.",
        )


def _param(declared: OnCase[Any], key: str, field: Field) -> Iterator[click.Parameter]:
    name, many = f"says_{key}", isinstance(field.kind, Items | FaceFields)
    if field.option == f.ARGUMENT:
        shown = None if _codes(declared, key, field) else key.upper()
        shown = "FIELD=VALUE..." if isinstance(field.kind, FaceFields) else shown
        yield click.Argument(
            [name], type=_type(declared, key, field), nargs=-1 if many else 1, required=not many, metavar=shown
        )
        if isinstance(field.kind, FaceFields) and not field.kind.of_item:
            yield click.Option(
                ["--all-claimed", "says_all_claimed"],
                is_flag=True,
                help="Confirm every value as it is claimed, after reading the original.",
            )
        return
    if field.sealed:
        yield click.Option([field.option, name], type=click.File("rb"), help=f"{field.help} A file, or - for input.")
        yield from (ATTACH, BLOCK, FILL)
        return
    if field.of_file:
        path = click.Path(exists=True, dir_okay=False, path_type=Path)
        many = isinstance(field.kind, Texts)
        yield click.Option([field.option, name], type=path, multiple=many, required=field.needed, help=field.help)
        return
    lines = isinstance(field.kind, Lines)
    starts = field.start not in ("", None, ()) and key not in declared.choices
    yield click.Option(
        [field.option or f"--{key.replace('_', '-')}", name],
        type=_type(declared, key, field),
        multiple=lines,
        metavar="T1:subscriber:granted" if lines else None,
        default=field.start if starts else None,
        show_default=starts,
        required=field.needed,
        help=field.help or (field.label if field.label.endswith("?") else f"{field.label}."),
    )


def _type(declared: OnCase[Any], key: str, field: Field) -> click.ParamType[Any]:
    codes = _codes(declared, key, field)
    if codes:
        return Codes(codes)
    if isinstance(field.kind, Number):
        return click.IntRange(field.kind.least, field.kind.most)
    if isinstance(field.kind, Day):
        return Days()
    return click.INT if isinstance(field.kind, Items) else click.STRING


def _codes(declared: OnCase[Any], key: str, field: Field) -> list[str]:
    """The codes that can be said, written with hyphens."""
    if isinstance(field.kind, Closed):
        return [code.replace("_", "-") for code in field.kind.words if code]
    if not isinstance(field.kind, Coded):
        return []
    listed = declared.choices.get(key)
    codes = [one.value for one in listed(_BLANK)] if listed else [str(code) for code in field.kind.of]
    return [code.replace("_", "-") for code in codes]


_BLANK: Final = About(
    CaseState("", 0, "", practice=False, historic=False, face=face.Face({}, (), frozenset()), items=())
)


# --- doing ------------------------------------------------------------------------------------------------------------


def _do(declared: OnCase[Any], case: str, answers: Answers, person: dict[str, Any], *, json_: bool) -> None:
    with client(person) as (who, material):
        case = material.find(case)
        # Opening a case's key is a step of the case: marks come before what is fetched.
        marked = {
            key: _marks(material, case, answers.get(key)) for key, field in declared.fields.items() if field.of_file
        }
        own = {
            key: own_words(material, case, answers.get(key), answers)
            for key, field in declared.fields.items()
            if field.sealed and (answers.get(key) is not None or adds(answers))
        }
        words = answers.get("comment")
        beside = comment(material, case, words) if words is not None else None
        fetched = fetch(who, case)
        number, hangs = answers.get("item") or 0, declared.act in HANGS_ON_LAW
        reckoned = reckoned_of(fetched, material, who.now)[1] if declared.choices or hangs else None
        looks_at = about_of(fetched, reckoned, number)
        if declared.for_ever:
            looks_at = replace(looks_at, custodian=_custodian(material, case, declared.act))
        said: Answers = {
            key: (list(marked[key]) if isinstance(field.kind, Texts) else "".join(marked[key]))
            if key in marked
            else (own[key][1] if key in own else "")
            if field.sealed
            else _said(declared, key, field, answers, looks_at, material)
            for key, field in declared.fields.items()
        }
        says = declared.settled(said)
        _check_needed(declared, says)
        if any(not says.get(key) for key in own):
            raise wrong("Your own words belong to what you did not choose: leave them out.")
        check_rests(declared, fetched, looks_at, says)
        check_outside(declared.act, fetched, looks_at.number, says)
        if declared.shown is not None:
            rests = [f"  [{key} {says[key][:12]}]" for key, field in declared.fields.items() if field.rests]
            shown = output.safe(declared.shown(looks_at))
            click.echo(f"{number or 'case'}: {shown}{''.join(rests[:1])}", err=True)
            if declared.act is Act.DECISION_APPROVE:
                for point in points_of(fetched.looked.seen, [number], material, case).values():
                    for line in shown_words(point):
                        click.echo(line, err=True)
        if declared.for_ever and not (answers.get("yes") or json_):
            click.confirm(
                output.safe(f"{looks_at.custodian} alone opens it then. {declared.note} Go on?"), abort=True, err=True
            )
        law = _law(reckoned, number) if hangs else None
        sealed = [*(one for brought, _ in own.values() for one in brought), *([beside] if beside is not None else [])]
        if not sealed:
            done = who.act(fetched.looked, declared.act, says, law=law)
        else:
            acts = (Said(declared.act, says), *(Said(Act.NOTE_ADD, {"sealed": one.id}) for one in sealed))
            done = who.act_with(fetched.looked, acts, sealed, law=law)
    # In words; the bare kind where a newer desk names one that this program does not know.
    known = {str(kind): kind.meaning for kind in EventKind}
    happened = dict.fromkeys(known.get(kind, output.safe(kind)) for kind in done.events)
    output.acted(done, json_=json_, says=f"{case}: {'; '.join(happened)}.")


def _check_needed(declared: OnCase[Any], says: Answers) -> None:
    """Raises DeniedError that names each option of a closed list that is needed and said nothing."""
    lacks = [
        f"{field.option or '--' + key.replace('_', '-')} ({field.label}): {', '.join(_codes(declared, key, field))}"
        for key, field in declared.fields.items()
        if field.needed and says.get(key) == "" and _codes(declared, key, field)
        if field.only is None or field.only.met(says)
    ]
    if lacks:
        raise wrong(f"Say {'; '.join(lacks)}.")


def _custodian(material: "Material", case: str, act: Act) -> str:
    """Who would open it alone, by the desk's word: the person signs the name, and the desk refuses another."""
    told = material.far.get(f"/v1/cases/{case}/acts/{act}")["choices"].get("custodian", [])
    return str(told[0]["value"]) if told else ""


def _law(reckoned: "Reckoned | None", number: int) -> LawAnswer | None:
    """What the statement says of the law's answer; where the desk's differs, that is shown. Raises DeniedError."""
    if reckoned is None:
        return None  # the desk refuses what was judged by no law
    reckoned.check([number])
    for line in reckoned.lines:
        click.secho(output.safe(line), fg="yellow", err=True)
    return reckoned.signed([number])


def _said(  # noqa: PLR0911 - one arm a kind
    declared: OnCase[Any], key: str, field: Field, answers: Answers, looks_at: About, material: "Material"
) -> object:
    kind, value = field.kind, answers.get(key)
    if key in declared.filled:
        return _filled(declared.filled[key](looks_at), field, value)
    if field.fresh:
        from dueprocess.adapters import crypto

        return _FRESH[field.fresh](crypto.random_bytes(ids.ID_BYTES))
    if isinstance(kind, Flag):
        return key in answers[kind.group]
    if isinstance(kind, FaceFields):
        return _facts(kind, value or (), answers, looks_at)
    if isinstance(kind, Lines):
        return [_line(text) for text in value or ()]
    if value is None:
        return _start(declared, key, field, looks_at)
    if isinstance(kind, Closed | Coded):
        return value.replace("-", "_")
    if kind in _CASES:
        return material.find(value) if value else ""
    return _whole(declared, key, value, looks_at) if isinstance(value, str) else value


def _filled(found: object, field: Field, value: str | None) -> object:
    """What follows from the case; of several silences those alone that the person names. Raises DeniedError."""
    named = [str(one) for one in found] if isinstance(found, list) else [str(found)]
    value = field.typed(value) if value and field.typed else value
    meant = [one for one in named if one.startswith(value or "")]
    if value and not meant:
        raise DeniedError.because("case.basis-changed", "What is open is not what you read. Read the case again.")
    if isinstance(found, list):
        return meant if field is f.SILENCES else found
    return str(found)


def _marks(material: "Material", case: str, paths: Path | Sequence[Path] | None) -> list[str]:
    """Marks of files under the case's own key: nothing of a file leaves this machine."""
    from dueprocess.formats import selector

    named = [paths] if isinstance(paths, Path) else list(paths or ())
    if not named:
        return []
    key, found = selector.target_key(material.secret(case).encode()), []
    for path in named:
        with path.open("rb") as file:
            found.append(selector.file_mark(key, hashlib.file_digest(file, "sha512").hexdigest()))
    return found


def _start(declared: OnCase[Any], key: str, field: Field, about: About) -> object:
    listed = declared.choices.get(key)
    starts = [choice.value for choice in listed(about) if choice.start] if listed else []
    return starts[0] if starts else field.start


def _whole(declared: OnCase[Any], key: str, value: str, about: About) -> str:
    """A value, or the one choice that is called so or whose last word it is; what is not known stays.

    The desk then says what there is; but what others signed is named by nothing that is not there.
    """
    listed = declared.choices.get(key)
    found = [*listed(about)] if listed else []
    last = [one.value for one in found if value in {one.name, one.value.rpartition(".")[2]}]
    if declared.fields[key].rests and not last and value not in {one.value for one in found}:
        known = ", ".join(one.name for one in found) or "none"
        raise DeniedError.because("case.basis-changed", f"{value} is not there to be named. There is: {known}.")
    return last[0] if len(last) == 1 else value


def _line(text: str) -> dict[str, str]:
    parts = text.split(":")
    if len(parts) != 3:  # noqa: PLR2004 - handle, category, answer
        raise wrong(f"{text!r}: say HANDLE:CATEGORY:ANSWER, as T1:subscriber:granted")
    return dict(zip(("handle", "category", "answer"), parts, strict=True))


# --- facts ------------------------------------------------------------------------------------------------------------


def _facts(kind: FaceFields, pairs: Sequence[str], answers: Answers, about: About) -> dict[str, object]:
    if kind.of_item:
        head = f"items.{answers['item']}."
        return {path.removeprefix(head): value for path, value in _fields([head + pair for pair in pairs]).items()}
    values = _claimed(about.case.face) if answers["all_claimed"] else {}
    values.update(_fields(pairs))
    if not values:
        raise wrong("Say what you confirm: FIELD=VALUE, or --all-claimed. Fields are in law/schema/face.json.")
    return values


def _fields(pairs: Sequence[str]) -> dict[str, object]:
    """``PATH=VALUE`` pairs as values in the face's forms: codes, days, counts, true, false, null, lists by comma."""
    values: dict[str, object] = {}
    for pair in pairs:
        path, mark, text = pair.partition("=")
        if not mark:
            raise wrong(f"{pair!r}: say FIELD=VALUE, as country=DE or items.1.targets=2")
        try:
            values[path] = _typed(face.spec_of(path), text)
        except face.FaceError as fault:
            head, _, name = path.rpartition(".")
            near = options.nearest(name, (spec.name for spec in (face.ITEM_FIELDS if head else face.CASE_FIELDS)))
            raise wrong(f"{fault}.{near}") from fault
    return values


def _typed(spec: face.Spec, text: str) -> object:
    if text == "null":
        return None
    if spec.form is Form.FLAG:
        return {"true": True, "yes": True, "false": False, "no": False}.get(text, text)
    if spec.form is Form.COUNT:
        return int(text) if text.isdecimal() else text
    if spec.form in {Form.CODES, Form.IDS, Form.LANGUAGES}:
        return [part for part in text.split(",") if part]
    return text


def _claimed(known: face.Face) -> dict[str, object]:
    """Every value of the face that nobody confirmed yet, by path."""
    paths = [*known.case] + [f"items.{n}.{name}" for n, item in enumerate(known.items, 1) for name in item]
    found = {path: known.get(path) for path in paths if not known.is_confirmed(path) and known.get(path) is not None}
    return {path: list(value) if isinstance(value, tuple) else value for path, value in found.items()}
