"""What a section of the lexicon and a service of the directory share: their page, and the steps of a draft."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.core import differences
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.services.items import Conflict, Items
from bot.storage import items
from bot.storage.database import Transaction
from bot.storage.items import Remark, Standing, Version
from bot.web.console import meanwhile, words
from bot.web.console.answers import EDITORS, REVIEWERS
from bot.web.console.forms import Form
from bot.web.console.meanwhile import MAKING, Act, Meanwhile
from bot.web.console.pages import Page
from bot.web.console.steps import Steps
from bot.web.console.visit import Visit

_COMMENT: Final = 1_000
_SHOWN: Final = 30


class Writing(Protocol):
    """The form an item is written in, and its status; `theirs`: somebody else wrote another version meanwhile."""

    def __call__(
        self, visit: Visit, form: Form, standing: Standing | None, status: int, *, theirs: bool = False
    ) -> Response: ...


@dataclass(frozen=True, kw_only=True)
class Area:
    """One kind of item: where its pages are, and what does the work."""

    kind: str
    path: str
    desk: Callable[[Visit], Items]
    view: Callable[[Visit, Form, int, int], Response]
    """As in `Steps`."""
    withdraws: bool = True
    """Whether one can be taken back altogether."""

    def page(self, item_id: str) -> str:
        """Where one of them is looked at."""
        return f"/console{self.path}/{quote(item_id)}"

    def standing(self, visit: Visit, tx: Transaction) -> tuple[Standing, Mapping[str, Any]]:
        """How the item of this address stands, and its newest wording. 404 where there is none."""
        name = visit.path["id"]
        standing = items.standings(tx, self.kind, name).get(name)
        newest = items.version(tx, self.kind, name, standing.number) if standing else None
        if standing is None or newest is None:
            raise HTTPException(404)
        return standing, newest.document

    def shown(self, visit: Visit, tx: Transaction, form: Form | None = None, seen: int = 0) -> dict[str, Any]:
        """What the page of every item shows: what changes, who may do what with it, and its history. `form` and `seen`:
        as in `view`."""
        standing, document = self.standing(visit, tx)
        live = items.version(tx, self.kind, standing.id, standing.published) if standing.published else None
        before = items.version(tx, self.kind, standing.id, seen) if seen else None
        said = items.remarks(tx, self.kind, standing.id, _SHOWN)
        return {
            "here": self.page(standing.id),
            "back": f"/console{self.path}",
            "standing": standing,
            "document": document,
            "state": standing.state or ("live" if standing.published else "withdrawn"),
            "live": live.document if live else None,
            "changes": differences.of_documents(live.document if live else None, document) if standing.state else [],
            "history": items.history(tx, self.kind, standing.id, _SHOWN),
            "said": said,
            "meanwhile": _meanwhile(before, standing, document, said),
            "withdraws": self.withdraws,
            "mine": visit.actor in (standing.author, standing.sent_by) and not visit.may(Role.ADMINISTRATOR),
            "form": form or Form(),
        }

    def pages(self) -> tuple[Page, ...]:
        """The steps of a draft, and earlier wordings."""
        path = f"{self.path}/{{id}}"
        return (
            Page(path=f"{path}/version/{{number}}", view=self._wording, who=EDITORS),
            Page(path=f"{path}/enviar", view=self._send, who=EDITORS, method="POST"),
            Page(path=f"{path}/publicar", view=self._publish, who=REVIEWERS, method="POST"),
            Page(path=f"{path}/devolver", view=self._give_back, who=REVIEWERS, method="POST"),
            Page(path=f"{path}/descartar", view=self._discard, who=EDITORS, method="POST"),
            Page(path=f"{path}/recuperar", view=self._restore, who=EDITORS, method="POST"),
            *([Page(path=f"{path}/retirar", view=self._withdraw, who=REVIEWERS, method="POST")] * self.withdraws),
        )

    def save(
        self,
        visit: Visit,
        form: Form,
        item_id: str,
        document: dict[str, Any],
        standing: Standing | None,
        *,
        writing: Writing,
        said: str = "",
    ) -> Response:
        """Keep what was typed as a draft, where the version it was typed over still is the newest; else the form again,
        with theirs beside it. `said` of a change that was kept, in place of what is said of every one."""
        base = form.number("base", least=0, most=1_000_000, default=0)
        if not form.ok:
            return writing(visit, form, standing, 422)
        try:
            number = self.desk(visit).save(item_id, document, base=base, by=visit.staff, now=visit.now)
        except Conflict as error:
            form.fail("", *error.lines)
            return writing(visit, form, error.standing or standing, 409, theirs=True)
        changed = number != base
        return visit.go(self.page(item_id), said if said and changed else words.saved(changed=changed))

    @property
    def steps(self) -> Steps:
        """What is done with a draft, and said."""
        return Steps(page=lambda visit: self.page(visit.path["id"]), view=self.view, last=self._last)

    def _last(self, visit: Visit, tx: Transaction) -> tuple[str, int, str] | None:
        said = items.remarks(tx, self.kind, visit.path["id"], 1)
        return next(((one.author, one.number, one.act) for one in said), None)

    def _wording(self, visit: Visit) -> Response:
        with visit.app.database.read() as tx:
            standing, document = self.standing(visit, tx)
            old = items.version(tx, self.kind, standing.id, visit.number("number"))
        if old is None:
            raise HTTPException(404)
        changes = differences.of_documents(document, old.document)
        return visit.show(
            "item_version.html",
            here=self.page(standing.id),
            standing=standing,
            title=words.item(self.kind, standing.id, document),
            old=old,
            changes=changes,
            whole=differences.of_documents(None, old.document),
        )

    def _send(self, visit: Visit) -> Response:
        form = visit.form()
        number, comment = form.version(), form.text("comment", most=_COMMENT)

        def act() -> str:
            self.desk(visit).send(visit.path["id"], number, comment=comment, by=visit.staff, now=visit.now)
            return _("Enviada a revisión.")

        return self.steps.take(visit, form, number, act, "sent")

    def _publish(self, visit: Visit) -> Response:
        form = visit.form()
        number, comment = form.version(), form.text("comment", most=_COMMENT)

        def act() -> str:
            self.desk(visit).publish(visit.path["id"], number, comment=comment, by=visit.staff, now=visit.now)
            return _("Publicada: vale desde el siguiente mensaje.")

        return self.steps.take(visit, form, number, act, "published")

    def _give_back(self, visit: Visit) -> Response:
        form = visit.form()
        number, comment = form.version(), form.text("comment", required=True, most=_COMMENT)

        def act() -> str:
            self.desk(visit).give_back(visit.path["id"], number, comment=comment, by=visit.staff, now=visit.now)
            return _("Devuelta con tu comentario.")

        return self.steps.take(visit, form, number, act, "returned")

    def _discard(self, visit: Visit) -> Response:
        form = visit.form()
        number = form.version()

        def act() -> str:
            self.desk(visit).discard(visit.path["id"], number, by=visit.staff, now=visit.now)
            return _("Borrador descartado. Sigue lo publicado.")

        return self.steps.take(visit, form, number, act)

    def _restore(self, visit: Visit) -> Response:
        form = visit.form()
        base, number = form.version(), form.version("old")

        def act() -> str:
            self.desk(visit).restore(visit.path["id"], number, base=base, by=visit.staff, now=visit.now)
            return _("La versión anterior es ahora un borrador. Revísala y mándala a revisión.")

        return self.steps.take(visit, form, base, act)

    def _withdraw(self, visit: Visit) -> Response:
        form = visit.form()
        number = form.version()

        def act() -> str:
            self.desk(visit).withdraw(visit.path["id"], number, by=visit.staff, now=visit.now)
            return _("Retirado. Se puede recuperar de su historia.")

        return self.steps.take(visit, form, number, act, "withdrawn")


def _meanwhile(
    before: Version | None, standing: Standing, document: Mapping[str, Any], said: Sequence[Remark]
) -> Meanwhile | None:
    if before is None:
        return None
    steps = [
        Act(who=one.author, what=words.item_act(one.act), at=one.at, number=one.number, made=one.act in MAKING)
        for one in said[:1]
    ]
    return Meanwhile(
        acts=meanwhile.since(before.number, standing, steps[0] if steps else None),
        changes=differences.of_documents(before.document, document),
    )
