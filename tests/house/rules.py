"""The house rules of ARCHITECTURE.md that a machine can read: each takes a Source and gives its faults in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from house.sources import Source, dotted

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_PARAMETERS = 6

EMPTY_WORDS = frozenset({"manager", "handler", "helper", "util", "misc", "common"})
"""Names of rooms without a subject: forbidden for modules, classes and functions."""

FOREIGN_WORDS = frozenset({"suspect", "target", "entity", "item", "object"})
"""Forbidden in every identifier of ours: a record is about a person, and nobody here is a suspect."""

STANDARDS_ROOMS = frozenset({"stix", "taxii"})
"""Where a standard's own words stand."""

EDGES = frozenset({"cli", "web", "taxii"})

DRIVERS = frozenset({"sqlite3", "sqlalchemy", "alembic", "duckdb", "psycopg"})
DRIVER_ROOMS = frozenset({"store", "engines"})

CLOCK_CALLS = frozenset({"now", "today", "utcnow"})
SEEDED = frozenset({"Random", "default_rng", "Generator", "SeedSequence", "PCG64", "Philox", "BitGenerator"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(source: Source) -> Iterator[Function]:
    """Every function and method of a file, nested ones too."""
    return (node for node in ast.walk(source.tree) if isinstance(node, Function))


def too_long(source: Source) -> list[str]:
    """Files over 400 lines, functions over 40."""
    lines = source.text.count("\n")
    faults = [f"{source.path}: {lines} lines, at most {MAX_FILE_LINES}"] if lines > MAX_FILE_LINES else []
    for function in functions(source):
        length = (function.end_lineno or 0) - function.lineno + 1
        if length > MAX_FUNCTION_LINES:
            faults.append(f"{source.path}:{function.lineno} {function.name}: {length} lines")
    return faults


def too_many_parameters(source: Source) -> list[str]:
    """Functions of over six parameters.

    What a command or route declares as ``Annotated[...]`` is its user's vocabulary and not counted.
    """
    faults = []
    for function in functions(source):
        parameters = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        count = len([each for each in parameters if each.arg not in {"self", "cls"} and not declared(source, each)])
        if count > MAX_PARAMETERS:
            faults.append(f"{source.path}:{function.lineno} {function.name}: {count} parameters")
    return faults


def declared(source: Source, parameter: ast.arg) -> bool:
    """Whether a parameter is an option of a command or a field of a request, declared in place."""
    annotation = parameter.annotation
    return source.room in EDGES and isinstance(annotation, ast.Subscript) and dotted(annotation.value) == "Annotated"


def words(identifier: str) -> set[str]:
    """The words of an identifier, in the singular: ``RejectedItems`` gives rejected, item."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", identifier)
    lower = {part.lower() for part in parts}
    return lower | {word.removesuffix("s") for word in lower} | {re.sub("ies$", "y", word) for word in lower}


def defined(source: Source) -> Iterator[tuple[int, str]]:
    """Every identifier that a file brings into the world, with its line."""
    for node in ast.walk(source.tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr
            case ast.alias(asname=str(name)):
                yield getattr(node, "lineno", 0), name


def bad_names(source: Source) -> list[str]:
    """Empty words in modules, classes and functions; foreign words in any identifier."""
    faults = [f"{source.path}: the module's name" for part in source.module if words(part) & EMPTY_WORDS]
    named = (node for node in ast.walk(source.tree) if isinstance(node, Function | ast.ClassDef))
    empty = (node for node in named if words(node.name) & EMPTY_WORDS)
    faults += [f"{source.path}:{node.lineno} {node.name}: what is it about?" for node in empty]
    if source.room not in STANDARDS_ROOMS:
        for line, name in defined(source):
            if found := words(name) & FOREIGN_WORDS:
                faults.append(f"{source.path}:{line} {name}: '{found.pop()}' is not one of our words")
    return faults


def undocumented(source: Source) -> list[str]:
    """Files, public classes, and public functions and methods without a docstring."""
    faults = [] if ast.get_docstring(source.tree) else [f"{source.path}: no docstring at its top"]
    pending: list[ast.AST] = list(source.tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            pending += node.body
        elif isinstance(node, ast.If):  # TYPE_CHECKING, versions
            pending += node.body
            continue
        elif not isinstance(node, Function) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            faults.append(f"{source.path}:{node.lineno} {node.name}: no docstring")
    return faults


def imported(source: Source) -> Iterator[tuple[int, str]]:
    """The top-level packages that a file imports, by statement or by name at run time, with the line."""
    for node in ast.walk(source.tree):
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
            case ast.ImportFrom(module=str(module), level=0):
                yield node.lineno, module.split(".")[0]
            case ast.Call(args=[ast.Constant(value=str(name)), *_]) if dotted(node.func).endswith("import_module"):
                yield node.lineno, name.split(".")[0]


def drivers_outside(source: Source) -> list[str]:
    """Imports of a database driver outside store and engines."""
    if source.room in DRIVER_ROOMS:
        return []
    return [f"{source.path}:{line} imports {name}" for line, name in imported(source) if name in DRIVERS]


def unseeded(source: Source) -> list[str]:
    """The system's time outside dates.py, and randomness that no seed repeats."""
    if source.path == "src/coalesce/dates.py":
        return []
    faults = []
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func)
        front, _, last = name.rpartition(".")
        clock = name == "time.time" or (last in CLOCK_CALLS and front.rpartition(".")[2] in {"datetime", "date"})
        dice = front in {"random", "np.random", "numpy.random"} and last not in SEEDED
        without_seed = last in {"Random", "default_rng", "SeedSequence"} and not (node.args or node.keywords)
        if clock or dice or without_seed:
            faults.append(f"{source.path}:{node.lineno} {name}()")
    return faults


_UNFINISHED = re.compile(r"NotImplementedError|\b(?:" + "|".join(("TODO", "FIXME", "XXX")) + r")\b")
_SILENCED = re.compile(r"#\s*(?:type:\s*ignore|noqa|pragma)(?P<rest>.*)")
_WITH_REASON = re.compile(r"(?:\[[\w-]+(?:,\s*[\w-]+)*\]|:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)\s+\S.*\S\s+\S.*")


def unfinished(source: Source) -> list[str]:
    """Stubs and notes to oneself; a silenced check without its code and a reason in words."""
    faults = []
    for number, line in enumerate(source.text.splitlines(), 1):
        if _UNFINISHED.search(line):
            faults.append(f"{source.path}:{number} unfinished")
        silenced = _SILENCED.search(line)
        if silenced and not _WITH_REASON.match(silenced["rest"]):
            faults.append(f"{source.path}:{number} silences a check without a code and a reason")
    return faults
