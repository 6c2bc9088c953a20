"""The contracts' pages: their state diagrams show the states of the Solidity enums, and nothing is left out."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "docs/contracts").glob("[A-Z]*.md"))
PAGES = [page for page in PAGES if page.stem != "Overview"]
# Page, part of its diagram (empty: all of it), enum. Departments and EventLog keep no state: theirs follows from times.
DIAGRAMS = [
    ("Agreements", "", "State"),
    ("Catalogue", "E", "EntryState"),
    ("Accountability", "B", "BreachState"),
    ("Accountability", "D", "DisputeState"),
]


def enums() -> dict[str, set[str]]:
    """Return the members of every enum of states in contracts/, without None."""
    text = "".join(path.read_text("utf-8") for path in sorted((ROOT / "contracts").glob("**/*.sol")))
    found = re.findall(r"enum (\w*State) \{([^}]*)\}", text)
    return {name: set(re.findall(r"\w+", members)) - {"None"} for name, members in found}


def diagram(page: str) -> str:
    """Return the Mermaid state diagram of a page."""
    (found,) = re.findall(r"```mermaid\nstateDiagram-v2\n(.*?)```", _read(page), re.DOTALL)
    return str(found)


def states(text: str, part: str) -> set[str]:
    """Return the states of a diagram, or of one composite state in it."""
    if part:
        (text,) = re.findall(rf"as {part} \{{\n(.*?)\n    \}}", text, re.DOTALL)
    return {state for pair in re.findall(r"^\s*(\S+) --> (\w+|\[\*\])", text, re.MULTILINE) for state in pair} - {"[*]"}


def _read(page: str) -> str:
    return (ROOT / "docs/contracts" / f"{page}.md").read_text("utf-8")


@pytest.mark.parametrize(("page", "part", "enum"), DIAGRAMS, ids=[enum for *_, enum in DIAGRAMS])
def test_a_diagram_shows_the_states_of_the_contract(page: str, part: str, enum: str) -> None:
    assert states(diagram(page), part) == enums()[enum]


def test_every_enum_of_states_has_a_diagram() -> None:
    assert set(enums()) == {enum for *_, enum in DIAGRAMS}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_and_reference_lead_to_each_other(page: Path) -> None:
    assert diagram(page.stem)
    assert f"(../contracts.md#{page.stem.lower()})" in _read(page.stem)
    assert f"(contracts/{page.name})" in (ROOT / "docs/contracts.md").read_text("utf-8")


def test_each_contract_has_a_page() -> None:
    contracts = {path.stem for path in (ROOT / "contracts").glob("*.sol") if not path.stem[1].isupper()}
    assert {page.stem for page in PAGES} == contracts
