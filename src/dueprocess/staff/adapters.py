"""How log-in behaves here: no open sign-up, no mail, factors sealed by the home's key (ADR 0017)."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from dueprocess.adapters import factors


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # no types in the library
    """Accounts come by invitation; nothing is mailed from this process."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        del request
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail: coming back after a lost factor is an act of colleagues, not a link in a mailbox (hazard 9.5)."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # no types in the library
    """Second factors stand in the database sealed by a key that no backup holds: a copied database logs in nowhere."""

    def encrypt(self, text: str) -> str:
        """Seal a secret of a factor."""
        return factors.seal(text, settings.SECRET_KEY)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret of a factor. Raises FactorError where the home's key is another one now."""
        return factors.unseal(encrypted_text, settings.SECRET_KEY)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The relying party is this very host, never its parent (hazard 9.5)."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Due Process"}
