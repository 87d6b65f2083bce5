"""May we tell, admit, count? The answers that stand: signed by a named person, and overtaken by no silence (P6)."""

from dueprocess.desk.data.models import GateAnswer, Secrecy
from dueprocess.desk.services import trust
from dueprocess.desk.services.desk import Desk
from dueprocess.formats.statement import Act, Statement

Gate = dict[tuple[str, int, str], bool]


def gate_of(desk: Desk) -> Gate:
    """(case, item, question) → whether a signed yes stands today; shut where a running silence forbids it (P6)."""
    rows = list(GateAnswer.objects.order_by("seq"))
    signed = trust.stored_all(desk, [row.statement for row in rows])
    gate = {(row.case_id, row.item, row.question): _is_yes(desk, row, signed.get(row.statement)) for row in rows}
    for silence in Secrecy.objects.filter(ended_on__isnull=True):
        for question in ("tell", "admit", "count"):
            if getattr(silence, question):
                gate[silence.case_id, silence.item, question] = False
    return gate


def _is_yes(desk: Desk, row: GateAnswer, statement: Statement | None) -> bool:
    """A yes that a named person signed, and that still holds; a row that nobody signed is no answer, so closed."""
    if row.answer != "yes" or statement is None or statement.act is not Act.GATE_ANSWER:
        return False
    # An answer given until a day is no answer after it: the question came back.
    until = row.until.isoformat() if row.until else None
    said = {"answer": row.answer, "item": row.item, "question": row.question, "until": until}
    holds = row.until is None or row.until >= desk.today
    return holds and statement.case == row.case_id and dict(statement.says) == said
