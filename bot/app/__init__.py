"""The composition root: the only module that knows every concrete class. Everything is built when asked for."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.app.ground import FAKE_PATH, ROOT, SIMULATED_SMS, SIMULATED_WHATSAPP, simulated
from bot.app.sending import Sending
from bot.core.addresses import Channel
from bot.core.directory import Directory
from bot.core.errors import BadInput
from bot.core.gazetteer import Places
from bot.core.geography import Areas
from bot.core.locked_screen import Preview
from bot.core.safeguarding import Lexicon
from bot.i18n import gettext as _
from bot.services import flows, models
from bot.services.conversation import Conversation, Mistaken, Respond
from bot.services.directory import LivingDirectory
from bot.services.inbound import Turns
from bot.services.library import Library
from bot.services.requests import Requests
from bot.services.safety import LivingLexicon

if TYPE_CHECKING:
    from bot.services.campaigns import Desk
    from bot.services.facts import Terms
    from bot.services.linking import Linking
    from bot.services.reminding import Reminding
    from bot.services.returning import Returning
    from bot.services.scheduling import Scheduler
    from bot.services.weekly import Weekly

log = logging.getLogger(__name__)

__all__ = ["FAKE_PATH", "ROOT", "SIMULATED_SMS", "SIMULATED_WHATSAPP", "App", "simulated"]


@dataclass
class App(Sending):
    """One process's parts, from one set of settings; what is not below stands in `Sending` and `Ground`."""

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
        from bot.services.returning import Returning

        silence = timedelta(minutes=self.settings.case_silence)
        return Returning(self.database, self.clock, self.settings.timezone, self.organisation, silence)

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
