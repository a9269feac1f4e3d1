"""Every setting, command, option and route stands in docs/reference, and nothing there is left over from before."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import typer
from fastapi import APIRouter, FastAPI
from house.sources import ROOT, house

from coalesce.settings import Settings

REFERENCE = ROOT / "docs" / "reference"
COMPLETION = {"--install-completion", "--show-completion", "--help"}


def sections(name: str) -> dict[str, str]:
    """What stands under each heading ``### `name` `` of a reference page."""
    text = (REFERENCE / name).read_text(encoding="utf-8")
    parts = re.split(r"^#{2,3} `([^`]+)`.*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def module(name: str) -> Any:
    """A module of ours, or None where it does not exist (yet). One that exists and does not load is a failure."""
    parent, _, _ = name.rpartition(".")
    if parent != "coalesce" and module(parent) is None:
        return None
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def leaves(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its words. A group has ``commands``, and may do something by itself."""
    for name, inner in getattr(command, "commands", {}).items():
        yield from leaves(inner, (*path, name))
    if not hasattr(command, "commands") or command.invoke_without_command:
        yield " ".join(path), command


def options(command: Any) -> set[str]:
    """The long names of a command's options."""
    names = (name for each in command.params if each.param_type_name == "option" for name in each.opts)
    return {name for name in names if name.startswith("--")} - COMPLETION


def routes() -> set[str]:
    """The paths of every route of the desk: of each FastAPI, APIRouter or list ``ROUTES`` in ``coalesce.web``."""
    package = module("coalesce.web")
    if package is None or not any(source.room == "web" for source in house()):
        return set()
    inner = [importlib.import_module(found.name) for found in pkgutil.walk_packages(package.__path__, "coalesce.web.")]
    held = [value for one in (package, *inner) for value in vars(one).values()]
    listed = [route for one in (package, *inner) for route in getattr(one, "ROUTES", ())]
    listed += [route for value in held if isinstance(value, FastAPI | APIRouter) for route in value.routes]
    paths = {route.path for route in listed if hasattr(route, "path")}
    assert paths, "coalesce.web has files and no route is found: teach this function where they are"
    return paths


def root_command() -> Any:
    """The command line, where there is one."""
    found = module("coalesce.cli.main")
    return None if found is None else typer.main.get_command(found.app)


def test_every_setting_is_explained_with_its_default() -> None:
    written = sections("settings.md")
    assert set(written) == {field.name for field in fields(Settings)}
    for field in fields(Settings):
        shown = f'"{field.default}"' if isinstance(field.default, str) else str(field.default).lower()
        assert f"Default: `{shown}`" in written[field.name], field.name


def test_every_command_and_option_is_explained() -> None:
    root = root_command()
    commands = dict(leaves(root, ("coalesce",))) if root else {}
    written = sections("commands.md")
    general = options(root) if root else set()
    assert set(written) - {"coalesce"} == set(commands)
    for name, command in commands.items():
        missing = {option for option in options(command) if f"`{option}" not in written[name]}
        assert not missing, f"{name}: {missing}"
    assert {option for option in general if f"`{option}" not in written["coalesce"]} == set()


def test_no_option_is_explained_that_is_gone() -> None:
    root = root_command()
    commands = dict(leaves(root, ("coalesce",))) if root else {}
    general = options(root) if root else set()
    for name, text in sections("commands.md").items():
        known = general | (options(commands[name]) if name in commands else set())
        left_over = set(re.findall(r"^- `(--[a-z-]+)", text, flags=re.MULTILINE)) - known
        assert not left_over, f"{name}: {left_over}"


def test_every_route_is_explained_and_no_other() -> None:
    page = REFERENCE / "routes.md"
    written = set(sections("routes.md")) if page.exists() else set()
    assert written == routes()


def test_reference_pages_are_read_as_they_are_written() -> None:
    assert "draws" in sections("settings.md")
    assert "no such setting" not in sections("settings.md")
