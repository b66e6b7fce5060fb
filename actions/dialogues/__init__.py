"""The guided dialogues there are, one file a subject. A new one is a file here, a line below and a flow.yml."""

from typing import Final

from actions.dialogue import Dialogue
from actions.dialogues import (
    asylum,
    callback,
    danger,
    papers,
    place,
    reminder,
    rumour,
    school,
    services,
    water,
)

DIALOGUES: Final[tuple[Dialogue, ...]] = (
    school.SCHOOL,
    school.GRADE,
    school.UGEL,
    papers.PAPERS,
    asylum.PENDING,
    danger.DANGER,
    water.WATER,
    place.PLACE,
    services.SERVICES,
    rumour.RUMOUR,
    callback.CALLBACK,
    reminder.REMINDER,
)
