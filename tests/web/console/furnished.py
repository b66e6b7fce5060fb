"""A console with something on every page, and where each page is found."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any, Final

from bot.core import sections, translations
from bot.core.staff import User
from bot.core.templates import Category, Status, Template
from bot.services import (
    attending,
    directory,
    editing,
    learning,
    people_files,
    replying,
    safety,
    spreadsheets,
    translating,
    trials,
)
from bot.storage import canned, content, jobs, proposals, templates, users
from bot.web.console import canned as canned_page
from tests.services.conftest import ENTRIES
from tests.services.test_safety import FILE, SERVICE
from tests.web.console.attended import Attended
from tests.web.console.campaigning import approved, made, people, settle
from tests.web.console.conftest import Staffed
from tests.web.console.test_overview import counted, wrote
from tests.web.console.test_unanswered import asked

SENDERS = {"whatsapp_from": "+51900000001", "sms_from": "+51900000002"}


VERDICT: Final[Mapping[str, Any]] = {
    "passed": True, "reasons": [], "own_questions": 0.981, "unseen_topic": 0.9, "golden": 1.0, "golden_failed": ["una"],
    "changes": [{"entry": "C03", "question": "q", "before": "faq C03", "after": "faq C01", "better": False}],
}  # fmt: skip
"""What is found of a new model: one question goes elsewhere."""


def furnish(desk: Staffed) -> list[str]:
    """Something of everything. Returns addresses that no page leads to: only whoever asked for something is sent
    there."""
    judged(desk)
    alone = waiting(desk)
    guarded(desk)
    people(desk, 30, district="Villa El Salvador")
    draft = made(desk, channel="whatsapp_then_sms", sms_es="Será mañana.", button1_es="Sí")
    running = approved(desk)
    desk.app.desk.start(running, "officer")
    settle(desk)
    desk.browser("officer").post("/console/audiencias/nueva", {"name": "sur", "a_districts": ["Villa El Salvador"]})
    written = Template(
        sid="HX" + "a" * 32, name="aviso", language="es", status=Status.UNSUBMITTED, category=Category.UTILITY,
        body="Hola {{1}}, hay algo para ti.", samples={"1": "Rosa"}, reason="",
    )  # fmt: skip
    with desk.app.database.write() as tx:
        templates.keep(tx, written, desk.clock())
    brought = spreadsheets.made(".csv", ("address", "district"), [["+51911111111", "Comas"], ["987", "Comas"]])
    looked_at = people_files.look(
        desk.app.database, "gente.csv", brought, gazetteer=desk.app.places, local=UTC, by="officer", clock=desk.clock
    )
    return [
        *alone,
        f"/console/audiencias/importar/{looked_at}",
        f"/console/campanas/{draft}",
        f"/console/campanas/{running}/informe",
    ]


def judged(desk: Staffed) -> int:
    """A training whose verdict waits for a decision."""
    with desk.app.database.write() as tx:
        number = learning.ask(tx, {"C01": 1}, by="reviewer", now=desk.clock())
    learning.begin(desk.app.database, "w", desk.clock())
    learning.judged(desk.app.database, number, key="k", verdict=VERDICT, now=desk.clock())
    return number


def attended_to(desk: Staffed) -> None:
    """A case with everything in it that a case can hold."""
    people, (worker,) = Attended(desk), [user for user in everybody(desk) if user.name == "administrator"]
    people.write("quiero hablar con una persona")
    attending.take(desk.app.database, 1, worker, desk.clock())
    replying.reply(desk.app.database, 1, "Hola, te leo.", "0" * 32, worker, desk.clock())
    attending.note(desk.app.database, 1, "Llamar a la UGEL.", worker, desk.clock())
    people.write("no tengo cupo")
    people.write("mi esposo me pega")
    with desk.app.database.write() as tx:
        canned.add(tx, canned_page.STARTERS, author="administrator", now=desk.clock())


def everybody(desk: Staffed) -> list[User]:
    with desk.app.database.read() as tx:
        return users.listed(tx)


def waiting(desk: Staffed) -> list[str]:
    """A message nobody could answer, a case; a question that was tried and a spreadsheet that was looked at, where
    these two are."""
    asked(desk)
    wrote(desk, 12)
    counted(desk)
    attended_to(desk)
    changed = content.to_document(replace(ENTRIES[0], title="Otro"))
    tried_draft = rehearsed(desk)
    with desk.app.database.write() as tx:
        sheet = {"entries": [changed], "base": {"C01": 1}}
        tried = jobs.ask(tx, "try", {"text": "hola"}, by="rosa", now=desk.clock())
        looked_at = jobs.ask(tx, "sheet", sheet, by="rosa", now=desk.clock(), state="preview")
    return [f"/console/probar/{tried}", f"/console/respuestas/hoja/{looked_at}", *tried_draft]


def rehearsed(desk: Staffed) -> list[str]:
    """A draft that a trial model knows, and a question to it that waits."""
    entry, now = replace(ENTRIES[3], questions=(*ENTRIES[3].questions, "y esto")), desk.clock()
    (rosa,) = [user for user in everybody(desk) if user.name == "promoter"]
    number = editing.save(desk.app.database, entry, base=1, by=rosa, now=now)
    trial = trials.ask_for(desk.app.database, entry.id, number, by="promoter", now=now)
    trials.begin(desk.app.database, "w", now)
    kept = trials.Kept(file="k.tar.gz", digest="d")
    trials.trained(desk.app.database, trial, key="k", kept=kept, verdict=VERDICT, now=now)
    with desk.app.database.write() as tx:
        question = trials.ask(tx, trial, "esto", by="promoter", now=now)
    return [f"/console/probar/borrador/{trial}", f"/console/probar/borrador/{trial}/{question}"]


def guarded(desk: Staffed) -> None:
    """A section of the lexicon whose test found something, drafts of a service and of a translation, a proposal."""
    now, lexicon = desk.clock(), safety.desk(desk.app.database)
    services = directory.desk(desk.app.database, desk.app.places)
    lexicon.seed(sections.split(FILE), now)
    services.seed({"casa": SERVICE}, now)
    violence = sections.split(FILE)["category:violence"]
    with desk.app.database.read() as tx:
        rosa = users.find(tx, "promoter")
    assert rosa is not None
    lexicon.save("category:violence", {**violence, "phrases": ["pregunta 1"]}, base=1, by=rosa, now=now)
    safety.try_next(desk.app.database, lambda: ("mi marido me pega",), worker="w", now=now)
    services.save("casa", {**SERVICE, "phone": ""}, base=1, by=rosa, now=now)
    english = translating.document(ENTRIES[0], 1, {name: f"{name} C01" for name in translations.TEXTS})
    abroad = translating.desk(desk.app.database)
    abroad.send("C01:en", abroad.save("C01:en", english, base=0, by=rosa, now=now), comment="", by=rosa, now=now)
    with desk.app.database.write() as tx:
        proposals.keep(tx, "entry", "C01", b"1", {**content.to_document(ENTRIES[0]), "title": "Otro"}, now)
