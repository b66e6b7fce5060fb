"""`python -m actions`: the same actions behind Rasa's protocol, for `rasa shell`."""

import asyncio
from typing import Any

import httpx

from actions.__main__ import server


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
