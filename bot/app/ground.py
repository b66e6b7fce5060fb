"""What every part stands on: settings, clock, keys, the database, and who runs this."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from bot import yaml_loader
from bot.clock import Clock, system
from bot.core import organisation as organisations
from bot.core import quiet_hours
from bot.core.addresses import Channel
from bot.core.errors import BadSettings
from bot.core.organisation import Organisation
from bot.core.quiet_hours import QuietHours
from bot.services import proposing, publishing
from bot.services.flows import Release
from bot.settings import Secret, Settings
from bot.storage.crypto import Vault, parse_keys
from bot.storage.database import Database

if TYPE_CHECKING:
    from bot.storage.spool import Spool

ROOT: Final = Path(__file__).resolve().parent.parent.parent
FAKE_PATH: Final = "/fake-twilio"
"""Where the web process serves the fake Twilio while no account is configured."""
SIMULATED_WHATSAPP: Final = "+51900000001"
SIMULATED_SMS: Final = "+51900000002"
"""Senders of the simulated account; nothing leaves this machine."""


def simulated(settings: Settings, url: str) -> Settings:
    """Settings of an account that exists only in the fake Twilio served at `url`. Its token comes from the secret key,
    so every process of this installation agrees on it."""
    mark = hmac.digest(settings.secret_key.reveal().encode(), b"puente/simulated", "sha256").hex()
    return replace(
        settings,
        account_sid=f"AC{mark[:32]}",
        auth_token=Secret(mark[32:]),
        whatsapp_from=SIMULATED_WHATSAPP,
        sms_from=SIMULATED_SMS,
        public_url=settings.public_url or url,
        api_url=f"{url}{FAKE_PATH}",
        content_api_url=f"{url}{FAKE_PATH}",
    )


@dataclass
class Ground:
    """Needs nothing else of the record. `root` holds flows, configuration and locales."""

    settings: Settings
    clock: Clock = system
    root: Path = ROOT

    @cached_property
    def vault(self) -> Vault:
        """Seals and opens, with the configured keys."""
        return Vault(parse_keys(self.settings.data_keys.reveal()), self.settings.secret_key.reveal())

    @cached_property
    def database(self) -> Database:
        """The database, its schema and keys checked. Raises SchemaMismatch or WrongKey."""
        from bot.storage.migrate import HEAD

        database = Database(self.settings.database, self.vault)
        database.check_schema(HEAD)
        database.check_keys()
        return database

    @cached_property
    def spools(self) -> "dict[str, Spool]":
        """Where what Twilio delivers waits while the database is away: `inbound` messages, `status` reports."""
        from bot.storage.spool import Spool

        return {kind: Spool(self.settings.home / "spool" / kind, self.vault) for kind in ("inbound", "status")}

    def prepare(self) -> int:
        """Create or upgrade the schema, fill an empty content store, and propose what the release says anew.

        Returns how many entries were published.
        """
        from bot.storage.migrate import migrate

        database = Database(self.settings.database, self.vault)
        try:
            migrate(database)
            database.check_keys()
            release = Release(self.root)
            seeded = publishing.seed(database, release, self.clock())
            proposing.look(database, release, self.clock())
            return seeded
        finally:
            database.close()

    @cached_property
    def quiet_hours(self) -> QuietHours:
        """When campaigns may leave, and which days are holidays."""
        return quiet_hours.parse(self.settings.quiet_hours, quiet_hours.parse_days(self.settings.closed_days))

    @cached_property
    def organisation(self) -> Organisation:
        """Who runs this, and when; all empty where no file exists. Nobody is there on the days that are closed for
        campaigns too."""
        path = self.root / self.settings.organisation
        if not path.is_file():
            return Organisation()
        try:
            found = organisations.parse(yaml_loader.read(path))
        except (yaml.YAMLError, UnicodeDecodeError):
            raise BadSettings(f"{path.name}: not readable as YAML in UTF-8") from None
        return replace(found, is_holiday=self.quiet_hours.is_holiday)

    @property
    def whatsapp_number(self) -> str:
        """The number people can write to us on WhatsApp (`+51…`), empty without one: what way_out.line points to."""
        return self.numbers[Channel.WHATSAPP] or self.organisation.whatsapp

    @property
    def numbers(self) -> Mapping[Channel, str]:
        """Our number on each channel, empty where there is none. Where no account is configured and nothing can leave,
        those of the simulated one, so that a command beside `puente run` speaks of the same numbers as its sender."""
        settings, plays = self.settings, self.settings.simulated and not self.settings.production
        return {
            Channel.WHATSAPP: settings.whatsapp_from or (SIMULATED_WHATSAPP if plays else ""),
            Channel.SMS: settings.sms_from or (SIMULATED_SMS if plays else ""),
        }
