"""What all tests share: in continuous integration, a missing component is a failure.

On a user's machine a test that needs a browser, a store or an optional package is skipped where that is missing. With ``CI``
set such a skip would hide that the test has not run, so it counts as an error there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator
from typing import TypeVar

import pytest

MISSING = re.compile(r"\bneeds\b|not installed|could not import|\bno (Chromium|browser|Node)\b", re.IGNORECASE)
"""What the reason of a skip says where a component is missing."""

ReportT = TypeVar("ReportT", pytest.TestReport, pytest.CollectReport)


def strict(report: ReportT) -> ReportT:
    """The report itself, or a failure in its place where CI is set and a component is missing."""
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if MISSING.search(reason):
            report.outcome = "failed"
            report.longrepr = f"{report.nodeid}: skipped in continuous integration, where every component is there: {reason}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that is skipped for want of a component fails with CI set."""
    return strict((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """So does a whole module of tests."""
    return strict((yield))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that drives a browser is one of the checks, without a mark at each."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.check)
