"""What is sealed in the place of something that no child takes: it is an arrival all the same (hazard 1.4)."""

from typing import Final

from dueprocess.adapters.sandbox import MAX_DATA

TOO_LARGE: Final = "too-large"
"""Why such an arrival is unread."""
NAME: Final = "note.txt"
MEDIA: Final = "text/plain"


def note_of(size: int, where: str) -> bytes:
    """A note by the intake: how many bytes came, where they lie, and what to do with them."""
    most = MAX_DATA >> 20
    return f"""This is not the original. It is a note by the intake.

Something of {size} bytes arrived. It is longer than {most} MiB: it was not encrypted and lies there:

{where}

Its clock runs. Read it where it lies. Then take it in, in parts of at most {most} MiB each (dueprocess intake), or note
who keeps it (dueprocess hold-outside). Then delete it there.

Dies ist nicht das Original, sondern ein Vermerk des Eingangs.

Eingegangen ist etwas von {size} Byte. Es ist größer als {most} MiB, wurde nicht verschlüsselt und liegt noch dort
(Ort siehe oben). Die Frist läuft. Lesen Sie es an seinem Ort. Nehmen Sie es dann in Teilen von höchstens {most} MiB
auf (dueprocess intake), oder vermerken Sie, wer es verwahrt (dueprocess hold-outside). Löschen Sie es danach dort.
""".encode()
