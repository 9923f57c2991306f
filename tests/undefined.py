"""What stands in the tests for a template variable that nobody defined: showing it is an error.

Django asks `"%s" in string_if_invalid`, then writes `string_if_invalid % variable`: both are answered here.
`{% if %}`, `{% for %}` and `{% firstof %}` do not ask: there, undefined means false, or nothing.
"""

from typing import Any


class UndefinedVariable(AssertionError):
    """A template shows a variable that its context does not hold."""


class UndefinedFails(str):
    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: Any) -> str:
        raise UndefinedVariable(f"the template shows {variable}, which nobody defined. Give it, or test it with if.")

    def __bool__(self) -> bool:
        return True
