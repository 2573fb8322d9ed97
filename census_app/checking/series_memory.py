"""What checks worked out of all rows of a monthly table, kept for previews of the same data.

A preview judges few rules, and the months every subject has took it longer than judging them. Only previews read what
is kept: a check works everything out anew, so that nothing but the data decides what it finds.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from census_app import __version__
from census_app.archive.columns import quote_path
from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.errors import Cancelled, CensusError, TooLong
from census_app.foundation.files import publish

if TYPE_CHECKING:
    from census_app.checking.engine import Engine

_FILES_KEPT = 12


@dataclass(frozen=True)
class SeriesMemory:
    """A folder of Parquet files, each named by the SQL that makes its rows; a check `writes` them, a preview does not.

    The SQL names the data's files, whose names are hashes of what they hold: another snapshot has another name.
    """

    folder: Path
    writes: bool

    def make(self, engine: Engine, name: str, query: str, made_of: str) -> None:
        """Temp table `name` holds the rows of the query; `made_of` is what they depend on that it does not say."""
        import duckdb

        key = sha256_text(canonical_json([__version__, duckdb.__version__, made_of, query]))
        kept = self.folder / f"{key}.parquet"
        copy = engine.spill / kept.name
        if not self.writes and self._copied(kept, copy):
            try:
                engine.run(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM read_parquet({quote_path(copy)})")
                return
            except (Cancelled, TooLong):
                raise
            except (duckdb.Error, CensusError):
                pass  # whatever is wrong with the file, what it held can be worked out
        engine.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
        if self.writes and not kept.exists():
            engine.run(f"COPY {name} TO {quote_path(copy)} (FORMAT parquet, COMPRESSION zstd)")
            with suppress(OSError, CensusError):  # where nothing can be kept, a preview takes longer
                self._keep(copy, kept)

    def _copied(self, kept: Path, copy: Path) -> bool:
        """Whether a copy stands where the engine may read; it may not read the folder itself."""
        with suppress(OSError):
            shutil.copyfile(kept, copy)
            return True
        return False

    def _keep(self, copy: Path, kept: Path) -> None:
        with publish(kept) as temporary:
            shutil.copyfile(copy, temporary)
        files = sorted(self.folder.glob("*.parquet"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in files[_FILES_KEPT:]:
            old.unlink(missing_ok=True)
