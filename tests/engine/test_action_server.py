"""`python -m actions`: the same actions behind Rasa's protocol, for `rasa shell`."""

import asyncio
from datetime import date
from typing import Any

import httpx
import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.__main__ import server
from actions.answer import ActionAnswer
from actions.dialogue import Setting
from bot.core.content import Entry
from bot.core.place_texts import PlaceText
from bot.services import flows
from tests.rig import ROOT
from tests.services.conftest import entry


class One:
    """A store with one entry."""

    def __init__(self, only: Entry) -> None:
        self._only = only

    def entry(self, entry_id: str, /) -> Entry | None:
        return self._only if entry_id == self._only.id else None

    def today(self) -> date:
        return date(2026, 11, 28)


def ask(action: str, latest: dict[str, Any]) -> dict[str, Any]:
    async def post() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(server()), base_url="http://actions") as client:
            tracker = {"sender_id": "7", "slots": {}, "latest_message": latest, "events": []}
            call = {"next_action": action, "sender_id": "7", "tracker": tracker, "version": "3.6.2", "domain": {}}
            return await client.post("/webhook", json=call)

    answered = asyncio.run(post())
    assert answered.status_code == 200
    return dict(answered.json())


def test_an_entry_on_disk_is_spoken() -> None:
    said = ask("action_answer", {"intent": {"name": "faq"}, "candidates": [{"entry": "C01", "topic": "school"}]})
    (reply,) = said["responses"]
    assert "Fuente:" in reply["text"]
    assert all(button["payload"].startswith("entry:") for button in reply["buttons"])


def test_what_is_not_there_is_handed_over() -> None:
    assert ask("action_answer", {"candidates": [{"entry": "ZZ"}]})["events"] == [
        {"event": "followup", "timestamp": None, "name": "action_fallback"}
    ]
    (reply,) = ask("action_fallback", {"intent": {"name": "nlu_fallback"}})["responses"]
    assert reply["buttons"] == [{"title": "Ver el menú", "payload": "menu"}]


@pytest.mark.parametrize(
    ("lives", "channel", "said"),
    [
        ("Tumbes", "whatsapp", "En Tumbes, por WhatsApp."),
        ("Tumbes", "sms", "Respuesta C01. Mas texto."),
        ("Comas", "sms", "En Lima, por SMS."),
        ("Comas", "whatsapp", "*Respuesta C01.* Más texto."),
        ("Tacna", "whatsapp", "*Respuesta C01.* Más texto."),
        (None, "whatsapp", "*Respuesta C01.* Más texto."),
    ],
)
def test_whoever_said_where_they_live_reads_what_holds_there(lives: str | None, channel: str, said: str) -> None:
    by_place = (
        PlaceText(places=("Tumbes",), whatsapp="En Tumbes, por WhatsApp."),
        PlaceText(places=("Lima",), sms="En Lima, por SMS."),
    )
    places, problems = flows.read_places(ROOT)
    assert problems == []
    action = ActionAnswer(One(entry("C01", by_place=by_place)), Setting(places=places), [])
    latest = {"candidates": [{"entry": "C01"}], "metadata": {"channel": channel}}
    tracker = Tracker("7", {"place": lives}, latest, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    action.run(dispatcher, tracker, {})
    assert dispatcher.messages[0]["text"].startswith(said)


def test_beside_an_honest_no_stands_what_may_be_meant() -> None:
    likely = [
        {"entry": "C01", "topic": "school", "confidence": 0.2},
        {"entry": "A01", "topic": "asylum", "confidence": 0.04},
    ]
    for intent in ("out_of_scope", "nlu_fallback"):
        (reply,) = ask("action_fallback", {"intent": {"name": intent}, "candidates": likely})["responses"]
        assert [button["payload"] for button in reply["buttons"]] == ["entry:C01", "menu"]
