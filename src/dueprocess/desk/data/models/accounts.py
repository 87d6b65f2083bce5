"""Accounts of the web surfaces and what they are handed; what the portal and the pages of persons keep of strangers.

Logging in gives no power: what grants, confirms or withholds is a statement signed by a key on the roster. Codes that
open something are kept as SHA-256 alone, so that a copy of this database logs in nowhere (hazard 9.5).

A receipt's code never leaves the official's browser. The desk gets a look-up that is derived from it, and keeps the
SHA-256 of that; and a public key, derived from it too, to which everything is sealed that the code opens. A person's
page stands under an id that only its code gives, and links to no case (ADR 0032).
"""

from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from dueprocess.desk.data.models.cases import Case

LANGUAGES: Final = ("en", "de")


class AccountManager(BaseUserManager["Account"]):
    """Accounts by pseudonym."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """The account of that pseudonym; as Django's log-in asks for it."""
        return self.get(name=username)


class Account(AbstractBaseUser):
    """Somebody of the house who may log in. ``name`` is the pseudonym of the roster; no other name is kept."""

    last_login = None  # when somebody worked is nobody's business (hazard 3.3)

    name = models.CharField(max_length=31, unique=True)
    is_active = models.BooleanField(default=True)
    made_on = models.DateField(null=True)
    language = models.CharField(max_length=8, default="en")

    objects = AccountManager()

    USERNAME_FIELD = "name"

    def get_short_name(self) -> str:
        """The pseudonym."""
        return str(self.name)


class Session(AbstractBaseSession):
    """A log-in. ``session_key`` is the SHA-256 of the cookie's value, never the value."""

    session_key = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="sessions")
    made_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # to the hour

    class Meta:
        indexes = (models.Index(fields=["expire_date"], name="session_expiry"),)


class Invitation(models.Model):
    """A one-use code by which somebody makes an account, or makes its log-in anew after losing the second factor."""

    code = models.CharField(primary_key=True, max_length=64)  # SHA-256 (hex)
    name = models.CharField(max_length=31)
    roles = models.CharField(max_length=120, default="", blank=True)  # wished for; the roster decides
    made_by = models.CharField(max_length=31)
    made_on = models.DateField()
    until = models.DateTimeField()
    used_on = models.DateField(null=True)
    again = models.BooleanField(default=False)  # an account exists: its factors are made anew


class Card(models.Model):
    """The public card that an account handed in, for the next roster. Keys are believed when colleagues sign them."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="card")
    text = models.CharField(max_length=400)
    made_on = models.DateField()


class Token(models.Model):
    """A bearer of the interface, or a ticket of the door. ``hash`` is SHA-256 (hex) of what the bearer shows."""

    hash = models.CharField(primary_key=True, max_length=64)
    id = models.CharField(max_length=26, unique=True)
    kind = models.CharField(max_length=8)  # session: a person's client · system: the provider's own · door: one arrival
    person = models.CharField(max_length=31)  # who holds or made it
    name = models.CharField(max_length=31, default="", blank=True)  # of a system
    scopes = models.CharField(max_length=120, default="", blank=True)  # codes, comma-separated
    made_on = models.DateField()
    until = models.DateTimeField()
    used_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=["session", "system", "door"]), name="token_kind_known"),
        )


WORDS = ("received", "in_review", "question", "answered", "refused", "closed")
LEFT = ("correction", "clarification", "letter", "production")
"""The same lists as case/status.py and case/portal.py (a test holds them together)."""


class Receipt(models.Model):
    """The holder of a code, and the word that the portal says to them; written when the case moved, never on asking."""

    lookup = models.CharField(primary_key=True, max_length=64)  # SHA-256 (hex) of what the browser shows
    recipient = models.CharField(max_length=80)  # public age key; its secret half is derived from the code
    vessel = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="receipt")
    made_on = models.DateField()
    until = models.DateField()
    word = models.CharField(max_length=12, default="received")
    word_on = models.DateField()
    seen = models.CharField(max_length=32, default="", blank=True)  # case id and revision that the word was made from

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(word__in=WORDS), name="receipt_word_known"),)


class Parcel(models.Model):
    """One ciphertext that was left for the holder of a receipt, until its day."""

    id = models.CharField(primary_key=True, max_length=26)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="parcels")
    kind = models.CharField(max_length=16)
    production = models.CharField(max_length=26, default="", blank=True)
    number = models.PositiveSmallIntegerField(default=1)
    sealed = models.CharField(max_length=26)
    size = models.PositiveBigIntegerField()
    left_on = models.DateField()
    until = models.DateField()
    taken_on = models.DateField(null=True)
    answer = models.CharField(max_length=26, default="", blank=True)  # the arrival that answers a question

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=LEFT), name="parcel_kind_known"),
            models.UniqueConstraint(
                fields=["production", "number"], condition=~models.Q(production=""), name="parcel_part_once"
            ),
        )


class PersonPage(models.Model):
    """One page that its code opens until its last day: ciphertext of one length."""

    id = models.CharField(primary_key=True, max_length=32)
    until = models.DateField(db_index=True)
    bytes = models.BinaryField()
    bound = models.CharField(max_length=64)
