"""`/v1/document-templates`: nobody's, the same for all."""

from typing import Annotated

from app.core.access import EVERYBODY
from app.core.auth import Principal, caller
from app.core.routing import subject_router
from app.documents.catalogue import service
from app.documents.catalogue.schemas import DocumentTemplateList

router = subject_router(tag="documents", shares=EVERYBODY)
Reader = Annotated[Principal, caller("documents:read")]


@router.get("/document-templates", summary="List the papers and their grounds")
def list_document_templates(principal: Reader) -> DocumentTemplateList:
    """What each paper needs and, for court papers, the grounds it may rest on, by article.

    Being unable to pay is none: a court takes it for no objection.
    """
    return DocumentTemplateList(items=service.list_templates())
