"""Small faults in the pure rules, one at a time: `<` for `<=`, 19 for 18, `and` for `or`. Prints what no test sees.

The tests of a module are collected once. Each fault is then put into the running functions of a forked process, which
plays them until one fails: a fault costs as long as its tests take, and no file is touched.
"""

from __future__ import annotations

import ast
import copy
import gc
import importlib
import inspect
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

LONGEST = 4
"""A fault that makes the rules run on counts as seen after so many times the work that sound ones take."""
LEAST = 5.0
"""Seconds of work that every fault is given."""

TESTS = {
    "units.rules.days": ["tests/units/test_rules.py"],
    "units.rules.succession": ["tests/units/test_succession_rules.py"],
    "units.centres.rules": ["tests/units/centres/test_rules.py"],
    "awards.scholarships.rules": ["tests/awards/scholarships/test_rules.py"],
    "awards.titles.rules.answers": ["tests/awards/titles/test_rules.py"],
    "awards.titles.rules.criteria": ["tests/awards/titles/test_rules.py"],
    "awards.titles.rules.procedure": ["tests/awards/titles/test_rules.py"],
    "awards.titles.rules.scoring": ["tests/awards/titles/test_rules.py"],
    "awards.scholarships.small_cells": ["tests/awards/scholarships/test_small_cells.py"],
    "indicators.rules.across": ["tests/indicators/test_across.py"],
    "indicators.rules.checks": ["tests/indicators/test_checks.py"],
    "indicators.rules.deadlines": ["tests/indicators/test_deadlines.py"],
    "indicators.rules.rates": ["tests/indicators/test_rates.py"],
    "indicators.rules.reconcile": ["tests/indicators/test_reconcile.py"],
    "indicators.rules.restating.adding": ["tests/indicators/test_restating_rules.py"],
    "indicators.rules.restating.common": ["tests/indicators/test_restating_rules.py"],
    "indicators.rules.restating.dividing": ["tests/indicators/test_restating_rules.py"],
    "indicators.rules.restating.ground": ["tests/indicators/test_restating_rules.py"],
    "indicators.rules.restating.rounding": ["tests/indicators/test_restating_rules.py"],
    "indicators.rules.soundness": ["tests/indicators/test_checks.py"],
    "indicators.rules.standing": ["tests/indicators/test_standing.py"],
    "indicators.rules.targets": ["tests/indicators/test_standing.py"],
    "reports.rules": ["tests/reports/test_rules.py"],
    "hocTap.lib.vi.order": ["tests/lib/test_vi.py"],
    "hocTap.lib.vi.reading": ["tests/lib/test_vi.py", "tests/lib/test_reading.py", "tests/lib/test_money.py"],
    "hocTap.lib.vi.writing": ["tests/lib/test_vi.py", "tests/lib/test_money.py"],
    "hocTap.lib.fields": ["tests/lib/test_fields.py", "tests/lib/test_reading.py"],
    "hocTap.lib.text": ["tests/lib/test_text.py"],
    "hocTap.lib.words": ["tests/lib/test_words.py"],
}
OTHER_SIGN: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
OTHER_NAME = {"min": "max", "max": "min", "any": "all", "all": "any"}
Codes = dict[tuple[str, int], CodeType]


@dataclass(frozen=True)
class Mutant:
    """One fault: the module with it, and what it says instead of what."""

    line: int
    was: str
    became: str
    tree: ast.Module
    statement: ast.stmt
    """The statement of the module's first level that holds the fault."""


def mutants(source: str) -> Iterator[Mutant]:
    """Every fault of the source, in the order of its lines."""
    tree = ast.parse(source)
    sound = codes_of(tree)
    places = [(top, at) for top, statement in enumerate(tree.body) for at, _ in enumerate(ast.walk(statement))]
    for top, at in places:
        for way in range(3):
            changed = copy.deepcopy(tree)
            node = list(ast.walk(changed.body[top]))[at]
            if not isinstance(node, ast.expr | ast.If | ast.While | ast.comprehension):
                break
            was = ast.unparse(node)
            if fault(node, way):
                ast.fix_missing_locations(changed)
                if not can_be_put_in(sound, changed, changed.body[top]):
                    continue
                yield Mutant(line_of(node), was, ast.unparse(node), changed, changed.body[top])


def can_be_put_in(sound: Codes, changed: ast.Module, statement: ast.stmt) -> bool:
    """Whether the fault lies in a function or in a name of the module; a running class cannot be given other fields."""
    return isinstance(statement, ast.Assign | ast.AnnAssign) or sound != codes_of(changed)


def fault(node: ast.AST, way: int) -> bool:
    """Put a fault into this node; False where there is none of this kind."""
    match node, way:
        case ast.Compare(ops=ops), 0:
            ops[0] = OTHER_SIGN[type(ops[0])]()
        case ast.Compare(ops=[_, last]), 1:
            node.ops[1] = OTHER_SIGN[type(last)]()
        case ast.BoolOp(), 0:
            node.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        case ast.BinOp(op=ast.Add() | ast.Sub()), 0:
            node.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        case ast.BinOp(op=ast.Mult()), 0:
            node.op = ast.Add()
        case ast.Constant(value=bool() as value), 0:
            node.value = not value
        case ast.Constant(value=int() as value), 0 if not isinstance(value, bool):
            node.value = value + 1
        case ast.Call(func=ast.Name(id=name)), 0 if name in OTHER_NAME:
            node.func = ast.Name(OTHER_NAME[name], ast.Load())
        case ((ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test)), 0) if not isinstance(
            test, ast.Compare
        ):
            node.test = opposite(test)
        case ast.comprehension(ifs=[test]), 0 if not isinstance(test, ast.Compare):
            node.ifs = [opposite(test)]
        case _:
            return False
    return True


def opposite(test: ast.expr) -> ast.expr:
    return (
        test.operand if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) else ast.UnaryOp(ast.Not(), test)
    )


def line_of(node: ast.AST) -> int:
    return getattr(node, "lineno", 0) or getattr(getattr(node, "target", None), "lineno", 0)


def running(module: ModuleType) -> list[FunctionType]:
    """The functions of the module, wherever they are held."""
    found = [each for each in gc.get_objects() if isinstance(each, FunctionType)]
    return [each for each in found if each.__code__.co_filename == module.__file__]


def put_in(module: ModuleType, functions: list[FunctionType], mutant: Mutant) -> None:
    """Let the running module have the fault: functions get the other code, a name of the module the other value."""
    path = str(module.__file__)
    codes = codes_of(mutant.tree, path)
    for function in functions:
        other = codes.get((function.__code__.co_qualname, function.__code__.co_firstlineno))
        if other is not None:
            function.__code__ = other
    if isinstance(mutant.statement, ast.Assign | ast.AnnAssign):
        # Names that follow may be made of this one.
        later = mutant.tree.body[mutant.tree.body.index(mutant.statement) :]
        names: list[ast.stmt] = [each for each in later if isinstance(each, ast.Assign | ast.AnnAssign)]
        exec(compile(ast.Module(names, []), path, "exec"), module.__dict__)  # noqa: S102 - our own source


def codes_of(tree: ast.Module, path: str = "") -> Codes:
    """The code of each function of a module, by name and line."""
    return dict(functions_of(compile(tree, path, "exec")))


def functions_of(code: CodeType) -> Iterator[tuple[tuple[str, int], CodeType]]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            if inner.co_flags & inspect.CO_OPTIMIZED:  # a function; the body of a class is not
                yield (inner.co_qualname, inner.co_firstlineno), inner
            yield from functions_of(inner)


class Trial:
    """A plugin that plays the collected tests once for each fault, instead of once."""

    def __init__(self, module: str, every: int) -> None:
        self.module, self.every, self.made, self.survivors = module, every, 0, list[Mutant]()
        self.functions: list[FunctionType] = []
        self.work, self.worked = 60.0, 0.0
        """Seconds of work that a play may take, and that the last one took."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Rules are played without a database."""
        items[:] = [item for item in items if not {"db", "transactional_db", "client"} & set(names_of(item))]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        module = importlib.import_module(self.module)
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        if not self.passes(session):
            raise SystemExit(f"{self.module}: the tests fail without any fault, or there are none.")
        self.work = max(LEAST, LONGEST * self.worked)
        self.functions = running(module)
        gc.freeze()  # what a forked process does not look at it does not copy
        for mutant in islice(mutants(source), 0, None, self.every):
            self.made += 1
            if self.passes(session, mutant, "few examples") and self.passes(session, mutant):
                self.survivors.append(mutant)
                print(f"  line {mutant.line}: {first_line(mutant.was)}  →  {first_line(mutant.became)}", flush=True)  # noqa: T201
        return True

    def passes(self, session: pytest.Session, mutant: Mutant | None = None, profile: str = "hocTap") -> bool:
        """Play the tests in a process of their own, with the fault."""
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(1, 2)
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_PROF, self.work)
            importlib.import_module("hypothesis").settings.load_profile(profile)
            try:
                if mutant:
                    put_in(importlib.import_module(self.module), self.functions, mutant)
                os._exit(play(session))
            except BaseException:
                os._exit(3)
        _, status, used = os.wait4(child, 0)
        self.worked = used.ru_utime + used.ru_stime
        return status == 0


def play(session: pytest.Session) -> int:
    """0 when every test passes; stops at the first that does not."""
    for item, after in zip(session.items, [*session.items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        if session.testsfailed:
            return 1
    return 0 if session.items else 4


def names_of(item: pytest.Item) -> list[str]:
    marked = ["db"] if item.get_closest_marker("django_db") else []
    return marked + (item.fixturenames if isinstance(item, pytest.Function) else [])


def first_line(text: str) -> str:
    return text.partition("\n")[0]


def try_module(module: str, every: int) -> None:
    """Print the faults of this module that its tests do not see; of all, or of every second, third …"""
    trial = Trial(module, every)
    quiet = ["-s", "-p", "no:terminal", "-p", "no:cacheprovider", "-o", "addopts="]
    if pytest.main([*quiet, *TESTS[module]], [trial]) not in (0, 5):
        raise SystemExit(f"{module}: the tests could not be collected.")
    print(f"{module}: {trial.made} faults, {len(trial.survivors)} not seen", flush=True)  # noqa: T201


def main(begins: str = "", every: str = "1") -> None:
    """One module here; several in a process each, since pytest collects once in its life."""
    if begins in TESTS:
        try_module(begins, int(every))
        return
    for module in TESTS:
        if module.startswith(begins):
            subprocess.run([sys.executable, "-m", "tests.mutants", module, every], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
