"""What holds for every guided dialogue."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.dialogue import PLACE, Dialogue
from actions.dialogues import DIALOGUES
from bot.core.content import Kind
from bot.services import flows
from tests.conversations.conftest import ROOT, Spoken

FLOWS: dict[str, Any] = {"forms": {}, "slots": {}, "actions": [], "rules": []}
for _path in (ROOT / "flows").glob("*/flow.yml"):
    _flow = yaml.safe_load(_path.read_text(encoding="utf-8"))
    for _part in ("forms", "slots"):
        FLOWS[_part] |= _flow.get(_part, {})
    for _part in ("actions", "rules"):
        FLOWS[_part] += _flow.get(_part, [])
ENTRIES = {entry.id: entry for entry in flows.read_entries(ROOT)[0]}
EACH = pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.form)


@EACH
def test_its_flow_file_asks_what_it_asks(dialogue: Dialogue) -> None:
    assert FLOWS["forms"][dialogue.form] == {"required_slots": [question.slot for question in dialogue.questions]}
    assert set(dialogue.slots) <= set(FLOWS["slots"])
    ends = [rule for rule in FLOWS["rules"] if rule["condition"] == [{"active_loop": dialogue.form}]]
    assert [rule["steps"][-1] for rule in ends] == [{"action": f"action_{dialogue.form}"}]


def test_no_flow_file_names_what_no_dialogue_has() -> None:
    assert set(FLOWS["forms"]) == {dialogue.form for dialogue in DIALOGUES}
    assert set(FLOWS["slots"]) == {slot for dialogue in DIALOGUES for slot in dialogue.slots}


@EACH
def test_it_begins_after_entries_that_exist_and_no_other_begins_after_the_same(dialogue: Dialogue) -> None:
    assert all(ENTRIES[entry].kind in (Kind.ANSWER, Kind.SMALLTALK) for entry in dialogue.starts)
    others = {entry for other in DIALOGUES if other is not dialogue for entry in other.starts}
    assert others.isdisjoint(dialogue.starts)


@EACH
def test_its_first_question_fits_below_the_answer_on_one_message(spoken: Spoken, dialogue: Dialogue) -> None:
    handled = spoken.say("x", choice=f"entry:{dialogue.starts[0]}")
    assert len(spoken.words(handled)) <= 1_600
    assert handled.turned.outgoing is not None
    assert "MÁS para seguir" not in handled.turned.outgoing.text


def test_links_of_dialogues_lead_to_entries_that_exist() -> None:
    files = [*Path(ROOT / "actions" / "dialogues").glob("*.py")]
    named = {found for path in files for found in re.findall(r'"([A-E]\d\d(?:-[a-z0-9]+)?)"', path.read_text())}
    assert len(named) > 20
    assert named <= set(ENTRIES)


def test_what_was_found_out_leaves_no_trace_in_the_state_when_a_dialogue_is_over(spoken: Spoken) -> None:
    spoken.say("quiero meter a mi hijo al colegio ayudame paso a paso")
    spoken.say("9")
    spoken.say("tacna")
    state = spoken.say("1").turned.state
    assert set(state["rasa"]) == {"turn"}
    assert PLACE not in repr(state["rasa"])


def test_the_place_has_one_home_and_goes_with_the_person(spoken: Spoken) -> None:
    from bot.core.addresses import parse
    from bot.services import rights
    from bot.storage import contacts, profiles

    state = spoken.say("cual es mi ugel").turned.state
    spoken.say("sjl")
    with spoken.database.write() as tx:
        contact = contacts.find(tx, parse(spoken.person))
        assert contact is not None
        assert profiles.of(tx, contact).district == "San Juan de Lurigancho"
        assert "Lurigancho" not in repr(contacts.state(tx, contact)["rasa"])
        rights.erase(tx, contact, spoken.clock())
    assert "Lurigancho" not in repr(state)
    assert "¿En qué distrito" in spoken.words(spoken.say("cual es mi ugel"))


def test_private_replies_are_not_kept_as_messages(spoken: Spoken) -> None:
    spoken.say("que papel es para mi")
    assert not spoken.say("ninguno").turned.keep_text
    assert not spoken.say("2").turned.keep_text
