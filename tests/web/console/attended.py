"""People who write to a staffed installation while somebody may attend to them."""

import asyncio
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from typing import Any, Final

from bot.app import App
from bot.core.addresses import parse
from bot.core.messages import Form, Received
from bot.core.organisation import Organisation
from bot.services import inbound
from bot.services.conversation import Respond
from bot.services.safety import LivingLexicon
from bot.storage import audit, outbound
from tests.services.conftest import LEXICON, Engine
from tests.web.console.conftest import Staffed

PERSON: Final = "whatsapp:+51911111111"
_NUMBERS: Final = itertools.count(0xCA5E0000)
STAFFED: Final = Organisation(name="Ejemplo", hours={day: (time(9), time(17)) for day in range(7)})


class Attended:
    """A desk with people who write to it, answered by the stand-in engine, or by `respond` in a process of its own."""

    def __init__(
        self, desk: Staffed, organisation: Organisation = STAFFED, respond: Callable[[App], Respond] | None = None
    ) -> None:
        self.desk, self.clock = desk, desk.clock
        self.app = App(settings=desk.app.settings, clock=desk.clock) if respond else desk.app
        self.app.__dict__.update(lexicon=LivingLexicon(self.app.database, lambda: LEXICON), organisation=organisation)
        self.app.library.refresh()
        self._turns = self.app.turns(respond(self.app) if respond else Engine().respond, "converse")

    def write(self, text: str, person: str = PERSON, **also: Any) -> None:
        """Somebody writes and gets their answer. `also`: what else is said of the message."""
        message = Received(
            provider_id=f"SM{next(_NUMBERS):032x}", sender=parse(person),
            recipient=parse("whatsapp:+51900000001"), text=text, **{"form": Form.TEXT, **also},
        )  # fmt: skip
        inbound.receive(self.app.database, [message], self.clock())
        with ThreadPoolExecutor(1) as apart:  # a browser's test has a loop of its own
            assert apart.submit(lambda: asyncio.run(self._turns.step())).result()

    def owed(self, contact_id: int = 1) -> list[str]:
        """Everything we owe one person, oldest first."""
        with self.app.database.read() as tx:
            return [text for _at, text in outbound.texts_of(tx, contact_id)]

    def acts(self) -> list[tuple[str, str]]:
        """The newest acts of the audit, each with its subject."""
        with self.app.database.read() as tx:
            return [(act.act, act.subject) for act in audit.newest(tx, limit=50)]
