"""The kinds of import beside case logs: catalogue sheets, DCAT catalogues, records of calls."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.cli.import_memory import ImportMemory
from ledger.cli.importer import open_hands, send_plan
from ledger.cli.session import Session, read_json, write_text
from ledger.errors import ImportRefused, InputRefused
from ledger.imports.call_log import read_calls
from ledger.imports.case_log import Problem, refuse_rows
from ledger.imports.catalogue_sheet import read_catalogue
from ledger.imports.dcat import Dataset, read_datasets
from ledger.imports.import_drafts import (
    Approval,
    call_rows,
    check_source,
    entry_rows,
    load_call_mapping,
)
from ledger.imports.importing import Hand, Ready, plan_ready
from ledger.imports.json_source import read_values
from ledger.imports.tabular import place, read_grids, refuse_cells
from ledger.policy.completeness import FIELD_WORDS, gap_of

_OTHER = re.compile(r"[^0-9A-Za-z._-]+")


@dataclass(frozen=True)
class Beside:
    """The options of the command."""

    department: str | None
    memory: Path | None
    source: str | None
    manager: str
    approved_by: str
    secrecy_assessment: str
    dry_run: bool
    skip_bad: bool


def import_catalogue(session: Session, file: Path, beside: Beside) -> None:
    """Register the entries of a sheet; nothing unless every cell is right, or bad rows are to be left out."""
    grids = read_grids(file)
    read = read_catalogue(grids, beside.manager)
    if not beside.skip_bad:
        refuse_cells(read.problems)
    rows = read.sound()
    facts = {
        "file": str(file), "rows": len(read.rows), "encoding": next((one.encoding for one in grids if one.encoding), "xlsx"),
        "skipped": [{"place": place(one), "field": one.name, "zh": one.zh, "en": one.en} for one in read.problems],
    }  # fmt: skip
    _register(session, file, beside, [(one.code, one.entry) for one in rows], facts)


def import_dcat(session: Session, file: Path, fill: Path | None, drafts: Path | None, beside: Beside) -> None:
    """Register the sets of a DCAT catalogue that are complete by article 13; the others are told with what they lack."""
    documents = read_values(file)
    given = read_json(fill) if fill else {}
    if not isinstance(given, dict) or not all(isinstance(one, dict) for one in given.values()):
        raise InputRefused(zh=f"{fill} 应为 {{代码或*: {{…}}}}", en=f"{fill} must be {{code or *: {{…}}}}")
    if beside.manager:
        given = {**given, "*": {"manager": beside.manager, **given.get("*", {})}}
    found = [one for document in documents for one in read_datasets(document, given)]
    lacking = [_lacking(one) for one in found if one.lacking]
    if drafts is not None:
        _write_drafts(drafts, found)
    facts = {"file": str(file), "datasets": len(found), "incomplete": lacking}
    if lacking and not beside.skip_bad and not beside.dry_run:
        refuse_rows([Problem(one.number, one.code, *_words(one)) for one in found if one.lacking])
    _register(session, file, beside, [(one.code, one.entry) for one in found if not one.lacking], facts)


def import_calls(session: Session, file: Path, mapping: Path, beside: Beside) -> None:
    """Record each side's call under the agreement that the mapping names, with how its message is paired."""
    read = load_call_mapping(mapping)
    log = read_calls(read_values(file))
    ready, unmapped = call_rows(log, read)
    if not beside.skip_bad:
        refuse_rows(unmapped)
    pairs = [one.pair.value for one in log.calls]
    facts = {
        "file": str(file), "source": read.source, "records": len(log.calls), "pairs": {one: pairs.count(one) for one in sorted(set(pairs))},
        "differing": [{"record": one.record.number, "in": list(one.differs)} for one in log.calls if one.differs],
        "unnamed": [{"record": one.number, "fault": one.fault} for one in log.unnamed],
        "skipped": [{"record": one.line, "zh": one.zh, "en": one.en} for one in unmapped],
    }  # fmt: skip
    if beside.dry_run:
        session.terminal.facts(facts)
        return
    kept = ImportMemory(session, beside.memory, read.source, read.digest)
    _record(session, ready, read.source, open_hands(session, read.members, beside.department), kept, facts)


def _register(
    session: Session,
    file: Path,
    beside: Beside,
    entries: Sequence[tuple[str, Mapping[str, Any]]],
    facts: dict[str, Any],
) -> None:
    source = check_source(beside.source or _OTHER.sub("-", file.stem).strip("-.") or "catalogue")
    facts |= {"source": source, "sound": len(entries)}
    if beside.dry_run:
        session.terminal.facts(facts)
        return
    if not (beside.approved_by and beside.secrecy_assessment):
        raise ImportRefused(
            zh="目录登记须有负责人审批与保密审查(条例第 13 条): 请给出 --approved-by 与 --secrecy-assessment",
            en="registering takes the head's approval and a secrecy assessment (article 13): give --approved-by and "
            "--secrecy-assessment",
        )
    kept = ImportMemory(session, beside.memory, source, "")
    if kept.known() == 0:
        _refuse_registered(session, [code for code, _ in entries])
    ready = entry_rows(entries, Approval(beside.approved_by, beside.secrecy_assessment, kept.began()))
    hands = {"": Hand(session.department(beside.department), session.signer())}
    _record(session, ready, source, hands, kept, facts)


def _refuse_registered(session: Session, codes: Sequence[str]) -> None:
    """An item that stands in the catalogue is updated, not registered again."""
    known = {str(one["code"]) for one in session.caller().items()}
    again = [code for code in codes if code in known]
    if again:
        raise ImportRefused(
            zh=f"{len(again)} 个目录项已登记, 应更新而非再次登记: {', '.join(again[:5])}",
            en=f"{len(again)} items are registered: update them instead: {', '.join(again[:5])}",
            codes=again,
        )


def _record(
    session: Session,
    ready: Sequence[Ready],
    source: str,
    hands: Mapping[str, Hand],
    kept: ImportMemory,
    facts: dict[str, Any],
) -> None:
    if ready:
        built = plan_ready(ready, source, hands, session.public().separator(), kept.secret)
        kept.compare(built)
        facts |= send_plan(session, built, kept)
    else:
        facts |= {"recorded": 0, "recorded_before": 0}
    session.terminal.facts(facts)


def _lacking(one: Dataset) -> dict[str, Any]:
    rows = [(gap_of(field), FIELD_WORDS[field]) for field in one.lacking]
    lacks = [
        {"field": gap.field, "zh": words[0], "en": words[1], "clause": gap.clause, "article": gap.article}
        for gap, words in rows
    ]
    return {"number": one.number, "identifier": one.identifier, "code": one.code, "lacks": lacks}


def _words(one: Dataset) -> tuple[str, str]:
    zh = "、".join(FIELD_WORDS[field][0] for field in one.lacking)
    en = ", ".join(FIELD_WORDS[field][1] for field in one.lacking)
    return (
        f"DCAT 未载明条例第 13、15 条所列: {zh}; 请以 --fill 补齐",
        f"DCAT does not say what articles 13 and 15 ask: {en}; complete it with --fill",
    )


def _write_drafts(path: Path, found: Sequence[Dataset]) -> None:
    import json

    value = {one.code: {"entry": one.entry, "lacking": list(one.lacking)} for one in found}
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n")
