"""Start Census: `python run.py` is the app, `python run.py test` the tests, anything else the command line.

Standard library only. Prepares system packages (Debian family) and `.venv` once; later starts cost nothing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

# older ones must still be able to read this file: nothing in it is newer than Python 3.7
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(f"需要 Python 3.11 或更新（现在是 {sys.version.split()[0]}）。Census needs Python 3.11 or newer.")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "prepared.sha256"
QT_PACKAGES = (
    "libgl1 libegl1 libfontconfig1 libdbus-1-3 libxkbcommon0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 "
    "libxcb-shape0 libxkbcommon-x11-0 fonts-wqy-zenhei libglib2.0-0"
).split()


def missing_system_packages() -> list[str]:
    if shutil.which("dpkg-query") is None:
        return []
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n"]
    installed = {
        line.split()[0] for line in subprocess.check_output(query, text=True).splitlines() if " installed" in line
    }
    return [name for name in QT_PACKAGES if not {name, f"{name}t64"} & installed]


def prepare() -> None:
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted and PYTHON.exists():
        return
    packages = missing_system_packages()
    if packages:
        if os.geteuid() != 0:
            sys.exit(f"缺少系统库，请先运行：sudo apt-get install -y --no-install-recommends {' '.join(packages)}")
        quiet = {"stdout": sys.stderr, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], check=True, **quiet)
    uv = shutil.which("uv")
    if uv:
        subprocess.run([uv, "venv", "-q", "--allow-existing", "--python", sys.executable, VENV], check=True)
        installer = [uv, "pip", "install", "-q", "--python", PYTHON]
    else:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", VENV], check=True)
        installer = [sys.executable, "-m", "pip", "-q", "--python", PYTHON, "install", "--disable-pip-version-check"]
        # of the files there are a sixth is ever read, and compiled by whoever reads it first: uv leaves that too
        installer.append("--no-compile")
    subprocess.run([*installer, "--require-hashes", "-r", LOCK], stdout=sys.stderr, check=True)
    STAMP.write_text(wanted)


if __name__ == "__main__":
    prepare()
    module, arguments = ("tests", sys.argv[2:]) if sys.argv[1:2] == ["test"] else ("census_app", sys.argv[1:])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    try:
        sys.exit(subprocess.run([str(PYTHON), "-m", module, *arguments], env=environment).returncode)
    except KeyboardInterrupt:
        sys.exit(130)
