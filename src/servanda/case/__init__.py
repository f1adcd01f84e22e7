"""Floor 5: opens a case folder, hands out views of it, and joins the rooms below. The only seam to the outside."""

from servanda.case.case import Case, list_cases, open_case
from servanda.case.content import CaseContent
from servanda.case.view import View

__all__ = ["Case", "CaseContent", "View", "list_cases", "open_case"]
