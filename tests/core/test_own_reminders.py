"""A wish to be rid of one's own reminder never takes anybody out of the lists they joined."""

import pytest

from bot.core import commands, own_reminders
from bot.core.commands import Command


@pytest.mark.parametrize(
    "text",
    ["cancelar recordatorio", "quitar el recordatorio", "Anula mi recordatorio por favor", "borra mis recordatorios",
     "ya no quiero el recordatorio", "eliminar el recordatorio de la cita", "mis recordatorios",
     "quiero borrar mi recordatorio", "cambiar mi recordatorio"],
)  # fmt: skip
def test_it_is_heard_and_is_no_stop(text: str) -> None:
    assert own_reminders.meant(text)
    assert commands.find(text) is None


@pytest.mark.parametrize(
    "text",
    ["no quiero más recordatorios", "cancelen los recordatorios", "ya no me manden recordatorios",
     "dejen de enviarme recordatorios", "cancelar avisos", "quitar mensajes", "baja", "no más mensajes"],
)  # fmt: skip
def test_a_wish_for_no_messages_is_a_stop_as_before(text: str) -> None:
    assert commands.find(text) is Command.STOP


@pytest.mark.parametrize("text", ["ponme un recordatorio", "recordatorio", "recuérdame mi cita"])
def test_a_new_reminder_is_none_of_it(text: str) -> None:
    assert not own_reminders.meant(text)
