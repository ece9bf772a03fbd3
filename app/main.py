"""Builds the application: middleware, one problem handler, one router per subject."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

import app.accounts.router
import app.agencies.assessments.router
import app.agencies.calculators.router
import app.agencies.referrals.router
import app.agencies.router
import app.cases.access_tokens.router
import app.cases.grants.router
import app.cases.outcomes.router
import app.cases.router
import app.cash_flow.analyses.router
import app.cash_flow.comparisons.router
import app.cash_flow.pictures.router
import app.cash_flow.references.router
import app.cash_flow.router
import app.cash_flow.scenarios.router
import app.claims.router
import app.claims.strategy.router
import app.contacts.calendars.router
import app.contacts.findings.router
import app.contacts.follow_ups.router
import app.contacts.imports.router
import app.contacts.ladder.router
import app.contacts.preparation.router
import app.contacts.router
import app.debts.calculators.router
import app.debts.overcharges.router
import app.debts.payments.router
import app.debts.router
import app.debts.true_rates.router
import app.documents.catalogue.router
import app.documents.router
import app.dossier.bundles.router
import app.dossier.packs.router
import app.dossier.packs.viewing.router
import app.dossier.router
import app.dossier.timeline.router
import app.evidence.checklists.router
import app.evidence.preservation.router
import app.evidence.router
import app.law.calculators.router
import app.law.courts.router
import app.law.creditors.router
import app.law.figures.router
import app.law.router
import app.law.vocabularies.router
import app.ledger.router
import app.operations.router
import app.plan.briefs.router
import app.plan.first_check.router
import app.plan.router
import app.plan.worklists.router
import app.proceedings.router
import app.proposals.agreements.instalments.router
import app.proposals.agreements.router
import app.proposals.allocations.router
import app.proposals.batches.router
import app.proposals.case_scores.router
import app.proposals.efforts.router
import app.proposals.joint_offers.router
import app.proposals.model_card.router
import app.proposals.offers.router
import app.proposals.responses.router
import app.proposals.router
import app.proposals.scores.router
import app.statements.corrections.router
import app.statements.router
import app.statements.unusual.router
import app.wellbeing.router
from app.backups.register.service import assert_applied
from app.core import docs, error_pages, health, logging, openapi, problems, routing
from app.core.config import Settings, get_settings
from app.core.metrics import RequestMetrics
from app.core.middleware import RequestFrame
from app.core.migrations import assert_at_head
from app.wiring import (
    Runtime,
    background_work,
    grant_guard,
    known_callers,
    open_runtime,
    principal_resolver,
)

SUBJECT_ROUTERS = (
    app.accounts.router.own_router,
    app.accounts.router.router,
    app.law.router.router,
    app.law.calculators.router.router,
    app.law.courts.router.router,
    app.law.figures.router.router,
    app.law.creditors.router.router,
    app.law.vocabularies.router.router,
    app.operations.router.router,
    app.cases.router.router,
    app.cases.outcomes.router.router,
    app.cases.router.shared_router,
    app.cases.grants.router.router,
    app.cases.access_tokens.router.router,
    app.debts.router.router,
    app.debts.calculators.router.router,
    app.debts.overcharges.router.router,
    app.debts.payments.router.router,
    app.debts.true_rates.router.router,
    app.cash_flow.router.router,
    app.cash_flow.analyses.router.router,
    app.cash_flow.comparisons.router.router,
    app.cash_flow.scenarios.router.router,
    app.cash_flow.pictures.router.router,
    app.cash_flow.references.router.router,
    app.statements.router.router,
    app.statements.corrections.router.router,
    app.statements.unusual.router.router,
    app.ledger.router.router,
    app.evidence.router.router,
    app.evidence.preservation.router.router,
    app.evidence.checklists.router.catalogue_router,
    app.evidence.checklists.router.router,
    app.contacts.preparation.router.router,  # before `contacts/{contact_id}`
    app.contacts.router.router,
    app.contacts.follow_ups.router.router,
    app.contacts.findings.router.router,
    app.contacts.calendars.router.router,
    app.contacts.ladder.router.router,
    app.contacts.imports.router.router,
    app.proceedings.router.router,
    app.proposals.router.router,
    app.proposals.case_scores.router.router,
    app.proposals.responses.router.router,
    app.proposals.agreements.router.router,
    app.proposals.agreements.instalments.router.router,
    app.proposals.scores.router.router,
    app.proposals.batches.router.router,
    app.proposals.model_card.router.router,
    app.proposals.offers.router.router,
    app.proposals.joint_offers.router.router,
    app.proposals.allocations.router.router,
    app.agencies.router.router,
    app.agencies.assessments.router.router,
    app.agencies.calculators.router.router,
    app.proposals.efforts.router.router,
    app.documents.catalogue.router.router,
    app.documents.router.router,
    app.claims.router.router,
    app.claims.strategy.router.router,
    app.dossier.bundles.router.router,
    app.documents.router.issued_router,
    app.dossier.packs.router.router,
    app.dossier.packs.viewing.router.router,
    app.agencies.referrals.router.router,
    app.agencies.referrals.router.shared_router,
    app.dossier.router.erasure_router,
    app.dossier.router.export_router,
    app.dossier.router.verification_router,
    app.dossier.timeline.router.router,
    app.wellbeing.router.router,
    app.plan.router.router,
    app.plan.first_check.router.router,
    app.plan.briefs.router.router,
    app.plan.worklists.router.router,
)
EXPOSED_HEADERS = ("ETag", "Location", "Link", "Idempotent-Replayed", "Retry-After", "RateLimit")


def create_app(settings: Settings | None = None, *, demo_key: str | None = None) -> FastAPI:
    """The application over one open runtime; `demo_key` authorises Swagger UI in demo mode."""
    settings = settings or get_settings()
    logging.configure(settings.log_level)
    runtime = open_runtime(settings)

    @asynccontextmanager
    async def lifespan(_application: FastAPI) -> AsyncIterator[None]:
        health.assert_promises(runtime.database)
        assert_applied(runtime.database, runtime.erasures)
        with background_work(runtime):
            yield
        runtime.close()

    application = FastAPI(
        version=version("shangan"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=routing.operation_name,
        redirect_slashes=False,
        separate_input_output_schemas=False,
        telemetry={"tracing": False, "metrics": False},
    )
    _keep(application, runtime, demo_key)
    problems.install(application)
    openapi.install(application)
    metrics = RequestMetrics() if settings.metrics else None
    if metrics is not None:
        routing.serve(application, (metrics.router(),))
    application.add_middleware(
        RequestFrame, settings=settings, observe=metrics.observe if metrics else None
    )
    if settings.cors_origins:  # outermost: a page reads refusals too
        application.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=list(EXPOSED_HEADERS),
        )
    routing.serve(application, (*SUBJECT_ROUTERS, health.router, error_pages.router, docs.router))
    return application


def _keep(application: FastAPI, runtime: Runtime, demo_key: str | None) -> None:
    state = application.state
    state.runtime = runtime
    state.database = runtime.database
    state.resolve_principal = principal_resolver(runtime)
    state.known_callers = known_callers(runtime)
    state.require_grant = grant_guard(runtime)
    state.cursor_secret = runtime.keyring.cursor_secret()
    state.demo_key = demo_key
    state.readiness_checks = {
        "database": lambda: health.ping(runtime.database),
        "migrations": lambda: assert_at_head(runtime.database.reader),
        "storage": runtime.blobs.probe,
        "signing_key": lambda: runtime.signer.keys[0].sign(b"ready"),
    }
