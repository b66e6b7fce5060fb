"""The way of a campaign to a second person: sent to be approved, or given back with what has to change.

Neither changes the plan or its state: a campaign stays a draft until it is approved. What is said holds for exactly the
plan it was said of.
"""

from datetime import datetime

from bot.core.campaigns import Act, State, short, sources
from bot.core.errors import BadInput
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.services import staff, tested
from bot.services.campaigns import Changed, Desk
from bot.storage import audit, campaign_remarks, campaigns
from bot.storage.campaign_remarks import RETURNED, SENT, Remark
from bot.storage.campaigns import Campaign
from bot.storage.database import Database, Transaction


def is_sent(campaign: Campaign, remark: Remark | None) -> bool:
    """True where this draft waits for a second person. `remark`: the last word on it."""
    return campaign.state is State.DRAFT and remark is not None and remark.kind == SENT and remark.hash == campaign.hash


def is_returned(campaign: Campaign, remark: Remark | None) -> bool:
    """True where this draft came back and was not sent again."""
    return campaign.state is State.DRAFT and remark is not None and remark.kind == RETURNED


def send(
    database: Database, desk: Desk, campaign_id: int, actor: str, *, fingerprint: str, comment: str, now: datetime
) -> None:
    """Ask a second person for their yes. `fingerprint`: of the plan the sender has read.

    Raises BadInput where it could not be approved anyway, or waits already; Changed where the plan is another one.
    """
    with database.write() as tx:
        actor = staff.acting(tx, actor, Role.OFFICER)
        campaign = _draft(tx, campaign_id, fingerprint)
        if is_sent(campaign, campaign_remarks.newest(tx, [campaign_id]).get(campaign_id)):
            raise BadInput(_("Ya espera aprobación."))
        problems = desk.problems(tx, campaign, now)
        if lacking := tested.lacking(tx, campaign):
            problems.append(lacking)
        if problems:
            raise BadInput(*problems)
        _remark(tx, campaign, SENT, comment, act="campaign.send", by=actor, now=now)


def give_back(
    database: Database, campaign_id: int, actor: str, *, fingerprint: str, comment: str, now: datetime
) -> None:
    """Not like this: back to whoever wrote it. Raises BadInput where it does not wait for anybody."""
    with database.write() as tx:
        actor = staff.acting(tx, actor, Role.APPROVER)
        campaign = _draft(tx, campaign_id, fingerprint)
        if not is_sent(campaign, campaign_remarks.newest(tx, [campaign_id]).get(campaign_id)):
            raise BadInput(_("Ya no espera aprobación."))
        _remark(tx, campaign, RETURNED, comment, act="campaign.return", by=actor, now=now)


def _remark(tx: Transaction, campaign: Campaign, kind: str, text: str, *, act: str, by: str, now: datetime) -> None:
    campaign_remarks.note(tx, campaign.id, campaign.hash, author=by, kind=kind, text=text, now=now)
    audit.note(tx, actor=by, act=act, subject=str(campaign.id), now=now, detail={"hash": short(campaign.hash)})


def _draft(tx: Transaction, campaign_id: int, fingerprint: str) -> Campaign:
    campaign = campaigns.load(tx, campaign_id, lock=True)
    if campaign is None:
        raise BadInput(_("No existe la campaña {id}.").format(id=campaign_id))
    if fingerprint != campaign.hash:
        raise Changed(_("Esta campaña cambió desde que la abriste. Lee lo que dice ahora y decide otra vez."))
    if campaign.state not in sources(Act.APPROVE):
        raise BadInput(_("Esta campaña ya no es un borrador."))
    return campaign
