"""Imports go down the floors only (docs/architecture.md §2).

Run as a program: ``files`` prints the files of floors 0-2, ``tests`` their own tests, which have to cover all of them.
"""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS: dict[int, str] = {
    0: "errors model events event_form event_types canonical disclosure merkle subset_proof streams checkpoint cosignature entries workdays",
    1: "keys",
    2: "policy evidence",
    3: "storage chain",
    5: "config wiring founding rounds follower worker listening children supervise demo cli",
}  # everything else in ledger/ is a use case: floor 4
USE_CASES, API = 4, 6
PLACE = {name: floor for floor, names in FLOORS.items() for name in names.split()}
THIRD_PARTY: dict[int, set[str]] = {
    0: {
        "rfc8785",
        "msgspec",
        "chinese_calendar",
        "cryptography",
        "sha3",
    },  # Ed25519 of checkpoint notes; keccak256 digests
    1: {
        "rfc8785",
        "msgspec",
        "chinese_calendar",
        "cryptography",
        "sha3",
        "coincurve",
        "eth_account",
        "eth_keys",
        "eth_utils",
    },
}
THIRD_PARTY[2] = THIRD_PARTY[1]
API_MAY_USE = {0, USE_CASES, 5}
FILES = sorted((*ROOT.glob("ledger/**/*.py"), *ROOT.glob("api/**/*.py")))


def floor_of(parts: tuple[str, ...]) -> int:
    """Return the floor of a dotted name or path below the root; the package itself is as low as can be."""
    if parts[0] == "api":
        return API
    return PLACE.get(parts[1], USE_CASES) if len(parts) > 1 and parts[1] != "__init__" else 0


def imports(path: Path) -> set[tuple[str, ...]]:
    """Return the dotted names a file imports, relative ones made absolute."""
    package = path.relative_to(ROOT).parent.parts
    names: set[tuple[str, ...]] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {tuple(alias.name.split(".")) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = (*above, *(node.module or "").split(".")) if node.module else above
            names |= {(*base, alias.name) for alias in node.names} if base in {("ledger",), ("api",)} else {base}
    return names


def breaches(path: Path) -> list[str]:
    """Return one sentence per import that the floors forbid."""
    me = path.relative_to(ROOT).with_suffix("").parts
    mine, found = floor_of(me), []
    for name in imports(path):
        theirs = floor_of(name) if name[0] in {"ledger", "api"} else None
        if theirs is None:
            allowed = THIRD_PARTY.get(mine)
            if allowed is not None and name[0] not in allowed | sys.stdlib_module_names:
                found.append(f"floor {mine} may not use the package {name[0]}")
        elif theirs > mine or (mine == API and theirs not in API_MAY_USE | {API}):
            found.append(f"floor {mine} imports {'.'.join(name)} of floor {theirs}")
        elif mine == theirs == PLACE["storage"] and name[1] != me[1]:
            found.append(f"{me[1]} imports {name[1]}: they never know each other")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(path: Path) -> None:
    assert breaches(path) == []


@pytest.mark.parametrize(
    ("place", "line", "words"),
    [
        ("ledger/merkle.py", "import web3", "may not use the package web3"),
        ("ledger/merkle.py", "from ledger import storage", "imports ledger.storage of floor 3"),
        ("ledger/keys/signer.py", "from ..evidence import verify", "imports ledger.evidence of floor 2"),
        ("ledger/storage/tables.py", "import ledger.chain.node", "never know each other"),
        ("ledger/ingest.py", "from ledger.config import Config", "of floor 5"),
        ("api/routes.py", "from ledger.chain import node", "floor 6 imports ledger.chain of floor 3"),
        ("api/routes.py", "from ledger.keys import signer", "floor 6 imports ledger.keys of floor 1"),
        ("api/routes.py", "from ledger.ingest import record", ""),
        ("ledger/cli/__init__.py", "import api.app", "imports api.app of floor 6"),
    ],
)
def test_a_forbidden_import_is_found(
    place: str, line: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(line)
    assert words in " ".join(breaches(path))
    assert bool(breaches(path)) == bool(words)


if __name__ == "__main__":
    low = [name for floor in (0, 1, 2) for name in FLOORS[floor].split()]
    tests = [f"tests/ledger/{name}" for name in low] + [f"tests/ledger/test_{name}.py" for name in low]
    shown = {
        "files": ",".join(
            f"ledger/{name}/*" if (ROOT / "ledger" / name).is_dir() else f"ledger/{name}.py" for name in low
        ),
        "tests": "\n".join(["tests/vectors", *(one for one in tests if (ROOT / one).exists())]),
    }
    print(shown[sys.argv[1]])
