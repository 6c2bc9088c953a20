"""What the documents promise exists: linked files, scripts, and the same sections in both languages."""

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READMES = ["README.md", "README.zh-CN.md"]
PAGES = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SCRIPT = re.compile(r"(?<![\w/.])((?:scripts|\.ci)/[\w.-]+)")
HEADING = re.compile(r"^(#+) ", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """Return the anchors a Markdown page's headings make."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [a or b for a, b in LINK.findall(FENCE.sub("", page.read_text("utf-8")))]
    broken = []
    for link in links:
        target, _, anchor = link.partition("#")
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path = (page.parent / target) if target else page
        if not path.exists() or (anchor and anchor not in anchors(path)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", [*READMES, "CONTRIBUTING.md"])
def test_every_script_named_exists_and_can_be_run(page: str) -> None:
    named = {ROOT / name.rstrip(".") for name in SCRIPT.findall((ROOT / page).read_text("utf-8"))}
    assert named, "the page names no script"
    assert [path.name for path in named if not path.exists()] == []
    assert [path.name for path in named if not path.suffix and not os.access(path, os.X_OK)] == []


def test_both_readmes_have_the_same_shape() -> None:
    english, chinese = (HEADING.findall(FENCE.sub("", (ROOT / name).read_text("utf-8"))) for name in READMES)
    assert english == chinese
