"""Grids that are filled block by block, stopped and resumed."""

import numpy as np
import pytest

from ssmtheory.analysis.pseudospectra import grid as grids
from ssmtheory.analysis.pseudospectra.pseudospectrum import pseudospectrum
from ssmtheory.analysis.sigma import engine as engines
from ssmtheory.analysis.subject import as_subject
from ssmtheory.errors import InputError, UnknownNameError
from ssmtheory.families import gallery
from ssmtheory.systems import Diagonal

A = gallery.find("grcar").matrix(20)
WINDOW = (-1.0, 3.0, -3.0, 2.5)


class EnoughError(Exception):
    """Stands for Ctrl-C."""


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(grids, "_CHUNKS", 1)
    monkeypatch.setattr(engines, "_CHUNK_WORK", 20 * 1.7e5)


def stopped(store, after, **options):
    def progress(done, total):
        if done > after:
            raise EnoughError

    with pytest.raises(EnoughError):
        pseudospectrum(A, grid=30, window=WINDOW, store=store, progress=progress, **options)


@pytest.mark.parametrize("options", [{}, {"adaptive": True, "levels": [-2, -1]}])
def test_a_resumed_grid_is_the_same_to_the_last_bit(small_blocks, options):
    whole = pseudospectrum(A, grid=30, window=WINDOW, **options)
    store = grids.GridStore()
    stopped(store, 200, **options)
    kept = store.done.copy()
    assert 0 < kept.sum() < kept.size
    values = store.log10_sigma[kept].copy()
    calls = []
    resumed = pseudospectrum(
        A, grid=30, window=WINDOW, store=store, progress=lambda *c: calls.append(c), **options
    )
    assert (store.log10_sigma[kept] == values).all()
    assert resumed.log10_sigma.tobytes() == whole.log10_sigma.tobytes()
    assert resumed.log10_floor.tobytes() == whole.log10_floor.tobytes()
    done = [d for d, _ in calls]
    assert done == sorted(done)
    assert calls[-1] == (900, 900)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"grid": 31}, "grid"),
        ({"window": (-1.0, 3.0, -3.0, 2.6)}, "window"),
        ({"adaptive": True}, "adaptive"),
        ({"x": A + 0.0 * np.eye(20) + np.eye(20) * 2.0**-50}, "matrix"),
    ],
)
def test_another_grid_is_refused(small_blocks, change, named):
    store = grids.GridStore()
    stopped(store, 100)
    given = {"x": A, "grid": 30, "window": WINDOW} | change
    with pytest.raises(InputError, match=named):
        pseudospectrum(given.pop("x"), store=store, **given)


def test_keys_tell_matrices_apart():
    keys = {
        grids.subject_key(as_subject(x, N))
        for x, N in [
            (A, None),
            (A.T, None),
            (A.astype(complex), None),
            (Diagonal(np.ones(2), np.ones(2)), None),
            (Diagonal(np.ones(2), np.ones(2) * 2), None),
            ("legs", 4),
            ("legs", 5),
            ("lagt", 4),
        ]
    }
    assert len(keys) == 8
    assert grids.subject_key(as_subject(A)) == grids.subject_key(as_subject(A.copy()))


def test_mirrored_grids_unfold():
    for ny in (2, 5, 6):
        plane = grids.Grid.of((-1.0, 1.0, -2.0, 2.0), (3, ny), real=True)
        assert plane.rows.min() >= 0
        y = plane.whole(np.repeat(plane.rows[:, None], 3, axis=1))[:, 0]
        assert y.tolist() == np.abs(plane.y).tolist()
        assert not grids.Grid.of((-1.0, 1.0, -2.0, 2.5), (3, ny), real=True).mirrored


def test_precision_is_one_of_three():
    with pytest.raises(UnknownNameError, match="auto"):
        pseudospectrum(A, grid=4, precision="quad")


@pytest.mark.parametrize("levels", [[], "deep", [np.nan], [-1, np.inf]])
def test_levels_that_cannot_be(levels):
    with pytest.raises(InputError, match="levels"):
        pseudospectrum(A, grid=4, levels=levels)


def test_chosen_levels_are_kept_in_order():
    assert pseudospectrum(A, grid=4, levels=[-1, -3, -1, -2]).levels().tolist() == [-3, -2, -1]


def test_gallery_names_come_with_window_levels_and_size():
    shown = pseudospectrum("grcar", grid=6)
    assert (shown.label, shown.N, shown.order) == ("grcar", 50, 50)
    assert shown.window == (-1.5, 3.5, -4.0, 4.0)
    assert shown.levels().tolist() == list(range(-8, 0))
    other = pseudospectrum("chebspec", 8, grid=6)
    assert (other.N, other.order) == (8, 7)
    assert pseudospectrum("grcar", 12, grid=6, window=WINDOW).window == WINDOW
