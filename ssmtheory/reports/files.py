"""Write a file whole or not at all, and find out early that a folder cannot be written."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ssmtheory.errors import OutputFileError


def write_atomic(path: str | os.PathLike, content: bytes | str) -> Path:
    """Write ``content`` (text as UTF-8) to ``path``: readers see the old file or the new one.

    The bytes go to a temporary file beside the target, are flushed to the disk, and take
    the target's name by ``os.replace``.  Raises ``OutputFileError`` when any step fails;
    the temporary file is then gone and the old file untouched.
    """
    (written,) = write_all({Path(path): content})
    return written


def write_all(contents: dict[Path, bytes | str]) -> list[Path]:
    """Write several files, all or none: every one is on the disk before the first is renamed.

    Raises ``OutputFileError`` when one cannot be written; the temporary files are then gone
    and the old files untouched.
    """
    staged = {}
    try:
        for path, content in contents.items():
            try:
                staged[path] = _stage(path, content)
            except OSError as error:
                raise _refusal(path, error) from error
        for path, temporary in list(staged.items()):
            _put_in_place(temporary, path)
            del staged[path]
    finally:
        for temporary in staged.values():
            with contextlib.suppress(OSError):
                os.unlink(temporary)
    return list(contents)


def prepare_folder(path: str | os.PathLike) -> Path:
    """Create the folder if need be and prove that a file can be made in it.

    Raises ``OutputFileError`` when the folder cannot be created, is a file, or does not take
    new files.
    """
    path = Path(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise _refusal(path, error) from error
    return path


def prepare_file(path: str | os.PathLike) -> Path:
    """Prove that ``path`` can be written (its folder exists and takes files); leaves no trace.

    Call it before a long computation.  Raises ``OutputFileError`` otherwise.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise _refusal(path, error) from error
    return path


@contextlib.contextmanager
def folder_for(path: str | os.PathLike) -> Iterator[Path]:
    """``prepare_folder``, and if the block fails, remove what it created and left empty."""
    path = Path(path)
    missing = [p for p in (path, *path.parents) if not p.exists()]
    try:
        yield prepare_folder(path)
    except BaseException:
        for folder in missing:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def _stage(path: Path, content: bytes | str) -> str:
    """The content in a temporary file beside ``path``, flushed to the disk."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    handle, temporary = tempfile.mkstemp(prefix=".ssmtheory-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o666 & ~_umask())  # mkstemp's 0600 is for secrets
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    return temporary


def _put_in_place(temporary: str, path: Path) -> None:
    try:
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _refusal(path, error) from error


def _refusal(path: Path, error: OSError) -> OutputFileError:
    reason = (error.strerror or str(error)).rstrip(".").lower()
    return OutputFileError(f"cannot write {path} ({reason}); choose another place to write to.")


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where folders can be opened (not on Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
