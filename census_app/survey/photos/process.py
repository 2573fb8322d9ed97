"""Many pictures through a few reader processes; one that dies or hangs refuses its picture and is replaced."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from census_app.foundation.jobs import JobContext
from census_app.survey.photos.reading import PhotoFacts
from census_app.survey.photos.settings import photo_settings

_MODULE = "census_app.survey.photos.worker"
_DIED = "读这张照片时程序异常中止，可能是坏文件"


def read_photos(paths: Sequence[Path], context: JobContext, *, barcodes: bool = True) -> list[PhotoFacts]:
    """The facts of each picture, in the order given. Raises `Cancelled`."""
    if not paths:
        return []
    processes = min(photo_settings().processes, len(paths))
    idle: queue.SimpleQueue[_Reader] = queue.SimpleQueue()
    readers = [_Reader() for _ in range(processes)]
    forget = context.on_cancel(lambda: _kill(readers))
    done = 0
    guard = threading.Lock()

    def read(path: Path) -> PhotoFacts:
        nonlocal done
        reader = idle.get()
        try:
            context.raise_if_cancelled()
            return reader.read(path, barcodes)
        finally:
            idle.put(reader)
            with guard:
                done += 1
                context.progress(done, len(paths), "读照片")

    for reader in readers:
        idle.put(reader)
    try:
        with ThreadPoolExecutor(processes) as pool:
            found = list(pool.map(read, paths))
        context.raise_if_cancelled()
        return found
    finally:
        forget()
        _kill(readers)


def _kill(readers: Sequence[_Reader]) -> None:
    for reader in readers:
        reader.kill()


class _Reader:
    """One process, started when it is first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def read(self, path: Path, barcodes: bool) -> PhotoFacts:
        """The answer for one picture, or a refusal when the process died over it or took too long.

        The path goes out whole: the process stands in another folder than whoever named the picture.
        """
        process = self._running()
        late = threading.Timer(photo_settings().seconds, process.kill)
        late.start()
        try:
            if process.stdin is None or process.stdout is None:
                return PhotoFacts(refused=_DIED)
            process.stdin.write(json.dumps({"path": str(path.absolute()), "barcodes": barcodes}) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except (OSError, ValueError):
            line = ""
        finally:
            late.cancel()
        if not line:
            self.kill()
            return PhotoFacts(refused=_DIED)
        return PhotoFacts.model_validate_json(line)

    def kill(self) -> None:
        """The process is gone."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self.kill()
            self._process = subprocess.Popen(
                [sys.executable, "-X", "utf8", "-m", _MODULE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                cwd=Path(__file__).resolve().parents[3],
            )
        return self._process
