"""What one campaign message is taken to cost when it leaves."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

import yaml

from bot import yaml_loader
from bot.core import costs, segments
from bot.core.addresses import Address, Channel
from bot.core.composing import Words
from bot.core.costs import Charge, Prices
from bot.core.countries import country
from bot.core.errors import BadSettings
from bot.core.templates import Category
from bot.storage import templates
from bot.storage.database import Transaction

log = logging.getLogger(__name__)

_BY_CATEGORY: Final = {
    Category.MARKETING: Charge.MARKETING,
    Category.UTILITY: Charge.UTILITY,
    Category.AUTHENTICATION: Charge.AUTHENTICATION,
}


def read(path: Path) -> Prices:
    """The price file. Raises BadSettings with one line for each thing wrong."""
    try:
        document = yaml_loader.read(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadSettings(f"{path.name}: no se puede leer ({type(error).__name__})") from None
    prices, problems = costs.parse(document, path.name)
    if problems:
        raise BadSettings(*problems)
    return prices


def charge_of(category: Category | None) -> Charge:
    """What a template is billed as; any category where it has none yet."""
    return _BY_CATEGORY[category] if category else Charge.TEMPLATE


class Pricing:
    """Prices single messages. Remembers the category of templates it has asked for."""

    def __init__(self, prices: Prices) -> None:
        self._prices = prices
        self._charges: dict[str, Charge] = {}

    def of(self, tx: Transaction, recipient: Address, words: Words) -> int:
        """Micro-dollars this message is taken to cost, at the high end of what is not known."""
        where = country(recipient)
        if recipient.channel is Channel.SMS:
            return costs.micros(self._prices.estimate(Charge.SMS, where, segments.count(words.text).parts))
        kind = self._charge(tx, words.content_sid) if words.content_sid else Charge.SERVICE
        return costs.micros(self._prices.estimate(kind, where))

    def _charge(self, tx: Transaction, sid: str) -> Charge:
        if sid not in self._charges:
            if len(self._charges) > 1_000:
                self._charges.clear()
            template = templates.known(tx, [sid]).get(sid)
            found = charge_of(template.category if template else None)
            if found is Charge.TEMPLATE:
                return found  # it may be known soon
            self._charges[sid] = found
        return self._charges[sid]


Price = Callable[[Transaction, Address, Words], int]
"""Micro-dollars one message is taken to cost."""
