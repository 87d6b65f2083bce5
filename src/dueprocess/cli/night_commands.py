"""``night``: who watches when, how people are reached, and pages until somebody acknowledges (hazard 15.3).

Given where the home lies, without an identity, these commands plan for everybody; with one, or with --desk, for
oneself.
"""

import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import asking, client, looking, now
from dueprocess.cli.faults import wrong
from dueprocess.formats import days

STEP: Final = {"day": 1, "week": 7}


@click.group()
def night() -> None:
    """Night and weekend: the rota, and pages that climb until a person acknowledges.

    `doctor --readiness` says whether an 8-hour order could be met whenever it comes.
    """


@night.command("show")
@options.looker
def show(*, json_: bool, **person: Any) -> None:
    """Who watches in the coming eight days, how people are reached, and who is being called now."""
    with looking(person) as far:
        told, timezone = far.get("/v1/night"), far.about().timezone
    if json_:
        output.print_json(told)
        return
    columns = ("watch", "person", "from", "to", "rank", "confirmed")
    output.table(columns, [_watch(one, timezone) for one in told["watches"]], empty="Nobody is planned: `night plan`.")
    output.heading("Ways to reach people")
    empty = "None: `night reach add`. Without one, nobody can be called."
    output.table(("way", "person", "channel", "address", "proved"), map(_way, told["ways"]), empty=empty)
    output.heading("Being called for")
    rows = [(one["page"][:10], _due(one["due_at"], timezone), ", ".join(one["called"])) for one in told["pages"]]
    output.table(("page", "due", "called"), rows, empty="Nothing.")


def _watch(one: dict[str, Any], timezone: str) -> tuple[str, ...]:
    zone = ZoneInfo(timezone)
    moments = (datetime.datetime.fromisoformat(one[name]).astimezone(zone) for name in ("starts_at", "ends_at"))
    confirmed = "yes" if one["confirmed"] else "not yet"
    return one["watch"][:10], one["person"], *(days.due(at, at.year) for at in moments), str(one["rank"]), confirmed


def _way(one: dict[str, Any]) -> tuple[str, ...]:
    proved = days.spoken(one["proved_on"]) if one["proved"] else "no: `night test`"
    return str(one["way"]), one["person"], one["channel"], output.safe(one["address"]), proved


def _due(text: str | None, timezone: str) -> str:
    return output.when(datetime.datetime.fromisoformat(text) if text else now(), now(), timezone)


@night.command("plan")
@click.argument("who", metavar="PERSON")
@click.option("--from", "starts", required=True, help="YYYY-MM-DDTHH:MM, where the desk sits or with an offset.")
@click.option("--to", "ends", required=True, help="The same; at most 14 days later.")
@click.option("--rank", type=click.IntRange(1, 9), default=1, show_default=True, help="1 is called first, then 2 …")
@click.option("--times", type=click.IntRange(1, 60), default=1, show_default=True, help="How often it comes again.")
@click.option("--every", type=click.Choice(["day", "week"]), default="week", show_default=True, help="How far apart.")
@options.looker
def plan(who: str, starts: str, ends: str, rank: int, times: int, every: str, *, json_: bool, **person: Any) -> None:
    """Plan a watch; it counts once its person confirmed it."""
    with asking(person) as far:
        zone = ZoneInfo(far.about().timezone)
        for number in range(times):
            step = datetime.timedelta(days=STEP[every] * number)
            # The clock's face is repeated, not the span: from 17:00 stays 17:00 after the clocks change, too.
            begins, over = (
                (options.moment(text, zone) + step).astimezone(datetime.UTC).isoformat() for text in (starts, ends)
            )
            row = far.post("/v1/night/watches", {"person": who, "starts_at": begins, "ends_at": over, "rank": rank})
            short = row["watch"][:10]
            says = "is on watch" if row["confirmed"] else f"confirms with `dueprocess night confirm {short}`"
            output.done(row, f"{short}: {who} {says}.", json_=json_)


@night.command("confirm")
@click.argument("watch")
@options.person
def confirm(watch: str, *, json_: bool, **person: Any) -> None:
    """Confirm that you will be there. A watch counts only then."""
    with client(person) as (_, material):
        output.done(material.far.post(f"/v1/night/watches/{watch}", {}), "You are on watch.", json_=json_)


@night.command("hand-over")
@click.argument("watch")
@click.option("--to", "to", required=True, metavar="PERSON", help="Who takes it; until they confirm, it is yours.")
@options.person
def hand_over(watch: str, to: str, *, json_: bool, **person: Any) -> None:
    """Offer your watch, or the rest of it, to a colleague."""
    with client(person) as (_, material):
        row = material.far.post(f"/v1/night/watches/{watch}", {"to": to})
    output.done(row, f"It is yours until {to} runs `dueprocess night confirm {row['watch'][:10]}`.", json_=json_)


@night.command("remove")
@click.argument("watch")
@options.looker
def remove(watch: str, *, json_: bool, **person: Any) -> None:
    """Take a watch off the rota."""
    with asking(person) as far:
        gone = far.delete(f"/v1/night/watches/{watch}")
    output.done(gone, "It is off the rota. Look at `dueprocess doctor --readiness`.", json_=json_)


@night.group("reach")
def reach() -> None:
    """How a person is called: mail, or a webhook (a gateway to telephones, ntfy). It counts once it was tested."""


@reach.command("add")
@click.argument("who", metavar="PERSON")
@click.argument("channel", type=click.Choice(["mail", "webhook"]))
@click.argument("address")
@options.looker
def add(who: str, channel: str, address: str, *, json_: bool, **person: Any) -> None:
    """Add a way to reach somebody. A webhook is signed; its secret is shown here."""
    with asking(person) as far:
        row = far.post("/v1/night/ways", {"person": who, "channel": channel, "address": address})
    told = f" Requests carry Due-Process-Signature: sha256=HMAC of the body with this secret: {row['secret']}"
    says = f"Way {row['way']}. Now test it: `dueprocess night test {row['way']}`.{told if row['secret'] else ''}"
    output.done(row, says, json_=json_)


@reach.command("remove")
@click.argument("way", type=int)
@options.looker
def drop(way: int, *, json_: bool, **person: Any) -> None:
    """Remove a way to reach somebody."""
    with asking(person) as far:
        output.done(far.delete(f"/v1/night/ways/{way}"), "It is not used any more.", json_=json_)


@night.command("test")
@click.argument("way", type=int)
@options.looker
def test(way: int, *, json_: bool, **person: Any) -> None:
    """Send one person a test alert by one way. When they answer it, that way is proved for 180 days."""
    with asking(person) as far:
        page = far.post(f"/v1/night/ways/{way}/test", {})
    says = "The worker calls within a minute; `worker --once` calls now. Answer by the link, or with `night answer`."
    output.done(page, says, json_=json_)


@night.command("ack")
@click.argument("page", required=False, default="")
@click.option("--all", "all_", is_flag=True, help="All open alerts.")
@options.person
def ack(page: str, *, all_: bool, json_: bool, **person: Any) -> None:
    """Acknowledge an alert: you are on it, and nobody else is called. The duty stays open."""
    if bool(page) == all_:
        raise wrong("Name one alert, or use --all.")
    with client(person) as (_, material):
        _say_acknowledged(material.far.post("/v1/night/acknowledge", {"page": page}), json_=json_)


@night.command("answer")
@click.argument("call")
@options.looker
def answer(call: str, *, json_: bool, **person: Any) -> None:
    """Acknowledge by the code at the end of an alert's link, or in a webhook's body. It proves the way it came, too."""
    with asking(person) as far:
        _say_acknowledged(far.post("/v1/night/acknowledge", {"call": call}), json_=json_)


def _say_acknowledged(told: dict[str, Any], *, json_: bool) -> None:
    for one in told["pages"]:
        since = days.minute(datetime.datetime.fromisoformat(one["at"]))
        says = f"{one['by']} is on it." if one["first"] else f"{one['by']} was on it already, since {since}."
        output.done(one, says, json_=json_)
