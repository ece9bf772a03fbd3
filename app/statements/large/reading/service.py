"""Reads a large statement: in columns for what it says as a whole, then its rows into the case.

Rows come in piece by piece, each with its progress in one transaction, under an import that
nobody sees before its last step. A cancelled or failed reading leaves nothing; one that was
killed is begun anew.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import crypto
from app.operations.errors import WorkFailed
from app.operations.worker.service import Produced, Run
from app.statements import repository
from app.statements.bulk.opening import LargeFile, open_large
from app.statements.bulk.statement import LargeStatement, rows_in_full, summarise
from app.statements.classify import Classified, is_paired
from app.statements.corrected import Corrections, corrected
from app.statements.counting import service as counting
from app.statements.generic import ColumnMapping
from app.statements.large import service
from app.statements.matching import Account, Fingerprints
from app.statements.models import StatementImport
from app.statements.refunding import service as refunding
from app.statements.refusals import StatementRefused
from app.statements.same_payments import Placed
from app.statements.stored import preflight_of_large
from app.statements.storing import service as storing
from app.statements.tally import Tally

_ROWS_AT_ONCE = 2_000
_LINES_BETWEEN = 100_000


def read_large(run: Run) -> Produced:
    """The work behind a large import.

    Raises:
        WorkFailed: if the file turns out not to be readable.
    """
    with run.database.write(run.tenant_id) as session:
        imported = repository.find_import(session, run.case_id, run.operation_id)
        if imported is not None and imported.status != repository.READING:
            return Produced()  # only the last note was missing
        repository.delete_unread(session, run.case_id)
    try:
        _Reading(run).read()
    except BaseException as error:
        _clear(run)
        if isinstance(error, StatementRefused):
            raise WorkFailed(error.code) from error
        raise
    return Produced()


def _clear(run: Run) -> None:
    """Drops what was read so far, unless it is another attempt's."""
    with run.database.write(run.tenant_id) as session:
        if not run.is_superseded(session):
            repository.delete_unread(session, run.case_id)


def _input(run: Run) -> tuple[Mapping[str, Any], Callable[[], Iterator[bytes]]]:
    """What the request said of the file, and the file, as often as it is asked for."""

    def pieces() -> Iterator[bytes]:
        source = run.read_input()
        head = next(source)
        yield head[head.index(b"\n") + 1 :]
        yield from source

    head = next(run.read_input())
    about: dict[str, Any] = orjson.loads(head[: head.index(b"\n")])
    return about, pieces


@dataclass(slots=True)
class _Reading:
    """One attempt to read a large statement into its case."""

    run: Run
    tally: Tally = field(default_factory=Tally)
    fallen: dict[bytes, Classified] = field(default_factory=dict)
    candidates: list[Placed] = field(default_factory=list)
    paired: list[refunding.KnownRow] = field(default_factory=list)

    def read(self) -> None:
        """Reads the file twice: for what it says as a whole, and for its rows."""
        about, pieces = _input(self.run)
        given = about["mapping"]
        mapping = ColumnMapping(**given) if given else None
        file = open_large(pieces, service.limits(), mapping)
        found = summarise(file, about["filename"], self._heard(about["lines"]))
        key, corrections, amounts = self._begin(file, found)
        prints = Fingerprints(file.detected.institution)
        done = 0
        for batch in rows_in_full(found):
            rows = iter(batch)
            while some := list(islice(rows, _ROWS_AT_ONCE)):
                done += len(some)
                tokens = [
                    crypto.token(key, storing.TOKEN, prints.of(row.transaction)) for row in some
                ]
                fresh = self._store(key, some, tokens, (done, found.rows))
                self._gather(fresh, file, corrections, amounts)
        self._finish(found, corrections)

    def _heard(self, total: int) -> Callable[[int], None]:
        """Renews the lease now and then while the file is looked through, and hears a cancel."""
        told = -_LINES_BETWEEN

        def tell(lines: int) -> None:
            nonlocal told
            if lines - told >= _LINES_BETWEEN:
                told = lines
                self.run.advance(0, total)

        return tell

    def _begin(
        self, file: LargeFile, found: LargeStatement
    ) -> tuple[crypto.DataKey, Corrections, set[tuple[str, int]]]:
        run, detected = self.run, file.detected
        with run.database.write(run.tenant_id) as session:
            cases.require_case(session, run.case_id, lock=True)
            run.note(session, 0, found.rows)
            key = cases.case_key(session, run.case_id)
            imported = storing.new_import(
                session,
                run.case_id,
                key,
                run.operation_id,
                {
                    "institution": detected.institution,
                    "format": detected.format,
                    "family": detected.layout.family,
                    "rows": found.rows,
                    "duplicates": 0,
                    "status": repository.READING,
                    "period_first": found.period_first,
                    "period_last": found.period_last,
                },
                preflight_of_large(found),
            )
            corrections = counting.corrections_of(session, run.case_id, key)
        with run.database.read(run.tenant_id) as session:
            amounts = counting.amounts_beside(session, imported, key)
        return key, corrections, amounts

    def _store(
        self,
        key: crypto.DataKey,
        rows: Sequence[Classified],
        tokens: Sequence[bytes],
        progress: tuple[int, int],
    ) -> list[tuple[UUID, Classified]]:
        """Writes the rows that the case does not have, with their ids; remembers fallen ones."""
        run, import_id = self.run, self.run.operation_id
        with run.database.write(run.tenant_id) as session:
            cases.require_case(session, run.case_id, lock=True)
            run.note(session, *progress)
            known = repository.known_tokens(session, run.case_id, tokens)
            fresh: dict[bytes, Classified] = {}
            for row, token in zip(rows, tokens, strict=True):
                if token not in known:
                    fresh.setdefault(token, row)
                elif known[token] != import_id:
                    storing.note_fallen(self.fallen, row, token)
            values = [
                storing.row_values(key, run.tenant_id, run.case_id, import_id, row, token)
                for token, row in fresh.items()
            ]
            repository.add_rows(session, values)
        return [(value["id"], row) for value, row in zip(values, fresh.values(), strict=True)]

    def _gather(
        self,
        fresh: Sequence[tuple[UUID, Classified]],
        file: LargeFile,
        corrections: Corrections,
        amounts: set[tuple[str, int]],
    ) -> None:
        """Adds rows up as the caller corrected them; keeps those another file may tell, too."""
        account = Account(file.detected.institution, file.detected.layout.family)
        for row_id, row in fresh:
            if is_paired(row.transaction, row.kind):
                self.paired.append((row_id, row))
            standing = corrected(row, corrections)
            self.tally.add(standing)
            if row.transaction.worth in amounts:
                placed = Placed(row_id, self.run.operation_id, account, standing)
                self.candidates.append(placed)

    def _finish(self, found: LargeStatement, used: Corrections) -> None:
        """Links, counts and shows the import, in one transaction."""
        run = self.run
        with run.database.write(run.tenant_id) as session:
            cases.require_case(session, run.case_id, lock=True)
            run.note(session, found.rows, found.rows)
            key = cases.case_key(session, run.case_id)
            imported = repository.find_import(session, run.case_id, run.operation_id)
            assert imported is not None  # noqa: S101 - this attempt made it
            imported.status = "preflight"
            imported.duplicates = found.transactions - self.tally.rows
            touched = storing.bring_up_to_date(session, run.case_id, key, self.fallen)
            settled = refunding.settle_refunds(
                session,
                run.case_id,
                key,
                counting.account_of(imported),
                {imported.id: self.paired},
            )
            touched |= settled
            corrections = counting.corrections_of(session, run.case_id, key)
            touched |= counting.link_rows(session, imported, key, self.candidates, corrections)
            if corrections == used and imported.id not in settled:
                self._count_links(session, imported)
                counting.keep_count(imported, key, self.tally)
                touched -= {imported.id}
            else:  # something changed meanwhile, so what was added up no longer holds
                touched |= {imported.id}
            counting.recount(session, run.case_id, key, touched)
            accounts.record(
                session,
                run.principal,
                "statement_imported",
                "statement_import",
                imported.id,
                run.case_id,
            )

    def _count_links(self, session: Session, imported: StatementImport) -> None:
        """Counts anew those rows that others stand for, or that stand for others."""
        links = repository.links(session, imported.case_id)
        linked = {row_id for link in links for row_id in (link.row_id, link.same_as)}
        rows = [row for row in self.candidates if row.id in linked]
        self.tally.take_back(row.row for row in rows)
        for entry in counting.counted_rows(rows, links):
            self.tally.add(entry.row, is_duplicate=entry.is_duplicate)
