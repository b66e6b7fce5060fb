"""Rules are read whole, every problem named, and equal rules are equal texts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.addresses import Channel
from bot.core.audience import Audience, band, label, parse
from bot.core.consent import Subject

WHOLE = {
    "districts": ["VES", "villa el salvador", "Comas"],
    "subscriptions": ["salud", "alertas"],
    "languages": ["es"],
    "labels": ["Taller  Norte"],
    "age_bands": ["60 +", "18 - 29"],
    "children_age_bands": ["0-5"],
    "seen_within_days": 180,
    "channels": ["sms", "whatsapp"],
    "exclude_campaigns": [12, 3],
    "exclude_written_within_days": 7,
    "exclude_open_cases": True,
    "exclude_resting": True,
}


def test_every_field_is_read_into_one_spelling() -> None:
    rule, problems = parse(WHOLE)
    assert problems == []
    assert rule == Audience(
        districts=("Comas", "Villa El Salvador"),
        subscriptions=(Subject.ALERTAS, Subject.SALUD),
        languages=("es",),
        labels=("taller norte",),
        age_bands=("18-29", "60+"),
        children_age_bands=("0-5",),
        seen_within_days=180,
        channels=(Channel.SMS, Channel.WHATSAPP),
        exclude_campaigns=(3, 12),
        exclude_written_within_days=7,
        exclude_open_cases=True,
        exclude_resting=True,
    )


def test_a_rule_that_asks_for_nothing_is_everybody() -> None:
    assert parse({}) == parse(None) == (Audience(), [])


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("districts", ["Villa El Salvadro"], "¿es «Villa El Salvador»?"),
        ("districts", ["Atlántida"], "«Atlántida» no se conoce"),
        ("districts", [7], "cada valor es un texto"),
        ("subscriptions", ["salu"], "salud, educacion, documentos"),
        ("languages", ["xx"], "«xx» no se conoce"),
        ("labels", ["a;b"], "no puede ser una etiqueta"),
        ("age_bands", ["joven"], "18-29 o 60+"),
        ("age_bands", ["30-20"], "18-29 o 60+"),
        ("seen_within_days", 0, "entre 1 y"),
        ("seen_within_days", "7", "entre 1 y"),
        ("exclude_written_within_days", True, "entre 1 y"),
        ("channels", ["paloma"], "whatsapp, sms"),
        ("exclude_campaigns", ["x"], "el número de una campaña"),
        ("exclude_campaigns", [True], "el número de una campaña"),
        ("exclude_open_cases", "no", "true o false"),
        ("distritos", ["Comas"], "no es un campo"),
        ("languages", ["es"] * 501, "más de 500"),
    ],
)
def test_each_problem_is_named_with_its_field(field: str, value: Any, said: str) -> None:
    _, (problem,) = parse({field: value})
    assert problem.startswith(f"audience.{field}: ")
    assert said in problem


def test_all_problems_are_named_at_once() -> None:
    _, problems = parse({"districts": ["X1", "X2"], "languages": ["xx"], "foo": 1})
    assert len(problems) == 4


def test_a_district_somebody_lives_in_is_known_though_it_is_not_listed() -> None:
    rule, problems = parse({"districts": ["huaycan"]}, districts=["Huaycán"])
    assert (rule.districts, problems) == (("Huaycán",), [])


@given(st.permutations(["Comas", "Ate", "Lince"]), st.permutations(["salud", "ayuda"]), st.permutations([3, 1, 2]))
def test_the_order_in_a_file_changes_nothing(districts: list[str], topics: list[str], campaigns: list[int]) -> None:
    one, _ = parse({"districts": districts, "subscriptions": topics, "exclude_campaigns": campaigns})
    other, _ = parse(
        {"exclude_campaigns": [1, 2, 3, 3], "subscriptions": sorted(topics), "districts": sorted(districts)}
    )
    assert (one.canonical(), one.digest()) == (other.canonical(), other.digest())


def test_any_other_rule_has_another_digest() -> None:
    rules = [parse({name: value})[0] for name, value in WHOLE.items()]
    assert len({rule.digest() for rule in [*rules, Audience()]}) == len(WHOLE) + 1


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*WHOLE, "x"]), inner),
    )
)
def test_nothing_a_file_may_hold_breaks_it(document: Any) -> None:
    rule, problems = parse(document)
    assert isinstance(rule, Audience)
    assert all(isinstance(problem, str) and "\n" not in problem for problem in problems)


@given(st.text())
def test_bands_and_labels_are_at_rest_once_read(text: str) -> None:
    for read in (band, label):
        found = read(text)
        assert found is None or read(found) == found
