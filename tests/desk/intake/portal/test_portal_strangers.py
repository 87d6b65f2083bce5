"""Who is not verified learns nothing: a target that we know of and one that nobody ever named get the same bytes.

What each way in tells whoever uses it is listed in docs/reference/strangers.md (hazards 2.1, 2.2, 2.6; P3, P11).
"""

import json
import os
import socket
import threading
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk_samples import DISCLOSURE, Place
from dueprocess.adapters.sandbox import Handed
from dueprocess.adapters.texts import asked
from dueprocess.demand.codes import Channel
from dueprocess.desk.data.models import Duty
from dueprocess.desk.intake import lmtp
from dueprocess.desk.services import arrivals, letters
from dueprocess.desk.services.cases import state_of
from dueprocess.formats.refusal import Denied
from dueprocess.letter import plain
from dueprocess.letter.kinds import LetterKind
from portal_samples import MARK, Official, as_json, submission

UNKNOWN = "nobody.0000@nowhere.example"
ASKS = "Dear all,\n\nhave you been asked about me? My address is {target}.\n"


def known(place: Place) -> None:
    """Cases about the target stand here, one of them with a silence."""
    place.silence(place.ready(DISCLOSURE.replace("a_b@postfach.example", MARK)))
    place.arrive(DISCLOSURE.replace("a_b@postfach.example", MARK))


def told(answer: HttpResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All that a stranger sees of an answer."""
    return answer.status_code, answer.content, sorted(answer.headers.items())


def test_the_portal_answers_alike_and_does_the_same_work(stranger: Client, place: Place) -> None:
    known(place)
    seen = []
    for number, target in enumerate((MARK, UNKNOWN, MARK, UNKNOWN)):
        official = Official(bytes([65 + number]) * 16)
        bodies: list[tuple[str, Any]] = [
            ("/v1/check", {"claim": as_json(submission(place.desk), official)["claim"], "language": "en"}),
            ("/v1/submit", as_json(submission(place.desk, f"T1: {target}"), official)),
            ("/v1/take", {"lookup": official.shown, "parcel": "", "start": 0}),
        ]
        of_one = []
        for path, body in bodies:
            with CaptureQueriesContext(connection) as queries:
                answer = stranger.post(path, json.dumps(body), content_type="application/json")
            of_one.append((told(answer), len(queries)))
        with CaptureQueriesContext(connection) as queries:
            status = stranger.post(
                "/v1/status", json.dumps({"lookup": official.shown}), content_type="application/json"
            )
        of_one.append(((status.status_code, len(status.content), sorted(status.headers.items())), len(queries)))
        seen.append(of_one)
    assert seen[0] == seen[1] == seen[2] == seen[3]


def said_by_lmtp(place: Place, text: str) -> bytes:
    """Everything that the mail server hears, from greeting to farewell, of one mail."""

    class Server:
        @staticmethod
        def take(content: Handed, named: str) -> None:
            del named
            mail = os.pread(content.handle, content.size, 0)
            os.close(content.handle)
            heard.append(mail)

    heard: list[bytes] = []
    ours, theirs = socket.socketpair()
    session = threading.Thread(target=lmtp.Session, args=(theirs, "", Server()))
    session.start()
    head = b"LHLO mx\r\nMAIL FROM:<k@police.example>\r\nRCPT TO:<desk@fennel.example>\r\nDATA\r\n"
    ours.sendall(head + text.replace("\n", "\r\n").encode() + b"\r\n.\r\nVRFY x\r\nQUIT\r\n")
    answer = b""
    while b"221 " not in answer:
        answer += ours.recv(4096)
    session.join()
    ours.close()
    theirs.close()
    (mail,) = heard
    arrivals.register(place.desk, [place.received(mail.decode(), media="message/rfc822", name="mail.eml")])
    return answer


def test_a_mail_server_hears_the_same_of_either(place: Place) -> None:
    known(place)
    mail = "From: k@police.example\nSubject: request\n\n" + DISCLOSURE
    several = [mail, mail.replace("a_b@postfach.example", MARK), mail.replace("a_b@postfach.example", UNKNOWN), "\0"]
    assert len({said_by_lmtp(place, one) for one in several}) == 1


def written(place: Place, case: str) -> Any:
    made = letters.write_letter(
        place.desk,
        state_of(case),
        LetterKind.ACKNOWLEDGEMENT,
        (1,),
        ("de",),
        letters.Merged(letters.house_of(place.desk)),
    )
    assert not isinstance(made, Denied)
    return {key: value for key, value in plain.to_plain(made, (1,)).items() if key != "items"}


def test_a_letter_to_who_is_not_verified_is_the_same_for_either(place: Place) -> None:
    known(place)
    ways = [(MARK, Channel.MAIL), (UNKNOWN, Channel.MAIL), (MARK, Channel.FAX), (UNKNOWN, Channel.POST)]
    cases = [place.arrive(DISCLOSURE.replace("a_b@postfach.example", target), way) for target, way in ways]
    first, *others = [written(place, case) for case in cases]
    assert all(one == first for one in others)


def test_whoever_asks_about_themselves_gets_the_same_words_on_the_same_day(place: Place) -> None:
    known(place)
    due, work = set(), set()
    for target in (MARK, UNKNOWN, MARK, UNKNOWN):
        case = place.arrive(ASKS.format(target=target))
        with CaptureQueriesContext(connection) as queries:
            place.classify(case, "inquiry")
        work.add(len(queries))
        due |= set(Duty.objects.filter(case_id=case, done_at__isnull=True).values_list("what", "due_at", "not_before"))
    assert len(due) == len(work) == 1
    with CaptureQueriesContext(connection) as queries:
        words = asked()
    assert (len(queries), set(words)) == (0, {"en", "de", "ur"})
    assert all(MARK not in one and UNKNOWN not in one for one in words.values())
