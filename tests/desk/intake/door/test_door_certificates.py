"""The certificate that a proxy shows, in its two forms; whatever else stands there is none."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.desk.intake.door.messages import _certificate

DER = b"0\x82\x01\x00" + bytes(range(256))
PEM = f"-----BEGIN CERTIFICATE-----\n{base64.encodebytes(DER).decode()}-----END CERTIFICATE-----\n"


def test_both_forms_give_the_same_bytes() -> None:
    assert _certificate(f":{base64.b64encode(DER).decode()}:") == DER
    assert _certificate(quote(PEM)) == _certificate(quote(PEM, safe="")) == DER


@pytest.mark.parametrize(
    "shown",
    ["", ":", "::", ":!:", quote(PEM + PEM), quote(PEM).replace("CERTIFICATE", "PRIVATE%20KEY"), quote("x" + PEM)],
)
def test_anything_else_is_none(shown: str) -> None:
    assert _certificate(shown) == b""


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda data: f":{data.hex()}:"))
def test_whatever_is_shown_is_bytes(shown: str) -> None:
    assert isinstance(_certificate(shown), bytes)
