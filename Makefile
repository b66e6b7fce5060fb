# `make` alone lists what there is. Everything is brought into the checkout (.venv, .tools); data live in var/.
ifneq ($(filter 0.% 1.% 2.% 3.%,$(MAKE_VERSION)),)
$(error puente: make $(MAKE_VERSION) is too old, 4.0 or newer is needed / make $(MAKE_VERSION) es muy viejo, hace falta 4.0)
endif

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PYTHON := .venv/bin/python
# Rasa reads 5,000 modules: 5 s where Python may keep them compiled, 15 s where it may not.
unexport PYTHONDONTWRITEBYTECODE
export RASA_TELEMETRY_ENABLED := false

.PHONY: help environment setup run test check eval bench faults catalogues lock clean

help: ## this list / esta lista
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name about; do printf 'make %-11s %s\n' "$$name" "$$about"; done

environment:
	@scripts/environment

setup: environment ## environment and model, nothing started / entorno y modelo, sin arrancar nada
	@.venv/bin/puente train

run: setup ## start everything on this machine (ARGS="--port 8081") / arrancar todo en esta máquina
	@exec .venv/bin/puente run $(ARGS)

test: setup ## the whole fast suite (ARGS="tests/core -k name") / todas las pruebas rápidas
	@browser=$$(scripts/browser) && PUENTE_CHROMIUM=$$browser $(PYTHON) -m pytest -n $$(nproc) $(ARGS)

check: environment ## format, lint, types, layers, texts, docs / formato, estilo, tipos, capas, textos, documentación
	@scripts/check

eval: setup ## how well messages it never saw are understood (FILE=…) / cuánto entiende de mensajes nunca vistos
	@cat $(or $(FILE),tests/evaluation/*.jsonl) >var/evaluation.jsonl
	@.venv/bin/puente evaluate var/evaluation.jsonl $(ARGS)

bench: setup ## speed and memory, as JSON / velocidad y memoria, en JSON
	@$(PYTHON) -m tests.bench $(ARGS)

faults: setup ## long crash and fault runs / pruebas largas de caídas y fallas
	@$(PYTHON) -m tests.faults $(ARGS)

catalogues: environment ## bring locales/ up to date with the texts / poner locales/ al día con los textos
	@$(PYTHON) scripts/catalogues.py --update

lock: environment ## write requirements/ (ARGS=--upgrade for newer versions) / escribir requirements/
	@scripts/lock $(ARGS)

clean: ## remove what was installed and built, keep var/ and .env / borrar lo instalado, conservar var/ y .env
	@rm -rf .venv .tools build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
