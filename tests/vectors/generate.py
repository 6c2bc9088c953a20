"""Write every frozen vector of the pure formats: ``python tests/vectors/generate.py``.

The output depends on nothing but this folder's sources, so a second run changes no byte.
``--check`` writes nothing and fails if a file differs from what would be written.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAMES = (
    "canonical",
    "checkpoint",
    "cosignature",
    "disclosure",
    "entries",
    "event_types",
    "events",
    "figures",
    "merkle",
    "reads",
    "streams",
    "typed_data",
    "workdays",
)


def render(name: str) -> str:
    """The text of one vector file."""
    maker = importlib.import_module(f"tests.vectors.make_{name}")
    return json.dumps(maker.make(), ensure_ascii=getattr(maker, "ASCII", True), indent=1, sort_keys=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write or check all files; 1 if a check finds a difference."""
    sys.path.insert(0, str(HERE.parents[1]))
    different = 0
    for name in NAMES:
        path, text = HERE / f"{name}.json", render(name)
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            different = 1
            print(f"{path.name} differs from its source", file=sys.stderr)
    return different


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
