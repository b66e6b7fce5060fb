"""A map of places that is broken costs nobody a message."""

from pathlib import Path

from bot.app import App
from bot.settings import Settings


def test_a_broken_map_or_list_of_places_locates_nobody_and_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    for places, areas in (("{", "{"), ("places: []\n", "[]")):
        (tmp_path / "flows" / "places.yml").write_text(places)
        (tmp_path / "flows" / "places.geojson").write_text(areas)
        assert App(settings=Settings(home=tmp_path), root=tmp_path).areas.find(-12.0, -77.0) == ""
