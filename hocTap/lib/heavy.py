"""Large libraries, imported by the first who needs them: a web worker that only shows pages never holds them.

WeasyPrint with its fonts takes 40 MB and a second, a chart's engine 20 MB, openpyxl 12 MB; this module is the one place
where an import waits, since imports inside functions are forbidden elsewhere.

    weasyprint = Later("weasyprint")
    weasyprint.HTML(string=…)    # imported here
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any


class Later:
    """A module by its name, imported when something of it is first asked for."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._module: ModuleType | None = None

    def __getattr__(self, name: str) -> Any:
        if self._module is None:
            self._module = importlib.import_module(self._name)
        return getattr(self._module, name)
