"""What speaks with Twilio: what leaves and under which rules, what comes back, and whether it is really Twilio."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from bot.app.ground import Ground
from bot.core.addresses import Address, Channel, parse
from bot.core.errors import BadInput
from bot.i18n import gettext as _

if TYPE_CHECKING:
    from bot.channels.twilio.client import TwilioProvider
    from bot.channels.twilio.fake import FakeTwilio
    from bot.channels.twilio.signature import CallbackTokens, Signatures
    from bot.core.costs import Prices
    from bot.core.messages import Reaction
    from bot.services.accounting import Accounting
    from bot.services.outbound import Sender
    from bot.services.recovery import Recovery
    from bot.services.regulations import Regulations
    from bot.services.templates import Templates
    from bot.storage.limits import Limit
    from bot.storage.workers import Among

_Result = TypeVar("_Result")


@dataclass
class Sending(Ground):
    """The provider, what is asked of it, and the limits it is asked within."""

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

        return pricing.read(self.root / self.settings.prices)

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
            alone = replace(self)
            alone.database = self.database
            try:
                return await act(alone.templates)
            finally:
                await alone.provider.close()

        return asyncio.run(doing())

    def explain(self, code: str) -> "tuple[Reaction, str]":
        """What an error code of the provider asks for, and a sentence for staff; of a word of ours the general one."""
        from bot.channels.twilio import errors

        rule = errors.rule(int(code) if code.isdecimal() else None)
        return rule.reaction, rule.explanation

    def fake_twilio(self) -> "FakeTwilio":
        """The fake Twilio of a simulated account. Only where no account is configured."""
        from bot.channels.twilio.fake import FakeTwilio

        return FakeTwilio(
            account_sid=self.settings.account_sid,
            auth_token=self.settings.auth_token.reveal(),
            clock=self.clock,
        )
