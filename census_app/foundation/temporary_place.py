"""A folder for temporary files, also where the system's own cannot be written."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from census_app.foundation.errors import BadInput

_OWN = ".census-temporary"


def ensure_temporary_folder() -> None:
    """The system's temporary folder can be written, or one under the person's home takes its place, for this process
    and those it starts; `BadInput` when there is neither."""
    with suppress(FileNotFoundError):
        tempfile.gettempdir()
        return
    own = Path.home() / _OWN
    with suppress(OSError):
        own.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=own)
        os.close(descriptor)
        Path(name).unlink()
        tempfile.tempdir = str(own)
        os.environ["TMPDIR"] = str(own)
        return
    raise BadInput(
        "没有可以写的临时文件夹：系统的和用户自己的文件夹都写不进去",
        "把环境变量 TEMP（Linux 是 TMPDIR）指到一个可写的文件夹，或请管理员放开权限；没有写入任何内容",
    )
