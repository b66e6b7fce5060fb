"""A campaign's message sent to one address of the team's own, before anybody else gets it."""

from datetime import datetime

from bot.core import addresses, composing, policy
from bot.core.addresses import Address, Channel
from bot.core.composing import Chosen
from bot.core.countries import country
from bot.core.errors import BadInput
from bot.core.messages import Outgoing
from bot.core.plans import Plan
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.services import staff, way_out
from bot.services.regulations import Regulations
from bot.services.standing import missing
from bot.storage import audit, campaign_tests, campaigns, consents, contacts, outbound, profiles
from bot.storage.database import Database, Transaction
from bot.storage.outbound import Owed


def send(
    database: Database, campaign_id: int, address: str, regulations: Regulations, actor: str, now: datetime
) -> int:
    """Owe this address every message of the campaign, as its recipient would get it. Returns how many.

    Raises BadInput where the address never wrote to us, or nothing of the campaign may go to it now.
    """
    try:
        to = addresses.parse(address)
    except ValueError:
        raise BadInput(_("Dirección no reconocida: whatsapp:+51… o +51…")) from None
    with database.write() as tx:
        actor = staff.acting(tx, actor, Role.OFFICER, Role.APPROVER)
        campaign = campaigns.load(tx, campaign_id)
        if campaign is None:
            raise BadInput(_("No existe la campaña {id}.").format(id=campaign_id))
        reached = contacts.locate(tx, to)
        if reached is None:
            raise BadInput(
                _(
                    "Esa dirección no la conocemos: escribe «hola» desde ese teléfono primero, o impórtala como "
                    "contacto."
                )
            )
        if consents.has_left(tx, reached.contact_id):
            raise BadInput(_("Esa persona pidió no recibir avisos: prueba con otra dirección del equipo."))
        sender = reached.sender or regulations.senders.get(to.channel, "")
        if not sender:
            raise BadInput(missing(to.channel))
        texts = _texts(tx, campaign.id, campaign.plan, to, reached, now)
        if not texts:
            raise BadInput(_("No puede salir a esa dirección: pasaron 24 horas o la campaña no usa ese canal."))
        owed = [
            Owed(
                key=f"test:{campaign.id}:{campaign.hash[:12]}:{reached.address_id}:{now:%Y%m%d%H%M%S%f}:{number}",
                contact_id=reached.contact_id,
                address_id=reached.address_id,
                sender=sender,
                outgoing=outgoing,
            )
            for number, outgoing in enumerate(texts)
        ]
        outbound.queue(tx, owed, now)
        sent = [message for message in (outbound.known(tx, one.key) for one in owed) if message is not None]
        campaign_tests.note(tx, campaign.id, campaign.plan.wording(), sent)
        audit.note(
            tx,
            actor=actor,
            act="campaign.test",
            subject=str(campaign.id),
            now=now,
            detail={"hash": campaign.hash[:12], "contact": reached.contact_id},
        )
    return len(owed)


def _texts(
    tx: Transaction, campaign_id: int, plan: Plan, to: Address, reached: contacts.Located, now: datetime
) -> list[Outgoing]:
    if to.channel not in plan.route.channels:
        return []
    profile = profiles.of(tx, reached.contact_id)
    values = {"nombre": profile.name.partition(" ")[0], "distrito": profile.district}
    inside = policy.is_open(to.channel, reached.wrote_at, now)
    texts = []
    for step, message in enumerate(plan.messages):
        for by_template in (False, True):
            if by_template and to.channel is Channel.SMS:
                continue
            if (by_template and not message.templates) or (
                not by_template and not (inside and message.text(to.channel, "es"))
            ):
                continue
            chosen = Chosen(
                language=reached.language,
                by_template=by_template,
                values=values,
                answers=to.channel is Channel.SMS and way_out.answers_sms(country(to)),
            )
            words = composing.compose(campaign_id, plan, step, to.channel, chosen)
            texts.append(
                Outgoing(
                    text=words.text,
                    options=words.options,
                    media_url=words.media_url,
                    content_sid=words.content_sid,
                    content_variables=words.variables,
                )
            )
    return texts
