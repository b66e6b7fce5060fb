"""Half of the training in a second process: the same model, and one all the same where that process dies."""

import math
import os

import numpy as np
import pytest
from scipy import sparse

from bot.engine.nlu import aside, linear


def _only_here(mine: int) -> str:
    if os.getpid() != mine:
        os._exit(1)  # as when memory runs out
    return "here"


def test_what_another_process_makes_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    with aside.beside(aside.WORTH) as begun:
        elsewhere, number = begun(os.getpid), begun(math.factorial, 5)
        assert elsewhere() != os.getpid()
        assert number() == 120


def test_where_it_dies_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    with aside.beside(aside.WORTH) as begun:
        assert begun(_only_here, os.getpid())() == "here"


@pytest.mark.parametrize(("examples", "processors"), [(aside.WORTH - 1, {0, 1}), (aside.WORTH, {0})])
def test_little_work_and_one_processor_need_no_other_process(
    monkeypatch: pytest.MonkeyPatch, examples: int, processors: set[int]
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: processors)
    with aside.beside(examples) as begun:
        assert begun(os.getpid)() == os.getpid()


def test_the_model_is_the_same_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(1)
    rows = sparse.csr_matrix(dice.random((120, 30), np.float32) * (dice.random((120, 30)) < 0.3))
    labels, groups = np.arange(120) % 6, np.array([0, 0, 1, 1, 2, 2])
    alone = linear.fit(rows, labels, groups, hardness=1.0)
    monkeypatch.setattr(aside, "WORTH", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    together = linear.fit(rows, labels, groups, hardness=1.0)
    for name in ("weights", "bias", "unseen"):
        assert np.array_equal(getattr(alone, name), getattr(together, name))
