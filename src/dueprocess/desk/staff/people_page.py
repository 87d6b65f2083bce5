"""What the page of people shows: roster in words, accounts beside it, and the lines that make the next roster."""

import shlex
from collections.abc import Callable
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dueprocess.acts import access
from dueprocess.acts.access import View
from dueprocess.adapters import identity
from dueprocess.demand.codes import Role
from dueprocess.desk.data.models import Account, Card, Invitation, OwnCases
from dueprocess.desk.services import days, own_cases, trust
from dueprocess.desk.services.accounts import KEPT
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.rosters import in_force_since, roster_lines, waiting
from dueprocess.desk.web import words
from dueprocess.formats.chain import MIN_SIGNERS, next_signers
from dueprocess.formats.changes import Change
from dueprocess.formats.roster import Roster
from dueprocess.formats.statement import Act

SHOWN: Final[dict[View, Promise]] = {
    View.DUE: _("what is due"),
    View.HEALTH: _("settings and health"),
    View.CASES: _("cases without names"),
    View.MATERIAL: _("sealed originals, in their vault"),
    View.LAW: _("law and directory"),
    View.REPORTS: _("numbers"),
    View.WATCH: _("who watches at night"),
    View.ACCOUNTS: _("invitations and tokens"),
    View.NOTE: _("the page to note a call"),
}


CHANGES: Final[dict[str, Promise]] = {
    "joins": _("%(name)s joins: %(after)s"),
    "leaves": _("%(name)s leaves, who was %(before)s"),
    "roles": _("%(name)s is %(after)s, no longer %(before)s"),
    "key": _("%(name)s has another daily key"),
    "own": _("%(name)s has another own key"),
    "k": _("a release needs %(after)s people instead of %(before)s"),
    "recovery": _("another recovery key"),
    "worker": _("another key of the sending worker"),
    "mail": _("another key of the mailbox"),
}
"""What a roster changes, in words."""


Held = frozenset[Role]
IN_WORDS: Final[tuple[tuple[Promise, Callable[[Held], bool]], ...]] = (
    (_("reads cases"), access.reads),
    (_("decides"), lambda held: access.may(held, Act.DECISION_PROPOSE)),
    (_("agrees"), lambda held: access.may(held, Act.DECISION_APPROVE)),
    (_("sends letters"), lambda held: access.may(held, Act.LETTER_SEND)),
    (_("releases data"), lambda held: access.may(held, Act.RELEASE_APPROVE)),
    (_("signs law"), lambda held: access.may(held, Act.LAW_SIGN)),
    (_("makes data ready"), lambda held: access.may(held, Act.PRODUCTION_DEAL)),
    (_("invites people"), lambda held: access.sees(held, View.ACCOUNTS)),
)
"""What somebody may do, in a few words, out of the one table of access."""


def may_do(held: Held) -> str:
    """In a few words; who may none of it leaves notes at least."""
    said = [str(words_) for words_, may in IN_WORDS if may(held)]
    sees = _("looks, without names") if access.sees(held, View.CASES) else _("notes calls")
    return ", ".join(said or [str(sees)])


def acts() -> list[dict[str, Any]]:
    """Each act once, with the roles that may do it, out of the one table of access."""
    return [{"says": words.act(act), "roles": [role for role in Role if access.may([role], act)]} for act in Act]


def views() -> list[dict[str, Any]]:
    """What pages show, with the roles that see it."""
    return [
        {"says": said, "roles": [role for role in Role if access.sees([role], view)]} for view, said in SHOWN.items()
    ]


def people(desk: Desk) -> list[dict[str, Any]]:
    """The roster in force, with accounts."""
    accounts = {one.name: one for one in Account.objects.all()}
    invited = set(Invitation.objects.filter(used_on__isnull=True, until__gt=desk.now).values_list("name", flat=True))
    cards, today = _cards(), desk.day_of(desk.now)
    away = {one.person: one.last for one in days.absences(today) if one.first <= today}
    lines = []
    for person in desk.roster.people:
        key, card = person.key.id.hex(), cards.get(person.name)
        handed_in = card.person(()).key.id.hex() if card else ""
        state = _state(accounts.get(person.name), invited=person.name in invited)
        spoken = ", ".join(words.spoken(role, "Role") for role in person.roles)
        lines.append(
            {
                "name": person.name,
                "roles": spoken,
                "may": may_do(access.roles_of(person.roles)),
                "away": away.get(person.name),
                "key": key,
                "account": state,
                "other_key": "" if handed_in == key else handed_in,  # id of a card handed in that is not the roster's
            }
        )
    return lines


def newcomers(desk: Desk) -> list[dict[str, Any]]:
    """Active accounts that the roster does not name, with the lines that would give them a place."""
    names = {person.name for person in desk.roster.people}
    wanted = {one.name: one.roles for one in Invitation.objects.order_by("until")}
    cards = _cards()
    found = []
    for name in (
        Account.objects.filter(is_active=True).exclude(name__in=names).order_by("name").values_list("name", flat=True)
    ):
        roles_wanted = tuple(filter(None, wanted.get(name, "").split(",")))
        card = cards.get(name)
        key = card.person(()).key.id.hex() if card else ""
        lines = joining(desk.roster, card, roles_wanted or ("clerk",)) if card else ()
        found.append({"name": name, "wanted": roles_wanted, "key": key, "lines": lines})
    return found


def own_cases_of(desk: Desk, reader: str) -> list[dict[str, Any]]:
    """Who reads only their own cases, or is asked to; and what the reader can do about it: agree, end, or nothing."""
    reads = access.sees(desk.roles_of(reader), View.SHARING)
    return [
        {
            "person": row.person,
            "by": row.by,
            "agreed_by": row.agreed_by,
            "since": row.since,
            "end_by": row.end_by,
            "do": _do(row, reader) if reads else "",
        }
        for row in own_cases.rows(desk)
    ]


def _do(row: OwnCases, reader: str) -> str:
    asked_by = row.end_by or (row.by if not row.agreed_by else "")
    if asked_by and asked_by != reader:
        return "agree"
    return "" if row.end_by else "end"


def invitations(desk: Desk) -> list[dict[str, Any]]:
    """Open ones, and those of the last month: a way back that nobody asked for is seen by everybody."""
    rows = Invitation.objects.filter(until__gt=desk.now - KEPT).order_by("-until")
    return [
        {
            "name": row.name,
            "by": row.made_by,
            "state": "used" if row.used_on else "open" if row.until > desk.now else "late",  # open | used | late
            "until": words.clock(row.until, desk.timezone),
            "again": row.again,
            "day": row.used_on,
        }
        for row in rows
    ]


def joining(before: Roster, card: identity.Card, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Lines for somebody who joins, or gets another key."""
    file = f"{card.name}.card"
    return (
        f"echo {shlex.quote(card.text())} > {file}",
        f"dueprocess roster next --add {file}:{','.join(wanted)}",
        *roster_lines(before, [(card.name, wanted)]),
    )


def leaving(before: Roster, name: str) -> tuple[str, ...]:
    """Lines for somebody who leaves."""
    return (f"dueprocess roster next --remove {name}", *roster_lines(before))


def second(before: Roster) -> tuple[str, ...]:
    """Lines for the first second person of a desk; NAME.card is what ``keys new NAME`` prints on their machine."""
    return ("dueprocess roster next --add NAME.card:approver", *roster_lines(before, [("NAME", ("approver",))]))


def any_change(before: Roster) -> tuple[str, ...]:
    """Lines for a change of any kind."""
    return ("dueprocess roster next --add FILE.card:ROLE,ROLE --remove NAME", *roster_lines(before))


def in_force(desk: Desk) -> dict[str, object]:
    """Number, since when, who reads besides people, how many release."""
    now = desk.roster
    need, signers = next_signers(now, now)
    return {
        "need": need,
        "signers": len(signers),
        "many": len(now.releasers) >= MIN_SIGNERS,
        "number": now.number,
        "id": now.desk_id[:16],
        "since": words.clock(in_force_since(desk), desk.timezone),
        "k": now.k,
        "n": len(now.releasers),
        "recovery": now.recovery[:16],
        "worker": (now.worker or "")[:16],
        "size": len(now.people),
    }


def waits(desk: Desk) -> dict[str, object] | None:
    """The roster that is signed and waits for its hour, and what it changes; None where none does."""
    found = waiting(desk)
    if found is None:
        return None
    return {
        "at": words.clock(found.until, desk.timezone),
        "changes": [_changed(one) for one in found.changes],
        "number": found.roster.number,
    }


def _changed(one: Change) -> str:
    filled = {"after": _roles(one.after), "before": _roles(one.before), "name": one.name}
    return str(CHANGES[one.what]) % filled


def _roles(text: str) -> str:
    known = {str(role) for role in Role}
    return ", ".join(str(words.spoken(one, "Role")) if one in known else one for one in text.split(", "))


def retired(desk: Desk) -> list[dict[str, object]]:
    """Who retired a key, and when they wrote that it was: what a thief signed with it stands until it is struck out."""
    whose = {key.vkey: one.name for made in trust.rosters_of(desk).values() for one in made.people for key in one.keys}
    found = [(at, whose.get(vkey, "")) for vkey, at in desk.standing.retired.items()]
    return [{"name": name, "at": words.clock(at, desk.timezone)} for at, name in sorted(found, reverse=True) if name]


def operators(desk: Desk) -> int:
    """How many people may invite."""
    return sum(access.sees(access.roles_of(person.roles), View.ACCOUNTS) for person in desk.roster.people)


def _cards() -> dict[str, identity.Card]:
    return {one.account.name: identity.parse_card(one.text) for one in Card.objects.select_related("account")}


def _state(account: Account | None, *, invited: bool) -> str:
    if account is not None and account.is_active:
        return "active"
    return "invited" if invited else "ended" if account else "none"
