"""The areas of work, each with its pages. A new area is a module with `PAGES` and a line here."""

from typing import Final

from bot.web.console import (
    account,
    answers,
    attention,
    campaign_checking,
    campaign_results,
    campaign_writing,
    campaigns,
    case,
    entrance,
    home,
    lessons,
    lexicon,
    overview,
    record,
    reviewing,
    services,
    sheet,
    style,
    system,
    team,
    translating,
    trying,
    unanswered,
    writing,
)
from bot.web.console.pages import Page

AREAS: Final = (
    entrance,
    home,
    overview,
    writing,
    sheet,
    answers,
    reviewing,
    unanswered,
    trying,
    translating,
    lessons,
    attention,
    case,
    lexicon,
    services,
    campaign_writing,
    campaigns,
    campaign_checking,
    campaign_results,
    account,
    team,
    record,
    system,
    style,
)
PAGES: Final[tuple[Page, ...]] = tuple(page for area in AREAS for page in area.PAGES)
