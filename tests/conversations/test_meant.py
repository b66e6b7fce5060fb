"""Which of several answers that resemble each other a message means: rules beside the classifier."""

import pytest

from actions.dialogues import danger
from actions.offices import OWN, meant
from bot.core.gazetteer import Places
from bot.services import flows
from tests.conversations.conftest import ROOT

PLACES: Places = flows.read_places(ROOT)[0]
EAST, NORTH, TUMBES = "C07-ugel-lima-este", "C07-ugel-lima-norte", "C07-ugel-tumbes"


@pytest.mark.parametrize(
    ("found", "probability", "text", "home", "answered"),
    [
        (EAST, 0.2, "donde queda mi ugel", "Tacna", OWN),
        (EAST, 0.2, "donde queda mi ugel", "Tumbes", TUMBES),
        (EAST, 0.2, "donde queda mi ugel", "", OWN),
        (NORTH, 0.9, "cual es la ugel de lima norte", "Tacna", NORTH),
        (NORTH, 0.9, "donde queda la ugel de comas", "", OWN),
        (NORTH, 0.9, "donde queda la ugel de comas", "Comas", OWN),
        (NORTH, 0.9, "donde queda la ugel de comas", "Tacna", NORTH),
        (OWN, 0.9, "que ugel le toca a comas", "Tacna", NORTH),
        (OWN, 0.9, "que ugel me toca", "Tacna", OWN),
        ("D05", 0.1, "como me lavo las manos en comas", "Tacna", "D05"),
    ],
)
def test_an_office_is_that_of_the_place_named_else_of_the_place_known(
    found: str, probability: float, text: str, home: str, answered: str
) -> None:
    assert meant(found, probability, text, home=PLACES.get(home) if home else None, places=PLACES) == answered


@pytest.mark.parametrize(
    ("probability", "text", "answered"),
    [
        (0.65, "señales de peligro covid", "D02"),
        (0.65, "señales de peligro en mi bebe", "D10"),
        (0.9, "se le hunde el pecho", "D10"),
    ],
)
def test_the_signs_of_a_child_are_told_where_it_is_about_one(probability: float, text: str, answered: str) -> None:
    assert danger.meant("D10", probability, text) == answered
