"""Letters that came back: each message is looked at in the sandbox, written down, and only then removed (hazard 1.6).

What is no bounce of ours is left where it is. A report is unsigned mail, and whoever got the letter could write one:
it never sends, and never answers; it makes a person look.
"""

from typing import Any, Final

from dueprocess.adapters import mailboxes, smtp
from dueprocess.adapters.sandbox import Died, Sandbox
from dueprocess.desk.data.models import Effect
from dueprocess.desk.jobs.round import Round
from dueprocess.desk.services import outgoing_letters
from dueprocess.desk.services.house import MailSettings

SECONDS: Final = 10.0
MAX_ANSWER: Final = 4096


def take_back(shift: Round) -> dict[str, Any]:
    """One look into the mailbox. ``{"returned": [effect…], "waits": code or null}``; a mailbox never makes it raise."""
    settings = shift.desk.house.mail
    returned: list[str] = []
    if settings is None or not settings.bounces or shift.desk.house.practice:
        return {"returned": returned, "waits": None}
    try:
        password = smtp.read_password(settings.bounces_password_file or settings.password_file)
        with mailboxes.opened(settings.bounces, password) as box:
            _look_through(shift, settings, box, returned)
    except (mailboxes.MailboxError, smtp.MailError) as fault:
        return {"returned": returned, "waits": str(fault)}
    return {"returned": returned, "waits": None}


def _look_through(shift: Round, settings: MailSettings, box: mailboxes.Mailbox, returned: list[str]) -> None:
    started: Sandbox | None = None
    try:
        for one in box.letters(frozenset(shift.looked)):
            if shift.stopping:
                return
            if started is None:
                started = shift.sandbox().__enter__()  # only where there is something to look at
            effect, status = _read(started, settings, one.data)
            if not effect or not Effect.objects.filter(pk=effect, kind=outgoing_letters.KIND).exists():
                shift.looked.add(one.key)
            elif outgoing_letters.returned(shift.desk, effect, status):
                returned.append(effect)
                box.remove(one.key)
    finally:
        if started is not None:
            started.close()


def _read(box: Sandbox, settings: MailSettings, data: bytes) -> tuple[str, str]:
    """Id of the letter that was not delivered, and the class of its status; empty where the mail says no such thing."""
    local, _, domain = settings.sender.rpartition("@")
    answer = box.run("bounce", {"local": local, "domain": domain}, data, seconds=SECONDS, max_answer=MAX_ANSWER)
    if isinstance(answer, Died) or answer["action"] != "failed" or answer["effect"] is None:
        return "", ""
    return answer["effect"], answer["status"]
