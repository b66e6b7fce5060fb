"""The line that tells somebody a campaign writes to how to get no more of it, where they can really do it.

Twilio has no two-way SMS in Peru (its guidelines for SMS in Peru: two-way SMS not supported): an answer to such a
message goes nowhere. There the way out is WhatsApp, with the word already written: one tap and "send".
"""

from typing import Final

from bot import i18n
from bot.core.addresses import Address, Channel
from bot.core.countries import country
from bot.core.plans import Plan, WayOut
from bot.i18n import gettext as _

ONE_WAY_SMS: Final = frozenset({"PE"})
"""Countries where people cannot answer an SMS of ours."""


def line(recipient: Address, whatsapp: str) -> str | None:
    """The way out for this person, in the current language; None where there is none, and nothing may be sent.

    `whatsapp` is our WhatsApp number (`+51…`), empty without one. SMS lines use letters of the GSM alphabet only.
    """
    if recipient.channel is Channel.WHATSAPP:
        return _("Para no recibir más avisos, responde BAJA.")
    return _answer() if answers_sms(country(recipient)) else _elsewhere(whatsapp) or None


def answers_sms(home: str) -> bool:
    """True where an SMS of ours to a number of this country (ISO 3166) can be answered."""
    return home not in ONE_WAY_SMS


def below_sms(whatsapp: str) -> WayOut:
    """The lines below a campaign's SMS in every language we speak. `whatsapp` as for `line`: empty, and there is none
    for people who cannot answer."""
    answer, elsewhere = {}, {}
    for language in i18n.languages():
        with i18n.speaking(language):
            answer[language], elsewhere[language] = _answer(), _elsewhere(whatsapp)
    return WayOut(answer=answer, elsewhere={language: line for language, line in elsewhere.items() if line})


def misleads(plan: Plan, whatsapp: str) -> bool:
    """True where an SMS of this plan sends people who want no more of them to a number that is not ours (any more).
    Other words around the number, as a new release may bring, mislead nobody. `whatsapp` as for `line`."""
    link = link_to(whatsapp)
    lines = plan.way_out.elsewhere.values()
    return Channel.SMS in plan.route.channels and not (link and lines and all(link in line for line in lines))


def _answer() -> str:
    return _("Para no recibir avisos responde BAJA")


def _elsewhere(whatsapp: str) -> str:
    link = link_to(whatsapp)
    return _("Para no recibir avisos: {link}").format(link=link) if link else ""


def link_to(whatsapp: str) -> str:
    """A short link that opens WhatsApp with the word BAJA written; empty without a number."""
    number = whatsapp.removeprefix("whatsapp:").removeprefix("+")
    return f"wa.me/{number}?text=BAJA" if number.isdecimal() else ""
