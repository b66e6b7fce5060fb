"""One model for all tests of the engine: training it is the dear part."""

import asyncio
from pathlib import Path

import pytest

from bot.engine import training
from bot.engine.agent import Engine
from tests.engine.world import ENTRIES, Cita, Shelf, ValidateCita, project


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("checkout"))


@pytest.fixture(scope="session")
def reports() -> list[str]:
    return []


@pytest.fixture(scope="session")
def model(checkout: Path, reports: list[str]) -> Path:
    out = checkout / "models"
    out.mkdir()
    return training.train(ENTRIES, out, root=checkout, report=reports.append)


@pytest.fixture(scope="session")
def engine(model: Path) -> Engine:
    return asyncio.run(Engine.load(model, Shelf(), [Cita(), ValidateCita()]))
