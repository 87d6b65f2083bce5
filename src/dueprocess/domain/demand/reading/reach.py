"""Which data an item asks for, and how far it reaches: place, basis, users, decryption, subject."""

# ruff: noqa: RUF001 - phrases of several scripts hold look-alike letters; a pattern stays on one line

from typing import Final

from dueprocess.domain.demand.codes import AccessBasis, DataCategory, Ground, Territory
from dueprocess.domain.demand.reading.page import has, phrases

_DATA: Final[tuple[tuple[DataCategory, tuple[str, ...]], ...]] = (
    (
        DataCategory.SUBSCRIBER,
        phrases(
            "subscriber info|subscriber data|subscriber name|subscriber detail|subscriber record|subscriber and|"
            "basic subscriber|name and e-mail|name and email|name, date|identity of|bestandsdat|"
            "registration data|registration information|registration details|account holder|anschlussinhaber|"
            "name and address|names|name, address|addresses|length of service|means and source of payment|"
            "payment|billing|telephone or instrument number|date of birth|kyc|cnic|sign-up|customer name|"
            "contact details|inhaber|zahlungsdaten|kundendaten|регистрационн|сведения о пользовател|"
            "персональные данные|абонент|données d'abonné|identité du titulaire|titulaire|datos de abonado|"
            "titular|datos del usuario|user information|صارف|उपयोगकर्ता"
        ),
    ),
    (
        DataCategory.IDENTIFICATION,
        phrases(
            "solely to identify|for the sole purpose of identifying|sole purpose of identifying|"
            "identify the user|assigned network address|ip address assigned|zugewiesene ip|ip-adresse zugewiesen|"
            "nutzer der ip|user of the ip|registration internet protocol|registration ip|"
            "identification of the user|identifizierung|dynamische ip|dynamischen ip"
        ),
    ),
    (
        DataCategory.TRAFFIC,
        phrases(
            "connection record|session times|login record|log-in|login times|ip log|ip download log|access log|"
            "logs|log file|traffic|call detail|cdr|call record|verkehrsdat|nutzungsdat|verbindungsdat|logdaten|"
            "ip-protokoll|header information|headers|metadata|трафик|ip-адрес|журнал|соединения|"
            "données de connexion|fadettes|datos de tráfico|pen register|trap and trace|transactional|"
            "uploaded by|کال ریکارڈ"
        ),
    ),
    (
        DataCategory.CONTENT,
        phrases(
            "contents of|stored communications|stored electronic communications|content of communications|"
            "content of the account|content of messages|content data|e-mail content|email content|"
            "messages stored|stored messages|private messages|direct messages|all messages|inhaltsdat|inhalt der|"
            "nachrichten|postfachinhalt|переписк|сообщени пользов|содержание сообщ|contenu des|contenido de|"
            "attachments, drafts|emails stored|all emails|all e-mails|mailbox|photographs|files stored|"
            "chat history"
        ),
    ),
    (
        DataCategory.LOCATION,
        phrases(
            "location|standort|geolocation|cell site|cell tower|funkzelle|местонахожд|геолокац|localisation|"
            "localización|ubicación|لوکیشن"
        ),
    ),
    (
        DataCategory.ACCESS_CODES,
        phrases(
            "password|passwort|passwörter|zugangscode|zugangssicherungscode|zugangsdaten|pin and puk|puk|"
            "pin code|парол|mot de passe|contraseña|access codes|credentials of the account"
        ),
    ),
)
_GROUNDS: Final[tuple[tuple[Ground, tuple[str, ...]], ...]] = (
    (
        Ground.CHILD_ABUSE,
        phrases(
            "child abuse|child sexual|child pornograph|csam|kinderpornogra|детск порно|детской порнограф|"
            "pédopornograph|pornografía infantil"
        ),
    ),
    (
        Ground.INTIMATE_IMAGES,
        ("intimate image", "non-consensual", "revenge porn", "modesty of a", "modesty and dignity", "intimate picture"),
    ),
    (Ground.TERRORISM, ("terror", "extremis", "экстремис", "террор", "proscribed organi", "volksverhetzung")),
    (
        Ground.RELIGION,
        phrases(
            "blasphem|sacrilegious|religious feeling|glory of islam|desecration|gotteslästerung|чувств верующих|"
            "توہین مذہب|گستاخ"
        ),
    ),
    (
        Ground.SEXUALITY,
        phrases("obscen|indecen|pornograph|порнограф|non-traditional sexual|нетрадиционных|immoral|lgbt|فحش"),
    ),
    (
        Ground.TREASON,
        phrases(
            "treason|state secret|sedition|territorial integrity|landesverrat|sovereignty|integrity of india|"
            "integrity, security or defence|государственн тайн|территориальной целостност"
        ),
    ),
)


def data_in(low: str) -> tuple[DataCategory, ...]:
    """Categories of data that the words name."""
    return tuple(category for category, phrases in _DATA if has(low, phrases))


def ground_in(low: str) -> Ground | None:
    """Subject of a content demand, or None where the words name none of the list."""
    return next((ground for ground, phrases in _GROUNDS if has(low, phrases)), None)


def territory_in(low: str, country: str | None) -> Territory:
    """Where a restriction is to take effect, as the words say."""
    if has(
        low,
        (
            "worldwide",
            "globally",
            "global removal",
            "weltweit",
            "in all countries",
            "dans le monde entier",
            "a nivel mundial",
            "во всем мире",
        ),
    ):
        return Territory.GLOBAL
    if has(
        low,
        phrases(
            "territory of|территории|within pakistan|in pakistan|in india|in germany|deutschland|im bundesgebiet|"
            "sur le territoire|en territorio|for users in"
        ),
    ):
        return Territory.COUNTRY
    return (
        Territory.PLACE
        if country
        and has(
            low,
            (
                "district of",
                "within the district",
                "in the district",
                "province of",
                "im landkreis",
                "municipality",
                "in the area of",
            ),
        )
        else Territory.UNKNOWN
    )


def basis_in(low: str, *, court: bool) -> AccessBasis:
    """What a demand for access or capability rests on, as the words say."""
    if court or has(low, ("technical capability notice", "order no", "anordnung vom")):
        return AccessBasis.ORDER
    if has(
        low,
        phrases(
            "§|section |u.s.c|pursuant to the|licence condition|license condition|federal law|федеральн|"
            "regulation | act|gemäß|статьи"
        ),
    ):
        return AccessBasis.STANDING_LAW
    return AccessBasis.NONE


def all_users_in(low: str) -> bool:
    """Whether the words reach users who are not named."""
    return has(
        low,
        phrases(
            "all users|all subscribers|any user|every user|all customers|alle nutzer|aller nutzer|"
            "sämtliche nutzer|all accounts that|всех пользовател|tous les utilisateurs|todos los usuarios|"
            "all persons who|whoever|all devices|funkzellenabfrage|geofence|keyword search|who accessed|"
            "all traffic"
        ),
    )


def decryption_in(low: str) -> bool:
    """Whether the words ask to undo encryption."""
    return has(
        low,
        phrases(
            "decrypt|remove electronic protection|removal of encryption|removal of electronic protection|"
            "plain text|plaintext|unencrypted form|in readable form|entschlüssel|расшифров|декодирован|déchiffr|"
            "descifr|encryption key|ключи шифрования|private keys|disable encryption|without encryption|"
            "intelligible form"
        ),
    )


def toll_only_in(low: str) -> bool:
    """Whether only toll and subscriber records are asked for (18 U.S.C. 2709(b))."""
    return has(low, ("toll billing records", "toll records", "toll call records"))


def future_in(low: str) -> bool:
    """Whether data not yet there are asked for."""
    return has(
        low,
        phrases(
            "prospective|ongoing|for the next|future data|künftig|zukünftig|from the date of this order for|"
            "real-time|real time|in echtzeit|going forward|на будущее|à venir|futuros"
        ),
    )
