"""The door: without arguments the window (or, without a display, the sample county), else the command line."""

from __future__ import annotations

import os
import sys


def main(arguments: list[str] | None = None) -> int:
    """Run Census and return the process exit code of the command line contract."""
    from census_app.foundation.processes import GIVES_WAY_VARIABLE, give_way

    given = sys.argv[1:] if arguments is None else arguments
    # pydantic would read what every installed package says of itself, in search of plugins that are not wanted
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # equations here have a hundred unknowns: threads to solve them with would only get into the way of those that work
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if os.environ.get(GIVES_WAY_VARIABLE):
        give_way()
    if not given:
        from census_app.cli.without_command import open_window_or_demo

        return open_window_or_demo()
    from census_app.cli.main import run

    return run(given)


def command() -> int:
    """`main` for a process that ends with it."""
    from census_app.foundation.garbage import leave_the_rest

    code = main()
    leave_the_rest()
    return code


if __name__ == "__main__":
    raise SystemExit(command())
