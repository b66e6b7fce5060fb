"""What a dialogue comes to fits two parts of an SMS, whatever was replied and wherever the person lives."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import product

import pytest

from actions.dialogue import PLACE, Dialogue, Ending, Setting, Talk
from actions.dialogues import danger, papers, school, services, water
from actions.dialogues.asylum import PENDING
from actions.dialogues.papers import PAPERS
from actions.form import spoken
from bot.core import segments
from bot.core.addresses import Channel
from bot.core.content import Entry
from bot.services import flows
from tests.conversations.conftest import ROOT

NOW = datetime(2026, 11, 29, 15, tzinfo=UTC)
ENTRIES = {entry.id: entry for entry in flows.read_entries(ROOT)[0]}
PLACES = flows.read_places(ROOT)[0]
SETTING = Setting(places=PLACES, directory=flows.read_directory(ROOT, PLACES)[0])
ANYWHERE = [*(place.id for place in PLACES.all), "Otro"]
SAID: dict[Dialogue, dict[str, list[str]]] = {
    school.SCHOOL: {
        "school_age": [str(age) for age in range(1, 20)],
        PLACE: ANYWHERE,
        "school_papers": ["yes", "no"],
    },
    school.GRADE: {"grade_age": [str(age) for age in range(1, 20)]},
    school.UGEL: {PLACE: ANYWHERE},
    services.SERVICES: {"services_need": [need.value for need in services.needs()], PLACE: ANYWHERE},
    water.WATER: {"water_litres": ["1", "20", str(water.MOST)], "water_cloudy": ["clear", "cloudy"]},
    danger.DANGER: {"danger_who": ["adult", "child", "pregnant"], "danger_sign": ["yes", "no", "unsure"]},
    PENDING: {name: ["yes", "no", "unsure"] for name in ("pending_updated", "pending_prints", "pending_mail")},
    PAPERS: {"papers_have": ["permit", "card", "asylum"], "papers_want": [""]},
}


class Shelf:
    """The answers as they are shipped."""

    def entry(self, entry_id: str, /) -> Entry | None:
        return ENTRIES.get(entry_id)

    def today(self) -> date:
        return NOW.date()


def endings(dialogue: Dialogue, said: dict[str, list[str]]) -> Iterator[tuple[dict[str, str], Ending]]:
    for values in product(*said.values()):
        slots = dict(zip(said, values, strict=True))
        talk = Talk(answers=Shelf(), setting=SETTING, slots=slots, text="", channel=Channel.SMS, at=NOW)
        yield slots, dialogue.finish(talk)


@pytest.mark.parametrize("dialogue", SAID, ids=lambda dialogue: dialogue.form)
def test_an_ending_costs_two_parts_at_most(dialogue: Dialogue) -> None:
    for slots, ending in endings(dialogue, SAID[dialogue]):
        cost = segments.count(spoken(ending.sms or ending.text, Channel.SMS).replace("*", ""))
        assert (cost.parts <= 2, cost.dear) == (True, ()), (slots, cost, ending.sms or ending.text)


def test_what_each_need_for_papers_leads_to_costs_two_parts_as_well() -> None:
    said = {"papers_have": ["none"], "papers_want": ["refuge", "work", "child", "unsure"]}
    assert set(papers._READ) == {
        ("permit", ""),
        ("card", ""),
        ("asylum", ""),
        *(("none", w) for w in said["papers_want"]),
    }
    for _slots, ending in endings(PAPERS, said):
        assert segments.count(spoken(ending.text, Channel.SMS)).parts <= 2
