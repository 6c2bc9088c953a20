"""`merkle.json`: RFC 6962 written out recursively, as §2.1 of the RFC has it, and independent of `ledger.merkle`."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

Row = dict[str, Any]
Label = Callable[[int, int], bytes]
Path = list[bytes]

LEAVES = [sha256(b"\x00" + f"quanze leaf {n}".encode()).digest() for n in range(70)]
SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 17, 31, 32, 33, 63, 64, 65, 70)
PAIRS = ((1, 1), (1, 2), (1, 70), (2, 3), (2, 4), (3, 4), (3, 7), (4, 7), (6, 8), (7, 8), (7, 15), (8, 9), (8, 70), (13, 14),
         (16, 33), (31, 32), (32, 33), (33, 64), (48, 65), (63, 64), (64, 65), (64, 70), (69, 70), (70, 70))  # fmt: skip
HUGE_INCLUSION = (
    (0, 1_280_000_000), (1_279_999_999, 1_280_000_000), (640_123_457, 1_280_000_000), (1_073_741_823, 1_280_000_000),
    (1_073_741_824, 1_280_000_000), (2**31 - 1, 2**31), (2**32, 2**32 + 1), (2**53 - 1, 2**53), (2**62, 2**63 - 1),
    (2**63 - 2, 2**63 - 1), (0, 2**63 - 1),
)  # fmt: skip
HUGE_CONSISTENCY = (
    (1_279_999_999, 1_280_000_000), (1_073_741_824, 1_280_000_000), (640_123_457, 1_280_000_000), (1, 1_280_000_000),
    (2**32, 2**32 + 1), (2**32 - 1, 2**32 + 1), (2**53 - 1, 2**53), (2**62, 2**63 - 1), (2**62 + 1, 2**63 - 1),
    (2**63 - 2, 2**63 - 1),
)  # fmt: skip


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def real(low: int, high: int) -> bytes:
    """MTH(D[low:high]) of RFC 6962 §2.1 over the fixed leaves."""
    if high == low:
        return sha256(b"").digest()
    if high - low == 1:
        return LEAVES[low]
    middle = low + split(high - low)
    return node(real(low, middle), real(middle, high))


def invented(low: int, high: int) -> bytes:
    """A stand-in for the root of leaves that nobody could list."""
    return sha256(f"quanze subtree {low} {high}".encode()).digest()


def inclusion(index: int, low: int, high: int, label: Label) -> tuple[Path, bytes]:
    """PATH(m, D[n]) and the root that it leads to."""
    if high - low == 1:
        return [], label(low, high)
    middle = low + split(high - low)
    if index < middle:
        path, below = inclusion(index, low, middle, label)
        sibling = label(middle, high)
        return [*path, sibling], node(below, sibling)
    path, below = inclusion(index, middle, high, label)
    sibling = label(low, middle)
    return [*path, sibling], node(sibling, below)


def consistency(old: int, low: int, high: int, label: Label, whole: bool = True) -> tuple[Path, bytes, bytes]:
    """SUBPROOF(m, D[n], b), the old root and the new root."""
    if old == high:
        value = label(low, high)
        return ([] if whole else [value]), value, value
    middle = low + split(high - low)
    if old <= middle:
        path, before, after = consistency(old, low, middle, label, whole)
        right = label(middle, high)
        return [*path, right], before, node(after, right)
    path, before, after = consistency(old, middle, high, label, False)
    left = label(low, middle)
    return [*path, left], node(left, before), node(left, after)


def holds_inclusion(index: int, size: int, leaf: bytes, path: Path, root: bytes) -> bool:
    """Consume the path from the root down; it must fit exactly."""

    def up(low: int, high: int, rest: Path) -> bytes | None:
        if high - low == 1:
            return leaf if not rest else None
        if not rest:
            return None
        middle = low + split(high - low)
        below = up(low, middle, rest[:-1]) if index < middle else up(middle, high, rest[:-1])
        if below is None:
            return None
        return node(below, rest[-1]) if index < middle else node(rest[-1], below)

    return 0 <= index < size and up(0, size, path) == root


def holds_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Path) -> bool:
    """The same for consistency."""

    def up(low: int, high: int, rest: Path, whole: bool) -> tuple[bytes, bytes] | None:
        if old == high:
            if whole:
                return (old_root, old_root) if not rest else None
            return (rest[0], rest[0]) if len(rest) == 1 else None
        if not rest:
            return None
        middle = low + split(high - low)
        if old <= middle:
            left = up(low, middle, rest[:-1], whole)
            return left and (left[0], node(left[1], rest[-1]))
        right = up(middle, high, rest[:-1], False)
        return right and (node(rest[-1], right[0]), node(rest[-1], right[1]))

    return 0 < old <= new and up(0, new, path, True) == (old_root, new_root)


def flip(value: bytes) -> bytes:
    return value[:-1] + bytes((value[-1] ^ 1,))


def number(value: int) -> int | str:
    """Beyond 2^53 − 1 a decimal string, because a JavaScript number cannot hold it."""
    return value if abs(value) < 2**53 else str(value)


def inclusion_row(name: str, index: int, size: int, leaf: bytes, path: Path, root: bytes) -> Row:
    return {
        "name": name, "index": number(index), "size": number(size), "leaf_hash": leaf.hex(),
        "path": [value.hex() for value in path], "root": root.hex(), "ok": holds_inclusion(index, size, leaf, path, root),
    }  # fmt: skip


def consistency_row(name: str, old: int, new: int, old_root: bytes, new_root: bytes, path: Path) -> Row:
    return {
        "name": name, "old_size": number(old), "new_size": number(new), "old_root": old_root.hex(), "new_root": new_root.hex(),
        "path": [value.hex() for value in path], "ok": holds_consistency(old, new, old_root, new_root, path),
    }  # fmt: skip


def inclusion_mutations(tag: str, index: int, size: int, leaf: bytes, path: Path, root: bytes) -> list[Row]:
    cases: list[tuple[str, int, int, bytes, Path, bytes]] = [
        ("index-plus-one", index + 1, size, leaf, path, root),
        ("index-minus-one", index - 1, size, leaf, path, root),
        ("index-equals-size", size, size, leaf, path, root),
        ("size-zero", 0, 0, leaf, [], root),
        ("size-plus-one", index, size + 1, leaf, path, root),
        ("size-minus-one", index, size - 1, leaf, path, root),
        ("size-doubled", index, size * 2, leaf, path, root),
        ("wrong-leaf", index, size, flip(leaf), path, root),
        ("wrong-root", index, size, leaf, path, flip(root)),
        ("root-as-leaf", index, size, root, path, root),
        ("empty-path", index, size, leaf, [], root),
        ("truncated-path", index, size, leaf, path[:-1], root),
        ("first-sibling-missing", index, size, leaf, path[1:], root),
        ("trailing-garbage", index, size, leaf, [*path, bytes(32)], root),
        ("leading-garbage", index, size, leaf, [bytes(32), *path], root),
        (
            "one-hash-too-many-on-the-left-and-a-root-to-match",
            index,
            size,
            leaf,
            [*path, bytes(32)],
            node(bytes(32), root),
        ),
        (
            "one-hash-too-many-on-the-right-and-a-root-to-match",
            index,
            size,
            leaf,
            [*path, bytes(32)],
            node(root, bytes(32)),
        ),
        ("empty-path-and-the-leaf-for-a-root", index, size, leaf, [], leaf),
        ("last-sibling-twice", index, size, leaf, [*path, path[-1]], root),
        ("swapped-siblings", index, size, leaf, [path[1], path[0], *path[2:]], root),
        ("reversed-path", index, size, leaf, path[::-1], root),
        ("one-bit-in-first-sibling", index, size, leaf, [flip(path[0]), *path[1:]], root),
        ("one-bit-in-last-sibling", index, size, leaf, [*path[:-1], flip(path[-1])], root),
        ("leaf-and-sibling-swapped", index, size, path[0], [leaf, *path[1:]], root),
    ]
    rows = (inclusion_row(f"{case[0]} of {tag}", *case[1:]) for case in cases if case[1] >= 0)
    return [row for row in rows if not row["ok"]]


def consistency_mutations(tag: str, old: int, new: int, old_root: bytes, new_root: bytes, path: Path) -> list[Row]:
    cases: list[tuple[str, int, int, bytes, bytes, Path]] = [
        ("old-size-zero", 0, new, sha256(b"").digest(), new_root, []),
        ("old-size-zero-with-path", 0, new, old_root, new_root, path),
        ("sizes-exchanged", new, old, new_root, old_root, path),
        ("old-size-plus-one", old + 1, new, old_root, new_root, path),
        ("old-size-minus-one", old - 1, new, old_root, new_root, path),
        ("new-size-plus-one", old, new + 1, old_root, new_root, path),
        ("new-size-minus-one", old, new - 1, old_root, new_root, path),
        ("new-size-doubled", old, new * 2, old_root, new_root, path),
        ("equal-sizes-other-root", new, new, old_root, new_root, []),
        ("equal-sizes-nonempty-path", new, new, new_root, new_root, path),
        ("equal-sizes-one-zero-hash", new, new, new_root, new_root, [bytes(32)]),
        ("wrong-old-root", old, new, flip(old_root), new_root, path),
        ("wrong-new-root", old, new, old_root, flip(new_root), path),
        ("roots-exchanged", old, new, new_root, old_root, path),
        ("new-root-twice", old, new, new_root, new_root, path),
        ("old-root-twice", old, new, old_root, old_root, path),
        ("empty-path", old, new, old_root, new_root, []),
        ("truncated-path", old, new, old_root, new_root, path[:-1]),
        ("first-hash-missing", old, new, old_root, new_root, path[1:]),
        ("trailing-garbage", old, new, old_root, new_root, [*path, bytes(32)]),
        ("leading-garbage", old, new, old_root, new_root, [bytes(32), *path]),
        (
            "one-hash-too-many-and-roots-to-match",
            old,
            new,
            node(bytes(32), old_root),
            node(bytes(32), new_root),
            [*path, bytes(32)],
        ),
        (
            "one-hash-too-many-and-a-new-root-to-match",
            old,
            new,
            old_root,
            node(new_root, bytes(32)),
            [*path, bytes(32)],
        ),
        ("empty-path-and-one-root-for-both", old, new, old_root, old_root, []),
        ("old-root-in-front", old, new, old_root, new_root, [old_root, *path]),
        ("reversed-path", old, new, old_root, new_root, path[::-1]),
        ("one-bit-in-first-hash", old, new, old_root, new_root, [flip(path[0]), *path[1:]]),
        ("one-bit-in-last-hash", old, new, old_root, new_root, [*path[:-1], flip(path[-1])]),
    ]
    rows = (consistency_row(f"{case[0]} of {tag}", *case[1:]) for case in cases)
    return [row for row in rows if not row["ok"]]


def make_inclusion() -> list[Row]:
    rows: list[Row] = []
    for size in SIZES:
        for index in sorted({0, 1, size // 2, size - 2, size - 1} & set(range(size))):
            path, root = inclusion(index, 0, size, real)
            rows.append(inclusion_row(f"leaf {index} of {size}", index, size, LEAVES[index], path, root))
    for index, size in HUGE_INCLUSION:
        path, root = inclusion(index, 0, size, invented)
        rows.append(inclusion_row(f"leaf {index} of {size}", index, size, invented(index, index + 1), path, root))
    for index, size, label in ((4, 7, real), (0, 8, real), (65, 70, real), (1_279_999_998, 1_280_000_000, invented)):
        path, root = inclusion(index, 0, size, label)
        rows += inclusion_mutations(f"leaf {index} of {size}", index, size, label(index, index + 1), path, root)
    path, root = inclusion(0, 0, 3, real)
    rows.append(
        inclusion_row(
            "another size of the same shape: the root, not the proof, fixes the size", 0, 4, LEAVES[0], path, root
        )
    )
    return rows


def make_consistency() -> list[Row]:
    rows: list[Row] = []
    for old, new in PAIRS:
        path, old_root, new_root = consistency(old, 0, new, real)
        rows.append(consistency_row(f"{old} to {new}", old, new, old_root, new_root, path))
    for old, new in HUGE_CONSISTENCY:
        path, old_root, new_root = consistency(old, 0, new, invented)
        rows.append(consistency_row(f"{old} to {new}", old, new, old_root, new_root, path))
    for old, new, label in (
        (3, 7, real),
        (4, 7, real),
        (6, 8, real),
        (64, 70, real),
        (640_123_457, 1_280_000_000, invented),
    ):
        path, old_root, new_root = consistency(old, 0, new, label)
        rows += consistency_mutations(f"{old} to {new}", old, new, old_root, new_root, path)
    return rows


def make() -> Row:
    return {
        "leaf_hashes": [leaf.hex() for leaf in LEAVES],
        "roots": [{"size": size, "root": real(0, size).hex()} for size in range(len(LEAVES) + 1)],
        "inclusion": make_inclusion(),
        "consistency": make_consistency(),
    }
