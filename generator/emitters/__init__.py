"""Emitters: each makes the units of one output from the Api and its plan."""

from __future__ import annotations

from generator.emitters import llms, project, site
from generator.emitters.client import package, tests
from generator.emitters.emission import Emission
from generator.emitters.reference import pages
from generator.emitters.snippets import files

EMITTERS = {
    "client": package.emit,
    "tests": tests.emit,
    "snippets": files.emit,
    "reference": pages.emit,
    "llms": llms.emit,
    "site": site.emit,
    "project": project.emit,
}

__all__ = ["EMITTERS", "Emission"]
