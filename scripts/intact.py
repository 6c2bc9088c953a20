"""Say whether an installed folder is still what `scripts/setup` left there.

    intact.py FOLDER KEY INPUT...           exit 0: as installed, 3: inputs changed, 4: absent or damaged
    intact.py --write FOLDER KEY INPUT...   remember the folder as installed

KEY is any text the installation depends on (versions, place); INPUTs are files. The stamp inside FOLDER holds one
hash of both and the size of every installed file, so that a half-finished or half-deleted folder is never trusted.
Files that appear later (byte code, caches) are no damage. Standard library only: it runs before anything is installed.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

INTACT, CHANGED, DAMAGED = 0, 3, 4
STAMP = ".quanze-stamp"


def installed(folder: Path) -> dict[str, int]:
    """Return the size of each file below ``folder``; a link counts with its own size, byte code not at all."""
    sizes = {}
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in {"__pycache__", ".cache"}]
        sizes.update({os.path.relpath(path := f"{where}/{name}", folder): os.lstat(path).st_size for name in names})
    sizes.pop(STAMP, None)
    return sizes


def digest(key: str, inputs: list[str]) -> str:
    """Return one hash over the key and the content of the inputs."""
    parts = [key.encode(), *(Path(name).read_bytes() for name in inputs)]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def state(folder: Path, key: str, inputs: list[str]) -> int:
    """Compare the folder with its stamp."""
    try:
        stamp = json.loads((folder / STAMP).read_text("utf-8"))
        files, inputs_then = stamp["files"], stamp["inputs"]
    except (OSError, ValueError, KeyError, TypeError):
        return DAMAGED
    now = installed(folder)
    if any(now.get(name) != size for name, size in files.items()):
        return DAMAGED
    return INTACT if inputs_then == digest(key, inputs) else CHANGED


def main(arguments: list[str]) -> int:
    """Read or write the stamp as the arguments say."""
    write = arguments[0] == "--write"
    folder, key, *inputs = arguments[1:] if write else arguments
    if not write:
        return state(Path(folder), key, inputs)
    stamp = {"inputs": digest(key, inputs), "files": installed(Path(folder))}
    unfinished = Path(folder, f"{STAMP}.new")
    unfinished.write_text(json.dumps(stamp), "utf-8")
    unfinished.replace(Path(folder, STAMP))
    return INTACT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
