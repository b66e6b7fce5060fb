"""A step that somebody takes with a draft: it is done and said, or not done, with why and what came in between."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from bot.core.errors import BadInput
from bot.services import editing, items
from bot.services.editing import Moved
from bot.storage.database import Transaction
from bot.web.console import meanwhile
from bot.web.console.forms import Form
from bot.web.console.visit import Visit


@dataclass(frozen=True, kw_only=True)
class Steps:
    """The steps with one kind of draft. `page`: where what a visit is about is looked at; `last`: who left the newest
    remark on it, on which version, and its kind."""

    page: Callable[[Visit], str]
    view: Callable[[Visit, Form, int, int], Response]
    """That page with a step that could not be taken, its status, and the version it was decided on where somebody else
    came first (0: nobody did)."""
    last: Callable[[Visit, Transaction], tuple[str, int, str] | None]

    def take(self, visit: Visit, form: Form, seen: int, act: Callable[[], str], remark: str = "") -> Response:
        """Do `act`, which says what was done; where it cannot be, the page as it is now, with why, what was typed, and
        what changed since `seen`, the version that was decided on. `remark`: the kind that the step leaves, where
        somebody may have clicked twice."""
        if not form.ok:
            meanwhile.wrong(form)
            return self.view(visit, form, 422, 0)
        try:
            said = act()
        except Moved as error:
            with visit.app.database.read() as tx:
                last = self.last(visit, tx)
            if not isinstance(error, editing.Conflict | items.Conflict) and last == (visit.actor, seen, remark):
                return visit.go(self.page(visit))  # the second click of two: it is done, and said
            meanwhile.refused(form)
            return self.view(visit, form, 409, seen)
        except BadInput as error:
            form.fail("", *error.lines)
            return self.view(visit, form, 422, 0)
        return visit.go(self.page(visit), said)
