"""A process that reads pictures: a hostile one can only kill this process. One JSON request and answer per line."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path

from census_app.survey.photos.reading import PhotoFacts, read_photo
from census_app.survey.photos.settings import photo_settings


def main() -> int:
    """Serve requests `{"path", "barcodes"}` until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    _limit_memory(photo_settings().worker_bytes)
    for line in sys.stdin:
        request = json.loads(line)
        facts = _facts(Path(request["path"]), bool(request["barcodes"]))
        answers.write(facts.model_dump_json() + "\n")
        answers.flush()
    return 0


def _facts(path: Path, barcodes: bool) -> PhotoFacts:
    try:
        return read_photo(path, barcodes=barcodes)
    except MemoryError:
        return PhotoFacts(refused="照片太大，内存不足")
    except OSError as error:
        return PhotoFacts(refused=f"读不了：{error.strerror or error}")


def _limit_memory(limit: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    sys.exit(main())
