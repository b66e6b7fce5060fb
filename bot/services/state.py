"""How the installation does, in words for whoever looks after it, each with what to do: processes, queues, model,
copies, database, disk, pace, and what failed lately. No personal data."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from platform import python_version
from typing import Final

from bot.core.addresses import Channel
from bot.core.messages import Reaction
from bot.i18n import gettext as _
from bot.services import learning, models
from bot.settings import Settings
from bot.storage import campaigns, jobs, state, workers
from bot.storage.campaigns import Notice
from bot.storage.database import Database
from bot.storage.jobs import Job
from bot.storage.migrate import HEAD
from bot.storage.state import Queue
from bot.storage.workers import Worker

ROLES: Final = ("converse", "send", "schedule", "jobs")
SILENT: Final = timedelta(seconds=15)
"""A process not heard of for this long counts as gone; heartbeats come every 5 s."""
LATE: Final = timedelta(minutes=1)
"""Longer than this no message should wait."""
COPY: Final = timedelta(days=2)
"""A copy a day, and one that may fail."""
LATELY: Final = timedelta(days=7)
FEW: Final = 0.10
"""Share of the disk below which it is nearly full."""
OFTEN: Final = 0.05
"""Share of messages that fail above which somebody should look,"""
SOME: Final = 3
"""where it is not one or two of the first twenty."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    """Messages that failed for one reason lately."""

    code: int | None
    messages: int
    last: datetime
    sentence: str
    advice: str


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """All of it, as of one moment."""

    processes: Sequence[Worker]
    silent: Sequence[str]
    """Roles nobody was heard of."""
    queues: Mapping[str, Queue]
    in_doubt: int
    model: str
    speaking: Sequence[str]
    """Models the conversation workers hold."""
    kept: Sequence[str]
    """Models on the disk that could speak again."""
    training: Job | None
    backup: datetime | None
    size: int
    server: str
    free: int
    disk: int
    versions: Mapping[str, str]
    pace: Mapping[str, int]
    rates: Mapping[str, float]
    sent: int
    failed: Sequence[Failed]
    notices: Sequence[Notice]
    late: Sequence[str]
    """Queues in which somebody waits too long."""

    @property
    def failing(self) -> bool:
        """Whether so many messages failed that somebody should look."""
        failed = sum(one.messages for one in self.failed)
        return failed >= SOME and failed > self.sent * OFTEN

    @property
    def full(self) -> bool:
        """Whether the disk is nearly full."""
        return self.free < self.disk * FEW

    def copied(self, now: datetime) -> bool:
        """Whether the last copy is new enough."""
        return self.backup is not None and now - self.backup <= COPY


def gather(
    database: Database, settings: Settings, explain: Callable[[str], tuple[Reaction, str]], now: datetime
) -> State:
    """Look at everything once. Whatever cannot be looked at is left empty: the page must come when things are bad."""
    with database.read() as tx:
        running = workers.all_of(tx)
        queues = {
            "in": state.messages_in(tx),
            "out": state.messages_out(tx, now),
            "campaigns": state.recipients(tx, now),
            "jobs": state.work(tx),
        }
        in_doubt, backup = state.in_doubt(tx), state.last_backup(tx)
        size, server = state.size(tx), state.server(tx)
        pace = state.pace(tx, now - timedelta(minutes=1))
        sent, failures = state.failures(tx, now - LATELY)
        trainings = jobs.newest(tx, learning.KIND, 1)
        notices = campaigns.unseen(tx)
    heard = {role for one in running if one.seen_at >= now - SILENT for role in one.roles.split(",")}
    disk = shutil.disk_usage(settings.home)
    current = models.current_key(settings.models)
    return State(
        processes=running,
        silent=[role for role in ROLES if role not in heard],
        queues=queues,
        in_doubt=in_doubt,
        model=current,
        speaking=sorted({one.detail for one in running if "converse" in one.roles.split(",") and one.detail}),
        kept=_kept(settings, current),
        training=trainings[0] if trainings else None,
        backup=backup,
        size=size,
        server=server,
        free=disk.free,
        disk=disk.total,
        versions=_versions(),
        pace=pace,
        rates={Channel.WHATSAPP.value: settings.rate_whatsapp, Channel.SMS.value: settings.rate_sms},
        sent=sent,
        failed=[_failed(code, *counted, explain) for code, counted in _ordered(failures)],
        notices=notices,
        late=[
            name
            for name, queue in queues.items()
            if name in ("in", "out") and queue.oldest is not None and now - queue.oldest > LATE
        ],
    )


def _ordered(
    failures: Mapping[int | None, tuple[int, datetime]],
) -> Sequence[tuple[int | None, tuple[int, datetime]]]:
    return sorted(failures.items(), key=lambda item: -item[1][0])


def _failed(code: int | None, messages: int, last: datetime, explain: Callable[[str], tuple[Reaction, str]]) -> Failed:
    reaction, sentence = explain("" if code is None else str(code))
    return Failed(code=code, messages=messages, last=last, sentence=sentence, advice=advice()[reaction])


def advice() -> Mapping[Reaction, str]:
    """What a failure asks of people, by what it asks of us."""
    nothing = _("No hay que hacer nada: no se le escribe más por ahí.")
    return {
        Reaction.STOP: nothing,
        Reaction.OPT_OUT: nothing,
        Reaction.RETRY: _("Se insiste solo. Si sigue por horas, mira status.twilio.com."),
        Reaction.RECONCILE: _("Se consulta solo a Twilio antes de repetir. Si sigue, mira status.twilio.com."),
        Reaction.PAUSE: _("Arregla la cuenta de Twilio (saldo, remitente, permisos); después siguen las campañas."),
        Reaction.TEMPLATE: _("Revisa la plantilla en Campañas: Meta la cambió, la pausó o no la aceptó."),
        Reaction.DROP: _("Si son muchos, busca el código en twilio.com/docs/api/errors."),
    }


def _kept(settings: Settings, current: str) -> list[str]:
    """The newest first, without the one that speaks."""
    try:
        found = sorted(settings.models.glob("*.tar.gz"), key=lambda path: -path.stat().st_mtime)
    except OSError:
        return []
    return [name for path in found if (name := path.name.removesuffix(".tar.gz")) != current]


def _versions() -> dict[str, str]:
    found = {"Python": python_version(), _("esquema"): HEAD}
    for package, name in (("puente", "Puente"), ("rasa", "Rasa"), ("twilio", "twilio")):
        try:
            found[name] = version(package)
        except PackageNotFoundError:
            continue
    return found
