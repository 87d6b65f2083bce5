"""What a file's name suggests of its kind and of the way it came; the child that reads it looks at the bytes itself."""

from collections.abc import Mapping
from typing import Final

from dueprocess.demand.codes import Channel

OTHER: Final = "application/octet-stream"
_MEDIA: Final[Mapping[str, str]] = {
    "eml": "message/rfc822",
    "md": "text/markdown",
    "txt": "text/plain",
    "pdf": "application/pdf",
    "xml": "application/xml",
}
_CHANNELS: Final[Mapping[str, Channel]] = {"eml": Channel.MAIL, "xml": Channel.XML}


def media_of(name: str) -> str:
    """Media type by the name's ending."""
    return _MEDIA.get(_ending(name), OTHER)


def channel_of(name: str) -> Channel:
    """Channel that the kind of a file suggests."""
    return _CHANNELS.get(_ending(name), Channel.FILE)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
