"""Emitters: one module an output; each makes units from the Api and its plan."""

from __future__ import annotations

from generator.emitters import client, clienttests, llms, project, reference, site, snippets
from generator.emitters.emission import Emission

EMITTERS = {
    "client": client.emit,
    "tests": clienttests.emit,
    "snippets": snippets.emit,
    "reference": reference.emit,
    "llms": llms.emit,
    "site": site.emit,
    "project": project.emit,
}

__all__ = ["EMITTERS", "Emission"]
