"""Tables. Append-only ones are guarded by triggers (guards.py); deletable bytes stand in tables of their own."""

from dueprocess.data.models.cases import Arrival, Case, Item
from dueprocess.data.models.decisions import Decision, DecisionLine, GateAnswer, Secrecy, Verification
from dueprocess.data.models.events import Event, EventOpening, Statement
from dueprocess.data.models.public import RegisterRow
from dueprocess.data.models.sealed import Envelope, Roster, Sealed
from dueprocess.data.models.work import Duty, Effect

__all__ = [
    "Arrival",
    "Case",
    "Decision",
    "DecisionLine",
    "Duty",
    "Effect",
    "Envelope",
    "Event",
    "EventOpening",
    "GateAnswer",
    "Item",
    "RegisterRow",
    "Roster",
    "Sealed",
    "Secrecy",
    "Statement",
    "Verification",
]
