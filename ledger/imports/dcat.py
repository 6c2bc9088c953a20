"""Catalogues in DCAT (DCAT-US `data.json`, DCAT-AP as JSON-LD) as catalogue entries, with what article 13 still asks.

What DCAT does not say is not guessed: whether a set is shared with or without condition, its grade and its data items are
the owner's to say. Contact persons are left out: they are personal data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ledger.errors import ImportRefused, InputRefused
from ledger.model import check_form
from ledger.policy.completeness import gaps

PREFIX = "dcat"
_NAMESPACES = ("", "dcat:", "dct:", "dcterms:", "adms:", "foaf:")
# ISO 8601 repeating intervals as DCAT-US writes them, and the EU frequency list
_CYCLES = {
    "r/p1y": "year", "annual": "year", "r/p6m": "half-year", "annual_2": "half-year", "r/p3m": "quarter",
    "quarterly": "quarter", "r/p1m": "month", "monthly": "month", "r/p1w": "week", "weekly": "week", "r/p1d": "day",
    "daily": "day", "r/pt1s": "realtime", "update_cont": "realtime", "continuous": "realtime", "irregular": "irregular",
    "irreg": "irregular",
}  # fmt: skip
_TEXTS = {
    "title": "title",
    "description": "abstract",
    "license": "licence",
    "spatial": "spatial",
    "temporal": "temporal",
}
_LISTS = {"keyword": "keywords", "conformsTo": "conforms_to", "theme": "themes"}
_EMPTY = {"no description found", "n/a", "none", "unknown", "null"}
_MAX_TEXT = 2_000
_OTHER = re.compile(r"[^0-9A-Za-z._-]+")


@dataclass(frozen=True)
class Dataset:
    """One set of a catalogue: its number, the resource code given to it, its entry, and what the entry lacks."""

    number: int
    identifier: str
    code: str
    entry: dict[str, Any]
    lacking: tuple[str, ...]


def read_datasets(document: Any, fill: Mapping[str, Mapping[str, Any]], prefix: str = PREFIX) -> list[Dataset]:
    """The sets of a catalogue.

    Args:
        document: the catalogue as parsed.
        fill: resource code (or ``*`` for all) → members that complete an entry; they never replace what DCAT says.
        prefix: of the resource codes: prefix, slash, the identifier or, where that fits no code, its digest.

    Raises:
        ImportRefused: no DCAT catalogue, or two sets of one identifier.
    """
    found = [_dataset(number, one, fill, prefix) for number, one in enumerate(_sets(document), 1)]
    codes: dict[str, int] = {}
    for one in found:
        first = codes.setdefault(one.code, one.number)
        if first != one.number:
            raise ImportRefused(
                zh=f"第 {first} 与第 {one.number} 个数据集的标识 {one.identifier!r} 相同: 每个数据集须有自己的标识",
                en=f"data sets {first} and {one.number} share the identifier {one.identifier!r}: each needs its own",
            )
    return found


def _sets(document: Any) -> list[Mapping[str, Any]]:
    found = _member(document, "dataset") if isinstance(document, Mapping) else document
    if isinstance(document, Mapping) and found is None and isinstance(document.get("@graph"), list):
        found = [one for one in document["@graph"] if "Dataset" in str(_member(one, "@type"))]
    sets = [found] if isinstance(found, Mapping) else found
    if not isinstance(sets, list) or not sets or not all(isinstance(one, Mapping) for one in sets):
        raise ImportRefused(
            zh="不是 DCAT 目录: 应有 dataset 数组, 各项为对象",
            en="no DCAT catalogue: it has an array dataset of objects",
        )
    return sets


def _dataset(number: int, given: Mapping[str, Any], fill: Mapping[str, Mapping[str, Any]], prefix: str) -> Dataset:
    identifier = _text(_member(given, "identifier")) or _text(given.get("@id"))
    if not identifier:
        raise ImportRefused(
            zh=f"第 {number} 个数据集没有 identifier: 没有标识就无法认出它", en=f"data set {number} has no identifier"
        )
    code = _code(identifier, prefix)
    entry = {name: value for name, value in _said(given, identifier) if value not in ("", [], None)}
    entry = {**fill.get("*", {}), **fill.get(code, {}), **entry}
    return Dataset(number, identifier, code, entry, tuple(gaps(entry)))


def _said(given: Mapping[str, Any], identifier: str) -> Iterator[tuple[str, Any]]:
    yield "dcat_identifier", identifier
    for name, ours in _TEXTS.items():
        yield ours, _text(_member(given, name))
    for name, ours in _LISTS.items():
        value = _member(given, name)
        yield ours, [text for one in (value if isinstance(value, list) else [value]) if (text := _text(one))]
    publisher = _member(given, "publisher")
    yield "provider", _text(_member(publisher, "name") if isinstance(publisher, Mapping) else publisher)
    yield "issued", _text(_member(given, "issued") or _member(given, "modified"))[:10]
    yield (
        "update_cycle",
        _CYCLES.get(_text(_member(given, "accrualPeriodicity")).rpartition("/")[2].lower())
        or _CYCLES.get(_text(_member(given, "accrualPeriodicity")).lower(), ""),
    )
    yield "is_open", _text(_member(given, "accessLevel")).lower() == "public" or None
    yield from _distributed(_member(given, "distribution"))


def _distributed(value: Any) -> Iterator[tuple[str, Any]]:
    given = value if isinstance(value, list) else [value]
    rows = [one for one in given if isinstance(one, Mapping)]
    kinds = [_text(_member(one, "format")) or _text(_member(one, "mediaType")) for one in rows]
    yield "format", ", ".join(dict.fromkeys(kind for kind in kinds if kind))
    if any(kind.lower() in {"api", "rest", "soap", "wfs", "wms"} for kind in kinds):
        yield "share_mode", "api"
    elif any(_text(_member(one, "downloadURL")) for one in rows):
        yield "share_mode", "file"


def _code(identifier: str, prefix: str) -> str:
    """The identifier where it fits a resource code; else what of it does, and eight digits of its SHA-256."""
    plain = f"{prefix}/{identifier}"
    try:
        check_form("item", plain)
    except InputRefused:
        tail = sha256(identifier.encode()).hexdigest()[:8]
        return f"{prefix}/{_OTHER.sub('-', identifier).strip('-')[: 63 - len(prefix) - 9]}-{tail}"
    return plain


def _member(given: Any, name: str) -> Any:
    if not isinstance(given, Mapping):
        return None
    return next((given[space + name] for space in _NAMESPACES if given.get(space + name) is not None), None)


def _text(value: Any) -> str:
    """A text, or that of ``{"@value": …}``, ``{"@id": …}`` or the first of a list; empty for a filler."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, Mapping):
        value = value.get("@value") or value.get("@id") or ""
    text = value.strip()[:_MAX_TEXT] if isinstance(value, str) else ""
    return "" if text.lower() in _EMPTY else text
