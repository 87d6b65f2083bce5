"""``night``: who watches when, how people are reached, and pages until somebody acknowledges (hazard 15.3)."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click

from dueprocess.cli import options, output
from dueprocess.cli.case_commands import session
from dueprocess.cli.faults import wrong
from dueprocess.cli.session import boot, place_of
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dueprocess.desk.data.models import Paging, Reach, Watch
    from dueprocess.desk.services.alarms import Acknowledged
    from dueprocess.desk.services.desk import Desk

T = TypeVar("T")
STEP = {"day": 1, "week": 7}


@click.group()
def night() -> None:
    """Night and weekend: the rota, and pages that climb until a person acknowledges.

    `doctor --readiness` says whether an 8-hour order could be met whenever it comes.
    """


@night.command("show")
@options.home
@options.as_json
def show(home: Path | None, *, json_: bool) -> None:
    """Who watches in the coming eight days, how people are reached, and who is being called now."""
    from dueprocess.desk.data.queries import night as queries

    desk = boot(home)
    watches, ways, pages = queries.week(desk.now), queries.reaches(), queries.open_pagings()
    if json_:
        _print_all(desk, watches, ways, pages)
        return
    columns = ("watch", "person", "from", "to", "rank", "confirmed")
    output.table(columns, [_watch_row(desk, one) for one in watches], empty="Nobody is planned: `night plan`.")
    output.heading("Ways to reach people")
    empty = "None: `night reach add`. Without one, nobody can be called."
    output.table(("way", "person", "channel", "address", "proved"), [_way_row(desk, one) for one in ways], empty=empty)
    output.heading("Being called for")
    rows = [
        (one.pk[:10], output.when(one.due_at or desk.now, desk.now, desk.timezone), ", ".join(_called(one)))
        for one in pages
    ]
    output.table(("page", "due", "called"), rows, empty="Nothing.")


def _print_all(desk: "Desk", watches: "Iterable[Watch]", ways: "Iterable[Reach]", pages: "Iterable[Paging]") -> None:
    from dueprocess.desk.services.watches import is_proved

    options.print_json(
        {
            "watches": [_watch_plain(one) for one in watches],
            "ways": [
                {
                    "way": one.pk,
                    "person": one.person,
                    "channel": one.channel,
                    "address": one.address,
                    "proved": is_proved(desk, one),
                    "proved_on": one.proved_on,
                }
                for one in ways
            ],
            "pages": [
                {
                    "page": one.pk,
                    "case": one.case_id,
                    "reason": one.reason,
                    "due_at": one.due_at,
                    "raised_at": one.raised_at,
                    "next_at": one.next_at,
                    "called": _called(one),
                }
                for one in pages
            ],
        }
    )


def _called(page: "Paging") -> list[str]:
    return list(dict.fromkeys(step.person for step in page.steps.all() if step.result == "sent"))


def _watch_plain(one: "Watch") -> dict[str, object]:
    return {
        "watch": one.pk,
        "person": one.person,
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "rank": one.rank,
        "confirmed": one.confirmed_at is not None,
    }


def _watch_row(desk: "Desk", one: "Watch") -> tuple[str, ...]:
    zone = ZoneInfo(desk.timezone)
    times = [f"{at.astimezone(zone):%a %d %b %H:%M}" for at in (one.starts_at, one.ends_at)]
    return one.pk[:10], one.person, *times, str(one.rank), "yes" if one.confirmed_at else "not yet"


def _way_row(desk: "Desk", one: "Reach") -> tuple[str, ...]:
    from dueprocess.desk.services.watches import is_proved

    proved = str(one.proved_on) if is_proved(desk, one) else "no: `night test`"
    return str(one.pk), one.person, one.channel, output.safe(one.address), proved


@night.command("plan")
@click.argument("name", metavar="PERSON")
@click.option("--from", "starts", required=True, help="YYYY-MM-DDTHH:MM, where the desk sits or with an offset.")
@click.option("--to", "ends", required=True, help="The same; at most 14 days later.")
@click.option("--rank", type=click.IntRange(1, 9), default=1, show_default=True, help="1 is called first, then 2 …")
@click.option("--times", type=click.IntRange(1, 60), default=1, show_default=True, help="How often it comes again.")
@click.option("--every", type=click.Choice(["day", "week"]), default="week", show_default=True, help="How far apart.")
@options.home
@options.as_json
def plan(
    name: str, starts: str, ends: str, rank: int, times: int, every: str, home: Path | None, *, json_: bool
) -> None:
    """Plan a watch; it counts once its person confirmed it."""
    from dueprocess.desk.services import watches

    desk = boot(home)
    begins, over = _local(desk, starts), _local(desk, ends)
    for number in range(times):
        days = datetime.timedelta(days=STEP[every] * number)
        # The clock's face is repeated, not the span: a watch from 17:00 begins at 17:00 after the clocks change, too.
        row = _accepted(
            watches.plan(desk, watches.AT_THE_MACHINE, name, _aware(begins + days), _aware(over + days), rank)
        )
        if json_:
            options.print_json(_watch_plain(row))
        else:
            click.echo(f"{row.pk[:10]}: {name} confirms with `dueprocess night confirm {row.pk[:10]}`.")


@night.command("confirm")
@click.argument("watch")
@options.as_json
@options.person
def confirm(watch: str, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """You will be there. Only then the watch counts."""
    from dueprocess.desk.services import watches

    who = session(person)
    _say_watch(_accepted(watches.confirm(who.desk, who.name, watch)), "You are on watch.", json_=json_)


@night.command("hand-over")
@click.argument("watch")
@click.option("--to", "to", required=True, metavar="PERSON", help="Who takes it; until they confirm, it is yours.")
@options.as_json
@options.person
def hand_over(watch: str, to: str, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """Offer your watch, or the rest of it, to a colleague."""
    from dueprocess.desk.services import watches

    who = session(person)
    row = _accepted(watches.hand_over(who.desk, who.name, watch, to))
    _say_watch(row, f"It is yours until {to} runs `dueprocess night confirm {row.pk[:10]}`.", json_=json_)


@night.command("remove")
@click.argument("watch")
@options.home
@options.as_json
def remove(watch: str, home: Path | None, *, json_: bool) -> None:
    """Take a watch off the rota."""
    from dueprocess.desk.services import watches

    boot(home)
    _accepted(watches.remove(watches.AT_THE_MACHINE, watch))
    _said({"removed": watch}, "It is off the rota. Look at `dueprocess doctor --readiness`.", json_=json_)


@night.group("reach")
def reach() -> None:
    """How a person is called: mail, or a webhook (a gateway to telephones, ntfy). It counts once it was tested."""


@reach.command("add")
@click.argument("name", metavar="PERSON")
@click.argument("channel", type=click.Choice(["mail", "webhook"]))
@click.argument("address")
@options.home
@options.as_json
def add(name: str, channel: str, address: str, home: Path | None, *, json_: bool) -> None:
    """Add a way to reach somebody. A webhook is signed; its secret is shown here."""
    from dueprocess.adapters import outbound
    from dueprocess.desk.services import watches
    from dueprocess.operate import keyfile

    desk = boot(home)
    row = _accepted(watches.add_reach(desk, watches.AT_THE_MACHINE, name, channel, address))
    key = place_of(home).secret_key
    secret = ""
    if channel == "webhook":
        keyfile.make(key)  # stands already, save in homes of an earlier version
        secret = outbound.secret_of(keyfile.read_or_draw(key), row.pk)
    plain = {"way": row.pk, "person": name, "channel": channel, "secret": secret}
    told = (
        f" Requests carry Due-Process-Signature: sha256=HMAC of the body with this secret: {secret}" if secret else ""
    )
    _said(plain, f"Way {row.pk}. Now test it: `dueprocess night test {row.pk}`.{told}", json_=json_)


@reach.command("remove")
@click.argument("way", type=int)
@options.home
@options.as_json
def drop(way: int, home: Path | None, *, json_: bool) -> None:
    """A way is not used any more."""
    from dueprocess.desk.services import watches

    boot(home)
    _accepted(watches.drop_reach(watches.AT_THE_MACHINE, way))
    _said({"removed": way}, "It is not used any more.", json_=json_)


@night.command("test")
@click.argument("way", type=int)
@options.home
@options.as_json
def test(way: int, home: Path | None, *, json_: bool) -> None:
    """Call one person by one way, for nothing. When they answer by what they got, the way is proved for 180 days."""
    from dueprocess.desk.services import alarms

    desk = boot(home)
    page = _accepted(alarms.try_out(desk, way))
    says = "The worker calls within a minute; `worker --once` calls now. Answer by the link, or with `night answer`."
    _said({"page": page.pk, "way": way}, says, json_=json_)


@night.command("ack")
@click.argument("page", required=False, default="")
@click.option("--all", "all_", is_flag=True, help="All that people are being called for now.")
@options.as_json
@options.person
def ack(page: str, *, all_: bool, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """You are on it: nobody else is called. The duty stays open."""
    from dueprocess.desk.services import alarms

    if bool(page) == all_:
        message = "Say one page, or --all."
        raise wrong(message)
    who = session(person)
    done = (
        _accepted(alarms.acknowledge_all(who.desk, who.name))
        if all_
        else [_accepted(alarms.acknowledge(who.desk, page, who.name))]
    )
    for one in done:
        _say_ack(one, json_=json_)


@night.command("answer")
@click.argument("call")
@options.home
@options.as_json
def answer(call: str, home: Path | None, *, json_: bool) -> None:
    """Acknowledge by the id at the end of a page's link, or in a webhook's body. It proves the way it came, too."""
    from dueprocess.desk.services import alarms

    _say_ack(_accepted(alarms.acknowledge_call(boot(home), call)), json_=json_)


def _say_ack(done: "Acknowledged", *, json_: bool) -> None:
    plain = {"page": done.paging, "by": done.by, "at": done.at, "first": done.first}
    says = f"{done.by} is on it." if done.first else f"{done.by} was on it already, since {done.at:%Y-%m-%d %H:%M} UTC."
    _said(plain, says, json_=json_)


def _say_watch(row: "Watch", says: str, *, json_: bool) -> None:
    _said(_watch_plain(row), says, json_=json_)


def _said(plain: object, says: str, *, json_: bool) -> None:
    if json_:
        options.print_json(plain)
    else:
        click.secho("✓ ", fg="green", nl=False)
        click.echo(says)


def _accepted(done: T) -> Any:  # noqa: ANN401 - whatever it is, if it is no refusal
    from dueprocess.formats.refusal import Denied

    if isinstance(done, Denied):
        raise DeniedError(done)
    return done


def _local(desk: "Desk", text: str) -> datetime.datetime:
    """A moment as people type it: where the desk sits, unless it carries an offset. Raises DeniedError."""
    try:
        at = datetime.datetime.fromisoformat(text)
    except ValueError as fault:
        message = f"{text!r} is no moment; say YYYY-MM-DDTHH:MM."
        raise wrong(message) from fault
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(desk.timezone))


def _aware(at: datetime.datetime) -> datetime.datetime:
    return at.astimezone(datetime.UTC)
