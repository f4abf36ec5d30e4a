"""Days, numbers and sums are read in one place: no other module takes them apart with means of its own."""

from __future__ import annotations

import ast
import re

from tests.test_project import ROOT, sources

ASKS_DIGITS = {"isdigit", "isdecimal", "isnumeric", "strptime", "fromisoformat"}
OWN_FIELDS = {"DateField", "IntegerField", "DecimalField", "FloatField", "NumberFilter", "DateFilter", "DateInput"}
REGEX = {"compile", "match", "fullmatch", "search", "sub", "findall"}
OWN_DIGITS = re.compile(r"\[0-9\]|\\d")

READERS = "hocTap/lib/vi"
EXCEPTIONS = {
    "hocTap/lib/fields.py": "the fields that ask the readers",
    "hocTap/lib/guarding/postgresql.py": "names of schemas as PostgreSQL writes them",
    "hocTap/lib/steps.py": "an id in an address or a hidden field, typed by nobody",
    "awards/titles/register/listing.py": "an id in an address",
    "units/forms.py": "an id in a hidden field",
    "awards/titles/reference.py": "our own fixtures, in ISO",
    "awards/commendations/reference.py": "our own fixtures, in ISO",
    "units/reference.py": "our own fixtures, in ISO",
    "reports/reference.py": "our own fixtures, in ISO",
    "indicators/reference.py": "our own fixtures, in ISO",
    "units/help/reading.py": "numbered steps of our own chapters",
    "units/counted.py": "a number that we wrote into a cookie",
    "units/picking.py": "an id in a hidden field",
    "reports/management/commands/demo.py": "an option of a command: ward and year",
    "reports/paper/html.py": "our own pages, for printing",
    "indicators/workflow/targets.py": "the number of a document within its citation: QĐ 281",
    "awards/titles/rules/answers.py": "answers as they are kept, in JSON",
    "awards/titles/workflow/candidates.py": "days as history keeps them, in JSON",
    "awards/uploads/words.py": "numbers within names and addresses: Phường 05",
    "awards/uploads/safety/scans.py": "the insides of a workbook",
    "awards/uploads/books/cells.py": "what only files have: years of two digits, the numbers by which Excel keeps days",
    "awards/uploads/books/context.py": "whether a word of a title line has a number in it",
    "awards/uploads/books/letters.py": "whether a word in capitals is a class or a code: 8A2",
    "awards/uploads/books/shape.py": "whether a cell is a running number",
    "awards/uploads/books/vocabulary.py": "numbers within headings: 6-18 tuổi",
    "indicators/workbook/returning.py": "whether a text begins like a number, to find the column of figures",
    "units/words.py": "whether a place goes by a number: Quận 11",
    "units/naming.py": "an id in a hidden field",
    "units/looking.py": "numbers within names, as people shorten them: p5 q11",
    "units/querysets.py": "whether a part of a name ends with a number, which is meant whole",
    "units/models/people.py": "moments as former names keep them, in JSON",
    "units/verifying/workflow.py": "days as a step keeps them, in JSON",
    "awards/titles/register/importing.py": "the day of a decision, as the program itself writes it",
    "indicators/starting/people.py": "whether what is written is a code",
    "indicators/workflow/steps.py": "moments as a step keeps them, in JSON",
    "units/communities/pasting.py": "which of the pasted cells is a running number or a code",
    "units/communities/rules.py": "numbers within names: KP 03; a share of two numbers: 2/3",
    "units/communities/workflow/undoing.py": "days as a step keeps them, in JSON",
    "units/handover/communities.py": "days as a part keeps them, in JSON; the number at the end of a name",
    "units/handover/forms.py": "how often a page was changed, in a hidden field",
    "awards/scholarships/handover.py": "days as a part keeps them, in JSON",
    "awards/scholarships/numbers.py": "the number within a paper's number, to count on: PT-12",
    "awards/titles/handover.py": "moments as a part keeps them, in JSON",
    "awards/titles/lists/chosen.py": "the year as it was chosen with a list, kept in JSON",
    "awards/titles/lists/recognitions.py": "the number within a decision's number and symbol; the year kept in JSON",
    "awards/titles/workflow/taking_back.py": "moments as an upload keeps them, in JSON",
    "awards/titles/register/dividing.py": "an id in the name of a field",
    "indicators/series/official.py": "our own fixtures, in ISO",
    "hocTap/lib/backups/keeping.py": "the moment in the name of a copy, as the program itself writes it",
    "units/signin/second.py": "the code of an app: six signs to compare, no number",
    "units/management/commands/backup.py": "an option of a command: three numbers",
    "reports/checking/blocks.py": "whether a line of a printed page is its number",
    "reports/checking/decree.py": "number and day as they stand on a printed page, to be measured",
    "reports/papers/codes.py": "certificates' numbers, as the program itself writes them",
    "reports/paper/parts.py": "the newest root in the foot, as the program itself writes it",
    "units/trails/forms.py": "a kind and an id in the address, as the program itself writes them",
    "units/trails/reading.py": "where the next page begins, as the program itself writes it in the address",
    "reports/papers/controls.py": "figures within our own sentences, to be put under control",
    "reports/returning/comparing.py": "figures within the sentences of a returned file",
    "reports/returning/visible.py": "sizes of letters within a Word file",
    "reports/returning/identity.py": "number and day as they stand in a returned file, to be compared as they stand",
    "reports/checking/sorts.py": "titles of printed papers, to know which sort a paper is",
    "reports/papers/honours.py": "the years behind an achievement and an id, as the program itself writes them",
}


def own_reading(source: str) -> list[int]:
    """Lines that look at digits themselves, or take a field that reads in Django's way."""
    return sorted(getattr(node, "lineno", 0) for node in ast.walk(ast.parse(source)) if reads_itself(node))


def reads_itself(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    name, owner = node.func.attr, ast.unparse(node.func.value)
    if name in ASKS_DIGITS:
        return True
    if name in OWN_FIELDS:
        return owner in ("forms", "filters", "django_filters")
    if name in REGEX and owner == "re" and node.args:
        return bool(OWN_DIGITS.search(ast.unparse(node.args[0])))
    return False


def test_only_the_readers_read_days_and_numbers() -> None:
    found = {
        name: lines
        for path in sources()
        if not (name := str(path.relative_to(ROOT))).startswith(READERS)
        and (lines := own_reading(path.read_text(encoding="utf-8")))
    }

    assert {name: lines for name, lines in found.items() if name not in EXCEPTIONS} == {}


def test_the_guard_sees_a_reader_of_ones_own() -> None:
    source = "\n".join(
        [
            "on = forms.DateField()",
            "day = dt.datetime.strptime(text, '%d/%m/%Y')",
            "number = int(text) if text.isdigit() else 0",
            "found = re.fullmatch(r'[0-9]{4}', text)",
            "on = models.DateField()",
            "found = re.sub(r'[ ]+', ' ', text)",
        ]
    )

    assert own_reading(source) == [1, 2, 3, 4]
