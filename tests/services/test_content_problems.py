"""A content file with many faults: all of them at once, each with its entry."""

from pathlib import Path

from bot import yaml_loader
from bot.core import content
from bot.services import flows

FILE = """
entries:
- id: Z01
  topic: martians
  kind: strange
  title: Una prueba
  menu: Una prueba
  owner: equipo de prueba
  source: Ley 1
  source_date: 2026-13-45
  review_by: ayer
  colour: red
  related: C01
  whatsapp: "Sí, puedes."
  questions: [uno]
- id: Z02
  topic: school
  title: Otra prueba
  menu: Otra prueba
  owner: equipo de prueba
  review_by: 2999-01-01
  whatsapp: "Sí."
  sms: "Si."
  questions: [puedo uno, puedo dos, puedo tres, puedo cuatro, puedo cinco]
- topic: school
- 7
"""


def test_every_problem_of_every_entry_is_told_at_once_also_beside_a_date_that_does_not_exist() -> None:
    entries, problems = content.parse("f.yml", yaml_loader.load(FILE))
    assert [entry.id for entry in entries] == ["Z02"]
    told = [(problem.entry, problem.reason) for problem in problems]
    assert told == [
        ("Z01", "campo desconocido: colour"),
        ("Z01", "tema desconocido: martians"),
        ("Z01", "clase desconocida: strange"),
        ("Z01", "«source_date» no es una fecha (AAAA-MM-DD): 2026-13-45"),
        ("Z01", "«review_by» no es una fecha (AAAA-MM-DD): ayer"),
        ("Z01", "«related» debe ser una lista"),
        ("Z01", "falta el texto de SMS"),
        ("Z01", "pocas preguntas de ejemplo (1; mínimo 5)"),
        ("Z02", "falta «source»"),
        ("Z02", "fuente sin fecha: falta la página oficial («confirm_at»)"),
        ("#3", "falta: id, title"),
        ("#4", "no es una ficha con campos"),
    ]


WHOLE = """
entries:
- id: Z02
  topic: school
  title: Otra prueba
  menu: Otra prueba
  owner: equipo de prueba
  source: Ley 1
  source_date: 2026-02-07
  review_by: 2999-01-01
  related: [Z03]
  whatsapp: "Sí."
  sms: "Si."
  questions: [puedo uno, puedo dos, puedo tres, puedo cuatro, puedo cinco]
"""


def test_beside_a_file_that_does_not_read_a_missing_link_says_that_it_may_stand_there(tmp_path: Path) -> None:
    for name, text in (("one", WHOLE), ("two", "entries:\n- id: [Z03\n")):
        (tmp_path / "flows" / name).mkdir(parents=True)
        (tmp_path / "flows" / name / "entries.yml").write_text(text, encoding="utf-8")
    told = [f"{one.file} {one.entry}: {one.reason}" for one in flows.read_entries(tmp_path)[1]]
    assert told == [
        "two/entries.yml : YAML roto en la línea 3",
        "one/entries.yml Z02: enlaza a Z03, que no existe o está en un archivo que no se pudo leer",
    ]
