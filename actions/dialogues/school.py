"""School: the grade that goes with an age, the education office of a place, and both together with papers."""

from collections.abc import Sequence
from typing import Final

from actions.dialogue import Choice, Dialogue, Ending, Question, Talk, is_statement, yes_or_no
from actions.dialogues.place import QUESTION as WHERE
from actions.dialogues.place import changed
from actions.turn import Button, button
from bot.core import bare, numbers, schooling
from bot.core.bare import Bare
from bot.core.chat_spelling import normalise
from bot.core.schooling import Level
from bot.i18n import gettext as _

_ADULT: Final = 99
"""Above this a number is nobody's age."""
_PAPER: Final = frozenset("cedula pasaporte partida dni carnet carne acta nacimiento ptp cpp".split())
_NONE: Final = frozenset("sin ningun ninguno ninguna nada".split())
_WITHOUT: Final = _NONE | {"no"}


def _ask_age(talk: Talk) -> str:  # noqa: ARG001
    return _("Para decirte su grado: ¿cuántos años cumple hasta el 31 de marzo? Escribe el número.")


def _again_age() -> str:
    return _("No entendí la edad. Escríbela en números, por ejemplo 8.")


def _amiss_age(text: str, talk: Talk) -> str:
    """No age of a pupil: below zero, an adult's, or several at once."""
    if _read_age(text, talk) is not None or not is_statement(text):
        return ""
    found = numbers.numbers(text)
    if numbers.below_zero(text):
        return _("La edad no puede ser menos de cero.")
    if len([age for age in found if age <= schooling.OLDEST]) > 1:
        return _("Escribe una sola edad. Después me preguntas por el otro niño o niña.")
    if len(found) == 1 and schooling.OLDEST < found[0] <= _ADULT:
        return _("A esa edad se puede terminar el colegio en un CEBA: para saber más, escribe CEBA.")
    return ""


def _read_age(text: str, talk: Talk) -> str | None:  # noqa: ARG001
    age = schooling.age_asked(text)
    return None if age is None else str(age)


def _spot_age(text: str, talk: Talk) -> str | None:  # noqa: ARG001
    age = schooling.age_spotted(text)
    return None if age is None else str(age)


def _age(slot: str) -> Question:
    return Question(slot=slot, ask=_ask_age, again=_again_age, read=_read_age, spot=_spot_age, amiss=_amiss_age)


def _ask_papers(talk: Talk) -> str:  # noqa: ARG001
    return _("¿Tienes algún documento del niño o de la niña? Puede ser cédula, pasaporte o partida de nacimiento.")


def _again_papers() -> str:
    return _("Responde 1 o 2.")


def _papers(talk: Talk) -> Sequence[Choice]:  # noqa: ARG001
    return [Choice(value="yes", label=_("Sí, tengo")), Choice(value="no", label=_("No, ninguno"))]


def _read_papers(text: str, talk: Talk) -> str | None:
    """In words of their own: "no tiene ningún papel", "la partida de nacimiento"."""
    if not is_statement(text) or bare.read(text) is Bare.UNSURE:
        return None
    words = set(normalise(text).split())
    if words & _PAPER and not words & _WITHOUT:
        return "yes"
    if words & _NONE:
        return "no"
    return yes_or_no(text, talk)


def grade_line(age: int) -> str:
    """Where an age in years belongs, as a sentence; what is only usual is worded so."""
    found = schooling.grade(age)
    values = {"age": age, "number": found.number}
    match found.level:
        case Level.BEFORE:
            return _(
                "*Todavía no le toca el colegio.* Inicial empieza con 3 años cumplidos al 31 de marzo. Antes hay "
                "servicios para menores de 3."
            )
        case Level.INICIAL:
            return _("*Con {age} años cumplidos al 31 de marzo le toca inicial.*").format(**values)
        case Level.PRIMARIA:
            return _(
                "*Con {age} años cumplidos al 31 de marzo, por lo general le toca {number}.º de primaria.*"
            ).format(**values)
        case Level.SECUNDARIA:
            line = _(
                "*Con {age} años cumplidos al 31 de marzo, por lo general le toca {number}.º de secundaria.*"
            ).format(**values)
            late = _(
                "Desde los 14 años, si está atrasado, también puede ir a un CEBA (colegio para jóvenes y adultos)."
            )
            return f"{line} {late}" if age >= 14 else line
        case Level.CEBA:
            return _("*Con {age} años puede terminar el colegio en un CEBA (colegio para jóvenes y adultos).*").format(
                **values
            )


def _placement(age: int) -> str:
    """Below primaria there are no marks to miss."""
    if schooling.grade(age).level in (Level.BEFORE, Level.INICIAL):
        return ""
    return _("Si no tiene notas, el colegio hace una prueba de ubicación gratis y decide el grado.")


def _last_year() -> str:
    """The cut-off is known for 2026; of the norm of that year (RM 010-2026-MINEDU) the list of papers was not read."""
    return _("Estas reglas son las de 2026: confírmalas en el colegio o en gob.pe/minedu.")


def office_lines(talk: Talk) -> list[str]:
    """The education office of the place and how places in school are asked for there."""
    place = talk.place
    if place is None:
        return [_("Pregunta en el colegio público más cercano y en la UGEL (la oficina de educación de tu zona).")]
    office = talk.setting.places.office(place)
    where = talk.setting.places.confirm_at if place.city == "Lima" else "gob.pe/minedu"
    lines = []
    if office and office.address:
        lines.append(
            _("📍 En {place} te toca la *{office}* (oficina de educación): {address}.").format(
                place=place.name, office=office.name, address=office.address
            )
        )
    elif office:
        lines.append(
            _(
                "📍 En {place} te toca la *{office}* (oficina de educación). No tengo su dirección confirmada: mírala "
                "en {where}."
            ).format(place=place.name, office=office.name, where=where)
        )
    elif place.several:
        lines.append(
            _(
                "📍 En {place} hay más de una oficina de educación: {offices}. Pregunta en el colegio más cercano cuál "
                "te toca."
            ).format(place=place.name, offices=place.several)
        )
    else:
        lines.append(_("📍 Pregunta en el colegio más cercano qué UGEL (oficina de educación) te toca."))
    if place.online:
        lines.append(
            _(
                "En 2026 varios colegios de tu zona recibieron pedidos por matriculadigital.pe. En los demás fue en "
                "persona. Para 2027 pregunta en el colegio."
            )
        )
    else:
        lines.append(_("En 2026 la matrícula fue en persona, en el colegio. Para 2027 pregunta en el colegio."))
    return lines


def _sms_grade(age: int) -> str:
    """`grade_line` without what an SMS has no room for."""
    found = schooling.grade(age)
    if found.level is Level.BEFORE:
        return _("*Todavía no le toca.* Inicial empieza con 3 años cumplidos al 31 de marzo.")
    if found.level is not Level.SECUNDARIA or age < 14:
        return grade_line(age)
    return _("*Con {age} años, por lo general {number}.º de secundaria; si va atrasado, también CEBA.*").format(
        age=age, number=found.number
    )


def sms_office(talk: Talk) -> str:
    """`office_lines` in one sentence."""
    place = talk.place
    if place is None:
        return _("Pregunta en el colegio público más cercano o en tu UGEL.")
    office = talk.setting.places.office(place)
    if office is None:
        return _("En {place} hay más de una UGEL: pregunta en el colegio.").format(place=place.name)
    where = talk.setting.places.confirm_at if place.city == "Lima" else "gob.pe/minedu"
    return _("Tu oficina: {office}, {address}.").format(
        office=office.name, address=office.address or _("dirección en {where}").format(where=where)
    )


def _sms_channel(talk: Talk) -> str:
    """How places were asked for in 2026."""
    if talk.place and talk.place.online:
        return _("En 2026, por matriculadigital.pe o en el colegio.")
    return _("En 2026 fue en persona, en el colegio.") if talk.place else ""


def _links(talk: Talk, ids: Sequence[str]) -> list[Button]:
    found = (talk.answers.entry(entry_id) for entry_id in ids)
    return [button(entry) for entry in found if entry]


def _finish_school(talk: Talk) -> Ending:
    age = int(talk.slots["school_age"])
    lines = [f"{grade_line(age)} {_placement(age)}".strip(), *office_lines(talk)]
    if talk.slots["school_papers"] == "no":
        lines.append(
            _(
                "*Sin documento también se puede.* Pide en el colegio la declaración jurada: un papel donde tú "
                "afirmas sus datos. Lleva un documento tuyo."
            )
        )
    else:
        lines.append(_("Lleva el documento del niño o la niña y uno tuyo."))
    lines += [_last_year(), _("En el colegio público no se paga nada por la matrícula.")]
    if talk.place:
        lines.append(changed())
    about = [talk.place.entry] if talk.place else []
    bring = (
        _("Sin papeles: declaración jurada y tu documento.")
        if talk.slots["school_papers"] == "no"
        else _("Lleva su documento y el tuyo.")
    )
    short = [_sms_grade(age), sms_office(talk), _sms_channel(talk), bring, _("Es gratis.")]
    return Ending(
        text="\n\n".join(lines),
        sms=" ".join(filter(None, short)),
        buttons=_links(talk, [*about, "C07", "C05"])[:3],
        source="C02",
    )


def _finish_grade(talk: Talk) -> Ending:
    age = int(talk.slots["grade_age"])
    return Ending(
        text="\n\n".join(filter(None, [grade_line(age), _placement(age), _last_year()])),
        sms=" ".join(filter(None, [_sms_grade(age), _placement(age), _last_year()])),
        buttons=_links(talk, ["C02", "C03", "C02-equivalencia"]),
        source="C02",
    )


def _finish_ugel(talk: Talk) -> Ending:
    lines = [*office_lines(talk), _("Atiende gratis. Confirma la dirección y el horario antes de ir.")]
    if talk.place:
        lines.append(changed())
    about = [talk.place.entry] if talk.place else []
    return Ending(
        text="\n\n".join(lines),
        sms=" ".join(filter(None, [sms_office(talk), _sms_channel(talk), _("Es gratis. Confirma antes de ir.")])),
        buttons=_links(talk, [*about, "C07-nohay", "C08-negaron"]),
        source=about[0] if about else "C07-ugel",
    )


SCHOOL: Final = Dialogue(
    form="school_form",
    starts=("C02",),
    title=lambda: _("el colegio"),
    questions=(
        _age("school_age"),
        WHERE,
        Question(slot="school_papers", ask=_ask_papers, again=_again_papers, choices=_papers, read=_read_papers),
    ),
    finish=_finish_school,
    covers=("C02-primaria", "C07-ugel"),
)
GRADE: Final = Dialogue(
    form="grade_form",
    starts=("C02-primaria", "C02-secundaria", "C02-inicial", "C02-corte"),
    title=lambda: _("el grado"),
    questions=(_age("grade_age"),),
    finish=_finish_grade,
)
UGEL: Final = Dialogue(
    form="ugel_form",
    starts=("C07-ugel",),
    title=lambda: _("tu UGEL"),
    questions=(WHERE,),
    finish=_finish_ugel,
)
