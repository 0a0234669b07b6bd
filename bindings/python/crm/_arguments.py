"""A call with wrong arguments is refused without repeating them: they may be a phone number, or a name."""

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any


def _without_values(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return method(*arguments, **named)
        except TypeError as error:
            message = str(error).partition("\n\nInvoked with:")[0]  # pybind11 adds every argument
        raise TypeError(message)

    return call


def hide_wrong_arguments(module: ModuleType) -> None:
    """Takes the arguments out of the messages of all methods of the module's classes."""
    for kind in vars(module).values():
        if not isinstance(kind, type):
            continue
        for name, member in list(vars(kind).items()):
            if type(member).__name__ == "instancemethod" and (name == "__init__" or not name.startswith("_")):
                setattr(kind, name, _without_values(member))
