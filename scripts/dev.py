"""Set up, demonstrate, test, check and measure Helloback: one command each, from a bare Python on.

    python3 scripts/dev.py setup | demo | test | check | bench | lock   [arguments are passed on]

Standard library only, because it runs before anything is installed. Down to the version check it also keeps to words
that every Python 3 can read (no f-strings, no typed variables, not even lower in the file, since a file is parsed
whole): the most useful thing it can do on an old Python is to say what to install.
"""

import sys

OLDEST = (3, 11)


def newer_pythons() -> "list[str]":
    """Names of newer Pythons on this machine that really start, the newest first."""
    import subprocess

    found = []
    for minor in range(OLDEST[1] + 5, OLDEST[1] - 1, -1):
        name = "python3." + str(minor)
        try:
            # A shim of a version manager may stand on the path for a Python that is not there, so start it.
            code = subprocess.call([name, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except OSError:
            continue
        if code == 0:
            found.append(name)
    return found


def install_line(packages: "list[str]") -> str:
    """The one line that installs `packages` (Debian's names) on this machine; "" where we do not know it."""
    import os
    import shutil

    sudo = "" if getattr(os, "geteuid", lambda: 0)() == 0 else "sudo "
    if shutil.which("apt-get"):
        return sudo + "apt-get install -y " + " ".join(packages)
    if shutil.which("dnf"):
        return sudo + "dnf install -y python3.12"
    if shutil.which("brew"):
        return "brew install python@3.12"
    return ""


def debian_python() -> str:
    """The name of Debian's or Ubuntu's package of a Python that is new enough, if the package lists show one."""
    import subprocess

    for minor in range(OLDEST[1] + 3, OLDEST[1] - 1, -1):
        name = "python3." + str(minor)
        try:
            listed = subprocess.check_output(["apt-cache", "search", "--names-only", "^" + name + "-venv$"])
        except (OSError, subprocess.CalledProcessError):
            break
        if listed.strip():
            return name
    return "python3.12"


def turn_to_venv() -> None:
    """Go on in the Python of .venv where it is new enough: whoever once named a newer Python need not do so again."""
    import os
    import subprocess

    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    python = os.path.join(here, ".venv", "bin", "python")
    code = "import sys; sys.exit(sys.version_info < " + repr(OLDEST) + ")"
    if os.path.exists(python) and subprocess.call([python, "-c", code]) == 0:
        os.execv(python, [python, *sys.argv])


def refuse_old_python() -> None:
    """Say what mends it in one line, and stop."""
    command = sys.argv[1] if len(sys.argv) > 1 else "setup"
    have = ".".join(str(part) for part in sys.version_info[:3])
    newer = newer_pythons()
    if newer:
        remedy = "Run: make " + command + " PYTHON=" + newer[0]
    else:
        name = debian_python()
        line = install_line([name, name + "-venv"])
        remedy = "Install it from https://www.python.org/downloads/"
        if line:
            remedy = "Run: " + line + " && make " + command + " PYTHON=" + name
    sys.stderr.write("Python 3.11 or newer is needed, this is " + have + ". " + remedy + "\n")
    sys.exit(1)


if sys.version_info < OLDEST:
    turn_to_venv()
    refuse_old_python()

import contextlib  # noqa: E402  (all below needs the check above)
import hashlib  # noqa: E402
import os  # noqa: E402
import subprocess  # noqa: E402
import time  # noqa: E402
import tomllib  # noqa: E402
from collections.abc import Iterator, Sequence  # noqa: E402
from concurrent.futures import ThreadPoolExecutor  # noqa: E402
from pathlib import Path  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
LOCKS = ROOT / "requirements"
BUILD, RUNTIME, DEV = (LOCKS / (name + ".txt") for name in ("build", "runtime", "dev"))

# Inside the environment, so that they go when it goes.
UNDER_WAY = VENV / ".helloback-under-way"  # there while we install; found later, the set-up was interrupted
STAMP = VENV / ".helloback-{}"  # by level: the fingerprint of what is installed

Check = tuple[str, list[str]]


# --- set-up ---------------------------------------------------------------------------------------------------------


def setup(level: str) -> None:
    """Make .venv hold what `level` needs ("runtime" or "dev", which includes it); at once when it does already.

    Whatever state .venv is in, this mends it: missing, made by somebody else, of an old Python, moved, or left behind
    by a set-up that was interrupted.
    """
    if is_ready(level):
        return
    with one_at_a_time():
        if is_ready(level):  # somebody else has just finished it
            return
        started = time.monotonic()
        say("Setting up .venv (once; the next start is immediate) …")
        ensure_venv()
        UNDER_WAY.touch()
        for each in ("runtime", "dev"):
            stamp(each).unlink(missing_ok=True)
        try:
            install(level)
        except SystemExit:
            UNDER_WAY.unlink()  # it failed and said so: what it left is whole, a broken line must not cost it
            raise
        stamp(level).write_text(fingerprint(level))
        UNDER_WAY.unlink()
        say("Ready after {:.0f} s.".format(time.monotonic() - started))


def is_ready(level: str) -> bool:
    """Whether .venv holds at least `level`, as the locks and pyproject.toml are now."""
    if UNDER_WAY.exists() or not PYTHON.exists():
        return False
    enough = ("dev",) if level == "dev" else ("runtime", "dev")
    return any(stamp(each).is_file() and stamp(each).read_text() == fingerprint(each) for each in enough)


def stamp(level: str) -> Path:
    return Path(str(STAMP).format(level))


def fingerprint(level: str) -> str:
    """Changes with whatever would make the set-up come out differently: lock, project, Python, place."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    # Only what concerns the installation: a new lint rule is no reason to install again.
    parts = [project["build-system"], project["project"], project["tool"]["hatch"]]
    text = repr(parts) + repr([lock.read_text("utf-8") for lock in locks_of(level)])
    text += (VENV / "pyvenv.cfg").read_text("utf-8") if (VENV / "pyvenv.cfg").exists() else ""
    text += str(VENV)  # the scripts in .venv/bin name it
    return hashlib.sha256(text.encode()).hexdigest()


def locks_of(level: str) -> list[Path]:
    return [DEV] if level == "dev" else [BUILD, RUNTIME]


def ensure_venv() -> None:
    """Keep a .venv that works, whoever made it; make a new one otherwise."""
    if UNDER_WAY.exists() or not venv_works():
        refuse_without_venv()
        run([sys.executable, "-m", "venv", "--clear", str(VENV)], "The virtual environment could not be made")


def venv_works() -> bool:
    """Whether .venv starts, is new enough, has pip and stands where it was made."""
    probe = "import sys; sys.exit(sys.version_info < ({}, {}))".format(*OLDEST)
    try:
        if subprocess.call([PYTHON, "-c", probe], stderr=subprocess.DEVNULL) != 0:
            return False
        # By its own name: the scripts of an environment that was moved or copied start a Python elsewhere, or none.
        pip = subprocess.check_output([BIN / "pip", "--version"], stderr=subprocess.DEVNULL, text=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    home = pip.partition(" from ")[2].partition(" (python")[0]
    return Path(home).resolve().is_relative_to(VENV.resolve())


def refuse_without_venv() -> None:
    """Debian keeps the virtual environments of its Python in a package of their own: name it, and stop."""
    probe = "import venv, ensurepip"
    if subprocess.call([sys.executable, "-c", probe], stderr=subprocess.DEVNULL) == 0:
        return
    line = install_line(["python{}.{}-venv".format(*sys.version_info)])
    remedy = "Run: " + line if line else "Install Python from https://www.python.org/downloads/"
    sys.exit("This Python cannot make virtual environments (no venv or ensurepip). " + remedy)


def install(level: str) -> None:
    """Install exactly what the locks say, each file checked against its hash, then the project itself."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    uv = [str(BIN / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON)]
    run([*pip, "--require-hashes", "-r", str(BUILD)], "The build tools could not be installed")
    wanted = [part for lock in locks_of(level) for part in ("-r", str(lock))]
    # uv takes a quarter of pip's time. It does not read pip's settings (a mirror, a certificate), hence the second try.
    if not works([*uv, "--require-hashes", *wanted]):
        say("uv could not install everything; trying pip, which takes a little longer …")
        run([*pip, "--require-hashes", *wanted], "The dependencies could not be installed")
    project = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    if not works([*uv, *project]):
        run([*pip, *project], "Helloback itself could not be installed")


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two set-ups at once (`make -j demo test`, two terminals) take turns."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with Path(__file__).open("rb") as this_file:
        fcntl.flock(this_file, fcntl.LOCK_EX)
        yield


# --- commands -------------------------------------------------------------------------------------------------------


def demo(args: Sequence[str]) -> None:
    """The whole bot on this machine, without any token."""
    setup("runtime")
    become(["-m", "bot", "demo", *args])


def test(args: Sequence[str]) -> None:
    """The tests that are done in two minutes; arguments go to pytest ("-m slow" for the others, which CI runs too)."""
    setup("dev")
    # Where bytecode is switched off (many images do that), each of the processes that tests start would compile all it
    # imports anew. What it leaves stands in .venv and in folders that git ignores.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # All of them share the cores; a few chosen ones are there sooner without, and can be stepped through.
    cores = min(4, os.cpu_count() or 1)
    # Two to a core, since a third of a test's time is waiting: 154 s with one to each of two cores, 108 s with two.
    become(["-m", "pytest", *(args or ["-m", "not slow", "-n", str(2 * cores), "--dist", "worksteal"])])


def bench(args: Sequence[str]) -> None:
    """Speed and size, against bare baselines in the same run."""
    setup("dev")
    become(["-m", "bench", *args])


def check(args: Sequence[str]) -> None:
    """Everything that can be said about the code without running it; a name or two as arguments run only those."""
    setup("dev")
    checks = [
        ("types", ["mypy"]),
        ("lint", ["ruff", "check", "--quiet", "--output-format=concise", "."]),
        ("format", ["ruff", "format", "--check", "--output-format=concise", "."]),
        ("imports", ["lint-imports", "--no-cache", "--no-logo"]),
        ("dependencies", ["deptry", "--no-ansi", "."]),
        ("dockerfile", ["hadolint", "Dockerfile"]),
    ]
    unknown = set(args) - {name for name, _ in checks} - {"locks"}
    if unknown:
        sys.exit("check: no such check: " + ", ".join(sorted(unknown)))
    wanted = [each for each in checks if not args or each[0] in args]
    faults = 0
    if not args or "locks" in args:
        faults += report("locks", lock_faults(), 0.0)
    # Each is a process of its own; as many at a time as there are cores, the slowest one first.
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 2)) as pool:
        for name, output, seconds in pool.map(run_check, wanted):
            faults += report(name, output, seconds)
    sys.exit("{} of the checks failed.".format(faults) if faults else 0)


def run_check(each: Check) -> tuple[str, str, float]:
    """Name, what is wrong ("" when nothing is) and the seconds it took."""
    name, command = each
    started = time.monotonic()
    done = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    output = (done.stdout + done.stderr).strip() or "exit code " + str(done.returncode)
    return name, output if done.returncode else "", time.monotonic() - started


def report(name: str, output: str, seconds: float) -> int:
    print("{:<14}{}  {:.1f} s".format(name, "FAULT" if output else "ok   ", seconds), flush=True)
    if output:
        print("    " + output.replace("\n", "\n    "), flush=True)
    return 1 if output else 0


def lock_faults() -> str:
    """A lock that names a place binds everybody to it, and may tell where it was made; every pin has a hash."""
    faults = []
    for lock in (BUILD, RUNTIME, DEV):
        pinned = False
        for number, line in enumerate(lock.read_text("utf-8").splitlines(), start=1):
            place = "{}:{}: ".format(lock.relative_to(ROOT), number)
            if "://" in line or line.startswith("-") or "@" in line:
                faults.append(place + "a lock holds names, versions and hashes only: " + line)
            if pinned and not line.startswith("    --hash=sha256:"):
                faults.append(place + "a pin without a hash stands before this line")
            pinned = not line.startswith("    ")
    return "\n".join(faults)


def lock(args: Sequence[str]) -> None:
    """Write the locks anew; `--upgrade` for the newest of everything, else only what pyproject.toml asks for."""
    setup("dev")
    # Extra indexes and folders of this machine would leave their hashes behind; UV_INDEX_URL may name a mirror.
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "UV_FIND", "UV_EXTRA"))
    }
    common = ["--universal", "--python-version", "{}.{}".format(*OLDEST), "--generate-hashes", "--quiet"]
    common += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    same = ["--constraint", "requirements/dev.txt"]  # what two locks share has one version
    for what in (
        ["pyproject.toml", "--group", "dev", *args, "--output-file", "requirements/dev.txt"],
        ["pyproject.toml", *same, "--output-file", "requirements/runtime.txt"],
        ["--group", "build", *same, "--output-file", "requirements/build.txt"],
    ):
        subprocess.run([BIN / "uv", "pip", "compile", *common, *what], cwd=ROOT, env=env, check=True)
    faults = lock_faults()
    if faults:
        sys.exit(faults)


# --- talking and running --------------------------------------------------------------------------------------------


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def works(command: Sequence[str]) -> bool:
    return subprocess.call(command, cwd=ROOT) == 0


def run(command: Sequence[str], fault: str) -> None:
    """Run to the end; stop with what went wrong, in words, when it fails."""
    if not works(command):
        sys.exit(fault + "; the reason stands above. Try again: the next run starts where it is safe.")


def become(args: Sequence[str]) -> None:
    """Turn into Python with `args`, so that signals and the exit code are its own."""
    os.chdir(ROOT)
    command = [str(PYTHON), *args]
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(PYTHON, command)


COMMANDS = {"demo": demo, "test": test, "check": check, "bench": bench, "lock": lock}


def main() -> None:
    words = sys.argv[1:]
    if words[:1] == ["setup"] and len(words) == 1:
        setup("dev")
    elif words and words[0] in COMMANDS:
        COMMANDS[words[0]](words[1:])
    else:
        sys.stderr.write((__doc__ or "").strip() + "\n")
        sys.exit(0 if words in (["-h"], ["--help"], ["help"]) else 2)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)  # as a shell says it
