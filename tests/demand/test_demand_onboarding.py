"""Direct access under today's name: "onboarding" to a state's portal, an interface, an agent, an account (L1)."""

import pytest

from dueprocess.adapters import jobs_read

GOVERNMENT = "Government of India, Ministry of Home Affairs. "


@pytest.mark.parametrize(
    "text",
    [
        GOVERNMENT + "All intermediaries are directed to onboard on the Sahyog Portal within 7 days.",
        GOVERNMENT + "You shall integrate your platform with the portal so that notices are executed automatically.",
        "Pakistan Telecommunication Authority. You are required to install the monitoring agent on your servers.",
        "Pakistan Telecommunication Authority. Unlawful content shall be removed directly by the Authority.",
        "Bundeskriminalamt. Wir bitten um Anbindung Ihres Systems, damit unsere Beamten selbst abrufen können.",
    ],
)
def test_it_is_direct_access_whatever_it_is_called(text: str) -> None:
    draft = jobs_read.draft_of({"file": "a.txt"}, text.encode())
    assert draft.is_demand
    assert "direct_access" in draft.kinds


def test_whoever_speaks_of_their_own_interface_asks_for_nothing() -> None:
    text = "Polizeiinspektion Moorau. Wir bitten um Auskunft über den Inhaber von a@b.example. Unsere API ruht."
    assert "direct_access" not in jobs_read.draft_of({"file": "a.txt"}, text.encode()).kinds
