"""Tables. Append-only ones are guarded by triggers (guards.py); deletable bytes stand in tables of their own."""

from dueprocess.desk.data.models.accounts import Account, Card, Invitation, Parcel, PersonPage, Receipt, Session, Token
from dueprocess.desk.data.models.cases import (
    Arrival,
    Case,
    Cost,
    Docket,
    DocketCopy,
    Duty,
    Effect,
    Envelope,
    InvitedCounsel,
    Invoice,
    Item,
    Piece,
    Production,
    PublicCopy,
    RegisterRow,
    Roster,
    Sealed,
)
from dueprocess.desk.data.models.days import Absence, Feed, Reminder
from dueprocess.desk.data.models.decisions import (
    Decision,
    DecisionLine,
    Event,
    EventOpening,
    GateAnswer,
    Note,
    Secrecy,
    Statement,
    Verification,
)
from dueprocess.desk.data.models.mail_keys import MailKey
from dueprocess.desk.data.models.night import Beat, Paging, PagingStep, Reach, Watch
from dueprocess.desk.data.models.own_cases import Assignment, Opening, OwnCases
from dueprocess.desk.data.models.reports import (
    Ally,
    LedgerRow,
    ReportCorrection,
    ReportEdition,
    ReportSignature,
    Scorecard,
    ScoreLook,
    Talk,
)
