"""What a person can always ask for: menus, more text, votes, stop and start, language, a person, their data."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot import i18n
from bot.core import commands, payloads
from bot.core.commands import Command
from bot.core.consent import ALERTS, EVERYTHING
from bot.core.content import Topic
from bot.core.conversation import Outcome, State
from bot.core.gazetteer import Place, Places
from bot.core.messages import Option, Outgoing, Priority
from bot.core.organisation import Organisation
from bot.core.payloads import Verb
from bot.services import (
    alerts,
    around_danger,
    guided,
    reminder_words,
    reminding,
    rights,
    rights_words,
    tongue_words,
    tongues,
    wording,
)
from bot.services.campaign_answers import Answers
from bot.services.library import Library
from bot.services.turned import Effect, Turned, said
from bot.storage import cases, consents, contacts, profiles, reminders, votes
from bot.storage.database import Database, Transaction
from bot.storage.inbound import Waiting

_REASON: Final = re.compile(r"motivo\b[\s:.,-]*(?=\S)", re.IGNORECASE)
UNREAD: Final = frozenset({"pages", "copied"})
"""What "más" goes on with; forgotten when something else is said."""
_COPIED: Final = 8_000
"""Characters of a person's own messages that are copied at a time."""
_ROWS: Final = 7
"""Lines of a topic's menu on one message, before "ver más"."""


class Requests:
    """Answers commands and picks. `answer` returns None for what is neither."""

    def __init__(
        self,
        *,
        database: Database,
        library: Library,
        organisation: Organisation,
        timezone: ZoneInfo,
        days: int,
        places: Places,
    ) -> None:
        self.library = library
        self.organisation = organisation
        self.days = days
        self.campaign_answers = Answers(database)
        self.places = places
        self._database = database
        self.timezone = timezone

    def answer(
        self, payload: str, command: Command | None, message: Waiting, state: State, now: datetime
    ) -> Turned | None:
        """The turn for a reason to leave, else for a picked `payload`, a `command`, or a language's name."""
        reason = None if payload else self.reason(message, state)
        if reason is not None:
            return reason
        verb, rest = payloads.split(payload)
        actions: dict[str, Callable[[], Turned]] = {
            Verb.MENU: lambda: self._menu(rest, state),
            Verb.MORE: lambda: self._more(message, state),
            Verb.PERSON: lambda: self._person(message, state, now),
            Verb.STOP: lambda: self._stop_choice(rest, state),
            Verb.ERASE: lambda: self._erase(rest, state),
            Verb.DATA: lambda: self._copy(message, state),
            Verb.LANGUAGE: lambda: self._language(rest, state),
            Verb.REMINDER: lambda: self._drop_reminder(rest, state),
            Verb.CALLED: lambda: self._called(rest, state),
            Verb.SUBJECTS: lambda: self._choose(rest, message, state),
        }
        if verb in actions:
            return actions[verb]()
        if command is not None:
            return self._command(command, message, state, now)
        language = commands.language(message.text)
        return None if language is None else self._language(language, state)

    def reason(self, message: Waiting, state: State) -> Turned | None:
        """The turn for why somebody left; None for anything else."""
        reason = _REASON.match(message.text.strip())
        if not reason or not self._has_left(message.contact_id):
            return None
        return self._reason(message.text.strip()[reason.end() :], state)

    def _command(self, command: Command, message: Waiting, state: State, now: datetime) -> Turned:
        match command:
            case Command.STOP:
                return self._stop(state)
            case Command.START:
                return _ask_subjects(alerts.started(), state, alerts.join("chat"))
            case Command.SUBJECTS:
                return self._subjects(message, state)
            case Command.HELP:
                return _told(wording.help_text(), state, Topic.THANKS_GREETING_BYE)
            case Command.MENU:
                return self._menu("", state)
            case Command.LANGUAGE:
                names = [
                    Option(label=name, payload=Verb.LANGUAGE.of(code))
                    for code, name in tongue_words.LANGUAGE_NAMES.items()
                ]
                return said(tongue_words.languages(), state, Outcome.COMMAND, Topic.LANGUAGE, names)
            case Command.PERSON:
                return self._person(message, state, now)
            case Command.MY_DATA:
                return self._data(message, state)
            case Command.ERASE:
                return self._erase("", state)
            case Command.PRIVACY:
                return _told(rights_words.privacy(self.organisation, self.days), state, Topic.OPT_OUT)
            case Command.LEAVE | Command.CANCEL:
                gone = {"rasa", "entry", "about", around_danger.SINCE, around_danger.TOLD, guided.ASKED, *UNREAD}
                left = {key: value for key, value in state.items() if key not in gone}
                return _told(wording.left(), left, Topic.THANKS_GREETING_BYE)
            case Command.MORE:
                return self._more(message, state)
            case Command.UP | Command.DOWN:
                return self._vote(state, useful=command is Command.UP)

    def groups(self) -> list[Option]:
        """The lines of the first menu: the groups that have answers."""
        return [
            Option(label=wording.group_title(name), payload=Verb.MENU.of(name))
            for name, topics in wording.GROUPS.items()
            if self.library.about(topics)
        ]

    def _menu(self, place: str, state: State) -> Turned:
        """`place` is empty for the first menu, else `group` or `group:page`."""
        group, _, page = place.partition(":")
        if group not in wording.GROUPS:
            return said(wording.menu(), state, Outcome.COMMAND, Topic.THANKS_GREETING_BYE, self.groups())
        entries = self.library.about(wording.GROUPS[group])
        start = int(page) * _ROWS if page.isdecimal() else 0  # a button of ours, but it comes from outside
        rows = [Option(label=entry.menu, payload=Verb.ENTRY.of(entry.id)) for entry in entries[start : start + _ROWS]]
        if start + _ROWS < len(entries):
            rows.append(Option(label=i18n.gettext("Ver más"), payload=Verb.MENU.of(group, start // _ROWS + 1)))
        rows.append(Option(label=i18n.gettext("Otros temas"), payload=Verb.MENU.of()))
        return said(f"*{wording.group_title(group)}*", state, Outcome.COMMAND, wording.GROUPS[group][0], rows)

    def _more(self, message: Waiting, state: State) -> Turned:
        pages = state.pop("pages", "")
        if not pages and "copied" in state:
            return self._copy(message, state, state.pop("copied"))
        return _told(pages or wording.nothing_more(), state, Topic.THANKS_GREETING_BYE)

    def _stop(self, state: State) -> Turned:
        """Stopping works at the word; the choices come after."""
        options = rights_words.stop_options()
        turned = said(rights_words.stopped(), state, Outcome.COMMAND, Topic.OPT_OUT, options)
        return replace(
            turned,
            outgoing=Outgoing(text=rights_words.stopped(), options=options, priority=Priority.URGENT),
            effects=(alerts.leave("chat"),),
        )

    def _stop_choice(self, choice: str, state: State) -> Turned:
        """Written down here too: a button may be tapped again after they had come back."""
        no = alerts.leave("chat")
        if choice == "all":
            nothing = alerts.leave("chat", EVERYTHING)
            return replace(_told(rights_words.stopped_all(), state, Topic.OPT_OUT), effects=(no, nothing))
        return replace(_told(rights_words.stopped_alerts(), state, Topic.OPT_OUT), effects=(no,))

    def _subjects(self, message: Waiting, state: State) -> Turned:
        with self._database.read() as tx:
            held, subjects = consents.of(tx, message.contact_id), alerts.wanted(tx, message.contact_id)
        agreed = bool(held.get(ALERTS)) and held.get(EVERYTHING) is not False
        return _ask_subjects(alerts.subjects_now(agreed=agreed, subjects=subjects), state)

    def _choose(self, rest: str, message: Waiting, state: State) -> Turned:
        subjects = alerts.subjects_of(rest)
        if not subjects:
            return self._subjects(message, state)
        turned = _told(alerts.subjects_set(subjects), state, Topic.OPT_IN)
        return replace(turned, effects=(alerts.choose(subjects),))

    def _has_left(self, contact_id: int) -> bool:
        with self._database.read() as tx:
            return consents.has_left(tx, contact_id)

    def _reason(self, text: str, state: State) -> Turned:
        def keep(tx: Transaction, message: Waiting, now: datetime) -> None:  # noqa: ARG001
            consents.reason(tx, message.contact_id, text)

        return replace(_told(rights_words.reason_kept(), state, Topic.OPT_OUT), effects=(keep,), keep_text=False)

    def _vote(self, state: State, *, useful: bool) -> Turned:
        entry_id = state.get("entry", "")
        if not entry_id:
            return _told(wording.thanks_vote() if useful else wording.ask_comment(), state, Topic.THANKS_GREETING_BYE)

        def keep(tx: Transaction, message: Waiting, now: datetime) -> None:
            votes.keep(tx, contact_id=message.contact_id, entry_id=entry_id, useful=useful, now=now)

        if useful:
            return replace(_told(wording.thanks_vote(), state, Topic.THANKS_GREETING_BYE), effects=(keep,))
        state = {**state, "awaiting": Verb.COMMENT.of(entry_id)}
        asked = _told(wording.ask_comment(), state, Topic.THANKS_GREETING_BYE)
        return replace(asked, effects=(keep,))

    def _language(self, code: str, state: State) -> Turned:
        if code not in tongue_words.LANGUAGE_NAMES:
            return _told(tongue_words.languages(), state, Topic.LANGUAGE)
        tongues.forget(state)  # what they wrote in before says no more than what they choose

        def keep(tx: Transaction, message: Waiting, now: datetime) -> None:  # noqa: ARG001
            contacts.set_language(tx, message.contact_id, code)

        with i18n.speaking(code):
            return replace(
                _told(tongue_words.language_set(reviewed=i18n.reviewed(code)), state, Topic.LANGUAGE), effects=(keep,)
            )

    def _person(self, message: Waiting, state: State, now: datetime) -> Turned:
        if not self.organisation.has_staff:
            return _told(wording.person_elsewhere(self.organisation), state, Topic.HUMAN_AGENT)
        text = message.text

        def open_case(tx: Transaction, message: Waiting, now: datetime) -> None:
            cases.open_case(
                tx,
                contact_id=message.contact_id,
                kind="person",
                topic=Topic.HUMAN_AGENT,
                restricted=False,
                story=text,
                inbound_id=message.id,
                now=now,
            )

        coming = wording.person_coming(self.organisation, now.astimezone(self.timezone))
        return replace(_told(coming, state, Topic.HUMAN_AGENT), effects=(open_case,))

    def _data(self, message: Waiting, state: State) -> Turned:
        with self._database.read() as tx:
            summary = rights.summary(tx, message.contact_id)
            profile, subjects = profiles.of(tx, message.contact_id), alerts.wanted(tx, message.contact_id)
        text = rights_words.my_data(
            since=summary.since.astimezone(self.timezone).strftime("%d/%m/%Y"),
            messages=summary.messages,
            alerts=summary.alerts,
            days=self.days,
            language=tongue_words.LANGUAGE_NAMES.get(message.language, message.language),
            cases=summary.open_cases,
            place=lives.name if (lives := self.places.get(message.district)) else message.district,
            waiting=summary.reminders,
        )
        more = alerts.known(profile, subjects)
        text = f"{text}\n{more}" if more else text
        return said(text, state, Outcome.COMMAND, Topic.OPT_OUT, rights_words.data_options())

    def reminders(self, message: Waiting, state: State, now: datetime) -> Turned:
        """What they asked to be reminded of, and how to delete it."""
        with self._database.read() as tx:
            waiting = reminders.of(tx, message.contact_id, reminding.REMINDER, now - reminding.SHOWN)
        lines = [
            (
                reminder_words.day(str(one.content.get("date", ""))),
                reminder_words.reminder_kind(str(one.content.get("what", ""))),
            )
            for one in waiting
        ]
        options = [reminding.option(one) for one in waiting]
        return said(reminder_words.reminders(lines), state, Outcome.COMMAND, Topic.OPT_IN, options)

    def full(self, message: Waiting) -> bool:
        """True where a person has as many reminders as anybody may have."""
        with self._database.read() as tx:
            return reminders.waiting(tx, message.contact_id, reminding.REMINDER) >= reminding.MOST

    def _drop_reminder(self, number: str, state: State) -> Turned:
        if not number.isdecimal():  # a button of ours, but it comes from outside
            return _told(wording.nothing_more(), state, Topic.OPT_IN)
        effect = reminding.drop(min(int(number), 2**62))
        return replace(_told(reminder_words.reminder_gone(), state, Topic.OPT_IN), effects=(effect,))

    def _called(self, answer: str, state: State) -> Turned:
        if answer == "yes":
            return _told(reminder_words.called(), state, Topic.HUMAN_AGENT)
        return replace(_told(reminder_words.called_not(), state, Topic.HUMAN_AGENT), effects=(reminding.not_called(),))

    def lives(self, place: Place, state: State) -> Turned:
        """Where the person lives now, written down and said back."""
        effect = guided.lives(place.id)
        return replace(_told(wording.place_set(place.full), state, Topic.OPT_OUT), effects=(effect,))

    def _copy(self, message: Waiting, state: State, told: int = 0) -> Turned:
        """All we still hold of what they wrote, in pages. What waits in the state is bounded: `told` messages are read
        already, and the rest is looked up when they ask for more."""
        with self._database.read() as tx:
            rows = [(at, text) for at, text in rights.texts(tx, message.contact_id) if text]
        lines: list[str] = []
        for at, text in rows[told:]:
            lines.append(f"{at.astimezone(self.timezone):%d/%m/%Y %H:%M} {text}")
            if sum(map(len, lines)) > _COPIED:
                break
        body = "\n".join(lines) or rights_words.nothing_kept()
        if told + len(lines) < len(rows):
            state["copied"] = told + len(lines)
            body = f"{body}\n\n{wording.more()}"
        return _told(body, state, Topic.OPT_OUT)

    def _erase(self, answer: str, state: State) -> Turned:
        if answer == "yes":
            gone = replace(
                _told(rights_words.erased(), {}, Topic.OPT_OUT), effects=(rights.begin_erasure,), keep_text=False
            )
            # The state is not kept either; the notice counts as read, or the farewell would open with it.
            return replace(gone, state={"notice": self.organisation.notice_version})
        if answer == "no":
            return _told(rights_words.kept(), state, Topic.OPT_OUT)
        return said(rights_words.erase_question(), state, Outcome.COMMAND, Topic.OPT_OUT, rights_words.erase_options())


def _told(text: str, state: State, topic: Topic) -> Turned:
    return said(text, state, Outcome.COMMAND, topic)


def _ask_subjects(text: str, state: State, *effects: Effect) -> Turned:
    state["awaiting"] = alerts.AWAITING
    asked = said(f"{text}\n\n{alerts.question()}", state, Outcome.COMMAND, Topic.OPT_IN, alerts.options())
    return replace(asked, effects=effects)
