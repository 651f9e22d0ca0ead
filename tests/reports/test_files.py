"""A file is written whole or not at all, whatever step fails."""

import os
import stat

import pytest

from ssmtheory.errors import OutputFileError
from ssmtheory.reports import files
from ssmtheory.reports.files import (
    folder_for,
    prepare_file,
    prepare_folder,
    write_all,
    write_atomic,
)


def refuse(*_, **__):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("content", [b"\x00\xff", "κ ≤ 1"])
def test_it_writes_bytes_and_text(tmp_path, content):
    path = write_atomic(tmp_path / "f", content)
    expected = content if isinstance(content, bytes) else content.encode()
    assert path.read_bytes() == expected
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


def test_it_replaces_an_old_file(tmp_path):
    (tmp_path / "f").write_text("old, and longer than the new one")
    write_atomic(tmp_path / "f", "new")
    assert (tmp_path / "f").read_text() == "new"


@pytest.mark.parametrize("step", ["replace", "fsync", "chmod"])
@pytest.mark.parametrize("old", [None, "old"])
def test_a_failure_leaves_what_was_there(tmp_path, monkeypatch, step, old):
    if old is not None:
        (tmp_path / "f").write_text(old)
    monkeypatch.setattr(files.os, step, refuse)
    with pytest.raises(OutputFileError, match=r"no space left on device.*another place"):
        write_atomic(tmp_path / "f", "new")
    assert [p.name for p in tmp_path.iterdir()] == ([] if old is None else ["f"])
    assert old is None or (tmp_path / "f").read_text() == old


def test_an_interruption_leaves_no_temporary_file(tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(tmp_path / "f", "new")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_one_sentence(tmp_path):
    with pytest.raises(OutputFileError) as caught:
        write_atomic(tmp_path / "no" / "f", "new")
    assert "\n" not in str(caught.value)
    assert str(tmp_path / "no" / "f") in str(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="permission bits")
def test_the_file_has_the_usual_permissions(tmp_path):
    (tmp_path / "plain").write_text("")
    usual = stat.S_IMODE((tmp_path / "plain").stat().st_mode)
    assert stat.S_IMODE(write_atomic(tmp_path / "f", "").stat().st_mode) == usual


def test_prepare_folder_makes_parents_and_leaves_nothing(tmp_path):
    folder = prepare_folder(tmp_path / "a" / "b")
    assert folder.is_dir()
    assert list(folder.iterdir()) == []


def test_prepare_folder_refuses_a_file(tmp_path):
    (tmp_path / "f").write_text("here")
    with pytest.raises(OutputFileError, match="cannot write"):
        prepare_folder(tmp_path / "f")
    assert (tmp_path / "f").read_text() == "here"


def test_prepare_folder_notices_one_that_takes_no_files(tmp_path, monkeypatch):
    monkeypatch.setattr(files.tempfile, "TemporaryFile", refuse)
    with pytest.raises(OutputFileError, match="no space left"):
        prepare_folder(tmp_path)


def test_prepare_file_leaves_nothing(tmp_path):
    assert prepare_file(tmp_path / "f") == tmp_path / "f"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "missing/f", "plain/f"])
def test_prepare_file_refuses_what_cannot_be_written(tmp_path, name):
    (tmp_path / "plain").write_text("")
    with pytest.raises(OutputFileError, match="cannot write"):
        prepare_file(tmp_path / name)


def test_folder_for_makes_the_folder_and_keeps_it(tmp_path):
    with folder_for(tmp_path / "a" / "b") as folder:
        assert folder.is_dir()
    assert folder.is_dir()


def test_folder_for_takes_back_what_it_made_when_the_work_fails(tmp_path):
    (tmp_path / "old").mkdir()
    with pytest.raises(ValueError, match="no"), folder_for(tmp_path / "old" / "a" / "b"):
        raise ValueError("no")
    assert list((tmp_path / "old").iterdir()) == []


def test_folder_for_keeps_what_was_written(tmp_path):
    with pytest.raises(ValueError, match="no"), folder_for(tmp_path / "a") as folder:
        (folder / "f").write_text("kept")
        raise ValueError("no")
    assert (tmp_path / "a" / "f").read_text() == "kept"


@pytest.mark.parametrize("step", ["fsync", "chmod"])
@pytest.mark.parametrize("failing", [1, 2, 3])
def test_several_files_are_written_all_or_none(tmp_path, monkeypatch, step, failing):
    """Whichever file runs out of disk, the old ones stay and no new one appears."""
    (tmp_path / "b").write_text("old")
    honest, calls = getattr(files.os, step), []

    def sometimes(*args, **kwargs):
        calls.append(args)
        if len(calls) == failing:
            refuse()
        return honest(*args, **kwargs)

    monkeypatch.setattr(files.os, step, sometimes)
    with pytest.raises(OutputFileError, match="no space left"):
        write_all({tmp_path / name: "new" for name in "abc"})
    assert [p.name for p in tmp_path.iterdir()] == ["b"]
    assert (tmp_path / "b").read_text() == "old"


def test_several_files_keep_their_order(tmp_path):
    paths = write_all({tmp_path / name: name for name in "cab"})
    assert [p.name for p in paths] == ["c", "a", "b"]
    assert [p.read_text() for p in paths] == ["c", "a", "b"]
