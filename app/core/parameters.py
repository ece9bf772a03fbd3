"""Path parameters that many subjects share, prefilled with the demo's constants."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

DEMO_CASE = "01930000-0000-7000-8000-000000000101"
"""The first demo person's case; examples throughout the documentation use it."""

DEMO_STATEMENT = "01930000-0000-7000-8000-000000000701"
"""The first person's imported statement."""

DEMO_SPARE_STATEMENT = "01930000-0000-7000-8000-000000000709"
"""A statement of one row, for whoever tries out deleting."""

DEMO_CORRECTION = "01930000-0000-7000-8000-000000000751"
"""What the first person said one of their counterparties is."""

DEMO_SPARE_CORRECTION = "01930000-0000-7000-8000-000000000759"
"""What they said of a counterparty they never paid, for whoever tries out taking it back."""

DEMO_DEBT = "01930000-0000-7000-8000-000000000201"
"""The first person's credit card."""

DEMO_SPARE_DEBT = "01930000-0000-7000-8000-000000000209"
"""A settled debt that nothing stands on, for whoever tries out deleting."""

DEMO_ANALYSIS = "01930000-0000-7000-8000-000000000801"
"""The first person's cash-flow analysis."""

DEMO_SCENARIO = "01930000-0000-7000-8000-000000000811"
"""A scenario the first person keeps: the part-time income ends."""

DEMO_SPARE_SCENARIO = "01930000-0000-7000-8000-000000000819"
"""A scenario nobody looks at, for whoever tries out forgetting one."""

DEMO_REFERENCE = "01930000-0000-7000-8000-000000000e01"
"""A made-up amount of a made-up region."""

DEMO_SPARE_REFERENCE = "01930000-0000-7000-8000-000000000e09"
"""An older made-up amount of that region, for whoever tries out deleting."""

DEMO_EVIDENCE = "01930000-0000-7000-8000-000000000401"
"""The first person's proof that employment ended."""

DEMO_CHECKLIST = "01930000-0000-7000-8000-000000000501"
"""The first person's checklist for negotiating."""

DEMO_BUNDLE_HASH = "sha256:602da71c1480ded18264e1f69649d797102d6d8b19f9e95a599f208b397a06c6"
"""What the preview of the first person's example bundle gives."""

DEMO_PROPOSAL = "01930000-0000-7000-8000-000000000301"
"""The first person's refused request for sixty instalments."""

DEMO_DRAFT = "01930000-0000-7000-8000-000000000308"
"""A draft that was never sent, for whoever tries out changing."""

DEMO_SPARE_PROPOSAL = "01930000-0000-7000-8000-000000000309"
"""A draft that will not be sent, for whoever tries out deleting."""

DEMO_AGREEMENT = "01930000-0000-7000-8000-000000000c01"
"""What the first person agreed about the mobile phone, by telephone."""

DEMO_CONTACT = "01930000-0000-7000-8000-000000000601"
"""The first person's call to the bank."""

DEMO_SPARE_CONTACT = "01930000-0000-7000-8000-000000000609"
"""A call noted twice, for whoever tries out withdrawing."""

DEMO_FOLLOW_UP = "01930000-0000-7000-8000-000000000651"
"""The call that the bank promised."""

DEMO_CALENDAR_LINK = "01930000-0000-7000-8000-000000000661"
"""A link to the first person's calendar."""

DEMO_SPARE_CALENDAR_LINK = "01930000-0000-7000-8000-000000000669"
"""A link nobody reads, for whoever tries out revoking."""

DEMO_FEED = "cal_demo0demo0demo0demo0demo0demo0demo0demo0dem"
"""The secret of that link; a real one is drawn by chance and shown once."""

DISPOSABLE_CASE = "01930000-0000-7000-8000-000000000199"
"""A case that is there to be erased by the documentation's example."""

DEMO_KEY = "01930000-0000-7000-8000-000000000901"
"""A key of the demo tenant that nobody holds."""

DEMO_SPARE_KEY = "01930000-0000-7000-8000-000000000909"
"""Another one, for whoever tries out revoking."""

DEMO_HOLD = "01930000-0000-7000-8000-000000000951"
"""A legal hold on the first person's case."""

DEMO_OPERATION = "01930000-0000-7000-8000-000000000a01"
"""A finished export of the first person's case."""

DEMO_PENDING_OPERATION = "01930000-0000-7000-8000-000000000a02"
"""An export that still waits, for whoever tries out cancelling."""

DEMO_SECOND_CASE = "01930000-0000-7000-8000-000000000102"
"""The second person's case: ill, with debts on several platforms."""

DEMO_TRADER_CASE = "01930000-0000-7000-8000-000000000103"
"""The third person's case: a trader who holds a payment order (支付令)."""

DEMO_PROCEEDING = "01930000-0000-7000-8000-000000000b01"
"""The trader's payment order."""

DEMO_SPARE_PROCEEDING = "01930000-0000-7000-8000-000000000b09"
"""Proceedings entered by mistake, for whoever tries out deleting."""

DEMO_AGENCY = "01930000-0000-7000-8000-000000000f01"
"""A law firm whose register, contract and fees were checked."""

DEMO_DOUBTFUL_AGENCY = "01930000-0000-7000-8000-000000000f02"
"""A consulting company that promises what nobody can promise."""

DEMO_SPARE_AGENCY = "01930000-0000-7000-8000-000000000f09"
"""An agency entered by mistake, for whoever tries out deleting."""

DEMO_ASSESSMENT = "01930000-0000-7000-8000-000000000f11"
"""The assessment of the law firm."""
DEMO_DOCUMENT = "01930000-0000-7000-8000-000000000d01"
"""The first person's statement of hardship, as it was issued."""

DEMO_EFFORT = "01930000-0000-7000-8000-000000000d81"
"""What the first person cut from their spending."""

DEMO_SPARE_EFFORT = "01930000-0000-7000-8000-000000000d89"
"""An effort that nothing stands on, for whoever tries out deleting."""

DEMO_CLAIM = "01930000-0000-7000-8000-000000000d01"
"""The trader's claim that interest was deducted in advance (砍头息)."""

DEMO_SPARE_CLAIM = "01930000-0000-7000-8000-000000000d09"
"""A claim entered by mistake, for whoever tries out deleting."""

DEMO_WELLBEING_CHECK = "01930000-0000-7000-8000-0000000004f1"
"""How the first person said they were."""

DEMO_EARLIER_WELLBEING_CHECK = "01930000-0000-7000-8000-0000000004f2"
"""The check before, which the trend starts from."""

DEMO_SPARE_WELLBEING_CHECK = "01930000-0000-7000-8000-0000000004f9"
"""A check of the second person, for whoever tries out erasing one."""

DEMO_LAWYER_KEY = "01930000-0000-7000-8000-000000000903"
"""The key of a duty lawyer who sees only what is granted."""

DEMO_GRANT = "01930000-0000-7000-8000-000000000f21"
"""What that lawyer may see of the first person's case."""

DEMO_SPARE_GRANT = "01930000-0000-7000-8000-000000000f29"
"""A grant nobody uses, for whoever tries out revoking."""

DEMO_REFERRAL = "01930000-0000-7000-8000-000000000f31"
"""The first person's referral to the law firm, which it accepted."""

DEMO_OFFERED_REFERRAL = "01930000-0000-7000-8000-000000000f32"
"""One that waits for an answer, for whoever tries out accepting."""

DEMO_UNWANTED_REFERRAL = "01930000-0000-7000-8000-000000000f33"
"""Another one that waits, for whoever tries out rejecting."""

DEMO_DONE_REFERRAL = "01930000-0000-7000-8000-000000000f34"
"""One that was accepted, for whoever tries out completing."""

DEMO_SPARE_REFERRAL = "01930000-0000-7000-8000-000000000f35"
"""Another one that was accepted, for whoever tries out revoking."""

DEMO_ACCESS = "01930000-0000-7000-8000-000000000f41"
"""An access token that nobody holds."""

DEMO_SPARE_ACCESS = "01930000-0000-7000-8000-000000000f49"
"""An access token that nobody holds, for whoever tries out revoking."""

DEMO_PACK = "01930000-0000-7000-8000-000000000f51"
"""What the first person's bank may look at."""

DEMO_SPARE_PACK = "01930000-0000-7000-8000-000000000f59"
"""A pack nobody looks at, for whoever tries out revoking."""

DEMO_VIEW = "view_demo0demo0demo0demo0demo0demo0demo0demo0dem"
"""The secret of the first pack's link; a real one is drawn by chance and shown once."""

CaseId = Annotated[UUID, Path(description="Id of the case.", examples=[DEMO_CASE])]
