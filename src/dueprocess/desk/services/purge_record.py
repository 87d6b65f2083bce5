"""Which cases of this desk were purged, by signatures, and whether what is left of them is what two people signed.

A row that nobody signed is a fault, and so is an event whose facts are gone without two signatures (P4, P7, ADR 0078).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dueprocess import counted
from dueprocess.acts.purge import purged
from dueprocess.adapters import crypto
from dueprocess.case.desk_events import CasePurged
from dueprocess.desk.data import codec, rowstore
from dueprocess.desk.data.models import Note, Statement
from dueprocess.desk.data.models import Roster as RosterRow
from dueprocess.desk.services import stood
from dueprocess.formats import links
from dueprocess.formats.purges import Purges
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.roster import Roster, parse
from dueprocess.formats.standing import Standing
from dueprocess.formats.statement import Act
from dueprocess.release.purging import purges_in
from dueprocess.rows import Rows


@dataclass(frozen=True)
class Gone:
    """Purges of this desk, and the links that each left of its case: those alone that end where both said."""

    purges: Purges = field(default_factory=Purges)
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def fault(self, case_id: str, stands: Rows, opened: int) -> str:
        """What is wrong with a case of which facts are gone; empty where two people signed just what is left of it.

        ``stands``: its rows; ``opened``: how many of its events say something still.
        """
        purge = self.purges.stand.get(case_id)
        if purge is None:
            return "what some of its events say is gone, and no two people signed that [chain.purged]"
        if opened or Note.objects.filter(statement__case=case_id, statement__joins="").exists():
            return f"{purge.both} purged it, and not all of it is gone [chain.purged]"
        if case_id not in self.links:
            return f"its history does not end where {purge.both} signed that it ends [chain.missing]"
        if counted_of(stands) != purge.counted:
            return f"its rows are not those that {purge.both} signed when they purged it [chain.purged]"
        return ""


def gone(rosters: Mapping[int, Roster] | None = None, standing: Standing | None = None) -> Gone:
    """What was purged, each statement verified again; by the rosters of the table where none are given."""
    if not Statement.objects.filter(act=str(Act.CASE_PURGE)).exists():
        return Gone()
    if rosters is None:
        found = [parse(bytes(note))[0] for note in RosterRow.objects.values_list("note", flat=True)]
        rosters = {roster.number: roster for roster in found}
    if standing is None:
        standing = stood.standing(rosters)  # whose keys are retired
    purges = purges_in(rosters, _notes(Act.CASE_PURGE), standing, crypto.verify)
    desk_id = rosters[1].desk_id
    left = {
        body.case: body.links
        for _, body in codec.desk_events(CasePurged)
        if body.case in purges.stand and _ends(desk_id, body) == purges.stand[body.case].mark
    }
    return Gone(purges, left)


def _notes(*acts: Act) -> list[bytes]:
    """Notes of such acts on the desk itself, in their order."""
    rows = Note.objects.filter(statement__case="", statement__act__in=list(map(str, acts)))
    return [bytes(note) for note in rows.order_by("statement__event_id").values_list("bytes", flat=True)]


def refusal(case_id: str) -> Denied:
    """Why nothing can be made of a case whose facts are gone: two people purged it, or nobody signed that."""
    stands = gone().purges.stand.get(case_id)
    return unsigned() if stands is None else purged(stands)


def unsigned() -> Denied:
    """The refusal of a case of which facts are gone without two signatures."""
    says = Msg("The content of some events of this case was deleted, so the case cannot be rebuilt from them.")
    return Denied("chain.purged", says, "Look at a backup.")


def _ends(desk_id: str, body: CasePurged) -> str:
    return links.heads(desk_id, body.case, [bytes.fromhex(one) for one in body.links])[-1]


def counted_of(stands: Rows) -> str:
    """Hash of what stands of a case that was purged; empty where anything stands that no report takes."""
    more = any(rows for name, rows in stands.items() if name not in rowstore.LEFT)
    no = any(row["answer"] != "yes" for row in stands.get("answers", {}).values())
    return "" if more or no or not stands.get("case") else counted.hash_of(*_kept(stands))


def _kept(stands: Rows) -> tuple[Rows, list[tuple[int, str, str]]]:
    answers = [
        (item, question, row["until"].isoformat() if row["until"] else "")
        for (_, item, question), row in stands.get("answers", {}).items()
    ]
    return {name: stands.get(name, {}) for name in rowstore.LEFT}, answers


def kept_of(case_id: str) -> dict[str, object]:
    """What stands of a purged case, as it was hashed."""
    return counted.plain(*_kept(rowstore.read([case_id])[case_id]))
