"""Under which provision something is refused: articles of 政务数据共享条例 and clauses of docs/clauses.md, by error name.

As the contracts' own documentation gives them; their reading needs legal sign-off.
"""

from __future__ import annotations

PROVISIONS: dict[str, tuple[str, str]] = {
    "Catalogue.ConditionOnUnconditional": ("15", "O2"),
    "Catalogue.Incomplete": ("13", "O1"),
    "Catalogue.UnknownValue": ("13", "O1"),
    "Catalogue.SecretData": ("3", ""),
    "Catalogue.NotAReviewer": ("17", "M1"),
    "Catalogue.ReviewMissing": ("17", "M1"),
    "Catalogue.SourceActive": ("19", "O15"),
    "Catalogue.BasisMissing": ("19", "M2"),
    "Agreements.SameDepartment": ("20, 21", ""),
    "Agreements.RetentionTooShort": ("29", "U6"),
    "Agreements.PartyChanged": ("27", ""),
    "Agreements.EffectOutOfBounds": ("27", "O11"),
    "Agreements.NoRectification": ("27", "M6"),
    "Agreements.RectificationNotOver": ("27", "M6"),
    "Agreements.RectificationStands": ("27", "M6"),
    "Agreements.DueInThePast": ("27", "M6"),
    "Departments.NoApproval": ("36", "P1"),
    "Accountability.MayNotOrder": ("39, 40", "M8"),
    "Accountability.NotAccredited": ("", "A1"),
    "Accountability.NotAnAuditor": ("", "A1"),
    "Accountability.OwnCase": ("", "A1"),
    "Accountability.NotAParty": ("28", ""),
    "Accountability.WrongBody": ("28", "M5"),
    "Accountability.NoBody": ("28", "M5"),
    "Accountability.WrongPrevious": ("28", ""),
    "Accountability.WrongDisputeState": ("28", ""),
}  # name of the contract and error → article, clause; empty where there is none
