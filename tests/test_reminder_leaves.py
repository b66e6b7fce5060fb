"""A reminder on its way: the person's webhook, the row, the scheduler's process, the sender's process, the phone."""

import asyncio
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from bot.app import App
from bot.core.content import Topic
from bot.core.conversation import Outcome, Response, State, Task, Turn
from bot.settings import load
from bot.storage import schema
from tests import rigged
from tests.rig import Rig, deliver

PERSON = 7
SOON = timedelta(seconds=3)


def said_yes(app: App) -> Any:
    """The end of the dialogue that tests/conversations/reminder.yml holds in full: a reminder in a moment."""

    async def respond(state: State, turn: Turn) -> tuple[State, Response]:
        fields = {"due": (app.clock() + SOON).isoformat(), "date": "2026-12-15T15:00", "what": "appointment"}
        task = Task(kind="reminder", fields=fields)
        return state, Response(text="Guardado.", outcome=Outcome.FORM, topic=Topic.OPT_IN, tasks=(task,))

    return respond


def test_it_reaches_the_phone_at_its_time_once_and_does_not_say_what_it_is_about(tmp_path: Path) -> None:
    rig = Rig(tmp_path, settings={"DATABASE_URL": f"sqlite:///{tmp_path / 'puente.db'}"})
    try:
        rig.start_fake()
        app = App(load(rig.environment, dotenv=None))
        app.prepare()
        for role in ("web", "send,schedule"):
            rigged.part(rig, role, role)
        asyncio.run(_ask(rig, app))
        rig.wait_for(2)
        time.sleep(2)  # a moment in which a second one would come
        reply, reminder = (row for row in rig.ledger() if row["to"] == rigged.person(PERSON))
        assert "Guardado." in reply["body"]
        assert "15/12/2026, 15:00" in reminder["body"]
        assert "cita" not in reminder["body"]
        with app.database.read() as tx:
            table = schema.reminders
            (row,) = tx.connection.execute(select(table.c.state, table.c.reason)).all()
        assert tuple(row) == ("sent", "")
        app.database.close()
    finally:
        rig.stop()


async def _ask(rig: Rig, app: App) -> None:
    """The webhook is the real one; only the model is stood in for, which takes long to load."""
    async with httpx.AsyncClient() as client:
        await deliver(client, rig.phone(PERSON).text("sí, guárdalo"))
    turns = app.turns(said_yes(app), "converse")
    assert len(await turns.step(limit=1)) == 1
