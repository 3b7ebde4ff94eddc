"""Facts into quads in the ontology's terms; the only place that mints IRIs.

Each triple stands in exactly one graph: facts in the default graph (:func:`fact_quads`, a function of all
documents), text and evidence in each document's named graph (:func:`document_quads`), the ontology and the description of
the data in ``graph/meta`` (:func:`meta_quads`), identity decisions in ``graph/identity`` (:func:`decision_quads` and
:func:`local_quads`).
"""

from kg.mapping.contributions import Contribution, decode, encode
from kg.mapping.document import document_quads
from kg.mapping.facts import fact_quads
from kg.mapping.identity import decision_quads, local_quads
from kg.mapping.iris import Iris
from kg.mapping.keys import problems
from kg.mapping.meta import Counts, extractors_of, meta_quads, origins_of
from kg.mapping.shared import shared_keys
from kg.mapping.terms import Quad

__all__ = [
    "Contribution",
    "Counts",
    "Iris",
    "Quad",
    "decision_quads",
    "decode",
    "document_quads",
    "encode",
    "extractors_of",
    "fact_quads",
    "local_quads",
    "meta_quads",
    "origins_of",
    "problems",
    "shared_keys",
]
