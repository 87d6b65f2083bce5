"""Tables. Append-only ones are guarded by triggers (guards.py); deletable bytes stand in tables of their own."""

from dueprocess.data.models.accounts import Account, Card, Draft, Invitation, Session, Token
from dueprocess.data.models.cases import Arrival, Case, Item
from dueprocess.data.models.costs import Cost, Invoice
from dueprocess.data.models.decisions import Decision, DecisionLine, GateAnswer, Secrecy, Verification
from dueprocess.data.models.events import Event, EventOpening, Statement
from dueprocess.data.models.night import Beat, Paging, PagingStep, Reach, Watch
from dueprocess.data.models.person import PersonPage
from dueprocess.data.models.portal import Parcel, Receipt
from dueprocess.data.models.productions import Piece, Production
from dueprocess.data.models.public import RegisterRow
from dueprocess.data.models.reports import LedgerRow, ReportCorrection, ReportEdition, ReportSignature
from dueprocess.data.models.sealed import Envelope, Roster, Sealed
from dueprocess.data.models.work import Duty, Effect

__all__ = [
    "Account",
    "Arrival",
    "Beat",
    "Card",
    "Case",
    "Cost",
    "Decision",
    "DecisionLine",
    "Draft",
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
