"""All tables in one place: importing this module makes the schema complete."""

from __future__ import annotations

from storage.allowance import Allowance
from storage.attachment import Attachment
from storage.bucket import Bucket
from storage.co_report import CoReport
from storage.comment import Comment
from storage.create_screen import CreateScreen
from storage.deflection import Deflection
from storage.delivery import Delivery
from storage.event import Event
from storage.home import Home
from storage.installation import Installation, Restore
from storage.issue import Issue
from storage.message import Draft, Message
from storage.model_budget import ModelBudget
from storage.model_call import ModelCall
from storage.note import Note, Revision
from storage.outbox import Owed
from storage.period import Period
from storage.report import Report
from storage.standing import Standing
from storage.turn import Turn
from storage.types import Base

__all__ = [
    "Allowance",
    "Attachment",
    "Base",
    "Bucket",
    "CoReport",
    "Comment",
    "CreateScreen",
    "Deflection",
    "Delivery",
    "Draft",
    "Event",
    "Home",
    "Installation",
    "Issue",
    "Message",
    "ModelBudget",
    "ModelCall",
    "Note",
    "Owed",
    "Period",
    "Report",
    "Restore",
    "Revision",
    "Standing",
    "Turn",
]

metadata = Base.metadata
