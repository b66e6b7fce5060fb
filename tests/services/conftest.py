"""A whole conversation without web, Rasa or provider: messages in, rows out."""

import asyncio
from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.core import safeguarding
from bot.core.addresses import Address, Channel, parse
from bot.core.content import Entry, Kind, Topic
from bot.core.conversation import Candidate, Outcome, Response, State, Turn
from bot.core.gazetteer import Places
from bot.core.messages import Form, Option, Received
from bot.core.organisation import Organisation
from bot.services import inbound
from bot.services.conversation import Conversation
from bot.services.inbound import Handled, Turns
from bot.services.library import Library
from bot.services.outbound import rendered
from bot.services.requests import Requests
from bot.storage import content
from bot.storage.database import Database
from tests.conftest import Hands

LIMA = ZoneInfo("America/Lima")
PUBLIC = "https://puente.example"


def entry(code: str, topic: Topic = Topic.SCHOOL, kind: Kind = Kind.ANSWER, **fields: object) -> Entry:
    values: dict[str, object] = {
        "id": code,
        "topic": topic,
        "kind": kind,
        "title": f"Título {code}",
        "menu": f"Menú {code}",
        "whatsapp": f"*Respuesta {code}.* Más texto.",
        "sms": f"Respuesta {code}. Más texto.",
        "questions": tuple(f"pregunta {n} de {code}" for n in range(5)),
        "owner": "equipo",
        "source": "Ley 1" if kind is Kind.ANSWER else "",
        "source_date": date(2026, 2, 7) if kind is Kind.ANSWER else None,
        "review_by": date(2027, 2, 28) if kind is Kind.ANSWER else None,
    }
    return Entry(**(values | fields))  # type: ignore[arg-type]


ENTRIES = (
    entry("C01", related=("C03",)),
    entry("C03"),
    entry("A04", Topic.ASYLUM),
    entry("E05", Topic.HEALTH_SERVICES, sensitive=True),
    entry("E01-emergencia", Topic.GBV_PROTECTION, Kind.EMERGENCY, whatsapp="Llama al *105* (Policía) ahora."),
)
LEXICON, _ = safeguarding.parse(
    "lexicon.yml",
    {
        "categories": [{"id": "violence", "entry": "E01-emergencia", "phrases": ["me pega", "me quiere matar"]}],
        "negation": ["no"],
    },
)


class Engine:
    """Understands exactly: `C01` answers C01, `C01 o A04` asks back, anything else falls back, `boom` breaks, `duda`
    may tell of danger and `beats me` does, in words the lexicon does not know. It is sure that a phrase of the lexicon
    with `sol` in the message tells of none, and cannot say where `humo` stands."""

    def __init__(self) -> None:
        self.heard: list[Turn] = []

    async def mistaken(self, text: str) -> bool:
        if "humo" in text:
            raise RuntimeError("deaf")
        return "sol" in text

    async def respond(self, state: State, turn: Turn) -> tuple[State, Response]:
        self.heard.append(turn)
        if turn.text == "boom":
            raise RuntimeError("broken")
        if "beats me" in turn.text:
            return state, Response(
                text="", outcome=Outcome.CRISIS, topic=Topic.GBV_PROTECTION, entry="E01-emergencia", confidence=0.8
            )
        codes = [turn.entry] if turn.entry else [e.id for e in ENTRIES if e.id in turn.text]
        known = {e.id: e for e in ENTRIES}
        candidates = tuple(Candidate(entry=c, topic=known[c].topic, confidence=0.9) for c in codes)
        if len(codes) == 1:
            text, options = (
                known[codes[0]].whatsapp,
                tuple(Option(label=known[r].menu, payload=f"entry:{r}") for r in known[codes[0]].related),
            )
            outcome = Outcome.ANSWER
        elif codes:
            text, outcome = "¿Te refieres a…?", Outcome.CLARIFY
            options = tuple(Option(label=known[c].menu, payload=f"entry:{c}") for c in codes)
        else:
            text, outcome, options = "No tengo esa respuesta.", Outcome.FALLBACK, ()
        response = Response(
            text=text,
            outcome=outcome,
            topic=candidates[0].topic if candidates else Topic.OUT_OF_SCOPE,
            entry=codes[0] if codes else "",
            confidence=0.9,
            candidates=candidates,
            options=options,
            doubt="duda" in turn.text,
        )
        return {**state, "rasa": {"turns": state.get("rasa", {}).get("turns", 0) + 1}}, response


class Talk:
    """One installation and the people who write to it."""

    def __init__(self, database: Database, clock: Hands, organisation: Organisation) -> None:
        self.database, self.clock = database, clock
        with database.write() as tx:
            content.publish(tx, {e.id: content.draft(tx, e, author="test", now=clock()) for e in ENTRIES}, clock())
        library = Library(database, clock, LIMA)
        library.refresh()
        requests = Requests(
            database=database, library=library, organisation=organisation, timezone=LIMA, days=90, places=Places()
        )
        self.engine = Engine()
        conversation = Conversation(
            respond=self.engine.respond,
            lexicon=LEXICON,
            requests=requests,
            media_url=f"{PUBLIC}/media",
            mistaken=self.engine.mistaken,
        )
        self.turns = Turns(database=database, conversation=conversation, library=library, clock=clock, worker="w")
        self._sent = 0

    def hear(
        self,
        text: str = "",
        person: str = "whatsapp:+51911111111",
        form: Form = Form.TEXT,
        choice: str = "",
        **fields: object,
    ) -> None:
        """A message arrives."""
        self._sent += 1
        sender = parse(person)
        message = Received(
            provider_id=f"SM{self._sent:032x}",
            sender=sender,
            recipient=Address(sender.channel, "+51900000001"),
            form=form if text or form is not Form.TEXT else Form.EMPTY,
            text=text,
            choice=choice,
            **fields,  # type: ignore[arg-type]
        )
        inbound.receive(self.database, [message], self.clock())

    def step(self) -> list[Handled]:
        """Turns for all that wait."""
        return asyncio.run(self.turns.step())

    def say(self, text: str = "", **fields: object) -> Handled:
        """A message arrives and is answered."""
        self.hear(text, **fields)  # type: ignore[arg-type]
        (handled,) = self.step()
        return handled

    def reply(self, text: str = "", **fields: object) -> str:
        """The words of the answer, as sent."""
        return self.words(self.say(text, **fields))

    @staticmethod
    def words(handled: Handled) -> str:
        """The reply to one message, as sent."""
        outgoing = handled.turned.outgoing
        assert outgoing is not None
        return rendered(outgoing.text, outgoing.options)


@pytest.fixture
def new_talk(database: Database, clock: Hands) -> Callable[..., Talk]:
    def make(organisation: Organisation | None = None) -> Talk:
        return Talk(database, clock, organisation or Organisation())

    return make


@pytest.fixture
def talk(new_talk: Callable[..., Talk]) -> Talk:
    return new_talk()


__all__ = ["Channel", "Talk"]
