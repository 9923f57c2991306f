"""The modules that hold kernels, and their functions as they are."""

from types import FunctionType, ModuleType, SimpleNamespace

from ribambelle.placement.kernels import loads, presolving, reasons, responding, rivals, serving, untying

__all__ = ["MODULES", "constants_of", "functions_of", "plain_kernels"]

MODULES: tuple[ModuleType, ...] = (loads, serving, responding, untying, reasons, rivals, presolving)


def functions_of(module: ModuleType) -> dict[str, FunctionType]:
    """The functions a kernel module defines, by name; names are unique over all modules."""
    return {
        name: thing
        for name, thing in vars(module).items()
        if isinstance(thing, FunctionType) and thing.__module__ == module.__name__
    }


def constants_of(module: ModuleType) -> dict[str, int]:
    """The whole numbers a kernel module defines."""
    return {name: thing for name, thing in vars(module).items() if isinstance(thing, int)}


def plain_kernels() -> SimpleNamespace:
    """Every kernel by name, uncompiled."""
    return SimpleNamespace(**{name: thing for module in MODULES for name, thing in functions_of(module).items()})
