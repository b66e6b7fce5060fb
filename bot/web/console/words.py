"""Words of the code in words of staff."""

from collections.abc import Mapping
from typing import Any, Final

from bot.core import sections
from bot.core.addresses import Channel
from bot.core.content import Kind, Topic
from bot.core.directory import Need
from bot.core.staff import RELEASE, Role
from bot.i18n import gettext as _
from bot.services import standing
from bot.services.tongue_words import LANGUAGE_NAMES
from bot.storage.items import LEXICON


def role(value: str) -> str:
    """A role as people call it."""
    return {
        Role.PROMOTER: _("Promotoría"),
        Role.REVIEWER: _("Revisión"),
        Role.OFFICER: _("Campañas"),
        Role.APPROVER: _("Aprobación de campañas"),
        Role.CASE_WORKER: _("Atención"),
        Role.DATA_OFFICER: _("Datos personales"),
        Role.ADMINISTRATOR: _("Administración"),
    }[Role(value)]


def role_does(value: str) -> str:
    """What somebody with this role may do."""
    return {
        Role.PROMOTER: _("Escribe y corrige respuestas, y las manda a revisión."),
        Role.REVIEWER: _("Revisa respuestas y las publica."),
        Role.OFFICER: _("Prepara campañas y audiencias."),
        Role.APPROVER: _("Aprueba campañas que escribió otra persona."),
        Role.CASE_WORKER: _("Atiende a quienes esperan a una persona."),
        Role.DATA_OFFICER: _("Exporta y borra datos, y lee el registro."),
        Role.ADMINISTRATOR: _("Invita al equipo y puede hacer todo lo demás."),
    }[Role(value)]


def language(code: str) -> str:
    """A language in its own words."""
    return LANGUAGE_NAMES.get(code, code)


def roles() -> list[tuple[str, str, str]]:
    """Every role with its words, for boxes to tick."""
    return [(one.value, role(one), role_does(one)) for one in Role]


def fault(reason: str) -> str:
    """What is wrong with a line of the record."""
    return {
        "edited": _("alguien la cambió o la movió"),
        "missing": _("falta"),
        "added": _("alguien la agregó"),
        "end": _("faltan las últimas"),
    }[reason]


def topic(value: str) -> str:
    """What a message is about, as people call it."""
    return {
        Topic.ASYLUM: _("Refugio"),
        Topic.MIGRATION_DOCUMENTS: _("Documentos migratorios"),
        Topic.SCHOOL: _("Colegio"),
        Topic.COVID_PREVENTION: _("Covid: prevención"),
        Topic.COVID_SYMPTOMS_CARE: _("Covid: síntomas y cuidado"),
        Topic.COVID_VACCINE: _("Covid: vacuna"),
        Topic.COVID_RUMOUR: _("Covid: rumores"),
        Topic.HYGIENE_WATER: _("Higiene y agua"),
        Topic.HEALTH_SERVICES: _("Salud"),
        Topic.GBV_PROTECTION: _("Violencia y protección"),
        Topic.CHILD_PROTECTION: _("Niñez"),
        Topic.LABOUR: _("Trabajo"),
        Topic.CASH_ASSISTANCE: _("Ayuda en dinero"),
        Topic.SHELTER_FOOD: _("Albergue y comida"),
        Topic.HUMAN_AGENT: _("Hablar con una persona"),
        Topic.OPT_IN: _("Alta"),
        Topic.OPT_OUT: _("Baja y datos"),
        Topic.LANGUAGE: _("Idioma"),
        Topic.THANKS_GREETING_BYE: _("Saludos"),
        Topic.OUT_OF_SCOPE: _("Fuera de tema"),
    }[Topic(value)]


def topics() -> list[tuple[str, str]]:
    """Every topic with its words, for lists to choose from."""
    return sorted(((one.value, topic(one)) for one in Topic), key=lambda row: row[1])


def kind(value: str) -> str:
    """What an entry is for."""
    return {
        Kind.ANSWER: _("Respuesta"),
        Kind.SMALLTALK: _("Conversación"),
        Kind.EMERGENCY: _("Emergencia"),
        Kind.OUT_OF_SCOPE: _("Fuera de tema"),
    }[Kind(value)]


def kinds() -> list[tuple[str, str]]:
    """Every kind with its words."""
    return [(one.value, kind(one)) for one in Kind]


def state(value: str) -> str:
    """Where an entry stands."""
    return {
        "live": _("Publicada"),
        "draft": _("Borrador"),
        "review": _("En revisión"),
        "returned": _("Devuelta"),
        "scheduled": _("Programada"),
        "withdrawn": _("Retirada"),
    }[value]


def states() -> list[tuple[str, str]]:
    """Every state with its words."""
    return [(one, state(one)) for one in ("live", "draft", "review", "returned", "scheduled", "withdrawn")]


def state_tone(value: str) -> str:
    """The colour of its badge."""
    tones = {"live": "good", "draft": "plain", "review": "busy", "returned": "careful", "scheduled": "busy"}
    return tones.get(value, "plain")


def saved(*, changed: bool) -> str:
    """What became of a text that somebody saved."""
    if not changed:
        return _("No cambió nada: no hay otra versión que guardar.")
    return _("Borrador guardado. Nadie lo lee hasta que se publique.")


def who(name: str) -> str:
    """Whoever wrote something down: a name of the team as it is, in words what came with the program."""
    return _("el programa") if name == RELEASE else name


def remark(value: str) -> str:
    """What somebody did with a draft."""
    return {
        "sent": _("la mandó a revisión"),
        "returned": _("la devolvió"),
        "published": _("la publicó"),
        "scheduled": _("la programó"),
        "withdrawn": _("la retiró"),
        "restored": _("recuperó una versión anterior"),
        "discarded": _("descartó el borrador"),
    }[value]


def field(name: str) -> str:
    """A field of an entry."""
    return {
        "id": _("Código"),
        "topic": _("Tema"),
        "kind": _("Clase"),
        "title": _("Título"),
        "menu": _("Línea de menú"),
        "whatsapp": _("Texto de WhatsApp"),
        "sms": _("Texto de SMS"),
        "questions": _("Preguntas"),
        "owner": _("Responsable"),
        "source": _("Fuente"),
        "source_date": _("Fecha de la fuente"),
        "verified_on": _("Comprobado el"),
        "confirm_at": _("Página oficial"),
        "review_by": _("Revisar hasta"),
        "sensitive": _("Tema sensible"),
        "related": _("Fichas relacionadas"),
        "must_say": _("No puede faltar"),
        "media": _("Imagen o audio"),
        "by_place": _("Texto según el lugar"),
        "place": _("Orden"),
        "entry": _("Ficha de emergencia"),
        "description": _("Qué es"),
        "phrases": _("Frases que la encienden"),
        "recent": _("Frases que no cuentan si pasó hace mucho"),
        "never": _("Se parece, pero no es peligro"),
        "examples": _("Mensajes que deben encenderla"),
        "harmless": _("Mensajes que no deben encenderla"),
        "lines": _("Una por línea"),
        "name": _("Nombre"),
        "needs": _("Para qué"),
        "places": _("Distritos"),
        "cities": _("Ciudades"),
        "address": _("Dirección"),
        "phone": _("Teléfono"),
        "hours": _("Horario"),
        "note": _("Nota"),
    }.get(name, name)


def job(value: str) -> str:
    """Where a training stands."""
    return {
        "waiting": _("En espera"),
        "claimed": _("Entrenando"),
        "decide": _("Espera tu decisión"),
        "refused": _("No pasó"),
        "accepted": _("Aceptado, se está cambiando"),
        "done": _("Hablando"),
        "taken_back": _("Se volvió atrás"),
        "replaced": _("Reemplazado por otro"),
        "failed": _("Falló"),
    }[value]


def job_tone(value: str) -> str:
    """The colour of its badge."""
    tones = {"claimed": "busy", "waiting": "busy", "accepted": "busy", "done": "good", "decide": "careful"}
    return tones.get(value, "bad" if value in ("refused", "failed") else "plain")


def why(value: str) -> str:
    """Why a message counts as not answered."""
    return {
        "fallback": _("No supimos"),
        "clarify": _("No eligió ninguna"),
        "thumbs_down": _("No le sirvió"),
    }[value]


LEFT: Final = ("accepted", "sent", "delivered", "read", "failed", "unknown")
"""How far messages came that the provider was handed."""


def delivery(value: str) -> str:
    """How far a message came."""
    return {
        "waiting": _("esperan"),
        "accepted": _("aceptados"),
        "sent": _("enviados"),
        "delivered": _("entregados"),
        "read": _("leídos"),
        "failed": _("fallaron"),
        "unknown": _("sin noticias"),
        "refused": _("no salieron"),
        "cancelled": _("cancelados"),
    }[value]


def channel(value: str) -> str:
    """A way to reach people."""
    return standing.spoken(Channel(value))


def process(value: str) -> str:
    """What a process does."""
    return {
        "converse": _("conversa"),
        "send": _("envía"),
        "schedule": _("campañas y recordatorios"),
        "jobs": _("tareas"),
    }[value]


def outcome(value: str) -> str:
    """How a message was answered."""
    return {
        "answer": _("Con una respuesta"),
        "form": _("Con una guía paso a paso"),
        "clarify": _("Preguntando cuál de estas"),
        "fallback": _("Sin respuesta"),
        "crisis": _("Peligro: número de emergencia"),
        "command": _("Órdenes: menú, baja, datos…"),
        "smalltalk": _("Saludos"),
    }.get(value, value)


def verdict(value: str) -> str:
    """What the model decided about a question."""
    return {
        "faq": _("Responde"),
        "smalltalk": _("Conversa"),
        "clarify": _("Pregunta cuál de estas"),
        "out_of_scope": _("Dice que no es de sus temas"),
        "danger": _("Pone a salvo primero: número de emergencia"),
    }.get(value, _("Dice que no sabe"))


def need(value: str) -> str:
    """What somebody looks for in the directory."""
    if value not in list(Need):
        return value
    return {
        Need.DOCUMENTS: _("Documentos"),
        Need.LEGAL: _("Ayuda legal"),
        Need.HEALTH: _("Salud"),
        Need.MENTAL_HEALTH: _("Salud mental"),
        Need.VIOLENCE: _("Violencia"),
        Need.CHILDREN: _("Niñez"),
        Need.SCHOOL: _("Colegio"),
        Need.WORK: _("Trabajo"),
    }[Need(value)]


def danger(code: str) -> str:
    """A category of the safety lexicon; one that staff made by the code they gave it."""
    return {
        "self_harm": _("Habla de morir o hacerse daño"),
        "detention": _("Detención o expulsión"),
        "pregnancy": _("Embarazo en peligro"),
        "trafficking": _("Explotación sexual"),
        "forced_labour": _("Trabajo forzado"),
        "extortion": _("Extorsión o secuestro"),
        "child_danger": _("Niña o niño en peligro"),
        "missing": _("Persona desaparecida"),
        "rape": _("Violencia sexual"),
        "violence": _("Violencia en casa"),
        "threat": _("Amenazas"),
        "breathing": _("No puede respirar"),
        "medical": _("Emergencia de salud"),
        "danger": _("Otro peligro"),
    }.get(code, code)


def phrase_fault(line: str) -> str:
    """What the test of a section found, with the category as staff call it in front."""
    code, mark, rest = line.partition(": ")
    return f"{danger(code)}{mark}{rest}"


def section(name: str) -> str:
    """A section of the safety lexicon: a category by its code, a list by what it is for, a group of words."""
    if name.startswith(sections.GROUP):
        return _("Grupo <{name}>").format(name=name.removeprefix(sections.GROUP))
    if name.startswith(sections.CATEGORY):
        code = name.removeprefix(sections.CATEGORY)
        return danger(code)
    return {
        "never": _("Nunca es peligro, en ninguna categoría"),
        "negation": _("Palabras que niegan"),
        "information": _("Pide información"),
        "fiction": _("Habla de una película o un cuento"),
        "joking": _("Habla en broma"),
        "past": _("Pasó hace mucho o en otro país"),
        "now": _("Está pasando"),
        "first_person": _("Le pasa a quien escribe o a los suyos"),
        "real_words": _("Palabras que no son un error de otra"),
        "harmless": _("Mensajes sin peligro, para todas"),
    }.get(name.removeprefix(sections.LIST), name)


def item(kind: str, name: str, document: Mapping[str, Any]) -> str:
    """What an item is called: a section, a service, a translation; an answer too, as a release proposes it."""
    return section(name) if kind == LEXICON else str(document.get("title") or document.get("name") or name)


def item_act(value: str) -> str:
    """What somebody did with a draft of a section or service."""
    return {
        "sent": _("lo mandó a revisión"),
        "returned": _("lo devolvió"),
        "published": _("lo publicó"),
        "withdrawn": _("lo retiró"),
        "restored": _("recuperó una versión anterior"),
        "discarded": _("descartó el borrador"),
    }[value]


def translated(value: str) -> str:
    """How a translation stands to the Spanish: empty where it was made from what is published."""
    return {"missing": _("sin traducir"), "stale": _("el español cambió"), "": _("al día")}[value]


def translated_tone(value: str) -> str:
    """The colour of its badge."""
    return {"missing": "plain", "stale": "careful", "": "good"}[value]


def link(value: str) -> str:
    """What a look at a page found."""
    return {
        "ok": _("abre"),
        "gone": _("ya no existe"),
        "closed": _("no se deja mirar por programas"),
        "failing": _("no abre"),
        "unsafe": _("no es una página pública"),
    }[value]


def link_tone(value: str, failures: int) -> str:
    """The colour of its badge: one bad day is not yet a broken page."""
    return "good" if value == "ok" else "plain" if value == "closed" else "bad" if failures > 1 else "careful"


def proposed(value: str) -> str:
    """What a release proposes."""
    return {"entry": _("Respuesta"), "lexicon": _("Léxico de protección"), "service": _("Servicio")}[value]
