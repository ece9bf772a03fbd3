"""Chooses what goes into a bundle, shows what that would mean, and takes the making of it on."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.core import i18n
from app.core.auth import Principal, require_scopes
from app.core.errors import Conflict
from app.core.results import inputs_hash
from app.dossier.bundles.choosing.service import Selection, choose, entries_of
from app.dossier.bundles.made.service import KIND
from app.dossier.bundles.schemas import (
    AdverseFinding,
    BundlePreview,
    BundleRequest,
    BundleScope,
    ThirdPartyFinding,
)
from app.ledger.proofs import service as proofs
from app.operations import service as operations
from app.operations.schemas import OperationRead

SCOPES = ["cases:read", "contacts:read", "evidence:read"]
"""Whoever asks for or fetches a bundle reads all of this."""


class PreviewOutdated(Conflict):
    """Raised when what would go in is no longer what the preview showed."""

    code = "preview_outdated"


def preview_bundle(
    session: Session, principal: Principal, case_id: UUID, scope: BundleScope
) -> BundlePreview:
    """What a bundle of this scope would hold, keep back, and say against the person.

    Raises:
        InvalidInput: for what the case does not have, or a volume smaller than one of the files.
        Forbidden: if the caller may not read all of it.
    """
    require_scopes(principal, SCOPES)
    chosen = choose(session, case_id, scope)
    included = entries_of(chosen)
    size = proofs.get_checkpoint(session, case_id).size
    accounts.record(
        session, principal, "bundle_previewed", "evidence_checklist", scope.checklist_id, case_id
    )
    return BundlePreview(
        profile=chosen.profile.code,  # type: ignore[arg-type]  # one of the data's codes
        included=included,
        withheld_count=size - len(included),
        adverse=[
            AdverseFinding(
                entry_id=UUID(each.entry_id),
                code=each.code,  # type: ignore[arg-type]  # one of the selection's codes
                why=i18n.text(f"bundles.adverse.{each.code}"),
                included=each.is_included,
            )
            for each in chosen.findings
        ],
        third_party_data=[
            ThirdPartyFinding.model_validate({"entry_id": UUID(entry_id), "kinds": list(kinds)})
            for entry_id, kinds in chosen.third_parties
        ],
        files=len(chosen.exhibits),
        bytes=sum(each.item.size for each in chosen.exhibits),
        missing_items=[
            item.title for item in chosen.checklist.items if item.required and not item.evidence_ids
        ],
        notice=i18n.text("bundles.notice"),
        preview_hash=preview_hash(case_id, scope, chosen),
    )


def request_bundle(
    session: Session, principal: Principal, case_id: UUID, wanted: BundleRequest
) -> OperationRead:
    """Takes the making of a bundle on, exactly as its preview showed it.

    Raises:
        PreviewOutdated: if something else would go in now.
    """
    chosen = choose(session, case_id, wanted)
    if preview_hash(case_id, wanted, chosen) != wanted.preview_hash:
        raise PreviewOutdated
    made = operations.request(
        session, principal, KIND, case_id, wanted=wanted.model_dump(mode="json")
    )
    accounts.record(session, principal, "bundle_requested", "operation", made.id, case_id)
    return made


def preview_hash(case_id: UUID, scope: BundleScope, chosen: Selection) -> str:
    """Stands for what goes in and what was said about it; not for when it was asked."""
    return inputs_hash(
        {
            "case_id": str(case_id),
            "checklist_id": str(scope.checklist_id),
            "locale": scope.locale,
            "profile": chosen.profile.code,
            "volume_limit_mib": scope.volume_limit_mib,
            "files": [[str(each.item.id), each.item.sha256] for each in chosen.exhibits],
            "contacts": [
                [
                    told.entry_id,
                    list(told.withheld),
                    *([one.kind, one.sequence] for one in told.added),
                ]
                for told in chosen.contacts
            ],
            "adverse": [[each.entry_id, each.code, each.is_included] for each in chosen.findings],
            "third_parties": [[entry_id, list(kinds)] for entry_id, kinds in chosen.third_parties],
        }
    )
