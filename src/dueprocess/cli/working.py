"""Acts on facts, items and duties: classify, confirm, item, call-back, preserve, done, close, merge, split."""

from typing import Any

import click

from dueprocess.cli import options
from dueprocess.cli.faults import Wrong
from dueprocess.cli.session import Session

Person = dict[str, Any]


def session(person: Person) -> Session:
    """The person's session from the shared options."""
    return Session(**person)


def report(done: object, *, json_: bool, says: str) -> None:
    """Say what was done: one line for people, one object for machines."""
    if json_:
        case, revision, events = done.case, done.revision, list(done.events)  # type: ignore[attr-defined]
        options.print_json({"case": case, "revision": revision, "events": events})
    else:
        click.secho("✓ ", fg="green", nl=False)
        click.echo(says)


def fields_of(pairs: tuple[str, ...]) -> dict[str, object]:
    """``PATH=VALUE`` pairs as values in the face's forms: codes, days, counts, true, false, null, lists by comma."""
    from dueprocess.domain.demand import face

    values: dict[str, object] = {}
    for pair in pairs:
        path, mark, text = pair.partition("=")
        if not mark:
            message = f"{pair!r}: say FIELD=VALUE, as country=DE or items.1.targets=2"
            raise Wrong(message)
        try:
            values[path] = _typed(face.spec_of(path), text)
        except face.FaceError as fault:
            message = f"{fault}.{_near(path)}"
            raise Wrong(message) from fault
    return values


def _near(path: str) -> str:
    """Fields of the face that are written nearly so."""
    from dueprocess.domain.demand.face import CASE_FIELDS, ITEM_FIELDS

    head, _, name = path.rpartition(".")
    return options.nearest(name, (spec.name for spec in (ITEM_FIELDS if head else CASE_FIELDS)))


def _typed(spec: object, text: str) -> object:
    from dueprocess.domain.demand.face import Form

    form = spec.form  # type: ignore[attr-defined]
    if text == "null":
        return None
    if form is Form.FLAG:
        return {"true": True, "yes": True, "false": False, "no": False}.get(text, text)
    if form is Form.COUNT:
        return int(text) if text.isdecimal() else text
    if form in {Form.CODES, Form.IDS, Form.LANGUAGES}:
        return [one for one in text.split(",") if one]
    return text


@click.command()
@click.argument("case")
@click.argument("says", type=click.Choice(["new-case", "supplement", "duplicate", "not-a-demand", "held-outside"]))
@click.option("--of", "of", default="", help="The case that a supplement or duplicate belongs to.")
@click.option("--repeats", default="", help="A case whose demand this one files again.")
@click.option("--custodian", default="", help="Held outside: who keeps it.")
@click.option("--review", help="Held outside: day of review.")
@options.as_json
@options.person
def classify(
    case: str,
    says: str,
    of: str,
    repeats: str,
    custodian: str,
    review: str | None,
    *,
    json_: bool,
    **person: Any,  # noqa: ANN401 - the shared options
) -> None:
    """Say what an arrival is. Saying it anew is the undo: its first time of receipt stays."""
    from dueprocess.domain.sealed.statement import Act

    who = session(person)
    body = {
        "case": who.find(of) if of else "",
        "custodian": custodian,
        "resembles": who.find(repeats) if repeats else "",
        "review_on": review,
        "says": says.replace("-", "_"),
    }
    done = who.act(Act.ARRIVAL_CLASSIFY, case, body)
    report(done, json_=json_, says=f"{case} is: {says}.")


@click.command()
@click.argument("case")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
@click.option("--all-claimed", is_flag=True, help="Confirm every value as it is claimed, after reading the original.")
@options.as_json
@options.person
def confirm(case: str, fields: tuple[str, ...], *, all_claimed: bool, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """Claimed facts become confirmed. You must have opened the original; a change voids what relied on it."""
    from dueprocess.domain.sealed.statement import Act
    from dueprocess.services.cases import state_of

    who = session(person)
    values = claimed(state_of(who.find(case)).face) if all_claimed else {}
    values.update(fields_of(fields))
    if not values:
        message = "Say what you confirm: FIELD=VALUE, or --all-claimed. Fields are in law/schema/face.json."
        raise Wrong(message)
    done = who.act(Act.FACE_CONFIRM, case, {"fields": values})
    report(done, json_=json_, says=f"{len(values)} facts of {case} are confirmed by {who.name}.")


def claimed(face: Any) -> dict[str, object]:  # noqa: ANN401 - a Face
    """Every value of the face that nobody confirmed yet, by path."""
    paths = [*face.case] + [f"items.{n}.{name}" for n, item in enumerate(face.items, 1) for name in item]
    found = {path: face.get(path) for path in paths if not face.is_confirmed(path) and face.get(path) is not None}
    return {path: list(value) if isinstance(value, tuple) else value for path, value in found.items()}


@click.command()
@click.argument("case")
@click.argument("op", type=click.Choice(["add", "amend", "withdraw", "lapse"]))
@click.argument("number", type=int)
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
@options.as_json
@options.person
def item(case: str, op: str, number: int, fields: tuple[str, ...], *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """Add, amend, withdraw (by the authority) or lapse item NUMBER."""
    from dueprocess.domain.sealed.statement import Act

    who = session(person)
    typed = fields_of(tuple(f"items.{number}.{pair}" for pair in fields))
    values = {path.rpartition(".")[2]: value for path, value in typed.items()}
    done = who.act(Act.ITEM_CHANGE, case, {"op": op, "item": number, "fields": values})
    report(done, json_=json_, says=f"Item {number} of {case}: {op}.")


@click.command("call-back")
@click.argument("case")
@click.option(
    "--how",
    default="call_back",
    show_default=True,
    type=click.Choice(["call_back", "contact_point", "court_database", "consulate"]),
    help="How you reached them.",
)
@options.as_json
@options.person
def call_back(case: str, how: str, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """You called the authority back, on the number that the desk verified; never the one in the demand."""
    from dueprocess.domain.sealed.statement import Act

    done = session(person).act(Act.AUTHORITY_CALL_BACK, case, {"how": how})
    report(done, json_=json_, says=f"Called back for {case}.")


@click.command()
@click.argument("case")
@options.item
@click.option("--verify", is_flag=True, help="You are the second person.")
@options.as_json
@options.person
def preserve(case: str, number: int, *, verify: bool, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """Freeze data at once, silently; it lapses in 72 hours unless a second person verifies it."""
    from dueprocess.domain.sealed.statement import Act

    act = Act.PRESERVE_VERIFY if verify else Act.PRESERVE_START
    done = session(person).act(act, case, {"item": number})
    says = "verified" if verify else "started; it lapses in 72 hours unless verified"
    report(done, json_=json_, says=f"Preservation of item {number}: {says}.")


@click.command()
@click.argument("case")
@click.argument("what")
@click.option("--item", "number", type=int, help="Of which item [default: of the case].")
@options.as_json
@options.person
def done(case: str, what: str, number: int | None, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """A duty was done outside the desk (WHAT as `due` lists it)."""
    from dueprocess.domain.sealed.statement import Act

    result = session(person).act(Act.DUTY_DONE, case, {"item": number, "what": what})
    report(result, json_=json_, says=f"Done: {what}.")


@click.command()
@click.argument("case")
@options.as_json
@options.person
def close(case: str, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """Nothing is left to do."""
    from dueprocess.domain.sealed.statement import Act

    report(session(person).act(Act.CASE_CLOSE, case, {}), json_=json_, says=f"{case} is closed.")


@click.command()
@click.argument("case")
@click.argument("into")
@options.as_json
@options.person
def merge(case: str, into: str, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """CASE goes into INTO."""
    from dueprocess.domain.sealed.statement import Act

    who = session(person)
    report(who.act(Act.CASE_MERGE, case, {"into": who.find(into)}), json_=json_, says=f"{case} went into {into}.")


@click.command()
@click.argument("case")
@click.argument("items", nargs=-1, type=int, required=True)
@options.as_json
@options.person
def split(case: str, items: tuple[int, ...], *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """ITEMS leave for a new case, with their clocks; the original is sealed again to the new case's own key."""
    from dueprocess.cli.parting import split_case

    report_split(split_case(session(person), case, items), json_=json_)


def report_split(new_case: str, *, json_: bool) -> None:
    """Name the new case."""
    if json_:
        options.print_json({"case": new_case})
    else:
        click.echo(f"The items went to {new_case}.")
