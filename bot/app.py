"""The composition root: the only module that knows every concrete class. Everything is built when asked for."""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import yaml

from bot.clock import Clock, system
from bot.core import organisation as organisations
from bot.core.addresses import Address, Channel, parse
from bot.core.directory import Directory
from bot.core.errors import BadInput, BadSettings
from bot.core.gazetteer import Places
from bot.core.geography import Areas
from bot.core.locked_screen import Preview
from bot.core.organisation import Organisation
from bot.core.safeguarding import Lexicon
from bot.i18n import gettext as _
from bot.services import flows, models, proposing, publishing
from bot.services.conversation import Conversation, Mistaken, Respond
from bot.services.directory import LivingDirectory
from bot.services.flows import Release
from bot.services.inbound import Turns
from bot.services.library import Library
from bot.services.requests import Requests
from bot.services.safety import LivingLexicon
from bot.settings import Secret, Settings
from bot.storage.crypto import Vault, parse_keys
from bot.storage.database import Database

if TYPE_CHECKING:
    from bot.channels.twilio.client import TwilioProvider
    from bot.channels.twilio.fake import FakeTwilio
    from bot.channels.twilio.signature import CallbackTokens, Signatures
    from bot.core.costs import Prices
    from bot.core.messages import Reaction
    from bot.core.quiet_hours import QuietHours
    from bot.services.accounting import Accounting
    from bot.services.campaigns import Desk
    from bot.services.facts import Terms
    from bot.services.linking import Linking
    from bot.services.outbound import Sender
    from bot.services.recovery import Recovery
    from bot.services.regulations import Regulations
    from bot.services.reminding import Reminding
    from bot.services.returning import Returning
    from bot.services.scheduling import Scheduler
    from bot.services.templates import Templates
    from bot.services.weekly import Weekly
    from bot.storage.limits import Limit
    from bot.storage.spool import Spool
    from bot.storage.workers import Among

_Result = TypeVar("_Result")

log = logging.getLogger(__name__)

ROOT: Final = Path(__file__).resolve().parent.parent
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
class App:
    """One process's parts, from one set of settings. `root` holds flows, configuration and locales."""

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
    def organisation(self) -> Organisation:
        """Who runs this; all empty where no file exists."""
        path = self.settings.organisation
        path = path if path.is_absolute() else self.root / path
        if not path.is_file():
            return Organisation()
        try:
            return organisations.parse(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (yaml.YAMLError, UnicodeDecodeError):
            raise BadSettings(f"{path.name}: not readable as YAML in UTF-8") from None

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

    @cached_property
    def lexicon(self) -> LivingLexicon:
        """The safety lexicon: what the store has, before its seed the file. Raises BadContent where it cannot be read:
        without it nobody may be answered.

        An example of it that does not hold is for `puente faq check` to tell, not a reason for silence.
        """

        def file() -> Lexicon:
            lexicon, problems = flows.read_lexicon(self.root)
            if not lexicon.categories:
                flows.refuse(problems)
            return lexicon

        found = LivingLexicon(self.database, file)
        self.library.follow(found.refresh)
        return found

    @cached_property
    def preview(self) -> Preview:
        """What must not be read on a locked screen. Raises BadContent where the list cannot be read."""
        preview, problems = flows.read_preview(self.root)
        if not preview.categories:
            flows.refuse(problems)
        return preview

    @cached_property
    def places(self) -> Places:
        """Places people name. Raises BadContent where the file is broken: a wrong office is worse than none."""
        places, problems = flows.read_places(self.root)
        flows.refuse(problems)
        return places

    @cached_property
    def areas(self) -> Areas:
        """From a shared location to a district. A broken map locates nobody: taking messages in must not depend on it,
        and `puente faq check` says what is wrong."""
        places, problems = flows.read_places(self.root)
        areas, more = flows.read_areas(self.root, places)
        if problems or more:
            log.error("a map of places is broken: see puente faq check", extra={"problems": len(problems) + len(more)})
        return areas

    @cached_property
    def directory(self) -> Directory:
        """Services by need and place: what the store has, before its seed the file. Raises BadContent where that is
        broken."""

        def file() -> Directory:
            directory, problems = flows.read_directory(self.root, self.places)
            flows.refuse(problems)
            return directory

        found = LivingDirectory(self.database, self.places, file)
        self.library.follow(found.refresh)
        return found

    @cached_property
    def library(self) -> Library:
        """Published answers."""
        return Library(self.database, self.clock, self.settings.timezone)

    @cached_property
    def requests(self) -> Requests:
        """Menus, commands, rights."""
        return Requests(
            database=self.database,
            library=self.library,
            organisation=self.organisation,
            timezone=self.settings.timezone,
            days=self.settings.retention_days,
            places=self.places,
        )

    async def engine(self, path: Path | None = None) -> Any:
        """Load Rasa and the promoted model, or the one of `path`: seconds, and about 500 MB.

        Raises BadInput before the first training, and where this program cannot load the model.
        """
        if path is None:
            model = models.current(self.settings.models)
            if model is None:
                raise BadInput(_("Todavía no hay modelo: ejecuta «puente train»."))
            path = model.path
        from bot.engine.agent import Engine, Setting

        setting = Setting(
            places=self.places,
            directory=self.directory,
            organisation=self.organisation,
            timezone=self.settings.timezone,
            reminder_template=bool(self.settings.content_reminder),
        )
        try:
            return await Engine.load(path, self.library, setting=setting)
        except Exception as error:  # whatever another version of the engine trips over
            raise BadInput(_("Este programa no puede cargar el modelo: ejecuta «puente train --force».")) from error

    def turns(self, respond: Respond, worker: str, mistaken: Mistaken | None = None, *, robots: bool = True) -> Turns:
        """What a conversation worker does. `mistaken` may take back what the lexicon heard; `robots`: one may write."""
        base = self.settings.public_url.rstrip("/")
        conversation = Conversation(
            respond=respond,
            lexicon=self.lexicon,
            requests=self.requests,
            media_url=f"{base}/media" if base else "",
            mistaken=mistaken,
        )
        return Turns(
            database=self.database,
            conversation=conversation,
            library=self.library,
            clock=self.clock,
            worker=worker,
            robots=robots,
        )

    @cached_property
    def signatures(self) -> "Signatures":
        """Checks that webhooks come from Twilio."""
        from bot.channels.twilio.signature import Signatures

        return Signatures(self.settings.tokens, self.settings.public_url)

    @cached_property
    def callback_tokens(self) -> "CallbackTokens":
        """Signs our attempt ids in callback URLs."""
        from bot.channels.twilio.signature import CallbackTokens

        return CallbackTokens(self.settings.secret_key.reveal().encode())

    @cached_property
    def provider(self) -> "TwilioProvider":
        """Twilio, or whatever double `TWILIO_API_URL` names. Needs a running event loop."""
        from bot.channels.twilio.client import Credentials, TwilioProvider
        from bot.channels.twilio.transport import Transport

        settings = self.settings
        return TwilioProvider(
            Credentials(
                account_sid=settings.account_sid,
                auth_token=settings.auth_token.reveal(),
                api_key=settings.api_key,
                api_secret=settings.api_secret.reveal(),
            ),
            Transport(api_url=settings.api_url, content_url=settings.content_api_url),
            self.callback_tokens,
            status_url=f"{settings.public_url.rstrip('/')}/twilio/status",
            messaging_service_sid=settings.messaging_service_sid,
        )

    def accounting(self) -> "Accounting":
        """What is asked of the provider's books once an hour. Needs a running event loop."""
        from bot.channels.twilio.bills import Bills
        from bot.services.accounting import Accounting

        alarm = self.settings.balance_alarm
        return Accounting(self.database, Bills(self.provider.rest), self.templates, self.clock, alarm=alarm)

    def recovery(self) -> "Recovery":
        """What finds messages that never reached us. Needs a running event loop and the provider's credentials."""
        from bot.services.recovery import Recovery

        numbers = [parse(f"whatsapp:{self.settings.whatsapp_from}")] if self.settings.whatsapp_from else []
        numbers += [parse(self.settings.sms_from)] if self.settings.sms_from else []
        return Recovery(self.database, self.provider, numbers, self.clock)

    def sender(self, worker: str, landed: Callable[[], None], among: Callable[[], "Among"] | None = None) -> "Sender":
        """What a sending process does; `landed` is called whenever a create call has come back.

        `among`: which one of how many sending processes this is; the only one where it is not given.
        """
        from bot.services.outbound import Rules, Sender

        settings = self.settings
        return Sender(
            database=self.database,
            provider=self.provider,
            buckets={
                Channel.WHATSAPP: self._limit(Channel.WHATSAPP, settings.rate_whatsapp, worker, among),
                Channel.SMS: self._limit(Channel.SMS, settings.rate_sms, worker, among),
            },
            rules=Rules(
                person_gap=settings.person_gap,
                lookup_grace=settings.lookup_grace,
                button_templates=settings.button_templates,
                list_templates=settings.list_templates,
            ),
            regulations=self.regulations,
            clock=self.clock,
            worker=worker,
            landed=landed,
        )

    def _limit(self, channel: Channel, rate: float, worker: str, among: Callable[[], "Among"] | None) -> "Limit":
        """The rate of one sender number, shared with whoever else sends from it."""
        from bot.storage.limits import MachineBucket

        if not self.settings.redis_url:
            return MachineBucket(rate, self.settings.home / "limits" / channel.value)
        from bot.storage.shared_limits import SharedBucket
        from bot.storage.workers import ALONE

        alone = among or (lambda: ALONE)
        return SharedBucket(rate, url=self.settings.redis_url, number=channel.value, me=worker, among=alone)

    @cached_property
    def quiet_hours(self) -> "QuietHours":
        """When campaigns may leave, and which days are holidays."""
        from bot.core.quiet_hours import parse, parse_days

        return parse(self.settings.quiet_hours, parse_days(self.settings.closed_days))

    @cached_property
    def regulations(self) -> "Regulations":
        """What every campaign obeys."""
        from bot.services.ceilings import Ceilings
        from bot.services.pricing import Pricing
        from bot.services.regulations import Regulations

        settings = self.settings
        return Regulations(
            hours=self.quiet_hours,
            weekly_cap=settings.weekly_cap,
            zone=settings.timezone,
            senders={channel: Address(channel, number).full for channel, number in self.numbers.items() if number},
            price=Pricing(self.prices).of,
            ceilings=Ceilings(
                per_day=settings.budget_day, per_month=settings.budget_month, new_contacts=settings.meta_limit
            ),
        )

    @cached_property
    def prices(self) -> "Prices":
        """What messages cost. Raises BadSettings where the file does not say so."""
        from bot.services import pricing

        path = self.settings.prices
        return pricing.read(path if path.is_absolute() else self.root / path)

    def explain(self, code: str) -> "tuple[Reaction, str]":
        """What an error code of the provider asks for, and a sentence for staff; of a word of ours the general one."""
        from bot.channels.twilio import errors

        rule = errors.rule(int(code) if code.isdecimal() else None)
        return rule.reaction, rule.explanation

    @property
    def templates(self) -> "Templates":
        """What staff do with templates. Needs a running event loop and the provider's credentials."""
        from bot.channels.twilio.contents import Contents
        from bot.services.templates import Templates

        return Templates(self.database, Contents(self.provider.rest), self.clock)

    def with_templates(self, act: "Callable[[Templates], Awaitable[_Result]]") -> _Result:
        """Do something about templates from a thread without an event loop: over connections of its own, closed again.

        Raises BadInput where no account is configured.
        """
        if not self.settings.account_sid:
            raise BadInput(_("No hay cuenta de Twilio configurada: las plantillas viven en ella."))

        async def doing() -> _Result:
            alone = App(self.settings, clock=self.clock, root=self.root)
            alone.database = self.database
            try:
                return await act(alone.templates)
            finally:
                await alone.provider.close()

        return asyncio.run(doing())

    @property
    def preflight(self) -> "Terms":
        """What a look ahead at a campaign needs to know."""
        from bot.services.facts import Terms
        from bot.services.way_out import below_sms

        settings = self.settings
        return Terms(
            regulations=self.regulations,
            prices=self.prices,
            preview=self.preview,
            rates={Channel.WHATSAPP: settings.rate_whatsapp, Channel.SMS: settings.rate_sms},
            meta_limit=settings.meta_limit,
            ceilings=(settings.budget_day, settings.budget_month),
            way_out=below_sms(self.whatsapp_number),
        )

    def scheduler(self) -> "Scheduler":
        """What starts campaigns, writes down their recipients, ends them, and stops those that go wrong."""
        from bot.services import templates, way_out
        from bot.services.scheduling import Guards, Scheduler

        settings = self.settings
        guards = Guards(
            failures_in_a_row=settings.pause_after_failures,
            withdrawn=templates.withdrawn,
            misleads=lambda plan: way_out.misleads(plan, self.whatsapp_number),
        )
        return Scheduler(self.database, self.regulations, guards, self.clock)

    def reminding(self) -> "Reminding":
        """What sends reminders when their time has come."""
        from bot.services.reminding import Reminding

        return Reminding(self.database, self.clock, self.settings.timezone, self.settings.content_reminder)

    def returning(self) -> "Returning":
        """What brings the bot back where staff fell silent."""
        from datetime import timedelta

        from bot.services.returning import Returning

        silence = timedelta(minutes=self.settings.case_silence)
        is_holiday = self.quiet_hours.is_holiday
        return Returning(self.database, self.clock, self.settings.timezone, self.organisation, silence, is_holiday)

    @cached_property
    def desk(self) -> "Desk":
        """What staff do with campaigns."""
        from bot.services import templates
        from bot.services.campaigns import Desk
        from bot.services.way_out import below_sms

        way_out = below_sms(self.whatsapp_number)
        return Desk(self.database, self.regulations, self.clock, templates.problems, self.preview, way_out)

    def weekly(self, worker: str) -> "Weekly | None":
        """What mails the weekly list; None where no mail server is configured."""
        from bot.channels.mail import Mail, Server
        from bot.services.weekly import Weekly

        settings = self.settings
        if not settings.smtp_host:
            return None
        server = Server(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            user=settings.smtp_user,
            password=settings.smtp_password.reveal(),
        )
        mail = Mail(server, sender=settings.smtp_from, recipients=settings.mail_to, clock=self.clock)
        base = settings.public_url.rstrip("/")
        return Weekly(
            self.database,
            lambda subject, text, key: mail.send(subject, text, key=key),
            self.clock,
            timezone=settings.timezone,
            console=f"{base}/console" if base else "",
            worker=worker,
        )

    def linking(self) -> "Linking":
        """What looks at the pages answers send people to. Needs a running event loop."""
        from bot.channels.pages import Pages
        from bot.services.linking import Linking

        return Linking(self.database, Pages(), self.clock, again=timedelta(days=self.settings.link_days))

    def fake_twilio(self) -> "FakeTwilio":
        """The fake Twilio of a simulated account. Only where no account is configured."""
        from bot.channels.twilio.fake import FakeTwilio

        return FakeTwilio(
            account_sid=self.settings.account_sid,
            auth_token=self.settings.auth_token.reveal(),
            clock=self.clock,
        )
