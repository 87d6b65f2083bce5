"""What one roster changes in another, so that whoever signs or is told sees that and no more (hazards 5.2, 9.1)."""

from dataclasses import dataclass

from dueprocess.formats.roster import Person, Roster


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``what``: joins, leaves, roles, key, own, k, recovery, worker, mail; ``name``: whose, or empty."""

    what: str
    name: str = ""
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        """In words, for people who sign at a terminal."""
        match self.what:
            case "joins":
                return f"{self.name} joins: {self.after}"
            case "leaves":
                return f"{self.name} leaves (was {self.before})"
            case "key" | "own":
                kind = "daily" if self.what == "key" else "own"
                return f"{self.name} has another {kind} key: {self.after or 'none'}"
            case "k":
                return f"a release needs {self.after} people instead of {self.before}"
            case "roles":
                return f"{self.name} is {self.after} instead of {self.before}"
            case _:
                whose = "mailbox" if self.what == "mail" else self.what
                return f"another key of the {whose}" + (f": {self.after}" if self.after else "")


def changes(before: Roster, after: Roster) -> tuple[Change, ...]:
    """What ``after`` changes in ``before``: people by name, then k, then the desk's own keys."""
    names = sorted({one.name for one in (*before.people, *after.people)})
    found = [change for name in names for change in _of_person(before.person(name), after.person(name))]
    if before.k != after.k:
        found.append(Change("k", before=str(before.k), after=str(after.k)))
    if before.mail != after.mail:
        found.append(Change("mail", before=before.mail or "", after=after.mail or ""))
    desk = [what for what in ("recovery", "worker") if getattr(before, what) != getattr(after, what)]
    return (*found, *(Change(what) for what in desk))


def _of_person(old: Person | None, new: Person | None) -> list[Change]:
    if old is None and new is not None:
        return [Change("joins", new.name, "", ", ".join(new.roles))]
    if new is None or old is None:
        return [] if old is None else [Change("leaves", old.name, ", ".join(old.roles))]
    found = []
    if old.roles != new.roles:
        found.append(Change("roles", new.name, ", ".join(old.roles), ", ".join(new.roles)))
    if (old.age, old.vkey) != (new.age, new.vkey):
        found.append(Change("key", new.name, old.vkey, new.vkey))
    if old.own != new.own:
        found.append(Change("own", new.name, old.own.vkey if old.own else "", new.own.vkey if new.own else ""))
    return found
