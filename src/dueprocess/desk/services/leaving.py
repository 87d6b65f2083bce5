"""Which open cases somebody else looks at before a person leaves: what is shown later shows nothing (ADR 0113)."""

from dataclasses import replace

from dueprocess.adapters import crypto
from dueprocess.case.state import CaseState
from dueprocess.desk.data.models import Statement
from dueprocess.desk.services import cases, evidence, letter_parts, purging, rosters
from dueprocess.desk.services.acts import relied_now
from dueprocess.desk.services.desk import Desk
from dueprocess.formats.chain import Line
from dueprocess.formats.statement import Act
from dueprocess.release import house_keys
from dueprocess.release.evidence import Evidence, ReleaseError
from dueprocess.release.gathering import gather

_KEYS = (Act.CASE_KEY, Act.CASE_KEY_SEEN, Act.CASE_SPLIT)


def looked_at_first(desk: Desk, name: str) -> list[str]:
    """Open cases that would give nothing any more, were ``name`` gone, or by another key, today.

    Their keys, or those of what went into them, were drawn or compared by ``name``, and nobody else was shown it. A
    third person who opens one and signs anything there is a witness.
    """
    rows = Statement.objects.filter(person=name, act__in=list(map(str, _KEYS))).values_list("case", "joins")
    named = sorted({case for row in rows for case in row if case})
    gone = set(cases.purged_rows().filter(pk__in=named).values_list("pk", flat=True))
    states = [cases.state_of(case) for case in named if case not in gone]
    found = {state.id: state for one in states for state in (one, *letter_parts.onward(one))}
    line = rosters.chain(desk.now)
    still = (state for state in found.values() if not (state.closed or state.merged_into or state.forgotten))
    return sorted(state.id for state in still if _rests_on(desk, line, state, name))


def _rests_on(desk: Desk, line: Line, case: CaseState, name: str) -> bool:
    notes, relied = evidence.notes_of(case.id), relied_now(desk, case)
    purged = purging.gone_of(desk).links

    def stands(line: Line) -> tuple[Evidence, bool]:
        seen = gather(case.id, line, notes, relied, crypto.verify, at=desk.now)
        seen = replace(seen, joined=tuple(one for one in seen.joined if one.case not in purged))
        try:
            house_keys.check_compared(seen)
        except ReleaseError:
            return seen, False
        return seen, True

    seen, now = stands(line)
    key = house_keys.standing(seen)
    return not stands(line.without(name))[1] and (now or (key is not None and key.by == name))
