"""Tables. Append-only ones are guarded by triggers (guards.py); deletable bytes stand in tables of their own."""

from dueprocess.desk.data.models.accounts import Account, Card, Invitation, Session, Token
from dueprocess.desk.data.models.cases import Arrival, Case, Item
from dueprocess.desk.data.models.costs import Cost, Invoice
from dueprocess.desk.data.models.decisions import Decision, DecisionLine, GateAnswer, Secrecy, Verification
from dueprocess.desk.data.models.events import Event, EventOpening, Statement
from dueprocess.desk.data.models.night import Beat, Paging, PagingStep, Reach, Watch
from dueprocess.desk.data.models.person import PersonPage
from dueprocess.desk.data.models.portal import Parcel, Receipt
from dueprocess.desk.data.models.productions import Piece, Production
from dueprocess.desk.data.models.public import RegisterRow
from dueprocess.desk.data.models.reports import LedgerRow, ReportCorrection, ReportEdition, ReportSignature
from dueprocess.desk.data.models.sealed import Envelope, Roster, Sealed
from dueprocess.desk.data.models.work import Duty, Effect

__all__ = [
    "Account",
    "Arrival",
    "Beat",
    "Card",
    "Case",
    "Cost",
    "Decision",
    "DecisionLine",
    "Duty",
    "Effect",
    "Envelope",
    "Event",
    "EventOpening",
    "GateAnswer",
    "Invitation",
    "Invoice",
    "Item",
    "LedgerRow",
    "Paging",
    "PagingStep",
    "Parcel",
    "PersonPage",
    "Piece",
    "Production",
    "Reach",
    "Receipt",
    "RegisterRow",
    "ReportCorrection",
    "ReportEdition",
    "ReportSignature",
    "Roster",
    "Sealed",
    "Secrecy",
    "Session",
    "Statement",
    "Token",
    "Verification",
    "Watch",
]
