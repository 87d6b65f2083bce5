"""The child of ``inbox``: logs in, fetches the mails that it is told, hands each over in a file of memory, ends.

What it read dies with it. It is told on its standard input, a line of packets: place, password and numbers come as one
JSON object; a packet goes back for each mail, its file with it, and one that says the end, or a fault by its code.
"""

import json
import os
import socket
from typing import Final

from dueprocess.adapters import machine, mailboxes

MAX_ASKED: Final = 1 << 16


def main() -> None:
    """Answer one order."""
    machine.no_dumps()
    with socket.socket(fileno=0) as line:
        asked = json.loads(line.recv(MAX_ASKED))
        try:
            with mailboxes.imap(asked["place"], asked["password"]) as box:
                for uid in asked["uids"]:
                    _hand_over(line, box, uid)
        except mailboxes.MailboxError as fault:
            line.send(json.dumps({"fault": str(fault)}).encode())
        else:
            line.send(b'{"end": true}')


def _hand_over(line: socket.socket, box: mailboxes.Imap, uid: str) -> None:
    parts = mailboxes.good(box.server.uid("FETCH", uid, "(BODY.PEEK[])"))
    data = next((part[1] for part in parts if isinstance(part, tuple)), None)
    if data is None:
        return  # it was taken away meanwhile
    with os.fdopen(os.memfd_create("mail", os.MFD_CLOEXEC), "wb") as file:
        file.write(data)
        file.flush()
        socket.send_fds(line, [json.dumps({"uid": uid, "size": len(data)}).encode()], [file.fileno()])


if __name__ == "__main__":
    main()
