"""What comes into the console otherwise than through its fields: messages, captions of pictures, files of people and of
answers, and the names of files. (A WhatsApp profile name has no field to come in by: `Received` does not hold one.)"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC

from bot.core import contact_rows
from bot.core.addresses import parse
from bot.core.gazetteer import Places
from bot.core.messages import Form
from bot.services import importing, sheets, spreadsheets
from bot.storage import contacts
from tests.services.conftest import ENTRIES
from tests.web.console.attended import Attended
from tests.web.console.injection import Attack
from tests.web.console.test_unanswered import asked

_ROWS = 40
"""Rows of one file of answers, so that its page shows all of them."""
_LINES = 20
"""Messages after which a case is looked at again: more than that its page shows."""


def brought(attack: Attack, attended: Attended, payloads: Sequence[str]) -> None:
    """Each of the payloads in all of these ways; the pages that show it are looked at."""
    desk, texts = attack.desk, [one.replace("\x00", "") for one in payloads]
    for number, text in enumerate(texts):
        asked(desk, text, number + 1_000)
        attended.write(text)
        attended.write(text, form=Form.IMAGE, media_types=("image/jpeg",))
        if number % _LINES == 0 or number == len(texts) - 1:
            attack.see("/console/casos/1")
    for sheet in range(1, len(texts) // 20 + 2):
        attack.see(f"/console/sin-respuesta?hoja={sheet}")
    _people(attack, texts)
    for start in range(0, len(texts), _ROWS):
        _answers(attack, texts[start : start + _ROWS])


def _people(attack: Attack, texts: Sequence[str]) -> None:
    """A file of contacts with the text in every cell that takes one."""
    desk = attack.desk
    addresses = [f"whatsapp:+5198{number:07d}" for number in range(len(texts))]
    rows = [
        {**dict.fromkeys(contact_rows.COLUMNS, ""), "address": address, **_cells(text)}
        for address, text in zip(addresses, texts, strict=True)
    ]
    importing.take_in(
        desk.app.database,
        list(enumerate(rows, 2)),
        gazetteer=Places(),
        zones=frozenset({"America/Lima"}),
        local=UTC,
        clock=desk.clock,
        progress=lambda _rows: None,
    )
    with desk.app.database.read() as tx:
        met = [contacts.find(tx, parse(address)) for address in addresses]
    assert all(met)
    for contact in met:
        attack.see(f"/console/personas/{contact}")
    attack.see("/console/audiencias/nueva")
    attack.see("/console/campanas/nueva")


def _cells(text: str) -> dict[str, str]:
    return {
        "name": text[:120],
        "district": text[:60],
        "labels": text.replace(";", ",")[:60],
        "consent": "yes",
        "consent_at": "2026-10-31",
        "consent_source": text[:50],
        "consent_text": text,
    }


def _answers(attack: Attack, texts: Sequence[str]) -> None:
    """Two files of answers called so: of one a look shows what would change, of the other what is wrong by row."""
    one = replace(ENTRIES[0], sms="", related=())
    good = [
        replace(one, id=f"B{number}", title=text[:70], whatsapp=text, questions=(f"{text} {number}",))
        for number, text in enumerate(texts)
    ]
    bad = spreadsheets.made(".csv", sheets.COLUMNS, [[text] * len(sheets.COLUMNS) for text in texts])
    name = texts[0].replace("\r\n", " ") + ".csv"
    for raw in (sheets.as_csv(good), bad):
        attack.send_file("/console/respuestas/hoja", name, raw)
