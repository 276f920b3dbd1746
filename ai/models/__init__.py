"""The tables of this app: what models were asked, and the sources that may be quoted."""

from ai.models.calls import ModelApproval, ModelBatch, ModelCall, PromptTrial
from ai.models.prompts import PromptVersion
from ai.models.sources import Consent, Passage, Retrieval, Source, SourceText, SourceVersion

__all__ = [
    "Consent",
    "ModelApproval",
    "ModelBatch",
    "ModelCall",
    "Passage",
    "PromptTrial",
    "PromptVersion",
    "Retrieval",
    "Source",
    "SourceText",
    "SourceVersion",
]
