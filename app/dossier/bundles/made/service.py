"""Tells for whom a bundle was made."""

from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.dossier.bundles.profiles import default_profile
from app.dossier.bundles.schemas import BundleRequest
from app.evidence.checklists import service as checklists
from app.operations import service as operations

KIND: Final = "evidence_bundle"


def bundle_profile(session: Session, case_id: UUID, operation_id: UUID) -> str:
    """For whom a bundle was made.

    Raises:
        NotFound: if the case has none such, or it is not made yet.
    """
    asked = operations.wanted_of(session, case_id, KIND, operation_id)
    wanted = BundleRequest.model_validate(asked)
    if wanted.profile is not None:
        return wanted.profile
    checklist = checklists.get_checklist(session, case_id, wanted.checklist_id)
    return default_profile(checklist.purpose)
