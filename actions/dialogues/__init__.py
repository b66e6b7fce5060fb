"""The guided dialogues there are, one file a subject. A new one is a file here, a line below and a flow.yml."""

from typing import Final

from actions.dialogue import Dialogue
from actions.dialogues import asylum, danger, papers, place, school, water

DIALOGUES: Final[tuple[Dialogue, ...]] = (
    school.SCHOOL,
    school.GRADE,
    school.UGEL,
    papers.PAPERS,
    asylum.PENDING,
    danger.DANGER,
    water.WATER,
    place.PLACE,
)
