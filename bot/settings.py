"""Every setting, read once from the environment and `.env`, checked at start, secrets unprintable.

docs/operations.md lists them in one table; `puente doctor` shows them with secrets hidden.
"""

import math
import os
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.core.errors import BadSettings
from bot.core.quiet_hours import parse as parse_hours
from bot.core.quiet_hours import parse_days
from bot.i18n import gettext as _

SHORTEST_SECRET: Final = 16
"""Characters a key must have to be one at all (`CallbackTokens` asks for as many bytes); production wants 32."""


class Secret:
    """A value that does not print itself. `reveal()` is the only way to it."""

    __slots__ = ("_value",)

    def __init__(self, value: str = "") -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and secrets.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret('…')" if self._value else "Secret('')"

    __str__ = __repr__


def _setting(name: str, default: Any, about: str) -> Any:
    return field(default=default, metadata={"name": name, "about": about})


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """One record for the whole process. Field metadata holds the environment name and what it is for."""

    env: str = _setting("PUENTE_ENV", "development", "production refuses example secrets, simulator, unsigned webhooks")
    home: Path = _setting("PUENTE_HOME", Path("var"), "folder for the database, keys, models and spool")
    database_url: str = _setting("DATABASE_URL", "", "sqlite:///… or postgresql://…; empty: sqlite in PUENTE_HOME")
    redis_url: str = _setting("REDIS_URL", "", "Redis or Valkey, for several machines")
    account_sid: str = _setting("TWILIO_ACCOUNT_SID", "", "Twilio account; empty: simulator only")
    auth_token: Secret = _setting("TWILIO_AUTH_TOKEN", Secret(), "primary auth token: checks signatures")
    auth_token_previous: Secret = _setting("TWILIO_AUTH_TOKEN_PREVIOUS", Secret(), "also accepted, during rotation")
    api_key: str = _setting("TWILIO_API_KEY", "", "API key (SK…) to send with; else the auth token")
    api_secret: Secret = _setting("TWILIO_API_SECRET", Secret(), "secret of that key")
    whatsapp_from: str = _setting("TWILIO_WHATSAPP_FROM", "", "WhatsApp sender, +E.164")
    sms_from: str = _setting("TWILIO_SMS_FROM", "", "SMS sender, +E.164")
    messaging_service_sid: str = _setting("TWILIO_MESSAGING_SERVICE_SID", "", "MG…, instead of a sender number")
    api_url: str = _setting("TWILIO_API_URL", "https://api.twilio.com", "for test doubles")
    content_api_url: str = _setting("TWILIO_CONTENT_API_URL", "https://content.twilio.com", "for test doubles")
    content_buttons: str = _setting(
        "TWILIO_CONTENT_BUTTONS", "", "Content sids of quick replies with 1, 2 and 3 buttons: HX…,HX…,HX…"
    )
    content_lists: str = _setting(
        "TWILIO_CONTENT_LISTS",
        "",
        "Content sids of list pickers with 1 to 10 rows, in that order; an empty place is none",
    )
    content_reminder: str = _setting(
        "TWILIO_CONTENT_REMINDER", "", "Content sid of an approved utility template for reminders; {{1}} is the day"
    )
    public_url: str = _setting("PUENTE_PUBLIC_URL", "", "what Twilio signs and calls, https://…")
    secret_key: Secret = _setting("PUENTE_SECRET_KEY", Secret(), "keyed hashes, callback codes; made on first run")
    data_keys: Secret = _setting("PUENTE_DATA_KEYS", Secret(), "id:key,id:key; the first encrypts; made on first run")
    timezone: ZoneInfo = _setting("PUENTE_TIMEZONE", ZoneInfo("America/Lima"), "local time of the service")
    rate_whatsapp: float = _setting("PUENTE_RATE_WHATSAPP", 80.0, "messages a second per WhatsApp sender")
    rate_sms: float = _setting("PUENTE_RATE_SMS", 1.0, "messages a second per SMS sender")
    person_gap: float = _setting("PUENTE_PERSON_GAP", 6.0, "seconds between two messages to one person")
    lookup_grace: float = _setting(
        "PUENTE_LOOKUP_GRACE", 60.0, "seconds before an attempt with a lost answer is looked up at Twilio"
    )
    quiet_hours: str = _setting(
        "PUENTE_QUIET_HOURS", "Mon-Sat 08:00-20:00", "when campaigns may leave, by the clock of the person"
    )
    closed_days: str = _setting(
        "PUENTE_CLOSED_DAYS", "", "dates without campaigns and staff besides public holidays: 2026-12-24,…"
    )
    weekly_cap: int = _setting("PUENTE_WEEKLY_CAP", 2, "campaign messages one person gets in seven days")
    pause_after_failures: int = _setting("PUENTE_PAUSE_AFTER_FAILURES", 20, "failures in a row that pause a campaign")
    budget_day: Decimal = _setting("PUENTE_BUDGET_DAY", Decimal(0), "US$ a day that campaigns may cost; 0: no ceiling")
    budget_month: Decimal = _setting(
        "PUENTE_BUDGET_MONTH", Decimal(0), "US$ a month that campaigns may cost; 0: no ceiling"
    )
    prices: Path = _setting("PUENTE_PRICES", Path("prices.yml"), "what messages cost; correct it by your contract")
    meta_limit: int = _setting(
        "PUENTE_META_LIMIT", 250, "people outside their window Meta lets us write to in 24 hours; 0: no limit"
    )
    balance_alarm: Decimal = _setting(
        "PUENTE_BALANCE_ALARM", Decimal(0), "US$ left at Twilio below which staff are told; 0: never"
    )
    organisation: Path = _setting("PUENTE_ORGANISATION", Path("organisation.yml"), "who runs this: name, hours, notice")
    case_silence: float = _setting(
        "PUENTE_CASE_SILENCE", 120.0, "minutes without a word of staff in a case after which the bot answers again"
    )
    smtp_host: str = _setting("PUENTE_SMTP_HOST", "", "mail server for the weekly list; empty: no mail")
    smtp_port: int = _setting("PUENTE_SMTP_PORT", 587, "its port")
    smtp_security: str = _setting("PUENTE_SMTP_SECURITY", "starttls", "starttls, tls, or none on this machine")
    smtp_user: str = _setting("PUENTE_SMTP_USER", "", "who signs in there; empty: nobody")
    smtp_password: Secret = _setting("PUENTE_SMTP_PASSWORD", Secret(), "password of that user")
    smtp_from: str = _setting("PUENTE_SMTP_FROM", "", "address the weekly list comes from")
    smtp_to: str = _setting("PUENTE_SMTP_TO", "", "addresses of the team it goes to: a@…,b@…")
    link_days: int = _setting(
        "PUENTE_LINK_DAYS", 7, "days between two looks at each page answers send people to, in production; 0: never"
    )
    retention_days: int = _setting("PUENTE_RETENTION_DAYS", 90, "days message texts are kept")
    log_level: str = _setting("PUENTE_LOG_LEVEL", "info", "debug, info, warning or error")

    @property
    def mail_to(self) -> tuple[str, ...]:
        """Who gets the weekly list."""
        return tuple(one.strip() for one in self.smtp_to.split(",") if one.strip())

    @property
    def production(self) -> bool:
        """True where real people are served and nothing may be lenient."""
        return self.env == "production"

    @property
    def simulated(self) -> bool:
        """True where no Twilio account is configured: the fake Twilio and the phone simulator serve instead."""
        return not self.account_sid

    @property
    def database(self) -> str:
        """`database_url`, or SQLite in the home folder."""
        return self.database_url or f"sqlite:///{self.home / 'puente.db'}"

    @property
    def tokens(self) -> tuple[str, ...]:
        """Auth tokens that may have signed a webhook, newest first."""
        return tuple(token.reveal() for token in (self.auth_token, self.auth_token_previous) if token)

    @property
    def models(self) -> Path:
        """Folder of trained models."""
        return self.home / "models"

    @property
    def button_templates(self) -> tuple[str, ...]:
        """Content sids by number of buttons: index 0 for one button."""
        return tuple(sid.strip() for sid in self.content_buttons.split(",") if sid.strip())

    @property
    def list_templates(self) -> tuple[str, ...]:
        """Content sids by number of rows: index 0 for one row; empty where there is no list of that length."""
        return tuple(sid.strip() for sid in self.content_lists.split(",")) if self.content_lists.strip() else ()


CREDENTIALS: Final = (
    "TWILIO_AUTH_TOKEN",
    "TWILIO_AUTH_TOKEN_PREVIOUS",
    "TWILIO_API_KEY",
    "TWILIO_API_SECRET",
)
"""What lets a process speak as us at Twilio. The process that holds Rasa is never given these."""


def table() -> list[tuple[str, str, str]]:
    """Name, default and purpose of every setting, for `puente doctor` and the docs check."""
    return [(f.metadata["name"], _shown(f.default), f.metadata["about"]) for f in fields(Settings)]


def _shown(value: Any) -> str:
    return "" if isinstance(value, Secret) else str(value)


def load(
    environ: Mapping[str, str] | None = None, *, dotenv: Path | None = Path(".env"), provider: bool = True
) -> Settings:
    """Read the settings. Keys are made and kept in the home folder in development, required in production.

    `provider`: this process speaks with Twilio. The others are not given its credentials and must not ask for them.

    Raises BadSettings with one line for each thing wrong.
    """
    source = {**(_dotenv(dotenv) if dotenv else {}), **(os.environ if environ is None else environ)}
    if not provider:
        source = {name: value for name, value in source.items() if name not in CREDENTIALS}
    problems: list[str] = []
    values: dict[str, Any] = {}
    for item in fields(Settings):
        raw = source.get(item.metadata["name"], "").strip()
        if raw:
            try:
                values[item.name] = _cast(raw, item.default)
            except (ValueError, KeyError, OSError, InvalidOperation):
                problems.append(_("{name}: no se entiende").format(name=item.metadata["name"]))
    if problems:
        raise BadSettings(*problems)
    settings = Settings(**values)
    problems = check(settings) + (_provider_problems(settings) if provider else [])
    if problems:
        raise BadSettings(*problems)
    return settings if settings.production else _with_keys(settings)


def check(settings: Settings) -> list[str]:
    """What forbids any process to start with these settings, one line each."""
    problems = []
    if settings.env not in {"development", "production"}:
        problems.append(_("PUENTE_ENV: development o production"))
    if settings.public_url and not settings.public_url.startswith(("https://", "http://")):
        problems.append(_("PUENTE_PUBLIC_URL: se espera https://…"))
    numbers = (
        ("PUENTE_RATE_WHATSAPP", settings.rate_whatsapp, 0.001),
        ("PUENTE_RATE_SMS", settings.rate_sms, 0.001),
        ("PUENTE_PERSON_GAP", settings.person_gap, 0),
        ("PUENTE_LOOKUP_GRACE", settings.lookup_grace, 0),
        ("PUENTE_CASE_SILENCE", settings.case_silence, 1),
        ("PUENTE_LINK_DAYS", settings.link_days, 0),
        ("PUENTE_SMTP_PORT", settings.smtp_port, 1),
        ("PUENTE_RETENTION_DAYS", settings.retention_days, 1),
        ("PUENTE_WEEKLY_CAP", settings.weekly_cap, 0),
        ("PUENTE_PAUSE_AFTER_FAILURES", settings.pause_after_failures, 1),
        ("PUENTE_META_LIMIT", settings.meta_limit, 0),
        ("PUENTE_BALANCE_ALARM", settings.balance_alarm, 0),
        ("PUENTE_BUDGET_DAY", settings.budget_day, 0),
        ("PUENTE_BUDGET_MONTH", settings.budget_month, 0),
    )
    problems += [
        _("{name}: un número, {least} o más").format(name=name, least=least)
        for name, value, least in numbers
        if not (math.isfinite(value) and value >= least)
    ]
    try:
        parse_hours(settings.quiet_hours)
    except ValueError:
        problems.append(_("PUENTE_QUIET_HOURS: se espera, por ejemplo, Mon-Sat 08:00-20:00"))
    try:
        parse_days(settings.closed_days)
    except ValueError:
        problems.append(_("PUENTE_CLOSED_DAYS: se esperan fechas, por ejemplo 2026-12-24,2026-12-31"))
    if settings.secret_key and len(settings.secret_key.reveal()) < SHORTEST_SECRET:
        problems.append(_("PUENTE_SECRET_KEY: al menos {count} caracteres").format(count=SHORTEST_SECRET))
    if settings.smtp_security not in {"starttls", "tls", "none"}:
        problems.append(_("PUENTE_SMTP_SECURITY: starttls, tls o none"))
    addresses = [settings.smtp_from, *settings.mail_to]
    if settings.smtp_host and (len(addresses) < 2 or not all("@" in one[1:-1] and " " not in one for one in addresses)):
        problems.append(_("PUENTE_SMTP_FROM, PUENTE_SMTP_TO: faltan direcciones de correo; van con PUENTE_SMTP_HOST"))
    if settings.log_level not in {"debug", "info", "warning", "error"}:
        problems.append(_("PUENTE_LOG_LEVEL: debug, info, warning o error"))
    if settings.production:
        problems += _production_problems(settings)
    return problems


def _provider_problems(settings: Settings) -> list[str]:
    """What forbids a process to start that speaks with Twilio."""
    problems = []
    if settings.account_sid and not settings.auth_token:
        problems.append(_("TWILIO_AUTH_TOKEN: falta; sin él no se puede comprobar lo que llega de Twilio"))
    if settings.account_sid and not settings.public_url:
        problems.append(_("PUENTE_PUBLIC_URL: falta; es parte de lo que Twilio firma"))
    if settings.account_sid and not (settings.whatsapp_from or settings.sms_from or settings.messaging_service_sid):
        problems.append(
            _("TWILIO_WHATSAPP_FROM, TWILIO_SMS_FROM o TWILIO_MESSAGING_SERVICE_SID: falta desde qué número se envía")
        )
    if settings.production and settings.simulated:
        problems.append(_("TWILIO_ACCOUNT_SID: falta; en producción no hay simulador"))
    if settings.production and not settings.public_url.startswith("https://"):
        problems.append(_("PUENTE_PUBLIC_URL: en producción tiene que ser https://"))
    return problems


def _production_problems(settings: Settings) -> list[str]:
    problems = []
    for name, secret in (("PUENTE_SECRET_KEY", settings.secret_key), ("PUENTE_DATA_KEYS", settings.data_keys)):
        if not secret:
            problems.append(_("{name}: falta; en producción no se crea sola").format(name=name))
        elif len(secret.reveal()) < 32 or _example(secret.reveal()):
            problems.append(_("{name}: muy corta, o es un valor de ejemplo").format(name=name))
    for name, secret in (
        ("TWILIO_AUTH_TOKEN", settings.auth_token),
        ("TWILIO_AUTH_TOKEN_PREVIOUS", settings.auth_token_previous),
        ("TWILIO_API_SECRET", settings.api_secret),
    ):
        if _example(secret.reveal()):
            problems.append(_("{name}: es un valor de ejemplo").format(name=name))
    if not settings.organisation.is_file():
        problems.append(_("PUENTE_ORGANISATION: falta {file}").format(file=settings.organisation))
    return problems


def _example(value: str) -> bool:
    return bool(re.search(r"change.?me|example|secret|password|12345", value, re.IGNORECASE))


def new_key() -> str:
    """32 random bytes, URL-safe base64."""
    return urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _with_keys(settings: Settings) -> Settings:
    """Development only: keys missing from outside come from `keys.env` in the home folder, made on first run."""
    if settings.secret_key and settings.data_keys:
        return settings
    kept = settings.home / "keys.env"
    if not kept.is_file():
        _make_keys(kept)
    made = _dotenv(kept)
    if not (made.get("PUENTE_SECRET_KEY") and made.get("PUENTE_DATA_KEYS")):
        raise BadSettings(_("{file}: no tiene las dos claves").format(file=kept))
    return replace(
        settings,
        secret_key=settings.secret_key or Secret(made["PUENTE_SECRET_KEY"]),
        data_keys=settings.data_keys or Secret(made["PUENTE_DATA_KEYS"]),
    )


def _make_keys(kept: Path) -> None:
    """Write new keys, for the owner's eyes only. Of two processes that start at once, one makes them for both."""
    text = f"PUENTE_SECRET_KEY={new_key()}\nPUENTE_DATA_KEYS=k1:{new_key()}\n"
    fresh = kept.with_name(f"keys.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        with suppress(FileExistsError):
            os.link(fresh, kept)  # appears whole, and only where nothing is yet
    except OSError as error:
        raise BadSettings(
            _("PUENTE_HOME: no se puede escribir en {folder} ({reason})").format(
                folder=kept.parent, reason=error.strerror
            )
        ) from None
    finally:
        with suppress(OSError):
            fresh.unlink()


def _cast(raw: str, default: Any) -> Any:
    if isinstance(default, Secret):
        return Secret(raw)
    if isinstance(default, bool):
        return raw.lower() in {"1", "true", "yes", "si", "sí"}
    kind = type(default)
    return ZoneInfo(raw) if kind is ZoneInfo else kind(raw)


def _dotenv(path: Path) -> dict[str, str]:
    """`NAME=value` lines; `#` starts a comment line; quotes around the value are dropped. A byte order mark, as some
    editors write it, is not part of the first name."""
    if not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise BadSettings(_("{file}: no se puede leer como UTF-8").format(file=path)) from None
    found = {}
    for line in text.splitlines():
        name, mark, value = line.strip().removeprefix("export ").partition("=")
        if mark and not name.startswith("#"):
            found[name.strip()] = value.strip().strip("\"'")
    return found
