"""Acts of the record, `noun.verb`, in words of staff: who · *abrió* · *caso 2*."""

from bot.i18n import gettext as _


def did(act: str) -> str:
    """What was done, to stand after who did it. An act of a release before or after this one stays as it is written."""
    return _whole().get(act) or _verbs().get(act.partition(".")[2]) or act


def subject(act: str, name: str) -> str:
    """What it was done to: the kind of thing, and its number or name."""
    noun = _nouns().get(act.partition(".")[0], "")
    return f"{noun} {name}".strip()


def _whole() -> dict[str, str]:
    """Acts whose verb alone does not say it."""
    return {
        "session.start": _("entró"),
        "session.end": _("salió"),
        "session.refused": _("no pudo entrar"),
        "user.accept": _("eligió contraseña y teléfono"),
        "user.password": _("cambió la contraseña"),
        "user.recovery": _("hizo códigos de recuperación"),
        "user.invite": _("hizo un enlace para"),
        "user.reset": _("cambió los roles de"),
        "campaign.send": _("mandó a aprobar"),
        "case.leave": _("dejó para otra persona"),
        "case.assign": _("dio a otra persona"),
        "case.note": _("anotó en"),
        "case.reply": _("respondió en"),
        "case.reopen": _("abrió otra vez"),
        "proposal.leave": _("dejó lo nuestro en vez de"),
        "proposal.take": _("tomó como borrador"),
        "model.accept": _("aceptó"),
        "model.go_back": _("volvió al de antes"),
        "template.submit": _("mandó a Meta"),
        "unanswered.done": _("quitó de la lista"),
        "unanswered.undone": _("devolvió a la lista"),
        "unanswered.tell": _("avisó la respuesta"),
    }


def _verbs() -> dict[str, str]:
    return {
        "add": _("agregó"),
        "approve": _("aprobó"),
        "backup": _("guardó una copia"),
        "cancel": _("canceló"),
        "change": _("cambió"),
        "clone": _("copió"),
        "close": _("cerró"),
        "create": _("creó"),
        "discard": _("descartó el borrador de"),
        "drop": _("quitó"),
        "edit": _("cambió"),
        "erase": _("borró los datos de"),
        "export": _("descargó"),
        "find": _("buscó"),
        "give_back": _("devolvió al asistente"),
        "import": _("cargó"),
        "pause": _("pausó"),
        "publish": _("publicó"),
        "restore": _("recuperó una versión de"),
        "resume": _("siguió con"),
        "return": _("devolvió con un comentario"),
        "reveal": _("vio el número de"),
        "save": _("guardó"),
        "schedule": _("programó"),
        "send": _("mandó a revisión"),
        "show": _("abrió"),
        "start": _("empezó"),
        "take": _("tomó"),
        "test": _("probó"),
        "withdraw": _("retiró"),
    }


def _nouns() -> dict[str, str]:
    return {
        "audience": _("audiencia"),
        "campaign": _("campaña"),
        "case": _("caso"),
        "contact": _("persona"),
        "contacts": _("personas"),
        "data": "",
        "entry": _("ficha"),
        "lexicon": _("léxico"),
        "model": _("aprendizaje"),
        "phrase": _("frase lista"),
        "proposal": _("propuesta"),
        "service": _("servicio"),
        "session": "",
        "template": _("plantilla"),
        "translation": _("traducción"),
        "unanswered": _("sin respuesta"),
        "user": "",
    }
