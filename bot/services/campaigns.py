"""What staff do with campaigns: write, approve, start, pause. Every act is one transaction that leaves a trace."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.core import campaigns as core
from bot.core import plan_file
from bot.core.addresses import Channel
from bot.core.campaigns import Act, State
from bot.core.cheaper import cheaper
from bot.core.errors import BadInput
from bot.core.locked_screen import Preview
from bot.core.plan_file import Read
from bot.core.plans import Plan, WayOut
from bot.core.staff import Role
from bot.i18n import gettext as _
from bot.i18n import ngettext, say
from bot.services import fanout, first_words, scheduling, staff, standing, tested
from bot.services.campaign_states import acts, states
from bot.services.regulations import Regulations
from bot.storage import audiences, audit, campaigns, pages
from bot.storage.campaigns import Campaign
from bot.storage.database import Database, Transaction

TemplateProblems = Callable[[Transaction, Plan], Sequence[str]]
"""What is wrong with the templates of a plan, and how it fills them: one line each, none where all may be used."""


class Changed(BadInput):
    """The campaign is another one than whoever acts on it has read."""


def unchecked(tx: Transaction, plan: Plan) -> Sequence[str]:  # noqa: ARG001
    """Where nobody can be asked about templates."""
    return ()


class Desk:
    """The acts. Each raises BadInput, a line for each problem, and has changed nothing then."""

    def __init__(
        self,
        database: Database,
        regulations: Regulations,
        clock: Clock,
        template_problems: TemplateProblems = unchecked,
        preview: Preview | None = None,
        way_out: WayOut | None = None,
    ) -> None:
        self._database = database
        self._regulations = regulations
        self._clock = clock
        self._template_problems = template_problems
        self._preview = preview or Preview([])
        self._way_out = way_out or WayOut()

    # Writing

    def create(self, document: Any, actor: str) -> int:
        """A new draft from the mapping of a campaign file. Returns its number."""
        now = self._clock()
        with self._database.write() as tx:
            actor = staff.acting(tx, actor, Role.OFFICER)
            read, people = self._read(tx, document, now)
            campaign_id = campaigns.add(tx, name=read.name, plan=read.plan, author=actor, expected=people, now=now)
            self._note(tx, actor, "create", campaign_id, now, hash=core.short(read.plan.fingerprint()), audience=people)
        return campaign_id

    def edit(self, campaign_id: int, document: Any, actor: str, *, fingerprint: str = "") -> None:
        """Another plan for a campaign that has not started. What was approved is void. `fingerprint` as for
        `approve`."""
        now = self._clock()
        with self._database.write() as tx:
            actor = staff.acting(tx, actor, Role.OFFICER)
            campaign = self._load(tx, campaign_id)
            self._may(campaign, Act.EDIT)
            self._as_read(tx, campaign, fingerprint)
            new, people = self._read(tx, document, now)
            campaigns.rewrite(tx, campaign_id, name=new.name, plan=new.plan, editor=actor, expected=people, now=now)
            self._note(tx, actor, "edit", campaign_id, now, hash=core.short(new.plan.fingerprint()), audience=people)

    def make_cheaper(self, campaign_id: int, actor: str) -> int:
        """Sin tildes: SMS texts without the letters that make them dear. An edit like any other; returns how many texts
        changed, and where none did nothing was done."""
        now = self._clock()
        with self._database.write() as tx:
            actor = staff.acting(tx, actor, Role.OFFICER)
            campaign = self._load(tx, campaign_id)
            self._may(campaign, Act.EDIT)
            plan = cheaper(campaign.plan)
            changed = sum(
                old.text(Channel.SMS, language) != new.text(Channel.SMS, language)
                for old, new in zip(campaign.plan.messages, plan.messages, strict=True)
                for language in new.sms
            )
            if changed:
                people = fanout.count(tx, plan, now)
                campaigns.rewrite(
                    tx, campaign_id, name=campaign.name, plan=plan, editor=actor, expected=people, now=now
                )
                self._note(tx, actor, "edit", campaign_id, now, hash=core.short(plan.fingerprint()), audience=people)
        return changed

    def clone(self, campaign_id: int, actor: str) -> int:
        """The same plan as a new draft, without its time. Returns its number."""
        now = self._clock()
        with self._database.write() as tx:
            actor = staff.acting(tx, actor, Role.OFFICER)
            old = self._load(tx, campaign_id)
            plan = replace(old.plan, send_at=None, repetition=None)
            if Channel.SMS in plan.route.channels:
                plan = replace(plan, way_out=self._way_out)
            name = _("{name} (copia)").format(name=old.name)[: plan_file.LONGEST_NAME]
            people = fanout.count(tx, plan, now)
            new = campaigns.add(tx, name=name, plan=plan, author=actor, expected=people, now=now)
            self._note(tx, actor, "clone", new, now, of=campaign_id)
        return new

    def _read(self, tx: Transaction, document: Any, now: datetime) -> tuple[Read, int]:
        """A plan without any problem, and how many people it means."""
        read = plan_file.read(document, districts=audiences.districts(tx), way_out=self._way_out)
        problems = [*map(say, read.problems), *self._standing_problems(tx, read.plan)]
        problems += standing.time_problems(read.plan, self._regulations.zone, now)
        problems += standing.entry_problems(tx, read.plan)
        problems += standing.excluded_problems(tx, read.plan)
        people = 0
        if not any(problem.startswith("audience") for problem in problems):
            people = fanout.count(tx, read.plan, now)
            if not people:
                problems.append(_("audience: no hay nadie que cumpla esto"))
        if problems:
            raise BadInput(*problems)
        return read, people

    def problems(self, tx: Transaction, campaign: Campaign, now: datetime) -> list[str]:
        """Why it cannot be approved or armed as it is, its test, its audience and its first words aside."""
        return [
            *standing.time_problems(campaign.plan, self._regulations.zone, now),
            *self._standing_problems(tx, campaign.plan),
        ]

    def _standing_problems(self, tx: Transaction, plan: Plan) -> list[str]:
        """What was right when it was written and may be so no longer."""
        return [
            *standing.sender_problems(plan, self._regulations),
            *self._template_problems(tx, plan),
            *standing.way_out_problems(plan, self._way_out),
        ]

    # Approving

    def approve(self, campaign_id: int, actor: str, *, confirmed: bool = False, fingerprint: str = "") -> int:
        """A second person's yes to the plan as it is now, of which the team has seen what people read (`tested`; an
        emergency is not asked for that). Returns to how many people.

        `confirmed`: also yes to what its first words give away on a locked screen; without it such a plan is refused.
        `fingerprint`: of the plan they have read (`Plan.fingerprint`, whole or its first digits); where it was edited
        since, nothing is approved. Empty, and the yes is to whatever stands there now.
        """
        now = self._clock()
        with self._database.write() as tx:
            actor = staff.acting(tx, actor, Role.APPROVER, named=True)
            campaign = self._load(tx, campaign_id)
            self._may(campaign, Act.APPROVE)
            self._second(tx, campaign, actor)
            self._as_read(tx, campaign, fingerprint)
            problems = self.problems(tx, campaign, now)
            if lacking := tested.lacking(tx, campaign):
                problems.append(lacking)
            people = fanout.count(tx, campaign.plan, now)
            if not people:
                problems.append(_("audience: no hay nadie que cumpla esto"))
            given = first_words.given_away(first_words.read(tx, campaign.plan, self._preview))
            if given and not confirmed:
                problems += [
                    *given,
                    _("Si debe decirlo así, confírmalo aparte: approve {id} --confirm").format(id=campaign_id),
                ]
            if problems:
                raise BadInput(*problems)
            campaigns.approve(tx, campaign, by=actor, audience=people, now=now)
            campaigns.move(tx, campaign_id, Act.APPROVE, now, expected=people)
            campaigns.seen(tx, campaign_id, by=actor, now=now)
            told: dict[str, Any] = {"confirmed": len(given)} if given else {}
            if (test := tested.standing(tx, campaign).came) is not tested.Rehearsed.LEFT:
                told["test"] = test.value
            self._note(tx, actor, "approve", campaign_id, now, hash=core.short(campaign.hash), audience=people, **told)
        return people

    def _as_read(self, tx: Transaction, campaign: Campaign, fingerprint: str) -> None:
        """Nobody says yes to what they have not read."""
        read = fingerprint.strip().lower()
        if not read:
            return
        if len(read) < core.SHORTEST_FINGERPRINT:
            raise BadInput(
                _("--hash: se esperan al menos {count} cifras de la huella; está en preflight y en show --json").format(
                    count=core.SHORTEST_FINGERPRINT
                )
            )
        if not campaign.hash.startswith(read):
            raise Changed(
                _(
                    "La campaña {id} no es la que leíste: {who} la cambió después. Léela otra vez (preflight) y "
                    "aprueba la huella {hash}."
                ).format(id=campaign.id, who=campaigns.editors(tx, campaign.id)[-1], hash=core.short(campaign.hash))
            )

    # Time

    def schedule(self, campaign_id: int, actor: str) -> datetime:
        """Arm it: it starts by itself at its time. Returns that instant (UTC)."""
        now = self._clock()
        with self._database.write() as tx:
            actor = staff.acting(tx, actor, Role.OFFICER)
            campaign = self._load(tx, campaign_id)
            self._may(campaign, Act.SCHEDULE)
            at = scheduling.occasion(campaign.plan, 1, self._regulations.zone)
            if at is None:
                raise BadInput(_("send_at: falta la hora; edita la campaña o empieza ahora con «start»"))
            if problems := self.problems(tx, campaign, now):
                raise BadInput(*problems)
            grown = self._grown(tx, campaign, now)
            if not grown:
                campaigns.move(tx, campaign_id, Act.SCHEDULE, now, next_at=at)
                self._note(tx, actor, "schedule", campaign_id, now, at=at.isoformat())
        if grown:
            raise BadInput(grown)
        return at

    def start(self, campaign_id: int, actor: str) -> int:
        """Send now. Returns to how many people. Of many who press start at once, one starts it."""
        now = self._clock()
        with self._database.write() as tx:
            actor = staff.acting(tx, actor, Role.OFFICER)
            campaign = self._load(tx, campaign_id)
            self._may(campaign, Act.START)
            if problems := self._standing_problems(tx, campaign.plan):
                raise BadInput(*problems)
            grown = self._grown(tx, campaign, now)
            people = fanout.count(tx, campaign.plan, now)
            if not grown:
                if not people:
                    raise BadInput(_("audience: no hay nadie que cumpla esto"))
                scheduling.begin(tx, campaign, self._regulations.zone, now=now)
                campaigns.seen(tx, campaign_id, by=actor, now=now)
                self._note(tx, actor, "start", campaign_id, now, audience=people)
        if grown:
            raise BadInput(grown)
        return people

    def _grown(self, tx: Transaction, campaign: Campaign, now: datetime) -> str:
        """Void an approval that no longer holds, and say so; empty where it holds."""
        people, approval = fanout.count(tx, campaign.plan, now), campaigns.approval(tx, campaign)
        if approval is not None and not core.grown(people, approval.audience):
            return ""
        campaigns.move(tx, campaign.id, Act.VOID, now, next_at=None, expected=people)
        before = approval.audience if approval else 0
        return ngettext(
            "La audiencia creció de {before} a {people} persona: hace falta otra aprobación.",
            "La audiencia creció de {before} a {people} personas: hace falta otra aprobación.",
            people,
        ).format(before=before, people=people)

    # While it runs

    def pause(self, campaign_id: int, actor: str) -> None:
        """Nothing more is claimed from the next claim on."""
        with self._database.write() as tx:
            self._act(tx, self._load(tx, campaign_id), Act.PAUSE, actor, self._clock())

    def resume(self, campaign_id: int, actor: str) -> None:
        """Go on with exactly what is left. One that comes again, to many more people than were approved, goes on only
        with a second person's yes, which this is then; the day of a series that waited for it comes at once."""
        now = self._clock()
        with self._database.write() as tx:
            campaign, changes = self._load(tx, campaign_id), dict[str, Any]()
            if campaign.state is State.PAUSED and self._asks_again(tx, campaign, now):
                self._approve_growth(tx, campaign, actor, now)
                if campaign.plan.series is not None:
                    changes["next_at"] = now
            self._act(tx, campaign, Act.RESUME, actor, now, **changes)

    def _asks_again(self, tx: Transaction, campaign: Campaign, now: datetime) -> bool:
        if campaign.next_at is None:
            return False
        if campaign.plan.series is not None:
            # A day later the next one is due, and asks for itself.
            held = campaign.next_at <= now < campaign.next_at + timedelta(days=1)
            return held and scheduling.crowd(tx, campaign, self._regulations.zone, now) != ""
        if campaign.plan.repetition is None:
            return False
        approval = campaigns.approval(tx, campaign)
        return approval is None or core.grown(fanout.count(tx, campaign.plan, now), approval.audience)

    def _approve_growth(self, tx: Transaction, campaign: Campaign, actor: str, now: datetime) -> None:
        people = fanout.count(tx, campaign.plan, now)
        actor = staff.acting(tx, actor, Role.APPROVER, named=True)
        self._second(tx, campaign, actor)
        campaigns.approve(tx, campaign, by=actor, audience=people, now=now)
        self._note(tx, actor, "approve", campaign.id, now, hash=core.short(campaign.hash), audience=people)

    def _second(self, tx: Transaction, campaign: Campaign, actor: str) -> None:
        if not core.may_approve(actor, author=campaign.author, editors=campaigns.editors(tx, campaign.id)):
            raise BadInput(_("Aprueba otra persona: {who} escribió esta campaña.").format(who=actor))

    def cancel(self, campaign_id: int, actor: str) -> None:
        """For good: what waits is not sent."""
        now = self._clock()
        with self._database.write() as tx:
            self._act(tx, self._load(tx, campaign_id), Act.CANCEL, actor, now, next_at=None, ended_at=now)
            pages.forget(tx, campaign_id)

    def _act(self, tx: Transaction, campaign: Campaign, act: Act, actor: str, now: datetime, **values: Any) -> None:
        actor = staff.acting(tx, actor, Role.OFFICER, Role.APPROVER)
        self._may(campaign, act)
        campaigns.move(tx, campaign.id, act, now, **values)
        campaigns.seen(tx, campaign.id, by=actor, now=now)
        self._note(tx, actor, act.value, campaign.id, now)

    # Help

    def _load(self, tx: Transaction, campaign_id: int) -> Campaign:
        campaign = campaigns.load(tx, campaign_id, lock=True)
        if campaign is None:
            raise BadInput(_("No existe la campaña {id}.").format(id=campaign_id))
        return campaign

    def _may(self, campaign: Campaign, act: Act) -> None:
        if campaign.state not in core.sources(act):
            raise BadInput(
                _("La campaña {id} está {state}: no se puede {act}.").format(
                    id=campaign.id, state=states()[campaign.state], act=acts()[act]
                )
            )

    def _note(self, tx: Transaction, actor: str, verb: str, campaign_id: int, now: datetime, **detail: Any) -> None:
        audit.note(tx, actor=actor, act=f"campaign.{verb}", subject=str(campaign_id), now=now, detail=detail or None)
