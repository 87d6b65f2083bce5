"""Which data an item asks for, and how far it reaches: place, basis, users, decryption, subject."""

from typing import Final

from dueprocess.demand.codes import AccessBasis, DataCategory, Ground, Territory
from dueprocess.demand.reading.page import Page

_GROUNDS: Final = (
    Ground.CHILD_ABUSE,
    Ground.INTIMATE_IMAGES,
    Ground.TERRORISM,
    Ground.RELIGION,
    Ground.SEXUALITY,
    Ground.TREASON,
)


def data_in(page: Page, low: str) -> tuple[DataCategory, ...]:
    """Categories of data that the words name."""
    return tuple(category for category in DataCategory if page.says(low, f"data.{category}"))


def ground_of(page: Page) -> Ground | None:
    """Subject of a content demand, or None where the words name none of the list."""
    return next((ground for ground in _GROUNDS if page.says(page.low, f"grounds.{ground}")), None)


def territory_of(page: Page, country: str | None) -> Territory:
    """Where a restriction is to take effect, as the words say."""
    if page.says(page.low, "reach.worldwide"):
        return Territory.GLOBAL
    if page.says(page.low, "reach.country"):
        return Territory.COUNTRY
    return Territory.PLACE if country and page.says(page.low, "reach.place") else Territory.UNKNOWN


def basis_of(page: Page, *, court: bool) -> AccessBasis:
    """What a demand for access or capability rests on, as the words say."""
    if court or page.says(page.low, "reach.by_order"):
        return AccessBasis.ORDER
    return AccessBasis.STANDING_LAW if page.says(page.low, "reach.by_law") else AccessBasis.NONE
