"""Every public callable is documented: what goes in, what can go wrong, a running example."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from numpydoc.docscrape import ClassDoc, FunctionDoc

ROOMS = ("autograd", "optim", "style", "graph", "nn", "descent", "descent.theory", "training",
         "language", "plot", "scale", "widgets", "lessons", "tools")  # fmt: skip


def public() -> Iterator[Any]:
    """Every function and class that a room names in its ``__all__``."""
    for room in ROOMS:
        module = import_module(f"lecture_lib.{room}")
        for name in sorted(getattr(module, "__all__", ())):
            item = getattr(module, name)
            if inspect.isclass(item) or inspect.isfunction(item) or hasattr(item, "__wrapped__"):
                yield pytest.param(item, id=f"{room}.{name}")


def faults(item: Any) -> list[str]:
    """What a docstring lacks; the rule of CONTRIBUTING.md."""
    is_class = inspect.isclass(item)
    if not (item.__doc__ or "").strip():
        return ["no docstring"]
    # Members are named elsewhere; to look at them all would run their properties.
    found = ClassDoc(item, config={"show_class_members": False}) if is_class else FunctionDoc(item)
    told = []
    documented = {
        name.strip(" *")
        for section in ("Parameters", "Other Parameters", "Attributes")
        for entry in found[section]
        for name in entry.name.split(",")
    }
    missing = [name for name in parameters(item) if name not in documented]
    if missing:
        told.append(f"Parameters leaves out {', '.join(missing)}")
    if ">>>" not in item.__doc__:
        told.append("no runnable example")
    if raises(item) and not found["Raises"]:
        told.append("it raises, and has no Raises section")
    return told


def parameters(item: Any) -> list[str]:
    """Names of what a caller may pass, none for exceptions and what is made by other functions."""
    if inspect.isclass(item) and (
        issubclass(item, BaseException | tuple) or "__init__" not in vars(item)
    ):
        return []
    names = [p.name for p in inspect.signature(item).parameters.values()]
    return [name for name in names if name not in {"self", "cls"}]


def raises(item: Any) -> bool:
    """Whether the body of a function, or of a class's making, raises by itself."""
    bodies: list[Callable[..., Any]] = [inspect.unwrap(item)]
    if inspect.isclass(item):
        bodies = [vars(item)[n] for n in ("__init__", "__post_init__") if n in vars(item)]
        bodies = [b for b in bodies if b.__code__.co_filename != "<string>"]  # a dataclass's own
    for body in bodies:
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(body)))
        except (OSError, TypeError):
            continue
        if any(isinstance(node, ast.Raise) and node.exc is not None for node in ast.walk(tree)):
            return True
    return False


@pytest.mark.parametrize("item", list(public()))
def test_a_public_name_is_documented(item):
    assert not faults(item)


def bad(x, y):
    """Divide."""
    if not y:
        raise ZeroDivisionError("divide by what?")
    return x / y


def test_a_poor_docstring_is_found():
    assert faults(bad) == [
        "Parameters leaves out x, y", "no runnable example", "it raises, and has no Raises section",
    ]  # fmt: skip
