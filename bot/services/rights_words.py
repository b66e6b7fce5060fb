"""What people read about their rights: who writes to them, what we hold, how to stop it and how to have it deleted."""

from bot.core.messages import Option
from bot.core.organisation import Organisation
from bot.core.payloads import Verb
from bot.i18n import gettext as _


def who(organisation: Organisation) -> str:
    """How Puente names itself."""
    if organisation.name:
        return _("Puente, un asistente automático de {name}").format(name=organisation.name)
    return _("Puente, un asistente automático")


def notice(organisation: Organisation, days: int) -> str:
    """The short notice in front of the first answer."""
    return _(
        "Hola, soy {who}. Es gratis y no soy parte del Estado. Guardo lo que escribes hasta {days} días, cifrado, "
        "para responderte. Escribe AVISO para saber más o BAJA para no recibir avisos."
    ).format(who=who(organisation), days=days)


def privacy(organisation: Organisation, days: int) -> str:
    """The full notice, one word away."""
    contact = (
        _("Preguntas sobre tus datos: {contact}.").format(contact=organisation.privacy_contact)
        if organisation.privacy_contact
        else ""
    )
    text = _(
        "*Quién soy.* Soy {who}. Doy información. No soy abogado ni médico. No decido trámites ni ayudas. No soy "
        "parte del Estado y no informo a Migraciones.\n\n"
        "*Qué guardo.* Tu número, cifrado. Lo que escribes, hasta {days} días. Si me dices que estás en peligro, lo "
        "leen solo las personas que atienden esos casos.\n\n"
        "*Quién más lo ve.* WhatsApp y Twilio llevan los mensajes. Saben quién escribe y cuándo. Twilio puede ver el "
        "texto.\n\n"
        "*Tú decides.* Escribe MIS DATOS para ver lo que guardo. Escribe BORRAR MIS DATOS para borrarlo. Escribe "
        "BAJA para no recibir avisos. Preguntar funciona igual."
    ).format(who=who(organisation), days=days)
    return f"{text}\n\n{contact}".strip()


def stopped() -> str:
    """Stop works at the word; choices come after."""
    return _(
        "Listo: ya no te enviaré avisos. Si me escribes, te respondo igual. Si quieres contarme por qué, escribe "
        "MOTIVO y tu razón. Para volver, escribe ALTA.\n\n"
        "¿Quieres algo más?"
    )


def stop_options() -> tuple[Option, ...]:
    """After a stop."""
    return (
        Option(label=_("Solo los avisos"), payload=Verb.STOP.of("alerts")),
        Option(label=_("Que nadie me escriba"), payload=Verb.STOP.of("all")),
        Option(label=_("Borrar mis datos"), payload=Verb.ERASE.of()),
    )


def stopped_alerts() -> str:
    """The first choice after a stop."""
    return _("Bien. No recibirás avisos. Puedes preguntarme cuando quieras.")


def stopped_all() -> str:
    """The second choice after a stop."""
    return _("Bien. Nadie de este servicio te escribirá primero. Si algún día escribes tú, te respondo.")


def reason_kept() -> str:
    """After MOTIVO."""
    return _("Gracias por contarlo. Tu baja sigue activa.")


def erase_question() -> str:
    """Before deleting."""
    return _(
        "Voy a borrar tu número, tus mensajes y tus respuestas. No se puede deshacer. Lo que ya está en tu teléfono "
        "lo borras tú. ¿Lo borro?"
    )


def erase_options() -> tuple[Option, ...]:
    """Yes or no before deleting."""
    return (
        Option(label=_("Sí, borrar"), payload=Verb.ERASE.of("yes")),
        Option(label=_("No, dejarlo"), payload=Verb.ERASE.of("no")),
    )


def erased() -> str:
    """The last thing said to someone who leaves."""
    return _(
        "Listo. Estoy borrando tus datos; en unos minutos no quedará nada. Si vuelves a escribir, empiezas de cero."
    )


def kept() -> str:
    """They changed their mind."""
    return _("Bien, no borré nada.")


def my_data(
    *,
    since: str,
    messages: int,
    alerts: bool | None,
    days: int,
    language: str,
    cases: int,
    place: str,
    waiting: int,
) -> str:
    """What we hold of a person, in words."""
    lines = [
        _("*Lo que guardo de ti*"),
        _("• Tu número, cifrado. Escribes desde: {since}.").format(since=since),
        _("• Mensajes tuyos guardados: {count}. Se borran a los {days} días.").format(count=messages, days=days),
        _("• Idioma: {language}.").format(language=language),
        _("• Avisos: {answer}.").format(
            answer=_("sí, los pediste") if alerts else _("no") if alerts is None else _("no, los dejaste")
        ),
    ]
    if waiting:
        lines.append(
            _("• Recordatorios que pusiste: {count}. Para verlos, escribe MIS RECORDATORIOS.").format(count=waiting)
        )
    if place:
        lines.append(_("• Tu lugar: {place}. Para cambiarlo, escribe CAMBIAR MI LUGAR.").format(place=place))
    if cases:
        lines.append(_("• Casos abiertos con el equipo: {count}.").format(count=cases))
    return "\n".join(lines)


def nothing_kept() -> str:
    """They asked for a copy, and there is nothing."""
    return _("No guardo ningún mensaje tuyo.")


def data_options() -> tuple[Option, ...]:
    """After MIS DATOS."""
    return (
        Option(label=_("Ver mis mensajes"), payload=Verb.DATA.of("copy")),
        Option(label=_("Borrar mis datos"), payload=Verb.ERASE.of()),
    )
