"""Meta's rules for templates: a draft that would be refused is refused at once, and one that would not is not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import templates
from bot.core.templates import Category, Draft, Status, Template

GOOD: dict[str, Any] = {
    "name": "recordatorio_cita",
    "language": "es",
    "category": "utility",
    "body": "Hola {{1}}, tu cita es el {{2}} en tu centro de salud. Escribe MENÚ para cambiarla.",
    "variables": {"1": "Rosa", "2": "lunes 4"},
    "buttons": ["Confirmo", "Cambiar"],
}


def problems(**changes: Any) -> list[str]:
    return templates.parse({**GOOD, **changes})[1]


def test_a_good_template_has_no_problem_and_carries_plain_text_beside_its_buttons() -> None:
    draft, found = templates.parse(GOOD)
    assert found == []
    assert draft.category is Category.UTILITY
    assert list(draft.types()) == ["twilio/quick-reply", "twilio/text"]
    assert [action["title"] for action in draft.types()["twilio/quick-reply"]["actions"]] == ["Confirmo", "Cambiar"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "Recordatorio"}, "name"),
        ({"name": "recordatorio-cita"}, "name"),
        ({"name": ""}, "name"),
        ({"language": "español"}, "language: WhatsApp no tiene plantillas en «español»"),
        ({"language": ""}, "language: falta"),
        ({"language": "qu"}, "language: WhatsApp no tiene plantillas en «qu»"),
        ({"language": "ht"}, "language: WhatsApp no tiene plantillas en «ht»"),
        ({"language": "pt"}, "«pt»; ¿es pt_BR, pt_PT?"),
        ({"language": "es-pe"}, "«es-pe»; ¿es es_PE?"),
        ({"language": "es_VE"}, "«es_VE»; ¿es es, es_AR, es_CL, es_CO, es_CR, es_DO?"),
        ({"category": "info"}, "category"),
        ({"body": ""}, "body: falta"),
        ({"body": "palabra " * 200, "variables": {}}, "body: 1599 caracteres"),
        ({"body": "{{1}}, tu cita es el {{2}} en tu centro de salud y dura una hora."}, "no puede empezar"),
        ({"body": "*{{1}}*, tu cita es el {{2}} en tu centro de salud y dura una hora."}, "no puede empezar"),
        ({"body": "Hola {{1}}, tu centro de salud te espera. Recuerda que es el {{2}}."}, "no puede terminar"),
        ({"body": "Reminder: {{1}}", "variables": {"1": "a"}}, "no puede terminar"),
        ({"body": "Hola {{1}} {{2}}, tu cita es en tu centro de salud este lunes."}, "dos variables seguidas"),
        ({"body": "Hola {{1}}{{2}}, tu cita es en tu centro de salud este lunes."}, "dos variables seguidas"),
        ({"body": "Hola {{1}} tu cita {{2}} ya"}, "4 palabras para 2 variables; hacen falta 5"),
        ({"body": "Hola {{1}}, tu cita es el {{3}} en tu centro de salud. Te esperamos."}, "se numeran seguidas"),
        ({"body": "Hola {{1}}, tu cita es el {{dia}} en tu centro de salud. Te esperamos."}, "se numeran seguidas"),
        ({"body": "Hola {{mi nombre}}, tu cita es en tu centro de salud este lunes."}, "nombre de una variable"),
        ({"body": "Hola {1}, tu cita es el {{2}} en tu centro de salud. Te esperamos."}, "llaves sueltas"),
        ({"body": "Mira https://{{1}}/citas antes de ir el {{2}} a tu centro de salud hoy."}, "detrás del dominio"),
        ({"variables": {"1": "Rosa"}}, "variables.2: falta un ejemplo"),
        ({"variables": {"1": "Rosa", "2": " "}}, "variables.2: falta un ejemplo"),
        ({"variables": {"1": "Rosa", "2": "lunes\n4"}}, "variables.2: lleva un salto de línea"),
        ({"variables": {"1": "Rosa", "2": "lunes", "3": "x"}}, "variables.3: no está en el texto"),
        ({"variables": {"1": 3, "2": "x"}}, "variables: un ejemplo"),
        ({"buttons": ["Un botón demasiado largo"]}, "entre 1 y 20"),
        ({"buttons": ["Sí", "sí"]}, "dicen lo mismo"),
        ({"buttons": ["Hola {{1}}"]}, "variables"),
        ({"buttons": [f"b{n}" for n in range(11)]}, "caben 10"),
        ({"buttons": "Sí"}, "una lista"),
        ({"footer": "x"}, "footer: no es un campo"),
    ],
)
def test_what_meta_would_refuse_is_named(changes: dict[str, Any], said: str) -> None:
    found = problems(**changes)
    assert any(said in line for line in found), found


@pytest.mark.parametrize(
    "body",
    [
        "Tu trámite está listo. Míralo en https://ejemplo.org/{{1}} cuando puedas, {{2}}, gracias.",
        "Hola {{1}}: tu cita es el {{2}}. Te esperamos en tu centro de salud.",
    ],
)
def test_what_meta_takes_is_not_refused(body: str) -> None:
    assert problems(body=body) == []


@pytest.mark.parametrize("nonsense", [None, [], "x", 3])
def test_what_is_no_template_is_one_problem(nonsense: Any) -> None:
    assert len(templates.parse(nonsense)[1]) == 1


TEMPLATE = Template(sid="HX1", name="cita", language="es", status=Status.APPROVED, body=GOOD["body"])


@pytest.mark.parametrize(
    ("template", "values", "said"),
    [
        (None, {}, "puente template sync"),
        (Template(sid="HX1", name="cita", language="es", status=Status.PAUSED), {}, "en pausa por Meta"),
        (TEMPLATE, {"1": "Rosa"}, "falta el valor de {{2}}"),
        (TEMPLATE, {"1": "Rosa", "2": "hoy", "3": "x"}, "no tiene la variable {{3}}"),
        (TEMPLATE, {"1": "Rosa", "2": "a\tb"}, "el valor de {{2}} lleva"),
    ],
)
def test_a_campaign_is_told_why_it_may_not_use_a_template(
    template: Template | None, values: dict[str, str], said: str
) -> None:
    assert any(said in line for line in templates.check_use(template, "HX1", values))


def test_an_approved_template_with_all_its_values_may_be_used() -> None:
    assert templates.check_use(TEMPLATE, "HX1", {"1": "{nombre}", "2": "lunes 4"}) == []


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.dictionaries(st.text(max_size=4), st.text(max_size=9)))
def test_no_text_breaks_the_check(body: str, samples: dict[str, str]) -> None:
    draft = Draft(name="x", language="es", body=body, samples=samples)
    assert all(isinstance(line, str) and line for line in templates.check(draft))
    assert templates.fill(body, {}) == body
