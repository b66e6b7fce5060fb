"""A report for donors: two printed pages of a campaign, without anybody in it. Groups of fewer than five people are not
shown, nor what would give them away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from bot.core import costs, placeholders, small_groups
from bot.core.plans import SOURCE
from bot.core.small_groups import LEAST
from bot.i18n import current, gettext
from bot.i18n import gettext as _
from bot.services import results
from bot.services.preflight_page import reasons
from bot.services.results import Results

_LOCALES: Final = {"es": "es_PE", "en": "en_US"}
_MOST_ROWS: Final = 12
"""Rows of a table: more would not fit on the page; the rest is one row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    caption: str
    rows: Sequence[tuple[str, str]]


def render(found: Results, organisation: str, zone: ZoneInfo, now: datetime) -> str:
    """The report as one HTML document that needs nothing else. `organisation`: who reports, empty where not configured;
    `now`: when it is made."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((files(__package__) / "pages" / "report.html").read_text("utf-8"))
    counts, money = found.counts, found.spent
    # Those it did not reach must not be left over when those it did are taken from the audience.
    few_missed = 0 < counts.audience - found.arrived < LEAST
    return template.render(
        _=gettext,
        language=current(),
        name=found.campaign.name,
        about=_about(found, organisation, zone),
        figures=[
            (_("personas en la audiencia"), _few(None) if few_missed else _alone(counts.audience)),
            (_("lo recibieron"), _alone(found.arrived)),
            (_("lo leyeron"), _alone(counts.read)),
            (_("costo"), _money(money.total)),
        ],
        texts=[
            placeholders.fill(text, {}, SOURCE)
            for message in found.campaign.plan.messages[:2]
            if (text := (message.body or message.sms).get(SOURCE, ""))
        ],
        # A line that is short of five would be read off the picture.
        picture=Markup(results.picture(found)) if _is_large(found) else _("Muy pocas personas para un gráfico."),  # noqa: S704
        groups=[
            _groups(_("Por distrito"), {name or _("sin distrito"): n for name, n in found.districts.items()}),
            _groups(_("Por idioma"), {_language(code): n for code, n in found.languages.items()}),
        ],
        after=_after(found),
        reasons=_reasons(found),
        money=_bill(found),
        foot=_("Hecho el {day}. Los grupos de menos de {least} personas no se muestran.").format(
            day=_day(now.astimezone(zone)), least=LEAST
        ),
        rows=_rows,
    )


def _is_large(found: Results) -> bool:
    return all(points[-1][1] >= LEAST for points in found.course.values() if points) and bool(found.course)


def _about(found: Results, organisation: str, zone: ZoneInfo) -> str:
    when = _day(found.began.astimezone(zone)) if found.began else _("todavía no sale")
    return " · ".join(part for part in (organisation, when) if part)


def _groups(caption: str, groups: Mapping[str, int]) -> _Table:
    told = small_groups.shown(groups)
    ordered = sorted(told.groups.items(), key=lambda item: (-(item[1] or 0), item[0]))
    seen, rest = ordered[:_MOST_ROWS], [people for _name, people in ordered[_MOST_ROWS:] if people is not None]
    rows = [(name, _few(people)) for name, people in seen]
    if rest:
        rows.append((_("otros"), _number(sum(rest))))
    if told.total is not None:
        rows.append((_("en total"), _number(told.total)))
    return _Table(caption=caption, rows=rows or [("–", "0")])


def _after(found: Results) -> _Table:
    told = small_groups.shown(found.answers).groups
    rows = [
        (_("escribieron en las 72 horas siguientes"), _alone(found.wrote)),
        (_("se dieron de baja en las 72 horas siguientes"), _alone(found.opted_out)),
        *((_("respondieron «{answer}»").format(answer=answer), _few(people)) for answer, people in told.items()),
    ]
    return _Table(caption="", rows=rows)


def _reasons(found: Results) -> _Table:
    groups = {
        **{reasons().get(reason, reason): people for reason, people in found.counts.why_refused.items()},
        **{failure.group: failure.people for failure in found.failures},
    }
    told = small_groups.shown(groups).groups
    rows = [(name, _few(people)) for name, people in told.items()]
    return _Table(caption="", rows=rows or [(_("Les llegó a todas las personas."), "")])


def _bill(found: Results) -> _Table:
    spent = found.spent
    rows = [
        (_("según la cuenta de Twilio"), _money(spent.billed)),
        (_("calculado, sin cuenta todavía"), _money(spent.estimated + spent.gone)),
        (_("en total"), _money(spent.total)),
    ]
    if found.arrived >= LEAST:
        rows.append((_("por persona que lo recibió"), _money(spent.total // found.arrived)))
    return _Table(caption="", rows=rows)


def _rows(table: _Table) -> Markup:
    caption = Markup("<caption>{}</caption>").format(table.caption) if table.caption else Markup("")
    body = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td class="n">{}</td></tr>').format(escape(name), value)
        for name, value in table.rows
    )
    return Markup("<table>{}<tbody>{}</tbody></table>").format(caption, body)


def _few(people: int | None) -> str:
    return _("no se muestra") if people is None else _number(people)


def _alone(people: int) -> str:
    """A number that is no part of a sum."""
    return _("menos de {least}").format(least=LEAST) if 0 < people < LEAST else _number(people)


def _number(value: int) -> str:
    return str(format_decimal(value, locale=_locale()))


def _money(micros: int) -> str:
    return str(format_currency(costs.dollars(micros), costs.CURRENCY, locale=_locale()))


def _language(code: str) -> str:
    """The name of a language in the language of the report."""
    return str(Locale.parse(_locale()).languages.get(code, code))


def _day(at: datetime) -> str:
    return str(format_date(at.date(), "long", locale=_locale()))


def _locale() -> str:
    return _LOCALES.get(current(), "es_PE")
