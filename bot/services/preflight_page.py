"""The page of facts as JSON and as lines for a terminal."""

from collections.abc import Iterator
from typing import Any

from bot.core.addresses import Channel
from bot.core.campaigns import short
from bot.core.costs import UNKNOWN
from bot.core.readings import Reading
from bot.i18n import gettext as _
from bot.i18n import ngettext
from bot.services.facts import Facts


def document(facts: Facts) -> dict[str, Any]:
    """All of it, in plain values. Money in dollars as text, times as ISO 8601 in the zone of the people."""
    cost, span = facts.cost, facts.span
    return {
        "hash": facts.fingerprint,
        "audience": facts.audience,
        "excluded": dict(facts.excluded),
        "free_text": facts.free_text,
        "by_template": facts.by_template,
        "later": facts.later,
        "refused": dict(facts.refused),
        "channels": dict(facts.channels),
        "languages": dict(facts.languages),
        "countries": dict(facts.countries),
        "fallback": facts.fallback,
        "readings": [_reading(one, facts.readers.get(one.wording, 0)) for one in facts.readings],
        "local_times": [
            {"zone": place.zone, "people": place.people, "first": place.first.isoformat(timespec="minutes")}
            for place in facts.places
        ],
        "cost": {
            "currency": "USD",
            "low": f"{cost.range.low:.4f}",
            "high": f"{cost.range.high:.4f}",
            "times": facts.times,
            "prices_as_of": facts.prices_as_of,
            "unpriced": dict(cost.unpriced),
        },
        "seconds": round(facts.seconds, 1),
        "ends": span and span.ends.isoformat(timespec="seconds"),
        "days": span and span.days,
        "meta": {"new_contacts": facts.new_contacts, "limit": facts.meta_limit, "days": facts.meta_days},
        "problems": list(facts.problems),
        "test": facts.test.value,
        "confirmations": list(facts.confirmations),
        "warnings": list(facts.warnings),
    }


def _reading(one: Reading, people: int) -> dict[str, Any]:
    wording, sms = one.wording, one.sms
    found: dict[str, Any] = {
        "step": wording.step,
        "channel": wording.channel.value,
        "language": wording.language,
        "template": wording.by_template,
        "people": people,
        "text": one.text,
        "locked_screen": {"shown": one.shown, "gives_away": [given.category for given in one.given]},
    }
    if one.category:
        found["category"] = one.category.value
    if sms:
        found["sms"] = {
            "alphabet": sms.most.alphabet,
            "parts": [sms.least.parts, sms.most.parts],
            "dear": list(sms.most.dear),
            "plainer": {
                "text": sms.plainer.text,
                "parts": sms.plainer.after.parts,
                "changes": [list(pair) for pair in sms.plainer.changes],
            },
        }
    return found


def lines(facts: Facts) -> Iterator[str]:
    """One page for a terminal: people, words, money, time, and what stands in the way."""
    yield from _people(facts)
    for one in facts.readings:
        yield ""
        yield from _words(one, facts.readers.get(one.wording, 0))
    yield ""
    yield from _money_and_time(facts)
    for title, found in (
        (_("No se puede aprobar así:"), facts.problems),
        (_("Antes de aprobar (test):"), [facts.lacking] if facts.lacking else []),
        (_("Pide una confirmación aparte (approve --confirm):"), facts.confirmations),
        (_("Ten en cuenta:"), facts.warnings),
    ):
        if found:
            yield ""
            yield title
            yield from (f"  - {line}" for line in found)
    yield ""
    yield _("Huella de lo que acabas de leer: {hash} (approve --hash)").format(hash=short(facts.fingerprint))


def _people(facts: Facts) -> Iterator[str]:
    rows = [
        (ngettext("persona en la audiencia", "personas en la audiencia", facts.audience), facts.audience),
        (ngettext("sale ahora, con el texto", "salen ahora, con el texto", facts.free_text), facts.free_text),
        (
            ngettext("sale ahora, con la plantilla", "salen ahora, con la plantilla", facts.by_template),
            facts.by_template,
        ),
        (
            ngettext("sale cuando se pueda, por la hora", "salen cuando se pueda, por la hora", facts.later),
            facts.later,
        ),
        *(
            (ngettext("no sale: {reason}", "no salen: {reason}", n).format(reason=reasons()[reason]), n)
            for reason, n in facts.refused.items()
        ),
        *(
            (_("fuera de la audiencia: {reason}").format(reason=left_out()[why]), n)
            for why, n in facts.excluded.items()
            if n
        ),
        (
            ngettext("lee otro idioma que el suyo", "leen otro idioma que el suyo", facts.fallback),
            facts.fallback,
        ),
        *(
            (_("país del número: {country}").format(country=home if home != UNKNOWN else _("no se ve")), n)
            for home, n in facts.countries.items()
        ),
    ]
    for label, number in rows:
        if number or label == rows[0][0]:
            yield f"{number:>9}  {label}"
    for place in facts.places:
        yield f"{place.people:>9}  " + _("{zone}: desde {first}, hora de allí").format(
            zone=place.zone, first=f"{place.first:%Y-%m-%d %H:%M}"
        )


def _words(one: Reading, people: int) -> Iterator[str]:
    wording = one.wording
    form = _("plantilla") if wording.by_template else _("texto")
    channel = "WhatsApp" if wording.channel is Channel.WHATSAPP else "SMS"
    step = _(" · paso {step}").format(step=wording.step + 1) if wording.step else ""
    yield f"[{channel} · {wording.language} · {form}{step}]  " + ngettext(
        "{people} persona",
        "{people} personas",
        people,
    ).format(people=people)
    yield from (f"  | {line}" for line in one.text.splitlines() or [""])
    if one.sms:
        least, most, plainer = one.sms.least, one.sms.most, one.sms.plainer
        parts = str(most.parts) if least.parts == most.parts else f"{least.parts}-{most.parts}"
        yield "  " + ngettext(
            "{alphabet}, {parts} parte",
            "{alphabet}, {parts} partes",
            most.parts,
        ).format(alphabet=most.alphabet, parts=parts)
        if plainer.changes:
            changes = ", ".join(f"{before} → {after}" for before, after in plainer.changes)
            yield "  " + ngettext(
                "sin tildes: {parts} parte ({changes}). Hazlo con: puente campaign plain",
                "sin tildes: {parts} partes ({changes}). Hazlo con: puente campaign plain",
                plainer.after.parts,
            ).format(parts=plainer.after.parts, changes=changes)
    if one.given:
        yield "  " + _("en la pantalla bloqueada: «{shown}»").format(shown=one.shown)


def _money_and_time(facts: Facts) -> Iterator[str]:
    low, high = facts.cost.range.low, facts.cost.range.high
    yield _("Costo: entre US$ {low} y US$ {high} (precios de {date})").format(
        low=f"{low:.2f}", high=f"{high:.2f}", date=facts.prices_as_of
    )
    if facts.times is None:
        yield _("Por cada persona que recorre toda la serie; sigue hasta que termina o se cancela.")
    elif facts.times > 1:
        yield _("Cada vez; sale {times} veces.").format(times=facts.times)
    if facts.span is None:
        yield _("Duración: con estas horas no termina en un año.")
    else:
        yield _("Duración al ritmo permitido: {time} (días: {days})").format(
            time=duration(facts.seconds), days=facts.span.days
        )
    if facts.new_contacts:
        yield _("Contactos nuevos para Meta: {people}; con un límite de {limit} en 24 horas (días: {days})").format(
            people=facts.new_contacts, limit=facts.meta_limit or _("ninguno"), days=facts.meta_days
        )


def duration(seconds: float) -> str:
    """Seconds as somebody says them."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"


def reasons() -> dict[str, str]:
    """Why somebody does not get it, in words."""
    return {
        "opted_out": _("dijeron que no"),
        "no_consent": _("nunca dijeron que sí"),
        "no_address": _("no tienen dirección en ese canal"),
        "stopped": _("la dirección no sirve o pidió parar"),
        "resting": _("la dirección falla y descansa"),
        "window_closed": _("cuando salga habrán pasado 24 horas desde que escribieron, y no hay plantilla"),
        "weekly_cap": _("ya recibieron bastante esta semana"),
        "sensitive_case": _("tienen un caso reservado abierto"),
        "unreadable": _("su ficha no se puede leer"),
    }


def left_out() -> dict[str, str]:
    """Why somebody who matches the rule is left out of it, in words."""
    return {
        "no_address": _("no tienen dirección en ese canal"),
        "campaigns": _("ya recibieron una de esas campañas"),
        "written": _("se les escribió hace poco"),
        "open_cases": _("tienen un caso abierto"),
        "resting": _("la dirección falla y descansa"),
    }
