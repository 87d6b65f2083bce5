import pytest

from dueprocess.demand.codes import Channel
from dueprocess.demand.media import channel_of, media_of


@pytest.mark.parametrize(
    ("name", "media", "channel"),
    [
        ("order.EML", "message/rfc822", Channel.MAIL),
        ("epoc.xml", "application/xml", Channel.XML),
        ("scan.v2.pdf", "application/pdf", Channel.FILE),
        ("eml", "application/octet-stream", Channel.FILE),
        ("photo.heic", "application/octet-stream", Channel.FILE),
        ("", "application/octet-stream", Channel.FILE),
    ],
)
def test_a_name_suggests_kind_and_way(name: str, media: str, channel: Channel) -> None:
    assert (media_of(name), channel_of(name)) == (media, channel)
