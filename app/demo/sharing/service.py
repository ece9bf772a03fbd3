"""Who else is there in the demo: agencies, a duty lawyer, and what they may see."""

from importlib.resources import files
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.agencies import service as agencies
from app.agencies.assessments import service as assessments
from app.agencies.assessments.schemas import AssessmentCreate
from app.agencies.referrals import service as referrals
from app.agencies.referrals.answers.service import accept
from app.agencies.referrals.schemas import ReferralAccept, ReferralCreate
from app.agencies.schemas import AgencyCreate
from app.cases.access_tokens import service as access_tokens
from app.cases.access_tokens.schemas import AccessTokenCreate
from app.cases.grants import service as grants
from app.cases.grants.schemas import GrantCreate
from app.core import parameters
from app.core.auth import Principal
from app.demo.stories import read_agencies
from app.dossier.packs import service as packs
from app.dossier.packs.schemas import CreditorPackCreate

FOLDER = "demo"
LONG = "2099-12-31T23:59:59+08:00"
"""Far enough for whoever tries things out years from now."""


def know_agencies(session: Session, principal: Principal) -> None:
    """A law firm that one can trust, a company that one cannot, and one entered by mistake."""
    text = files("app.data").joinpath(FOLDER, "agencies.json").read_text(encoding="utf-8")
    for agency in read_agencies(text):
        wanted = AgencyCreate.model_validate(agency.body)
        made = agencies.record_agency(session, principal, wanted, agency_id=agency.id)
        if "assessment" in agency.more:
            assessments.assess_agency(
                session,
                principal,
                made.id,
                AssessmentCreate(),
                assessment_id=UUID(agency.more["assessment"]["id"]),
            )


def grant_lawyer(session: Session, principal: Principal, case_id: UUID) -> None:
    """What a duty lawyer may see, and a grant that nobody uses."""
    scopes = ["cases:read", "debts:read", "evidence:read", "plan:read"]
    key = ApiKeyCreate.model_validate({"name": "示例：值班律师的密钥", "scopes": scopes})
    lawyer, _ = accounts.issue_key(session, key, key_id=UUID(parameters.DEMO_LAWYER_KEY))
    for grant_id, parts in (
        (parameters.DEMO_GRANT, ["household", "debts", "evidence"]),
        (parameters.DEMO_SPARE_GRANT, ["plan"]),
    ):
        wanted = GrantCreate.model_validate(
            {
                "grantee": str(lawyer.id),
                "role": "lawyer",
                "scope": parts,
                "expires_at": LONG,
            }
        )
        grants.make_grant(session, principal, case_id, wanted, grant_id=UUID(grant_id))


def hand_out_tokens(session: Session, principal: Principal, case_id: UUID) -> None:
    """Access tokens that nobody holds: one to read, one to revoke."""
    wanted = AccessTokenCreate(scopes=["debts:read", "plan:read"], expires_in=3600)
    for token_id in (parameters.DEMO_ACCESS, parameters.DEMO_SPARE_ACCESS):
        access_tokens.make_token(session, principal, case_id, wanted, token_id=UUID(token_id))


def refer(session: Session, principal: Principal, case_id: UUID) -> None:
    """A referral to the law firm, which it accepted, and one for each example that ends one."""
    for referral_id, is_accepted in (
        (parameters.DEMO_OFFERED_REFERRAL, False),
        (parameters.DEMO_UNWANTED_REFERRAL, False),
        (parameters.DEMO_DONE_REFERRAL, True),
        (parameters.DEMO_SPARE_REFERRAL, True),
        (parameters.DEMO_REFERRAL, True),
    ):
        agreed = {"text_version": "2026-11-26", "given": True}
        wanted = ReferralCreate.model_validate(
            {
                "agency_id": parameters.DEMO_AGENCY,
                "purpose": "协助协商信用卡个性化分期",
                "debt_ids": [parameters.DEMO_DEBT],
                "scope": ["household", "debts", "proposals", "contacts"],
                "expires_at": LONG,
                "consent": agreed,
                "sensitive_consent": agreed,
                "acknowledge": ["limitation"],
            }
        )
        made = referrals.refer(session, principal, case_id, wanted, referral_id=UUID(referral_id))
        if is_accepted:
            accept(session, principal, case_id, made.id, ReferralAccept())


def show_papers(session: Session, principal: Principal, case_id: UUID) -> None:
    """What the first person's bank may look at, and a pack that nobody uses."""
    wanted = CreditorPackCreate.model_validate(
        {
            "creditor_name": "某银行信用卡中心",
            "document_ids": [parameters.DEMO_DOCUMENT],
            "expires_at": LONG,
            "acknowledge": ["limitation"],
        }
    )
    for pack_id, secret in (
        (parameters.DEMO_PACK, parameters.DEMO_VIEW),
        (parameters.DEMO_SPARE_PACK, None),
    ):
        packs.make_pack(session, principal, case_id, wanted, pack_id=UUID(pack_id), secret=secret)
