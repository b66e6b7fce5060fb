"""Which country a number belongs to: what messages to it cost. Where its owner lives is another matter."""

from typing import Final

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from bot.core.addresses import Address

UNKNOWN: Final = ""
"""The country of an address that shows none: a WhatsApp user id, or a number of no country."""
_NOWHERE: Final = "001"
"""The library's region of numbers that belong to no country (satellite, international free-phone)."""


def country(address: Address) -> str:
    """The ISO 3166 code of the country an address is billed by (`PE`), or UNKNOWN."""
    if not address.is_phone:
        return UNKNOWN
    digits = address.identifier[1:]
    for length in (1, 2, 3):
        regions = COUNTRY_CODE_TO_REGION_CODE.get(int(digits[:length]))
        if regions:
            return _within(address.identifier, regions)
    return UNKNOWN


def _within(number: str, regions: tuple[str, ...]) -> str:
    """Of the countries that share a calling code (+1, +7, +44 …) the number's own, else the largest of them."""
    if len(regions) == 1:
        return UNKNOWN if regions[0] == _NOWHERE else regions[0]
    try:
        found = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        found = None
    return found or regions[0]
