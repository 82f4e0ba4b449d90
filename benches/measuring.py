"""What the scripts of this folder share: programs, corpora, edits, the clock, and tables.

Every figure is of a child process: wall time from before it is started until it has ended, processor time (user and
system) and peak resident memory as the kernel counts them for it (`wait4`, `ru_maxrss`). The kernel starts that peak at
the memory of the process that started the child, so this one has to stay small: what needs memory runs in a process of
its own, see `apart`.
"""

import calendar
import functools
import json
import os
import pathlib
import pickle
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BASE_URL = "https://archive.example.org"

# The cases in the order of their measurement: each starts from what the one before has left.
CLEAN, UNCHANGED, EDITED, ADDED = CASES = (
    "clean build",
    "nothing changed",
    "one body edited",
    "newest article added",
)


class Failed(Exception):
    """Something that ends the measurement; its text is for the reader."""


# --- Programs -----------------------------------------------------------------------------------------------------


def built(given, cargo_target, *more):
    """The path of a program of this repository: the given one, or the one that cargo builds, with `more` options."""
    if given:
        path = pathlib.Path(given).resolve()
        if not os.access(path, os.X_OK):
            raise Failed(f"{given} is not a program")
        return path
    kind, name = cargo_target
    if subprocess.call(["cargo", "build", "--release", "--quiet", *more, f"--{kind}", name], cwd=ROOT):
        raise Failed(f"cargo could not build {name}")
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return ROOT / target / "release" / ("examples" if kind == "example" else "") / name


def add_program_options(parser, floor=True):
    """Options for programs that were built before, common to all scripts."""
    parser.add_argument("--generate", metavar="PATH", help="a built program; cargo builds it otherwise")
    parser.add_argument("--corpus", metavar="PATH", help="the built example `corpus`")
    if floor:
        parser.add_argument("--floor", metavar="PATH", help="the built example `floor`")


def version(name, binary):
    """A program's name and version."""
    argument = "version" if name == "Hugo" else "--version"
    text = subprocess.run([str(binary), argument], stdout=subprocess.PIPE, text=True, check=False).stdout
    words = text.replace("-", " ").replace("v0", "0").split()
    return " ".join([name, *words[1:2]])


class Program:
    """A generator with its site and its output."""

    def __init__(self, name, site, out, command, leftovers, environment=None, articles="content/articles"):
        self.name, self.site, self.out, self.command = name, site, out, command
        self.articles = site / articles
        self.leftovers = [out, *(site / leftover for leftover in leftovers)]
        self.environment = {**os.environ, **(environment or {})}

    def clear(self):
        """Removes the output and all that the program keeps from one build to the next."""
        for path in self.leftovers:
            shutil.rmtree(path, ignore_errors=True)

    def build(self):
        """Builds the site and returns what it took."""
        # Files written by this run are told by their change time, whose clock ticks in steps of some milliseconds.
        time.sleep(0.05)
        since = time.time_ns() - 10_000_000
        run = timed(self.command, self.site, self.environment)
        run.update(counted(self.out, since))
        return run


def generate(binary, site, out):
    """This program."""
    command = [str(binary), "--root", str(site), "--quiet", "build", "--out", str(out)]
    return Program("generate", site, out, command, [".generate"])


def write_corpus(binary, articles, site, *options):
    """Writes the invented archive of a size."""
    if subprocess.call([str(binary), str(articles), str(site), *options], stdout=subprocess.DEVNULL):
        raise Failed("the corpus was not written")


# --- The clock ----------------------------------------------------------------------------------------------------


def timed(command, folder, environment=None):
    """Runs a program to its end: wall and processor seconds, peak memory in bytes."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        child = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except BaseException:
            # Interrupted: a build that goes on would write into a folder that is about to be removed.
            child.kill()
            child.wait()
            raise
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            output.seek(0)
            tail = output.read().decode(errors="replace").strip().splitlines()[-30:]
            raise Failed(f"{' '.join(command)} ended with {child.returncode}:\n" + "\n".join(tail))
    unit = 1 if sys.platform == "darwin" else 1024
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss * unit}


def counted(folder, since):
    """The files of a tree and their bytes, and how many were written or moved since a time in nanoseconds."""
    files = size = written = 0
    folders = [folder]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    status = entry.stat(follow_symlinks=False)
                    files += 1
                    size += status.st_size
                    written += status.st_ctime_ns >= since
    return {"files": files, "bytes": size, "written": written}


def apart(function, *arguments):
    """Calls a function in a process of its own, so that its memory never counts as that of a program under test."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        # Whatever happens here, the copy of this process must not go on as if it were the original.
        try:
            with os.fdopen(writer, "wb") as pipe:
                pickle.dump(function(*arguments), pipe)
            os._exit(0)
        except BaseException as error:
            print(f"error: {error!r}", file=sys.stderr)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if status:
        raise Failed("a step of the comparison ended early")
    return pickle.loads(answer)


# --- Edits --------------------------------------------------------------------------------------------------------


class Edits:
    """Changes to one site; the same calls make the same changes to the site of another generator."""

    def __init__(self, articles):
        self.articles = articles
        self.saved = {}
        self.added = []

    @functools.cached_property
    def edited(self):
        """The article from the middle of the archive that is edited: its file and its address."""
        months = self._months()
        months = months[len(months) // 2 :] + months
        path = next(self._english(month)[0] for month in months if self._english(month))
        return path, f"/{path.parent.parent.name}/{path.parent.name}/{path.stem}/"

    def edit(self, number):
        """Adds a paragraph to an article from the middle of the archive; returns its address and the paragraph."""
        path, address = self.edited
        # A copy without this edit is kept once; every run then makes an edit that is new.
        original = self.saved.setdefault(path, path.read_bytes())
        text = f"This sentence was added by edit {number}."
        path.write_bytes(original + f"\n{text}\n".encode())
        return address, text

    def add(self, number):
        """Adds an article that is newer than all others in English; returns its address and its title."""
        # A month that has Russian articles alone has no list of English ones, which Hugo would have to be given.
        month = next(month for month in reversed(self._months()) if self._english(month))
        model = self._english(month)[-1].read_text(encoding="utf-8")
        _, head, body = model.split("---\n", 2)
        title = f"The newest article, number {number}"
        _, day = calendar.monthrange(int(month.parent.name), int(month.name))
        # The model lends its terms and its text; what belongs to one article alone stays behind.
        own = re.compile(r"^(title|date|aliases|id|origin|url|translation_of|translationKey): .*\n", re.MULTILINE)
        moment = f"{month.parent.name}-{month.name}-{day}T23:59:{min(40 + number, 59)}-05:00"
        head = f'title: "{title}"\ndate: {moment}\n' + own.sub("", head)
        path = month / f"newest-article-{number}.md"
        path.write_text(f"---\n{head}---\n{body}", encoding="utf-8")
        self.added.append(path)
        return f"/{month.parent.name}/{month.name}/{path.stem}/", title

    def undo(self):
        """Puts the site back as it was."""
        for path, original in self.saved.items():
            path.write_bytes(original)
        for path in self.added:
            path.unlink(missing_ok=True)
        self.saved, self.added = {}, []

    def _months(self):
        return sorted(month for year in self.articles.glob("[0-9]*") for month in year.glob("[0-9]*"))

    @staticmethod
    def _english(month):
        # Other generators tell Russian articles by the file's name, this program by the front matter.
        names = (path for path in month.glob("*.md") if not path.name.startswith("_index."))
        return sorted(path for path in names if not path.name.endswith(".ru.md") and not _is_russian(path))


def _is_russian(path):
    head, _, _ = path.read_text(encoding="utf-8").partition("\n---\n")
    return "\nlanguage: ru\n" in f"{head}\n"


def expect(program, address, text):
    """Makes sure that a build shows an edit: a build that left it out would be fast for nothing."""
    page = program.out / address.strip("/") / "index.html"
    if not page.is_file() or text not in page.read_text(encoding="utf-8"):
        raise Failed(f"{program.name}: {address} does not show the edit {text!r}")


# --- The measurement ----------------------------------------------------------------------------------------------


def measure(programs, runs, floor, check=None, tight=False):
    """Runs all cases, the programs in turn within each: {case: {program: [run, …]}}.

    `floor` is the program of that name; it is run after each clean build of the first program, under "floor"; where
    space is tight, once at the end and in place of the first program's output. `check` is called with the case when
    clean builds have made the trees, and again when all edits have been made.
    """
    results = {case: {program.name: [] for program in programs} for case in CASES}
    results[CLEAN]["floor"] = []
    edits = {program.name: Edits(program.articles) for program in programs}
    for case in CASES:
        for turn in range(1, runs + 1):
            for program in programs:
                run = measure_one(case, program, edits[program.name], turn)
                results[case][program.name].append(run)
                say(f"{case}, run {turn}: {program.name} {run['wall']:.2f} s")
            if case == CLEAN and not tight:
                results[CLEAN]["floor"].append(run_floor(floor, programs[0]))
        if check and case in (CLEAN, ADDED):
            check(case)
    for changes in edits.values():
        changes.undo()
    if tight:
        results[CLEAN]["floor"].append(run_floor(floor, programs[0], "--remove"))
    return results


def measure_one(case, program, edits, turn):
    """Makes the edit that a case is about, builds, and looks whether the output shows it."""
    shown = None
    if case == CLEAN:
        program.clear()
    elif case == EDITED:
        shown = edits.edit(turn)
    elif case == ADDED:
        shown = edits.add(turn)
    run = program.build()
    if shown:
        expect(program, *shown)
    return run


def run_floor(binary, program, *options):
    """Reads the program's sources and writes files as long as its output, and nothing else."""
    new = program.out.with_name("floor")
    try:
        command = [str(binary), "--json", *options, str(program.site), str(program.out), str(new)]
        ran = subprocess.run(command, stdout=subprocess.PIPE, check=False)
        if ran.returncode:
            raise Failed("the floor could not be measured")
        return json.loads(ran.stdout)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def medians(runs):
    """The median of each figure over the runs of one program in one case."""
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def floor_medians(runs):
    """The medians of the floor: reading, folders, writing, and all, in seconds."""
    parts = ("read", "folders", "write")
    figures = {part: statistics.median(run[part]["seconds"] for run in runs) for part in parts}
    return {**figures, "all": statistics.median(run["seconds"] for run in runs)}


# --- The surroundings ---------------------------------------------------------------------------------------------


def machine():
    """The machine in a line."""
    model = platform.processor() or platform.machine()
    try:
        found = re.search(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
        model = found.group(1) if found else model
    except OSError:
        pass
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cores} cores of {model}, {memory:.0f} GiB of memory, {platform.system()} {platform.release()}"


def load_warning():
    """A line on others who use the machine, or none."""
    load = os.getloadavg()[0]
    if load < 0.5:
        return None
    return f"The machine was not idle: the load was {load:.1f} before the first run."


class Workplace:
    """A folder for sites and outputs, which is removed at the end."""

    def __init__(self, folder, needed, keep, name):
        memory = pathlib.Path("/dev/shm")
        if folder is None:
            within = memory if os.access(memory, os.W_OK) else pathlib.Path(tempfile.gettempdir())
            folder = within / f"generate-{name}-{os.getpid()}"
        self.folder, self.keep = pathlib.Path(folder).resolve(), keep
        self.existed = self.folder.exists()
        if self.existed and any(self.folder.iterdir()):
            raise Failed(f"{self.folder} is not empty; name a new folder")
        self.folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self.folder).free
        if free < needed:
            self.__exit__()
            raise Failed(f"{self.folder} has {free / 1e9:.1f} GB left; about {needed / 1e9:.1f} GB are needed")

    def __enter__(self):
        # Asked to end, Python would end at once and leave gigabytes in memory.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        return self.folder

    def __exit__(self, *_):
        if self.keep:
            say(f"kept: {self.folder}")
            return
        for path in self.folder.iterdir() if self.existed else [self.folder]:
            shutil.rmtree(path, ignore_errors=True)


# --- Text ---------------------------------------------------------------------------------------------------------


def say(line):
    """Tells the reader what goes on; results alone go to standard output."""
    print(line, file=sys.stderr, flush=True)


def number(value):
    """A figure with as many digits as it bears."""
    if isinstance(value, str):
        return value
    if value >= 1000 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 100 else f"{value:.1f}"


def table(head, rows, markdown):
    """A table as text: the first column to the left, figures to the right."""
    lines = [[number(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]

    def aligned(line):
        cells = [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
        return [line[0].ljust(widths[0]), *cells]

    if markdown:
        rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
        return "\n".join("| " + " | ".join(line) + " |" for line in [aligned(lines[0]), rule, *map(aligned, lines[1:])])
    return "\n".join("  ".join(aligned(line)).rstrip() for line in lines)


# --- Documentation ------------------------------------------------------------------------------------------------


def require_section(file, name):
    """Makes sure, before hours of measuring, that there is a place for the result."""
    if _section(name).search(pathlib.Path(file).read_text(encoding="utf-8")) is None:
        raise Failed(f"{file} has no lines <!-- begin {name} --> and <!-- end {name} -->")


def replace_section(file, name, text):
    """Puts a text between the marks `<!-- begin name -->` and `<!-- end name -->` of a Markdown file."""
    path = pathlib.Path(file)
    old = path.read_text(encoding="utf-8")
    path.write_text(_section(name).sub(lambda found: f"{found[1]}\n\n{text.strip()}\n\n{found[2]}", old), "utf-8")


def _section(name):
    return re.compile(f"(<!-- begin {name} -->).*?(<!-- end {name} -->)", re.DOTALL)
